/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TROUPE_BLOCK_PARAGRAPH,
  TROUPE_BLOCK_HEADING,
  TROUPE_BLOCK_BULLET_LIST,
  TROUPE_BLOCK_ORDERED_LIST,
  TROUPE_BLOCK_ITEM,
  TROUPE_BLOCK_QUOTE,
  TROUPE_BLOCK_CODE,
  TROUPE_BLOCK_RULE,
  TROUPE_BLOCK_TABLE,
  TROUPE_BLOCK_ROW,
  TROUPE_BLOCK_CELL,
} TroupeBlockKind;

typedef struct _TroupeMarkdownBlock TroupeMarkdownBlock;

struct _TroupeMarkdownBlock
{
  TroupeBlockKind  kind;
  GPtrArray       *children;
  GString         *text;
  char            *info;
  int              number;
  float            xalign;
};

GPtrArray *troupe_markdown_parse     (const char *text,
                                      gsize       length);
char      *troupe_markdown_dup_plain (const char *text);

G_END_DECLS
