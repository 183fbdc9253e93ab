/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-recorder.h"
#include "troupe-store-error.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_LEDGER (troupe_ledger_get_type ())

G_DECLARE_FINAL_TYPE (TroupeLedger, troupe_ledger, TROUPE, LEDGER, GObject)

TroupeLedger       *troupe_ledger_new                      (GFile                *file);
const char         *troupe_ledger_get_project              (TroupeLedger         *self);
void                troupe_ledger_set_project              (TroupeLedger         *self,
                                                            const char           *project);
const GError       *troupe_ledger_get_problem              (TroupeLedger         *self);

void                troupe_ledger_open_async               (TroupeLedger         *self,
                                                            GCancellable         *cancellable,
                                                            GAsyncReadyCallback   callback,
                                                            gpointer              user_data);
gboolean            troupe_ledger_open_finish              (TroupeLedger         *self,
                                                            GAsyncResult         *result,
                                                            GError              **error);
void                troupe_ledger_flush_async              (TroupeLedger         *self,
                                                            GCancellable         *cancellable,
                                                            GAsyncReadyCallback   callback,
                                                            gpointer              user_data);
gboolean            troupe_ledger_flush_finish             (TroupeLedger         *self,
                                                            GAsyncResult         *result,
                                                            GError              **error);
void                troupe_ledger_close                    (TroupeLedger         *self);

void                troupe_ledger_list_conversations_async (TroupeLedger         *self,
                                                            const char           *project,
                                                            GCancellable         *cancellable,
                                                            GAsyncReadyCallback   callback,
                                                            gpointer              user_data);
GPtrArray          *troupe_ledger_list_conversations_finish
                                                           (TroupeLedger         *self,
                                                            GAsyncResult         *result,
                                                            GError              **error);
void                troupe_ledger_load_conversation_async  (TroupeLedger         *self,
                                                            TroupeConversation   *conversation,
                                                            GCancellable         *cancellable,
                                                            GAsyncReadyCallback   callback,
                                                            gpointer              user_data);
gboolean            troupe_ledger_load_conversation_finish (TroupeLedger         *self,
                                                            GAsyncResult         *result,
                                                            GError              **error);
void                troupe_ledger_delete_conversation      (TroupeLedger         *self,
                                                            TroupeConversation   *conversation);
void                troupe_ledger_restore_conversation     (TroupeLedger         *self,
                                                            TroupeConversation   *conversation);

G_END_DECLS
