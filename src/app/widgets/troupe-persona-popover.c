/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-persona-filter.h"
#include "troupe-persona-line.h"
#include "troupe-persona-popover.h"

/**
 * TroupePersonaPopover:
 *
 * The list of a #TroupePersonaSelector: search, Up and Down, Return, Escape.
 *
 * The list is kept sorted by whoever owns it; here it is only filtered, a slice at a time, so that a keystroke is quick
 * with many thousands of personas.
 */

struct _TroupePersonaPopover
{
  GtkPopover          parent_instance;

  TroupePersona      *current;       /* (owned) (nullable) */

  /* Owned References */
  GtkFilter          *filter;
  GtkFilterListModel *filtered;
  GtkSingleSelection *selection;

  /* Template References */
  GtkWidget          *search_entry;
  GtkWidget          *stack;
  GtkWidget          *scroller;
  GtkWidget          *empty_label;
  GtkWidget          *list;
  GtkWidget          *edit_button;

  /* In Progress */
  guint               reveal_id;     /* of a tick callback, or 0 */
  guint               n_reveal_frames;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupePersonaPopover, troupe_persona_popover, GTK_TYPE_POPOVER)

static void
select_position (TroupePersonaPopover *self,
                 guint                 position)
{
  gtk_single_selection_set_selected (self->selection, position);
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", position);
}

static void
choose (TroupePersonaPopover *self,
        guint                 position)
{
  g_autoptr(TroupePersona) persona = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (persona == NULL)
    return;

  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[CHOSEN], 0, persona);
}

static void
items_changed_cb (TroupePersonaPopover *self)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (self->selection)) == 0;

  gtk_stack_set_visible_child (GTK_STACK (self->stack), empty ? self->empty_label : self->scroller);
}

static void
search_changed_cb (TroupePersonaPopover *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  troupe_persona_filter_set_search (self->filter, text);
  if (*text != '\0' && g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    select_position (self, 0);
}

static void
search_activated_cb (TroupePersonaPopover *self)
{
  guint selected = gtk_single_selection_get_selected (self->selection);

  choose (self, selected != GTK_INVALID_LIST_POSITION ? selected : 0);
}

static void
row_activated_cb (TroupePersonaPopover *self,
                  guint                 position)
{
  choose (self, position);
}

static void
edit_clicked_cb (TroupePersonaPopover *self)
{
  TroupePersona *persona = gtk_single_selection_get_selected_item (self->selection);

  if (persona == NULL)
    persona = self->current;
  gtk_popover_popdown (GTK_POPOVER (self));
  if (persona != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.edit-persona",
                                "s", troupe_definition_get_id (TROUPE_DEFINITION (persona)));
}

static void
new_clicked_cb (TroupePersonaPopover *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.new-persona", NULL);
}

static gboolean
key_cb (TroupePersonaPopover *self,
        guint                 keyval)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  guint selected = gtk_single_selection_get_selected (self->selection);
  guint step = 1;

  if (n_items == 0)
    return GDK_EVENT_PROPAGATE;

  switch (keyval)
    {
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      step = 6;
      G_GNUC_FALLTHROUGH;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      select_position (self, selected == GTK_INVALID_LIST_POSITION ? 0 : MIN (selected + step, n_items - 1));
      return GDK_EVENT_STOP;

    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      step = 6;
      G_GNUC_FALLTHROUGH;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      select_position (self, selected == GTK_INVALID_LIST_POSITION ? n_items - 1 : selected - MIN (step, selected));
      return GDK_EVENT_STOP;

    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  gtk_list_item_set_child (item, troupe_persona_line_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         gpointer                  user_data)
{
  TroupePersonaPopover *self = user_data;
  TroupePersonaLine *line = TROUPE_PERSONA_LINE (gtk_list_item_get_child (item));
  TroupePersona *persona = gtk_list_item_get_item (item);

  troupe_persona_line_set_persona (line, persona);
  troupe_persona_line_set_chosen (line, persona == self->current);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item)
{
  troupe_persona_line_set_persona (TROUPE_PERSONA_LINE (gtk_list_item_get_child (item)), NULL);
}

/* The window still has to move the focus on from what closed before, such as a menu, unless what gets it is in view. */
static void
map_cb (TroupePersonaPopover *self)
{
  gtk_widget_grab_focus (self->search_entry);
}

static void
troupe_persona_popover_dispose (GObject *object)
{
  TroupePersonaPopover *self = TROUPE_PERSONA_POPOVER (object);

  g_clear_object (&self->current);
  g_clear_object (&self->filter);
  g_clear_object (&self->filtered);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (troupe_persona_popover_parent_class)->dispose (object);
}

static void
troupe_persona_popover_class_init (TroupePersonaPopoverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_persona_popover_dispose;

  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, TROUPE_TYPE_PERSONA);

  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/widgets/troupe-persona-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaPopover, search_entry);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaPopover, stack);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaPopover, scroller);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaPopover, empty_label);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaPopover, list);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaPopover, edit_button);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, edit_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, new_clicked_cb);
}

