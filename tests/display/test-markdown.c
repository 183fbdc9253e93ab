/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-markdown-block.h"
#include "troupe-markdown-splitter.h"

/* One letter a segment: T for text, C for code, then its content. */
static char *
describe (TroupeMarkdownSplitter *splitter)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < troupe_markdown_splitter_get_n_items (splitter); i++)
    {
      const TroupeSegment *segment = troupe_markdown_splitter_get_item (splitter, i);

      g_assert_true (segment->is_closed);
      g_string_append_printf (all, "%c(%s)[%s]", segment->kind == TROUPE_SEGMENT_CODE ? 'C' : 'T',
                              segment->info != NULL ? segment->info : "", segment->text->str);
    }

  return g_string_free (all, FALSE);
}

static char *
split_in_steps (const char *text,
                gsize       step,
                gsize       first)
{
  g_autoptr(TroupeMarkdownSplitter) splitter = troupe_markdown_splitter_new ();
  gsize length = strlen (text);
  gsize at = MIN (first, length);

  troupe_markdown_splitter_feed (splitter, text, at);
  while (at < length)
    {
      gsize n = MIN (step, length - at);

      troupe_markdown_splitter_feed (splitter, text + at, n);
      at += n;
    }
  troupe_markdown_splitter_finish (splitter);
  return describe (splitter);
}

static const struct
{
  const char *text;
  const char *expected;
} split_cases[] = {
  { "", "" },
  { "one", "T()[one\n]" },
  { "one\ntwo\n", "T()[one\ntwo\n]" },
  { "one\n\ntwo", "T()[one\n\n]T()[two\n]" },
  { "```c\nint x;\n```\n", "C(c)[int x;\n]" },
  { "```\n\n  a\n\n```", "C()[\n  a\n\n]" },
  { "a\n```py\nb\n```\nc", "T()[a\n]C(py)[b\n]T()[c\n]" },
  { "~~~~\n~~~\n```\n~~~~\n", "C()[~~~\n```\n]" },
  { "```\nnever closed", "C()[never closed\n]" },
  { "``` not `a` fence", "T()[``` not `a` fence\n]" },
  { "- a\n\n- b\n\nafter", "T()[- a\n\n- b\n\n]T()[after\n]" },
  { "1. a\n\n   more\n2. b", "T()[1. a\n\n   more\n2. b\n]" },
  { "- a\n  ```\n  code\n  ```\n- b", "T()[- a\n  ```\n  code\n  ```\n- b\n]" },
  { "    code\n\n    more\n\ntext", "T()[    code\n\n    more\n\n]T()[text\n]" },
  { "| a |\n|---|\n| b |\n\nx", "T()[| a |\n|---|\n| b |\n\n]T()[x\n]" },
  { "``", "T()[``\n]" },
  { "-", "T()[-\n]" },
  { "12", "T()[12\n]" },
  { "   \n", "" },
  { "```\r\nx\r\n```\r\n", "C()[x\r\n]" },
};

static void
test_splits (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (split_cases); i++)
    {
      const char *text = split_cases[i].text;
      g_autofree char *whole = split_in_steps (text, G_MAXSIZE, 0);

      g_assert_cmpstr (whole, ==, split_cases[i].expected);
    }
}

static void
test_cut_anywhere (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (split_cases); i++)
    {
      const char *text = split_cases[i].text;
      g_autofree char *bytewise = split_in_steps (text, 1, 0);

      g_assert_cmpstr (bytewise, ==, split_cases[i].expected);
      for (gsize cut = 0; cut <= strlen (text); cut++)
        {
          g_autofree char *twice = split_in_steps (text, G_MAXSIZE, cut);

          g_assert_cmpstr (twice, ==, split_cases[i].expected);
        }
    }
}

/* Whatever arrives, nothing is lost but fences, blank lines and what parts lines. */
static void
test_long_line_is_cut (void)
{
  g_autoptr(TroupeMarkdownSplitter) splitter = troupe_markdown_splitter_new ();
  gsize total = 0;

  for (guint i = 0; i < 100000; i++)
    troupe_markdown_splitter_feed (splitter, "word ", 5);
  troupe_markdown_splitter_finish (splitter);

  for (guint i = 0; i < troupe_markdown_splitter_get_n_items (splitter); i++)
    {
      const TroupeSegment *segment = troupe_markdown_splitter_get_item (splitter, i);

      g_assert_cmpuint (segment->text->len, <=, 4096 + 8);
      /* Between two words. */
      if (i + 1 < troupe_markdown_splitter_get_n_items (splitter))
        g_assert_cmpstr (segment->text->str + segment->text->len - 5, ==, "word ");
      total += segment->text->len;
    }
  g_assert_cmpuint (total, >=, 500000);
}

