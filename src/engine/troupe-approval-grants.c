/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-approval-grants.h"

/**
 * TroupeApprovalGrants:
 *
 * What a person allowed for longer than once: one tool, for one ticket or one run.
 */
struct _TroupeApprovalGrants
{
  GHashTable *keys;   /* (element-type utf8) */
};

/* No id has a line end in it. */
static char *
make_key (TroupeApproval       *approval,
          TroupeApprovalAnswer  reach)
{
  const char *ticket = troupe_approval_get_ticket_id (approval);

  return g_strjoin ("\n", troupe_approval_get_run_id (approval), troupe_approval_get_category (approval),
                    troupe_approval_get_tool (approval),
                    reach == TROUPE_APPROVAL_TICKET ? (ticket != NULL ? ticket : "") : NULL, NULL);
}

static gboolean
has (TroupeApprovalGrants *self,
     TroupeApproval       *approval,
     TroupeApprovalAnswer  reach)
{
  g_autofree char *key = make_key (approval, reach);

  return g_hash_table_contains (self->keys, key);
}

/**
 * troupe_approval_grants_new:
 *
 * Begins with nothing allowed.
 *
 * Returns: (transfer full): the grants
 */
TroupeApprovalGrants *
troupe_approval_grants_new (void)
{
  TroupeApprovalGrants *self = g_new0 (TroupeApprovalGrants, 1);

  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

/**
 * troupe_approval_grants_free:
 * @self: (transfer full): the grants
 *
 * Forgets them all.
 */
void
troupe_approval_grants_free (TroupeApprovalGrants *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->keys);
  g_free (self);
}

/**
 * troupe_approval_grants_add:
 * @self: the grants
 * @approval: what was asked
 * @answer: what a person said
 *
 * Remembers the answer, if it is one that reaches further than once.
 */
void
troupe_approval_grants_add (TroupeApprovalGrants *self,
                            TroupeApproval       *approval,
                            TroupeApprovalAnswer  answer)
{
  g_return_if_fail (self != NULL);

  if (answer == TROUPE_APPROVAL_TICKET || answer == TROUPE_APPROVAL_RUN)
    g_hash_table_add (self->keys, make_key (approval, answer));
}

/**
 * troupe_approval_grants_find:
 * @self: the grants
 * @approval: what is asked
 * @rule: (out) (transfer none) (nullable): what such a grant is called where it decides
 *
 * Looks for a grant that reaches a question.
 *
 * Returns: the answer that was given; %TROUPE_APPROVAL_PENDING if there is none
 */
TroupeApprovalAnswer
troupe_approval_grants_find (TroupeApprovalGrants  *self,
                             TroupeApproval        *approval,
                             const char           **rule)
{
  g_return_val_if_fail (self != NULL, TROUPE_APPROVAL_PENDING);

  *rule = NULL;
  if (has (self, approval, TROUPE_APPROVAL_RUN))
    {
      *rule = TROUPE_RULE_GRANTED_RUN;
      return TROUPE_APPROVAL_RUN;
    }
  if (has (self, approval, TROUPE_APPROVAL_TICKET))
    {
      *rule = TROUPE_RULE_GRANTED_TICKET;
      return TROUPE_APPROVAL_TICKET;
    }

  return TROUPE_APPROVAL_PENDING;
}

/**
 * troupe_approval_grants_forget_run:
 * @self: the grants
 * @run_id: a run
 *
 * Forgets what was allowed for a run and its tickets.
 */
void
troupe_approval_grants_forget_run (TroupeApprovalGrants *self,
                                   const char           *run_id)
{
  g_autofree char *start = g_strconcat (run_id, "\n", NULL);
  GHashTableIter iter;
  gpointer key;

  g_return_if_fail (self != NULL);

  g_hash_table_iter_init (&iter, self->keys);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      if (g_str_has_prefix (key, start))
        g_hash_table_iter_remove (&iter);
    }
}
