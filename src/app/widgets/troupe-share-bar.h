/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TROUPE_TYPE_SHARE_BAR (troupe_share_bar_get_type ())
G_DECLARE_FINAL_TYPE (TroupeShareBar, troupe_share_bar, TROUPE, SHARE_BAR, GtkWidget)

typedef struct
{
  const char *css_class;
  const char *title;
  guint       amount;
} TroupeShare;

void troupe_share_bar_set_shares (TroupeShareBar    *self,
                                  const TroupeShare *shares,
                                  guint              n_shares);

G_END_DECLS
