/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 input;
  gint64 cache_read;
  gint64 cache_write;
  gint64 output;
  gint64 reasoning;
} TroupeUsage;

#define TROUPE_USAGE_UNKNOWN ((TroupeUsage) { -1, -1, -1, -1, -1 })
#define TROUPE_TYPE_USAGE    (troupe_usage_get_type ())

GType        troupe_usage_get_type (void) G_GNUC_CONST;
TroupeUsage *troupe_usage_copy     (const TroupeUsage *self);
void         troupe_usage_free     (TroupeUsage       *self);
void         troupe_usage_add      (TroupeUsage       *self,
                                    const TroupeUsage *other);
gboolean     troupe_usage_is_known (const TroupeUsage *self);
gboolean     troupe_usage_equal    (const TroupeUsage *self,
                                    const TroupeUsage *other);

G_END_DECLS
