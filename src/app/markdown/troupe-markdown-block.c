/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <md4c.h>
#include <string.h>

#include "troupe-markdown-block.h"

/**
 * TroupeMarkdownBlock:
 *
 * Markdown as a small tree, with the text of each paragraph as Pango markup.
 *
 * md4c does the reading. Nothing from the document reaches the markup without
 * being escaped; links are kept when they lead to the web or to mail, raw HTML
 * is shown as it was written, pictures by their description.
 *
 * @number is the level of a heading (1 to 6), the first number of an ordered
 * list, or for an item of a task list 1 (open) or 2 (done).
 */

/* Quotes in quotes in quotes: below this depth they are not nested any more. */
#define MAX_DEPTH 12

typedef struct
{
  GPtrArray           *roots;     /* (element-type TroupeMarkdownBlock) */
  GPtrArray           *stack;     /* (element-type TroupeMarkdownBlock): the open ones, lent */
  guint                n_skipped; /* blocks entered below the greatest depth */
  gboolean             in_head;
  GArray              *links;     /* (element-type gboolean): was the open link kept? */
} Parse;

static void
block_free (gpointer data)
{
  TroupeMarkdownBlock *block = data;

  g_clear_pointer (&block->children, g_ptr_array_unref);
  if (block->text != NULL)
    g_string_free (block->text, TRUE);
  g_free (block->info);
  g_free (block);
}

static TroupeMarkdownBlock *
get_top (Parse *parse)
{
  return parse->stack->len > 0 ? g_ptr_array_index (parse->stack, parse->stack->len - 1) : NULL;
}

static TroupeMarkdownBlock *
push (Parse           *parse,
      TroupeBlockKind  kind)
{
  TroupeMarkdownBlock *top = get_top (parse);
  TroupeMarkdownBlock *block = g_new0 (TroupeMarkdownBlock, 1);

  block->kind = kind;
  if (top != NULL && top->children == NULL)
    top->children = g_ptr_array_new_with_free_func (block_free);
  g_ptr_array_add (top != NULL ? top->children : parse->roots, block);
  g_ptr_array_add (parse->stack, block);
  return block;
}

/* Tight lists have their text right in the item: give it a paragraph. */
static GString *
get_text (Parse *parse)
{
  TroupeMarkdownBlock *top = get_top (parse);

  if (top != NULL && top->kind == TROUPE_BLOCK_ITEM)
    {
      TroupeMarkdownBlock *last = NULL;

      if (top->children != NULL && top->children->len > 0)
        last = g_ptr_array_index (top->children, top->children->len - 1);
      if (last == NULL || last->kind != TROUPE_BLOCK_PARAGRAPH)
        {
          last = push (parse, TROUPE_BLOCK_PARAGRAPH);
          g_ptr_array_set_size (parse->stack, parse->stack->len - 1);
        }
      top = last;
    }

  if (top == NULL)
    {
      top = push (parse, TROUPE_BLOCK_PARAGRAPH);
      g_ptr_array_set_size (parse->stack, 0);
    }

  if (top->text == NULL)
    top->text = g_string_new (NULL);

  return top->text;
}

static char *
dup_attribute (const MD_ATTRIBUTE *attribute)
{
  return attribute->size > 0 ? g_strndup (attribute->text, attribute->size) : NULL;
}

