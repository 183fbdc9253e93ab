/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-layer-source.h"
#include "troupe-setting-text.h"

/* More of a prompt does not fit below a title. */
#define MOST_CHARS 60

static const char *
describe_unset (TroupeField field)
{
  switch (field)
    {
    case TROUPE_FIELD_PROVIDER:
    case TROUPE_FIELD_PREFERRED_MODELS:
      return _("Nothing is chosen below");

    case TROUPE_FIELD_TEMPERATURE:
    case TROUPE_FIELD_TOP_P:
    case TROUPE_FIELD_MAX_OUTPUT_TOKENS:
    case TROUPE_FIELD_REASONING_EFFORT:
      return _("Not set, so the provider decides");

    case TROUPE_FIELD_SYSTEM_PROMPT:
    case TROUPE_FIELD_PROMPT_PRESET_ID:
    case TROUPE_FIELD_TOOL_PRESET_ID:
    case TROUPE_FIELD_BIAS_PROFILE_ID:
    default:
      return _("None");
    }
}

static char *
format_value (const TroupeLayerSource *self,
              TroupeField              field,
              const TroupeStatement   *statement)
{
  g_autofree char *value = troupe_setting_format (self->workspace, field, statement->state,
                                                  statement->state == TROUPE_FIELD_STATE_SET ? &statement->value : NULL);

  if (g_utf8_strlen (value, -1) > MOST_CHARS)
    {
      g_autofree char *start = g_utf8_substring (value, 0, MOST_CHARS);

      return g_strconcat (start, "…", NULL);
    }

  return g_steal_pointer (&value);
}

/**
 * troupe_layer_source_describe_inherited:
 * @self: a layer
 * @field: a field that it leaves unset
 *
 * Says what comes through from below, and from where: “0.70, from the project defaults”.
 *
 * Returns: (transfer full) (nullable): one line; %NULL when there is no resolver to ask
 */
char *
troupe_layer_source_describe_inherited (const TroupeLayerSource *self,
                                        TroupeField              field)
{
  g_autoptr(TroupeStatement) statement = NULL;
  g_autofree char *value = NULL;
  g_autofree char *name = NULL;

  if (self->resolver == NULL)
    return NULL;

  statement = troupe_resolver_dup_inherited (self->resolver, field, self->layer, self->is_entry);
  if (statement == NULL)
    return g_strdup (describe_unset (field));

  value = format_value (self, field, statement);
  if (statement->origin != NULL && g_str_has_prefix (statement->origin, "model:"))
    /* Translators: a value, and the name of the model whose entry has it */
    return g_strdup_printf (_("%s, from the entry for %s"), value, statement->origin + strlen ("model:"));

  switch (statement->layer)
    {
    case TROUPE_LAYER_BUILT_IN:
      /* Translators: %s is a value */
      return g_strdup_printf (_("%s, from the built-in defaults"), value);

    case TROUPE_LAYER_USER:
      /* Translators: %s is a value */
      return g_strdup_printf (_("%s, from the user defaults"), value);

    case TROUPE_LAYER_PROJECT:
      /* Translators: %s is a value */
      return g_strdup_printf (_("%s, from the project defaults"), value);

    case TROUPE_LAYER_PRESET:
      name = troupe_setting_describe_origin (self->workspace, statement->layer, statement->origin);
      /* Translators: a value, and the name of a prompt preset */
      return g_strdup_printf (_("%s, from the prompt preset %s"), value, name);

    case TROUPE_LAYER_PERSONA:
      /* Translators: %s is a value */
      return g_strdup_printf (_("%s, from the persona"), value);

    case TROUPE_LAYER_PERSONA_TIER:
    case TROUPE_LAYER_TRACK_TIER:
      /* Translators: %s is a value */
      return g_strdup_printf (_("%s, from the tier"), value);

    case TROUPE_LAYER_TICKET:
    case TROUPE_LAYER_SESSION:
    default:
      return g_steal_pointer (&value);
    }
}

/**
 * troupe_layer_source_find_provider:
 * @self: a layer
 * @entry: (nullable): what one of its preferred models says itself
 *
 * Finds the provider that a model of the layer's list belongs to.
 *
 * Returns: (transfer full) (nullable): the provider; %NULL when none is chosen or it is not there
 */
TroupeProvider *
troupe_layer_source_find_provider (const TroupeLayerSource *self,
                                   TroupeAiSettings        *entry)
{
  TroupeAiSettings *stated[] = { entry, self->settings };
  g_autoptr(TroupeStatement) statement = NULL;
  const char *id = NULL;
  GListModel *providers;

  if (self->workspace == NULL)
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (stated) && id == NULL; i++)
    if (stated[i] != NULL && troupe_ai_settings_get_state (stated[i], TROUPE_FIELD_PROVIDER) == TROUPE_FIELD_STATE_SET)
      id = troupe_ai_settings_get_string (stated[i], TROUPE_FIELD_PROVIDER);

  if (id == NULL && self->resolver != NULL)
    statement = troupe_resolver_dup_inherited (self->resolver, TROUPE_FIELD_PROVIDER, self->layer, FALSE);
  if (statement != NULL && statement->state == TROUPE_FIELD_STATE_SET)
    id = g_value_get_string (&statement->value);

  providers = troupe_provider_set_list (troupe_workspace_get_providers (self->workspace));
  for (guint i = 0; id != NULL && i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr(TroupeProvider) provider = g_list_model_get_item (providers, i);

      if (g_strcmp0 (troupe_provider_get_id (provider), id) == 0)
        return g_steal_pointer (&provider);
    }

  return NULL;
}
