/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Selects another persona, and has the new values in ten fields that are bound, as rows of a pane are. The floor is the same bindings
 * fed by a plain layer of settings. Usage: bench-resolver [SELECTIONS]
 */

#include <stdlib.h>

#include "troupe-resolver.h"

#define N_ROUNDS 7

static const char * const values[TROUPE_N_FIELDS][2] = {
  [TROUPE_FIELD_PROVIDER] = { "anthropic", "openai" },
  [TROUPE_FIELD_PREFERRED_MODELS] = { "claude-sonnet-5-5, claude-haiku-5", "gpt-6-luna" },
  [TROUPE_FIELD_TEMPERATURE] = { "0.2", "0.7" },
  [TROUPE_FIELD_TOP_P] = { "0.9", "1" },
  [TROUPE_FIELD_MAX_OUTPUT_TOKENS] = { "4096", "8192" },
  [TROUPE_FIELD_REASONING_EFFORT] = { "low", "high" },
  [TROUPE_FIELD_SYSTEM_PROMPT] = { "You review changes before they are merged.", "You write tests that can fail." },
  [TROUPE_FIELD_PROMPT_PRESET_ID] = { "house-rules", "bare" },
  [TROUPE_FIELD_TOOL_PRESET_ID] = { "read-only", "all" },
  [TROUPE_FIELD_BIAS_PROFILE_ID] = { "prefer-search", "no-shell" },
};

static void
fill (TroupeAiSettings *settings,
      guint             which)
{
  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      g_auto(GValue) value = G_VALUE_INIT;

      if (!troupe_field_parse (field, values[field][which], &value, NULL) ||
          !troupe_ai_settings_set_value (settings, field, &value, NULL))
        g_error ("%s is not a value", values[field][which]);
    }
}

/* The layer at the other end of the bindings stands for the widgets. */
static void
bind_all (gpointer          source,
          TroupeAiSettings *target)
{
  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      const char *name = troupe_field_get_property_name (field);

      g_object_bind_property (source, name, target, name, G_BINDING_SYNC_CREATE);
    }
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
median (double *times)
{
  qsort (times, N_ROUNDS, sizeof *times, compare_times);

  return times[N_ROUNDS / 2];
}

int
main (int    argc,
      char **argv)
{
  guint n_selections = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 20000;
  TroupePersona *personas[] = { troupe_persona_new ("one"), troupe_persona_new ("two") };
  TroupeAiSettings *layers[] = { troupe_ai_settings_new (), troupe_ai_settings_new () };
  g_autoptr(TroupeAiSettings) plain = troupe_ai_settings_new ();
  g_autoptr(TroupeAiSettings) plain_target = troupe_ai_settings_new ();
  g_autoptr(TroupeAiSettings) target = troupe_ai_settings_new ();
  g_autoptr(TroupeResolver) resolver = troupe_resolver_new (NULL);
  double floor_us[N_ROUNDS];
  double select_us[N_ROUNDS];

  for (guint i = 0; i < 2; i++)
    {
      fill (troupe_persona_get_settings (personas[i]), i);
      fill (layers[i], i);
    }
  bind_all (plain, plain_target);
  bind_all (resolver, target);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      gint64 start_us = g_get_monotonic_time ();

      for (guint i = 0; i < n_selections; i++)
        troupe_ai_settings_assign (plain, layers[i % 2]);
      floor_us[round] = (double) (g_get_monotonic_time () - start_us) / n_selections;

      start_us = g_get_monotonic_time ();
      for (guint i = 0; i < n_selections; i++)
        troupe_resolver_select_persona (resolver, personas[i % 2]);
      select_us[round] = (double) (g_get_monotonic_time () - start_us) / n_selections;

      /* The last one selected is there in every field. */
      g_assert_true (troupe_ai_settings_equal (target, layers[(n_selections - 1) % 2]));
    }

  g_print ("ten bound fields            us   / floor\n");
  g_print ("a layer assigned      %8.2f   %8.2f\n", median (floor_us), 1.0);
  g_print ("a persona selected    %8.2f   %8.2f   (goal: 100 us)\n", median (select_us),
           median (select_us) / median (floor_us));

  for (guint i = 0; i < 2; i++)
    {
      g_clear_object (&personas[i]);
      g_clear_object (&layers[i]);
    }

  return 0;
}
