/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-json-reader.h"

static TroupeJsonReader *
read_text (const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TroupeJsonDocument) document = troupe_json_document_parse ("f", text, -1, &error);

  g_assert_no_error (error);
  return troupe_json_reader_new (document);
}

static void
test_reads (void)
{
  g_autoptr(TroupeJsonReader) reader =
    read_text ("{\"s\": \"x\", \"d\": 1.10, \"i\": 4096.0, \"b\": true, \"v\": [\"p\", \"q\"], \"n\": null, \"o\": {\"s\": \"y\"}}");
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) strv = NULL;
  const char *string = NULL;
  double number = 0;
  gint64 integer = 0;
  gboolean boolean = FALSE;
  JsonArray *array = NULL;

  g_assert_true (troupe_json_reader_get_string (reader, "s", &string));
  g_assert_cmpstr (string, ==, "x");
  g_assert_true (troupe_json_reader_get_double (reader, "d", 0, 2, &number));
  g_assert_cmpfloat (number, ==, 1.1);
  g_assert_true (troupe_json_reader_get_int64 (reader, "i", 1, 4096, &integer));
  g_assert_cmpint (integer, ==, 4096);
  g_assert_true (troupe_json_reader_get_boolean (reader, "b", &boolean));
  g_assert_true (boolean);
  g_assert_true (troupe_json_reader_get_strv (reader, "v", &strv));
  g_assert_cmpstr (strv[1], ==, "q");
  g_assert_true (troupe_json_reader_get_array (reader, "v", &array));
  g_assert_cmpuint (json_array_get_length (array), ==, 2);
  g_assert_true (troupe_json_reader_has (reader, "n"));
  g_assert_true (troupe_json_reader_is_null (reader, "n"));
  g_assert_false (troupe_json_reader_is_null (reader, "s"));
  g_assert_false (troupe_json_reader_has (reader, "absent"));
  g_assert_false (troupe_json_reader_get_string (reader, "absent", &string));
  g_assert_cmpstr (string, ==, "x");

  {
    g_autoptr(TroupeJsonReader) inner = troupe_json_reader_enter (reader, "o");

    g_assert_cmpstr (troupe_json_reader_get_pointer (inner), ==, "/o");
    g_assert_true (troupe_json_reader_get_string (inner, "s", &string));
    g_assert_cmpstr (string, ==, "y");
    g_assert_null (troupe_json_reader_enter (reader, "absent"));
  }

  g_assert_true (troupe_json_reader_finish (reader, &error));
  g_assert_no_error (error);
}

static void
ask_all (TroupeJsonReader *reader)
{
  const char *string;
  double number;
  gint64 integer;
  gboolean boolean;
  g_auto(GStrv) strv = NULL;
  JsonArray *array;

  troupe_json_reader_require (reader, "must");
  troupe_json_reader_get_string (reader, "s", &string);
  troupe_json_reader_get_double (reader, "d", 0, 2, &number);
  troupe_json_reader_get_int64 (reader, "i", 1, 9, &integer);
  troupe_json_reader_get_boolean (reader, "b", &boolean);
  troupe_json_reader_get_strv (reader, "v", &strv);

  for (guint i = 0; troupe_json_reader_get_array (reader, "a", &array) && i < json_array_get_length (array); i++)
    {
      g_autoptr(TroupeJsonReader) element = troupe_json_reader_enter_element (reader, "a", i);

      if (element != NULL)
        troupe_json_reader_get_string (element, "s", &string);
    }
}

