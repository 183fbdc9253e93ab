/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-editor-page.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PERSONA_TIERS_PAGE (troupe_persona_tiers_page_get_type ())
G_DECLARE_FINAL_TYPE (TroupePersonaTiersPage, troupe_persona_tiers_page, TROUPE, PERSONA_TIERS_PAGE, TroupeEditorPage)

G_END_DECLS
