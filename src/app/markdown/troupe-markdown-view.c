/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-code-block.h"
#include "troupe-markdown-block.h"
#include "troupe-markdown-renderer.h"
#include "troupe-markdown-splitter.h"
#include "troupe-markdown-view.h"

/**
 * TroupeMarkdownView:
 *
 * Markdown that may still be streaming in.
 *
 * Appending costs next to nothing: the widgets follow once in a while, below
 * the priority of drawing, and only the last segment is ever looked at again.
 * While nothing is new, nothing runs.
 */

/* Ten times a second is as fast as one can read a paragraph that reflows. */
#define FLUSH_MS 100

/* How long one look may take before others have their turn, and when it goes on then. */
#define BUDGET_US 5000
#define REST_MS   20

struct _TroupeMarkdownView
{
  GtkWidget               parent_instance;

  /* Owned References */
  TroupeMarkdownSplitter *splitter;
  GPtrArray              *slots;      /* (element-type GtkWidget): one a segment, lent */

  /* In Progress */
  guint                   n_closed;   /* segments that need no look any more */
  guint                   flush_id;   /* of a timeout, or 0 */
  guint                   tick_id;    /* of a tick callback, or 0 */
};

G_DEFINE_FINAL_TYPE (TroupeMarkdownView, troupe_markdown_view, GTK_TYPE_WIDGET)

static GtkWidget *
make_slot (TroupeMarkdownView  *self,
           const TroupeSegment *segment)
{
  GtkWidget *slot;

  if (segment->kind == TROUPE_SEGMENT_CODE)
    {
      slot = troupe_code_block_new (segment->info);
    }
  else
    {
      slot = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
      gtk_widget_add_css_class (slot, "markdown-text");
    }

  gtk_widget_insert_before (slot, GTK_WIDGET (self), NULL);
  g_ptr_array_add (self->slots, slot);
  return slot;
}

static void
show_segment (GtkWidget           *slot,
              const TroupeSegment *segment)
{
  if (segment->kind == TROUPE_SEGMENT_CODE)
    {
      troupe_code_block_set_text (TROUPE_CODE_BLOCK (slot), segment->text->str, segment->text->len);
    }
  else
    {
      g_autoptr(GPtrArray) blocks = troupe_markdown_parse (segment->text->str, segment->text->len);

      troupe_markdown_render (GTK_BOX (slot), blocks);
    }
}

/* Shows what is new until @end_us; at least one segment, so that it comes to an end. Says whether that was all. */
static gboolean
show_until (TroupeMarkdownView *self,
            gint64              end_us)
{
  guint n_segments = troupe_markdown_splitter_get_n_items (self->splitter);

  for (guint i = self->n_closed; i < n_segments; i++)
    {
      const TroupeSegment *segment = troupe_markdown_splitter_get_item (self->splitter, i);
      GtkWidget *slot = i < self->slots->len ? g_ptr_array_index (self->slots, i)
                                             : make_slot (self, segment);

      show_segment (slot, segment);
      if (segment->is_closed)
        self->n_closed = i + 1;
      if (i + 1 < n_segments && g_get_monotonic_time () >= end_us)
        return FALSE;
    }

  return TRUE;
}

static void show_now (TroupeMarkdownView *self);

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  TroupeMarkdownView *self = TROUPE_MARKDOWN_VIEW (widget);

  self->tick_id = 0;
  show_now (self);
  return G_SOURCE_REMOVE;
}

/* With the next frame, however long that takes to come; or now, where there are no frames. */
static void
show_with_frame (TroupeMarkdownView *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_now (self);
  else if (self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

static gboolean
flush_cb (gpointer data)
{
  TroupeMarkdownView *self = data;

  self->flush_id = 0;
  show_with_frame (self);
  return G_SOURCE_REMOVE;
}

static void
flush_later (TroupeMarkdownView *self,
             guint               ms)
{
  if (self->flush_id == 0 && self->tick_id == 0)
    self->flush_id = g_timeout_add_full (GDK_PRIORITY_REDRAW + 10, ms, flush_cb, self, NULL);
}

static void
show_now (TroupeMarkdownView *self)
{
  if (!show_until (self, g_get_monotonic_time () + BUDGET_US))
    flush_later (self, REST_MS);
}

static void
stop (TroupeMarkdownView *self)
{
  g_clear_handle_id (&self->flush_id, g_source_remove);
  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
  self->tick_id = 0;
}

static void
troupe_markdown_view_dispose (GObject *object)
{
  TroupeMarkdownView *self = TROUPE_MARKDOWN_VIEW (object);
  GtkWidget *child;

  stop (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (troupe_markdown_view_parent_class)->dispose (object);
}

static void
troupe_markdown_view_finalize (GObject *object)
{
  TroupeMarkdownView *self = TROUPE_MARKDOWN_VIEW (object);

  g_clear_pointer (&self->splitter, troupe_markdown_splitter_free);
  g_clear_pointer (&self->slots, g_ptr_array_unref);

  G_OBJECT_CLASS (troupe_markdown_view_parent_class)->finalize (object);
}

static void
troupe_markdown_view_class_init (TroupeMarkdownViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_markdown_view_dispose;
  object_class->finalize = troupe_markdown_view_finalize;

  gtk_widget_class_set_css_name (widget_class, "markdown");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
troupe_markdown_view_init (TroupeMarkdownView *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 12);

  self->splitter = troupe_markdown_splitter_new ();
  self->slots = g_ptr_array_new ();
}

/**
 * troupe_markdown_view_new:
 *
 * Returns: (transfer floating): an empty view
 */
GtkWidget *
troupe_markdown_view_new (void)
{
  return g_object_new (TROUPE_TYPE_MARKDOWN_VIEW, NULL);
}

/**
 * troupe_markdown_view_append:
 * @self: the view
 * @text: (array length=length): more of the text, in UTF-8
 * @length: its length in bytes
 *
 * Takes more of the text; it shows within a tenth of a second.
 */
void
troupe_markdown_view_append (TroupeMarkdownView *self,
                             const char         *text,
                             gsize               length)
{
  g_return_if_fail (TROUPE_IS_MARKDOWN_VIEW (self));

  if (length == 0)
    return;

  troupe_markdown_splitter_feed (self->splitter, text, length);
  flush_later (self, FLUSH_MS);
}

/**
 * troupe_markdown_view_finish:
 * @self: the view
 *
 * Says that the text is whole, and shows it: with the next frame if it is short, or else bit by bit.
 */
void
troupe_markdown_view_finish (TroupeMarkdownView *self)
{
  g_return_if_fail (TROUPE_IS_MARKDOWN_VIEW (self));

  troupe_markdown_splitter_finish (self->splitter);
  stop (self);
  show_with_frame (self);
}

/**
 * troupe_markdown_view_clear:
 * @self: the view
 *
 * Empties the view, for another text.
 */
void
troupe_markdown_view_clear (TroupeMarkdownView *self)
{
  GtkWidget *child;

  g_return_if_fail (TROUPE_IS_MARKDOWN_VIEW (self));

  stop (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_ptr_array_set_size (self->slots, 0);
  g_clear_pointer (&self->splitter, troupe_markdown_splitter_free);
  self->splitter = troupe_markdown_splitter_new ();
  self->n_closed = 0;
}
