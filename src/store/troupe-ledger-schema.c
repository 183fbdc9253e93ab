/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-ledger-private.h"

/*
 * What the tables look like. A step once released is never changed: what comes later is a step of its own at the end. The
 * file says in user_version how many steps it has gone, and in application_id that it is a ledger.
 */

#define APPLICATION_ID 0x54727065   /* “Trpe” */

typedef struct
{
  const char *sql;
  gboolean  (*then) (TroupeLedgerDb  *db,       /* (nullable): what statements alone can't do */
                     GError         **error);
} Step;

static const Step steps[] = {
  /* 1: conversations and what happened in runs.
   *
   * Ids are made by whoever writes, of time and chance, so that they sort and no two processes make the same one. Times are in
   * microseconds since 1970, enumerations are by their names, settings are as in a persona’s file. While an answer streams, what
   * came is in message_pieces; its end puts the whole in its message. */
  { "CREATE TABLE conversations ("
    "  id INTEGER PRIMARY KEY,"
    "  project TEXT,"
    "  title TEXT NOT NULL DEFAULT '',"
    "  draft TEXT NOT NULL DEFAULT '',"
    "  persona_id TEXT,"
    "  session TEXT NOT NULL DEFAULT '{}',"
    "  locks TEXT NOT NULL DEFAULT '',"
    "  updated_us INTEGER NOT NULL DEFAULT 0,"
    "  deleted_us INTEGER NOT NULL DEFAULT 0);"
    "CREATE INDEX conversations_by_project ON conversations (project, updated_us);"
    "CREATE INDEX conversations_deleted ON conversations (deleted_us) WHERE deleted_us > 0;"
    "CREATE TABLE messages ("
    "  id INTEGER PRIMARY KEY,"
    "  conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,"
    "  role TEXT NOT NULL,"
    "  text TEXT NOT NULL,"
    "  reasoning TEXT,"
    "  created_us INTEGER NOT NULL,"
    "  streaming INTEGER NOT NULL,"
    "  complete INTEGER NOT NULL,"
    "  persona_id TEXT,"
    "  persona_name TEXT,"
    "  persona_icon TEXT,"
    "  persona_revision TEXT,"
    "  provider TEXT,"
    "  model_requested TEXT,"
    "  model_served TEXT,"
    "  stop_reason TEXT NOT NULL,"
    "  input_tokens INTEGER NOT NULL,"
    "  cache_read_tokens INTEGER NOT NULL,"
    "  cache_write_tokens INTEGER NOT NULL,"
    "  output_tokens INTEGER NOT NULL,"
    "  reasoning_tokens INTEGER NOT NULL,"
    "  first_token_ms INTEGER NOT NULL,"
    "  duration_ms INTEGER NOT NULL,"
    "  error TEXT);"
    "CREATE INDEX messages_by_conversation ON messages (conversation_id, id);"
    "CREATE TABLE message_pieces ("
    "  id INTEGER PRIMARY KEY,"
    "  message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,"
    "  text TEXT NOT NULL,"
    "  reasoning TEXT NOT NULL);"
    "CREATE INDEX message_pieces_by_message ON message_pieces (message_id, id);"
    "CREATE TABLE runs ("
    "  id TEXT PRIMARY KEY,"
    "  track_id TEXT,"
    "  project TEXT,"
    "  state TEXT NOT NULL,"
    "  reason TEXT,"
    "  session TEXT NOT NULL,"
    "  started_us INTEGER NOT NULL,"
    "  updated_us INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX runs_by_project ON runs (project, started_us);"
    "CREATE TABLE run_events ("
    "  id INTEGER PRIMARY KEY,"
    "  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,"
    "  time_us INTEGER NOT NULL,"
    "  event TEXT NOT NULL);"
    "CREATE INDEX run_events_by_run ON run_events (run_id, id);", NULL },

  /* 2: what another answer took the place of stays, with the time when that was. */
  { "ALTER TABLE messages ADD COLUMN superseded_us INTEGER NOT NULL DEFAULT 0;", NULL },

  /* 3: what events say, in tables that can be asked: where each ticket stands, its attempts, their tool calls, who allowed them,
   * and what was used. A run keeps its track as it was, so that it can be gone on with; it is in a table of its own, because a long
   * row of runs would be read for each event that refers to it. What nobody knows is NULL. An attempt at no
   * ticket, but at the run’s own goal or spec, has the empty ticket. */
  { "ALTER TABLE runs ADD COLUMN title TEXT;"
    "ALTER TABLE runs ADD COLUMN last_resort TEXT;"
    "ALTER TABLE runs ADD COLUMN jobs INTEGER;"
    "ALTER TABLE runs ADD COLUMN tickets INTEGER;"
    "ALTER TABLE runs ADD COLUMN finished_us INTEGER;"
    "ALTER TABLE run_events ADD COLUMN kind TEXT;"
    "ALTER TABLE run_events ADD COLUMN ticket TEXT;"
    "ALTER TABLE run_events ADD COLUMN attempt INTEGER;"
    "ALTER TABLE run_events ADD COLUMN tier TEXT;"
    "ALTER TABLE run_events ADD COLUMN persona_id TEXT;"
    "CREATE TABLE run_tracks ("
    "  run_id TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,"
    "  track TEXT NOT NULL);"
    "CREATE TABLE run_tickets ("
    "  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,"
    "  ticket TEXT NOT NULL,"
    "  state TEXT NOT NULL,"
    "  reason TEXT,"
    "  updated_us INTEGER NOT NULL,"
    "  PRIMARY KEY (run_id, ticket)) WITHOUT ROWID;"
    "CREATE TABLE attempts ("
    "  id INTEGER PRIMARY KEY,"
    "  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,"
    "  ticket TEXT NOT NULL,"
    "  number INTEGER NOT NULL,"
    "  tier TEXT,"
    "  state TEXT NOT NULL,"
    "  reason TEXT,"
    "  persona_id TEXT,"
    "  persona_revision TEXT,"
    "  provider TEXT,"
    "  model TEXT,"
    "  metadata TEXT,"
    "  started_us INTEGER NOT NULL,"
    "  ended_us INTEGER,"
    "  UNIQUE (run_id, ticket, number));"
    "CREATE TABLE tool_calls ("
    "  id INTEGER PRIMARY KEY,"
    "  attempt_id INTEGER NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,"
    "  call TEXT NOT NULL,"
    "  tool TEXT,"
    "  category TEXT,"
    "  arguments TEXT,"
    "  round INTEGER,"
    "  permission TEXT,"
    "  rule TEXT,"
    "  outcome TEXT,"
    "  result TEXT,"
    "  duration_ms INTEGER,"
    "  called_us INTEGER NOT NULL,"
    "  ended_us INTEGER,"
    "  UNIQUE (attempt_id, call));"
    "CREATE TABLE approvals ("
    "  id INTEGER PRIMARY KEY,"
    "  attempt_id INTEGER NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,"
    "  call TEXT NOT NULL,"
    "  tool TEXT,"
    "  asked_rule TEXT,"
    "  answer TEXT,"
    "  decided_by TEXT,"
    "  decided_rule TEXT,"
    "  reason TEXT,"
    "  asked_us INTEGER NOT NULL,"
    "  decided_us INTEGER,"
    "  UNIQUE (attempt_id, call));"
    "CREATE TABLE usage ("
    "  id INTEGER PRIMARY KEY,"
    "  attempt_id INTEGER NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,"
    "  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,"
    "  ticket TEXT NOT NULL,"
    "  tier TEXT,"
    "  persona_id TEXT,"
    "  provider TEXT,"
    "  model_requested TEXT,"
    "  model_served TEXT,"
    "  stop_reason TEXT,"
    "  complete INTEGER,"
    "  input_tokens INTEGER,"
    "  cache_read_tokens INTEGER,"
    "  cache_write_tokens INTEGER,"
    "  output_tokens INTEGER,"
    "  cost REAL,"
    "  duration_ms INTEGER,"
    "  first_token_ms INTEGER,"
    "  time_us INTEGER NOT NULL);"
    "CREATE INDEX usage_by_run ON usage (run_id);"
    "CREATE INDEX usage_by_attempt ON usage (attempt_id);",
    troupe_ledger_facts_fill },

  /* 4: on which terms a run is performed, so that it is gone on with on the same. */
  { "ALTER TABLE runs ADD COLUMN terms TEXT;", NULL },

  /* 5: each tier counts its own attempts, for who judges a ticket makes attempts at it as well as who does it. What refers to a table
   * that is made anew is made anew with it. */
  { "CREATE TABLE new_attempts ("
    "  id INTEGER PRIMARY KEY,"
    "  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,"
    "  ticket TEXT NOT NULL,"
    "  number INTEGER NOT NULL,"
    "  tier TEXT NOT NULL,"
    "  state TEXT NOT NULL,"
    "  reason TEXT,"
    "  persona_id TEXT,"
    "  persona_revision TEXT,"
    "  provider TEXT,"
    "  model TEXT,"
    "  metadata TEXT,"
    "  started_us INTEGER NOT NULL,"
    "  ended_us INTEGER,"
    "  UNIQUE (run_id, ticket, tier, number));"
    "INSERT INTO new_attempts SELECT id, run_id, ticket, number, coalesce (tier, 'worker'), state, reason, persona_id,"
    "  persona_revision, provider, model, metadata, started_us, ended_us FROM attempts;"
    "CREATE TABLE new_tool_calls ("
    "  id INTEGER PRIMARY KEY,"
    "  attempt_id INTEGER NOT NULL REFERENCES new_attempts (id) ON DELETE CASCADE,"
    "  call TEXT NOT NULL,"
    "  tool TEXT,"
    "  category TEXT,"
    "  arguments TEXT,"
    "  round INTEGER,"
    "  permission TEXT,"
    "  rule TEXT,"
    "  outcome TEXT,"
    "  result TEXT,"
    "  duration_ms INTEGER,"
    "  called_us INTEGER NOT NULL,"
    "  ended_us INTEGER,"
    "  UNIQUE (attempt_id, call));"
    "INSERT INTO new_tool_calls SELECT * FROM tool_calls;"
    "DROP TABLE tool_calls;"
    "CREATE TABLE new_approvals ("
    "  id INTEGER PRIMARY KEY,"
    "  attempt_id INTEGER NOT NULL REFERENCES new_attempts (id) ON DELETE CASCADE,"
    "  call TEXT NOT NULL,"
    "  tool TEXT,"
    "  asked_rule TEXT,"
    "  answer TEXT,"
    "  decided_by TEXT,"
    "  decided_rule TEXT,"
    "  reason TEXT,"
    "  asked_us INTEGER NOT NULL,"
    "  decided_us INTEGER,"
    "  UNIQUE (attempt_id, call));"
    "INSERT INTO new_approvals SELECT * FROM approvals;"
    "DROP TABLE approvals;"
    "CREATE TABLE new_usage ("
    "  id INTEGER PRIMARY KEY,"
    "  attempt_id INTEGER NOT NULL REFERENCES new_attempts (id) ON DELETE CASCADE,"
    "  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,"
    "  ticket TEXT NOT NULL,"
    "  tier TEXT,"
    "  persona_id TEXT,"
    "  provider TEXT,"
    "  model_requested TEXT,"
    "  model_served TEXT,"
    "  stop_reason TEXT,"
    "  complete INTEGER,"
    "  input_tokens INTEGER,"
    "  cache_read_tokens INTEGER,"
    "  cache_write_tokens INTEGER,"
    "  output_tokens INTEGER,"
    "  cost REAL,"
    "  duration_ms INTEGER,"
    "  first_token_ms INTEGER,"
    "  time_us INTEGER NOT NULL);"
    "INSERT INTO new_usage SELECT * FROM usage;"
    "DROP TABLE usage;"
    "DROP TABLE attempts;"
    "ALTER TABLE new_attempts RENAME TO attempts;"
    "ALTER TABLE new_tool_calls RENAME TO tool_calls;"
    "ALTER TABLE new_approvals RENAME TO approvals;"
    "ALTER TABLE new_usage RENAME TO usage;"
    "CREATE INDEX usage_by_run ON usage (run_id);"
    "CREATE INDEX usage_by_attempt ON usage (attempt_id);", NULL },

  /* 6: what a person made of what an attempt came to: another text, and a verdict. */
  { "ALTER TABLE attempts ADD COLUMN edited_text TEXT;"
    "ALTER TABLE attempts ADD COLUMN person_verdict TEXT;", NULL },

  /* 7: how many attempts at a ticket count no longer, because a person had it done again after them. */
  { "ALTER TABLE run_tickets ADD COLUMN forgiven INTEGER NOT NULL DEFAULT 0;", NULL },
};

