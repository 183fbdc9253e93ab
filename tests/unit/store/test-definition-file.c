/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "troupe-definition-file.h"
#include "troupe-persona.h"
#include "troupe-prompt-preset.h"
#include "troupe-store-error.h"

#define PERSONA(id) "{\"format\": \"troupe-persona/1\", \"id\": \"" id "\", \"name\": \"A\", \"future\": {\"b\": 1, \"a\": 2}}"
#define PROMPT(id)  "{\"format\": \"troupe-prompt/1\", \"id\": \"" id "\", \"system_prompt\": \"Be brief.\"}"
#define BUNDLE(all) "{\"format\": \"troupe-bundle/1\", \"definitions\": [" all "]}"

static void
test_decode (void)
{
  static const struct
  {
    const char *text;
    guint       n_definitions;
  } cases[] = {
    { PERSONA ("a"), 1 },
    { PROMPT ("a"), 1 },
    { "{\"format\": \"troupe-tool-preset/1\", \"id\": \"a\", \"categories\": {}}", 1 },
    { "{\"format\": \"troupe-bias-profile/1\", \"id\": \"a\"}", 1 },
    { "{\"format\": \"troupe-track/1\", \"id\": \"a\", \"title\": \"T\", \"tickets\": []}", 1 },
    { BUNDLE (""), 0 },
    { BUNDLE (PERSONA ("a") ", " PROMPT ("a") ", " PERSONA ("b")), 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) definitions = troupe_definition_file_decode ("x.json", cases[i].text, -1, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (definitions->len, ==, cases[i].n_definitions);
    }
}

static void
test_broken (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } cases[] = {
    { "", "x.json:1:1: " },
    { "{\n  \"format\": \"troupe-persona/1\",\n  \"id\": \"a\"\n  \"name\": \"A\"\n}", "x.json:4:3: " },
    { "[]", "x.json:1:1: " },
    { "{\"id\": \"a\"}", "“format” is missing" },
    { "{\n\"format\": \"troupe-providers/1\"}", "x.json:2:11: the format “troupe-providers/1” can’t be imported" },
    { "{\"format\": \"troupe-persona/2\", \"id\": \"a\"}", "x.json:1:12: the format “troupe-persona/2” is not known" },
    { "{\"format\": \"troupe-bundle/2\", \"definitions\": []}", "the format “troupe-bundle/2” is not known" },
    { "{\"format\": \"troupe-bundle/1\"}", "“definitions” is missing" },
    { BUNDLE ("3"), "x.json:1:47: an object should be here" },
    { BUNDLE (PERSONA ("a") ", {\"format\": \"troupe-persona/1\", \"id\": \"../../x\"}"), "which is not an id" },
    { BUNDLE (PERSONA ("a") ",\n" PERSONA ("b") ",\n" PERSONA ("a")), "x.json:3:38: “a” is in this file twice" },
    { "{\"format\": \"troupe-persona/1\", \"id\": \"a\", \"temperature\": \"warm\"}", "“temperature” should be a number" },
    { "{\"format\": \"troupe-bias-profile/1\", \"id\": \"a\", \"tool_weights\": {\"read_file\": 6}}", "x.json:1:" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) definitions = troupe_definition_file_decode ("x.json", cases[i].text, -1, &error);

      g_assert_null (definitions);
      g_assert_nonnull (error);
      if (strstr (error->message, cases[i].message) == NULL)
        g_error ("“%s” should say “%s”", error->message, cases[i].message);
    }
}

static void
test_round_trip (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) one = troupe_definition_file_decode ("x", PERSONA ("a"), -1, &error);
  g_autoptr(GPtrArray) many = troupe_definition_file_decode ("x", BUNDLE (PERSONA ("a") "," PROMPT ("b")), -1, &error);
  g_autoptr(GPtrArray) again = NULL;
  g_autofree char *alone = troupe_definition_file_encode (one, NULL);
  g_autofree char *bundle = troupe_definition_file_encode (many, NULL);

  g_assert_true (g_str_has_prefix (alone, "{\n  \"format\": \"troupe-persona/1\""));
  g_assert_true (g_str_has_suffix (alone, "}\n"));
  g_assert_nonnull (strstr (alone, "\"future\""));

  again = troupe_definition_file_decode ("x", bundle, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->len, ==, 2);
  for (guint i = 0; i < again->len; i++)
    g_assert_true (troupe_definition_equal (again->pdata[i], many->pdata[i]));
  g_assert_cmpstr (troupe_ai_settings_get_string (troupe_prompt_preset_get_settings (again->pdata[1]),
                                                  TROUPE_FIELD_SYSTEM_PROMPT), ==, "Be brief.");
}

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

