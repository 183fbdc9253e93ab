/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-rehearsal-provider.h"
#include "troupe-rehearsal-reply.h"

/**
 * TroupeRehearsalProvider:
 *
 * The provider that is always there: it answers with no network, no key, no model and no cost, and says so in each
 * answer. #TroupeRehearsalScript has the words.
 */

struct _TroupeRehearsalProvider
{
  TroupeProvider parent_instance;
};

G_DEFINE_FINAL_TYPE (TroupeRehearsalProvider, troupe_rehearsal_provider, TROUPE_TYPE_PROVIDER)

static gboolean
idle_cb (gpointer user_data)
{
  GTask *task = user_data;

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;

  if (g_task_get_source_tag (task) == troupe_provider_list_models_async)
    {
      static const char * const models[] = { "rehearsal", "rehearsal-fast", "rehearsal-slow", NULL };

      g_task_return_pointer (task, g_strdupv ((char **) models), (GDestroyNotify) g_strfreev);
    }
  else
    {
      TroupeProvider *self = g_task_get_source_object (task);
      TroupeRehearsalScript *script = g_task_get_task_data (task);
      guint idle_timeout_ms = troupe_provider_config_get_idle_timeout_ms (troupe_provider_get_config (self));

      if (script->error != NULL)
        g_task_return_error (task, g_steal_pointer (&script->error));
      else
        g_task_return_pointer (task, troupe_rehearsal_reply_new (script, idle_timeout_ms), g_object_unref);
    }

  return G_SOURCE_REMOVE;
}

static void
start (TroupeProvider      *provider,
       TroupeRequest       *request,
       gpointer             source_tag,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (provider, cancellable, callback, user_data);
  g_autoptr(GSource) source = g_idle_source_new ();

  g_task_set_source_tag (task, source_tag);
  if (request != NULL)
    g_task_set_task_data (task, troupe_rehearsal_script_new (request),
                          (GDestroyNotify) troupe_rehearsal_script_unref);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_task_attach_source (task, source, idle_cb);
}

static void
troupe_rehearsal_provider_send_async (TroupeProvider      *provider,
                                      TroupeRequest       *request,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  start (provider, request, troupe_provider_send_async, cancellable, callback, user_data);
}

static TroupeReply *
troupe_rehearsal_provider_send_finish (TroupeProvider  *provider,
                                       GAsyncResult    *result,
                                       GError         **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
troupe_rehearsal_provider_list_models_async (TroupeProvider      *provider,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data)
{
  start (provider, NULL, troupe_provider_list_models_async, cancellable, callback, user_data);
}

static char **
troupe_rehearsal_provider_list_models_finish (TroupeProvider  *provider,
                                              GAsyncResult    *result,
                                              GError         **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
troupe_rehearsal_provider_class_init (TroupeRehearsalProviderClass *klass)
{
  TroupeProviderClass *provider_class = TROUPE_PROVIDER_CLASS (klass);

  provider_class->send_async = troupe_rehearsal_provider_send_async;
  provider_class->send_finish = troupe_rehearsal_provider_send_finish;
  provider_class->list_models_async = troupe_rehearsal_provider_list_models_async;
  provider_class->list_models_finish = troupe_rehearsal_provider_list_models_finish;
}

static void
troupe_rehearsal_provider_init (TroupeRehearsalProvider *self)
{
}

/**
 * troupe_rehearsal_provider_new:
 * @config: its name and how long it may be silent
 *
 * Makes a Rehearsal.
 *
 * Returns: (transfer full): the provider
 */
TroupeProvider *
troupe_rehearsal_provider_new (TroupeProviderConfig *config)
{
  return g_object_new (TROUPE_TYPE_REHEARSAL_PROVIDER, "config", config, NULL);
}
