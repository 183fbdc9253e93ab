/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-setting-text.h"

/*
 * AI settings in words: what a field is called, how its value reads, and where it comes from.
 */

/**
 * troupe_setting_get_title:
 * @field: a field
 *
 * Returns: what people call the field
 */
const char *
troupe_setting_get_title (TroupeField field)
{
  switch (field)
    {
    case TROUPE_FIELD_PROVIDER:
      return _("Provider");

    case TROUPE_FIELD_PREFERRED_MODELS:
      return _("Model");

    case TROUPE_FIELD_TEMPERATURE:
      return _("Temperature");

    case TROUPE_FIELD_TOP_P:
      return _("Top P");

    case TROUPE_FIELD_MAX_OUTPUT_TOKENS:
      return _("Maximum Output");

    case TROUPE_FIELD_REASONING_EFFORT:
      return _("Reasoning");

    case TROUPE_FIELD_SYSTEM_PROMPT:
      return _("System Prompt");

    case TROUPE_FIELD_PROMPT_PRESET_ID:
      return _("Prompt Preset");

    case TROUPE_FIELD_TOOL_PRESET_ID:
      return _("Tool Preset");

    case TROUPE_FIELD_BIAS_PROFILE_ID:
      return _("Bias Profile");

    default:
      return "";
    }
}

/**
 * troupe_setting_effort_title:
 * @effort: a reasoning effort as files write it
 *
 * Returns: what people call it; @effort itself if it is unknown
 */
const char *
troupe_setting_effort_title (const char *effort)
{
  static const struct
  {
    const char *effort;
    const char *title;
  } efforts[] = {
    { "none", N_("None") },
    { "minimal", N_("Minimal") },
    { "low", N_("Low") },
    { "medium", N_("Medium") },
    { "high", N_("High") },
    { "xhigh", N_("Extra High") },
    { "max", N_("Maximum") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (efforts); i++)
    if (g_strcmp0 (efforts[i].effort, effort) == 0)
      return _(efforts[i].title);

  return effort;
}

/**
 * troupe_setting_provider_title:
 * @workspace: (nullable): the workspace
 * @id: a provider's id
 *
 * Returns: (transfer full): the provider's name, or @id if there is no such provider
 */
char *
troupe_setting_provider_title (TroupeWorkspace *workspace,
                               const char      *id)
{
  GListModel *providers = workspace != NULL ? troupe_provider_set_list (troupe_workspace_get_providers (workspace)) : NULL;

  for (guint i = 0; providers != NULL && i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr(TroupeProvider) provider = g_list_model_get_item (providers, i);

      if (g_strcmp0 (troupe_provider_get_id (provider), id) == 0)
        return g_strdup (troupe_provider_get_name (provider));
    }

  return g_strdup (id);
}

static char *
definition_title (TroupeWorkspace *workspace,
                  TroupeKind       kind,
                  const char      *id)
{
  TroupeDefinition *definition = NULL;

  if (id != NULL && *id == '\0')
    return g_strdup (_("None"));

  if (workspace != NULL && id != NULL)
    definition = troupe_catalog_lookup (troupe_workspace_get_catalog (workspace), kind, id);

  return g_strdup (definition != NULL ? troupe_definition_get_name (definition) : id);
}

/**
 * troupe_setting_format_number:
 * @field: one of the fields that hold a number
 * @value: its value
 *
 * Writes a number as it is, with at least two decimals where there are decimals at all.
 *
 * Returns: (transfer full): text in the person's own language
 */
char *
troupe_setting_format_number (TroupeField field,
                              double      value)
{
  if (field == TROUPE_FIELD_MAX_OUTPUT_TOKENS)
    return g_strdup_printf ("%'" G_GINT64_FORMAT, (gint64) value);

  /* Rounding would show a value that is not the one sent. */
  for (int n_decimals = 2; n_decimals < 17; n_decimals++)
    {
      g_autofree char *text = g_strdup_printf ("%.*f", n_decimals, value);

      if (g_strtod (text, NULL) == value) /* exact on purpose */
        return g_steal_pointer (&text);
    }

  return g_strdup_printf ("%.17g", value);
}

/**
 * troupe_setting_format:
 * @workspace: (nullable): where ids are looked up
 * @field: a field
 * @state: its state
 * @value: (nullable): its value, if it is set
 *
 * Says a value in words.
 *
 * Returns: (transfer full): one line
 */
char *
troupe_setting_format (TroupeWorkspace  *workspace,
                       TroupeField       field,
                       TroupeFieldState  state,
                       const GValue     *value)
{
  if (state == TROUPE_FIELD_STATE_OMITTED)
    return g_strdup (_("Not sent"));
  if (state == TROUPE_FIELD_STATE_UNSET || value == NULL)
    return g_strdup (_("Not set"));

  switch (field)
    {
    case TROUPE_FIELD_PROVIDER:
      return troupe_setting_provider_title (workspace, g_value_get_string (value));

    case TROUPE_FIELD_PREFERRED_MODELS:
      {
        TroupeModelList *models = g_value_get_boxed (value);
        g_autoptr(GString) text = g_string_new (NULL);

        for (guint i = 0; models != NULL && i < troupe_model_list_get_n_items (models); i++)
          g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                                  troupe_model_entry_get_model (troupe_model_list_get_item (models, i)));
        return g_strdup (text->len > 0 ? text->str : _("Not set"));
      }

    case TROUPE_FIELD_TEMPERATURE:
    case TROUPE_FIELD_TOP_P:
      return troupe_setting_format_number (field, g_value_get_double (value));

    case TROUPE_FIELD_MAX_OUTPUT_TOKENS:
      return troupe_setting_format_number (field, (double) g_value_get_int64 (value));

    case TROUPE_FIELD_REASONING_EFFORT:
      return g_strdup (troupe_setting_effort_title (g_value_get_string (value)));

    case TROUPE_FIELD_SYSTEM_PROMPT:
      {
        g_autofree char *text = g_strdup (g_value_get_string (value));

        g_strdelimit (text, "\n\r\t", ' ');
        return g_strdup (g_strstrip (text));
      }

    case TROUPE_FIELD_PROMPT_PRESET_ID:
      return definition_title (workspace, TROUPE_KIND_PROMPT_PRESET, g_value_get_string (value));

    case TROUPE_FIELD_TOOL_PRESET_ID:
      return definition_title (workspace, TROUPE_KIND_TOOL_PRESET, g_value_get_string (value));

    case TROUPE_FIELD_BIAS_PROFILE_ID:
      return definition_title (workspace, TROUPE_KIND_BIAS_PROFILE, g_value_get_string (value));

    default:
      return g_strdup ("");
    }
}

