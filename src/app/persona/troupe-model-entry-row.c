/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-model-entry-row.h"
#include "troupe-model-listing.h"
#include "troupe-setting-text.h"
#include "troupe-settings-group.h"

/**
 * TroupeModelEntryRow:
 *
 * One of the preferred models: its name and provider, what it has of its own, and below it the fields of that. It changes
 * nothing itself: #TroupeModelEntryRow::edited has another entry, #TroupeModelEntryRow::move another place, and
 * #TroupeModelEntryRow::remove says that it should go.
 */

#define FIELDS "provider temperature top_p max_output_tokens reasoning_effort"

struct _TroupeModelEntryRow
{
  TroupeFoldRow      parent_instance;

  /* Input */
  TroupeModelEntry  *entry;          /* (owned) (nullable) */
  TroupeLayerSource  list;           /* where the list is stated; nothing in it is owned */
  guint              index;

  /* Owned References */
  TroupeAiSettings  *settings;       /* (owned): what the entry says, as it is edited */
  GSimpleActionGroup *actions;       /* (owned) */

  /* Children */
  GtkWidget         *number_label;
  GtkWidget         *own_label;
  GtkWidget         *missing_box;
  GtkWidget         *handle;
  GtkWidget         *menu_button;
  GtkWidget         *name_row;       /* (nullable): made when the row opens */
  GtkWidget         *group;          /* (nullable): the same */

  /* In Progress */
  char              *problem;        /* (owned) (nullable) */
  guint              n_loading;
};

enum
{
  PROP_0,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  EDITED,
  MOVE,
  REMOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeModelEntryRow, troupe_model_entry_row, TROUPE_TYPE_FOLD_ROW)

static void
update_problem (TroupeModelEntryRow *self)
{
  const char *problem = self->group != NULL ? troupe_settings_group_get_problem (TROUPE_SETTINGS_GROUP (self->group)) : NULL;
  gboolean has_name = TRUE;

  if (self->name_row != NULL)
    {
      g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));

      has_name = *name != '\0';
      if (has_name)
        gtk_widget_remove_css_class (self->name_row, "error");
      else
        gtk_widget_add_css_class (self->name_row, "error");
    }
  if (!has_name)
    problem = _("A model needs a name; remove it if it is not wanted");

  if (g_strcmp0 (self->problem, problem) == 0)
    return;

  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

/* What the entry has of its own: "Temperature 0.00 · Top P Not sent" */
static char *
describe_own (TroupeModelEntryRow *self)
{
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      TroupeFieldState state = troupe_ai_settings_get_state (self->settings, field);
      g_autofree char *value = NULL;

      if (state == TROUPE_FIELD_STATE_UNSET || field == TROUPE_FIELD_PROVIDER)
        continue;
      value = troupe_setting_format (self->list.workspace, field, state,
                                     state == TROUPE_FIELD_STATE_SET ? troupe_ai_settings_get_value (self->settings, field)
                                                                     : NULL);
      /* Translators: a setting and its value: "Temperature 0.20" */
      g_ptr_array_add (parts, g_strdup_printf (_("%s %s"), troupe_setting_get_title (field), value));
    }
  g_ptr_array_add (parts, NULL);

  return g_strjoinv (" · ", (char **) parts->pdata);
}

