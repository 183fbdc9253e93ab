/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-provider.h"

G_BEGIN_DECLS

typedef struct
{
  char             *text;
  char             *reasoning;
  char             *model_served;
  TroupeUsage       usage;
  TroupeStopReason  stop_reason;
  guint             pace_ms;
  gboolean          is_cut;
  gboolean          is_silent;
  GPtrArray        *calls;
  GError           *error;
} TroupeRehearsalScript;

TroupeRehearsalScript *troupe_rehearsal_script_new   (TroupeRequest         *request);
TroupeRehearsalScript *troupe_rehearsal_script_ref   (TroupeRehearsalScript *self);
void                   troupe_rehearsal_script_unref (TroupeRehearsalScript *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeRehearsalScript, troupe_rehearsal_script_unref)

G_END_DECLS
