/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool-fixture.h"
#include "../../support/troupe-finalize.h"

/* A project in a folder of its own, with things outside of it that nobody is to see. */

void
remove_tree (const char *path)
{
  GStatBuf info;

  if (g_lstat (path, &info) != 0)
    return;
  if (S_ISDIR (info.st_mode))
    {
      GDir *dir;
      const char *name;

      g_chmod (path, 0700);
      dir = g_dir_open (path, 0, NULL);
      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          remove_tree (child);
        }
      g_clear_pointer (&dir, g_dir_close);
    }
  g_remove (path);
}

void
tool_fixture_set_up (ToolFixture   *fixture,
                     gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->base = g_dir_make_tmp ("troupe-tool-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->root = g_build_filename (fixture->base, "project", NULL);
  g_assert_cmpint (g_mkdir (fixture->root, 0700), ==, 0);
  fixture->project = g_file_new_for_path (fixture->root);
  tool_fixture_write (fixture, "../outside.txt", "OUTSIDE");
  tool_fixture_write (fixture, "../outside/inner.txt", "OUTSIDE");
}

void
tool_fixture_tear_down (ToolFixture   *fixture,
                        gconstpointer  data)
{
  remove_tree (fixture->base);
  g_free (fixture->base);
  g_free (fixture->root);
  troupe_test_finalize_soon (G_OBJECT (fixture->project));
}

void
tool_fixture_write_bytes (ToolFixture *fixture,
                          const char  *path,
                          const char  *bytes,
                          gssize       length)
{
  g_autofree char *full = g_build_filename (fixture->root, path, NULL);
  g_autofree char *folder = g_path_get_dirname (full);
  g_autoptr(GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (full, bytes, length, &error);
  g_assert_no_error (error);
}

void
tool_fixture_write (ToolFixture *fixture,
                    const char  *path,
                    const char  *text)
{
  tool_fixture_write_bytes (fixture, path, text, -1);
}

void
tool_fixture_link (ToolFixture *fixture,
                   const char  *path,
                   const char  *target)
{
  g_autofree char *full = g_build_filename (fixture->root, path, NULL);
  g_autofree char *folder = g_path_get_dirname (full);

  g_mkdir_with_parents (folder, 0700);
  g_assert_cmpint (symlink (target, full), ==, 0);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Checks, judges and does; returns (transfer full) what came of it. */
char *
tool_fixture_call (ToolFixture             *fixture,
                   const char              *name,
                   const char              *arguments,
                   const TroupeToolLimits  *limits,
                   GError                 **error)
{
  g_autoptr(TroupeTool) tool = troupe_tool_table_create (name);
  g_autoptr(TroupeToolContext) context = troupe_tool_context_new (fixture->project, "T1", limits);
  g_autoptr(JsonNode) checked = troupe_tool_check_arguments (tool, arguments, error);
  g_autoptr(GAsyncResult) result = NULL;

  if (checked == NULL || !troupe_tool_judge (tool, checked, error))
    return NULL;

  troupe_tool_execute_async (tool, checked, context, NULL, done_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return troupe_tool_execute_finish (tool, result, error);
}
