/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>
#include <string.h>

#include "model-fixture.h"
#include "troupe-model-error.h"

static void
test_states (void)
{
  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      g_autoptr(TroupeAiSettings) settings = troupe_ai_settings_new ();
      g_autoptr(NotifyLog) log = notify_log_new (settings);
      const char *name = troupe_field_get_property_name (field);

      g_assert_true (troupe_ai_settings_is_empty (settings));
      g_assert_cmpint (troupe_ai_settings_get_state (settings, field), ==, TROUPE_FIELD_STATE_UNSET);
      g_assert_null (troupe_ai_settings_get_value (settings, field));

      /* Nothing to unset is no change. */
      troupe_ai_settings_unset (settings, field);
      assert_notified (log, "");
      g_assert_cmpuint (notify_log_n_changed (log), ==, 0);

      for (guint which = 0; which < 2; which++)
        {
          g_auto(GValue) value = G_VALUE_INIT;

          fill_value (field, which, &value);
          set_field (settings, field, which);
          assert_notified (log, name);
          g_assert_cmpuint (notify_log_n_changed (log), ==, 1);
          g_assert_cmpint (troupe_ai_settings_get_state (settings, field), ==, TROUPE_FIELD_STATE_SET);
          g_assert_true (troupe_field_values_equal (field, troupe_ai_settings_get_value (settings, field), &value));
          g_assert_false (troupe_ai_settings_is_empty (settings));

          set_field (settings, field, which);
          assert_notified (log, "");
          g_assert_cmpuint (notify_log_n_changed (log), ==, 0);
        }

      if (troupe_field_can_be_omitted (field))
        {
          for (guint i = 0; i < 2; i++)
            {
              troupe_ai_settings_omit (settings, field);
              assert_notified (log, i == 0 ? name : "");
              g_assert_cmpuint (notify_log_n_changed (log), ==, i == 0 ? 1 : 0);
            }
          g_assert_cmpint (troupe_ai_settings_get_state (settings, field), ==, TROUPE_FIELD_STATE_OMITTED);
          g_assert_null (troupe_ai_settings_get_value (settings, field));
          g_assert_false (troupe_ai_settings_is_empty (settings));
        }

      troupe_ai_settings_unset (settings, field);
      assert_notified (log, name);
      g_assert_cmpuint (notify_log_n_changed (log), ==, 1);
      g_assert_true (troupe_ai_settings_is_empty (settings));
    }
}

/* Only the four parameters can be omitted. */
static void
test_omittable (void)
{
  guint n_omittable = 0;

  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      gboolean is_parameter = field >= TROUPE_FIELD_TEMPERATURE && field <= TROUPE_FIELD_REASONING_EFFORT;

      g_assert_true (troupe_field_can_be_omitted (field) == is_parameter);
      n_omittable += is_parameter;
    }

  g_assert_cmpuint (n_omittable, ==, 4);
}

/* The property reads the default of its pspec in three cases that are not the same. */
static void
test_zero_is_a_value (void)
{
  g_autoptr(TroupeAiSettings) settings = troupe_ai_settings_new ();
  g_autoptr(TroupeAiSettings) other = troupe_ai_settings_new ();
  g_autoptr(NotifyLog) log = notify_log_new (settings);
  GParamSpec *pspec = troupe_field_get_pspec (TROUPE_FIELD_TEMPERATURE);
  double usual = G_PARAM_SPEC_DOUBLE (pspec)->default_value;
  double read = -1;

  g_object_get (settings, "temperature", &read, NULL);
  g_assert_cmpfloat (read, ==, usual);
  g_assert_cmpfloat (troupe_ai_settings_get_double (settings, TROUPE_FIELD_TEMPERATURE), ==, usual);

  /* Unset to the value that was read is a change, and so is the way back. */
  troupe_ai_settings_set_double (settings, TROUPE_FIELD_TEMPERATURE, usual);
  assert_notified (log, "temperature");
  g_assert_false (troupe_ai_settings_equal (settings, other));
  troupe_ai_settings_unset (settings, TROUPE_FIELD_TEMPERATURE);
  assert_notified (log, "temperature");

  troupe_ai_settings_set_double (settings, TROUPE_FIELD_TEMPERATURE, 0.0);
  assert_notified (log, "temperature");
  g_object_get (settings, "temperature", &read, NULL);
  g_assert_cmpfloat (read, ==, 0.0);
  g_assert_false (troupe_ai_settings_equal (settings, other));

  troupe_ai_settings_omit (other, TROUPE_FIELD_TEMPERATURE);
  g_assert_false (troupe_ai_settings_equal (settings, other));
  troupe_ai_settings_omit (settings, TROUPE_FIELD_TEMPERATURE);
  assert_notified (log, "temperature");
  g_assert_true (troupe_ai_settings_equal (settings, other));
}

