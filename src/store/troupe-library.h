/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-catalog.h"
#include "troupe-provider-config.h"
#include "troupe-store-error.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_LIBRARY (troupe_library_get_type ())
#define TROUPE_TYPE_PROBLEM (troupe_problem_get_type ())

G_DECLARE_FINAL_TYPE (TroupeLibrary, troupe_library, TROUPE, LIBRARY, GObject)
G_DECLARE_FINAL_TYPE (TroupeProblem, troupe_problem, TROUPE, PROBLEM, GObject)

TroupeLibrary    *troupe_library_new              (GFile                *user_data_folder,
                                                   GFile                *user_config_folder,
                                                   GFile                *project_folder);
void              troupe_library_load_async       (TroupeLibrary        *self,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean          troupe_library_load_finish      (TroupeLibrary        *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
gboolean          troupe_library_load             (TroupeLibrary        *self,
                                                   GError              **error);
gboolean          troupe_library_get_is_loaded    (TroupeLibrary        *self);
void              troupe_library_set_watching     (TroupeLibrary        *self,
                                                   gboolean              watching);
void              troupe_library_rescan           (TroupeLibrary        *self);

GListModel       *troupe_library_list_problems    (TroupeLibrary        *self);
GPtrArray        *troupe_library_get_providers    (TroupeLibrary        *self);
TroupeAiSettings *troupe_library_get_defaults     (TroupeLibrary        *self,
                                                   TroupeScope           scope);

TroupeDefinition *troupe_library_lookup_in_scope  (TroupeLibrary        *self,
                                                   TroupeKind            kind,
                                                   const char           *id,
                                                   TroupeScope           scope);
gboolean          troupe_library_is_id_free       (TroupeLibrary        *self,
                                                   TroupeKind            kind,
                                                   const char           *id);
char             *troupe_library_make_id          (TroupeLibrary        *self,
                                                   TroupeKind            kind,
                                                   const char           *name);
GFile            *troupe_library_get_file         (TroupeLibrary        *self,
                                                   TroupeDefinition     *definition);
gint64            troupe_library_get_modified     (TroupeLibrary        *self,
                                                   TroupeDefinition     *definition);
TroupeScope       troupe_library_get_writable_scope
                                                  (TroupeLibrary        *self,
                                                   TroupeDefinition     *definition);

void              troupe_library_save_async       (TroupeLibrary        *self,
                                                   TroupeDefinition     *definition,
                                                   TroupeScope           scope,
                                                   const char           *expected_revision,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
TroupeDefinition *troupe_library_save_finish      (TroupeLibrary        *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
void              troupe_library_delete_async     (TroupeLibrary        *self,
                                                   TroupeDefinition     *definition,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
char             *troupe_library_delete_finish    (TroupeLibrary        *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
void              troupe_library_restore_async    (TroupeLibrary        *self,
                                                   const char           *trash_token,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
TroupeDefinition *troupe_library_restore_finish   (TroupeLibrary        *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
void              troupe_library_save_providers_async
                                                  (TroupeLibrary        *self,
                                                   GPtrArray            *configs,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean          troupe_library_save_providers_finish
                                                  (TroupeLibrary        *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);

void              troupe_library_save_defaults_async
                                                  (TroupeLibrary        *self,
                                                   TroupeScope           scope,
                                                   TroupeAiSettings     *settings,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean          troupe_library_save_defaults_finish
                                                  (TroupeLibrary        *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);

const char       *troupe_problem_get_message      (TroupeProblem        *self);
GFile            *troupe_problem_get_file         (TroupeProblem        *self);
guint             troupe_problem_get_line         (TroupeProblem        *self);
guint             troupe_problem_get_column       (TroupeProblem        *self);
char             *troupe_problem_dup_text          (TroupeProblem        *self);
gboolean          troupe_problem_get_has_last_good
                                                  (TroupeProblem        *self);

G_END_DECLS
