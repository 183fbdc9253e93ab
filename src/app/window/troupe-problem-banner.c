/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-library.h"
#include "troupe-problem-banner.h"

/**
 * TroupeProblemBanner:
 *
 * A strip below the header bar that stays while something needs mending: definition files that cannot be read, or a
 * ledger that cannot be written.
 */

struct _TroupeProblemBanner
{
  AdwBin      parent_instance;

  GListModel *problems;        /* (owned) (nullable): of TroupeProblem */
  char       *message;         /* (owned) (nullable): what else is wrong */

  /* Template References */
  GtkWidget  *revealer;
  GtkWidget  *label;
  GtkWidget  *details_button;
  GtkWidget  *list;
};

G_DEFINE_FINAL_TYPE (TroupeProblemBanner, troupe_problem_banner, ADW_TYPE_BIN)

static void
update (TroupeProblemBanner *self)
{
  guint n_problems = self->problems != NULL ? g_list_model_get_n_items (self->problems) : 0;
  g_autofree char *text = NULL;

  if (self->message != NULL)
    {
      text = g_strdup (self->message);
    }
  else if (n_problems == 1)
    {
      g_autoptr(TroupeProblem) problem = g_list_model_get_item (self->problems, 0);

      text = troupe_problem_dup_text (problem);
    }
  else if (n_problems > 1)
    {
      text = g_strdup_printf (ngettext ("%u file cannot be read", "%u files cannot be read", n_problems), n_problems);
    }

  if (text != NULL)
    gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_widget_set_tooltip_text (self->label, text);
  if (n_problems == 0)
    gtk_menu_button_popdown (GTK_MENU_BUTTON (self->details_button));
  gtk_widget_set_visible (self->details_button, n_problems > 0);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), text != NULL);
}

/* On GTK 4.8, a screen reader would still read what was said last. */
static void
child_revealed_cb (TroupeProblemBanner *self)
{
  if (!gtk_revealer_get_reveal_child (GTK_REVEALER (self->revealer)) &&
      !gtk_revealer_get_child_revealed (GTK_REVEALER (self->revealer)))
    gtk_label_set_text (GTK_LABEL (self->label), "");
}

static GtkWidget *
create_problem_row (gpointer item,
                    gpointer user_data)
{
  TroupeProblem *problem = item;
  g_autofree char *place = troupe_problem_dup_text (problem);
  g_autofree char *text = NULL;
  GtkWidget *label;

  if (troupe_problem_get_has_last_good (problem))
    text = g_strdup_printf (_("%s The last version that could be read stays in use."), place);
  else
    text = g_steal_pointer (&place);

  label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);

  return label;
}

static void
troupe_problem_banner_dispose (GObject *object)
{
  TroupeProblemBanner *self = TROUPE_PROBLEM_BANNER (object);

  if (self->problems != NULL)
    g_signal_handlers_disconnect_by_data (self->problems, self);
  g_clear_object (&self->problems);

  G_OBJECT_CLASS (troupe_problem_banner_parent_class)->dispose (object);
}

static void
troupe_problem_banner_finalize (GObject *object)
{
  TroupeProblemBanner *self = TROUPE_PROBLEM_BANNER (object);

  g_free (self->message);

  G_OBJECT_CLASS (troupe_problem_banner_parent_class)->finalize (object);
}

static void
troupe_problem_banner_class_init (TroupeProblemBannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_problem_banner_dispose;
  object_class->finalize = troupe_problem_banner_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/window/troupe-problem-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeProblemBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, TroupeProblemBanner, label);
  gtk_widget_class_bind_template_child (widget_class, TroupeProblemBanner, details_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeProblemBanner, list);
}

static void
troupe_problem_banner_init (TroupeProblemBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->revealer, "notify::child-revealed", G_CALLBACK (child_revealed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * troupe_problem_banner_set_problems:
 * @self: the banner
 * @problems: (nullable): a list of #TroupeProblem
 *
 * Shows what is in @problems for as long as it is there.
 */
void
troupe_problem_banner_set_problems (TroupeProblemBanner *self,
                                    GListModel          *problems)
{
  g_return_if_fail (TROUPE_IS_PROBLEM_BANNER (self));
  g_return_if_fail (problems == NULL || G_IS_LIST_MODEL (problems));

  if (self->problems == problems)
    return;

  if (self->problems != NULL)
    g_signal_handlers_disconnect_by_data (self->problems, self);
  g_set_object (&self->problems, problems);
  if (problems != NULL)
    g_signal_connect_object (problems, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);

  gtk_list_box_bind_model (GTK_LIST_BOX (self->list), problems, create_problem_row, NULL, NULL);
  update (self);
}

/**
 * troupe_problem_banner_set_message:
 * @self: the banner
 * @message: (nullable): one sentence
 *
 * Shows a problem that is no definition file, until it is set to %NULL.
 */
void
troupe_problem_banner_set_message (TroupeProblemBanner *self,
                                   const char          *message)
{
  g_return_if_fail (TROUPE_IS_PROBLEM_BANNER (self));

  if (g_strcmp0 (self->message, message) == 0)
    return;

  g_free (self->message);
  self->message = g_strdup (message);
  update (self);
}
