/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <gtksourceview/gtksource.h>

#include "troupe-code-block.h"
#include "troupe-copy-button.h"
#include "troupe-source-style.h"

/**
 * TroupeCodeBlock:
 *
 * Code in an answer: its language, Copy, and the code with highlighting, which
 * scrolls sideways and never wraps. Code reads from left to right everywhere.
 */
struct _TroupeCodeBlock
{
  GtkWidget         parent_instance;

  /* Template References */
  GtkLabel         *language_label;
  TroupeCopyButton *copy_button;
  GtkSourceView    *view;

  /* Owned References */
  GtkSourceBuffer  *buffer;

  /* In Progress */
  gsize             n_bytes;     /* how much of the text is in the buffer */
};

G_DEFINE_FINAL_TYPE (TroupeCodeBlock, troupe_code_block, GTK_TYPE_WIDGET)

/* Names that people write after a fence and GtkSourceView has under another. */
static const struct
{
  const char *alias;
  const char *language;
} aliases[] = {
  { "bash", "sh" },
  { "c++", "cpp" },
  { "console", "sh" },
  { "golang", "go" },
  { "javascript", "js" },
  { "py", "python3" },
  { "python", "python3" },
  { "rs", "rust" },
  { "shell", "sh" },
  { "ts", "typescript" },
  { "yml", "yaml" },
};

static GtkSourceLanguage *
find_language (const char *info)
{
  g_auto(GStrv) words = g_strsplit_set (info, " {,:", 2);
  g_autofree char *id = words[0] != NULL ? g_ascii_strdown (words[0], -1) : g_strdup ("");

  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    {
      if (g_str_equal (id, aliases[i].alias))
        return gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (),
                                                         aliases[i].language);
    }

  return *id != '\0'
    ? gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (), id)
    : NULL;
}

static void
copy_clicked_cb (TroupeCodeBlock *self)
{
  g_autofree char *text = troupe_code_block_dup_text (self);

  troupe_copy_button_copy (self->copy_button, text);
}

static void
troupe_code_block_dispose (GObject *object)
{
  TroupeCodeBlock *self = TROUPE_CODE_BLOCK (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->buffer);

  G_OBJECT_CLASS (troupe_code_block_parent_class)->dispose (object);
}

static void
troupe_code_block_class_init (TroupeCodeBlockClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_code_block_dispose;

  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  g_type_ensure (TROUPE_TYPE_COPY_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TROUPE_APP_PATH "/ui/markdown/troupe-code-block.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeCodeBlock, copy_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeCodeBlock, language_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeCodeBlock, view);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
troupe_code_block_init (TroupeCodeBlock *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);

  self->buffer = gtk_source_buffer_new (NULL);
  gtk_source_buffer_set_implicit_trailing_newline (self->buffer, FALSE);
  gtk_source_buffer_set_highlight_matching_brackets (self->buffer, FALSE);
  gtk_text_view_set_buffer (GTK_TEXT_VIEW (self->view), GTK_TEXT_BUFFER (self->buffer));

  troupe_source_style_follow (self->buffer);
}

/**
 * troupe_code_block_new:
 * @language: (nullable): what stood behind the fence, such as "python"
 *
 * Returns: (transfer floating): an empty block
 */
GtkWidget *
troupe_code_block_new (const char *language)
{
  TroupeCodeBlock *self = g_object_new (TROUPE_TYPE_CODE_BLOCK, NULL);
  GtkSourceLanguage *found = language != NULL ? find_language (language) : NULL;
  const char *name = language;

  if (found != NULL)
    {
      name = gtk_source_language_get_name (found);
      gtk_source_buffer_set_language (self->buffer, found);
    }

  gtk_label_set_label (self->language_label, name != NULL && *name != '\0' ? name : _("Code"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_label (self->language_label),
                                  -1);
  return GTK_WIDGET (self);
}

/**
 * troupe_code_block_set_text:
 * @self: the block
 * @text: (array length=length): the whole code so far; it begins with what
 *   was given before
 * @length: its length in bytes
 *
 * Shows more of the code. Only what is new is put into the buffer.
 */
void
troupe_code_block_set_text (TroupeCodeBlock *self,
                            const char      *text,
                            gsize            length)
{
  GtkTextBuffer *buffer;
  GtkTextIter end;

  g_return_if_fail (TROUPE_IS_CODE_BLOCK (self));

  /* The newline before the fence is not a line of the code. */
  if (length > 0 && text[length - 1] == '\n')
    length--;
  if (length <= self->n_bytes)
    return;

  buffer = GTK_TEXT_BUFFER (self->buffer);
  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_insert (buffer, &end, text + self->n_bytes, (int) (length - self->n_bytes));
  self->n_bytes = length;
}

/**
 * troupe_code_block_dup_text:
 * @self: the block
 *
 * Returns: (transfer full): the code
 */
char *
troupe_code_block_dup_text (TroupeCodeBlock *self)
{
  GtkTextIter start;
  GtkTextIter end;

  g_return_val_if_fail (TROUPE_IS_CODE_BLOCK (self), NULL);

  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self->buffer), &start, &end);
  return gtk_text_buffer_get_text (GTK_TEXT_BUFFER (self->buffer), &start, &end, TRUE);
}
