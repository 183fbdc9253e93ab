/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-clock.h"

static gint64
fixed (gpointer user_data)
{
  return *(gint64 *) user_data;
}

static void
test_replaced (void)
{
  gint64 now = 42;

  troupe_clock_set_functions (fixed, NULL, &now);
  g_assert_cmpint (troupe_clock_get_monotonic_us (), ==, 42);
  g_assert_cmpint (troupe_clock_get_real_us (), >, 42);

  now += G_USEC_PER_SEC;
  g_assert_cmpint (troupe_clock_get_monotonic_us (), ==, 1000042);

  troupe_clock_set_functions (NULL, fixed, &now);
  g_assert_cmpint (troupe_clock_get_real_us (), ==, 1000042);

  troupe_clock_set_functions (NULL, NULL, NULL);
  g_assert_cmpint (ABS (troupe_clock_get_real_us () - g_get_real_time ()), <, 60 * G_USEC_PER_SEC);
}

static void
test_format (void)
{
  static const struct
  {
    gint64      real_us;
    const char *text;
  } cases[] = {
    { 0, "1970-01-01T00:00:00.000Z" },
    { 1715938200250999, "2024-05-17T09:30:00.250Z" },
    { -1, "1969-12-31T23:59:59.999Z" },
    { G_MAXINT64, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = troupe_clock_format_real (cases[i].real_us);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/clock/can-be-replaced", test_replaced);
  g_test_add_func ("/base/clock/formats-times", test_format);

  return g_test_run ();
}
