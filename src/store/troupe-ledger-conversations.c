/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "json/troupe-settings-codec.h"
#include "troupe-enum-types.h"
#include "troupe-field.h"
#include "troupe-ledger-private.h"

/* Conversations and their messages, to rows and back. What makes or reads model objects belongs to the main thread. */

struct _TroupeLedgerConversation
{
  gint64  id;
  char   *project;
  char   *title;
  char   *draft;
  char   *persona_id;
  char   *session;
  char   *locks;
  gint64  updated_us;
};

struct _TroupeLedgerMessage
{
  gint64       id;
  gint64       conversation_id;
  char        *role;
  char        *text;
  char        *reasoning;
  gint64       created_us;
  gboolean     streaming;
  gboolean     complete;
  char        *persona_id;
  char        *persona_name;
  char        *persona_icon;
  char        *persona_revision;
  char        *provider;
  char        *model_requested;
  char        *model_served;
  char        *stop_reason;
  TroupeUsage  usage;
  gint64       first_token_ms;
  gint64       duration_ms;
  char        *error;
};

static char *
dup_column (sqlite3_stmt *statement,
            int           column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

/* By name, so that a field more does not turn one lock into another. */
static char *
write_locks (guint locks)
{
  GString *names = g_string_new (NULL);

  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      if ((locks & TROUPE_FIELD_MASK (field)) != 0)
        g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", troupe_field_get_name (field));
    }

  return g_string_free (names, FALSE);
}

static guint
read_locks (const char *text)
{
  g_auto(GStrv) names = g_strsplit (text, " ", -1);
  guint locks = 0;

  for (gsize i = 0; names[i] != NULL; i++)
    {
      TroupeField field;

      if (troupe_field_from_name (names[i], &field))
        locks |= TROUPE_FIELD_MASK (field);
    }

  return locks;
}

static void
read_session (const char       *text,
              TroupeAiSettings *settings)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TroupeJsonDocument) document = troupe_json_document_parse ("session", text, -1, &error);
  g_autoptr(TroupeJsonReader) reader = document != NULL ? troupe_json_reader_new (document) : NULL;
  g_autoptr(TroupeAiSettings) read = troupe_ai_settings_new ();

  if (reader != NULL)
    troupe_settings_codec_read_object (reader, read);
  if (reader == NULL || !troupe_json_reader_finish (reader, &error))
    {
      g_message ("The overrides of a conversation can't be read and are left out: %s", error->message);
      return;
    }

  troupe_ai_settings_assign (settings, read);
}

/**
 * troupe_ledger_conversation_new:
 * @conversation: a conversation that has an id
 * @project: (nullable): the project it belongs to when it is written for the first time
 *
 * Copies all but the messages. Main thread only.
 *
 * Returns: (transfer full): the row
 */
TroupeLedgerConversation *
troupe_ledger_conversation_new (TroupeConversation *conversation,
                                const char         *project)
{
  TroupeLedgerConversation *self = g_new0 (TroupeLedgerConversation, 1);
  g_autoptr(JsonNode) session = troupe_settings_codec_encode (troupe_conversation_get_session (conversation), FALSE);

  self->id = troupe_conversation_get_id (conversation);
  self->project = g_strdup (project);
  self->title = g_strdup (troupe_conversation_get_title (conversation));
  self->draft = g_strdup (troupe_conversation_get_draft (conversation));
  self->persona_id = g_strdup (troupe_conversation_get_persona_id (conversation));
  self->session = troupe_json_write (session, FALSE, NULL);
  self->locks = write_locks (troupe_conversation_get_locks (conversation));
  self->updated_us = troupe_conversation_get_updated_us (conversation);

  return self;
}

/**
 * troupe_ledger_conversation_free:
 * @self: (transfer full): a row
 *
 * Frees it, in any thread.
 */
void
troupe_ledger_conversation_free (TroupeLedgerConversation *self)
{
  g_free (self->project);
  g_free (self->title);
  g_free (self->draft);
  g_free (self->persona_id);
  g_free (self->session);
  g_free (self->locks);
  g_free (self);
}

