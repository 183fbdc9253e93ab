/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-engine-error.h"
#include "troupe-engine-fixture.h"
#include "troupe-json.h"
#include "troupe-plan-tickets.h"

/* A ticket as a model writes it, in words that pass; more members go behind. */
#define TICKET(id, more) "{\"id\":\"" id "\",\"title\":\"t\",\"description\":\"d\",\"acceptance\":\"a\"" more "}"
#define AFTER(ids)       ",\"depends_on\":[" ids "]"
#define TICKETS(tickets) "{\"tickets\":[" tickets "]}"

typedef struct
{
  const char *name;
  const char *arguments;
  const char *words[4];   /* what is said of them; none where they are taken */
} Case;

static const Case cases[] = {
  { "one", TICKETS (TICKET ("T1", "")), { NULL } },
  { "chain", TICKETS (TICKET ("T1", "") "," TICKET ("T2", AFTER ("\"T1\""))), { NULL } },
  { "backwards", TICKETS (TICKET ("T1", AFTER ("\"T2\"")) "," TICKET ("T2", "")), { NULL } },
  { "paths", TICKETS (TICKET ("T1", ",\"target_files\":[\"src/a.c\"],\"context_files\":[\"./README.md\"]")), { NULL } },
  { "nulls", TICKETS (TICKET ("T1", ",\"target_files\":null,\"priority\":null,\"max_retries\":null,\"verify\":null")), { NULL } },
  { "all-members", TICKETS (TICKET ("T1", ",\"priority\":\"high\",\"max_retries\":0,\"verify\":\"make test\"")), { NULL } },

  { "none", "{\"tickets\":[]}", { "There is none" } },
  { "no-list", "{\"tickets\":{}}", { "“tickets” has to be a list" } },
  { "nothing", "{}", { "“tickets” is missing" } },
  { "no-object", TICKETS ("1"), { "“tickets[0]” has to be an object" } },
  { "id-missing", TICKETS ("{\"title\":\"t\",\"description\":\"d\",\"acceptance\":\"a\"}"), { "“tickets[0].id” is missing" } },
  { "id-number", TICKETS ("{\"id\":1,\"title\":\"t\",\"description\":\"d\",\"acceptance\":\"a\"}"),
    { "“tickets[0].id” has to be a text" } },
  { "id-empty", TICKETS (TICKET ("", "")), { "Ticket number 1: “” is no id" } },
  { "id-with-space", TICKETS (TICKET ("T1", "") "," TICKET ("T 2", "")), { "Ticket number 2: “T 2” is no id" } },
  { "id-path", TICKETS (TICKET ("../T1", "")), { "“../T1” is no id" } },
  { "id-twice", TICKETS (TICKET ("T1", "") "," TICKET ("T1", "")), { "“T1” is there twice" } },
  { "made-up", TICKETS (TICKET ("T1", ",\"persona_id\":\"root\"")), { "“tickets[0].persona_id” is not known" } },
  { "priority", TICKETS (TICKET ("T1", ",\"priority\":\"urgent\"")), { "“low”, “normal”, “high”" } },
  { "retries", TICKETS (TICKET ("T1", ",\"max_retries\":101")), { "has to be 100 or less" } },
  { "retries-text", TICKETS (TICKET ("T1", ",\"max_retries\":\"2\"")), { "has to be a whole number" } },
  { "unknown", TICKETS (TICKET ("T1", AFTER ("\"T9\""))), { "Ticket T1 depends on “T9”, which is not among the tickets" } },
  { "itself", TICKETS (TICKET ("T1", AFTER ("\"T1\""))), { "circle: T1 depends on T1." } },
  { "circle-of-two", TICKETS (TICKET ("T1", AFTER ("\"T2\"")) "," TICKET ("T2", AFTER ("\"T1\""))),
    { "T1 depends on T2", "T2 depends on T1" } },
  { "circle-of-three",
    TICKETS (TICKET ("T1", AFTER ("\"T3\"")) "," TICKET ("T2", AFTER ("\"T1\"")) "," TICKET ("T3", AFTER ("\"T2\""))),
    { "T1 depends on T3", "T3 depends on T2", "T2 depends on T1" } },
  { "two-circles",
    TICKETS (TICKET ("A", AFTER ("\"B\"")) "," TICKET ("B", AFTER ("\"A\"")) "," TICKET ("C", AFTER ("\"D\",\"A\"")) ","
             TICKET ("D", AFTER ("\"C\""))),
    { "A depends on B", "C depends on D", "D depends on C" } },
  { "title-empty", TICKETS ("{\"id\":\"T1\",\"title\":\" \",\"description\":\"d\",\"acceptance\":\"a\"}"), { "T1 has an empty title" } },
  { "description-empty", TICKETS ("{\"id\":\"T1\",\"title\":\"t\",\"description\":\"\",\"acceptance\":\"a\"}"),
    { "T1 has an empty description" } },
  { "acceptance-empty", TICKETS ("{\"id\":\"T1\",\"title\":\"t\",\"description\":\"d\",\"acceptance\":\"\\n\"}"),
    { "T1 has an empty acceptance" } },
  { "outside", TICKETS (TICKET ("T1", ",\"target_files\":[\"../x\"]")), { "Ticket T1, target_files: “../x” is not inside" } },
  { "absolute", TICKETS (TICKET ("T1", ",\"context_files\":[\"/etc/passwd\"]")), { "Ticket T1, context_files: “/etc/passwd”" } },
  { "secret", TICKETS (TICKET ("T1", ",\"context_files\":[\".ssh/id_rsa\"]")), { "never shown" } },
  { "path-empty", TICKETS (TICKET ("T1", ",\"target_files\":[\"\"]")), { "The path is empty" } },
  { "all-at-once",
    TICKETS (TICKET ("T1", AFTER ("\"T2\",\"T8\"")) "," TICKET ("T2", AFTER ("\"T1\"") ",\"target_files\":[\"/x\"]") ","
             TICKET ("T2", "")),
    { "there twice", "depends on “T8”", "T1 depends on T2", "“/x” is not inside" } },
};