static void
update (TroupeModelEntryRow *self)
{
  const char *model = troupe_model_entry_get_model (self->entry);
  const char *own_provider = troupe_model_entry_get_provider (self->entry);
  g_autoptr(TroupeProvider) provider = troupe_layer_source_find_provider (&self->list, self->settings);
  const char * const *known = provider != NULL ? troupe_model_listing_get_known (provider) : NULL;
  gboolean is_missing = known != NULL && !g_strv_contains (known, model);
  g_autofree char *own = describe_own (self);
  g_autofree char *number = g_strdup_printf ("%u", self->index + 1);
  g_autofree char *menu = NULL;
  g_autofree char *description = NULL;
  const char *provider_name = provider != NULL ? troupe_provider_get_name (provider) : own_provider;

  troupe_fold_row_set_title (TROUPE_FOLD_ROW (self), *model != '\0' ? model : _("No name"));
  troupe_fold_row_set_subtitle (TROUPE_FOLD_ROW (self), provider_name);
  gtk_label_set_text (GTK_LABEL (self->number_label), number);
  gtk_label_set_text (GTK_LABEL (self->own_label), own);
  gtk_widget_set_tooltip_text (self->own_label, own);
  gtk_widget_set_visible (self->own_label, *own != '\0');
  gtk_widget_set_visible (self->missing_box, is_missing);

  /* Translators: the accessible name of a button; %s is the name of a model */
  menu = g_strdup_printf (_("Menu of %s"), model);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL, menu, -1);
  description = g_strjoin (", ", number, provider_name != NULL ? provider_name : _("No provider"),
                           is_missing ? _("Not listed") : *own != '\0' ? own : NULL,
                           is_missing && *own != '\0' ? own : NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

static void
emit_edited (TroupeModelEntryRow *self,
             const char          *model)
{
  g_autoptr(TroupeModelEntry) entry = troupe_model_entry_new_from_settings (model, self->settings);

  g_signal_emit (self, signals[EDITED], 0, entry);
}

static void
settings_changed_cb (TroupeModelEntryRow *self)
{
  if (self->n_loading == 0 && self->entry != NULL)
    emit_edited (self, troupe_model_entry_get_model (self->entry));
}

static void
name_changed_cb (TroupeModelEntryRow *self)
{
  g_autofree char *name = NULL;

  if (self->n_loading > 0 || self->entry == NULL)
    return;

  update_problem (self);
  name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));
  if (*name != '\0')
    emit_edited (self, name);
}

static void
load (TroupeModelEntryRow *self,
      TroupeModelEntry    *before)
{
  g_autoptr(TroupeAiSettings) stated = troupe_model_entry_dup_settings (self->entry);
  const char *model = troupe_model_entry_get_model (self->entry);

  self->n_loading++;
  troupe_ai_settings_assign (self->settings, stated);
  if (self->name_row != NULL && (before == NULL || g_strcmp0 (troupe_model_entry_get_model (before), model) != 0))
    {
      g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));

      /* A space at its end is no other name, and may be followed by more. */
      if (g_strcmp0 (name, model) != 0)
        gtk_editable_set_text (GTK_EDITABLE (self->name_row), model);
    }
  self->n_loading--;
}

static GtkWidget *
troupe_model_entry_row_create_content (TroupeFoldRow *row)
{
  TroupeModelEntryRow *self = TROUPE_MODEL_ENTRY_ROW (row);
  TroupeLayerSource source = { self->list.workspace, self->settings, self->list.resolver, self->list.layer, TRUE };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *list = gtk_list_box_new ();

  self->name_row = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name_row), _("Model Name"));
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), troupe_model_entry_get_model (self->entry));
  g_signal_connect_object (self->name_row, "changed", G_CALLBACK (name_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Model Name"), -1);
  gtk_widget_add_css_class (list, "nested-settings");
  gtk_list_box_append (GTK_LIST_BOX (list), self->name_row);

  self->group = troupe_settings_group_new (FIELDS, TRUE);
  troupe_settings_group_set_source (TROUPE_SETTINGS_GROUP (self->group), &source);
  g_signal_connect_object (self->group, "notify::problem", G_CALLBACK (update_problem), self, G_CONNECT_SWAPPED);

  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), self->group);

  return box;
}

static void
move_up_activated_cb (TroupeModelEntryRow *self)
{
  g_signal_emit (self, signals[MOVE], 0, -1);
}

static void
move_down_activated_cb (TroupeModelEntryRow *self)
{
  g_signal_emit (self, signals[MOVE], 0, 1);
}

static void
remove_activated_cb (TroupeModelEntryRow *self)
{
  g_signal_emit (self, signals[REMOVE], 0);
}

