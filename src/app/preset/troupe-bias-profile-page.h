/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-editor-page.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_BIAS_PROFILE_PAGE (troupe_bias_profile_page_get_type ())
G_DECLARE_FINAL_TYPE (TroupeBiasProfilePage, troupe_bias_profile_page, TROUPE, BIAS_PROFILE_PAGE, TroupeEditorPage)

G_END_DECLS