static const struct
{
  const char *assignment;
  TroupeField field;
  TroupeFieldState state;
  const char *value;       /* as text */
} good[] = {
  { "temperature=0", TROUPE_FIELD_TEMPERATURE, TROUPE_FIELD_STATE_SET, "0" },
  { "temperature=0.2", TROUPE_FIELD_TEMPERATURE, TROUPE_FIELD_STATE_SET, "0.2" },
  { "temperature=2", TROUPE_FIELD_TEMPERATURE, TROUPE_FIELD_STATE_SET, "2" },
  { "temperature=1e0", TROUPE_FIELD_TEMPERATURE, TROUPE_FIELD_STATE_SET, "1" },
  { "temperature=omit", TROUPE_FIELD_TEMPERATURE, TROUPE_FIELD_STATE_OMITTED, NULL },
  { "temperature=", TROUPE_FIELD_TEMPERATURE, TROUPE_FIELD_STATE_UNSET, NULL },
  { "top_p=0.95", TROUPE_FIELD_TOP_P, TROUPE_FIELD_STATE_SET, "0.95" },
  { "top-p=omit", TROUPE_FIELD_TOP_P, TROUPE_FIELD_STATE_OMITTED, NULL },
  { "max_output_tokens=1", TROUPE_FIELD_MAX_OUTPUT_TOKENS, TROUPE_FIELD_STATE_SET, "1" },
  { "max_output_tokens=omit", TROUPE_FIELD_MAX_OUTPUT_TOKENS, TROUPE_FIELD_STATE_OMITTED, NULL },
  { "reasoning_effort=none", TROUPE_FIELD_REASONING_EFFORT, TROUPE_FIELD_STATE_SET, "none" },
  { "reasoning_effort=omit", TROUPE_FIELD_REASONING_EFFORT, TROUPE_FIELD_STATE_OMITTED, NULL },
  { "provider=openai", TROUPE_FIELD_PROVIDER, TROUPE_FIELD_STATE_SET, "openai" },
  { "preferred_models=a, b ,c", TROUPE_FIELD_PREFERRED_MODELS, TROUPE_FIELD_STATE_SET, "a, b, c" },
  { "preferred_models=", TROUPE_FIELD_PREFERRED_MODELS, TROUPE_FIELD_STATE_UNSET, NULL },
  { "model=qwen3:8b", TROUPE_FIELD_PREFERRED_MODELS, TROUPE_FIELD_STATE_SET, "qwen3:8b" },
  { "model=", TROUPE_FIELD_PREFERRED_MODELS, TROUPE_FIELD_STATE_UNSET, NULL },
  { "system_prompt=a=b", TROUPE_FIELD_SYSTEM_PROMPT, TROUPE_FIELD_STATE_SET, "a=b" },
  { "system_prompt=omit", TROUPE_FIELD_SYSTEM_PROMPT, TROUPE_FIELD_STATE_SET, "omit" },
  { "tool_preset_id=read-only", TROUPE_FIELD_TOOL_PRESET_ID, TROUPE_FIELD_STATE_SET, "read-only" },
  { "bias_profile_id=", TROUPE_FIELD_BIAS_PROFILE_ID, TROUPE_FIELD_STATE_UNSET, NULL },
  { "prompt_preset_id=house-rules", TROUPE_FIELD_PROMPT_PRESET_ID, TROUPE_FIELD_STATE_SET, "house-rules" },
};

