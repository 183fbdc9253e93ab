/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-page.h"
#include "troupe-window.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_DASHBOARD_PAGE (troupe_dashboard_page_get_type ())

G_DECLARE_FINAL_TYPE (TroupeDashboardPage, troupe_dashboard_page, TROUPE, DASHBOARD_PAGE, TroupePage)

GtkWidget *troupe_dashboard_page_new (TroupeWindow *window);

G_END_DECLS
