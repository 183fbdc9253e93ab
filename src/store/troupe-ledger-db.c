/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "troupe-durable.h"
#include "troupe-ledger-private.h"

/* SQLite in the manners of GLib. A connection belongs to the one thread that opened it. */

/* How long another process may keep the file to itself. */
#define BUSY_MS 5000

static void
set_errno_error (const char  *path,
                 int          code,
                 GError     **error)
{
  if (code == ENOSPC || code == EDQUOT)
    g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER,
                 _("The ledger “%s” can’t be written because the disk is full; free some space to keep what happens."), path);
  else
    g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER,
                 _("The ledger “%s” can’t be opened (%s); see to it that you may write there."), path, g_strerror (code));
}

/**
 * troupe_ledger_db_set_error:
 * @self: a connection
 * @code: what SQLite answered
 * @error: (optional): where to put it
 *
 * Makes one sentence of what SQLite answered, and remembers the answer.
 */
void
troupe_ledger_db_set_error (TroupeLedgerDb  *self,
                            int              code,
                            GError         **error)
{
  self->code = code & 0xff;

  switch (self->code)
    {
    case SQLITE_FULL:
      set_errno_error (self->path, ENOSPC, error);
      break;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      set_errno_error (self->path, EACCES, error);
      break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER,
                   _("The ledger “%s” is damaged, so nothing is kept; move the file away to begin a new one."), self->path);
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER,
                   _("The ledger “%s” is held by another program; close that program to keep what happens."), self->path);
      break;
    default:
      g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER,
                   _("The ledger “%s” can’t be used (%s); start Troupe again, and move the file away if that does not help."),
                   self->path, self->handle != NULL ? sqlite3_errmsg (self->handle) : sqlite3_errstr (code));
      break;
    }
}

/**
 * troupe_ledger_db_is_transient:
 * @self: a connection on which something failed
 *
 * Says whether the same may succeed later: when there is room again, or nobody holds the file.
 *
 * Returns: whether it is worth another try
 */
gboolean
troupe_ledger_db_is_transient (TroupeLedgerDb *self)
{
  switch (self->code)
    {
    case SQLITE_FULL:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * troupe_ledger_db_is_damaged:
 * @self: a connection on which something failed
 *
 * Says whether the file itself is broken, so that nothing more should be written to it.
 *
 * Returns: whether it is
 */
gboolean
troupe_ledger_db_is_damaged (TroupeLedgerDb *self)
{
  return self->code == SQLITE_CORRUPT || self->code == SQLITE_NOTADB;
}

/* So that a ledger is for its owner's eyes only, and its companions take over what it allows. */
static gboolean
make_file (const char  *path,
           GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd;

  if (!troupe_durable_make_folder (folder, 0700))
    {
      set_errno_error (path, errno, error);
      return FALSE;
    }

  fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      set_errno_error (path, errno, error);
      return FALSE;
    }
  close (fd);

  return TRUE;
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

/**
 * troupe_ledger_db_open:
 * @path: where the ledger is, or will be
 * @error: (optional): set on failure, in %TROUPE_STORE_ERROR_LEDGER
 *
 * Opens a connection, and makes an empty file where there is none.
 *
 * Returns: (transfer full) (nullable): the connection
 */
TroupeLedgerDb *
troupe_ledger_db_open (const char  *path,
                       GError     **error)
{
  TroupeLedgerDb *self;
  int code;

  if (!make_file (path, error))
    return NULL;

  self = g_new0 (TroupeLedgerDb, 1);
  self->path = g_strdup (path);
  self->statements = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, finalize_statement);

  code = sqlite3_open_v2 (path, &self->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
  if (code != SQLITE_OK)
    {
      troupe_ledger_db_set_error (self, code, error);
      troupe_ledger_db_free (self);
      return NULL;
    }

  sqlite3_busy_timeout (self->handle, BUSY_MS);

  return self;
}

/**
 * troupe_ledger_db_set_up:
 * @self: a connection to what is known to be a ledger
 * @error: (optional): set on failure
 *
 * Sets how it is written: readers and a writer do not wait for each other, and a commit is on the disk when it is done, also when
 * the power goes.
 *
 * Returns: whether it succeeded
 */
gboolean
troupe_ledger_db_set_up (TroupeLedgerDb  *self,
                         GError         **error)
{
  gint64 end_us = g_get_monotonic_time () + BUSY_MS * 1000;

  /* Two processes that both make the file get in each other's way here, where SQLite does not wait by itself. */
  while (!troupe_ledger_db_execute (self, "PRAGMA journal_mode = WAL", NULL))
    {
      if ((self->code != SQLITE_BUSY && self->code != SQLITE_LOCKED) || g_get_monotonic_time () > end_us)
        {
          troupe_ledger_db_set_error (self, self->code, error);
          return FALSE;
        }
      g_usleep (5000);
    }

  return troupe_ledger_db_execute (self, "PRAGMA synchronous = FULL", error) &&
         troupe_ledger_db_execute (self, "PRAGMA foreign_keys = ON", error);
}

/**
 * troupe_ledger_db_free:
 * @self: (nullable) (transfer full): a connection
 *
 * Closes it.
 */
void
troupe_ledger_db_free (TroupeLedgerDb *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->statements);
  sqlite3_close (self->handle);
  g_free (self->path);
  g_free (self);
}

/**
 * troupe_ledger_db_execute:
 * @self: a connection
 * @sql: statements without parameters
 * @error: (optional): set on failure
 *
 * Runs them, one after the other.
 *
 * Returns: whether all of them succeeded
 */
gboolean
troupe_ledger_db_execute (TroupeLedgerDb  *self,
                          const char      *sql,
                          GError         **error)
{
  int code = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);

  if (code == SQLITE_OK)
    return TRUE;

  troupe_ledger_db_set_error (self, code, error);
  return FALSE;
}

