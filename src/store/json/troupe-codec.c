/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "troupe-codec-private.h"

#define REVISION_LENGTH 12

/**
 * TroupeCodec:
 * @kind: what it reads and writes
 * @format: the value of the member "format"
 * @folder: where such files are, inside a scope
 * @decode: reads all but "format", "id", name and description
 * @encode: writes all but those
 *
 * How one kind of definition is written. Codecs touch no files.
 */
static const TroupeCodec codecs[TROUPE_N_KINDS] = {
  [TROUPE_KIND_PERSONA] = {
    TROUPE_KIND_PERSONA, "troupe-persona/1", "personas",
    troupe_persona_codec_decode, troupe_persona_codec_encode,
  },
  [TROUPE_KIND_PROMPT_PRESET] = {
    TROUPE_KIND_PROMPT_PRESET, "troupe-prompt/1", "prompts",
    troupe_prompt_preset_codec_decode, troupe_prompt_preset_codec_encode,
  },
  [TROUPE_KIND_TOOL_PRESET] = {
    TROUPE_KIND_TOOL_PRESET, "troupe-tool-preset/1", "tool-presets",
    troupe_tool_preset_codec_decode, troupe_tool_preset_codec_encode,
  },
  [TROUPE_KIND_BIAS_PROFILE] = {
    TROUPE_KIND_BIAS_PROFILE, "troupe-bias-profile/1", "bias-profiles",
    troupe_bias_profile_codec_decode, troupe_bias_profile_codec_encode,
  },
  [TROUPE_KIND_TRACK] = {
    TROUPE_KIND_TRACK, "troupe-track/1", "tracks",
    troupe_track_codec_decode, troupe_track_codec_encode,
  },
};

/**
 * troupe_codec_get:
 * @kind: a kind of definition
 *
 * Returns: (transfer none): how it is written
 */
const TroupeCodec *
troupe_codec_get (TroupeKind kind)
{
  g_return_val_if_fail ((guint) kind < TROUPE_N_KINDS, NULL);

  return &codecs[kind];
}

/* A track has a title in place of a name, and its goal in place of a description. */
static const char *
get_name_member (TroupeKind kind)
{
  return kind == TROUPE_KIND_TRACK ? "title" : "name";
}

static gboolean
read_header (TroupeJsonReader   *reader,
             const TroupeCodec  *codec,
             const char         *expected_id,
             const char        **id)
{
  if (!troupe_codec_check_format (reader, codec->format, TRUE) ||
      !troupe_json_reader_require (reader, "id") ||
      !troupe_codec_read_id (reader, "id", id))
    return FALSE;

  if (expected_id == NULL || strcmp (expected_id, *id) == 0)
    return TRUE;

  troupe_json_reader_fail (reader, "id", TROUPE_JSON_ERROR_VALUE,
                           _("the id is “%s”, but the file is named for “%s”; make the two equal"), *id, expected_id);
  return FALSE;
}

/**
 * troupe_codec_decode_object:
 * @kind: what should be there
 * @reader: the object to read; it has failed if %NULL is returned
 * @expected_id: (nullable): the id that the file's name promises
 *
 * Makes a definition of one object of a document, as troupe_codec_decode() does of all of it. What it gives is only of use if
 * the outermost reader ends without an error.
 *
 * Returns: (transfer full) (nullable): the definition
 */
TroupeDefinition *
troupe_codec_decode_object (TroupeKind        kind,
                            TroupeJsonReader *reader,
                            const char       *expected_id)
{
  const TroupeCodec *codec = troupe_codec_get (kind);
  g_autoptr(TroupeDefinition) definition = NULL;
  g_autoptr(JsonObject) extra = NULL;
  const char *id = NULL;
  const char *name = NULL;
  const char *description = NULL;

  g_return_val_if_fail (codec != NULL, NULL);
  g_return_val_if_fail (reader != NULL, NULL);

  if (!read_header (reader, codec, expected_id, &id))
    return NULL;

  troupe_json_reader_get_string (reader, get_name_member (kind), &name);
  if (kind != TROUPE_KIND_TRACK)
    troupe_json_reader_get_string (reader, "description", &description);
  definition = codec->decode (reader, id);
  if (definition == NULL || troupe_json_reader_has_failed (reader))
    return NULL;

  troupe_definition_set_name (definition, name);
  if (description != NULL)
    troupe_definition_set_description (definition, description);

  extra = troupe_json_reader_dup_unknown (reader);
  troupe_definition_set_extra (definition, extra);

  return g_steal_pointer (&definition);
}

/**
 * troupe_codec_decode:
 * @kind: what should be in @document
 * @document: what was read
 * @expected_id: (nullable): the id that the file's name promises
 * @error: (optional): set on failure
 *
 * Makes a definition of what a file says. Its scope and its revision are not set: who needs the revision asks
 * troupe_codec_revision(), which costs as much as reading.
 *
 * Errors are in %TROUPE_JSON_ERROR, and name file, line and column.
 *
 * Returns: (transfer full) (nullable): the definition
 */
TroupeDefinition *
troupe_codec_decode (TroupeKind           kind,
                     TroupeJsonDocument  *document,
                     const char          *expected_id,
                     GError             **error)
{
  g_autoptr(TroupeJsonReader) reader = NULL;
  g_autoptr(TroupeDefinition) definition = NULL;

  g_return_val_if_fail (document != NULL, NULL);

  reader = troupe_json_reader_new (document);
  definition = troupe_codec_decode_object (kind, reader, expected_id);
  if (!troupe_json_reader_finish (reader, error))
    return NULL;

  return g_steal_pointer (&definition);
}

