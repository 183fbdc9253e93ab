/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>
#include <sys/stat.h>

#include "tool-fixture.h"

/* Each row is a call and what comes of it; with an exclamation mark before it, words in the error. */
typedef struct
{
  const char *tool;
  const char *arguments;
  const char *expected;
} Row;

static void
check_rows (ToolFixture            *fixture,
            const Row              *rows,
            guint                   n_rows,
            const TroupeToolLimits *limits)
{
  for (guint i = 0; i < n_rows; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *text = tool_fixture_call (fixture, rows[i].tool, rows[i].arguments, limits, &error);

      g_test_message ("%s %s", rows[i].tool, rows[i].arguments);
      if (rows[i].expected[0] == '!')
        {
          g_assert_null (text);
          g_assert_nonnull (error);
          g_test_message ("%s", error->message);
          g_assert_nonnull (strstr (error->message, rows[i].expected + 1));
        }
      else
        {
          g_assert_no_error (error);
          g_assert_cmpstr (text, ==, rows[i].expected);
        }
    }
}

static void
make_project (ToolFixture *fixture)
{
  g_autofree char *pipe_path = g_build_filename (fixture->root, "pipe", NULL);

  tool_fixture_write (fixture, "README.md", "one\ntwo é\nthree\nfour\n");
  tool_fixture_write (fixture, "src/main.c", "int\nmain (void)\n{\n  return 0;\n}\n");
  tool_fixture_write (fixture, "src/deep/down/a.h", "#define A 1\n#define B 2");
  tool_fixture_write (fixture, "src/deep/b.c", "int b;\r\nint c;\r\n");
  tool_fixture_write (fixture, "empty", "");
  tool_fixture_write (fixture, ".hidden", "main hidden\n");
  tool_fixture_write (fixture, ".git/config", "main SECRET\n");
  tool_fixture_write (fixture, ".troupe/personas/x.json", "main SECRET\n");
  tool_fixture_write (fixture, "src/server.pem", "main SECRET\n");
  tool_fixture_write_bytes (fixture, "binary", "main\0main", 9);
  tool_fixture_write_bytes (fixture, "latin-1.txt", "main caf\xe9\n", 10);
  tool_fixture_write (fixture, "bad\xff name\n.txt", "main in a strange place\n");
  tool_fixture_link (fixture, "out", "../outside");
  tool_fixture_link (fixture, "to-readme", "README.md");
  tool_fixture_link (fixture, "loop", ".");
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
}

static void
test_read_file (ToolFixture   *fixture,
                gconstpointer  data)
{
  static const Row rows[] = {
    { "read_file", "{\"path\":\"README.md\"}", "one\ntwo é\nthree\nfour\n" },
    { "read_file", "{\"path\":\"to-readme\",\"first_line\":null}", "one\ntwo é\nthree\nfour\n" },
    { "read_file", "{\"path\":\"./src/main.c\",\"first_line\":2,\"last_line\":3}", "main (void)\n{\n" },
    { "read_file", "{\"path\":\"README.md\",\"first_line\":4,\"last_line\":99,\"numbered\":true}", "     4\tfour\n" },
    { "read_file", "{\"path\":\"src/deep/down/a.h\",\"numbered\":true}", "     1\t#define A 1\n     2\t#define B 2\n" },
    { "read_file", "{\"path\":\"src/deep/down/a.h\",\"last_line\":1}", "#define A 1\n" },
    { "read_file", "{\"path\":\"README.md\",\"first_line\":5}", "[The file has only 4 lines.]\n" },
    { "read_file", "{\"path\":\"src/deep/down/a.h\",\"first_line\":3}", "[The file has only 2 lines.]\n" },
    { "read_file", "{\"path\":\"empty\"}", "[The file is empty.]\n" },
    { "read_file", "{\"path\":\"README.md\",\"first_line\":3,\"last_line\":2}", "!“last_line” is before" },
    { "read_file", "{\"path\":\"README.md\",\"first_line\":0}", "!“first_line” has to be 1 or more" },
    { "read_file", "{}", "!“path” is missing" },
    { "read_file", "{\"file\":\"README.md\"}", "!“path” is missing" },
    { "read_file", "{\"path\":\"nowhere\"}", "!There is no file “nowhere”" },
    { "read_file", "{\"path\":\"src\"}", "!is a folder" },
    { "read_file", "{\"path\":\"binary\"}", "!is a binary file" },
    { "read_file", "{\"path\":\"latin-1.txt\"}", "!not text in UTF-8" },
    { "read_file", "{\"path\":\"pipe\"}", "!neither a file nor a folder" },
    { "read_file", "{\"path\":\"out/inner.txt\"}", "!not inside the project" },
    { "read_file", "{\"path\":\"../outside.txt\"}", "!not inside the project" },
    { "read_file", "{\"path\":\"/etc/passwd\"}", "!not inside the project" },
    { "read_file", "{\"path\":\"src/server.pem\"}", "!never shown" },
    { "read_file", "{\"path\":\".git/config\"}", "!never shown" },
    { "read_file", "{\"path\":\"loop/.git/config\"}", "!never shown" },
  };

  make_project (fixture);
  check_rows (fixture, rows, G_N_ELEMENTS (rows), NULL);
}

