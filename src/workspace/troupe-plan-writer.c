/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-plan-writer.h"

/**
 * TroupePlanWriter:
 *
 * Writes what comes of a planning into the file of its track, as it comes: the spec at once, and the tickets when they are there.
 *
 * A file that is there already is not written over. Where it is the track's own, a person may have edited it meanwhile: its spec
 * and its tickets stay as they are, and only what is missing is filled in. Where it is another track's, the track gets another id.
 */
struct _TroupePlanWriter
{
  GObject         parent_instance;

  /* Input */
  TroupeLibrary  *library;     /* (owned) */
  TroupePlanner  *planner;     /* (owned) */
  TroupeScope     scope;

  /* In Progress */
  char           *id;          /* (owned) */
  TroupeTrack    *track;       /* (owned) (nullable): as it is in the library */
  gboolean        is_new;      /* nothing of the id is there yet */
  gboolean        is_writing;
  gboolean        is_dirty;    /* more came meanwhile */
  char           *spec;        /* (nullable): as it was written last */
  guint           n_tries;
  guint           retry_id;
  GError         *error;       /* (owned) (nullable): why it can't be written */
  GPtrArray      *waiting;     /* (owned) (element-type GTask) */
};

#define MAX_TRIES 20
#define RETRY_MS  250

enum
{
  SIGNAL_WRITTEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupePlanWriter, troupe_plan_writer, G_TYPE_OBJECT)

static void write_next (TroupePlanWriter *self);

static TroupeTrack *
find_live (TroupePlanWriter *self)
{
  return (TroupeTrack *) troupe_library_lookup_in_scope (self->library, TROUPE_KIND_TRACK, self->id, self->scope);
}

static gboolean
has_text (const char *text)
{
  return text != NULL && *text != '\0';
}

static guint
count_tickets (TroupeTrack *track)
{
  return g_list_model_get_n_items (troupe_track_list_tickets (track));
}

static GPtrArray *
copy_tickets (TroupeTrack *track)
{
  GListModel *tickets = troupe_track_list_tickets (track);
  GPtrArray *copies = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
    {
      g_autoptr(TroupeTicket) ticket = g_list_model_get_item (tickets, i);

      g_ptr_array_add (copies, troupe_ticket_copy (ticket));
    }

  return copies;
}

/* Whether the spec in the file is one that came of the planning, and not a person's. */
static gboolean
is_own_spec (TroupePlanWriter *self,
             const char       *spec)
{
  return g_strcmp0 (self->spec, spec) == 0 || troupe_planner_is_answered_spec (self->planner, spec);
}

/* What is to be in the file. (transfer full) */
static TroupeTrack *
make_track (TroupePlanWriter *self,
            TroupeTrack      *live)
{
  TroupeTrack *plan = troupe_planner_get_track (self->planner);
  TroupeTrack *track = TROUPE_TRACK (troupe_definition_copy (TROUPE_DEFINITION (live != NULL ? live : plan)));

  troupe_definition_set_id (TROUPE_DEFINITION (track), self->id);
  if (!has_text (troupe_track_get_spec (track)) || is_own_spec (self, troupe_track_get_spec (track)))
    {
      troupe_track_set_spec (track, troupe_track_get_spec (plan));
      g_free (self->spec);
      self->spec = g_strdup (troupe_track_get_spec (plan));
    }
  if (count_tickets (track) == 0)
    troupe_track_take_tickets (track, copy_tickets (plan));

  return track;
}

static void
end_waiting (TroupePlanWriter *self)
{
  g_autoptr(GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (waiting, i);

      if (self->error != NULL)
        g_task_return_error (task, g_error_copy (self->error));
      else
        g_task_return_boolean (task, TRUE);
    }
}

static gboolean
retry_cb (gpointer user_data)
{
  TroupePlanWriter *self = user_data;

  self->retry_id = 0;
  self->is_writing = FALSE;
  self->is_dirty = TRUE;
  write_next (self);

  return G_SOURCE_REMOVE;
}

/* An id that reminds of the one that was meant, and that nobody has as far as the library knows. */
static void
choose_id (TroupePlanWriter *self,
           guint             number)
{
  const char *id = troupe_definition_get_id (TROUPE_DEFINITION (troupe_planner_get_track (self->planner)));
  g_autofree char *name = g_strdup_printf ("%.50s %u", id, number);

  g_free (self->id);
  self->id = troupe_library_make_id (self->library, TROUPE_KIND_TRACK, name);
}

/* Whether what is in the way can be got round: somebody took the id, or edits the file right now. */
static gboolean
get_round (TroupePlanWriter *self,
           const GError     *error)
{
  if (self->n_tries++ >= MAX_TRIES)
    return FALSE;

  if (!g_error_matches (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_CONFLICT) &&
      !g_error_matches (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_EXISTS) &&
      !g_error_matches (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN))
    return FALSE;

  if (self->is_new)
    choose_id (self, self->n_tries + 1);
  return TRUE;
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(TroupePlanWriter) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(TroupeDefinition) saved = troupe_library_save_finish (self->library, result, &error);

  if (saved == NULL && get_round (self, error))
    {
      /* The library hears of the change in a moment. */
      self->retry_id = g_timeout_add_full (G_PRIORITY_DEFAULT, RETRY_MS, retry_cb, g_object_ref (self), g_object_unref);
      return;
    }

  self->is_writing = FALSE;
  g_clear_error (&self->error);
  if (saved == NULL)
    {
      self->error = g_steal_pointer (&error);
    }
  else
    {
      self->is_new = FALSE;
      self->n_tries = 0;
      g_set_object (&self->track, TROUPE_TRACK (saved));
      g_signal_emit (self, signals[SIGNAL_WRITTEN], 0, self->track);
    }
  write_next (self);
}

