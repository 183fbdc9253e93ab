/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-json.h"
#include "openai/troupe-openai-decoder.h"
#include "openai/troupe-openai-codec.h"

static const TroupeFailure context = {
  .provider_id = "test",
  .provider_name = "Test",
  .model = "m",
  .base_url = "http://localhost/v1",
  .key = "sk-verysecretkey0123456789",
};

/* All that a decoder knows, as text, so that two can be compared. */
static char *
describe (TroupeOpenaiDecoder *decoder,
          TroupeBatch         *batch,
          const GError        *error)
{
  const TroupeUsage *usage = troupe_openai_decoder_get_usage (decoder);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < troupe_batch_get_n_chunks (batch); i++)
    {
      const char *chunk;
      gsize length;
      TroupeChunkKind kind = troupe_batch_get_chunk (batch, i, &chunk, &length);

      g_string_append (text, kind == TROUPE_CHUNK_TEXT ? "T[" : "R[");
      g_string_append_len (text, chunk, (gssize) length);
      g_string_append (text, "]");
    }

  g_string_append_printf (text, " model=%s stop=%d ended=%d done=%d usage=%d,%d,%d,%d,%d",
                          troupe_openai_decoder_get_model (decoder),
                          troupe_openai_decoder_get_stop_reason (decoder),
                          troupe_openai_decoder_has_ended (decoder), troupe_openai_decoder_is_done (decoder),
                          (int) usage->input, (int) usage->cache_read, (int) usage->cache_write, (int) usage->output,
                          (int) usage->reasoning);
  if (error != NULL)
    g_string_append_printf (text, " error=%d", error->code);
  return g_string_free (text, FALSE);
}

static char *
decode (const char * const *events,
        gboolean            fast,
        guint64            *n_fast)
{
  g_autoptr(TroupeOpenaiDecoder) decoder = troupe_openai_decoder_new (&context);
  g_autoptr(TroupeBatch) batch = troupe_batch_new ();
  g_autoptr(GError) error = NULL;

  troupe_openai_decoder_set_fast (decoder, fast);
  for (guint i = 0; events[i] != NULL && error == NULL; i++)
    {
      gsize length = strlen (events[i]);
      /* Of exactly this size, so that a sanitizer sees a read past its end. */
      g_autofree char *copy = g_memdup2 (events[i], MAX (length, 1));
      TroupeSseEvent event = { NULL, copy, length };

      troupe_openai_decoder_read (decoder, &event, batch, &error);
    }

  if (n_fast != NULL)
    *n_fast = troupe_openai_decoder_get_n_fast (decoder);
  return describe (decoder, batch, error);
}

static void
assert_both_ways (const char * const *events,
                  const char         *expected)
{
  g_autofree char *slow = decode (events, FALSE, NULL);
  g_autofree char *fast = decode (events, TRUE, NULL);

  if (expected != NULL)
    g_assert_cmpstr (slow, ==, expected);
  g_assert_cmpstr (fast, ==, slow);
}

#define DELTA(text)   "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{" text "},\"finish_reason\":null}]}"
#define MARK "\xef\xb7\x90"
#define CONTENT(text) DELTA ("\"content\":\"" text "\"")
#define NO_USAGE      " usage=-1,-1,-1,-1,-1"

