/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-split.h"

/**
 * TroupeSplit:
 *
 * A main child with a narrower one at its side.
 *
 * With enough width both are shown beside each other. Below #TroupeSplit:fold-width the two are *folded*: one of them
 * has the whole width, and the side is shown only while it is open. So the least width is that of the wider child, not
 * of both. What a person chose for a wide window (#TroupeSplit:show-side) survives a while in a narrow one.
 *
 * It stands in for widgets that came with libadwaita 1.4, and for those that went with it.
 */

struct _TroupeSplit
{
  GtkWidget    parent_instance;

  /* Template References */
  GtkWidget   *main;
  GtkWidget   *side;

  int          side_width;     /* pixels */
  int          fold_width;     /* pixels; folded when narrower than this */
  GtkPackType  side_position;
  gboolean     show_side;
  gboolean     open;
  gboolean     folded;

  /* In Progress */
  guint        notify_id;
};

enum
{
  PROP_0,
  PROP_MAIN,
  PROP_SIDE,
  PROP_SIDE_WIDTH,
  PROP_FOLD_WIDTH,
  PROP_SIDE_POSITION,
  PROP_SHOW_SIDE,
  PROP_OPEN,
  PROP_FOLDED,
  PROP_SIDE_SHOWN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void troupe_split_buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TroupeSplit, troupe_split, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, troupe_split_buildable_init))

/* On GTK 4.8, screen readers find a child that is not shown unless it says that it is hidden. */
static void
show_child (GtkWidget *child,
            gboolean   is_shown)
{
  if (child == NULL || gtk_widget_get_child_visible (child) == is_shown)
    return;

  gtk_widget_set_child_visible (child, is_shown);
  gtk_accessible_update_state (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_STATE_HIDDEN, !is_shown, -1);
}

static void
measure_child (GtkWidget      *child,
               GtkOrientation  orientation,
               int             for_size,
               int            *minimum,
               int            *natural)
{
  *minimum = 0;
  *natural = 0;

  if (child != NULL && gtk_widget_get_visible (child))
    gtk_widget_measure (child, orientation, for_size, minimum, natural, NULL, NULL);
}

static gboolean
would_fold (TroupeSplit *self,
            int          width)
{
  int main_minimum, side_minimum, natural;

  measure_child (self->main, GTK_ORIENTATION_HORIZONTAL, -1, &main_minimum, &natural);
  measure_child (self->side, GTK_ORIENTATION_HORIZONTAL, -1, &side_minimum, &natural);

  return width < MAX (self->fold_width, main_minimum + MAX (self->side_width, side_minimum));
}

static gboolean
notify_folded_cb (gpointer user_data)
{
  TroupeSplit *self = user_data;

  self->notify_id = 0;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLDED]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIDE_SHOWN]);

  return G_SOURCE_REMOVE;
}

static void
troupe_split_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  TroupeSplit *self = TROUPE_SPLIT (widget);
  int main_minimum, main_natural, side_minimum, side_natural;

  measure_child (self->main, orientation, -1, &main_minimum, &main_natural);
  measure_child (self->side, orientation, -1, &side_minimum, &side_natural);

  *minimum = MAX (main_minimum, side_minimum);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = main_natural + (self->show_side ? MAX (self->side_width, side_minimum) : 0);
  else
    *natural = MAX (main_natural, side_natural);
  *natural = MAX (*natural, *minimum);
}

static void
allocate_child (GtkWidget *child,
                int        x,
                int        width,
                int        height)
{
  GtkAllocation allocation = { x, 0, width, height };

  if (child != NULL && gtk_widget_get_child_visible (child))
    gtk_widget_size_allocate (child, &allocation, -1);
}

