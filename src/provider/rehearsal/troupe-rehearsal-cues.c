/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-enum-types.h"
#include "troupe-rehearsal-private.h"
#include "troupe-tool-call.h"

/*
 * What a message tells Rehearsal to do: `[rehearse: fail rate]`, or `[rehearse: qa reject 1]` for one tier alone.
 */

#define MAX_LONG_WORDS 2000000

static const TroupeRehearsalFailure failures[] = {
  { "key", TROUPE_PROVIDER_ERROR_KEY, -1,
    N_("Rehearsal was told to refuse the key; take the cue out of the message.") },
  { "model", TROUPE_PROVIDER_ERROR_MODEL, -1,
    N_("Rehearsal was told not to know the model; take the cue out of the message.") },
  { "request", TROUPE_PROVIDER_ERROR_REQUEST, -1,
    N_("Rehearsal was told to find fault with the request; take the cue out of the message.") },
  { "too-long", TROUPE_PROVIDER_ERROR_TOO_LONG, -1,
    N_("Rehearsal was told to find the request too long; take the cue out of the message.") },
  { "credit", TROUPE_PROVIDER_ERROR_CREDIT, -1,
    N_("Rehearsal was told to be out of credit; take the cue out of the message.") },
  { "rate", TROUPE_PROVIDER_ERROR_RATE, 1000,
    N_("Rehearsal was told to ask for a pause of 1 second; try again then.") },
  { "overloaded", TROUPE_PROVIDER_ERROR_OVERLOADED, -1,
    N_("Rehearsal was told to be overloaded; try again later.") },
  { "refused", TROUPE_PROVIDER_ERROR_REFUSED, -1,
    N_("Rehearsal was told to refuse the content; take the cue out of the message.") },
  { "timeout", TROUPE_PROVIDER_ERROR_TIMED_OUT, -1,
    N_("Rehearsal was told to be silent for too long; try again.") },
  { "connection", TROUPE_PROVIDER_ERROR_CONNECTION, -1,
    N_("Rehearsal was told not to be there; try again.") },
  { "tls", TROUPE_PROVIDER_ERROR_TLS, -1,
    N_("Rehearsal was told not to be trusted; take the cue out of the message.") },
  { "protocol", TROUPE_PROVIDER_ERROR_PROTOCOL, -1,
    N_("Rehearsal was told to talk nonsense; take the cue out of the message.") },
};

/*
 * troupe_rehearsal_cues_add_call:
 * @self: cues
 * @tool: the name of a tool
 * @arguments: (nullable): what it is called with
 *
 * Adds a call.
 */
void
troupe_rehearsal_cues_add_call (TroupeRehearsalCues *self,
                                const char          *tool,
                                const char          *arguments)
{
  g_autofree char *id = g_strdup_printf ("rehearsal-%u", self->calls->len + 1);

  g_ptr_array_add (self->calls, troupe_tool_call_new (id, tool, arguments));
}

static void
read_cue (TroupeRehearsalCues *cues,
          char                *cue)
{
  if (g_str_has_prefix (cue, "fail"))
    {
      const char *word = g_strstrip (cue + strlen ("fail"));

      cues->failure = &failures[0];
      for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
        if (g_str_equal (failures[i].word, word))
          cues->failure = &failures[i];
    }
  else if (g_str_has_prefix (cue, "long "))
    cues->n_words = (guint) MIN (g_ascii_strtoull (cue + strlen ("long "), NULL, 10), MAX_LONG_WORDS);
  else if (g_str_has_prefix (cue, "say "))
    {
      g_free (cues->say);
      cues->say = g_strdup (cue + strlen ("say "));
    }
  else if (g_str_has_prefix (cue, "call "))
    {
      g_auto(GStrv) parts = g_strsplit (cue + strlen ("call "), " ", 2);

      troupe_rehearsal_cues_add_call (cues, parts[0], parts[1]);
    }
  else if (g_str_equal (cue, "cut"))
    cues->is_cut = TRUE;
  else if (g_str_equal (cue, "silent"))
    cues->is_silent = TRUE;
  else if (g_str_equal (cue, "slow"))
    cues->is_slow = TRUE;
  else if (g_str_equal (cue, "fast"))
    cues->is_fast = TRUE;
  else if (g_str_equal (cue, "mismatch"))
    cues->is_mismatch = TRUE;
  else if (g_str_equal (cue, "think"))
    cues->thinks = TRUE;
  else if (g_str_equal (cue, "reject"))
    cues->n_rejects = G_MAXUINT;
  else if (g_str_has_prefix (cue, "reject "))
    cues->n_rejects = (guint) MIN (g_ascii_strtoull (cue + strlen ("reject "), NULL, 10), G_MAXUINT);
  else if (g_str_equal (cue, "cycle"))
    cues->goes_round = TRUE;
  else if (g_str_equal (cue, "bad-arguments"))
    cues->is_garbled = TRUE;
}

/* Returns what is left of a cue for @tier, or NULL if it is for another. What whoever judges is given has the ticket's own cues in
 * it, so that it heeds only those that name it, and the one that nobody else could mean. */
static char *
strip_tier (char       *cue,
            TroupeTier  tier,
            gboolean    is_addressed)
{
  static const TroupeTier tiers[] = {
    TROUPE_TIER_ORCHESTRATOR, TROUPE_TIER_TECH_LEAD, TROUPE_TIER_WORKER, TROUPE_TIER_QA,
  };

  g_strstrip (cue);
  for (guint i = 0; i < G_N_ELEMENTS (tiers); i++)
    {
      const char *name = troupe_enum_get_nick (TROUPE_TYPE_TIER, (int) tiers[i]);

      if (g_str_has_prefix (cue, name) && g_ascii_isspace (cue[strlen (name)]))
        return tiers[i] == tier ? g_strstrip (cue + strlen (name)) : NULL;
    }

  return !is_addressed && (tier != TROUPE_TIER_QA || g_str_has_prefix (cue, "reject")) ? cue : NULL;
}

/*
 * troupe_rehearsal_cues_read:
 * @self: cues, all 0 at first
 * @text: a message
 * @tier: whose tier it is
 * @is_addressed: whether only those count that begin with the name of the tier
 *
 * Reads the cues of a message that are meant for @tier, after those that were read before.
 */
void
troupe_rehearsal_cues_read (TroupeRehearsalCues *self,
                            const char          *text,
                            TroupeTier           tier,
                            gboolean             is_addressed)
{
  static const char opening[] = "[rehearse:";
  const char *at = text;

  if (self->calls == NULL)
    self->calls = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_tool_call_unref);
  while ((at = strstr (at, opening)) != NULL)
    {
      const char *start = at + strlen (opening);
      const char *end = strchr (start, ']');
      g_autofree char *cue = NULL;
      char *own;

      if (end == NULL)
        return;
      cue = g_strndup (start, (gsize) (end - start));
      own = strip_tier (cue, tier, is_addressed);
      if (own != NULL)
        read_cue (self, own);
      at = end;
    }
}

/*
 * troupe_rehearsal_cues_clear:
 * @self: cues
 *
 * Frees what is in them.
 */
void
troupe_rehearsal_cues_clear (TroupeRehearsalCues *self)
{
  g_clear_pointer (&self->say, g_free);
  g_clear_pointer (&self->calls, g_ptr_array_unref);
}