static void
test_apply_text (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(TroupeAiSettings) settings = troupe_ai_settings_new ();
      g_autoptr(GError) error = NULL;
      g_autofree char *text = NULL;

      /* Whatever an earlier assignment said, the last one holds. */
      set_field (settings, good[i].field, 1);
      g_test_message ("%s", good[i].assignment);
      g_assert_true (troupe_ai_settings_apply_text (settings, good[i].assignment, &error));
      g_assert_no_error (error);
      g_assert_cmpint (troupe_ai_settings_get_state (settings, good[i].field), ==, good[i].state);
      text = troupe_field_format (good[i].field, troupe_ai_settings_get_value (settings, good[i].field));
      g_assert_cmpstr (text, ==, good[i].value != NULL ? good[i].value : "");
    }
}

static const struct
{
  const char *assignment;
  int code;
  const char *names;        /* what the sentence has to name */
} bad[] = {
  { "temperature", TROUPE_MODEL_ERROR_VALUE, "temperature" },
  { "", TROUPE_MODEL_ERROR_VALUE, "FIELD=VALUE" },
  { "=1", TROUPE_MODEL_ERROR_UNKNOWN_FIELD, "temperature" },
  { "Temperature=1", TROUPE_MODEL_ERROR_UNKNOWN_FIELD, "Temperature" },
  { "colour=1", TROUPE_MODEL_ERROR_UNKNOWN_FIELD, "colour" },
  { "temperature=2.0001", TROUPE_MODEL_ERROR_RANGE, "2.0001" },
  { "temperature=-0.1", TROUPE_MODEL_ERROR_RANGE, "-0.1" },
  { "temperature=1e9", TROUPE_MODEL_ERROR_RANGE, "temperature" },
  { "temperature=hot", TROUPE_MODEL_ERROR_VALUE, "hot" },
  { "temperature=nan", TROUPE_MODEL_ERROR_VALUE, "nan" },
  { "temperature=inf", TROUPE_MODEL_ERROR_VALUE, "inf" },
  { "temperature=0x1", TROUPE_MODEL_ERROR_VALUE, "0x1" },
  { "temperature=0,5", TROUPE_MODEL_ERROR_VALUE, "0,5" },
  { "temperature= 1", TROUPE_MODEL_ERROR_VALUE, "temperature" },
  { "temperature=1 ", TROUPE_MODEL_ERROR_VALUE, "temperature" },
  { "top_p=1.01", TROUPE_MODEL_ERROR_RANGE, "1.01" },
  { "max_output_tokens=0", TROUPE_MODEL_ERROR_RANGE, "max_output_tokens" },
  { "max_output_tokens=1.5", TROUPE_MODEL_ERROR_VALUE, "1.5" },
  { "max_output_tokens=99999999999999999999", TROUPE_MODEL_ERROR_RANGE, "max_output_tokens" },
  { "max_output_tokens=-99999999999999999999", TROUPE_MODEL_ERROR_RANGE, "max_output_tokens" },
  { "reasoning_effort=lots", TROUPE_MODEL_ERROR_VALUE, "lots" },
  { "provider=Open AI", TROUPE_MODEL_ERROR_VALUE, "Open AI" },
  { "preferred_models= , ,", TROUPE_MODEL_ERROR_VALUE, "preferred_models" },
  { "tool_preset_id=../x", TROUPE_MODEL_ERROR_VALUE, "../x" },
  { "system_prompt=\xff", TROUPE_MODEL_ERROR_VALUE, "system_prompt" },
};