static void
edit_activated_cb (TroupeModelEntryRow *self)
{
  troupe_fold_row_set_is_open (TROUPE_FOLD_ROW (self), TRUE);
  gtk_widget_grab_focus (self->name_row);
}

/* Keys are for the row, not for what is edited below it. */
static gboolean
key_cb (GtkWidget *widget,
        GVariant  *args,
        gpointer   user_data)
{
  TroupeModelEntryRow *self = TROUPE_MODEL_ENTRY_ROW (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  int by = g_variant_get_int32 (args);

  if (troupe_fold_row_is_in_content (TROUPE_FOLD_ROW (self), focus))
    return FALSE;

  if (by != 0)
    g_signal_emit (self, signals[MOVE], 0, by);
  else
    g_signal_emit (self, signals[REMOVE], 0);

  return TRUE;
}

static GdkContentProvider *
drag_prepare_cb (TroupeModelEntryRow *self)
{
  return gdk_content_provider_new_typed (TROUPE_TYPE_MODEL_ENTRY_ROW, self);
}

static void
drag_begin_cb (TroupeModelEntryRow *self,
               GdkDrag             *drag)
{
  GtkWidget *icon = gtk_drag_icon_get_for_drag (drag);
  GtkWidget *label = gtk_label_new (troupe_model_entry_get_model (self->entry));

  gtk_widget_add_css_class (label, "drag-label");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (icon), label);
  gtk_widget_add_css_class (GTK_WIDGET (self), "dragged");
}

static void
drag_end_cb (TroupeModelEntryRow *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self), "dragged");
}

static void
troupe_model_entry_row_dispose (GObject *object)
{
  TroupeModelEntryRow *self = TROUPE_MODEL_ENTRY_ROW (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->entry, troupe_model_entry_unref);

  G_OBJECT_CLASS (troupe_model_entry_row_parent_class)->dispose (object);
}

static void
troupe_model_entry_row_finalize (GObject *object)
{
  TroupeModelEntryRow *self = TROUPE_MODEL_ENTRY_ROW (object);

  g_free (self->problem);

  G_OBJECT_CLASS (troupe_model_entry_row_parent_class)->finalize (object);
}

static void
troupe_model_entry_row_get_property (GObject    *object,
                                     guint       prop_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_PROBLEM:
      g_value_set_string (value, troupe_model_entry_row_get_problem (TROUPE_MODEL_ENTRY_ROW (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_model_entry_row_class_init (TroupeModelEntryRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_model_entry_row_dispose;
  object_class->finalize = troupe_model_entry_row_finalize;
  object_class->get_property = troupe_model_entry_row_get_property;
  TROUPE_FOLD_ROW_CLASS (klass)->create_content = troupe_model_entry_row_create_content;

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Up, GDK_ALT_MASK, key_cb, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Up, GDK_ALT_MASK, key_cb, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, GDK_ALT_MASK, key_cb, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Down, GDK_ALT_MASK, key_cb, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, key_cb, "i", 0);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Delete, 0, key_cb, "i", 0);

  /**
   * TroupeModelEntryRow:problem:
   *
   * A sentence that says why the entry cannot be saved, or %NULL.
   */
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * TroupeModelEntryRow::edited:
   * @self: the row
   * @entry: what the entry says now
   *
   * A person changed what the entry says.
   */
  signals[EDITED] = g_signal_new ("edited", TROUPE_TYPE_MODEL_ENTRY_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, TROUPE_TYPE_MODEL_ENTRY);
  /**
   * TroupeModelEntryRow::move:
   * @self: the row
   * @by: how many places down; below 0 is up
   *
   * A person wants the entry to be elsewhere.
   */
  signals[MOVE] = g_signal_new ("move", TROUPE_TYPE_MODEL_ENTRY_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_INT);
  /**
   * TroupeModelEntryRow::remove:
   * @self: the row
   *
   * A person wants the entry to go.
   */
  signals[REMOVE] = g_signal_new ("remove", TROUPE_TYPE_MODEL_ENTRY_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

/* The key is only shown: the row has it whether the menu was made or not. */
static void
append_with_key (GMenu      *menu,
                 const char *label,
                 const char *action,
                 const char *key)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, action);

  g_menu_item_set_attribute (item, "accel", "s", key);
  g_menu_append_item (menu, item);
}

static GMenuModel *
create_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr(GMenu) edit = g_menu_new ();
  g_autoptr(GMenu) move = g_menu_new ();
  g_autoptr(GMenu) away = g_menu_new ();

  g_menu_append (edit, _("_Edit"), "entry.edit");
  append_with_key (move, _("Move _Up"), "entry.move-up", "<Alt>Up");
  append_with_key (move, _("Move _Down"), "entry.move-down", "<Alt>Down");
  append_with_key (away, _("_Remove"), "entry.remove", "Delete");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (edit));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (move));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (away));

  return G_MENU_MODEL (menu);
}

