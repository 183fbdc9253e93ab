/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-persona.h"
#include "troupe-prompt-preset.h"
#include "troupe-search.h"

/**
 * TroupeSearch:
 *
 * Words that are looked for in definitions: in the name, the id, the description and the prompts.
 *
 * What is searched is folded once for each revision of a definition and kept with it, so that a keystroke costs no more than
 * strstr() for each of them. Case and accents do not matter. Main thread only.
 */
struct _TroupeSearch
{
  char **words;      /* folded; none of them empty */
};

typedef struct
{
  char  *text;
  gsize  size_bytes;
} Key;

static void
key_free (gpointer data)
{
  Key *key = data;

  g_free (key->text);
  g_free (key);
}

static GQuark
key_quark (void)
{
  static GQuark quark;

  if (G_UNLIKELY (quark == 0))
    quark = g_quark_from_static_string ("troupe-search-text");

  return quark;
}

static void
append_folded (GString    *text,
               const char *part)
{
  g_autofree char *folded = NULL;

  if (part == NULL || *part == '\0')
    return;

  folded = troupe_search_fold (part);
  g_string_append (text, folded);
  g_string_append_c (text, '\n');
}

static void
append_prompts (GString          *text,
                TroupeDefinition *definition)
{
  TroupeAiSettings *settings = NULL;

  if (TROUPE_IS_PROMPT_PRESET (definition))
    settings = troupe_prompt_preset_get_settings (TROUPE_PROMPT_PRESET (definition));
  else if (TROUPE_IS_PERSONA (definition))
    settings = troupe_persona_get_settings (TROUPE_PERSONA (definition));
  if (settings != NULL)
    append_folded (text, troupe_ai_settings_get_string (settings, TROUPE_FIELD_SYSTEM_PROMPT));

  for (TroupeTier tier = TROUPE_TIER_ORCHESTRATOR; TROUPE_IS_PERSONA (definition) && tier < TROUPE_N_TIERS; tier++)
    {
      settings = troupe_persona_get_tier_settings (TROUPE_PERSONA (definition), tier);
      if (settings != NULL)
        append_folded (text, troupe_ai_settings_get_string (settings, TROUPE_FIELD_SYSTEM_PROMPT));
    }
}

static void
definition_changed_cb (GObject *object)
{
  g_signal_handlers_disconnect_by_func (object, definition_changed_cb, NULL);
  g_object_set_qdata (object, key_quark (), NULL);
}

static const Key *
get_key (TroupeDefinition *definition)
{
  Key *key = g_object_get_qdata (G_OBJECT (definition), key_quark ());
  GString *text = NULL;

  if (G_LIKELY (key != NULL))
    return key;

  text = g_string_new (NULL);
  append_folded (text, troupe_definition_get_name (definition));
  append_folded (text, troupe_definition_get_id (definition));
  append_folded (text, troupe_definition_get_description (definition));
  append_prompts (text, definition);

  key = g_new0 (Key, 1);
  key->size_bytes = text->len;
  key->text = g_string_free (text, FALSE);
  g_object_set_qdata_full (G_OBJECT (definition), key_quark (), key, key_free);
  g_signal_connect (definition, "notify", G_CALLBACK (definition_changed_cb), NULL);

  return key;
}

/**
 * troupe_search_fold:
 * @text: a text, in UTF-8
 *
 * Takes off what does not matter in a search: case and accents, in whatever script.
 *
 * Returns: (transfer full): the text, to be compared with others that were folded
 */
char *
troupe_search_fold (const char *text)
{
  g_autofree char *decomposed = NULL;
  g_autofree char *folded = NULL;
  GString *plain = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  /* Most text has no accents to take off, and a long prompt is folded fifty times as fast without looking for them. */
  if (g_str_is_ascii (text))
    return g_ascii_strdown (text, -1);

  decomposed = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  folded = g_utf8_casefold (decomposed != NULL ? decomposed : text, -1);
  plain = g_string_sized_new (strlen (folded));
  for (const char *c = folded; *c != '\0'; c = g_utf8_next_char (c))
    if (!g_unichar_ismark (g_utf8_get_char (c)))
      g_string_append_len (plain, c, g_utf8_next_char (c) - c);

  return g_string_free (plain, FALSE);
}

/**
 * troupe_search_new:
 * @text: (nullable): what somebody typed, in UTF-8
 *
 * Makes a search for all words of @text.
 *
 * Returns: (transfer full): the search
 */
TroupeSearch *
troupe_search_new (const char *text)
{
  TroupeSearch *self = g_new0 (TroupeSearch, 1);
  g_autofree char *folded = troupe_search_fold (text != NULL ? text : "");
  g_auto(GStrv) parts = g_strsplit_set (folded, " \t\r\n", -1);
  g_autoptr(GStrvBuilder) words = g_strv_builder_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (words, parts[i]);
  self->words = g_strv_builder_end (words);

  return self;
}

/**
 * troupe_search_free:
 * @self: (transfer full) (nullable): a search
 *
 * Frees it.
 */
void
troupe_search_free (TroupeSearch *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->words, g_strfreev);
  g_free (self);
}

/**
 * troupe_search_is_empty:
 * @self: a search
 *
 * Returns: whether it finds everything
 */
gboolean
troupe_search_is_empty (const TroupeSearch *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->words[0] == NULL;
}

/**
 * troupe_search_narrows:
 * @self: a search
 * @before: the search before it
 *
 * Returns: whether @self finds nothing that @before did not find
 */
gboolean
troupe_search_narrows (const TroupeSearch *self,
                       const TroupeSearch *before)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (before != NULL, FALSE);

  for (guint i = 0; before->words[i] != NULL; i++)
    {
      gboolean is_part = FALSE;

      for (guint j = 0; !is_part && self->words[j] != NULL; j++)
        is_part = strstr (self->words[j], before->words[i]) != NULL;
      if (!is_part)
        return FALSE;
    }

  return TRUE;
}

/**
 * troupe_search_matches:
 * @self: a search
 * @definition: a definition
 *
 * Returns: whether every word is in the name, the id, the description or a prompt of @definition
 */
gboolean
troupe_search_matches (const TroupeSearch *self,
                       TroupeDefinition   *definition)
{
  const Key *key = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (TROUPE_IS_DEFINITION (definition), FALSE);

  if (self->words[0] == NULL)
    return TRUE;

  key = get_key (definition);
  for (guint i = 0; self->words[i] != NULL; i++)
    if (strstr (key->text, self->words[i]) == NULL)
      return FALSE;

  return TRUE;
}

/**
 * troupe_search_prepare:
 * @definition: a definition
 *
 * Folds what is searched in @definition, which the first search would do otherwise. Until @definition changes, a second call
 * costs nothing.
 *
 * Returns: how much there is to search, in bytes
 */
gsize
troupe_search_prepare (TroupeDefinition *definition)
{
  g_return_val_if_fail (TROUPE_IS_DEFINITION (definition), 0);

  return get_key (definition)->size_bytes;
}
