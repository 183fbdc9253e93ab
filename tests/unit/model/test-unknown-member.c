/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-json.h"
#include "troupe-unknown-member.h"

static void
test_nearest (void)
{
  static const struct
  {
    const char *name;
    const char *nearest;
  } cases[] = {
    { "provider_id", "provider" },
    { "providr", "provider" },
    { "model", "preferred_models" },
    { "models", "preferred_models" },
    { "preferred_model", "preferred_models" },
    { "Temperature", "temperature" },
    { "temprature", "temperature" },
    { "topP", "top_p" },
    { "max_tokens", "max_output_tokens" },
    { "effort", "reasoning_effort" },
    { "prompt", "system_prompt" },
    { "tool_preset", "tool_preset_id" },
    { "prompt_preset", "prompt_preset_id" },
    { "bias", "bias_profile_id" },
    { "colour", NULL },
    { "", NULL },
    { "é", NULL },
    { "a very long name that nobody would ever take for that of any of the settings, whatever it says", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (troupe_field_find_nearest (cases[i].name), ==, cases[i].nearest);
  for (guint i = 0; i < TROUPE_N_FIELDS; i++)
    g_assert_cmpstr (troupe_field_find_nearest (troupe_field_get_name ((TroupeField) i)), ==, troupe_field_get_name ((TroupeField) i));
}

static JsonObject *
make_extra (const char *text)
{
  g_autoptr(JsonNode) node = troupe_json_parse (NULL, text, -1, NULL);

  return json_node_dup_object (node);
}

static void
test_list (void)
{
  g_autoptr(TroupeTrack) track = troupe_track_new ("tower");
  GPtrArray *tickets = g_ptr_array_new_with_free_func (g_object_unref);
  TroupeTicket *ticket = troupe_ticket_new ("T2");
  g_autoptr(JsonObject) overrides = make_extra ("{\"provider_id\": \"p\", \"x-mine\": 1, \"a/b\": 2, \"persona_id\": \"p\", \"max_retries\": 1}");
  g_autoptr(JsonObject) values = make_extra ("{\"persona\": \"p\"}");
  g_autoptr(JsonObject) tiers = make_extra ("{\"workers\": {}, \"x-tier\": {}}");
  g_autoptr(GPtrArray) found = NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  g_ptr_array_add (tickets, troupe_ticket_new ("T1"));
  g_ptr_array_add (tickets, ticket);
  troupe_ai_settings_set_extra (troupe_ticket_get_overrides (ticket), overrides);
  troupe_track_take_tickets (track, tickets);
  troupe_ai_settings_set_extra (troupe_track_get_tier_settings (track, TROUPE_TIER_QA), values);
  troupe_track_set_tiers_extra (track, tiers);

  found = troupe_unknown_member_list_all (track);
  for (guint i = 0; i < found->len; i++)
    {
      TroupeUnknownMember *member = g_ptr_array_index (found, i);

      g_string_append_printf (text, "%s: %s\n", member->pointer, member->message);
    }
  g_assert_cmpstr (text->str, ==,
                   "/tiers/workers: “workers” is the name of no tier, and is ignored. Do you mean “worker”?\n"
                   "/tiers/qa/persona: The tier qa states “persona”, which is no setting and is ignored. Do you mean “persona_id”?\n"
                   "/tickets/1/overrides/provider_id: Ticket T2 overrides “provider_id”, which is no setting and is ignored. "
                   "Do you mean “provider”?\n"
                   "/tickets/1/overrides/a~1b: Ticket T2 overrides “a/b”, which is no setting and is ignored. "
                   "What is your own begins with “x-”.\n"
                   "/tickets/1/overrides/persona_id: Ticket T2 has “persona_id” among its overrides, where it is ignored; "
                   "put it into the ticket itself, beside “overrides”.\n"
                   "/tickets/1/overrides/max_retries: Ticket T2 has “max_retries” among its overrides, where it is ignored; "
                   "put it into the ticket itself, beside “overrides”.\n");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/unknown-member/finds-what-was-meant", test_nearest);
  g_test_add_func ("/model/unknown-member/lists-what-would-be-ignored-in-silence", test_list);

  return g_test_run ();
}
