/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "openai/troupe-openai-decoder.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

/* Each line is an event. Read the fast way and the slow way, all of them mean the same. */

static const TroupeFailure context = {
  .provider_id = "fuzz",
  .provider_name = "Fuzz",
  .base_url = "http://127.0.0.1/v1",
  .model = "m",
};

static void
append_batch (GString     *seen,
              TroupeBatch *batch)
{
  int last_kind = -1;

  for (guint i = 0; i < troupe_batch_get_n_chunks (batch); i++)
    {
      const char *text;
      gsize length;
      TroupeChunkKind kind = troupe_batch_get_chunk (batch, i, &text, &length);

      g_assert_true (g_utf8_validate_len (text, length, NULL));
      if ((int) kind != last_kind)
        g_string_append (seen, kind == TROUPE_CHUNK_TEXT ? "\ntext: " : "\nreasoning: ");
      g_string_append_len (seen, text, (gssize) length);
      last_kind = (int) kind;
    }
}

static void
append_calls (GString             *seen,
              TroupeOpenaiDecoder *decoder)
{
  g_autoptr(GPtrArray) calls = troupe_openai_decoder_dup_calls (decoder);

  for (guint i = 0; calls != NULL && i < calls->len; i++)
    {
      TroupeToolCall *call = g_ptr_array_index (calls, i);

      g_string_append_printf (seen, "\ncall %s: %s %s", troupe_tool_call_get_id (call), troupe_tool_call_get_name (call),
                              troupe_tool_call_get_arguments (call));
    }
}

static char *
decode (char     **lines,
        gboolean   fast)
{
  g_autoptr(TroupeOpenaiDecoder) decoder = troupe_openai_decoder_new (&context);
  g_autoptr(GError) error = NULL;
  GString *seen = g_string_new (NULL);
  const TroupeUsage *usage;

  troupe_openai_decoder_set_fast (decoder, fast);
  for (guint i = 0; lines[i] != NULL && error == NULL; i++)
    {
      gsize length = strlen (lines[i]);
      /* Of just this size, so that a byte read too far is seen. */
      g_autofree char *exact = length > 0 ? g_memdup2 (lines[i], length) : NULL;
      TroupeSseEvent event = { NULL, exact != NULL ? exact : "", length };
      g_autoptr(TroupeBatch) batch = troupe_batch_new ();

      troupe_openai_decoder_read (decoder, &event, batch, &error);
      g_string_append_printf (seen, "\n%u", i);
      append_batch (seen, batch);
    }

  append_calls (seen, decoder);
  usage = troupe_openai_decoder_get_usage (decoder);
  g_string_append_printf (seen, "\nerror: %s\nmodel: %s\nreason: %d, done: %d, ended: %d\nusage: %d %d %d %d %d",
                          error != NULL ? error->message : "",
                          troupe_openai_decoder_get_model (decoder) != NULL ? troupe_openai_decoder_get_model (decoder) : "",
                          troupe_openai_decoder_get_stop_reason (decoder), troupe_openai_decoder_is_done (decoder),
                          troupe_openai_decoder_has_ended (decoder), (int) usage->input, (int) usage->cache_read,
                          (int) usage->cache_write, (int) usage->output, (int) usage->reasoning);
  return g_string_free (seen, FALSE);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_utf8_make_valid ((const char *) data, (gssize) size);
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *fast = decode (lines, TRUE);
  g_autofree char *slow = decode (lines, FALSE);

  g_assert_cmpstr (fast, ==, slow);
  return 0;
}
