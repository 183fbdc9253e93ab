/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

#include "json/troupe-definition-text.h"
#include "troupe-definition-watch.h"
#include "troupe-focus.h"
#include "troupe-json-page.h"
#include "troupe-source-style.h"
#include "troupe-text-sync.h"

/**
 * TroupeJsonPage:
 *
 * The section JSON of any kind of definition: all of it as the file will say it, to be edited.
 *
 * What can be read goes into the copy as it is typed. What can't be read stays as it was typed, is marked, and holds back
 * Save; what other sections change meanwhile is put together with it once it can be read.
 */

/* More than this is not read at each key, in bytes. */
#define LONG_TEXT      (128 * 1024)
#define LONG_TEXT_MS   300

/* More than this is not highlighted, in characters: each key costs the square of the number of words, 4 s for 600 KB. */
#define MOST_COLOURED  (64 * 1024)

struct _TroupeJsonPage
{
  TroupeEditorPage       parent_instance;

  /* Owned References */
  TroupeDefinitionWatch *watch;
  TroupeTextProblem     *problem;         /* (nullable): why the text can't be read */
  char                  *agreed;          /* (nullable): what the copy said when text and copy said the same */

  /* Template References */
  GtkSourceBuffer       *buffer;
  GtkWidget             *view;
  GtkWidget             *problem_button;
  GtkLabel              *problem_label;
  GtkWidget             *note;

  /* In Progress */
  GtkTextTag            *mark;
  gboolean               is_marked;       /* taking it off where it is not costs a look at all of the text */
  guint                  n_loading;       /* the text follows the copy */
  guint                  n_writing;       /* the copy follows the text */
  guint                  read_id;         /* a long text is read later */
  guint                  follow_id;
};

G_DEFINE_FINAL_TYPE (TroupeJsonPage, troupe_json_page, TROUPE_TYPE_EDITOR_PAGE)

/* (transfer none) (nullable) */
static TroupeDefinition *
get_copy (TroupeJsonPage *self)
{
  return troupe_editor_page_get_copy (TROUPE_EDITOR_PAGE (self));
}

static void
clear_mark (TroupeJsonPage *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self->buffer), &start, &end);
  gtk_text_buffer_remove_tag (GTK_TEXT_BUFFER (self->buffer), self->mark, &start, &end);
}

static void
set_mark (TroupeJsonPage *self)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter start, end;

  if (self->is_marked)
    clear_mark (self);
  self->is_marked = self->problem != NULL;
  if (self->problem == NULL)
    return;

  gtk_text_buffer_get_iter_at_offset (buffer, &start, (int) self->problem->start);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, (int) (self->problem->start + self->problem->n_characters));
  gtk_text_buffer_apply_tag (buffer, self->mark, &start, &end);
}

