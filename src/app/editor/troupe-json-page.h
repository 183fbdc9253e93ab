/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-editor-page.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_JSON_PAGE (troupe_json_page_get_type ())
G_DECLARE_FINAL_TYPE (TroupeJsonPage, troupe_json_page, TROUPE, JSON_PAGE, TroupeEditorPage)

G_END_DECLS
