/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>
#include <time.h>

#include "troupe-provider-error.h"
#include "troupe-sse-parser.h"

/* The cases write bytes as \n, \r, \t, \\ and \xHH, so that what is no text can be told. */
static GBytes *
unescape (const char *text)
{
  GByteArray *bytes = g_byte_array_new ();

  for (const char *at = text; *at != '\0'; at++)
    {
      guint8 byte = (guint8) *at;

      if (*at == '\\')
        {
          at++;
          if (*at == 'x')
            {
              byte = (guint8) (g_ascii_xdigit_value (at[1]) * 16 + g_ascii_xdigit_value (at[2]));
              at += 2;
            }
          else
            byte = *at == 'n' ? '\n' : *at == 'r' ? '\r' : *at == 't' ? '\t' : (guint8) *at;
        }
      g_byte_array_append (bytes, &byte, 1);
    }

  return g_byte_array_free_to_bytes (bytes);
}

static void
take_events (TroupeSseParser *parser,
             GString         *seen)
{
  TroupeSseEvent event;
  GError *error = NULL;

  while (troupe_sse_parser_next (parser, &event, &error))
    {
      g_assert_true (g_utf8_validate_len (event.data, event.length, NULL));
      g_string_append_printf (seen, "<%s|", event.name != NULL ? event.name : "message");
      g_string_append_len (seen, event.data, (gssize) event.length);
      g_string_append (seen, ">\n");
    }
  g_assert_no_error (error);
}

/* The copy has exactly the size of the piece, so that a sanitizer sees a read past its end. */
static void
feed (TroupeSseParser *parser,
      const char      *bytes,
      gsize            length,
      GString         *seen)
{
  g_autofree char *copy = g_memdup2 (bytes, length);

  troupe_sse_parser_feed (parser, copy, length);
  take_events (parser, seen);
}

static char *
expected_text (JsonObject *spec)
{
  JsonArray *expect = json_object_get_array_member (spec, "expect");
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (expect); i++)
    {
      JsonObject *event = json_array_get_object_element (expect, i);

      g_string_append_printf (text, "<%s|%s>\n",
                              json_object_get_string_member_with_default (event, "event", "message"),
                              json_object_get_string_member (event, "data"));
    }

  return g_string_free (text, FALSE);
}

typedef enum { FEED_AS_GIVEN, FEED_WHOLE, FEED_CUT_ONCE, FEED_BYTE_BY_BYTE } Feed;

static void
check (JsonObject *spec,
       GBytes     *whole,
       GPtrArray  *pieces,
       Feed        how,
       gsize       cut)
{
  g_autoptr(TroupeSseParser) parser = troupe_sse_parser_new (TROUPE_SSE_MAX_EVENT_BYTES);
  g_autoptr(GString) seen = g_string_new (NULL);
  g_autofree char *expected = expected_text (spec);
  gsize length;
  const char *bytes = g_bytes_get_data (whole, &length);

  switch (how)
    {
    case FEED_AS_GIVEN:
      for (guint i = 0; i < pieces->len; i++)
        feed (parser, g_bytes_get_data (pieces->pdata[i], NULL), g_bytes_get_size (pieces->pdata[i]), seen);
      break;
    case FEED_WHOLE:
      feed (parser, bytes, length, seen);
      break;
    case FEED_CUT_ONCE:
      feed (parser, bytes, cut, seen);
      feed (parser, bytes + cut, length - cut, seen);
      break;
    case FEED_BYTE_BY_BYTE:
      for (gsize i = 0; i < length; i++)
        feed (parser, bytes + i, 1, seen);
      break;
    default:
      g_assert_not_reached ();
    }

  g_assert_cmpstr (seen->str, ==, expected);
  if (json_object_has_member (spec, "retry"))
    {
      gint64 retry = json_object_get_null_member (spec, "retry") ? -1 : json_object_get_int_member (spec, "retry");

      g_assert_cmpint (troupe_sse_parser_get_retry_ms (parser), ==, retry);
    }
}

static void
test_case (gconstpointer data)
{
  JsonObject *spec = (JsonObject *) data;
  JsonArray *chunks = json_object_get_array_member (spec, "chunks");
  g_autoptr(GPtrArray) pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr(GByteArray) all = g_byte_array_new ();
  g_autoptr(GBytes) whole = NULL;

  for (guint i = 0; i < json_array_get_length (chunks); i++)
    {
      GBytes *piece = unescape (json_array_get_string_element (chunks, i));

      g_ptr_array_add (pieces, piece);
      g_byte_array_append (all, g_bytes_get_data (piece, NULL), (guint) g_bytes_get_size (piece));
    }
  whole = g_byte_array_free_to_bytes (g_steal_pointer (&all));

  check (spec, whole, pieces, FEED_AS_GIVEN, 0);
  check (spec, whole, pieces, FEED_WHOLE, 0);
  check (spec, whole, pieces, FEED_BYTE_BY_BYTE, 0);
  for (gsize cut = 0; cut <= g_bytes_get_size (whole); cut++)
    check (spec, whole, pieces, FEED_CUT_ONCE, cut);
}

