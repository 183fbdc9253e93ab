/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "troupe-workspace.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_EDITOR_PAGE (troupe_editor_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (TroupeEditorPage, troupe_editor_page, TROUPE, EDITOR_PAGE, AdwBin)

/**
 * TroupeEditorPageClass:
 * @set_source: shows @copy, which is never the original, and follows it; is_new tells that it was never saved
 * @show_problem: shows what is wrong, also in what was not touched yet, and puts the focus there
 */
struct _TroupeEditorPageClass
{
  AdwBinClass parent_class;

  void (*set_source)   (TroupeEditorPage *self,
                        TroupeWorkspace  *workspace,
                        TroupeDefinition *copy,
                        gboolean          is_new);
  void (*show_problem) (TroupeEditorPage *self);
};

void              troupe_editor_page_set_source    (TroupeEditorPage *self,
                                                    TroupeWorkspace  *workspace,
                                                    TroupeDefinition *copy,
                                                    gboolean          is_new);
TroupeWorkspace  *troupe_editor_page_get_workspace (TroupeEditorPage *self);
TroupeDefinition *troupe_editor_page_get_copy      (TroupeEditorPage *self);
gboolean          troupe_editor_page_get_is_new    (TroupeEditorPage *self);
const char       *troupe_editor_page_get_problem   (TroupeEditorPage *self);
void              troupe_editor_page_set_problem   (TroupeEditorPage *self,
                                                    const char       *problem);
void              troupe_editor_page_show_problem  (TroupeEditorPage *self);
gboolean          troupe_editor_page_get_is_pending
                                                   (TroupeEditorPage *self);
void              troupe_editor_page_set_is_pending
                                                   (TroupeEditorPage *self,
                                                    gboolean          is_pending);

G_END_DECLS
