/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "model-fixture.h"
#include "troupe-model-error.h"
#include "troupe-prompt-preset.h"
#include "troupe-resolver.h"

/* Live binding: what a person does, and what everybody who is bound hears of it. */

static TroupePersona *
make_persona (const char *id,
              const char *assignments)
{
  TroupePersona *persona = troupe_persona_new (id);
  g_auto(GStrv) words = g_strsplit (assignments, ";", -1);

  for (guint i = 0; words[i] != NULL && *words[i] != '\0'; i++)
    {
      g_autoptr(GError) error = NULL;

      troupe_ai_settings_apply_text (troupe_persona_get_settings (persona), words[i], &error);
      g_assert_no_error (error);
    }

  return persona;
}

static void
override (TroupeResolver *resolver,
          const char     *name,
          const char     *text)
{
  g_auto(GValue) value = G_VALUE_INIT;
  g_autoptr(GError) error = NULL;
  TroupeField field;

  g_assert_true (troupe_field_from_name (name, &field));
  troupe_field_parse (field, text, &value, &error);
  g_assert_no_error (error);
  g_assert_true (troupe_resolver_override (resolver, field, &value, &error));
  g_assert_no_error (error);
}

static void
assert_value (TroupeResolver *resolver,
              TroupeField     field,
              const char     *expected,
              const char     *origin)
{
  g_autofree char *text = troupe_field_format (field, troupe_resolver_get_value (resolver, field));

  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpstr (troupe_resolver_get_origin (resolver, field), ==, origin);
}

/* Everything that a handler can ask is new already, whichever property it hears of first. */
static void
selected_cb (TroupeResolver *resolver,
             GParamSpec     *pspec,
             guint          *n_calls)
{
  (*n_calls)++;
  g_assert_cmpstr (troupe_definition_get_id (TROUPE_DEFINITION (troupe_resolver_get_persona (resolver))), ==, "b");
  assert_value (resolver, TROUPE_FIELD_TEMPERATURE, "0.9", "persona:b");
  assert_value (resolver, TROUPE_FIELD_SYSTEM_PROMPT, "Be b.", "persona:b");
  assert_value (resolver, TROUPE_FIELD_TOP_P, "", NULL);
  g_assert_cmpuint (troupe_resolver_get_n_overrides (resolver), ==, 0);
}

static void
test_select (void)
{
  g_autoptr(TroupePersona) a = make_persona ("a", "temperature=0.2;top_p=0.5;system_prompt=Be a.;provider=openai");
  g_autoptr(TroupePersona) b = make_persona ("b", "temperature=0.9;system_prompt=Be b.;provider=openai");
  TroupeResolver *resolver = troupe_resolver_new (NULL);
  NotifyLog *log = notify_log_new (resolver);
  guint n_calls = 0;

  g_assert_null (troupe_resolver_get_persona (resolver));
  g_assert_null (troupe_resolver_select_persona (resolver, a));
  assert_notified (log, "persona provider system-prompt temperature top-p");
  g_assert_cmpuint (notify_log_n_changed (log), ==, 1);

  /* The same one again is nothing new. */
  override (resolver, "temperature", "1");
  assert_notified (log, "n-overrides temperature");
  g_assert_null (troupe_resolver_select_persona (resolver, a));
  assert_notified (log, "");
  troupe_resolver_reset (resolver, TROUPE_FIELD_TEMPERATURE);
  assert_notified (log, "n-overrides temperature");
  notify_log_n_changed (log);

  /* What both say alike does not notify, though its origin is new. */
  g_signal_connect (resolver, "notify", G_CALLBACK (selected_cb), &n_calls);
  g_assert_null (troupe_resolver_select_persona (resolver, b));
  assert_notified (log, "persona system-prompt temperature top-p");
  g_assert_cmpuint (n_calls, ==, 4);
  g_assert_cmpuint (notify_log_n_changed (log), ==, 1);
  assert_value (resolver, TROUPE_FIELD_PROVIDER, "openai", "persona:b");
  g_signal_handlers_disconnect_by_data (resolver, &n_calls);

  troupe_resolver_select_persona (resolver, NULL);
  assert_notified (log, "persona provider system-prompt temperature");
  g_assert_null (troupe_resolver_get_persona (resolver));

  notify_log_free (log);
  g_assert_finalize_object (resolver);
}