static int
bind_values (sqlite3_stmt *statement,
             const char   *types,
             va_list       args)
{
  int code = SQLITE_OK;

  for (int i = 1; *types != '\0' && code == SQLITE_OK; i++, types++)
    {
      if (*types == 'i')
        {
          code = sqlite3_bind_int64 (statement, i, va_arg (args, gint64));
        }
      else if (*types == 'n')
        {
          gint64 number = va_arg (args, gint64);

          code = number >= 0 ? sqlite3_bind_int64 (statement, i, number) : sqlite3_bind_null (statement, i);
        }
      else if (*types == 'd')
        {
          /* SQLite has no NaN: it is NULL there. */
          code = sqlite3_bind_double (statement, i, va_arg (args, double));
        }
      else
        {
          const char *text = va_arg (args, const char *);

          g_assert (*types == 's');
          code = sqlite3_bind_text (statement, i, text, -1, SQLITE_STATIC);
        }
    }

  return code;
}

static sqlite3_stmt *
query_valist (TroupeLedgerDb  *self,
              GError         **error,
              const char      *sql,
              const char      *types,
              va_list          args)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);
  int code = SQLITE_OK;

  if (statement == NULL)
    {
      code = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
      if (code == SQLITE_OK)
        g_hash_table_insert (self->statements, (gpointer) sql, statement);
    }
  else
    {
      sqlite3_reset (statement);
    }

  if (code == SQLITE_OK)
    code = bind_values (statement, types, args);
  if (code == SQLITE_OK)
    return statement;

  troupe_ledger_db_set_error (self, code, error);
  return NULL;
}

/**
 * troupe_ledger_db_query:
 * @self: a connection
 * @error: (optional): set on failure
 * @sql: (type utf8): one statement, of a static string: it stays prepared
 * @types: for each parameter an “i” for a gint64, an “n” for one that is NULL when negative, a “d” for a double that is NULL when
 *   it is not a number, or an “s” for a nullable string
 * @...: the parameters, which have to stay until the last row was read
 *
 * Prepares to read rows with troupe_ledger_db_next().
 *
 * Returns: (transfer none) (nullable): the statement
 */
sqlite3_stmt *
troupe_ledger_db_query (TroupeLedgerDb  *self,
                        GError         **error,
                        const char      *sql,
                        const char      *types,
                        ...)
{
  sqlite3_stmt *statement;
  va_list args;

  va_start (args, types);
  statement = query_valist (self, error, sql, types, args);
  va_end (args);

  return statement;
}

/**
 * troupe_ledger_db_next:
 * @self: a connection
 * @statement: from troupe_ledger_db_query()
 * @error: (optional): set on failure
 *
 * Goes to the next row.
 *
 * Returns: whether there is one; %FALSE with @error unset after the last
 */
gboolean
troupe_ledger_db_next (TroupeLedgerDb  *self,
                       sqlite3_stmt    *statement,
                       GError         **error)
{
  int code = sqlite3_step (statement);

  if (code == SQLITE_ROW)
    return TRUE;

  if (code != SQLITE_DONE)
    troupe_ledger_db_set_error (self, code, error);
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);

  return FALSE;
}

/**
 * troupe_ledger_db_run:
 * @self: a connection
 * @error: (optional): set on failure
 * @sql: (type utf8): one statement, of a static string: it stays prepared
 * @types: as for troupe_ledger_db_query()
 * @...: the parameters
 *
 * Runs a statement and ignores its rows.
 *
 * Returns: whether it succeeded
 */
gboolean
troupe_ledger_db_run (TroupeLedgerDb  *self,
                      GError         **error,
                      const char      *sql,
                      const char      *types,
                      ...)
{
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement;
  va_list args;

  va_start (args, types);
  statement = query_valist (self, error, sql, types, args);
  va_end (args);

  if (statement == NULL)
    return FALSE;

  while (troupe_ledger_db_next (self, statement, &local_error))
    continue;

  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/**
 * troupe_ledger_db_get_number:
 * @self: a connection
 * @sql: (type utf8): a static statement that gives one number
 * @number: (out): where to put it
 * @error: (optional): set on failure
 *
 * Asks for one number, 0 when there is no row.
 *
 * Returns: whether it succeeded
 */
gboolean
troupe_ledger_db_get_number (TroupeLedgerDb  *self,
                             const char      *sql,
                             gint64          *number,
                             GError         **error)
{
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement = troupe_ledger_db_query (self, &local_error, sql, "");

  *number = 0;
  while (statement != NULL && troupe_ledger_db_next (self, statement, &local_error))
    *number = sqlite3_column_int64 (statement, 0);

  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
