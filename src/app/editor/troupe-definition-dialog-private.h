/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-definition-dialog.h"
#include "troupe-definition-editor.h"

G_BEGIN_DECLS

struct _TroupeDefinitionDialog
{
  GtkDialog               parent_instance;

  TroupeWorkspace        *workspace;       /* (owned) */
  TroupeDefinition       *original;        /* (owned): as it was when the dialog opened */
  char                   *revision;        /* (owned) (nullable): what the copy was made of; NULL for what is new */
  gboolean                is_new;
  char                   *section;         /* (owned) (nullable): the one to show first */

  /* Template References */
  TroupeDefinitionEditor *editor;
  GtkWidget              *strip;
  GtkWidget              *strip_label;
  GtkWidget              *strip_buttons;
  GtkWidget              *foot;
  GtkWidget              *foot_label;
  AdwToastOverlay        *toasts;
  GtkWidget              *save_button;     /* in the header bar */

  /* In Progress */
  gboolean                is_saving;
  gboolean                in_conflict;
  gboolean                is_mine_kept;    /* over a version on disk, so that there is something to save */
  GtkFileChooserNative   *chooser;         /* (owned) (nullable) */
  GtkWindow              *question;        /* (unowned) (nullable): what asks whether to save */
  const char             *next_action;     /* (nullable): what its menu was asked for, for when the dialog has gone */
};

TroupeKind  troupe_definition_dialog_get_kind        (TroupeDefinitionDialog *self);
TroupeScope troupe_definition_dialog_get_scope       (TroupeDefinitionDialog *self);
gboolean    troupe_definition_dialog_is_modified     (TroupeDefinitionDialog *self);
void        troupe_definition_dialog_update_save     (TroupeDefinitionDialog *self);
void        troupe_definition_dialog_show_strip      (TroupeDefinitionDialog *self,
                                                      const char             *message,
                                                      gboolean                in_conflict);
void        troupe_definition_dialog_leave           (TroupeDefinitionDialog *self);

void        troupe_definition_dialog_show_conflict   (TroupeDefinitionDialog *self);
void        troupe_definition_dialog_keep_mine       (TroupeDefinitionDialog *self);
void        troupe_definition_dialog_take_theirs     (TroupeDefinitionDialog *self);
void        troupe_definition_dialog_compare         (TroupeDefinitionDialog *self);
void        troupe_definition_dialog_catalog_changed (TroupeDefinitionDialog *self,
                                                      guint                   kind,
                                                      const char             *id);

void        troupe_definition_dialog_export          (GtkWidget              *widget,
                                                      const char             *action_name,
                                                      GVariant               *parameter);
void        troupe_definition_dialog_import          (GtkWidget              *widget,
                                                      const char             *action_name,
                                                      GVariant               *parameter);

G_END_DECLS
