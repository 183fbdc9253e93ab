/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "troupe-clock.h"
#include "troupe-json.h"
#include "troupe-project-path.h"
#include "troupe-walk.h"

/*
 * Goes through a folder and what is in it, in order of name, a folder before its content. Links are told of and never
 * followed, so there are no circles. What is behind the floor, or hidden, is not told of. It blocks.
 */

#define MAX_NAMES 100000

typedef struct
{
  char           *name;
  TroupeWalkKind  kind;
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->name);
  g_free (entry);
}

static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  return strcmp ((*(Entry * const *) a)->name, (*(Entry * const *) b)->name);
}

static TroupeWalkKind
find_kind (int                  folder,
           const struct dirent *found)
{
  struct stat info;
  mode_t mode;

  if (found->d_type != DT_UNKNOWN)
    mode = DTTOIF (found->d_type);
  else
    mode = fstatat (folder, found->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 ? info.st_mode : 0;

  if (S_ISDIR (mode))
    return TROUPE_WALK_FOLDER;
  if (S_ISREG (mode))
    return TROUPE_WALK_FILE;

  return S_ISLNK (mode) ? TROUPE_WALK_LINK : TROUPE_WALK_OTHER;
}

static gboolean
is_shown (TroupeWalk *self,
          const char *name)
{
  if (g_str_equal (name, ".") || g_str_equal (name, "..") || troupe_project_name_is_off (name))
    return FALSE;

  return self->has_hidden || name[0] != '.';
}

/* Returns NULL for a folder that can't be read. */
static GPtrArray *
read_names (TroupeWalk *self,
            int         folder)
{
  int copy = openat (folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *stream = copy >= 0 ? fdopendir (copy) : NULL;
  GPtrArray *entries;
  struct dirent *found;

  if (stream == NULL)
    {
      if (copy >= 0)
        close (copy);
      return NULL;
    }

  entries = g_ptr_array_new_with_free_func (entry_free);
  while ((found = readdir (stream)) != NULL && !g_cancellable_is_cancelled (self->cancellable))
    {
      Entry *entry;

      if (!is_shown (self, found->d_name))
        continue;
      if (entries->len == MAX_NAMES)
        {
          self->was_cut = TRUE;
          break;
        }
      entry = g_new0 (Entry, 1);
      entry->name = g_strdup (found->d_name);
      entry->kind = find_kind (folder, found);
      g_ptr_array_add (entries, entry);
    }
  closedir (stream);
  g_ptr_array_sort (entries, compare_entries);

  return entries;
}

static gboolean
walk (TroupeWalk  *self,
      int          folder,
      const char  *path,
      guint        depth,
      GError     **error)
{
  g_autoptr(GPtrArray) entries = read_names (self, folder);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (entries, i);
      g_autofree char *inner = g_str_equal (path, ".") ? g_strdup (entry->name) : g_build_filename (path, entry->name, NULL);
      gboolean goes_on;
      int child;

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      if (self->n_entries++ == self->max_entries || troupe_clock_get_monotonic_us () > self->deadline_us)
        {
          self->was_cut = TRUE;
          return FALSE;
        }
      if (!self->func (folder, entry->name, inner, entry->kind, self->user_data))
        return FALSE;
      if (entry->kind != TROUPE_WALK_FOLDER || depth >= self->max_depth)
        continue;

      child = troupe_project_path_open_child (folder, entry->name, TRUE);
      if (child < 0)
        continue;
      goes_on = walk (self, child, inner, depth + 1, error);
      close (child);
      if (!goes_on)
        return FALSE;
    }

  return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

/**
 * troupe_walk_folder:
 * @self: what is wanted; n_entries and was_cut are filled
 * @folder: a folder inside the project
 * @path: what it is called there, `.` for the project's own
 * @error: (optional): set on failure
 *
 * Calls the function for each entry, until it returns %FALSE, there are too many, or time is up.
 *
 * Returns: %FALSE with @error set to %G_IO_ERROR_CANCELLED if it was cancelled
 */
gboolean
troupe_walk_folder (TroupeWalk  *self,
                    int          folder,
                    const char  *path,
                    GError     **error)
{
  GError *local_error = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  walk (self, folder, path, 1, &local_error);
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, local_error);
  return FALSE;
}

/* `*` is any number of bytes, `?` a character. Takes time as pattern times text, whatever the pattern. */
static gboolean
matches (const char *glob,
         const char *text)
{
  const char *star = NULL;
  const char *retry = NULL;

  while (*text != '\0')
    {
      if (*glob == '*')
        {
          star = glob++;
          retry = text;
        }
      else if (*glob != '\0' && (*glob == '?' || *glob == *text))
        {
          glob++;
          text++;
          while (glob[-1] == '?' && ((guchar) *text & 0xc0) == 0x80)
            text++;
        }
      else if (star != NULL)
        {
          glob = star + 1;
          text = ++retry;
        }
      else
        return FALSE;
    }
  while (*glob == '*')
    glob++;

  return *glob == '\0';
}

/**
 * troupe_walk_glob:
 * @glob: a pattern: `*` for any letters, `?` for one; `**` and a slash for any folders or none
 * @path: a path below the project's folder
 *
 * Matches a pattern without a slash against the last part of the path, another one against all of it.
 *
 * Returns: whether it fits
 */
gboolean
troupe_walk_glob (const char *glob,
                  const char *path)
{
  g_autoptr(GString) plain = NULL;
  const char *slash = strrchr (path, '/');

  g_return_val_if_fail (glob != NULL, FALSE);

  if (strchr (glob, '/') == NULL)
    return matches (glob, slash != NULL ? slash + 1 : path);

  plain = g_string_new (g_str_has_prefix (glob, "./") ? glob + 2 : glob);
  g_string_replace (plain, "**/", "*", 0);

  return matches (plain->str, path);
}

/**
 * troupe_walk_show:
 * @path: a path, in whatever bytes
 *
 * Makes a path fit for a line: valid UTF-8, and with nothing in it that could pass for the end of the line.
 *
 * Returns: (transfer full): the text
 */
char *
troupe_walk_show (const char *path)
{
  char *text = g_utf8_make_valid (path, -1);

  for (char *at = text; *at != '\0'; at++)
    {
      if (g_ascii_iscntrl (*at))
        *at = '?';
    }

  return text;
}

/**
 * troupe_walk_get_text:
 * @arguments: checked arguments
 * @name: one of them
 * @otherwise: (nullable): what holds if it is not there
 *
 * Gets a text.
 *
 * Returns: the text
 */
const char *
troupe_walk_get_text (JsonObject *arguments,
                      const char *name,
                      const char *otherwise)
{
  const char *text = troupe_json_node_get_string (json_object_get_member (arguments, name));

  return text != NULL ? text : otherwise;
}

/**
 * troupe_walk_get_int:
 * @arguments: checked arguments
 * @name: one of them
 * @otherwise: what holds if it is not there
 *
 * Gets a number.
 *
 * Returns: the number
 */
gint64
troupe_walk_get_int (JsonObject *arguments,
                     const char *name,
                     gint64      otherwise)
{
  gint64 value;

  return troupe_json_node_get_int64 (json_object_get_member (arguments, name), &value) ? value : otherwise;
}

/**
 * troupe_walk_get_flag:
 * @arguments: checked arguments
 * @name: one of them
 *
 * Gets a flag, which is %FALSE if it is not there.
 *
 * Returns: the flag
 */
gboolean
troupe_walk_get_flag (JsonObject *arguments,
                      const char *name)
{
  JsonNode *node = json_object_get_member (arguments, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_boolean (node);
}
