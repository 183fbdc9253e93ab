/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-run-event.h"

G_BEGIN_DECLS

typedef struct _TroupeTextTeller TroupeTextTeller;

TroupeTextTeller *troupe_text_teller_new   (TroupeRun           *run,
                                            TroupeWorkerContext *context,
                                            TroupeMessage       *answer,
                                            TroupeRunEventFunc   func,
                                            gpointer             user_data);
void              troupe_text_teller_free  (TroupeTextTeller    *self);
void              troupe_text_teller_batch (TroupeTextTeller    *self);
void              troupe_text_teller_flush (TroupeTextTeller    *self);

G_END_DECLS
