/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-fold-row.h"

/**
 * TroupeFoldRow:
 *
 * A row that opens to show more below it. What is there is made when it opens for the first time, so that many of them
 * cost little. The row itself takes the focus: Return and Space open it, and keys of its own are for classes to add.
 */

typedef struct
{
  /* Children */
  GtkWidget *header;
  GtkWidget *prefixes;
  GtkWidget *title;
  GtkWidget *subtitle;
  GtkWidget *suffixes;
  GtkWidget *arrow;
  GtkWidget *revealer;
  GtkWidget *content;      /* (nullable) */
} TroupeFoldRowPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TroupeFoldRow, troupe_fold_row, ADW_TYPE_PREFERENCES_ROW)

static void
toggled_cb (TroupeFoldRow *self)
{
  TroupeFoldRowPrivate *priv = troupe_fold_row_get_instance_private (self);
  gboolean is_open = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (priv->arrow));
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  /* What is hidden can't have the focus. */
  if (!is_open && root != NULL && troupe_fold_row_is_in_content (self, gtk_root_get_focus (root)))
    gtk_widget_grab_focus (GTK_WIDGET (self));

  if (is_open && priv->content == NULL && TROUPE_FOLD_ROW_GET_CLASS (self)->create_content != NULL)
    {
      priv->content = TROUPE_FOLD_ROW_GET_CLASS (self)->create_content (self);
      gtk_revealer_set_child (GTK_REVEALER (priv->revealer), priv->content);
    }

  gtk_button_set_icon_name (GTK_BUTTON (priv->arrow), is_open ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_widget_set_tooltip_text (priv->arrow, is_open ? _("Show Less") : _("Show More"));
  gtk_accessible_update_state (GTK_ACCESSIBLE (priv->arrow), GTK_ACCESSIBLE_STATE_EXPANDED, is_open, -1);
  gtk_revealer_set_reveal_child (GTK_REVEALER (priv->revealer), is_open);
}

static void
toggle (TroupeFoldRow *self)
{
  TroupeFoldRowPrivate *priv = troupe_fold_row_get_instance_private (self);

  if (gtk_widget_is_sensitive (priv->arrow))
    troupe_fold_row_set_is_open (self, !troupe_fold_row_get_is_open (self));
}

static gboolean
activate_cb (GtkWidget *widget,
             GVariant  *args,
             gpointer   user_data)
{
  /* Return in a control below is none of the row's. */
  if (!gtk_widget_is_focus (widget))
    return FALSE;

  toggle (TROUPE_FOLD_ROW (widget));

  return TRUE;
}

static void
released_cb (TroupeFoldRow   *self,
             int              n_press,
             double           x,
             double           y,
             GtkGestureClick *gesture)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  toggle (self);
}

static void
troupe_fold_row_class_init (TroupeFoldRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, 0, activate_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, 0, activate_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_space, 0, activate_cb, NULL);
}

static GtkWidget *
create_label (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_widget_add_css_class (label, style);

  return label;
}

