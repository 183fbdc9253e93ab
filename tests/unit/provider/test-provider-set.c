/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-provider-set.h"

static char *
list_ids (TroupeProviderSet *set)
{
  GListModel *list = troupe_provider_set_list (set);
  GString *ids = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(TroupeProvider) provider = g_list_model_get_item (list, i);

      g_assert_true (TROUPE_IS_PROVIDER (provider));
      g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", troupe_provider_get_id (provider));
    }

  return g_string_free (ids, FALSE);
}

static void
assert_ids (TroupeProviderSet *set,
            const char        *expected)
{
  g_autofree char *ids = list_ids (set);

  g_assert_cmpstr (ids, ==, expected);
}

static void
add_config (GPtrArray  *configs,
            const char *id,
            const char *kind,
            const char *base_url)
{
  TroupeProviderConfig *config = troupe_provider_config_new (id, kind);

  troupe_provider_config_set_base_url (config, base_url);
  g_ptr_array_add (configs, config);
}

static void
test_starts_with_rehearsal (void)
{
  g_autoptr(TroupeProviderSet) set = troupe_provider_set_new ();
  TroupeProvider *openai = troupe_provider_set_lookup (set, "openai", NULL);

  assert_ids (set, "rehearsal openai deepseek openrouter ollama llama-cpp lm-studio vllm");
  g_assert_cmpstr (troupe_provider_get_name (openai), ==, "OpenAI");
  g_assert_cmpstr (troupe_provider_config_get_base_url (troupe_provider_get_config (openai)), ==,
                   "https://api.openai.com/v1");
  g_assert_true (openai == troupe_provider_set_lookup (set, "openai", NULL));
  g_assert_finalize_object (g_steal_pointer (&set));
}

static void
changed_cb (GListModel *list,
            guint       position,
            guint       n_removed,
            guint       n_added,
            GArray     *changes)
{
  guint change[3] = { position, n_removed, n_added };

  g_array_append_vals (changes, change, 3);
}

static void
test_configs (void)
{
  g_autoptr(TroupeProviderSet) set = troupe_provider_set_new ();
  g_autoptr(GPtrArray) configs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) none = g_ptr_array_new ();
  g_autoptr(GArray) changes = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr(GError) error = NULL;
  TroupeProvider *provider;

  g_signal_connect (troupe_provider_set_list (set), "items-changed", G_CALLBACK (changed_cb), changes);
  add_config (configs, "work", "openai", "http://work/v1");
  add_config (configs, "ollama", "openai", "http://other:11434/v1");
  add_config (configs, "later", "anthropic", "https://api.anthropic.com");
  add_config (configs, "work", "openai", "http://twice/v1");
  troupe_provider_set_set_configs (set, configs);

  assert_ids (set, "rehearsal work ollama openai deepseek openrouter llama-cpp lm-studio vllm");
  g_assert_cmpuint (changes->len, ==, 3);
  g_assert_cmpuint (g_array_index (changes, guint, 1), ==, 8);
  g_assert_cmpuint (g_array_index (changes, guint, 2), ==, 9);
  provider = troupe_provider_set_lookup (set, "work", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (troupe_provider_config_get_base_url (troupe_provider_get_config (provider)), ==, "http://work/v1");

  g_assert_null (troupe_provider_set_lookup (set, "later", &error));
  g_assert_error (error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_UNKNOWN_PROVIDER);
  g_assert_nonnull (strstr (error->message, "later"));
  g_assert_nonnull (strstr (error->message, "anthropic"));

  troupe_provider_set_set_configs (set, none);
  assert_ids (set, "rehearsal openai deepseek openrouter ollama llama-cpp lm-studio vllm");
}

