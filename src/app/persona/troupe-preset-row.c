/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-choice-row.h"
#include "troupe-choice.h"
#include "troupe-preset-row.h"
#include "troupe-setting-text.h"

/**
 * TroupePresetRow:
 *
 * Chooses a prompt preset, a tool preset or a bias profile for a persona, or inherits it. What does not exist any more
 * stays chosen, and the row says so.
 */

struct _TroupePresetRow
{
  AdwActionRow        parent_instance;

  /* Input */
  TroupeField         field;
  TroupeWorkspace    *workspace;           /* (owned) (nullable) */

  /* Owned References */
  GSignalGroup       *settings_signals;
  GSignalGroup       *resolver_signals;
  GSignalGroup       *catalog_signals;

  /* Children */
  TroupeChoiceButton *choice;
};

enum
{
  PROP_0,
  PROP_FIELD,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TroupePresetRow, troupe_preset_row, ADW_TYPE_ACTION_ROW)

static const struct
{
  TroupeField  field;
  TroupeKind   kind;
  const char  *missing;
} topics[] = {
  { TROUPE_FIELD_PROMPT_PRESET_ID, TROUPE_KIND_PROMPT_PRESET,
    N_("There is no such prompt preset, so nobody can be asked. Choose another one or none.") },
  { TROUPE_FIELD_TOOL_PRESET_ID, TROUPE_KIND_TOOL_PRESET,
    N_("There is no such tool preset, so every tool asks first.") },
  { TROUPE_FIELD_BIAS_PROFILE_ID, TROUPE_KIND_BIAS_PROFILE,
    N_("There is no such bias profile, so nobody can be asked. Choose another one.") },
};

static guint
get_topic (TroupePresetRow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (topics); i++)
    if (topics[i].field == self->field)
      return i;

  return 0;
}

/* (transfer none) (nullable): the editor holds the persona, and that its settings */
static TroupeAiSettings *
get_settings (TroupePresetRow *self)
{
  g_autoptr(TroupeAiSettings) settings = g_signal_group_dup_target (self->settings_signals);

  return settings;
}

/* (transfer none) (nullable): the page holds it */
static TroupeResolver *
get_resolver (TroupePresetRow *self)
{
  g_autoptr(TroupeResolver) resolver = g_signal_group_dup_target (self->resolver_signals);

  return resolver;
}

/* What is in force, be it stated here or inherited. */
static const char *
get_effective_id (TroupePresetRow *self)
{
  TroupeResolver *resolver = get_resolver (self);

  return resolver != NULL ? troupe_resolver_get_string (resolver, self->field) : NULL;
}

static TroupeDefinition *
find (TroupePresetRow *self,
      const char      *id)
{
  if (self->workspace == NULL || id == NULL || *id == '\0')
    return NULL;

  return troupe_catalog_lookup (troupe_workspace_get_catalog (self->workspace), topics[get_topic (self)].kind, id);
}

static char *
dup_subtitle (TroupePresetRow *self,
              gboolean         is_missing,
              gboolean         is_inherited)
{
  const char *id = get_effective_id (self);
  TroupeDefinition *definition = find (self, id);

  if (is_missing)
    return g_strdup (_(topics[get_topic (self)].missing));

  if (is_inherited && definition != NULL)
    /* Translators: %s is the name of a preset that comes from the defaults */
    return g_strdup_printf (_("Inherits %s"), troupe_definition_get_name (definition));

  return NULL;
}

static void
refresh (TroupePresetRow *self)
{
  TroupeAiSettings *settings = get_settings (self);
  gboolean is_set = settings != NULL && troupe_ai_settings_get_state (settings, self->field) == TROUPE_FIELD_STATE_SET;
  const char *id = is_set ? troupe_ai_settings_get_string (settings, self->field) : NULL;
  const char *effective_id = get_effective_id (self);
  gboolean is_missing = effective_id != NULL && *effective_id != '\0' && find (self, effective_id) == NULL;
  g_autofree char *missing = NULL;
  g_autofree char *subtitle = dup_subtitle (self, is_missing, !is_set);

  if (id != NULL)
    /* Translators: an entry of a list for something that is not there any more; %s is its id */
    missing = *id != '\0' ? g_strdup_printf (_("%s (missing)"), id) : g_strdup (_("None"));
  troupe_choice_button_set_chosen (self->choice, id, id != NULL ? missing : _("Inherit"));

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  if (is_missing)
    gtk_widget_add_css_class (GTK_WIDGET (self), "missing");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "missing");
}

