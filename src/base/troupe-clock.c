/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-clock.h"

typedef struct
{
  TroupeClockFunc monotonic;
  TroupeClockFunc real;
  gpointer        user_data;
} Clock;

static Clock replacement;

/**
 * troupe_clock_get_monotonic_us:
 *
 * Says how much time has passed since some moment; for durations and time-outs. Any thread may ask.
 *
 * Returns: microseconds
 */
gint64
troupe_clock_get_monotonic_us (void)
{
  if (G_UNLIKELY (replacement.monotonic != NULL))
    return replacement.monotonic (replacement.user_data);

  return g_get_monotonic_time ();
}

/**
 * troupe_clock_get_real_us:
 *
 * Says what time it is; for records. Any thread may ask.
 *
 * Returns: microseconds since 1970 in UTC
 */
gint64
troupe_clock_get_real_us (void)
{
  if (G_UNLIKELY (replacement.real != NULL))
    return replacement.real (replacement.user_data);

  return g_get_real_time ();
}

/**
 * troupe_clock_format_real:
 * @real_us: microseconds since 1970 in UTC
 *
 * Writes a time as records and JSON have it, such as 2024-05-17T09:30:00.250Z.
 *
 * Returns: (transfer full): the text; empty if the year has more than four digits
 */
char *
troupe_clock_format_real (gint64 real_us)
{
  gint64 seconds = real_us / G_USEC_PER_SEC - (real_us % G_USEC_PER_SEC < 0);
  guint milliseconds = (guint) ((real_us - seconds * G_USEC_PER_SEC) / 1000);
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (seconds);
  g_autofree char *whole = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%S") : NULL;

  if (whole == NULL)
    return g_strdup ("");

  return g_strdup_printf ("%s.%03uZ", whole, milliseconds);
}

/**
 * troupe_clock_set_functions:
 * @monotonic: (nullable) (scope forever): asked in place of g_get_monotonic_time()
 * @real: (nullable) (scope forever): asked in place of g_get_real_time()
 * @user_data: for both
 *
 * Replaces the clock in a test, before any thread is started; %NULL brings back the real one.
 */
void
troupe_clock_set_functions (TroupeClockFunc monotonic,
                            TroupeClockFunc real,
                            gpointer        user_data)
{
  replacement = (Clock) { monotonic, real, user_data };
}

static TroupeWaitFunc wait_function;
static gpointer wait_data;

/**
 * troupe_clock_wait_source_new:
 * @wait_ms: how long to wait, in milliseconds
 *
 * Makes a source for a wait that a person would notice, such as one between two tries. Main thread only.
 *
 * Returns: (transfer full): a source that is ready once, after that time
 */
GSource *
troupe_clock_wait_source_new (guint wait_ms)
{
  return g_timeout_source_new (wait_function != NULL ? wait_function (wait_ms, wait_data) : wait_ms);
}

/**
 * troupe_clock_set_wait_function:
 * @wait: (nullable): is told how long somebody wants to wait, and says for how long it does; %NULL for just as long
 * @user_data: for @wait
 *
 * Replaces waiting, in tests.
 */
void
troupe_clock_set_wait_function (TroupeWaitFunc wait,
                                gpointer       user_data)
{
  wait_function = wait;
  wait_data = user_data;
}
