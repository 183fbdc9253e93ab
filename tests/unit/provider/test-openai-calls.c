/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-json.h"
#include "troupe-sse-parser.h"
#include "openai/troupe-openai-decoder.h"

static const TroupeFailure context = {
  .provider_id = "test",
  .provider_name = "Test",
  .model = "m",
  .base_url = "http://localhost/v1",
};

/* "read_file#call_1{…} list_files#call_2{…}", and the text before a bar */
static char *
describe (TroupeOpenaiDecoder *decoder,
          TroupeBatch         *batch)
{
  g_autoptr(GPtrArray) calls = troupe_openai_decoder_dup_calls (decoder);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < troupe_batch_get_n_chunks (batch); i++)
    {
      const char *chunk;
      gsize length;

      troupe_batch_get_chunk (batch, i, &chunk, &length);
      g_string_append_len (text, chunk, (gssize) length);
    }
  g_string_append_c (text, '|');
  for (guint i = 0; calls != NULL && i < calls->len; i++)
    {
      TroupeToolCall *call = g_ptr_array_index (calls, i);

      g_string_append_printf (text, "%s%s#%s%s", i > 0 ? " " : "", troupe_tool_call_get_name (call),
                              troupe_tool_call_get_id (call), troupe_tool_call_get_arguments (call));
    }

  return g_string_free (text, FALSE);
}

/* Feeds the stream in the pieces that @cut makes of it: one cut at that byte, or with @every pieces of that size. */
static char *
decode_stream (const char *stream,
               gsize       cut,
               gboolean    every)
{
  g_autoptr(TroupeSseParser) parser = troupe_sse_parser_new (TROUPE_SSE_MAX_EVENT_BYTES);
  g_autoptr(TroupeOpenaiDecoder) decoder = troupe_openai_decoder_new (&context);
  g_autoptr(TroupeBatch) batch = troupe_batch_new ();
  g_autoptr(GError) error = NULL;
  gsize length = strlen (stream);
  gsize at = 0;
  TroupeSseEvent event;

  while (at < length)
    {
      gsize n_bytes = every || at == 0 ? MIN (cut, length - at) : length - at;

      n_bytes = n_bytes == 0 ? length - at : n_bytes;
      troupe_sse_parser_feed (parser, stream + at, n_bytes);
      at += n_bytes;
      while (troupe_sse_parser_next (parser, &event, &error))
        {
          troupe_openai_decoder_read (decoder, &event, batch, &error);
          g_assert_no_error (error);
        }
      g_assert_no_error (error);
    }

  g_assert_true (troupe_openai_decoder_is_done (decoder));
  return describe (decoder, batch);
}

static char *
make_stream (const char * const *deltas)
{
  GString *stream = g_string_new (NULL);

  for (guint i = 0; deltas[i] != NULL; i++)
    g_string_append_printf (stream, "data: {\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":%s,"
                            "\"finish_reason\":null}]}\n\n", deltas[i]);
  g_string_append (stream, "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n");

  return g_string_free (stream, FALSE);
}

#define PIECE(index, id, name, arguments) \
  "{\"tool_calls\":[{\"index\":" index ",\"id\":" id ",\"type\":\"function\",\"function\":" \
  "{\"name\":" name ",\"arguments\":" arguments "}}]}"
#define MORE(index, arguments) "{\"tool_calls\":[{\"index\":" index ",\"function\":{\"arguments\":" arguments "}}]}"

