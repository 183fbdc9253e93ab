/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "model-fixture.h"
#include "troupe-model-error.h"
#include "troupe-resolver.h"

static const struct
{
  const char *claims;        /* personas that the tier is assigned to */
  const char *cast;          /* by the track */
  const char *ticket;        /* by the ticket */
  const char *last_resort;
  TroupeTier tier;
  const char *found;
  int code;                  /* of the error, where nothing is found */
  const char *named[2];      /* what the sentence has to name */
} cases[] = {
  /* The ticket's own comes first. */
  { "b", "c", "a", "d", TROUPE_TIER_WORKER, "a" },
  { "b c", NULL, "a", "d", TROUPE_TIER_WORKER, "a" },
  { "", NULL, "a", NULL, TROUPE_TIER_NONE, "a" },
  /* Nobody judges their own work. */
  { "b", "c", "a", "d", TROUPE_TIER_QA, "c" },
  { "b", NULL, "a", "d", TROUPE_TIER_QA, "b" },
  { "b", NULL, "nobody", "d", TROUPE_TIER_QA, "b" },
  /* Then the track's casting of the tier. */
  { "b", "c", NULL, "d", TROUPE_TIER_WORKER, "c" },
  { "a b", "c", NULL, "d", TROUPE_TIER_WORKER, "c" },
  /* Then the one that alone is assigned. */
  { "b", NULL, NULL, "d", TROUPE_TIER_WORKER, "b" },
  { "b", NULL, NULL, NULL, TROUPE_TIER_QA, "b" },
  /* Then the one of last resort. */
  { "", NULL, NULL, "d", TROUPE_TIER_WORKER, "d" },
  { "b", NULL, NULL, "d", TROUPE_TIER_NONE, "d" },
  { "b", "c", NULL, "d", TROUPE_TIER_NONE, "d" },
  /* Several are an error that names them. */
  { "b c", NULL, NULL, "d", TROUPE_TIER_WORKER, NULL, TROUPE_MODEL_ERROR_AMBIGUOUS, { "b, c", "worker" } },
  { "a b c", NULL, NULL, "d", TROUPE_TIER_TECH_LEAD, NULL, TROUPE_MODEL_ERROR_AMBIGUOUS, { "a, b, c", "tech-lead" } },
  /* An id that names no persona is never replaced in silence. */
  { "b", "c", "nobody", "d", TROUPE_TIER_WORKER, NULL, TROUPE_MODEL_ERROR_UNKNOWN_ID, { "T1", "nobody" } },
  { "b", "nobody", NULL, "d", TROUPE_TIER_WORKER, NULL, TROUPE_MODEL_ERROR_UNKNOWN_ID, { "T1", "nobody" } },
  { "", NULL, NULL, "nobody", TROUPE_TIER_WORKER, NULL, TROUPE_MODEL_ERROR_UNKNOWN_ID, { "T1", "nobody" } },
  { "", NULL, NULL, NULL, TROUPE_TIER_WORKER, NULL, TROUPE_MODEL_ERROR_UNKNOWN_ID, { "T1", "T1" } },
};

static TestCatalog *
make_catalog (const char *claims,
              TroupeTier  tier)
{
  static const char * const ids[] = { "a", "b", "c", "d" };
  TestCatalog *catalog = test_catalog_new ();
  g_auto(GStrv) words = g_strsplit (claims, " ", -1);
  g_autoptr(TroupeAiSettings) empty = troupe_ai_settings_new ();

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr(TroupePersona) persona = troupe_persona_new (ids[i]);

      if (g_strv_contains ((const char * const *) words, ids[i]))
        troupe_persona_set_tier_settings (persona, tier != TROUPE_TIER_NONE ? tier : TROUPE_TIER_WORKER, empty);
      test_catalog_add (catalog, TROUPE_DEFINITION (persona));
    }

  return catalog;
}

static void
test_cast (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TestCatalog) catalog = make_catalog (cases[i].claims, cases[i].tier);
      g_autoptr(TroupeTrack) track = troupe_track_new ("add-search");
      g_autoptr(TroupeTicket) ticket = troupe_ticket_new ("T1");
      g_autoptr(GError) error = NULL;
      TroupePersona *persona;

      if (cases[i].tier != TROUPE_TIER_NONE)
        troupe_track_set_tier_persona_id (track, cases[i].tier, cases[i].cast);
      troupe_ticket_set_persona_id (ticket, cases[i].ticket);

      g_test_message ("case %u", i);
      persona = troupe_resolver_find_cast (TROUPE_CATALOG (catalog), track, ticket, cases[i].tier,
                                           cases[i].last_resort, &error);
      if (cases[i].found != NULL)
        {
          g_assert_no_error (error);
          g_assert_cmpstr (troupe_definition_get_id (TROUPE_DEFINITION (persona)), ==, cases[i].found);
          continue;
        }

      g_assert_null (persona);
      g_assert_error (error, TROUPE_MODEL_ERROR, cases[i].code);
      for (guint j = 0; j < G_N_ELEMENTS (cases[i].named); j++)
        g_assert_nonnull (strstr (error->message, cases[i].named[j]));
    }
}