static void
test_read_large (ToolFixture   *fixture,
                 gconstpointer  data)
{
  static const TroupeToolLimits limits = { 1200, 300000, 1000, 5000 };
  static const Row rows[] = {
    { "read_file", "{\"path\":\"lines\",\"first_line\":20000,\"last_line\":20000}", "line 20000\n" },
    { "read_file", "{\"path\":\"huge\",\"first_line\":99999}", "!too large to look for lines so far down" },
  };
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autoptr(GString) huge = g_string_new (NULL);
  g_autofree char *text = NULL;
  g_autofree char *one = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 1; i <= 20000; i++)
    g_string_append_printf (lines, "line %u\n", i);
  for (guint i = 0; i < 200000; i++)
    g_string_append (huge, "é");
  tool_fixture_write (fixture, "lines", lines->str);
  tool_fixture_write (fixture, "huge", huge->str);
  check_rows (fixture, rows, G_N_ELEMENTS (rows), &limits);

  text = tool_fixture_call (fixture, "read_file", "{\"path\":\"lines\"}", &limits, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (text), <=, 1200);
  g_assert_true (g_str_has_prefix (text, "line 1\nline 2\n"));
  g_assert_nonnull (strstr (text, "[Cut in line 124; ask with “first_line”: 124 to read on.]"));

  one = tool_fixture_call (fixture, "read_file", "{\"path\":\"huge\"}", &limits, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (one), <=, 1200);
  g_assert_true (g_utf8_validate (one, -1, NULL));
  g_assert_nonnull (strstr (one, "[Cut: line 1 is longer than can be shown.]"));
}