/* Overrides that are not locked go, and come back by Undo; those that are locked stay. */
static void
test_switch_and_undo (void)
{
  g_autoptr(TroupePersona) a = make_persona ("a", "temperature=0.2;top_p=0.5");
  g_autoptr(TroupePersona) b = make_persona ("b", "temperature=0.9;max_output_tokens=100");
  g_autoptr(TroupeResolver) resolver = troupe_resolver_new (NULL);
  g_autoptr(TroupeAiSettings) before = NULL;
  g_autoptr(NotifyLog) log = NULL;

  troupe_resolver_select_persona (resolver, a);
  override (resolver, "temperature", "1.5");
  override (resolver, "reasoning_effort", "high");
  troupe_resolver_override_omit (resolver, TROUPE_FIELD_MAX_OUTPUT_TOKENS);
  troupe_resolver_set_locked (resolver, TROUPE_FIELD_REASONING_EFFORT, TRUE);
  log = notify_log_new (resolver);

  before = troupe_resolver_select_persona (resolver, b);
  assert_notified (log, "max-output-tokens n-overrides persona temperature top-p");
  g_assert_nonnull (before);
  assert_value (resolver, TROUPE_FIELD_TEMPERATURE, "0.9", "persona:b");
  assert_value (resolver, TROUPE_FIELD_MAX_OUTPUT_TOKENS, "100", "persona:b");
  assert_value (resolver, TROUPE_FIELD_REASONING_EFFORT, "high", "session");
  g_assert_cmpuint (troupe_resolver_get_n_overrides (resolver), ==, 1);

  /* Undo: the persona first, then what was typed. */
  g_assert_null (troupe_resolver_select_persona (resolver, a));
  troupe_resolver_set_session (resolver, before);
  assert_value (resolver, TROUPE_FIELD_TEMPERATURE, "1.5", "session");
  assert_value (resolver, TROUPE_FIELD_TOP_P, "0.5", "persona:a");
  g_assert_cmpint (troupe_resolver_get_state (resolver, TROUPE_FIELD_MAX_OUTPUT_TOKENS), ==, TROUPE_FIELD_STATE_OMITTED);
  assert_value (resolver, TROUPE_FIELD_REASONING_EFFORT, "high", "session");
  g_assert_true (troupe_resolver_get_locked (resolver, TROUPE_FIELD_REASONING_EFFORT));
  g_assert_cmpuint (troupe_resolver_get_n_overrides (resolver), ==, 3);

  /* What was given is copied. */
  troupe_ai_settings_unset_all (before);
  g_assert_cmpuint (troupe_resolver_get_n_overrides (resolver), ==, 3);
  troupe_resolver_set_session (resolver, NULL);
  g_assert_cmpuint (troupe_resolver_get_n_overrides (resolver), ==, 0);
}

