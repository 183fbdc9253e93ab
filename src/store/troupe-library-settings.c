/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "json/troupe-defaults-codec.h"
#include "json/troupe-providers-codec.h"
#include "troupe-library-private.h"

/* Saving what is not a definition: defaults and providers. */

/**
 * troupe_library_save_providers_async:
 * @self: the library
 * @configs: (element-type TroupeProviderConfig): all providers there shall be
 * @cancellable: (nullable): to stop waiting; what has begun is done all the same
 * @callback: called when done
 * @user_data: for @callback
 *
 * Writes the person's `providers.json` and takes it over.
 */
void
troupe_library_save_providers_async (TroupeLibrary       *self,
                                     GPtrArray           *configs,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(JsonNode) node = NULL;

  g_return_if_fail (TROUPE_IS_LIBRARY (self));
  g_return_if_fail (configs != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_library_save_providers_async);
  node = troupe_providers_codec_encode (configs, self->providers_extra);
  troupe_library_save_settings (self, task, TROUPE_SCOPE_USER, "providers", node);
}

/**
 * troupe_library_save_providers_finish:
 * @self: the library
 * @result: what the callback was given
 * @error: (optional): set on failure, as troupe_library_save_finish() does
 *
 * Ends troupe_library_save_providers_async().
 *
 * Returns: whether they were saved
 */
gboolean
troupe_library_save_providers_finish (TroupeLibrary  *self,
                                      GAsyncResult   *result,
                                      GError        **error)
{
  g_return_val_if_fail (TROUPE_IS_LIBRARY (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * troupe_library_save_defaults_async:
 * @self: the library
 * @scope: the person's or the project's
 * @settings: the defaults there shall be; usually a copy of troupe_library_get_defaults() that was edited
 * @cancellable: (nullable): to stop waiting; what has begun is done all the same
 * @callback: called when done
 * @user_data: for @callback
 *
 * Writes the `defaults.json` of @scope and takes it over.
 */
void
troupe_library_save_defaults_async (TroupeLibrary       *self,
                                    TroupeScope          scope,
                                    TroupeAiSettings    *settings,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(JsonNode) node = NULL;

  g_return_if_fail (TROUPE_IS_LIBRARY (self));
  g_return_if_fail (TROUPE_IS_AI_SETTINGS (settings));
  g_return_if_fail (scope == TROUPE_SCOPE_USER || scope == TROUPE_SCOPE_PROJECT);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_library_save_defaults_async);
  node = troupe_defaults_codec_encode (settings);
  troupe_library_save_settings (self, task, scope, "defaults", node);
}

/**
 * troupe_library_save_defaults_finish:
 * @self: the library
 * @result: what the callback was given
 * @error: (optional): set on failure, as troupe_library_save_finish() does
 *
 * Ends troupe_library_save_defaults_async().
 *
 * Returns: whether they were saved
 */
gboolean
troupe_library_save_defaults_finish (TroupeLibrary  *self,
                                     GAsyncResult   *result,
                                     GError        **error)
{
  g_return_val_if_fail (TROUPE_IS_LIBRARY (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