static void
troupe_split_size_allocate (GtkWidget *widget,
                            int        width,
                            int        height,
                            int        baseline)
{
  TroupeSplit *self = TROUPE_SPLIT (widget);
  gboolean folded = would_fold (self, width);
  gboolean at_start;
  int side_minimum, natural, side_width;

  if (folded != self->folded)
    {
      self->folded = folded;
      self->open = FALSE;

      /* Whoever listens changes other widgets, which must not happen while sizes are being given out. */
      if (self->notify_id == 0)
        self->notify_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, notify_folded_cb, self, NULL);
    }

  show_child (self->side, folded ? self->open : self->show_side);
  show_child (self->main, !folded || !self->open);

  measure_child (self->side, GTK_ORIENTATION_HORIZONTAL, -1, &side_minimum, &natural);
  side_width = folded ? width : self->show_side ? MAX (self->side_width, side_minimum) : 0;
  at_start = (self->side_position == GTK_PACK_START) == (gtk_widget_get_direction (widget) != GTK_TEXT_DIR_RTL);

  if (folded)
    {
      allocate_child (self->side, 0, width, height);
      allocate_child (self->main, 0, width, height);
    }
  else
    {
      allocate_child (self->side, at_start ? 0 : width - side_width, side_width, height);
      allocate_child (self->main, at_start ? side_width : 0, width - side_width, height);
    }
}

static void
set_child (TroupeSplit  *self,
           GtkWidget   **where,
           GtkWidget    *child)
{
  if (*where == child)
    return;

  g_clear_pointer (where, gtk_widget_unparent);
  *where = child;
  if (child == NULL)
    return;

  /* The order of the children is that of the Tab key. */
  if (where == &self->side && self->side_position == GTK_PACK_START)
    gtk_widget_insert_after (child, GTK_WIDGET (self), NULL);
  else
    gtk_widget_insert_before (child, GTK_WIDGET (self), NULL);
}

static void
troupe_split_buildable_add_child (GtkBuildable *buildable,
                                  GtkBuilder   *builder,
                                  GObject      *child,
                                  const char   *type)
{
  TroupeSplit *self = TROUPE_SPLIT (buildable);

  if (g_strcmp0 (type, "side") == 0)
    set_child (self, &self->side, GTK_WIDGET (child));
  else
    set_child (self, &self->main, GTK_WIDGET (child));
}

static void
troupe_split_buildable_init (GtkBuildableIface *iface)
{
  iface->add_child = troupe_split_buildable_add_child;
}

static void
troupe_split_dispose (GObject *object)
{
  TroupeSplit *self = TROUPE_SPLIT (object);

  g_clear_handle_id (&self->notify_id, g_source_remove);
  g_clear_pointer (&self->side, gtk_widget_unparent);
  g_clear_pointer (&self->main, gtk_widget_unparent);

  G_OBJECT_CLASS (troupe_split_parent_class)->dispose (object);
}