static void
test_meaning (void)
{
  static const struct { const char *events[6]; const char *expected; int error; } cases[] = {
    { { CONTENT ("Hel"), CONTENT ("lo"), "[DONE]" }, "T[Hello] model=m stop=0 ended=1 done=1" NO_USAGE, -1 },
    { { CONTENT ("a"), "[DONE]", CONTENT ("never") }, "T[a] model=m stop=0 ended=1 done=1" NO_USAGE, -1 },
    { { DELTA ("\"role\":\"assistant\",\"content\":null"), DELTA ("") }, " model=m stop=0 ended=0 done=0" NO_USAGE, -1 },
    { { DELTA ("\"reasoning_content\":\"hm\""), DELTA ("\"reasoning\":\"m\""), CONTENT ("x") },
      "R[hmm]T[x] model=m stop=0 ended=0 done=0" NO_USAGE, -1 },
    { { DELTA ("\"reasoning_content\":\"hm\",\"reasoning\":\"hm\"") },
      "R[hm] model=m stop=0 ended=0 done=0" NO_USAGE, -1 },
    { { "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}" }, " model=(null) stop=1 ended=1 done=0" NO_USAGE, -1 },
    { { "{\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}" },
      " model=(null) stop=2 ended=1 done=0" NO_USAGE, -1 },
    { { "{\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}]}" },
      " model=(null) stop=3 ended=1 done=0" NO_USAGE, -1 },
    { { "{\"choices\":[{\"delta\":{},\"finish_reason\":\"content_filter\"}]}" },
      " model=(null) stop=4 ended=1 done=0" NO_USAGE, -1 },
    { { "{\"choices\":[{\"delta\":{},\"finish_reason\":\"invented\"}]}" },
      " model=(null) stop=0 ended=1 done=0" NO_USAGE, -1 },
    { { DELTA ("\"refusal\":\"No.\""), "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}" },
      "T[No.] model=m stop=4 ended=1 done=0" NO_USAGE, -1 },
    { { "{\"choices\":[],\"usage\":{\"prompt_tokens\":40,\"completion_tokens\":20,\"prompt_tokens_details\":"
        "{\"cached_tokens\":32,\"cache_write_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":5}}}" },
      " model=(null) stop=0 ended=0 done=0 usage=8,32,0,20,5", -1 },
    { { "{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"prompt_cache_hit_tokens\":4}}" },
      " model=(null) stop=0 ended=0 done=0 usage=5,4,-1,1,-1", -1 },
    /* Whoever reads more from a cache than there is to read is not believed below nothing. */
    { { "{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1,\"prompt_tokens_details\":"
        "{\"cached_tokens\":2,\"cache_write_tokens\":4}}}" },
      " model=(null) stop=0 ended=0 done=0 usage=0,2,4,1,-1", -1 },
    { { "{\"choices\":[],\"usage\":{\"prompt_tokens\":\"many\",\"completion_tokens\":-7}}" },
      " model=(null) stop=0 ended=0 done=0" NO_USAGE, -1 },
    { { "{\"choices\":[],\"usage\":null}" }, " model=(null) stop=0 ended=0 done=0" NO_USAGE, -1 },
    { { "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"other\"}},{\"index\":0,\"delta\":{\"content\":\"x\"}}]}" },
      "T[x] model=(null) stop=0 ended=0 done=0" NO_USAGE, -1 },
    { { "{\"choices\":[{\"message\":{\"content\":\"whole\"},\"finish_reason\":\"stop\"}],\"model\":\"m2\"}" },
      "T[whole] model=m2 stop=1 ended=1 done=0" NO_USAGE, -1 },
    { { DELTA ("\"content\":[{\"type\":\"text\",\"text\":\"part\"},7]") },
      "T[part] model=m stop=0 ended=0 done=0" NO_USAGE, -1 },
    { { "{\"choices\":7}", "{\"choices\":[7,null,{}]}", "{}" }, " model=(null) stop=0 ended=0 done=0" NO_USAGE, -1 },
    { { CONTENT ("so far"), "{\"error\":{\"message\":\"Overloaded\",\"code\":503}}" },
      "T[so far] model=m stop=6 ended=0 done=0" NO_USAGE, TROUPE_PROVIDER_ERROR_OVERLOADED },
    { { CONTENT ("a"), "{\"choices\":[{\"delta\":{\"content\":\"b\"},\"finish_reason\":\"error\"}],\"error\":{\"code\":"
        "429,\"message\":\"slow\"}}" }, "T[ab] model=m stop=6 ended=1 done=0" NO_USAGE,
      TROUPE_PROVIDER_ERROR_RATE },
    { { "{\"error\":\"plain\"}" }, " model=(null) stop=6 ended=0 done=0" NO_USAGE, TROUPE_PROVIDER_ERROR_OVERLOADED },
    { { "{\"error\":null,\"choices\":[]}" }, " model=(null) stop=0 ended=0 done=0" NO_USAGE, -1 },
    { { CONTENT ("a"), "{\"choices\":" }, "T[a] model=m stop=0 ended=0 done=0" NO_USAGE, TROUPE_PROVIDER_ERROR_PROTOCOL },
    { { "[]" }, " model=(null) stop=0 ended=0 done=0" NO_USAGE, TROUPE_PROVIDER_ERROR_PROTOCOL },
    { { "" }, " model=(null) stop=0 ended=0 done=0" NO_USAGE, -1 },
    /* The gate's own mark for numbers that are too large is a character like any other in a text, and no text itself. */
    { { CONTENT ("a"), CONTENT (MARK "b"), CONTENT (MARK "12") },
      "T[a" MARK "b" MARK "12] model=m stop=0 ended=0 done=0" NO_USAGE, -1 },
    { { DELTA ("\"content\":1e999"), "{\"choices\":[],\"usage\":{\"prompt_tokens\":1e999}}" },
      " model=m stop=0 ended=0 done=0" NO_USAGE, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *expected = cases[i].error >= 0
                                  ? g_strdup_printf ("%s error=%d", cases[i].expected, cases[i].error)
                                  : g_strdup (cases[i].expected);

      assert_both_ways (cases[i].events, expected);
    }
}

