/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>
#include <unistd.h>

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
  assert_file (self, "PRAGMA user_version", "7;");
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
  assert_file (self, "SELECT count(*) FROM run_tracks", "0;");
}

/* What refers to attempts still does once they are made anew, and each tier may count its own. */
static void
test_a_ledger_of_step_three_keeps_all (LedgerFixture *self,
                                       gconstpointer  data)
{
  static const char * const tables[] = { "attempts", "tool_calls", "approvals", "usage", "run_events" };
  g_autofree char *sql_path = g_test_build_filename (G_TEST_DIST, "data", "ledger", "step-3.sql", NULL);
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *sql = NULL;
  g_autofree char *ignored = NULL;
  g_autofree char *more = NULL;
  char *before[G_N_ELEMENTS (tables)];

  g_assert_true (g_file_get_contents (sql_path, &sql, NULL, NULL));
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (self->path, "", 0, NULL));
  ignored = ask_file (self->path, sql);
  assert_file (self, "PRAGMA user_version", "3;");
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *question = g_strdup_printf ("SELECT count(*) || ' ' || min(id) || ' ' || max(id) FROM %s", tables[i]);

      before[i] = ask_file (self->path, question);
    }

  self->ledger = open_ledger (self->file);
  assert_file (self, "PRAGMA user_version", "7;");
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *question = g_strdup_printf ("SELECT count(*) || ' ' || min(id) || ' ' || max(id) FROM %s", tables[i]);

      assert_file (self, question, before[i]);
      g_free (before[i]);
    }
  assert_file (self, "SELECT ticket || ' ' || number || ' ' || tier || ' ' || state || ' ' || (reason IS NULL) FROM attempts"
                     " ORDER BY id", "A 1 worker completed 1;B 1 worker failed 0;");
  assert_file (self, "SELECT tool || ' ' || outcome || ' ' || ticket FROM tool_calls JOIN attempts ON attempts.id = attempt_id",
               "list_files ok A;");
  assert_file (self, "SELECT answer || ' ' || ticket FROM approvals JOIN attempts ON attempts.id = attempt_id", "allow-once A;");
  assert_file (self, "SELECT DISTINCT usage.ticket = attempts.ticket FROM usage JOIN attempts ON attempts.id = attempt_id", "1;");
  assert_file (self, "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'new%' OR sql LIKE '%new_%'", "0;");
  assert_file (self, "PRAGMA foreign_key_check", "");

  more = ask_file (self->path, "PRAGMA foreign_keys = ON; DELETE FROM runs");
  assert_file (self, "SELECT (SELECT count(*) FROM attempts) + (SELECT count(*) FROM tool_calls) + (SELECT count(*) FROM approvals)"
                     " + (SELECT count(*) FROM usage)", "0;");
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
  assert_file (self, "SELECT track LIKE '%\"T3\"%' FROM run_tracks", "1;");
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

/* A run of which T1 is completed, T2 was begun, and T3 waits. */
static TroupeRun *
begin_run (LedgerFixture *self)
{
  g_autoptr(TroupeTrack) track = create_track ();
  TroupeRun *run = troupe_run_new (track);

  /* That it runs is told before it shows. */
  troupe_run_set_state (run, TROUPE_RUN_STATE_PAUSED);
  troupe_ai_settings_set_double (troupe_run_get_session (run), TROUPE_FIELD_TEMPERATURE, 0);
  troupe_run_get_terms (run)->budget = g_strdup ("calls=3");
  troupe_run_get_terms (run)->n_provider_jobs = 2;
  troupe_run_get_terms (run)->is_exact = TRUE;
  troupe_run_get_terms (run)->has_ceiling = TRUE;
  troupe_run_get_terms (run)->ceiling = TROUPE_PERMISSION_ASK;
  troupe_run_terms_set_unsaved (troupe_run_get_terms (run), "openai", "http://me:secret@localhost:1234/v1");
  tell (self, run, "{'event':'run-started','track':'add-search','tickets':3,'jobs':2,'last_resort':'helper'}");
  tell (self, run, "{'event':'ticket-state','ticket':'T1','state':'ready'}");
  tell (self, run, "{'event':'ticket-state',@,'state':'running'}");
  tell (self, run, "{'event':'worker-started',@,'persona_revision':'abc','provider':'p','model':'m','line':'one'}");
  tell (self, run, "{'event':'reasoning',@,'text':'Hm. '}");
  tell (self, run, "{'event':'text',@,'text':'Hel'}");
  tell (self, run, "{'event':'text',@,'text':'lo ‘\\u00e9’'}");
  tell (self, run, "{'event':'usage',@,'provider':'p','model_requested':'m','model_served':'m-1','stop_reason':'tool-calls',"
                   "'usage':{'input':10,'output':1},'cost':0.5,'duration_ms':5,'first_token_ms':2}");
  tell (self, run, "{'event':'usage',@,'provider':'p','model_requested':'m','model_served':'m-1','stop_reason':'end',"
                   "'usage':{'input':20,'output':null},'cost':null,'duration_ms':7,'first_token_ms':3}");
  tell (self, run, "{'event':'ticket-state',@,'state':'completed'}");
  tell (self, run, "{'event':'ticket-state','ticket':'T2','state':'ready'}");
  tell (self, run, "{'event':'ticket-state','ticket':'T2','attempt':1,'tier':'worker','state':'running'}");
  tell (self, run, "{'event':'worker-started','ticket':'T2','attempt':1,'tier':'worker','persona_id':'other','provider':'q',"
                   "'model':'n','line':'two'}");
  tell (self, run, "{'event':'text','ticket':'T2','attempt':1,'text':'half a th'}");
  tell (self, run, "{'event':'usage','ticket':'T2','attempt':1,'tier':'qa','persona_id':'other','provider':'q',"
                   "'model_requested':'n','usage':{'input':null,'output':null},'cost':null}");
  flush (self->ledger);

  return run;
}

