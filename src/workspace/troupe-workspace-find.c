/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-model-error.h"
#include "troupe-workspace.h"

/* What somebody named, found; or why it can't be, which is not the same for what is missing and for what is broken. */

static TroupeDefinition *
find_definition (TroupeWorkspace *self,
                 TroupeKind       kind,
                 const char      *id)
{
  return id != NULL ? troupe_catalog_lookup (troupe_workspace_get_catalog (self), kind, id) : NULL;
}

/* Whether the file that should define @id is there and cannot be used; @error says what is wrong with it. */
static gboolean
is_broken (TroupeWorkspace  *self,
           const char       *folder_name,
           const char       *id,
           GError          **error)
{
  GListModel *problems = troupe_library_list_problems (troupe_workspace_get_library (self));
  g_autofree char *file_name = g_strconcat (id, ".json", NULL);

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr(TroupeProblem) problem = g_list_model_get_item (problems, i);
      GFile *file = troupe_problem_get_file (problem);
      g_autoptr(GFile) folder = file != NULL ? g_file_get_parent (file) : NULL;
      g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;
      g_autofree char *parent = folder != NULL ? g_file_get_basename (folder) : NULL;

      if (g_strcmp0 (name, file_name) == 0 && g_strcmp0 (parent, folder_name) == 0)
        {
          g_autofree char *text = troupe_problem_dup_text (problem);

          g_set_error_literal (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN, text);
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * troupe_workspace_find_persona:
 * @self: the workspace
 * @id: (nullable): an id
 * @error: (optional): set on failure
 *
 * Finds a persona that somebody named. Errors are %TROUPE_MODEL_ERROR_UNKNOWN_ID, and %TROUPE_STORE_ERROR_BROKEN where there
 * is a file of that id which cannot be used.
 *
 * Returns: (transfer none) (nullable): the persona
 */
TroupePersona *
troupe_workspace_find_persona (TroupeWorkspace  *self,
                               const char       *id,
                               GError          **error)
{
  TroupeDefinition *found;

  g_return_val_if_fail (TROUPE_IS_WORKSPACE (self), NULL);

  found = find_definition (self, TROUPE_KIND_PERSONA, id);
  if (found != NULL)
    return TROUPE_PERSONA (found);
  if (id != NULL && is_broken (self, "personas", id, error))
    return NULL;

  g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_UNKNOWN_ID,
               _("There is no persona “%s”; choose another one."), id != NULL ? id : "");
  return NULL;
}

/**
 * troupe_workspace_find_track:
 * @self: the workspace
 * @id: (nullable): an id
 * @error: (optional): set on failure
 *
 * Finds a track that somebody named. Errors are %TROUPE_MODEL_ERROR_UNKNOWN_ID, and %TROUPE_STORE_ERROR_BROKEN where there
 * is a file of that id which cannot be used.
 *
 * Returns: (transfer none) (nullable): the track
 */
TroupeTrack *
troupe_workspace_find_track (TroupeWorkspace  *self,
                             const char       *id,
                             GError          **error)
{
  TroupeDefinition *found;
  GFile *folder;

  g_return_val_if_fail (TROUPE_IS_WORKSPACE (self), NULL);

  folder = troupe_workspace_get_project (self);
  found = find_definition (self, TROUPE_KIND_TRACK, id);
  if (found != NULL)
    return TROUPE_TRACK (found);
  if (id != NULL && is_broken (self, "tracks", id, error))
    return NULL;

  if (folder != NULL)
    {
      g_autofree char *project = g_file_get_parse_name (folder);

      g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_UNKNOWN_ID,
                   /* Translators: the id of a track and the folder of a project */
                   _("There is no track “%s”, neither in %s nor among your own."), id != NULL ? id : "", project);
    }
  else
    {
      g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_UNKNOWN_ID,
                   _("There is no track “%s” among your own, and no project is open."), id != NULL ? id : "");
    }

  return NULL;
}
