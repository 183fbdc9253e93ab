/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TroupeTextDifference:
 * @start: how much of both is the same at the beginning, in bytes
 * @old_end: where the part that differs ends in the old text, in bytes
 * @new_end: the same in the new one
 */
typedef struct
{
  gsize start;
  gsize old_end;
  gsize new_end;
} TroupeTextDifference;

gboolean troupe_text_find_difference (const char           *old_text,
                                      const char           *new_text,
                                      TroupeTextDifference *difference);

G_END_DECLS
