/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-dashboard-page-private.h"
#include "troupe-ticket-row.h"

/**
 * TroupeDashboardPage:
 *
 * Where a track is performed: its tickets in order with state, persona and
 * tier, Run and Stop, and the stream of the ticket that is selected, which is
 * the running one until somebody selects another.
 */
G_DEFINE_FINAL_TYPE (TroupeDashboardPage, troupe_dashboard_page, TROUPE_TYPE_PAGE)

static gboolean
is_running (TroupeDashboardPage *self)
{
  return self->cancellable != NULL;
}

/* (transfer full): what came out of it so far; what ended in another way is not said to be done */
static char *
describe_progress (TroupeRun *run)
{
  guint n_tickets = troupe_run_get_n_tickets (run);
  guint n_failed = troupe_run_get_n_tickets_in (run, TROUPE_TICKET_STATE_FAILED);
  guint n_blocked = troupe_run_get_n_tickets_in (run, TROUPE_TICKET_STATE_BLOCKED);
  guint n_skipped = troupe_run_get_n_tickets_in (run, TROUPE_TICKET_STATE_SKIPPED);
  guint n_cancelled = troupe_run_get_n_tickets_in (run, TROUPE_TICKET_STATE_CANCELLED);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, ngettext ("%u of %u ticket completed", "%u of %u tickets completed", n_tickets),
                          troupe_run_get_n_tickets_in (run, TROUPE_TICKET_STATE_COMPLETED), n_tickets);
  if (n_failed > 0)
    g_string_append_printf (text, ngettext (", %u failed", ", %u failed", n_failed), n_failed);
  if (n_blocked > 0)
    g_string_append_printf (text, ngettext (", %u blocked", ", %u blocked", n_blocked), n_blocked);
  if (n_skipped > 0)
    g_string_append_printf (text, ngettext (", %u skipped", ", %u skipped", n_skipped), n_skipped);
  if (n_cancelled > 0)
    g_string_append_printf (text, ngettext (", %u cancelled", ", %u cancelled", n_cancelled), n_cancelled);

  return g_string_free (text, FALSE);
}

/* The one takes the place of the other, and the focus with it, which would go to whatever comes next. */
static void
show_run_or_stop (TroupeDashboardPage *self)
{
  GtkWidget *shown = is_running (self) ? self->stop_button : self->run_button;
  GtkWidget *hidden = is_running (self) ? self->run_button : self->stop_button;
  gboolean has_focus = gtk_widget_has_focus (hidden);

  gtk_widget_set_visible (shown, TRUE);
  if (has_focus)
    gtk_widget_grab_focus (shown);
  gtk_widget_set_visible (hidden, FALSE);
}

static void
update (TroupeDashboardPage *self)
{
  GActionMap *actions = G_ACTION_MAP (self->window);
  TroupeRun *run = self->conductor != NULL ? troupe_conductor_get_run (self->conductor) : NULL;
  guint n_tickets = run != NULL ? g_list_model_get_n_items (troupe_run_list_tickets (run)) : 0;
  guint n_completed = run != NULL ? troupe_run_get_n_tickets_in (run, TROUPE_TICKET_STATE_COMPLETED) : 0;
  const char *goal = self->track != NULL ? troupe_track_get_goal (self->track) : NULL;
  g_autofree char *progress = NULL;

  progress = run != NULL ? describe_progress (run) : g_strdup ("");

  gtk_label_set_label (self->goal_label, goal != NULL ? goal : "");
  gtk_widget_set_visible (GTK_WIDGET (self->goal_label), goal != NULL);
  gtk_label_set_label (self->progress_label, progress);
  gtk_progress_bar_set_fraction (self->progress_bar, n_tickets > 0 ? (double) n_completed / n_tickets : 0.0);
  show_run_or_stop (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->track_drop_down), !is_running (self));
  gtk_stack_set_visible_child_name (self->stack, self->track != NULL ? "track" : "empty");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (actions, "run-track")),
                               n_tickets > 0 && !is_running (self));
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (actions, "stop-track")), is_running (self));

  troupe_page_set_subtitle (TROUPE_PAGE (self),
                            self->track != NULL ? troupe_definition_get_name (TROUPE_DEFINITION (self->track)) : NULL);
}

