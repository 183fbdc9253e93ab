/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-fake-catalog.h"
#include "troupe-persona.h"
#include "troupe-references.h"
#include "troupe-track.h"

#define N_PERSONAS 2000

static TroupePersona *
take_persona (TroupeFakeCatalog *catalog,
              const char        *id,
              const char        *name,
              const char        *preset_id)
{
  TroupePersona *persona = troupe_persona_new (id);

  troupe_definition_set_name (TROUPE_DEFINITION (persona), name);
  troupe_ai_settings_set_string (troupe_persona_get_settings (persona), TROUPE_FIELD_PROMPT_PRESET_ID, preset_id);
  troupe_fake_catalog_take (catalog, persona);

  return persona;
}

static char *
join_users (TroupeReferences *references,
            TroupeKind        kind,
            const char       *id)
{
  g_auto(GStrv) names = troupe_references_dup_names (references, kind, id, 100);

  return g_strjoinv (", ", names);
}

#define assert_users(references, kind, id, expected)                            \
  G_STMT_START                                                                  \
    {                                                                           \
      g_autofree char *users = join_users ((references), (kind), (id));         \
      g_assert_cmpstr (users, ==, (expected));                                  \
    }                                                                           \
  G_STMT_END

static void
count_cb (guint *n_calls)
{
  (*n_calls)++;
}

static void
test_users (void)
{
  g_autoptr(TroupeFakeCatalog) catalog = troupe_fake_catalog_new ();
  g_autoptr(TroupeReferences) references = troupe_references_new (TROUPE_CATALOG (catalog));
  g_autoptr(TroupeAiSettings) tier = troupe_ai_settings_new ();
  g_autoptr(GPtrArray) tickets = g_ptr_array_new_with_free_func (g_object_unref);
  TroupePersona *reviewer = take_persona (catalog, "reviewer", "Careful Reviewer", "house");
  TroupePersona *planner = take_persona (catalog, "planner", "Planner", NULL);
  TroupeTrack *track = troupe_track_new ("search");
  TroupeTicket *ticket = troupe_ticket_new ("T1");

  take_persona (catalog, "other", "Other", "elsewhere");

  /* In a tier only, and the same twice. */
  troupe_ai_settings_set_string (tier, TROUPE_FIELD_PROMPT_PRESET_ID, "house");
  troupe_ai_settings_set_string (tier, TROUPE_FIELD_BIAS_PROFILE_ID, "lean");
  troupe_persona_set_tier_settings (planner, TROUPE_TIER_QA, tier);
  troupe_persona_set_tier_settings (reviewer, TROUPE_TIER_QA, tier);

  troupe_definition_set_name (TROUPE_DEFINITION (track), "Add search");
  troupe_track_set_tier_persona_id (track, TROUPE_TIER_ORCHESTRATOR, "planner");
  troupe_ticket_set_persona_id (ticket, "reviewer");
  troupe_ai_settings_set_string (troupe_ticket_get_overrides (ticket), TROUPE_FIELD_TOOL_PRESET_ID, "read-only");
  g_ptr_array_add (tickets, ticket);
  troupe_track_take_tickets (track, g_steal_pointer (&tickets));
  troupe_fake_catalog_take (catalog, track);

  troupe_ai_settings_set_string (troupe_catalog_get_defaults (TROUPE_CATALOG (catalog), TROUPE_SCOPE_USER),
                                 TROUPE_FIELD_BIAS_PROFILE_ID, "lean");

  assert_users (references, TROUPE_KIND_PROMPT_PRESET, "house", "Careful Reviewer, Planner");
  assert_users (references, TROUPE_KIND_BIAS_PROFILE, "lean", "your defaults, Careful Reviewer, Planner");
  assert_users (references, TROUPE_KIND_TOOL_PRESET, "read-only", "Add search");
  assert_users (references, TROUPE_KIND_PERSONA, "planner", "Add search");
  assert_users (references, TROUPE_KIND_PERSONA, "reviewer", "Add search");
  assert_users (references, TROUPE_KIND_PERSONA, "other", "");
  /* The same id of another kind is another thing. */
  assert_users (references, TROUPE_KIND_TOOL_PRESET, "house", "");
  g_assert_cmpuint (troupe_references_count (references, TROUPE_KIND_PROMPT_PRESET, "house"), ==, 2);
}

static void
test_follows (void)
{
  g_autoptr(TroupeFakeCatalog) catalog = troupe_fake_catalog_new ();
  g_autoptr(TroupeReferences) references = troupe_references_new (TROUPE_CATALOG (catalog));
  guint n_calls = 0;

  g_signal_connect_swapped (references, "changed", G_CALLBACK (count_cb), &n_calls);
  assert_users (references, TROUPE_KIND_PROMPT_PRESET, "house", "");

  /* Told once, until somebody asks again. */
  take_persona (catalog, "a", "A", "house");
  take_persona (catalog, "b", "B", "house");
  g_assert_cmpuint (n_calls, ==, 1);
  assert_users (references, TROUPE_KIND_PROMPT_PRESET, "house", "A, B");

  troupe_fake_catalog_remove (catalog, TROUPE_KIND_PERSONA, "a");
  g_assert_cmpuint (n_calls, ==, 2);
  assert_users (references, TROUPE_KIND_PROMPT_PRESET, "house", "B");

  troupe_ai_settings_set_string (troupe_catalog_get_defaults (TROUPE_CATALOG (catalog), TROUPE_SCOPE_PROJECT),
                                 TROUPE_FIELD_PROMPT_PRESET_ID, "house");
  g_assert_cmpuint (n_calls, ==, 3);
  assert_users (references, TROUPE_KIND_PROMPT_PRESET, "house", "the project’s defaults, B");
}

static void
test_many (void)
{
  g_autoptr(TroupeFakeCatalog) catalog = troupe_fake_catalog_new ();
  g_autoptr(TroupeReferences) references = troupe_references_new (TROUPE_CATALOG (catalog));
  g_auto(GStrv) names = NULL;

  for (guint i = 0; i < N_PERSONAS; i++)
    {
      g_autofree char *id = g_strdup_printf ("persona-%u", i);

      take_persona (catalog, id, i == 0 ? "../\n<b>" : id, i % 2 == 0 ? "house" : NULL);
    }

  g_assert_cmpuint (troupe_references_count (references, TROUPE_KIND_PROMPT_PRESET, "house"), ==, N_PERSONAS / 2);
  names = troupe_references_dup_names (references, TROUPE_KIND_PROMPT_PRESET, "house", 3);
  g_assert_cmpuint (g_strv_length (names), ==, 3);
  g_assert_cmpstr (names[0], ==, "../\n<b>");
}

static void
test_lets_go (void)
{
  TroupeFakeCatalog *catalog = troupe_fake_catalog_new ();
  TroupeReferences *references = troupe_references_new (TROUPE_CATALOG (catalog));

  take_persona (catalog, "a", "A", "house");
  g_assert_cmpuint (troupe_references_count (references, TROUPE_KIND_PROMPT_PRESET, "house"), ==, 1);

  g_assert_finalize_object (references);
  g_assert_finalize_object (catalog);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/workspace/references/names-every-user-once", test_users);
  g_test_add_func ("/workspace/references/follows-the-catalog", test_follows);
  g_test_add_func ("/workspace/references/counts-thousands", test_many);
  g_test_add_func ("/workspace/references/lets-go", test_lets_go);

  return g_test_run ();
}
