/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-import-entry.h"

G_BEGIN_DECLS

struct _TroupeImportEntry
{
  GObject              parent_instance;

  /* Input: what the file says */
  TroupeKind           kind;
  char                *file_name;
  char                *key;            /* what others in the file call it */
  char                *name;
  char                *wanted_id;      /* (nullable): of what has an id already */
  char                *tool_preset;    /* (nullable): a name */
  char                *bias_profile;   /* (nullable): a name */
  TroupeImportEntry   *weights;        /* (nullable): the bias profile that was made of this tool preset’s weights */
  gboolean             is_derived;     /* it is such a profile */
  TroupeDefinition    *original;       /* (nullable): of what has an id already, as the file says it */
  TroupeDefinition    *definition;     /* (nullable): as it will be saved; %NULL where there is nothing to import */
  GPtrArray           *remarks;        /* of char *: what was noticed while reading */
  guint                n_more_remarks;

  /* What the plan says */
  TroupeImportOutcome  outcome;
  char                *id;             /* (nullable) */
  char                *reason;         /* (nullable) */
  GPtrArray           *plan_remarks;   /* of char * */
};

TroupeImportEntry *troupe_import_entry_new        (TroupeKind         kind,
                                                   const char        *file_name,
                                                   const char        *key);
void               troupe_import_entry_skip       (TroupeImportEntry *self,
                                                   const char        *reason);
void               troupe_import_entry_add_remark (TroupeImportEntry *self,
                                                   const char        *format,
                                                   ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
