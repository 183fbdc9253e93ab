/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-run-feed.h"

/**
 * TroupeRunFeed:
 *
 * What happens in a run, on its way from whoever decides it to whoever looks: first to the recorder, and once that has it on the disk,
 * into the run and to those who listen. All of it in order.
 *
 * Nobody waits for the disk: what is decided in one turn of the main loop goes to it together, and what is decided meanwhile goes
 * together after that. Only pieces of text are not waited for; they may be on the disk a moment later. When the recorder can't
 * write, it says so itself, and the run goes on.
 */
struct _TroupeRunFeed
{
  GObject             parent_instance;

  TroupeRecorder     *recorder;     /* (owned) (nullable): then nothing waits */
  TroupeRun          *run;          /* (owned) */
  TroupeRunEventFunc  func;         /* (nullable) */
  gpointer            func_data;

  /* In Progress */
  GQueue              items;        /* (element-type Item): told, and not shown yet */
  GHashTable         *newest;       /* ticket to the newest Item of it among them */
  guint               n_waiting;    /* how many of them have to be on the disk first */
  guint               n_flushing;   /* how many the recorder is writing now */
  guint               flush_id;
  gboolean            is_flushing;
  gboolean            is_showing;
};

typedef struct
{
  JsonNode           *event;        /* (owned) (nullable) */
  gboolean            waits;

  /* What It Shows */
  TroupeRunTicket    *ticket;       /* (owned) (nullable) */
  gboolean            is_of_run;
  int                 state;
  char               *reason;       /* (owned) (nullable) */
  TroupeRunFeedThen   change;       /* (nullable): shows what else there is */
  gpointer            change_data;

  TroupeRunFeedThen   then;         /* (nullable) */
  gpointer            then_data;
} Item;

G_DEFINE_FINAL_TYPE (TroupeRunFeed, troupe_run_feed, G_TYPE_OBJECT)

static void flush_soon (TroupeRunFeed *self);

static gboolean
is_text (JsonNode *event)
{
  const char *name = json_object_get_string_member (json_node_get_object (event), "event");

  return g_str_equal (name, "text") || g_str_equal (name, "reasoning");
}

static void
show_state (TroupeRunFeed *self,
            Item          *item)
{
  if (item->ticket != NULL)
    {
      g_object_freeze_notify (G_OBJECT (item->ticket));
      troupe_run_ticket_set_reason (item->ticket, item->reason);
      troupe_run_ticket_set_state (item->ticket, (TroupeTicketState) item->state);
      g_object_thaw_notify (G_OBJECT (item->ticket));
    }
  else if (item->is_of_run)
    {
      g_object_freeze_notify (G_OBJECT (self->run));
      troupe_run_set_reason (self->run, item->reason);
      troupe_run_set_state (self->run, (TroupeRunState) item->state);
      g_object_thaw_notify (G_OBJECT (self->run));
    }
}

static void
show_first (TroupeRunFeed *self)
{
  Item *item = g_queue_pop_head (&self->items);

  if (item->waits)
    self->n_waiting--;
  if (item->ticket != NULL && g_hash_table_lookup (self->newest, item->ticket) == item)
    g_hash_table_remove (self->newest, item->ticket);

  show_state (self, item);
  if (item->change != NULL)
    item->change (item->change_data);
  if (item->event != NULL && self->func != NULL)
    self->func (item->event, self->func_data);
  if (item->then != NULL)
    item->then (item->then_data);

  g_clear_pointer (&item->event, json_node_unref);
  g_clear_object (&item->ticket);
  g_free (item->reason);
  g_free (item);
}

/* Shows @n_items, and what needs not wait behind them. What is told meanwhile comes behind all that. */
static void
show (TroupeRunFeed *self,
      guint          n_items)
{
  g_autoptr(TroupeRunFeed) alive = g_object_ref (self);
  Item *next;

  if (self->is_showing)
    return;

  self->is_showing = TRUE;
  for (; n_items > 0; n_items--)
    show_first (self);
  while ((next = g_queue_peek_head (&self->items)) != NULL && (!next->waits || self->recorder == NULL))
    show_first (self);
  self->is_showing = FALSE;
}

