/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-cli-options.h"
#include "troupe-enum-types.h"

/* Options that several commands have, read in one way. What is on the command line is bytes; it is checked, never guessed. */

/* Words from the command line are kept as they are, so that a locale can't spoil them; but they have to be text. */
static gboolean
check_text (const char *text,
            GError    **error)
{
  g_autofree char *shown = NULL;

  if (text == NULL || g_utf8_validate (text, -1, NULL))
    return TRUE;

  shown = g_utf8_make_valid (text, -1);
  return troupe_cli_fail_usage (error, _("“%s” is not text in UTF-8."), shown);
}

static gboolean
check_settings (TroupeCliSettings  *settings,
                GError            **error)
{
  for (guint i = 0; settings->assignments != NULL && settings->assignments[i] != NULL; i++)
    {
      if (!check_text (settings->assignments[i], error))
        return FALSE;
    }

  return check_text (settings->persona, error) &&
         check_text (settings->provider, error) &&
         check_text (settings->base_url, error);
}

/**
 * troupe_cli_options_global:
 * @context: where they are kept
 *
 * Makes the options that hold for every command, before or after its name.
 *
 * Returns: (transfer full): entries; free them with g_free()
 */
GOptionEntry *
troupe_cli_options_global (TroupeCliContext *context)
{
  const GOptionEntry entries[] = {
    { "project", 0, 0, G_OPTION_ARG_FILENAME, &context->project,
      N_("The project; otherwise this folder, or the nearest above it that has a folder .troupe"), N_("DIR") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &context->is_json, N_("Write JSON, for programs"), NULL },
    { NULL },
  };

  return g_memdup2 (entries, sizeof entries);
}

/**
 * troupe_cli_options_parse:
 * @context: where the options of every command are kept
 * @usage: how the command is called, without its name
 * @entries: (array zero-terminated=1) (nullable): the command's own options
 * @settings: (nullable): where --persona, --set, --provider and --base-url go, for a command that has them
 * @arguments: (array zero-terminated=1): the command's name and its arguments
 * @rest: (out) (transfer full) (array zero-terminated=1): what is no option
 * @error: (optional): set on failure
 *
 * Reads the arguments of a command.
 *
 * Returns: whether they could be read
 */