/* What the tool says of @arguments, %NULL if it takes them. */
static char *
judge (const char  *arguments,
       JsonNode   **node)
{
  g_autoptr(TroupeAnswerTool) tool = troupe_plan_tickets_create_tool ();
  g_autoptr(GError) error = NULL;

  *node = troupe_answer_tool_check (tool, arguments, &error);
  g_assert_true ((*node == NULL) == (error != NULL));

  return error != NULL ? g_strdup (error->message) : NULL;
}

static void
test_case (gconstpointer data)
{
  const Case *row = data;
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *words = judge (row->arguments, &node);

  if (row->words[0] == NULL)
    g_assert_cmpstr (words, ==, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (row->words) && row->words[i] != NULL; i++)
    {
      if (words == NULL || strstr (words, row->words[i]) == NULL)
        g_error ("“%s” is not in: %s", row->words[i], words);
    }
}

/* What is taken makes a track that can be performed. */
static void
test_read (void)
{
  g_autoptr(TroupeTrack) track = troupe_track_new ("t");
  g_autoptr(TroupeGraph) graph = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *words = judge (TICKETS (TICKET ("T1", "") "," TICKET ("T-2_b", AFTER ("\"T1\"") ",\"priority\":\"low\","
                                  "\"max_retries\":7,\"verify\":\"make test\",\"target_files\":[\"a\",\"b/c\"],"
                                  "\"context_files\":[\"d\"]")), &node);
  TroupeTicket *ticket;

  g_assert_null (words);
  troupe_track_take_tickets (track, troupe_plan_tickets_read (node));
  graph = troupe_track_build_graph (track, NULL);
  g_assert_nonnull (graph);
  g_assert_cmpuint (troupe_graph_get_n_nodes (graph), ==, 2);

  ticket = troupe_track_find_ticket (track, "T1");
  g_assert_cmpint (troupe_ticket_get_priority (ticket), ==, TROUPE_PRIORITY_NORMAL);
  g_assert_cmpuint (troupe_ticket_get_max_retries (ticket), ==, 2);
  g_assert_cmpstr (troupe_ticket_get_verify (ticket), ==, "");

  ticket = troupe_track_find_ticket (track, "T-2_b");
  g_assert_cmpstr (troupe_ticket_get_title (ticket), ==, "t");
  g_assert_cmpstr (troupe_ticket_get_description (ticket), ==, "d");
  g_assert_cmpstr (troupe_ticket_get_acceptance (ticket), ==, "a");
  g_assert_cmpstr (troupe_ticket_get_verify (ticket), ==, "make test");
  g_assert_cmpint (troupe_ticket_get_priority (ticket), ==, TROUPE_PRIORITY_LOW);
  g_assert_cmpuint (troupe_ticket_get_max_retries (ticket), ==, 7);
  g_assert_cmpstr (troupe_ticket_get_depends_on (ticket)[0], ==, "T1");
  g_assert_cmpstr (troupe_ticket_get_target_files (ticket)[1], ==, "b/c");
  g_assert_cmpstr (troupe_ticket_get_context_files (ticket)[0], ==, "d");
}

static char *
make_many (guint       n_tickets,
           const char *prefix)
{
  g_autoptr(GString) text = g_string_new ("{\"tickets\":[");

  for (guint i = 0; i < n_tickets; i++)
    {
      g_string_append_printf (text, "%s{\"id\":\"%s%u\",\"title\":\"t\",\"description\":\"d\",\"acceptance\":\"a\"}",
                              i > 0 ? "," : "", prefix, i);
    }
  g_string_append (text, "]}");

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Neither the tickets nor what is said of them are without bounds. */
static void
test_many (void)
{
  g_autofree char *most = make_many (TROUPE_PLAN_TICKETS_MAX, "T");
  g_autofree char *too_many = make_many (TROUPE_PLAN_TICKETS_MAX + 1, "T");
  g_autofree char *all_bad = make_many (TROUPE_PLAN_TICKETS_MAX, "T ");
  g_autoptr(JsonNode) first = NULL;
  g_autoptr(JsonNode) second = NULL;
  g_autoptr(JsonNode) third = NULL;
  g_autofree char *fine = judge (most, &first);
  g_autofree char *words = judge (too_many, &second);
  g_autofree char *many_words = judge (all_bad, &third);

  g_assert_null (fine);
  g_assert_nonnull (strstr (words, "more than 1000 entries"));
  g_assert_nonnull (strstr (many_words, "“T 0” is no id"));
  g_assert_nonnull (strstr (many_words, "And 980 more."));
  g_assert_cmpuint (strlen (many_words), <, 4000);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/engine/plan-tickets/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/engine/plan-tickets/read", test_read);
  g_test_add_func ("/engine/plan-tickets/many", test_many);

  return g_test_run ();
}
