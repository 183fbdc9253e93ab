/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-cli-context.h"
#include "troupe-cli-wait.h"
#include "troupe-keys.h"

/**
 * TroupeCliContext:
 *
 * What every command is given: where it prints, what interrupts it, and the project, which is opened by those that need
 * it.
 */

/* The current folder or the nearest one above it that has a folder .troupe. */
static GFile *
find_project (void)
{
  g_autofree char *path = g_get_current_dir ();

  while (TRUE)
    {
      g_autofree char *marker = g_build_filename (path, ".troupe", NULL);
      g_autofree char *parent = g_path_get_dirname (path);

      if (g_file_test (marker, G_FILE_TEST_IS_DIR))
        return g_file_new_for_path (path);
      if (g_str_equal (parent, path))
        return NULL;

      g_free (path);
      path = g_steal_pointer (&parent);
    }
}

/* Returns FALSE with @error when the folder that was named is none. */
static gboolean
choose_project (TroupeCliContext  *self,
                GFile            **project,
                GError           **error)
{
  g_autofree char *name = NULL;

  if (self->project == NULL)
    {
      *project = find_project ();
      return TRUE;
    }

  if (g_file_test (self->project, G_FILE_TEST_IS_DIR))
    {
      *project = g_file_new_for_commandline_arg (self->project);
      return TRUE;
    }

  name = g_filename_display_name (self->project);
  return troupe_cli_fail_usage (error, _("There is no folder “%s”; name the folder of a project."), name);
}

/* Whether @problem is that of the file ID.json, in a folder of that name or, without one, where the settings are. */
static gboolean
is_about (TroupeProblem *problem,
          const char    *folder_name,
          const char    *id)
{
  GFile *file = troupe_problem_get_file (problem);
  g_autoptr(GFile) folder = g_file_get_parent (file);
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *place = folder != NULL ? g_file_get_basename (folder) : NULL;
  g_autofree char *wanted = g_strconcat (id, ".json", NULL);

  if (g_strcmp0 (name, wanted) != 0)
    return FALSE;
  if (folder_name != NULL)
    return g_strcmp0 (place, folder_name) == 0;

  return g_strcmp0 (place, "troupe") == 0 || g_strcmp0 (place, ".troupe") == 0;
}

/* A definition that is broken is never replaced in silence by one of a wider scope. */
static gboolean
check_not_broken (TroupeCliContext  *self,
                  const char        *folder_name,
                  const char        *id,
                  GError           **error)
{
  GListModel *problems = troupe_library_list_problems (troupe_workspace_get_library (self->workspace));

  for (guint i = 0; id != NULL && i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr(TroupeProblem) problem = g_list_model_get_item (problems, i);
      g_autofree char *text = NULL;

      if (!is_about (problem, folder_name, id))
        continue;

      text = troupe_problem_dup_text (problem);
      g_set_error_literal (error, TROUPE_CLI_ERROR, TROUPE_CLI_ERROR_BROKEN, text);
      return FALSE;
    }

  return TRUE;
}

/* What is missing may be in a folder that could not be read. */
static void
note_unread (TroupeCliContext *self,
             const char       *folder_name)
{
  GListModel *problems = troupe_library_list_problems (troupe_workspace_get_library (self->workspace));

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr(TroupeProblem) problem = g_list_model_get_item (problems, i);
      g_autofree char *name = g_file_get_basename (troupe_problem_get_file (problem));

      if (g_strcmp0 (name, folder_name) == 0)
        troupe_cli_printer_note (self->printer, "%s", troupe_problem_get_message (problem));
    }
}

static gboolean
ends_sentence (const char *text)
{
  return g_str_has_suffix (text, ".") || g_str_has_suffix (text, "?");
}

/**
 * troupe_cli_context_clear:
 * @self: a context
 *
 * Closes the project, so that all that happened is on disk. The printer is not the context's own.
 */
void
troupe_cli_context_clear (TroupeCliContext *self)
{
  if (self->workspace != NULL)
    troupe_workspace_close (self->workspace);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->project, g_free);
  g_clear_pointer (&self->keyring_problem, g_free);
}