/* How an attempt ended follows from where its ticket goes, and what it comes to later changes nothing. */
static void
test_attempts_end_as_their_tickets_say (LedgerFixture *self,
                                        gconstpointer  data)
{
  static const struct
  {
    const char *state;
    const char *expected;
  } cases[] = {
    { "completed", "completed;" },
    { "review", "completed;" },
    { "failed", "failed;" },
    { "ready", "failed;" },
    { "cancelled", "cancelled;" },
    { "skipped", "cancelled;" },
    { "running", "running;" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TroupeTrack) track = create_track ();
      g_autoptr(TroupeRun) run = troupe_run_new (track);
      g_autofree char *ended = g_strdup_printf ("{'event':'ticket-state',@,'state':'%s'}", cases[i].state);
      g_autofree char *sql = g_strdup_printf ("SELECT state FROM attempts WHERE run_id = '%s'", troupe_run_get_id (run));

      tell (self, run, "{'event':'run-started','tickets':3,'jobs':2}");
      tell (self, run, "{'event':'ticket-state',@,'state':'running'}");
      tell (self, run, ended);
      tell (self, run, "{'event':'ticket-state','ticket':'T1','state':'todo'}");
      flush (self->ledger);
      assert_file (self, sql, cases[i].expected);
    }
}

static TroupeRun *
try_load (TroupeLedger     *ledger,
          const char       *id,
          TroupeRunRecord **record,
          GError          **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  troupe_ledger_load_run_async (ledger, id, NULL, result_cb, &result);
  wait_for_result (&result);

  return troupe_ledger_load_run_finish (ledger, result, record, error);
}

/* Somebody judges T1 for the @number-th time. */
static void
judge (LedgerFixture *self,
       TroupeRun     *run,
       guint          number)
{
  g_autofree char *who = g_strdup_printf ("'ticket':'T1','attempt':%u,'tier':'qa','persona_id':'judge'", number);
  g_autofree char *started = g_strdup_printf ("{'event':'worker-started',%s,'line':'two'}", who);
  g_autofree char *text = g_strdup_printf ("{'event':'text',%s,'text':'Hm.'}", who);
  g_autofree char *usage = g_strdup_printf ("{'event':'usage',%s,'usage':{'input':7}}", who);
  g_autofree char *call = g_strdup_printf ("{'event':'tool-call',%s,'call':'c1','tool':'submit_verdict'}", who);

  tell (self, run, started);
  tell (self, run, text);
  if (number > 1)
    return;
  tell (self, run, usage);
  tell (self, run, call);
}

