/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-library-page-private.h"
#include "troupe-library-words.h"
#include "troupe-scope-pill.h"
#include "troupe-search.h"

/* What is prepared for a search at once, between two frames. */
#define SLICE_US        3000
/* So much is searched in less than a frame; what is more is searched a slice at a time. */
#define MAX_SLICE_BYTES (32 * 1024 * 1024)

#define N_KINDS         4

/**
 * TroupeLibraryPage:
 *
 * All personas, presets and profiles, a kind at a time: searched, filtered, sorted and selected here.
 *
 * Its rows are in troupe-library-list.c, what changes the view in troupe-library-view.c, what is done with the selection in
 * troupe-library-edit.c, and what goes to files and comes from them in troupe-library-files.c. All that a person can do is
 * actions of the window, whose names begin with “library-”.
 */

static const struct
{
  TroupeKind  kind;
  const char *icon_name;
  const char *label;
} kinds[N_KINDS] = {
  { TROUPE_KIND_PERSONA, TROUPE_APP_ID "-symbolic", NC_("library", "Personas") },
  { TROUPE_KIND_PROMPT_PRESET, "text-x-generic-symbolic", NC_("library", "Prompts") },
  { TROUPE_KIND_TOOL_PRESET, "troupe-tools-symbolic", NC_("library", "Tools") },
  { TROUPE_KIND_BIAS_PROFILE, "troupe-bias-symbolic", NC_("library", "Bias") },
};

G_DEFINE_FINAL_TYPE (TroupeLibraryPage, troupe_library_page, TROUPE_TYPE_PAGE)

static guint
count_selected (TroupeLibraryPage *self)
{
  g_autoptr(GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  return gtk_bitset_get_size (selected);
}

static void
update_empty_page (TroupeLibraryPage *self)
{
  gboolean is_filtered = !troupe_library_filter_is_open (self->filter);
  g_autoptr(GVariant) scope = g_action_get_state (G_ACTION (troupe_library_page_get_action (self, "library-scope")));
  gboolean needs_project = g_str_equal (g_variant_get_string (scope, NULL), "project") &&
    troupe_workspace_get_project (troupe_window_get_workspace (self->window)) == NULL;

  if (needs_project)
    {
      adw_status_page_set_icon_name (self->empty_page, "folder-symbolic");
      adw_status_page_set_title (self->empty_page, _("No Project Is Open"));
      adw_status_page_set_description (self->empty_page, _("What belongs to a project shows here once one is open."));
    }
  else if (is_filtered)
    {
      adw_status_page_set_icon_name (self->empty_page, "edit-find-symbolic");
      adw_status_page_set_title (self->empty_page, _("Nothing Found"));
      adw_status_page_set_description (self->empty_page, _("Try other words, or another scope or tier."));
    }
  else
    {
      adw_status_page_set_icon_name (self->empty_page, TROUPE_APP_ID "-symbolic");
      adw_status_page_set_title (self->empty_page, _("Nothing Here Yet"));
      adw_status_page_set_description (self->empty_page, _("Make one, or drop a file of definitions here."));
    }
  gtk_widget_set_visible (self->clear_button, is_filtered);
  gtk_widget_set_visible (self->open_button, needs_project);
  gtk_widget_set_visible (self->empty_new_button, !is_filtered);
}

static void
update_subtitle (TroupeLibraryPage *self)
{
  guint n_selected = count_selected (self);
  guint n_all = self->source != NULL ? g_list_model_get_n_items (self->source) : 0;
  g_autofree char *subtitle = NULL;

  if (self->is_selecting)
    subtitle = g_strdup_printf (ngettext ("%u selected", "%u selected", n_selected), n_selected);
  else if (n_all > 0)
    subtitle = troupe_kind_dup_count_of (self->kind, g_list_model_get_n_items (G_LIST_MODEL (self->selection)), n_all);
  troupe_page_set_subtitle (TROUPE_PAGE (self), subtitle);
}

/*
 * troupe_library_page_update:
 * @self: the page
 *
 * Shows the list, or why there is nothing in it.
 */
void
troupe_library_page_update (TroupeLibraryPage *self)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  TroupeLibrary *library = troupe_library_page_get_library (self);
  const char *name = "list";

  if (library == NULL || (n_items == 0 && !troupe_library_get_is_loaded (library)))
    name = "loading";
  else if (n_items == 0 && gtk_filter_list_model_get_pending (self->filtered) == 0)
    name = "empty";

  if (g_str_equal (name, "empty"))
    update_empty_page (self);
  gtk_stack_set_visible_child_name (self->stack, name);
  update_subtitle (self);
}

