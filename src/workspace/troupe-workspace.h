/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-chat.h"
#include "troupe-conductor.h"
#include "troupe-ledger-runs.h"
#include "troupe-library.h"
#include "troupe-secrets.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_WORKSPACE (troupe_workspace_get_type ())

G_DECLARE_FINAL_TYPE (TroupeWorkspace, troupe_workspace, TROUPE, WORKSPACE, GObject)

TroupeWorkspace    *troupe_workspace_new                  (GFile                *project);
void                troupe_workspace_load_async           (TroupeWorkspace      *self,
                                                           GCancellable         *cancellable,
                                                           GAsyncReadyCallback   callback,
                                                           gpointer              user_data);
gboolean            troupe_workspace_load_finish          (TroupeWorkspace      *self,
                                                           GAsyncResult         *result,
                                                           GError              **error);
gboolean            troupe_workspace_load                 (TroupeWorkspace      *self,
                                                           GError              **error);
gboolean            troupe_workspace_is_loaded            (TroupeWorkspace      *self);
void                troupe_workspace_close                (TroupeWorkspace      *self);

GFile              *troupe_workspace_get_project          (TroupeWorkspace      *self);
TroupeLibrary      *troupe_workspace_get_library          (TroupeWorkspace      *self);
TroupeCatalog      *troupe_workspace_get_catalog          (TroupeWorkspace      *self);
TroupeProviderSet  *troupe_workspace_get_providers        (TroupeWorkspace      *self);
TroupeLedger       *troupe_workspace_get_ledger           (TroupeWorkspace      *self);
TroupeApprovalInbox *troupe_workspace_get_inbox            (TroupeWorkspace      *self);
GListModel         *troupe_workspace_list_conversations   (TroupeWorkspace      *self);

TroupeResolver     *troupe_workspace_create_resolver      (TroupeWorkspace      *self);
TroupeConversation *troupe_workspace_create_conversation  (TroupeWorkspace      *self);
void                troupe_workspace_delete_conversation  (TroupeWorkspace      *self,
                                                           TroupeConversation   *conversation);
void                troupe_workspace_restore_conversation (TroupeWorkspace      *self,
                                                           TroupeConversation   *conversation);
TroupeChat         *troupe_workspace_open_chat            (TroupeWorkspace      *self,
                                                           TroupeConversation   *conversation);
TroupeConductor    *troupe_workspace_create_conductor     (TroupeWorkspace      *self,
                                                           TroupeTrack          *track);
TroupeConductor    *troupe_workspace_restore_conductor    (TroupeWorkspace      *self,
                                                           TroupeRun            *run,
                                                           const TroupeRunRecord *record);
TroupePersona      *troupe_workspace_find_persona         (TroupeWorkspace      *self,
                                                           const char           *id,
                                                           GError              **error);
TroupeTrack        *troupe_workspace_find_track           (TroupeWorkspace      *self,
                                                           const char           *id,
                                                           GError              **error);

G_END_DECLS
