/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-approval-grants.h"
#include "troupe-approval-inbox.h"
#include "troupe-approval-private.h"
#include "troupe-clock.h"

/**
 * TroupeApprovalInbox:
 *
 * The one place where all that has to be asked waits for a person: a list model of the open #TroupeApproval, the oldest
 * first.
 *
 * It is asked only what the policy says is to be asked. What a person allows for a ticket or a run is remembered for that
 * tool, and never reaches further: what is off does not come here. No answer in time is a denial, and where there is no
 * person so is everything, at once.
 */
struct _TroupeApprovalInbox
{
  GObject               parent_instance;

  gboolean              has_person;
  guint                 timeout_ms;   /* 0 for never */
  GPtrArray            *pending;      /* (owned) (element-type Pending) */
  TroupeApprovalGrants *grants;       /* (owned) */
  guint                 expire_id;
};

typedef struct
{
  TroupeApproval *approval;    /* (owned) */
  GTask          *task;        /* (owned) */
  GSource        *cancelled;   /* (owned) (nullable) */
} Pending;

enum
{
  ASKED,
  DECIDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TroupeApprovalInbox, troupe_approval_inbox, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  if (pending->cancelled != NULL)
    {
      g_source_destroy (pending->cancelled);
      g_source_unref (pending->cancelled);
    }
  g_object_unref (pending->approval);
  g_object_unref (pending->task);
  g_free (pending);
}

static GType
troupe_approval_inbox_get_item_type (GListModel *list)
{
  return TROUPE_TYPE_APPROVAL;
}

static guint
troupe_approval_inbox_get_n_items (GListModel *list)
{
  return TROUPE_APPROVAL_INBOX (list)->pending->len;
}

static gpointer
troupe_approval_inbox_get_item (GListModel *list,
                                guint       position)
{
  TroupeApprovalInbox *self = TROUPE_APPROVAL_INBOX (list);

  if (position >= self->pending->len)
    return NULL;

  return g_object_ref (((Pending *) g_ptr_array_index (self->pending, position))->approval);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = troupe_approval_inbox_get_item_type;
  iface->get_n_items = troupe_approval_inbox_get_n_items;
  iface->get_item = troupe_approval_inbox_get_item;
}

static gboolean
find (TroupeApprovalInbox *self,
      TroupeApproval      *approval,
      guint               *index)
{
  for (guint i = 0; i < self->pending->len; i++)
    {
      if (((Pending *) g_ptr_array_index (self->pending, i))->approval == approval)
        {
          *index = i;
          return TRUE;
        }
    }

  return FALSE;
}

/* Takes it out of the list, tells of it, and lets whoever asked go on. */
static void
close_at (TroupeApprovalInbox  *self,
          guint                 index,
          TroupeApprovalAnswer  answer,
          TroupeDecider         decider,
          const char           *rule,
          const char           *reason)
{
  Pending *pending = g_ptr_array_steal_index (self->pending, index);

  g_object_ref (self);
  troupe_approval_decide (pending->approval, answer, decider, rule, reason);
  g_list_model_items_changed (G_LIST_MODEL (self), index, 1, 0);
  g_signal_emit (self, signals[DECIDED], 0, pending->approval);
  g_task_return_boolean (pending->task, troupe_approval_is_allowed (pending->approval));
  pending_free (pending);
  g_object_unref (self);
}

/* What a grant reaches waits no longer, and listeners may change the list meanwhile. */
static void
close_granted (TroupeApprovalInbox *self)
{
  for (guint i = 0; i < self->pending->len;)
    {
      TroupeApproval *approval = ((Pending *) g_ptr_array_index (self->pending, i))->approval;

      const char *rule;
      TroupeApprovalAnswer answer = troupe_approval_grants_find (self->grants, approval, &rule);

      if (answer != TROUPE_APPROVAL_PENDING)
        close_at (self, i, answer, TROUPE_DECIDER_PERSON, rule, NULL);
      else
        {
          i++;
          continue;
        }
      i = 0;
    }
}

static gboolean
expire_cb (gpointer user_data)
{
  TroupeApprovalInbox *self = user_data;

  self->expire_id = 0;
  troupe_approval_inbox_expire (self);

  return G_SOURCE_REMOVE;
}

static void
arm (TroupeApprovalInbox *self)
{
  gint64 next_us = 0;
  gint64 wait_ms;

  g_clear_handle_id (&self->expire_id, g_source_remove);
  for (guint i = 0; i < self->pending->len; i++)
    {
      gint64 deadline_us = troupe_approval_get_deadline_us (((Pending *) g_ptr_array_index (self->pending, i))->approval);

      if (deadline_us > 0 && (next_us == 0 || deadline_us < next_us))
        next_us = deadline_us;
    }
  if (next_us == 0)
    return;

  wait_ms = (next_us - troupe_clock_get_monotonic_us ()) / 1000 + 1;
  self->expire_id = g_timeout_add ((guint) CLAMP (wait_ms, 1, G_MAXINT32), expire_cb, self);
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  GTask *task = user_data;
  TroupeApprovalInbox *self = g_task_get_source_object (task);
  TroupeApproval *approval = g_task_get_task_data (task);
  Pending *pending;
  guint index;

  if (!find (self, approval, &index))
    return G_SOURCE_REMOVE;

  pending = g_ptr_array_steal_index (self->pending, index);
  g_list_model_items_changed (G_LIST_MODEL (self), index, 1, 0);
  g_task_return_error_if_cancelled (pending->task);
  pending_free (pending);
  arm (self);

  return G_SOURCE_REMOVE;
}