static void
test_finish (void)
{
  static const struct { const char *bytes; const char *left; } cases[] = {
    { "data: whole\n\n", NULL },
    { "data: [DONE]", "[DONE]" },
    { "data: [DONE]\n", "[DONE]" },
    { "data: a\ndata: b", "a\nb" },
    { "data: a\n\ndata: {\"cut", "{\"cut" },
    { ": comment", NULL },
    { "event: lonely\n", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize cut = 0; cut <= strlen (cases[i].bytes); cut++)
      {
        g_autoptr(TroupeSseParser) parser = troupe_sse_parser_new (TROUPE_SSE_MAX_EVENT_BYTES);
        g_autoptr(GString) seen = g_string_new (NULL);
        TroupeSseEvent event;
        gboolean left;

        feed (parser, cases[i].bytes, cut, seen);
        feed (parser, cases[i].bytes + cut, strlen (cases[i].bytes) - cut, seen);
        left = troupe_sse_parser_finish (parser, &event);
        g_assert_cmpint (left, ==, cases[i].left != NULL);
        if (left)
          g_assert_cmpmem (event.data, event.length, cases[i].left, strlen (cases[i].left));
        g_assert_false (troupe_sse_parser_finish (parser, &event));
      }
}

static void
test_too_long (void)
{
  static const char * const starts[] = { "data: ", ": ", "event: ", "data: a\ndata: b\ndata: " };

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      g_autoptr(TroupeSseParser) parser = troupe_sse_parser_new (1000);
      g_autoptr(GString) seen = g_string_new (NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(GError) again = NULL;
      TroupeSseEvent event;
      guint n_fed = 0;

      feed (parser, starts[i], strlen (starts[i]), seen);
      while (error == NULL && n_fed++ < 2000)
        {
          troupe_sse_parser_feed (parser, "x", 1);
          g_assert_false (troupe_sse_parser_next (parser, &event, &error));
        }
      g_assert_cmpuint (n_fed, <, 1001);
      g_assert_error (error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_PROTOCOL);

      troupe_sse_parser_feed (parser, "\n\n", 2);
      g_assert_false (troupe_sse_parser_next (parser, &event, &again));
      g_assert_error (again, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_PROTOCOL);
      g_assert_false (troupe_sse_parser_finish (parser, &event));
    }
}

/* Many events below the limit may be more than the limit together. */
static void
test_limit_is_for_one_event (void)
{
  g_autoptr(TroupeSseParser) parser = troupe_sse_parser_new (100);
  g_autoptr(GString) seen = g_string_new (NULL);

  for (guint i = 0; i < 100; i++)
    feed (parser, "data: 0123456789\ndata: 0123456789\n\n", 35, seen);
  g_assert_cmpuint (seen->len, ==, 100 * strlen ("<message|0123456789\n0123456789>\n"));
}

static void
test_bad_bytes (void)
{
  static const struct { const char *bytes; gsize length; const char *expected; } cases[] = {
    { "data: \xc3\n\n", 9, "<message|\xef\xbf\xbd>\n" },
    { "data: a\0b\n\n", 11, "<message|a\xef\xbf\xbd" "b>\n" },
    { "data: \xed\xa0\x80\n\n", 11, "<message|\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd>\n" },
    { "event: \xff\ndata: x\n\n", 18, "<message|x>\n" },
    { "\xef\xbb" "data: x\n\ndata: y\n\n", 20, "<message|y>\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TroupeSseParser) parser = troupe_sse_parser_new (TROUPE_SSE_MAX_EVENT_BYTES);
      g_autoptr(GString) seen = g_string_new (NULL);

      feed (parser, cases[i].bytes, cases[i].length, seen);
      g_assert_cmpstr (seen->str, ==, cases[i].expected);
    }
}

/* A flood of bare CRs or LFs must not be searched again from each line: this would take minutes. */
static void
test_floods_are_linear (void)
{
  static const char ends[] = { '\r', '\n' };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr(TroupeSseParser) parser = troupe_sse_parser_new (TROUPE_SSE_MAX_EVENT_BYTES);
      gsize length = 8 * 1024 * 1024;
      g_autofree char *bytes = g_malloc (length);
      TroupeSseEvent event;
      clock_t start = clock ();

      memset (bytes, ends[i], length);
      troupe_sse_parser_feed (parser, bytes, length);
      g_assert_false (troupe_sse_parser_next (parser, &event, NULL));
      g_assert_cmpuint (troupe_sse_parser_get_n_lines (parser), ==, length);
      /* Of the processor, which a busy machine does not lengthen. */
      g_assert_cmpint (clock () - start, <, 10 * CLOCKS_PER_SEC);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *path = NULL;
  g_autoptr(JsonParser) json = json_parser_new ();
  g_autoptr(GError) error = NULL;
  JsonArray *cases;

  g_test_init (&argc, &argv, NULL);

  path = g_test_build_filename (G_TEST_DIST, "data", "sse-cases.json", NULL);
  json_parser_load_from_file (json, path, &error);
  g_assert_no_error (error);
  cases = json_node_get_array (json_parser_get_root (json));
  g_assert_cmpuint (json_array_get_length (cases), >, 30);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *spec = json_array_get_object_element (cases, i);
      g_autofree char *name = g_strconcat ("/provider/sse-parser/cut-anywhere/",
                                           json_object_get_string_member (spec, "id"), NULL);

      g_test_add_data_func (name, spec, test_case);
    }

  g_test_add_func ("/provider/sse-parser/finish-gives-what-is-unfinished", test_finish);
  g_test_add_func ("/provider/sse-parser/refuses-an-endless-event", test_too_long);
  g_test_add_func ("/provider/sse-parser/limit-is-for-one-event", test_limit_is_for_one_event);
  g_test_add_func ("/provider/sse-parser/repairs-bad-bytes", test_bad_bytes);
  g_test_add_func ("/provider/sse-parser/floods-are-linear", test_floods_are_linear);

  return g_test_run ();
}
