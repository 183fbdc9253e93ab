/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "troupe-definition.h"

G_BEGIN_DECLS

typedef struct _TroupeShelf TroupeShelf;

TroupeShelf      *troupe_shelf_new            (TroupeKind        kind);
void              troupe_shelf_free           (TroupeShelf      *self);

GListModel       *troupe_shelf_list           (TroupeShelf      *self);
TroupeDefinition *troupe_shelf_lookup         (TroupeShelf      *self,
                                               const char       *id);
TroupeDefinition *troupe_shelf_lookup_layer   (TroupeShelf      *self,
                                               const char       *id,
                                               TroupeScope       scope);

void              troupe_shelf_put            (TroupeShelf      *self,
                                               TroupeScope       scope,
                                               TroupeDefinition *definition,
                                               const char       *sort_key);
void              troupe_shelf_remove         (TroupeShelf      *self,
                                               TroupeScope       scope,
                                               const char       *id);
void              troupe_shelf_set_unreadable (TroupeShelf      *self,
                                               TroupeScope       scope,
                                               const char       *id,
                                               gboolean          is_unreadable);
void              troupe_shelf_freeze         (TroupeShelf      *self);
void              troupe_shelf_thaw           (TroupeShelf      *self);

char             *troupe_shelf_make_sort_key  (const char       *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeShelf, troupe_shelf_free)

G_END_DECLS
