/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-json.h"
#include "troupe-ledger-fixture.h"

/* Runs in the ledger: what follows from their events, and what is read back of them. */

static TroupeTrack *
create_track (void)
{
  TroupeTrack *track = troupe_track_new ("add-search");
  GPtrArray *tickets = g_ptr_array_new_with_free_func (g_object_unref);
  static const char * const ids[] = { "T1", "T2", "T3" };

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      TroupeTicket *ticket = troupe_ticket_new (ids[i]);
      const char *depends_on[] = { i > 0 ? ids[i - 1] : NULL, NULL };

      troupe_ticket_set_depends_on (ticket, depends_on);
      g_ptr_array_add (tickets, ticket);
    }

  troupe_definition_set_name (TROUPE_DEFINITION (track), "Add search");
  troupe_track_take_tickets (track, tickets);

  return track;
}

/* Single quotes stand for double ones, and “@” for what every event of the first attempt at T1 has. */
static void
tell (LedgerFixture *self,
      TroupeRun     *run,
      const char    *words)
{
  g_auto(GStrv) parts = g_strsplit (words, "@", -1);
  g_autofree char *text = g_strjoinv ("'ticket':'T1','attempt':1,'tier':'worker','persona_id':'coder'", parts);
  g_autoptr(JsonNode) event = NULL;
  g_autoptr(GError) error = NULL;

  g_strdelimit (text, "'", '"');
  event = troupe_json_parse ("event", text, -1, &error);
  g_assert_no_error (error);
  troupe_recorder_run_event (TROUPE_RECORDER (self->ledger), run, event);
}

static void
test_a_ledger_of_step_two_is_filled (LedgerFixture *self,
                                     gconstpointer  data)
{
  g_autofree char *sql_path = g_test_build_filename (G_TEST_DIST, "data", "ledger", "step-2.sql", NULL);
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *sql = NULL;
  g_autofree char *ignored = NULL;

  g_assert_true (g_file_get_contents (sql_path, &sql, NULL, NULL));
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (self->path, "", 0, NULL));
  ignored = ask_file (self->path, sql);
  assert_file (self, "PRAGMA user_version", "2;");

  self->ledger = open_ledger (self->file);
  assert_file (self, "PRAGMA user_version", "3;");
  assert_file (self, "SELECT title FROM conversations", "Old;");
  assert_file (self, "SELECT count(*) FROM run_events WHERE kind IS NULL", "0;");
  assert_file (self, "SELECT count(*) FROM run_events WHERE kind IN ('text', 'usage', 'tool-call') AND persona_id IS NULL", "0;");

  /* One run came to its end, and one was cut off while two tickets ran. */
  assert_file (self, "SELECT runs.state || ' ' || count(*) FROM runs JOIN attempts ON run_id = runs.id GROUP BY runs.id ORDER BY runs.id",
               "completed 6;running 4;");
  assert_file (self, "SELECT ticket || ' ' || state || ' ' || persona_id || ' ' || persona_revision FROM attempts"
                     " WHERE run_id = (SELECT max(id) FROM runs) ORDER BY id",
               "DATA completed implementer ed2332ee8cbc;READ completed implementer ed2332ee8cbc;"
               "COMMAND running implementer ed2332ee8cbc;TESTS running test-writer 0ba5e5060243;");
  assert_file (self, "SELECT ticket || ' ' || state FROM run_tickets WHERE run_id = (SELECT max(id) FROM runs) ORDER BY ticket",
               "COMMAND running;DATA completed;READ completed;TESTS running;");
  assert_file (self, "SELECT tool || ' ' || outcome FROM tool_calls GROUP BY 1", "list_files ok;");
  assert_file (self, "SELECT count(*) FROM usage WHERE cost IS NOT NULL", "0;");
  assert_file (self, "SELECT count(*) FROM runs WHERE track IS NULL", "2;");
}