/* Takes @problem. */
static void
set_problem (TroupeJsonPage    *self,
             TroupeTextProblem *problem)
{
  g_autofree char *message = NULL;

  g_clear_pointer (&self->problem, troupe_text_problem_free);
  self->problem = problem;
  set_mark (self);

  if (problem != NULL)
    /* Translators: where in a text something is wrong, and what */
    message = g_strdup_printf (_("Line %u, column %u: %s"), problem->line, problem->column, problem->message);

  gtk_label_set_text (self->problem_label, message != NULL ? message : "");
  gtk_widget_set_visible (self->problem_button, message != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_STATE_INVALID,
                               message != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  troupe_editor_page_set_problem (TROUPE_EDITOR_PAGE (self), message);
}

/* Whether what is typed is not in the copy. */
static gboolean
is_behind (TroupeJsonPage *self)
{
  return self->problem != NULL || self->read_id != 0;
}

static void
update_note (TroupeJsonPage *self)
{
  g_autofree char *now = get_copy (self) != NULL && is_behind (self) ? troupe_definition_text_write (get_copy (self)) : NULL;

  gtk_widget_set_visible (self->note, now != NULL && g_strcmp0 (now, self->agreed) != 0);
}

static void
update_highlighting (TroupeJsonPage *self,
                     gsize           n_characters)
{
  gboolean highlight = n_characters <= MOST_COLOURED;

  if (gtk_source_buffer_get_highlight_syntax (self->buffer) != highlight)
    gtk_source_buffer_set_highlight_syntax (self->buffer, highlight);
}

static void
show_text (TroupeJsonPage *self,
           const char     *text)
{
  self->n_loading++;
  update_highlighting (self, (gsize) g_utf8_strlen (text, -1));
  troupe_text_view_wrap_for (GTK_TEXT_VIEW (self->view), text);
  troupe_text_buffer_update (GTK_TEXT_BUFFER (self->buffer), text);
  self->n_loading--;
}

static void
follow_copy (TroupeJsonPage *self)
{
  g_autofree char *text = NULL;

  g_clear_handle_id (&self->follow_id, g_source_remove);
  if (get_copy (self) == NULL)
    return;

  if (is_behind (self))
    {
      update_note (self);
      return;
    }

  /* The same may be written in another way. */
  text = troupe_definition_text_write (get_copy (self));
  if (g_strcmp0 (text, self->agreed) == 0)
    return;

  show_text (self, text);
  g_free (self->agreed);
  self->agreed = g_steal_pointer (&text);
}

static gboolean
follow_idle_cb (gpointer user_data)
{
  TroupeJsonPage *self = user_data;

  self->follow_id = 0;
  follow_copy (self);

  return G_SOURCE_REMOVE;
}

/* Writing all of it is left until somebody can see it. */
static void
copy_changed_cb (TroupeJsonPage *self)
{
  if (self->n_writing == 0 && self->follow_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->follow_id = g_idle_add (follow_idle_cb, self);
}

/* What the text says, with what other sections changed while it could not be read: (transfer full) */
static TroupeDefinition *
put_together (TroupeJsonPage   *self,
              TroupeDefinition *typed,
              const char       *text)
{
  TroupeDefinition *copy = get_copy (self);
  g_autofree char *theirs = troupe_definition_text_write (copy);
  TroupeDefinition *merged = NULL;

  if (self->agreed != NULL && g_strcmp0 (theirs, self->agreed) != 0)
    merged = troupe_definition_text_merge (troupe_definition_get_kind (copy), self->agreed, text, theirs);

  return merged != NULL ? merged : g_object_ref (typed);
}

static void
take_definition (TroupeJsonPage   *self,
                 TroupeDefinition *typed,
                 const char       *text)
{
  TroupeDefinition *copy = get_copy (self);
  g_autoptr(TroupeDefinition) whole = put_together (self, typed, text);

  troupe_definition_set_scope (whole, troupe_definition_get_scope (copy));
  troupe_definition_set_revision (whole, troupe_definition_get_revision (copy));

  self->n_writing++;
  troupe_definition_assign (copy, whole);
  self->n_writing--;

  /* What others said comes into the text a moment later: whoever is changing it just now has places in it. */
  g_free (self->agreed);
  self->agreed = troupe_definition_text_write (typed);
  if (self->follow_id == 0 && !troupe_definition_equal (whole, typed))
    self->follow_id = g_idle_add (follow_idle_cb, self);
}

static void
read_text (TroupeJsonPage *self)
{
  TroupeDefinition *copy = get_copy (self);
  g_autofree char *text = NULL;
  g_autoptr(TroupeDefinition) typed = NULL;
  TroupeTextProblem *problem = NULL;

  g_clear_handle_id (&self->read_id, g_source_remove);
  if (copy == NULL)
    return;

  text = troupe_text_buffer_dup_text (GTK_TEXT_BUFFER (self->buffer));
  troupe_text_view_wrap_for (GTK_TEXT_VIEW (self->view), text);
  typed = troupe_definition_text_read (troupe_definition_get_kind (copy), text,
                                       troupe_editor_page_get_is_new (TROUPE_EDITOR_PAGE (self))
                                       ? NULL : troupe_definition_get_id (copy), &problem);
  if (typed != NULL)
    take_definition (self, typed, text);

  set_problem (self, problem);
  update_note (self);
  troupe_editor_page_set_is_pending (TROUPE_EDITOR_PAGE (self), is_behind (self));
}

static gboolean
read_cb (gpointer user_data)
{
  TroupeJsonPage *self = user_data;

  self->read_id = 0;
  read_text (self);

  return G_SOURCE_REMOVE;
}

static void
buffer_changed_cb (TroupeJsonPage *self)
{
  if (self->n_loading > 0 || get_copy (self) == NULL)
    return;

  update_highlighting (self, (gsize) gtk_text_buffer_get_char_count (GTK_TEXT_BUFFER (self->buffer)));
  if (gtk_text_buffer_get_char_count (GTK_TEXT_BUFFER (self->buffer)) <= LONG_TEXT)
    {
      read_text (self);
      return;
    }

  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->view), GTK_WRAP_NONE);
  g_clear_handle_id (&self->read_id, g_source_remove);
  self->read_id = g_timeout_add (LONG_TEXT_MS, read_cb, self);
  troupe_editor_page_set_problem (TROUPE_EDITOR_PAGE (self), _("The text is not read yet; wait a moment"));
  troupe_editor_page_set_is_pending (TROUPE_EDITOR_PAGE (self), TRUE);
}

