/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-cli-command.h"
#include "troupe-cli-json.h"
#include "troupe-cli-options.h"
#include "troupe-cli-provider.h"

/* troupectl models: which models a provider has. */

/**
 * troupe_cli_run_models:
 * @context: the context
 * @arguments: (array zero-terminated=1): what stands behind the name of the command
 *
 * Runs “troupectl models”, which lists the models that a provider has.
 *
 * Returns: how it ended; what failed is said already
 */
TroupeCliStatus
troupe_cli_run_models (TroupeCliContext  *context,
                       char             **arguments)
{
  g_autofree char *base_url = NULL;
  g_auto(GStrv) rest = NULL;
  g_auto(GStrv) models = NULL;
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GError) error = NULL;
  TroupeProvider *provider;
  const GOptionEntry entries[] = {
    { "base-url", 0, 0, G_OPTION_ARG_FILENAME, &base_url, N_("Where that provider is, for this command"), N_("URL") },
    { NULL },
  };

  if (!troupe_cli_options_parse (context, _("PROVIDER"), entries, NULL, arguments, &rest, &error) ||
      !troupe_cli_options_expect (rest, 1, _("Which provider? Name it by its id; “troupectl providers list” has them."),
                                  &error) ||
      troupe_cli_context_open (context, &error) == NULL)
    return troupe_cli_context_fail (context, error);

  provider = troupe_cli_provider_find (context, rest[0], base_url, &error);
  if (provider != NULL)
    models = troupe_cli_provider_list_models (context, provider, &error);
  if (models == NULL)
    return troupe_cli_context_fail (context, error);

  troupe_cli_json_add_string (object, "provider", rest[0]);
  troupe_cli_json_add_strv (object, "models", (const char * const *) models);
  node = troupe_cli_json_wrap (object);
  troupe_cli_printer_json (context->printer, node);
  for (guint i = 0; models[i] != NULL; i++)
    troupe_cli_printer_line (context->printer, TROUPE_CLI_STYLE_PLAIN, "%s", models[i]);

  return TROUPE_CLI_STATUS_DONE;
}