/* Refuses what this program can't know. */
static gboolean
read_version (TroupeLedgerDb  *db,
              gint64          *version,
              GError         **error)
{
  gint64 application_id;
  gint64 n_tables;

  if (!troupe_ledger_db_get_number (db, "PRAGMA user_version", version, error) ||
      !troupe_ledger_db_get_number (db, "PRAGMA application_id", &application_id, error) ||
      !troupe_ledger_db_get_number (db, "SELECT count(*) FROM sqlite_schema", &n_tables, error))
    return FALSE;

  if (application_id != APPLICATION_ID && (application_id != 0 || *version != 0 || n_tables != 0))
    {
      g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER,
                   _("“%s” is no ledger of Troupe and stays as it is; move the file away to begin a ledger."), db->path);
      return FALSE;
    }

  if (*version > (gint64) G_N_ELEMENTS (steps))
    {
      g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER,
                   _("The ledger “%s” was written by a newer Troupe and stays as it is; update Troupe to use it."), db->path);
      return FALSE;
    }

  return TRUE;
}

static gboolean
go_steps (TroupeLedgerDb  *db,
          GError         **error)
{
  g_autofree char *mark = NULL;
  gint64 version;

  /* Another process may have gone them while this one waited. */
  if (!read_version (db, &version, error))
    return FALSE;

  for (; version < (gint64) G_N_ELEMENTS (steps); version++)
    {
      const Step *step = &steps[version];

      if (!troupe_ledger_db_execute (db, step->sql, error) || (step->then != NULL && !step->then (db, error)))
        return FALSE;
    }

  mark = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d;", APPLICATION_ID, (int) version);
  return troupe_ledger_db_execute (db, mark, error);
}