/* Selecting */

static void
select_wanted (TroupeLibraryPage *self)
{
  g_autoptr(GtkBitset) selected = NULL;
  g_autoptr(GtkBitset) mask = NULL;
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  guint first = GTK_INVALID_LIST_POSITION;

  if (self->wanted_ids == NULL || gtk_filter_list_model_get_pending (self->filtered) > 0 ||
      gtk_sort_list_model_get_pending (self->sorted) > 0)
    return;

  selected = gtk_bitset_new_empty ();
  mask = gtk_bitset_new_range (0, n_items);
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(TroupeDefinition) definition = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (!g_strv_contains ((const char * const *) self->wanted_ids, troupe_definition_get_id (definition)))
        continue;
      gtk_bitset_add (selected, i);
      first = MIN (first, i);
    }
  g_clear_pointer (&self->wanted_ids, g_strfreev);
  gtk_selection_model_set_selection (GTK_SELECTION_MODEL (self->selection), selected, mask);
  if (first != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", first);
}

static void
selection_changed_cb (TroupeLibraryPage *self)
{
  if (count_selected (self) > 1)
    troupe_library_page_set_selecting (self, TRUE);
  update_subtitle (self);
  troupe_library_page_update_edit_actions (self);
}

static void
items_changed_cb (TroupeLibraryPage *self)
{
  troupe_library_page_update (self);
  select_wanted (self);
  troupe_library_page_update_edit_actions (self);
}

/* Searching: what is searched is folded beforehand, so that the first letter typed is no slower than the others. */

/* What can be searched within a frame is searched at once, so that nothing flickers and what is selected stays. */
static void
update_incremental (TroupeLibraryPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
  gboolean is_quick = self->prepare_id == 0 && self->n_prepared_bytes <= MAX_SLICE_BYTES;

  /* GTK 4.8 does not tell what it finds when it is told to find the rest at once. */
  if (gtk_filter_list_model_get_pending (self->filtered) > 0)
    return;

  gtk_filter_list_model_set_incremental (self->filtered, *text != '\0' && !is_quick);
}

static gboolean
prepare_cb (gpointer user_data)
{
  TroupeLibraryPage *self = user_data;
  guint n_items = self->source != NULL ? g_list_model_get_n_items (self->source) : 0;
  gint64 end = g_get_monotonic_time () + SLICE_US;

  while (self->n_prepared < n_items && g_get_monotonic_time () < end)
    {
      g_autoptr(TroupeDefinition) definition = g_list_model_get_item (self->source, self->n_prepared++);

      self->n_prepared_bytes += troupe_search_prepare (definition);
    }
  if (self->n_prepared < n_items)
    return G_SOURCE_CONTINUE;

  self->prepare_id = 0;
  update_incremental (self);

  return G_SOURCE_REMOVE;
}

static void
prepare (TroupeLibraryPage *self)
{
  self->n_prepared = 0;
  self->n_prepared_bytes = 0;
  if (self->prepare_id == 0)
    self->prepare_id = g_idle_add (prepare_cb, self);
}