static void
test_a_verdict_is_kept_with_the_attempt (LedgerFixture *self,
                                         gconstpointer  data)
{
  g_autoptr(TroupeTrack) track = create_track ();
  g_autoptr(TroupeRun) run = troupe_run_new (track);
  g_autoptr(TroupeRun) loaded = NULL;
  g_autoptr(GError) error = NULL;
  TroupeRunTicket *ticket;
  TroupeAttempt *newest;

  tell (self, run, "{'event':'run-started','tickets':3,'jobs':2}");
  tell (self, run, "{'event':'ticket-state',@,'state':'running'}");
  tell (self, run, "{'event':'worker-started',@,'line':'one'}");
  tell (self, run, "{'event':'text',@,'text':'Work'}");
  tell (self, run, "{'event':'ticket-state',@,'state':'review','previous':'running'}");
  judge (self, run, 1);
  tell (self, run, "{'event':'ticket-state',@,'state':'ready','previous':'review','reason':'It was not accepted: Too short.',"
                   "'reasons':'Too short.'}");
  flush (self->ledger);
  assert_file (self, "SELECT tier || ' ' || number || ' ' || state || ' ' || coalesce (reason, '-') FROM attempts ORDER BY id",
               "worker 1 completed Too short.;qa 1 completed -;");

  /* What it was said of is the work, and each has its own text, call and use. */
  assert_file (self, "SELECT tier || ' ' || tool FROM tool_calls JOIN attempts ON attempts.id = attempt_id",
               "qa submit_verdict;");
  assert_file (self, "SELECT attempts.tier || ' ' || input_tokens FROM usage JOIN attempts ON attempts.id = attempt_id", "qa 7;");

  judge (self, run, 2);
  tell (self, run, "{'event':'ticket-state',@,'state':'failed','previous':'review','reason':'It could not be judged: No.'}");
  judge (self, run, 3);
  tell (self, run, "{'event':'ticket-state',@,'state':'cancelled','previous':'review','reason':'It was cancelled.'}");
  judge (self, run, 4);
  tell (self, run, "{'event':'ticket-state',@,'state':'completed','previous':'review'}");
  judge (self, run, 5);
  flush (self->ledger);
  assert_file (self, "SELECT tier || ' ' || number || ' ' || state || ' ' || coalesce (reason, '-') FROM attempts ORDER BY id",
               "worker 1 completed Too short.;qa 1 completed -;qa 2 failed It could not be judged: No.;"
               "qa 3 cancelled It was cancelled.;qa 4 completed -;qa 5 running -;");

  /* Cut off while it is judged, it waits for that when it is read back, and what was judged is what it came to. */
  reopen (self);
  loaded = try_load (self->ledger, troupe_run_get_id (run), NULL, &error);
  g_assert_no_error (error);
  ticket = troupe_run_find_ticket (loaded, "T1");
  g_assert_cmpuint (g_list_model_get_n_items (troupe_run_ticket_list_attempts (ticket)), ==, 6);
  g_assert_cmpstr (troupe_message_get_text (troupe_attempt_get_answer (troupe_run_ticket_find_work (ticket, 1))), ==, "Work");
  g_assert_cmpstr (troupe_message_get_error (troupe_attempt_get_answer (troupe_run_ticket_find_work (ticket, 1))), ==,
                   "Too short.");
  newest = troupe_run_ticket_get_attempt (ticket);
  g_assert_cmpint (troupe_attempt_get_tier (newest), ==, TROUPE_TIER_QA);
  g_assert_cmpuint (troupe_attempt_get_number (newest), ==, 5);
  g_assert_cmpint (troupe_attempt_get_state (newest), ==, TROUPE_ATTEMPT_STATE_INTERRUPTED);
  g_assert_cmpstr (troupe_message_get_text (troupe_attempt_get_answer (newest)), ==, "Hm.");
}

/* Held, and gone on with: the run says so itself, and keeps what was said of why. */
static void
test_a_held_run_says_so (LedgerFixture *self,
                         gconstpointer  data)
{
  g_autoptr(TroupeTrack) track = create_track ();
  g_autoptr(TroupeRun) run = troupe_run_new (track);

  tell (self, run, "{'event':'run-started','tickets':3,'jobs':2}");
  tell (self, run, "{'event':'run-state','state':'paused','reason':'Lunch.'}");
  flush (self->ledger);
  assert_file (self, "SELECT state || reason FROM runs", "pausedLunch.;");
  tell (self, run, "{'event':'run-state','state':'running','reason':null}");
  flush (self->ledger);
  assert_file (self, "SELECT state || coalesce (reason, '-') FROM runs", "running-;");
}