static const struct
{
  const char *name;
  const char *deltas[8];
  const char *expected;
} cases[] = {
  { "as-openai-sends-it",
    { "{\"role\":\"assistant\",\"content\":null}", PIECE ("0", "\"call_a\"", "\"read_file\"", "\"\""),
      MORE ("0", "\"{\\\"pa\""), MORE ("0", "\"th\\\":\\\"a\\u00e9\\\"}\"") },
    "|read_file#call_a{\"path\":\"a\xc3\xa9\"}" },
  { "text-then-two-at-once",
    { "{\"content\":\"I look. \"}", "{\"content\":\"Now.\"}", PIECE ("0", "\"a\"", "\"x\"", "\"{\\\"n\\\":\""),
      PIECE ("1", "\"b\"", "\"y\"", "\"{\""), MORE ("0", "\"1}\""), MORE ("1", "\"}\"") },
    "I look. Now.|x#a{\"n\":1} y#b{}" },
  { "several-in-one-piece",
    { "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"x\",\"arguments\":\"{}\"}},"
      "{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"y\",\"arguments\":\"{}\"}}]}" },
    "|x#a{} y#b{}" },
  { "indices-out-of-order",
    { PIECE ("1", "\"b\"", "\"y\"", "\"{\""), PIECE ("0", "\"a\"", "\"x\"", "\"{}\""), MORE ("1", "\"}\"") },
    "|y#b{} x#a{}" },
  { "no-ids", { PIECE ("0", "null", "\"x\"", "\"{}\""), PIECE ("1", "\"\"", "\"y\"", "\"\"") }, "|x#call_1{} y#call_2{}" },
  { "no-index-but-ids",
    { PIECE ("null", "\"a\"", "\"x\"", "\"{\""), MORE ("null", "\"}\""), PIECE ("null", "\"b\"", "\"y\"", "\"{}\"") },
    "|x#a{} y#b{}" },
  { "neither-index-nor-ids",
    { PIECE ("null", "null", "\"x\"", "\"{\""), MORE ("null", "\"}\""), PIECE ("null", "null", "\"y\"", "\"{}\"") },
    "|x#call_1{} y#call_2{}" },
  { "one-index-for-all",
    { PIECE ("0", "\"a\"", "\"x\"", "\"{\""), MORE ("0", "\"}\""), PIECE ("0", "\"b\"", "\"x\"", "\"{\""), MORE ("0", "\"}\"") },
    "|x#a{} x#b{}" },
  { "id-and-name-again-in-each-piece",
    { PIECE ("0", "\"a\"", "\"x\"", "\"{\""), PIECE ("0", "\"a\"", "\"x\"", "\"}\"") }, "|x#a{}" },
  { "empty-id-and-name-later",
    { PIECE ("0", "\"a\"", "\"x\"", "\"{\""), PIECE ("0", "\"\"", "\"\"", "\"}\"") }, "|x#a{}" },
  { "arguments-that-are-an-object", { PIECE ("0", "\"a\"", "\"x\"", "{\"n\":[1,0.5]}") }, "|x#a{\"n\":[1,0.5]}" },
  { "no-arguments", { "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"x\"}}]}" }, "|x#a{}" },
  { "no-name", { PIECE ("0", "\"a\"", "null", "\"{}\"") }, "|#a{}" },
  { "the-old-way",
    { "{\"function_call\":{\"name\":\"x\",\"arguments\":\"{\"}}", "{\"function_call\":{\"arguments\":\"}\"}}" }, "|x#call_1{}" },
  { "nonsense",
    { "{\"tool_calls\":7}", "{\"tool_calls\":[7,null,{}]}", "{\"tool_calls\":null,\"content\":\"t\"}" }, "t|#call_1{}" },
};

static void
test_cut_at_every_byte (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *stream = make_stream (cases[i].deltas);
      gsize length = strlen (stream);

      g_test_message ("%s", cases[i].name);
      for (gsize cut = 0; cut <= length; cut++)
        {
          g_autofree char *seen = decode_stream (stream, cut, FALSE);

          g_assert_cmpstr (seen, ==, cases[i].expected);
        }
      for (gsize size = 1; size <= 16; size++)
        {
          g_autofree char *seen = decode_stream (stream, size, TRUE);

          g_assert_cmpstr (seen, ==, cases[i].expected);
        }
    }
}

