/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-references.h"

G_BEGIN_DECLS

const char *troupe_kind_get_title        (TroupeKind        kind);
const char *troupe_kind_get_new_title    (TroupeKind        kind);
const char *troupe_kind_get_icon         (TroupeKind        kind);
char       *troupe_kind_dup_count        (TroupeKind        kind,
                                          guint             n_items);
char       *troupe_kind_dup_count_of     (TroupeKind        kind,
                                          guint             n_items,
                                          guint             n_all);

char       *troupe_words_join            (char            **names,
                                          guint             n_all);
char       *troupe_words_used_by         (TroupeReferences *references,
                                          TroupeKind        kind,
                                          const char       *id,
                                          guint             max_names);
char       *troupe_words_describe        (TroupeDefinition *definition);
char       *troupe_words_tiers           (TroupeDefinition *definition);

G_END_DECLS
