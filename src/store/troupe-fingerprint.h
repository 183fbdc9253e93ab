/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 size_bytes;
  guint64 low;
  guint64 high;
} TroupeFingerprint;

void     troupe_fingerprint_compute (TroupeFingerprint       *self,
                                     gconstpointer            data,
                                     gsize                    size_bytes);
gboolean troupe_fingerprint_equal   (const TroupeFingerprint *a,
                                     const TroupeFingerprint *b);

G_END_DECLS
