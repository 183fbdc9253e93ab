/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-cli-context.h"

G_BEGIN_DECLS

gboolean troupe_cli_plan_show (TroupeCliContext  *context,
                               TroupeTrack       *track,
                               GError           **error);

G_END_DECLS
