/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <gtk/gtk.h>
#include <string.h>

#include "troupe-accels.h"

/* The shortcuts window says which keys do what; here it is held to it. */

#define SHORTCUTS TROUPE_APP_PATH "/ui/window/shortcuts.ui"

typedef struct
{
  GtkApplication *application;
  GHashTable     *accels;       /* (element-type utf8): each that was stated */
  char           *property;     /* of the element we are in */
  char           *action;
  char           *accel;
  guint           n_shortcuts;
} Check;

static void
start_cb (GMarkupParseContext  *context,
          const char           *element,
          const char          **names,
          const char          **values,
          gpointer              user_data,
          GError              **error)
{
  Check *check = user_data;

  g_clear_pointer (&check->property, g_free);
  for (guint i = 0; g_str_equal (element, "property") && names[i] != NULL; i++)
    if (g_str_equal (names[i], "name"))
      check->property = g_strdup (values[i]);
}

static void
text_cb (GMarkupParseContext  *context,
         const char           *text,
         gsize                 length,
         gpointer              user_data,
         GError              **error)
{
  Check *check = user_data;

  if (g_strcmp0 (check->property, "action-name") == 0)
    check->action = g_strndup (text, length);
  else if (g_strcmp0 (check->property, "accelerator") == 0)
    check->accel = g_strndup (text, length);
}

static void
end_cb (GMarkupParseContext  *context,
        const char           *element,
        gpointer              user_data,
        GError              **error)
{
  Check *check = user_data;

  g_clear_pointer (&check->property, g_free);
  if (!g_str_equal (element, "object") || check->accel == NULL)
    return;

  check->n_shortcuts++;
  g_assert_true (g_hash_table_add (check->accels, g_strdup (check->accel)));
  if (check->action != NULL)
    {
      g_auto(GStrv) accels = gtk_application_get_accels_for_action (check->application, check->action);
      guint key;
      GdkModifierType modifiers;
      g_autofree char *stated = NULL;

      /* Both in the one way of writing that GTK has. */
      g_assert_true (gtk_accelerator_parse (check->accel, &key, &modifiers));
      stated = gtk_accelerator_name (key, modifiers);
      g_test_message ("%s: %s", check->action, stated);
      g_assert_cmpstr (accels[0], ==, stated);
    }

  g_clear_pointer (&check->action, g_free);
  g_clear_pointer (&check->accel, g_free);
}

static void
test_window_is_right (void)
{
  static const GMarkupParser parser = { .start_element = start_cb, .end_element = end_cb, .text = text_cb };
  g_autoptr(GtkApplication) application = gtk_application_new (TROUPE_APP_ID, G_APPLICATION_NON_UNIQUE);
  g_autoptr(GHashTable) stated = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_resources_lookup_data (SHORTCUTS, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  g_autoptr(GMarkupParseContext) context = NULL;
  g_auto(GStrv) actions = NULL;
  Check check = { .application = application, .accels = stated };
  gsize length;
  const char *text;

  g_assert_no_error (error);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  troupe_accels_add (application);

  text = g_bytes_get_data (bytes, &length);
  context = g_markup_parse_context_new (&parser, G_MARKUP_DEFAULT_FLAGS, &check, NULL);
  g_markup_parse_context_parse (context, text, (gssize) length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (check.n_shortcuts, >, 0);

  /* And no key is kept from anybody. */
  actions = gtk_application_list_action_descriptions (application);
  for (guint i = 0; actions[i] != NULL; i++)
    {
      g_auto(GStrv) accels = gtk_application_get_accels_for_action (application, actions[i]);
      gboolean is_stated = FALSE;
      GHashTableIter iter;
      gpointer accel;

      g_hash_table_iter_init (&iter, stated);
      while (accels[0] != NULL && g_hash_table_iter_next (&iter, &accel, NULL))
        {
          guint key;
          GdkModifierType modifiers;
          g_autofree char *name = NULL;

          gtk_accelerator_parse (accel, &key, &modifiers);
          name = gtk_accelerator_name (key, modifiers);
          is_stated = is_stated || g_str_equal (name, accels[0]);
        }
      if (!is_stated)
        g_error ("The shortcuts window does not say that %s does %s", accels[0], actions[i]);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();

  g_test_add_func ("/app/accels/are-those-of-the-shortcuts-window", test_window_is_right);

  return g_test_run ();
}
