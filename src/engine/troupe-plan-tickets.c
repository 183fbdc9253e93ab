/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-engine-error.h"
#include "troupe-enum-types.h"
#include "troupe-json.h"
#include "troupe-plan-tickets.h"
#include "troupe-project-path.h"

/*
 * The tickets that a tech lead hands in: the tool that it calls, what can be wrong with them, and how they are read. Pure; what
 * is said to the model is not translated.
 *
 * All that is wrong is said at once, so that the model can mend all of it in one go.
 */

#define MAX_PROBLEMS 20
#define MAX_CYCLES    5

#define TEXTS(what)      "{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"description\":\"" what "\"}"
#define TEXT(most, what) "{\"type\":\"string\",\"maxLength\":" most ",\"description\":\"" what "\"}"

static const char schema_text[] =
  "{\"type\":\"object\",\"required\":[\"tickets\"],\"properties\":{\"tickets\":{\"type\":\"array\",\"maxItems\":1000,"
  "\"description\":\"All tickets of the track, in the order in which somebody alone would do them.\","
  "\"items\":{\"type\":\"object\",\"required\":[\"id\",\"title\",\"description\",\"acceptance\"],\"properties\":{"
  "\"id\":" TEXT ("64", "Short and unlike all others, such as T1: letters, digits, dashes and underscores.") ","
  "\"title\":" TEXT ("200", "What is to be done, in a few words.") ","
  "\"description\":" TEXT ("20000", "All that the worker has to know; it sees nothing of this conversation.") ","
  "\"target_files\":" TEXTS ("The files that are made or changed, relative to the project’s folder.") ","
  "\"context_files\":" TEXTS ("The files that the worker has to read, relative to the project’s folder.") ","
  "\"depends_on\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"maxLength\":64},"
  "\"description\":\"The ids of the tickets whose results this one builds on. No circles.\"},"
  "\"priority\":{\"type\":\"string\",\"enum\":[\"low\",\"normal\",\"high\"],"
  "\"description\":\"What goes first among tickets that wait for nothing; normal if it is left out.\"},"
  "\"max_retries\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":100,"
  "\"description\":\"How often it may be tried again; 2 if it is left out.\"},"
  "\"verify\":" TEXT ("20000", "A command that checks the result, such as make test.") ","
  "\"acceptance\":" TEXT ("20000", "What has to be true for the result to be accepted, so that somebody else can judge it.")
  "}}}}}";

/* What is wrong, in words for the model */
typedef struct
{
  GString *text;
  guint    n_problems;
} Problems;

static void G_GNUC_PRINTF (2, 3)
add_problem (Problems   *problems,
             const char *format,
             ...)
{
  va_list arguments;

  if (problems->n_problems++ >= MAX_PROBLEMS)
    return;

  g_string_append (problems->text, "\n- ");
  va_start (arguments, format);
  g_string_append_vprintf (problems->text, format, arguments);
  va_end (arguments);
}

static JsonArray *
get_array (JsonObject *object,
           const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static const char *
get_text (JsonObject *object,
          const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL ? troupe_json_node_get_string (node) : NULL;
}

static char **
dup_texts (JsonObject *object,
           const char *name)
{
  JsonArray *array = get_array (object, name);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    g_strv_builder_add (builder, troupe_json_node_get_string (json_array_get_element (array, i)));

  return g_strv_builder_end (builder);
}

static void
read_texts (JsonObject    *object,
            const char    *name,
            TroupeTicket  *ticket,
            void         (*set) (TroupeTicket       *ticket,
                                 const char * const *values))
{
  g_auto(GStrv) values = dup_texts (object, name);

  set (ticket, (const char * const *) values);
}

/* An empty text says nothing, and is not written into the track. */
static void
read_text (JsonObject    *object,
           const char    *name,
           TroupeTicket  *ticket,
           void         (*set) (TroupeTicket *ticket,
                                const char   *value))
{
  const char *value = get_text (object, name);

  if (value != NULL && *value != '\0')
    set (ticket, value);
}

static TroupeTicket *
read_ticket (JsonObject *object)
{
  TroupeTicket *ticket = troupe_ticket_new (get_text (object, "id"));
  const char *nick = get_text (object, "priority");
  JsonNode *retries = json_object_get_member (object, "max_retries");
  gint64 max_retries;
  int priority;

  read_text (object, "title", ticket, troupe_ticket_set_title);
  read_text (object, "description", ticket, troupe_ticket_set_description);
  read_texts (object, "target_files", ticket, troupe_ticket_set_target_files);
  read_texts (object, "context_files", ticket, troupe_ticket_set_context_files);
  read_texts (object, "depends_on", ticket, troupe_ticket_set_depends_on);
  read_text (object, "verify", ticket, troupe_ticket_set_verify);
  read_text (object, "acceptance", ticket, troupe_ticket_set_acceptance);
  if (nick != NULL && troupe_enum_from_nick (TROUPE_TYPE_PRIORITY, nick, &priority))
    troupe_ticket_set_priority (ticket, (TroupePriority) priority);
  if (retries != NULL && troupe_json_node_get_int64 (retries, &max_retries))
    troupe_ticket_set_max_retries (ticket, (guint) max_retries);

  return ticket;
}

/* The number of each ticket by its id. */
static GHashTable *
check_ids (Problems  *problems,
           GPtrArray *tickets)
{
  GHashTable *numbers = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < tickets->len; i++)
    {
      const char *id = troupe_ticket_get_id (g_ptr_array_index (tickets, i));

      if (!troupe_ticket_id_is_valid (id))
        add_problem (problems, "Ticket number %u: “%s” is no id; use up to 64 letters, digits, dashes and underscores, beginning "
                     "with a letter or a digit.", i + 1, id);
      if (g_hash_table_contains (numbers, id))
        add_problem (problems, "The id “%s” is there twice; each ticket needs an id of its own.", id);
      else
        g_hash_table_insert (numbers, (gpointer) id, GUINT_TO_POINTER (i));
    }

  return numbers;
}

