/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-usage.h"

G_BEGIN_DECLS

typedef struct _TroupeBudget TroupeBudget;

TroupeBudget *troupe_budget_new_from_text (const char         *text,
                                           GError            **error);
char         *troupe_budget_to_text     (TroupeBudget       *self);
void          troupe_budget_free          (TroupeBudget       *self);
gboolean      troupe_budget_get_limits_cost
                                          (TroupeBudget       *self);
void          troupe_budget_add_call      (TroupeBudget       *self);
void          troupe_budget_add_usage     (TroupeBudget       *self,
                                           const TroupeUsage  *usage,
                                           double              cost);
void          troupe_budget_add_earlier (TroupeBudget       *self,
                                         guint               n_calls,
                                         const TroupeUsage  *usage,
                                         double              cost,
                                         guint               n_costs);
char         *troupe_budget_check         (TroupeBudget       *self,
                                           gint64              elapsed_us);
gint64        troupe_budget_get_left_us   (TroupeBudget       *self,
                                           gint64              elapsed_us);
void          troupe_budget_extend        (TroupeBudget       *self,
                                           gint64              elapsed_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeBudget, troupe_budget_free)

G_END_DECLS