/* Locking pins the value in force, whoever states it, in every field and state. */
static void
test_locks (void)
{
  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    for (guint state = TROUPE_FIELD_STATE_SET; state <= TROUPE_FIELD_STATE_OMITTED; state++)
      {
        g_autoptr(TroupePersona) a = make_persona ("a", "provider=anthropic");
        g_autoptr(TroupePersona) b = make_persona ("b", "provider=openai");
        g_autoptr(TroupeResolver) resolver = troupe_resolver_new (NULL);
        g_autoptr(NotifyLog) log = NULL;
        g_auto(GValue) value = G_VALUE_INIT;

        if (state == TROUPE_FIELD_STATE_OMITTED && !troupe_field_can_be_omitted (field))
          continue;

        set_field (troupe_persona_get_settings (b), field, 1);
        if (state == TROUPE_FIELD_STATE_SET)
          set_field (troupe_persona_get_settings (a), field, 0);
        else
          troupe_ai_settings_omit (troupe_persona_get_settings (a), field);
        troupe_resolver_select_persona (resolver, a);
        log = notify_log_new (resolver);

        troupe_resolver_set_locked (resolver, field, TRUE);
        /* The pinned models say whom they belong to, which is new in the list and nowhere else. */
        assert_notified (log, field == TROUPE_FIELD_PREFERRED_MODELS ? "locks n-overrides preferred-models"
                                                                     : "locks n-overrides");
        g_assert_cmpuint (notify_log_n_changed (log), ==, 1);
        g_assert_true (troupe_resolver_get_locked (resolver, field));
        g_assert_true (troupe_resolver_is_overridden (resolver, field));
        g_assert_cmpstr (troupe_resolver_get_origin (resolver, field), ==, "session");
        troupe_resolver_set_locked (resolver, field, TRUE);
        assert_notified (log, "");
        g_assert_cmpuint (notify_log_n_changed (log), ==, 0);

        g_assert_null (troupe_resolver_select_persona (resolver, b));
        g_assert_cmpint (troupe_resolver_get_state (resolver, field), ==, (int) state);
        if (state == TROUPE_FIELD_STATE_SET && field != TROUPE_FIELD_PREFERRED_MODELS)
          {
            fill_value (field, 0, &value);
            g_assert_true (troupe_field_values_equal (field, &value, troupe_resolver_get_value (resolver, field)));
          }
        if (field == TROUPE_FIELD_PREFERRED_MODELS)
          g_assert_cmpstr (troupe_resolver_get_model (resolver), ==, "small");

        /* Taking the lock off leaves the override; Reset takes both. */
        troupe_resolver_set_locked (resolver, field, FALSE);
        g_assert_true (troupe_resolver_is_overridden (resolver, field));
        troupe_resolver_set_locked (resolver, field, TRUE);
        notify_log_n_changed (log);
        troupe_resolver_reset (resolver, field);
        g_assert_cmpuint (notify_log_n_changed (log), ==, 1);
        g_assert_false (troupe_resolver_get_locked (resolver, field));
        g_assert_false (troupe_resolver_is_overridden (resolver, field));
        g_assert_cmpstr (troupe_resolver_get_origin (resolver, field), ==, "persona:b");
      }
}

/* Writing what is in force is ignored, by property and by call, in every field. */
static void
test_value_in_force_is_ignored (void)
{
  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      const char *name = troupe_field_get_property_name (field);
      g_autoptr(TroupePersona) persona = make_persona ("a", "provider=anthropic");
      g_autoptr(TroupeResolver) resolver = troupe_resolver_new (NULL);
      g_autoptr(NotifyLog) log = NULL;
      g_auto(GValue) same = G_VALUE_INIT;
      g_auto(GValue) other = G_VALUE_INIT;
      g_autoptr(GError) error = NULL;

      set_field (troupe_persona_get_settings (persona), field, 0);
      troupe_resolver_select_persona (resolver, persona);
      log = notify_log_new (resolver);
      fill_value (field, 0, &same);
      fill_value (field, 1, &other);

      g_assert_true (troupe_resolver_override (resolver, field, &same, &error));
      g_assert_no_error (error);
      g_object_set_property (G_OBJECT (resolver), name, &same);
      assert_notified (log, "");
      g_assert_cmpuint (notify_log_n_changed (log), ==, 0);
      g_assert_false (troupe_resolver_is_overridden (resolver, field));

      g_object_set_property (G_OBJECT (resolver), name, &other);
      g_assert_true (troupe_resolver_is_overridden (resolver, field));
      g_assert_cmpstr (troupe_resolver_get_origin (resolver, field), ==, "session");
      g_assert_cmpuint (notify_log_n_changed (log), ==, 1);
      g_free (notify_log_take (log));
      g_object_set_property (G_OBJECT (resolver), name, &other);
      assert_notified (log, "");

      /* An override with the value below stays one: the person set it back by hand, not by Reset. */
      g_assert_true (troupe_resolver_override (resolver, field, &same, NULL));
      g_assert_true (troupe_resolver_is_overridden (resolver, field));
      g_assert_cmpint (troupe_resolver_peek_below_session (resolver, field)->state, ==, TROUPE_FIELD_STATE_SET);
      g_assert_cmpstr (troupe_resolver_peek_below_session (resolver, field)->origin, ==, "persona:a");
    }
}

