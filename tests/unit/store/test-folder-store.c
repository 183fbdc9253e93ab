/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include <glib/gstdio.h>

#include "troupe-durable.h"
#include "troupe-folder-store.h"

#define TEXT "{\"one\": 1}\n"

typedef struct
{
  char              *root;
  GFile             *folder;
  char              *path;
  TroupeFolderStore *store;
  guint              n_changed;
} Fixture;

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = NULL;
  const char *name = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
changed_cb (Fixture *self)
{
  self->n_changed++;
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->root = g_dir_make_tmp ("troupe-XXXXXX", NULL);
  self->path = g_build_filename (self->root, "troupe", "personas", NULL);
  self->folder = g_file_new_for_path (self->path);
  self->store = troupe_folder_store_new (self->folder, NULL, NULL);
  g_signal_connect_swapped (self->store, "changed", G_CALLBACK (changed_cb), self);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_assert_finalize_object (self->store);
  g_object_unref (self->folder);
  remove_tree (self->root);
  g_free (self->path);
  g_free (self->root);
}

static char *
path_of (Fixture    *self,
         const char *name)
{
  return g_build_filename (self->path, name, NULL);
}

static void
put (Fixture    *self,
     const char *name,
     const char *text)
{
  g_autofree char *path = path_of (self, name);
  g_autoptr(GError) error = NULL;

  g_mkdir_with_parents (self->path, 0700);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
assert_text (Fixture    *self,
             const char *name,
             const char *expected)
{
  g_autofree char *path = path_of (self, name);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static TroupeFolderScan *
scan (Fixture *self)
{
  g_autoptr(GHashTable) known = troupe_folder_store_dup_known (self->store);
  TroupeFolderScan *found = troupe_folder_store_scan (self->store, known);

  for (guint i = 0; i < found->reads->len; i++)
    troupe_folder_store_accept (self->store, ((TroupeFolderRead *) found->reads->pdata[i])->file);
  for (guint i = 0; i < found->touched->len; i++)
    troupe_folder_store_accept (self->store, found->touched->pdata[i]);
  for (guint i = 0; i < found->removed->len; i++)
    troupe_folder_store_forget (self->store, found->removed->pdata[i]);

  return found;
}

static void
assert_scan (Fixture *self,
             guint    n_reads,
             guint    n_removed)
{
  g_autoptr(TroupeFolderScan) found = scan (self);

  g_assert_no_error (found->error);
  g_assert_cmpuint (found->reads->len, ==, n_reads);
  g_assert_cmpuint (found->removed->len, ==, n_removed);
}

static void
test_missing_folder_is_empty (Fixture       *self,
                              gconstpointer  data)
{
  assert_scan (self, 0, 0);
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
}

static void
test_scan_tells_changes (Fixture       *self,
                         gconstpointer  data)
{
  put (self, "a.json", TEXT);
  put (self, "b.json", TEXT);
  put (self, "b.json~", TEXT);
  put (self, ".hidden.json", TEXT);
  put (self, "notes.txt", TEXT);
  assert_scan (self, 2, 0);
  assert_scan (self, 0, 0);

  put (self, "a.json", TEXT);
  assert_scan (self, 0, 0);

  /* The same size in the same moment is still a change. */
  put (self, "a.json", "{\"one\": 2}\n");
  assert_scan (self, 1, 0);

  put (self, "c.json", TEXT);
  {
    g_autofree char *path = path_of (self, "b.json");

    g_unlink (path);
  }
  assert_scan (self, 1, 1);
  assert_scan (self, 0, 0);
}

static void
test_old_unchanged_file_is_not_read (Fixture       *self,
                                     gconstpointer  data)
{
  TroupeFolderFile *file = NULL;
  g_autofree char *path = path_of (self, "a.json");

  put (self, "a.json", TEXT);
  assert_scan (self, 1, 0);
  file = troupe_folder_store_lookup (self->store, "a");
  g_assert_false (file->is_settled);

  /* A settled file whose stamp is the same is believed: a wrong fingerprint goes unnoticed. */
  file->is_settled = TRUE;
  file->fingerprint.low++;
  assert_scan (self, 0, 0);
  file->is_settled = FALSE;
  assert_scan (self, 1, 0);
}

static void
test_odd_files_are_reported (Fixture       *self,
                             gconstpointer  data)
{
  g_autofree char *folder = path_of (self, "folder.json");
  g_autofree char *pipe = path_of (self, "pipe.json");
  g_autofree char *lost = path_of (self, "lost.json");
  g_autofree char *huge = path_of (self, "huge.json");
  g_autoptr(TroupeFolderScan) found = NULL;

  put (self, "huge.json", TEXT);
  g_assert_cmpint (truncate (huge, TROUPE_FOLDER_STORE_MAX_SIZE_BYTES + 1), ==, 0);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_cmpint (symlink ("nowhere.json", lost), ==, 0);

  found = scan (self);
  g_assert_cmpuint (found->reads->len, ==, 4);
  for (guint i = 0; i < found->reads->len; i++)
    {
      TroupeFolderRead *read = found->reads->pdata[i];

      g_assert_error (read->error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN);
      g_assert_nonnull (strstr (read->error->message, read->file->id));
      g_assert_null (read->text);
    }
}

static void
test_new_file_never_overwrites (Fixture       *self,
                                gconstpointer  data)
{
  g_autoptr(TroupeFolderFile) file = NULL;
  g_autoptr(TroupeFolderFile) second = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = NULL;
  const char *name = NULL;

  file = troupe_folder_store_write (self->store, "a", TEXT, strlen (TEXT), NULL, &error);
  g_assert_no_error (error);
  assert_text (self, "a.json", TEXT);

  second = troupe_folder_store_write (self->store, "a", "no", 2, NULL, &error);
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_EXISTS);
  g_assert_null (second);
  assert_text (self, "a.json", TEXT);

  /* No temporary file stays behind. */
  dir = g_dir_open (self->path, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_cmpstr (name, ==, "a.json");
}

static void
test_own_write_is_no_change (Fixture       *self,
                             gconstpointer  data)
{
  g_autoptr(TroupeFolderFile) file = NULL;
  g_autoptr(TroupeFolderFile) again = NULL;

  file = troupe_folder_store_write (self->store, "a", TEXT, strlen (TEXT), NULL, NULL);
  troupe_folder_store_accept (self->store, file);
  assert_scan (self, 0, 0);

  again = troupe_folder_store_write (self->store, "a", "second", 6, file, NULL);
  g_assert_nonnull (again);
  troupe_folder_store_accept (self->store, again);
  assert_scan (self, 0, 0);
  assert_text (self, "a.json", "second");
}

static void
test_foreign_change_is_a_conflict (Fixture       *self,
                                   gconstpointer  data)
{
  static const char *foreign[] = { "{\"one\": 2}\n", "{}\n", "", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      g_autoptr(TroupeFolderFile) file = NULL;
      g_autoptr(TroupeFolderFile) written = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *path = path_of (self, "a.json");

      g_unlink (path);
      file = troupe_folder_store_write (self->store, "a", TEXT, strlen (TEXT), NULL, &error);
      g_assert_no_error (error);

      if (foreign[i] != NULL)
        put (self, "a.json", foreign[i]);
      else
        g_unlink (path);
      written = troupe_folder_store_write (self->store, "a", "mine", 4, file, &error);
      g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_CONFLICT);
      g_assert_null (written);

      if (foreign[i] != NULL)
        assert_text (self, "a.json", foreign[i]);
      else
        g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

static void
test_trash_restores_the_same_bytes (Fixture       *self,
                                    gconstpointer  data)
{
  static const char odd[] = "{ \"not\" : \"how we\twould write it\" }  \n\n";
  g_autoptr(GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *second = NULL;
  g_autofree char *path = path_of (self, "a.json");

  put (self, "a.json", odd);
  name = troupe_folder_store_trash (self->store, "a", &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  second = troupe_folder_store_trash (self->store, "a", &error);
  g_assert_null (second);
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);

  put (self, "a.json", "taken");
  g_assert_false (troupe_folder_store_restore (self->store, name, &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_EXISTS);
  g_clear_error (&error);
  assert_text (self, "a.json", "taken");
  g_unlink (path);

  g_assert_true (troupe_folder_store_restore (self->store, name, &error));
  g_assert_no_error (error);
  assert_text (self, "a.json", odd);

  g_assert_false (troupe_folder_store_restore (self->store, name, &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_NOT_FOUND);
}

static void
test_trash_names_do_not_lead_out (Fixture       *self,
                                  gconstpointer  data)
{
  static const char *names[] = { "../../x.json", "/etc/passwd", "..", ".", "", ".json", "x", "x.y/../../z.json" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (troupe_folder_store_restore (self->store, names[i], &error));
      g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_NOT_FOUND);
    }
}

static void
test_purge_takes_only_what_is_old (Fixture       *self,
                                   gconstpointer  data)
{
  g_autofree char *name = NULL;
  g_autofree char *trash = g_build_filename (self->root, "troupe", ".trash", "personas", NULL);
  g_autofree char *old = g_build_filename (trash, "b.20200101T000000Z-00000000.json", NULL);
  g_autofree char *fresh = NULL;

  put (self, "a.json", TEXT);
  name = troupe_folder_store_trash (self->store, "a", NULL);
  fresh = g_build_filename (trash, name, NULL);
  g_assert_true (g_file_set_contents (old, TEXT, -1, NULL));

  troupe_folder_store_purge (self->store);
  g_assert_true (g_file_test (fresh, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
}

static void
test_unwritable_place_is_one_sentence (Fixture       *self,
                                       gconstpointer  data)
{
  /* Permissions mean nothing to root, but a file is no folder for anyone, and nobody makes folders in /proc. */
  g_autofree char *plain = g_build_filename (self->root, "plain", NULL);
  g_autofree char *below = g_build_filename (plain, "personas", NULL);
  const char *places[] = { plain, below, "/proc/self/troupe/personas" };

  g_assert_true (g_file_set_contents (plain, "precious", -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr(GFile) folder = g_file_new_for_path (places[i]);
      g_autoptr(TroupeFolderStore) store = troupe_folder_store_new (folder, NULL, NULL);
      g_autoptr(TroupeFolderFile) file = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *text = NULL;

      file = troupe_folder_store_write (store, "a", TEXT, strlen (TEXT), NULL, &error);
      g_assert_null (file);
      g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_READ_ONLY);
      g_assert_nonnull (strstr (error->message, "a.json"));
      g_assert_null (strchr (error->message, '\n'));
      g_assert_true (g_file_get_contents (plain, &text, NULL, NULL));
      g_assert_cmpstr (text, ==, "precious");
    }
}

static void
test_too_large_keeps_the_old_file (Fixture       *self,
                                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = g_strnfill (TROUPE_FOLDER_STORE_MAX_SIZE_BYTES + 1, ' ');
  g_autoptr(TroupeFolderFile) file = NULL;
  g_autoptr(TroupeFolderFile) written = NULL;

  file = troupe_folder_store_write (self->store, "a", TEXT, strlen (TEXT), NULL, NULL);
  written = troupe_folder_store_write (self->store, "a", text, strlen (text), file, &error);
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN);
  assert_text (self, "a.json", TEXT);
}

static void
test_each_reason_is_named (void)
{
  static const struct
  {
    int         code;
    const char *words;
  } cases[] = {
    { ENOSPC, "disk is full" },
    { EDQUOT, "disk is full" },
    { EROFS, "read-only" },
    { EACCES, "read-only" },
    { EPERM, "read-only" },
    { EIO, "Input/output error" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      troupe_durable_set_error (&error, "/somewhere/a.json", cases[i].code);
      g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_READ_ONLY);
      g_assert_nonnull (strstr (error->message, "/somewhere/a.json"));
      g_assert_nonnull (strstr (error->message, cases[i].words));
    }
}

static void
test_links_stay_links (Fixture       *self,
                       gconstpointer  data)
{
  g_autofree char *real = g_build_filename (self->root, "real.json", NULL);
  g_autofree char *link_path = path_of (self, "a.json");
  g_autoptr(TroupeFolderFile) written = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  g_mkdir_with_parents (self->path, 0700);
  g_assert_true (g_file_set_contents (real, TEXT, -1, NULL));
  g_assert_cmpint (symlink (real, link_path), ==, 0);
  assert_scan (self, 1, 0);

  written = troupe_folder_store_write (self->store, "a", "new", 3, troupe_folder_store_lookup (self->store, "a"), &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (link_path, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (g_file_get_contents (real, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "new");
}

static void
test_fence_holds (Fixture       *self,
                  gconstpointer  data)
{
  g_autoptr(GFile) project = g_file_new_build_filename (self->root, "project", NULL);
  g_autoptr(GFile) folder = g_file_resolve_relative_path (project, ".troupe/personas");
  g_autofree char *outside = g_build_filename (self->root, "outside", NULL);
  g_autofree char *secret = g_build_filename (outside, "secret.json", NULL);
  g_autofree char *troupe = g_build_filename (self->root, "project", ".troupe", NULL);
  g_autofree char *link_path = g_build_filename (troupe, "personas", "secret.json", NULL);
  g_autoptr(TroupeFolderStore) store = troupe_folder_store_new (folder, project, NULL);
  g_autoptr(GHashTable) known = troupe_folder_store_dup_known (store);
  g_autoptr(TroupeFolderScan) found = NULL;
  g_autoptr(TroupeFolderScan) inside = NULL;
  g_autoptr(TroupeFolderFile) written = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *name = NULL;

  g_mkdir_with_parents (g_file_peek_path (project), 0700);
  g_mkdir_with_parents (outside, 0700);
  g_assert_true (g_file_set_contents (secret, TEXT, -1, NULL));

  /* One file is a link. */
  written = troupe_folder_store_write (store, "fine", TEXT, strlen (TEXT), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (symlink (secret, link_path), ==, 0);
  inside = troupe_folder_store_scan (store, known);
  g_assert_cmpuint (inside->reads->len, ==, 2);
  for (guint i = 0; i < inside->reads->len; i++)
    {
      TroupeFolderRead *read = inside->reads->pdata[i];

      if (g_str_equal (read->file->id, "secret"))
        g_assert_error (read->error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN);
      else
        g_assert_no_error (read->error);
    }

  /* The whole folder is one. */
  remove_tree (troupe);
  g_assert_cmpint (symlink (outside, troupe), ==, 0);
  found = troupe_folder_store_scan (store, known);
  g_assert_error (found->error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN);
  g_clear_pointer (&written, troupe_folder_file_unref);
  written = troupe_folder_store_write (store, "new", TEXT, strlen (TEXT), NULL, &error);
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN);
  g_clear_error (&error);
  name = troupe_folder_store_trash (store, "secret", &error);
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN);
  g_assert_true (g_file_test (secret, G_FILE_TEST_EXISTS));
}

static gboolean
timeout_cb (gpointer user_data)
{
  gboolean *is_late = user_data;

  *is_late = TRUE;

  return G_SOURCE_CONTINUE;
}

static void
wait_for_change (Fixture *self)
{
  gboolean is_late = FALSE;
  guint source = g_timeout_add_seconds (5, timeout_cb, &is_late);

  while (self->n_changed == 0 && !is_late)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
  g_assert_false (is_late);
  self->n_changed = 0;
}

static void
test_watch_sees_everything (Fixture       *self,
                            gconstpointer  data)
{
  g_autofree char *path = path_of (self, "a.json");
  g_autofree char *above = g_path_get_dirname (self->path);
  g_autofree char *away = g_build_filename (self->root, "away", NULL);

  /* None of the folders exists yet. */
  troupe_folder_store_set_watching (self->store, TRUE);
  put (self, "a.json", TEXT);
  wait_for_change (self);
  assert_scan (self, 1, 0);

  put (self, "a.json", "{}");
  wait_for_change (self);
  assert_scan (self, 1, 0);

  g_unlink (path);
  wait_for_change (self);
  assert_scan (self, 0, 1);

  /* Removed with all that is above it, and made again. */
  remove_tree (above);
  wait_for_change (self);
  put (self, "b.json", TEXT);
  wait_for_change (self);
  assert_scan (self, 1, 0);

  /* Moved away, and back. */
  g_assert_cmpint (g_rename (above, away), ==, 0);
  wait_for_change (self);
  assert_scan (self, 0, 1);
  g_assert_cmpint (g_rename (away, above), ==, 0);
  wait_for_change (self);
  assert_scan (self, 1, 0);
  put (self, "b.json", "{}");
  wait_for_change (self);
  assert_scan (self, 1, 0);

  troupe_folder_store_set_watching (self->store, FALSE);
}

static void
test_fingerprints_tell_bytes_apart (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  guint8 bytes[70] = { 0, };
  TroupeFingerprint whole;

  troupe_fingerprint_compute (&whole, bytes, sizeof bytes);
  for (gsize length = 0; length < sizeof bytes; length++)
    {
      TroupeFingerprint print;

      troupe_fingerprint_compute (&print, bytes, length);
      g_assert_true (g_hash_table_add (seen, g_memdup2 (&print.low, sizeof print.low)));
      g_assert_false (troupe_fingerprint_equal (&print, &whole));
    }
  for (gsize bit = 0; bit < sizeof bytes * 8; bit++)
    {
      TroupeFingerprint print;

      bytes[bit / 8] ^= 1 << (bit % 8);
      troupe_fingerprint_compute (&print, bytes, sizeof bytes);
      bytes[bit / 8] ^= 1 << (bit % 8);
      g_assert_true (g_hash_table_add (seen, g_memdup2 (&print.low, sizeof print.low)));
      g_assert_false (troupe_fingerprint_equal (&print, &whole));
    }
}

/* A crash between the first byte and the name leaves a file that nobody would ever remove. */
static void
test_leftovers_are_swept (Fixture       *self,
                          gconstpointer  data)
{
  static const struct { const char *name; gboolean is_old; gboolean is_swept; } cases[] = {
    { ".writer-0123abcd.new", TRUE, TRUE },
    { ".a-b-0123abcd.new", TRUE, TRUE },
    { ".writer-0123abcd.new.Xy12Zq", TRUE, TRUE },
    { ".writer-0123abcd.new", FALSE, FALSE },
    { ".writer-0123abcd.new.Xy12Zq", FALSE, FALSE },
    { ".new", TRUE, FALSE },
    { ".-0123abcd.new", TRUE, FALSE },
    { "writer-0123abcd.new", TRUE, FALSE },
    { ".writer-0123abc.new", TRUE, FALSE },
    { ".writer-0123abcd.new.txt", TRUE, FALSE },
    { ".writer-0123abcd.new~", TRUE, FALSE },
    { ".hidden.json", TRUE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = path_of (self, cases[i].name);
      gint64 then_s = g_get_real_time () / G_USEC_PER_SEC - 2 * 60 * 60;
      struct utimbuf times = { .actime = then_s, .modtime = then_s };

      put (self, cases[i].name, "half");
      if (cases[i].is_old)
        g_assert_cmpint (g_utime (path, &times), ==, 0);
      troupe_folder_scan_free (scan (self));
      if (g_file_test (path, G_FILE_TEST_EXISTS) == cases[i].is_swept)
        g_test_fail_printf ("%s", cases[i].name);
      g_remove (path);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(claim, function) g_test_add ("/store/folder-store/" claim, Fixture, NULL, set_up, function, tear_down)
  ADD ("missing-folder-is-empty", test_missing_folder_is_empty);
  ADD ("scan-tells-changes", test_scan_tells_changes);
  ADD ("old-unchanged-file-is-not-read", test_old_unchanged_file_is_not_read);
  ADD ("odd-files-are-reported", test_odd_files_are_reported);
  ADD ("leftovers-are-swept", test_leftovers_are_swept);
  ADD ("new-file-never-overwrites", test_new_file_never_overwrites);
  ADD ("own-write-is-no-change", test_own_write_is_no_change);
  ADD ("foreign-change-is-a-conflict", test_foreign_change_is_a_conflict);
  ADD ("trash-restores-the-same-bytes", test_trash_restores_the_same_bytes);
  ADD ("trash-names-do-not-lead-out", test_trash_names_do_not_lead_out);
  ADD ("purge-takes-only-what-is-old", test_purge_takes_only_what_is_old);
  ADD ("unwritable-place-is-one-sentence", test_unwritable_place_is_one_sentence);
  ADD ("too-large-keeps-the-old-file", test_too_large_keeps_the_old_file);
  ADD ("links-stay-links", test_links_stay_links);
  ADD ("fence-holds", test_fence_holds);
  ADD ("watch-sees-everything", test_watch_sees_everything);
#undef ADD
  g_test_add_func ("/store/durable/each-reason-is-named", test_each_reason_is_named);
  g_test_add_func ("/store/fingerprint/tells-bytes-apart", test_fingerprints_tell_bytes_apart);

  return g_test_run ();
}
