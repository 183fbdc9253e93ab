/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

#include "troupe-cli-error.h"
#include "troupe-cli-interrupt.h"

/*
 * The first Ctrl-C asks for a clean end, the second one ends at once. The handler does what a handler may: it counts, and wakes
 * the main loop through a pipe. A read that waits is broken off, so that Ctrl-C also ends the reading of standard input.
 */

static volatile sig_atomic_t n_signals;
static int wake_fds[2] = { -1, -1 };
static struct termios terminal_before;
static volatile sig_atomic_t has_terminal;

static void
handle_signal (int number)
{
  int saved_errno = errno;

  if (n_signals++ > 0)
    {
      if (has_terminal)
        tcsetattr (STDIN_FILENO, TCSANOW, &terminal_before);
      _exit (TROUPE_CLI_STATUS_INTERRUPTED);
    }

  /* A full pipe wakes as well, so what comes back does not matter. */
  if (write (wake_fds[1], "", 1) < 0)
    errno = saved_errno;
  errno = saved_errno;
}

static gboolean
wake_cb (int          fd,
         GIOCondition condition,
         gpointer     user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

/* What the caller wants ignored stays ignored, as nohup and background jobs want it. */
static void
watch_signal (int number)
{
  struct sigaction action = { .sa_handler = handle_signal };
  struct sigaction old;

  if (sigaction (number, NULL, &old) == 0 && old.sa_handler == SIG_IGN)
    return;

  sigemptyset (&action.sa_mask);
  sigaction (number, &action, NULL);
}

/**
 * troupe_cli_interrupt_install:
 *
 * Begins to watch for Ctrl-C, and for being told to end.
 *
 * Returns: (transfer none): cancelled in the main loop by the first of them; lives as long as the process
 */
GCancellable *
troupe_cli_interrupt_install (void)
{
  static GCancellable *cancellable;
  g_autoptr(GError) error = NULL;

  if (cancellable != NULL)
    return cancellable;

  cancellable = g_cancellable_new ();
  if (!g_unix_open_pipe (wake_fds, FD_CLOEXEC, &error) || !g_unix_set_fd_nonblocking (wake_fds[1], TRUE, &error))
    {
      g_warning ("Ctrl-C can't be watched: %s", error->message);
      return cancellable;
    }

  g_unix_fd_add (wake_fds[0], G_IO_IN, wake_cb, cancellable);
  watch_signal (SIGINT);
  watch_signal (SIGTERM);
  watch_signal (SIGHUP);

  return cancellable;
}

/**
 * troupe_cli_interrupt_is_set:
 *
 * Says whether the process was told to end, also before the main loop heard of it.
 *
 * Returns: whether it was
 */
gboolean
troupe_cli_interrupt_is_set (void)
{
  return n_signals > 0;
}

/**
 * troupe_cli_interrupt_set_terminal:
 * @terminal: (nullable): how the terminal was before it was changed, or %NULL once it is so again
 *
 * Has an end at once leave the terminal as it was found.
 */
void
troupe_cli_interrupt_set_terminal (const struct termios *terminal)
{
  has_terminal = FALSE;
  if (terminal == NULL)
    return;

  terminal_before = *terminal;
  has_terminal = TRUE;
}
