/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TROUPE_REDACT_REPLACEMENT "[hidden]"

typedef struct _TroupeRedactor TroupeRedactor;

char           *troupe_redact_text         (const char          *text,
                                            const char * const  *secrets);

TroupeRedactor *troupe_redactor_new        (const char * const  *secrets);
void            troupe_redactor_free       (TroupeRedactor      *self);

void            troupe_redactor_add_secret (TroupeRedactor      *self,
                                            const char          *secret);
void            troupe_redactor_feed       (TroupeRedactor      *self,
                                            const char          *chunk,
                                            gssize               length,
                                            GString             *output);
void            troupe_redactor_finish     (TroupeRedactor      *self,
                                            GString             *output);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeRedactor, troupe_redactor_free)

G_END_DECLS
