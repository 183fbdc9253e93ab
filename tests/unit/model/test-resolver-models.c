/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "resolver-oracle.h"
#include "troupe-prompt-preset.h"

/* Which model is asked, of which provider, with which parameters: lists, entries with values of their own, hops. */

/* "a openai/b:0.5 c:omit": an entry may name its provider, and after the colon its temperature. */
static TroupeModelList *
make_list (const char *text)
{
  g_auto(GStrv) words = g_strsplit (text, " ", -1);
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_model_entry_unref);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (words[i], ":", 2);
      char *slash = strchr (parts[0], '/');
      g_autoptr(TroupeAiSettings) parameters = NULL;

      if (slash != NULL)
        *slash = '\0';
      if (parts[1] != NULL)
        {
          g_autofree char *assignment = g_strconcat ("temperature=", parts[1], NULL);

          parameters = troupe_ai_settings_new ();
          g_assert_true (troupe_ai_settings_apply_text (parameters, assignment, NULL));
        }
      g_ptr_array_add (entries, troupe_model_entry_new (slash != NULL ? slash + 1 : parts[0],
                                                        slash != NULL ? parts[0] : NULL, parameters));
    }

  return troupe_model_list_new ((TroupeModelEntry **) entries->pdata, entries->len);
}

/* "provider=openai models=a,b temperature=0.2" into a layer */
static void
state (TroupeAiSettings *settings,
       const char       *text)
{
  g_auto(GStrv) words = g_strsplit (text, ";", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autoptr(GError) error = NULL;

      if (g_str_has_prefix (words[i], "models="))
        {
          g_autoptr(TroupeModelList) list = make_list (words[i] + strlen ("models="));

          troupe_ai_settings_set_preferred_models (settings, list);
        }
      else if (*words[i] != '\0')
        {
          troupe_ai_settings_apply_text (settings, words[i], &error);
          g_assert_no_error (error);
        }
    }
}

