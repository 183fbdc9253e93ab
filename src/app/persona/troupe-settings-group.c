/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "troupe-layer-prompt-row.h"
#include "troupe-model-list-group.h"
#include "troupe-parameter-row.h"
#include "troupe-preset-row.h"
#include "troupe-setting-text.h"
#include "troupe-settings-group.h"

/**
 * TroupeSettingsGroup:
 *
 * The fields of one layer, to be edited: those of a persona, of one of its tiers, or of one of its preferred models. Each
 * is inherited, or has a value, or is not to be sent.
 */

struct _TroupeSettingsGroup
{
  AdwBin      parent_instance;

  /* Input */
  char       *fields;        /* (owned): their names, with spaces between */
  gboolean    is_nested;     /* below a row, and so no card of its own */

  /* Children */
  GtkWidget  *box;
  GPtrArray  *rows;          /* of unowned TroupeLayerRow and TroupeModelListGroup */

  char       *problem;       /* (owned) (nullable) */
};

enum
{
  PROP_0,
  PROP_FIELDS,
  PROP_IS_NESTED,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TroupeSettingsGroup, troupe_settings_group, ADW_TYPE_BIN)

/* (transfer none) (nullable): the first row that holds Save back */
static GtkWidget *
find_problem (TroupeSettingsGroup  *self,
              char                **problem)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);

      g_object_get (row, "problem", problem, NULL);
      if (*problem != NULL)
        return row;
    }

  return NULL;
}

static void
problem_cb (TroupeSettingsGroup *self)
{
  g_autofree char *problem = NULL;

  find_problem (self, &problem);
  if (g_strcmp0 (self->problem, problem) == 0)
    return;

  g_free (self->problem);
  self->problem = g_steal_pointer (&problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
follow (TroupeSettingsGroup *self,
        GtkWidget           *row)
{
  g_ptr_array_add (self->rows, row);
  g_signal_connect_object (row, "notify::problem", G_CALLBACK (problem_cb), self, G_CONNECT_SWAPPED);
}

static const char *
get_heading (TroupeField field)
{
  switch (field)
    {
    case TROUPE_FIELD_PROVIDER:
    case TROUPE_FIELD_PREFERRED_MODELS:
    default:
      return NULL;

    case TROUPE_FIELD_TEMPERATURE:
    case TROUPE_FIELD_TOP_P:
    case TROUPE_FIELD_MAX_OUTPUT_TOKENS:
    case TROUPE_FIELD_REASONING_EFFORT:
      return _("Parameters");

    case TROUPE_FIELD_SYSTEM_PROMPT:
    case TROUPE_FIELD_PROMPT_PRESET_ID:
      return _("Prompt");

    case TROUPE_FIELD_TOOL_PRESET_ID:
    case TROUPE_FIELD_BIAS_PROFILE_ID:
      return _("Tools");
    }
}

/* (transfer none): a list for rows, the last child of the box */
static GtkWidget *
add_list (TroupeSettingsGroup *self,
          TroupeField          field)
{
  const char *heading = get_heading (field);
  const char *label = heading != NULL ? heading : troupe_setting_get_title (field);
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);

  if (self->is_nested)
    {
      gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Values"), -1);
      gtk_widget_add_css_class (list, "nested-settings");
      gtk_box_append (GTK_BOX (self->box), list);
    }
  else
    {
      GtkWidget *group = adw_preferences_group_new ();

      gtk_widget_add_css_class (list, "boxed-list");
      adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), heading != NULL ? heading : "");
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), list);
      gtk_box_append (GTK_BOX (self->box), group);
    }

  return list;
}

static GtkWidget *
create_row (TroupeField field)
{
  const char *name = troupe_field_get_name (field);

  switch (field)
    {
    case TROUPE_FIELD_SYSTEM_PROMPT:
      return g_object_new (TROUPE_TYPE_LAYER_PROMPT_ROW, "field", name, NULL);

    case TROUPE_FIELD_PROMPT_PRESET_ID:
    case TROUPE_FIELD_TOOL_PRESET_ID:
    case TROUPE_FIELD_BIAS_PROFILE_ID:
      return g_object_new (TROUPE_TYPE_PRESET_ROW, "field", name, NULL);

    case TROUPE_FIELD_PROVIDER:
    case TROUPE_FIELD_TEMPERATURE:
    case TROUPE_FIELD_TOP_P:
    case TROUPE_FIELD_MAX_OUTPUT_TOKENS:
    case TROUPE_FIELD_REASONING_EFFORT:
    case TROUPE_FIELD_PREFERRED_MODELS:
    default:
      return g_object_new (TROUPE_TYPE_PARAMETER_ROW, "field", name, NULL);
    }
}

