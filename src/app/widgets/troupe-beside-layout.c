/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-beside-layout.h"

/**
 * TroupeBesideLayout:
 *
 * Lays out two children: the first with the second beside it, or below it where it is narrow.
 *
 * The second is a #GtkScrolledWindow. Beside the first it is as high as that one and scrolls by itself; below it is as
 * high as all that is in it, and whatever they both are in has to scroll.
 */

#define SPACING      18
/* Characters in a line of both, below which there is no room for the second beside the first. */
#define WIDE_CHARS   78
/* The second's part of the width. */
#define PART         0.42

struct _TroupeBesideLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (TroupeBesideLayout, troupe_beside_layout, GTK_TYPE_LAYOUT_MANAGER)

/* Whatever can be seen of what scrolls: the content, and not the window onto it. */
static GtkWidget *
get_content (GtkWidget *scroller)
{
  GtkWidget *child = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scroller));

  return GTK_IS_VIEWPORT (child) ? gtk_viewport_get_child (GTK_VIEWPORT (child)) : child;
}

static int
measure_width (GtkWidget *widget,
               gboolean   is_natural)
{
  int minimum, natural;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);

  return is_natural ? natural : minimum;
}

static int
measure_height (GtkWidget *widget,
                int        width)
{
  int minimum, natural;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, MAX (width, measure_width (widget, FALSE)),
                      &minimum, &natural, NULL, NULL);

  return natural;
}

static int
get_second_width (GtkWidget *second,
                  int        width)
{
  return MAX ((int) ((width - SPACING) * PART), measure_width (second, FALSE));
}

static gboolean
is_narrow (GtkWidget *widget,
           GtkWidget *first,
           GtkWidget *second,
           int        width)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int char_width = pango_font_metrics_get_approximate_char_width (metrics) / PANGO_SCALE;

  pango_font_metrics_unref (metrics);

  return width < WIDE_CHARS * char_width ||
         measure_width (first, FALSE) + SPACING + get_second_width (second, width) > width;
}

static GtkSizeRequestMode
troupe_beside_layout_get_request_mode (GtkLayoutManager *manager,
                                       GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
troupe_beside_layout_measure (GtkLayoutManager *manager,
                              GtkWidget        *widget,
                              GtkOrientation    orientation,
                              int               for_size,
                              int              *minimum,
                              int              *natural,
                              int              *minimum_baseline,
                              int              *natural_baseline)
{
  GtkWidget *first = gtk_widget_get_first_child (widget);
  GtkWidget *second = gtk_widget_get_last_child (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MAX (measure_width (first, FALSE), measure_width (second, FALSE));
      *natural = measure_width (first, TRUE) + SPACING + measure_width (second, TRUE);
    }
  else if (for_size >= 0 && is_narrow (widget, first, second, for_size))
    {
      *minimum = measure_height (first, for_size) + SPACING + measure_height (get_content (second), for_size);
      *natural = *minimum;
    }
  else
    {
      *minimum = measure_height (first, for_size >= 0 ? for_size - SPACING - get_second_width (second, for_size) : -1);
      *natural = *minimum;
    }
}

static void
allocate (GtkWidget *child,
          int        x,
          int        y,
          int        width,
          int        height)
{
  gtk_widget_size_allocate (child, &(GtkAllocation) { x, y, width, height }, -1);
}

static void
troupe_beside_layout_allocate (GtkLayoutManager *manager,
                               GtkWidget        *widget,
                               int               width,
                               int               height,
                               int               baseline)
{
  GtkWidget *first = gtk_widget_get_first_child (widget);
  GtkWidget *second = gtk_widget_get_last_child (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  if (is_narrow (widget, first, second, width))
    {
      int second_height = measure_height (get_content (second), width);
      int first_height = MAX (height - SPACING - second_height, measure_height (first, width));

      allocate (first, 0, 0, width, first_height);
      allocate (second, 0, first_height + SPACING, width, MAX (height - first_height - SPACING, 0));
    }
  else
    {
      int second_width = get_second_width (second, width);
      int first_width = width - SPACING - second_width;

      allocate (first, is_rtl ? second_width + SPACING : 0, 0, first_width, height);
      allocate (second, is_rtl ? 0 : first_width + SPACING, 0, second_width, height);
    }
}

static void
troupe_beside_layout_class_init (TroupeBesideLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = troupe_beside_layout_get_request_mode;
  layout_class->measure = troupe_beside_layout_measure;
  layout_class->allocate = troupe_beside_layout_allocate;
}

static void
troupe_beside_layout_init (TroupeBesideLayout *self)
{
}
