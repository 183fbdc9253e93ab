/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-setting-row.h"

G_BEGIN_DECLS

GtkWidget *troupe_origin_popover_new (TroupeSettingRow *row);

G_END_DECLS
