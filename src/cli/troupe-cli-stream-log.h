/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-cli-printer.h"

G_BEGIN_DECLS

typedef struct _TroupeCliStreamLog TroupeCliStreamLog;

TroupeCliStreamLog *troupe_cli_stream_log_new   (TroupeCliPrinter    *printer,
                                                 guint                name_width,
                                                 gboolean             has_names);
void                troupe_cli_stream_log_free  (TroupeCliStreamLog  *self);
void                troupe_cli_stream_log_begin (TroupeCliStreamLog  *self,
                                                 const char          *name);
void                troupe_cli_stream_log_line  (TroupeCliStreamLog  *self,
                                                 const char          *name,
                                                 TroupeCliStyle       style,
                                                 const char          *text);
void                troupe_cli_stream_log_text  (TroupeCliStreamLog  *self,
                                                 const char          *name,
                                                 const char          *text,
                                                 gsize                length);
void                troupe_cli_stream_log_end   (TroupeCliStreamLog  *self,
                                                 const char          *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeCliStreamLog, troupe_cli_stream_log_free)

G_END_DECLS