static void
add_actions (TroupeModelEntryRow *self)
{
  static const struct
  {
    const char *name;
    GCallback   callback;
  } actions[] = {
    { "edit", G_CALLBACK (edit_activated_cb) },
    { "move-up", G_CALLBACK (move_up_activated_cb) },
    { "move-down", G_CALLBACK (move_down_activated_cb) },
    { "remove", G_CALLBACK (remove_activated_cb) },
  };

  self->actions = g_simple_action_group_new ();
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr(GSimpleAction) action = g_simple_action_new (actions[i].name, NULL);

      g_signal_connect_object (action, "activate", actions[i].callback, self, G_CONNECT_SWAPPED);
      g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
    }
  gtk_widget_insert_action_group (GTK_WIDGET (self), "entry", G_ACTION_GROUP (self->actions));
}

static void
set_enabled (TroupeModelEntryRow *self,
             const char          *name,
             gboolean             enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), name)), enabled);
}

static void
add_handle (TroupeModelEntryRow *self)
{
  GtkDragSource *drag = gtk_drag_source_new ();

  self->handle = gtk_image_new_from_icon_name ("list-drag-handle-symbolic");
  gtk_widget_add_css_class (self->handle, "drag-handle");
  gtk_widget_set_tooltip_text (self->handle, _("Drag to Reorder"));
  troupe_fold_row_add_prefix (TROUPE_FOLD_ROW (self), self->handle);

  gtk_drag_source_set_actions (drag, GDK_ACTION_MOVE);
  g_signal_connect_object (drag, "prepare", G_CALLBACK (drag_prepare_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drag, "drag-end", G_CALLBACK (drag_end_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->handle, GTK_EVENT_CONTROLLER (drag));
}

static void
troupe_model_entry_row_init (TroupeModelEntryRow *self)
{
  TroupeFoldRow *row = TROUPE_FOLD_ROW (self);
  g_autoptr(GMenuModel) menu = create_menu ();
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  GtkWidget *label = gtk_label_new (_("Not listed"));

  self->settings = troupe_ai_settings_new ();
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
  add_actions (self);
  add_handle (self);

  self->number_label = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->number_label, "dim-label");
  gtk_widget_add_css_class (self->number_label, "numeric");
  troupe_fold_row_add_prefix (row, self->number_label);

  self->own_label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->own_label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (self->own_label), 18);
  gtk_widget_set_valign (self->own_label, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->own_label, "caption");
  gtk_widget_add_css_class (self->own_label, "pill-outline");
  troupe_fold_row_add_suffix (row, self->own_label);

  self->missing_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (self->missing_box, "warning");
  gtk_widget_set_tooltip_text (self->missing_box, _("The provider does not list this model"));
  gtk_box_append (GTK_BOX (self->missing_box), icon);
  gtk_box_append (GTK_BOX (self->missing_box), label);
  troupe_fold_row_add_suffix (row, self->missing_box);

  self->menu_button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu_button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu_button), menu);
  gtk_widget_set_tooltip_text (self->menu_button, _("Menu"));
  gtk_widget_set_valign (self->menu_button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->menu_button, "flat");
  troupe_fold_row_add_suffix (row, self->menu_button);
}