/**
 * troupe_ledger_conversation_write:
 * @db: a connection
 * @row: a #TroupeLedgerConversation
 * @error: (optional): set on failure
 *
 * Writes the row, whether it is there already or not. Its project and whether it is deleted stay as they are.
 *
 * Returns: whether it succeeded
 */
gboolean
troupe_ledger_conversation_write (TroupeLedgerDb  *db,
                                  gpointer         row,
                                  GError         **error)
{
  TroupeLedgerConversation *self = row;

  return troupe_ledger_db_run (db, error,
                               "INSERT INTO conversations (id, project, title, draft, persona_id, session, locks, updated_us)"
                               " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                               " ON CONFLICT (id) DO UPDATE SET title = excluded.title, draft = excluded.draft,"
                               " persona_id = excluded.persona_id, session = excluded.session, locks = excluded.locks,"
                               " updated_us = excluded.updated_us",
                               "issssssi", self->id, self->project, self->title, self->draft, self->persona_id,
                               self->session, self->locks, self->updated_us);
}

/**
 * troupe_ledger_conversation_list:
 * @db: a connection
 * @project: (nullable): a project; %NULL for what belongs to none
 * @error: (optional): set on failure
 *
 * Reads the conversations that are not deleted, the newest first.
 *
 * Returns: (transfer full) (nullable) (element-type TroupeLedgerConversation): the rows
 */
GPtrArray *
troupe_ledger_conversation_list (TroupeLedgerDb  *db,
                                 const char      *project,
                                 GError         **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_ledger_conversation_free);
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement = NULL;

  statement = troupe_ledger_db_query (db, &local_error,
                                      "SELECT id, title, draft, persona_id, session, locks, updated_us FROM conversations"
                                      " WHERE project IS ? AND deleted_us = 0 ORDER BY updated_us DESC, id DESC",
                                      "s", project);

  while (statement != NULL && troupe_ledger_db_next (db, statement, &local_error))
    {
      TroupeLedgerConversation *row = g_new0 (TroupeLedgerConversation, 1);

      row->id = sqlite3_column_int64 (statement, 0);
      row->title = dup_column (statement, 1);
      row->draft = dup_column (statement, 2);
      row->persona_id = dup_column (statement, 3);
      row->session = dup_column (statement, 4);
      row->locks = dup_column (statement, 5);
      row->updated_us = sqlite3_column_int64 (statement, 6);
      g_ptr_array_add (rows, row);
    }

  if (local_error == NULL)
    return g_steal_pointer (&rows);

  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

/**
 * troupe_ledger_conversation_make:
 * @self: a row
 *
 * Makes the conversation, with no messages. Main thread only.
 *
 * Returns: (transfer full): the conversation
 */
TroupeConversation *
troupe_ledger_conversation_make (TroupeLedgerConversation *self)
{
  g_autoptr(TroupeConversation) conversation = troupe_conversation_new ();

  troupe_conversation_set_id (conversation, self->id);
  troupe_conversation_set_title (conversation, self->title);
  troupe_conversation_set_draft (conversation, self->draft);
  troupe_conversation_set_persona_id (conversation, self->persona_id);
  troupe_conversation_set_locks (conversation, read_locks (self->locks != NULL ? self->locks : ""));
  troupe_conversation_set_updated_us (conversation, self->updated_us);
  read_session (self->session != NULL ? self->session : "{}", troupe_conversation_get_session (conversation));

  return g_steal_pointer (&conversation);
}

/**
 * troupe_ledger_message_new:
 * @message: a message that has an id
 * @conversation_id: the conversation it stands in
 *
 * Copies all of it. Main thread only.
 *
 * Returns: (transfer full): the row
 */
