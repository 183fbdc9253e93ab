/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-accels.h"

/*
 * The keys of actions, in one table. The shortcuts window states them once more, because it does not look them up itself on
 * the floor version of GTK; a test compares the two.
 */

static const struct
{
  const char *action;
  const char *accels[3];
} accels[] = {
  { "app.quit", { "<Control>q" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.shortcuts", { "<Control>question" } },
  { "window.close", { "<Control>w" } },
  { "win.toggle-pane", { "F9" } },
  { "win.toggle-sidebar", { "<Shift>F9" } },
  { "win.next-area", { "F6" } },
  { "win.previous-area", { "<Shift>F6" } },
  { "win.open-project", { "<Control>o" } },
  { "win.show-page('discussion')", { "<Control>1" } },
  { "win.show-page('dashboard')", { "<Control>2" } },
  { "win.show-page('library')", { "<Control>3" } },
  { "win.new-discussion", { "<Control>n" } },
  { "win.focus-message", { "<Control>l" } },
  { "win.stop-answer", { "<Control>period" } },
  { "win.retry-answer", { "<Control>r" } },
  { "win.copy-answer", { "<Control><Shift>c" } },
  { "win.run-track", { "F5" } },
  { "win.stop-track", { "<Shift>F5" } },
  { "win.library-focus-search", { "<Control>f" } },
  { "win.new-persona", { "<Control><Shift>n" } },
  { "win.edit-persona('')", { "<Control>e" } },
};

/**
 * troupe_accels_add:
 * @application: the application
 *
 * Gives every action that has keys its keys.
 */
void
troupe_accels_add (GtkApplication *application)
{
  g_return_if_fail (GTK_IS_APPLICATION (application));

  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (application, accels[i].action, accels[i].accels);
}
