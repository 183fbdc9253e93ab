/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-editor-page.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PERSONA_TRY_PAGE (troupe_persona_try_page_get_type ())
G_DECLARE_FINAL_TYPE (TroupePersonaTryPage, troupe_persona_try_page, TROUPE, PERSONA_TRY_PAGE, TroupeEditorPage)

G_END_DECLS
