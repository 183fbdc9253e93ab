/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-engine-fixture.h"
#include "troupe-json.h"

/* What the tests of the engine share: a catalog and a provider of their own, and a recorder that remembers. */

struct _TroupeTestRecorder
{
  GObject     parent_instance;

  GPtrArray  *events;     /* (element-type JsonNode) */
  guint       n_flushed;  /* how many of them are as good as on the disk */
  guint       n_flushes;  /* how many came to their end */
  gboolean    is_failing; /* it can't write */
  guint       n_saves;
  void      (*func) (TroupeRun *run, JsonNode *event, gpointer user_data);
  gpointer    user_data;
};

static void recorder_iface_init (TroupeRecorderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TroupeTestRecorder, troupe_test_recorder, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TROUPE_TYPE_RECORDER, recorder_iface_init))

static void
troupe_test_recorder_save_conversation (TroupeRecorder     *recorder,
                                        TroupeConversation *conversation)
{
  TROUPE_TEST_RECORDER (recorder)->n_saves++;
}

static void
troupe_test_recorder_save_message (TroupeRecorder     *recorder,
                                   TroupeConversation *conversation,
                                   TroupeMessage      *message)
{
  TROUPE_TEST_RECORDER (recorder)->n_saves++;
}

static void
troupe_test_recorder_run_event (TroupeRecorder *recorder,
                                TroupeRun      *run,
                                JsonNode       *event)
{
  TroupeTestRecorder *self = TROUPE_TEST_RECORDER (recorder);

  g_assert_true (JSON_NODE_HOLDS_OBJECT (event));
  g_ptr_array_add (self->events, json_node_copy (event));
  if (self->func != NULL)
    self->func (run, event, self->user_data);
}

static gboolean
flushed_cb (gpointer user_data)
{
  GTask *task = user_data;
  TroupeTestRecorder *self = g_task_get_source_object (task);

  self->n_flushes++;
  self->n_flushed = MAX (self->n_flushed, GPOINTER_TO_UINT (g_task_get_task_data (task)));
  if (self->is_failing)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "The disk is full");
  else
    g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

/* Takes its time, as a disk does. */
static void
troupe_test_recorder_flush_async (TroupeRecorder      *recorder,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  TroupeTestRecorder *self = TROUPE_TEST_RECORDER (recorder);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_task_data (task, GUINT_TO_POINTER (self->events->len), NULL);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, flushed_cb, task, g_object_unref);
}

