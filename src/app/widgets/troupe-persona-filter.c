/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "troupe-persona-filter.h"
#include "troupe-search.h"

/*
 * Finds personas by words of their name, id or description. What is searched is folded once for each revision of a
 * persona and kept with it, so that a keystroke costs no more than strstr() for each.
 */

static GQuark
key_quark (void)
{
  static GQuark quark;

  if (G_UNLIKELY (quark == 0))
    quark = g_quark_from_static_string ("troupe-search-key");

  return quark;
}

static void
definition_changed_cb (GObject *object)
{
  g_signal_handlers_disconnect_by_func (object, definition_changed_cb, NULL);
  g_object_set_qdata (object, key_quark (), NULL);
}

static const char *
get_key (GObject *object)
{
  char *key = g_object_get_qdata (object, key_quark ());

  if (G_UNLIKELY (key == NULL))
    {
      TroupeDefinition *definition = TROUPE_DEFINITION (object);
      const char *name = troupe_definition_get_name (definition);
      const char *description = troupe_definition_get_description (definition);
      g_autofree char *raw = g_strjoin ("\n", name != NULL ? name : "", troupe_definition_get_id (definition),
                                        description != NULL ? description : "", NULL);

      key = troupe_search_fold (raw);
      g_object_set_qdata_full (object, key_quark (), key, g_free);
      g_signal_connect (object, "notify", G_CALLBACK (definition_changed_cb), NULL);
    }

  return key;
}

static gboolean
match (gpointer item,
       gpointer user_data)
{
  char ***words = user_data;

  if (*words == NULL)
    return TRUE;

  for (char **word = *words; *word != NULL; word++)
    if (strstr (get_key (item), *word) == NULL)
      return FALSE;

  return TRUE;
}

static void
free_words (gpointer data)
{
  char ***words = data;

  g_strfreev (*words);
  g_free (words);
}

/**
 * troupe_persona_filter_new:
 *
 * Returns: (transfer full): a filter that lets every persona through
 */
GtkFilter *
troupe_persona_filter_new (void)
{
  char ***words = g_new0 (char **, 1);
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (match, words, free_words));

  g_object_set_data (G_OBJECT (filter), "words", words);

  return filter;
}

/**
 * troupe_persona_filter_set_search:
 * @filter: a filter from troupe_persona_filter_new()
 * @search: (nullable): words, each of which has to be found
 *
 * Says what is searched.
 */
void
troupe_persona_filter_set_search (GtkFilter  *filter,
                                  const char *search)
{
  char ***words = g_object_get_data (G_OBJECT (filter), "words");
  g_autofree char *folded = troupe_search_fold (search != NULL ? search : "");
  g_auto(GStrv) old = *words;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(GPtrArray) found = g_ptr_array_new ();
  g_auto(GStrv) parts = g_strsplit_set (folded, " \t\n", -1);
  GtkFilterChange change;

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_ptr_array_add (found, g_strdup (parts[i]));
  g_ptr_array_add (found, NULL);

  before = old != NULL ? g_strjoinv (" ", old) : g_strdup ("");
  *words = found->len > 1 ? (char **) g_ptr_array_steal (found, NULL) : NULL;
  after = *words != NULL ? g_strjoinv (" ", *words) : g_strdup ("");

  if (g_str_equal (before, after))
    return;
  if (g_str_has_prefix (after, before))
    change = GTK_FILTER_CHANGE_MORE_STRICT;
  else if (g_str_has_prefix (before, after))
    change = GTK_FILTER_CHANGE_LESS_STRICT;
  else
    change = GTK_FILTER_CHANGE_DIFFERENT;
  gtk_filter_changed (filter, change);
}