static void
select_ticket (TroupeDashboardPage *self,
               guint                position)
{
  self->is_selecting = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->is_selecting = FALSE;
}

/* Shows the first ticket that runs, while nobody has chosen another one to look at. */
static void
ticket_state_cb (TroupeDashboardPage *self,
                 GParamSpec          *pspec,
                 TroupeRunTicket     *ticket)
{
  TroupeRunTicket *selected = gtk_single_selection_get_selected_item (self->selection);
  GListModel *tickets;

  update (self);
  if (!self->follows_run || troupe_run_ticket_get_state (ticket) != TROUPE_TICKET_STATE_RUNNING ||
      (selected != NULL && troupe_run_ticket_get_state (selected) == TROUPE_TICKET_STATE_RUNNING))
    return;

  tickets = troupe_run_list_tickets (troupe_conductor_get_run (self->conductor));
  for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
    {
      g_autoptr(TroupeRunTicket) item = g_list_model_get_item (tickets, i);

      if (item == ticket)
        select_ticket (self, i);
    }
}

static void
show_ticket (TroupeDashboardPage *self)
{
  TroupeRunTicket *ticket = gtk_single_selection_get_selected_item (self->selection);
  g_autofree char *outlook = ticket != NULL && self->conductor != NULL ? troupe_conductor_dup_outlook (self->conductor, ticket) : NULL;

  troupe_stream_view_set_outlook (self->stream_view, outlook);
  troupe_stream_view_set_ticket (self->stream_view, ticket);
}

static void
selected_cb (TroupeDashboardPage *self)
{
  if (!self->is_selecting)
    self->follows_run = FALSE;
  show_ticket (self);
}

/* Before a run, each ticket shows who would perform it. */
static void
show_cast (TroupeDashboardPage *self,
           TroupeRun           *run)
{
  TroupeCatalog *catalog = troupe_workspace_get_catalog (troupe_window_get_workspace (self->window));
  GListModel *tickets = troupe_run_list_tickets (run);

  for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
    {
      g_autoptr(TroupeRunTicket) ticket = g_list_model_get_item (tickets, i);

      troupe_run_ticket_set_persona (ticket,
                                     troupe_resolver_find_cast (catalog, self->track,
                                                                troupe_run_ticket_get_ticket (ticket),
                                                                TROUPE_TIER_WORKER, "plain-assistant", NULL));
      g_signal_connect_object (ticket, "notify::state", G_CALLBACK (ticket_state_cb), self, G_CONNECT_SWAPPED);
    }
}

static void
prepare_run (TroupeDashboardPage *self)
{
  TroupeWorkspace *workspace = troupe_window_get_workspace (self->window);
  TroupeRun *run = NULL;

  g_clear_object (&self->conductor);
  if (self->track != NULL)
    {
      self->conductor = troupe_workspace_create_conductor (workspace, self->track);
      run = troupe_conductor_get_run (self->conductor);
      show_cast (self, run);
    }

  g_signal_group_set_target (self->run_signals, run);
  self->follows_run = TRUE;
  self->is_selecting = TRUE;
  gtk_single_selection_set_model (self->selection, run != NULL ? troupe_run_list_tickets (run) : NULL);
  self->is_selecting = FALSE;
  show_ticket (self);
  update (self);
}

/*
 * troupe_dashboard_page_has_begun:
 * @self: the page
 *
 * Returns: whether the run on show goes, or did
 */
gboolean
troupe_dashboard_page_has_begun (TroupeDashboardPage *self)
{
  return self->conductor != NULL &&
         troupe_run_get_state (troupe_conductor_get_run (self->conductor)) != TROUPE_RUN_STATE_PAUSED;
}