TroupeLedgerMessage *
troupe_ledger_message_new (TroupeMessage *message,
                           gint64         conversation_id)
{
  TroupeLedgerMessage *self = g_new0 (TroupeLedgerMessage, 1);

  self->id = troupe_message_get_id (message);
  self->conversation_id = conversation_id;
  self->role = g_strdup (troupe_enum_get_nick (TROUPE_TYPE_ROLE, troupe_message_get_role (message)));
  self->text = g_strndup (troupe_message_get_text (message), troupe_message_get_text_length (message));
  self->reasoning = g_strdup (troupe_message_get_reasoning (message));
  self->created_us = troupe_message_get_created_us (message);
  self->streaming = troupe_message_is_streaming (message);
  self->complete = troupe_message_is_complete (message);
  self->persona_id = g_strdup (troupe_message_get_persona_id (message));
  self->persona_name = g_strdup (troupe_message_get_persona_name (message));
  self->persona_icon = g_strdup (troupe_message_get_persona_icon (message));
  self->persona_revision = g_strdup (troupe_message_get_persona_revision (message));
  self->provider = g_strdup (troupe_message_get_provider (message));
  self->model_requested = g_strdup (troupe_message_get_model_requested (message));
  self->model_served = g_strdup (troupe_message_get_model_served (message));
  self->stop_reason = g_strdup (troupe_enum_get_nick (TROUPE_TYPE_STOP_REASON, (int) troupe_message_get_stop_reason (message)));
  self->usage = *troupe_message_get_usage (message);
  self->first_token_ms = troupe_message_get_first_token_ms (message);
  self->duration_ms = troupe_message_get_duration_ms (message);
  self->error = g_strdup (troupe_message_get_error (message));

  return self;
}

/**
 * troupe_ledger_message_free:
 * @self: (transfer full): a row
 *
 * Frees it, in any thread.
 */
void
troupe_ledger_message_free (TroupeLedgerMessage *self)
{
  g_free (self->role);
  g_free (self->text);
  g_free (self->reasoning);
  g_free (self->persona_id);
  g_free (self->persona_name);
  g_free (self->persona_icon);
  g_free (self->persona_revision);
  g_free (self->provider);
  g_free (self->model_requested);
  g_free (self->model_served);
  g_free (self->stop_reason);
  g_free (self->error);
  g_free (self);
}

/**
 * troupe_ledger_message_write:
 * @db: a connection
 * @row: a #TroupeLedgerMessage
 * @error: (optional): set on failure
 *
 * Writes the row, whether it is there already or not, in place of the pieces that were written before. Whether it is
 * superseded stays as it is.
 *
 * Returns: whether it succeeded
 */
gboolean
troupe_ledger_message_write (TroupeLedgerDb  *db,
                             gpointer         row,
                             GError         **error)
{
  TroupeLedgerMessage *self = row;

  return troupe_ledger_db_run (db, error,
                               "INSERT INTO messages (id, conversation_id, role, text, reasoning, created_us, streaming,"
                               " complete, persona_id, persona_name, persona_icon, persona_revision, provider,"
                               " model_requested, model_served, stop_reason, input_tokens, cache_read_tokens,"
                               " cache_write_tokens, output_tokens, reasoning_tokens, first_token_ms, duration_ms, error)"
                               " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                               " ON CONFLICT (id) DO UPDATE SET text = excluded.text, reasoning = excluded.reasoning,"
                               " created_us = excluded.created_us, streaming = excluded.streaming,"
                               " complete = excluded.complete, persona_id = excluded.persona_id,"
                               " persona_name = excluded.persona_name, persona_icon = excluded.persona_icon,"
                               " persona_revision = excluded.persona_revision, provider = excluded.provider,"
                               " model_requested = excluded.model_requested, model_served = excluded.model_served,"
                               " stop_reason = excluded.stop_reason, input_tokens = excluded.input_tokens,"
                               " cache_read_tokens = excluded.cache_read_tokens,"
                               " cache_write_tokens = excluded.cache_write_tokens, output_tokens = excluded.output_tokens,"
                               " reasoning_tokens = excluded.reasoning_tokens, first_token_ms = excluded.first_token_ms,"
                               " duration_ms = excluded.duration_ms, error = excluded.error",
                               "iisssiiissssssssiiiiiiis",
                               self->id, self->conversation_id, self->role, self->text, self->reasoning,
                               self->created_us, (gint64) self->streaming, (gint64) self->complete, self->persona_id,
                               self->persona_name, self->persona_icon, self->persona_revision, self->provider,
                               self->model_requested, self->model_served, self->stop_reason, self->usage.input,
                               self->usage.cache_read, self->usage.cache_write, self->usage.output, self->usage.reasoning,
                               self->first_token_ms, self->duration_ms, self->error) &&
         troupe_ledger_db_run (db, error, "DELETE FROM message_pieces WHERE message_id = ?", "i", self->id);
}

