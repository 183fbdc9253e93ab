/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-assignment.h"
#include "troupe-conductor-private.h"
#include "troupe-json.h"
#include "troupe-planning.h"
#include "troupe-reviewer.h"

/*
 * Tier 4: judges what a ticket came to, in a conversation of its own, and says accept or reject by a tool of the engine. It is an
 * attempt as those of workers are: held, counted, told of and stopped like them.
 */

#define DESCRIPTION \
  "Gives your verdict, and ends your work. Call it once, when you have looked at all that you want to see: “accept” if the " \
  "result is acceptable, “reject” with at least one reason if it is not. Each reason is one sentence that the worker can " \
  "act on."

#define SCHEMA \
  "{\"type\":\"object\",\"properties\":{" \
  "\"verdict\":{\"type\":\"string\",\"enum\":[\"accept\",\"reject\"]}," \
  "\"reasons\":{\"type\":\"array\",\"maxItems\":50,\"items\":{\"type\":\"string\",\"maxLength\":4000}}}," \
  "\"required\":[\"verdict\"]}"

typedef struct
{
  GTask            *verdict;  /* (owned) */
  TroupeAnswerTool *tool;     /* (owned) */
} Review;

/* All reasons as one text of whole sentences. (transfer full) (nullable) */
static char *
join_reasons (JsonNode *arguments)
{
  JsonNode *member = json_object_get_member (json_node_get_object (arguments), "reasons");
  JsonArray *reasons = member != NULL && JSON_NODE_HOLDS_ARRAY (member) ? json_node_get_array (member) : NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; reasons != NULL && i < json_array_get_length (reasons); i++)
    {
      g_autofree char *reason = g_strdup (troupe_json_node_get_string (json_array_get_element (reasons, i)));

      if (reason == NULL || *g_strstrip (reason) == '\0')
        continue;

      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", reason);
      if (g_ascii_isalnum (text->str[text->len - 1]) || (guchar) text->str[text->len - 1] >= 0x80)
        g_string_append_c (text, '.');
    }

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static gboolean
is_rejected (JsonNode *arguments)
{
  return g_strcmp0 (troupe_json_node_get_string (json_object_get_member (json_node_get_object (arguments), "verdict")),
                    "reject") == 0;
}

static gboolean
check_verdict (JsonNode  *arguments,
               gpointer   user_data,
               GError   **error)
{
  g_autofree char *reasons = join_reasons (arguments);

  if (!is_rejected (arguments) || reasons != NULL)
    return TRUE;

  g_set_error_literal (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_ANSWER,
                       "The argument “reasons” has to say at least one reason why the result is rejected.");
  return FALSE;
}

static TroupeAnswerTool *
create_tool (void)
{
  g_autoptr(JsonNode) schema = troupe_json_parse (NULL, SCHEMA, -1, NULL);

  return troupe_answer_tool_new (TROUPE_ASSIGNMENT_VERDICT_TOOL, DESCRIPTION, schema, TROUPE_ANSWER_TOOL_MAX_REFUSALS, check_verdict,
                                 NULL, NULL);
}

static void
review_free (Review *review)
{
  g_object_unref (review->verdict);
  g_object_unref (review->tool);
  g_free (review);
}

static void
judged_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Review *review = user_data;
  JsonNode *arguments;
  GError *error = NULL;

  if (troupe_worker_run_finish (TROUPE_WORKER (source), result, &error))
    {
      arguments = troupe_answer_tool_get_arguments (review->tool);
      g_task_return_pointer (review->verdict, is_rejected (arguments) ? join_reasons (arguments) : NULL, g_free);
    }
  else
    {
      g_task_return_error (review->verdict, error);
    }

  review_free (review);
}

/**
 * troupe_reviewer_can_review:
 * @conductor: a conductor that performs
 * @ticket: a ticket of its run
 * @user_data: nothing
 *
 * Says whether somebody is cast to judge: the track's persona for the tier, or the one that is assigned to it. What comes of a
 * planning a person looks at. It is a #TroupeCanReviewFunc.
 *
 * Returns: whether somebody is
 */
gboolean
troupe_reviewer_can_review (TroupeConductor *conductor,
                            TroupeRunTicket *ticket,
                            gpointer         user_data)
{
  TroupeTrack *track;

  g_return_val_if_fail (TROUPE_IS_CONDUCTOR (conductor), FALSE);

  track = troupe_run_get_track (conductor->run);

  return !troupe_planning_is_planning (track) && troupe_resolver_is_cast (conductor->catalog, track, TROUPE_TIER_QA);
}

/**
 * troupe_reviewer_review:
 * @conductor: a conductor that performs
 * @ticket: a ticket of its run that is in review
 * @verdict: (transfer full): is returned the reasons, or %NULL if the result is accepted
 * @user_data: nothing
 *
 * Has the persona of tier 4 judge. It is a #TroupeReviewFunc.
 */
void
troupe_reviewer_review (TroupeConductor *conductor,
                        TroupeRunTicket *ticket,
                        GTask           *verdict,
                        gpointer         user_data)
{
  g_autoptr(TroupeWorker) worker = NULL;
  TroupeJob *job;
  Review *review;
  guint number;

  g_return_if_fail (TROUPE_IS_CONDUCTOR (conductor));
  g_return_if_fail (troupe_conductor_find_number (conductor, ticket, &number));

  job = conductor->jobs[number];
  worker = troupe_conductor_create_worker (job, TROUPE_TIER_QA);
  review = g_new0 (Review, 1);
  review->verdict = verdict;
  review->tool = create_tool ();
  troupe_worker_set_answer_tool (worker, review->tool);

  /* From now on it is who is held, and not the one who did the work. */
  g_set_object (&job->worker, worker);
  troupe_worker_run_async (worker, conductor->project, NULL, job->cancellable, judged_cb, review);
}