static void
go_to_problem (TroupeJsonPage *self)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter at;

  gtk_widget_grab_focus (self->view);
  if (self->problem == NULL)
    return;

  gtk_text_buffer_get_iter_at_offset (buffer, &at, (int) self->problem->offset);
  gtk_text_buffer_place_cursor (buffer, &at);
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self->view), gtk_text_buffer_get_insert (buffer), 0.1, FALSE, 0, 0);
}

static void
problem_clicked_cb (TroupeJsonPage *self)
{
  go_to_problem (self);
}

static void
troupe_json_page_set_source (TroupeEditorPage *page,
                             TroupeWorkspace  *workspace,
                             TroupeDefinition *copy,
                             gboolean          is_new)
{
  TroupeJsonPage *self = TROUPE_JSON_PAGE (page);
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter start;

  g_clear_handle_id (&self->read_id, g_source_remove);
  g_clear_handle_id (&self->follow_id, g_source_remove);
  g_clear_pointer (&self->agreed, g_free);
  troupe_definition_watch_set_definition (self->watch, copy);
  set_problem (self, NULL);
  troupe_editor_page_set_is_pending (page, FALSE);

  /* What it was before belongs to nobody's history. */
  gtk_text_buffer_begin_irreversible_action (buffer);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    follow_copy (self);
  gtk_text_buffer_end_irreversible_action (buffer);
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
  gtk_widget_set_visible (self->note, FALSE);
}

static void
troupe_json_page_show_problem (TroupeEditorPage *page)
{
  go_to_problem (TROUPE_JSON_PAGE (page));
}

static void
troupe_json_page_map (GtkWidget *widget)
{
  TroupeJsonPage *self = TROUPE_JSON_PAGE (widget);
  gboolean is_first = self->agreed == NULL;

  if (is_first)
    gtk_text_buffer_begin_irreversible_action (GTK_TEXT_BUFFER (self->buffer));
  follow_copy (self);
  if (is_first)
    {
      GtkTextIter start;

      gtk_text_buffer_end_irreversible_action (GTK_TEXT_BUFFER (self->buffer));
      gtk_text_buffer_get_start_iter (GTK_TEXT_BUFFER (self->buffer), &start);
      gtk_text_buffer_place_cursor (GTK_TEXT_BUFFER (self->buffer), &start);
    }

  GTK_WIDGET_CLASS (troupe_json_page_parent_class)->map (widget);
}

static gboolean
troupe_json_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (TROUPE_JSON_PAGE (widget)->view);
}

static void
troupe_json_page_dispose (GObject *object)
{
  TroupeJsonPage *self = TROUPE_JSON_PAGE (object);

  g_clear_handle_id (&self->read_id, g_source_remove);
  g_clear_handle_id (&self->follow_id, g_source_remove);
  g_clear_object (&self->watch);

  G_OBJECT_CLASS (troupe_json_page_parent_class)->dispose (object);
}

static void
troupe_json_page_finalize (GObject *object)
{
  TroupeJsonPage *self = TROUPE_JSON_PAGE (object);

  g_clear_pointer (&self->problem, troupe_text_problem_free);
  g_free (self->agreed);

  G_OBJECT_CLASS (troupe_json_page_parent_class)->finalize (object);
}

static void
troupe_json_page_class_init (TroupeJsonPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_json_page_dispose;
  object_class->finalize = troupe_json_page_finalize;
  widget_class->map = troupe_json_page_map;
  widget_class->focus = troupe_focus_children;
  widget_class->grab_focus = troupe_json_page_grab_focus;
  TROUPE_EDITOR_PAGE_CLASS (klass)->set_source = troupe_json_page_set_source;
  TROUPE_EDITOR_PAGE_CLASS (klass)->show_problem = troupe_json_page_show_problem;

  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/editor/troupe-json-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeJsonPage, buffer);
  gtk_widget_class_bind_template_child (widget_class, TroupeJsonPage, view);
  gtk_widget_class_bind_template_child (widget_class, TroupeJsonPage, problem_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeJsonPage, problem_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeJsonPage, note);
  gtk_widget_class_bind_template_callback (widget_class, buffer_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, problem_clicked_cb);
}

static void
troupe_json_page_init (TroupeJsonPage *self)
{
  GtkSourceLanguageManager *languages = gtk_source_language_manager_get_default ();

  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_source_buffer_set_language (self->buffer, gtk_source_language_manager_get_language (languages, "json"));
  troupe_source_style_follow (self->buffer);
  self->mark = gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (self->buffer), NULL, "underline", PANGO_UNDERLINE_ERROR, NULL);
  /* Code goes from left to right in every language. */
  gtk_widget_set_direction (self->view, GTK_TEXT_DIR_LTR);

  self->watch = troupe_definition_watch_new ();
  g_signal_connect_object (self->watch, "changed", G_CALLBACK (copy_changed_cb), self, G_CONNECT_SWAPPED);
}
