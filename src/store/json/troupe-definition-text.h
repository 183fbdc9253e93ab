/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-definition.h"

G_BEGIN_DECLS

/**
 * TroupeTextProblem:
 * @message: what is wrong, without the place
 * @line: where, counted from 1
 * @column: counted from 1, in characters
 * @offset: the same place, in characters from the beginning of the text
 * @start: where to mark it: at @offset, or before it where nothing stands there
 * @n_characters: how much to mark; 0 only in an empty text
 *
 * Why a text is no definition.
 */
typedef struct
{
  char  *message;
  guint  line;
  guint  column;
  guint  offset;
  guint  start;
  guint  n_characters;
} TroupeTextProblem;

char             *troupe_definition_text_write   (TroupeDefinition   *definition);
TroupeDefinition *troupe_definition_text_read    (TroupeKind          kind,
                                                  const char         *text,
                                                  const char         *saved_id,
                                                  TroupeTextProblem **problem);
TroupeDefinition *troupe_definition_text_merge   (TroupeKind          kind,
                                                  const char         *base,
                                                  const char         *mine,
                                                  const char         *theirs);

void              troupe_text_problem_free       (TroupeTextProblem  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeTextProblem, troupe_text_problem_free)

G_END_DECLS
