/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-toaster.h"

/* Longer than a toast takes to come into view, which is 500 ms at the most. */
#define SETTLE_US (600 * 1000)

/**
 * TroupeToaster:
 *
 * What a window tells of in passing, and the one thing that can be taken back. That outlives its toast: Ctrl+Z does it
 * until something else can be taken back.
 *
 * Toasts are handed to the overlay one at a time, and the next one when the one before goes. So it is known when each comes, and
 * none goes before it has come: before 1.3, libadwaita frees a toast that is dismissed sooner while it is still being moved.
 */

struct _TroupeToaster
{
  GObject           parent_instance;

  AdwToastOverlay  *overlay;         /* (owned) */

  GQueue            waiting;         /* (element-type AdwToast) (owned) */
  AdwToast         *shown;           /* (owned) (nullable) */
  gulong            dismissed_id;
  guint             tick_id;         /* while it comes into view */
  gint64            came_us;         /* its first frame, in the frame clock's time, or 0 */
  gboolean          is_leaving;      /* to go once it has come */

  /* In Progress */
  AdwToast         *undo_toast;      /* (owned) (nullable): shown or waiting */
  TroupeUndoFunc    undo;
  gpointer          undo_data;
  GDestroyNotify    undo_destroy;
};

G_DEFINE_FINAL_TYPE (TroupeToaster, troupe_toaster, G_TYPE_OBJECT)

static void show_next (TroupeToaster *self);

static void
clear_undo (TroupeToaster *self)
{
  GDestroyNotify destroy = self->undo_destroy;
  gpointer data = self->undo_data;

  self->undo = NULL;
  self->undo_data = NULL;
  self->undo_destroy = NULL;
  if (destroy != NULL)
    destroy (data);
}

/* Lets go of the toast on show. The overlay keeps it as long as it needs it. */
static void
clear_shown (TroupeToaster *self)
{
  if (self->tick_id != 0)
    {
      gtk_widget_remove_tick_callback (GTK_WIDGET (self->overlay), self->tick_id);
      self->tick_id = 0;
    }
  if (self->shown != NULL)
    g_clear_signal_handler (&self->dismissed_id, self->shown);
  g_clear_object (&self->shown);
  self->is_leaving = FALSE;
}

/* It goes: by our doing, by the person's, or because its time is over. */
static void
dismissed_cb (TroupeToaster *self)
{
  if (self->undo_toast == self->shown)
    g_clear_object (&self->undo_toast);
  clear_shown (self);
  if (!gtk_widget_in_destruction (GTK_WIDGET (self->overlay)))
    show_next (self);
}

/* A click does not dismiss the toast before it may be. */
static void
set_usable (TroupeToaster *self,
            gboolean       is_usable)
{
  GtkWidget *widget = gtk_widget_get_last_child (GTK_WIDGET (self->overlay));

  if (widget != adw_toast_overlay_get_child (self->overlay))
    gtk_widget_set_can_target (widget, is_usable);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  TroupeToaster *self = user_data;
  gint64 now_us = gdk_frame_clock_get_frame_time (clock);

  if (self->came_us == 0)
    self->came_us = now_us;
  if (now_us - self->came_us < SETTLE_US)
    return G_SOURCE_CONTINUE;

  self->tick_id = 0;
  set_usable (self, TRUE);
  if (self->is_leaving)
    adw_toast_dismiss (self->shown);

  return G_SOURCE_REMOVE;
}

static void
show_next (TroupeToaster *self)
{
  if (self->shown != NULL || g_queue_is_empty (&self->waiting))
    return;

  self->shown = g_queue_pop_head (&self->waiting);
  adw_toast_overlay_add_toast (self->overlay, g_object_ref (self->shown));
  /* Connected after the overlay, which is then ready for the next one. */
  self->dismissed_id = g_signal_connect_swapped (self->shown, "dismissed", G_CALLBACK (dismissed_cb), self);

  /* Where nothing is drawn nothing moves, nor since the fault was mended. */
  if (adw_get_major_version () > 1 || adw_get_minor_version () >= 3 || !gtk_widget_get_mapped (GTK_WIDGET (self->overlay)))
    return;

  self->came_us = 0;
  self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self->overlay), tick_cb, self, NULL);
  set_usable (self, FALSE);
}

