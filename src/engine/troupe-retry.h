/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TROUPE_RETRY_GIVE_UP,
  TROUPE_RETRY_NEXT_MODEL,
} TroupeRetry;

TroupeRetry troupe_retry_decide (const GError *error,
                                 gboolean      has_shown_text);

G_END_DECLS
