/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-model-entry-row.h"
#include "troupe-model-list-group.h"
#include "troupe-model-popover.h"

/**
 * TroupeModelListGroup:
 *
 * The preferred models of a layer, in order: add, move, remove, and what each has of its own. They are moved by dragging,
 * by Alt+Up and Alt+Down, and from the menu of a row.
 */

struct _TroupeModelListGroup
{
  AdwPreferencesGroup  parent_instance;

  /* Owned References */
  TroupeWorkspace     *workspace;          /* (owned) (nullable) */
  TroupeAiSettings    *settings;           /* (owned) (nullable) */
  TroupeResolver      *resolver;           /* (owned) (nullable) */
  TroupeLayer          layer;
  GSignalGroup        *settings_signals;
  GSignalGroup        *resolver_signals;
  GSignalGroup        *provider_signals;

  /* Children */
  GtkWidget           *add_button;
  GtkWidget           *popover;            /* (nullable) */
  GtkWidget           *list;
  GtkWidget           *inherit_row;
  GPtrArray           *rows;               /* of unowned TroupeModelEntryRow, in order */

  /* In Progress */
  char                *problem;            /* (owned) (nullable) */
  GtkListBoxRow       *drop_row;           /* (nullable): where something is dragged */
};

enum
{
  PROP_0,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TroupeModelListGroup, troupe_model_list_group, ADW_TYPE_PREFERENCES_GROUP)

static TroupeLayerSource
get_source (TroupeModelListGroup *self)
{
  return (TroupeLayerSource) { self->workspace, self->settings, self->resolver, self->layer, FALSE };
}

static TroupeModelList *
get_models (TroupeModelListGroup *self)
{
  if (self->settings == NULL ||
      troupe_ai_settings_get_state (self->settings, TROUPE_FIELD_PREFERRED_MODELS) != TROUPE_FIELD_STATE_SET)
    return NULL;

  return troupe_ai_settings_get_preferred_models (self->settings);
}

/* An empty list is none: what is below comes through. */
static void
set_models (TroupeModelListGroup *self,
            TroupeModelList      *models)
{
  if (troupe_model_list_get_n_items (models) > 0)
    troupe_ai_settings_set_preferred_models (self->settings, models);
  else
    troupe_ai_settings_unset (self->settings, TROUPE_FIELD_PREFERRED_MODELS);
}

