/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "model-fixture.h"
#include "troupe-model-error.h"

static void
test_names (void)
{
  g_autofree char *names = troupe_field_list_names ();
  TroupeField found;

  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      const char *name = troupe_field_get_name (field);

      g_assert_true (troupe_field_from_name (name, &found));
      g_assert_cmpint (found, ==, field);
      g_assert_true (troupe_field_from_name (troupe_field_get_property_name (field), &found));
      g_assert_cmpint (found, ==, field);
      g_assert_nonnull (strstr (names, name));
      g_assert_cmpstr (troupe_field_get_pspec (field)->name, ==, troupe_field_get_property_name (field));
    }

  g_assert_false (troupe_field_from_name ("", &found));
  g_assert_false (troupe_field_from_name (NULL, &found));
  g_assert_false (troupe_field_from_name ("TOP_P", &found));
}

/* What is written reads back as the same value. */
static void
test_format_reads_back (void)
{
  static const char * const numbers[] = { "0", "0.1", "0.2", "0.30000000000000004", "1", "1.9999999999999998", "2", "1e-07" };

  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    for (guint which = 0; which < 2; which++)
      {
        g_auto(GValue) value = G_VALUE_INIT;
        g_auto(GValue) again = G_VALUE_INIT;
        g_autofree char *text = NULL;

        fill_value (field, which, &value);
        text = troupe_field_format (field, &value);
        g_assert_true (troupe_field_parse (field, text, &again, NULL));
        g_assert_true (troupe_field_values_equal (field, &value, &again));
      }

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_auto(GValue) value = G_VALUE_INIT;
      g_autofree char *text = NULL;

      g_assert_true (troupe_field_parse (TROUPE_FIELD_TEMPERATURE, numbers[i], &value, NULL));
      text = troupe_field_format (TROUPE_FIELD_TEMPERATURE, &value);
      g_assert_cmpstr (text, ==, numbers[i]);
    }
}

static void
test_efforts (void)
{
  const char * const *efforts = troupe_reasoning_efforts ();

  for (guint i = 0; efforts[i] != NULL; i++)
    {
      g_auto(GValue) value = G_VALUE_INIT;
      g_autoptr(GError) error = NULL;

      troupe_field_parse (TROUPE_FIELD_REASONING_EFFORT, efforts[i], &value, &error);
      g_assert_no_error (error);
    }
}

/* A prompt preset of a wider layer can be turned down; an empty id is wrong everywhere else. */
static void
test_no_preset (void)
{
  for (TroupeField field = TROUPE_FIELD_PROVIDER; field < TROUPE_N_FIELDS; field++)
    {
      g_auto(GValue) value = G_VALUE_INIT;
      g_autoptr(GError) error = NULL;

      if (field != TROUPE_FIELD_PROVIDER && field < TROUPE_FIELD_PROMPT_PRESET_ID)
        continue;

      g_value_init (&value, G_TYPE_STRING);
      g_value_set_static_string (&value, "");
      g_assert_cmpint (troupe_field_check (field, &value, &error), ==, field == TROUPE_FIELD_PROMPT_PRESET_ID);
      g_assert_cmpint (error == NULL, ==, field == TROUPE_FIELD_PROMPT_PRESET_ID);
    }
}

static void
test_nothing_is_no_value (void)
{
  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      g_auto(GValue) value = G_VALUE_INIT;
      g_autofree char *text = troupe_field_format (field, NULL);

      fill_value (field, 0, &value);
      g_assert_cmpstr (text, ==, "");
      g_assert_true (troupe_field_values_equal (field, NULL, NULL));
      g_assert_false (troupe_field_values_equal (field, NULL, &value));
      g_assert_false (troupe_field_values_equal (field, &value, NULL));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/field/names", test_names);
  g_test_add_func ("/model/field/formats-what-it-parses", test_format_reads_back);
  g_test_add_func ("/model/field/takes-each-effort", test_efforts);
  g_test_add_func ("/model/field/no-preset-can-be-chosen", test_no_preset);
  g_test_add_func ("/model/field/nothing-equals-nothing-alone", test_nothing_is_no_value);

  return g_test_run ();
}
