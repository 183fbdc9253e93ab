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

/* (transfer full): "a b", and a plus where an entry has something of its own */
static char *
describe (TroupeModelList *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < troupe_model_list_get_n_items (list); i++)
    {
      TroupeModelEntry *entry = troupe_model_list_get_item (list, i);

      g_string_append_printf (text, "%s%s%s", i > 0 ? " " : "", troupe_model_entry_get_model (entry),
                              troupe_model_entry_get_parameters (entry) != NULL ? "+" : "");
    }

  return g_string_free (text, FALSE);
}

static const struct
{
  guint       index;
  guint       to;
  const char *moved;
} moves[] = {
  { 0, 0, "a+ b c d" },
  { 0, 1, "b a+ c d" },
  { 0, 3, "b c d a+" },
  { 0, 99, "b c d a+" },
  { 1, 0, "b a+ c d" },
  { 3, 0, "d a+ b c" },
  { 3, 2, "a+ b d c" },
  { 2, 2, "a+ b c d" },
  { 4, 0, "a+ b c d" },
};

/* Each step makes another list; the one before stays as it was. */
static void
test_edit (void)
{
  static const char * const names[] = { "b", "c", "d", NULL };
  g_autoptr(TroupeModelEntry) first = make_entry ("a", "openai", 0.5);
  g_autoptr(TroupeModelEntry) other = make_entry ("x", NULL, -1);
  g_autoptr(TroupeModelList) three = troupe_model_list_new_from_names (names);
  g_autoptr(TroupeModelList) list = troupe_model_list_insert (three, 0, first);
  g_autoptr(TroupeModelList) begun = troupe_model_list_insert (NULL, 0, first);
  g_autoptr(TroupeModelList) ended = troupe_model_list_insert (three, G_MAXUINT, other);
  g_autoptr(TroupeModelList) replaced = troupe_model_list_replace (list, 2, other);
  g_autoptr(TroupeModelList) same = troupe_model_list_replace (list, 4, other);
  g_autofree char *text = describe (ended);

  g_assert_cmpuint (troupe_model_list_get_n_items (begun), ==, 1);
  g_assert_cmpstr (text, ==, "b c d x");
  g_clear_pointer (&text, g_free);
  text = describe (replaced);
  g_assert_cmpstr (text, ==, "a+ b x d");
  g_assert_true (troupe_model_list_equal (same, list));

  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      g_autoptr(TroupeModelList) moved = troupe_model_list_move (list, moves[i].index, moves[i].to);
      g_autofree char *order = describe (moved);

      g_assert_cmpstr (order, ==, moves[i].moved);
    }

  for (guint i = 0; i < 5; i++)
    {
      static const char * const left[] = { "b c d", "a+ c d", "a+ b d", "a+ b c", "a+ b c d" };
      g_autoptr(TroupeModelList) rest = troupe_model_list_remove (list, i);
      g_autofree char *order = describe (rest);

      g_assert_cmpstr (order, ==, left[i]);
    }

  g_clear_pointer (&text, g_free);
  text = describe (list);
  g_assert_cmpstr (text, ==, "a+ b c d");
}

/* What an entry says goes through settings and back, what is unknown in it included. */
static void
test_entry_settings (void)
{
  g_autoptr(TroupeModelEntry) bare = make_entry ("m", NULL, -1);
  g_autoptr(TroupeAiSettings) nothing = troupe_model_entry_dup_settings (bare);
  g_autoptr(TroupeModelEntry) bare_again = troupe_model_entry_new_from_settings ("m", nothing);
  g_autoptr(TroupeAiSettings) parameters = troupe_ai_settings_new ();
  g_autoptr(JsonObject) extra = parse_object ("{\"seed\": 7}");
  g_autoptr(TroupeModelEntry) full = NULL;
  g_autoptr(TroupeModelEntry) full_again = NULL;
  g_autoptr(TroupeAiSettings) settings = NULL;

  g_assert_true (troupe_ai_settings_is_empty (nothing));
  g_assert_true (troupe_model_entry_equal (bare, bare_again));
  g_assert_null (troupe_model_entry_get_parameters (bare_again));

  troupe_ai_settings_set_double (parameters, TROUPE_FIELD_TEMPERATURE, 0);
  troupe_ai_settings_omit (parameters, TROUPE_FIELD_TOP_P);
  troupe_ai_settings_set_int (parameters, TROUPE_FIELD_MAX_OUTPUT_TOKENS, 9);
  troupe_ai_settings_set_string (parameters, TROUPE_FIELD_REASONING_EFFORT, "low");
  troupe_ai_settings_set_extra (parameters, extra);
  full = troupe_model_entry_new ("m", "openai", parameters);
  settings = troupe_model_entry_dup_settings (full);
  g_assert_cmpstr (troupe_ai_settings_get_string (settings, TROUPE_FIELD_PROVIDER), ==, "openai");
  full_again = troupe_model_entry_new_from_settings ("m", settings);
  g_assert_true (troupe_model_entry_equal (full, full_again));

  /* They are the caller's own: the entry is not changed by them, nor by what no entry has. */
  troupe_ai_settings_set_double (settings, TROUPE_FIELD_TEMPERATURE, 1);
  g_assert_true (troupe_model_entry_equal (full, full_again));
  troupe_ai_settings_set_double (settings, TROUPE_FIELD_TEMPERATURE, 0);
  troupe_ai_settings_set_string (settings, TROUPE_FIELD_SYSTEM_PROMPT, "No entry has a prompt.");
  g_clear_pointer (&full_again, troupe_model_entry_unref);
  full_again = troupe_model_entry_new_from_settings ("m", settings);
  g_assert_true (troupe_model_entry_equal (full, full_again));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/model-list/entries-say-who-they-are", test_entry);
  g_test_add_func ("/model/model-list/order-counts", test_list);
  g_test_add_func ("/model/model-list/binds-bare-names-alone", test_bind);
  g_test_add_func ("/model/model-list/is-edited-step-by-step", test_edit);
  g_test_add_func ("/model/model-list/entries-are-edited-as-settings", test_entry_settings);

  return g_test_run ();
}