static const struct
{
  const char *text;
  const char *markup;
} markup_cases[] = {
  { "a **b** *c* `d` ~~e~~", "a <b>b</b> <i>c</i> <tt>d</tt> <s>e</s>" },
  { "1 < 2 & 3", "1 &lt; 2 &amp; 3" },
  { "<script>x</script>", "&lt;script&gt;x&lt;/script&gt;" },
  { "[a](https://example.org/?q=\"<)", "<a href=\"https://example.org/?q=&quot;&lt;\">a</a>" },
  { "[a](javascript:alert(1))", "a" },
  { "[a](file:///etc/passwd)", "a" },
  { "**half", "**half" },
  { "&amp; &copy; &lt;", "&amp; &amp;copy; &lt;" },
};

static void
test_markup_is_escaped (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (markup_cases); i++)
    {
      g_autoptr(GPtrArray) blocks = troupe_markdown_parse (markup_cases[i].text, strlen (markup_cases[i].text));
      TroupeMarkdownBlock *block;

      g_assert_cmpuint (blocks->len, ==, 1);
      block = g_ptr_array_index (blocks, 0);
      g_assert_cmpint (block->kind, ==, TROUPE_BLOCK_PARAGRAPH);
      g_assert_cmpstr (block->text->str, ==, markup_cases[i].markup);
    }
}

static guint
measure_depth (GPtrArray *blocks)
{
  guint depth = 0;

  for (guint i = 0; blocks != NULL && i < blocks->len; i++)
    {
      TroupeMarkdownBlock *block = g_ptr_array_index (blocks, i);

      depth = MAX (depth, 1 + measure_depth (block->children));
    }

  return depth;
}

static void
test_depth_has_a_limit (void)
{
  g_autofree char *quotes = g_strnfill (5000, '>');
  g_autofree char *text = g_strconcat (quotes, " deep", NULL);
  g_autoptr(GPtrArray) blocks = troupe_markdown_parse (text, strlen (text));

  g_assert_cmpuint (measure_depth (blocks), <=, 13);
}

static void
test_lists_and_tables (void)
{
  const char *text = "3. a\n4. b\n\n- [x] done\n- [ ] open\n\n| h |\n|--:|\n| c |\n";
  g_autoptr(GPtrArray) blocks = troupe_markdown_parse (text, strlen (text));
  TroupeMarkdownBlock *block;
  TroupeMarkdownBlock *child;

  g_assert_cmpuint (blocks->len, ==, 3);

  block = g_ptr_array_index (blocks, 0);
  g_assert_cmpint (block->kind, ==, TROUPE_BLOCK_ORDERED_LIST);
  g_assert_cmpint (block->number, ==, 3);

  block = g_ptr_array_index (blocks, 1);
  child = g_ptr_array_index (block->children, 0);
  g_assert_cmpint (child->number, ==, 2);

  block = g_ptr_array_index (blocks, 2);
  g_assert_cmpint (block->kind, ==, TROUPE_BLOCK_TABLE);
  child = g_ptr_array_index (block->children, 0);
  g_assert_cmpint (child->number, ==, 1);
  child = g_ptr_array_index (child->children, 0);
  g_assert_cmpfloat (child->xalign, ==, 1.0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/markdown/splits-at-what-no-later-line-changes", test_splits);
  g_test_add_func ("/app/markdown/gives-the-same-cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/app/markdown/cuts-an-endless-line", test_long_line_is_cut);
  g_test_add_func ("/app/markdown/escapes-all-markup", test_markup_is_escaped);
  g_test_add_func ("/app/markdown/nests-to-a-limit", test_depth_has_a_limit);
  g_test_add_func ("/app/markdown/reads-lists-and-tables", test_lists_and_tables);

  return g_test_run ();
}
