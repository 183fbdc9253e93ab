/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "troupe-codec.h"
#include "troupe-definition-text.h"

/*
 * A definition as the text that a person edits: what a file of it would hold.
 */

/* What messages call the text, before it is taken off again. */
#define NAME "text"

/**
 * troupe_text_problem_free:
 * @self: (transfer full) (nullable): a problem
 *
 * Frees it.
 */
void
troupe_text_problem_free (TroupeTextProblem *self)
{
  if (self == NULL)
    return;

  g_free (self->message);
  g_free (self);
}

/* How much stands at @at, in characters: a word, a number, a string as far as its line goes, or else one sign. */
static guint
measure_token (const char *at)
{
  const char *end = at;

  if (*at == '"')
    {
      for (end++; *end != '"' && *end != '\n' && *end != '\0'; end++)
        if (*end == '\\' && end[1] != '\n' && end[1] != '\0')
          end++;
      end += *end == '"';
    }
  else
    {
      while (g_ascii_isalnum (*end) || (*end != '\0' && strchr ("+-._", *end) != NULL))
        end++;
    }

  return end > at ? (guint) g_utf8_strlen (at, end - at) : 1;
}

static void
place_problem (TroupeTextProblem *self,
               const char        *text)
{
  const char *at = text;

  for (guint line = 1; line < self->line && at != NULL; line++)
    {
      at = strchr (at, '\n');
      at = at != NULL ? at + 1 : NULL;
    }

  for (guint column = 1; at != NULL && column < self->column && *at != '\0'; column++)
    at = g_utf8_next_char (at);

  if (at == NULL)
    at = text + strlen (text);
  self->offset = (guint) g_utf8_pointer_to_offset (text, at);
  self->start = self->offset;
  self->n_characters = *at != '\0' ? 1 : 0;

  if (*at != '\0' && !g_ascii_isspace (*at))
    {
      self->n_characters = measure_token (at);
      return;
    }

  /* Nothing can be marked where nothing is, so the last that stands before it is. */
  for (const char *p = at; p > text;)
    {
      p = g_utf8_prev_char (p);
      if (g_ascii_isspace (*p))
        continue;

      self->start = (guint) g_utf8_pointer_to_offset (text, p);
      self->n_characters = 1;
      return;
    }
}

/* @message begins with a place, where there is one. */
static TroupeTextProblem *
new_problem (const char *text,
             const char *message)
{
  TroupeTextProblem *self = g_new0 (TroupeTextProblem, 1);

  self->message = g_strdup (troupe_json_error_split (message, NAME, &self->line, &self->column));
  self->line = MAX (self->line, 1);
  self->column = MAX (self->column, 1);
  place_problem (self, text);

  return self;
}

/**
 * troupe_definition_text_write:
 * @definition: a definition
 *
 * Writes just what would be saved.
 *
 * Returns: (transfer full): JSON with a line break at its end
 */
char *
troupe_definition_text_write (TroupeDefinition *definition)
{
  g_autoptr(JsonNode) node = NULL;

  g_return_val_if_fail (TROUPE_IS_DEFINITION (definition), NULL);

  node = troupe_codec_encode (definition);

  return troupe_json_write (node, TRUE, NULL);
}

static gboolean
check_id (TroupeJsonDocument  *document,
          TroupeDefinition    *definition,
          const char          *saved_id,
          GError             **error)
{
  const char *id = troupe_definition_get_id (definition);

  if (saved_id == NULL || g_str_equal (id, saved_id))
    return TRUE;

  troupe_json_document_set_error (document, error, "/id", TROUPE_JSON_ERROR_VALUE,
                                  _("the id stays “%s”, because it is saved under it; duplicate it to have one of another id"),
                                  saved_id);
  return FALSE;
}

static TroupeDefinition *
read_text (TroupeKind   kind,
           const char  *text,
           const char  *saved_id,
           GError     **error)
{
  g_autoptr(TroupeJsonDocument) document = troupe_json_document_parse (NAME, text, -1, error);
  g_autoptr(TroupeDefinition) definition = NULL;

  if (document == NULL)
    return NULL;

  definition = troupe_codec_decode (kind, document, NULL, error);
  if (definition == NULL || !check_id (document, definition, saved_id, error))
    return NULL;

  return g_steal_pointer (&definition);
}

