/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GPtrArray *troupe_answer_text_list_objects (const char *text);

G_END_DECLS