static void
search_changed_cb (TroupeLibraryPage *self)
{
  update_incremental (self);
  troupe_library_filter_set_search (self->filter, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  troupe_library_page_update (self);
}

/* The text of GTK 4.8 does not always say that this key was its own, and then all rows would be selected. */
static gboolean
search_select_all_cb (GtkWidget *widget,
                      GVariant  *args,
                      gpointer   user_data)
{
  gtk_editable_select_region (GTK_EDITABLE (widget), 0, -1);

  return GDK_EVENT_STOP;
}

static gboolean
search_down_cb (GtkWidget *entry,
                GVariant  *args,
                gpointer   user_data)
{
  TroupeLibraryPage *self = TROUPE_LIBRARY_PAGE (gtk_widget_get_ancestor (entry, TROUPE_TYPE_LIBRARY_PAGE));

  return gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

static void
search_activated_cb (TroupeLibraryPage *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) == 0)
    return;

  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), 0, TRUE);
  gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

/* Following the library */

static gboolean
refresh_cb (gpointer user_data)
{
  TroupeLibraryPage *self = user_data;
  GHashTableIter iter;
  gpointer row = NULL;

  self->refresh_id = 0;
  update_incremental (self);
  g_hash_table_iter_init (&iter, self->rows);
  while (self->shall_update_rows && g_hash_table_iter_next (&iter, &row, NULL))
    troupe_library_row_update (row);
  self->shall_update_rows = FALSE;

  if (self->shall_filter)
    {
      GtkSorter *sorter = gtk_sort_list_model_get_sorter (self->sorted);

      self->shall_filter = FALSE;
      if (!troupe_library_filter_is_open (self->filter))
        gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
      if (sorter != NULL)
        gtk_sorter_changed (sorter, GTK_SORTER_CHANGE_DIFFERENT);
      prepare (self);
    }
  items_changed_cb (self);

  return G_SOURCE_REMOVE;
}

static void
queue_refresh (TroupeLibraryPage *self)
{
  if (self->refresh_id == 0)
    self->refresh_id = g_idle_add (refresh_cb, self);
}

static void
references_changed_cb (TroupeLibraryPage *self)
{
  self->shall_update_rows = TRUE;
  queue_refresh (self);
}

/* The models further on hear of what was found only after this, so nothing may be asked of them yet. */
static void
pending_cb (TroupeLibraryPage *self)
{
  if (gtk_filter_list_model_get_pending (self->filtered) == 0)
    queue_refresh (self);
}

static void
catalog_changed_cb (TroupeLibraryPage *self,
                    guint              kind,
                    const char        *id)
{
  if (kind == self->kind)
    {
      self->shall_filter = TRUE;
      queue_refresh (self);
    }
}

static void
set_source (TroupeLibraryPage *self)
{
  TroupeLibrary *library = troupe_library_page_get_library (self);
  GListModel *source = library != NULL ? troupe_catalog_list (TROUPE_CATALOG (library), self->kind) : NULL;

  g_set_object (&self->source, source);
  g_signal_group_set_target (self->source_signals, self->source);
  gtk_filter_list_model_set_model (self->filtered, self->source);
  prepare (self);
  troupe_library_page_update (self);
  troupe_library_page_update_edit_actions (self);
}

static void
update_kind (TroupeLibraryPage *self)
{
  const char *title = troupe_kind_get_new_title (self->kind);
  gboolean is_persona = self->kind == TROUPE_KIND_PERSONA;
  GAction *tier = G_ACTION (troupe_library_page_get_action (self, "library-tier"));

  gtk_widget_set_tooltip_text (self->new_button, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->new_button), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_button_set_label (GTK_BUTTON (self->empty_new_button), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  troupe_kind_get_title (self->kind), -1);
  /* What is no persona has no tier. */
  g_simple_action_set_enabled (G_SIMPLE_ACTION (tier), is_persona);
}

static void
workspace_changed_cb (TroupeLibraryPage *self)
{
  TroupeLibrary *library = troupe_library_page_get_library (self);

  g_clear_object (&self->references);
  if (library != NULL)
    self->references = troupe_references_new (TROUPE_CATALOG (library));
  g_signal_group_set_target (self->reference_signals, self->references);
  g_signal_group_set_target (self->catalog_signals, library);
  g_signal_group_set_target (self->library_signals, library);
  set_source (self);
}