static void
troupe_split_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  TroupeSplit *self = TROUPE_SPLIT (object);

  switch (prop_id)
    {
    case PROP_MAIN:
      g_value_set_object (value, self->main);
      break;

    case PROP_SIDE:
      g_value_set_object (value, self->side);
      break;

    case PROP_SIDE_WIDTH:
      g_value_set_int (value, self->side_width);
      break;

    case PROP_FOLD_WIDTH:
      g_value_set_int (value, self->fold_width);
      break;

    case PROP_SIDE_POSITION:
      g_value_set_enum (value, self->side_position);
      break;

    case PROP_SHOW_SIDE:
      g_value_set_boolean (value, self->show_side);
      break;

    case PROP_OPEN:
      g_value_set_boolean (value, self->open);
      break;

    case PROP_FOLDED:
      g_value_set_boolean (value, self->folded);
      break;

    case PROP_SIDE_SHOWN:
      g_value_set_boolean (value, troupe_split_get_side_shown (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_split_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  TroupeSplit *self = TROUPE_SPLIT (object);

  switch (prop_id)
    {
    case PROP_MAIN:
      set_child (self, &self->main, g_value_get_object (value));
      break;

    case PROP_SIDE:
      set_child (self, &self->side, g_value_get_object (value));
      break;

    case PROP_SIDE_WIDTH:
      self->side_width = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;

    case PROP_FOLD_WIDTH:
      self->fold_width = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;

    case PROP_SIDE_POSITION:
      self->side_position = g_value_get_enum (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;

    case PROP_SHOW_SIDE:
      troupe_split_set_show_side (self, g_value_get_boolean (value));
      break;

    case PROP_OPEN:
      troupe_split_set_open (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_split_class_init (TroupeSplitClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = troupe_split_dispose;
  object_class->get_property = troupe_split_get_property;
  object_class->set_property = troupe_split_set_property;
  widget_class->measure = troupe_split_measure;
  widget_class->size_allocate = troupe_split_size_allocate;

  properties[PROP_MAIN] = g_param_spec_object ("main", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_SIDE] = g_param_spec_object ("side", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_SIDE_WIDTH] = g_param_spec_int ("side-width", NULL, NULL, 0, G_MAXINT, 240, flags);
  properties[PROP_FOLD_WIDTH] = g_param_spec_int ("fold-width", NULL, NULL, 0, G_MAXINT, 600, flags);
  properties[PROP_SIDE_POSITION] = g_param_spec_enum ("side-position", NULL, NULL, GTK_TYPE_PACK_TYPE, GTK_PACK_START, flags);
  properties[PROP_SHOW_SIDE] = g_param_spec_boolean ("show-side", NULL, NULL, TRUE, flags);
  properties[PROP_OPEN] = g_param_spec_boolean ("open", NULL, NULL, FALSE, flags);
  properties[PROP_FOLDED] = g_param_spec_boolean ("folded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SIDE_SHOWN] = g_param_spec_boolean ("side-shown", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "split");
}

static void
troupe_split_init (TroupeSplit *self)
{
  self->side_width = 240;
  self->fold_width = 600;
  self->show_side = TRUE;
}

gboolean
troupe_split_get_show_side (TroupeSplit *self)
{
  g_return_val_if_fail (TROUPE_IS_SPLIT (self), FALSE);

  return self->show_side;
}

/**
 * troupe_split_set_show_side:
 * @self: the split
 * @show_side: whether the side is shown while there is room for both
 *
 * Says what a wide window shows.
 */
void
troupe_split_set_show_side (TroupeSplit *self,
                            gboolean     show_side)
{
  g_return_if_fail (TROUPE_IS_SPLIT (self));

  show_side = !!show_side;
  if (self->show_side == show_side)
    return;

  self->show_side = show_side;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_SIDE]);
  if (!self->folded)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIDE_SHOWN]);
}

/**
 * troupe_split_get_open:
 * @self: the split
 *
 * Returns: whether its side is on show although it is folded
 */
gboolean
troupe_split_get_open (TroupeSplit *self)
{
  g_return_val_if_fail (TROUPE_IS_SPLIT (self), FALSE);

  return self->open;
}

/**
 * troupe_split_set_open:
 * @self: the split
 * @open: whether the side covers the main child while both are folded
 *
 * Says what a narrow window shows. It is forgotten when the window grows wide.
 */
void
troupe_split_set_open (TroupeSplit *self,
                       gboolean     open)
{
  g_return_if_fail (TROUPE_IS_SPLIT (self));

  open = !!open;
  if (self->open == open || (open && !self->folded))
    return;

  self->open = open;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPEN]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIDE_SHOWN]);
}

/**
 * troupe_split_get_folded:
 * @self: the split
 *
 * Returns: whether it is too narrow for both children at once
 */
gboolean
troupe_split_get_folded (TroupeSplit *self)
{
  g_return_val_if_fail (TROUPE_IS_SPLIT (self), FALSE);

  return self->folded;
}

/**
 * troupe_split_get_side_shown:
 * @self: the split
 *
 * Says whether the side can be seen now, whatever the width.
 *
 * Returns: whether the side is shown
 */
gboolean
troupe_split_get_side_shown (TroupeSplit *self)
{
  g_return_val_if_fail (TROUPE_IS_SPLIT (self), FALSE);

  return self->folded ? self->open : self->show_side;
}

/**
 * troupe_split_set_side_shown:
 * @self: the split
 * @shown: whether the side is to be seen
 *
 * Shows or hides the side, in the way that the present width has for it.
 */
void
troupe_split_set_side_shown (TroupeSplit *self,
                             gboolean     shown)
{
  g_return_if_fail (TROUPE_IS_SPLIT (self));

  if (self->folded)
    troupe_split_set_open (self, shown);
  else
    troupe_split_set_show_side (self, shown);
}