/* All of it is of one moment: another process may just be making the tables. */
static gboolean
look_at_version (TroupeLedgerDb  *db,
                 gint64          *version,
                 GError         **error)
{
  gboolean is_read = troupe_ledger_db_execute (db, "BEGIN", error) && read_version (db, version, error);

  if (!sqlite3_get_autocommit (db->handle))
    {
      int code = db->code;

      troupe_ledger_db_execute (db, "ROLLBACK", NULL);
      db->code = code;
    }

  return is_read;
}

/**
 * troupe_ledger_schema_prepare:
 * @db: a connection
 * @error: (optional): set on failure
 *
 * Makes the tables, or brings those of an older version up to date: all of it or nothing. A ledger of a newer version, or a file
 * that is no ledger, is refused and not changed.
 *
 * Returns: whether the tables are as this program expects them
 */
gboolean
troupe_ledger_schema_prepare (TroupeLedgerDb  *db,
                              GError         **error)
{
  gint64 version;

  if (!look_at_version (db, &version, error) || !troupe_ledger_db_set_up (db, error))
    return FALSE;
  if (version == (gint64) G_N_ELEMENTS (steps))
    return TRUE;

  if (!troupe_ledger_db_execute (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (go_steps (db, error) && troupe_ledger_db_execute (db, "COMMIT", error))
    return TRUE;

  troupe_ledger_db_execute (db, "ROLLBACK", NULL);
  return FALSE;
}