static void
problem_cb (TroupeModelListGroup *self)
{
  const char *problem = NULL;

  for (guint i = 0; i < self->rows->len && problem == NULL; i++)
    problem = troupe_model_entry_row_get_problem (g_ptr_array_index (self->rows, i));
  if (g_strcmp0 (self->problem, problem) == 0)
    return;

  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
edited_cb (TroupeModelListGroup *self,
           TroupeModelEntry     *entry,
           TroupeModelEntryRow  *row)
{
  TroupeModelList *models = get_models (self);
  g_autoptr(TroupeModelList) edited = NULL;

  if (models == NULL)
    return;

  edited = troupe_model_list_replace (models, troupe_model_entry_row_get_index (row), entry);
  set_models (self, edited);
}

/* The row goes along, so that it is not taken for one that was made anew. */
static void
move (TroupeModelListGroup *self,
      guint                 index,
      guint                 to)
{
  TroupeModelList *models = get_models (self);
  g_autoptr(TroupeModelList) moved = NULL;

  if (models == NULL || index >= self->rows->len || to >= self->rows->len || index == to)
    return;

  moved = troupe_model_list_move (models, index, to);
  g_ptr_array_insert (self->rows, (int) to, g_ptr_array_steal_index (self->rows, index));
  set_models (self, moved);
}

static void
move_cb (TroupeModelListGroup *self,
         int                   by,
         TroupeModelEntryRow  *row)
{
  int to = (int) troupe_model_entry_row_get_index (row) + by;

  if (to >= 0)
    move (self, troupe_model_entry_row_get_index (row), (guint) to);
}

static void
remove_cb (TroupeModelListGroup *self,
           TroupeModelEntryRow  *row)
{
  TroupeModelList *models = get_models (self);
  guint index = troupe_model_entry_row_get_index (row);
  g_autoptr(TroupeModelList) rest = NULL;

  if (models == NULL || index >= self->rows->len)
    return;

  /* Before the row goes, and the focus with it. */
  if (index + 1 < self->rows->len)
    gtk_widget_grab_focus (g_ptr_array_index (self->rows, index + 1));
  else if (index > 0)
    gtk_widget_grab_focus (g_ptr_array_index (self->rows, index - 1));
  else
    gtk_widget_grab_focus (self->add_button);

  g_ptr_array_remove_index (self->rows, index);
  gtk_list_box_remove (GTK_LIST_BOX (self->list), GTK_WIDGET (row));
  rest = troupe_model_list_remove (models, index);
  set_models (self, rest);
  problem_cb (self);
}

static void
chosen_cb (TroupeModelListGroup *self,
           const char           *name)
{
  TroupeModelList *models = get_models (self);
  g_autoptr(TroupeModelEntry) entry = troupe_model_entry_new (name, NULL, NULL);
  g_autoptr(TroupeModelList) more = NULL;

  if (self->settings == NULL)
    return;

  /* Twice the same would be tried twice; with another provider or parameters it can be there again. */
  for (guint i = 0; i < self->rows->len; i++)
    if (troupe_model_entry_equal (troupe_model_entry_row_get_entry (g_ptr_array_index (self->rows, i)), entry))
      {
        gtk_widget_grab_focus (g_ptr_array_index (self->rows, i));
        return;
      }

  more = troupe_model_list_insert (models, G_MAXUINT, entry);
  set_models (self, more);
}

/* (transfer none): a row for @entry: the one that shows it, or one of that name, or the one that is there */
static TroupeModelEntryRow *
take_row (TroupeModelListGroup *self,
          GPtrArray            *old_rows,
          TroupeModelEntry     *entry)
{
  GtkWidget *row;
  guint best = G_MAXUINT;

  for (guint i = 0; i < old_rows->len; i++)
    {
      TroupeModelEntry *old = troupe_model_entry_row_get_entry (g_ptr_array_index (old_rows, i));

      if (troupe_model_entry_equal (old, entry))
        return g_ptr_array_steal_index (old_rows, i);
      if (best == G_MAXUINT && g_str_equal (troupe_model_entry_get_model (old), troupe_model_entry_get_model (entry)))
        best = i;
    }
  if (best != G_MAXUINT)
    return g_ptr_array_steal_index (old_rows, best);

  row = troupe_model_entry_row_new ();
  g_signal_connect_object (row, "edited", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "move", G_CALLBACK (move_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "remove", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "notify::problem", G_CALLBACK (problem_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);

  return TROUPE_MODEL_ENTRY_ROW (row);
}

/* Whether each row is still for the entry that is in its place, give or take what is being edited in one of them. */
static gboolean
rows_fit (TroupeModelListGroup *self,
          TroupeModelList      *models)
{
  guint n_others = 0;

  if (models == NULL || self->rows->len != troupe_model_list_get_n_items (models))
    return FALSE;

  for (guint i = 0; i < self->rows->len; i++)
    if (!troupe_model_entry_equal (troupe_model_entry_row_get_entry (g_ptr_array_index (self->rows, i)),
                                   troupe_model_list_get_item (models, i)))
      n_others++;

  return n_others <= 1;
}

static void
match_rows (TroupeModelListGroup *self,
            TroupeModelList      *models)
{
  GPtrArray *old_rows = self->rows;

  self->rows = g_ptr_array_new ();
  for (guint i = 0; models != NULL && i < troupe_model_list_get_n_items (models); i++)
    g_ptr_array_add (self->rows, take_row (self, old_rows, troupe_model_list_get_item (models, i)));

  for (guint i = 0; i < old_rows->len; i++)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), g_ptr_array_index (old_rows, i));
  g_ptr_array_unref (old_rows);
}

/* What is shown where nothing is chosen: what comes through, or that it can't. */
static void
update_inherit_row (TroupeModelListGroup    *self,
                    const TroupeLayerSource *source)
{
  g_autofree char *inherited = NULL;
  gboolean is_useless = self->resolver != NULL && troupe_resolver_get_n_models (self->resolver) > 0 &&
                        troupe_resolver_get_model (self->resolver) == NULL;

  gtk_widget_set_visible (self->inherit_row, self->rows->len == 0);
  if (self->rows->len > 0)
    return;

  /* A name is never sent to another provider. */
  if (is_useless)
    inherited = g_strdup (_("The models from below belong to another provider. Add one of this provider."));
  else
    inherited = troupe_layer_source_describe_inherited (source, TROUPE_FIELD_PREFERRED_MODELS);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->inherit_row), inherited);
  if (is_useless)
    gtk_widget_add_css_class (self->inherit_row, "missing");
  else
    gtk_widget_remove_css_class (self->inherit_row, "missing");
}

static void
refresh (TroupeModelListGroup *self)
{
  TroupeLayerSource source = get_source (self);
  TroupeModelList *models = get_models (self);

  if (!rows_fit (self, models))
    match_rows (self, models);

  for (guint i = 0; i < self->rows->len; i++)
    {
      troupe_model_entry_row_set_index (g_ptr_array_index (self->rows, i), i, self->rows->len);
      troupe_model_entry_row_set_entry (g_ptr_array_index (self->rows, i), &source, troupe_model_list_get_item (models, i));
    }
  /* Puts them in order where they are, so that none loses the focus. */
  gtk_list_box_invalidate_sort (GTK_LIST_BOX (self->list));

  update_inherit_row (self, &source);
  problem_cb (self);
}

