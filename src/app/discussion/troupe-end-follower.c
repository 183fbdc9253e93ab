/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-end-follower.h"

/**
 * TroupeEndFollower:
 *
 * Keeps a view at its end while text streams in, but only for a reader who is
 * at the end: whoever has scrolled back to read stays where they are.
 */

/* Pixels from the end that still count as the end. */
#define SLACK 24.0

struct _TroupeEndFollower
{
  GObject        parent_instance;

  /* Owned References */
  GtkAdjustment *adjustment;

  /* In Progress */
  gboolean       is_at_end;
  guint          follow_id;
};

enum
{
  PROP_0,
  PROP_AT_END,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TroupeEndFollower, troupe_end_follower, G_TYPE_OBJECT)

static double
get_end (TroupeEndFollower *self)
{
  return gtk_adjustment_get_upper (self->adjustment) - gtk_adjustment_get_page_size (self->adjustment);
}

static gboolean
follow_cb (gpointer data)
{
  TroupeEndFollower *self = data;

  self->follow_id = 0;
  if (self->is_at_end)
    gtk_adjustment_set_value (self->adjustment, get_end (self));
  return G_SOURCE_REMOVE;
}

/* The view says so in the middle of being laid out, when a new value would move nothing: it follows right after. */
static void
changed_cb (TroupeEndFollower *self)
{
  if (self->is_at_end && self->follow_id == 0)
    self->follow_id = g_idle_add_full (GTK_PRIORITY_RESIZE + 5, follow_cb, self, NULL);
}

static void
value_changed_cb (TroupeEndFollower *self)
{
  gboolean is_at_end = gtk_adjustment_get_value (self->adjustment) >= get_end (self) - SLACK;

  if (self->is_at_end == is_at_end)
    return;

  self->is_at_end = is_at_end;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AT_END]);
}

static void
troupe_end_follower_dispose (GObject *object)
{
  TroupeEndFollower *self = TROUPE_END_FOLLOWER (object);

  g_clear_handle_id (&self->follow_id, g_source_remove);
  g_clear_object (&self->adjustment);

  G_OBJECT_CLASS (troupe_end_follower_parent_class)->dispose (object);
}

static void
troupe_end_follower_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  TroupeEndFollower *self = TROUPE_END_FOLLOWER (object);

  switch (prop_id)
    {
    case PROP_AT_END:
      g_value_set_boolean (value, self->is_at_end);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_end_follower_class_init (TroupeEndFollowerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = troupe_end_follower_dispose;
  object_class->get_property = troupe_end_follower_get_property;

  properties[PROP_AT_END] = g_param_spec_boolean ("at-end", NULL, NULL, TRUE,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_end_follower_init (TroupeEndFollower *self)
{
  self->is_at_end = TRUE;
}

/**
 * troupe_end_follower_new:
 * @adjustment: the vertical adjustment of a scrolled view
 *
 * Returns: (transfer full): an object that keeps the view at its end for as
 *   long as it lives
 */
TroupeEndFollower *
troupe_end_follower_new (GtkAdjustment *adjustment)
{
  TroupeEndFollower *self = g_object_new (TROUPE_TYPE_END_FOLLOWER, NULL);

  self->adjustment = g_object_ref (adjustment);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (value_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * troupe_end_follower_at_end:
 * @self: the follower
 *
 * Returns: whether the reader is at the end
 */
gboolean
troupe_end_follower_at_end (TroupeEndFollower *self)
{
  g_return_val_if_fail (TROUPE_IS_END_FOLLOWER (self), FALSE);

  return self->is_at_end;
}

/**
 * troupe_end_follower_go:
 * @self: the follower
 *
 * Goes to the end and follows it from now on.
 */
void
troupe_end_follower_go (TroupeEndFollower *self)
{
  g_return_if_fail (TROUPE_IS_END_FOLLOWER (self));

  if (!self->is_at_end)
    {
      self->is_at_end = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AT_END]);
    }
  changed_cb (self);
}
