/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "json/troupe-codec.h"
#include "json/troupe-settings-codec.h"
#include "troupe-clock.h"
#include "troupe-enum-types.h"
#include "troupe-json.h"
#include "troupe-ledger-private.h"

/* What happened in runs, to rows. */

struct _TroupeLedgerEvent
{
  char     *run_id;
  char     *project;
  char     *track_id;
  char     *state;        /* (nullable): when the run’s own row need not be written */
  char     *reason;
  char     *session;
  char     *title;
  char     *track;        /* (nullable): as it was when the run began */
  gboolean  has_terms;
  char     *terms;        /* (nullable) */
  gint64    time_us;
  char     *event;
};

static const char *
get_text (JsonNode   *event,
          const char *name)
{
  JsonNode *member = JSON_NODE_HOLDS_OBJECT (event) ? json_object_get_member (json_node_get_object (event), name) : NULL;

  return member != NULL && troupe_json_node_is_string (member) ? troupe_json_node_get_string (member) : NULL;
}

/* The run’s own state, if the event is about that: it is told before the run shows it. */
static const char *
get_run_state (JsonNode *event)
{
  const char *name = get_text (event, "event");
  const char *state = get_text (event, "state");
  int value;

  if (g_strcmp0 (name, "run-started") == 0)
    return "running";
  if (name == NULL || state == NULL || !g_str_has_prefix (name, "run-"))
    return NULL;

  return troupe_enum_from_nick (TROUPE_TYPE_RUN_STATE, state, &value) ? state : NULL;
}

/*
 * troupe_ledger_event_is:
 * @event: what happened in a run
 * @name: a kind of event
 *
 * Returns: whether it is of that kind
 */
gboolean
troupe_ledger_event_is (JsonNode   *event,
                        const char *name)
{
  return g_strcmp0 (get_text (event, "event"), name) == 0;
}

/**
 * troupe_ledger_event_new:
 * @run: a run
 * @event: what happened in it
 * @project: (nullable): the project it belongs to when it is written for the first time
 * @has_state: whether the run itself is new or changed, and is to be written too
 * @has_track: whether its track is to be written too, if none is there
 *
 * Copies what is to be written. Main thread only.
 *
 * Returns: (transfer full): the row
 */
TroupeLedgerEvent *
troupe_ledger_event_new (TroupeRun  *run,
                         JsonNode   *event,
                         const char *project,
                         gboolean    has_state,
                         gboolean    has_track)
{
  TroupeLedgerEvent *self = g_new0 (TroupeLedgerEvent, 1);
  const char *state = get_run_state (event);
  TroupeTrack *track = troupe_run_get_track (run);

  self->run_id = g_strdup (troupe_run_get_id (run));
  self->time_us = troupe_clock_get_real_us ();
  self->event = troupe_json_write (event, FALSE, NULL);

  if (has_state || state != NULL)
    {
      g_autoptr(JsonNode) session = troupe_settings_codec_encode (troupe_run_get_session (run), FALSE);

      self->project = g_strdup (project);
      self->track_id = track != NULL ? g_strdup (troupe_definition_get_id (TROUPE_DEFINITION (track))) : NULL;
      self->state = g_strdup (state != NULL
                              ? state : troupe_enum_get_nick (TROUPE_TYPE_RUN_STATE, (int) troupe_run_get_state (run)));
      self->reason = g_strdup (state != NULL ? get_text (event, "reason") : troupe_run_get_reason (run));
      self->session = troupe_json_write (session, FALSE, NULL);
    }

  if (has_track && track != NULL)
    {
      g_autoptr(JsonNode) node = troupe_codec_encode (TROUPE_DEFINITION (track));

      self->title = g_strdup (troupe_definition_get_name (TROUPE_DEFINITION (track)));
      self->track = troupe_json_write (node, FALSE, NULL);
    }
  if (has_track || troupe_ledger_event_is (event, "run-started"))
    {
      self->has_terms = TRUE;
      self->terms = troupe_ledger_terms_write (troupe_run_get_terms (run));
    }

  return self;
}

/**
 * troupe_ledger_event_free:
 * @self: (transfer full): a row
 *
 * Frees it, in any thread.
 */
void
troupe_ledger_event_free (TroupeLedgerEvent *self)
{
  g_free (self->run_id);
  g_free (self->project);
  g_free (self->track_id);
  g_free (self->state);
  g_free (self->reason);
  g_free (self->session);
  g_free (self->title);
  g_free (self->track);
  g_free (self->terms);
  g_free (self->event);
  g_free (self);
}

/**
 * troupe_ledger_event_write:
 * @db: a connection
 * @row: a #TroupeLedgerEvent
 * @error: (optional): set on failure
 *
 * Writes the event after those that are there, the run as it was then, and what follows from the event.
 *
 * Returns: whether it succeeded
 */
gboolean
troupe_ledger_event_write (TroupeLedgerDb  *db,
                           gpointer         row,
                           GError         **error)
{
  TroupeLedgerEvent *self = row;

  if (self->state != NULL &&
      !troupe_ledger_db_run (db, error,
                             "INSERT INTO runs (id, project, track_id, state, reason, session, started_us, updated_us)"
                             " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                             " ON CONFLICT (id) DO UPDATE SET state = excluded.state, reason = excluded.reason,"
                             " session = excluded.session, updated_us = excluded.updated_us",
                             "ssssssii", self->run_id, self->project, self->track_id, self->state, self->reason,
                             self->session, self->time_us, self->time_us))
    return FALSE;

  /* What was begun is gone on with as it was begun. What is changed of a ticket after that stands in its event. */
  if (self->has_terms &&
      !troupe_ledger_db_run (db, error, "UPDATE runs SET title = coalesce (title, ?), terms = ? WHERE id = ?", "sss",
                             self->title, self->terms, self->run_id))
    return FALSE;
  if (self->track != NULL &&
      !troupe_ledger_db_run (db, error, "INSERT INTO run_tracks (run_id, track) VALUES (?, ?) ON CONFLICT DO NOTHING", "ss",
                             self->run_id, self->track))
    return FALSE;

  return troupe_ledger_facts_note (db, 0, self->run_id, self->time_us, self->event, error);
}