static int
sort_cb (GtkListBoxRow *a,
         GtkListBoxRow *b,
         gpointer       user_data)
{
  guint a_index = TROUPE_IS_MODEL_ENTRY_ROW (a) ? troupe_model_entry_row_get_index (TROUPE_MODEL_ENTRY_ROW (a)) : 0;
  guint b_index = TROUPE_IS_MODEL_ENTRY_ROW (b) ? troupe_model_entry_row_get_index (TROUPE_MODEL_ENTRY_ROW (b)) : 0;

  return a_index < b_index ? -1 : a_index > b_index;
}

static void
create_popover_cb (GtkMenuButton *button,
                   gpointer       user_data)
{
  TroupeModelListGroup *self = user_data;
  TroupeLayerSource source = get_source (self);
  g_autoptr(TroupeProvider) provider = troupe_layer_source_find_provider (&source, NULL);

  if (self->popover == NULL)
    {
      self->popover = troupe_model_popover_new ();
      g_signal_connect_object (self->popover, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
      /* What the provider listed may be news for the models that are there. */
      g_signal_connect_object (self->popover, "closed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
      gtk_menu_button_set_popover (button, self->popover);
    }

  troupe_model_popover_set_provider (TROUPE_MODEL_POPOVER (self->popover),
                                     self->workspace != NULL ? troupe_workspace_get_providers (self->workspace) : NULL,
                                     provider, NULL);
}

/* Dragging */

static void
mark_drop (TroupeModelListGroup *self,
           GtkListBoxRow        *row,
           gboolean              below)
{
  if (self->drop_row != NULL)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->drop_row), "drop-above");
      gtk_widget_remove_css_class (GTK_WIDGET (self->drop_row), "drop-below");
    }
  g_set_weak_pointer (&self->drop_row, row);
  if (row != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (row), below ? "drop-below" : "drop-above");
}

/* The place that what is dragged would have if it was let go here */
static gboolean
find_drop (TroupeModelListGroup  *self,
           const GValue          *value,
           double                 y,
           guint                 *index,
           guint                 *to,
           GtkListBoxRow        **row,
           gboolean              *below)
{
  TroupeModelEntryRow *dragged = value != NULL ? g_value_get_object (value) : NULL;
  graphene_rect_t bounds;

  *row = gtk_list_box_get_row_at_y (GTK_LIST_BOX (self->list), (int) y);
  if (dragged == NULL || !TROUPE_IS_MODEL_ENTRY_ROW (*row) || !g_ptr_array_find (self->rows, dragged, index) ||
      !gtk_widget_compute_bounds (GTK_WIDGET (*row), self->list, &bounds))
    return FALSE;

  *below = y > bounds.origin.y + bounds.size.height / 2;
  *to = troupe_model_entry_row_get_index (TROUPE_MODEL_ENTRY_ROW (*row)) + (*below ? 1 : 0);
  /* It leaves its own place. */
  if (*to > *index)
    *to -= 1;

  return TRUE;
}

static GdkDragAction
drag_motion_cb (TroupeModelListGroup *self,
                double                x,
                double                y,
                GtkDropTarget        *target)
{
  GtkListBoxRow *row;
  guint index, to;
  gboolean below;

  if (!find_drop (self, gtk_drop_target_get_value (target), y, &index, &to, &row, &below))
    {
      mark_drop (self, NULL, FALSE);
      return 0;
    }

  mark_drop (self, index != to ? row : NULL, below);

  return GDK_ACTION_MOVE;
}

static void
drag_leave_cb (TroupeModelListGroup *self)
{
  mark_drop (self, NULL, FALSE);
}

static gboolean
drop_cb (TroupeModelListGroup *self,
         const GValue         *value,
         double                x,
         double                y)
{
  GtkListBoxRow *row;
  guint index, to;
  gboolean below;

  mark_drop (self, NULL, FALSE);
  if (!find_drop (self, value, y, &index, &to, &row, &below))
    return FALSE;

  move (self, index, to);

  return TRUE;
}

static void
troupe_model_list_group_dispose (GObject *object)
{
  TroupeModelListGroup *self = TROUPE_MODEL_LIST_GROUP (object);

  g_clear_weak_pointer (&self->drop_row);
  g_clear_object (&self->settings_signals);
  g_clear_object (&self->resolver_signals);
  g_clear_object (&self->provider_signals);
  g_clear_object (&self->workspace);
  g_clear_object (&self->settings);
  g_clear_object (&self->resolver);

  G_OBJECT_CLASS (troupe_model_list_group_parent_class)->dispose (object);
}

static void
troupe_model_list_group_finalize (GObject *object)
{
  TroupeModelListGroup *self = TROUPE_MODEL_LIST_GROUP (object);

  g_free (self->problem);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (troupe_model_list_group_parent_class)->finalize (object);
}

