/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TROUPE_SEGMENT_TEXT,
  TROUPE_SEGMENT_CODE,
} TroupeSegmentKind;

typedef struct
{
  TroupeSegmentKind  kind;
  GString           *text;
  char              *info;
  gboolean           is_closed;
} TroupeSegment;

typedef struct _TroupeMarkdownSplitter TroupeMarkdownSplitter;

TroupeMarkdownSplitter *troupe_markdown_splitter_new         (void);
void                    troupe_markdown_splitter_free        (TroupeMarkdownSplitter *self);
void                    troupe_markdown_splitter_feed        (TroupeMarkdownSplitter *self,
                                                              const char             *text,
                                                              gsize                   length);
void                    troupe_markdown_splitter_finish      (TroupeMarkdownSplitter *self);
guint                   troupe_markdown_splitter_get_n_items (TroupeMarkdownSplitter *self);
const TroupeSegment    *troupe_markdown_splitter_get_item    (TroupeMarkdownSplitter *self,
                                                              guint                   index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeMarkdownSplitter, troupe_markdown_splitter_free)

G_END_DECLS
