/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-json.h"
#include "openai/troupe-openai-codec.h"

typedef struct
{
  TroupeField  field;
  const char  *member;
  const char  *text;      /* the value as a person writes it */
  const char  *json;      /* and as it is sent */
} Parameter;

static const Parameter parameters[] = {
  { TROUPE_FIELD_TEMPERATURE, "temperature", "0", "0" },
  { TROUPE_FIELD_TEMPERATURE, "temperature", "0.2", "0.2" },
  { TROUPE_FIELD_TEMPERATURE, "temperature", "1", "1" },
  { TROUPE_FIELD_TOP_P, "top_p", "0.95", "0.95" },
  { TROUPE_FIELD_TOP_P, "top_p", "0", "0" },
  { TROUPE_FIELD_MAX_OUTPUT_TOKENS, "max_tokens", "4096", "4096" },
  { TROUPE_FIELD_REASONING_EFFORT, "reasoning_effort", "high", "\"high\"" },
};

static char *
write_body (TroupeRequest *request,
            const char    *base_url,
            const char    *max_tokens_field)
{
  g_autoptr(TroupeProviderConfig) config = troupe_provider_config_new ("p", "openai");

  troupe_provider_config_set_base_url (config, base_url);
  if (max_tokens_field != NULL)
    {
      g_autoptr(JsonObject) extra = json_object_new ();

      json_object_set_string_member (extra, "max_tokens_field", max_tokens_field);
      troupe_provider_config_set_extra (config, extra);
    }
  return troupe_openai_codec_write_request (request, config, NULL);
}

static TroupeRequest *
make_request (void)
{
  TroupeRequest *request = troupe_request_new ("m");

  troupe_request_add_message (request, TROUPE_ROLE_USER, "hi");
  return request;
}

#define BARE "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":true," \
             "\"stream_options\":{\"include_usage\":true}"

/* A text that looks like what the writer keeps large numbers in is sent as the text that it is. */
static void
test_marked_text (void)
{
  g_autoptr(TroupeRequest) request = troupe_request_new ("m");
  g_autofree char *body = NULL;

  troupe_request_add_message (request, TROUPE_ROLE_USER, "\xef\xb7\x90" "12");
  body = write_body (request, NULL, NULL);
  g_assert_nonnull (strstr (body, "\"content\":\"\xef\xb7\x90" "12\""));
}

/* Only what is set is sent: not what is unset, not what is omitted, and none of the fields that are not parameters. */
static void
test_parameters (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
    for (guint state = 0; state < 3; state++)
      {
        const Parameter *parameter = &parameters[i];
        g_autoptr(TroupeRequest) request = make_request ();
        g_autoptr(TroupeAiSettings) settings = troupe_ai_settings_new ();
        g_auto(GValue) value = G_VALUE_INIT;
        g_autoptr(GError) error = NULL;
        g_autofree char *body = NULL;
        g_autofree char *expected = NULL;

        g_assert_true (troupe_field_parse (parameter->field, parameter->text, &value, &error));
        g_assert_no_error (error);
        if (state == TROUPE_FIELD_STATE_SET)
          troupe_ai_settings_set_value (settings, parameter->field, &value, &error);
        else if (state == TROUPE_FIELD_STATE_OMITTED)
          troupe_ai_settings_omit (settings, parameter->field);
        g_assert_no_error (error);
        troupe_ai_settings_set_string (settings, TROUPE_FIELD_SYSTEM_PROMPT, "the prompt is composed elsewhere");
        troupe_ai_settings_set_string (settings, TROUPE_FIELD_PROVIDER, "elsewhere");

        troupe_request_set_parameters (request, settings);
        body = write_body (request, "http://localhost/v1", NULL);
        expected = state == TROUPE_FIELD_STATE_SET
                   ? g_strdup_printf (BARE ",\"%s\":%s}", parameter->member, parameter->json) : g_strdup (BARE "}");
        g_assert_cmpstr (body, ==, expected);
      }
}

