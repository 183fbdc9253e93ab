/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "troupe-clock.h"
#include "troupe-durable.h"
#include "troupe-run-lock.h"

/**
 * TroupeRunLock:
 *
 * Who performs a run: the process that has the kernel's lock on the run's lock file. The kernel lets go of it when the process ends,
 * however that comes about, so a run that says that it runs and has no lock was cut off.
 *
 * What is written in the file says who has it, for people; it decides nothing.
 */
struct _TroupeRunLock
{
  int   fd;
  char *path;
};

#define N_TRIES     20
#define HOLDER_SIZE 512

static char *
make_path (const char *folder,
           const char *run_id)
{
  g_autofree char *name = g_strconcat (run_id, ".lock", NULL);

  return g_build_filename (folder, name, NULL);
}

/* A ledger may come from anywhere, and this becomes part of a path. */
static gboolean
is_safe (const char *run_id)
{
  return *run_id != '\0' && strlen (run_id) < 100 &&
         strspn (run_id, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_") == strlen (run_id);
}

static struct flock
make_request (void)
{
  struct flock request = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  return request;
}

/* The former owner takes the file away; then this one has the lock of a file that nobody else can find. */
static gboolean
is_at_path (int         fd,
            const char *path)
{
  struct stat here;
  struct stat there;

  return fstat (fd, &here) == 0 && stat (path, &there) == 0 && here.st_ino == there.st_ino && here.st_dev == there.st_dev;
}

static void
write_holder (int fd)
{
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_local (troupe_clock_get_real_us () / G_USEC_PER_SEC);
  g_autofree char *since = now != NULL ? g_date_time_format (now, "%F %T") : NULL;
  /* Translators: who performs a run: a process id, the name of a machine, a date and time */
  g_autofree char *text = g_strdup_printf (_("process %d on %s, since %s"), (int) getpid (), g_get_host_name (),
                                           since != NULL ? since : "?");

  /* It is for people only: a full disk does not keep anybody from the run. */
  if (ftruncate (fd, 0) != 0 || pwrite (fd, text, strlen (text), 0) < 0)
    g_info ("The lock file of a run can't be written: %s", g_strerror (errno));
}

static char *
read_holder (int fd)
{
  char buffer[HOLDER_SIZE];
  ssize_t length = pread (fd, buffer, sizeof buffer, 0);
  g_autofree char *text = g_utf8_make_valid (buffer, MAX (length, 0));

  return length > 0 ? g_strdup (g_strstrip (text)) : g_strdup (_("another process"));
}

/**
 * troupe_run_lock_take:
 * @folder: where lock files are; it is made if it is not there
 * @run_id: the run
 * @error: (optional): set on failure: %TROUPE_STORE_ERROR_BUSY when somebody else has it, or
 *   %TROUPE_STORE_ERROR_LEDGER
 *
 * Makes this process the one that performs a run. This does not wait.
 *
 * Returns: (transfer full) (nullable): the lock
 */
TroupeRunLock *
troupe_run_lock_take (const char  *folder,
                      const char  *run_id,
                      GError     **error)
{
  g_autofree char *path = NULL;
  g_autofree char *holder = NULL;
  TroupeRunLock *self;
  int code = EINVAL;

  if (!is_safe (run_id))
    {
      g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER, _("“%s” is not the id of a run."), run_id);
      return NULL;
    }

  path = make_path (folder, run_id);
  for (guint i = 0; i < N_TRIES && holder == NULL; i++)
    {
      struct flock request = make_request ();
      int fd;

      if (!troupe_durable_make_folder (folder, 0700) || (fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600)) < 0)
        {
          code = errno;
          break;
        }

      if (fcntl (fd, F_OFD_SETLK, &request) == 0 && is_at_path (fd, path))
        {
          write_holder (fd);
          self = g_new0 (TroupeRunLock, 1);
          self->fd = fd;
          self->path = g_steal_pointer (&path);
          return self;
        }

      code = errno;
      if (request.l_type == F_WRLCK && (code == EAGAIN || code == EACCES) && is_at_path (fd, path))
        holder = read_holder (fd);
      close (fd);
    }

  if (holder != NULL)
    g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BUSY,
                 /* Translators: the id of a run; and who performs it, as in “process 7 on venus, since 2030-01-01 12:00:00” */
                 _("The run %s is performed by %s; stop it there, or wait for its end."), run_id, holder);
  else
    g_set_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_LEDGER,
                 _("The lock file “%s” can’t be used (%s); see to it that you may write there."), path, g_strerror (code));

  return NULL;
}

/**
 * troupe_run_lock_free:
 * @self: (nullable) (transfer full): a lock
 *
 * Lets go of the run.
 */
void
troupe_run_lock_free (TroupeRunLock *self)
{
  if (self == NULL)
    return;

  /* While it is still ours: what another process made in its place is not to be removed. */
  unlink (self->path);
  close (self->fd);
  g_free (self->path);
  g_free (self);
}

/**
 * troupe_run_lock_dup_holder:
 * @folder: where lock files are
 * @run_id: a run
 *
 * Asks who performs a run, without getting in anybody's way.
 *
 * Returns: (transfer full) (nullable): who does, in words for people, or %NULL for nobody
 */
char *
troupe_run_lock_dup_holder (const char *folder,
                            const char *run_id)
{
  g_autofree char *path = NULL;
  char *holder = NULL;
  struct flock request = make_request ();
  int fd;

  if (!is_safe (run_id))
    return NULL;

  path = make_path (folder, run_id);
  fd = open (path, O_RDWR | O_CLOEXEC);
  if (fd < 0)
    return NULL;

  if (fcntl (fd, F_OFD_GETLK, &request) == 0 && request.l_type != F_UNLCK)
    holder = read_holder (fd);
  close (fd);

  return holder;
}
