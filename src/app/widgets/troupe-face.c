/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-face.h"

/**
 * TroupeFace:
 *
 * A persona's emoji in a circle whose tint follows from the persona's id.
 *
 * It is a picture beside a name, so assistive technology passes over it.
 */

#define N_TINTS 8

struct _TroupeFace
{
  GtkWidget  parent_instance;

  char      *icon;     /* (owned) (nullable): one emoji */
  char      *id;       /* (owned) (nullable): a persona's */
  int        size;     /* pixels: 26 in lines, 36 in rows, 84 in the editor */

  GtkWidget *label;
};

enum
{
  PROP_0,
  PROP_ICON,
  PROP_ID,
  PROP_SIZE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TroupeFace, troupe_face, GTK_TYPE_WIDGET)

static char *
tint_class (const char *id)
{
  guint tint = id != NULL ? g_str_hash (id) % N_TINTS : 0;

  return g_strdup_printf ("tint-%u", tint);
}

static void
troupe_face_measure (GtkWidget      *widget,
                     GtkOrientation  orientation,
                     int             for_size,
                     int            *minimum,
                     int            *natural,
                     int            *minimum_baseline,
                     int            *natural_baseline)
{
  TroupeFace *self = TROUPE_FACE (widget);
  int ignored;

  /* The circle stays one, whatever the font makes of the emoji. */
  gtk_widget_measure (self->label, orientation, -1, &ignored, &ignored, NULL, NULL);
  *minimum = self->size;
  *natural = self->size;
}

static void
troupe_face_size_allocate (GtkWidget *widget,
                           int        width,
                           int        height,
                           int        baseline)
{
  TroupeFace *self = TROUPE_FACE (widget);
  GtkRequisition natural;
  GtkAllocation allocation;

  gtk_widget_get_preferred_size (self->label, NULL, &natural);
  allocation.width = natural.width;
  allocation.height = natural.height;
  allocation.x = (width - natural.width) / 2;
  allocation.y = (height - natural.height) / 2;
  gtk_widget_size_allocate (self->label, &allocation, -1);
}

static void
troupe_face_dispose (GObject *object)
{
  TroupeFace *self = TROUPE_FACE (object);

  g_clear_pointer (&self->label, gtk_widget_unparent);

  G_OBJECT_CLASS (troupe_face_parent_class)->dispose (object);
}

static void
troupe_face_finalize (GObject *object)
{
  TroupeFace *self = TROUPE_FACE (object);

  g_free (self->icon);
  g_free (self->id);

  G_OBJECT_CLASS (troupe_face_parent_class)->finalize (object);
}

static void
troupe_face_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  TroupeFace *self = TROUPE_FACE (object);

  switch (prop_id)
    {
    case PROP_ICON:
      g_value_set_string (value, self->icon);
      break;

    case PROP_ID:
      g_value_set_string (value, self->id);
      break;

    case PROP_SIZE:
      g_value_set_int (value, self->size);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_face_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  TroupeFace *self = TROUPE_FACE (object);

  switch (prop_id)
    {
    case PROP_ICON:
      troupe_face_set_icon (self, g_value_get_string (value));
      break;

    case PROP_ID:
      troupe_face_set_id (self, g_value_get_string (value));
      break;

    case PROP_SIZE:
      troupe_face_set_size (self, g_value_get_int (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_face_class_init (TroupeFaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = troupe_face_dispose;
  object_class->finalize = troupe_face_finalize;
  object_class->get_property = troupe_face_get_property;
  object_class->set_property = troupe_face_set_property;
  widget_class->measure = troupe_face_measure;
  widget_class->size_allocate = troupe_face_size_allocate;

  properties[PROP_ICON] = g_param_spec_string ("icon", NULL, NULL, NULL, flags);
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_SIZE] = g_param_spec_int ("size", NULL, NULL, 16, 256, 36, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "face");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
troupe_face_init (TroupeFace *self)
{
  g_autofree char *tint = tint_class (NULL);

  self->label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self), tint);
  troupe_face_set_size (self, 36);
}

/**
 * troupe_face_new:
 * @size: its width and height, in pixels
 *
 * Makes a face with nothing in it.
 *
 * Returns: (transfer floating): the face
 */
GtkWidget *
troupe_face_new (int size)
{
  return g_object_new (TROUPE_TYPE_FACE, "size", size, NULL);
}

/**
 * troupe_face_get_icon:
 * @self: the face
 *
 * Returns: (transfer none) (nullable): the emoji that it shows
 */
const char *
troupe_face_get_icon (TroupeFace *self)
{
  g_return_val_if_fail (TROUPE_IS_FACE (self), NULL);

  return self->icon;
}

/**
 * troupe_face_set_icon:
 * @self: the face
 * @icon: (nullable): one emoji; %NULL shows a speech balloon
 *
 * Says what is in the circle.
 */
void
troupe_face_set_icon (TroupeFace *self,
                      const char *icon)
{
  g_return_if_fail (TROUPE_IS_FACE (self));

  if (g_strcmp0 (self->icon, icon) == 0 && self->icon != NULL)
    return;

  g_free (self->icon);
  self->icon = g_strdup (icon);
  gtk_label_set_text (GTK_LABEL (self->label), icon != NULL && *icon != '\0' ? icon : "💬");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ICON]);
}

/**
 * troupe_face_get_id:
 * @self: the face
 *
 * Returns: (transfer none) (nullable): the id that its tint is made from
 */
const char *
troupe_face_get_id (TroupeFace *self)
{
  g_return_val_if_fail (TROUPE_IS_FACE (self), NULL);

  return self->id;
}

/**
 * troupe_face_set_id:
 * @self: the face
 * @id: (nullable): the persona's id
 *
 * Says whose face it is, which gives it its tint.
 */
void
troupe_face_set_id (TroupeFace *self,
                    const char *id)
{
  g_autofree char *old = NULL;
  g_autofree char *new = NULL;

  g_return_if_fail (TROUPE_IS_FACE (self));

  if (g_strcmp0 (self->id, id) == 0)
    return;

  old = tint_class (self->id);
  new = tint_class (id);
  gtk_widget_remove_css_class (GTK_WIDGET (self), old);
  gtk_widget_add_css_class (GTK_WIDGET (self), new);

  g_free (self->id);
  self->id = g_strdup (id);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ID]);
}

/**
 * troupe_face_get_size:
 * @self: the face
 *
 * Returns: its width and height, in pixels
 */
int
troupe_face_get_size (TroupeFace *self)
{
  g_return_val_if_fail (TROUPE_IS_FACE (self), 0);

  return self->size;
}

/**
 * troupe_face_set_size:
 * @self: the face
 * @size: its width and height, in pixels
 *
 * Sets the size of the circle; the emoji follows.
 */
void
troupe_face_set_size (TroupeFace *self,
                      int         size)
{
  PangoAttrList *attributes;

  g_return_if_fail (TROUPE_IS_FACE (self));

  if (self->size == size && gtk_label_get_attributes (GTK_LABEL (self->label)) != NULL)
    return;

  self->size = size;
  attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_size_new_absolute (size * PANGO_SCALE / 2));
  gtk_label_set_attributes (GTK_LABEL (self->label), attributes);
  pango_attr_list_unref (attributes);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIZE]);
}