static TroupeLedgerMessage *
read_message (sqlite3_stmt *statement)
{
  TroupeLedgerMessage *row = g_new0 (TroupeLedgerMessage, 1);
  int column = 0;

  row->id = sqlite3_column_int64 (statement, column++);
  row->conversation_id = sqlite3_column_int64 (statement, column++);
  row->role = dup_column (statement, column++);
  row->text = dup_column (statement, column++);
  row->reasoning = dup_column (statement, column++);
  row->created_us = sqlite3_column_int64 (statement, column++);
  row->streaming = sqlite3_column_int (statement, column++) != 0;
  row->complete = sqlite3_column_int (statement, column++) != 0;
  row->persona_id = dup_column (statement, column++);
  row->persona_name = dup_column (statement, column++);
  row->persona_icon = dup_column (statement, column++);
  row->persona_revision = dup_column (statement, column++);
  row->provider = dup_column (statement, column++);
  row->model_requested = dup_column (statement, column++);
  row->model_served = dup_column (statement, column++);
  row->stop_reason = dup_column (statement, column++);
  row->usage.input = sqlite3_column_int64 (statement, column++);
  row->usage.cache_read = sqlite3_column_int64 (statement, column++);
  row->usage.cache_write = sqlite3_column_int64 (statement, column++);
  row->usage.output = sqlite3_column_int64 (statement, column++);
  row->usage.reasoning = sqlite3_column_int64 (statement, column++);
  row->first_token_ms = sqlite3_column_int64 (statement, column++);
  row->duration_ms = sqlite3_column_int64 (statement, column++);
  row->error = dup_column (statement, column++);

  return row;
}

static gboolean
add_pieces (TroupeLedgerDb       *db,
            TroupeLedgerMessage  *row,
            GError              **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(GString) text = g_string_new (row->text);
  g_autoptr(GString) reasoning = g_string_new (row->reasoning);
  sqlite3_stmt *statement = NULL;

  statement = troupe_ledger_db_query (db, &local_error,
                                      "SELECT text, reasoning FROM message_pieces WHERE message_id = ? ORDER BY id",
                                      "i", row->id);
  while (statement != NULL && troupe_ledger_db_next (db, statement, &local_error))
    {
      g_string_append_len (text, (const char *) sqlite3_column_text (statement, 0), sqlite3_column_bytes (statement, 0));
      g_string_append_len (reasoning, (const char *) sqlite3_column_text (statement, 1),
                           sqlite3_column_bytes (statement, 1));
    }

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  g_free (row->text);
  row->text = g_string_free (g_steal_pointer (&text), FALSE);
  if (reasoning->len > 0)
    {
      g_free (row->reasoning);
      row->reasoning = g_string_free (g_steal_pointer (&reasoning), FALSE);
    }

  return TRUE;
}

/**
 * troupe_ledger_message_list:
 * @db: a connection
 * @conversation_id: a conversation
 * @error: (optional): set on failure
 *
 * Reads its messages, the oldest first, without those whose place another answer took.
 *
 * Returns: (transfer full) (nullable) (element-type TroupeLedgerMessage): the rows
 */
