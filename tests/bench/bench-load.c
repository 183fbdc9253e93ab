/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Loads 10,000 persona files. The floor is reading them and nothing else, timed in the same run; the figure that counts is the
 * ratio. Usage: bench-load [FILES]
 */

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "troupe-library.h"

#define N_ROUNDS 5

static const char prompt[] =
  "You review changes before they are merged. Read the whole change, then the code around it that did not change: callers, "
  "tests, documentation. Many faults are in the line that should have been changed as well and was not.\\n\\nFor each finding "
  "write the file and line, what goes wrong with the concrete input that makes it go wrong, and what you would do instead. "
  "Start with the verdict in one sentence. Verify before you claim; if you could not check something that matters, say so.";

static void
write_files (const char *folder,
             guint       n_files)
{
  for (guint i = 0; i < n_files; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/persona-%u.json", folder, i);
      FILE *file = g_fopen (path, "w");

      if (file == NULL)
        g_error ("%s can't be written", path);
      fprintf (file,
               "{\n  \"format\": \"troupe-persona/1\",\n  \"id\": \"persona-%u\",\n  \"name\": \"Persona %u\",\n"
               "  \"description\": \"One of very many.\",\n  \"icon\": \"🧐\",\n  \"provider\": \"anthropic\",\n"
               "  \"preferred_models\": [\n    \"claude-sonnet-5-5\",\n    {\n      \"provider\": \"openai\",\n"
               "      \"model\": \"gpt-6-luna\",\n      \"temperature\": 0\n    }\n  ],\n  \"temperature\": 0.%u,\n"
               "  \"top_p\": null,\n  \"max_output_tokens\": 4096,\n  \"system_prompt\": \"%s\",\n"
               "  \"tool_preset_id\": \"read-only\",\n  \"bias_profile_id\": \"prefer-search\",\n"
               "  \"tier_assignments\": {\n    \"qa\": {}\n  }\n}\n",
               i, (i * 7919) % n_files, 1 + i % 9, prompt);
      fclose (file);
    }
}

static gsize
read_files (const char *folder)
{
  DIR *dir = opendir (folder);
  struct dirent *entry = NULL;
  gsize n_bytes = 0;

  while ((entry = readdir (dir)) != NULL)
    {
      int fd = openat (dirfd (dir), entry->d_name, O_RDONLY | O_CLOEXEC);
      struct stat status;

      if (fd < 0)
        continue;
      if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
        {
          char *text = g_malloc (status.st_size + 1);
          gssize n = read (fd, text, status.st_size);

          n_bytes += MAX (n, 0);
          g_free (text);
        }
      close (fd);
    }
  closedir (dir);

  return n_bytes;
}

static void
parse_files (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      g_autoptr(JsonParser) parser = json_parser_new_immutable ();
      gsize length = 0;

      if (g_file_get_contents (path, &text, &length, NULL))
        json_parser_load_from_data (parser, text, length, NULL);
    }
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  gboolean *is_done = user_data;

  troupe_library_load_finish (TROUPE_LIBRARY (object), result, NULL);
  *is_done = TRUE;
}

/* Returns: how long the main loop stood still at the most, in µs */
static gint64
load_library (TroupeLibrary *library)
{
  gboolean is_done = FALSE;
  gint64 worst_us = 0;

  troupe_library_load_async (library, NULL, loaded_cb, &is_done);
  while (!is_done)
    {
      gint64 start_us = 0;

      if (!g_main_context_pending (NULL))
        {
          g_usleep (200);
          continue;
        }
      start_us = g_get_monotonic_time ();
      g_main_context_iteration (NULL, FALSE);
      worst_us = MAX (worst_us, g_get_monotonic_time () - start_us);
    }

  return worst_us;
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

static double
median_ms (gint64 *times)
{
  qsort (times, N_ROUNDS, sizeof *times, compare_times);

  return times[N_ROUNDS / 2] / 1000.0;
}

int
main (int    argc,
      char **argv)
{
  guint n_files = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 10000;
  g_autofree char *root = g_dir_make_tmp ("troupe-bench-XXXXXX", NULL);
  g_autofree char *data = g_build_filename (root, "data", NULL);
  g_autofree char *folder = g_build_filename (data, "personas", NULL);
  g_autoptr(GFile) data_file = g_file_new_for_path (data);
  g_autoptr(GFile) nowhere = g_file_new_build_filename (root, "config", NULL);
  gint64 read_us[N_ROUNDS], parse_us[N_ROUNDS], load_us[N_ROUNDS], again_us[N_ROUNDS], block_us[N_ROUNDS];
  double floor_ms = 0;
  double parse_ms = 0;
  double load_ms = 0;
  double again_ms = 0;
  GDir *dir = NULL;
  const char *name = NULL;

  g_mkdir_with_parents (folder, 0700);
  write_files (folder, n_files);
  read_files (folder);
  /* Files that were just written count as still changing for two seconds. */
  g_usleep (2500 * 1000);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr(TroupeLibrary) library = troupe_library_new (data_file, nowhere, NULL);
      gint64 start_us = g_get_monotonic_time ();

      read_files (folder);
      read_us[round] = g_get_monotonic_time () - start_us;

      start_us = g_get_monotonic_time ();
      parse_files (folder);
      parse_us[round] = g_get_monotonic_time () - start_us;

      start_us = g_get_monotonic_time ();
      block_us[round] = load_library (library);
      load_us[round] = g_get_monotonic_time () - start_us;

      start_us = g_get_monotonic_time ();
      load_library (library);
      again_us[round] = g_get_monotonic_time () - start_us;

      g_assert_cmpuint (g_list_model_get_n_items (troupe_catalog_list (TROUPE_CATALOG (library), TROUPE_KIND_PERSONA)), >, n_files);
    }

  floor_ms = median_ms (read_us);
  parse_ms = median_ms (parse_us);
  load_ms = median_ms (load_us);
  again_ms = median_ms (again_us);
  g_print ("%u persona files           ms   / reading\n", n_files);
  g_print ("reading alone      %9.1f   %8.2f\n", floor_ms, 1.0);
  g_print ("json-glib alone    %9.1f   %8.2f\n", parse_ms, parse_ms / floor_ms);
  g_print ("library, first     %9.1f   %8.2f\n", load_ms, load_ms / floor_ms);
  g_print ("library, again     %9.1f   %8.2f\n", again_ms, again_ms / floor_ms);
  g_print ("main loop blocked  %9.1f\n", median_ms (block_us));

  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_dir_close (dir);
  g_rmdir (folder);
  g_rmdir (data);
  g_rmdir (root);

  return 0;
}