static void
troupe_fold_row_init (TroupeFoldRow *self)
{
  TroupeFoldRowPrivate *priv = troupe_fold_row_get_instance_private (self);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *titles = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkGesture *click = gtk_gesture_click_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "fold");

  priv->header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  priv->prefixes = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  priv->suffixes = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  priv->title = create_label ("title");
  priv->subtitle = create_label ("subtitle");
  priv->arrow = gtk_toggle_button_new ();
  priv->revealer = gtk_revealer_new ();

  gtk_widget_add_css_class (priv->header, "fold-header");
  gtk_widget_add_css_class (priv->revealer, "fold-content");
  gtk_widget_add_css_class (priv->arrow, "flat");
  gtk_widget_add_css_class (priv->arrow, "circular");
  gtk_button_set_icon_name (GTK_BUTTON (priv->arrow), "pan-end-symbolic");
  gtk_widget_set_valign (priv->arrow, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (priv->arrow, _("Show More"));
  g_signal_connect_object (priv->arrow, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);

  gtk_widget_set_hexpand (titles, TRUE);
  gtk_widget_set_valign (titles, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (priv->subtitle, FALSE);
  gtk_box_append (GTK_BOX (titles), priv->title);
  gtk_box_append (GTK_BOX (titles), priv->subtitle);
  gtk_box_append (GTK_BOX (priv->header), priv->prefixes);
  gtk_box_append (GTK_BOX (priv->header), titles);
  gtk_box_append (GTK_BOX (priv->header), priv->suffixes);
  gtk_box_append (GTK_BOX (priv->header), priv->arrow);
  gtk_box_append (GTK_BOX (box), priv->header);
  gtk_box_append (GTK_BOX (box), priv->revealer);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);

  g_signal_connect_object (click, "released", G_CALLBACK (released_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (priv->header, GTK_EVENT_CONTROLLER (click));
}

/**
 * troupe_fold_row_set_title:
 * @self: the row
 * @title: what the row is about; plain text
 *
 * Sets the title, and names the row for those who do not see it.
 */
void
troupe_fold_row_set_title (TroupeFoldRow *self,
                           const char    *title)
{
  TroupeFoldRowPrivate *priv;
  g_autofree char *name = NULL;

  g_return_if_fail (TROUPE_IS_FOLD_ROW (self));
  g_return_if_fail (title != NULL);

  priv = troupe_fold_row_get_instance_private (self);
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (priv->title)), title) == 0)
    return;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  gtk_label_set_text (GTK_LABEL (priv->title), title);
  /* Translators: the accessible name of a button that shows more; %s is what it is about */
  name = g_strdup_printf (_("More of %s"), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (priv->arrow), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

/**
 * troupe_fold_row_set_subtitle:
 * @self: the row
 * @subtitle: (nullable): more about it; plain text
 *
 * Sets the line below the title.
 */
void
troupe_fold_row_set_subtitle (TroupeFoldRow *self,
                              const char    *subtitle)
{
  TroupeFoldRowPrivate *priv;

  g_return_if_fail (TROUPE_IS_FOLD_ROW (self));

  priv = troupe_fold_row_get_instance_private (self);
  gtk_label_set_text (GTK_LABEL (priv->subtitle), subtitle != NULL ? subtitle : "");
  gtk_widget_set_visible (priv->subtitle, subtitle != NULL && *subtitle != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle != NULL ? subtitle : "", -1);
}

/**
 * troupe_fold_row_add_prefix:
 * @self: the row
 * @widget: (transfer floating): a widget
 *
 * Adds a widget before the title.
 */
void
troupe_fold_row_add_prefix (TroupeFoldRow *self,
                            GtkWidget     *widget)
{
  TroupeFoldRowPrivate *priv;

  g_return_if_fail (TROUPE_IS_FOLD_ROW (self));

  priv = troupe_fold_row_get_instance_private (self);
  gtk_box_append (GTK_BOX (priv->prefixes), widget);
}

/**
 * troupe_fold_row_add_suffix:
 * @self: the row
 * @widget: (transfer floating): a widget
 *
 * Adds a widget after the title, before the arrow.
 */
void
troupe_fold_row_add_suffix (TroupeFoldRow *self,
                            GtkWidget     *widget)
{
  TroupeFoldRowPrivate *priv;

  g_return_if_fail (TROUPE_IS_FOLD_ROW (self));

  priv = troupe_fold_row_get_instance_private (self);
  gtk_box_append (GTK_BOX (priv->suffixes), widget);
}

/**
 * troupe_fold_row_get_is_open:
 * @self: the row
 *
 * Returns: whether what is below it shows
 */
gboolean
troupe_fold_row_get_is_open (TroupeFoldRow *self)
{
  TroupeFoldRowPrivate *priv;

  g_return_val_if_fail (TROUPE_IS_FOLD_ROW (self), FALSE);

  priv = troupe_fold_row_get_instance_private (self);

  return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (priv->arrow));
}

/**
 * troupe_fold_row_set_is_open:
 * @self: the row
 * @is_open: whether what is below it shows
 *
 * Opens or closes the row.
 */
void
troupe_fold_row_set_is_open (TroupeFoldRow *self,
                             gboolean       is_open)
{
  TroupeFoldRowPrivate *priv;

  g_return_if_fail (TROUPE_IS_FOLD_ROW (self));

  priv = troupe_fold_row_get_instance_private (self);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (priv->arrow), is_open);
}

/**
 * troupe_fold_row_set_can_open:
 * @self: the row
 * @can_open: whether there is anything to show; a row that can't open is closed
 *
 * Lets the row be opened or not.
 */
void
troupe_fold_row_set_can_open (TroupeFoldRow *self,
                              gboolean       can_open)
{
  TroupeFoldRowPrivate *priv;

  g_return_if_fail (TROUPE_IS_FOLD_ROW (self));

  priv = troupe_fold_row_get_instance_private (self);
  if (!can_open)
    troupe_fold_row_set_is_open (self, FALSE);
  gtk_widget_set_sensitive (priv->arrow, can_open);
}

/**
 * troupe_fold_row_get_content:
 * @self: the row
 *
 * Returns: (transfer none) (nullable): what is below it, if it was ever open
 */
GtkWidget *
troupe_fold_row_get_content (TroupeFoldRow *self)
{
  TroupeFoldRowPrivate *priv;

  g_return_val_if_fail (TROUPE_IS_FOLD_ROW (self), NULL);

  priv = troupe_fold_row_get_instance_private (self);

  return priv->content;
}

/**
 * troupe_fold_row_is_in_content:
 * @self: the row
 * @widget: (nullable): any widget
 *
 * Returns: whether @widget is below the row
 */
gboolean
troupe_fold_row_is_in_content (TroupeFoldRow *self,
                               GtkWidget     *widget)
{
  TroupeFoldRowPrivate *priv;

  g_return_val_if_fail (TROUPE_IS_FOLD_ROW (self), FALSE);

  priv = troupe_fold_row_get_instance_private (self);

  return widget != NULL && (widget == priv->revealer || gtk_widget_is_ancestor (widget, priv->revealer));
}
