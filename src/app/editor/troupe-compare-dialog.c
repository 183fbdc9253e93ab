/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "json/troupe-codec.h"
#include "troupe-compare-dialog.h"
#include "troupe-json.h"
#include "troupe-line-diff.h"
#include "troupe-source-style.h"

/*
 * Shows how two versions of a definition differ, as the files that they are.
 */

static char *
dup_json (TroupeDefinition *definition)
{
  g_autoptr(JsonNode) node = NULL;

  if (definition == NULL)
    return g_strdup ("");

  node = troupe_codec_encode (definition);

  return troupe_json_write (node, TRUE, NULL);
}

static GtkWidget *
create_view (const char *text)
{
  GtkSourceLanguageManager *languages = gtk_source_language_manager_get_default ();
  g_autoptr(GtkSourceBuffer) buffer = gtk_source_buffer_new (NULL);
  GtkWidget *view = gtk_source_view_new_with_buffer (buffer);
  GtkTextIter start;

  gtk_source_buffer_set_language (buffer, gtk_source_language_manager_get_language (languages, "diff"));
  troupe_source_style_follow (buffer);
  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (buffer), text, -1);
  gtk_text_buffer_get_start_iter (GTK_TEXT_BUFFER (buffer), &start);
  gtk_text_buffer_place_cursor (GTK_TEXT_BUFFER (buffer), &start);

  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 6);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Differences"), -1);
  /* JSON runs from left to right in every language. */
  gtk_widget_set_direction (view, GTK_TEXT_DIR_LTR);

  return view;
}

/**
 * troupe_compare_dialog_present:
 * @parent: what it opens over
 * @theirs: (nullable): the version on disk; %NULL if there is none any more
 * @mine: the version being edited
 *
 * Opens a dialog that shows the lines in which two versions differ.
 */
void
troupe_compare_dialog_present (GtkWindow        *parent,
                               TroupeDefinition *theirs,
                               TroupeDefinition *mine)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *diff = NULL;
  GtkWidget *dialog, *box, *legend, *scrolled;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (theirs == NULL || TROUPE_IS_DEFINITION (theirs));
  g_return_if_fail (TROUPE_IS_DEFINITION (mine));

  before = dup_json (theirs);
  after = dup_json (mine);
  diff = troupe_line_diff (before, after);

  dialog = g_object_new (GTK_TYPE_DIALOG,
                         "use-header-bar", 1,
                         "transient-for", parent,
                         "application", gtk_window_get_application (parent),
                         "modal", TRUE,
                         "title", _("Compare"),
                         "default-width", 700,
                         "default-height", 560,
                         NULL);
  g_signal_connect (dialog, "response", G_CALLBACK (gtk_window_destroy), NULL);

  legend = gtk_label_new (_("Lines with − are only on disk, lines with + are only here."));
  gtk_label_set_wrap (GTK_LABEL (legend), TRUE);
  gtk_label_set_xalign (GTK_LABEL (legend), 0);
  gtk_widget_add_css_class (legend, "compare-legend");
  gtk_widget_add_css_class (legend, "dim-label");

  scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), create_view (diff));
  gtk_widget_set_vexpand (scrolled, TRUE);

  box = gtk_dialog_get_content_area (GTK_DIALOG (dialog));
  gtk_box_append (GTK_BOX (box), legend);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_window_present (GTK_WINDOW (dialog));
}
