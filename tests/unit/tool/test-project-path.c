/* SPDX-License-Identifier: GPL-3.0-or-later */

/* For renameat2 */
#define _GNU_SOURCE

#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tool-fixture.h"
#include "troupe-project-path.h"

static const struct
{
  const char *path;
  int         code;   /* -1 where it is fine */
} words[] = {
  { ".", -1 },
  { "a", -1 },
  { "./a//b/", -1 },
  { "a/.hidden", -1 },
  { ".gitignore", -1 },
  { ".github/workflows/x.yml", -1 },
  { "git/config", -1 },
  { "..a/b..", -1 },
  { ".env.example", -1 },
  { "environment", -1 },
  { "monkey.c", -1 },
  { "", TROUPE_TOOL_ERROR_ARGUMENTS },
  { "..", TROUPE_TOOL_ERROR_POLICY },
  { "a/../b", TROUPE_TOOL_ERROR_POLICY },
  { "/etc/passwd", TROUPE_TOOL_ERROR_POLICY },
  { "~/x", TROUPE_TOOL_ERROR_POLICY },
  { ".git/config", TROUPE_TOOL_ERROR_POLICY },
  { ".git", TROUPE_TOOL_ERROR_POLICY },
  { "sub/.GIT/config", TROUPE_TOOL_ERROR_POLICY },
  { ".troupe/personas/x.json", TROUPE_TOOL_ERROR_POLICY },
  { ".ssh/config", TROUPE_TOOL_ERROR_POLICY },
  { ".env", TROUPE_TOOL_ERROR_POLICY },
  { "a/.Env.local", TROUPE_TOOL_ERROR_POLICY },
  { "server.PEM", TROUPE_TOOL_ERROR_POLICY },
  { "keys/id_ed25519", TROUPE_TOOL_ERROR_POLICY },
  { "site.key/readme", TROUPE_TOOL_ERROR_POLICY },
  { ".npmrc", TROUPE_TOOL_ERROR_POLICY },
};

static void
test_words (void)
{
  g_autofree char *long_path = g_strnfill (5000, 'a');
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr(GError) local_error = NULL;
      gboolean is_fine = troupe_project_path_check (words[i].path, &local_error);

      g_test_message ("%s", words[i].path);
      g_assert_true (is_fine == (words[i].code < 0));
      if (!is_fine)
        g_assert_error (local_error, TROUPE_TOOL_ERROR, words[i].code);
    }

  g_assert_false (troupe_project_path_check (long_path, &error));
  g_assert_error (error, TROUPE_TOOL_ERROR, TROUPE_TOOL_ERROR_ARGUMENTS);
}

static char *
read_fd (int fd)
{
  char text[64];
  gssize n_read = read (fd, text, sizeof text);

  return n_read >= 0 ? g_strndup (text, (gsize) n_read) : NULL;
}

typedef int (*OpenFunc) (int          root,
                         const char  *path,
                         gboolean     is_folder,
                         GError     **error);

/* Returns what opening comes to: the text of the file, “folder”, or the kind of error. */
static char *
describe (OpenFunc    open_func,
          int         root,
          const char *path,
          gboolean    is_folder)
{
  g_autoptr(GError) error = NULL;
  int fd = open_func (root, path, is_folder, &error);
  char *text;

  if (fd < 0)
    {
      g_assert_nonnull (error);
      g_assert_cmpuint (error->domain, ==, TROUPE_TOOL_ERROR);
      return g_strdup (error->code == TROUPE_TOOL_ERROR_POLICY ? "POLICY" : "FAILED");
    }

  text = is_folder ? g_strdup ("folder") : read_fd (fd);
  close (fd);
  return text;
}

