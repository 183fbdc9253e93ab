/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "troupe-run.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_STREAM_VIEW (troupe_stream_view_get_type ())

G_DECLARE_FINAL_TYPE (TroupeStreamView, troupe_stream_view, TROUPE, STREAM_VIEW, GtkWidget)

void troupe_stream_view_set_ticket  (TroupeStreamView *self,
                                     TroupeRunTicket  *ticket);
void troupe_stream_view_set_outlook (TroupeStreamView *self,
                                     const char       *outlook);

G_END_DECLS
