/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-enum-types.h"
#include "troupe-model-private.h"
#include "troupe-run-private.h"

#define PROPERTY_FLAGS (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

/**
 * TroupeRun:
 *
 * One performance of a track: what happened, while the track says what should be done.
 */
struct _TroupeRun
{
  GObject           parent_instance;

  char             *id;
  TroupeTrack      *track;          /* (owned) */
  TroupeRunState    state;
  char             *reason;         /* (nullable) */
  TroupeAiSettings *session;        /* (owned) */
  TroupeRunTerms    terms;
  GListStore       *tickets;        /* (owned) (element-type TroupeRunTicket) */
  GHashTable       *tickets_by_id;  /* (unowned) id to run ticket */
  guint             n_in[TROUPE_TICKET_STATE_CANCELLED + 1];   /* tickets in each state */
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_TRACK,
  PROP_STATE,
  PROP_REASON,
  PROP_N_TICKETS,
  PROP_N_FINISHED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TroupeRun, troupe_run, G_TYPE_OBJECT)

/* A UUID of version 7: 48 bits of time in milliseconds, so that ids sort, and 74 random ones. */
static char *
make_id (void)
{
  guint64 now_ms = (guint64) g_get_real_time () / 1000;

  return g_strdup_printf ("%08x-%04x-7%03x-%04x-%04x%08x",
                          (guint) (now_ms >> 16), (guint) (now_ms & 0xffff),
                          g_random_int () & 0xfff, 0x8000 | (g_random_int () & 0x3fff),
                          g_random_int () & 0xffff, g_random_int ());
}

static void
troupe_run_constructed (GObject *object)
{
  TroupeRun *self = TROUPE_RUN (object);
  GListModel *tickets;
  g_autoptr(GPtrArray) made = g_ptr_array_new_with_free_func (g_object_unref);

  G_OBJECT_CLASS (troupe_run_parent_class)->constructed (object);

  if (self->id == NULL)
    self->id = make_id ();
  if (self->track == NULL)
    return;

  tickets = troupe_track_list_tickets (self->track);
  for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
    {
      g_autoptr(TroupeTicket) ticket = g_list_model_get_item (tickets, i);
      TroupeRunTicket *run_ticket = troupe_run_ticket_new (ticket);

      troupe_run_ticket_set_run (run_ticket, self);
      g_ptr_array_add (made, run_ticket);
      self->n_in[troupe_run_ticket_get_state (run_ticket)]++;
      g_hash_table_insert (self->tickets_by_id, (gpointer) troupe_ticket_get_id (ticket), run_ticket);
    }

  g_list_store_splice (self->tickets, 0, 0, made->pdata, made->len);
}

static void
troupe_run_finalize (GObject *object)
{
  TroupeRun *self = TROUPE_RUN (object);

  /* A widget may hold on to a ticket for longer than anybody holds on to the run. */
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->tickets)); i++)
    {
      g_autoptr(TroupeRunTicket) ticket = g_list_model_get_item (G_LIST_MODEL (self->tickets), i);

      troupe_run_ticket_set_run (ticket, NULL);
    }

  g_free (self->id);
  g_free (self->reason);
  troupe_run_terms_clear (&self->terms);
  g_clear_pointer (&self->tickets_by_id, g_hash_table_unref);
  g_clear_object (&self->tickets);
  g_clear_object (&self->session);
  g_clear_object (&self->track);

  G_OBJECT_CLASS (troupe_run_parent_class)->finalize (object);
}

