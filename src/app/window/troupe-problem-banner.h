/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TROUPE_TYPE_PROBLEM_BANNER (troupe_problem_banner_get_type ())
G_DECLARE_FINAL_TYPE (TroupeProblemBanner, troupe_problem_banner, TROUPE, PROBLEM_BANNER, AdwBin)

void troupe_problem_banner_set_problems (TroupeProblemBanner *self,
                                         GListModel          *problems);
void troupe_problem_banner_set_message  (TroupeProblemBanner *self,
                                         const char          *message);

G_END_DECLS
