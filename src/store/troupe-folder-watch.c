/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-folder-watch.h"

/* Long enough that an editor's temporary file, rename and touch are one change; short enough to feel immediate. */
#define QUIET_MS 100

/* A folder that never comes to rest is still looked at this often. */
#define PATIENCE_US (500 * G_TIME_SPAN_MILLISECOND)

/**
 * TroupeFolderWatch:
 *
 * Says when something in a folder may have changed, also when the folder is made, moved away or made again later.
 *
 * It watches the folder and the nearest folder above that exists. GFileMonitor by itself looks for a missing folder only every
 * few seconds.
 */
struct _TroupeFolderWatch
{
  GObject       parent_instance;

  GFile        *folder;

  GFileMonitor *monitor;         /* (nullable): while the folder exists */
  GFileMonitor *above_monitor;   /* (nullable) */
  GFile        *above;           /* (nullable): what above_monitor watches */
  GFile        *step;            /* (nullable): the only thing in above that matters */

  guint         quiet_source;
  gint64        first_event_us;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeFolderWatch, troupe_folder_watch, G_TYPE_OBJECT)

static void look_again (TroupeFolderWatch *self);

static gboolean
quiet_cb (gpointer user_data)
{
  TroupeFolderWatch *self = user_data;

  self->quiet_source = 0;
  g_signal_emit (self, signals[CHANGED], 0);

  return G_SOURCE_REMOVE;
}

static void
note_event (TroupeFolderWatch *self)
{
  gint64 now_us = g_get_monotonic_time ();

  if (self->quiet_source == 0)
    self->first_event_us = now_us;
  else if (now_us - self->first_event_us > PATIENCE_US)
    return;

  g_clear_handle_id (&self->quiet_source, g_source_remove);
  self->quiet_source = g_timeout_add (QUIET_MS, quiet_cb, self);
}

static void
folder_event_cb (TroupeFolderWatch *self,
                 GFile             *file,
                 GFile             *other,
                 GFileMonitorEvent  event)
{
  if (event == G_FILE_MONITOR_EVENT_PRE_UNMOUNT)
    return;

  note_event (self);
}

static void
drop_monitor (TroupeFolderWatch  *self,
              GFileMonitor      **monitor)
{
  if (*monitor == NULL)
    return;

  g_signal_handlers_disconnect_by_data (*monitor, self);
  g_file_monitor_cancel (*monitor);
  g_clear_object (monitor);
}

static void
above_event_cb (TroupeFolderWatch *self,
                GFile             *file,
                GFile             *other,
                GFileMonitorEvent  event)
{
  gboolean is_step = g_file_equal (file, self->step) || (other != NULL && g_file_equal (other, self->step));
  gboolean is_above = g_file_equal (file, self->above);

  if (!is_step && !is_above)
    return;

  switch (event)
    {
    case G_FILE_MONITOR_EVENT_CREATED:
    case G_FILE_MONITOR_EVENT_DELETED:
    case G_FILE_MONITOR_EVENT_MOVED_IN:
    case G_FILE_MONITOR_EVENT_MOVED_OUT:
    case G_FILE_MONITOR_EVENT_RENAMED:
    case G_FILE_MONITOR_EVENT_UNMOUNTED:
      if (is_above)
        drop_monitor (self, &self->above_monitor);
      look_again (self);
      note_event (self);
      break;

    case G_FILE_MONITOR_EVENT_CHANGED:
    case G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT:
    case G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED:
    case G_FILE_MONITOR_EVENT_PRE_UNMOUNT:
    case G_FILE_MONITOR_EVENT_MOVED:
    default:
      break;
    }
}

/* A folder that can't be watched, on a network perhaps, is scanned again when the window gets focus. */
static GFileMonitor *
watch (TroupeFolderWatch *self,
       GFile             *folder,
       GCallback          callback)
{
  g_autoptr(GError) error = NULL;
  GFileMonitor *monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);

  if (monitor == NULL)
    {
      g_debug ("A folder is not watched: %s", error->message);
      return NULL;
    }

  g_file_monitor_set_rate_limit (monitor, QUIET_MS / 2);
  g_signal_connect_swapped (monitor, "changed", callback, self);

  return monitor;
}

static gboolean
is_folder (GFile *file)
{
  return g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY;
}

/*
 * The few stats here do wait for the disk, but only when a folder on the way comes or goes. The monitor above is set before the
 * folder is looked for, so that nothing falls between.
 */
static void
look_again (TroupeFolderWatch *self)
{
  g_autoptr(GFile) step = g_object_ref (self->folder);
  g_autoptr(GFile) above = g_file_get_parent (self->folder);

  while (above != NULL && !is_folder (above))
    {
      g_set_object (&step, above);
      g_object_unref (above);
      above = g_file_get_parent (step);
    }

  if (above != NULL && (self->above == NULL || self->above_monitor == NULL || !g_file_equal (above, self->above)))
    {
      drop_monitor (self, &self->above_monitor);
      g_set_object (&self->above, above);
      g_set_object (&self->step, step);
      self->above_monitor = watch (self, above, G_CALLBACK (above_event_cb));
      if (is_folder (step) && !g_file_equal (step, self->folder))
        {
          look_again (self);
          return;
        }
    }
  else if (above != NULL)
    {
      g_set_object (&self->step, step);
    }

  drop_monitor (self, &self->monitor);
  if (is_folder (self->folder))
    self->monitor = watch (self, self->folder, G_CALLBACK (folder_event_cb));
}

static void
troupe_folder_watch_dispose (GObject *object)
{
  TroupeFolderWatch *self = TROUPE_FOLDER_WATCH (object);

  troupe_folder_watch_stop (self);
  g_clear_object (&self->above);
  g_clear_object (&self->step);
  g_clear_object (&self->folder);

  G_OBJECT_CLASS (troupe_folder_watch_parent_class)->dispose (object);
}

static void
troupe_folder_watch_class_init (TroupeFolderWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = troupe_folder_watch_dispose;

  /**
   * TroupeFolderWatch::changed:
   * @self: the watch
   *
   * Something in the folder, or the folder itself, may have changed; emitted once it has come to rest.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
troupe_folder_watch_init (TroupeFolderWatch *self)
{
}

/**
 * troupe_folder_watch_new:
 * @folder: the folder, which need not exist
 *
 * Starts to watch @folder.
 *
 * Returns: (transfer full): the watch
 */
TroupeFolderWatch *
troupe_folder_watch_new (GFile *folder)
{
  TroupeFolderWatch *self = NULL;

  g_return_val_if_fail (G_IS_FILE (folder), NULL);

  self = g_object_new (TROUPE_TYPE_FOLDER_WATCH, NULL);
  self->folder = g_object_ref (folder);
  look_again (self);

  return self;
}

/**
 * troupe_folder_watch_stop:
 * @self: the watch
 *
 * Stops watching for good; nothing is emitted any more.
 */
void
troupe_folder_watch_stop (TroupeFolderWatch *self)
{
  g_return_if_fail (TROUPE_IS_FOLDER_WATCH (self));

  g_clear_handle_id (&self->quiet_source, g_source_remove);
  drop_monitor (self, &self->monitor);
  drop_monitor (self, &self->above_monitor);
}