static void
test_omit (void)
{
  g_autoptr(TroupePersona) persona = make_persona ("a", "temperature=omit;top_p=0.5");
  g_autoptr(TroupeResolver) resolver = troupe_resolver_new (NULL);
  g_autoptr(NotifyLog) log = NULL;

  troupe_resolver_select_persona (resolver, persona);
  log = notify_log_new (resolver);

  /* Omitted already. */
  troupe_resolver_override_omit (resolver, TROUPE_FIELD_TEMPERATURE);
  assert_notified (log, "");
  troupe_resolver_override_omit (resolver, TROUPE_FIELD_TOP_P);
  assert_notified (log, "n-overrides top-p");
  /* The value that the property shows for what is omitted is still a value to set. */
  override (resolver, "temperature", "1");
  assert_notified (log, "n-overrides temperature");
  override (resolver, "temperature", "0");
  assert_notified (log, "temperature");
  troupe_resolver_override_omit (resolver, TROUPE_FIELD_TEMPERATURE);
  assert_notified (log, "temperature");
}

static void
test_wrong_values (void)
{
  g_autoptr(TroupeResolver) resolver = troupe_resolver_new (NULL);
  g_autoptr(NotifyLog) log = notify_log_new (resolver);
  g_auto(GValue) value = G_VALUE_INIT;
  g_auto(GValue) word = G_VALUE_INIT;
  g_autoptr(GError) error = NULL;

  g_value_init (&value, G_TYPE_DOUBLE);
  g_value_set_double (&value, 2.5);
  g_assert_false (troupe_resolver_override (resolver, TROUPE_FIELD_TEMPERATURE, &value, &error));
  g_assert_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_RANGE);
  g_clear_error (&error);
  g_assert_false (troupe_resolver_override (resolver, TROUPE_FIELD_PROVIDER, &value, &error));
  g_assert_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_VALUE);
  g_clear_error (&error);
  g_value_init (&word, G_TYPE_STRING);
  g_value_set_string (&word, "not an id");
  g_assert_false (troupe_resolver_override (resolver, TROUPE_FIELD_TOOL_PRESET_ID, &word, &error));
  g_assert_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_VALUE);

  /* Nor does a binding that writes nothing make an override. */
  g_object_set (resolver, "provider", NULL, "tool-preset-id", "", "preferred-models", NULL, NULL);
  assert_notified (log, "");
  g_assert_cmpuint (troupe_resolver_get_n_overrides (resolver), ==, 0);
}

static void
test_revert_all (void)
{
  g_autoptr(TroupePersona) persona = make_persona ("a", "temperature=0.2");
  g_autoptr(TroupeResolver) resolver = troupe_resolver_new (NULL);
  g_autoptr(NotifyLog) log = NULL;

  troupe_resolver_select_persona (resolver, persona);
  override (resolver, "temperature", "1");
  override (resolver, "top_p", "1");
  troupe_resolver_set_locked (resolver, TROUPE_FIELD_TOP_P, TRUE);
  troupe_resolver_set_locked (resolver, TROUPE_FIELD_SYSTEM_PROMPT, TRUE);
  log = notify_log_new (resolver);

  troupe_resolver_revert_all (resolver);
  assert_notified (log, "locks n-overrides temperature top-p");
  g_assert_cmpuint (notify_log_n_changed (log), ==, 1);
  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    g_assert_false (troupe_resolver_get_locked (resolver, field));
  g_assert_true (troupe_ai_settings_is_empty (troupe_resolver_get_session (resolver)));

  troupe_resolver_revert_all (resolver);
  assert_notified (log, "");
  g_assert_cmpuint (notify_log_n_changed (log), ==, 0);
}