static void
write_next (TroupePlanWriter *self)
{
  TroupeTrack *live = self->is_new ? NULL : find_live (self);
  g_autoptr(TroupeTrack) track = NULL;

  if (self->is_writing)
    return;
  if (!self->is_dirty)
    {
      end_waiting (self);
      return;
    }

  self->is_dirty = FALSE;
  self->is_writing = TRUE;
  track = make_track (self, live);
  troupe_library_save_async (self->library, TROUPE_DEFINITION (track), self->scope,
                             live != NULL ? troupe_definition_get_revision (TROUPE_DEFINITION (live)) : NULL,
                             NULL, saved_cb, g_object_ref (self));
}

static void
changed_cb (TroupePlanWriter *self)
{
  self->is_dirty = TRUE;
  write_next (self);
}

static void
troupe_plan_writer_finalize (GObject *object)
{
  TroupePlanWriter *self = TROUPE_PLAN_WRITER (object);

  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_clear_object (&self->library);
  g_clear_object (&self->planner);
  g_clear_object (&self->track);
  g_clear_error (&self->error);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_free (self->id);
  g_free (self->spec);

  G_OBJECT_CLASS (troupe_plan_writer_parent_class)->finalize (object);
}

static void
troupe_plan_writer_class_init (TroupePlanWriterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_plan_writer_finalize;

  /**
   * TroupePlanWriter::written:
   * @self: the writer
   * @track: the track, as it is in the library now
   *
   * The file of the track has all that came until now.
   */
  signals[SIGNAL_WRITTEN] =
    g_signal_new ("written", TROUPE_TYPE_PLAN_WRITER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, TROUPE_TYPE_TRACK);
}

static void
troupe_plan_writer_init (TroupePlanWriter *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * troupe_plan_writer_new:
 * @library: where tracks are
 * @planner: who gathers the track
 *
 * Makes a writer. What the planner has already, and the library has not, is written at once.
 *
 * Returns: (transfer full): the writer
 */
TroupePlanWriter *
troupe_plan_writer_new (TroupeLibrary *library,
                        TroupePlanner *planner)
{
  TroupePlanWriter *self;
  TroupeTrack *plan;
  TroupeTrack *live;

  g_return_val_if_fail (TROUPE_IS_LIBRARY (library), NULL);
  g_return_val_if_fail (TROUPE_IS_PLANNER (planner), NULL);

  plan = troupe_planner_get_track (planner);
  self = g_object_new (TROUPE_TYPE_PLAN_WRITER, NULL);
  self->library = g_object_ref (library);
  self->planner = g_object_ref (planner);
  self->scope = troupe_planner_get_scope (planner);
  self->id = g_strdup (troupe_definition_get_id (TROUPE_DEFINITION (plan)));
  live = find_live (self);
  if (live != NULL && g_strcmp0 (troupe_track_get_goal (live), troupe_track_get_goal (plan)) != 0)
    {
      choose_id (self, 2);
      live = NULL;
    }
  self->is_new = live == NULL;
  g_set_object (&self->track, live);
  g_signal_connect_object (planner, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);

  if (has_text (troupe_track_get_spec (plan)) && (live == NULL || !has_text (troupe_track_get_spec (live))))
    changed_cb (self);

  return self;
}

/**
 * troupe_plan_writer_get_track:
 * @self: a writer
 *
 * Gets the track as it was written last.
 *
 * Returns: (transfer none) (nullable): the track in the library; %NULL if none is there yet
 */
TroupeTrack *
troupe_plan_writer_get_track (TroupePlanWriter *self)
{
  g_return_val_if_fail (TROUPE_IS_PLAN_WRITER (self), NULL);

  return self->track;
}

/**
 * troupe_plan_writer_flush_async:
 * @self: a writer
 * @callback: called once all that came until now is written, or can't be
 * @user_data: for @callback
 *
 * Waits for the file.
 */
void
troupe_plan_writer_flush_async (TroupePlanWriter    *self,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (TROUPE_IS_PLAN_WRITER (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, troupe_plan_writer_flush_async);
  g_ptr_array_add (self->waiting, task);
  write_next (self);
}

/**
 * troupe_plan_writer_flush_finish:
 * @self: a writer
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_plan_writer_flush_async().
 *
 * Errors are those of troupe_library_save_finish().
 *
 * Returns: whether the file has it all
 */
gboolean
troupe_plan_writer_flush_finish (TroupePlanWriter  *self,
                                 GAsyncResult      *result,
                                 GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
