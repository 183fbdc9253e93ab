/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-editor-page.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PERSONA_MODEL_PAGE (troupe_persona_model_page_get_type ())
G_DECLARE_FINAL_TYPE (TroupePersonaModelPage, troupe_persona_model_page, TROUPE, PERSONA_MODEL_PAGE, TroupeEditorPage)

G_END_DECLS