static void
test_what_follows_from_events_is_kept (LedgerFixture *self,
                                       gconstpointer  data)
{
  g_autoptr(TroupeTrack) track = create_track ();
  g_autoptr(TroupeRun) run = troupe_run_new (track);

  tell (self, run, "{'event':'run-started','track':'add-search','tickets':3,'jobs':2,'last_resort':'helper'}");
  tell (self, run, "{'event':'ticket-state','ticket':'T1','state':'ready'}");
  tell (self, run, "{'event':'ticket-state',@,'state':'running'}");
  tell (self, run, "{'event':'worker-started',@,'persona_revision':'abc','provider':'p','model':'m','line':'one'}");
  tell (self, run, "{'event':'model-hop',@,'persona_revision':'abc','provider':'p','model':'n','line':'two'}");
  tell (self, run, "{'event':'text',@,'text':'Hel'}");
  tell (self, run, "{'event':'text',@,'text':'lo'}");
  tell (self, run, "{'event':'usage',@,'provider':'p','model_requested':'n','model_served':'n2','usage':{'input':10,'output':null},"
                   "'cost':null,'duration_ms':5}");
  tell (self, run, "{'event':'tool-call',@,'call':'c1','tool':'read_file','category':'files','arguments':{'path':'a'},'round':1,"
                   "'permission':'ask','rule':'preset:x'}");
  tell (self, run, "{'event':'approval-asked',@,'call':'c1','tool':'read_file','rule':'preset:x'}");
  flush (self->ledger);
  assert_file (self, "SELECT answer FROM approvals", "NULL;");
  assert_file (self, "SELECT outcome FROM tool_calls", "NULL;");

  tell (self, run, "{'event':'approval-decided',@,'call':'c1','answer':'allow-once','by':'person','rule':null,'reason':'fine'}");
  tell (self, run, "{'event':'tool-result',@,'call':'c1','tool':'read_file','outcome':'ok','text':'aaa','duration_ms':3}");
  tell (self, run, "{'event':'usage',@,'provider':'p','model_requested':'n','usage':{'input':5,'output':0},'cost':0.25}");
  tell (self, run, "{'event':'ticket-state',@,'state':'completed'}");
  tell (self, run, "{'event':'tool-call','ticket':'T2','call':'of no attempt'}");
  tell (self, run, "{'event':7,'ticket':[],'attempt':'x'}");
  flush (self->ledger);

  assert_file (self, "SELECT title || jobs || last_resort FROM runs", "Add search2helper;");
  assert_file (self, "SELECT track LIKE '%\"T3\"%' FROM runs", "1;");
  assert_file (self, "SELECT ticket || state FROM run_tickets", "T1completed;");
  assert_file (self, "SELECT ticket || number || tier || state || persona_id || persona_revision || provider || model || metadata"
                     " FROM attempts", "T11workercompletedcoderabcpnone\ntwo;");
  assert_file (self, "SELECT tool || category || arguments || round || permission || rule || outcome || result || duration_ms"
                     " FROM tool_calls", "read_filefiles{\"path\":\"a\"}1askpreset:xokaaa3;");
  assert_file (self, "SELECT asked_rule || answer || decided_by || reason FROM approvals", "preset:xallow-oncepersonfine;");
  assert_file (self, "SELECT persona_id || input_tokens FROM usage ORDER BY id", "coder10;coder5;");
  assert_file (self, "SELECT output_tokens FROM usage ORDER BY id", "NULL;0;");
  assert_file (self, "SELECT cost FROM usage ORDER BY id", "NULL;0.25;");
  assert_file (self, "SELECT count(*) FROM run_events", "16;");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, set_up, func) g_test_add ("/store/ledger-runs/" name, LedgerFixture, NULL, set_up, func, tear_down)
  ADD ("a-ledger-of-step-two-is-filled", set_up_closed, test_a_ledger_of_step_two_is_filled);
  ADD ("what-follows-from-events-is-kept", set_up, test_what_follows_from_events_is_kept);

  return g_test_run ();
}
