/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-cli-command.h"
#include "troupe-cli-json.h"
#include "troupe-cli-options.h"
#include "troupe-cli-provider.h"
#include "troupe-clock.h"

/* troupectl providers: which there are, and whether one answers. No key is ever shown, only whether there is one. */

static const char *
name_key (TroupeProvider *provider)
{
  const char *key = troupe_provider_get_key (provider);

  if (g_str_equal (troupe_provider_get_id (provider), "rehearsal"))
    return _("none needed");

  return key != NULL && *key != '\0' ? _("yes") : _("no");
}

static TroupeCliStatus
list (TroupeCliContext *context)
{
  TroupeProviderSet *set = troupe_workspace_get_providers (context->workspace);
  GListModel *providers = troupe_provider_set_list (set);
  const char *titles[] = { _("ID"), _("NAME"), _("KIND"), _("KEY"), _("BASE URL"), NULL };
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = NULL;
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr(TroupeProvider) provider = g_list_model_get_item (providers, i);
      TroupeProviderConfig *config = troupe_provider_get_config (provider);
      const char *base_url = troupe_provider_config_get_base_url (config);
      const char *key;
      JsonObject *described = json_object_new ();
      char **cells = g_new0 (char *, 6);

      /* One keyring that does not answer is enough to know; the others are not asked. */
      if (context->keyring_problem == NULL)
        troupe_cli_context_fetch_key (context, troupe_provider_get_id (provider));
      troupe_provider_set_lookup (set, troupe_provider_get_id (provider), NULL);
      key = troupe_provider_get_key (provider);

      cells[0] = g_strdup (troupe_provider_get_id (provider));
      cells[1] = g_strdup (troupe_provider_get_name (provider));
      cells[2] = g_strdup (troupe_provider_config_get_kind (config));
      cells[3] = g_strdup (name_key (provider));
      cells[4] = g_strdup (base_url != NULL ? base_url : "");
      g_ptr_array_add (rows, cells);

      troupe_cli_json_add_string (described, "id", troupe_provider_get_id (provider));
      troupe_cli_json_add_string (described, "name", troupe_provider_get_name (provider));
      troupe_cli_json_add_string (described, "kind", troupe_provider_config_get_kind (config));
      troupe_cli_json_add_string (described, "base_url", base_url);
      json_object_set_boolean_member (described, "has_key", key != NULL && *key != '\0');
      json_array_add_object_element (array, described);
    }

  json_object_set_array_member (object, "providers", array);
  node = troupe_cli_json_wrap (object);
  troupe_cli_printer_json (context->printer, node);
  troupe_cli_printer_table (context->printer, titles, rows);

  return TROUPE_CLI_STATUS_DONE;
}

static TroupeCliStatus
test (TroupeCliContext *context,
      const char       *id)
{
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) models = NULL;
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = NULL;
  TroupeProvider *provider = troupe_cli_provider_find (context, id, NULL, &error);
  gint64 started_us = troupe_clock_get_monotonic_us ();
  gint64 duration_ms;

  if (provider == NULL)
    return troupe_cli_context_fail (context, error);

  models = troupe_cli_provider_list_models (context, provider, &error);
  duration_ms = (troupe_clock_get_monotonic_us () - started_us) / 1000;

  troupe_cli_json_add_string (object, "provider", id);
  json_object_set_boolean_member (object, "ok", models != NULL);
  troupe_cli_json_add_count (object, "models", models != NULL ? (gint64) g_strv_length (models) : -1);
  troupe_cli_json_add_count (object, "duration_ms", duration_ms);
  troupe_cli_json_add_string (object, "error", error != NULL ? error->message : NULL);
  node = troupe_cli_json_wrap (object);
  troupe_cli_printer_json (context->printer, node);

  if (models == NULL)
    return troupe_cli_context_fail (context, error);

  troupe_cli_printer_line (context->printer, TROUPE_CLI_STYLE_PLAIN,
                           /* Translators: a provider's name, a number of models, and a number of milliseconds */
                           ngettext ("%s answers: %u model, in %" G_GINT64_FORMAT " ms",
                                     "%s answers: %u models, in %" G_GINT64_FORMAT " ms", g_strv_length (models)),
                           troupe_provider_get_name (provider), g_strv_length (models), duration_ms);
  return TROUPE_CLI_STATUS_DONE;
}

/**
 * troupe_cli_run_providers:
 * @context: the context
 * @arguments: (array zero-terminated=1): what stands behind the name of the command
 *
 * Runs “troupectl providers”, which lists the providers, and tries one out.
 *
 * Returns: how it ended; what failed is said already
 */
TroupeCliStatus
troupe_cli_run_providers (TroupeCliContext  *context,
                          char             **arguments)
{
  g_auto(GStrv) rest = NULL;
  g_autoptr(GError) error = NULL;
  gboolean is_test;

  if (!troupe_cli_options_parse (context, _("list | test ID"), NULL, NULL, arguments, &rest, &error))
    return troupe_cli_context_fail (context, error);

  is_test = g_strcmp0 (rest[0], "test") == 0;
  if (rest[0] == NULL)
    troupe_cli_fail_usage (&error, _("What about the providers? Use list or test."));
  else if (!is_test && !g_str_equal (rest[0], "list"))
    troupe_cli_fail_usage (&error, _("“%s” can’t be done with providers; use list or test."), rest[0]);
  else if (troupe_cli_options_expect (rest, is_test ? 2 : 1, _("Which provider? Name it by its id."), &error))
    troupe_cli_context_open (context, &error);

  if (error != NULL)
    return troupe_cli_context_fail (context, error);

  return is_test ? test (context, rest[1]) : list (context);
}
