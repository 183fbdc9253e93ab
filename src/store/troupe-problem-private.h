/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-library.h"

G_BEGIN_DECLS

TroupeProblem *troupe_problem_new (GFile        *file,
                                   const GError *error,
                                   gboolean      has_last_good);

G_END_DECLS
