/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-definition.h"

G_BEGIN_DECLS

typedef enum
{
  TROUPE_IMPORT_NEW,
  TROUPE_IMPORT_RENAMED,
  TROUPE_IMPORT_SAME,
  TROUPE_IMPORT_SKIPPED,
} TroupeImportOutcome;

#define TROUPE_TYPE_IMPORT_ENTRY (troupe_import_entry_get_type ())

G_DECLARE_FINAL_TYPE (TroupeImportEntry, troupe_import_entry, TROUPE, IMPORT_ENTRY, GObject)

TroupeImportEntry   *troupe_import_entry_new_from_definition
                                                       (const char        *file_name,
                                                        TroupeDefinition  *definition);

TroupeKind           troupe_import_entry_get_kind      (TroupeImportEntry *self);
const char          *troupe_import_entry_get_name      (TroupeImportEntry *self);
const char          *troupe_import_entry_get_file_name (TroupeImportEntry *self);

TroupeImportOutcome  troupe_import_entry_get_outcome   (TroupeImportEntry *self);
const char          *troupe_import_entry_get_id        (TroupeImportEntry *self);
const char          *troupe_import_entry_get_new_name  (TroupeImportEntry *self);
const char          *troupe_import_entry_get_reason    (TroupeImportEntry *self);
char               **troupe_import_entry_dup_remarks   (TroupeImportEntry *self);
TroupeDefinition    *troupe_import_entry_get_definition
                                                       (TroupeImportEntry *self);

G_END_DECLS
