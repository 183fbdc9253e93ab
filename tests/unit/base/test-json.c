/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "troupe-json.h"

typedef struct
{
  const char *claim;
  const char *text;
  gssize      length;
  int         code;
  const char *place;
} BadCase;

static const BadCase bad_cases[] = {
  { "empty",                  "",                             -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:1: " },
  { "blank",                  " \n\t ",                       -1, TROUPE_JSON_ERROR_SYNTAX,    "f:2:3: " },
  { "only-a-mark",            "\xEF\xBB\xBF",                 -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:1: " },
  { "single-quotes",          "{'a': 1}",                     -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
  { "single-quoted-value",    "{\"a\": 'x'}",                 -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:7: " },
  { "bare-name",              "{a: 1}",                       -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
  { "octal",                  "[017]",                        -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
  { "hexadecimal",            "[0x1F]",                       -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
  { "plus",                   "[+1]",                         -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
  { "leading-point",          "[.5]",                         -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
  { "trailing-point",         "[5.]",                         -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
  { "bare-exponent",          "[5e]",                         -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
  { "bare-minus",             "[-]",                          -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
  { "minus-octal",            "[-01]",                        -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
  { "nan",                    "[NaN]",                        -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
  { "infinity",               "[Infinity]",                   -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
  { "minus-infinity",         "[-Infinity]",                  -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
  { "capital-true",           "[True]",                       -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
  { "half-a-word",            "[tru]",                        -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
  { "long-word",              "[trues]",                      -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
  { "undefined",              "undefined",                    -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:1: " },
  { "comma-at-array-end",     "[1, 2,]",                      -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:7: " },
  { "comma-at-object-end",    "{\"a\": 1,\n}",                -1, TROUPE_JSON_ERROR_SYNTAX,    "f:2:1: " },
  { "comma-at-start",         "[,1]",                         -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
  { "no-comma",               "[1 2]",                        -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:4: " },
  { "no-comma-in-object",     "{\"a\": 1\n \"b\": 2}",        -1, TROUPE_JSON_ERROR_SYNTAX,    "f:2:2: " },
  { "no-colon",               "{\"a\" 1}",                    -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:6: " },
  { "no-value",               "{\"a\": }",                    -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:7: " },
  { "open-array",             "[1, 2",                        -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:6: " },
  { "open-object",            "{\"a\": 1",                    -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:8: " },
  { "open-string",            "\"abc",                        -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:5: " },
  { "open-escape",            "\"abc\\",                      -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:6: " },
  { "wrong-bracket",          "[1}",                          -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:3: " },
  { "more-text",              "{} {}",                        -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:4: " },
  { "more-brackets",          "[]]",                          -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:3: " },
  { "comment",                "// no\n[]",                    -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:1: " },
  { "block-comment",          "[/* no */]",                   -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
  { "assignment",             "var a = {};",                  -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:1: " },
  { "wrong-escape",           "[\"\\x41\"]",                  -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:3: " },
  { "escaped-line-end",       "[\"\\\n\"]",                   -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:3: " },
  { "short-unicode-escape",   "[\"\\u12\"]",                  -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:3: " },
  { "raw-line-feed",          "[\"a\nb\"]",                   -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:4: " },
  { "raw-tab",                "[\"a\tb\"]",                   -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:4: " },
  { "raw-zero-in-string",     "[\"a\0b\"]",                    7, TROUPE_JSON_ERROR_SYNTAX,    "f:1:4: " },
  { "raw-zero-outside",       "[\0]",                          3, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
  { "form-feed",              "[\f1]",                        -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
  { "no-break-space",         "[\xC2\xA0" "1]",               -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
  { "mark-inside",            "[\xEF\xBB\xBF]",               -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
  { "duplicate",              "{\"a\": 1, \"a\": 2}",         -1, TROUPE_JSON_ERROR_DUPLICATE, "f:1:10: " },
  { "duplicate-by-escape",    "{\"a\": 1,\n \"\\u0061\": 2}", -1, TROUPE_JSON_ERROR_DUPLICATE, "f:2:2: " },
  { "duplicate-empty",        "{\"\": 1, \"\": 2}",           -1, TROUPE_JSON_ERROR_DUPLICATE, "f:1:9: " },
  { "lone-high-surrogate",    "[\"\\uD83D\"]",                -1, TROUPE_JSON_ERROR_ENCODING,  "f:1:3: " },
  { "lone-low-surrogate",     "[\"\\uDE00\"]",                -1, TROUPE_JSON_ERROR_ENCODING,  "f:1:3: " },
  { "two-high-surrogates",    "[\"\\uD83D\\uD83D\"]",         -1, TROUPE_JSON_ERROR_ENCODING,  "f:1:3: " },
  { "high-surrogate-escape",  "[\"\\uD83D\\n\"]",             -1, TROUPE_JSON_ERROR_ENCODING,  "f:1:3: " },
  { "escaped-zero",           "[\"\\u0000\"]",                -1, TROUPE_JSON_ERROR_ENCODING,  "f:1:3: " },
  { "stray-byte",             "[\"\xFF\"]",                   -1, TROUPE_JSON_ERROR_ENCODING,  "f:1:3: " },
  { "overlong",               "[\"\xC0\xAF\"]",               -1, TROUPE_JSON_ERROR_ENCODING,  "f:1:3: " },
  { "raw-surrogate",          "[\"\xED\xA0\x80\"]",           -1, TROUPE_JSON_ERROR_ENCODING,  "f:1:3: " },
  { "half-a-character",       "[\"\xF0\x9F\xA7",              -1, TROUPE_JSON_ERROR_ENCODING,  "f:1:3: " },
  { "utf-16",                 "\xFF\xFE[\0]\0",                6, TROUPE_JSON_ERROR_ENCODING,  "f:1:1: " },
  { "column-in-characters",   "[\"\xF0\x9F\xA7\x90é\" x]",    -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:7: " },
  { "line-after-crlf",        "[\r\n1,\r\n x]",               -1, TROUPE_JSON_ERROR_SYNTAX,    "f:3:2: " },
  { "mark-counts-nothing",    "\xEF\xBB\xBF[x]",              -1, TROUPE_JSON_ERROR_SYNTAX,    "f:1:2: " },
};

static void
test_bad (gconstpointer data)
{
  const BadCase *c = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) plain_error = NULL;
  g_autoptr(TroupeJsonDocument) document = troupe_json_document_parse ("f", c->text, c->length, &error);
  g_autoptr(JsonNode) node = troupe_json_parse ("f", c->text, c->length, &plain_error);

  g_assert_null (document);
  g_assert_null (node);
  g_assert_error (error, TROUPE_JSON_ERROR, c->code);
  g_assert_error (plain_error, TROUPE_JSON_ERROR, c->code);
  g_assert_true (g_str_has_prefix (error->message, c->place));
  g_assert_cmpstr (error->message, ==, plain_error->message);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

/* What a document holds is written as it was read. */
static const char * const kept[] = {
  "null", "true", "false", "\"\"", "\"a\"", "[]", "{}", "[[],{}]", "{\"\":1}", "{\"a\":{\"b\":[1,\"x\",null]}}",
  "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f\"", "\"/\x7f\xE2\x80\xA8\xF0\x9F\xA7\x90\"",
  "{\"z\":1,\"a\":2,\"m\":3}",
  "0", "-0", "1", "-1", "10", "9223372036854775807", "-9223372036854775808",
  "9223372036854775808", "-9223372036854775809", "18446744073709551615", "123456789012345678901234567890",
  "0.2", "-0.2", "0.1", "0.30000000000000004", "3.141592653589793", "1.10", "1.0", "0.0", "-0.0", "0.20000000000000001",
  "3.14159265358979323846264338327950288", "1e400", "-1e400", "1e-400", "1E5", "1e5", "1e+5", "1e22", "1e23", "5e-324",
  "1.7976931348623157e308", "2.2250738585072014e-308", "0.0001", "0.00001", "1e-5", "100000000000000.5", "0.123456789012345",
  "0.1234567890123456", "123456789012345.6", "9007199254740993.0", "1e2147483648", "-1.5e-3",
  "\"\xEF\xB7\x90" "12\"", "\"\xEF\xB7\x90\xEF\xB7\x90" "12\"", "\"\xEF\xB7\x90\"", "\"\xEF\xB7\x90 x\"",
  "[\"\xEF\xB7\x90" "1e400\",1e400]",
};

static void
test_kept (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(TroupeJsonDocument) document = troupe_json_document_parse ("f", kept[i], -1, &error);
      g_autofree char *written = NULL;

      g_assert_no_error (error);
      written = troupe_json_write_canonical (troupe_json_document_get_root (document));
      g_assert_cmpstr (written, ==, kept[i]);
    }
}

static void
test_network_numbers (void)
{
  static const struct
  {
    const char *text;
    const char *written;
    gboolean    is_plain;
  } cases[] = {
    { "1.10", "1.1", TRUE },
    { "1.0", "1", TRUE },
    { "-0.00123456789012345678", "-0.0012345678901234567", TRUE },
    { "1E5", "100000", TRUE },
    { "1e-400", "0", TRUE },
    { "18446744073709551615", "18446744073709551615", FALSE },
    { "1e400", "1e400", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) node = troupe_json_parse (NULL, cases[i].text, -1, NULL);
      g_autofree char *written = troupe_json_write_canonical (node);

      g_assert_cmpstr (written, ==, cases[i].written);
      g_assert_true (troupe_json_node_is_number (node));
      g_assert_false (troupe_json_node_is_string (node));
      g_assert_cmpint (json_node_get_value_type (node) != G_TYPE_STRING, ==, cases[i].is_plain);
    }
}

static void
test_typed_numbers (void)
{
  static const struct
  {
    const char *text;
    gboolean    has_double;
    double      as_double;
    gboolean    has_int64;
    gint64      as_int64;
  } cases[] = {
    { "0", TRUE, 0, TRUE, 0 },
    { "1.10", TRUE, 1.1, FALSE, 0 },
    { "4096.0", TRUE, 4096, TRUE, 4096 },
    { "4e3", TRUE, 4000, TRUE, 4000 },
    { "9223372036854775807", TRUE, 9223372036854775807.0, TRUE, G_MAXINT64 },
    { "18446744073709551615", TRUE, 18446744073709551615.0, FALSE, 0 },
    { "1e300", TRUE, 1e300, FALSE, 0 },
    { "1e400", FALSE, 0, FALSE, 0 },
    { "\"1\"", FALSE, 0, FALSE, 0 },
    { "\"\xEF\xB7\x90" "1\"", FALSE, 0, FALSE, 0 },
    { "true", FALSE, 0, FALSE, 0 },
    { "null", FALSE, 0, FALSE, 0 },
    { "[1]", FALSE, 0, FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TroupeJsonDocument) document = troupe_json_document_parse ("f", cases[i].text, -1, NULL);
      JsonNode *node = troupe_json_document_get_root (document);
      double as_double = 0;
      gint64 as_int64 = 0;

      g_assert_cmpint (troupe_json_node_get_double (node, &as_double), ==, cases[i].has_double);
      g_assert_cmpfloat (as_double, ==, cases[i].as_double);
      g_assert_cmpint (troupe_json_node_get_int64 (node, &as_int64), ==, cases[i].has_int64);
      g_assert_cmpint (as_int64, ==, cases[i].as_int64);
    }
}

static void
test_strings (void)
{
  static const struct
  {
    const char *text;
    const char *value;
  } cases[] = {
    { "\"\\ud83e\\uddd0\"", "\xF0\x9F\xA7\x90" },
    { "\"\\u00e9\\/\"", "é/" },
    { "\"\xEF\xB7\x90" "1\"", "\xEF\xB7\x90" "1" },
    { "\"\\uFDD0\\uFDD0" "1\"", "\xEF\xB7\x90\xEF\xB7\x90" "1" },
    { "1e400", NULL },
    { "1", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) node = troupe_json_parse (NULL, cases[i].text, -1, NULL);

      g_assert_cmpstr (troupe_json_node_get_string (node), ==, cases[i].value);
      g_assert_cmpint (troupe_json_node_is_string (node), ==, cases[i].value != NULL);

      if (cases[i].value != NULL)
        {
          g_autoptr(JsonNode) made = troupe_json_node_new_string (cases[i].value);
          g_autofree char *written = troupe_json_write_canonical (made);
          g_autoptr(JsonNode) again = troupe_json_parse (NULL, written, -1, NULL);

          g_assert_cmpstr (troupe_json_node_get_string (made), ==, cases[i].value);
          g_assert_cmpstr (troupe_json_node_get_string (again), ==, cases[i].value);
        }
    }
}

static void
test_depth (void)
{
  static const struct
  {
    guint    n;
    gboolean is_good;
  } cases[] = { { 255, TRUE }, { 256, TRUE }, { 257, FALSE }, { 100000, FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint kind = 0; kind < 2; kind++)
      {
        g_autoptr(GString) text = g_string_new (NULL);
        g_autoptr(GError) error = NULL;
        g_autoptr(JsonNode) node = NULL;

        for (guint n = 0; n < cases[i].n; n++)
          g_string_append (text, kind == 0 ? "[" : "{\"a\":");
        if (kind == 1)
          g_string_append (text, "1");
        for (guint n = 0; n < cases[i].n; n++)
          g_string_append (text, kind == 0 ? "]" : "}");

        node = troupe_json_parse ("f", text->str, (gssize) text->len, &error);
        if (cases[i].is_good)
          {
            g_autofree char *written = troupe_json_write_canonical (node);

            g_assert_no_error (error);
            g_assert_cmpstr (written, ==, text->str);
          }
        else
          {
            g_assert_error (error, TROUPE_JSON_ERROR, TROUPE_JSON_ERROR_DEPTH);
          }
      }
}

static void
test_depth_counts_nesting_only (void)
{
  g_autoptr(GString) text = g_string_new ("[");
  g_autoptr(JsonNode) node = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append (text, "[],{},[[1]],{\"a\":{}},");
  g_string_append (text, "0]");

  node = troupe_json_parse (NULL, text->str, -1, NULL);
  g_assert_nonnull (node);
}

static void
test_limit (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) fits = troupe_json_parse_limited ("f", "[1,2]", -1, 5, &error);
  g_autoptr(JsonNode) node = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (fits);

  node = troupe_json_parse_limited ("f", "[1,23]", -1, 5, &error);
  g_assert_null (node);
  g_assert_error (error, TROUPE_JSON_ERROR, TROUPE_JSON_ERROR_TOO_LARGE);
}

static void
test_length (void)
{
  g_autoptr(JsonNode) node = troupe_json_parse (NULL, "[1]garbage", 3, NULL);

  g_assert_nonnull (node);
}

static void
test_locate (void)
{
  static const char text[] =
    "\xEF\xBB\xBF{\n"
    "  \"a\": 1,\n"
    "  \"b\": [10, \"x,]}\\\"\", {\"c\": null}],\n"
    "  \"é\": \"\xF0\x9F\xA7\x90\", \"a/b~c\": true,\n"
    "  \"\\u0064\": {},\n"
    "  \"\": [[], [[1], 2]]\n"
    "}\n";
  static const struct
  {
    const char *pointer;
    guint       line;
    guint       column;
  } cases[] = {
    { "", 1, 1 },
    { "/a", 2, 8 },
    { "/b", 3, 8 },
    { "/b/0", 3, 9 },
    { "/b/1", 3, 13 },
    { "/b/2", 3, 23 },
    { "/b/2/c", 3, 29 },
    { "/é", 4, 8 },
    { "/a~1b~0c", 4, 22 },
    { "/d", 5, 13 },
    { "/", 6, 7 },
    { "//1", 6, 12 },
    { "//1/0/0", 6, 14 },
    { "//1/1", 6, 18 },
    { "/x", 0, 0 },
    { "/b/3", 0, 0 },
    { "/b/-1", 0, 0 },
    { "/b/x", 0, 0 },
    { "/a/0", 0, 0 },
    { "/d/x", 0, 0 },
    { "//0/0", 0, 0 },
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(TroupeJsonDocument) document = troupe_json_document_parse ("f", text, -1, &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint line = 0, column = 0;

      g_assert_cmpint (troupe_json_document_locate (document, cases[i].pointer, &line, &column), ==, cases[i].line > 0);
      g_assert_cmpuint (line, ==, cases[i].line);
      g_assert_cmpuint (column, ==, cases[i].column);
    }
}

static void
test_set_error (void)
{
  g_autoptr(TroupeJsonDocument) document = troupe_json_document_parse ("a.json", "{\n \"b\": [\n  5]}", -1, NULL);
  static const struct
  {
    const char *pointer;
    const char *message;
  } cases[] = {
    { "/b/0", "a.json:3:3: no 7" },
    { "/b/9/x", "a.json:2:7: no 7" },
    { "/c", "a.json:1:1: no 7" },
    { "", "a.json:1:1: no 7" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      troupe_json_document_set_error (document, &error, cases[i].pointer, TROUPE_JSON_ERROR_VALUE, "no %d", 7);
      g_assert_error (error, TROUPE_JSON_ERROR, TROUPE_JSON_ERROR_VALUE);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
test_pretty (void)
{
  static const char text[] =
    "{\n"
    "  \"z\": 0.2,\n"
    "  \"empty\": {},\n"
    "  \"none\": [],\n"
    "  \"short\": [1, \"two\", null, true],\n"
    "  \"mixed\": [\n"
    "    \"a\",\n"
    "    {\n"
    "      \"b\": 1.10\n"
    "    }\n"
    "  ],\n"
    "  \"fits-in-a-hundred-columns\": [\"éééééééééééééééééééééééééééééé\", \"éééééééééééééééééééééééééééé\"],\n"
    "  \"just-too-long-for-one-line\": [\n"
    "    \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\n"
    "    \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"\n"
    "  ]\n"
    "}\n";
  g_autoptr(TroupeJsonDocument) document = troupe_json_document_parse ("f", text, -1, NULL);
  g_autofree char *written = NULL;
  gsize length = 0;

  written = troupe_json_write (troupe_json_document_get_root (document), TRUE, &length);
  g_assert_cmpstr (written, ==, text);
  g_assert_cmpuint (length, ==, strlen (text));
}

static void
test_sorted (void)
{
  g_autoptr(JsonNode) node = troupe_json_parse (NULL, "{\"b\":[{\"d\":1,\"c\":2}],\"a\":null,\"é\":1,\"B\":0}", -1, NULL);
  g_autoptr(JsonNode) sorted = troupe_json_node_copy_sorted (node);
  g_autofree char *written = troupe_json_write_canonical (sorted);

  g_assert_cmpstr (written, ==, "{\"B\":0,\"a\":null,\"b\":[{\"c\":2,\"d\":1}],\"é\":1}");
}

static void
test_invalid_strings_are_mended (void)
{
  g_autoptr(JsonNode) node = json_node_init_string (json_node_alloc (), "a\xFF");
  g_autofree char *written = troupe_json_write_canonical (node);

  g_assert_cmpstr (written, ==, "\"a\xEF\xBF\xBD\"");
}

static void
test_doubles (void)
{
  static const struct
  {
    double      value;
    const char *text;
  } cases[] = {
    { 0, "0" }, { -0.0, "-0" }, { 1, "1" }, { 0.2, "0.2" }, { 0.1 + 0.2, "0.30000000000000004" }, { 1.1, "1.1" },
    { 100, "100" }, { 1e14, "100000000000000" }, { 1e15, "1e15" }, { 1e21, "1e21" }, { 1e22, "1e22" }, { 1e-5, "1e-5" },
    { 0.0001, "0.0001" }, { 123456789.125, "123456789.125" }, { DBL_MAX, "1.7976931348623157e308" },
    { DBL_MIN, "2.2250738585072014e-308" }, { 4.9406564584124654e-324, "5e-324" }, { 1.0 / 3, "0.3333333333333333" },
    { 2.0 / 3, "0.6666666666666666" }, { -1.5e-10, "-1.5e-10" }, { NAN, "null" }, { INFINITY, "null" },
    { -INFINITY, "null" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = troupe_json_format_double (cases[i].value);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* Any double at all, through text and back, bit for bit. */
static void
test_random_doubles (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      guint64 bits = (guint64) g_test_rand_int () << 32 | (guint32) g_test_rand_int ();
      double value, again;
      g_autofree char *text = NULL;
      g_autofree char *written = NULL;
      g_autoptr(TroupeJsonDocument) document = NULL;

      memcpy (&value, &bits, sizeof value);
      if (!isfinite (value))
        continue;

      text = troupe_json_format_double (value);
      document = troupe_json_document_parse ("f", text, -1, NULL);
      g_assert_nonnull (document);
      g_assert_true (troupe_json_node_get_double (troupe_json_document_get_root (document), &again));
      g_assert_cmpmem (&value, sizeof value, &again, sizeof again);

      written = troupe_json_write_canonical (troupe_json_document_get_root (document));
      g_assert_cmpstr (written, ==, text);
    }
}

/* The short way of reading a decimal agrees with the C library. */
static void
test_random_decimals (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      guint n_digits = (guint) g_test_rand_int_range (1, 8);
      g_autofree char *text = g_strdup_printf ("%s%d.%0*d", g_test_rand_bit () ? "-" : "",
                                               g_test_rand_int_range (0, 10000000), (int) n_digits,
                                               g_test_rand_int_range (0, 10000000));
      g_autoptr(JsonNode) node = troupe_json_parse (NULL, text, -1, NULL);
      g_autoptr(TroupeJsonDocument) document = troupe_json_document_parse ("f", text, -1, NULL);
      g_autofree char *written = troupe_json_write_canonical (troupe_json_document_get_root (document));
      double value, expected = g_ascii_strtod (text, NULL);

      g_assert_true (troupe_json_node_get_double (node, &value));
      g_assert_cmpmem (&value, sizeof value, &expected, sizeof expected);
      g_assert_cmpstr (written, ==, text);
    }
}

/* Cut anywhere, a text is an error and nothing worse. */
static void
test_every_cut (void)
{
  static const char text[] = "{\"a\": [1.5e3, -0, \"\\ud83e\\uddd0é\"], \"b\": {\"c\": [true, false, null, 18446744073709551615]}}";

  for (gsize n = 0; n < strlen (text); n++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *exact = g_memdup2 (text, n);
      g_autoptr(JsonNode) node = troupe_json_parse ("f", exact, (gssize) n, &error);

      g_assert_null (node);
      g_assert_nonnull (error);
    }
}

/* The least of several times, in seconds: others are at work on the machine. */
static double
time_writing (guint n_members)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) root = json_node_init_object (json_node_alloc (), object);
  double least = G_MAXDOUBLE;

  for (guint i = 0; i < n_members; i++)
    {
      g_autofree char *name = g_strdup_printf ("x-%u", i);
      JsonArray *array = json_array_new ();

      json_array_add_int_element (array, i);
      json_object_set_array_member (object, name, array);
    }

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *text = NULL;

      g_test_timer_start ();
      text = troupe_json_write (root, TRUE, NULL);
      least = MIN (least, g_test_timer_elapsed ());
      g_assert_true (g_str_has_suffix (text, "]\n}\n"));
    }

  return least;
}

/* Each array looks for the beginning of its line, which must not be a look at all the lines before it. */
static void
test_many_arrays (void)
{
  double small = time_writing (4000);
  double large = time_writing (40000);

  g_test_message ("4,000 arrays in %.2f ms, 40,000 in %.2f ms", small * 1000, large * 1000);
  g_assert_cmpfloat (large, <, 40 * small);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (bad_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/base/json/refuses/", bad_cases[i].claim, NULL);

      g_test_add_data_func (path, &bad_cases[i], test_bad);
    }

  g_test_add_func ("/base/json/writes-what-it-read", test_kept);
  g_test_add_func ("/base/json/network-numbers-are-plain", test_network_numbers);
  g_test_add_func ("/base/json/typed-numbers", test_typed_numbers);
  g_test_add_func ("/base/json/strings-survive-the-mark", test_strings);
  g_test_add_func ("/base/json/depth-is-limited", test_depth);
  g_test_add_func ("/base/json/depth-counts-nesting-only", test_depth_counts_nesting_only);
  g_test_add_func ("/base/json/size-is-limited", test_limit);
  g_test_add_func ("/base/json/length-is-kept", test_length);
  g_test_add_func ("/base/json/locates-members", test_locate);
  g_test_add_func ("/base/json/errors-name-the-place", test_set_error);
  g_test_add_func ("/base/json/pretty", test_pretty);
  g_test_add_func ("/base/json/sorts-members", test_sorted);
  g_test_add_func ("/base/json/never-writes-invalid-utf8", test_invalid_strings_are_mended);
  g_test_add_func ("/base/json/shortest-doubles", test_doubles);
  g_test_add_func ("/base/json/any-double-survives", test_random_doubles);
  g_test_add_func ("/base/json/short-decimals-are-exact", test_random_decimals);
  g_test_add_func ("/base/json/many-arrays-take-no-longer-each", test_many_arrays);
  g_test_add_func ("/base/json/every-cut-is-an-error", test_every_cut);

  return g_test_run ();
}