static void
test_links (ToolFixture   *fixture,
            gconstpointer  data)
{
  static const struct { const char *path; gboolean is_folder; const char *expected; } cases[] = {
    { "a.txt", FALSE, "A" }, { "./sub//b.txt", FALSE, "B" }, { "sub", TRUE, "folder" }, { ".", TRUE, "folder" },
    { "./", TRUE, "folder" }, { "sub", FALSE, "FAILED" }, { "a.txt", TRUE, "FAILED" }, { "a.txt/", FALSE, "A" },
    { "missing", FALSE, "FAILED" }, { "a.txt/x", FALSE, "FAILED" },
    { "to-a", FALSE, "A" }, { "sub/to-a", FALSE, "A" }, { "to-sub/b.txt", FALSE, "B" }, { "to-sub", TRUE, "folder" },
    { "sub/to-root", TRUE, "folder" }, { "sub/to-root/a.txt", FALSE, "A" }, { "twice", FALSE, "A" },
    { "out", FALSE, "POLICY" }, { "out-folder/inner.txt", FALSE, "POLICY" }, { "out-folder", TRUE, "POLICY" },
    { "absolute", FALSE, "POLICY" }, { "absolute-inside", FALSE, "POLICY" }, { "out-and-in", FALSE, "POLICY" },
    { "self", FALSE, "FAILED" }, { "ring-1", FALSE, "FAILED" }, { "ring-1/x", FALSE, "FAILED" }, { "dangling", FALSE, "FAILED" },
    { "proc", FALSE, "POLICY" }, { "innocent", FALSE, "POLICY" }, { "innocent-2", FALSE, "POLICY" },
    { "innocent-folder/config", FALSE, "POLICY" }, { "innocent-folder", TRUE, "POLICY" }, { "named-key", FALSE, "POLICY" },
    { "pipe", FALSE, "FAILED" }, { "to-pipe", FALSE, "FAILED" }, { "socket", FALSE, "FAILED" }, { "sub/up/a.txt", FALSE, "A" },
  };
  g_autofree char *inside = g_build_filename (fixture->root, "a.txt", NULL);
  g_autofree char *pipe_path = g_build_filename (fixture->root, "pipe", NULL);
  g_autofree char *socket_path = g_build_filename (fixture->root, "socket", NULL);
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int listener = socket (AF_UNIX, SOCK_STREAM, 0);
  int root;

  tool_fixture_write (fixture, "a.txt", "A");
  tool_fixture_write (fixture, "sub/b.txt", "B");
  tool_fixture_write (fixture, ".git/config", "SECRET");
  tool_fixture_write (fixture, ".env", "SECRET");
  tool_fixture_write (fixture, "data", "SECRET");
  tool_fixture_link (fixture, "to-a", "a.txt");
  tool_fixture_link (fixture, "sub/to-a", "../a.txt");
  tool_fixture_link (fixture, "to-sub", "./sub/");
  tool_fixture_link (fixture, "sub/to-root", "..");
  tool_fixture_link (fixture, "sub/up", "../sub/..");
  tool_fixture_link (fixture, "twice", "to-sub/to-a");
  tool_fixture_link (fixture, "out", "../outside.txt");
  tool_fixture_link (fixture, "out-folder", "../outside");
  tool_fixture_link (fixture, "absolute", "/etc/passwd");
  tool_fixture_link (fixture, "absolute-inside", inside);
  tool_fixture_link (fixture, "out-and-in", "../project/a.txt");
  tool_fixture_link (fixture, "self", "self");
  tool_fixture_link (fixture, "ring-1", "ring-2");
  tool_fixture_link (fixture, "ring-2", "ring-1");
  tool_fixture_link (fixture, "dangling", "nowhere");
  tool_fixture_link (fixture, "proc", "/proc/self/environ");
  tool_fixture_link (fixture, "innocent", ".env");
  tool_fixture_link (fixture, "innocent-2", "sub/../innocent");
  tool_fixture_link (fixture, "innocent-folder", ".git");
  tool_fixture_link (fixture, "named-key", "site.key");
  tool_fixture_link (fixture, "site.key", "data");
  tool_fixture_link (fixture, "to-pipe", "pipe");
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  if (strlen (socket_path) < sizeof address.sun_path)
    {
      strcpy (address.sun_path, socket_path);
      g_assert_cmpint (bind (listener, (struct sockaddr *) &address, sizeof address), ==, 0);
    }

  root = troupe_project_path_open_root (fixture->project, NULL);
  g_assert_cmpint (root, >=, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *seen = describe (troupe_project_path_open, root, cases[i].path, cases[i].is_folder);
      g_autofree char *slow = describe (troupe_project_path_open_slow, root, cases[i].path, cases[i].is_folder);

      g_test_message ("%s: %s", cases[i].path, seen);
      g_assert_cmpstr (slow, ==, cases[i].expected);
      g_assert_cmpstr (seen, ==, cases[i].path[strlen (cases[i].path) - 1] == '/' ? slow : cases[i].expected);
    }
  close (root);
  close (listener);
}