gboolean
troupe_cli_options_parse (TroupeCliContext    *context,
                          const char          *usage,
                          const GOptionEntry  *entries,
                          TroupeCliSettings   *settings,
                          char               **arguments,
                          char              ***rest,
                          GError             **error)
{
  g_autofree GOptionEntry *global = troupe_cli_options_global (context);
  g_auto(GStrv) copy = g_strdupv (arguments);
  g_auto(GStrv) positional = NULL;
  g_autoptr(GOptionContext) options = g_option_context_new (usage);
  const GOptionEntry shared[] = {
    { "persona", 0, 0, G_OPTION_ARG_FILENAME, settings != NULL ? &settings->persona : NULL,
      N_("The persona, by its id"), N_("ID") },
    { "set", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, settings != NULL ? &settings->assignments : NULL,
      N_("State a value for this command; “omit” does not send it, nothing takes it back"), N_("FIELD=VALUE") },
    { "provider", 0, 0, G_OPTION_ARG_FILENAME, settings != NULL ? &settings->provider : NULL,
      N_("The provider, by its id"), N_("ID") },
    { "base-url", 0, 0, G_OPTION_ARG_FILENAME, settings != NULL ? &settings->base_url : NULL,
      N_("Where that provider is, for this command"), N_("URL") },
    { NULL },
  };
  const GOptionEntry remaining[] = {
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &positional, NULL, NULL },
    { NULL },
  };
  g_autofree char *program = g_strdup_printf ("troupectl %s", context->command);

  g_set_prgname (program);
  g_option_context_set_translation_domain (options, GETTEXT_PACKAGE);
  if (entries != NULL)
    g_option_context_add_main_entries (options, entries, GETTEXT_PACKAGE);
  if (settings != NULL)
    g_option_context_add_main_entries (options, shared, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (options, global, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (options, remaining, GETTEXT_PACKAGE);

  if (!g_option_context_parse_strv (options, &copy, error))
    return FALSE;

  troupe_cli_printer_set_json (context->printer, context->is_json);
  if (settings != NULL && !check_settings (settings, error))
    return FALSE;
  for (guint i = 0; positional != NULL && positional[i] != NULL; i++)
    {
      if (!check_text (positional[i], error))
        return FALSE;
    }

  *rest = positional != NULL ? g_steal_pointer (&positional) : g_new0 (char *, 1);
  return TRUE;
}

/**
 * troupe_cli_options_expect:
 * @rest: (array zero-terminated=1): what is no option
 * @n_expected: how many there should be
 * @missing: (nullable): the sentence for too few
 * @error: (optional): set on failure
 *
 * Checks that a command was given what it needs, and nothing that it would not heed.
 *
 * Returns: whether it was
 */
gboolean
troupe_cli_options_expect (char       **rest,
                           guint        n_expected,
                           const char  *missing,
                           GError     **error)
{
  guint n_given = g_strv_length (rest);

  if (n_given < n_expected)
    return troupe_cli_fail_usage (error, "%s", missing);
  if (n_given > n_expected)
    return troupe_cli_fail_usage (error, _("“%s” is one argument too many."), rest[n_expected]);

  return TRUE;
}

/**
 * troupe_cli_settings_clear:
 * @self: settings
 *
 * Lets go of what was read.
 */
void
troupe_cli_settings_clear (TroupeCliSettings *self)
{
  g_clear_pointer (&self->persona, g_free);
  g_clear_pointer (&self->provider, g_free);
  g_clear_pointer (&self->base_url, g_free);
  g_clear_pointer (&self->assignments, g_strfreev);
}

static gboolean
assign (TroupeAiSettings  *session,
        const char        *assignment,
        GError           **error)
{
  g_autoptr(GError) local_error = NULL;

  if (troupe_ai_settings_apply_text (session, assignment, &local_error))
    return TRUE;

  return troupe_cli_fail_usage (error, "%s", local_error->message);
}

static gboolean
choose_provider (TroupeCliSettings  *self,
                 TroupeAiSettings   *session,
                 TroupeProviderSet  *providers,
                 GError            **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autofree char *assignment = NULL;

  if (self->provider == NULL && self->base_url == NULL)
    return TRUE;
  if (self->provider == NULL)
    return troupe_cli_fail_usage (error, _("--base-url says where a provider is, but not of which kind it is; "
                                           "name it with --provider."));

  assignment = g_strconcat ("provider=", self->provider, NULL);
  if (!assign (session, assignment, error))
    return FALSE;

  if (self->base_url == NULL)
    return troupe_provider_set_lookup (providers, self->provider, error) != NULL;
  if (troupe_provider_set_add_unsaved (providers, self->provider, self->base_url, &local_error))
    return TRUE;
  if (g_error_matches (local_error, TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_REQUEST))
    return troupe_cli_fail_usage (error, "%s", local_error->message);

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/**
 * troupe_cli_settings_apply:
 * @self: what was on the command line
 * @session: the session layer
 * @providers: who can be asked; an unsaved provider is added
 * @error: (optional): set on failure
 *
 * States in the session layer what --provider and --set say, in that order.
 *
 * Returns: whether all of it could be stated
 */
gboolean
troupe_cli_settings_apply (TroupeCliSettings  *self,
                           TroupeAiSettings   *session,
                           TroupeProviderSet  *providers,
                           GError            **error)
{
  if (!choose_provider (self, session, providers, error))
    return FALSE;

  for (guint i = 0; self->assignments != NULL && self->assignments[i] != NULL; i++)
    {
      if (!assign (session, self->assignments[i], error))
        return FALSE;
    }

  return TRUE;
}

/**
 * troupe_cli_parse_tier:
 * @name: what somebody typed
 * @tier: (out): the tier
 * @error: (optional): set on failure
 *
 * Reads the name of a tier.
 *
 * Returns: whether there is one
 */
gboolean
troupe_cli_parse_tier (const char  *name,
                       TroupeTier  *tier,
                       GError     **error)
{
  int value;

  if (troupe_enum_from_nick (TROUPE_TYPE_TIER, name, &value) && value != TROUPE_TIER_NONE)
    {
      *tier = value;
      return TRUE;
    }

  return troupe_cli_fail_usage (error, _("There is no tier “%s”; use orchestrator, tech-lead, worker or qa."), name);
}

/**
 * troupe_cli_settings_keep_provider:
 * @self: what the command line says of values
 * @terms: the terms of a run
 *
 * Has a server that stands in no file be asked again, and not another that happens to have its name.
 */
void
troupe_cli_settings_keep_provider (TroupeCliSettings    *self,
                                   const TroupeRunTerms *terms)
{
  if (terms->base_url == NULL || self->base_url != NULL ||
      (self->provider != NULL && g_strcmp0 (self->provider, terms->provider) != 0))
    return;

  g_free (self->provider);
  self->provider = g_strdup (terms->provider);
  self->base_url = g_strdup (terms->base_url);
}