/* A persona that changes on disk flows into every field that is not overridden, each of which notifies once. */
static void
test_persona_changes (void)
{
  g_autoptr(TroupePersona) persona = make_persona ("a", "temperature=0.2;top_p=0.5;system_prompt=One.");
  g_autoptr(TroupePersona) changed = make_persona ("a", "temperature=0.8;system_prompt=Two.;reasoning_effort=low");
  g_autoptr(TroupeAiSettings) tier = troupe_ai_settings_new ();
  g_autoptr(TroupeAiSettings) other_tier = troupe_ai_settings_new ();
  g_autoptr(TroupeResolver) resolver = troupe_resolver_new (NULL);
  g_autoptr(NotifyLog) log = NULL;

  troupe_ai_settings_set_int (tier, TROUPE_FIELD_MAX_OUTPUT_TOKENS, 10);
  troupe_ai_settings_set_double (tier, TROUPE_FIELD_TEMPERATURE, 0.3);
  troupe_persona_set_tier_settings (persona, TROUPE_TIER_WORKER, tier);
  troupe_ai_settings_set_int (other_tier, TROUPE_FIELD_MAX_OUTPUT_TOKENS, 20);
  troupe_persona_set_tier_settings (changed, TROUPE_TIER_WORKER, other_tier);

  troupe_resolver_set_cast (resolver, persona, TROUPE_TIER_WORKER, NULL, NULL);
  override (resolver, "system_prompt", "Mine.");
  assert_value (resolver, TROUPE_FIELD_TEMPERATURE, "0.3", "tier:worker");
  log = notify_log_new (resolver);

  /* The tier no longer states the temperature, and the persona states another: that is one change. */
  troupe_definition_assign (TROUPE_DEFINITION (persona), TROUPE_DEFINITION (changed));
  assert_notified (log, "max-output-tokens reasoning-effort temperature top-p");
  g_assert_cmpuint (notify_log_n_changed (log), ==, 1);
  assert_value (resolver, TROUPE_FIELD_TEMPERATURE, "0.8", "persona:a");
  assert_value (resolver, TROUPE_FIELD_MAX_OUTPUT_TOKENS, "20", "tier:worker");
  assert_value (resolver, TROUPE_FIELD_SYSTEM_PROMPT, "Mine.", "session");
  assert_value (resolver, TROUPE_FIELD_TOP_P, "", NULL);

  /* Field by field, as an editor that is bound would do it. */
  troupe_ai_settings_set_double (troupe_persona_get_settings (persona), TROUPE_FIELD_TEMPERATURE, 0.4);
  assert_notified (log, "temperature");
  troupe_persona_set_tier_settings (persona, TROUPE_TIER_WORKER, NULL);
  assert_notified (log, "max-output-tokens");
  troupe_persona_set_tier_settings (persona, TROUPE_TIER_QA, tier);
  assert_notified (log, "");

  /* What is overridden only tells that what lies below is new. */
  notify_log_n_changed (log);
  troupe_ai_settings_set_string (troupe_persona_get_settings (persona), TROUPE_FIELD_SYSTEM_PROMPT, "Three.");
  assert_notified (log, "");
  g_assert_cmpuint (notify_log_n_changed (log), ==, 1);

  /* The one that was left is not followed. */
  troupe_resolver_select_persona (resolver, NULL);
  g_free (notify_log_take (log));
  notify_log_n_changed (log);
  troupe_definition_assign (TROUPE_DEFINITION (persona), TROUPE_DEFINITION (changed));
  assert_notified (log, "");
  g_assert_cmpuint (notify_log_n_changed (log), ==, 0);
}