static void
troupe_model_list_group_get_property (GObject    *object,
                                      guint       prop_id,
                                      GValue     *value,
                                      GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_PROBLEM:
      g_value_set_string (value, TROUPE_MODEL_LIST_GROUP (object)->problem);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_model_list_group_class_init (TroupeModelListGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = troupe_model_list_group_dispose;
  object_class->finalize = troupe_model_list_group_finalize;
  object_class->get_property = troupe_model_list_group_get_property;

  /**
   * TroupeModelListGroup:problem:
   *
   * A sentence that says why what stands here cannot be saved, or %NULL.
   */
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
add_list (TroupeModelListGroup *self)
{
  GtkDropTarget *target = gtk_drop_target_new (TROUPE_TYPE_MODEL_ENTRY_ROW, GDK_ACTION_MOVE);

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_list_box_set_sort_func (GTK_LIST_BOX (self->list), sort_cb, NULL, NULL);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Preferred Models"), -1);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->list);

  self->inherit_row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->inherit_row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->inherit_row), _("Inherit"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->inherit_row), FALSE);
  gtk_widget_add_css_class (self->inherit_row, "layer");
  gtk_list_box_append (GTK_LIST_BOX (self->list), self->inherit_row);

  gtk_drop_target_set_preload (target, TRUE);
  g_signal_connect_object (target, "motion", G_CALLBACK (drag_motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "leave", G_CALLBACK (drag_leave_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->list, GTK_EVENT_CONTROLLER (target));
}

static void
troupe_model_list_group_init (TroupeModelListGroup *self)
{
  g_autofree char *detailed = NULL;

  self->rows = g_ptr_array_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _("Preferred Models"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self),
                                         _("Tried in this order when one is overloaded, missing or refused"));

  self->add_button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->add_button), "list-add-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->add_button), create_popover_cb, self, NULL);
  gtk_widget_add_css_class (self->add_button, "flat");
  gtk_widget_set_valign (self->add_button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->add_button, _("Add Model"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Add Model"), -1);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), self->add_button);
  add_list (self);

  self->settings_signals = g_signal_group_new (TROUPE_TYPE_AI_SETTINGS);
  detailed = g_strconcat ("notify::", troupe_field_get_property_name (TROUPE_FIELD_PREFERRED_MODELS), NULL);
  g_signal_group_connect_object (self->settings_signals, detailed, G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  /* Bare names belong to the layer's provider. */
  g_signal_group_connect_object (self->settings_signals, "notify::provider", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  self->resolver_signals = g_signal_group_new (TROUPE_TYPE_RESOLVER);
  g_signal_group_connect_object (self->resolver_signals, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  self->provider_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_object (self->provider_signals, "items-changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
}

/**
 * troupe_model_list_group_new:
 * @is_nested: whether it is below a row
 *
 * Returns: (transfer floating): a list without models
 */
GtkWidget *
troupe_model_list_group_new (gboolean is_nested)
{
  GtkWidget *self = g_object_new (TROUPE_TYPE_MODEL_LIST_GROUP, NULL);

  if (is_nested)
    gtk_widget_add_css_class (self, "nested-group");

  return self;
}

/**
 * troupe_model_list_group_set_source:
 * @self: the group
 * @source: the layer that is edited
 *
 * Binds the group.
 */
void
troupe_model_list_group_set_source (TroupeModelListGroup    *self,
                                    const TroupeLayerSource *source)
{
  g_return_if_fail (TROUPE_IS_MODEL_LIST_GROUP (self));
  g_return_if_fail (source != NULL);

  g_set_object (&self->workspace, source->workspace);
  g_set_object (&self->settings, source->settings);
  g_set_object (&self->resolver, source->resolver);
  self->layer = source->layer;
  g_signal_group_set_target (self->settings_signals, self->settings);
  g_signal_group_set_target (self->resolver_signals, self->resolver);
  g_signal_group_set_target (self->provider_signals,
                             self->workspace != NULL
                             ? troupe_provider_set_list (troupe_workspace_get_providers (self->workspace)) : NULL);
  match_rows (self, NULL);
  refresh (self);
}

/**
 * troupe_model_list_group_show_problem:
 * @self: the group
 *
 * Opens the model that holds Save back.
 */
void
troupe_model_list_group_show_problem (TroupeModelListGroup *self)
{
  g_return_if_fail (TROUPE_IS_MODEL_LIST_GROUP (self));

  for (guint i = 0; i < self->rows->len; i++)
    if (troupe_model_entry_row_get_problem (g_ptr_array_index (self->rows, i)) != NULL)
      {
        troupe_model_entry_row_show_problem (g_ptr_array_index (self->rows, i));
        return;
      }
}
