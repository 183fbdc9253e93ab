/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *troupe_chat_make_title (const char *text);
char *troupe_chat_strip_cues (const char *text);

G_END_DECLS
