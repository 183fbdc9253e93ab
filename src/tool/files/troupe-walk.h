/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "troupe-tool.h"

G_BEGIN_DECLS

typedef enum
{
  TROUPE_WALK_FOLDER,
  TROUPE_WALK_FILE,
  TROUPE_WALK_LINK,
  TROUPE_WALK_OTHER,
} TroupeWalkKind;

typedef gboolean (*TroupeWalkFunc) (int             folder,
                                    const char     *name,
                                    const char     *path,
                                    TroupeWalkKind  kind,
                                    gpointer        user_data);

typedef struct
{
  TroupeWalkFunc  func;
  gpointer        user_data;
  guint           max_depth;
  guint           max_entries;
  gint64          deadline_us;
  gboolean        has_hidden;
  GCancellable   *cancellable;

  guint           n_entries;
  gboolean        was_cut;
} TroupeWalk;

gboolean    troupe_walk_folder   (TroupeWalk   *self,
                                  int           folder,
                                  const char   *path,
                                  GError      **error);
gboolean    troupe_walk_glob     (const char   *glob,
                                  const char   *path);
char       *troupe_walk_show     (const char   *path);

const char *troupe_walk_get_text (JsonObject   *arguments,
                                  const char   *name,
                                  const char   *otherwise);
gint64      troupe_walk_get_int  (JsonObject   *arguments,
                                  const char   *name,
                                  gint64        otherwise);
gboolean    troupe_walk_get_flag (JsonObject   *arguments,
                                  const char   *name);

G_END_DECLS
