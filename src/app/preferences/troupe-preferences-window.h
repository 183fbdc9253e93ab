/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-window.h"

G_BEGIN_DECLS

void troupe_preferences_window_present (TroupeWindow *window);

G_END_DECLS