static void
test_errors_in_stream (void)
{
  static const struct { const char *event; TroupeProviderError code; } cases[] = {
    { "{\"error\":{\"message\":\"Overloaded\",\"code\":503}}", TROUPE_PROVIDER_ERROR_OVERLOADED },
    { "{\"error\":{\"message\":\"slow\",\"code\":429}}", TROUPE_PROVIDER_ERROR_RATE },
    { "{\"error\":{\"message\":\"slow\",\"code\":\"429\"}}", TROUPE_PROVIDER_ERROR_RATE },
    { "{\"error\":{\"message\":\"x\",\"code\":\"insufficient_quota\"}}", TROUPE_PROVIDER_ERROR_CREDIT },
    { "{\"error\":{\"message\":\"x\",\"type\":\"overloaded_error\"}}", TROUPE_PROVIDER_ERROR_OVERLOADED },
    { "{\"error\":{\"message\":\"maximum context length is 10\"}}", TROUPE_PROVIDER_ERROR_TOO_LONG },
    { "{\"error\":\"plain words\"}", TROUPE_PROVIDER_ERROR_OVERLOADED },
    { "not JSON", TROUPE_PROVIDER_ERROR_PROTOCOL },
    { "{\"a\":1,\"a\":2}", TROUPE_PROVIDER_ERROR_PROTOCOL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint named = 0; named < 2; named++)
      {
        g_autoptr(TroupeOpenaiDecoder) decoder = troupe_openai_decoder_new (&context);
        g_autoptr(TroupeBatch) batch = troupe_batch_new ();
        g_autoptr(GError) error = NULL;
        TroupeSseEvent event = { named ? "message" : NULL, cases[i].event, strlen (cases[i].event) };

        g_assert_false (troupe_openai_decoder_read (decoder, &event, batch, &error));
        g_assert_error (error, TROUPE_PROVIDER_ERROR, (int) cases[i].code);
        g_assert_nonnull (strstr (error->message, "Test"));
      }
}

static void
test_deep_nesting_is_refused (void)
{
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autofree char *event = g_strconcat ("{\"choices\":", deep, NULL);
  const char *events[] = { CONTENT ("a"), event, NULL };
  g_autofree char *seen = decode (events, TRUE, NULL);
  g_autofree char *expected = g_strdup_printf ("error=%d", TROUPE_PROVIDER_ERROR_PROTOCOL);

  g_assert_true (g_str_has_suffix (seen, expected));
}

static const char * const shapes[] = {
  /* OpenAI, with padding; DeepSeek; Ollama; llama.cpp; vLLM; spaces as Python writes them; the text twice over */
  "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"service_tier\":\"default\","
  "\"system_fingerprint\":null,\"choices\":[{\"index\":0,\"delta\":{\"content\":\"@\"},\"logprobs\":null,"
  "\"finish_reason\":null}],\"usage\":null,\"obfuscation\":\"~\"}",
  "{\"id\":\"x\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":null,\"reasoning_content\":\"@\"},"
  "\"logprobs\":null,\"finish_reason\":null}],\"obfuscation\":\"~\"}",
  "{\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"@\"},\"finish_reason\":null}]}",
  "{\"choices\":[{\"finish_reason\":null,\"index\":0,\"delta\":{\"content\":\"@\"}}],\"model\":\"m\",\"obfuscation\":\"~\"}",
  "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\",\"reasoning\":\"@\"}}],\"model\":\"m\"}",
  "{\"obfuscation\": \"~\", \"choices\": [{\"index\": 0, \"delta\": {\"content\": \"@\"}}], \"model\": \"m\"}",
  "{\"model\":\"m\",\"content\":\"@\",\"choices\":[{\"delta\":{\"content\":\"@\"}}]}",
  "{\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"@\",\"reasoning_content\":\"@\"}}]}",
  "{\"model\":\"m\",\"choices\":[{\"index\":1,\"delta\":{\"content\":\"@\"}}]}",
  "{\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"@\"},\"finish_reason\":\"stop\"}]}",
  "{\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"@\"}}],\"usage\":{\"prompt_tokens\":1}}",
  "{\"model\":\"m\",\"choices\":[{\"delta\":{\"refusal\":\"x\",\"content\":\"@\"}}]}",
};

static char *
fill_shape (const char *shape,
            const char *text,
            const char *padding)
{
  GString *event = g_string_new (shape);

  g_string_replace (event, "@", text, 0);
  g_string_replace (event, "~", padding, 0);
  return g_string_free (event, FALSE);
}

static void
test_usual_shapes_go_fast (void)
{
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func (g_free);
      g_autofree char *seen = NULL;
      guint64 n_fast;

      for (guint n = 0; n < 100; n++)
        {
          g_autofree char *text = g_strdup_printf (" word%u", n);
          g_autofree char *padding = g_strnfill (n % 7, 'p');

          g_ptr_array_add (events, fill_shape (shapes[i], text, padding));
        }
      g_ptr_array_add (events, NULL);

      seen = decode ((const char * const *) events->pdata, TRUE, &n_fast);
      g_assert_cmpuint (n_fast, >=, 98);
      assert_both_ways ((const char * const *) events->pdata, NULL);
    }
}