static const char * const names[] = { "a", "b", "c", "d", ".git", ".env" };

static char *
random_path (GRand    *rand,
             int       max_parts,
             gboolean  has_dots)
{
  GString *path = g_string_new (NULL);
  int n_parts = g_rand_int_range (rand, 1, max_parts + 1);

  for (int i = 0; i < n_parts; i++)
    {
      int name = g_rand_int_range (rand, 0, has_dots ? 10 : 6);

      /* What is forbidden is rare, or nothing else would be seen. */
      if (name >= 4 && name < 6 && g_rand_int_range (rand, 0, 4) > 0)
        name = 0;
      g_string_append_printf (path, "%s%s", i > 0 ? "/" : "", name < 6 ? names[name] : name < 9 ? ".." : ".");
    }

  return g_string_free (path, FALSE);
}

static void
make_random_tree (GRand       *rand,
                  ToolFixture *fixture)
{
  for (guint i = 0; i < 24; i++)
    {
      g_autofree char *path = random_path (rand, 3, FALSE);
      g_autofree char *full = g_build_filename (fixture->root, path, NULL);
      g_autofree char *folder = g_path_get_dirname (full);
      g_autofree char *target = random_path (rand, 4, TRUE);
      g_autofree char *content = g_strconcat ("in ", path, NULL);

      /* Whatever is in the way already stays there. */
      g_mkdir_with_parents (folder, 0700);
      if (g_rand_int_range (rand, 0, 10) == 0)
        (void) !symlink (fixture->root, full);
      else if (g_rand_boolean (rand))
        (void) !symlink (target, full);
      else if (!g_file_test (full, G_FILE_TEST_EXISTS) && !g_file_test (full, G_FILE_TEST_IS_SYMLINK))
        g_file_set_contents (full, content, -1, NULL);
    }
}

static gboolean
has_off_part (const char *path)
{
  g_auto(GStrv) parts = g_strsplit (path, "/", -1);

  return g_strv_contains ((const char * const *) parts, ".git") || g_strv_contains ((const char * const *) parts, ".env");
}

/* Whatever the links: what is opened is what the path really leads to, inside, and above the floor. */
static void
test_random_trees (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (9);
  guint n_opened = 0;
  guint n_refused = 0;

  for (guint round = 0; round < 250; round++)
    {
      ToolFixture fixture;
      g_autofree char *real_root = NULL;
      int root;

      tool_fixture_set_up (&fixture, NULL);
      make_random_tree (rand, &fixture);
      real_root = realpath (fixture.root, NULL);
      root = troupe_project_path_open_root (fixture.project, NULL);

      for (guint i = 0; i < 60; i++)
        {
          g_autofree char *path = random_path (rand, 5, FALSE);
          g_autofree char *joined = g_build_filename (real_root, path, NULL);
          g_autofree char *real = realpath (joined, NULL);
          gboolean is_folder = g_rand_boolean (rand);
          g_autofree char *fast = describe (troupe_project_path_open, root, path, is_folder);
          g_autofree char *slow = describe (troupe_project_path_open_slow, root, path, is_folder);
          gboolean is_open = g_str_equal (fast, "folder") || g_str_has_prefix (fast, "in ");
          int fd;

          if (!troupe_project_path_check (path, NULL))
            continue;
          g_assert_cmpstr (fast, ==, slow);
          if (!is_open)
            {
              n_refused++;
              continue;
            }

          n_opened++;
          g_assert_nonnull (real);
          g_assert_true (g_str_equal (real, real_root) ||
                         (g_str_has_prefix (real, real_root) && real[strlen (real_root)] == '/'));
          g_assert_false (has_off_part (real + strlen (real_root)));
          fd = troupe_project_path_open (root, path, is_folder, NULL);
          {
            g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
            g_autofree char *really = g_file_read_link (link, NULL);

            g_assert_cmpstr (really, ==, real);
          }
          close (fd);
        }

      close (root);
      tool_fixture_tear_down (&fixture, NULL);
    }

  g_test_message ("%u opened, %u refused", n_opened, n_refused);
  g_assert_cmpuint (n_opened, >, 500);
  g_assert_cmpuint (n_refused, >, 500);
}

