/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *troupe_tool_category_dup_title (const char *category);

G_END_DECLS