/**
 * troupe_definition_text_read:
 * @kind: what @text should be
 * @text: what somebody typed, in UTF-8
 * @saved_id: (nullable): the id that the definition is saved under, which it must keep
 * @problem: (out) (transfer full) (nullable): why there is no definition
 *
 * Reads a definition. Its scope and revision are not set. It touches nothing else, so that it can be done in a thread.
 *
 * Returns: (transfer full) (nullable): the definition, or %NULL with @problem set
 */
TroupeDefinition *
troupe_definition_text_read (TroupeKind          kind,
                             const char         *text,
                             const char         *saved_id,
                             TroupeTextProblem **problem)
{
  g_autoptr(GError) error = NULL;
  TroupeDefinition *definition;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (problem != NULL, NULL);

  definition = read_text (kind, text, saved_id, &error);
  *problem = definition == NULL ? new_problem (text, error->message) : NULL;

  return definition;
}

static gboolean
nodes_equal (JsonNode *a,
             JsonNode *b)
{
  return a == b || (a != NULL && b != NULL && json_node_equal (a, b));
}

static JsonObject *merge_objects (JsonObject *base,
                                  JsonObject *mine,
                                  JsonObject *theirs);

/* (transfer full) (nullable): what a member comes to, or %NULL when it has gone */
static JsonNode *
merge_nodes (JsonNode *base,
             JsonNode *mine,
             JsonNode *theirs)
{
  JsonNode *winner = nodes_equal (mine, base) ? theirs : mine;

  if (winner == mine && base != NULL && mine != NULL && theirs != NULL &&
      JSON_NODE_HOLDS_OBJECT (base) && JSON_NODE_HOLDS_OBJECT (mine) && JSON_NODE_HOLDS_OBJECT (theirs))
    {
      JsonNode *node = json_node_alloc ();

      json_node_init (node, JSON_NODE_OBJECT);
      json_node_take_object (node, merge_objects (json_node_get_object (base), json_node_get_object (mine),
                                                  json_node_get_object (theirs)));
      return node;
    }

  return winner != NULL ? json_node_copy (winner) : NULL;
}

/* (transfer full): the members of both, in the order of @mine, new ones of @theirs behind */
static JsonObject *
merge_objects (JsonObject *base,
               JsonObject *mine,
               JsonObject *theirs)
{
  JsonObject *result = json_object_new ();
  JsonObject *sides[] = { mine, theirs };

  for (guint side = 0; side < G_N_ELEMENTS (sides); side++)
    {
      g_autoptr(GList) names = json_object_get_members (sides[side]);

      for (GList *l = names; l != NULL; l = l->next)
        {
          JsonNode *node;

          if (json_object_has_member (result, l->data))
            continue;

          node = merge_nodes (json_object_get_member (base, l->data), json_object_get_member (mine, l->data),
                              json_object_get_member (theirs, l->data));
          if (node != NULL)
            json_object_set_member (result, l->data, node);
        }
    }

  return result;
}

static JsonNode *
parse_object (const char *text)
{
  g_autoptr(TroupeJsonDocument) document = troupe_json_document_parse (NAME, text, -1, NULL);
  JsonNode *root = document != NULL ? troupe_json_document_get_root (document) : NULL;

  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_ref (root) : NULL;
}

/**
 * troupe_definition_text_merge:
 * @kind: what all of them are
 * @base: what both sides began with
 * @mine: one side; it wins where both changed the same value
 * @theirs: the other side
 *
 * Puts together what two sides changed, member by member; a list is one value.
 *
 * Returns: (transfer full) (nullable): the definition, or %NULL when the two do not go together
 */
TroupeDefinition *
troupe_definition_text_merge (TroupeKind  kind,
                              const char *base,
                              const char *mine,
                              const char *theirs)
{
  g_autoptr(JsonNode) base_node = NULL;
  g_autoptr(JsonNode) mine_node = NULL;
  g_autoptr(JsonNode) theirs_node = NULL;
  g_autoptr(JsonNode) merged = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (base != NULL, NULL);
  g_return_val_if_fail (mine != NULL, NULL);
  g_return_val_if_fail (theirs != NULL, NULL);

  base_node = parse_object (base);
  mine_node = parse_object (mine);
  theirs_node = parse_object (theirs);
  if (base_node == NULL || mine_node == NULL || theirs_node == NULL)
    return NULL;

  merged = json_node_alloc ();
  json_node_init (merged, JSON_NODE_OBJECT);
  json_node_take_object (merged, merge_objects (json_node_get_object (base_node), json_node_get_object (mine_node),
                                                json_node_get_object (theirs_node)));
  text = troupe_json_write (merged, FALSE, NULL);

  return read_text (kind, text, NULL, NULL);
}