static GPtrArray *
load (GFile   *file,
      GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  troupe_definition_file_load_async (file, NULL, result_cb, &result);

  return troupe_definition_file_load_finish (file, wait_for (&result), error);
}

static guint
count_files (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  guint n_files = 0;

  while (g_dir_read_name (dir) != NULL)
    n_files++;

  return n_files;
}

static void
test_disk (void)
{
  g_autofree char *root = g_dir_make_tmp ("troupe-XXXXXX", NULL);
  g_autoptr(GFile) folder = g_file_new_for_path (root);
  g_autoptr(GFile) file = g_file_get_child (folder, "bundle.json");
  g_autoptr(GFile) a = g_file_get_child (folder, "a.json");
  g_autoptr(GFile) a2 = g_file_get_child (folder, "a-2.json");
  g_autoptr(GFile) missing = g_file_get_child (folder, "missing.json");
  g_autoptr(GPtrArray) definitions = troupe_definition_file_decode ("x", BUNDLE (PERSONA ("a") "," PERSONA ("b")), -1, NULL);
  g_autoptr(GPtrArray) found = NULL;
  g_autoptr(GPtrArray) single = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GAsyncResult) result = NULL;

      troupe_definition_file_save_async (file, definitions, NULL, result_cb, &result);
      g_assert_true (troupe_definition_file_save_finish (file, wait_for (&result), &error));
      g_assert_no_error (error);
    }
  found = load (file, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 2);

  /* What somebody else put there stays; what is the same is not written twice. */
  g_assert_true (g_file_replace_contents (a, "mine", 4, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, NULL));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GAsyncResult) result = NULL;

      troupe_definition_file_save_folder_async (folder, definitions, NULL, result_cb, &result);
      g_assert_true (troupe_definition_file_save_folder_finish (folder, wait_for (&result), &error));
      g_assert_no_error (error);
    }
  g_assert_cmpuint (count_files (root), ==, 4);
  single = load (a2, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (single->len, ==, 1);

  g_assert_null (load (a, &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN);
  g_assert_nonnull (strstr (error->message, "“a.json”, line 1, column 1: "));
  g_clear_error (&error);
  g_assert_null (load (missing, &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (load (folder, &error));
  g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_BROKEN);
  g_clear_error (&error);

  /* A folder that is none. */
  {
    g_autoptr(GAsyncResult) result = NULL;

    troupe_definition_file_save_folder_async (missing, definitions, NULL, result_cb, &result);
    g_assert_false (troupe_definition_file_save_folder_finish (missing, wait_for (&result), &error));
    g_assert_error (error, TROUPE_STORE_ERROR, TROUPE_STORE_ERROR_READ_ONLY);
  }

  {
    static const char *names[] = { "bundle.json", "a.json", "a-2.json", "b.json" };

    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
      {
        g_autofree char *path = g_build_filename (root, names[i], NULL);

        g_assert_cmpint (g_remove (path), ==, 0);
      }
    g_assert_cmpint (g_rmdir (root), ==, 0);
  }
}

static void
test_many (void)
{
  g_autoptr(GPtrArray) definitions = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) again = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *id = g_strdup_printf ("p%u", i);
      TroupePersona *persona = troupe_persona_new (id);

      troupe_definition_set_name (TROUPE_DEFINITION (persona), i % 2 == 0 ? "../../\"\\\n🧐 عربي" : "A");
      g_ptr_array_add (definitions, persona);
    }
  text = troupe_definition_file_encode (definitions, &length);
  again = troupe_definition_file_decode ("x", text, length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->len, ==, 10000);
  g_assert_cmpstr (troupe_definition_get_name (again->pdata[9998]), ==, "../../\"\\\n🧐 عربي");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/definition-file/reads-any-kind", test_decode);
  g_test_add_func ("/store/definition-file/says-where-it-is-broken", test_broken);
  g_test_add_func ("/store/definition-file/writes-what-it-reads", test_round_trip);
  g_test_add_func ("/store/definition-file/overwrites-nobody", test_disk);
  g_test_add_func ("/store/definition-file/holds-ten-thousand", test_many);

  return g_test_run ();
}
