/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-column-layout.h"

/**
 * TroupeColumnLayout:
 *
 * Lays out the cells of a row so that those of all rows stand below each other.
 *
 * Each cell has its natural width, and the one that expands takes the rest.
 * Where there is not enough room, cells of the style class "optional" are left
 * out, the last first; so a row can be as narrow as the others allow.
 */

#define SPACING 10
/* What the cell that expands wants before others are left out for it. */
#define WISH    160

struct _TroupeColumnLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (TroupeColumnLayout, troupe_column_layout, GTK_TYPE_LAYOUT_MANAGER)

static gboolean
is_optional (GtkWidget *child)
{
  return gtk_widget_has_css_class (child, "optional");
}

/* What a cell takes; the one that expands can do with its minimum. */
static int
get_width (GtkWidget *child)
{
  int minimum, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  return gtk_widget_get_hexpand (child) ? minimum : natural;
}

static void
troupe_column_layout_measure (GtkLayoutManager *manager,
                              GtkWidget        *widget,
                              GtkOrientation    orientation,
                              int               for_size,
                              int              *minimum,
                              int              *natural,
                              int              *minimum_baseline,
                              int              *natural_baseline)
{
  int n_needed = 0;
  int n_cells = 0;

  *minimum = 0;
  *natural = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;

      if (!gtk_widget_should_layout (child))
        continue;

      gtk_widget_measure (child, orientation, -1, &child_minimum, &child_natural, NULL, NULL);
      if (orientation == GTK_ORIENTATION_VERTICAL)
        {
          *minimum = MAX (*minimum, child_minimum);
          *natural = MAX (*natural, child_natural);
          continue;
        }

      n_cells++;
      *natural += child_natural;
      if (!is_optional (child))
        {
          n_needed++;
          *minimum += get_width (child);
        }
    }

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum += MAX (n_needed - 1, 0) * SPACING;
      *natural += MAX (n_cells - 1, 0) * SPACING;
      *natural = MAX (*natural, *minimum);
    }
}

static void
troupe_column_layout_allocate (GtkLayoutManager *manager,
                               GtkWidget        *widget,
                               int               width,
                               int               height,
                               int               baseline)
{
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int rest = width + SPACING;
  int wish = 0;
  int x = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      {
        rest -= get_width (child) + SPACING;
        if (gtk_widget_get_hexpand (child))
          wish = MAX (WISH - get_width (child), 0);
      }

  for (GtkWidget *child = gtk_widget_get_last_child (widget); child != NULL; child = gtk_widget_get_prev_sibling (child))
    {
      gboolean is_left_out;

      if (!gtk_widget_should_layout (child))
        continue;

      is_left_out = rest < wish && is_optional (child);
      if (is_left_out)
        rest += get_width (child) + SPACING;
      gtk_widget_set_child_visible (child, !is_left_out);
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation allocation = { .y = 0, .height = height };

      if (!gtk_widget_should_layout (child) || !gtk_widget_get_child_visible (child))
        continue;

      allocation.width = get_width (child) + (gtk_widget_get_hexpand (child) ? MAX (rest, 0) : 0);
      allocation.x = is_rtl ? width - x - allocation.width : x;
      gtk_widget_size_allocate (child, &allocation, -1);
      x += allocation.width + SPACING;
    }
}

static void
troupe_column_layout_class_init (TroupeColumnLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->measure = troupe_column_layout_measure;
  layout_class->allocate = troupe_column_layout_allocate;
}

static void
troupe_column_layout_init (TroupeColumnLayout *self)
{
}
