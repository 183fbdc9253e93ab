/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-run-terms.h"

/**
 * troupe_run_terms_set_unsaved:
 * @self: terms
 * @provider: (nullable): the id of a provider
 * @base_url: (nullable): where it is; without it both are unset
 *
 * Says where a provider is that stands in no file. A name and a password in @base_url are left out: they are a key.
 */
void
troupe_run_terms_set_unsaved (TroupeRunTerms *self,
                              const char     *provider,
                              const char     *base_url)
{
  g_autoptr(GUri) uri = base_url != NULL ? g_uri_parse (base_url, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED, NULL) : NULL;
  char *plain = uri != NULL ? g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO) : NULL;
  char *id = plain != NULL ? g_strdup (provider) : NULL;

  g_free (self->provider);
  g_free (self->base_url);
  self->provider = id;
  self->base_url = plain;
}

/**
 * troupe_run_terms_clear:
 * @self: terms
 *
 * Frees what is in them; nothing is said then.
 */
void
troupe_run_terms_clear (TroupeRunTerms *self)
{
  g_clear_pointer (&self->budget, g_free);
  g_clear_pointer (&self->provider, g_free);
  g_clear_pointer (&self->base_url, g_free);
  self->n_provider_jobs = 0;
  self->is_exact = FALSE;
  self->is_unjudged = FALSE;
  self->has_ceiling = FALSE;
}

/**
 * troupe_run_terms_is_plain:
 * @self: terms
 *
 * Says whether they say nothing.
 *
 * Returns: whether they do
 */
gboolean
troupe_run_terms_is_plain (const TroupeRunTerms *self)
{
  return self->budget == NULL && self->base_url == NULL && self->n_provider_jobs == 0 && !self->is_exact &&
         !self->is_unjudged && !self->has_ceiling;
}
