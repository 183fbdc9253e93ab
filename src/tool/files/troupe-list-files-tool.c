/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>
#include <unistd.h>

#include "troupe-clock.h"
#include "troupe-list-files-tool.h"
#include "troupe-project-path.h"
#include "troupe-walk.h"

/**
 * TroupeListFilesTool:
 *
 * Lists what is in a folder of the project, some levels deep, in order of name.
 */
struct _TroupeListFilesTool
{
  TroupeTool parent_instance;
};

#define DEFAULT_DEPTH 2
#define NOTE_BYTES    200

typedef struct
{
  GString    *text;
  const char *glob;       /* (nullable) */
  gsize       max_bytes;
  guint       n_shown;
  gboolean    is_full;
} List;

G_DEFINE_FINAL_TYPE (TroupeListFilesTool, troupe_list_files_tool, TROUPE_TYPE_TOOL)

static gboolean
add (int             folder,
     const char     *name,
     const char     *path,
     TroupeWalkKind  kind,
     gpointer        user_data)
{
  List *list = user_data;
  g_autofree char *shown = NULL;

  /* With a pattern only what fits is of interest, and not the folders on the way. */
  if (list->glob != NULL && !troupe_walk_glob (list->glob, path))
    return TRUE;

  shown = troupe_walk_show (path);
  if (list->text->len + strlen (shown) + NOTE_BYTES > list->max_bytes)
    {
      list->is_full = TRUE;
      return FALSE;
    }

  g_string_append (list->text, shown);
  g_string_append (list->text, kind == TROUPE_WALK_FOLDER ? "/\n" : kind == TROUPE_WALK_LINK ? " (a link)\n"
                                : kind == TROUPE_WALK_OTHER ? " (not a file)\n" : "\n");
  list->n_shown++;

  return TRUE;
}

static gboolean
troupe_list_files_tool_judge (TroupeTool  *tool,
                              JsonObject  *arguments,
                              GError     **error)
{
  return troupe_project_path_check (troupe_walk_get_text (arguments, "folder", "."), error);
}

static char *
troupe_list_files_tool_run (TroupeTool         *tool,
                            JsonObject         *arguments,
                            TroupeToolContext  *context,
                            GCancellable       *cancellable,
                            GError            **error)
{
  const char *path = troupe_walk_get_text (arguments, "folder", ".");
  List list = { NULL, troupe_walk_get_text (arguments, "pattern", NULL), context->limits.max_result_bytes };
  TroupeWalk walk = {
    .func = add,
    .user_data = &list,
    .max_depth = (guint) troupe_walk_get_int (arguments, "depth", list.glob != NULL ? 32 : DEFAULT_DEPTH),
    .max_entries = context->limits.max_entries,
    .deadline_us = troupe_clock_get_monotonic_us () + context->limits.timeout_ms * (gint64) 1000,
    .has_hidden = troupe_walk_get_flag (arguments, "hidden"),
    .cancellable = cancellable,
  };
  g_autofree char *clean = NULL;
  gboolean is_done;
  int folder;

  folder = troupe_project_path_open_in (context->project, path, TRUE, error);
  if (folder < 0)
    return NULL;

  clean = g_canonicalize_filename (path, "/");
  list.text = g_string_new (NULL);
  is_done = troupe_walk_folder (&walk, folder, clean[1] != '\0' ? clean + 1 : ".", error);
  close (folder);
  if (!is_done)
    {
      g_string_free (list.text, TRUE);
      return NULL;
    }

  if (list.n_shown == 0)
    g_string_append (list.text, list.glob != NULL ? "Nothing fits the pattern.\n" : "The folder is empty.\n");
  if (list.is_full || walk.was_cut)
    g_string_append (list.text, "[There is more than can be listed at once; list one of the folders, or give a pattern.]\n");

  return g_string_free (list.text, FALSE);
}

static void
troupe_list_files_tool_class_init (TroupeListFilesToolClass *klass)
{
  TroupeToolClass *tool_class = TROUPE_TOOL_CLASS (klass);

  tool_class->name = "list_files";
  tool_class->instructions =
    "Lists files and folders of the project, one path a line, sorted; folders end in a slash. Paths are relative to the "
    "project’s folder. Hidden files are left out unless asked for, and .git always is.";
  tool_class->schema =
    "{\"type\":\"object\",\"properties\":{"
    "\"folder\":{\"type\":\"string\",\"description\":\"The folder to list, relative to the project’s folder. The default is "
    "the project’s folder itself.\"},"
    "\"pattern\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":200,\"description\":\"Only what fits is listed, at any "
    "depth: * stands for any letters, ? for one. Without a slash it is matched against names, such as *.c, else against "
    "paths, such as src/**/*.h.\"},"
    "\"depth\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":32,\"description\":\"How many levels deep. The default is 2, "
    "with a pattern 32.\"},"
    "\"hidden\":{\"type\":\"boolean\",\"description\":\"Whether files whose names begin with a dot are listed.\"}},"
    "\"additionalProperties\":false}";
  tool_class->judge = troupe_list_files_tool_judge;
  tool_class->run = troupe_list_files_tool_run;
}

static void
troupe_list_files_tool_init (TroupeListFilesTool *self)
{
}