static void
test_list_files (ToolFixture   *fixture,
                 gconstpointer  data)
{
  static const Row rows[] = {
    { "list_files", "{\"depth\":1}",
      "README.md\nbad\xef\xbf\xbd name?.txt\nbinary\nempty\nlatin-1.txt\nloop (a link)\nout (a link)\npipe (not a file)\n"
      "src/\nto-readme (a link)\n" },
    { "list_files", "{\"folder\":\"src\"}", "src/deep/\nsrc/deep/b.c\nsrc/deep/down/\nsrc/main.c\n" },
    { "list_files", "{\"folder\":\"./src/deep/\",\"depth\":1}", "src/deep/b.c\nsrc/deep/down/\n" },
    { "list_files", "{\"pattern\":\"*.c\"}", "src/deep/b.c\nsrc/main.c\n" },
    { "list_files", "{\"pattern\":\"src/**/*.c\"}", "src/deep/b.c\nsrc/main.c\n" },
    { "list_files", "{\"pattern\":\"*.c\",\"depth\":2}", "src/main.c\n" },
    { "list_files", "{\"pattern\":\"?.[ch]\"}", "Nothing fits the pattern.\n" },
    { "list_files", "{\"pattern\":\".hid*\"}", "Nothing fits the pattern.\n" },
    { "list_files", "{\"pattern\":\".hid*\",\"hidden\":true}", ".hidden\n" },
    { "list_files", "{\"pattern\":\"*onfig*\",\"hidden\":true}", "Nothing fits the pattern.\n" },
    { "list_files", "{\"pattern\":\"*.pem\"}", "Nothing fits the pattern.\n" },
    { "list_files", "{\"folder\":\"loop/src/deep/down\"}", "loop/src/deep/down/a.h\n" },
    { "list_files", "{\"folder\":\"out\"}", "!not inside the project" },
    { "list_files", "{\"folder\":\"README.md\"}", "!not a folder" },
    { "list_files", "{\"folder\":\"nowhere\"}", "!There is no folder" },
    { "list_files", "{\"folder\":\"\"}", "!path is empty" },
    { "list_files", "{\"folder\":\".git\"}", "!never shown" },
    { "list_files", "{\"depth\":33}", "!“depth” has to be 32 or less" },
  };
  static const TroupeToolLimits small = { 300, 1000, 1000, 5000 };
  static const TroupeToolLimits few = { 10000, 1000, 3, 5000 };
  static const Row cut_small[] = {
    { "list_files", "{\"pattern\":\"s*\"}", "src/\nsrc/some-file\n" },
    { "list_files", "{\"folder\":\"many\"}",
      "many/file-00\nmany/file-01\nmany/file-02\nmany/file-03\nmany/file-04\nmany/file-05\nmany/file-06\n"
      "[There is more than can be listed at once; list one of the folders, or give a pattern.]\n" },
  };
  static const Row cut_few[] = {
    { "list_files", "{\"folder\":\"many\"}",
      "many/file-00\nmany/file-01\nmany/file-02\n"
      "[There is more than can be listed at once; list one of the folders, or give a pattern.]\n" },
  };

  make_project (fixture);
  check_rows (fixture, rows, G_N_ELEMENTS (rows), NULL);

  tool_fixture_write (fixture, "src/some-file", "");
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *path = g_strdup_printf ("many/file-%02u", i);

      tool_fixture_write (fixture, path, "");
    }
  check_rows (fixture, cut_small, G_N_ELEMENTS (cut_small), &small);
  check_rows (fixture, cut_few, G_N_ELEMENTS (cut_few), &few);
}

#define PASSED_OVER "[2 files were passed over: too large, or no text.]\n"

static void
test_search_files (ToolFixture   *fixture,
                   gconstpointer  data)
{
  static const Row rows[] = {
    { "search_files", "{\"text\":\"main\"}",
      "bad\xef\xbf\xbd name?.txt:1: main in a strange place\nsrc/main.c:2: main (void)\n" PASSED_OVER },
    { "search_files", "{\"text\":\"main\",\"files\":\"*.c\"}", "src/main.c:2: main (void)\n" },
    { "search_files", "{\"text\":\"INT\",\"ignore_case\":true,\"folder\":\"src\",\"files\":\"src/**/*.c\"}",
      "src/deep/b.c:1: int b;\nsrc/deep/b.c:2: int c;\nsrc/main.c:1: int\n" },
    { "search_files", "{\"text\":\"^int (.);$\",\"regex\":true}",
      "src/deep/b.c:1: int b;\nsrc/deep/b.c:2: int c;\n" PASSED_OVER },
    { "search_files", "{\"text\":\"^int (.);$\"}", "Nothing was found.\n" PASSED_OVER },
    { "search_files", "{\"text\":\"return\",\"context\":1,\"files\":\"main.c\"}",
      "src/main.c-3- {\nsrc/main.c:4:   return 0;\nsrc/main.c-5- }\n" },
    { "search_files", "{\"text\":\"o\",\"context\":1,\"files\":\"README.md\"}",
      "README.md:1: one\nREADME.md:2: two é\nREADME.md-3- three\nREADME.md:4: four\n" },
    { "search_files", "{\"text\":\"int\",\"max_results\":1,\"folder\":\"src/deep\"}",
      "src/deep/b.c:1: int b;\n[Stopped after 1 results; search in one folder, or for something rarer.]\n" },
    { "search_files", "{\"text\":\"é\",\"folder\":\"loop/src\"}", "Nothing was found.\n" },
    { "search_files", "{\"text\":\"(\",\"regex\":true}", "!no regular expression" },
    { "search_files", "{\"text\":\"(\",\"files\":\"*.c\"}", "src/main.c:2: main (void)\n" },
    { "search_files", "{\"text\":\"\"}", "!“text” is empty" },
    { "search_files", "{\"text\":\"x\",\"folder\":\"..\"}", "!not inside the project" },
    { "search_files", "{\"text\":\"x\",\"folder\":\"out\"}", "!not inside the project" },
  };

  make_project (fixture);
  check_rows (fixture, rows, G_N_ELEMENTS (rows), NULL);
}

