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
 */

struct _TroupeToaster
{
  GObject           parent_instance;

  AdwToastOverlay  *overlay;         /* (owned) */

  /* In Progress */
  AdwToast         *undo_toast;      /* (owned) (nullable) */
  gint64            settled_us;      /* when it has come into view, in monotonic time */
  gint64            gone_us;         /* when the one before it goes */
  TroupeUndoFunc    undo;
  gpointer          undo_data;
  GDestroyNotify    undo_destroy;
};

G_DEFINE_FINAL_TYPE (TroupeToaster, troupe_toaster, G_TYPE_OBJECT)

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

static gboolean
dismiss_cb (gpointer user_data)
{
  adw_toast_dismiss (user_data);

  return G_SOURCE_REMOVE;
}

/*
 * Takes the toast away, though not before it has come into view: before 1.3, libadwaita lets go of a toast that is dismissed
 * sooner while it is still being moved. Coming takes longer than going when another toast is just going.
 */
static void
dismiss (TroupeToaster *self)
{
  g_autoptr(AdwToast) toast = g_steal_pointer (&self->undo_toast);
  gint64 now_us = g_get_monotonic_time ();

  if (toast == NULL)
    return;

  self->gone_us = MAX (now_us, self->settled_us);
  if (self->gone_us == now_us)
    adw_toast_dismiss (toast);
  else
    g_timeout_add_full (G_PRIORITY_DEFAULT, (guint) ((self->gone_us - now_us) / 1000 + 1), dismiss_cb,
                        g_steal_pointer (&toast), g_object_unref);
}

static void
troupe_toaster_dispose (GObject *object)
{
  TroupeToaster *self = TROUPE_TOASTER (object);

  clear_undo (self);
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
  adw_toast_overlay_add_toast (self->overlay, adw_toast_new (markup));
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
  self->settled_us = MAX (g_get_monotonic_time (), self->gone_us) + SETTLE_US;
  adw_toast_set_button_label (self->undo_toast, _("_Undo"));
  adw_toast_set_action_name (self->undo_toast, "win.undo");
  adw_toast_overlay_add_toast (self->overlay, g_object_ref (self->undo_toast));
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