static const struct
{
  const char *user;
  const char *persona;
  const char *ticket;
  const char *session;
  guint index;
  const char *model;          /* "provider/model", or empty when it has to be chosen */
  const char *temperature;    /* all that is stated of it */
  const char *provider;
} cases[] = {
  /* A bare name belongs to the provider in force at its own layer. */
  { "provider=openai", "models=a b", "", "", 0, "openai/a", "", "user=openai" },
  { "provider=openai", "models=a b", "", "", 1, "openai/b", "", "user=openai" },
  { "provider=openai", "provider=anthropic;models=a", "", "", 0, "anthropic/a", "",
    "persona:p=anthropic < user=openai" },
  { "", "models=a", "", "", 0, "/a", "", "" },
  /* Overriding the provider alone leaves the model unset: a name is never sent to another provider. */
  { "", "provider=anthropic;models=a", "provider=openai", "", 0, "", "",
    "ticket:T1=openai < persona:p=anthropic" },
  { "", "provider=anthropic;models=a", "", "provider=openai", 0, "", "", "session=openai < persona:p=anthropic" },
  { "", "models=a", "", "provider=openai", 0, "", "", "session=openai" },
  /* The same provider said again changes nothing. */
  { "", "provider=anthropic;models=a", "", "provider=anthropic", 0, "anthropic/a", "",
    "session=anthropic < persona:p=anthropic" },
  /* Back again further up. */
  { "", "provider=anthropic;models=a", "provider=openai", "provider=anthropic", 0, "anthropic/a", "",
    "session=anthropic < ticket:T1=openai < persona:p=anthropic" },
  /* An entry's own provider goes with it. */
  { "provider=openai", "models=anthropic/a b", "", "", 0, "anthropic/a", "", "model:a=anthropic < user=openai" },
  { "provider=openai", "models=anthropic/a b", "", "", 1, "openai/b", "", "user=openai" },
  { "provider=openai", "models=anthropic/a b", "", "provider=openai", 0, "", "",
    "session=openai < model:a=anthropic < user=openai" },
  { "provider=openai", "models=anthropic/a", "", "provider=anthropic", 0, "anthropic/a", "",
    "session=anthropic < model:a=anthropic < user=openai" },
  /* A list replaces a lower one whole, the values of its entries too. */
  { "models=x:1", "provider=anthropic;models=a", "models=b c", "", 0, "anthropic/b", "", "persona:p=anthropic" },
  { "provider=openai;models=x:1", "models=a", "", "", 0, "openai/a", "", "user=openai" },
  /* Values of an entry sit just above the layer that states the list, and below every higher one. */
  { "temperature=1", "temperature=0.2;models=a:0.5", "", "", 0, "/a",
    "model:a=0.5 < persona:p=0.2 < user=1", "" },
  { "temperature=1", "temperature=0.2;models=a:0.5", "temperature=0.7", "", 0, "/a",
    "ticket:T1=0.7 < model:a=0.5 < persona:p=0.2 < user=1", "" },
  { "temperature=1;models=a:0.5", "temperature=0.2", "", "", 0, "/a",
    "persona:p=0.2 < model:a=0.5 < user=1", "" },
  { "temperature=1;models=a:0", "", "", "", 0, "/a", "model:a=0 < user=1", "" },
  { "", "temperature=0.2;models=a:omit", "", "", 0, "/a", "model:a=(omitted) < persona:p=0.2", "" },
  { "", "temperature=0.2;models=a:omit", "", "temperature=1", 0, "/a",
    "session=1 < model:a=(omitted) < persona:p=0.2", "" },
  { "", "temperature=0.2", "", "temperature=1;models=a:0.5", 0, "/a",
    "model:a=0.5 < session=1 < persona:p=0.2", "" },
  /* At each hop they are taken anew. */
  { "", "temperature=0.2;models=a:0.5 b", "", "", 1, "/b", "persona:p=0.2", "" },
  { "", "temperature=0.2;models=a:0.5 openai/b:1", "", "", 1, "openai/b", "model:b=1 < persona:p=0.2",
    "model:b=openai" },
  /* Past the end there is nothing to ask. */
  { "", "provider=openai;models=a:0.5", "", "", 1, "", "", "persona:p=openai" },
  { "provider=openai", "", "", "", 0, "", "", "user=openai" },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TestCatalog) catalog = test_catalog_new ();
      g_autoptr(TroupePersona) persona = troupe_persona_new ("p");
      g_autoptr(TroupeTicket) ticket = troupe_ticket_new ("T1");
      TroupeResolver *resolver = troupe_resolver_new (TROUPE_CATALOG (catalog));
      Oracle oracle = {
        .settings = {
          [TROUPE_LAYER_USER] = troupe_catalog_get_defaults (TROUPE_CATALOG (catalog), TROUPE_SCOPE_USER),
          [TROUPE_LAYER_PERSONA] = troupe_persona_get_settings (persona),
          [TROUPE_LAYER_TICKET] = troupe_ticket_get_overrides (ticket),
          [TROUPE_LAYER_SESSION] = troupe_resolver_get_session (resolver),
        },
        .origins = {
          [TROUPE_LAYER_USER] = "user",
          [TROUPE_LAYER_PERSONA] = "persona:p",
          [TROUPE_LAYER_TICKET] = "ticket:T1",
          [TROUPE_LAYER_SESSION] = "session",
        },
        .model_index = cases[i].index,
      };
      g_autofree char *model = NULL;
      g_autofree char *temperature = NULL;
      g_autofree char *provider = NULL;
      g_autofree char *lines = NULL;

      g_test_message ("case %u", i);
      state (oracle.settings[TROUPE_LAYER_USER], cases[i].user);
      state (oracle.settings[TROUPE_LAYER_PERSONA], cases[i].persona);
      state (oracle.settings[TROUPE_LAYER_TICKET], cases[i].ticket);
      state (oracle.settings[TROUPE_LAYER_SESSION], cases[i].session);
      troupe_resolver_set_cast (resolver, persona, TROUPE_TIER_WORKER, NULL, ticket);
      troupe_resolver_set_model_index (resolver, cases[i].index);

      /* The oracle agrees with the page, and the resolver with the oracle. */
      model = oracle_model (&oracle);
      temperature = oracle_describe (&oracle, TROUPE_FIELD_TEMPERATURE, TROUPE_LAYER_SESSION);
      provider = oracle_describe (&oracle, TROUPE_FIELD_PROVIDER, TROUPE_LAYER_SESSION);
      g_assert_cmpstr (model, ==, cases[i].model);
      g_assert_cmpstr (temperature, ==, cases[i].temperature);
      g_assert_cmpstr (provider, ==, cases[i].provider);
      lines = oracle_check (&oracle, resolver);

      g_assert_finalize_object (resolver);
    }
}