/* With no track and no ticket: a conversation, or a tier that plans. */
static void
test_without_ticket (void)
{
  g_autoptr(TestCatalog) catalog = make_catalog ("b", TROUPE_TIER_ORCHESTRATOR);
  g_autoptr(GError) error = NULL;
  TroupePersona *persona;

  persona = troupe_resolver_find_cast (TROUPE_CATALOG (catalog), NULL, NULL, TROUPE_TIER_ORCHESTRATOR, "a", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (troupe_definition_get_id (TROUPE_DEFINITION (persona)), ==, "b");

  persona = troupe_resolver_find_cast (TROUPE_CATALOG (catalog), NULL, NULL, TROUPE_TIER_NONE, "a", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (troupe_definition_get_id (TROUPE_DEFINITION (persona)), ==, "a");

  persona = troupe_resolver_find_cast (TROUPE_CATALOG (catalog), NULL, NULL, TROUPE_TIER_NONE, "nobody", &error);
  g_assert_null (persona);
  g_assert_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_UNKNOWN_ID);
  g_assert_nonnull (strstr (error->message, "nobody"));
}

static void
catalog_changed_cb (TroupeCatalog *catalog,
                    guint          kind,
                    const char    *id,
                    GString       *seen)
{
  g_string_append_printf (seen, "%u:%s ", kind, id != NULL ? id : "*");
}

static void
test_catalog (void)
{
  g_autoptr(TestCatalog) catalog = make_catalog ("", TROUPE_TIER_NONE);
  g_autoptr(GString) seen = g_string_new (NULL);
  TroupeDefinition *found = troupe_catalog_lookup (TROUPE_CATALOG (catalog), TROUPE_KIND_PERSONA, "c");

  g_assert_cmpstr (troupe_definition_get_id (found), ==, "c");
  g_assert_null (troupe_catalog_lookup (TROUPE_CATALOG (catalog), TROUPE_KIND_PERSONA, "nobody"));
  g_assert_null (troupe_catalog_lookup (TROUPE_CATALOG (catalog), TROUPE_KIND_PERSONA, NULL));
  g_assert_null (troupe_catalog_lookup (TROUPE_CATALOG (catalog), TROUPE_KIND_TOOL_PRESET, "c"));
  g_assert_cmpuint (g_list_model_get_n_items (troupe_catalog_list (TROUPE_CATALOG (catalog), TROUPE_KIND_PERSONA)), ==, 4);
  g_assert_true (TROUPE_IS_AI_SETTINGS (troupe_catalog_get_defaults (TROUPE_CATALOG (catalog), TROUPE_SCOPE_USER)));

  g_signal_connect (catalog, "changed", G_CALLBACK (catalog_changed_cb), seen);
  troupe_catalog_emit_changed (TROUPE_CATALOG (catalog), TROUPE_KIND_TRACK, "x");
  troupe_catalog_emit_changed (TROUPE_CATALOG (catalog), TROUPE_KIND_PERSONA, NULL);
  g_assert_cmpstr (seen->str, ==, "4:x 0:* ");
}

static void
test_claims (void)
{
  static const char * const claims[] = { "", "b", "a c d" };

  for (guint i = 0; i < G_N_ELEMENTS (claims); i++)
    {
      g_autoptr(TestCatalog) catalog = make_catalog (claims[i], TROUPE_TIER_QA);
      g_autoptr(GPtrArray) found = troupe_resolver_list_claims (TROUPE_CATALOG (catalog), TROUPE_TIER_QA);
      g_autoptr(GPtrArray) none = troupe_resolver_list_claims (TROUPE_CATALOG (catalog), TROUPE_TIER_WORKER);
      g_autoptr(GString) ids = g_string_new (NULL);

      for (guint each = 0; each < found->len; each++)
        g_string_append_printf (ids, "%s%s", each > 0 ? " " : "",
                                troupe_definition_get_id (g_ptr_array_index (found, each)));
      g_assert_cmpstr (ids->str, ==, claims[i]);
      g_assert_cmpuint (none->len, ==, 0);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/casting/ticket-then-tier-then-assignment-then-last-resort", test_cast);
  g_test_add_func ("/model/casting/lists-who-is-assigned", test_claims);
  g_test_add_func ("/model/casting/without-track-and-ticket", test_without_ticket);
  g_test_add_func ("/model/catalog/finds-by-kind-and-id", test_catalog);

  return g_test_run ();
}