/* Takes the toast of what can be taken back away, or never shows it. */
static void
dismiss (TroupeToaster *self)
{
  g_autoptr(AdwToast) toast = g_steal_pointer (&self->undo_toast);

  if (toast == NULL)
    return;

  if (toast != self->shown)
    {
      if (g_queue_remove (&self->waiting, toast))
        g_object_unref (toast);
    }
  else if (self->tick_id != 0)
    self->is_leaving = TRUE;
  else
    adw_toast_dismiss (toast);
}

static void
troupe_toaster_dispose (GObject *object)
{
  TroupeToaster *self = TROUPE_TOASTER (object);

  clear_undo (self);
  if (self->overlay != NULL)
    clear_shown (self);
  g_queue_clear_full (&self->waiting, g_object_unref);
  g_clear_object (&self->undo_toast);
  g_clear_object (&self->overlay);

  G_OBJECT_CLASS (troupe_toaster_parent_class)->dispose (object);
}

static void
troupe_toaster_class_init (TroupeToasterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = troupe_toaster_dispose;
}

static void
troupe_toaster_init (TroupeToaster *self)
{
  g_queue_init (&self->waiting);
}

/**
 * troupe_toaster_new:
 * @overlay: where toasts are shown
 *
 * Returns: (transfer full): a toaster
 */
TroupeToaster *
troupe_toaster_new (AdwToastOverlay *overlay)
{
  TroupeToaster *self;

  g_return_val_if_fail (ADW_IS_TOAST_OVERLAY (overlay), NULL);

  self = g_object_new (TROUPE_TYPE_TOASTER, NULL);
  self->overlay = g_object_ref (overlay);

  return self;
}

/**
 * troupe_toaster_add:
 * @self: the toaster
 * @message: one sentence, not markup
 *
 * Tells of something that happened.
 */
void
troupe_toaster_add (TroupeToaster *self,
                    const char    *message)
{
  g_autofree char *markup = NULL;

  g_return_if_fail (TROUPE_IS_TOASTER (self));
  g_return_if_fail (message != NULL);

  markup = g_markup_escape_text (message, -1);
  g_queue_push_tail (&self->waiting, adw_toast_new (markup));
  show_next (self);
}

/**
 * troupe_toaster_add_undo:
 * @self: the toaster
 * @message: one sentence, not markup
 * @undo: what the toast's button and Ctrl+Z do
 * @user_data: (nullable): passed to @undo
 * @destroy: (nullable): frees @user_data
 *
 * Tells of something that can be taken back. There is one such thing at a time.
 */
void
troupe_toaster_add_undo (TroupeToaster  *self,
                         const char     *message,
                         TroupeUndoFunc  undo,
                         gpointer        user_data,
                         GDestroyNotify  destroy)
{
  g_autofree char *markup = NULL;

  g_return_if_fail (TROUPE_IS_TOASTER (self));
  g_return_if_fail (message != NULL);
  g_return_if_fail (undo != NULL);

  dismiss (self);
  clear_undo (self);

  self->undo = undo;
  self->undo_data = user_data;
  self->undo_destroy = destroy;

  markup = g_markup_escape_text (message, -1);
  self->undo_toast = adw_toast_new (markup);
  adw_toast_set_button_label (self->undo_toast, _("_Undo"));
  adw_toast_set_action_name (self->undo_toast, "win.undo");
  g_queue_push_head (&self->waiting, g_object_ref (self->undo_toast));
  show_next (self);
}

/**
 * troupe_toaster_undo:
 * @self: the toaster
 * @window: the window, which the undo function is given
 *
 * Takes back what the last undo toast told of.
 *
 * Returns: whether there was something
 */
gboolean
troupe_toaster_undo (TroupeToaster *self,
                     TroupeWindow  *window)
{
  TroupeUndoFunc undo;
  GDestroyNotify destroy;
  gpointer data;

  g_return_val_if_fail (TROUPE_IS_TOASTER (self), FALSE);

  undo = g_steal_pointer (&self->undo);
  if (undo == NULL)
    return FALSE;

  data = g_steal_pointer (&self->undo_data);
  destroy = g_steal_pointer (&self->undo_destroy);
  dismiss (self);

  undo (window, data);
  if (destroy != NULL)
    destroy (data);

  return TRUE;
}
