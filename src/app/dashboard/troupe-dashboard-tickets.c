/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-context-menu.h"
#include "troupe-dashboard-page-private.h"
#include "troupe-persona-popover.h"

/* What a person says of single tickets: that one is done again, perhaps by somebody else, left out, cancelled or restored. */

static TroupeRunTicket *
find_ticket (TroupeDashboardPage *self,
             const char          *id)
{
  return self->conductor != NULL ? troupe_run_find_ticket (troupe_conductor_get_run (self->conductor), id) : NULL;
}

static gboolean
has_ended (TroupeTicketState state)
{
  return state == TROUPE_TICKET_STATE_COMPLETED || state == TROUPE_TICKET_STATE_FAILED ||
         state == TROUPE_TICKET_STATE_CANCELLED || state == TROUPE_TICKET_STATE_SKIPPED;
}

/* A run that came to its end goes on with what is to be done now. */
static void
steered (TroupeDashboardPage *self)
{
  if (self->cancellable == NULL)
    troupe_dashboard_page_go_on (self);
}

/* @persona_id is (nullable). One on whom nobody has worked yet is only cast anew. */
static void
assign (TroupeDashboardPage *self,
        const char          *ticket_id,
        const char          *persona_id)
{
  TroupeRunTicket *ticket = find_ticket (self, ticket_id);
  g_autoptr(GError) error = NULL;
  gboolean is_done;
  gboolean is_again;

  if (ticket == NULL || !troupe_dashboard_page_has_begun (self))
    return;
  /* The menu may have been open for a while. */
  if (persona_id == NULL && !has_ended (troupe_run_ticket_get_state (ticket)))
    return;

  is_again = has_ended (troupe_run_ticket_get_state (ticket));
  if (is_again)
    {
      is_done = troupe_conductor_retry_ticket (self->conductor, ticket, persona_id, &error);
    }
  else
    {
      g_autofree char *assignment = g_strconcat ("persona_id=", persona_id, NULL);

      is_done = troupe_conductor_recast_ticket (self->conductor, ticket, assignment, &error);
    }

  if (is_done && is_again)
    steered (self);
  else if (!is_done)
    troupe_window_add_toast (self->window, error->message);
}

static void
retry_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  assign (user_data, g_variant_get_string (parameter, NULL), NULL);
}

static void
assign_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  const char *ticket_id, *persona_id;

  g_variant_get (parameter, "(&s&s)", &ticket_id, &persona_id);
  assign (user_data, ticket_id, persona_id);
}

static void
persona_chosen_cb (TroupeDashboardPage *self,
                   TroupePersona       *persona)
{
  if (self->chosen_id != NULL)
    assign (self, self->chosen_id, troupe_definition_get_id (TROUPE_DEFINITION (persona)));
}

/* Where the menu was, and once that has given the focus back. */
static void
show_personas (gpointer user_data)
{
  g_autoptr(TroupeDashboardPage) self = user_data;
  TroupeRunTicket *ticket = self->chosen_id != NULL ? find_ticket (self, self->chosen_id) : NULL;
  TroupeWorkspace *workspace = self->window != NULL ? troupe_window_get_workspace (self->window) : NULL;
  GdkRectangle place;

  if (ticket == NULL || workspace == NULL)
    return;

  if (self->personas == NULL)
    {
      self->personas = troupe_persona_popover_new ();
      gtk_widget_set_parent (self->personas, GTK_WIDGET (self));
      g_signal_connect_object (self->personas, "chosen", G_CALLBACK (persona_chosen_cb), self, G_CONNECT_SWAPPED);
    }

  if (gtk_popover_get_pointing_to (GTK_POPOVER (self->menu), &place))
    gtk_popover_set_pointing_to (GTK_POPOVER (self->personas), &place);
  troupe_persona_popover_prepare (TROUPE_PERSONA_POPOVER (self->personas),
                                  troupe_catalog_list (troupe_workspace_get_catalog (workspace), TROUPE_KIND_PERSONA),
                                  troupe_run_ticket_get_persona (ticket));
  gtk_popover_popup (GTK_POPOVER (self->personas));
}

/* Asks who is to do it. */
static void
choose_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  TroupeDashboardPage *self = user_data;

  g_free (self->chosen_id);
  self->chosen_id = g_strdup (g_variant_get_string (parameter, NULL));
  g_idle_add_once (show_personas, g_object_ref (self));
}

static void
skip_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  TroupeDashboardPage *self = user_data;
  TroupeRunTicket *ticket = find_ticket (self, g_variant_get_string (parameter, NULL));

  if (ticket == NULL || !troupe_dashboard_page_has_begun (self) ||
      troupe_run_ticket_get_state (ticket) == TROUPE_TICKET_STATE_COMPLETED)
    return;

  troupe_conductor_skip_ticket (self->conductor, ticket);
  steered (self);
}

static void
cancel_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  TroupeDashboardPage *self = user_data;
  TroupeRunTicket *ticket = find_ticket (self, g_variant_get_string (parameter, NULL));

  if (ticket != NULL)
    troupe_conductor_cancel_ticket (self->conductor, ticket);
}

static void
restore_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  TroupeDashboardPage *self = user_data;
  TroupeRunTicket *ticket = find_ticket (self, g_variant_get_string (parameter, NULL));

  if (ticket == NULL || troupe_run_ticket_get_state (ticket) != TROUPE_TICKET_STATE_CANCELLED)
    return;

  troupe_conductor_restore_ticket (self->conductor, ticket);
  steered (self);
}

static void
append (GMenu      *menu,
        const char *label,
        const char *action,
        const char *target)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", target);
  g_menu_append_item (menu, item);
}