/**
 * troupe_setting_describe_layer:
 * @layer: a layer
 * @origin: (nullable): its origin, as the resolver names it
 *
 * Returns: (transfer full): what people call the layer
 */
char *
troupe_setting_describe_layer (TroupeLayer  layer,
                               const char  *origin)
{
  if (origin != NULL && g_str_has_prefix (origin, "model:"))
    return g_strdup (_("Model"));

  switch (layer)
    {
    case TROUPE_LAYER_BUILT_IN:
      return g_strdup (_("Built-in"));

    case TROUPE_LAYER_USER:
      return g_strdup (_("User Defaults"));

    case TROUPE_LAYER_PROJECT:
      return g_strdup (_("Project Defaults"));

    case TROUPE_LAYER_PRESET:
      return g_strdup (_("Prompt Preset"));

    case TROUPE_LAYER_PERSONA:
      return g_strdup (_("Persona"));

    case TROUPE_LAYER_PERSONA_TIER:
      return g_strdup (_("Persona’s Tier"));

    case TROUPE_LAYER_TRACK_TIER:
      return g_strdup (_("Track’s Tier"));

    case TROUPE_LAYER_TICKET:
      return g_strdup (_("Ticket"));

    case TROUPE_LAYER_SESSION:
      return g_strdup (_("Session"));

    default:
      return g_strdup (origin);
    }
}

/**
 * troupe_setting_describe_origin:
 * @workspace: (nullable): where ids are looked up
 * @layer: a layer
 * @origin: (nullable): its origin, as the resolver names it
 *
 * Returns: (transfer full) (nullable): which one of its kind @origin is; %NULL where the layer says all
 */
char *
troupe_setting_describe_origin (TroupeWorkspace *workspace,
                                TroupeLayer      layer,
                                const char      *origin)
{
  const char *id = origin != NULL ? strchr (origin, ':') : NULL;

  if (id != NULL)
    id++;

  if (id != NULL && g_str_has_prefix (origin, "model:"))
    return g_strdup (id);

  switch (layer)
    {
    case TROUPE_LAYER_PRESET:
      return definition_title (workspace, TROUPE_KIND_PROMPT_PRESET, id);

    case TROUPE_LAYER_PERSONA:
      return definition_title (workspace, TROUPE_KIND_PERSONA, id);

    case TROUPE_LAYER_PERSONA_TIER:
    case TROUPE_LAYER_TRACK_TIER:
    case TROUPE_LAYER_TICKET:
      return g_strdup (id);

    case TROUPE_LAYER_SESSION:
      return g_strdup (_("Set here, not saved"));

    case TROUPE_LAYER_BUILT_IN:
    case TROUPE_LAYER_USER:
    case TROUPE_LAYER_PROJECT:
    default:
      return NULL;
    }
}

/**
 * troupe_setting_caption:
 * @workspace: (nullable): where ids are looked up
 * @layer: the layer that a value comes from
 * @origin: (nullable): its origin, as the resolver names it
 *
 * Says where a value that is no override comes from. What the persona says itself needs no words.
 *
 * Returns: (transfer full) (nullable): a caption
 */
char *
troupe_setting_caption (TroupeWorkspace *workspace,
                        TroupeLayer      layer,
                        const char      *origin)
{
  g_autofree char *name = NULL;

  if (origin != NULL && g_str_has_prefix (origin, "model:"))
    /* Translators: %s is the name of a model */
    return g_strdup_printf (_("From the entry for %s"), origin + strlen ("model:"));

  switch (layer)
    {
    case TROUPE_LAYER_BUILT_IN:
      return g_strdup (_("From built-in defaults"));

    case TROUPE_LAYER_USER:
      return g_strdup (_("From user defaults"));

    case TROUPE_LAYER_PROJECT:
      return g_strdup (_("From project defaults"));

    case TROUPE_LAYER_PRESET:
      name = troupe_setting_describe_origin (workspace, layer, origin);
      /* Translators: %s is the name of a prompt preset */
      return g_strdup_printf (_("From %s"), name);

    case TROUPE_LAYER_PERSONA_TIER:
    case TROUPE_LAYER_TRACK_TIER:
      return g_strdup (_("From the tier"));

    case TROUPE_LAYER_TICKET:
      return g_strdup (_("From the ticket"));

    case TROUPE_LAYER_PERSONA:
    case TROUPE_LAYER_SESSION:
    default:
      return NULL;
    }
}
