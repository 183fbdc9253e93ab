/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "legacy/troupe-import-entry.h"
#include "legacy/troupe-legacy-shapes.h"
#include "legacy/troupe-toml.h"
#include "troupe-json.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

/* What is taken of it says in words what was left out. */
static void
check_shapes (JsonNode *tree)
{
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) entries = troupe_legacy_shapes_read ("presets.toml", tree, notes);

  for (guint i = 0; i < notes->len; i++)
    g_assert_true (g_utf8_validate (notes->pdata[i], -1, NULL));
  for (guint i = 0; i < entries->len; i++)
    {
      g_auto(GStrv) remarks = troupe_import_entry_dup_remarks (entries->pdata[i]);

      g_assert_true ((troupe_import_entry_get_definition (entries->pdata[i]) == NULL) ==
                     (troupe_import_entry_get_reason (entries->pdata[i]) != NULL));
      for (guint j = 0; remarks[j] != NULL; j++)
        g_assert_true (g_utf8_validate (remarks[j], -1, NULL));
    }
}

/* Whatever is read is a tree that can be written as JSON and read back as the same; whatever is refused is refused in words. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  /* A copy of just this size lets the sanitizer see a byte read too far. */
  g_autofree char *text = size > 0 ? g_memdup2 (data, size) : NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) tree = troupe_toml_parse ("fuzz", text, size, &error);
  g_autoptr(JsonNode) again = NULL;
  g_autofree char *written = NULL;
  g_autofree char *rewritten = NULL;

  if (tree == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }

  g_assert_no_error (error);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (tree));
  written = troupe_json_write_canonical (tree);
  again = troupe_json_parse ("fuzz", written, -1, &error);
  g_assert_no_error (error);
  rewritten = troupe_json_write_canonical (again);
  g_assert_cmpstr (written, ==, rewritten);
  check_shapes (tree);

  return 0;
}