static void
troupe_persona_popover_init (TroupePersonaPopover *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkEventController *keys;

  gtk_widget_init_template (GTK_WIDGET (self));

  self->filter = troupe_persona_filter_new ();
  self->filtered = gtk_filter_list_model_new (NULL, g_object_ref (self->filter));
  gtk_filter_list_model_set_incremental (self->filtered, TRUE);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->filtered)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_list_view_set_factory (GTK_LIST_VIEW (self->list), factory);
  gtk_list_view_set_model (GTK_LIST_VIEW (self->list), GTK_SELECTION_MODEL (self->selection));

  keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->search_entry, keys);
  g_signal_connect_after (self, "map", G_CALLBACK (map_cb), NULL);
}

GtkWidget *
troupe_persona_popover_new (void)
{
  return g_object_new (TROUPE_TYPE_PERSONA_POPOVER, NULL);
}

/* The list is filtered a slice at a time, and scrolls only when it has a size. */
static gboolean
reveal_current_cb (GtkWidget     *widget,
                   GdkFrameClock *clock,
                   gpointer       user_data)
{
  TroupePersonaPopover *self = TROUPE_PERSONA_POPOVER (widget);
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  if (gtk_filter_list_model_get_pending (self->filtered) > 0 || gtk_widget_get_height (self->list) == 0)
    return G_SOURCE_CONTINUE;
  /* What came last has its place after the next layout. */
  if (self->n_reveal_frames++ < 2)
    return G_SOURCE_CONTINUE;

  self->reveal_id = 0;
  /* Who has begun to search has chosen something else. */
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0')
    return G_SOURCE_REMOVE;

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(TroupePersona) persona = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (persona == self->current)
        {
          select_position (self, i);
          break;
        }
    }

  return G_SOURCE_REMOVE;
}

/**
 * troupe_persona_popover_prepare:
 * @self: the popover
 * @personas: (nullable): whom there is to choose from
 * @current: (nullable): who is chosen
 *
 * Makes the popover ready to open: nothing searched, the current persona selected and in view.
 */
void
troupe_persona_popover_prepare (TroupePersonaPopover *self,
                                GListModel           *personas,
                                TroupePersona        *current)
{
  g_return_if_fail (TROUPE_IS_PERSONA_POPOVER (self));

  /* Rows read who is chosen when they are bound, so the list goes and comes. */
  if (g_set_object (&self->current, current))
    gtk_filter_list_model_set_model (self->filtered, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  troupe_persona_filter_set_search (self->filter, NULL);
  gtk_filter_list_model_set_model (self->filtered, personas);

  self->n_reveal_frames = 0;
  if (self->reveal_id == 0 && current != NULL)
    self->reveal_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), reveal_current_cb, NULL, NULL);
  gtk_widget_set_sensitive (self->edit_button, current != NULL);
  gtk_widget_grab_focus (self->search_entry);
}
