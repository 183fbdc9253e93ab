/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Starts the real application and a bare libadwaita window by turns, and looks at the screen from outside: the X server tells of each
 * change, and a frame has content once it shows more than a few colours. The floor is the bare window.
 *
 * "first" is the time from fork() to such a frame, and "CPU" what all threads of the program have used by then, which says more when
 * others are at work; "rest" the time to the last change of more than 1 in 500 points of the screen, when all that is read after the
 * first frame is there; "peak" the largest resident set until then.
 *
 * Usage: bench-start APPLICATION WINDOW [ROUNDS], on a display that nothing else draws on (build-aux/in-session.sh).
 */

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/poll.h>
#include <sys/wait.h>

#include <glib.h>

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/Xdamage.h>

#define MAX_ROUNDS  50
#define N_COLORS    16              /* that make a frame one with content */
#define REST_US     (900 * 1000)    /* without a change: it is at rest */
#define DEADLINE_US (20 * G_USEC_PER_SEC)

typedef struct
{
  gint64 first_us;
  gint64 cpu_us;                    /* of all threads, at the first frame */
  gint64 rest_us;
  gint64 peak_kb;
} Start;

typedef struct
{
  Display *display;
  Window   root;
  Damage   damage;
  int      damage_event;
  int      width, height;
  guint32 *shown;                   /* the last picture */
} Watch;

static gboolean
has_content (const guint32 *points,
             gsize          n_points)
{
  guint32 colors[N_COLORS];
  guint n_colors = 0;

  for (gsize i = 0; i < n_points; i++)
    {
      guint j = 0;

      if (i > 0 && points[i] == points[i - 1])
        continue;
      while (j < n_colors && colors[j] != points[i])
        j++;
      if (j == n_colors)
        {
          colors[n_colors++] = points[i];
          if (n_colors == N_COLORS)
            return TRUE;
        }
    }

  return FALSE;
}

/* Takes a picture, and says how many of its points are other than in the one before. */
static gsize
look (Watch *screen)
{
  gsize n_points = (gsize) screen->width * (gsize) screen->height;
  XImage *image = XGetImage (screen->display, screen->root, 0, 0, (guint) screen->width, (guint) screen->height, AllPlanes, ZPixmap);
  gsize n_changed = 0;

  if (image == NULL || image->bits_per_pixel != 32 || image->bytes_per_line != screen->width * 4)
    g_error ("The display has no pictures of 32 bits a point");

  for (gsize i = 0; i < n_points; i++)
    {
      guint32 point;

      memcpy (&point, image->data + i * 4, sizeof point);
      if (screen->shown[i] != point)
        {
          screen->shown[i] = point;
          n_changed++;
        }
    }
  XDestroyImage (image);

  return n_changed;
}

/* Whether something was drawn until @end_us. All that the server has told of so far counts as one. */
static gboolean
wait_for_drawing (Watch *screen,
                  gint64   end_us)
{
  struct pollfd fd = { .fd = ConnectionNumber (screen->display), .events = POLLIN };

  for (;;)
    {
      gint64 left_us = end_us - g_get_monotonic_time ();
      gboolean drawn = FALSE;

      while (XPending (screen->display) > 0)
        {
          XEvent event;

          XNextEvent (screen->display, &event);
          if (event.type == screen->damage_event)
            drawn = TRUE;
        }
      if (drawn)
        {
          XDamageSubtract (screen->display, screen->damage, None, None);
          return TRUE;
        }
      if (left_us <= 0)
        return FALSE;
      poll (&fd, 1, (int) (left_us / 1000 + 1));
    }
}

static gint64
get_peak_kb (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", (int) pid);
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents (path, &status, NULL, NULL) || (line = strstr (status, "VmHWM:")) == NULL)
    return 0;

  return g_ascii_strtoll (line + strlen ("VmHWM:"), NULL, 10);
}

/* The first number of schedstat is nanoseconds; rusage would count in hundredths of a second. */
static gint64
get_cpu_us (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task", (int) pid);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  gint64 ns = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, "schedstat", NULL);
      g_autofree char *content = NULL;

      if (g_file_get_contents (file, &content, NULL, NULL))
        ns += g_ascii_strtoll (content, NULL, 10);
    }

  return ns / 1000;
}