static void
track_selected_cb (TroupeDashboardPage *self)
{
  TroupeTrack *track = gtk_drop_down_get_selected_item (self->track_drop_down);

  if (is_running (self) || !g_set_object (&self->track, track))
    return;

  prepare_run (self);
}

static void
catalog_changed_cb (TroupeDashboardPage *self,
                    guint                kind,
                    const char          *id)
{
  guint selected = gtk_single_selection_get_selected (self->selection);

  /* What was performed stays to be read; Run takes the track as it is then. */
  if (troupe_dashboard_page_has_begun (self) || (kind != TROUPE_KIND_TRACK && kind != TROUPE_KIND_PERSONA))
    return;

  prepare_run (self);
  self->is_selecting = TRUE;
  if (selected < g_list_model_get_n_items (G_LIST_MODEL (self->selection)))
    gtk_single_selection_set_selected (self->selection, selected);
  self->is_selecting = FALSE;
}

static void
run_finished_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(TroupeDashboardPage) self = user_data;
  g_autoptr(GError) error = NULL;

  troupe_conductor_run_finish (TROUPE_CONDUCTOR (source), result, &error);
  g_clear_object (&self->cancellable);
  if (self->window == NULL)
    return;

  update (self);
  if (error == NULL)
    troupe_window_add_toast (self->window, _("All tickets are completed"));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    troupe_window_add_toast (self->window, _("The run was stopped"));
  else
    troupe_window_add_toast (self->window, error->message);
}

/*
 * troupe_dashboard_page_go_on:
 * @self: the page, whose run does not go
 *
 * Begins the run, or goes on with it.
 */
void
troupe_dashboard_page_go_on (TroupeDashboardPage *self)
{
  self->cancellable = g_cancellable_new ();
  troupe_conductor_run_async (self->conductor, self->cancellable, run_finished_cb, g_object_ref (self));
  update (self);
}

static void
run_track_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  TroupeDashboardPage *self = user_data;
  g_autoptr(GError) error = NULL;

  if (self->track == NULL || is_running (self))
    return;

  prepare_run (self);
  if (!troupe_conductor_check (self->conductor, &error))
    {
      troupe_window_add_toast (self->window, error->message);
      return;
    }

  troupe_dashboard_page_go_on (self);
}

static void
stop_track_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  TroupeDashboardPage *self = user_data;

  g_cancellable_cancel (self->cancellable);
}

/* Looks at a ticket, by its id, as a click on it does. */
static void
select_ticket_cb (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  TroupeDashboardPage *self = user_data;
  GListModel *tickets = G_LIST_MODEL (self->selection);

  for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
    {
      g_autoptr(TroupeRunTicket) ticket = g_list_model_get_item (tickets, i);

      if (g_strcmp0 (troupe_ticket_get_id (troupe_run_ticket_get_ticket (ticket)),
                     g_variant_get_string (parameter, NULL)) == 0)
        {
          gtk_single_selection_set_selected (self->selection, i);
          self->follows_run = FALSE;
        }
    }
}

static void
answer_approval_cb (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  TroupeDashboardPage *self = user_data;
  const char *word, *key;

  g_variant_get (parameter, "(&s&s)", &word, &key);
  troupe_approval_bar_answer (self->approval_bar, word, key);
}

static const GActionEntry action_entries[] = {
  { .name = "run-track", .activate = run_track_cb },
  { .name = "stop-track", .activate = stop_track_cb },
  { .name = "select-ticket", .activate = select_ticket_cb, .parameter_type = "s" },
  { .name = "answer-approval", .activate = answer_approval_cb, .parameter_type = "(ss)" },
};

