/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "troupe-end-follower.h"
#include "troupe-message-row.h"

/*
 * A long answer as fast as it can come: 100,000 tokens, 200,000 a second, through the message into its row, as text streams in the
 * application; as running text in paragraphs, and as code. The floor is a plain GtkTextView whose buffer gets all that is new once a frame.
 *
 * "us/token" is the CPU time of the process for each token until all is shown, "gap" the longest time between two turns of the main loop,
 * "late" how long after the last token all was shown. A tenth of the tokens goes first, to show whether the cost grows with the length.
 *
 * Usage: bench-flood [TOKENS]
 */

#define PER_SECOND   200000
#define LATE_AT_MOST (60 * G_USEC_PER_SEC)

typedef enum
{
  FLOOR,
  PROSE,
  CODE,
  N_KINDS
} Kind;

static const char * const kind_names[N_KINDS] = { "plain buffer", "prose", "code" };

typedef struct
{
  Kind           kind;
  guint          n_tokens;
  TroupeMessage *message;
  GtkTextBuffer *buffer;       /* (nullable): the floor's */
  GString       *pending;      /* the floor's, until the next frame */
  GtkWidget     *view;
  gint64         started_us;
  gint64         last_turn_us;
  gint64         worst_us;
  gint64         fed_us;       /* when the last token was in, or 0 */
  guint          n_fed;
  guint          n_frames;
} Flood;

static const char *
get_token (Flood *flood,
           guint  i)
{
  static const char * const words[] = { "the ", "cur", "tain ", "**rises** ", "and ", "`nobody` ", "knows ", "their ", "lines ", "so " };

  if (flood->kind == CODE)
    return i == 0 ? "```c\n" : i % 10 == 9 ? "x;\n" : "int ";

  return i % 60 == 59 ? ".\n\n" : words[i % G_N_ELEMENTS (words)];
}

static void
put (Flood      *flood,
     const char *text)
{
  if (flood->kind == FLOOR)
    g_string_append (flood->pending, text);
  else
    troupe_message_append_text (flood->message, text, (gssize) strlen (text));
}

static gboolean
turn_cb (gpointer data)
{
  Flood *flood = data;
  gint64 now_us = g_get_monotonic_time ();
  gint64 n_due = MIN ((now_us - flood->started_us) * PER_SECOND / G_USEC_PER_SEC, flood->n_tokens);

  flood->worst_us = MAX (flood->worst_us, now_us - flood->last_turn_us);
  flood->last_turn_us = now_us;
  for (; flood->n_fed < n_due; flood->n_fed++)
    put (flood, get_token (flood, flood->n_fed));

  if (flood->n_fed == flood->n_tokens && flood->fed_us == 0)
    {
      put (flood, flood->kind == CODE ? "\n```\n\nTHE END" : "\n\nTHE END");
      flood->fed_us = now_us;
      troupe_message_set_streaming (flood->message, FALSE);
    }

  return G_SOURCE_CONTINUE;
}

static gboolean
frame_cb (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       data)
{
  Flood *flood = data;

  flood->n_frames++;
  if (flood->kind == FLOOR && flood->pending->len > 0)
    {
      GtkTextIter end;

      gtk_text_buffer_get_end_iter (flood->buffer, &end);
      gtk_text_buffer_insert (flood->buffer, &end, flood->pending->str, (int) flood->pending->len);
      g_string_truncate (flood->pending, 0);
    }

  return G_SOURCE_CONTINUE;
}

/* Looks from the end, where the words are that all waits for. */
static gboolean
shows_end (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return g_str_has_suffix (gtk_label_get_label (GTK_LABEL (widget)), "THE END");

  for (GtkWidget *child = gtk_widget_get_last_child (widget); child != NULL; child = gtk_widget_get_prev_sibling (child))
    {
      if (GTK_IS_LABEL (child) && gtk_widget_get_parent (child) != NULL && *gtk_label_get_label (GTK_LABEL (child)) == '\0')
        continue;
      if (shows_end (child))
        return TRUE;
      /* The text's last block is the last child of the Markdown view. */
      if (gtk_widget_has_css_class (child, "markdown-text"))
        return FALSE;
    }

  return FALSE;
}

static gboolean
is_all_shown (Flood *flood)
{
  return flood->fed_us > 0 && (flood->kind == FLOOR ? flood->pending->len == 0 : shows_end (flood->view));
}

static void
run (Kind  kind,
     guint n_tokens)
{
  g_autoptr(TroupeMessage) message = troupe_message_new (TROUPE_ROLE_ASSISTANT, NULL);
  g_autoptr(TroupeEndFollower) follower = NULL;
  Flood flood = { .kind = kind, .n_tokens = n_tokens, .message = message, .pending = g_string_new (NULL) };
  GtkWidget *window = adw_window_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  gint64 end_us;
  clock_t cpu;
  double seconds;
  guint timeout_id;

  troupe_message_set_streaming (message, TRUE);
  if (kind == FLOOR)
    {
      flood.view = gtk_text_view_new ();
      flood.buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (flood.view));
      gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (flood.view), GTK_WRAP_WORD_CHAR);
    }
  else
    {
      flood.view = troupe_message_row_new (message);
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), flood.view);
  follower = troupe_end_follower_new (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)));
  adw_window_set_content (ADW_WINDOW (window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 800);
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (window) || g_main_context_pending (NULL))
    g_main_context_iteration (NULL, TRUE);

  gtk_widget_add_tick_callback (window, frame_cb, &flood, NULL);
  flood.started_us = g_get_monotonic_time ();
  flood.last_turn_us = flood.started_us;
  cpu = clock ();
  timeout_id = g_timeout_add (5, turn_cb, &flood);
  while (!is_all_shown (&flood) && (flood.fed_us == 0 || g_get_monotonic_time () - flood.fed_us < LATE_AT_MOST))
    g_main_context_iteration (NULL, TRUE);
  end_us = g_get_monotonic_time ();
  g_source_remove (timeout_id);

  seconds = (double) (end_us - flood.started_us) / G_USEC_PER_SEC;
  g_print ("%-13s %8u %9.2f %9.1f %9.1f %9.0f%s\n", kind_names[kind], n_tokens,
           (double) (clock () - cpu) * G_USEC_PER_SEC / CLOCKS_PER_SEC / n_tokens, flood.n_frames / seconds,
           (double) flood.worst_us / 1000, (double) (end_us - flood.fed_us) / 1000, is_all_shown (&flood) ? "" : " (given up)");

  gtk_window_destroy (GTK_WINDOW (window));
  g_string_free (flood.pending, TRUE);
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
}

int
main (int   argc,
      char *argv[])
{
  guint n_tokens = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 100000;

  if (!gtk_init_check ())
    {
      g_printerr ("There is no display; build-aux/in-session.sh gives one.\n");
      return EXIT_FAILURE;
    }
  adw_init ();

  g_print ("%-13s %8s %9s %9s %9s %9s\n", "", "tokens", "us/token", "frames/s", "gap, ms", "late, ms");
  for (guint n = MAX (n_tokens / 10, 1); n <= n_tokens; n *= 10)
    for (Kind kind = FLOOR; kind < N_KINDS; kind++)
      run (kind, n);

  return EXIT_SUCCESS;
}