/* Building */

static void
add_toggle (GtkWidget  *box,
            const char *action,
            const char *target,
            const char *icon_name,
            const char *label,
            const char *name)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *text = gtk_label_new (label);

  if (icon_name != NULL)
    {
      gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (content), gtk_image_new_from_icon_name (icon_name));
      gtk_widget_add_css_class (text, "caption");
      gtk_widget_set_hexpand (button, TRUE);
      gtk_widget_set_tooltip_text (button, name);
    }
  gtk_box_append (GTK_BOX (content), text);
  gtk_widget_set_valign (content, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (button), content);
  gtk_widget_add_css_class (button, icon_name != NULL ? "flat" : "scope-chip");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_box_append (GTK_BOX (box), button);
}

static void
add_shortcut (GtkEventController *controller,
              guint               keyval,
              GdkModifierType     modifiers,
              const char         *action)
{
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (keyval, modifiers),
                                                          gtk_named_action_new (action)));
}

static gboolean
menu_key_cb (GtkWidget *widget,
             GVariant  *args,
             gpointer   user_data)
{
  return troupe_library_page_popup_focused (TROUPE_LIBRARY_PAGE (widget));
}

/* Its key is the window's, and belongs to whichever page is on show. */
static void
update_find (TroupeLibraryPage *self)
{
  if (self->window != NULL)
    g_simple_action_set_enabled (troupe_library_page_get_action (self, "library-focus-search"),
                                 gtk_widget_get_mapped (GTK_WIDGET (self)));
}

static gboolean
troupe_library_page_grab_focus (GtkWidget *widget)
{
  TroupeLibraryPage *self = TROUPE_LIBRARY_PAGE (widget);

  return gtk_widget_grab_focus (GTK_WIDGET (self->list)) || gtk_widget_child_focus (self->kinds, GTK_DIR_TAB_FORWARD);
}

static void
troupe_library_page_dispose (GObject *object)
{
  TroupeLibraryPage *self = TROUPE_LIBRARY_PAGE (object);

  g_clear_handle_id (&self->prepare_id, g_source_remove);
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_object (&self->catalog_signals);
  g_clear_object (&self->library_signals);
  g_clear_object (&self->source_signals);
  g_clear_object (&self->reference_signals);
  g_clear_weak_pointer (&self->window);
  if (self->sorted != NULL)
    gtk_sort_list_model_set_sorter (self->sorted, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->sorted);
  g_clear_object (&self->filtered);
  g_clear_object (&self->filter);
  g_clear_object (&self->references);
  g_clear_object (&self->source);

  G_OBJECT_CLASS (troupe_library_page_parent_class)->dispose (object);
}

static void
troupe_library_page_finalize (GObject *object)
{
  TroupeLibraryPage *self = TROUPE_LIBRARY_PAGE (object);

  g_clear_pointer (&self->rows, g_hash_table_unref);
  g_clear_pointer (&self->wanted_ids, g_strfreev);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (troupe_library_page_parent_class)->finalize (object);
}

