/* SPDX-License-Identifier: GPL-3.0-or-later */

/* For O_PATH */
#define _GNU_SOURCE

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "troupe-project-path.h"

/*
 * Opens what is inside the project and nothing else, whoever changes files and links meanwhile.
 *
 * Where the kernel can, it opens a path without links in one step. Where there are links, or the kernel is old, the path is
 * walked: each part is opened in the folder before it, without following a link; a link is read, and its parts are walked
 * in its place; and `..` goes back to the folder that was opened before, never above the first. So no moment lies between a
 * check and the use of what was checked.
 *
 * Links that stay inside are followed. What the floor below forbids is forbidden of each part that is really walked.
 */

#define MAX_LINKS 40
#define MAX_PARTS 512
#define OPEN_FLAGS (O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)

/* The floor: what no model is shown, whatever anybody allows. In lower case. */
static const char * const off_folders[] = {
  ".git", ".troupe", ".ssh", ".gnupg", ".aws", ".azure", ".kube", ".password-store", NULL
};
static const char * const secret_names[] = {
  ".env", ".envrc", ".netrc", ".git-credentials", ".npmrc", ".pypirc", ".pgpass", ".htpasswd", ".vault-token",
  "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", NULL
};
static const char * const secret_endings[] = {
  ".pem", ".key", ".p12", ".pfx", ".jks", ".keystore", ".kdbx", ".ppk", NULL
};
/* Of the form .env.WORD; these hold no values. */
static const char * const env_examples[] = { ".env.example", ".env.sample", ".env.template", NULL };

/**
 * troupe_project_name_is_secret:
 * @name: the last part of a path
 *
 * Goes by the name alone: environment files, keys, and where programs keep passwords.
 *
 * Returns: whether it looks like a file that keeps a secret
 */
gboolean
troupe_project_name_is_secret (const char *name)
{
  g_autofree char *lower = NULL;

  g_return_val_if_fail (name != NULL, TRUE);

  lower = g_ascii_strdown (name, -1);
  if (g_strv_contains (secret_names, lower) ||
      (g_str_has_prefix (lower, ".env.") && !g_strv_contains (env_examples, lower)))
    return TRUE;

  for (guint i = 0; secret_endings[i] != NULL; i++)
    {
      if (g_str_has_suffix (lower, secret_endings[i]))
        return TRUE;
    }

  return FALSE;
}

/**
 * troupe_project_name_is_off:
 * @name: a part of a path
 *
 * Tells what is behind the floor: the inside of Git and of Troupe, folders of keys, and files that keep secrets.
 *
 * Returns: whether nothing of that name is shown to a model
 */
gboolean
troupe_project_name_is_off (const char *name)
{
  g_autofree char *lower = NULL;

  g_return_val_if_fail (name != NULL, TRUE);

  lower = g_ascii_strdown (name, -1);

  return g_strv_contains (off_folders, lower) || troupe_project_name_is_secret (name);
}

/* @shown is the path that was asked for; where a link led is not told. */
static gboolean
check_part (const char  *part,
            const char  *shown,
            GError     **error)
{
  if (!troupe_project_name_is_off (part))
    return TRUE;

  g_set_error (error, TROUPE_TOOL_ERROR, TROUPE_TOOL_ERROR_POLICY,
               "“%s” is among the files that are never shown: keys, passwords, and the inside of .git and .troupe.", shown);
  return FALSE;
}

static gboolean
fail_outside (const char  *shown,
              GError     **error)
{
  g_set_error (error, TROUPE_TOOL_ERROR, TROUPE_TOOL_ERROR_POLICY,
               "“%s” is not inside the project. Give a path relative to the project’s folder, without “..”.", shown);
  return FALSE;
}

/**
 * troupe_project_path_check:
 * @path: a path as a model gives it
 * @error: (optional): set on failure
 *
 * Judges a path by its words alone: whether it stays inside the project and above the floor. Pure.
 *
 * Returns: %FALSE with %TROUPE_TOOL_ERROR_POLICY if it is off, with %TROUPE_TOOL_ERROR_ARGUMENTS if it is no path
 */