static Start
start (Watch    *screen,
       const char *program)
{
  gint64 begin_us, now_us, last_us = 0;
  gsize n_points = (gsize) screen->width * (gsize) screen->height;
  Start result = { 0 };
  pid_t pid;

  /* What the one before has left is gone. */
  while (wait_for_drawing (screen, g_get_monotonic_time () + 100 * 1000))
    ;
  look (screen);

  begin_us = g_get_monotonic_time ();
  pid = fork ();
  if (pid == 0)
    {
      execl (program, program, NULL);
      _exit (127);
    }

  for (now_us = begin_us; now_us - begin_us < DEADLINE_US; now_us = g_get_monotonic_time ())
    {
      gint64 end_us = last_us > 0 ? last_us + REST_US : begin_us + DEADLINE_US;
      gint64 cpu_us;
      gsize n_changed;

      if (!wait_for_drawing (screen, end_us))
        break;
      now_us = g_get_monotonic_time ();
      cpu_us = result.first_us == 0 ? get_cpu_us (pid) : 0;
      n_changed = look (screen);
      if (result.first_us == 0 && has_content (screen->shown, n_points))
        {
          result.first_us = last_us = now_us;
          result.cpu_us = cpu_us;
        }
      else if (result.first_us != 0 && n_changed > n_points / 500)
        last_us = now_us;
      if (last_us > 0 && now_us - last_us > REST_US)
        break;
    }
  if (result.first_us == 0)
    g_error ("%s shows nothing", program);

  result.first_us -= begin_us;
  result.rest_us = last_us - begin_us;
  result.peak_kb = get_peak_kb (pid);
  kill (pid, SIGTERM);
  waitpid (pid, NULL, 0);

  return result;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

static gint64
get_median (const Start *starts,
            guint        n_starts,
            gsize        offset)
{
  gint64 values[MAX_ROUNDS];

  for (guint i = 0; i < n_starts; i++)
    values[i] = *(const gint64 *) ((const char *) &starts[i] + offset);
  qsort (values, n_starts, sizeof *values, compare);

  return values[n_starts / 2];
}

static Start
get_medians (const Start *starts,
             guint        n_starts)
{
  return (Start) {
    .first_us = get_median (starts, n_starts, G_STRUCT_OFFSET (Start, first_us)),
    .cpu_us = get_median (starts, n_starts, G_STRUCT_OFFSET (Start, cpu_us)),
    .rest_us = get_median (starts, n_starts, G_STRUCT_OFFSET (Start, rest_us)),
    .peak_kb = get_median (starts, n_starts, G_STRUCT_OFFSET (Start, peak_kb)),
  };
}

static void
report (const char *what,
        Start       it,
        Start       floor)
{
  g_print ("%-12s %9.1f %9.2f %9.1f %9.2f %9.1f %9.1f\n", what,
           (double) it.first_us / 1000, (double) it.first_us / (double) floor.first_us,
           (double) it.cpu_us / 1000, (double) it.cpu_us / (double) floor.cpu_us,
           (double) it.rest_us / 1000, (double) it.peak_kb / 1024);
}

int
main (int    argc,
      char **argv)
{
  guint n_rounds = argc > 3 ? (guint) CLAMP (atoi (argv[3]), 1, MAX_ROUNDS) : 9;
  Start windows[MAX_ROUNDS], troupes[MAX_ROUNDS];
  Watch screen = { 0 };
  int error_base;

  if (argc < 3)
    {
      g_printerr ("Usage: %s APPLICATION WINDOW [ROUNDS]\n", argv[0]);
      return EXIT_FAILURE;
    }
  screen.display = XOpenDisplay (NULL);
  if (screen.display == NULL || !XDamageQueryExtension (screen.display, &screen.damage_event, &error_base))
    {
      g_printerr ("There is no display that tells what is drawn; build-aux/in-session.sh gives one.\n");
      return EXIT_FAILURE;
    }
  screen.damage_event += XDamageNotify;
  screen.root = DefaultRootWindow (screen.display);
  screen.width = DisplayWidth (screen.display, DefaultScreen (screen.display));
  screen.height = DisplayHeight (screen.display, DefaultScreen (screen.display));
  screen.shown = g_new0 (guint32, (gsize) screen.width * (gsize) screen.height);
  screen.damage = XDamageCreate (screen.display, screen.root, XDamageReportNonEmpty);

  /* Once for the caches. */
  start (&screen, argv[2]);
  start (&screen, argv[1]);
  for (guint i = 0; i < n_rounds; i++)
    {
      windows[i] = start (&screen, argv[2]);
      troupes[i] = start (&screen, argv[1]);
    }

  g_print ("%-12s %9s %9s %9s %9s %9s %9s\n", "", "first, ms", "/ window", "CPU, ms", "/ window", "rest, ms", "peak, MB");
  report ("bare window", get_medians (windows, n_rounds), get_medians (windows, n_rounds));
  report ("troupe", get_medians (troupes, n_rounds), get_medians (windows, n_rounds));

  g_free (screen.shown);
  XCloseDisplay (screen.display);

  return EXIT_SUCCESS;
}
