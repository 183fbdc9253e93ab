/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-model-listing.h"
#include "troupe-model-popover.h"

/**
 * TroupeModelPopover:
 *
 * Chooses a model: from those that the provider's endpoint lists, or by typing a name that it does not list.
 *
 * The endpoint is asked when the popover opens, not before: nothing goes over the network that no person asked for.
 * #TroupeModelPopover::chosen has the name.
 */

struct _TroupeModelPopover
{
  GtkPopover          parent_instance;

  char               *current;        /* (owned) (nullable) */

  /* Owned References */
  GtkStringList      *names;
  GtkStringFilter    *filter;
  GtkSingleSelection *selection;

  /* Template References */
  GtkWidget          *entry;
  GtkWidget          *list;
  GtkWidget          *status_label;
  GtkWidget          *scroller;

  /* In Progress */
  GCancellable       *cancellable;    /* (nullable) */
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeModelPopover, troupe_model_popover, GTK_TYPE_POPOVER)

static void
choose (TroupeModelPopover *self,
        const char         *name)
{
  g_autofree char *stripped = g_strstrip (g_strdup (name));

  gtk_popover_popdown (GTK_POPOVER (self));
  if (*stripped != '\0')
    g_signal_emit (self, signals[CHOSEN], 0, stripped);
}

static void
update_status (TroupeModelPopover *self,
               const char         *problem)
{
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  const char *text = "";

  if (problem != NULL)
    text = problem;
  else if (self->cancellable != NULL && n_shown == 0)
    text = _("Asking the provider…");
  else if (n_shown == 0)
    text = _("No such model is listed. Press Return to use the name as typed.");

  gtk_label_set_text (GTK_LABEL (self->status_label), text);
  gtk_widget_set_visible (self->status_label, *text != '\0');
  gtk_widget_set_visible (self->scroller, n_shown > 0);
}

static void
fill (TroupeModelPopover *self,
      const char * const *known)
{
  gtk_string_list_splice (self->names, 0, g_list_model_get_n_items (G_LIST_MODEL (self->names)), known);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  for (guint i = 0; known != NULL && known[i] != NULL; i++)
    if (g_strcmp0 (known[i], self->current) == 0)
      gtk_single_selection_set_selected (self->selection, i);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(TroupeModelPopover) self = user_data;
  g_autoptr(GError) error = NULL;
  const char * const *names = troupe_model_listing_ask_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  if (names != NULL)
    fill (self, names);
  update_status (self, error != NULL ? error->message : NULL);
}

static void
typed_cb (TroupeModelPopover *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  gtk_string_filter_set_search (self->filter, text);
  update_status (self, NULL);
}

static void
entry_activated_cb (TroupeModelPopover *self)
{
  GtkStringObject *selected = gtk_single_selection_get_selected_item (self->selection);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  choose (self, selected != NULL ? gtk_string_object_get_string (selected) : text);
}

static void
row_activated_cb (TroupeModelPopover *self,
                  guint               position)
{
  g_autoptr(GtkStringObject) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item != NULL)
    choose (self, gtk_string_object_get_string (item));
}

static gboolean
key_cb (TroupeModelPopover *self,
        guint               keyval)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  guint selected = gtk_single_selection_get_selected (self->selection);

  if (n_items == 0 || (keyval != GDK_KEY_Down && keyval != GDK_KEY_Up))
    return GDK_EVENT_PROPAGATE;

  if (keyval == GDK_KEY_Down)
    selected = selected == GTK_INVALID_LIST_POSITION ? 0 : MIN (selected + 1, n_items - 1);
  else
    selected = selected == GTK_INVALID_LIST_POSITION || selected == 0 ? 0 : selected - 1;
  gtk_single_selection_set_selected (self->selection, selected);
  gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", selected);

  return GDK_EVENT_STOP;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  GtkStringObject *name = gtk_list_item_get_item (item);

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), gtk_string_object_get_string (name));
}

/* The window still has to move the focus on from what closed before, such as a menu, unless what gets it is in view. */
static void
map_cb (TroupeModelPopover *self)
{
  gtk_widget_grab_focus (self->entry);
}

static void
troupe_model_popover_dispose (GObject *object)
{
  TroupeModelPopover *self = TROUPE_MODEL_POPOVER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->names);
  g_clear_object (&self->filter);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (troupe_model_popover_parent_class)->dispose (object);
}

static void
troupe_model_popover_finalize (GObject *object)
{
  TroupeModelPopover *self = TROUPE_MODEL_POPOVER (object);

  g_free (self->current);

  G_OBJECT_CLASS (troupe_model_popover_parent_class)->finalize (object);
}

static void
troupe_model_popover_class_init (TroupeModelPopoverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_model_popover_dispose;
  object_class->finalize = troupe_model_popover_finalize;

  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/ai-settings/troupe-model-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeModelPopover, entry);
  gtk_widget_class_bind_template_child (widget_class, TroupeModelPopover, list);
  gtk_widget_class_bind_template_child (widget_class, TroupeModelPopover, status_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeModelPopover, scroller);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
troupe_model_popover_init (TroupeModelPopover *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkExpression *expression = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  GtkFilterListModel *filtered;
  GtkEventController *keys;

  gtk_widget_init_template (GTK_WIDGET (self));

  self->names = gtk_string_list_new (NULL);
  self->filter = gtk_string_filter_new (expression);
  filtered = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->names)), GTK_FILTER (g_object_ref (self->filter)));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (filtered));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_list_view_set_factory (GTK_LIST_VIEW (self->list), factory);
  gtk_list_view_set_model (GTK_LIST_VIEW (self->list), GTK_SELECTION_MODEL (self->selection));

  keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->entry, keys);
  g_signal_connect_after (self, "map", G_CALLBACK (map_cb), NULL);
}

/**
 * troupe_model_popover_new:
 *
 * Returns: (transfer floating): a popover without provider
 */
GtkWidget *
troupe_model_popover_new (void)
{
  return g_object_new (TROUPE_TYPE_MODEL_POPOVER, NULL);
}

/**
 * troupe_model_popover_set_provider:
 * @self: the popover
 * @providers: (nullable): where @provider is from
 * @provider: (nullable): whose models are listed
 * @current: (nullable): the model in force
 *
 * Shows the models that @provider listed before, and asks it anew.
 */
void
troupe_model_popover_set_provider (TroupeModelPopover *self,
                                   TroupeProviderSet  *providers,
                                   TroupeProvider     *provider,
                                   const char         *current)
{
  g_return_if_fail (TROUPE_IS_MODEL_POPOVER (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_free (self->current);
  self->current = g_strdup (current);

  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  fill (self, provider != NULL ? troupe_model_listing_get_known (provider) : NULL);
  if (provider != NULL)
    {
      self->cancellable = g_cancellable_new ();
      troupe_model_listing_ask_async (providers, troupe_provider_get_id (provider), self->cancellable,
                                      listed_cb, g_object_ref (self));
    }
  update_status (self, provider == NULL ? _("Choose a provider first.") : NULL);
  /* Not where it was when the popover was closed. */
  gtk_widget_grab_focus (self->entry);
}