static const char * const statements[] = {
  "provider=openai", "provider=anthropic", "provider=", "temperature=0", "temperature=1.5", "temperature=omit",
  "temperature=", "models=a", "models=a b", "models=openai/a:0.1 b:0.9", "models=a:omit anthropic/b c:0",
  "models=anthropic/c", "preferred_models=", "top_p=0.5", "top_p=", "prompt_preset_id=bare", "prompt_preset_id=full",
  "prompt_preset_id=gone", "prompt_preset_id=",
};

/* Whatever is stated where, in whatever order, with hops in between, the resolver says what the oracle says. */
static void
test_random (void)
{
  g_autoptr(TestCatalog) catalog = test_catalog_new ();
  g_autoptr(TroupePromptPreset) bare = troupe_prompt_preset_new ("bare");
  g_autoptr(TroupePromptPreset) full = troupe_prompt_preset_new ("full");
  g_autoptr(TroupePersona) persona = troupe_persona_new ("p");
  g_autoptr(TroupeTicket) ticket = troupe_ticket_new ("T1");
  g_autoptr(TroupeTrack) track = troupe_track_new ("t");
  g_autoptr(TroupeResolver) resolver = NULL;
  const int layers[] = { TROUPE_LAYER_BUILT_IN, TROUPE_LAYER_USER, TROUPE_LAYER_PROJECT, TROUPE_LAYER_PERSONA,
                         TROUPE_LAYER_TRACK_TIER, TROUPE_LAYER_TICKET, TROUPE_LAYER_SESSION };
  Oracle oracle = { .origins = { "built-in", "user", "project", NULL, "persona:p", NULL, "tier:worker", "ticket:T1",
                                 "session" } };
  g_autofree char *list_before = g_strdup ("");

  test_catalog_add (catalog, TROUPE_DEFINITION (bare));
  test_catalog_add (catalog, TROUPE_DEFINITION (full));
  state (troupe_prompt_preset_get_settings (full), "system_prompt=Mind the house rules.;temperature=0.3;models=x:0.4 y");
  resolver = troupe_resolver_new (TROUPE_CATALOG (catalog));
  troupe_resolver_set_cast (resolver, persona, TROUPE_TIER_WORKER, track, ticket);
  for (guint i = 0; i < 3; i++)
    oracle.settings[i] = troupe_catalog_get_defaults (TROUPE_CATALOG (catalog), i);
  oracle.settings[TROUPE_LAYER_PERSONA] = troupe_persona_get_settings (persona);
  oracle.settings[TROUPE_LAYER_TRACK_TIER] = troupe_track_get_tier_settings (track, TROUPE_TIER_WORKER);
  oracle.settings[TROUPE_LAYER_TICKET] = troupe_ticket_get_overrides (ticket);
  oracle.settings[TROUPE_LAYER_SESSION] = troupe_resolver_get_session (resolver);

  for (guint round = 0; round < (IS_SLOW_BUILD ? 300 : 4000); round++)
    {
      const char *id = NULL;
      g_autofree char *list = NULL;
      g_autofree char *lines = NULL;

      if (g_test_rand_int_range (0, 8) == 0)
        {
          oracle.model_index = g_test_rand_int_range (0, 4);
          troupe_resolver_set_model_index (resolver, oracle.model_index);
        }
      else
        {
          state (oracle.settings[layers[g_test_rand_int_range (0, G_N_ELEMENTS (layers))]],
                 statements[g_test_rand_int_range (0, G_N_ELEMENTS (statements))]);
        }

      /* The preset in force is the one that the others choose. */
      for (int layer = TROUPE_LAYER_SESSION; layer >= 0 && id == NULL; layer--)
        {
          if (layer != TROUPE_LAYER_PRESET && oracle.settings[layer] != NULL)
            id = troupe_ai_settings_get_string (oracle.settings[layer], TROUPE_FIELD_PROMPT_PRESET_ID);
        }
      oracle.settings[TROUPE_LAYER_PRESET] = NULL;
      if (g_strcmp0 (id, "bare") == 0 || g_strcmp0 (id, "full") == 0)
        {
          oracle.settings[TROUPE_LAYER_PRESET] = troupe_prompt_preset_get_settings (*id == 'b' ? bare : full);
          oracle.origins[TROUPE_LAYER_PRESET] = *id == 'b' ? "preset:bare" : "preset:full";
        }

      /* Another list is begun at its start. */
      {
        g_autofree char *all = oracle_describe (&oracle, TROUPE_FIELD_PREFERRED_MODELS, TROUPE_LAYER_SESSION);
        const char *end = strstr (all, " < ");
        const char *equals = strchr (all, '=');

        list = equals == NULL ? g_strdup ("")
             : end != NULL ? g_strndup (equals, end - equals)
             : g_strdup (equals);
      }
      if (strcmp (list, list_before) != 0 && *list_before != '\0')
        oracle.model_index = 0;
      g_free (list_before);
      list_before = g_steal_pointer (&list);

      g_assert_cmpuint (troupe_resolver_get_model_index (resolver), ==, oracle.model_index);
      lines = oracle_check (&oracle, resolver);
    }
}

