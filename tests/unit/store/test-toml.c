/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "legacy/troupe-toml.h"
#include "troupe-json.h"
#include "troupe-store-error.h"

static JsonNode *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  JsonNode *tree = troupe_toml_parse ("presets.toml", text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_nonnull (tree);

  return tree;
}

static char *
refuse (const char *text,
        gsize       length)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) tree = troupe_toml_parse ("presets.toml", text, length, &error);

  g_assert_null (tree);
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));

  return g_strdup (error->message);
}

static void
test_trees (void)
{
  static const struct
  {
    const char *toml;
    const char *json;
  } cases[] = {
    { "", "{}" },
    { "# nothing\n\n", "{}" },
    { "a = 1\nb = 0.5\nc = true\nd = \"x\"\n", "{\"a\":1,\"b\":0.5,\"c\":true,\"d\":\"x\"}" },
    { "\xef\xbb\xbf" "a = 1\r\nb = 2\r\n", "{\"a\":1,\"b\":2}" },
    { "[presets.\"Two Words\"]\nx = [1, \"y\", {z = 2}]\n", "{\"presets\":{\"Two Words\":{\"x\":[1,\"y\",{\"z\":2}]}}}" },
    { "[[a]]\nb = 1\n[[a]]\nb = 2\n", "{\"a\":[{\"b\":1},{\"b\":2}]}" },
    { "a.b.c = 1\n", "{\"a\":{\"b\":{\"c\":1}}}" },
    { "a = \"\"\"\nx\n\\\n   y\"\"\"\n", "{\"a\":\"x\\ny\"}" },
    { "a = \"\"\"x\"\"\"\"\nb = 'y'\n", "{\"a\":\"x\\\"\",\"b\":\"y\"}" },
    { "a = \"\"\"x\\\n\n  é\\\nか\\\n🙂y\"\"\"\nb = 1\n", "{\"a\":\"xéか🙂y\",\"b\":1}" },
    { "a = nan\nb = inf\nc = -inf\n", "{\"a\":\"nan\",\"b\":\"inf\",\"c\":\"-inf\"}" },
    { "a = 1979-05-27\nb = 07:32:00\nc = 1979-05-27T07:32:00Z\nd = 1979-05-27T07:32:00.5-07:30\ne = 1979-05-27 07:32:00\n",
      "{\"a\":\"1979-05-27\",\"b\":\"07:32:00\",\"c\":\"1979-05-27T07:32:00+00:00\","
      "\"d\":\"1979-05-27T07:32:00.500000000-07:30\",\"e\":\"1979-05-27T07:32:00\"}" },
    { "\"🙂\" = \"שלום\"\n", "{\"🙂\":\"שלום\"}" },
    { "a = 0x10\nb = 1_000\nc = 9223372036854775807\n", "{\"a\":16,\"b\":1000,\"c\":9223372036854775807}" },
    { "a = \"................................................\" # ...............................................\n",
      "{\"a\":\"................................................\"}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) tree = parse (cases[i].toml);
      g_autofree char *written = troupe_json_write_canonical (tree);

      g_assert_cmpstr (written, ==, cases[i].json);
    }
}

static void
test_places (void)
{
  static const struct
  {
    const char *toml;
    const char *begins;
  } cases[] = {
    { "a = \n", "“presets.toml”, line 1, column 5: " },
    { "a = 1\nb = 2\na = 3\n", "“presets.toml”, line 3, column " },
    { "[presets.a]\n[presets.b]\n[presets.a]\n", "“presets.toml”, line 3, column " },
    { "[presets.a]\nx = 1\nx = 2\n", "“presets.toml”, line 3, column " },
    { "a = \"é\\q\"\n", "“presets.toml”, line 1, column 8: " },
    { "a = 1\r\nb = \x01\r\n", "“presets.toml”, line 2, column 5: " },
    { "a = 1\rb = 2\n", "“presets.toml”, line 1, column 6: " },
    { "a = 1\nb = \"é\xff\"\n", "“presets.toml”, line 2, column 7: " },
    { "a = 9223372036854775808\n", "“presets.toml”, line 1, column " },
    { "a = 1979-15-57\n", "“presets.toml”, line 1, column " },
    { "a = 1\nb = \"x\\u0000y\"\n", "“presets.toml”, line 2, column 5: " },
    { "a = 1\n\"x\\u0000y\" = 1\n", "“presets.toml”, line 2, column 1: " },
    { "a = \"\"\"\\\né\\q\"\"\"\n", "“presets.toml”, line 2, column 3: " },
    { "a = \"\"\"\\\néか\"\"\"x\n", "“presets.toml”, line 2, column 6: " },
    { "a = \"\"\"\\é\"\"\"\n", "“presets.toml”, line 1, column 9: " },
    { "a = 1\né = 1\n", "“presets.toml”, line 2, column 1: " },
    { "[=]\na = 1\n", "“presets.toml”, line 1, column 2: " },
    { "[[.a]]\n", "“presets.toml”, line 1, column 3: " },
    { "a = -\"é\"\n", "“presets.toml”, line 1, column 5: " },
    { "a = \"b\" 'é'\n", "“presets.toml”, line 1, column 9: " },
    { "a = é\n", "“presets.toml”, line 1, column 5: " },
    { "{\"format\": \"troupe-persona/1\"}", "“presets.toml”, line 1, column 1: " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *message = refuse (cases[i].toml, strlen (cases[i].toml));

      g_test_message ("%s", message);
      g_assert_true (g_str_has_prefix (message, cases[i].begins));
    }
}

static void
test_zero_byte (void)
{
  g_autofree char *message = refuse ("a = 1\nb\0 = 2\n", 13);

  g_assert_true (g_str_has_prefix (message, "“presets.toml”, line 2, column 2: "));
}

static char *
repeat (const char *start,
        const char *unit,
        guint       n,
        const char *end)
{
  GString *text = g_string_new (start);

  for (guint i = 0; i < n; i++)
    g_string_append (text, unit);
  g_string_append (text, end);

  return g_string_free (text, FALSE);
}

/* Each of these would be a hole in the stack. */
static void
test_depth (void)
{
  g_autofree char *brackets = repeat ("a = ", "[", 1000000, "");
  g_autofree char *braces = repeat ("a = ", "{a=", 1000000, "1");
  g_autofree char *header = repeat ("[a", ".a", 1000000, "]\nb = 1\n");
  g_autofree char *key = repeat ("a", " . 'a'", 1000000, " = 1\n");
  g_autofree char *quoted = repeat ("\"a\"", ".\"a\"", 1000000, " = 1\n");
  g_autofree char *both = repeat ("a = ", "{a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a=", 20, "1}}}}}}}}}}}}}}}}}}}}\n");
  const char *texts[] = { brackets, braces, header, key, quoted, both };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *message = refuse (texts[i], strlen (texts[i]));

      g_assert_nonnull (strstr (message, "line 1, column "));
    }
}

static void
test_many_tables (void)
{
  GString *text = g_string_new (NULL);
  g_autofree char *message = NULL;

  for (guint i = 0; i < 300000; i++)
    g_string_append_printf (text, "[a.b%u.c]\n", i);
  message = refuse (text->str, text->len);
  g_assert_nonnull (strstr (message, "line 250001, column "));

  g_string_free (text, TRUE);
}

static void
test_size (void)
{
  const char *sizes_say = "“presets.toml”: it is larger than 16 MB";
  gsize size = TROUPE_TOML_MAX_SIZE_BYTES;
  g_autofree char *text = g_malloc (size + 1);
  g_autofree char *message = NULL;

  memset (text, ' ', size + 1);
  message = refuse (text, size + 1);
  g_assert_true (g_str_has_prefix (message, sizes_say));
  g_clear_pointer (&message, g_free);

  /* A claim alone is enough: nothing of it is looked at. */
  message = refuse ("a = 1", (gsize) 1024 * 1024 * 1024);
  g_assert_true (g_str_has_prefix (message, sizes_say));

  {
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) tree = troupe_toml_parse ("presets.toml", text, size, &error);

    g_assert_no_error (error);
    g_assert_nonnull (tree);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/toml/becomes-a-tree", test_trees);
  g_test_add_func ("/store/toml/names-the-place", test_places);
  g_test_add_func ("/store/toml/refuses-a-zero-byte", test_zero_byte);
  g_test_add_func ("/store/toml/is-not-led-too-deep", test_depth);
  g_test_add_func ("/store/toml/is-not-kept-busy", test_many_tables);
  g_test_add_func ("/store/toml/has-a-largest-size", test_size);

  return g_test_run ();
}