/* A ticket's own persona brings its own assignments to the tier, below those of the track, below the ticket's. */
static void
test_cast_layers (void)
{
  g_autoptr(TroupePersona) persona = make_persona ("a", "temperature=0.1;top_p=0.1;max_output_tokens=1;reasoning_effort=low");
  g_autoptr(TroupeAiSettings) tier = troupe_ai_settings_new ();
  g_autoptr(TroupeTrack) track = troupe_track_new ("t");
  g_autoptr(TroupeTicket) ticket = troupe_ticket_new ("T1");
  g_autoptr(TroupeResolver) resolver = troupe_resolver_new (NULL);
  g_autoptr(NotifyLog) log = NULL;

  troupe_ai_settings_set_double (tier, TROUPE_FIELD_TOP_P, 0.2);
  troupe_ai_settings_set_int (tier, TROUPE_FIELD_MAX_OUTPUT_TOKENS, 2);
  troupe_ai_settings_set_string (tier, TROUPE_FIELD_REASONING_EFFORT, "medium");
  troupe_persona_set_tier_settings (persona, TROUPE_TIER_QA, tier);
  troupe_ai_settings_set_int (troupe_track_get_tier_settings (track, TROUPE_TIER_QA), TROUPE_FIELD_MAX_OUTPUT_TOKENS, 3);
  troupe_ai_settings_set_string (troupe_track_get_tier_settings (track, TROUPE_TIER_QA),
                                 TROUPE_FIELD_REASONING_EFFORT, "high");
  troupe_ai_settings_set_double (troupe_track_get_tier_settings (track, TROUPE_TIER_WORKER), TROUPE_FIELD_TEMPERATURE, 2);
  troupe_ai_settings_set_string (troupe_ticket_get_overrides (ticket), TROUPE_FIELD_REASONING_EFFORT, "max");

  troupe_resolver_set_cast (resolver, persona, TROUPE_TIER_QA, track, ticket);
  assert_value (resolver, TROUPE_FIELD_TEMPERATURE, "0.1", "persona:a");
  assert_value (resolver, TROUPE_FIELD_TOP_P, "0.2", "tier:qa");
  assert_value (resolver, TROUPE_FIELD_MAX_OUTPUT_TOKENS, "3", "tier:qa");
  assert_value (resolver, TROUPE_FIELD_REASONING_EFFORT, "max", "ticket:T1");
  g_assert_cmpint (troupe_resolver_get_origin_layer (resolver, TROUPE_FIELD_TOP_P), ==, TROUPE_LAYER_PERSONA_TIER);
  g_assert_cmpint (troupe_resolver_get_origin_layer (resolver, TROUPE_FIELD_MAX_OUTPUT_TOKENS), ==, TROUPE_LAYER_TRACK_TIER);

  log = notify_log_new (resolver);
  troupe_resolver_set_cast (resolver, persona, TROUPE_TIER_WORKER, track, NULL);
  assert_notified (log, "max-output-tokens reasoning-effort temperature top-p");
  g_assert_cmpuint (notify_log_n_changed (log), ==, 1);
  assert_value (resolver, TROUPE_FIELD_TEMPERATURE, "2", "tier:worker");
  assert_value (resolver, TROUPE_FIELD_REASONING_EFFORT, "low", "persona:a");

  troupe_resolver_set_cast (resolver, persona, TROUPE_TIER_NONE, track, NULL);
  assert_notified (log, "temperature");
  assert_value (resolver, TROUPE_FIELD_TEMPERATURE, "0.1", "persona:a");

  /* Any layer can be put in by hand, by any name. */
  troupe_resolver_set_layer (resolver, TROUPE_LAYER_TICKET, "ticket:X", tier);
  assert_notified (log, "max-output-tokens reasoning-effort top-p");
  assert_value (resolver, TROUPE_FIELD_TOP_P, "0.2", "ticket:X");
  troupe_ai_settings_set_double (tier, TROUPE_FIELD_TOP_P, 0.6);
  assert_notified (log, "top-p");
  troupe_resolver_set_layer (resolver, TROUPE_LAYER_TICKET, NULL, NULL);
  troupe_ai_settings_set_double (tier, TROUPE_FIELD_TOP_P, 0.7);
  assert_notified (log, "max-output-tokens reasoning-effort top-p");

  /* With no persona object its layer can be put in as well. */
  troupe_resolver_set_cast (resolver, NULL, TROUPE_TIER_NONE, NULL, NULL);
  troupe_resolver_set_layer (resolver, TROUPE_LAYER_PERSONA, "persona:typed", tier);
  assert_value (resolver, TROUPE_FIELD_TOP_P, "0.7", "persona:typed");
  troupe_ai_settings_set_double (tier, TROUPE_FIELD_TOP_P, 0.8);
  assert_value (resolver, TROUPE_FIELD_TOP_P, "0.8", "persona:typed");
}

