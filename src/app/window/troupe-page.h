/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TROUPE_TYPE_PAGE (troupe_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (TroupePage, troupe_page, TROUPE, PAGE, AdwBin)

struct _TroupePageClass
{
  AdwBinClass parent_class;
};

const char *troupe_page_get_title        (TroupePage *self);
void        troupe_page_set_title        (TroupePage *self,
                                          const char *title);

const char *troupe_page_get_subtitle     (TroupePage *self);
void        troupe_page_set_subtitle     (TroupePage *self,
                                          const char *subtitle);

GtkWidget  *troupe_page_get_header_start (TroupePage *self);
void        troupe_page_set_header_start (TroupePage *self,
                                          GtkWidget  *widget);

GtkWidget  *troupe_page_get_header_end   (TroupePage *self);
void        troupe_page_set_header_end   (TroupePage *self,
                                          GtkWidget  *widget);

gboolean    troupe_page_get_has_pane     (TroupePage *self);
void        troupe_page_set_has_pane     (TroupePage *self,
                                          gboolean    has_pane);

G_END_DECLS