static void
troupe_approval_inbox_dispose (GObject *object)
{
  g_clear_handle_id (&TROUPE_APPROVAL_INBOX (object)->expire_id, g_source_remove);

  G_OBJECT_CLASS (troupe_approval_inbox_parent_class)->dispose (object);
}

static void
troupe_approval_inbox_finalize (GObject *object)
{
  TroupeApprovalInbox *self = TROUPE_APPROVAL_INBOX (object);

  /* Whoever asks holds on to the inbox. */
  g_assert (self->pending->len == 0);
  g_ptr_array_unref (self->pending);
  troupe_approval_grants_free (self->grants);

  G_OBJECT_CLASS (troupe_approval_inbox_parent_class)->finalize (object);
}

static void
troupe_approval_inbox_class_init (TroupeApprovalInboxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = troupe_approval_inbox_dispose;
  object_class->finalize = troupe_approval_inbox_finalize;

  /**
   * TroupeApprovalInbox::asked:
   * @self: the inbox
   * @approval: what is asked
   *
   * There is something new to answer; a shell shows it, or sends a notification.
   */
  signals[ASKED] = g_signal_new ("asked", TROUPE_TYPE_APPROVAL_INBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, TROUPE_TYPE_APPROVAL);

  /**
   * TroupeApprovalInbox::decided:
   * @self: the inbox
   * @approval: what was asked
   *
   * A question that was open is so no more; a shell withdraws its notification.
   */
  signals[DECIDED] = g_signal_new ("decided", TROUPE_TYPE_APPROVAL_INBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, TROUPE_TYPE_APPROVAL);
}

static void
troupe_approval_inbox_init (TroupeApprovalInbox *self)
{
  self->timeout_ms = TROUPE_APPROVAL_TIMEOUT_MS;
  self->pending = g_ptr_array_new_with_free_func (pending_free);
  self->grants = troupe_approval_grants_new ();
}

/**
 * troupe_approval_inbox_new:
 *
 * Makes an inbox that nobody looks into.
 *
 * Returns: (transfer full): the inbox
 */
TroupeApprovalInbox *
troupe_approval_inbox_new (void)
{
  return g_object_new (TROUPE_TYPE_APPROVAL_INBOX, NULL);
}

/**
 * troupe_approval_inbox_get_has_person:
 * @self: an inbox
 *
 * Says whether somebody looks into it.
 *
 * Returns: whether there is a person
 */
gboolean
troupe_approval_inbox_get_has_person (TroupeApprovalInbox *self)
{
  g_return_val_if_fail (TROUPE_IS_APPROVAL_INBOX (self), FALSE);

  return self->has_person;
}

/**
 * troupe_approval_inbox_set_has_person:
 * @self: an inbox
 * @has_person: whether somebody looks into it and can answer
 *
 * For shells: says that questions are shown to somebody. Without a person each is denied at once.
 */
void
troupe_approval_inbox_set_has_person (TroupeApprovalInbox *self,
                                      gboolean             has_person)
{
  g_return_if_fail (TROUPE_IS_APPROVAL_INBOX (self));

  self->has_person = has_person;
  while (!has_person && self->pending->len > 0)
    close_at (self, 0, TROUPE_APPROVAL_DENIED, TROUPE_DECIDER_RULE, TROUPE_RULE_NO_ONE_TO_ASK, NULL);
  arm (self);
}

/**
 * troupe_approval_inbox_set_timeout_ms:
 * @self: an inbox
 * @timeout_ms: how long to wait for an answer, in milliseconds; 0 for ever
 *
 * Sets how much time there is to answer what is asked from now on.
 */
void
troupe_approval_inbox_set_timeout_ms (TroupeApprovalInbox *self,
                                      guint                timeout_ms)
{
  g_return_if_fail (TROUPE_IS_APPROVAL_INBOX (self));

  self->timeout_ms = timeout_ms;
}

/**
 * troupe_approval_inbox_ask_async:
 * @self: an inbox
 * @approval: what to ask, once
 * @cancellable: (nullable): takes the question back
 * @callback: called once it is decided
 * @user_data: for @callback
 *
 * Asks. What was allowed before for the ticket or the run is allowed at once; where there is no person it is denied at once;
 * neither shows in the list.
 */
