/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

/* Stands in for the fuzzer: each argument is a folder of inputs, or one input. */

static guint n_replayed;

static void
replay_file (const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *data = NULL;
  gsize size;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);

  LLVMFuzzerTestOneInput ((const guint8 *) data, size);

  /* And cut short, as a broken line would leave it. */
  for (gsize n = 0; n < MIN (size, 512); n++)
    LLVMFuzzerTestOneInput ((const guint8 *) data, n);

  n_replayed++;
}

static void
replay_folder (const char *path)
{
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  g_assert_nonnull (folder);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      replay_file (child);
    }
}

int
main (int    argc,
      char **argv)
{
  for (int i = 1; i < argc; i++)
    {
      if (g_file_test (argv[i], G_FILE_TEST_IS_DIR))
        replay_folder (argv[i]);
      else
        replay_file (argv[i]);
    }

  g_print ("%u inputs replayed\n", n_replayed);
  return n_replayed > 0 ? 0 : 1;
}