/* What is wrong is an error, never clamped, and changes nothing. */
static void
test_apply_text_refuses (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(TroupeAiSettings) settings = troupe_ai_settings_new ();
      g_autoptr(TroupeAiSettings) before = NULL;
      g_autoptr(NotifyLog) log = NULL;
      g_autoptr(GError) error = NULL;

      for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
        set_field (settings, field, 0);
      before = troupe_ai_settings_copy (settings);
      log = notify_log_new (settings);

      g_test_message ("assignment %u", i);
      g_assert_false (troupe_ai_settings_apply_text (settings, bad[i].assignment, &error));
      g_assert_error (error, TROUPE_MODEL_ERROR, bad[i].code);
      g_assert_nonnull (strstr (error->message, bad[i].names));
      g_assert_true (troupe_ai_settings_equal (settings, before));
      assert_notified (log, "");
    }
}

/* The range of the pspec is the range that is checked. */
static void
test_ranges_from_pspecs (void)
{
  g_autoptr(TroupeAiSettings) settings = troupe_ai_settings_new ();

  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      GParamSpec *pspec = troupe_field_get_pspec (field);
      g_autoptr(NotifyLog) log = NULL;
      double edges[2], outside[2];

      if (G_IS_PARAM_SPEC_DOUBLE (pspec))
        {
          edges[0] = G_PARAM_SPEC_DOUBLE (pspec)->minimum;
          edges[1] = G_PARAM_SPEC_DOUBLE (pspec)->maximum;
          outside[0] = edges[0] - 0.001;
          outside[1] = edges[1] + 0.001;
        }
      else if (G_IS_PARAM_SPEC_INT64 (pspec))
        {
          edges[0] = G_PARAM_SPEC_INT64 (pspec)->minimum;
          edges[1] = G_PARAM_SPEC_INT64 (pspec)->maximum;
          outside[0] = edges[0] - 1;
          outside[1] = edges[1] + 1;
        }
      else
        {
          continue;
        }

      for (guint i = 0; i < 2; i++)
        {
          g_auto(GValue) from = G_VALUE_INIT;
          g_auto(GValue) value = G_VALUE_INIT;
          g_autoptr(GError) error = NULL;

          g_value_init (&from, G_TYPE_DOUBLE);
          g_value_init (&value, pspec->value_type);
          g_value_set_double (&from, edges[i]);
          g_assert_true (g_value_transform (&from, &value));
          g_assert_true (troupe_ai_settings_set_value (settings, field, &value, &error));
          g_assert_no_error (error);

          g_value_set_double (&from, outside[i]);
          g_assert_true (g_value_transform (&from, &value));
          g_assert_false (troupe_ai_settings_set_value (settings, field, &value, &error));
          g_assert_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_RANGE);
        }
    }

  {
    g_auto(GValue) value = G_VALUE_INIT;
    g_autoptr(GError) error = NULL;

    g_value_init (&value, G_TYPE_DOUBLE);
    g_value_set_double (&value, NAN);
    g_assert_false (troupe_ai_settings_set_value (settings, TROUPE_FIELD_TEMPERATURE, &value, &error));
    g_assert_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_RANGE);
  }
}

/* A value of another type is an error as well: it may come from a file. */
static void
test_types (void)
{
  g_autoptr(TroupeAiSettings) settings = troupe_ai_settings_new ();

  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      g_auto(GValue) value = G_VALUE_INIT;
      g_autoptr(GError) error = NULL;

      g_value_init (&value, G_TYPE_BOOLEAN);
      g_assert_false (troupe_ai_settings_set_value (settings, field, &value, &error));
      g_assert_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_VALUE);
      g_assert_nonnull (strstr (error->message, troupe_field_get_name (field)));
    }

  g_assert_true (troupe_ai_settings_is_empty (settings));
}

