/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "resolver-oracle.h"
#include "troupe-prompt-preset.h"

/* Every field, in every layer, in every state: unset, set, omitted. The order is such that each step changes one layer,
 * and what notifies is compared at each step. */

typedef struct
{
  TestCatalog        *catalog;
  TroupePersona      *persona;
  TroupePromptPreset *preset;
  TroupeTrack        *track;
  TroupeTicket       *ticket;
  TroupeResolver     *resolver;
  Oracle              oracle;
} Stage;

static void
stage_init (Stage    *stage,
            gboolean  has_preset)
{
  g_autoptr(TroupeAiSettings) empty = troupe_ai_settings_new ();
  TroupeAiSettings *built_in;

  memset (stage, 0, sizeof *stage);
  stage->catalog = test_catalog_new ();
  stage->persona = troupe_persona_new ("careful");
  stage->preset = troupe_prompt_preset_new ("rules");
  stage->track = troupe_track_new ("add-search");
  stage->ticket = troupe_ticket_new ("T1");
  troupe_persona_set_tier_settings (stage->persona, TROUPE_TIER_WORKER, empty);
  test_catalog_add (stage->catalog, TROUPE_DEFINITION (stage->preset));

  built_in = troupe_catalog_get_defaults (TROUPE_CATALOG (stage->catalog), TROUPE_SCOPE_BUILT_IN);
  if (has_preset)
    troupe_ai_settings_set_string (built_in, TROUPE_FIELD_PROMPT_PRESET_ID, "rules");

  stage->resolver = troupe_resolver_new (TROUPE_CATALOG (stage->catalog));
  troupe_resolver_set_cast (stage->resolver, stage->persona, TROUPE_TIER_WORKER, stage->track, stage->ticket);

  stage->oracle = (Oracle) {
    .settings = {
      built_in,
      troupe_catalog_get_defaults (TROUPE_CATALOG (stage->catalog), TROUPE_SCOPE_USER),
      troupe_catalog_get_defaults (TROUPE_CATALOG (stage->catalog), TROUPE_SCOPE_PROJECT),
      has_preset ? troupe_prompt_preset_get_settings (stage->preset) : NULL,
      troupe_persona_get_settings (stage->persona),
      troupe_persona_get_tier_settings (stage->persona, TROUPE_TIER_WORKER),
      troupe_track_get_tier_settings (stage->track, TROUPE_TIER_WORKER),
      troupe_ticket_get_overrides (stage->ticket),
      troupe_resolver_get_session (stage->resolver),
    },
    .origins = {
      "built-in", "user", "project", "preset:rules", "persona:careful", "tier:worker", "tier:worker", "ticket:T1",
      "session",
    },
  };
}

static void
stage_clear (Stage *stage)
{
  g_assert_finalize_object (stage->resolver);
  g_assert_finalize_object (stage->catalog);
  g_assert_finalize_object (stage->persona);
  g_assert_finalize_object (stage->preset);
  g_assert_finalize_object (stage->track);
  g_assert_finalize_object (stage->ticket);
}

static void
put_state (TroupeAiSettings *settings,
           TroupeField       field,
           guint             state,
           guint             which)
{
  if (state == TROUPE_FIELD_STATE_OMITTED)
    troupe_ai_settings_omit (settings, field);
  else if (state == TROUPE_FIELD_STATE_SET)
    set_field (settings, field, which);
  else
    troupe_ai_settings_unset (settings, field);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* The names of the lines that differ, in the order of the alphabet. */
static char *
list_differences (const char *before,
                  const char *after)
{
  g_auto(GStrv) old = g_strsplit (before, "\n", -1);
  g_auto(GStrv) new = g_strsplit (after, "\n", -1);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; old[i] != NULL; i++)
    {
      if (strcmp (old[i], new[i]) != 0)
        g_ptr_array_add (names, g_strndup (new[i], strchr (new[i], '=') - new[i]));
    }
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);

  return g_strjoinv (" ", (char **) names->pdata);
}

/* Which layers stay is another pair for each field. */
static gboolean
is_fixed (TroupeField field,
          guint       layer,
          guint       n_fixed)
{
  return (layer + 3 * field) % TROUPE_N_LAYERS < n_fixed;
}

