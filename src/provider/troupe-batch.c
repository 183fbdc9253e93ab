/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-batch.h"

/**
 * TroupeBatch:
 *
 * All that one read of the socket brought, as runs of text of one kind.
 *
 * The text lies in one buffer. Neighbours of the same kind grow together, so a batch of a thousand small deltas is
 * one chunk, and costs whoever shows it one insertion.
 */

typedef struct
{
  TroupeChunkKind kind;
  gsize           start;
} Run;

struct _TroupeBatch
{
  GString *text;
  GArray  *runs;
};

/**
 * troupe_batch_new:
 *
 * Makes an empty batch.
 *
 * Returns: (transfer full): the batch
 */
TroupeBatch *
troupe_batch_new (void)
{
  TroupeBatch *self = g_new0 (TroupeBatch, 1);

  self->text = g_string_new (NULL);
  self->runs = g_array_new (FALSE, FALSE, sizeof (Run));
  return self;
}

/**
 * troupe_batch_free:
 * @self: (transfer full): the batch
 *
 * Frees the batch and its text.
 */
void
troupe_batch_free (TroupeBatch *self)
{
  g_return_if_fail (self != NULL);

  g_string_free (self->text, TRUE);
  g_array_unref (self->runs);
  g_free (self);
}

/**
 * troupe_batch_append:
 * @self: the batch
 * @kind: what the text is
 * @text: (array length=length): UTF-8; need not end in NUL
 * @length: in bytes
 *
 * Adds text at the end. Empty text adds nothing.
 */
void
troupe_batch_append (TroupeBatch     *self,
                     TroupeChunkKind  kind,
                     const char      *text,
                     gsize            length)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (text != NULL || length == 0);

  if (length == 0)
    return;

  if (self->runs->len == 0 || g_array_index (self->runs, Run, self->runs->len - 1).kind != kind)
    {
      Run run = { kind, self->text->len };

      g_array_append_val (self->runs, run);
    }
  g_string_append_len (self->text, text, (gssize) length);
}

/**
 * troupe_batch_get_n_chunks:
 * @self: the batch
 *
 * Counts the runs of text.
 *
 * Returns: how many chunks there are; 0 when the read brought no text
 */
guint
troupe_batch_get_n_chunks (TroupeBatch *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->runs->len;
}

/**
 * troupe_batch_get_size:
 * @self: the batch
 *
 * Says how much text there is in all chunks together.
 *
 * Returns: bytes
 */
gsize
troupe_batch_get_size (TroupeBatch *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->text->len;
}

/**
 * troupe_batch_get_chunk:
 * @self: the batch
 * @index: below troupe_batch_get_n_chunks()
 * @text: (out) (transfer none) (array length=length): UTF-8, whole characters, not ended by NUL
 * @length: (out): in bytes, never 0
 *
 * Looks at one run of text. It stays valid until the batch is appended to or freed.
 *
 * Returns: what the text is
 */
TroupeChunkKind
troupe_batch_get_chunk (TroupeBatch  *self,
                        guint         index,
                        const char  **text,
                        gsize        *length)
{
  Run *run;
  gsize end;

  g_return_val_if_fail (self != NULL, TROUPE_CHUNK_TEXT);
  g_return_val_if_fail (index < self->runs->len, TROUPE_CHUNK_TEXT);
  g_return_val_if_fail (text != NULL && length != NULL, TROUPE_CHUNK_TEXT);

  run = &g_array_index (self->runs, Run, index);
  end = index + 1 < self->runs->len ? g_array_index (self->runs, Run, index + 1).start : self->text->len;
  *text = self->text->str + run->start;
  *length = end - run->start;
  return run->kind;
}
