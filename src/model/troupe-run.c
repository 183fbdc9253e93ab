/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-enum-types.h"
#include "troupe-run.h"

/**
 * TroupeRun:
 *
 * One performance of a track. It keeps a copy of the track as it was when the
 * run was made, and a session layer of its own.
 */
struct _TroupeRun
{
  GObject           parent_instance;

  char             *id;
  TroupeTrack      *track;        /* (owned) */
  TroupeAiSettings *session;      /* (owned) */
  GListStore       *tickets;      /* (element-type TroupeRunTicket) */
  GHashTable       *by_id;        /* (element-type utf8 TroupeRunTicket): both lent */
  TroupeRunState    state;
  guint             n_finished;
};

enum
{
  PROP_0,
  PROP_STATE,
  PROP_N_FINISHED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TroupeRun, troupe_run, G_TYPE_OBJECT)

static gboolean
is_finished (TroupeTicketState state)
{
  return state >= TROUPE_TICKET_STATE_COMPLETED;
}

static void
ticket_state_cb (TroupeRun *self)
{
  guint n_finished = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->tickets)); i++)
    {
      g_autoptr(TroupeRunTicket) ticket = g_list_model_get_item (G_LIST_MODEL (self->tickets), i);

      if (is_finished (troupe_run_ticket_get_state (ticket)))
        n_finished++;
    }

  if (self->n_finished == n_finished)
    return;

  self->n_finished = n_finished;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_FINISHED]);
}

static void
troupe_run_finalize (GObject *object)
{
  TroupeRun *self = TROUPE_RUN (object);

  g_free (self->id);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
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
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;

    case PROP_N_FINISHED:
      g_value_set_uint (value, self->n_finished);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_run_class_init (TroupeRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = troupe_run_finalize;
  object_class->get_property = troupe_run_get_property;

  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, TROUPE_TYPE_RUN_STATE, TROUPE_RUN_STATE_PAUSED,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_FINISHED] = g_param_spec_uint ("n-finished", NULL, NULL, 0, G_MAXUINT, 0,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_run_init (TroupeRun *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%dT%H%M%S");

  /* Ids sort by time; two of one second differ by chance. */
  self->id = g_strdup_printf ("%s-%08x", time, g_random_int ());
  self->session = troupe_ai_settings_new ();
  self->tickets = g_list_store_new (TROUPE_TYPE_RUN_TICKET);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->state = TROUPE_RUN_STATE_PAUSED;
}

/**
 * troupe_run_new:
 * @track: a track; it is copied
 *
 * Returns: (transfer full): a run that has not begun
 */
TroupeRun *
troupe_run_new (TroupeTrack *track)
{
  TroupeRun *self = g_object_new (TROUPE_TYPE_RUN, NULL);
  GListModel *tickets;

  self->track = TROUPE_TRACK (troupe_definition_copy (TROUPE_DEFINITION (track)));
  tickets = troupe_track_list_tickets (self->track);

  for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
    {
      g_autoptr(TroupeTicket) ticket = g_list_model_get_item (tickets, i);
      g_autoptr(TroupeRunTicket) run_ticket = troupe_run_ticket_new (ticket);

      g_signal_connect_object (run_ticket, "notify::state", G_CALLBACK (ticket_state_cb), self, G_CONNECT_SWAPPED);
      g_list_store_append (self->tickets, run_ticket);
      g_hash_table_insert (self->by_id, (gpointer) troupe_ticket_get_id (ticket), run_ticket);
    }

  return self;
}

/**
 * troupe_run_get_id:
 * @self: a run
 *
 * Returns: an id that no other run has; ids sort by time
 */
const char *
troupe_run_get_id (TroupeRun *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN (self), NULL);

  return self->id;
}

/**
 * troupe_run_get_track:
 * @self: a run
 *
 * Returns: (transfer none): the run's own copy of the track
 */
TroupeTrack *
troupe_run_get_track (TroupeRun *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN (self), NULL);

  return self->track;
}

/**
 * troupe_run_get_state:
 * @self: a run
 *
 * Returns: its state; a run that has not begun is paused
 */
TroupeRunState
troupe_run_get_state (TroupeRun *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN (self), TROUPE_RUN_STATE_PAUSED);

  return self->state;
}

/**
 * troupe_run_set_state:
 * @self: a run
 * @state: its state
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
 * troupe_run_get_session:
 * @self: a run
 *
 * Returns: (transfer none): its session layer; the same object for as long as @self lives
 */
TroupeAiSettings *
troupe_run_get_session (TroupeRun *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN (self), NULL);

  return self->session;
}

/**
 * troupe_run_list_tickets:
 * @self: a run
 *
 * Returns: (transfer none): a list of #TroupeRunTicket in the order of the track
 */
GListModel *
troupe_run_list_tickets (TroupeRun *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN (self), NULL);

  return G_LIST_MODEL (self->tickets);
}

/**
 * troupe_run_find_ticket:
 * @self: a run
 * @id: the id of a ticket
 *
 * Returns: (transfer none) (nullable): the ticket
 */
TroupeRunTicket *
troupe_run_find_ticket (TroupeRun  *self,
                        const char *id)
{
  g_return_val_if_fail (TROUPE_IS_RUN (self), NULL);

  return g_hash_table_lookup (self->by_id, id);
}

/**
 * troupe_run_get_n_finished:
 * @self: a run
 *
 * Returns: how many tickets nothing more will happen to
 */
guint
troupe_run_get_n_finished (TroupeRun *self)
{
  g_return_val_if_fail (TROUPE_IS_RUN (self), 0);

  return self->n_finished;
}
