/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-copy-button.h"

/**
 * TroupeCopyButton:
 *
 * A button that says for a moment that something was copied. What its tooltip
 * says is also its accessible name.
 */

#define COPIED_S 2

struct _TroupeCopyButton
{
  GtkButton  parent_instance;

  /* In Progress */
  char      *tooltip;     /* (owned) (nullable): what it says again later */
  guint      copied_id;
};

G_DEFINE_FINAL_TYPE (TroupeCopyButton, troupe_copy_button, GTK_TYPE_BUTTON)

static void
tooltip_changed_cb (TroupeCopyButton *self)
{
  const char *tooltip = gtk_widget_get_tooltip_text (GTK_WIDGET (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip != NULL ? tooltip : "",
                                  -1);
}

static void
show_copy (TroupeCopyButton *self)
{
  g_autofree char *tooltip = g_steal_pointer (&self->tooltip);

  gtk_button_set_icon_name (GTK_BUTTON (self), "edit-copy-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip);
}

static gboolean
copied_cb (gpointer data)
{
  TroupeCopyButton *self = data;

  self->copied_id = 0;
  show_copy (self);
  return G_SOURCE_REMOVE;
}

static void
troupe_copy_button_dispose (GObject *object)
{
  TroupeCopyButton *self = TROUPE_COPY_BUTTON (object);

  g_clear_handle_id (&self->copied_id, g_source_remove);
  g_clear_pointer (&self->tooltip, g_free);

  G_OBJECT_CLASS (troupe_copy_button_parent_class)->dispose (object);
}

static void
troupe_copy_button_class_init (TroupeCopyButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = troupe_copy_button_dispose;
}

static void
troupe_copy_button_init (TroupeCopyButton *self)
{
  g_signal_connect (self, "notify::tooltip-text", G_CALLBACK (tooltip_changed_cb), NULL);
  gtk_button_set_icon_name (GTK_BUTTON (self), "edit-copy-symbolic");
  gtk_widget_add_css_class (GTK_WIDGET (self), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self), "circular");
  gtk_widget_add_css_class (GTK_WIDGET (self), "small-button");
}

/**
 * troupe_copy_button_copy:
 * @self: the button
 * @text: what to copy
 *
 * Puts @text on the clipboard and says so.
 */
void
troupe_copy_button_copy (TroupeCopyButton *self,
                         const char       *text)
{
  g_return_if_fail (TROUPE_IS_COPY_BUTTON (self));
  g_return_if_fail (text != NULL);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);

  if (self->copied_id == 0)
    self->tooltip = g_strdup (gtk_widget_get_tooltip_text (GTK_WIDGET (self)));
  g_clear_handle_id (&self->copied_id, g_source_remove);
  self->copied_id = g_timeout_add_seconds (COPIED_S, copied_cb, self);

  gtk_button_set_icon_name (GTK_BUTTON (self), "object-select-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _("Copied"));
}