GPtrArray *
troupe_ledger_message_list (TroupeLedgerDb  *db,
                            gint64           conversation_id,
                            GError         **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_ledger_message_free);
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement = NULL;

  statement = troupe_ledger_db_query (db, &local_error,
                                      "SELECT id, conversation_id, role, text, reasoning, created_us, streaming, complete,"
                                      " persona_id, persona_name, persona_icon, persona_revision, provider,"
                                      " model_requested, model_served, stop_reason, input_tokens, cache_read_tokens,"
                                      " cache_write_tokens, output_tokens, reasoning_tokens, first_token_ms, duration_ms,"
                                      " error FROM messages WHERE conversation_id = ? AND superseded_us = 0 ORDER BY id",
                                      "i", conversation_id);
  while (statement != NULL && troupe_ledger_db_next (db, statement, &local_error))
    g_ptr_array_add (rows, read_message (statement));

  for (guint i = 0; i < rows->len && local_error == NULL; i++)
    {
      TroupeLedgerMessage *row = g_ptr_array_index (rows, i);

      if (row->streaming)
        add_pieces (db, row, &local_error);
    }

  if (local_error == NULL)
    return g_steal_pointer (&rows);

  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

/**
 * troupe_ledger_message_make:
 * @self: a row
 *
 * Makes the message. One that was still streaming when it was written was cut off, and says so. Main thread only.
 *
 * Returns: (transfer full): the message
 */
TroupeMessage *
troupe_ledger_message_make (TroupeLedgerMessage *self)
{
  g_autoptr(TroupeMessage) message = NULL;
  int role = TROUPE_ROLE_ASSISTANT;
  int stop_reason = TROUPE_STOP_REASON_UNKNOWN;

  if (self->role != NULL)
    troupe_enum_from_nick (TROUPE_TYPE_ROLE, self->role, &role);
  if (self->stop_reason != NULL)
    troupe_enum_from_nick (TROUPE_TYPE_STOP_REASON, self->stop_reason, &stop_reason);

  message = troupe_message_new (role, self->text);
  if (self->reasoning != NULL)
    troupe_message_append_reasoning (message, self->reasoning, -1);
  troupe_message_set_id (message, self->id);
  troupe_message_set_created_us (message, self->created_us);
  troupe_message_set_persona (message, self->persona_id, self->persona_name, self->persona_icon, self->persona_revision);
  troupe_message_set_model (message, self->provider, self->model_requested, self->model_served);
  troupe_message_set_usage (message, &self->usage);
  troupe_message_set_times (message, self->first_token_ms, self->duration_ms);

  if (self->streaming)
    {
      troupe_message_set_complete (message, FALSE);
      troupe_message_set_stop_reason (message, TROUPE_STOP_REASON_ERROR);
      troupe_message_set_error (message, _("Troupe ended while this answer was coming in; ask again for a whole one."));
    }
  else
    {
      troupe_message_set_complete (message, self->complete);
      troupe_message_set_stop_reason (message, (TroupeStopReason) stop_reason);
      troupe_message_set_error (message, self->error);
    }

  return g_steal_pointer (&message);
}

/**
 * troupe_ledger_piece_free:
 * @self: (transfer full): a piece
 *
 * Frees it, in any thread.
 */
void
troupe_ledger_piece_free (TroupeLedgerPiece *self)
{
  g_string_free (self->text, TRUE);
  g_string_free (self->reasoning, TRUE);
  g_free (self);
}

/**
 * troupe_ledger_piece_write:
 * @db: a connection
 * @piece: a #TroupeLedgerPiece
 * @error: (optional): set on failure
 *
 * Writes what was appended, beside what is there: so a long answer costs no more than it is long.
 *
 * Returns: whether it succeeded
 */
gboolean
troupe_ledger_piece_write (TroupeLedgerDb  *db,
                           gpointer         piece,
                           GError         **error)
{
  TroupeLedgerPiece *self = piece;

  return troupe_ledger_db_run (db, error, "INSERT INTO message_pieces (message_id, text, reasoning) VALUES (?, ?, ?)", "iss",
                               self->message_id, self->text->str, self->reasoning->str);
}
