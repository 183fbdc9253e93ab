/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TROUPE_CLI_MAX_INPUT (1024 * 1024)

char *troupe_cli_read_text      (const char          *path,
                                 GError             **error);
char *troupe_cli_compose_files  (const char * const  *paths,
                                 const char          *question,
                                 GError             **error);

G_END_DECLS
