/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-engine-error.h"
#include "troupe-message.h"

G_BEGIN_DECLS

gboolean troupe_answer_check (TroupeMessage  *answer,
                              GError        **error);

G_END_DECLS