static void
test_all_parameters_together (void)
{
  g_autoptr(TroupeRequest) request = make_request ();
  g_autoptr(TroupeAiSettings) settings = troupe_ai_settings_new ();
  g_autofree char *body = NULL;

  troupe_ai_settings_set_double (settings, TROUPE_FIELD_TEMPERATURE, 0.7);
  troupe_ai_settings_set_double (settings, TROUPE_FIELD_TOP_P, 0.9);
  troupe_ai_settings_set_int (settings, TROUPE_FIELD_MAX_OUTPUT_TOKENS, 100);
  troupe_ai_settings_set_string (settings, TROUPE_FIELD_REASONING_EFFORT, "low");
  troupe_request_set_parameters (request, settings);
  body = write_body (request, "http://localhost/v1", NULL);
  g_assert_cmpstr (body, ==, BARE ",\"temperature\":0.7,\"top_p\":0.9,\"max_tokens\":100,\"reasoning_effort\":\"low\"}");
}

static void
test_max_tokens_field (void)
{
  static const struct { const char *base_url; const char *field; const char *expected; } cases[] = {
    { "https://api.openai.com/v1", NULL, "\"max_completion_tokens\":5" },
    { "https://api.openai.com/v1/", NULL, "\"max_completion_tokens\":5" },
    { "https://api.openai.com.evil.example/v1", NULL, "\"max_tokens\":5" },
    { "https://api.deepseek.com", NULL, "\"max_tokens\":5" },
    { "http://localhost:11434/v1", NULL, "\"max_tokens\":5" },
    { "http://localhost:11434/v1", "max_completion_tokens", "\"max_completion_tokens\":5" },
    { "https://api.openai.com/v1", "max_tokens", "\"max_tokens\":5" },
    { NULL, NULL, "\"max_tokens\":5" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TroupeRequest) request = make_request ();
      g_autoptr(TroupeAiSettings) settings = troupe_ai_settings_new ();
      g_autofree char *body = NULL;

      troupe_ai_settings_set_int (settings, TROUPE_FIELD_MAX_OUTPUT_TOKENS, 5);
      troupe_request_set_parameters (request, settings);
      body = write_body (request, cases[i].base_url, cases[i].field);
      g_assert_nonnull (strstr (body, cases[i].expected));
    }
}

static void
test_messages (void)
{
  static const struct { const char *system; const char *expected; } cases[] = {
    { "Be brief.\n\"Always\" \xc3\xa9 \xf0\x9f\x98\x80.",
      "[{\"role\":\"system\",\"content\":\"Be brief.\\n\\\"Always\\\" \xc3\xa9 \xf0\x9f\x98\x80.\"}," },
    { "", "[" },
    { NULL, "[" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TroupeRequest) request = troupe_request_new ("m");
      g_autofree char *body = NULL;
      g_autofree char *expected = NULL;

      troupe_request_set_system (request, cases[i].system);
      troupe_request_add_message (request, TROUPE_ROLE_USER, "one\ttwo");
      troupe_request_add_message (request, TROUPE_ROLE_ASSISTANT, "three");
      troupe_request_add_message (request, TROUPE_ROLE_SYSTEM, "four");
      troupe_request_add_message (request, TROUPE_ROLE_USER, "bad \xff byte");
      body = write_body (request, "http://localhost/v1", NULL);
      expected = g_strconcat ("\"messages\":", cases[i].expected,
                              "{\"role\":\"user\",\"content\":\"one\\ttwo\"},{\"role\":\"assistant\",\"content\":\"three\"},"
                              "{\"role\":\"system\",\"content\":\"four\"},"
                              "{\"role\":\"user\",\"content\":\"bad \xef\xbf\xbd byte\"}]", NULL);
      g_assert_nonnull (strstr (body, expected));
    }
}

