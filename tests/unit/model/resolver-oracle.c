/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "resolver-oracle.h"

/* A list with all that its entries say, so that two that differ never look the same. */
static char *
describe_models (TroupeModelList *list)
{
  GString *text = g_string_new ("[");

  for (guint i = 0; i < troupe_model_list_get_n_items (list); i++)
    {
      TroupeModelEntry *entry = troupe_model_list_get_item (list, i);
      TroupeAiSettings *parameters = troupe_model_entry_get_parameters (entry);
      const char *provider = troupe_model_entry_get_provider (entry);

      g_string_append_printf (text, "%s%s/%s", i > 0 ? " " : "", provider != NULL ? provider : "",
                              troupe_model_entry_get_model (entry));
      for (TroupeField field = 0; parameters != NULL && field < TROUPE_N_FIELDS; field++)
        {
          g_autofree char *value = troupe_field_format (field, troupe_ai_settings_get_value (parameters, field));

          if (troupe_ai_settings_get_state (parameters, field) != TROUPE_FIELD_STATE_UNSET)
            g_string_append_printf (text, ",%s=%s", troupe_field_get_name (field), value);
        }
    }

  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

/* @value is NULL for what is omitted */
char *
describe_value (TroupeField   field,
                const GValue *value)
{
  if (value == NULL)
    return g_strdup ("(omitted)");
  if (field == TROUPE_FIELD_PREFERRED_MODELS)
    return describe_models (g_value_get_boxed (value));

  return troupe_field_format (field, value);
}

static int
list_layer (const Oracle *self,
            int           top)
{
  while (top >= 0 &&
         (self->settings[top] == NULL || troupe_ai_settings_get_preferred_models (self->settings[top]) == NULL))
    top--;

  return top;
}

/* A hop belongs to the list in force; a list that is shadowed would begin at its first. */
static TroupeModelEntry *
entry_of (const Oracle *self,
          int           layer)
{
  guint index = layer == list_layer (self, TROUPE_LAYER_SESSION) ? self->model_index : 0;

  return layer >= 0 ? troupe_model_list_get_item (troupe_ai_settings_get_preferred_models (self->settings[layer]), index)
                    : NULL;
}

static void
append (GString      *text,
        const char   *origin,
        TroupeField   field,
        const GValue *value)
{
  g_autofree char *described = describe_value (field, value);

  g_string_append_printf (text, "%s%s=%s", text->len > 0 ? " < " : "", origin, described);
}

/* All that is stated of a field from @top down, the first of which holds: "session=0.2 < persona:p=(omitted)". */
char *
oracle_describe (const Oracle *self,
                 TroupeField   field,
                 int           top)
{
  GString *text = g_string_new (NULL);
  int models = list_layer (self, top);
  TroupeModelEntry *entry = entry_of (self, models);

  for (int layer = top; layer >= 0; layer--)
    {
      TroupeAiSettings *settings = self->settings[layer];

      if (layer == models && entry != NULL)
        {
          TroupeAiSettings *own = troupe_model_entry_get_parameters (entry);
          const char *provider = troupe_model_entry_get_provider (entry);
          g_autofree char *origin = g_strconcat ("model:", troupe_model_entry_get_model (entry), NULL);
          gboolean is_parameter = field == TROUPE_FIELD_TEMPERATURE || field == TROUPE_FIELD_TOP_P ||
                                  field == TROUPE_FIELD_MAX_OUTPUT_TOKENS || field == TROUPE_FIELD_REASONING_EFFORT;

          if (field == TROUPE_FIELD_PROVIDER && provider != NULL)
            g_string_append_printf (text, "%s%s=%s", text->len > 0 ? " < " : "", origin, provider);
          if (is_parameter && own != NULL && troupe_ai_settings_get_state (own, field) != TROUPE_FIELD_STATE_UNSET)
            append (text, origin, field, troupe_ai_settings_get_value (own, field));
        }

      if (settings != NULL && troupe_ai_settings_get_state (settings, field) != TROUPE_FIELD_STATE_UNSET)
        append (text, self->origins[layer], field, troupe_ai_settings_get_value (settings, field));
    }

  return g_string_free (text, FALSE);
}

/* "provider/model", or nothing when a person has to choose one. */
char *
oracle_model (const Oracle *self)
{
  int models = list_layer (self, TROUPE_LAYER_SESSION);
  TroupeModelEntry *entry = entry_of (self, models);
  const char *owner;

  if (entry == NULL)
    return g_strdup ("");

  owner = troupe_model_entry_get_provider (entry);
  for (int layer = models; layer >= 0 && owner == NULL; layer--)
    {
      if (self->settings[layer] != NULL)
        owner = troupe_ai_settings_get_string (self->settings[layer], TROUPE_FIELD_PROVIDER);
    }

  for (int layer = TROUPE_LAYER_SESSION; layer > models; layer--)
    {
      const char *provider = self->settings[layer] != NULL
                           ? troupe_ai_settings_get_string (self->settings[layer], TROUPE_FIELD_PROVIDER)
                           : NULL;

      if (provider != NULL && g_strcmp0 (provider, owner) != 0)
        return g_strdup ("");
      if (provider != NULL)
        break;
    }

  return g_strdup_printf ("%s/%s", owner != NULL ? owner : "", troupe_model_entry_get_model (entry));
}

static char *
resolver_describe (TroupeResolver *resolver,
                   TroupeField     field)
{
  GString *text = g_string_new (NULL);
  g_autoptr(GPtrArray) shadowed = troupe_resolver_list_shadowed (resolver, field);
  TroupeFieldState state = troupe_resolver_get_state (resolver, field);
  const GValue *value = troupe_resolver_get_value (resolver, field);

  g_assert_true ((state == TROUPE_FIELD_STATE_SET) == (value != NULL));
  g_assert_true ((state == TROUPE_FIELD_STATE_UNSET) == (troupe_resolver_get_origin (resolver, field) == NULL));
  if (state == TROUPE_FIELD_STATE_UNSET)
    {
      g_assert_cmpuint (shadowed->len, ==, 0);
      return g_string_free (text, FALSE);
    }

  append (text, troupe_resolver_get_origin (resolver, field), field, value);
  for (guint i = 0; i < shadowed->len; i++)
    {
      const TroupeStatement *statement = g_ptr_array_index (shadowed, i);

      append (text, statement->origin, field,
              statement->state == TROUPE_FIELD_STATE_SET ? &statement->value : NULL);
    }

  return g_string_free (text, FALSE);
}

/* The property, which shows the default of its pspec for what is not set. */
static void
check_property (TroupeResolver *resolver,
                TroupeField     field)
{
  GParamSpec *pspec = troupe_field_get_pspec (field);
  const GValue *expected = troupe_resolver_get_value (resolver, field);
  g_auto(GValue) value = G_VALUE_INIT;

  if (expected == NULL)
    expected = g_param_spec_get_default_value (pspec);
  g_value_init (&value, pspec->value_type);
  g_object_get_property (G_OBJECT (resolver), pspec->name, &value);
  g_assert_true (troupe_field_values_equal (field, &value, expected));
}

static void
check_field (const Oracle   *self,
             TroupeResolver *resolver,
             TroupeField     field,
             GString        *lines)
{
  g_autofree char *expected = oracle_describe (self, field, TROUPE_LAYER_SESSION);
  g_autofree char *got = resolver_describe (resolver, field);
  g_autofree char *expected_below = oracle_describe (self, field, TROUPE_LAYER_TICKET);
  g_autofree char *value = describe_value (field, troupe_resolver_get_value (resolver, field));
  const TroupeStatement *below = troupe_resolver_peek_below_session (resolver, field);

  g_assert_cmpstr (got, ==, expected);
  check_property (resolver, field);

  if (below->state == TROUPE_FIELD_STATE_UNSET)
    {
      g_assert_cmpstr (expected_below, ==, "");
    }
  else
    {
      g_autoptr(GString) text = g_string_new (NULL);

      append (text, below->origin, field, below->state == TROUPE_FIELD_STATE_SET ? &below->value : NULL);
      g_assert_true (g_str_has_prefix (expected_below, text->str));
    }

  /* Only the value counts, not who says so. */
  g_string_append_printf (lines, "%s=%d %s\n", troupe_field_get_property_name (field),
                          troupe_resolver_get_state (resolver, field), value);
}

static char *
check_fields (const Oracle   *self,
              TroupeResolver *resolver,
              TroupeField     first,
              TroupeField     last)
{
  GString *lines = g_string_new (NULL);
  g_autofree char *model = oracle_model (self);
  g_autofree char *found = g_strconcat (troupe_resolver_get_model_provider (resolver) != NULL
                                        ? troupe_resolver_get_model_provider (resolver) : "",
                                        troupe_resolver_get_model (resolver) != NULL ? "/" : "",
                                        troupe_resolver_get_model (resolver), NULL);
  int models = list_layer (self, TROUPE_LAYER_SESSION);
  guint n_overrides = 0;

  for (TroupeField field = first; field <= last; field++)
    check_field (self, resolver, field, lines);

  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      gboolean is_stated = troupe_ai_settings_get_state (self->settings[TROUPE_LAYER_SESSION], field) !=
                           TROUPE_FIELD_STATE_UNSET;

      g_assert_true (troupe_resolver_is_overridden (resolver, field) == is_stated);
      n_overrides += is_stated;
    }

  g_assert_cmpstr (found, ==, model);
  g_assert_cmpuint (troupe_resolver_get_n_overrides (resolver), ==, n_overrides);
  g_assert_cmpuint (troupe_resolver_get_n_models (resolver), ==,
                    models >= 0 ? troupe_model_list_get_n_items (troupe_ai_settings_get_preferred_models (self->settings[models]))
                                : 0);
  g_string_append_printf (lines, "model=%s\nn-overrides=%u\n", model, n_overrides);

  return g_string_free (lines, FALSE);
}

/* Compares all that a resolver says with all that should be so. Returns: (transfer full): a line for each value in
 * force, with which the next check can tell what should have notified */
char *
oracle_check (const Oracle   *self,
              TroupeResolver *resolver)
{
  return check_fields (self, resolver, 0, TROUPE_N_FIELDS - 1);
}

/* The same for one field, where only that one changes. */
char *
oracle_check_field (const Oracle   *self,
                    TroupeResolver *resolver,
                    TroupeField     field)
{
  return check_fields (self, resolver, field, field);
}
