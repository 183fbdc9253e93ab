/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "troupe-source-style.h"

/*
 * The colours of text with highlighting: those of the rest of the application, by day and by night.
 */

static void
dark_changed_cb (GtkSourceBuffer *buffer)
{
  GtkSourceStyleSchemeManager *schemes = gtk_source_style_scheme_manager_get_default ();
  const char *id = adw_style_manager_get_dark (adw_style_manager_get_default ()) ? "Adwaita-dark" : "Adwaita";

  gtk_source_buffer_set_style_scheme (buffer, gtk_source_style_scheme_manager_get_scheme (schemes, id));
}

/**
 * troupe_source_style_follow:
 * @buffer: a buffer
 *
 * Gives @buffer the colours that fit, from now on and for as long as it lives.
 */
void
troupe_source_style_follow (GtkSourceBuffer *buffer)
{
  g_return_if_fail (GTK_SOURCE_IS_BUFFER (buffer));

  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (dark_changed_cb), buffer,
                           G_CONNECT_SWAPPED);
  dark_changed_cb (buffer);
}