static void
flushed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(TroupeRunFeed) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!troupe_recorder_flush_finish (TROUPE_RECORDER (source), result, &error))
    g_info ("A run goes on although it can't be written: %s", error->message);

  self->is_flushing = FALSE;
  show (self, self->n_flushing);
  if (self->n_waiting > 0)
    flush_soon (self);
}

static gboolean
flush_cb (gpointer user_data)
{
  TroupeRunFeed *self = user_data;

  self->flush_id = 0;
  self->is_flushing = TRUE;
  self->n_flushing = g_queue_get_length (&self->items);
  troupe_recorder_flush_async (self->recorder, NULL, flushed_cb, g_object_ref (self));

  return G_SOURCE_REMOVE;
}

static void
flush_soon (TroupeRunFeed *self)
{
  if (!self->is_flushing && self->flush_id == 0)
    self->flush_id = g_idle_add_full (G_PRIORITY_DEFAULT, flush_cb, g_object_ref (self), g_object_unref);
}

static void
troupe_run_feed_finalize (GObject *object)
{
  TroupeRunFeed *self = TROUPE_RUN_FEED (object);

  g_clear_pointer (&self->newest, g_hash_table_unref);
  g_clear_object (&self->recorder);
  g_clear_object (&self->run);

  G_OBJECT_CLASS (troupe_run_feed_parent_class)->finalize (object);
}

static void
troupe_run_feed_class_init (TroupeRunFeedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_run_feed_finalize;
}

static void
troupe_run_feed_init (TroupeRunFeed *self)
{
  g_queue_init (&self->items);
  self->newest = g_hash_table_new (NULL, NULL);
}

/**
 * troupe_run_feed_new:
 * @recorder: (nullable): who writes down what happens; %NULL for nobody, and then nothing waits
 * @run: the run
 *
 * Makes a feed on which nothing was told yet.
 *
 * Returns: (transfer full): the feed
 */
TroupeRunFeed *
troupe_run_feed_new (TroupeRecorder *recorder,
                     TroupeRun      *run)
{
  TroupeRunFeed *self;

  g_return_val_if_fail (recorder == NULL || TROUPE_IS_RECORDER (recorder), NULL);
  g_return_val_if_fail (TROUPE_IS_RUN (run), NULL);

  self = g_object_new (TROUPE_TYPE_RUN_FEED, NULL);
  self->run = g_object_ref (run);
  g_set_object (&self->recorder, recorder);

  return self;
}

/**
 * troupe_run_feed_set_func:
 * @self: a feed
 * @func: (nullable): is given each event when it may be shown
 * @user_data: for @func
 *
 * Sets who listens.
 */
void
troupe_run_feed_set_func (TroupeRunFeed      *self,
                          TroupeRunEventFunc  func,
                          gpointer            user_data)
{
  g_return_if_fail (TROUPE_IS_RUN_FEED (self));

  self->func = func;
  self->func_data = user_data;
}

/* @item is (transfer full) */
static void
push (TroupeRunFeed *self,
      Item          *item)
{
  item->waits = self->recorder != NULL && item->event != NULL && !is_text (item->event);
  if (item->event != NULL)
    troupe_recorder_run_event (self->recorder, self->run, item->event);

  g_queue_push_tail (&self->items, item);
  if (item->ticket != NULL)
    g_hash_table_insert (self->newest, item->ticket, item);
  if (item->waits)
    {
      self->n_waiting++;
      flush_soon (self);
    }
  else if (self->n_waiting == 0)
    {
      show (self, 0);
    }
}

/**
 * troupe_run_feed_tell:
 * @self: a feed
 * @event: (transfer full): what happened
 *
 * Has something written down and then told, after all that was told before.
 */
