/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-sent-section.h"
#include "troupe-text-sync.h"

/**
 * TroupeSentSection:
 *
 * One section of a system prompt: what it is, where it comes from, about how many tokens it has and how it begins; all of
 * its text when it is unfolded.
 */

/* More than two lines ever show. */
#define EXCERPT_CHARS 240

struct _TroupeSentSection
{
  GtkWidget  parent_instance;

  char      *name;           /* (owned): for programs */
  char      *text;           /* (owned) (nullable) */

  /* Template References */
  GtkWidget *button;
  GtkWidget *dot;
  GtkLabel  *title_label;
  GtkLabel  *tokens_label;
  GtkImage  *arrow;
  GtkLabel  *source_label;
  GtkLabel  *excerpt_label;

  /* Children */
  GtkWidget *scroller;       /* (nullable): made when it is unfolded first */
  GtkWidget *text_view;      /* (nullable): in it */
};

G_DEFINE_FINAL_TYPE (TroupeSentSection, troupe_sent_section, GTK_TYPE_WIDGET)

/* How a text begins, on one line. */
static char *
dup_excerpt (const char *text)
{
  GString *excerpt = g_string_new (NULL);
  gboolean is_space = FALSE;
  guint n_chars = 0;

  for (const char *at = text; *at != '\0' && n_chars < EXCERPT_CHARS; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isspace (c))
        {
          is_space = excerpt->len > 0;
          continue;
        }

      if (is_space)
        g_string_append_c (excerpt, ' ');
      is_space = FALSE;
      g_string_append_unichar (excerpt, c);
      n_chars++;
    }

  return g_string_free (excerpt, FALSE);
}

static void
create_text_view (TroupeSentSection *self)
{
  self->text_view = gtk_text_view_new ();
  gtk_text_view_set_editable (GTK_TEXT_VIEW (self->text_view), FALSE);
  gtk_text_view_set_cursor_visible (GTK_TEXT_VIEW (self->text_view), FALSE);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->text_view), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->text_view), GTK_WRAP_WORD_CHAR);
  gtk_text_buffer_set_enable_undo (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text_view)), FALSE);
  gtk_widget_add_css_class (self->text_view, "caption");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text_view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, gtk_label_get_label (self->title_label), -1);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scroller), 260);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->text_view);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

static void
show_text (TroupeSentSection *self)
{
  gboolean is_open = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->button));

  if (is_open && self->scroller == NULL)
    create_text_view (self);
  if (is_open && self->text != NULL)
    troupe_text_buffer_update (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text_view)), self->text);
  if (self->scroller != NULL)
    gtk_widget_set_visible (self->scroller, is_open);
  gtk_widget_set_visible (GTK_WIDGET (self->excerpt_label), !is_open);
  gtk_image_set_from_icon_name (self->arrow, is_open ? "pan-down-symbolic" : "pan-end-symbolic");
}

static void
toggled_cb (TroupeSentSection *self)
{
  show_text (self);
}

static void
troupe_sent_section_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (troupe_sent_section_parent_class)->dispose (object);
}

static void
troupe_sent_section_finalize (GObject *object)
{
  TroupeSentSection *self = TROUPE_SENT_SECTION (object);

  g_free (self->name);
  g_free (self->text);

  G_OBJECT_CLASS (troupe_sent_section_parent_class)->finalize (object);
}

static void
troupe_sent_section_class_init (TroupeSentSectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_sent_section_dispose;
  object_class->finalize = troupe_sent_section_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/persona/troupe-sent-section.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeSentSection, button);
  gtk_widget_class_bind_template_child (widget_class, TroupeSentSection, dot);
  gtk_widget_class_bind_template_child (widget_class, TroupeSentSection, title_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeSentSection, tokens_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeSentSection, arrow);
  gtk_widget_class_bind_template_child (widget_class, TroupeSentSection, source_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeSentSection, excerpt_label);
  gtk_widget_class_bind_template_callback (widget_class, toggled_cb);
  gtk_widget_class_set_css_name (widget_class, "sentsection");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
troupe_sent_section_init (TroupeSentSection *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
}

/**
 * troupe_sent_section_new:
 * @name: what programs call the section, which is also its style class after "section-"
 *
 * Returns: (transfer floating): a folded box
 */
GtkWidget *
troupe_sent_section_new (const char *name)
{
  TroupeSentSection *self = g_object_new (TROUPE_TYPE_SENT_SECTION, NULL);
  g_autofree char *css_class = g_strconcat ("section-", name, NULL);

  self->name = g_strdup (name);
  gtk_widget_add_css_class (self->dot, css_class);

  return GTK_WIDGET (self);
}

/**
 * troupe_sent_section_get_name:
 * @self: the section
 *
 * Returns: what programs call it
 */
const char *
troupe_sent_section_get_name (TroupeSentSection *self)
{
  g_return_val_if_fail (TROUPE_IS_SENT_SECTION (self), NULL);

  return self->name;
}

/**
 * troupe_sent_section_set:
 * @self: the section
 * @title: what people call it
 * @source: (nullable): where it comes from, in words
 * @text: all of it
 * @n_tokens: about how many tokens @text has
 *
 * Shows a section. What was unfolded stays so.
 */
void
troupe_sent_section_set (TroupeSentSection *self,
                         const char        *title,
                         const char        *source,
                         const char        *text,
                         guint              n_tokens)
{
  g_autofree char *tokens = NULL;
  g_autofree char *spoken = NULL;
  g_autofree char *excerpt = NULL;

  g_return_if_fail (TROUPE_IS_SENT_SECTION (self));
  g_return_if_fail (text != NULL);

  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->source_label, source != NULL ? source : "");
  gtk_widget_set_visible (GTK_WIDGET (self->source_label), source != NULL);

  if (g_strcmp0 (self->text, text) == 0)
    return;

  g_free (self->text);
  self->text = g_strdup (text);

  /* Translators: about how many tokens a text has */
  tokens = g_strdup_printf (_("≈ %'u"), n_tokens);
  gtk_label_set_label (self->tokens_label, tokens);
  /* Translators: a section of a prompt, such as "Tool Strategy", and about how many tokens it has */
  spoken = g_strdup_printf (ngettext ("%s, about %u token", "%s, about %u tokens", n_tokens), title, n_tokens);
  excerpt = dup_excerpt (text);
  gtk_label_set_label (self->excerpt_label, excerpt);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, excerpt,
                                  -1);
  show_text (self);
}

/**
 * troupe_sent_section_set_edited:
 * @self: the section
 * @is_edited: whether it is what somebody is writing now
 *
 * Tints the section, or not.
 */
void
troupe_sent_section_set_edited (TroupeSentSection *self,
                                gboolean           is_edited)
{
  g_return_if_fail (TROUPE_IS_SENT_SECTION (self));

  if (is_edited)
    gtk_widget_add_css_class (GTK_WIDGET (self), "edited");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "edited");
}

/**
 * troupe_sent_section_get_text:
 * @self: the section
 *
 * Returns: (nullable): all of its text
 */
const char *
troupe_sent_section_get_text (TroupeSentSection *self)
{
  g_return_val_if_fail (TROUPE_IS_SENT_SECTION (self), NULL);

  return self->text;
}
