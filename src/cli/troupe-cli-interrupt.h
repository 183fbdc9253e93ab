/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GCancellable *troupe_cli_interrupt_install (void);
gboolean      troupe_cli_interrupt_is_set  (void);

G_END_DECLS