static int
enter_block_cb (MD_BLOCKTYPE  type,
                void         *detail,
                void         *user_data)
{
  Parse *parse = user_data;
  TroupeMarkdownBlock *block;

  if (type == MD_BLOCK_DOC || type == MD_BLOCK_TBODY)
    return 0;

  if (type == MD_BLOCK_THEAD)
    {
      parse->in_head = TRUE;
      return 0;
    }

  if (parse->n_skipped > 0 || parse->stack->len >= MAX_DEPTH)
    {
      parse->n_skipped++;
      return 0;
    }

  switch (type)
    {
    case MD_BLOCK_QUOTE:
      push (parse, TROUPE_BLOCK_QUOTE);
      break;
    case MD_BLOCK_UL:
      push (parse, TROUPE_BLOCK_BULLET_LIST);
      break;
    case MD_BLOCK_OL:
      block = push (parse, TROUPE_BLOCK_ORDERED_LIST);
      block->number = (int) MIN (((MD_BLOCK_OL_DETAIL *) detail)->start, (unsigned) G_MAXINT);
      break;
    case MD_BLOCK_LI:
      block = push (parse, TROUPE_BLOCK_ITEM);
      if (((MD_BLOCK_LI_DETAIL *) detail)->is_task)
        block->number = ((MD_BLOCK_LI_DETAIL *) detail)->task_mark == ' ' ? 1 : 2;
      break;
    case MD_BLOCK_HR:
      push (parse, TROUPE_BLOCK_RULE);
      break;
    case MD_BLOCK_H:
      block = push (parse, TROUPE_BLOCK_HEADING);
      block->number = (int) ((MD_BLOCK_H_DETAIL *) detail)->level;
      break;
    case MD_BLOCK_CODE:
      block = push (parse, TROUPE_BLOCK_CODE);
      block->info = dup_attribute (&((MD_BLOCK_CODE_DETAIL *) detail)->lang);
      break;
    case MD_BLOCK_TABLE:
      push (parse, TROUPE_BLOCK_TABLE);
      break;
    case MD_BLOCK_TR:
      block = push (parse, TROUPE_BLOCK_ROW);
      block->number = parse->in_head ? 1 : 0;
      break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
      block = push (parse, TROUPE_BLOCK_CELL);
      switch (((MD_BLOCK_TD_DETAIL *) detail)->align)
        {
        case MD_ALIGN_CENTER:
          block->xalign = 0.5;
          break;
        case MD_ALIGN_RIGHT:
          block->xalign = 1.0;
          break;
        case MD_ALIGN_LEFT:
        case MD_ALIGN_DEFAULT:
        default:
          block->xalign = 0.0;
        }
      break;
    case MD_BLOCK_P:
    case MD_BLOCK_HTML:
    default:
      push (parse, TROUPE_BLOCK_PARAGRAPH);
    }

  return 0;
}

static int
leave_block_cb (MD_BLOCKTYPE  type,
                void         *detail,
                void         *user_data)
{
  Parse *parse = user_data;

  if (type == MD_BLOCK_THEAD)
    parse->in_head = FALSE;
  else if (type == MD_BLOCK_DOC || type == MD_BLOCK_TBODY)
    ;
  else if (parse->n_skipped > 0)
    parse->n_skipped--;
  else
    g_ptr_array_set_size (parse->stack, parse->stack->len - 1);

  return 0;
}

static gboolean
is_safe_link (const char *href)
{
  return g_ascii_strncasecmp (href, "https://", 8) == 0 ||
         g_ascii_strncasecmp (href, "http://", 7) == 0 ||
         g_ascii_strncasecmp (href, "mailto:", 7) == 0;
}

static const char *
get_span_markup (MD_SPANTYPE type,
                 gboolean    is_end)
{
  switch (type)
    {
    case MD_SPAN_EM:
      return is_end ? "</i>" : "<i>";
    case MD_SPAN_STRONG:
      return is_end ? "</b>" : "<b>";
    case MD_SPAN_CODE:
      return is_end ? "</tt>" : "<tt>";
    case MD_SPAN_DEL:
      return is_end ? "</s>" : "<s>";
    case MD_SPAN_A:
    case MD_SPAN_IMG:
    case MD_SPAN_LATEXMATH:
    case MD_SPAN_LATEXMATH_DISPLAY:
    case MD_SPAN_WIKILINK:
    case MD_SPAN_U:
    default:
      return "";
    }
}

static int
enter_span_cb (MD_SPANTYPE  type,
               void        *detail,
               void        *user_data)
{
  Parse *parse = user_data;
  GString *text = get_text (parse);

  if (type == MD_SPAN_A)
    {
      g_autofree char *href = dup_attribute (&((MD_SPAN_A_DETAIL *) detail)->href);
      gboolean is_kept = href != NULL && is_safe_link (href) && parse->links->len == 0;

      if (is_kept)
        {
          g_autofree char *markup = g_markup_printf_escaped ("<a href=\"%s\">", href);

          g_string_append (text, markup);
        }
      g_array_append_val (parse->links, is_kept);
    }
  else if (type == MD_SPAN_IMG)
    {
      g_string_append (text, "🖼 ");
    }

  g_string_append (text, get_span_markup (type, FALSE));
  return 0;
}

static int
leave_span_cb (MD_SPANTYPE  type,
               void        *detail,
               void        *user_data)
{
  Parse *parse = user_data;
  GString *text = get_text (parse);

  if (type == MD_SPAN_A && parse->links->len > 0)
    {
      if (g_array_index (parse->links, gboolean, parse->links->len - 1))
        g_string_append (text, "</a>");
      g_array_set_size (parse->links, parse->links->len - 1);
    }

  g_string_append (text, get_span_markup (type, TRUE));
  return 0;
}