static void
run_field (TroupeField field)
{
  gboolean has_preset = field != TROUPE_FIELD_PROMPT_PRESET_ID;
  guint n_states = troupe_field_can_be_omitted (field) ? 3 : 2;
  /* All 19,683 combinations for those that can be omitted. In a slow build four layers stay as they are. */
  guint n_fixed = n_states == 3 && IS_SLOW_BUILD ? 4 : 0;
  g_autofree char *before = NULL;
  Stage stage;
  NotifyLog *log;
  guint digits[TROUPE_N_LAYERS] = { 0, };
  int directions[TROUPE_N_LAYERS];
  guint n_steps = 0;

  stage_init (&stage, has_preset);
  log = notify_log_new (stage.resolver);
  for (guint i = 0; i < TROUPE_N_LAYERS; i++)
    directions[i] = 1;
  before = oracle_check_field (&stage.oracle, stage.resolver, field);

  for (;;)
    {
      guint layer = 0;
      g_autofree char *after = NULL;
      g_autofree char *expected = NULL;

      /* The reflected code: the lowest digit that can go on in its direction does; those below turn round. */
      while (layer < TROUPE_N_LAYERS &&
             (stage.oracle.settings[layer] == NULL || is_fixed (field, layer, n_fixed) ||
              (directions[layer] > 0 ? digits[layer] + 1 >= n_states : digits[layer] == 0)))
        {
          directions[layer] = -directions[layer];
          layer++;
        }
      if (layer == TROUPE_N_LAYERS)
        break;

      digits[layer] += directions[layer];
      put_state (stage.oracle.settings[layer], field, digits[layer], layer % 2);

      after = oracle_check_field (&stage.oracle, stage.resolver, field);
      expected = list_differences (before, after);
      assert_notified (log, expected);
      g_assert_cmpuint (notify_log_n_changed (log), <=, 1);
      g_free (before);
      before = g_steal_pointer (&after);
      if (n_steps++ % 256 == 0)
        g_free (oracle_check (&stage.oracle, stage.resolver));
    }

  g_assert_cmpuint (n_steps, ==, n_fixed > 0 ? 242 : n_states == 3 ? 19682 : has_preset ? 511 : 255);
  notify_log_free (log);
  stage_clear (&stage);
}

static void
test_field (gconstpointer data)
{
  run_field (GPOINTER_TO_INT (data));
}

/* All ten at once and at random, to see that none disturbs another. */
static void
test_together (void)
{
  g_autofree char *before = NULL;
  Stage stage;
  NotifyLog *log;

  stage_init (&stage, TRUE);
  log = notify_log_new (stage.resolver);
  before = oracle_check (&stage.oracle, stage.resolver);

  for (guint round = 0; round < (IS_SLOW_BUILD ? 300 : 1500); round++)
    {
      guint layer = g_test_rand_int_range (0, TROUPE_N_LAYERS);
      TroupeField field = g_test_rand_int_range (0, TROUPE_N_FIELDS);
      guint n_states = troupe_field_can_be_omitted (field) ? 3 : 2;
      g_autofree char *after = NULL;
      g_autofree char *expected = NULL;

      /* The preset stays chosen; that it can change is tested elsewhere. */
      if (field == TROUPE_FIELD_PROMPT_PRESET_ID)
        continue;

      put_state (stage.oracle.settings[layer], field, g_test_rand_int_range (0, n_states),
                 g_test_rand_int_range (0, 2));
      after = oracle_check (&stage.oracle, stage.resolver);
      expected = list_differences (before, after);
      assert_notified (log, expected);
      g_assert_cmpuint (notify_log_n_changed (log), <=, 1);
      g_free (before);
      before = g_steal_pointer (&after);
    }

  notify_log_free (log);
  stage_clear (&stage);
}

/* Many fields of one layer change in one call: each notifies once, "changed" comes once. */
static void
test_layer_at_once (void)
{
  g_autofree char *before = NULL;
  Stage stage;
  NotifyLog *log;

  stage_init (&stage, TRUE);
  log = notify_log_new (stage.resolver);
  before = oracle_check (&stage.oracle, stage.resolver);

  for (guint round = 0; round < (IS_SLOW_BUILD ? 100 : 500); round++)
    {
      guint layer = g_test_rand_int_range (0, TROUPE_N_LAYERS);
      g_autoptr(TroupeAiSettings) settings = troupe_ai_settings_new ();
      g_autofree char *after = NULL;
      g_autofree char *expected = NULL;

      for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
        {
          if (field != TROUPE_FIELD_PROMPT_PRESET_ID)
            put_state (settings, field, g_test_rand_int_range (0, troupe_field_can_be_omitted (field) ? 3 : 2),
                       g_test_rand_int_range (0, 2));
        }
      troupe_ai_settings_copy_field (settings, stage.oracle.settings[layer], TROUPE_FIELD_PROMPT_PRESET_ID);
      troupe_ai_settings_assign (stage.oracle.settings[layer], settings);

      after = oracle_check (&stage.oracle, stage.resolver);
      expected = list_differences (before, after);
      assert_notified (log, expected);
      g_assert_cmpuint (notify_log_n_changed (log), <=, 1);
      g_free (before);
      before = g_steal_pointer (&after);
    }

  notify_log_free (log);
  stage_clear (&stage);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      g_autofree char *path = g_strconcat ("/model/resolver/layers/", troupe_field_get_property_name (field), NULL);

      g_test_add_data_func (path, GINT_TO_POINTER (field), test_field);
    }
  g_test_add_func ("/model/resolver/layers/together", test_together);
  g_test_add_func ("/model/resolver/layers/one-layer-at-once", test_layer_at_once);

  return g_test_run ();
}