/* A handler may change something itself: everybody ends with what is so. */
static void
meddle_cb (TroupeResolver *resolver)
{
  if (!troupe_resolver_is_overridden (resolver, TROUPE_FIELD_TOP_P))
    override (resolver, "top_p", "0.75");
}

static void
test_handlers_may_change (void)
{
  g_autoptr(TroupePersona) persona = make_persona ("a", "temperature=0.2");
  g_autoptr(TroupeResolver) resolver = troupe_resolver_new (NULL);
  g_autoptr(NotifyLog) log = NULL;

  g_signal_connect (resolver, "notify::temperature", G_CALLBACK (meddle_cb), NULL);
  log = notify_log_new (resolver);
  troupe_resolver_select_persona (resolver, persona);
  assert_notified (log, "n-overrides persona temperature top-p");
  assert_value (resolver, TROUPE_FIELD_TOP_P, "0.75", "session");
}

static void
let_go_cb (TroupeResolver **resolver)
{
  g_clear_object (resolver);
}

/* Nobody is kept alive by a resolver that is gone, and one may go in the middle of telling. */
static void
test_owners (void)
{
  TestCatalog *catalog = test_catalog_new ();
  TroupePersona *persona = make_persona ("a", "prompt_preset_id=rules;model=a");
  TroupePromptPreset *preset = troupe_prompt_preset_new ("rules");
  TroupeTrack *track = troupe_track_new ("t");
  TroupeTicket *ticket = troupe_ticket_new ("T1");
  g_autoptr(TroupeAiSettings) tier = troupe_ai_settings_new ();
  TroupeResolver *resolver;

  troupe_persona_set_tier_settings (persona, TROUPE_TIER_WORKER, tier);
  test_catalog_add (catalog, TROUPE_DEFINITION (preset));

  for (guint round = 0; round < 2; round++)
    {
      resolver = troupe_resolver_new (TROUPE_CATALOG (catalog));
      troupe_resolver_set_cast (resolver, persona, TROUPE_TIER_WORKER, track, ticket);
      override (resolver, "temperature", "1");
      troupe_resolver_set_locked (resolver, TROUPE_FIELD_PREFERRED_MODELS, TRUE);
      if (round == 0)
        {
          g_assert_finalize_object (resolver);
        }
      else
        {
          g_signal_connect_swapped (resolver, "notify::temperature", G_CALLBACK (let_go_cb), &resolver);
          troupe_resolver_revert_all (resolver);
          g_assert_null (resolver);
        }
    }

  /* All of these are still followed by nobody. */
  troupe_ai_settings_set_double (troupe_persona_get_settings (persona), TROUPE_FIELD_TEMPERATURE, 0.5);
  troupe_persona_set_tier_settings (persona, TROUPE_TIER_WORKER, NULL);
  troupe_catalog_emit_changed (TROUPE_CATALOG (catalog), TROUPE_KIND_PROMPT_PRESET, NULL);

  g_assert_finalize_object (catalog);
  g_assert_finalize_object (persona);
  g_assert_finalize_object (preset);
  g_assert_finalize_object (track);
  g_assert_finalize_object (ticket);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/resolver/select-swaps-all-in-one-go", test_select);
  g_test_add_func ("/model/resolver/switch-drops-what-is-not-locked", test_switch_and_undo);
  g_test_add_func ("/model/resolver/lock-pins-the-value-in-force", test_locks);
  g_test_add_func ("/model/resolver/value-in-force-is-ignored", test_value_in_force_is_ignored);
  g_test_add_func ("/model/resolver/omitted-is-a-state", test_omit);
  g_test_add_func ("/model/resolver/wrong-values-make-no-override", test_wrong_values);
  g_test_add_func ("/model/resolver/revert-all-is-one-change", test_revert_all);
  g_test_add_func ("/model/resolver/persona-flows-into-what-is-not-overridden", test_persona_changes);
  g_test_add_func ("/model/resolver/cast-stacks-tiers-and-ticket", test_cast_layers);
  g_test_add_func ("/model/resolver/handlers-may-change-it", test_handlers_may_change);
  g_test_add_func ("/model/resolver/keeps-nobody-alive", test_owners);

  return g_test_run ();
}