static int
text_cb (MD_TEXTTYPE    type,
         const MD_CHAR *bytes,
         MD_SIZE        size,
         void          *user_data)
{
  Parse *parse = user_data;
  TroupeMarkdownBlock *top = get_top (parse);
  GString *text = get_text (parse);
  g_autofree char *escaped = NULL;

  if (top != NULL && top->kind == TROUPE_BLOCK_CODE)
    {
      g_string_append_len (text, bytes, size);
      return 0;
    }

  switch (type)
    {
    case MD_TEXT_NULLCHAR:
      g_string_append (text, "\xef\xbf\xbd");
      break;
    case MD_TEXT_BR:
      g_string_append_c (text, '\n');
      break;
    case MD_TEXT_SOFTBR:
      g_string_append_c (text, ' ');
      break;
    case MD_TEXT_ENTITY:
      {
        /* Pango knows the five of XML and numbers; another is shown as written. */
        static const char * const known[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&apos;", NULL };
        g_autofree char *entity = g_strndup (bytes, size);

        if (g_strv_contains (known, entity))
          g_string_append (text, entity);
        else if (strcmp (entity, "&nbsp;") == 0)
          g_string_append (text, "\xc2\xa0");
        else
          {
            escaped = g_markup_escape_text (bytes, size);
            g_string_append (text, escaped);
          }
      }
      break;
    case MD_TEXT_NORMAL:
    case MD_TEXT_CODE:
    case MD_TEXT_HTML:
    case MD_TEXT_LATEXMATH:
    default:
      escaped = g_markup_escape_text (bytes, size);
      g_string_append (text, escaped);
    }

  return 0;
}

/**
 * troupe_markdown_parse:
 * @text: (array length=length): Markdown in the GitHub dialect, in UTF-8
 * @length: its length in bytes
 *
 * Reads Markdown. There is no wrong Markdown: whatever it is, it gives blocks.
 *
 * Returns: (transfer full) (element-type TroupeMarkdownBlock): the blocks
 */
GPtrArray *
troupe_markdown_parse (const char *text,
                       gsize       length)
{
  static const MD_PARSER parser = {
    .flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS |
             MD_FLAG_PERMISSIVEURLAUTOLINKS | MD_FLAG_NOHTML,
    .enter_block = enter_block_cb,
    .leave_block = leave_block_cb,
    .enter_span = enter_span_cb,
    .leave_span = leave_span_cb,
    .text = text_cb,
  };
  Parse parse = { 0, };

  parse.roots = g_ptr_array_new_with_free_func (block_free);
  parse.stack = g_ptr_array_new ();
  parse.links = g_array_new (FALSE, FALSE, sizeof (gboolean));

  md_parse (text, (MD_SIZE) MIN (length, G_MAXUINT), &parser, &parse);

  g_ptr_array_unref (parse.stack);
  g_array_unref (parse.links);
  return parse.roots;
}

static void
plain_text_cb (GMarkupParseContext  *context,
               const char           *text,
               gsize                 length,
               gpointer              user_data,
               GError              **error)
{
  g_string_append_len (user_data, text, (gssize) length);
}

/**
 * troupe_markdown_dup_plain:
 * @text: (nullable): Markdown, in UTF-8
 *
 * Gives the first paragraph or heading without its marks, for where there is room for one line of text only: the title
 * of a discussion, for instance.
 *
 * Returns: (transfer full): plain text; @text itself if there is nothing else
 */
char *
troupe_markdown_dup_plain (const char *text)
{
  static const GMarkupParser parser = { .text = plain_text_cb };
  g_autoptr(GPtrArray) blocks = text != NULL ? troupe_markdown_parse (text, strlen (text)) : NULL;
  g_autoptr(GMarkupParseContext) context = NULL;
  g_autofree char *markup = NULL;
  g_autoptr(GString) plain = g_string_new (NULL);
  TroupeMarkdownBlock *block = blocks != NULL && blocks->len > 0 ? g_ptr_array_index (blocks, 0) : NULL;

  while (block != NULL && block->text == NULL)
    block = block->children != NULL && block->children->len > 0 ? g_ptr_array_index (block->children, 0) : NULL;

  if (block == NULL)
    return g_strdup (text != NULL ? text : "");
  if (block->kind == TROUPE_BLOCK_CODE)
    return g_strdup (block->text->str);

  markup = g_strconcat ("<t>", block->text->str, "</t>", NULL);
  context = g_markup_parse_context_new (&parser, G_MARKUP_DEFAULT_FLAGS, plain, NULL);
  if (!g_markup_parse_context_parse (context, markup, -1, NULL) || plain->len == 0)
    return g_strdup (text);

  return g_string_free (g_steal_pointer (&plain), FALSE);
}
