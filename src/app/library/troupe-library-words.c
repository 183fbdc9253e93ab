/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "troupe-library-words.h"
#include "troupe-persona.h"
#include "troupe-prompt-preset.h"
#include "troupe-ticket-state.h"
#include "troupe-tool-preset.h"

/* What the library says of definitions, in whole sentences. */

/**
 * troupe_kind_get_title:
 * @kind: a kind
 *
 * Returns: (transfer none): what many of it are called, translated
 */
const char *
troupe_kind_get_title (TroupeKind kind)
{
  switch (kind)
    {
    case TROUPE_KIND_PROMPT_PRESET:
      return _("Prompt Presets");
    case TROUPE_KIND_TOOL_PRESET:
      return _("Tool Presets");
    case TROUPE_KIND_BIAS_PROFILE:
      return _("Bias Profiles");
    case TROUPE_KIND_TRACK:
      return _("Tracks");
    case TROUPE_KIND_PERSONA:
    default:
      return _("Personas");
    }
}

/**
 * troupe_kind_get_new_title:
 * @kind: a kind
 *
 * Returns: (transfer none): what making one of it is called, translated
 */
const char *
troupe_kind_get_new_title (TroupeKind kind)
{
  switch (kind)
    {
    case TROUPE_KIND_PROMPT_PRESET:
      return _("New Prompt Preset…");
    case TROUPE_KIND_TOOL_PRESET:
      return _("New Tool Preset…");
    case TROUPE_KIND_BIAS_PROFILE:
      return _("New Bias Profile…");
    case TROUPE_KIND_TRACK:
    case TROUPE_KIND_PERSONA:
    default:
      return _("New Persona…");
    }
}

/**
 * troupe_kind_get_icon:
 * @kind: a kind
 *
 * Returns: (transfer none) (nullable): the emoji of what has none of its own; %NULL for personas
 */
const char *
troupe_kind_get_icon (TroupeKind kind)
{
  switch (kind)
    {
    case TROUPE_KIND_PROMPT_PRESET:
      return "📝";
    case TROUPE_KIND_TOOL_PRESET:
      return "🧰";
    case TROUPE_KIND_BIAS_PROFILE:
      return "⚖️";
    case TROUPE_KIND_TRACK:
    case TROUPE_KIND_PERSONA:
    default:
      return NULL;
    }
}

/**
 * troupe_kind_dup_count:
 * @kind: a kind
 * @n_items: how many
 *
 * Returns: (transfer full): how many of what, such as “3 personas”
 */
char *
troupe_kind_dup_count (TroupeKind kind,
                       guint      n_items)
{
  switch (kind)
    {
    case TROUPE_KIND_PROMPT_PRESET:
      return g_strdup_printf (ngettext ("%u prompt preset", "%u prompt presets", n_items), n_items);
    case TROUPE_KIND_TOOL_PRESET:
      return g_strdup_printf (ngettext ("%u tool preset", "%u tool presets", n_items), n_items);
    case TROUPE_KIND_BIAS_PROFILE:
      return g_strdup_printf (ngettext ("%u bias profile", "%u bias profiles", n_items), n_items);
    case TROUPE_KIND_TRACK:
      return g_strdup_printf (ngettext ("%u track", "%u tracks", n_items), n_items);
    case TROUPE_KIND_PERSONA:
    default:
      return g_strdup_printf (ngettext ("%u persona", "%u personas", n_items), n_items);
    }
}

/**
 * troupe_kind_dup_count_of:
 * @kind: a kind
 * @n_items: how many are shown
 * @n_all: how many there are
 *
 * Returns: (transfer full): how many of how many, such as “3 of 12 personas”
 */
char *
troupe_kind_dup_count_of (TroupeKind kind,
                          guint      n_items,
                          guint      n_all)
{
  g_autofree char *all = troupe_kind_dup_count (kind, n_all);

  if (n_items == n_all)
    return g_steal_pointer (&all);

  /* Translators: how many are shown, and of how many, such as “12 personas” */
  return g_strdup_printf (_("%u of %s"), n_items, all);
}

/**
 * troupe_words_join:
 * @names: (array zero-terminated=1): the first names
 * @n_all: how many names there are in all
 *
 * Returns: (transfer full): a list in words, such as “A, B and 3 more”
 */
