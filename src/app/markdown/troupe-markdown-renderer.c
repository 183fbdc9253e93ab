/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-code-block.h"
#include "troupe-markdown-block.h"
#include "troupe-markdown-renderer.h"

/* Blocks to widgets. A box that showed the start of the same text before is
 * brought up to date rather than made anew, since that is what happens many
 * times a second while an answer streams in. */

static GQuark block_kind_quark;

static void render_block (GtkBox              *box,
                          TroupeMarkdownBlock *block,
                          int                  number);

static void
set_markup (GtkLabel   *label,
            const char *markup)
{
  if (g_strcmp0 (gtk_label_get_label (label), markup) != 0)
    gtk_label_set_markup (label, markup);
}

static GtkWidget *
make_label (const char *markup,
            float       xalign)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  set_markup (GTK_LABEL (label), markup);
  return label;
}

static void
render_text (GtkBox              *box,
             TroupeMarkdownBlock *block,
             const char          *css_class)
{
  GtkWidget *label = gtk_widget_get_first_child (GTK_WIDGET (box));
  const char *markup = block->text != NULL ? block->text->str : "";

  if (label != NULL && GTK_IS_LABEL (label))
    {
      set_markup (GTK_LABEL (label), markup);
      return;
    }

  label = make_label (markup, 0.0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (box, label);
}

static void
render_code (GtkBox              *box,
             TroupeMarkdownBlock *block)
{
  GtkWidget *code = gtk_widget_get_first_child (GTK_WIDGET (box));

  if (code == NULL)
    {
      code = troupe_code_block_new (block->info);
      gtk_box_append (box, code);
    }

  if (block->text != NULL)
    troupe_code_block_set_text (TROUPE_CODE_BLOCK (code), block->text->str, block->text->len);
}

/* Rows of an item: the marker, and beside it all that the item holds. */
static void
render_item (GtkBox              *box,
             TroupeMarkdownBlock *block,
             int                  number)
{
  GtkWidget *marker = gtk_widget_get_first_child (GTK_WIDGET (box));
  GtkWidget *content;

  if (marker == NULL)
    {
      g_autofree char *text = NULL;

      if (block->number != 0)
        text = g_strdup (block->number == 2 ? "☑" : "☐");
      else if (number >= 0)
        text = g_strdup_printf ("%d.", number);
      else
        text = g_strdup ("•");

      marker = gtk_label_new (text);
      gtk_label_set_xalign (GTK_LABEL (marker), 1.0);
      gtk_label_set_width_chars (GTK_LABEL (marker), 2);
      /* At the top and not at the baseline: a box of lines has its baseline in its middle. */
      gtk_widget_set_valign (marker, GTK_ALIGN_START);
      gtk_widget_add_css_class (marker, "dim-label");
      gtk_widget_add_css_class (marker, "numeric");
      gtk_box_append (box, marker);

      content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
      gtk_widget_set_hexpand (content, TRUE);
      gtk_widget_set_valign (content, GTK_ALIGN_START);
      gtk_box_append (box, content);
    }
  else
    {
      content = gtk_widget_get_next_sibling (marker);
    }

  if (block->children != NULL)
    troupe_markdown_render (GTK_BOX (content), block->children);
}

static void
render_table (GtkBox              *box,
              TroupeMarkdownBlock *block)
{
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *child;

  /* Tables are small: made anew while they grow. */
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);

  gtk_widget_add_css_class (grid, "markdown-table");
  for (guint y = 0; block->children != NULL && y < block->children->len; y++)
    {
      TroupeMarkdownBlock *row = g_ptr_array_index (block->children, y);

      for (guint x = 0; row->children != NULL && x < row->children->len; x++)
        {
          TroupeMarkdownBlock *cell = g_ptr_array_index (row->children, x);
          GtkWidget *label = make_label (cell->text != NULL ? cell->text->str : "", cell->xalign);

          gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
          gtk_widget_add_css_class (label, row->number == 1 ? "heading" : "cell");
          gtk_grid_attach (GTK_GRID (grid), label, (int) x, (int) y, 1, 1);
        }
    }

  gtk_widget_set_halign (grid, GTK_ALIGN_START);
  gtk_box_append (box, grid);
}

