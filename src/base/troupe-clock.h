/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef gint64 (*TroupeClockFunc) (gpointer user_data);
typedef guint  (*TroupeWaitFunc)  (guint    wait_ms,
                                   gpointer user_data);

gint64  troupe_clock_get_monotonic_us  (void);
gint64  troupe_clock_get_real_us       (void);
char   *troupe_clock_format_real       (gint64           real_us);

GSource *troupe_clock_wait_source_new  (guint            wait_ms);

void    troupe_clock_set_wait_function (TroupeWaitFunc   wait,
                                        gpointer         user_data);
void    troupe_clock_set_functions     (TroupeClockFunc  monotonic,
                                        TroupeClockFunc  real,
                                        gpointer         user_data);

G_END_DECLS