/* A preset can be another object from one moment to the next, or gone. */
static void
test_preset_follows_catalog (void)
{
  g_autoptr(TestCatalog) catalog = test_catalog_new ();
  g_autoptr(TroupePersona) persona = troupe_persona_new ("p");
  g_autoptr(TroupeResolver) resolver = troupe_resolver_new (TROUPE_CATALOG (catalog));
  g_autoptr(TroupePromptPreset) first = troupe_prompt_preset_new ("rules");
  g_autoptr(TroupePromptPreset) second = troupe_prompt_preset_new ("rules");
  g_autoptr(NotifyLog) log = NULL;

  state (troupe_prompt_preset_get_settings (first), "temperature=0.1");
  state (troupe_prompt_preset_get_settings (second), "temperature=0.6;system_prompt=Mind.");
  state (troupe_persona_get_settings (persona), "prompt_preset_id=rules");
  g_assert_null (troupe_resolver_select_persona (resolver, persona));
  g_assert_null (troupe_resolver_get_origin (resolver, TROUPE_FIELD_TEMPERATURE));

  log = notify_log_new (resolver);
  test_catalog_add (catalog, TROUPE_DEFINITION (first));
  assert_notified (log, "temperature");
  g_assert_cmpstr (troupe_resolver_get_origin (resolver, TROUPE_FIELD_TEMPERATURE), ==, "preset:rules");
  g_assert_cmpint (troupe_resolver_get_origin_layer (resolver, TROUPE_FIELD_TEMPERATURE), ==, TROUPE_LAYER_PRESET);

  test_catalog_replace (catalog, TROUPE_DEFINITION (second));
  assert_notified (log, "system-prompt temperature");
  /* The old one is let go of. */
  state (troupe_prompt_preset_get_settings (first), "temperature=1");
  assert_notified (log, "");
  state (troupe_prompt_preset_get_settings (second), "temperature=1");
  assert_notified (log, "temperature");

  /* Just below the persona: above every default, whoever chose it. */
  state (troupe_catalog_get_defaults (TROUPE_CATALOG (catalog), TROUPE_SCOPE_PROJECT), "temperature=2");
  assert_notified (log, "");
  state (troupe_persona_get_settings (persona), "temperature=0");
  assert_notified (log, "temperature");
  g_assert_cmpstr (troupe_resolver_get_origin (resolver, TROUPE_FIELD_TEMPERATURE), ==, "persona:p");
}

