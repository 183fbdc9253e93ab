/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-editor-page.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_IDENTITY_PAGE (troupe_identity_page_get_type ())
G_DECLARE_FINAL_TYPE (TroupeIdentityPage, troupe_identity_page, TROUPE, IDENTITY_PAGE, TroupeEditorPage)

G_END_DECLS
