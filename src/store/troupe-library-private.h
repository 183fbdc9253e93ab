/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-library-source.h"
#include "troupe-library.h"
#include "troupe-shelf.h"

G_BEGIN_DECLS

#define TROUPE_N_SCOPES 3

struct _TroupeLibrary
{
  GObject           parent_instance;

  GFile            *user_data_folder;
  GFile            *user_config_folder;
  GFile            *project_folder;

  TroupeShelf      *shelves[TROUPE_N_KINDS];
  GPtrArray        *sources;
  TroupeAiSettings *defaults[TROUPE_N_SCOPES];
  GPtrArray        *providers;
  JsonObject       *providers_extra;

  GListStore       *problems;
  GHashTable       *problems_by_path;

  gboolean          has_cast;
  gboolean          is_loaded;
  gboolean          is_watching;
};

TroupeLibrarySource *troupe_library_find_source  (TroupeLibrary        *self,
                                                  TroupeScope           scope,
                                                  int                   kind);
TroupeProblem       *troupe_library_find_problem (TroupeLibrary        *self,
                                                  TroupeLibrarySource  *source,
                                                  const char           *id);
void                 troupe_library_take_providers
                                                 (TroupeLibrary        *self,
                                                  GPtrArray            *providers,
                                                  JsonObject           *extra);
void                 troupe_library_set_loaded   (TroupeLibrary        *self);
void                 troupe_library_scan_store   (TroupeLibrary        *self,
                                                  TroupeFolderStore    *store);
void                 troupe_library_apply        (TroupeLibrary        *self,
                                                  TroupeLibrarySource  *source,
                                                  TroupeLoaded         *loaded);
void                 troupe_library_apply_gone   (TroupeLibrary        *self,
                                                  TroupeLibrarySource  *source,
                                                  const char           *id);
void                 troupe_library_save_settings
                                                 (TroupeLibrary        *self,
                                                  GTask                *task,
                                                  TroupeScope           scope,
                                                  const char           *id,
                                                  JsonNode             *node);
void                 troupe_library_begin_write  (TroupeLibrarySource  *source);
void                 troupe_library_end_write    (TroupeLibrary        *self,
                                                  TroupeLibrarySource  *source);

G_END_DECLS
