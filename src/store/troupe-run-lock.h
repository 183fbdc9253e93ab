/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-store-error.h"

G_BEGIN_DECLS

typedef struct _TroupeRunLock TroupeRunLock;

TroupeRunLock *troupe_run_lock_take       (const char     *folder,
                                           const char     *run_id,
                                           GError        **error);
void           troupe_run_lock_free       (TroupeRunLock  *self);
char          *troupe_run_lock_dup_holder (const char     *folder,
                                           const char     *run_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeRunLock, troupe_run_lock_free)

G_END_DECLS
