/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-dashboard-page.h"
#include "troupe-discussion-page.h"
#include "troupe-library-page.h"
#include "troupe-pages.h"

/*
 * The places of the window, in the order of the sidebar. To add one, add a line here. Each function returns a TroupePage.
 */

const TroupePageEntry troupe_pages[] = {
  { "discussion", N_("Discussion"), "user-available-symbolic", troupe_discussion_page_new },
  { "dashboard", N_("Dashboard"), "view-list-symbolic", troupe_dashboard_page_new },
  { "library", N_("Library"), TROUPE_APP_ID "-symbolic", troupe_library_page_new },
  { NULL },
};
