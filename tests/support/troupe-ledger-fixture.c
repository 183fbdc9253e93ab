/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>

#include "troupe-ledger-fixture.h"

/* A ledger in a folder of its own, and questions to its file. */

void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

gboolean
late_cb (gpointer data)
{
  g_error ("Nothing happened for 30 seconds");
  return G_SOURCE_REMOVE;
}

void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **place = user_data;

  g_assert_null (*place);
  *place = g_object_ref (result);
}

void
wait_for_result (GAsyncResult **result)
{
  guint deadline = g_timeout_add_seconds (30, late_cb, NULL);

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

gboolean
try_open (TroupeLedger  *ledger,
          GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  troupe_ledger_open_async (ledger, NULL, result_cb, &result);
  g_assert_null (result);
  wait_for_result (&result);

  return troupe_ledger_open_finish (ledger, result, error);
}

TroupeLedger *
open_ledger (GFile *file)
{
  TroupeLedger *ledger = troupe_ledger_new (file);
  g_autoptr(GError) error = NULL;

  try_open (ledger, &error);
  g_assert_no_error (error);
  troupe_ledger_set_project (ledger, PROJECT);

  return ledger;
}

gboolean
try_flush (TroupeLedger  *ledger,
           GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  troupe_ledger_flush_async (ledger, NULL, result_cb, &result);
  wait_for_result (&result);

  return troupe_ledger_flush_finish (ledger, result, error);
}

void
flush (TroupeLedger *ledger)
{
  g_autoptr(GError) error = NULL;

  try_flush (ledger, &error);
  g_assert_no_error (error);
}

void
close_ledger (LedgerFixture *self)
{
  troupe_ledger_close (self->ledger);
  /* A task lets go of its ledger a turn of the loop after its answer. */
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (g_steal_pointer (&self->ledger));
}

void
reopen (LedgerFixture *self)
{
  close_ledger (self);
  self->ledger = open_ledger (self->file);
}

static int
first_column_cb (gpointer   data,
                 int        n_columns,
                 char     **values,
                 char     **names)
{
  GString *text = data;

  g_string_append (text, values[0] != NULL ? values[0] : "NULL");
  g_string_append_c (text, ';');

  return 0;
}

/* What anybody else would see in the file. */
char *
ask_file (const char *path,
          const char *sql)
{
  GString *text = g_string_new (NULL);
  sqlite3 *handle = NULL;
  char *problem = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (handle, 5000);
  sqlite3_exec (handle, sql, first_column_cb, text, &problem);
  g_assert_cmpstr (problem, ==, NULL);
  sqlite3_close (handle);

  return g_string_free (text, FALSE);
}

void
assert_file (LedgerFixture *self,
             const char    *sql,
             const char    *expected)
{
  g_autofree char *text = ask_file (self->path, sql);

  g_assert_cmpstr (text, ==, expected);
}

void
set_up_closed (LedgerFixture *self,
               gconstpointer  data)
{
  self->root = g_dir_make_tmp ("troupe-XXXXXX", NULL);
  self->path = g_build_filename (self->root, "share", "troupe", "ledger.db", NULL);
  self->file = g_file_new_for_path (self->path);
}

void
set_up (LedgerFixture *self,
        gconstpointer  data)
{
  set_up_closed (self, data);
  self->ledger = open_ledger (self->file);
}

void
tear_down (LedgerFixture *self,
           gconstpointer  data)
{
  if (self->ledger != NULL)
    {
      close_ledger (self);
      assert_file (self, "PRAGMA integrity_check; PRAGMA foreign_key_check", "ok;");
    }
  g_object_unref (self->file);
  remove_tree (self->root);
  g_free (self->path);
  g_free (self->root);
}