static void
troupe_library_page_class_init (TroupeLibraryPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_library_page_dispose;
  object_class->finalize = troupe_library_page_finalize;
  widget_class->grab_focus = troupe_library_page_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/library/troupe-library-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeLibraryPage, action_bar);
  gtk_widget_class_bind_template_child (widget_class, TroupeLibraryPage, clear_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeLibraryPage, empty_new_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeLibraryPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, TroupeLibraryPage, kinds);
  gtk_widget_class_bind_template_child (widget_class, TroupeLibraryPage, list);
  gtk_widget_class_bind_template_child (widget_class, TroupeLibraryPage, new_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeLibraryPage, open_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeLibraryPage, scopes);
  gtk_widget_class_bind_template_child (widget_class, TroupeLibraryPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, TroupeLibraryPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, TroupeLibraryPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, TroupeLibraryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TroupeLibraryPage, view_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeLibraryPage, view_label);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  /* Menus show the key of a shortcut, and this is not the one to show. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Delete, 0, "win.library-delete", NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
}

static void
troupe_library_page_init (TroupeLibraryPage *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkEventController *down = gtk_shortcut_controller_new ();

  self->cancellable = g_cancellable_new ();
  self->rows = g_hash_table_new (NULL, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  /* AI Settings belong to one discussion. */
  troupe_page_set_has_pane (TROUPE_PAGE (self), FALSE);

  self->filter = troupe_library_filter_new ();
  self->filtered = gtk_filter_list_model_new (NULL, GTK_FILTER (g_object_ref (self->filter)));
  self->sorted = gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (self->filtered)), NULL);
  gtk_sort_list_model_set_incremental (self->sorted, TRUE);
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->sorted)));

  troupe_library_page_set_up_list (self);

  for (guint i = 0; i < N_KINDS; i++)
    add_toggle (self->kinds, "win.library-kind", troupe_enum_get_nick (TROUPE_TYPE_KIND, kinds[i].kind), kinds[i].icon_name,
                g_dpgettext2 (GETTEXT_PACKAGE, "library", kinds[i].label), troupe_kind_get_title (kinds[i].kind));
  add_toggle (self->scopes, "win.library-scope", "all", NULL, C_("scope", "All"), C_("scope", "All"));
  for (TroupeScope scope = TROUPE_SCOPE_BUILT_IN; scope <= TROUPE_SCOPE_PROJECT; scope++)
    add_toggle (self->scopes, "win.library-scope", troupe_enum_get_nick (TROUPE_TYPE_SCOPE, scope), NULL,
                troupe_scope_get_title (scope), troupe_scope_get_title (scope));

  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  gtk_search_bar_set_key_capture_widget (self->search_bar, GTK_WIDGET (self->scroller));

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (down),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Down, 0),
                                                          gtk_callback_action_new (search_down_cb, NULL, NULL)));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (down),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_a, GDK_CONTROL_MASK),
                                                          gtk_callback_action_new (search_select_all_cb, NULL, NULL)));
  gtk_widget_add_controller (self->search_entry, down);

  add_shortcut (keys, GDK_KEY_Delete, 0, "win.library-delete");
  add_shortcut (keys, GDK_KEY_F2, 0, "win.library-rename");
  add_shortcut (keys, GDK_KEY_a, GDK_CONTROL_MASK, "win.library-select-all");
  add_shortcut (keys, GDK_KEY_d, GDK_CONTROL_MASK, "win.library-duplicate");
  add_shortcut (keys, GDK_KEY_Escape, 0, "win.library-cancel");
  gtk_widget_add_controller (GTK_WIDGET (self), keys);

  self->menu = troupe_context_menu_new (GTK_WIDGET (self));

  self->catalog_signals = g_signal_group_new (TROUPE_TYPE_CATALOG);
  g_signal_group_connect_swapped (self->catalog_signals, "changed", G_CALLBACK (catalog_changed_cb), self);
  self->library_signals = g_signal_group_new (TROUPE_TYPE_LIBRARY);
  g_signal_group_connect_swapped (self->library_signals, "notify::is-loaded", G_CALLBACK (troupe_library_page_update), self);
  self->source_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->source_signals, "items-changed", G_CALLBACK (prepare), self);
  self->reference_signals = g_signal_group_new (TROUPE_TYPE_REFERENCES);
  g_signal_group_connect_swapped (self->reference_signals, "changed", G_CALLBACK (references_changed_cb), self);
}