static TroupeAiSettings *
make_full (guint which)
{
  TroupeAiSettings *settings = troupe_ai_settings_new ();
  g_autoptr(JsonObject) extra = parse_object (which == 0 ? "{\"x\": 1}" : "{\"y\": [2]}");

  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    set_field (settings, field, which);
  troupe_ai_settings_set_extra (settings, extra);

  return settings;
}

static void
test_assign (void)
{
  g_autoptr(TroupeAiSettings) first = make_full (0);
  g_autoptr(TroupeAiSettings) second = make_full (1);
  g_autoptr(TroupeAiSettings) copy = troupe_ai_settings_copy (first);
  g_autoptr(NotifyLog) log = notify_log_new (first);

  g_assert_true (troupe_ai_settings_equal (first, copy));
  g_assert_false (troupe_ai_settings_equal (first, second));

  troupe_ai_settings_assign (first, copy);
  troupe_ai_settings_assign (first, first);
  assert_notified (log, "");

  troupe_ai_settings_assign (first, second);
  assert_notified (log, "bias-profile-id max-output-tokens preferred-models prompt-preset-id provider "
                        "reasoning-effort system-prompt temperature tool-preset-id top-p");
  g_assert_true (troupe_ai_settings_equal (first, second));
  g_assert_false (troupe_ai_settings_equal (first, copy));
  g_assert_true (json_object_has_member (troupe_ai_settings_get_extra (first), "y"));

  /* A change of one does not reach the other. */
  troupe_ai_settings_unset (second, TROUPE_FIELD_TOP_P);
  g_assert_cmpint (troupe_ai_settings_get_state (first, TROUPE_FIELD_TOP_P), ==, TROUPE_FIELD_STATE_SET);
  troupe_ai_settings_assign (first, second);
  assert_notified (log, "top-p");

  troupe_ai_settings_unset_all (first);
  assert_notified (log, "bias-profile-id max-output-tokens preferred-models prompt-preset-id provider "
                        "reasoning-effort system-prompt temperature tool-preset-id");
  /* Unknown members stay, so it is not empty. */
  g_assert_false (troupe_ai_settings_is_empty (first));
  troupe_ai_settings_set_extra (first, NULL);
  g_assert_true (troupe_ai_settings_is_empty (first));
}

static void
assigned_cb (TroupeAiSettings *settings,
             GParamSpec       *pspec,
             TroupeAiSettings *expected)
{
  g_assert_true (troupe_ai_settings_equal (settings, expected));
}

/* Who hears of the first field sees all of them changed. */
static void
test_assign_in_one_step (void)
{
  g_autoptr(TroupeAiSettings) first = make_full (0);
  g_autoptr(TroupeAiSettings) second = make_full (1);

  g_signal_connect (first, "notify", G_CALLBACK (assigned_cb), second);
  troupe_ai_settings_assign (first, second);
}

static void
test_each_difference_counts (void)
{
  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      g_autoptr(TroupeAiSettings) first = make_full (0);
      g_autoptr(TroupeAiSettings) second = make_full (0);
      g_autoptr(NotifyLog) log = notify_log_new (first);

      set_field (second, field, 1);
      g_assert_false (troupe_ai_settings_equal (first, second));
      g_assert_false (troupe_ai_settings_field_equal (first, second, field));
      troupe_ai_settings_copy_field (first, second, field);
      assert_notified (log, troupe_field_get_property_name (field));
      g_assert_true (troupe_ai_settings_equal (first, second));

      troupe_ai_settings_unset (second, field);
      g_assert_false (troupe_ai_settings_equal (first, second));
      troupe_ai_settings_copy_field (first, second, field);
      assert_notified (log, troupe_field_get_property_name (field));
      g_assert_true (troupe_ai_settings_equal (first, second));
    }
}