static void
test_unknown (void)
{
  static const struct { const char *id; const char *says; } cases[] = {
    { "nowhere", "“nowhere”" },
    { NULL, "No provider was chosen" },
    { "", "No provider was chosen" },
  };
  g_autoptr(TroupeProviderSet) set = troupe_provider_set_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (troupe_provider_set_lookup (set, cases[i].id, &error));
      g_assert_error (error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_UNKNOWN_PROVIDER);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

static char *
key_func (const char *provider_id,
          gpointer    user_data)
{
  GHashTable *keys = user_data;

  return g_strdup (g_hash_table_lookup (keys, provider_id));
}

static const char *
key_of (TroupeProviderSet *set,
        const char        *id)
{
  return troupe_provider_get_key (troupe_provider_set_lookup (set, id, NULL));
}

static void
test_keys (void)
{
  g_autoptr(TroupeProviderSet) set = troupe_provider_set_new ();
  GHashTable *keys = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GError) error = NULL;

  troupe_provider_set_set_key_func (set, key_func, keys, (GDestroyNotify) g_hash_table_unref);
  g_setenv ("TROUPE_LM_STUDIO_API_KEY", "from-environment", TRUE);
  g_setenv ("TROUPE_OPENAI_API_KEY", "from-environment", TRUE);
  g_setenv ("TROUPE_DEEPSEEK_API_KEY", "", TRUE);

  g_assert_cmpstr (key_of (set, "lm-studio"), ==, "from-environment");
  g_assert_cmpstr (key_of (set, "openai"), ==, "from-environment");
  g_assert_null (key_of (set, "deepseek"));
  g_assert_null (key_of (set, "vllm"));

  /* A key that is stored counts first, and from the next look on. */
  g_hash_table_insert (keys, (char *) "openai", (char *) "stored");
  g_hash_table_insert (keys, (char *) "lm-studio", (char *) "");
  g_assert_cmpstr (key_of (set, "openai"), ==, "stored");
  g_assert_cmpstr (key_of (set, "lm-studio"), ==, "from-environment");

  /* Somewhere else by the same name does not get it. */
  g_assert_true (troupe_provider_set_add_unsaved (set, "openai", "http://elsewhere/v1", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (key_of (set, "openai"), ==, "from-environment");
  g_unsetenv ("TROUPE_OPENAI_API_KEY");
  g_assert_null (key_of (set, "openai"));
}

static void
test_unsaved (void)
{
  static const struct { const char *id; const char *base_url; int code; } cases[] = {
    { "openai", "http://localhost:1/v1", -1 },
    { "ollama", "http://localhost:2/v1/", -1 },
    { "ollama", NULL, -1 },
    { "rehearsal", NULL, -1 },
    { "nowhere", NULL, TROUPE_PROVIDER_ERROR_UNKNOWN_PROVIDER },
    { "nowhere", "http://localhost/v1", TROUPE_PROVIDER_ERROR_UNKNOWN_PROVIDER },
    { "anthropic", "http://localhost/v1", TROUPE_PROVIDER_ERROR_UNKNOWN_PROVIDER },
    { "openai", "localhost", TROUPE_PROVIDER_ERROR_REQUEST },
    { "openai", "file:///etc/passwd", TROUPE_PROVIDER_ERROR_REQUEST },
    { "openai", "http://", TROUPE_PROVIDER_ERROR_REQUEST },
    { "openai", "", TROUPE_PROVIDER_ERROR_REQUEST },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TroupeProviderSet) set = troupe_provider_set_new ();
      g_autoptr(GError) error = NULL;
      gboolean added = troupe_provider_set_add_unsaved (set, cases[i].id, cases[i].base_url, &error);
      TroupeProvider *provider;

      if (cases[i].code >= 0)
        {
          g_assert_false (added);
          g_assert_error (error, TROUPE_PROVIDER_ERROR, cases[i].code);
          continue;
        }
      g_assert_no_error (error);
      g_assert_true (added);
      provider = troupe_provider_set_lookup (set, cases[i].id, &error);
      g_assert_no_error (error);
      if (cases[i].base_url != NULL)
        g_assert_cmpstr (troupe_provider_config_get_base_url (troupe_provider_get_config (provider)), ==,
                         cases[i].base_url);
      assert_ids (set, "rehearsal openai deepseek openrouter ollama llama-cpp lm-studio vllm");
    }
}

/* Reading the files again does not take away what a command line asked for. */
static void
test_unsaved_stays (void)
{
  g_autoptr(TroupeProviderSet) set = troupe_provider_set_new ();
  g_autoptr(GPtrArray) configs = g_ptr_array_new_with_free_func (g_object_unref);
  TroupeProvider *provider;

  g_assert_true (troupe_provider_set_add_unsaved (set, "openai", "http://localhost:1/v1", NULL));
  provider = troupe_provider_set_lookup (set, "openai", NULL);
  add_config (configs, "openai", "openai", "http://saved/v1");
  troupe_provider_set_set_configs (set, configs);
  g_assert_true (provider == troupe_provider_set_lookup (set, "openai", NULL));
  assert_ids (set, "rehearsal openai deepseek openrouter ollama llama-cpp lm-studio vllm");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/provider/provider-set/starts-with-rehearsal-and-known-places", test_starts_with_rehearsal);
  g_test_add_func ("/provider/provider-set/configurations-replace-known-places", test_configs);
  g_test_add_func ("/provider/provider-set/unknown-is-explained", test_unknown);
  g_test_add_func ("/provider/provider-set/keys-are-read-at-each-look", test_keys);
  g_test_add_func ("/provider/provider-set/unsaved-is-for-this-process", test_unsaved);
  g_test_add_func ("/provider/provider-set/unsaved-survives-a-reload", test_unsaved_stays);

  return g_test_run ();
}
