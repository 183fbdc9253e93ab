/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-json.h"
#include "troupe-tool-schema.h"
#include "troupe-tool.h"

static const char schema_text[] =
  "{\"type\":\"object\",\"properties\":{"
  "\"path\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":10},"
  "\"line\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":9},"
  "\"share\":{\"type\":\"number\",\"minimum\":0},"
  "\"flag\":{\"type\":\"boolean\"},"
  "\"mode\":{\"type\":\"string\",\"enum\":[\"a\",\"b\"]},"
  "\"list\":{\"type\":\"array\",\"maxItems\":2,\"items\":{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"}},"
  "\"required\":[\"id\"]}}},\"required\":[\"path\"]}";

static const struct
{
  const char *arguments;
  const char *words;       /* NULL where they are fine */
} cases[] = {
  { "{\"path\":\"a\"}", NULL },
  { " {\"path\":\"a\",\"line\":9,\"share\":0.5,\"flag\":true,\"mode\":\"b\",\"list\":[{\"id\":\"x\"}]} ", NULL },
  { "{\"path\":\"a\",\"line\":null,\"flag\":null}", NULL },
  { "{\"path\":null}", "“path” has to be a text" },
  { "{}", "“path” is missing" },
  { "", "not valid JSON" },
  { "{\"path\":\"a\"", "not valid JSON" },
  { "{\"path\":\"a\",\"path\":\"b\"}", "not valid JSON" },
  { "{'path':'a'}", "not valid JSON" },
  { "[]", "have to be a JSON object" },
  { "null", "have to be a JSON object" },
  { "\"path\"", "have to be a JSON object" },
  { "{\"path\":\"\"}", "“path” is empty" },
  { "{\"path\":\"éééééééééé\"}", NULL },
  { "{\"path\":\"ééééééééééé\"}", "“path” is longer than 10" },
  { "{\"path\":7}", "“path” has to be a text" },
  { "{\"path\":[\"a\"]}", "“path” has to be a text" },
  { "{\"path\":\"a\",\"file\":\"b\"}", "“file” is not known; there are “path”, “line”" },
  { "{\"path\":\"a\",\"line\":0}", "“line” has to be 1 or more" },
  { "{\"path\":\"a\",\"line\":10}", "“line” has to be 9 or less" },
  { "{\"path\":\"a\",\"line\":1.5}", "“line” has to be a whole number" },
  { "{\"path\":\"a\",\"line\":\"1\"}", "“line” has to be a whole number" },
  { "{\"path\":\"a\",\"line\":true}", "“line” has to be a whole number" },
  { "{\"path\":\"a\",\"line\":123456789012345678901234567890}", "“line” has to be a whole number" },
  { "{\"path\":\"a\",\"share\":-0.1}", "“share” has to be 0 or more" },
  { "{\"path\":\"a\",\"flag\":1}", "“flag” has to be true or false" },
  { "{\"path\":\"a\",\"flag\":\"true\"}", "“flag” has to be true or false" },
  { "{\"path\":\"a\",\"mode\":\"c\"}", "“mode” has to be one of “a”, “b”" },
  { "{\"path\":\"a\",\"list\":{}}", "“list” has to be a list" },
  { "{\"path\":\"a\",\"list\":[{\"id\":\"x\"},{}]}", "“list[1].id” is missing" },
  { "{\"path\":\"a\",\"list\":[{\"id\":\"x\"},{\"id\":1}]}", "“list[1].id” has to be a text" },
  { "{\"path\":\"a\",\"list\":[1]}", "“list[0]” has to be an object" },
  { "{\"path\":\"a\",\"list\":[{\"id\":\"x\"},{\"id\":\"y\"},{\"id\":\"z\"}]}", "“list” has more than 2 entries" },
};