static gboolean
troupe_test_recorder_flush_finish (TroupeRecorder  *recorder,
                                   GAsyncResult    *result,
                                   GError         **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
recorder_iface_init (TroupeRecorderInterface *iface)
{
  iface->flush_async = troupe_test_recorder_flush_async;
  iface->flush_finish = troupe_test_recorder_flush_finish;
  iface->save_conversation = troupe_test_recorder_save_conversation;
  iface->save_message = troupe_test_recorder_save_message;
  iface->run_event = troupe_test_recorder_run_event;
}

static void
troupe_test_recorder_finalize (GObject *object)
{
  g_ptr_array_unref (TROUPE_TEST_RECORDER (object)->events);

  G_OBJECT_CLASS (troupe_test_recorder_parent_class)->finalize (object);
}

static void
troupe_test_recorder_class_init (TroupeTestRecorderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_test_recorder_finalize;
}

static void
troupe_test_recorder_init (TroupeTestRecorder *self)
{
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
}

GPtrArray *
troupe_test_recorder_get_events (TroupeTestRecorder *self)
{
  return self->events;
}

guint
troupe_test_recorder_get_n_flushed (TroupeTestRecorder *self)
{
  return self->n_flushed;
}

guint
troupe_test_recorder_get_n_flushes (TroupeTestRecorder *self)
{
  return self->n_flushes;
}

void
troupe_test_recorder_set_failing (TroupeTestRecorder *self,
                                  gboolean            is_failing)
{
  self->is_failing = is_failing;
}

guint
troupe_test_recorder_get_n_saves (TroupeTestRecorder *self)
{
  return self->n_saves;
}

/* @func is called when an event is recorded, which is before it shows. */
void
troupe_test_recorder_set_func (TroupeTestRecorder *self,
                               void              (*func) (TroupeRun *run,
                                                          JsonNode  *event,
                                                          gpointer   user_data),
                               gpointer            user_data)
{
  self->func = func;
  self->user_data = user_data;
}

/* The built-in defaults ask model “fake-1” of the provider “fake”; “helper” is a persona that states nothing. */
void
engine_fixture_set_up (EngineFixture *fixture,
                       gconstpointer  data)
{
  TroupeAiSettings *defaults;

  fixture->catalog = troupe_fake_catalog_new ();
  fixture->fake = troupe_fake_provider_new ("fake");
  fixture->providers = troupe_provider_set_new ();
  fixture->recorder = g_object_new (TROUPE_TYPE_TEST_RECORDER, NULL);
  troupe_provider_set_add (fixture->providers, TROUPE_PROVIDER (fixture->fake));

  defaults = troupe_catalog_get_defaults (TROUPE_CATALOG (fixture->catalog), TROUPE_SCOPE_BUILT_IN);
  troupe_ai_settings_set_string (defaults, TROUPE_FIELD_PROVIDER, "fake");
  set_models (defaults, "fake-1");
  engine_fixture_add_persona (fixture, "helper");
}

void
engine_fixture_tear_down (EngineFixture *fixture,
                          gconstpointer  data)
{
  g_assert_cmpuint (troupe_fake_provider_get_n_active (fixture->fake), ==, 0);
  g_assert_cmpuint (troupe_fake_provider_get_n_held (fixture->fake), ==, 0);

  g_assert_finalize_object (fixture->providers);
  g_assert_finalize_object (fixture->fake);
  g_assert_finalize_object (fixture->catalog);
  g_assert_finalize_object (fixture->recorder);
}

/* Returns (transfer none) a persona with the revision “rev-ID” */
TroupePersona *
engine_fixture_add_persona (EngineFixture *fixture,
                            const char    *id)
{
  TroupePersona *persona = troupe_persona_new (id);
  g_autofree char *revision = g_strconcat ("rev-", id, NULL);
  g_autofree char *name = g_strconcat ("The ", id, NULL);

  troupe_definition_set_revision (TROUPE_DEFINITION (persona), revision);
  troupe_definition_set_name (TROUPE_DEFINITION (persona), name);
  troupe_persona_set_icon (persona, "🎭");
  troupe_fake_catalog_take (fixture->catalog, persona);

  return persona;
}

/* Dependencies are parted by blanks. */
TroupeTrack *
create_track (const TicketRow *rows,
              guint            n_rows)
{
  TroupeTrack *track = troupe_track_new ("example");
  GPtrArray *tickets = g_ptr_array_new_with_free_func (g_object_unref);

  troupe_track_set_goal (track, "Reach the goal");
  for (guint i = 0; i < n_rows; i++)
    {
      TroupeTicket *ticket = troupe_ticket_new (rows[i].id);
      g_auto(GStrv) depends_on = rows[i].depends_on != NULL ? g_strsplit (rows[i].depends_on, " ", -1) : NULL;

      troupe_ticket_set_priority (ticket, rows[i].priority);
      troupe_ticket_set_depends_on (ticket, (const char * const *) depends_on);
      g_ptr_array_add (tickets, ticket);
    }
  troupe_track_take_tickets (track, tickets);

  return track;
}

/* Names are parted by commas. */
void
set_models (TroupeAiSettings *settings,
            const char       *names)
{
  g_autofree char *assignment = g_strconcat ("preferred_models=", names, NULL);
  g_autoptr(GError) error = NULL;

  troupe_ai_settings_apply_text (settings, assignment, &error);
  g_assert_no_error (error);
}

/* @path has names of members with dots between. */
JsonNode *
peek_member (JsonNode   *node,
             const char *path)
{
  g_auto(GStrv) names = g_strsplit (path, ".", -1);

  for (guint i = 0; names[i] != NULL && node != NULL; i++)
    node = JSON_NODE_HOLDS_OBJECT (node) ? json_object_get_member (json_node_get_object (node), names[i]) : NULL;

  return node;
}

const char *
peek_text (JsonNode   *node,
           const char *path)
{
  JsonNode *member = peek_member (node, path);

  return member != NULL && troupe_json_node_is_string (member) ? troupe_json_node_get_string (member) : NULL;
}

void
assert_json (JsonNode   *node,
             const char *expected)
{
  g_autofree char *text = troupe_json_write (node, FALSE, NULL);

  g_assert_cmpstr (text, ==, expected);
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

static gboolean
too_late_cb (gpointer user_data)
{
  g_error ("The result that the test waits for did not come");

  return G_SOURCE_REMOVE;
}

/* Returns (transfer full) what came. */
GAsyncResult *
wait_result (GAsyncResult **result)
{
  guint deadline_id = g_timeout_add_seconds (50, too_late_cb, NULL);

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline_id);

  return g_steal_pointer (result);
}
