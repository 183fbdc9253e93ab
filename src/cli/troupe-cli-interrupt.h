/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <termios.h>

G_BEGIN_DECLS

GCancellable *troupe_cli_interrupt_install (void);
gboolean      troupe_cli_interrupt_is_set  (void);
void          troupe_cli_interrupt_set_terminal
                                           (const struct termios *terminal);

G_END_DECLS