static void
load_choices (TroupePresetRow *self)
{
  GPtrArray *choices = troupe_setting_list_choices (self->workspace, self->field);

  g_ptr_array_insert (choices, 0, troupe_choice_new (NULL, _("Inherit")));
  if (self->field == TROUPE_FIELD_PROMPT_PRESET_ID)
    g_ptr_array_insert (choices, 1, troupe_choice_new ("", _("None")));
  troupe_choice_button_set_choices (self->choice, choices);
}

static void
catalog_changed_cb (TroupePresetRow *self,
                    guint            kind)
{
  if (kind != topics[get_topic (self)].kind)
    return;

  load_choices (self);
  refresh (self);
}

static void
chosen_cb (TroupePresetRow *self)
{
  TroupeAiSettings *settings = get_settings (self);
  const char *id = troupe_choice_button_get_chosen (self->choice);

  if (settings == NULL)
    return;

  if (id != NULL)
    troupe_ai_settings_set_string (settings, self->field, id);
  else
    troupe_ai_settings_unset (settings, self->field);
}

static void
troupe_preset_row_constructed (GObject *object)
{
  TroupePresetRow *self = TROUPE_PRESET_ROW (object);
  const char *title = troupe_setting_get_title (self->field);
  g_autofree char *detailed = g_strconcat ("notify::", troupe_field_get_property_name (self->field), NULL);

  G_OBJECT_CLASS (troupe_preset_row_parent_class)->constructed (object);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "preset");

  self->choice = TROUPE_CHOICE_BUTTON (troupe_choice_button_new (title));
  gtk_widget_set_valign (GTK_WIDGET (self->choice), GTK_ALIGN_CENTER);
  g_signal_connect_object (self->choice, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->choice));

  self->settings_signals = g_signal_group_new (TROUPE_TYPE_AI_SETTINGS);
  g_signal_group_connect_object (self->settings_signals, detailed, G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  self->resolver_signals = g_signal_group_new (TROUPE_TYPE_RESOLVER);
  g_signal_group_connect_object (self->resolver_signals, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  self->catalog_signals = g_signal_group_new (TROUPE_TYPE_CATALOG);
  g_signal_group_connect_object (self->catalog_signals, "changed", G_CALLBACK (catalog_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
troupe_preset_row_dispose (GObject *object)
{
  TroupePresetRow *self = TROUPE_PRESET_ROW (object);

  g_clear_object (&self->settings_signals);
  g_clear_object (&self->resolver_signals);
  g_clear_object (&self->catalog_signals);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (troupe_preset_row_parent_class)->dispose (object);
}

static void
troupe_preset_row_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  TroupePresetRow *self = TROUPE_PRESET_ROW (object);

  switch (prop_id)
    {
    case PROP_FIELD:
      if (!troupe_field_from_name (g_value_get_string (value), &self->field))
        g_critical ("There is no setting “%s”", g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_preset_row_class_init (TroupePresetRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = troupe_preset_row_constructed;
  object_class->dispose = troupe_preset_row_dispose;
  object_class->set_property = troupe_preset_row_set_property;

  properties[PROP_FIELD] = g_param_spec_string ("field", NULL, NULL, "prompt_preset_id",
                                                G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_preset_row_init (TroupePresetRow *self)
{
}

/**
 * troupe_preset_row_set_source:
 * @self: the row
 * @workspace: where presets are found
 * @settings: the layer that is edited; whoever calls holds it
 * @resolver: what is in force with it; whoever calls holds it
 *
 * Binds the row.
 */
void
troupe_preset_row_set_source (TroupePresetRow  *self,
                              TroupeWorkspace  *workspace,
                              TroupeAiSettings *settings,
                              TroupeResolver   *resolver)
{
  g_return_if_fail (TROUPE_IS_PRESET_ROW (self));
  g_return_if_fail (TROUPE_IS_WORKSPACE (workspace));

  g_set_object (&self->workspace, workspace);
  g_signal_group_set_target (self->settings_signals, settings);
  g_signal_group_set_target (self->resolver_signals, resolver);
  g_signal_group_set_target (self->catalog_signals, troupe_workspace_get_catalog (workspace));
  load_choices (self);
  refresh (self);
}