static void
append_random_text (GRand   *rand,
                    GString *text)
{
  static const char * const pieces[] = {
    "a", "word", " ", "\\n", "\\\"", "\\\\", "\\/", "\\t", "\\b", "\\f", "\\r", "\\u00e9", "\\ud83d\\ude00", "\xc3\xa9",
    "\xf0\x9f\x98\x80", "\\u0041",
    /* and what must not pass */
    "\\ud83d", "\\ude00", "\\u0000", "\\x", "\\u12", "\"", "\n", "\x01", "\\", "\",\"content\":\"", "}", "\xe2\x80\xa8",
  };
  guint n_pieces = (guint) g_rand_int_range (rand, 0, 6);

  for (guint i = 0; i < n_pieces; i++)
    {
      gboolean is_wild = g_rand_int_range (rand, 0, 40) == 0;

      g_string_append (text, pieces[g_rand_int_range (rand, is_wild ? 16 : 0, is_wild ? (int) G_N_ELEMENTS (pieces) : 16)]);
    }
}

/* The two ways mean the same: thousands of streams that mix shapes, escapes, and what is not JSON at all. */
static void
test_both_ways_are_equal (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (20);
  guint64 n_all_fast = 0;

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func (g_free);
      g_autofree char *fast = NULL;
      g_autofree char *slow = NULL;
      guint n_events = (guint) g_rand_int_range (rand, 1, 20);
      const char *shape = shapes[g_rand_int_range (rand, 0, G_N_ELEMENTS (shapes))];
      guint64 n_fast;

      for (guint i = 0; i < n_events; i++)
        {
          g_autoptr(GString) text = g_string_new (NULL);
          g_autoptr(GString) padding = g_string_new (NULL);
          char *event;

          if (g_rand_int_range (rand, 0, 5) == 0)
            shape = shapes[g_rand_int_range (rand, 0, G_N_ELEMENTS (shapes))];
          append_random_text (rand, text);
          append_random_text (rand, padding);
          event = fill_shape (shape, text->str, padding->str);
          if (g_rand_int_range (rand, 0, 30) == 0)
            event[g_rand_int_range (rand, 0, (int) strlen (event))] = (char) g_rand_int_range (rand, 0x20, 0x7f);
          if (g_rand_int_range (rand, 0, 60) == 0)
            event[g_rand_int_range (rand, 0, (int) strlen (event))] = '\0';
          if (g_utf8_validate (event, -1, NULL))
            g_ptr_array_add (events, event);
          else
            g_free (event);
        }
      g_ptr_array_add (events, NULL);

      slow = decode ((const char * const *) events->pdata, FALSE, NULL);
      fast = decode ((const char * const *) events->pdata, TRUE, &n_fast);
      g_assert_cmpstr (fast, ==, slow);
      n_all_fast += n_fast;
    }

  g_assert_cmpuint (n_all_fast, >, 2000);
}

