/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-batch.h"
#include "troupe-message.h"

G_BEGIN_DECLS

typedef struct _TroupeAnswerSum TroupeAnswerSum;

TroupeAnswerSum *troupe_answer_sum_new         (TroupeMessage   *answer);
void             troupe_answer_sum_free        (TroupeAnswerSum *self);
TroupeMessage   *troupe_answer_sum_begin_part  (TroupeAnswerSum *self,
                                                gboolean         is_only_one);
TroupeMessage   *troupe_answer_sum_get_part    (TroupeAnswerSum *self);
void             troupe_answer_sum_add_batch   (TroupeAnswerSum *self,
                                                TroupeBatch     *batch);
void             troupe_answer_sum_note_model  (TroupeAnswerSum *self);
void             troupe_answer_sum_end_part    (TroupeAnswerSum *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeAnswerSum, troupe_answer_sum_free)

G_END_DECLS
