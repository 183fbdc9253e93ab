/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "troupe-json.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

/* Whatever is read once is written so that it is read as the same again. */
static void
check_document (const char *text,
                gsize       size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TroupeJsonDocument) document = troupe_json_document_parse ("fuzz", text, (gssize) size, &error);
  g_autoptr(TroupeJsonDocument) again = NULL;
  g_autofree char *written = NULL;
  g_autofree char *pretty = NULL;
  g_autofree char *rewritten = NULL;

  if (document == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return;
    }

  g_assert_true (troupe_json_document_locate (document, "", NULL, NULL));
  troupe_json_document_locate (document, "/a/0", NULL, NULL);

  written = troupe_json_write_canonical (troupe_json_document_get_root (document));
  pretty = troupe_json_write (troupe_json_document_get_root (document), TRUE, NULL);
  again = troupe_json_document_parse ("pretty", pretty, -1, &error);
  g_assert_no_error (error);

  rewritten = troupe_json_write_canonical (troupe_json_document_get_root (again));
  g_assert_cmpstr (written, ==, rewritten);
}

static void
check_plain (const char *text,
             gsize       size)
{
  g_autoptr(JsonNode) node = troupe_json_parse (NULL, text, (gssize) size, NULL);
  g_autoptr(JsonNode) again = NULL;
  g_autofree char *written = NULL;

  if (node == NULL)
    return;

  written = troupe_json_write_canonical (node);
  again = troupe_json_parse (NULL, written, -1, NULL);
  g_assert_nonnull (again);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  /* A copy of just this size lets the sanitizer see a byte read too far. */
  g_autofree char *text = size > 0 ? g_memdup2 (data, size) : NULL;

  check_document (text, size);
  check_plain (text, size);
  return 0;
}
