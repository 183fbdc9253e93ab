/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-ai-settings.h"

G_BEGIN_DECLS

typedef struct _TroupeModelEntry TroupeModelEntry;

#define TROUPE_TYPE_MODEL_ENTRY (troupe_model_entry_get_type ())
#define TROUPE_TYPE_MODEL_LIST  (troupe_model_list_get_type ())

GType             troupe_model_entry_get_type       (void) G_GNUC_CONST;
TroupeModelEntry *troupe_model_entry_new            (const char         *model,
                                                     const char         *provider,
                                                     TroupeAiSettings   *parameters);
TroupeModelEntry *troupe_model_entry_ref            (TroupeModelEntry   *self);
void              troupe_model_entry_unref          (TroupeModelEntry   *self);
const char       *troupe_model_entry_get_model      (TroupeModelEntry   *self);
const char       *troupe_model_entry_get_provider   (TroupeModelEntry   *self);
const GValue     *troupe_model_entry_peek_provider  (TroupeModelEntry   *self);
TroupeAiSettings *troupe_model_entry_get_parameters (TroupeModelEntry   *self);
const char       *troupe_model_entry_get_origin     (TroupeModelEntry   *self);
gboolean          troupe_model_entry_equal          (TroupeModelEntry   *self,
                                                     TroupeModelEntry   *other);
TroupeAiSettings *troupe_model_entry_dup_settings   (TroupeModelEntry   *self);
TroupeModelEntry *troupe_model_entry_new_from_settings
                                                    (const char         *model,
                                                     TroupeAiSettings   *settings);

GType             troupe_model_list_get_type        (void) G_GNUC_CONST;
TroupeModelList  *troupe_model_list_new             (TroupeModelEntry  **entries,
                                                     guint               n_entries);
TroupeModelList  *troupe_model_list_new_from_names  (const char * const *names);
TroupeModelList  *troupe_model_list_bind            (TroupeModelList    *self,
                                                     const char         *provider);
TroupeModelList  *troupe_model_list_ref             (TroupeModelList    *self);
void              troupe_model_list_unref           (TroupeModelList    *self);
guint             troupe_model_list_get_n_items     (TroupeModelList    *self);
TroupeModelEntry *troupe_model_list_get_item        (TroupeModelList    *self,
                                                     guint               index);
gboolean          troupe_model_list_equal           (TroupeModelList    *self,
                                                     TroupeModelList    *other);

TroupeModelList  *troupe_model_list_insert          (TroupeModelList    *self,
                                                     guint               index,
                                                     TroupeModelEntry   *entry);
TroupeModelList  *troupe_model_list_remove          (TroupeModelList    *self,
                                                     guint               index);
TroupeModelList  *troupe_model_list_move            (TroupeModelList    *self,
                                                     guint               index,
                                                     guint               to);
TroupeModelList  *troupe_model_list_replace         (TroupeModelList    *self,
                                                     guint               index,
                                                     TroupeModelEntry   *entry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeModelEntry, troupe_model_entry_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeModelList, troupe_model_list_unref)

G_END_DECLS