static void
test_words (void)
{
  g_autoptr(JsonNode) schema = troupe_json_parse ("schema", schema_text, -1, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = troupe_tool_schema_read_arguments (schema, cases[i].arguments, &error);

      g_test_message ("%s: %s", cases[i].arguments, error != NULL ? error->message : "fine");
      if (cases[i].words == NULL)
        {
          g_assert_no_error (error);
          g_assert_nonnull (node);
          continue;
        }
      g_assert_null (node);
      g_assert_error (error, TROUPE_TOOL_ERROR, TROUPE_TOOL_ERROR_ARGUMENTS);
      g_assert_nonnull (strstr (error->message, cases[i].words));
    }
}

/* A model is told of all of it, and not without end. */
static void
test_all_at_once (void)
{
  static const char arguments[] = "{\"line\":0,\"flag\":1,\"file\":\"b\",\"list\":[{},{\"id\":1}]}";
  static const char * const words[] = {
    "“path” is missing.", "“line” has to be 1", "“flag” has to be true", "“file” is not known", "“list[0].id” is missing",
    "“list[1].id” has to be a text",
  };
  g_autoptr(JsonNode) schema = troupe_json_parse ("schema", schema_text, -1, NULL);
  g_autoptr(GString) many = g_string_new ("{\"path\":\"a\"");
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) many_error = NULL;

  g_assert_null (troupe_tool_schema_read_arguments (schema, arguments, &error));
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_nonnull (strstr (error->message, words[i]));

  g_string_append (many, ",\"");
  for (guint i = 0; i < 100000; i++)
    g_string_append (many, "é");
  g_string_append (many, "\":1");
  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (many, ",\"x%u\":1", i);
  g_string_append_c (many, '}');
  g_assert_null (troupe_tool_schema_read_arguments (schema, many->str, &many_error));
  g_assert_nonnull (strstr (many_error->message, "“x8” is not known"));
  g_assert_null (strstr (many_error->message, "“x9” is not known"));
  g_assert_true (g_str_has_suffix (many_error->message, " And 991 more."));
  g_assert_cmpuint (strlen (many_error->message), <, 4000);
}

static void
test_deep (void)
{
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autofree char *arguments = g_strconcat ("{\"path\":", deep, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (troupe_tool_schema_read_arguments (NULL, arguments, &error));
  g_assert_error (error, TROUPE_TOOL_ERROR, TROUPE_TOOL_ERROR_ARGUMENTS);
}

/* What is sent to models is in order, and only tools that are there can be made. */
static void
test_table (void)
{
  guint n_tools;
  const TroupeToolInfo *infos = troupe_tool_table_get (&n_tools);
  guint n_there = 0;

  for (guint i = 0; i < n_tools; i++)
    {
      g_autoptr(TroupeTool) tool = troupe_tool_table_create (infos[i].name);
      JsonNode *schema;

      g_assert_true ((tool != NULL) == (infos[i].get_type != NULL));
      if (tool == NULL)
        continue;

      n_there++;
      schema = troupe_tool_get_schema (tool);
      g_assert_cmpstr (troupe_tool_get_name (tool), ==, infos[i].name);
      g_assert_cmpstr (troupe_tool_get_category (tool), ==, infos[i].category);
      g_assert_true (troupe_tool_is_read_only (tool));
      g_assert_cmpuint (strlen (troupe_tool_get_description (tool)), >, 20);
      g_assert_cmpstr (json_object_get_string_member (json_node_get_object (schema), "type"), ==, "object");
      g_assert_true (json_object_has_member (json_node_get_object (schema), "properties"));
    }

  g_assert_cmpuint (n_there, ==, 3);
  g_assert_null (troupe_tool_table_create ("run_command"));
  g_assert_null (troupe_tool_table_create ("invented"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tool/schema/says-what-is-wrong", test_words);
  g_test_add_func ("/tool/schema/says-all-at-once", test_all_at_once);
  g_test_add_func ("/tool/schema/deep-nesting-is-refused", test_deep);
  g_test_add_func ("/tool/table/has-only-what-is-there", test_table);

  return g_test_run ();
}