static void
assert_ticket (TroupeRun          *run,
               const char         *id,
               TroupeTicketState   state,
               TroupeAttemptState  attempt_state,
               const char         *text)
{
  TroupeRunTicket *ticket = troupe_run_find_ticket (run, id);
  TroupeAttempt *attempt = troupe_run_ticket_find_newest (ticket, TROUPE_TIER_NONE);

  g_assert_cmpint (troupe_run_ticket_get_state (ticket), ==, state);
  if (text == NULL)
    {
      g_assert_null (attempt);
      return;
    }

  g_assert_cmpint (troupe_attempt_get_state (attempt), ==, attempt_state);
  g_assert_cmpstr (troupe_message_get_text (troupe_attempt_get_answer (attempt)), ==, text);
}

static void
test_a_run_that_was_cut_off_opens_paused (LedgerFixture *self,
                                          gconstpointer  data)
{
  g_autoptr(TroupeRun) run = begin_run (self);
  g_autoptr(TroupeRun) loaded = NULL;
  g_autoptr(TroupeRunRecord) record = NULL;
  g_autoptr(GError) error = NULL;
  TroupeRunTerms *terms;
  TroupeMessage *answer;

  reopen (self);
  loaded = try_load (self->ledger, troupe_run_get_id (run), &record, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (troupe_run_get_id (loaded), ==, troupe_run_get_id (run));
  g_assert_cmpint (troupe_run_get_state (loaded), ==, TROUPE_RUN_STATE_PAUSED);
  g_assert_cmpuint (troupe_run_get_n_tickets (loaded), ==, 3);
  g_assert_cmpuint (troupe_run_get_n_finished (loaded), ==, 1);
  g_assert_true (troupe_ai_settings_equal (troupe_run_get_session (loaded), troupe_run_get_session (run)));

  terms = troupe_run_get_terms (loaded);
  g_assert_cmpstr (terms->budget, ==, "calls=3");
  g_assert_cmpuint (terms->n_provider_jobs, ==, 2);
  g_assert_true (terms->is_exact);
  g_assert_true (terms->has_ceiling);
  g_assert_cmpint (terms->ceiling, ==, TROUPE_PERMISSION_ASK);
  g_assert_cmpstr (terms->provider, ==, "openai");
  g_assert_cmpstr (terms->base_url, ==, "http://localhost:1234/v1");
  assert_file (self, "SELECT terms LIKE '%secret%' FROM runs", "0;");
  g_assert_cmpuint (record->used.n_answers, ==, 3);
  g_assert_cmpuint (record->used.n_costs, ==, 1);
  g_assert_cmpfloat (record->used.cost, ==, 0.5);
  g_assert_cmpint (record->used.usage.input, ==, 30);

  assert_ticket (loaded, "T1", TROUPE_TICKET_STATE_COMPLETED, TROUPE_ATTEMPT_STATE_COMPLETED, "Hello ‘é’");
  assert_ticket (loaded, "T2", TROUPE_TICKET_STATE_TODO, TROUPE_ATTEMPT_STATE_INTERRUPTED, "half a th");
  assert_ticket (loaded, "T3", TROUPE_TICKET_STATE_TODO, 0, NULL);

  answer = troupe_attempt_get_answer (troupe_run_ticket_get_attempt (troupe_run_find_ticket (loaded, "T1")));
  g_assert_true (troupe_message_is_complete (answer));
  g_assert_cmpstr (troupe_message_get_reasoning (answer), ==, "Hm. ");
  g_assert_cmpstr (troupe_message_get_persona_id (answer), ==, "coder");
  g_assert_cmpstr (troupe_message_get_persona_revision (answer), ==, "abc");
  g_assert_cmpstr (troupe_message_get_model_served (answer), ==, "m-1");
  g_assert_cmpint (troupe_message_get_stop_reason (answer), ==, TROUPE_STOP_REASON_END);
  g_assert_cmpint (troupe_message_get_usage (answer)->input, ==, 30);
  g_assert_cmpint (troupe_message_get_duration_ms (answer), ==, 12);

  g_assert_cmpstr (record->title, ==, "Add search");
  g_assert_cmpstr (record->last_resort, ==, "helper");
  g_assert_cmpuint (record->n_jobs, ==, 2);
  g_assert_cmpuint (record->n_tickets, ==, 3);
  g_assert_cmpuint (record->n_completed, ==, 1);
  g_assert_true (troupe_run_record_is_interrupted (record));

  /* Whoever goes on with it has the attempt marked, and only that one. */
  tell (self, loaded, "{'event':'run-started','track':'add-search','tickets':3,'jobs':2}");
  flush (self->ledger);
  assert_file (self, "SELECT state FROM attempts ORDER BY id", "completed;interrupted;interrupted;");
}

static void
test_a_run_is_had_by_one (LedgerFixture *self,
                          gconstpointer  data)
{
  g_autoptr(TroupeRun) run = begin_run (self);
  g_autoptr(TroupeLedger) other = open_ledger (self->file);
  g_autoptr(TroupeRun) seen = NULL;
  g_autoptr(TroupeRun) after = NULL;
  g_autoptr(TroupeRunRecord) record = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *pid = g_strdup_printf ("process %d on %s, since 2", (int) getpid (), g_get_host_name ());

  /* The other sees it go on, and may not. */
  g_assert_false (troupe_ledger_take_run (other, troupe_run_get_id (run), &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, pid));
  g_clear_error (&error);
  seen = try_load (other, troupe_run_get_id (run), &record, &error);
  g_assert_no_error (error);
  g_assert_cmpint (troupe_run_get_state (seen), ==, TROUPE_RUN_STATE_RUNNING);
  g_assert_nonnull (strstr (record->holder, pid));
  g_assert_false (troupe_run_record_is_interrupted (record));
  assert_ticket (seen, "T2", TROUPE_TICKET_STATE_RUNNING, TROUPE_ATTEMPT_STATE_RUNNING, "half a th");
  g_clear_pointer (&record, troupe_run_record_free);

  /* The lock goes with whoever had it; then the other may. */
  troupe_ledger_close (self->ledger);
  g_assert_true (troupe_ledger_take_run (other, troupe_run_get_id (run), &error));
  g_assert_no_error (error);
  after = try_load (other, troupe_run_get_id (run), &record, &error);
  g_assert_no_error (error);
  g_assert_cmpint (troupe_run_get_state (after), ==, TROUPE_RUN_STATE_PAUSED);
  g_assert_null (record->holder);

  /* The end of a run lets go of it, and takes the file away. */
  tell (&(LedgerFixture) { .ledger = other }, after, "{'event':'run-finished','state':'completed'}");
  flush (other);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  {
    g_autofree char *folder = g_build_filename (self->root, "share", "troupe", "runs", NULL);
    g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);

    g_assert_nonnull (dir);
    g_assert_null (g_dir_read_name (dir));
  }
  troupe_ledger_close (other);
}

