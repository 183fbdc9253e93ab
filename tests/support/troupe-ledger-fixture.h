/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-ledger-private.h"

G_BEGIN_DECLS

#define PROJECT "file:///home/somebody/project"

typedef struct
{
  char         *root;
  char         *path;
  GFile        *file;
  TroupeLedger *ledger;
} LedgerFixture;

void          remove_tree     (const char     *path);
void          result_cb       (GObject        *source,
                               GAsyncResult   *result,
                               gpointer        user_data);
void          wait_for_result (GAsyncResult  **result);
gboolean      late_cb         (gpointer        data);

gboolean      try_open        (TroupeLedger   *ledger,
                               GError        **error);
TroupeLedger *open_ledger     (GFile          *file);
gboolean      try_flush       (TroupeLedger   *ledger,
                               GError        **error);
void          flush           (TroupeLedger   *ledger);
void          close_ledger    (LedgerFixture  *self);
void          reopen          (LedgerFixture  *self);
char         *ask_file        (const char     *path,
                               const char     *sql);
void          assert_file     (LedgerFixture  *self,
                               const char     *sql,
                               const char     *expected);

void          set_up_closed   (LedgerFixture  *self,
                               gconstpointer   data);
void          set_up          (LedgerFixture  *self,
                               gconstpointer   data);
void          tear_down       (LedgerFixture  *self,
                               gconstpointer   data);

G_END_DECLS