void
troupe_approval_inbox_ask_async (TroupeApprovalInbox *self,
                                 TroupeApproval      *approval,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  TroupeApprovalAnswer answer;
  const char *rule;
  Pending *pending;

  g_return_if_fail (TROUPE_IS_APPROVAL_INBOX (self));
  g_return_if_fail (TROUPE_IS_APPROVAL (approval));
  g_return_if_fail (troupe_approval_get_answer (approval) == TROUPE_APPROVAL_PENDING);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_approval_inbox_ask_async);
  g_task_set_task_data (task, g_object_ref (approval), g_object_unref);
  if (g_task_return_error_if_cancelled (task))
    return;

  troupe_approval_set_times (approval, troupe_clock_get_real_us (),
                             self->timeout_ms > 0 ? troupe_clock_get_monotonic_us () + self->timeout_ms * (gint64) 1000 : 0);
  answer = troupe_approval_grants_find (self->grants, approval, &rule);
  if (answer != TROUPE_APPROVAL_PENDING)
    troupe_approval_decide (approval, answer, TROUPE_DECIDER_PERSON, rule, NULL);
  else if (!self->has_person)
    troupe_approval_decide (approval, TROUPE_APPROVAL_DENIED, TROUPE_DECIDER_RULE, TROUPE_RULE_NO_ONE_TO_ASK, NULL);

  if (troupe_approval_get_answer (approval) != TROUPE_APPROVAL_PENDING)
    {
      g_task_return_boolean (task, troupe_approval_is_allowed (approval));
      return;
    }

  pending = g_new0 (Pending, 1);
  pending->approval = g_object_ref (approval);
  pending->task = g_steal_pointer (&task);
  if (cancellable != NULL)
    {
      pending->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (pending->cancelled, G_SOURCE_FUNC (cancelled_cb), pending->task, NULL);
      g_source_attach (pending->cancelled, g_main_context_get_thread_default ());
    }
  g_ptr_array_add (self->pending, pending);
  g_list_model_items_changed (G_LIST_MODEL (self), self->pending->len - 1, 0, 1);
  arm (self);
  g_signal_emit (self, signals[ASKED], 0, approval);
}

/**
 * troupe_approval_inbox_ask_finish:
 * @self: an inbox
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_approval_inbox_ask_async(). A denial is no error; the approval says who decided and why.
 *
 * The only error is %G_IO_ERROR_CANCELLED.
 *
 * Returns: whether the tool may be used
 */
gboolean
troupe_approval_inbox_ask_finish (TroupeApprovalInbox  *self,
                                  GAsyncResult         *result,
                                  GError              **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * troupe_approval_inbox_answer:
 * @self: an inbox
 * @approval: an open question; one that is closed by now stays as it is
 * @answer: what the person says, not %TROUPE_APPROVAL_PENDING
 * @reason: (nullable): why it is denied; the model is told
 *
 * Answers, and with it all that wait for the same tool as far as the answer reaches.
 */
void
troupe_approval_inbox_answer (TroupeApprovalInbox  *self,
                              TroupeApproval       *approval,
                              TroupeApprovalAnswer  answer,
                              const char           *reason)
{
  guint index;

  g_return_if_fail (TROUPE_IS_APPROVAL_INBOX (self));
  g_return_if_fail (TROUPE_IS_APPROVAL (approval));
  g_return_if_fail (answer != TROUPE_APPROVAL_PENDING);

  if (!find (self, approval, &index))
    return;

  g_object_ref (self);
  troupe_approval_grants_add (self->grants, approval, answer);
  close_at (self, index, answer, TROUPE_DECIDER_PERSON, NULL,
            answer == TROUPE_APPROVAL_DENIED && reason != NULL && *reason != '\0' ? reason : NULL);
  close_granted (self);
  arm (self);
  g_object_unref (self);
}

/**
 * troupe_approval_inbox_expire:
 * @self: an inbox
 *
 * Denies what has waited for too long, by the clock. It is done by itself when time is up; a test with a clock of its own
 * calls it.
 */
void
troupe_approval_inbox_expire (TroupeApprovalInbox *self)
{
  gint64 now_us = troupe_clock_get_monotonic_us ();

  g_return_if_fail (TROUPE_IS_APPROVAL_INBOX (self));

  g_object_ref (self);
  for (guint i = 0; i < self->pending->len;)
    {
      gint64 deadline_us = troupe_approval_get_deadline_us (((Pending *) g_ptr_array_index (self->pending, i))->approval);

      if (deadline_us == 0 || deadline_us > now_us)
        {
          i++;
          continue;
        }
      close_at (self, i, TROUPE_APPROVAL_DENIED, TROUPE_DECIDER_CLOCK, TROUPE_RULE_NO_ANSWER_IN_TIME, NULL);
      i = 0;
    }
  arm (self);
  g_object_unref (self);
}

/**
 * troupe_approval_inbox_forget_run:
 * @self: an inbox
 * @run_id: a run that is over
 *
 * Forgets what was allowed for a run and its tickets.
 */
void
troupe_approval_inbox_forget_run (TroupeApprovalInbox *self,
                                  const char          *run_id)
{
  g_return_if_fail (TROUPE_IS_APPROVAL_INBOX (self));
  g_return_if_fail (run_id != NULL);

  troupe_approval_grants_forget_run (self->grants, run_id);
}
