/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-window.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_LIBRARY_PAGE (troupe_library_page_get_type ())
G_DECLARE_FINAL_TYPE (TroupeLibraryPage, troupe_library_page, TROUPE, LIBRARY_PAGE, TroupePage)

GtkWidget *troupe_library_page_new (TroupeWindow *window);

G_END_DECLS
