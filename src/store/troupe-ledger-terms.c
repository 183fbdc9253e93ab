/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-enum-types.h"
#include "troupe-json.h"
#include "troupe-ledger-private.h"

/* The terms of a run, to a column and back. */

/*
 * troupe_ledger_terms_write:
 * @terms: on which terms a run is performed
 *
 * Writes them as a JSON object.
 *
 * Returns: (transfer full) (nullable): the object, or %NULL if they say nothing
 */
char *
troupe_ledger_terms_write (const TroupeRunTerms *terms)
{
  g_autoptr(JsonObject) object = NULL;
  g_autoptr(JsonNode) node = NULL;

  if (troupe_run_terms_is_plain (terms))
    return NULL;

  object = json_object_new ();
  if (terms->budget != NULL)
    json_object_set_string_member (object, "budget", terms->budget);
  if (terms->base_url != NULL)
    {
      json_object_set_string_member (object, "provider", terms->provider != NULL ? terms->provider : "");
      json_object_set_string_member (object, "base_url", terms->base_url);
    }
  if (terms->n_provider_jobs > 0)
    json_object_set_int_member (object, "provider_jobs", terms->n_provider_jobs);
  if (terms->is_exact)
    json_object_set_boolean_member (object, "exact_model", TRUE);
  if (terms->is_unjudged)
    json_object_set_boolean_member (object, "no_review", TRUE);
  if (terms->has_ceiling)
    json_object_set_string_member (object, "tools", troupe_enum_get_nick (TROUPE_TYPE_PERMISSION, (int) terms->ceiling));

  node = json_node_alloc ();
  json_node_init_object (node, object);

  return troupe_json_write (node, FALSE, NULL);
}

static const char *
get_text (JsonObject *object,
          const char *name)
{
  JsonNode *member = json_object_get_member (object, name);

  return member != NULL && troupe_json_node_is_string (member) ? troupe_json_node_get_string (member) : NULL;
}

static gboolean
get_flag (JsonObject *object,
          const char *name)
{
  JsonNode *member = json_object_get_member (object, name);

  return member != NULL && JSON_NODE_HOLDS_VALUE (member) && json_node_get_value_type (member) == G_TYPE_BOOLEAN &&
         json_node_get_boolean (member);
}

/*
 * troupe_ledger_terms_read:
 * @text: (nullable): what troupe_ledger_terms_write() wrote
 * @terms: filled with what it says; what can't be read says nothing
 *
 * Reads them.
 */
void
troupe_ledger_terms_read (const char     *text,
                          TroupeRunTerms *terms)
{
  g_autoptr(JsonNode) node = text != NULL ? troupe_json_parse ("terms", text, -1, NULL) : NULL;
  JsonObject *object;
  JsonNode *member;
  const char *ceiling;
  gint64 n_jobs = 0;
  int value;

  troupe_run_terms_clear (terms);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;

  object = json_node_get_object (node);
  terms->budget = g_strdup (get_text (object, "budget"));
  troupe_run_terms_set_unsaved (terms, get_text (object, "provider"), get_text (object, "base_url"));

  member = json_object_get_member (object, "provider_jobs");
  if (member != NULL && troupe_json_node_get_int64 (member, &n_jobs))
    terms->n_provider_jobs = (guint) CLAMP (n_jobs, 0, G_MAXINT);

  terms->is_exact = get_flag (object, "exact_model");
  terms->is_unjudged = get_flag (object, "no_review");

  /* A ceiling that can't be read is the lowest: going on must not allow more than before. */
  ceiling = get_text (object, "tools");
  terms->has_ceiling = json_object_has_member (object, "tools");
  terms->ceiling = ceiling != NULL && troupe_enum_from_nick (TROUPE_TYPE_PERMISSION, ceiling, &value)
    ? (TroupePermission) value : TROUPE_PERMISSION_OFF;
}
