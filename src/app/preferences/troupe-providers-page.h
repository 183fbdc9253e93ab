/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "troupe-workspace.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PROVIDERS_PAGE (troupe_providers_page_get_type ())
G_DECLARE_FINAL_TYPE (TroupeProvidersPage, troupe_providers_page, TROUPE, PROVIDERS_PAGE, AdwPreferencesPage)

GtkWidget *troupe_providers_page_new (TroupeWorkspace *workspace);

G_END_DECLS
