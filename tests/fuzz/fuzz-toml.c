/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "legacy/troupe-toml.h"
#include "troupe-json.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

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

  return 0;
}
