/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-ledger.h"
#include "troupe-run-record.h"

G_BEGIN_DECLS

void        troupe_ledger_list_runs_async  (TroupeLedger         *self,
                                            const char           *project,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
GPtrArray  *troupe_ledger_list_runs_finish (TroupeLedger         *self,
                                            GAsyncResult         *result,
                                            GError              **error);
void        troupe_ledger_load_run_async   (TroupeLedger         *self,
                                            const char           *id,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
TroupeRun  *troupe_ledger_load_run_finish  (TroupeLedger         *self,
                                            GAsyncResult         *result,
                                            TroupeRunRecord     **record,
                                            GError              **error);
void        troupe_ledger_list_events_async
                                           (TroupeLedger         *self,
                                            const char           *run_id,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
GPtrArray  *troupe_ledger_list_events_finish
                                           (TroupeLedger         *self,
                                            GAsyncResult         *result,
                                            GError              **error);
void        troupe_ledger_sum_usage_async  (TroupeLedger         *self,
                                            const char           *run_id,
                                            TroupeUsageKey        key,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
GPtrArray  *troupe_ledger_sum_usage_finish (TroupeLedger         *self,
                                            GAsyncResult         *result,
                                            GError              **error);

gboolean    troupe_ledger_take_run         (TroupeLedger         *self,
                                            const char           *run_id,
                                            GError              **error);
void        troupe_ledger_release_run      (TroupeLedger         *self,
                                            const char           *run_id);

G_END_DECLS