static GMenuModel *
create_menu (TroupeDashboardPage *self,
             TroupeRunTicket     *ticket)
{
  const char *id = troupe_ticket_get_id (troupe_run_ticket_get_ticket (ticket));
  TroupePersona *persona = troupe_run_ticket_get_persona (ticket);
  TroupeTicketState state = troupe_run_ticket_get_state (ticket);
  gboolean has_begun = troupe_dashboard_page_has_begun (self);
  gboolean is_worked_on = state == TROUPE_TICKET_STATE_RUNNING || state == TROUPE_TICKET_STATE_REVIEW;
  g_autoptr(GMenu) who = g_menu_new ();
  g_autoptr(GMenu) what = g_menu_new ();
  GMenu *menu = g_menu_new ();

  if (has_begun && has_ended (state))
    append (what, _("Do _Again"), "win.retry-ticket", id);
  if (has_begun && !is_worked_on)
    append (what, has_ended (state) ? _("Do Again _With…") : _("Have It Done _By…"), "win.choose-persona", id);
  if (has_begun && state != TROUPE_TICKET_STATE_COMPLETED && state != TROUPE_TICKET_STATE_SKIPPED)
    append (what, _("_Skip"), "win.skip-ticket", id);
  if (self->cancellable != NULL && !has_ended (state))
    append (what, _("_Cancel Ticket"), "win.cancel-ticket", id);
  if (has_begun && state == TROUPE_TICKET_STATE_CANCELLED)
    append (what, _("_Restore"), "win.restore-ticket", id);
  if (persona != NULL)
    {
      g_autofree char *label = NULL;
      g_auto(GStrv) parts = g_strsplit (troupe_definition_get_name (TROUPE_DEFINITION (persona)), "_", -1);
      g_autofree char *name = g_strjoinv ("__", parts);

      /* Translators: an entry of a menu; %s is the name of a persona */
      label = g_strdup_printf (_("_Edit %s…"), name);
      append (who, label, "win.edit-persona", troupe_definition_get_id (TROUPE_DEFINITION (persona)));
    }

  g_menu_append_section (menu, NULL, G_MENU_MODEL (what));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (who));

  return G_MENU_MODEL (menu);
}

/*
 * troupe_dashboard_page_popup:
 * @self: the page
 * @ticket: a ticket
 * @widget: what the menu belongs to
 * @x: where in @widget; below 0, the menu belongs to all of it
 * @y: where in @widget
 *
 * Shows the menu of a ticket.
 */
void
troupe_dashboard_page_popup (TroupeDashboardPage *self,
                             TroupeRunTicket     *ticket,
                             GtkWidget           *widget,
                             double               x,
                             double               y)
{
  g_autoptr(GMenuModel) menu = create_menu (self, ticket);

  troupe_context_menu_popup (self->menu, menu, widget, x, y);
}

/* A menu is that of what is selected. */
static gboolean
popup_item (TroupeDashboardPage *self,
            GtkListItem         *item,
            GtkWidget           *widget,
            double               x,
            double               y)
{
  if (item == NULL)
    return FALSE;

  gtk_single_selection_set_selected (self->selection, gtk_list_item_get_position (item));
  troupe_dashboard_page_popup (self, gtk_list_item_get_item (item), widget, x, y);

  return TRUE;
}

static void
popup_at (GtkWidget *view,
          double     x,
          double     y,
          gpointer   user_data)
{
  popup_item (user_data, troupe_context_menu_find_item (view, gtk_widget_pick (view, x, y, GTK_PICK_DEFAULT)), view, x, y);
}

/*
 * troupe_dashboard_page_popup_focused:
 * @self: the page
 *
 * Shows the menu of the ticket whose row has the focus.
 *
 * Returns: whether there is one
 */
gboolean
troupe_dashboard_page_popup_focused (TroupeDashboardPage *self)
{
  GtkListItem *item = troupe_context_menu_find_item (GTK_WIDGET (self->list_view),
                                                     gtk_widget_get_focus_child (GTK_WIDGET (self->list_view)));

  return item != NULL && popup_item (self, item, gtk_list_item_get_child (item), -1, -1);
}

static void
menu_cb (TroupeDashboardPage *self,
         GtkWidget           *button)
{
  TroupeRunTicket *ticket = gtk_single_selection_get_selected_item (self->selection);

  if (ticket != NULL)
    troupe_dashboard_page_popup (self, ticket, button, -1, -1);
}

/*
 * troupe_dashboard_page_set_up_tickets:
 * @self: the page
 *
 * Gives the tickets their menu.
 */
void
troupe_dashboard_page_set_up_tickets (TroupeDashboardPage *self)
{
  self->menu = troupe_context_menu_new (GTK_WIDGET (self));
  troupe_context_menu_attach (GTK_WIDGET (self->list_view), popup_at, self);
  g_signal_connect_object (self->stream_view, "menu", G_CALLBACK (menu_cb), self, G_CONNECT_SWAPPED);
}

/*
 * troupe_dashboard_page_add_ticket_actions:
 * @self: the page
 *
 * Adds the actions on tickets to those of the window.
 */
void
troupe_dashboard_page_add_ticket_actions (TroupeDashboardPage *self)
{
  static const GActionEntry entries[] = {
    { .name = "retry-ticket", .activate = retry_cb, .parameter_type = "s" },
    { .name = "assign-ticket", .activate = assign_cb, .parameter_type = "(ss)" },
    { .name = "choose-persona", .activate = choose_cb, .parameter_type = "s" },
    { .name = "skip-ticket", .activate = skip_cb, .parameter_type = "s" },
    { .name = "cancel-ticket", .activate = cancel_cb, .parameter_type = "s" },
    { .name = "restore-ticket", .activate = restore_cb, .parameter_type = "s" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->window), entries, G_N_ELEMENTS (entries), self);
}
