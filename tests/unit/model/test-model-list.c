/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model-fixture.h"

static TroupeModelEntry *
make_entry (const char *model,
            const char *provider,
            double      temperature)
{
  g_autoptr(TroupeAiSettings) parameters = NULL;

  if (temperature >= 0)
    {
      parameters = troupe_ai_settings_new ();
      troupe_ai_settings_set_double (parameters, TROUPE_FIELD_TEMPERATURE, temperature);
    }

  return troupe_model_entry_new (model, provider, parameters);
}

static void
test_entry (void)
{
  g_autoptr(TroupeModelEntry) entry = make_entry ("gpt-6-luna", "openai", 0);
  g_autoptr(TroupeModelEntry) same = make_entry ("gpt-6-luna", "openai", 0);
  g_autoptr(TroupeAiSettings) empty = troupe_ai_settings_new ();
  g_autoptr(TroupeModelEntry) bare = make_entry ("gpt-6-luna", NULL, -1);
  g_autoptr(TroupeModelEntry) bare_too = troupe_model_entry_new ("gpt-6-luna", NULL, empty);
  TroupeModelEntry *others[] = {
    make_entry ("gpt-6", "openai", 0),
    make_entry ("gpt-6-luna", "other", 0),
    make_entry ("gpt-6-luna", NULL, 0),
    make_entry ("gpt-6-luna", "openai", 0.5),
    make_entry ("gpt-6-luna", "openai", -1),
  };

  g_assert_cmpstr (troupe_model_entry_get_model (entry), ==, "gpt-6-luna");
  g_assert_cmpstr (troupe_model_entry_get_provider (entry), ==, "openai");
  g_assert_cmpstr (g_value_get_string (troupe_model_entry_peek_provider (entry)), ==, "openai");
  g_assert_cmpstr (troupe_model_entry_get_origin (entry), ==, "model:gpt-6-luna");
  g_assert_cmpfloat (troupe_ai_settings_get_double (troupe_model_entry_get_parameters (entry),
                                                    TROUPE_FIELD_TEMPERATURE), ==, 0);

  g_assert_true (troupe_model_entry_equal (entry, entry));
  g_assert_true (troupe_model_entry_equal (entry, same));
  g_assert_true (troupe_model_entry_equal (bare, bare_too));
  g_assert_true (troupe_model_entry_equal (bare_too, bare));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_assert_false (troupe_model_entry_equal (entry, others[i]));
      g_assert_false (troupe_model_entry_equal (others[i], entry));
      troupe_model_entry_unref (others[i]);
    }
}

static void
test_list (void)
{
  static const char * const names[] = { "a", "b", NULL };
  static const char * const turned[] = { "b", "a", NULL };
  static const char * const none[] = { NULL };
  g_autoptr(TroupeModelList) list = troupe_model_list_new_from_names (names);
  g_autoptr(TroupeModelList) same = troupe_model_list_new_from_names (names);
  g_autoptr(TroupeModelList) order = troupe_model_list_new_from_names (turned);
  g_autoptr(TroupeModelList) empty = troupe_model_list_new_from_names (none);

  g_assert_cmpuint (troupe_model_list_get_n_items (list), ==, 2);
  g_assert_cmpstr (troupe_model_entry_get_model (troupe_model_list_get_item (list, 1)), ==, "b");
  g_assert_null (troupe_model_list_get_item (list, 2));
  g_assert_cmpuint (troupe_model_list_get_n_items (empty), ==, 0);
  g_assert_true (troupe_model_list_equal (list, same));
  g_assert_false (troupe_model_list_equal (list, order));
  g_assert_false (troupe_model_list_equal (list, empty));
  g_assert_false (troupe_model_list_equal (list, NULL));
  g_assert_true (troupe_model_list_equal (NULL, NULL));
}

/* Only bare names are bound; what an entry says itself stays, parameters too. */
static void
test_bind (void)
{
  g_autoptr(TroupeModelEntry) own = make_entry ("own", "openai", -1);
  g_autoptr(TroupeModelEntry) bare = make_entry ("bare", NULL, 0.5);
  TroupeModelEntry *entries[] = { own, bare };
  g_autoptr(TroupeModelList) list = troupe_model_list_new (entries, G_N_ELEMENTS (entries));
  g_autoptr(TroupeModelList) bound = troupe_model_list_bind (list, "anthropic");
  g_autoptr(TroupeModelList) again = troupe_model_list_bind (bound, "other");
  g_autoptr(TroupeModelList) unbound = troupe_model_list_bind (list, NULL);

  g_assert_true (troupe_model_list_get_item (bound, 0) == own);
  g_assert_cmpstr (troupe_model_entry_get_provider (troupe_model_list_get_item (bound, 1)), ==, "anthropic");
  g_assert_true (troupe_model_entry_get_parameters (troupe_model_list_get_item (bound, 1)) ==
                 troupe_model_entry_get_parameters (bare));
  g_assert_null (troupe_model_entry_get_provider (bare));
  g_assert_true (again == bound);
  g_assert_true (unbound == list);
  g_assert_false (troupe_model_list_equal (list, bound));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/model-list/entries-say-who-they-are", test_entry);
  g_test_add_func ("/model/model-list/order-counts", test_list);
  g_test_add_func ("/model/model-list/binds-bare-names-alone", test_bind);

  return g_test_run ();
}