/**
 * troupe_cli_context_open:
 * @self: a context
 * @error: (optional): set on failure
 *
 * Opens the project, or the user's own things where there is none. Broken definitions are no error here.
 *
 * Returns: (transfer none) (nullable): the workspace
 */
TroupeWorkspace *
troupe_cli_context_open (TroupeCliContext  *self,
                         GError           **error)
{
  g_autoptr(GFile) project = NULL;

  if (self->workspace != NULL)
    return self->workspace;

  if (!choose_project (self, &project, error))
    return NULL;

  self->workspace = troupe_workspace_new (project);
  if (!troupe_workspace_load (self->workspace, error))
    g_clear_object (&self->workspace);

  return self->workspace;
}

/**
 * troupe_cli_context_note_problems:
 * @self: a context whose project is open
 *
 * Says on standard error which definitions are broken, so that nobody wonders where they are.
 */
void
troupe_cli_context_note_problems (TroupeCliContext *self)
{
  GListModel *problems = troupe_library_list_problems (troupe_workspace_get_library (self->workspace));

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr(TroupeProblem) problem = g_list_model_get_item (problems, i);
      g_autofree char *text = troupe_problem_dup_text (problem);

      troupe_cli_printer_note (self->printer, "%s", text);
    }
}

/**
 * troupe_cli_context_check_settings:
 * @self: a context whose project is open
 * @error: (optional): set on failure
 *
 * Checks that the defaults and the providers could be read: without them a model would be asked that nobody chose.
 *
 * Returns: whether they could
 */
gboolean
troupe_cli_context_check_settings (TroupeCliContext  *self,
                                   GError           **error)
{
  return check_not_broken (self, NULL, "defaults", error) && check_not_broken (self, NULL, "providers", error);
}

/**
 * troupe_cli_context_check_cast:
 * @self: a context whose project is open
 * @resolver: the values in force
 * @error: (optional): set on failure
 *
 * Checks that the persona and what it leans on are those that somebody wrote, and not others of the same id that show
 * because a file is broken. A broken tool preset is no error: it makes every tool ask.
 *
 * Returns: whether they are
 */
gboolean
troupe_cli_context_check_cast (TroupeCliContext  *self,
                               TroupeResolver    *resolver,
                               GError           **error)
{
  TroupePersona *persona = troupe_resolver_get_persona (resolver);
  const char *persona_id = persona != NULL ? troupe_definition_get_id (TROUPE_DEFINITION (persona)) : NULL;

  return check_not_broken (self, "personas", persona_id, error) &&
         check_not_broken (self, "prompts", troupe_resolver_get_string (resolver, TROUPE_FIELD_PROMPT_PRESET_ID), error) &&
         check_not_broken (self, "bias-profiles", troupe_resolver_get_string (resolver, TROUPE_FIELD_BIAS_PROFILE_ID),
                           error);
}

/**
 * troupe_cli_context_check_model:
 * @self: a context whose project is open
 * @resolver: the values in force
 * @error: (optional): set on failure
 *
 * Checks that somebody can be asked, and says how to choose.
 *
 * Returns: whether there is a model to ask
 */
gboolean
troupe_cli_context_check_model (TroupeCliContext  *self,
                                TroupeResolver    *resolver,
                                GError           **error)
{
  const char *provider = troupe_resolver_get_string (resolver, TROUPE_FIELD_PROVIDER);

  if (troupe_resolver_get_model (resolver) != NULL)
    return TRUE;
  if (provider == NULL)
    return troupe_cli_fail_usage (error, _("No provider is chosen; name one with --provider."));

  return troupe_cli_fail_usage (error, _("No model of “%s” is chosen; name one with --set preferred_models=NAME. "
                                         "“troupectl models %s” lists them."), provider, provider);
}

/**
 * troupe_cli_context_find_persona:
 * @self: a context whose project is open
 * @id: an id
 * @error: (optional): set on failure
 *
 * Finds a persona. One that is broken is an error with its file, line and column.
 *
 * Returns: (transfer none) (nullable): the persona
 */
TroupePersona *
troupe_cli_context_find_persona (TroupeCliContext  *self,
                                 const char        *id,
                                 GError           **error)
{
  TroupePersona *persona;

  if (!check_not_broken (self, "personas", id, error))
    return NULL;

  persona = troupe_workspace_find_persona (self->workspace, id, error);
  if (persona == NULL)
    note_unread (self, "personas");

  return persona;
}