static void
test_a_run_that_cannot_be_read_says_why (LedgerFixture *self,
                                         gconstpointer  data)
{
  g_autoptr(TroupeRun) run = begin_run (self);
  g_autoptr(GError) error = NULL;
  g_autofree char *ignored = NULL;
  g_autofree char *more = NULL;

  g_assert_null (try_load (self->ledger, "0000", NULL, &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);

  ignored = ask_file (self->path, "UPDATE run_tracks SET track = '{\"tickets\": 7'");
  g_assert_null (try_load (self->ledger, troupe_run_get_id (run), NULL, &error));
  g_assert_true (error->domain == TROUPE_JSON_ERROR);
  g_clear_error (&error);

  more = ask_file (self->path, "DELETE FROM run_tracks");
  g_assert_null (try_load (self->ledger, troupe_run_get_id (run), NULL, &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER);
  g_clear_error (&error);

  g_assert_false (troupe_ledger_take_run (self->ledger, "../../x", &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER);
}

/* Of one kind, as “key input output cost/known of answers;”. */
static char *
sum_up (LedgerFixture  *self,
        const char     *run_id,
        TroupeUsageKey  key)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) sums = NULL;
  g_autoptr(GError) error = NULL;
  GString *text = g_string_new (NULL);

  troupe_ledger_sum_usage_async (self->ledger, run_id, key, NULL, result_cb, &result);
  wait_for_result (&result);
  sums = troupe_ledger_sum_usage_finish (self->ledger, result, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < sums->len; i++)
    {
      TroupeUsageSum *sum = g_ptr_array_index (sums, i);

      g_string_append_printf (text, "%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %g/%u of %u;", sum->key, sum->usage.input,
                              sum->usage.output, sum->cost, sum->n_costs, sum->n_answers);
    }

  return g_string_free (text, FALSE);
}

static void
test_usage_adds_up (LedgerFixture *self,
                    gconstpointer  data)
{
  g_autoptr(TroupeRun) run = begin_run (self);
  g_autoptr(TroupeRun) other = begin_run (self);
  const char *id = troupe_run_get_id (run);
  g_autofree char *of_run = g_strconcat (id, " 30 1 0.5/1 of 3;", NULL);
  g_autofree char *of_both = g_strconcat (of_run, troupe_run_get_id (other), " 30 1 0.5/1 of 3;", NULL);
  const struct
  {
    const char     *run_id;
    TroupeUsageKey  key;
    const char     *expected;
  } cases[] = {
    { id, TROUPE_USAGE_KEY_TICKET, "T1 30 1 0.5/1 of 2;T2 -1 -1 nan/0 of 1;" },
    { id, TROUPE_USAGE_KEY_TIER, "worker 30 1 0.5/1 of 2;qa -1 -1 nan/0 of 1;" },
    { id, TROUPE_USAGE_KEY_PERSONA, "coder 30 1 0.5/1 of 2;other -1 -1 nan/0 of 1;" },
    { id, TROUPE_USAGE_KEY_MODEL, "p/m-1 30 1 0.5/1 of 2;q/n -1 -1 nan/0 of 1;" },
    { id, TROUPE_USAGE_KEY_RUN, of_run },
    { NULL, TROUPE_USAGE_KEY_RUN, of_both },
    { NULL, TROUPE_USAGE_KEY_PERSONA, "coder 60 2 1/2 of 4;other -1 -1 nan/0 of 2;" },
    { "no-such-run", TROUPE_USAGE_KEY_RUN, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = sum_up (self, cases[i].run_id, cases[i].key);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_runs_are_listed (LedgerFixture *self,
                      gconstpointer  data)
{
  g_autoptr(TroupeRun) first = begin_run (self);
  g_autoptr(TroupeRun) second = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) result_of_events = NULL;
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(GPtrArray) events = NULL;
  g_autoptr(GError) error = NULL;
  TroupeRunRecord *record;

  tell (self, first, "{'event':'run-finished','state':'failed','reason':'Because.'}");
  second = begin_run (self);
  troupe_ledger_list_runs_async (self->ledger, PROJECT, NULL, result_cb, &result);
  wait_for_result (&result);
  records = troupe_ledger_list_runs_finish (self->ledger, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, 2);

  record = records->pdata[0];
  g_assert_cmpstr (record->id, ==, troupe_run_get_id (second));
  g_assert_cmpint (record->state, ==, TROUPE_RUN_STATE_RUNNING);
  g_assert_nonnull (record->holder);
  record = records->pdata[1];
  g_assert_cmpint (record->state, ==, TROUPE_RUN_STATE_FAILED);
  g_assert_cmpstr (record->reason, ==, "Because.");
  g_assert_cmpint (record->finished_us, >, 0);
  g_assert_null (record->holder);

  troupe_ledger_list_events_async (self->ledger, record->id, NULL, result_cb, &result_of_events);
  wait_for_result (&result_of_events);
  events = troupe_ledger_list_events_finish (self->ledger, result_of_events, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, 16);
  g_assert_true (g_str_has_prefix (events->pdata[15], "{\"event\":\"run-finished\""));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, set_up, func) g_test_add ("/store/ledger-runs/" name, LedgerFixture, NULL, set_up, func, tear_down)
  ADD ("a-ledger-of-step-two-is-filled", set_up_closed, test_a_ledger_of_step_two_is_filled);
  ADD ("a-ledger-of-step-three-keeps-all", set_up_closed, test_a_ledger_of_step_three_keeps_all);
  ADD ("what-follows-from-events-is-kept", set_up, test_what_follows_from_events_is_kept);

  ADD ("attempts-end-as-their-tickets-say", set_up, test_attempts_end_as_their_tickets_say);
  ADD ("a-verdict-is-kept-with-the-attempt", set_up, test_a_verdict_is_kept_with_the_attempt);
  ADD ("a-held-run-says-so", set_up, test_a_held_run_says_so);
  ADD ("a-run-that-was-cut-off-opens-paused", set_up, test_a_run_that_was_cut_off_opens_paused);
  ADD ("a-run-is-had-by-one", set_up, test_a_run_is_had_by_one);
  ADD ("a-run-that-cannot-be-read-says-why", set_up, test_a_run_that_cannot_be_read_says_why);
  ADD ("usage-adds-up", set_up, test_usage_adds_up);
  ADD ("runs-are-listed", set_up, test_runs_are_listed);

  return g_test_run ();
}
