/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-model-private.h"

/* Puts a copy of @value into @place, and says whether that changed anything. An empty text is none. */
gboolean
troupe_replace_string (char       **place,
                       const char  *value)
{
  char *copy;

  if (value != NULL && value[0] == '\0')
    value = NULL;

  if (g_strcmp0 (*place, value) == 0)
    return FALSE;

  /* Copied before the old one goes: @value may point into it. */
  copy = g_strdup (value);
  g_free (*place);
  *place = copy;

  return TRUE;
}

/* The same for a list of texts: none and an empty one are the same. */
gboolean
troupe_replace_strv (char              ***place,
                     const char * const  *value)
{
  static const char * const nothing[] = { NULL };
  const char * const *old = *place != NULL ? (const char * const *) *place : nothing;
  char **copy;

  if (value == NULL)
    value = nothing;

  if (g_strv_equal (old, value))
    return FALSE;

  copy = g_strdupv ((char **) value);
  g_strfreev (*place);
  *place = copy;

  return TRUE;
}

/* The same for members that are kept; the object itself is, with a reference, and not a copy. */
gboolean
troupe_replace_extra (JsonObject **place,
                      JsonObject  *value)
{
  if (value != NULL && json_object_get_size (value) == 0)
    value = NULL;

  if (*place == value || troupe_extra_equal (*place, value))
    return FALSE;

  if (value != NULL)
    json_object_ref (value);
  g_clear_pointer (place, json_object_unref);
  *place = value;

  return TRUE;
}

/* Whether two objects have the same members; none and an empty one are the same. */
gboolean
troupe_extra_equal (JsonObject *a,
                    JsonObject *b)
{
  gboolean a_empty = a == NULL || json_object_get_size (a) == 0;
  gboolean b_empty = b == NULL || json_object_get_size (b) == 0;

  if (a_empty || b_empty)
    return a_empty == b_empty;

  return json_object_equal (a, b);
}

static int
compare_keys (gconstpointer a,
              gconstpointer b)
{
  return g_strcmp0 (*(const char * const *) a, *(const char * const *) b);
}

/* The keys of @table, which may be NULL, in an order that does not hang on chance. */
char **
troupe_dup_sorted_keys (GHashTable *table)
{
  GPtrArray *keys = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  if (table != NULL)
    {
      g_hash_table_iter_init (&iter, table);
      while (g_hash_table_iter_next (&iter, &key, NULL))
        g_ptr_array_add (keys, g_strdup (key));
    }

  g_ptr_array_sort (keys, compare_keys);
  g_ptr_array_add (keys, NULL);
  return (char **) g_ptr_array_free (keys, FALSE);
}
