/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-scope-pill.h"

/* An outlined label that says where a definition lives. */

/**
 * troupe_scope_get_title:
 * @scope: a scope
 *
 * Returns: (transfer none): its name, translated
 */
const char *
troupe_scope_get_title (TroupeScope scope)
{
  switch (scope)
    {
    case TROUPE_SCOPE_USER:
      /* Translators: a scope: the definition is the user's own, in every project */
      return C_("scope", "User");

    case TROUPE_SCOPE_PROJECT:
      /* Translators: a scope: the definition is part of the project */
      return C_("scope", "Project");

    case TROUPE_SCOPE_BUILT_IN:
    default:
      /* Translators: a scope: the definition comes with Troupe */
      return C_("scope", "Built-in");
    }
}

/**
 * troupe_scope_pill_new:
 *
 * Makes a small label that says where something is kept.
 *
 * Returns: (transfer floating): a pill that says nothing yet
 */
GtkWidget *
troupe_scope_pill_new (void)
{
  GtkWidget *pill = gtk_label_new (NULL);

  gtk_widget_add_css_class (pill, "pill-outline");
  gtk_widget_add_css_class (pill, "caption");
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);

  return pill;
}

/**
 * troupe_scope_pill_set:
 * @pill: a pill
 * @scope: a scope
 *
 * Has the pill name @scope.
 */
void
troupe_scope_pill_set (GtkWidget   *pill,
                       TroupeScope  scope)
{
  gtk_label_set_text (GTK_LABEL (pill), troupe_scope_get_title (scope));
}