/**
 * troupe_model_entry_row_new:
 *
 * Returns: (transfer floating): a row without entry
 */
GtkWidget *
troupe_model_entry_row_new (void)
{
  return g_object_new (TROUPE_TYPE_MODEL_ENTRY_ROW, NULL);
}

/**
 * troupe_model_entry_row_get_entry:
 * @self: the row
 *
 * Returns: (transfer none) (nullable): what it shows
 */
TroupeModelEntry *
troupe_model_entry_row_get_entry (TroupeModelEntryRow *self)
{
  g_return_val_if_fail (TROUPE_IS_MODEL_ENTRY_ROW (self), NULL);

  return self->entry;
}

/**
 * troupe_model_entry_row_set_entry:
 * @self: the row
 * @list: the layer that states the list; it and what is in it live as long as the row
 * @entry: what to show
 *
 * Shows an entry. No signal is emitted.
 */
void
troupe_model_entry_row_set_entry (TroupeModelEntryRow     *self,
                                  const TroupeLayerSource *list,
                                  TroupeModelEntry        *entry)
{
  g_autoptr(TroupeModelEntry) before = NULL;

  g_return_if_fail (TROUPE_IS_MODEL_ENTRY_ROW (self));
  g_return_if_fail (list != NULL);
  g_return_if_fail (entry != NULL);

  before = g_steal_pointer (&self->entry);
  self->entry = troupe_model_entry_ref (entry);
  self->list = *list;
  if (before == NULL || !troupe_model_entry_equal (before, entry))
    load (self, before);
  update (self);
  update_problem (self);
}

/**
 * troupe_model_entry_row_get_index:
 * @self: the row
 *
 * Returns: the entry's place in the list, from 0
 */
guint
troupe_model_entry_row_get_index (TroupeModelEntryRow *self)
{
  g_return_val_if_fail (TROUPE_IS_MODEL_ENTRY_ROW (self), 0);

  return self->index;
}

/**
 * troupe_model_entry_row_set_index:
 * @self: the row
 * @index: the entry's place, from 0
 * @n_entries: how many there are
 *
 * Sets the place, which is shown as a number.
 */
void
troupe_model_entry_row_set_index (TroupeModelEntryRow *self,
                                  guint                index,
                                  guint                n_entries)
{
  g_return_if_fail (TROUPE_IS_MODEL_ENTRY_ROW (self));

  self->index = index;
  set_enabled (self, "move-up", index > 0);
  set_enabled (self, "move-down", index + 1 < n_entries);
  gtk_widget_set_visible (self->handle, n_entries > 1);
}

/**
 * troupe_model_entry_row_get_problem:
 * @self: the row
 *
 * Returns: (nullable): see #TroupeModelEntryRow:problem
 */
const char *
troupe_model_entry_row_get_problem (TroupeModelEntryRow *self)
{
  g_return_val_if_fail (TROUPE_IS_MODEL_ENTRY_ROW (self), NULL);

  return self->problem;
}

/**
 * troupe_model_entry_row_show_problem:
 * @self: the row
 *
 * Opens the row and puts the focus where the problem is.
 */
void
troupe_model_entry_row_show_problem (TroupeModelEntryRow *self)
{
  g_return_if_fail (TROUPE_IS_MODEL_ENTRY_ROW (self));

  troupe_fold_row_set_is_open (TROUPE_FOLD_ROW (self), TRUE);
  if (troupe_settings_group_get_problem (TROUPE_SETTINGS_GROUP (self->group)) != NULL)
    troupe_settings_group_show_problem (TROUPE_SETTINGS_GROUP (self->group));
  else
    gtk_widget_grab_focus (self->name_row);
}
