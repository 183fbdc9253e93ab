/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "troupe-json.h"
#include "troupe-project-path.h"
#include "troupe-tool.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

/*
 * The input is what a model wrote: as the arguments of each tool, and as a path. Arguments that pass fit the schema; a path that
 * passes the words and is opened beneath a folder of the system is in there.
 */

static void
check_arguments (const char *text)
{
  guint n_tools;
  const TroupeToolInfo *infos = troupe_tool_table_get (&n_tools);

  for (guint i = 0; i < n_tools; i++)
    {
      g_autoptr(TroupeTool) tool = troupe_tool_table_create (infos[i].name);
      g_autoptr(JsonNode) arguments = NULL;
      g_autoptr(GError) error = NULL;

      if (tool == NULL)
        continue;

      arguments = troupe_tool_check_arguments (tool, text, &error);
      g_assert_true ((arguments == NULL) == (error != NULL));
      if (error != NULL)
        g_assert_true (g_utf8_validate (error->message, -1, NULL));
      else
        troupe_tool_judge (tool, arguments, NULL);
    }
}

static void
check_path (const char *path)
{
  static int root = -1;
  int fast, slow;

  if (root < 0)
    root = open ("/sys/kernel", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (root < 0 || !troupe_project_path_check (path, NULL))
    return;

  fast = troupe_project_path_open (root, path, TRUE, NULL);
  slow = troupe_project_path_open_slow (root, path, TRUE, NULL);
  g_assert_true ((fast < 0) == (slow < 0));
  if (fast >= 0)
    {
      g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fast);
      g_autofree char *real = g_file_read_link (link, NULL);

      g_assert_true (real == NULL || g_str_has_prefix (real, "/sys/kernel"));
      close (fast);
      close (slow);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  check_arguments (text);
  check_path (text);
  return 0;
}
