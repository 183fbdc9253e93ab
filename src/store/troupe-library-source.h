/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "troupe-enums.h"
#include "troupe-folder-store.h"

G_BEGIN_DECLS

typedef enum
{
  TROUPE_LOADED_DEFINITION,
  TROUPE_LOADED_DEFAULTS,
  TROUPE_LOADED_PROVIDERS,
} TroupeLoadedWhat;

typedef struct
{
  TroupeLoadedWhat  what;
  TroupeFolderFile *file;
  gpointer          value;
  char             *sort_key;
  JsonObject       *extra;
  GError           *error;
} TroupeLoaded;

typedef struct
{
  GPtrArray *loaded;
  GPtrArray *touched;
  GPtrArray *removed;
  GError    *error;
} TroupeLoadedFolder;

typedef struct
{
  TroupeFolderStore *store;
  TroupeScope        scope;
  int                kind;
  guint              generation;
  guint              n_writes;
  gboolean           is_scanning;
  gboolean           is_stale;
} TroupeLibrarySource;

TroupeLibrarySource *troupe_library_source_new        (TroupeScope          scope,
                                                       int                  kind,
                                                       GFile               *folder,
                                                       GFile               *fence,
                                                       const char * const  *ids);
void                 troupe_library_source_free       (TroupeLibrarySource *self);

TroupeLoadedFolder  *troupe_library_source_load       (TroupeFolderStore   *store,
                                                       int                  kind,
                                                       GHashTable          *known);
TroupeLoaded        *troupe_library_source_decode     (int                  kind,
                                                       TroupeFolderRead    *read);
GPtrArray           *troupe_library_source_load_cast  (TroupeKind           kind);

void                 troupe_loaded_free               (TroupeLoaded        *self);
void                 troupe_loaded_folder_free        (TroupeLoadedFolder  *self);

#define TROUPE_LIBRARY_SETTINGS (-1)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeLoaded, troupe_loaded_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeLoadedFolder, troupe_loaded_folder_free)

G_END_DECLS
