/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "troupe-message-row.h"

/*
 * Text is put into the view at the most once a frame, whatever the rate of the stream: each buffer and each label is watched, and no one
 * of them may change twice between two ticks of the frame clock.
 */

typedef struct
{
  GtkWidget  *row;
  GHashTable *changes;      /* object → how often it has changed since the last tick */
  guint       n_new;        /* that came with their text since the last tick */
  guint       n_changes;
  guint       n_twice;
  guint       n_frames;
  guint       n_frames_with;
} Watch;

static void
changed_cb (GObject *object,
            Watch   *watch)
{
  guint n_before = GPOINTER_TO_UINT (g_hash_table_lookup (watch->changes, object));

  watch->n_changes++;
  if (n_before == 1)
    watch->n_twice++;
  g_hash_table_insert (watch->changes, object, GUINT_TO_POINTER (n_before + 1));
}

static void
label_changed_cb (GObject    *object,
                  GParamSpec *pspec,
                  Watch      *watch)
{
  changed_cb (object, watch);
}

static void
watch_object (GObject    *object,
              const char *signal,
              GCallback   callback,
              Watch      *watch)
{
  if (g_object_get_data (object, "is-watched") != NULL)
    return;

  watch->n_new++;
  g_object_set_data (object, "is-watched", watch);
  g_signal_connect (object, signal, callback, watch);
}

/* Widgets come while text does. */
static void
watch_all (GtkWidget *widget,
           Watch     *watch)
{
  if (GTK_IS_TEXT_VIEW (widget))
    watch_object (G_OBJECT (gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget))), "changed", G_CALLBACK (changed_cb), watch);
  else if (GTK_IS_LABEL (widget))
    watch_object (G_OBJECT (widget), "notify::label", G_CALLBACK (label_changed_cb), watch);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    watch_all (child, watch);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  Watch *watch = user_data;

  watch->n_frames++;
  watch->n_new = 0;
  watch_all (watch->row, watch);
  watch->n_frames_with += watch->n_new > 0 || g_hash_table_size (watch->changes) > 0;
  g_hash_table_remove_all (watch->changes);

  return G_SOURCE_CONTINUE;
}

static const struct
{
  const char *text;         /* comes again and again */
  guint       n_a_turn;     /* how often before the main loop turns */
} streams[] = {
  { "word ", 1 },
  { "word ", 50 },
  { "One *paragraph* after\n\nanother. ", 5 },
  { "```c\nint x;\nint y;\n", 1 },
  { "- one\n- two\n", 20 },
};

static void
test_once_a_frame (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (streams); i++)
    {
      g_autoptr(TroupeMessage) message = troupe_message_new (TROUPE_ROLE_ASSISTANT, NULL);
      g_autoptr(GHashTable) changes = g_hash_table_new (NULL, NULL);
      GtkWidget *window = adw_window_new ();
      GtkWidget *scroller = gtk_scrolled_window_new ();
      GtkWidget *row = troupe_message_row_new (message);
      Watch watch = { .row = row, .changes = changes };
      guint n_appended = 0;

      troupe_message_set_streaming (message, TRUE);
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), row);
      adw_window_set_content (ADW_WINDOW (window), scroller);
      gtk_window_set_default_size (GTK_WINDOW (window), 600, 400);
      gtk_window_present (GTK_WINDOW (window));
      watch_all (row, &watch);
      gtk_widget_add_tick_callback (window, tick_cb, &watch, NULL);

      /* Until text came into the view with six frames, at a rate that is as high as the machine makes it. */
      while (watch.n_frames_with < 6 && n_appended < 2000000)
        {
          for (guint j = 0; j < streams[i].n_a_turn; j++, n_appended++)
            troupe_message_append_text (message, streams[i].text, (gssize) strlen (streams[i].text));
          g_main_context_iteration (NULL, TRUE);
        }

      g_test_message ("%s: %u appended, %u changes in %u frames", streams[i].text, n_appended, watch.n_changes, watch.n_frames);
      g_assert_cmpuint (watch.n_frames_with, >=, 6);
      g_assert_cmpuint (n_appended, >, watch.n_changes);
      g_assert_cmpuint (watch.n_twice, ==, 0);

      gtk_window_destroy (GTK_WINDOW (window));
      while (g_main_context_pending (NULL))
        g_main_context_iteration (NULL, FALSE);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();

  g_test_add_func ("/app/discussion/text-comes-into-the-view-at-most-once-a-frame", test_once_a_frame);

  return g_test_run ();
}