static void
troupe_run_get_property (GObject    *object,
                         guint       property_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  TroupeRun *self = TROUPE_RUN (object);

  switch (property_id)
    {
    case PROP_ID:
      g_value_set_string (value, troupe_run_get_id (self));
      break;
    case PROP_TRACK:
      g_value_set_object (value, troupe_run_get_track (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, troupe_run_get_state (self));
      break;
    case PROP_REASON:
      g_value_set_string (value, troupe_run_get_reason (self));
      break;
    case PROP_N_TICKETS:
      g_value_set_uint (value, troupe_run_get_n_tickets (self));
      break;
    case PROP_N_FINISHED:
      g_value_set_uint (value, troupe_run_get_n_finished (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_run_set_property (GObject      *object,
                         guint         property_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  TroupeRun *self = TROUPE_RUN (object);

  switch (property_id)
    {
    case PROP_ID:
      self->id = g_value_dup_string (value);
      break;
    case PROP_TRACK:
      self->track = g_value_dup_object (value);
      break;
    case PROP_STATE:
      troupe_run_set_state (self, g_value_get_enum (value));
      break;
    case PROP_REASON:
      troupe_run_set_reason (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_run_class_init (TroupeRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = troupe_run_constructed;
  object_class->finalize = troupe_run_finalize;
  object_class->get_property = troupe_run_get_property;
  object_class->set_property = troupe_run_set_property;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TRACK] = g_param_spec_object ("track", NULL, NULL, TROUPE_TYPE_TRACK, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, TROUPE_TYPE_RUN_STATE, TROUPE_RUN_STATE_RUNNING, PROPERTY_FLAGS);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, PROPERTY_FLAGS);
  properties[PROP_N_TICKETS] = g_param_spec_uint ("n-tickets", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_FINISHED] = g_param_spec_uint ("n-finished", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_run_init (TroupeRun *self)
{
  self->session = troupe_ai_settings_new ();
  self->tickets = g_list_store_new (TROUPE_TYPE_RUN_TICKET);
  self->tickets_by_id = g_hash_table_new (g_str_hash, g_str_equal);
}

/**
 * troupe_run_new:
 * @track: what is performed
 *
 * Creates a run in which every ticket is still to do.
 *
 * Returns: (transfer full): the run
 */
TroupeRun *
troupe_run_new (TroupeTrack *track)
{
  g_return_val_if_fail (TROUPE_IS_TRACK (track), NULL);

  return g_object_new (TROUPE_TYPE_RUN, "track", track, NULL);
}

/**
 * troupe_run_get_id:
 * @self: the run
 *
 * Gets the id, which sorts by when the run was begun.
 *
 * Returns: the id
 */
const char *
troupe_run_get_id (TroupeRun *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN (self), NULL);

  return self->id != NULL ? self->id : "";
}

/**
 * troupe_run_get_track:
 * @self: the run
 *
 * Gets what is performed.
 *
 * Returns: (transfer none): the track
 */
TroupeTrack *
troupe_run_get_track (TroupeRun *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN (self), NULL);

  return self->track;
}

/**
 * troupe_run_get_state:
 * @self: the run
 *
 * Gets how far the run is.
 *
 * Returns: the state
 */
TroupeRunState
troupe_run_get_state (TroupeRun *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN (self), TROUPE_RUN_STATE_RUNNING);

  return self->state;
}

/**
 * troupe_run_set_state:
 * @self: the run
 * @state: the state
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_run_set_state (TroupeRun      *self,
                      TroupeRunState  state)
{
  g_return_if_fail (TROUPE_IS_RUN (self));

  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/**
 * troupe_run_get_reason:
 * @self: the run
 *
 * Gets why the run is in its state, in one sentence for people.
 *
 * Returns: (nullable): the sentence
 */
const char *
troupe_run_get_reason (TroupeRun *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN (self), NULL);

  return self->reason;
}

/**
 * troupe_run_set_reason:
 * @self: the run
 * @reason: (nullable): the sentence
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_run_set_reason (TroupeRun  *self,
                       const char *reason)
{
  g_return_if_fail (TROUPE_IS_RUN (self));

  if (!troupe_replace_string (&self->reason, reason))
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
}

/**
 * troupe_run_get_session:
 * @self: the run
 *
 * Gets the overrides that hold for this run alone. Change them in place.
 *
 * Returns: (transfer none): the settings
 */
TroupeAiSettings *
troupe_run_get_session (TroupeRun *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN (self), NULL);

  return self->session;
}

/**
 * troupe_run_get_terms:
 * @self: the run
 *
 * Gets on which terms it is performed. Change them in place; they are kept with the run when it begins.
 *
 * Returns: (transfer none): the terms
 */
TroupeRunTerms *
troupe_run_get_terms (TroupeRun *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN (self), NULL);

  return &self->terms;
}

/**
 * troupe_run_list_tickets:
 * @self: the run
 *
 * Gets the tickets in the order of the track.
 *
 * Returns: (transfer none): a list of #TroupeRunTicket
 */
GListModel *
troupe_run_list_tickets (TroupeRun *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN (self), NULL);

  return G_LIST_MODEL (self->tickets);
}

/**
 * troupe_run_find_ticket:
 * @self: the run
 * @id: (nullable): the id of a ticket
 *
 * Finds a ticket.
 *
 * Returns: (transfer none) (nullable): the ticket
 */
TroupeRunTicket *
troupe_run_find_ticket (TroupeRun  *self,
                        const char *id)
{
  g_return_val_if_fail (TROUPE_IS_RUN (self), NULL);

  return id != NULL ? g_hash_table_lookup (self->tickets_by_id, id) : NULL;
}

/**
 * troupe_run_get_n_tickets:
 * @self: the run
 *
 * Counts the tickets of the run.
 *
 * Returns: the number of tickets
 */
guint
troupe_run_get_n_tickets (TroupeRun *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->tickets));
}

/**
 * troupe_run_get_n_finished:
 * @self: the run
 *
 * Counts the tickets that nothing more will happen to.
 *
 * Returns: the number of tickets
 */
guint
troupe_run_get_n_finished (TroupeRun *self)
{
  guint n_finished = 0;

  g_return_val_if_fail (TROUPE_IS_RUN (self), 0);

  for (TroupeTicketState state = 0; state < G_N_ELEMENTS (self->n_in); state++)
    if (troupe_ticket_state_is_final (state))
      n_finished += self->n_in[state];

  return n_finished;
}

/**
 * troupe_run_get_n_tickets_in:
 * @self: the run
 * @state: a state
 *
 * Counts the tickets in a state, without walking through them.
 *
 * Returns: the number of tickets
 */
guint
troupe_run_get_n_tickets_in (TroupeRun         *self,
                             TroupeTicketState  state)
{
  g_return_val_if_fail (TROUPE_IS_RUN (self), 0);
  g_return_val_if_fail (state < G_N_ELEMENTS (self->n_in), 0);

  return self->n_in[state];
}

/*< private >
 * troupe_run_count_state:
 * @self: the run
 * @old: the state that one of its tickets was in
 * @state: the one that it is in now
 *
 * Keeps the counts, so that nobody has to walk through all tickets.
 */
void
troupe_run_count_state (TroupeRun         *self,
                        TroupeTicketState  old,
                        TroupeTicketState  state)
{
  self->n_in[old]--;
  self->n_in[state]++;
  if (troupe_ticket_state_is_final (old) != troupe_ticket_state_is_final (state))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_FINISHED]);
}
