/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-page.h"

/**
 * TroupePage:
 *
 * What the window shows for one of its places.
 *
 * A page tells the header bar its title, its subtitle and the widgets that it wants at the bar's start and end; they
 * are there while the page is. A page is made when it is shown for the first time and lives as long as the window. It
 * finds the window with troupe_window_from_widget() and follows #TroupeWindow:workspace and #TroupeWindow:chat.
 */

typedef struct
{
  char      *title;          /* (owned) (nullable) */
  char      *subtitle;       /* (owned) (nullable) */
  GtkWidget *header_start;   /* (owned) (nullable) */
  GtkWidget *header_end;     /* (owned) (nullable) */
  gboolean   has_pane;
} TroupePagePrivate;

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_SUBTITLE,
  PROP_HEADER_START,
  PROP_HEADER_END,
  PROP_HAS_PANE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TroupePage, troupe_page, ADW_TYPE_BIN)

static void
set_text (TroupePage  *self,
          char       **where,
          const char  *text,
          guint        prop_id)
{
  if (g_strcmp0 (*where, text) == 0)
    return;

  g_free (*where);
  *where = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
set_widget (TroupePage  *self,
            GtkWidget  **where,
            GtkWidget   *widget,
            guint        prop_id)
{
  if (*where == widget)
    return;

  g_clear_object (where);
  if (widget != NULL)
    *where = g_object_ref_sink (widget);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
troupe_page_dispose (GObject *object)
{
  TroupePagePrivate *priv = troupe_page_get_instance_private (TROUPE_PAGE (object));

  g_clear_object (&priv->header_start);
  g_clear_object (&priv->header_end);

  G_OBJECT_CLASS (troupe_page_parent_class)->dispose (object);
}

static void
troupe_page_finalize (GObject *object)
{
  TroupePagePrivate *priv = troupe_page_get_instance_private (TROUPE_PAGE (object));

  g_free (priv->title);
  g_free (priv->subtitle);

  G_OBJECT_CLASS (troupe_page_parent_class)->finalize (object);
}

static void
troupe_page_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  TroupePagePrivate *priv = troupe_page_get_instance_private (TROUPE_PAGE (object));

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;

    case PROP_SUBTITLE:
      g_value_set_string (value, priv->subtitle);
      break;

    case PROP_HEADER_START:
      g_value_set_object (value, priv->header_start);
      break;

    case PROP_HEADER_END:
      g_value_set_object (value, priv->header_end);
      break;

    case PROP_HAS_PANE:
      g_value_set_boolean (value, priv->has_pane);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_page_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  TroupePage *self = TROUPE_PAGE (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      troupe_page_set_title (self, g_value_get_string (value));
      break;

    case PROP_SUBTITLE:
      troupe_page_set_subtitle (self, g_value_get_string (value));
      break;

    case PROP_HEADER_START:
      troupe_page_set_header_start (self, g_value_get_object (value));
      break;

    case PROP_HEADER_END:
      troupe_page_set_header_end (self, g_value_get_object (value));
      break;

    case PROP_HAS_PANE:
      troupe_page_set_has_pane (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_page_class_init (TroupePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = troupe_page_dispose;
  object_class->finalize = troupe_page_finalize;
  object_class->get_property = troupe_page_get_property;
  object_class->set_property = troupe_page_set_property;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  properties[PROP_HEADER_START] = g_param_spec_object ("header-start", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_HEADER_END] = g_param_spec_object ("header-end", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_HAS_PANE] = g_param_spec_boolean ("has-pane", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /* What has no role can have no name. */
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
troupe_page_init (TroupePage *self)
{
  TroupePagePrivate *priv = troupe_page_get_instance_private (self);

  priv->has_pane = TRUE;
}

/**
 * troupe_page_get_title:
 * @self: the page
 *
 * Returns: (transfer none) (nullable): what the header bar has as its title
 */
const char *
troupe_page_get_title (TroupePage *self)
{
  TroupePagePrivate *priv = troupe_page_get_instance_private (self);

  g_return_val_if_fail (TROUPE_IS_PAGE (self), NULL);

  return priv->title;
}

/**
 * troupe_page_set_title:
 * @self: the page
 * @title: (nullable): what the header bar has as its title
 *
 * Sets the title, which is the window’s while the page is on show.
 */
void
troupe_page_set_title (TroupePage *self,
                       const char *title)
{
  TroupePagePrivate *priv = troupe_page_get_instance_private (self);

  g_return_if_fail (TROUPE_IS_PAGE (self));

  set_text (self, &priv->title, title, PROP_TITLE);
}

/**
 * troupe_page_get_subtitle:
 * @self: the page
 *
 * Returns: (transfer none) (nullable): what stands below the title
 */
const char *
troupe_page_get_subtitle (TroupePage *self)
{
  TroupePagePrivate *priv = troupe_page_get_instance_private (self);

  g_return_val_if_fail (TROUPE_IS_PAGE (self), NULL);

  return priv->subtitle;
}

/**
 * troupe_page_set_subtitle:
 * @self: the page
 * @subtitle: (nullable): what stands below the title
 *
 * Sets the subtitle.
 */
void
troupe_page_set_subtitle (TroupePage *self,
                          const char *subtitle)
{
  TroupePagePrivate *priv = troupe_page_get_instance_private (self);

  g_return_if_fail (TROUPE_IS_PAGE (self));

  set_text (self, &priv->subtitle, subtitle, PROP_SUBTITLE);
}

/**
 * troupe_page_get_header_start:
 * @self: the page
 *
 * Returns: (transfer none) (nullable): what it puts at the start of the header bar
 */
GtkWidget *
troupe_page_get_header_start (TroupePage *self)
{
  TroupePagePrivate *priv = troupe_page_get_instance_private (self);

  g_return_val_if_fail (TROUPE_IS_PAGE (self), NULL);

  return priv->header_start;
}

/**
 * troupe_page_set_header_start:
 * @self: the page
 * @widget: (nullable): a widget with no parent
 *
 * Says what the header bar shows at its start, after the window's own buttons.
 */
void
troupe_page_set_header_start (TroupePage *self,
                              GtkWidget  *widget)
{
  TroupePagePrivate *priv = troupe_page_get_instance_private (self);

  g_return_if_fail (TROUPE_IS_PAGE (self));

  set_widget (self, &priv->header_start, widget, PROP_HEADER_START);
}

/**
 * troupe_page_get_header_end:
 * @self: the page
 *
 * Returns: (transfer none) (nullable): what it puts at the end of the header bar
 */
GtkWidget *
troupe_page_get_header_end (TroupePage *self)
{
  TroupePagePrivate *priv = troupe_page_get_instance_private (self);

  g_return_val_if_fail (TROUPE_IS_PAGE (self), NULL);

  return priv->header_end;
}

/**
 * troupe_page_set_header_end:
 * @self: the page
 * @widget: (nullable): a widget with no parent
 *
 * Says what the header bar shows at its end, before the window's own buttons.
 */
void
troupe_page_set_header_end (TroupePage *self,
                            GtkWidget  *widget)
{
  TroupePagePrivate *priv = troupe_page_get_instance_private (self);

  g_return_if_fail (TROUPE_IS_PAGE (self));

  set_widget (self, &priv->header_end, widget, PROP_HEADER_END);
}

/**
 * troupe_page_get_has_pane:
 * @self: the page
 *
 * Returns: whether AI Settings is about what the page shows
 */
gboolean
troupe_page_get_has_pane (TroupePage *self)
{
  TroupePagePrivate *priv = troupe_page_get_instance_private (self);

  g_return_val_if_fail (TROUPE_IS_PAGE (self), FALSE);

  return priv->has_pane;
}

/**
 * troupe_page_set_has_pane:
 * @self: the page
 * @has_pane: whether AI Settings are about what this page shows
 *
 * Says whether the window shows its utility pane beside this page.
 */
void
troupe_page_set_has_pane (TroupePage *self,
                          gboolean    has_pane)
{
  TroupePagePrivate *priv = troupe_page_get_instance_private (self);

  g_return_if_fail (TROUPE_IS_PAGE (self));

  has_pane = !!has_pane;
  if (priv->has_pane == has_pane)
    return;

  priv->has_pane = has_pane;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_PANE]);
}
