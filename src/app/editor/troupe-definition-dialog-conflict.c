/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-compare-dialog.h"
#include "troupe-definition-dialog-private.h"

/*
 * The half of the dialog that deals with a file that changed, came or went while it was edited.
 */

/* (transfer none) (nullable): what is on disk now where the copy would be saved */
static TroupeDefinition *
find_theirs (TroupeDefinitionDialog *self)
{
  return troupe_library_lookup_in_scope (troupe_workspace_get_library (self->workspace), troupe_definition_dialog_get_kind (self),
                                         troupe_definition_get_id (troupe_definition_editor_get_copy (self->editor)),
                                         troupe_definition_dialog_get_scope (self));
}

/* Whether somebody else wrote or removed the file since the copy was made. What is built in has no file. */
static gboolean
has_changed_on_disk (TroupeDefinitionDialog *self)
{
  TroupeDefinition *theirs = find_theirs (self);

  if (theirs == NULL)
    return self->revision != NULL && troupe_definition_get_scope (self->original) != TROUPE_SCOPE_BUILT_IN;

  return g_strcmp0 (self->revision, troupe_definition_get_revision (theirs)) != 0;
}

/**
 * troupe_definition_dialog_show_conflict:
 * @self: the dialog
 *
 * Asks which version is to stay.
 */
void
troupe_definition_dialog_show_conflict (TroupeDefinitionDialog *self)
{
  troupe_definition_dialog_show_strip (self, find_theirs (self) != NULL ? _("This was changed on disk meanwhile. Which version is to stay?")
                                               : _("This was deleted meanwhile. Keep it all the same?"), TRUE);
}

/**
 * troupe_definition_dialog_keep_mine:
 * @self: the dialog
 *
 * What was edited wins: from now on it is based on what is on disk in its own scope, or on nothing.
 */
void
troupe_definition_dialog_keep_mine (TroupeDefinitionDialog *self)
{
  TroupeDefinition *theirs = find_theirs (self);

  g_free (self->revision);
  self->revision = theirs != NULL ? g_strdup (troupe_definition_get_revision (theirs)) : NULL;
  self->is_mine_kept = TRUE;
  troupe_definition_dialog_show_strip (self, NULL, FALSE);
}

/**
 * troupe_definition_dialog_take_theirs:
 * @self: the dialog
 *
 * What is on disk wins, and is what is edited now. If it was deleted, the dialog goes.
 */
void
troupe_definition_dialog_take_theirs (TroupeDefinitionDialog *self)
{
  TroupeDefinition *theirs = find_theirs (self);
  g_autoptr(TroupeDefinition) copy = NULL;

  /* It was deleted, and so be it. */
  if (theirs == NULL)
    {
      troupe_definition_dialog_leave (self);
      return;
    }

  copy = troupe_definition_copy (theirs);
  g_clear_object (&self->original);
  self->original = troupe_definition_copy (theirs);
  g_free (self->revision);
  self->revision = g_strdup (troupe_definition_get_revision (theirs));
  self->is_new = FALSE;
  self->is_mine_kept = FALSE;
  troupe_definition_editor_set_source (self->editor, self->workspace, copy, FALSE);
  troupe_definition_dialog_show_strip (self, NULL, FALSE);
}

/**
 * troupe_definition_dialog_compare:
 * @self: the dialog
 *
 * Shows how the two versions differ.
 */
void
troupe_definition_dialog_compare (TroupeDefinitionDialog *self)
{
  troupe_compare_dialog_present (GTK_WINDOW (self), find_theirs (self), troupe_definition_editor_get_copy (self->editor));
}

/**
 * troupe_definition_dialog_catalog_changed:
 * @self: the dialog
 * @kind: a #TroupeKind
 * @id: which definition came, changed or went
 *
 * Asks which version is to stay if it is the one that is edited; one that was not touched follows.
 */
void
troupe_definition_dialog_catalog_changed (TroupeDefinitionDialog *self,
                                          guint                   kind,
                                          const char             *id)
{
  if (kind != troupe_definition_dialog_get_kind (self) || self->is_new || self->is_saving ||
      g_strcmp0 (id, troupe_definition_get_id (self->original)) != 0)
    return;

  if (!has_changed_on_disk (self))
    {
      /* It is again what it was. */
      if (self->in_conflict)
        troupe_definition_dialog_show_strip (self, NULL, FALSE);
    }
  else if (troupe_definition_dialog_is_modified (self) || find_theirs (self) == NULL)
    troupe_definition_dialog_show_conflict (self);
  else
    troupe_definition_dialog_take_theirs (self);
}