static void
setup_row_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *item)
{
  GtkWidget *row = g_object_new (TROUPE_TYPE_TICKET_ROW, NULL);

  g_object_set_data (G_OBJECT (row), "list-item", item);
  gtk_list_item_set_child (item, row);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory,
             GtkListItem              *item)
{
  troupe_ticket_row_set_ticket (TROUPE_TICKET_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory,
               GtkListItem              *item)
{
  troupe_ticket_row_set_ticket (TROUPE_TICKET_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
workspace_changed_cb (TroupeDashboardPage *self)
{
  TroupeWorkspace *workspace = troupe_window_get_workspace (self->window);
  TroupeCatalog *catalog = workspace != NULL ? troupe_workspace_get_catalog (workspace) : NULL;

  g_signal_group_set_target (self->catalog_signals, catalog);
  troupe_approval_bar_set_workspace (self->approval_bar, workspace);
  gtk_drop_down_set_model (self->track_drop_down,
                           catalog != NULL ? troupe_catalog_list (catalog, TROUPE_KIND_TRACK) : NULL);
  track_selected_cb (self);
}

static gboolean
menu_key_cb (GtkWidget *widget,
             GVariant  *args,
             gpointer   user_data)
{
  return troupe_dashboard_page_popup_focused (TROUPE_DASHBOARD_PAGE (widget));
}

static void
troupe_dashboard_page_dispose (GObject *object)
{
  TroupeDashboardPage *self = TROUPE_DASHBOARD_PAGE (object);

  g_clear_weak_pointer (&self->window);
  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->personas, gtk_widget_unparent);
  g_clear_pointer (&self->chosen_id, g_free);
  g_clear_object (&self->catalog_signals);
  g_clear_object (&self->run_signals);
  g_clear_object (&self->conductor);
  g_clear_object (&self->track);

  G_OBJECT_CLASS (troupe_dashboard_page_parent_class)->dispose (object);
}

static void
troupe_dashboard_page_class_init (TroupeDashboardPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_dashboard_page_dispose;

  g_type_ensure (TROUPE_TYPE_APPROVAL_BAR);
  g_type_ensure (TROUPE_TYPE_STREAM_VIEW);
  g_type_ensure (TROUPE_TYPE_TRACK);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TROUPE_APP_PATH "/ui/dashboard/troupe-dashboard-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeDashboardPage, approval_bar);
  gtk_widget_class_bind_template_child (widget_class, TroupeDashboardPage, goal_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeDashboardPage, list_view);
  gtk_widget_class_bind_template_child (widget_class, TroupeDashboardPage, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, TroupeDashboardPage, progress_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeDashboardPage, run_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeDashboardPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TroupeDashboardPage, stop_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeDashboardPage, stream_view);
  gtk_widget_class_bind_template_child (widget_class, TroupeDashboardPage, track_drop_down);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, track_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_row_cb);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
}

static void
troupe_dashboard_page_init (TroupeDashboardPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* AI Settings belong to one discussion; they never reach a ticket. */
  troupe_page_set_has_pane (TROUPE_PAGE (self), FALSE);

  /* The view keeps the selection. */
  self->selection = gtk_single_selection_new (NULL);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
  g_object_unref (self->selection);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);

  troupe_dashboard_page_set_up_tickets (self);

  self->catalog_signals = g_signal_group_new (TROUPE_TYPE_CATALOG);
  g_signal_group_connect_swapped (self->catalog_signals, "changed", G_CALLBACK (catalog_changed_cb), self);

  self->run_signals = g_signal_group_new (TROUPE_TYPE_RUN);
  g_signal_group_connect_swapped (self->run_signals, "notify", G_CALLBACK (update), self);
}

/**
 * troupe_dashboard_page_new:
 * @window: the window that will show it
 *
 * Makes the page and adds its actions to those of @window.
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
troupe_dashboard_page_new (TroupeWindow *window)
{
  TroupeDashboardPage *self = g_object_new (TROUPE_TYPE_DASHBOARD_PAGE, "title", _("Dashboard"), NULL);

  g_set_weak_pointer (&self->window, window);
  g_action_map_add_action_entries (G_ACTION_MAP (window), action_entries, G_N_ELEMENTS (action_entries), self);
  troupe_dashboard_page_add_ticket_actions (self);
  g_signal_connect_object (window, "notify::workspace", G_CALLBACK (workspace_changed_cb), self, G_CONNECT_SWAPPED);
  workspace_changed_cb (self);
  update (self);

  return GTK_WIDGET (self);
}