static void
assert_model (TroupeResolver *resolver,
              const char     *provider,
              const char     *model)
{
  g_assert_cmpstr (troupe_resolver_get_model (resolver), ==, model);
  g_assert_cmpstr (troupe_resolver_get_model_provider (resolver), ==, model != NULL ? provider : NULL);
  g_assert_cmpstr (troupe_resolver_get_string (resolver, TROUPE_FIELD_PROVIDER), ==, provider);
}

/* A person chooses a provider, then a model, then another provider. */
static void
test_choosing (void)
{
  g_autoptr(TroupePersona) persona = troupe_persona_new ("p");
  g_autoptr(TroupeResolver) resolver = troupe_resolver_new (NULL);
  g_autoptr(NotifyLog) log = NULL;
  g_auto(GValue) openai = G_VALUE_INIT;
  g_auto(GValue) ollama = G_VALUE_INIT;
  g_auto(GValue) anthropic = G_VALUE_INIT;

  g_assert_true (troupe_field_parse (TROUPE_FIELD_PROVIDER, "openai", &openai, NULL));
  g_assert_true (troupe_field_parse (TROUPE_FIELD_PROVIDER, "ollama", &ollama, NULL));
  g_assert_true (troupe_field_parse (TROUPE_FIELD_PROVIDER, "anthropic", &anthropic, NULL));
  state (troupe_persona_get_settings (persona), "provider=openai;models=large small");
  troupe_resolver_select_persona (resolver, persona);
  assert_model (resolver, "openai", "large");
  log = notify_log_new (resolver);

  /* The provider alone: somebody has to choose a model. */
  g_assert_true (troupe_resolver_override (resolver, TROUPE_FIELD_PROVIDER, &ollama, NULL));
  assert_notified (log, "model n-overrides provider");
  assert_model (resolver, "ollama", NULL);
  g_assert_cmpuint (troupe_resolver_get_n_models (resolver), ==, 2);

  /* A model of the same name is another model there. */
  troupe_resolver_override_model (resolver, "large");
  assert_notified (log, "model n-overrides preferred-models");
  assert_model (resolver, "ollama", "large");
  g_assert_cmpuint (troupe_resolver_get_n_models (resolver), ==, 1);

  /* And that one does not go on to the next provider either. */
  g_assert_true (troupe_resolver_override (resolver, TROUPE_FIELD_PROVIDER, &anthropic, NULL));
  assert_notified (log, "model n-overrides preferred-models provider");
  assert_model (resolver, "anthropic", NULL);

  /* Back home, the persona's list is good again. */
  g_assert_true (troupe_resolver_override (resolver, TROUPE_FIELD_PROVIDER, &openai, NULL));
  assert_notified (log, "model provider");
  assert_model (resolver, "openai", "large");
  troupe_resolver_reset (resolver, TROUPE_FIELD_PROVIDER);
  assert_notified (log, "n-overrides");
  assert_model (resolver, "openai", "large");

  /* The one in force is ignored, its list with the fall-over stays. */
  troupe_resolver_override_model (resolver, "large");
  assert_notified (log, "");
  g_assert_cmpuint (troupe_resolver_get_n_models (resolver), ==, 2);

  /* Another is a list of one. */
  g_object_set (resolver, "model", "small", NULL);
  assert_notified (log, "model n-overrides preferred-models");
  assert_model (resolver, "openai", "small");
  g_assert_cmpuint (troupe_resolver_get_n_models (resolver), ==, 1);
  g_object_set (resolver, "model", NULL, NULL);
  assert_notified (log, "model n-overrides preferred-models");
  assert_model (resolver, "openai", "large");
}