static void
test_errors (void)
{
  static const struct
  {
    const char *text;
    int         code;
    const char *message;
  } cases[] = {
    { "[]", TROUPE_JSON_ERROR_TYPE, "f:1:1: an object should be here, not an array" },
    { "{}", TROUPE_JSON_ERROR_MISSING, "f:1:1: the member “must” is missing" },
    { "{\"must\": 0,\n\"s\": 5}", TROUPE_JSON_ERROR_TYPE, "f:2:6: “s” should be a string, not a number" },
    { "{\"must\": 0,\n\"s\": 1e400}", TROUPE_JSON_ERROR_TYPE, "f:2:6: “s” should be a string, not a number" },
    { "{\"must\": 0, \"s\": null}", TROUPE_JSON_ERROR_TYPE, "f:1:18: “s” should be a string, not null" },
    { "{\"must\": 0, \"d\": \"0.5\"}", TROUPE_JSON_ERROR_TYPE, "f:1:18: “d” should be a number, not a string" },
    { "{\"must\": 0, \"d\": 2.01}", TROUPE_JSON_ERROR_VALUE, "f:1:18: “d” should be a number from 0 to 2" },
    { "{\"must\": 0, \"d\": 1e400}", TROUPE_JSON_ERROR_VALUE, "f:1:18: “d” should be a number from 0 to 2" },
    { "{\"must\": 0, \"d\": -1}", TROUPE_JSON_ERROR_VALUE, "f:1:18: “d” should be a number from 0 to 2" },
    { "{\"must\": 0, \"i\": 1.5}", TROUPE_JSON_ERROR_VALUE, "f:1:18: “i” should be a whole number from 1 to 9" },
    { "{\"must\": 0, \"i\": 18446744073709551616}", TROUPE_JSON_ERROR_VALUE,
      "f:1:18: “i” should be a whole number from 1 to 9" },
    { "{\"must\": 0, \"b\": 1}", TROUPE_JSON_ERROR_TYPE, "f:1:18: “b” should be true or false, not a number" },
    { "{\"must\": 0, \"v\": \"x\"}", TROUPE_JSON_ERROR_TYPE, "f:1:18: “v” should be an array, not a string" },
    { "{\"must\": 0, \"v\": [\"x\", {}]}", TROUPE_JSON_ERROR_TYPE,
      "f:1:24: “v” should hold nothing but strings, not an object" },
    { "{\"must\": 0, \"a\": [{}, 1]}", TROUPE_JSON_ERROR_TYPE, "f:1:23: an object should be here, not a number" },
    { "{\"must\": 0, \"a\": [{}, {\"s\": []}], \"b\": 3}", TROUPE_JSON_ERROR_TYPE,
      "f:1:18: “s” should be a string, not an array" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TroupeJsonReader) reader = read_text (cases[i].text);
      g_autoptr(GError) error = NULL;

      ask_all (reader);
      g_assert_true (troupe_json_reader_has_failed (reader));
      g_assert_false (troupe_json_reader_finish (reader, &error));
      if (i == G_N_ELEMENTS (cases) - 1)
        {
          /* The first mistake is told, in the order of the questions. */
          g_assert_cmpstr (error->message, ==, "f:1:40: “b” should be true or false, not a number");
          continue;
        }

      g_assert_error (error, TROUPE_JSON_ERROR, cases[i].code);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
test_element_place (void)
{
  g_autoptr(TroupeJsonReader) reader = read_text ("{\"a\": [{}, {\"s\": []}]}");
  g_autoptr(GError) error = NULL;
  const char *string = NULL;

  {
    g_autoptr(TroupeJsonReader) element = troupe_json_reader_enter_element (reader, "a", 1);

    g_assert_cmpstr (troupe_json_reader_get_pointer (element), ==, "/a/1");
    g_assert_null (troupe_json_reader_enter_element (reader, "a", 2));
    g_assert_false (troupe_json_reader_get_string (element, "s", &string));
  }

  g_assert_false (troupe_json_reader_finish (reader, &error));
  g_assert_cmpstr (error->message, ==, "f:1:18: “s” should be a string, not an array");
}

static void
test_unknown (void)
{
  g_autoptr(TroupeJsonReader) reader = read_text ("{\"z\": 1, \"known\": 2, \"a\": {\"q\": 1.10}, \"m\": null}");
  g_autoptr(JsonObject) unknown = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *written = NULL;

  troupe_json_reader_has (reader, "known");
  troupe_json_reader_has (reader, "absent");
  unknown = troupe_json_reader_dup_unknown (reader);
  node = json_node_init_object (json_node_alloc (), unknown);
  written = troupe_json_write_canonical (node);
  g_assert_cmpstr (written, ==, "{\"z\":1,\"a\":{\"q\":1.10},\"m\":null}");

  troupe_json_reader_has (reader, "z");
  troupe_json_reader_has (reader, "a");
  troupe_json_reader_has (reader, "m");
  g_assert_null (troupe_json_reader_dup_unknown (reader));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/json-reader/reads-by-type", test_reads);
  g_test_add_func ("/base/json-reader/first-mistake-is-told-with-its-place", test_errors);
  g_test_add_func ("/base/json-reader/elements-have-places", test_element_place);
  g_test_add_func ("/base/json-reader/unknown-members-in-their-order", test_unknown);

  return g_test_run ();
}