static void
test_models (void)
{
  static const struct { const char *text; const char *names; } cases[] = {
    { "{\"object\":\"list\",\"data\":[{\"id\":\"b\",\"object\":\"model\"},{\"id\":\"a\"}]}", "b,a" },
    { "{\"data\":[{\"id\":7},{\"id\":\"\"},{},3,null,{\"id\":\"only\"}]}", "only" },
    { "{\"data\":[]}", "" },
    { "{\"data\":null}", NULL },
    { "{\"error\":\"x\"}", NULL },
    { "[]", NULL },
    { "<html>", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_auto(GStrv) models = troupe_openai_codec_read_models (cases[i].text, strlen (cases[i].text), &error);

      if (cases[i].names != NULL)
        {
          g_autofree char *names = NULL;

          g_assert_no_error (error);
          names = g_strjoinv (",", models);
          g_assert_cmpstr (names, ==, cases[i].names);
        }
      else
        {
          g_assert_null (models);
          g_assert_error (error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_PROTOCOL);
        }
    }
}

static void
test_join_url (void)
{
  static const struct { const char *base; const char *url; } cases[] = {
    { "http://h/v1", "http://h/v1/models" },
    { "http://h/v1/", "http://h/v1/models" },
    { "http://h/v1//", "http://h/v1/models" },
    { " http://h \n", "http://h/models" },
    { "", "/models" },
    { "http://h/v1/chat/completions", "http://h/v1/models" },
    { "http://h/v1/chat/completions/", "http://h/v1/models" },
    { "http://h/chat/completions", "http://h/models" },
    { "http://h/v1//chat/completions", "http://h/v1/models" },
    /* Some servers live under such a path. */
    { "http://h/models", "http://h/models/models" },
    { "http://h/v1/completions", "http://h/v1/completions/models" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *url = troupe_openai_codec_join_url (cases[i].base, "models");

      g_assert_cmpstr (url, ==, cases[i].url);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/provider/openai-decoder/events-mean-what-they-say", test_meaning);
  g_test_add_func ("/provider/openai-decoder/errors-in-a-stream-are-told-apart", test_errors_in_stream);
  g_test_add_func ("/provider/openai-decoder/deep-nesting-is-refused", test_deep_nesting_is_refused);
  g_test_add_func ("/provider/openai-decoder/usual-shapes-go-the-fast-way", test_usual_shapes_go_fast);
  g_test_add_func ("/provider/openai-decoder/fast-and-slow-mean-the-same", test_both_ways_are_equal);
  g_test_add_func ("/provider/openai-codec/reads-lists-of-models", test_models);
  g_test_add_func ("/provider/openai-codec/joins-addresses", test_join_url);

  return g_test_run ();
}