static JsonNode *
encode (TroupeDefinition *definition,
        gboolean          is_canonical)
{
  const TroupeCodec *codec = troupe_codec_get (troupe_definition_get_kind (definition));
  g_autoptr(JsonObject) object = json_object_new ();

  troupe_codec_write_text (object, "format", codec->format);
  troupe_codec_write_text (object, "id", troupe_definition_get_id (definition));
  if (troupe_definition_has_name (definition))
    troupe_codec_write_text (object, get_name_member (codec->kind), troupe_definition_get_name (definition));
  if (codec->kind != TROUPE_KIND_TRACK)
    troupe_codec_write_string (object, "description", troupe_definition_get_description (definition));

  codec->encode (definition, object, is_canonical);
  troupe_codec_write_extra (object, troupe_definition_get_extra (definition), is_canonical);
  return json_node_init_object (json_node_alloc (), object);
}

/**
 * troupe_codec_encode:
 * @definition: what to write
 *
 * Writes a definition: known members in a fixed order, then unknown ones as they were.
 *
 * Returns: (transfer full): an object node
 */
JsonNode *
troupe_codec_encode (TroupeDefinition *definition)
{
  g_return_val_if_fail (TROUPE_IS_DEFINITION (definition), NULL);

  return encode (definition, FALSE);
}

/**
 * troupe_codec_revision:
 * @definition: a definition
 *
 * Names what @definition says now: the first 12 hexadecimal digits of the SHA-256 of its canonical JSON.
 *
 * Returns: (transfer full): the revision
 */
char *
troupe_codec_revision (TroupeDefinition *definition)
{
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;
  char *digest;

  g_return_val_if_fail (TROUPE_IS_DEFINITION (definition), NULL);

  node = encode (definition, TRUE);
  text = troupe_json_write_canonical (node);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  digest[REVISION_LENGTH] = '\0';
  return digest;
}

/* Whether @reader says that it is written as @format. */
gboolean
troupe_codec_check_format (TroupeJsonReader *reader,
                           const char       *format,
                           gboolean          is_required)
{
  const char *slash = strchr (format, '/');
  const char *found = NULL;

  if (is_required && !troupe_json_reader_require (reader, "format"))
    return FALSE;
  if (!troupe_json_reader_get_string (reader, "format", &found))
    return !troupe_json_reader_has_failed (reader);
  if (strcmp (found, format) == 0)
    return TRUE;

  if (strncmp (found, format, (gsize) (slash - format) + 1) == 0)
    troupe_json_reader_fail (reader, "format", TROUPE_JSON_ERROR_VALUE,
                             _("the format “%s” is not known; this version of Troupe reads “%s”"), found, format);
  else
    troupe_json_reader_fail (reader, "format", TROUPE_JSON_ERROR_VALUE,
                             _("the format should be “%s”, not “%s”"), format, found);
  return FALSE;
}

/* FALSE, with the reader failed, if @name is missing or not an id. @id is the reader’s. */
gboolean
troupe_codec_read_id (TroupeJsonReader  *reader,
                      const char        *name,
                      const char       **id)
{
  const char *found;

  if (!troupe_json_reader_get_string (reader, name, &found))
    return FALSE;

  if (!troupe_id_is_valid (found))
    {
      troupe_json_reader_fail (reader, name, TROUPE_JSON_ERROR_VALUE,
                               _("“%s” is “%s”, which is not an id; use up to 64 small letters, digits and dashes"),
                               name, found);
      return FALSE;
    }

  *id = found;
  return TRUE;
}

/* Reads one of the nicks of an enumeration. @name may be the name of any member, so it is escaped for the place. */
gboolean
troupe_codec_read_choice (TroupeJsonReader *reader,
                          const char       *name,
                          GType             type,
                          int              *value)
{
  const char *nick;
  g_autoptr(GEnumClass) klass = NULL;
  g_autoptr(GString) choices = NULL;

  if (!troupe_json_reader_get_string (reader, name, &nick))
    return FALSE;
  if (troupe_enum_from_nick (type, nick, value))
    return TRUE;

  klass = g_type_class_ref (type);
  choices = g_string_new (NULL);
  for (guint i = 0; i < klass->n_values; i++)
    g_string_append_printf (choices, "%s“%s”", i > 0 ? ", " : "", klass->values[i].value_nick);

  troupe_json_reader_fail (reader, name, TROUPE_JSON_ERROR_VALUE,
                           /* Translators: a member's name, its value, and a list of the values that it can have */
                           _("“%s” is “%s”; it should be one of %s"), name, nick, choices->str);
  return FALSE;
}

/* Writes a text that says something. */
void
troupe_codec_write_string (JsonObject *object,
                           const char *name,
                           const char *value)
{
  if (value != NULL && *value != '\0')
    troupe_codec_write_text (object, name, value);
}

/* Writes a text even if it is empty. */
void
troupe_codec_write_text (JsonObject *object,
                         const char *name,
                         const char *value)
{
  json_object_set_member (object, name, troupe_json_node_new_string (value != NULL ? value : ""));
}

/* Appends the members that no codec knows, unless one has written a member of that name meanwhile. */
void
troupe_codec_write_extra (JsonObject *object,
                          JsonObject *extra,
                          gboolean    is_canonical)
{
  g_autoptr(GList) names = NULL;

  if (extra == NULL)
    return;

  names = json_object_get_members (extra);
  if (is_canonical)
    names = g_list_sort (names, (GCompareFunc) strcmp);

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonNode *node = json_object_get_member (extra, l->data);

      if (!json_object_has_member (object, l->data))
        json_object_set_member (object, l->data,
                                is_canonical ? troupe_json_node_copy_sorted (node) : json_node_copy (node));
    }
}
