/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-share-bar.h"

/**
 * TroupeShareBar:
 *
 * A bar of colored pieces, each as wide as its share of the whole. Its accessible description says the same in words.
 */

#define HEIGHT 8
#define GAP    2
/* A piece that is there can be seen. */
#define LEAST  3

struct _TroupeShareBar
{
  GtkWidget  parent_instance;

  GArray    *amounts;     /* (owned) (element-type guint): one for each child */
};

G_DEFINE_FINAL_TYPE (TroupeShareBar, troupe_share_bar, GTK_TYPE_WIDGET)

static void
troupe_share_bar_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  TroupeShareBar *self = TROUPE_SHARE_BAR (widget);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = HEIGHT;
  else
    *minimum = (int) self->amounts->len * (LEAST + GAP);
  *natural = *minimum;
}

static void
troupe_share_bar_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  TroupeShareBar *self = TROUPE_SHARE_BAR (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int n_pieces = (int) self->amounts->len;
  int room = MAX (width - n_pieces * LEAST - MAX (n_pieces - 1, 0) * GAP, 0);
  double total = 0;
  double before = 0;
  int index = 0;
  int left = 0;

  for (guint i = 0; i < self->amounts->len; i++)
    total += g_array_index (self->amounts, guint, i);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      double amount = g_array_index (self->amounts, guint, index);
      int piece;
      GtkAllocation allocation;

      /* From sums, so that what is lost by rounding does not add up. */
      piece = total > 0 ? (int) (room * (before + amount) / total) - (int) (room * before / total) + LEAST : LEAST;
      allocation = (GtkAllocation) { is_rtl ? width - left - piece : left, 0, piece, height };
      gtk_widget_size_allocate (child, &allocation, -1);
      left += piece + GAP;
      before += amount;
      index++;
    }
}

static void
remove_pieces (TroupeShareBar *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}

static void
troupe_share_bar_dispose (GObject *object)
{
  remove_pieces (TROUPE_SHARE_BAR (object));

  G_OBJECT_CLASS (troupe_share_bar_parent_class)->dispose (object);
}

static void
troupe_share_bar_finalize (GObject *object)
{
  g_array_unref (TROUPE_SHARE_BAR (object)->amounts);

  G_OBJECT_CLASS (troupe_share_bar_parent_class)->finalize (object);
}

static void
troupe_share_bar_class_init (TroupeShareBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_share_bar_dispose;
  object_class->finalize = troupe_share_bar_finalize;
  widget_class->measure = troupe_share_bar_measure;
  widget_class->size_allocate = troupe_share_bar_size_allocate;

  gtk_widget_class_set_css_name (widget_class, "sharebar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
troupe_share_bar_init (TroupeShareBar *self)
{
  self->amounts = g_array_new (FALSE, FALSE, sizeof (guint));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

static gboolean
have_same_classes (TroupeShareBar    *self,
                   const TroupeShare *shares,
                   guint              n_shares)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  if (self->amounts->len != n_shares)
    return FALSE;

  for (guint i = 0; i < n_shares; i++, child = gtk_widget_get_next_sibling (child))
    if (!gtk_widget_has_css_class (child, shares[i].css_class))
      return FALSE;

  return TRUE;
}

/**
 * troupe_share_bar_set_shares:
 * @self: the bar
 * @shares: (array length=n_shares): the pieces, each with its style class, what people call it, and how much it is
 * @n_shares: how many there are
 *
 * Shows how a whole is made up.
 */
void
troupe_share_bar_set_shares (TroupeShareBar    *self,
                             const TroupeShare *shares,
                             guint              n_shares)
{
  g_autoptr(GString) description = g_string_new (NULL);
  double total = 0;

  g_return_if_fail (TROUPE_IS_SHARE_BAR (self));

  if (!have_same_classes (self, shares, n_shares))
    {
      remove_pieces (self);
      for (guint i = 0; i < n_shares; i++)
        {
          GtkWidget *piece = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

          gtk_widget_add_css_class (piece, shares[i].css_class);
          gtk_widget_set_parent (piece, GTK_WIDGET (self));
        }
    }

  g_array_set_size (self->amounts, 0);
  for (guint i = 0; i < n_shares; i++)
    {
      g_array_append_val (self->amounts, shares[i].amount);
      total += shares[i].amount;
    }

  for (guint i = 0; i < n_shares; i++)
    {
      int percent = total > 0 ? (int) (100.0 * shares[i].amount / total + 0.5) : 0;
      /* Translators: a part of a whole and its share in percent */
      g_autofree char *share = g_strdup_printf (C_("share", "%s: %d %%"), shares[i].title, percent);

      g_string_append_printf (description, "%s%s", i > 0 ? ", " : "", share);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description->str, -1);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}