gboolean
troupe_project_path_check (const char  *path,
                           GError     **error)
{
  g_auto(GStrv) parts = NULL;

  g_return_val_if_fail (path != NULL, FALSE);

  if (*path == '\0' || strlen (path) >= PATH_MAX)
    {
      g_set_error_literal (error, TROUPE_TOOL_ERROR, TROUPE_TOOL_ERROR_ARGUMENTS,
                           *path == '\0' ? "The path is empty; “.” is the project’s folder." : "The path is too long.");
      return FALSE;
    }
  if (g_path_is_absolute (path) || *path == '~')
    return fail_outside (path, error);

  parts = g_strsplit (path, "/", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (g_str_equal (parts[i], ".."))
        return fail_outside (path, error);
      if (!check_part (parts[i], path, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * troupe_project_path_open_root:
 * @project: the project's folder
 * @error: (optional): set on failure
 *
 * Opens the folder that everything is inside of.
 *
 * Returns: a file descriptor to be closed, or -1 with %TROUPE_TOOL_ERROR_FAILED
 */
int
troupe_project_path_open_root (GFile   *project,
                               GError **error)
{
  const char *path;
  int root;

  g_return_val_if_fail (G_IS_FILE (project), -1);

  path = g_file_peek_path (project);
  root = path != NULL ? open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
  if (root < 0)
    g_set_error_literal (error, TROUPE_TOOL_ERROR, TROUPE_TOOL_ERROR_FAILED, "The project’s folder can’t be opened.");

  return root;
}

static gboolean
is_wanted (const struct stat *info,
           gboolean           is_folder)
{
  return is_folder ? S_ISDIR (info->st_mode) : S_ISREG (info->st_mode);
}

/**
 * troupe_project_path_open_child:
 * @folder: a folder inside the project
 * @name: what is in it: one part of a path, not `..`
 * @is_folder: whether a folder is wanted, or else a file
 *
 * Opens a file or a folder, and never a link, a pipe or a device: those are not even touched, for some do things when they
 * are opened.
 *
 * Returns: a file descriptor to be closed, or -1 with errno set: ELOOP for a link, EISDIR, ENOTDIR, or EINVAL for all else
 *   that is not what is wanted
 */
int
troupe_project_path_open_child (int         folder,
                                const char *name,
                                gboolean    is_folder)
{
  struct stat info;
  int fd;

  if (fstatat (folder, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
    return -1;
  if (!is_wanted (&info, is_folder))
    {
      errno = S_ISLNK (info.st_mode) ? ELOOP : is_folder ? ENOTDIR : S_ISDIR (info.st_mode) ? EISDIR : EINVAL;
      return -1;
    }

  fd = openat (folder, name, OPEN_FLAGS | (is_folder ? O_DIRECTORY : 0));
  /* It may be another one by now. */
  if (fd >= 0 && (fstat (fd, &info) != 0 || !is_wanted (&info, is_folder)))
    {
      close (fd);
      errno = EINVAL;
      return -1;
    }

  return fd;
}

static int
fail_open (const char  *path,
           int          code,
           gboolean     is_folder,
           GError     **error)
{
  const char *why;

  switch (code)
    {
    case ENOENT:
      why = is_folder ? "There is no folder" : "There is no file";
      break;
    case ENOTDIR:
      why = is_folder ? "It is not a folder:" : "There is no file";
      break;
    case EISDIR:
      why = "It is a folder, not a file:";
      break;
    case EACCES:
    case EPERM:
      why = "The permissions forbid to read";
      break;
    case ELOOP:
      why = "Links go round in a circle at";
      break;
    case EINVAL:
    case ENXIO:
    case ENODEV:
      why = "It is neither a file nor a folder:";
      break;
    default:
      why = "It can’t be read:";
      break;
    }

  g_set_error (error, TROUPE_TOOL_ERROR, TROUPE_TOOL_ERROR_FAILED, "%s “%s”.", why, path);
  return -1;
}

/* The folders that were walked, from the root on, and what is still to walk, the next part last. */
typedef struct
{
  GArray    *folders;  /* (element-type int) */
  GPtrArray *parts;    /* (element-type utf8) */
  guint      n_links;
} Walk;

static void
close_fd (gpointer data)
{
  close (*(int *) data);
}

static int
here (Walk *walk)
{
  return g_array_index (walk->folders, int, walk->folders->len - 1);
}

static gboolean
push_parts (Walk       *walk,
            const char *path)
{
  g_auto(GStrv) parts = g_strsplit (path, "/", -1);

  for (guint i = g_strv_length (parts); i > 0; i--)
    {
      if (*parts[i - 1] != '\0' && !g_str_equal (parts[i - 1], "."))
        g_ptr_array_add (walk->parts, g_strdup (parts[i - 1]));
    }

  return walk->parts->len <= MAX_PARTS;
}

static gboolean
follow_link (Walk        *walk,
             const char  *name,
             const char  *shown,
             gboolean     is_folder,
             GError     **error)
{
  char target[PATH_MAX];
  ssize_t length = readlinkat (here (walk), name, target, sizeof target - 1);

  if (length < 0)
    return fail_open (shown, errno, is_folder, error) >= 0;
  target[length] = '\0';

  if (target[0] == '/')
    return fail_outside (shown, error);
  if (++walk->n_links > MAX_LINKS || !push_parts (walk, target))
    return fail_open (shown, ELOOP, is_folder, error) >= 0;

  return TRUE;
}

/* Walks one part. When it is the last one, what was opened is in @result; when it is a folder on the way, in the walk. */
static gboolean
step (Walk        *walk,
      const char  *shown,
      gboolean     is_folder,
      int         *result,
      GError     **error)
{
  g_autofree char *part = g_ptr_array_steal_index (walk->parts, walk->parts->len - 1);
  gboolean is_last = walk->parts->len == 0;
  int fd;

  if (g_str_equal (part, ".."))
    {
      if (walk->folders->len == 1)
        return fail_outside (shown, error);
      g_array_set_size (walk->folders, walk->folders->len - 1);
      return TRUE;
    }

  if (!check_part (part, shown, error))
    return FALSE;

  fd = troupe_project_path_open_child (here (walk), part, !is_last || is_folder);
  if (fd < 0 && errno == ELOOP)
    return follow_link (walk, part, shown, is_folder, error);
  if (fd < 0)
    return fail_open (shown, errno, is_folder, error) >= 0;

  if (is_last && !is_folder)
    *result = fd;
  else
    g_array_append_val (walk->folders, fd);

  return TRUE;
}

/**
 * troupe_project_path_open_slow:
 * @root: the project's folder
 * @path: a path that passed troupe_project_path_check()
 * @is_folder: whether a folder is wanted, or else a file
 * @error: (optional): set on failure
 *
 * Does what troupe_project_path_open() does, part by part; for links, for kernels that can't do it at once, and for tests.
 *
 * Returns: a file descriptor to be closed, or -1 with %TROUPE_TOOL_ERROR_POLICY or %TROUPE_TOOL_ERROR_FAILED
 */
int
troupe_project_path_open_slow (int          root,
                               const char  *path,
                               gboolean     is_folder,
                               GError     **error)
{
  g_autoptr(GArray) folders = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  Walk walk = { folders, parts, 0 };
  int first = fcntl (root, F_DUPFD_CLOEXEC, 0);
  int result = -1;

  if (first < 0)
    return fail_open (path, errno, is_folder, error);
  g_array_set_clear_func (folders, close_fd);
  g_array_append_val (folders, first);

  if (!push_parts (&walk, path))
    return fail_open (path, ENAMETOOLONG, is_folder, error);
  while (parts->len > 0)
    {
      if (!step (&walk, path, is_folder, &result, error))
        return -1;
    }

  /* A path may end at a folder that it goes back to. */
  if (result < 0 && is_folder)
    result = fcntl (here (&walk), F_DUPFD_CLOEXEC, 0);
  if (result < 0)
    return fail_open (path, is_folder ? errno : EISDIR, is_folder, error);

  return result;
}

static int
open_at_once (int         root,
              const char *path,
              guint64     flags)
{
  struct open_how how = {
    .flags = flags,
    .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
  };

  return (int) syscall (SYS_openat2, root, path, &how, sizeof how);
}

/**
 * troupe_project_path_open:
 * @root: the project's folder
 * @path: a path that passed troupe_project_path_check()
 * @is_folder: whether a folder is wanted, or else a file
 * @error: (optional): set on failure
 *
 * Opens a file or a folder for reading. It blocks, so it belongs into a thread.
 *
 * Returns: a file descriptor to be closed, or -1 with %TROUPE_TOOL_ERROR_POLICY or %TROUPE_TOOL_ERROR_FAILED
 */
int
troupe_project_path_open (int          root,
                          const char  *path,
                          gboolean     is_folder,
                          GError     **error)
{
  struct stat info;
  int fd;

  g_return_val_if_fail (path != NULL, -1);

  /* First a look, so that no pipe or device is opened for real. */
  fd = open_at_once (root, path, O_PATH | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0 || fstat (fd, &info) != 0 || !is_wanted (&info, is_folder))
    {
      if (fd >= 0)
        close (fd);
      return troupe_project_path_open_slow (root, path, is_folder, error);
    }
  close (fd);

  fd = open_at_once (root, path, OPEN_FLAGS | (is_folder ? O_DIRECTORY : 0));
  if (fd >= 0 && fstat (fd, &info) == 0 && is_wanted (&info, is_folder))
    return fd;

  if (fd >= 0)
    close (fd);
  return troupe_project_path_open_slow (root, path, is_folder, error);
}

/**
 * troupe_project_path_open_in:
 * @project: the project's folder
 * @path: a path inside it, as somebody wrote it
 * @is_folder: whether a folder is wanted, or else a file
 * @error: (optional): set on failure
 *
 * Checks @path and opens what it names for reading. It blocks, so it belongs into a thread.
 *
 * Returns: a file descriptor to be closed, or -1 with %TROUPE_TOOL_ERROR_POLICY or %TROUPE_TOOL_ERROR_FAILED
 */
int
troupe_project_path_open_in (GFile       *project,
                             const char  *path,
                             gboolean     is_folder,
                             GError     **error)
{
  int root, fd;

  if (!troupe_project_path_check (path, error))
    return -1;

  root = troupe_project_path_open_root (project, error);
  if (root < 0)
    return -1;

  fd = troupe_project_path_open (root, path, is_folder, error);
  close (root);

  return fd;
}
