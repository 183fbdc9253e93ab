/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

/* Lets go of an object that a worker thread may still hold for a moment: the thread of a GTask lets go after the task has
 * returned. Fails when it is still there after five seconds. */
static inline void
troupe_test_finalize_soon (GObject *object)
{
  gint64 end_us = g_get_monotonic_time () + 5 * G_USEC_PER_SEC;
  GWeakRef weak;
  GObject *left;

  g_weak_ref_init (&weak, object);
  g_object_unref (object);
  while ((left = g_weak_ref_get (&weak)) != NULL && g_get_monotonic_time () < end_us)
    {
      g_object_unref (left);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_null (left);
  g_weak_ref_clear (&weak);
}