/* Patterns that would be tried for years end soon, and say so. */
static void
test_evil_patterns (ToolFixture   *fixture,
                    gconstpointer  data)
{
  static const char * const patterns[] = {
    "^(a+)+$", "(a|aa)+$", "(.*)*(.*)*(.*)*x$", "(a*)*b\\\\1", "(?:(?:a?){50}){50}b", "(*LIMIT_MATCH=4000000000)^(a+)+$",
    "((a{1,100}){1,100}){1,100}z",
  };
  g_autofree char *line = g_strnfill (5000, 'a');
  g_autofree char *text = g_strconcat (line, "!\n", line, "!\n", NULL);
  gint64 started_us = g_get_monotonic_time ();

  tool_fixture_write (fixture, "a.txt", text);
  tool_fixture_write (fixture, "b.txt", text);
  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autofree char *arguments = g_strdup_printf ("{\"regex\":true,\"text\":\"%s\"}", patterns[i]);
      g_autoptr(GError) error = NULL;
      g_autofree char *result = tool_fixture_call (fixture, "search_files", arguments, NULL, &error);

      g_test_message ("%s: %.70s %s", patterns[i], result, error != NULL ? error->message : "");
      g_assert_true (result != NULL || error != NULL);
    }
  g_assert_cmpint (g_get_monotonic_time () - started_us, <, 20 * G_USEC_PER_SEC);
}

static void
test_long_lines (ToolFixture   *fixture,
                 gconstpointer  data)
{
  g_autofree char *before = g_strnfill (3000, 'x');
  g_autofree char *text = g_strconcat ("é", before, "NEEDLE", before, "\n", NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *result = NULL;

  tool_fixture_write (fixture, "min.js", text);
  result = tool_fixture_call (fixture, "search_files", "{\"text\":\"NEEDLE\"}", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (result, "min.js:1: … xxx"));
  g_assert_true (g_str_has_suffix (result, "xxx …\n"));
  g_assert_nonnull (strstr (result, "NEEDLE"));
  g_assert_cmpuint (strlen (result), <, 500);
}

static void
cancelled_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (troupe_tool_execute_finish (TROUPE_TOOL (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *(gboolean *) user_data = TRUE;
}

static void
test_cancel (ToolFixture   *fixture,
             gconstpointer  data)
{
  static const struct { const char *tool; const char *arguments; } calls[] = {
    { "read_file", "{\"path\":\"a\"}" }, { "list_files", "{}" }, { "search_files", "{\"text\":\"x\"}" },
  };
  g_autoptr(TroupeToolContext) context = troupe_tool_context_new (fixture->project, NULL, NULL);

  tool_fixture_write (fixture, "a", "text\n");
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    for (guint when = 0; when < 2; when++)
      {
        g_autoptr(TroupeTool) tool = troupe_tool_table_create (calls[i].tool);
        g_autoptr(JsonNode) arguments = troupe_tool_check_arguments (tool, calls[i].arguments, NULL);
        g_autoptr(GCancellable) cancellable = g_cancellable_new ();
        gboolean is_done = FALSE;

        if (when == 0)
          g_cancellable_cancel (cancellable);
        troupe_tool_execute_async (tool, arguments, context, cancellable, cancelled_cb, &is_done);
        g_cancellable_cancel (cancellable);
        while (!is_done)
          g_main_context_iteration (NULL, TRUE);
      }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) \
  g_test_add ("/tool/files/" name, ToolFixture, NULL, tool_fixture_set_up, func, tool_fixture_tear_down)
  ADD ("reads-what-is-text-and-inside", test_read_file);
  ADD ("reads-large-files-in-parts", test_read_large);
  ADD ("lists-in-order-and-inside", test_list_files);
  ADD ("searches-text-and-inside", test_search_files);
  ADD ("evil-patterns-end-soon", test_evil_patterns);
  ADD ("long-lines-are-shown-around-what-was-found", test_long_lines);
  ADD ("a-cancel-comes-through", test_cancel);
#undef ADD

  return g_test_run ();
}
