/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-ticket.h"

G_BEGIN_DECLS

#define TROUPE_ASSIGNMENT_VERDICT_TOOL "submit_verdict"

typedef struct
{
  char *title;
  char *text;
  char *note;
} TroupeExcerpt;

TroupeExcerpt *troupe_excerpt_new               (const char    *title,
                                                 const char    *text,
                                                 const char    *note);
void           troupe_excerpt_free              (TroupeExcerpt *self);

char          *troupe_assignment_compose        (TroupeTicket  *ticket,
                                                 GPtrArray     *results,
                                                 GPtrArray     *files,
                                                 GPtrArray     *earlier);
char          *troupe_assignment_compose_review (TroupeTicket  *ticket,
                                                 const char    *result,
                                                 GPtrArray     *earlier);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeExcerpt, troupe_excerpt_free)

G_END_DECLS