/**
 * troupe_cli_context_find_track:
 * @self: a context whose project is open
 * @id: an id
 * @error: (optional): set on failure
 *
 * Finds a track. One that is broken is an error with its file, line and column.
 *
 * Returns: (transfer none) (nullable): the track
 */
TroupeTrack *
troupe_cli_context_find_track (TroupeCliContext  *self,
                               const char        *id,
                               GError           **error)
{
  TroupeTrack *track;

  if (!check_not_broken (self, "tracks", id, error))
    return NULL;

  track = troupe_workspace_find_track (self->workspace, id, error);
  if (track == NULL)
    note_unread (self, "tracks");

  return track;
}

/**
 * troupe_cli_context_fetch_key:
 * @self: a context
 * @provider_id: (nullable): whose key
 *
 * Asks the keyring for a key where the environment has none, so that it is at hand when the request is made. A keyring
 * that does not answer is told of only when a key turns out to be wanted.
 */
void
troupe_cli_context_fetch_key (TroupeCliContext *self,
                              const char       *provider_id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *key = NULL;

  if (troupe_keys_are_known (provider_id))
    return;

  troupe_secrets_lookup_async (provider_id, self->interrupt, troupe_cli_wait_cb, &result);
  troupe_cli_wait (&result);
  key = troupe_secrets_lookup_finish (result, &error);
  if (key != NULL)
    explicit_bzero (key, strlen (key));
  if (error != NULL && self->keyring_problem == NULL)
    self->keyring_problem = g_strdup (error->message);
}

/**
 * troupe_cli_context_fetch_keys:
 * @self: a context
 * @resolver: the values in force
 * @except_id: (nullable): a provider that is saved nowhere, so that its key is in the environment or nowhere
 *
 * Does so for the provider of each preferred model.
 */
void
troupe_cli_context_fetch_keys (TroupeCliContext *self,
                               TroupeResolver   *resolver,
                               const char       *except_id)
{
  guint index = troupe_resolver_get_model_index (resolver);

  for (guint model = 0; model < MAX (troupe_resolver_get_n_models (resolver), 1); model++)
    {
      troupe_resolver_set_model_index (resolver, model);
      if (except_id == NULL || g_strcmp0 (troupe_resolver_get_model_provider (resolver), except_id) != 0)
        troupe_cli_context_fetch_key (self, troupe_resolver_get_model_provider (resolver));
    }

  troupe_resolver_set_model_index (resolver, index);
}

/**
 * troupe_cli_context_fail:
 * @self: a context
 * @error: what went wrong
 *
 * Says so on standard error, in one sentence; how to get help is added where the command was called wrongly.
 *
 * Returns: the exit status that @error comes to
 */
TroupeCliStatus
troupe_cli_context_fail (TroupeCliContext *self,
                         const GError     *error)
{
  TroupeCliStatus status = troupe_cli_status_from_error (error);
  g_autofree char *message = NULL;
  g_autofree char *help = NULL;

  if (g_cancellable_is_cancelled (troupe_cli_printer_get_broken (self->printer)))
    return status;

  if (status == TROUPE_CLI_STATUS_INTERRUPTED)
    {
      troupe_cli_printer_note (self->printer, "%s", _("Interrupted."));
      return status;
    }
  if (error->domain != G_OPTION_ERROR && !g_error_matches (error, TROUPE_CLI_ERROR, TROUPE_CLI_ERROR_USAGE))
    {
      troupe_cli_printer_note (self->printer, "%s", error->message);
      if (self->keyring_problem != NULL && g_error_matches (error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_KEY))
        troupe_cli_printer_note (self->printer, "%s", self->keyring_problem);
      return status;
    }

  message = ends_sentence (error->message) ? g_strdup (error->message) : g_strconcat (error->message, ".", NULL);
  help = self->command != NULL
       ? g_strdup_printf ("troupectl %s --help", self->command) : g_strdup ("troupectl --help");
  /* Translators: what was wrong, and the command that says how it is right. */
  troupe_cli_printer_note (self->printer, _("%s See “%s”."), message, help);
  return status;
}