/**
 * troupe_library_page_new:
 * @window: the window that will show it
 *
 * Makes the page and adds its actions to those of @window.
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
troupe_library_page_new (TroupeWindow *window)
{
  TroupeLibraryPage *self = g_object_new (TROUPE_TYPE_LIBRARY_PAGE, "title", _("Library"), NULL);

  g_set_weak_pointer (&self->window, window);
  troupe_library_page_add_view_actions (self);
  troupe_library_page_add_edit_actions (self);
  troupe_library_page_add_file_actions (self);

  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  /* After the list view, which has to know of an item before it can be selected. */
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->filtered, "notify::pending", G_CALLBACK (pending_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "notify::workspace", G_CALLBACK (workspace_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_after (self, "map", G_CALLBACK (update_find), NULL);
  g_signal_connect_after (self, "unmap", G_CALLBACK (update_find), NULL);
  update_kind (self);
  update_find (self);
  workspace_changed_cb (self);

  return GTK_WIDGET (self);
}

/*
 * troupe_library_page_get_action:
 * @self: the page
 * @name: the name of an action of the page
 *
 * Returns: (transfer none): the action
 */
GSimpleAction *
troupe_library_page_get_action (TroupeLibraryPage *self,
                                const char        *name)
{
  return G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->window), name));
}

/*
 * troupe_library_page_set_kind:
 * @self: the page
 * @kind: a kind
 *
 * Shows what there is of @kind, with nothing selected.
 */
void
troupe_library_page_set_kind (TroupeLibraryPage *self,
                              TroupeKind         kind)
{
  if (self->kind == kind)
    return;

  troupe_library_page_set_selecting (self, FALSE);
  self->kind = kind;
  update_kind (self);
  set_source (self);
}

/*
 * troupe_library_page_get_library:
 * @self: the page
 *
 * Returns: (transfer none) (nullable): what it shows; %NULL once the window is gone
 */
TroupeLibrary *
troupe_library_page_get_library (TroupeLibraryPage *self)
{
  TroupeWorkspace *workspace = self->window != NULL ? troupe_window_get_workspace (self->window) : NULL;

  return workspace != NULL ? troupe_workspace_get_library (workspace) : NULL;
}

/*
 * troupe_library_page_show:
 * @self: the page
 * @kind: a kind
 * @ids: (array zero-terminated=1): what to select
 *
 * Shows definitions and selects them, and no others. Filters that hide them go.
 */
void
troupe_library_page_show (TroupeLibraryPage  *self,
                          TroupeKind          kind,
                          const char * const *ids)
{
  g_action_change_state (G_ACTION (troupe_library_page_get_action (self, "library-kind")),
                         g_variant_new_string (troupe_enum_get_nick (TROUPE_TYPE_KIND, kind)));
  for (guint i = 0; ids[i] != NULL; i++)
    {
      TroupeDefinition *definition = troupe_catalog_lookup (TROUPE_CATALOG (troupe_library_page_get_library (self)), kind, ids[i]);

      if (definition != NULL && !gtk_filter_match (GTK_FILTER (self->filter), definition))
        {
          g_action_activate (G_ACTION (troupe_library_page_get_action (self, "library-show-all")), NULL);
          break;
        }
    }

  g_strfreev (self->wanted_ids);
  self->wanted_ids = g_strdupv ((char **) ids);
  select_wanted (self);
}

/*
 * troupe_library_page_set_selecting:
 * @self: the page
 * @selecting: whether several are being selected
 *
 * Shows check boxes, and what can be done with all that is selected. At the end nothing is selected.
 */
void
troupe_library_page_set_selecting (TroupeLibraryPage *self,
                                   gboolean           selecting)
{
  GHashTableIter iter;
  gpointer row = NULL;

  if (self->is_selecting == selecting)
    return;

  self->is_selecting = selecting;
  g_simple_action_set_state (troupe_library_page_get_action (self, "library-selecting"), g_variant_new_boolean (selecting));
  gtk_revealer_set_reveal_child (self->action_bar, selecting);
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    troupe_library_row_set_selecting (row, selecting);
  if (!selecting)
    gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
  update_subtitle (self);
}
