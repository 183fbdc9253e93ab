/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-column-layout.h"
#include "troupe-face.h"
#include "troupe-ticket-row.h"
#include "troupe-ticket-state.h"

/**
 * TroupeTicketRow:
 *
 * One ticket of a run on one line: its state, what it is, who performs it and
 * in which tier.
 */
struct _TroupeTicketRow
{
  GtkWidget        parent_instance;

  /* Input */
  TroupeRunTicket *ticket;

  /* Owned References */
  GSignalGroup    *signals;

  /* Template References */
  GtkImage        *state_image;
  GtkLabel        *id_label;
  GtkLabel        *title_label;
  TroupeFace      *face;
  GtkLabel        *persona_label;
  GtkLabel        *tier_label;
  GtkLabel        *state_label;

  const char      *css_class;
};

G_DEFINE_FINAL_TYPE (TroupeTicketRow, troupe_ticket_row, GTK_TYPE_WIDGET)

/* Who performs it, or in its review who judges it. */
static void
show_persona (TroupeTicketRow *self)
{
  gboolean is_judged = troupe_run_ticket_get_state (self->ticket) == TROUPE_TICKET_STATE_REVIEW;
  TroupeAttempt *work = troupe_run_ticket_find_newest (self->ticket, TROUPE_TIER_NONE);
  TroupeAttempt *review = is_judged ? troupe_run_ticket_get_attempt (self->ticket) : NULL;
  TroupePersona *persona = troupe_run_ticket_get_persona (self->ticket);
  TroupeDefinition *definition = persona != NULL ? TROUPE_DEFINITION (persona) : NULL;
  TroupeTier tier = work != NULL ? troupe_attempt_get_tier (work) : troupe_run_ticket_get_tier (self->ticket);
  const char *name = definition != NULL ? troupe_definition_get_name (definition) : NULL;
  const char *id = definition != NULL ? troupe_definition_get_id (definition) : NULL;
  const char *icon = persona != NULL ? troupe_persona_get_icon (persona) : NULL;

  if (review != NULL && troupe_attempt_get_tier (review) == TROUPE_TIER_QA)
    {
      TroupeMessage *answer = troupe_attempt_get_answer (review);

      tier = TROUPE_TIER_QA;
      name = troupe_message_get_persona_name (answer);
      id = troupe_message_get_persona_id (answer);
      icon = troupe_message_get_persona_icon (answer);
    }

  gtk_label_set_label (self->persona_label, name != NULL ? name : "");
  gtk_label_set_label (self->tier_label, troupe_tier_get_label (tier));
  troupe_face_set_icon (self->face, icon);
  troupe_face_set_id (self->face, id);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->face), name);
}

static void
update (TroupeTicketRow *self)
{
  TroupeTicketState state = troupe_run_ticket_get_state (self->ticket);
  const char *css_class = troupe_ticket_state_get_css_class (state);
  const char *reason = troupe_run_ticket_get_reason (self->ticket);

  if (self->css_class != css_class)
    {
      if (self->css_class != NULL)
        gtk_widget_remove_css_class (GTK_WIDGET (self->state_image), self->css_class);
      gtk_widget_add_css_class (GTK_WIDGET (self->state_image), css_class);
      self->css_class = css_class;
    }

  gtk_image_set_from_icon_name (self->state_image, troupe_ticket_state_get_icon_name (state));
  gtk_label_set_label (self->state_label, troupe_ticket_state_get_label (state));
  show_persona (self);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->state_label), reason != NULL && *reason != '\0' ? reason : NULL);
}

static void
troupe_ticket_row_dispose (GObject *object)
{
  TroupeTicketRow *self = TROUPE_TICKET_ROW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->signals);
  g_clear_object (&self->ticket);

  G_OBJECT_CLASS (troupe_ticket_row_parent_class)->dispose (object);
}

static void
troupe_ticket_row_class_init (TroupeTicketRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_ticket_row_dispose;

  g_type_ensure (TROUPE_TYPE_FACE);
  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/dashboard/troupe-ticket-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeTicketRow, face);
  gtk_widget_class_bind_template_child (widget_class, TroupeTicketRow, id_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeTicketRow, persona_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeTicketRow, state_image);
  gtk_widget_class_bind_template_child (widget_class, TroupeTicketRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeTicketRow, tier_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeTicketRow, title_label);
  gtk_widget_class_set_layout_manager_type (widget_class, TROUPE_TYPE_COLUMN_LAYOUT);
}

static void
troupe_ticket_row_init (TroupeTicketRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (TROUPE_TYPE_RUN_TICKET);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (update), self);
}

/**
 * troupe_ticket_row_set_ticket:
 * @self: the row
 * @ticket: (nullable): what to show
 *
 * Shows a ticket and follows it.
 */
void
troupe_ticket_row_set_ticket (TroupeTicketRow *self,
                              TroupeRunTicket *ticket)
{
  g_return_if_fail (TROUPE_IS_TICKET_ROW (self));

  g_set_object (&self->ticket, ticket);
  g_signal_group_set_target (self->signals, ticket);
  if (ticket == NULL)
    return;

  gtk_label_set_label (self->id_label, troupe_ticket_get_id (troupe_run_ticket_get_ticket (ticket)));
  gtk_label_set_label (self->title_label, troupe_ticket_get_title (troupe_run_ticket_get_ticket (ticket)));
  update (self);
}