char *
troupe_words_join (char **names,
                   guint  n_all)
{
  guint n_names = g_strv_length (names);
  g_autoptr(GString) start = g_string_new (NULL);
  guint n_start = n_all > n_names || n_names < 2 ? n_names : n_names - 1;

  for (guint i = 0; i < n_start; i++)
    {
      if (i > 0)
        /* Translators: between the names of a list */
        g_string_append (start, _(", "));
      g_string_append (start, names[i]);
    }

  if (n_all > n_names && n_names > 0)
    /* Translators: a list of names, and how many more there are */
    return g_strdup_printf (ngettext ("%s and %u more", "%s and %u more", n_all - n_names), start->str, n_all - n_names);
  if (n_start < n_names)
    /* Translators: a list of names, and the last one */
    return g_strdup_printf (_("%s and %s"), start->str, names[n_start]);

  return g_strdup (start->str);
}

/**
 * troupe_words_used_by:
 * @references: who uses what
 * @kind: a kind
 * @id: an id
 * @max_names: so many names are enough
 *
 * Returns: (transfer full) (nullable): by whom it is used, such as “Used by A and B”; %NULL if it is not
 */
char *
troupe_words_used_by (TroupeReferences *references,
                      TroupeKind        kind,
                      const char       *id,
                      guint             max_names)
{
  guint n_users = troupe_references_count (references, kind, id);
  g_auto(GStrv) names = NULL;
  g_autofree char *list = NULL;

  if (n_users == 0)
    return NULL;

  names = troupe_references_dup_names (references, kind, id, max_names);
  list = troupe_words_join (names, n_users);

  /* Translators: %s is a list of names */
  return g_strdup_printf (_("Used by %s"), list);
}

static char *
dup_first_line (const char *text)
{
  const char *start = text;

  while (g_ascii_isspace (*start))
    start++;

  return *start != '\0' ? g_strndup (start, MIN (strcspn (start, "\n"), 400)) : NULL;
}

static char *
dup_tool_counts (TroupeToolPreset *preset)
{
  g_auto(GStrv) categories = troupe_tool_preset_dup_categories (preset);
  guint n_tools[TROUPE_PERMISSION_AUTO + 1] = { 0, };

  for (guint i = 0; categories[i] != NULL; i++)
    {
      g_auto(GStrv) tools = troupe_tool_preset_dup_tools (preset, categories[i]);

      for (guint j = 0; tools[j] != NULL; j++)
        n_tools[troupe_tool_preset_get_permission (preset, categories[i], tools[j])]++;
    }

  /* Translators: how many tools a preset allows, asks about, and turns off */
  return g_strdup_printf (_("%u automatic, %u ask, %u off"), n_tools[TROUPE_PERMISSION_AUTO],
                          n_tools[TROUPE_PERMISSION_ASK], n_tools[TROUPE_PERMISSION_OFF]);
}

/**
 * troupe_words_describe:
 * @definition: a definition
 *
 * Returns: (transfer full) (nullable): its description in one line, or else the beginning of what is in it
 */
char *
troupe_words_describe (TroupeDefinition *definition)
{
  const char *description = troupe_definition_get_description (definition);
  TroupeAiSettings *settings = NULL;
  const char *prompt = NULL;
  g_autofree char *line = description != NULL ? dup_first_line (description) : NULL;
  const char *end = NULL;

  if (line == NULL && TROUPE_IS_TOOL_PRESET (definition))
    return dup_tool_counts (TROUPE_TOOL_PRESET (definition));

  if (TROUPE_IS_PERSONA (definition))
    settings = troupe_persona_get_settings (TROUPE_PERSONA (definition));
  else if (TROUPE_IS_PROMPT_PRESET (definition))
    settings = troupe_prompt_preset_get_settings (TROUPE_PROMPT_PRESET (definition));
  if (settings != NULL)
    prompt = troupe_ai_settings_get_string (settings, TROUPE_FIELD_SYSTEM_PROMPT);
  if (line == NULL && prompt != NULL)
    line = dup_first_line (prompt);
  /* It may have been cut within a character. */
  if (line != NULL && !g_utf8_validate (line, -1, &end))
    line[end - line] = '\0';

  return g_steal_pointer (&line);
}

/**
 * troupe_words_tiers:
 * @definition: a definition
 *
 * Returns: (transfer full) (nullable): the tiers that it is cast in; %NULL for none
 */
char *
troupe_words_tiers (TroupeDefinition *definition)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) tiers = NULL;

  if (!TROUPE_IS_PERSONA (definition))
    return NULL;

  for (TroupeTier tier = TROUPE_TIER_ORCHESTRATOR; tier < TROUPE_N_TIERS; tier++)
    if (troupe_persona_get_tier_settings (TROUPE_PERSONA (definition), tier) != NULL)
      g_strv_builder_add (builder, troupe_tier_get_label (tier));
  tiers = g_strv_builder_end (builder);

  return tiers[0] != NULL ? g_strjoinv (_(", "), tiers) : NULL;
}
