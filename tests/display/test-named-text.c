/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib.h>

#include "troupe-named-text.h"

static void
test_isolate (void)
{
  static const struct
  {
    const char *format;
    const char *name;
    const char *text;
  } rows[] = {
    { "Deleted “%s”", "Reader", "Deleted “Reader”" },
    { "Deleted “%s”", "قارئ", "Deleted “\342\201\250قارئ\342\201\251”" },
    { "Deleted “%s”", "12 קורא", "Deleted “\342\201\25012 קורא\342\201\251”" },
    { "Deleted “%s”", "🦉 2", "Deleted “🦉 2”" },
    { "נמחק “%s”", "Reader", "נמחק “\342\201\250Reader\342\201\251”" },
    { "נמחק “%s”", "קורא", "נמחק “קורא”" },
    { "Deleted “%s”", "%s", "Deleted “%s”" },
    { "Deleted “%s”", "", "Deleted “”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = troupe_named_text (rows[i].format, rows[i].name);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/named-text/isolate", test_isolate);

  return g_test_run ();
}