/* A value lent by the object itself may be given back to it, whatever has to move for that. */
static void
test_own_value_given_back (void)
{
  g_autoptr(TroupeAiSettings) settings = troupe_ai_settings_new ();

  troupe_ai_settings_set_string (settings, TROUPE_FIELD_SYSTEM_PROMPT, "shared");
  troupe_ai_settings_set_value (settings, TROUPE_FIELD_PROVIDER,
                                troupe_ai_settings_get_value (settings, TROUPE_FIELD_SYSTEM_PROMPT), NULL);
  troupe_ai_settings_set_value (settings, TROUPE_FIELD_TOOL_PRESET_ID,
                                troupe_ai_settings_get_value (settings, TROUPE_FIELD_SYSTEM_PROMPT), NULL);
  troupe_ai_settings_set_string (settings, TROUPE_FIELD_BIAS_PROFILE_ID,
                                 troupe_ai_settings_get_string (settings, TROUPE_FIELD_TOOL_PRESET_ID));

  g_assert_cmpstr (troupe_ai_settings_get_string (settings, TROUPE_FIELD_PROVIDER), ==, "shared");
  g_assert_cmpstr (troupe_ai_settings_get_string (settings, TROUPE_FIELD_TOOL_PRESET_ID), ==, "shared");
  g_assert_cmpstr (troupe_ai_settings_get_string (settings, TROUPE_FIELD_BIAS_PROFILE_ID), ==, "shared");
}

/* Every field by its GObject property, as a binding writes it. */
static void
test_properties (void)
{
  g_autoptr(TroupeAiSettings) source = make_full (1);
  g_autoptr(TroupeAiSettings) target = troupe_ai_settings_new ();
  g_autoptr(NotifyLog) log = notify_log_new (target);

  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      const char *name = troupe_field_get_property_name (field);
      g_auto(GValue) value = G_VALUE_INIT;

      g_value_init (&value, troupe_field_get_pspec (field)->value_type);
      g_object_get_property (G_OBJECT (source), name, &value);
      g_object_set_property (G_OBJECT (target), name, &value);
      assert_notified (log, name);
      g_object_set_property (G_OBJECT (target), name, &value);
      assert_notified (log, "");
      g_assert_true (troupe_ai_settings_field_equal (source, target, field));
    }

  /* A text of nothing unsets. */
  g_object_set (target, "provider", NULL, "preferred-models", NULL, NULL);
  assert_notified (log, "preferred-models provider");
  g_assert_cmpint (troupe_ai_settings_get_state (target, TROUPE_FIELD_PROVIDER), ==, TROUPE_FIELD_STATE_UNSET);
  g_assert_cmpint (troupe_ai_settings_get_state (target, TROUPE_FIELD_PREFERRED_MODELS), ==, TROUPE_FIELD_STATE_UNSET);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/ai-settings/notifies-once-per-change-of-state-or-value", test_states);
  g_test_add_func ("/model/ai-settings/only-parameters-can-be-omitted", test_omittable);
  g_test_add_func ("/model/ai-settings/zero-is-a-value", test_zero_is_a_value);
  g_test_add_func ("/model/ai-settings/assignments-set-omit-and-take-back", test_apply_text);
  g_test_add_func ("/model/ai-settings/wrong-assignments-are-errors", test_apply_text_refuses);
  g_test_add_func ("/model/ai-settings/ranges-are-those-of-the-pspecs", test_ranges_from_pspecs);
  g_test_add_func ("/model/ai-settings/wrong-types-are-errors", test_types);
  g_test_add_func ("/model/ai-settings/assign-notifies-for-what-differs", test_assign);
  g_test_add_func ("/model/ai-settings/assign-is-one-step", test_assign_in_one_step);
  g_test_add_func ("/model/ai-settings/equal-sees-every-field", test_each_difference_counts);
  g_test_add_func ("/model/ai-settings/takes-its-own-value-back", test_own_value_given_back);
  g_test_add_func ("/model/ai-settings/properties-write-every-field", test_properties);

  return g_test_run ();
}