static gboolean
is_blank (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));

  return *stripped == '\0';
}

static void
check_paths (Problems           *problems,
             TroupeTicket       *ticket,
             const char         *name,
             const char * const *paths)
{
  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      g_autoptr(GError) error = NULL;

      if (!troupe_project_path_check (paths[i], &error))
        add_problem (problems, "Ticket %s, %s: %s", troupe_ticket_get_id (ticket), name, error->message);
    }
}

static void
check_texts (Problems  *problems,
             GPtrArray *tickets)
{
  for (guint i = 0; i < tickets->len; i++)
    {
      TroupeTicket *ticket = g_ptr_array_index (tickets, i);
      const char *id = troupe_ticket_get_id (ticket);

      if (is_blank (troupe_ticket_get_title (ticket)))
        add_problem (problems, "Ticket %s has an empty title; say what is to be done.", id);
      if (is_blank (troupe_ticket_get_description (ticket)))
        add_problem (problems, "Ticket %s has an empty description; the worker is told nothing else.", id);
      if (is_blank (troupe_ticket_get_acceptance (ticket)))
        add_problem (problems, "Ticket %s has an empty acceptance; say what has to be true for its result to be accepted.", id);
      check_paths (problems, ticket, "target_files", troupe_ticket_get_target_files (ticket));
      check_paths (problems, ticket, "context_files", troupe_ticket_get_context_files (ticket));
    }
}

static void
check_dependencies (Problems   *problems,
                    GPtrArray  *tickets,
                    GHashTable *numbers)
{
  for (guint i = 0; i < tickets->len; i++)
    {
      TroupeTicket *ticket = g_ptr_array_index (tickets, i);
      const char * const *ids = troupe_ticket_get_depends_on (ticket);

      for (guint j = 0; ids != NULL && ids[j] != NULL; j++)
        {
          if (!g_hash_table_contains (numbers, ids[j]))
            add_problem (problems, "Ticket %s depends on “%s”, which is not among the tickets.",
                         troupe_ticket_get_id (ticket), ids[j]);
        }
    }
}

/* The graph of those tickets that are not in a circle that was named already. */
static TroupeGraph *
build_graph (GPtrArray      *tickets,
             GHashTable     *numbers,
             const gboolean *is_named)
{
  TroupeGraph *graph = troupe_graph_new (tickets->len);

  for (guint i = 0; i < tickets->len; i++)
    {
      const char * const *ids = troupe_ticket_get_depends_on (g_ptr_array_index (tickets, i));

      for (guint j = 0; ids != NULL && ids[j] != NULL; j++)
        {
          gpointer found;

          if (!g_hash_table_lookup_extended (numbers, ids[j], NULL, &found))
            continue;
          if (!is_named[i] && !is_named[GPOINTER_TO_UINT (found)])
            troupe_graph_add_edge (graph, GPOINTER_TO_UINT (found), i);
        }
    }

  return graph;
}

