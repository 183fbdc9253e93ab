/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-library.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_LIBRARY_BATCH (troupe_library_batch_get_type ())

G_DECLARE_FINAL_TYPE (TroupeLibraryBatch, troupe_library_batch, TROUPE, LIBRARY_BATCH, GObject)

TroupeLibraryBatch *troupe_library_batch_new         (TroupeLibrary        *library);
char               *troupe_library_batch_make_id     (TroupeLibraryBatch   *self,
                                                      TroupeKind            kind,
                                                      const char           *name);
void                troupe_library_batch_add_save    (TroupeLibraryBatch   *self,
                                                      TroupeDefinition     *definition,
                                                      TroupeScope           scope);
void                troupe_library_batch_add_delete  (TroupeLibraryBatch   *self,
                                                      TroupeDefinition     *definition);
guint               troupe_library_batch_get_n_items (TroupeLibraryBatch   *self);
guint               troupe_library_batch_get_n_done  (TroupeLibraryBatch   *self);

void                troupe_library_batch_run_async   (TroupeLibraryBatch   *self,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
gboolean            troupe_library_batch_run_finish  (TroupeLibraryBatch   *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);
TroupeLibraryBatch *troupe_library_batch_create_undo (TroupeLibraryBatch   *self);

G_END_DECLS
