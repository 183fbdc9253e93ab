/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-cli-printer.h"
#include "troupe-conductor.h"

G_BEGIN_DECLS

gboolean troupe_cli_words_parse_step
                                  (const char       *word,
                                   TroupeStep       *step);
gboolean troupe_cli_words_take    (TroupeConductor  *conductor,
                                   const char       *line,
                                   TroupeStep        step,
                                   GCancellable     *cancellable,
                                   JsonNode        **answer,
                                   GError          **error);
gboolean troupe_cli_words_prepare (TroupeConductor  *conductor,
                                   char            **lines,
                                   TroupeCliPrinter *printer,
                                   GError          **error);

G_END_DECLS