static void
render_list (GtkBox              *box,
             TroupeMarkdownBlock *block)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (box));
  gboolean is_ordered = block->kind == TROUPE_BLOCK_ORDERED_LIST;

  for (guint i = 0; block->children != NULL && i < block->children->len; i++)
    {
      if (row == NULL)
        {
          row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
          gtk_box_append (box, row);
        }
      render_block (GTK_BOX (row), g_ptr_array_index (block->children, i),
                    is_ordered ? block->number + (int) i : -1);
      row = gtk_widget_get_next_sibling (row);
    }
}

static void
render_block (GtkBox              *box,
              TroupeMarkdownBlock *block,
              int                  number)
{
  static const char * const heading_classes[] = {
    "title-2", "title-2", "title-3", "title-4", "heading", "heading", "heading",
  };

  switch (block->kind)
    {
    case TROUPE_BLOCK_HEADING:
      render_text (box, block, heading_classes[CLAMP (block->number, 1, 6)]);
      break;
    case TROUPE_BLOCK_CODE:
      render_code (box, block);
      break;
    case TROUPE_BLOCK_BULLET_LIST:
    case TROUPE_BLOCK_ORDERED_LIST:
      render_list (box, block);
      break;
    case TROUPE_BLOCK_ITEM:
      render_item (box, block, number);
      break;
    case TROUPE_BLOCK_QUOTE:
      gtk_widget_add_css_class (GTK_WIDGET (box), "markdown-quote");
      if (block->children != NULL)
        troupe_markdown_render (box, block->children);
      else
        render_text (box, block, NULL);
      break;
    case TROUPE_BLOCK_TABLE:
      render_table (box, block);
      break;
    case TROUPE_BLOCK_RULE:
      if (gtk_widget_get_first_child (GTK_WIDGET (box)) == NULL)
        gtk_box_append (box, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
      break;
    case TROUPE_BLOCK_PARAGRAPH:
    case TROUPE_BLOCK_ROW:
    case TROUPE_BLOCK_CELL:
    default:
      render_text (box, block, NULL);
    }
}

/**
 * troupe_markdown_render:
 * @box: a vertical box that holds nothing, or what was rendered before of the
 *   start of the same text
 * @blocks: (element-type TroupeMarkdownBlock): what it has to show
 *
 * Brings @box up to date.
 */
void
troupe_markdown_render (GtkBox    *box,
                        GPtrArray *blocks)
{
  GtkWidget *slot = gtk_widget_get_first_child (GTK_WIDGET (box));

  if (block_kind_quark == 0)
    block_kind_quark = g_quark_from_static_string ("troupe-block-kind");

  for (guint i = 0; i < blocks->len; i++)
    {
      TroupeMarkdownBlock *block = g_ptr_array_index (blocks, i);
      gpointer tag = GINT_TO_POINTER ((int) block->kind * 8 + CLAMP (block->number, 0, 7) + 1);

      /* What has become another kind of block is made anew, and all behind it. */
      if (slot != NULL && g_object_get_qdata (G_OBJECT (slot), block_kind_quark) != tag)
        {
          while (slot != NULL)
            {
              GtkWidget *next = gtk_widget_get_next_sibling (slot);

              gtk_box_remove (box, slot);
              slot = next;
            }
        }

      if (slot == NULL)
        {
          slot = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
          g_object_set_qdata (G_OBJECT (slot), block_kind_quark, tag);
          gtk_box_append (box, slot);
        }

      render_block (GTK_BOX (slot), block, -1);
      slot = gtk_widget_get_next_sibling (slot);
    }

  while (slot != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (slot);

      gtk_box_remove (box, slot);
      slot = next;
    }
}
