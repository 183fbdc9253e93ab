/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-fingerprint.h"

/*
 * A quick 128 bit hash (MurmurHash3's way of mixing) that tells whether a file still has the bytes that were read. It
 * guards against accidents, not against somebody who wants two files to look alike; for that a checksum would cost more than
 * reading the file does.
 */

#define C1 G_GUINT64_CONSTANT (0x87c37b91114253d5)
#define C2 G_GUINT64_CONSTANT (0x4cf5ad432745937f)

static inline guint64
rotate (guint64 x,
        guint   n)
{
  return (x << n) | (x >> (64 - n));
}

static inline guint64
finish (guint64 x)
{
  x ^= x >> 33;
  x *= G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  x ^= x >> 33;
  x *= G_GUINT64_CONSTANT (0xc4ceb9fe1a85ec53);
  x ^= x >> 33;

  return x;
}

/**
 * troupe_fingerprint_compute:
 * @self: (out caller-allocates): where it goes
 * @data: (array length=size_bytes): the bytes
 * @size_bytes: how many
 *
 * Takes the fingerprint of @data.
 *
 * Fingerprints are for comparing within one process: they differ between machines of different byte order.
 */
void
troupe_fingerprint_compute (TroupeFingerprint *self,
                            gconstpointer      data,
                            gsize              size_bytes)
{
  const guint8 *bytes = data;
  guint64 low = 0;
  guint64 high = 0;
  gsize left = size_bytes;

  while (left > 0)
    {
      guint64 words[2] = { 0, 0 };
      gsize n = MIN (left, sizeof words);

      memcpy (words, bytes, n);
      bytes += n;
      left -= n;

      low ^= rotate (words[0] * C1, 31) * C2;
      low = (rotate (low, 27) + high) * 5 + 0x52dce729;
      high ^= rotate (words[1] * C2, 33) * C1;
      high = (rotate (high, 31) + low) * 5 + 0x38495ab5;
    }

  low ^= size_bytes;
  high ^= size_bytes;
  low += high;
  high += low;
  low = finish (low);
  high = finish (high);

  self->size_bytes = size_bytes;
  self->low = low + high;
  self->high = high + self->low;
}

/**
 * troupe_fingerprint_equal:
 * @a: a fingerprint
 * @b: another
 *
 * Compares two fingerprints.
 *
 * Returns: whether both were taken of the same bytes
 */
gboolean
troupe_fingerprint_equal (const TroupeFingerprint *a,
                          const TroupeFingerprint *b)
{
  return a->size_bytes == b->size_bytes && a->low == b->low && a->high == b->high;
}