/* Calls whose arguments are cut anywhere and mixed anyhow come out as they were. */
static void
test_random_pieces (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (4);

  for (guint round = 0; round < 500; round++)
    {
      guint n_calls = (guint) g_rand_int_range (rand, 1, 6);
      g_autoptr(GPtrArray) deltas = g_ptr_array_new_with_free_func (g_free);
      g_autoptr(GString) expected = g_string_new ("|");
      g_autofree char *stream = NULL;
      g_autofree char *seen = NULL;
      char *arguments[6];
      gsize done[6] = { 0 };

      for (guint i = 0; i < n_calls; i++)
        {
          arguments[i] = g_strdup_printf ("{\"path\":\"file-%u \\\"é😀\\\" \\\\ %u\",\"n\":%d}", i, round,
                                          g_rand_int_range (rand, 0, 9));
          g_ptr_array_add (deltas, g_strdup_printf (PIECE ("%u", "\"id-%u\"", "\"tool_%u\"", "\"\""), i, i, i));
          g_string_append_printf (expected, "%stool_%u#id-%u%s", i > 0 ? " " : "", i, i, arguments[i]);
        }
      for (guint n_left = n_calls; n_left > 0;)
        {
          guint i = (guint) g_rand_int_range (rand, 0, (int) n_calls);
          const char *start = arguments[i] + done[i];
          const char *end = start;
          g_autofree char *piece = NULL;
          g_autofree char *quoted = NULL;
          g_autoptr(JsonNode) node = NULL;

          if (*start == '\0')
            continue;
          for (int n = g_rand_int_range (rand, 1, 12); n > 0 && *end != '\0'; n--)
            end = g_utf8_next_char (end);
          piece = g_strndup (start, (gsize) (end - start));
          node = troupe_json_node_new_string (piece);
          quoted = troupe_json_write (node, FALSE, NULL);
          g_ptr_array_add (deltas, g_strdup_printf (MORE ("%u", "%s"), i, quoted));
          done[i] += (gsize) (end - start);
          if (arguments[i][done[i]] == '\0')
            n_left--;
        }
      g_ptr_array_add (deltas, NULL);

      stream = make_stream ((const char * const *) deltas->pdata);
      seen = decode_stream (stream, (gsize) g_rand_int_range (rand, 1, 200), TRUE);
      g_assert_cmpstr (seen, ==, expected->str);
      for (guint i = 0; i < n_calls; i++)
        g_free (arguments[i]);
    }
}

static void
test_too_many (void)
{
  g_autoptr(TroupeOpenaiDecoder) decoder = troupe_openai_decoder_new (&context);
  g_autoptr(TroupeBatch) batch = troupe_batch_new ();
  g_autoptr(GError) error = NULL;
  guint n_read = 0;

  for (guint i = 0; i < 1000 && error == NULL; i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"choices\":[{\"delta\":" PIECE ("%u", "\"a\"", "\"x\"", "\"{}\"") "}]}", i);
      TroupeSseEvent event = { NULL, text, strlen (text) };

      if (troupe_openai_decoder_read (decoder, &event, batch, &error))
        n_read++;
    }

  g_assert_error (error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_PROTOCOL);
  g_assert_cmpuint (n_read, ==, 128);
}

#define SHAPE "{\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"%s\",\"tool_calls\":" \
              "[{\"index\":0,\"id\":\"c0\",\"function\":{\"name\":\"x\",\"arguments\":\"{}\"}}]}}]}"

/* A text delta that carries a call as well is never taken for one that holds text alone. */
static void
test_fast_way_misses_no_call (void)
{
  g_autoptr(TroupeOpenaiDecoder) decoder = troupe_openai_decoder_new (&context);
  g_autoptr(TroupeBatch) batch = troupe_batch_new ();
  g_autofree char *seen = NULL;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *text = g_strdup_printf (SHAPE, i % 2 == 0 ? "a" : "b");
      TroupeSseEvent event = { NULL, text, strlen (text) };

      g_assert_true (troupe_openai_decoder_read (decoder, &event, batch, NULL));
    }

  g_assert_cmpuint (troupe_openai_decoder_get_n_fast (decoder), ==, 0);
  seen = describe (decoder, batch);
  g_assert_true (g_str_has_suffix (seen, "|x#c0{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/provider/openai-calls/mean-the-same-cut-at-every-byte", test_cut_at_every_byte);
  g_test_add_func ("/provider/openai-calls/come-out-of-random-pieces-as-they-were", test_random_pieces);
  g_test_add_func ("/provider/openai-calls/too-many-are-an-error", test_too_many);
  g_test_add_func ("/provider/openai-calls/fast-way-misses-no-call", test_fast_way_misses_no_call);

  return g_test_run ();
}
