/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *troupe_named_text         (const char *format,
                                 const char *name);
char *troupe_named_text_isolate (const char *sentence,
                                 const char *name);

G_END_DECLS