/* Models that a lock pins keep the provider that each of them had. */
static void
test_snapshot_binds (void)
{
  g_autoptr(TroupePersona) persona = troupe_persona_new ("p");
  g_autoptr(TroupePersona) other = troupe_persona_new ("q");
  g_autoptr(TroupeResolver) resolver = troupe_resolver_new (NULL);
  g_autoptr(TroupeAiSettings) snapshot = NULL;
  g_autoptr(TroupeAiSettings) dropped = NULL;
  g_autofree char *described = NULL;

  state (troupe_persona_get_settings (persona), "provider=openai;models=anthropic/a:0.5 b");
  state (troupe_persona_get_settings (other), "provider=ollama;models=c");
  troupe_resolver_select_persona (resolver, persona);

  snapshot = troupe_resolver_snapshot (resolver);
  described = describe_value (TROUPE_FIELD_PREFERRED_MODELS,
                              troupe_ai_settings_get_value (snapshot, TROUPE_FIELD_PREFERRED_MODELS));
  g_assert_cmpstr (described, ==, "[anthropic/a,temperature=0.5 openai/b]");
  g_assert_cmpstr (troupe_ai_settings_get_string (snapshot, TROUPE_FIELD_PROVIDER), ==, "anthropic");

  troupe_resolver_set_locked (resolver, TROUPE_FIELD_PREFERRED_MODELS, TRUE);
  assert_model (resolver, "anthropic", "a");
  dropped = troupe_resolver_select_persona (resolver, other);
  g_assert_null (dropped);
  assert_model (resolver, "anthropic", "a");
  troupe_resolver_set_model_index (resolver, 1);
  assert_model (resolver, "openai", "b");

  /* With no model to ask, a snapshot states none: the name would be read as another provider's. */
  troupe_resolver_revert_all (resolver);
  state (troupe_resolver_get_session (resolver), "provider=openai");
  assert_model (resolver, "openai", NULL);
  g_clear_object (&snapshot);
  snapshot = troupe_resolver_snapshot (resolver);
  g_assert_null (troupe_ai_settings_get_preferred_models (snapshot));
}

/* A list that changes under a hop is begun again; one that stays is not. */
static void
test_hop (void)
{
  g_autoptr(TroupePersona) persona = troupe_persona_new ("p");
  g_autoptr(TroupeResolver) resolver = troupe_resolver_new (NULL);
  g_autoptr(NotifyLog) log = NULL;

  state (troupe_persona_get_settings (persona), "provider=openai;temperature=0.2;models=a:0.5 b:0.5 c");
  troupe_resolver_select_persona (resolver, persona);
  log = notify_log_new (resolver);

  troupe_resolver_set_model_index (resolver, 1);
  assert_notified (log, "model");
  g_assert_cmpuint (notify_log_n_changed (log), ==, 1);
  g_assert_cmpstr (troupe_resolver_get_origin (resolver, TROUPE_FIELD_TEMPERATURE), ==, "model:b");
  troupe_resolver_set_model_index (resolver, 1);
  assert_notified (log, "");
  g_assert_cmpuint (notify_log_n_changed (log), ==, 0);
  troupe_resolver_set_model_index (resolver, 2);
  assert_notified (log, "model temperature");

  state (troupe_persona_get_settings (persona), "temperature=0.3");
  assert_notified (log, "temperature");
  assert_model (resolver, "openai", "c");
  state (troupe_persona_get_settings (persona), "models=d e f");
  assert_notified (log, "model preferred-models");
  assert_model (resolver, "openai", "d");
  g_assert_cmpuint (troupe_resolver_get_model_index (resolver), ==, 0);
}

