/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-window.h"

G_BEGIN_DECLS

typedef struct
{
  const char  *name;
  const char  *title;
  const char  *icon_name;
  GtkWidget *(*create) (TroupeWindow *window);
} TroupePageEntry;

extern const TroupePageEntry troupe_pages[];

G_END_DECLS
