/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>

#include "troupe-toaster.h"

#define N_ROUNDS 6

static void
undo_cb (TroupeWindow *window,
         gpointer      data)
{
  guint *n_undone = data;

  *n_undone += 1;
}

static gboolean
over_cb (gpointer data)
{
  gboolean *is_over = data;

  *is_over = TRUE;

  return G_SOURCE_REMOVE;
}

static void
spin_for (guint ms)
{
  gboolean is_over = FALSE;

  g_timeout_add (ms, over_cb, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
}

/* Whether a widget shows a text. */
static gboolean
shows (GtkWidget  *widget,
       const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (shows (child, text))
      return TRUE;

  return FALSE;
}

static GtkWidget *
open_window (GtkWidget **overlay)
{
  GtkWidget *window = gtk_window_new ();

  *overlay = adw_toast_overlay_new ();
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (*overlay), gtk_label_new ("Page"));
  gtk_window_set_default_size (GTK_WINDOW (window), 400, 300);
  gtk_window_set_child (GTK_WINDOW (window), *overlay);
  gtk_window_present (GTK_WINDOW (window));
  spin_for (200);

  return window;
}

/*
 * What is taken back before its toast has even come into view is taken back at once; the toast goes by itself, and so does the
 * next. Whoever is faster than the animations does harm to nothing: freed memory is overwritten while tests run.
 */
static void
test_undo_is_quick (void)
{
  GtkWidget *overlay = NULL;
  GtkWidget *window = open_window (&overlay);
  g_autoptr(TroupeToaster) toaster = troupe_toaster_new (ADW_TOAST_OVERLAY (overlay));
  guint n_undone = 0;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      troupe_toaster_add_undo (toaster, "Deleted", undo_cb, &n_undone, NULL);
      spin_for (40 * i);
      g_assert_true (troupe_toaster_undo (toaster, NULL));
      g_assert_cmpuint (n_undone, ==, i + 1);
      g_assert_false (troupe_toaster_undo (toaster, NULL));
      spin_for (700);
    }

  spin_for (1000);
  g_assert_false (shows (overlay, "Deleted"));

  gtk_window_destroy (GTK_WINDOW (window));
}

/*
 * What had to wait for another toast has come only once that one is gone, and is taken back right then. In between, everything
 * stands still for a moment, as on a busy machine: what moves must not be let go of because its time should be over.
 */
static void
test_undo_after_waiting (void)
{
  GtkWidget *overlay = NULL;
  GtkWidget *window = open_window (&overlay);
  g_autoptr(TroupeToaster) toaster = troupe_toaster_new (ADW_TOAST_OVERLAY (overlay));
  gint64 until_us = g_get_monotonic_time () + 15 * G_USEC_PER_SEC;
  guint n_undone = 0;

  troupe_toaster_add (toaster, "Heard");
  troupe_toaster_add_undo (toaster, "Deleted", undo_cb, &n_undone, NULL);
  troupe_toaster_add (toaster, "Seen");
  while (!shows (overlay, "Deleted") && g_get_monotonic_time () < until_us)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (shows (overlay, "Deleted"));
  g_assert_false (shows (overlay, "Seen"));

  g_assert_true (troupe_toaster_undo (toaster, NULL));
  g_usleep (800 * 1000);
  spin_for (2500);
  g_assert_cmpuint (n_undone, ==, 1);
  g_assert_false (shows (overlay, "Deleted"));
  g_assert_true (shows (overlay, "Seen"));

  /* A window closes with a toast on show and another one waiting. */
  troupe_toaster_add (toaster, "Read");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  adw_init ();

  g_test_add_func ("/app/toaster/undo-is-quick", test_undo_is_quick);
  g_test_add_func ("/app/toaster/undo-after-waiting", test_undo_after_waiting);

  return g_test_run ();
}