static const struct
{
  const char *user;
  const char *persona;
  const char *tier;
  TroupeField field;
  TroupeLayer layer;
  gboolean    is_entry;
  const char *inherited;
} inheriting[] = {
  { "", "", "", TROUPE_FIELD_TEMPERATURE, TROUPE_LAYER_PERSONA, FALSE, NULL },
  { "", "temperature=0.2", "", TROUPE_FIELD_TEMPERATURE, TROUPE_LAYER_PERSONA, FALSE, NULL },
  { "temperature=0.7", "temperature=0.2", "", TROUPE_FIELD_TEMPERATURE, TROUPE_LAYER_PERSONA, FALSE, "user=0.7" },
  { "temperature=omit", "", "", TROUPE_FIELD_TEMPERATURE, TROUPE_LAYER_PERSONA, FALSE, "user=omit" },
  { "temperature=0.7", "temperature=0.2", "temperature=0.4", TROUPE_FIELD_TEMPERATURE, TROUPE_LAYER_PERSONA_TIER, FALSE,
    "persona:p=0.2" },
  /* An entry inherits from the layer that it is in, but not from its neighbour. */
  { "temperature=0.7", "models=a:0.5 b", "", TROUPE_FIELD_TEMPERATURE, TROUPE_LAYER_PERSONA, TRUE, "user=0.7" },
  { "temperature=0.7", "temperature=0.2;models=a:0.5 b", "", TROUPE_FIELD_TEMPERATURE, TROUPE_LAYER_PERSONA, TRUE,
    "persona:p=0.2" },
  { "provider=openai", "models=other/a b", "", TROUPE_FIELD_PROVIDER, TROUPE_LAYER_PERSONA, TRUE, "user=openai" },
  /* A tier that names no models has the parameters of the persona's first one. */
  { "temperature=0.7", "temperature=0.2;models=a:0.5 b", "", TROUPE_FIELD_TEMPERATURE, TROUPE_LAYER_PERSONA_TIER, FALSE,
    "model:a=0.5" },
  { "temperature=0.7", "temperature=0.2;models=a:0.5 b", "models=c", TROUPE_FIELD_TEMPERATURE, TROUPE_LAYER_PERSONA_TIER,
    FALSE, "persona:p=0.2" },
};

/* What comes through where a field is left unset. */
static void
test_inherited (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (inheriting); i++)
    {
      g_autoptr(TroupeResolver) resolver = troupe_resolver_new (NULL);
      g_autoptr(TroupeAiSettings) user = troupe_ai_settings_new ();
      g_autoptr(TroupeAiSettings) tier = troupe_ai_settings_new ();
      g_autoptr(TroupePersona) persona = troupe_persona_new ("p");
      g_autoptr(TroupeStatement) statement = NULL;
      g_autofree char *value = NULL;
      g_autofree char *text = NULL;

      state (user, inheriting[i].user);
      state (troupe_persona_get_settings (persona), inheriting[i].persona);
      state (tier, inheriting[i].tier);
      troupe_persona_set_tier_settings (persona, TROUPE_TIER_QA, tier);
      troupe_resolver_set_layer (resolver, TROUPE_LAYER_USER, "user", user);
      troupe_resolver_set_cast (resolver, persona, TROUPE_TIER_QA, NULL, NULL);

      statement = troupe_resolver_dup_inherited (resolver, inheriting[i].field, inheriting[i].layer, inheriting[i].is_entry);
      if (statement != NULL && statement->state == TROUPE_FIELD_STATE_SET)
        value = troupe_field_format (inheriting[i].field, &statement->value);
      if (statement != NULL)
        text = g_strdup_printf ("%s=%s", statement->origin, value != NULL ? value : "omit");
      g_assert_cmpstr (text, ==, inheriting[i].inherited);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/resolver/models/as-the-design-says", test_cases);
  g_test_add_func ("/model/resolver/models/as-an-oracle-says", test_random);
  g_test_add_func ("/model/resolver/models/preset-follows-the-catalog", test_preset_follows_catalog);
  g_test_add_func ("/model/resolver/models/name-never-goes-to-another-provider", test_choosing);
  g_test_add_func ("/model/resolver/models/snapshot-keeps-each-provider", test_snapshot_binds);
  g_test_add_func ("/model/resolver/models/another-list-begins-at-its-start", test_hop);
  g_test_add_func ("/model/resolver/models/says-what-is-inherited", test_inherited);

  return g_test_run ();
}