void
troupe_run_feed_tell (TroupeRunFeed *self,
                      JsonNode      *event)
{
  Item *item;

  g_return_if_fail (TROUPE_IS_RUN_FEED (self));
  g_return_if_fail (event != NULL);

  item = g_new0 (Item, 1);
  item->event = event;
  push (self, item);
}

/**
 * troupe_run_feed_tell_run:
 * @self: a feed
 * @event: (nullable) (transfer full): what happened, or %NULL if nobody listens
 * @state: the state that the run goes to
 * @reason: (nullable): why, in one sentence for people
 *
 * Has a state of the run written down, shown and told.
 */
void
troupe_run_feed_tell_run (TroupeRunFeed  *self,
                          JsonNode       *event,
                          TroupeRunState  state,
                          const char     *reason)
{
  Item *item;

  g_return_if_fail (TROUPE_IS_RUN_FEED (self));

  item = g_new0 (Item, 1);
  item->event = event;
  item->is_of_run = TRUE;
  item->state = (int) state;
  item->reason = g_strdup (reason);
  push (self, item);
}

/**
 * troupe_run_feed_tell_ticket:
 * @self: a feed
 * @event: (nullable) (transfer full): what happened, or %NULL if nobody listens
 * @ticket: a ticket of the run
 * @state: the state that it goes to
 * @reason: (nullable): why, in one sentence for people
 *
 * Has a state of a ticket written down, shown and told.
 */
void
troupe_run_feed_tell_ticket (TroupeRunFeed     *self,
                             JsonNode          *event,
                             TroupeRunTicket   *ticket,
                             TroupeTicketState  state,
                             const char        *reason)
{
  Item *item;

  g_return_if_fail (TROUPE_IS_RUN_FEED (self));
  g_return_if_fail (TROUPE_IS_RUN_TICKET (ticket));

  item = g_new0 (Item, 1);
  item->event = event;
  item->ticket = g_object_ref (ticket);
  item->state = (int) state;
  item->reason = g_strdup (reason);
  push (self, item);
}

/**
 * troupe_run_feed_tell_change:
 * @self: a feed
 * @event: (nullable) (transfer full): what happened, or %NULL if nobody listens
 * @change: shows it in the run, and is called in any case
 * @change_data: for @change
 *
 * Has something written down, shown and told that is no state.
 */
void
troupe_run_feed_tell_change (TroupeRunFeed     *self,
                             JsonNode          *event,
                             TroupeRunFeedThen  change,
                             gpointer           change_data)
{
  Item *item;

  g_return_if_fail (TROUPE_IS_RUN_FEED (self));
  g_return_if_fail (change != NULL);

  item = g_new0 (Item, 1);
  item->event = event;
  item->change = change;
  item->change_data = change_data;
  push (self, item);
}

/**
 * troupe_run_feed_get_ticket_state:
 * @self: a feed
 * @ticket: a ticket of the run
 *
 * Gets the state of a ticket that was told last, whether it shows already or not.
 *
 * Returns: the state
 */
TroupeTicketState
troupe_run_feed_get_ticket_state (TroupeRunFeed   *self,
                                  TroupeRunTicket *ticket)
{
  Item *item;

  g_return_val_if_fail (TROUPE_IS_RUN_FEED (self), TROUPE_TICKET_STATE_TODO);

  item = g_hash_table_lookup (self->newest, ticket);
  return item != NULL ? (TroupeTicketState) item->state : troupe_run_ticket_get_state (ticket);
}

/**
 * troupe_run_feed_then:
 * @self: a feed
 * @then: called once all that was told before is written down, shown and told; that may be now
 * @then_data: for @then, which is called in any case
 *
 * Goes on from there.
 */
void
troupe_run_feed_then (TroupeRunFeed     *self,
                      TroupeRunFeedThen  then,
                      gpointer           then_data)
{
  Item *item;

  g_return_if_fail (TROUPE_IS_RUN_FEED (self));
  g_return_if_fail (then != NULL);

  item = g_new0 (Item, 1);
  item->then = then;
  item->then_data = then_data;
  push (self, item);
}