typedef struct
{
  char *one;
  char *other;
  int   stop;
} Swapper;

static gpointer
swap_thread (gpointer data)
{
  Swapper *self = data;

  while (!g_atomic_int_get (&self->stop))
    renameat2 (AT_FDCWD, self->one, AT_FDCWD, self->other, RENAME_EXCHANGE);

  return NULL;
}

/* A folder and a link that leads out change places all the time, and what is outside is never read. */
static void
test_race (ToolFixture   *fixture,
           gconstpointer  data)
{
  Swapper swapper = { NULL };
  gint64 end_us = g_get_monotonic_time () + G_USEC_PER_SEC / 2;
  GThread *thread;
  guint n_inside = 0;
  int root;

  tool_fixture_write (fixture, "folder/inner.txt", "INSIDE");
  tool_fixture_link (fixture, "link", "../outside");
  swapper.one = g_build_filename (fixture->root, "folder", NULL);
  swapper.other = g_build_filename (fixture->root, "link", NULL);
  root = troupe_project_path_open_root (fixture->project, NULL);
  thread = g_thread_new ("swap", swap_thread, &swapper);

  while (g_get_monotonic_time () < end_us)
    for (guint i = 0; i < 2; i++)
      {
        g_autofree char *seen = describe (i == 0 ? troupe_project_path_open : troupe_project_path_open_slow, root,
                                          "folder/inner.txt", FALSE);

        g_assert_cmpstr (seen, !=, "OUTSIDE");
        n_inside += g_str_equal (seen, "INSIDE");
      }

  g_atomic_int_set (&swapper.stop, 1);
  g_thread_join (thread);
  close (root);
  g_free (swapper.one);
  g_free (swapper.other);
  g_assert_cmpuint (n_inside, >, 0);
}

static void
test_no_root (void)
{
  g_autoptr(GFile) missing = g_file_new_for_path ("/nonexistent/project");
  g_autoptr(GFile) remote = g_file_new_for_uri ("sftp://example.org/project");
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (troupe_project_path_open_root (missing, &error), ==, -1);
  g_assert_error (error, TROUPE_TOOL_ERROR, TROUPE_TOOL_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_cmpint (troupe_project_path_open_root (remote, &error), ==, -1);
  g_assert_error (error, TROUPE_TOOL_ERROR, TROUPE_TOOL_ERROR_FAILED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tool/project-path/judges-words", test_words);
  g_test_add ("/tool/project-path/links-never-lead-out", ToolFixture, NULL, tool_fixture_set_up, test_links,
              tool_fixture_tear_down);
  g_test_add_func ("/tool/project-path/random-trees-never-lead-out", test_random_trees);
  g_test_add ("/tool/project-path/swapping-wins-nothing", ToolFixture, NULL, tool_fixture_set_up, test_race,
              tool_fixture_tear_down);
  g_test_add_func ("/tool/project-path/needs-a-folder", test_no_root);

  return g_test_run ();
}
