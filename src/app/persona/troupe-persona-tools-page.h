/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-editor-page.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PERSONA_TOOLS_PAGE (troupe_persona_tools_page_get_type ())
G_DECLARE_FINAL_TYPE (TroupePersonaToolsPage, troupe_persona_tools_page, TROUPE, PERSONA_TOOLS_PAGE, TroupeEditorPage)

G_END_DECLS