static void
add_fields (TroupeSettingsGroup *self)
{
  g_auto(GStrv) names = g_strsplit (self->fields, " ", -1);
  const char *heading = NULL;
  GtkWidget *list = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    {
      TroupeField field;
      GtkWidget *row;

      if (!troupe_field_from_name (names[i], &field))
        {
          g_critical ("There is no setting “%s”", names[i]);
          continue;
        }

      if (field == TROUPE_FIELD_PREFERRED_MODELS)
        {
          row = troupe_model_list_group_new (self->is_nested);
          gtk_box_append (GTK_BOX (self->box), row);
          follow (self, row);
          list = NULL;
          continue;
        }

      if (list == NULL || (!self->is_nested && g_strcmp0 (heading, get_heading (field)) != 0))
        list = add_list (self, field);
      heading = get_heading (field);
      row = create_row (field);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
      if (TROUPE_IS_LAYER_PROMPT_ROW (row))
        gtk_list_box_append (GTK_LIST_BOX (list), troupe_layer_prompt_row_get_text_row (TROUPE_LAYER_PROMPT_ROW (row)));
      follow (self, row);
    }
}

static void
troupe_settings_group_constructed (GObject *object)
{
  TroupeSettingsGroup *self = TROUPE_SETTINGS_GROUP (object);

  G_OBJECT_CLASS (troupe_settings_group_parent_class)->constructed (object);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, self->is_nested ? 0 : 18);
  adw_bin_set_child (ADW_BIN (self), self->box);
  add_fields (self);
}

static void
troupe_settings_group_finalize (GObject *object)
{
  TroupeSettingsGroup *self = TROUPE_SETTINGS_GROUP (object);

  g_free (self->fields);
  g_free (self->problem);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (troupe_settings_group_parent_class)->finalize (object);
}

static void
troupe_settings_group_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_PROBLEM:
      g_value_set_string (value, troupe_settings_group_get_problem (TROUPE_SETTINGS_GROUP (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_settings_group_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  TroupeSettingsGroup *self = TROUPE_SETTINGS_GROUP (object);

  switch (prop_id)
    {
    case PROP_FIELDS:
      self->fields = g_value_dup_string (value);
      break;

    case PROP_IS_NESTED:
      self->is_nested = g_value_get_boolean (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_settings_group_class_init (TroupeSettingsGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = troupe_settings_group_constructed;
  object_class->finalize = troupe_settings_group_finalize;
  object_class->get_property = troupe_settings_group_get_property;
  object_class->set_property = troupe_settings_group_set_property;

  /**
   * TroupeSettingsGroup:fields:
   *
   * The names of the fields, as files write them, in the order they are shown, with spaces between.
   */
  properties[PROP_FIELDS] = g_param_spec_string ("fields", NULL, NULL, "",
                                                 G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /**
   * TroupeSettingsGroup:is-nested:
   *
   * Whether the group is below a row and so has no cards and headings.
   */
  properties[PROP_IS_NESTED] = g_param_spec_boolean ("is-nested", NULL, NULL, FALSE,
                                                     G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /**
   * TroupeSettingsGroup:problem:
   *
   * A sentence that says why what stands here cannot be saved, or %NULL.
   */
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_settings_group_init (TroupeSettingsGroup *self)
{
  self->rows = g_ptr_array_new ();
}

/**
 * troupe_settings_group_new:
 * @fields: see #TroupeSettingsGroup:fields
 * @is_nested: see #TroupeSettingsGroup:is-nested
 *
 * Returns: (transfer floating): a group
 */
GtkWidget *
troupe_settings_group_new (const char *fields,
                           gboolean    is_nested)
{
  g_return_val_if_fail (fields != NULL, NULL);

  return g_object_new (TROUPE_TYPE_SETTINGS_GROUP, "fields", fields, "is-nested", is_nested, NULL);
}

/**
 * troupe_settings_group_set_source:
 * @self: the group
 * @source: the layer; whoever calls holds its settings and its resolver
 *
 * Binds every row.
 */
void
troupe_settings_group_set_source (TroupeSettingsGroup     *self,
                                  const TroupeLayerSource *source)
{
  g_return_if_fail (TROUPE_IS_SETTINGS_GROUP (self));
  g_return_if_fail (source != NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);

      if (TROUPE_IS_LAYER_ROW (row))
        troupe_layer_row_set_source (TROUPE_LAYER_ROW (row), source);
      else
        troupe_model_list_group_set_source (TROUPE_MODEL_LIST_GROUP (row), source);
    }
}

/**
 * troupe_settings_group_get_problem:
 * @self: the group
 *
 * Returns: (nullable): see #TroupeSettingsGroup:problem
 */
const char *
troupe_settings_group_get_problem (TroupeSettingsGroup *self)
{
  g_return_val_if_fail (TROUPE_IS_SETTINGS_GROUP (self), NULL);

  return self->problem;
}

/**
 * troupe_settings_group_show_problem:
 * @self: the group
 *
 * Puts the focus where the first problem is.
 */
void
troupe_settings_group_show_problem (TroupeSettingsGroup *self)
{
  g_autofree char *problem = NULL;
  GtkWidget *row;

  g_return_if_fail (TROUPE_IS_SETTINGS_GROUP (self));

  row = find_problem (self, &problem);
  if (TROUPE_IS_MODEL_LIST_GROUP (row))
    troupe_model_list_group_show_problem (TROUPE_MODEL_LIST_GROUP (row));
  else if (row != NULL)
    troupe_layer_row_show_problem (TROUPE_LAYER_ROW (row));
}
