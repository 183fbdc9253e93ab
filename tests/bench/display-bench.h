/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void       bench_write_personas     (const char *folder,
                                     guint       n_personas);
void       bench_remove_tree        (const char *path);
GtkWidget *bench_find_widget        (GtkWidget  *within,
                                     GType       type);
void       bench_settle             (guint       ms);
gint64     bench_get_cpu_us         (void);
void       bench_follow_frames      (GtkWidget  *window);
gint64     bench_turn_until_painted (gint64      begin_us,
                                     gint64     *first_us);
double     bench_get_median         (double     *values,
                                     guint       n_values);

G_END_DECLS