/* The graph's edges run from what comes first to what waits for it, and the words the other way. */
static void
name_cycle (Problems  *problems,
            GPtrArray *tickets,
            GArray    *cycle,
            gboolean  *is_named)
{
  g_autoptr(GString) edges = g_string_new (NULL);

  for (guint i = cycle->len; i > 0; i--)
    {
      guint waiting = g_array_index (cycle, guint, i - 1);
      guint before = g_array_index (cycle, guint, (i + cycle->len - 2) % cycle->len);

      is_named[waiting] = TRUE;
      g_string_append_printf (edges, "%s%s depends on %s", edges->len > 0 ? ", " : "",
                              troupe_ticket_get_id (g_ptr_array_index (tickets, waiting)),
                              troupe_ticket_get_id (g_ptr_array_index (tickets, before)));
    }

  add_problem (problems, "Tickets wait for each other in a circle: %s. Take one of these out of depends_on.", edges->str);
}

static void
check_cycles (Problems   *problems,
              GPtrArray  *tickets,
              GHashTable *numbers)
{
  g_autofree gboolean *is_named = g_new0 (gboolean, tickets->len + 1);

  for (guint i = 0; i < MAX_CYCLES; i++)
    {
      g_autoptr(TroupeGraph) graph = build_graph (tickets, numbers, is_named);
      g_autoptr(GArray) cycle = NULL;

      if (troupe_graph_seal (graph, &cycle))
        return;
      name_cycle (problems, tickets, cycle, is_named);
    }
}

static gboolean
check_cb (JsonNode  *arguments,
          gpointer   user_data,
          GError   **error)
{
  return troupe_plan_tickets_check (arguments, error);
}

/**
 * troupe_plan_tickets_create_tool:
 *
 * Makes the tool by which a tech lead hands in the tickets. It takes none in which anything is wrong.
 *
 * Returns: (transfer full): the tool
 */
TroupeAnswerTool *
troupe_plan_tickets_create_tool (void)
{
  g_autoptr(JsonNode) schema = troupe_json_parse (TROUPE_PLAN_TICKETS_TOOL, schema_text, -1, NULL);

  return troupe_answer_tool_new (TROUPE_PLAN_TICKETS_TOOL,
                                 "Hands in all tickets of the track at once. Call it when you know them all; what is wrong with "
                                 "them is said, and then they are handed in anew, all of them.",
                                 schema, TROUPE_ANSWER_TOOL_MAX_REFUSALS, check_cb, NULL, NULL);
}

/**
 * troupe_plan_tickets_check:
 * @arguments: what a model handed in; it fits the tool's schema
 * @error: (optional): set on failure
 *
 * Judges tickets: that there are any and not too many, their ids, texts and paths, what they depend on, and that they don't
 * wait for each other in a circle, which is named edge by edge.
 *
 * Returns: %FALSE with %TROUPE_ENGINE_ERROR_ANSWER, which names all that is wrong in words for the model
 */
gboolean
troupe_plan_tickets_check (JsonNode  *arguments,
                           GError   **error)
{
  g_autoptr(GPtrArray) tickets = NULL;
  g_autoptr(GHashTable) numbers = NULL;
  g_autoptr(GString) text = g_string_new ("The tickets can't be used:");
  Problems problems = { text, 0 };

  g_return_val_if_fail (arguments != NULL && JSON_NODE_HOLDS_OBJECT (arguments), FALSE);

  tickets = troupe_plan_tickets_read (arguments);
  if (tickets->len == 0)
    add_problem (&problems, "There is none; hand in one at the least.");
  if (tickets->len > TROUPE_PLAN_TICKETS_MAX)
    add_problem (&problems, "There are %u; more than %d are too many.", tickets->len, TROUPE_PLAN_TICKETS_MAX);

  numbers = check_ids (&problems, tickets);
  check_texts (&problems, tickets);
  check_dependencies (&problems, tickets, numbers);
  check_cycles (&problems, tickets, numbers);
  if (problems.n_problems == 0)
    return TRUE;

  if (problems.n_problems > MAX_PROBLEMS)
    g_string_append_printf (text, "\n- And %u more.", problems.n_problems - MAX_PROBLEMS);
  g_string_append (text, "\nMend all of it, and hand in all tickets again.");
  g_set_error_literal (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_ANSWER, text->str);

  return FALSE;
}

/**
 * troupe_plan_tickets_read:
 * @arguments: what a model handed in; it fits the tool's schema
 *
 * Makes tickets of it, good or not.
 *
 * Returns: (transfer full) (element-type TroupeTicket): the tickets, for troupe_track_take_tickets()
 */
GPtrArray *
troupe_plan_tickets_read (JsonNode *arguments)
{
  GPtrArray *tickets = g_ptr_array_new_with_free_func (g_object_unref);
  JsonArray *array;

  g_return_val_if_fail (arguments != NULL && JSON_NODE_HOLDS_OBJECT (arguments), tickets);

  array = get_array (json_node_get_object (arguments), "tickets");
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    g_ptr_array_add (tickets, read_ticket (json_array_get_object_element (array, i)));

  return tickets;
}