/* Offered in the order given; asked for and answered one after the other; and what a model made up is made harmless. */
static void
test_tools (void)
{
  g_autoptr(TroupeRequest) request = make_request ();
  g_autoptr(GPtrArray) calls = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_tool_call_unref);
  g_autoptr(JsonNode) schema = troupe_json_parse ("schema", "{\"type\":\"object\",\"additionalProperties\":false}", -1, NULL);
  g_autofree char *body = NULL;
  g_autofree char *deepseek = NULL;

  troupe_request_add_tool (request, "search_files", "Finds “text”.", schema);
  troupe_request_add_tool (request, "no_arguments", "Waits.", NULL);
  g_ptr_array_add (calls, troupe_tool_call_new ("call_1", "search_files", "{\"text\":\"a\"}"));
  g_ptr_array_add (calls, troupe_tool_call_new ("call_2", "bad name\n", "{\"text\":"));
  g_ptr_array_add (calls, troupe_tool_call_new ("call_3", "", ""));
  troupe_request_add_calls (request, "I look.", NULL, calls);
  troupe_request_add_result (request, "call_1", "a:1: \"a\"");
  troupe_request_add_result (request, "call_2", "There is no such tool.");
  troupe_request_add_result (request, "call_3", "bad \xff byte");
  troupe_request_add_message (request, TROUPE_ROLE_TOOL, "a result of nothing");

  body = write_body (request, "http://localhost/v1", NULL);
  g_assert_cmpstr (body, ==,
                   "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},"
                   "{\"role\":\"assistant\",\"content\":\"I look.\",\"tool_calls\":["
                   "{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"search_files\",\"arguments\":"
                   "\"{\\\"text\\\":\\\"a\\\"}\"}},"
                   "{\"id\":\"call_2\",\"type\":\"function\",\"function\":{\"name\":\"bad_name_\",\"arguments\":\"{}\"}},"
                   "{\"id\":\"call_3\",\"type\":\"function\",\"function\":{\"name\":\"unknown\",\"arguments\":\"{}\"}}]},"
                   "{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":\"a:1: \\\"a\\\"\"},"
                   "{\"role\":\"tool\",\"tool_call_id\":\"call_2\",\"content\":\"There is no such tool.\"},"
                   "{\"role\":\"tool\",\"tool_call_id\":\"call_3\",\"content\":\"bad \xef\xbf\xbd byte\"},"
                   "{\"role\":\"user\",\"content\":\"a result of nothing\"}],"
                   "\"stream\":true,\"stream_options\":{\"include_usage\":true},\"tools\":["
                   "{\"type\":\"function\",\"function\":{\"name\":\"search_files\",\"description\":\"Finds “text”.\","
                   "\"parameters\":{\"type\":\"object\",\"additionalProperties\":false}}},"
                   "{\"type\":\"function\",\"function\":{\"name\":\"no_arguments\",\"description\":\"Waits.\"}}]}");

  deepseek = write_body (request, "https://api.deepseek.com", NULL);
  g_assert_nonnull (strstr (deepseek, "\"content\":\"I look.\",\"reasoning_content\":\"\",\"tool_calls\""));
}

static void
test_reasoning_goes_back (void)
{
  g_autoptr(TroupeRequest) request = make_request ();
  g_autoptr(GPtrArray) calls = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_tool_call_unref);
  g_autofree char *body = NULL;

  g_ptr_array_add (calls, troupe_tool_call_new ("c", "t", "{}"));
  troupe_request_add_calls (request, NULL, "hm", calls);
  body = write_body (request, "http://localhost/v1", NULL);
  g_assert_nonnull (strstr (body, "{\"role\":\"assistant\",\"content\":\"\",\"reasoning_content\":\"hm\",\"tool_calls\":["));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/provider/openai-codec/sends-only-what-is-set", test_parameters);
  g_test_add_func ("/provider/openai-codec/sends-all-that-is-set", test_all_parameters_together);
  g_test_add_func ("/provider/openai-codec/maximum-output-has-the-name-that-the-server-knows", test_max_tokens_field);
  g_test_add_func ("/provider/openai-codec/system-prompt-comes-first", test_messages);
  g_test_add_func ("/provider/openai-codec/text-is-never-a-number", test_marked_text);
  g_test_add_func ("/provider/openai-codec/tools-and-their-results-are-sent", test_tools);
  g_test_add_func ("/provider/openai-codec/reasoning-goes-back-with-calls", test_reasoning_goes_back);

  return g_test_run ();
}
