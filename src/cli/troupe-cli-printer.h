/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _TroupeCliPrinter TroupeCliPrinter;

typedef enum
{
  TROUPE_CLI_STYLE_PLAIN,
  TROUPE_CLI_STYLE_BOLD,
  TROUPE_CLI_STYLE_DIM,
  TROUPE_CLI_STYLE_GOOD,
  TROUPE_CLI_STYLE_BAD,
} TroupeCliStyle;

TroupeCliPrinter *troupe_cli_printer_new          (void);
void              troupe_cli_printer_free         (TroupeCliPrinter     *self);

gboolean          troupe_cli_printer_is_json      (TroupeCliPrinter     *self);
void              troupe_cli_printer_set_json     (TroupeCliPrinter     *self,
                                                   gboolean              is_json);
GCancellable     *troupe_cli_printer_get_broken   (TroupeCliPrinter     *self);
int               troupe_cli_printer_get_errno    (TroupeCliPrinter     *self);

void              troupe_cli_printer_hold         (TroupeCliPrinter     *self);
void              troupe_cli_printer_release      (TroupeCliPrinter     *self);
void              troupe_cli_printer_text         (TroupeCliPrinter     *self,
                                                   TroupeCliStyle        style,
                                                   const char           *text,
                                                   gssize                length);
void              troupe_cli_printer_line         (TroupeCliPrinter     *self,
                                                   TroupeCliStyle        style,
                                                   const char           *format,
                                                   ...) G_GNUC_PRINTF (3, 4);
void              troupe_cli_printer_json         (TroupeCliPrinter     *self,
                                                   JsonNode             *node);
void              troupe_cli_printer_table        (TroupeCliPrinter     *self,
                                                   const char * const   *titles,
                                                   GPtrArray            *rows);

void              troupe_cli_printer_aside        (TroupeCliPrinter     *self,
                                                   const char           *text,
                                                   gssize                length);
void              troupe_cli_printer_report       (TroupeCliPrinter     *self,
                                                   const char           *text);
void              troupe_cli_printer_note         (TroupeCliPrinter     *self,
                                                   const char           *format,
                                                   ...) G_GNUC_PRINTF (2, 3);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeCliPrinter, troupe_cli_printer_free)

G_END_DECLS
