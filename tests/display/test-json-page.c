/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

#include "json/troupe-definition-text.h"
#include "troupe-json-page.h"
#include "troupe-persona.h"
#include "troupe-text-sync.h"

/* The section JSON: what can be read goes into the copy, what can't stays as it was typed. */

typedef struct
{
  TroupeWorkspace *workspace;
  TroupePersona   *persona;
  GtkWidget       *window;
  GtkWidget       *page;
  GtkTextBuffer   *buffer;
} Fixture;

static void
spin (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static GtkWidget *
find (GtkWidget *widget,
      GType      type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static TroupeAiSettings *
get_settings (Fixture *self)
{
  return troupe_persona_get_settings (self->persona);
}

static void
set_up (Fixture  *self,
        gboolean  is_new)
{
  self->workspace = troupe_workspace_new (NULL);
  self->persona = troupe_persona_new ("ada");
  troupe_definition_set_name (TROUPE_DEFINITION (self->persona), "Ada");
  troupe_ai_settings_set_double (get_settings (self), TROUPE_FIELD_TEMPERATURE, 0.5);
  self->window = gtk_window_new ();
  self->page = g_object_new (TROUPE_TYPE_JSON_PAGE, NULL);
  troupe_editor_page_set_source (TROUPE_EDITOR_PAGE (self->page), self->workspace, TROUPE_DEFINITION (self->persona), is_new);
  gtk_window_set_child (GTK_WINDOW (self->window), self->page);
  gtk_window_present (GTK_WINDOW (self->window));
  spin ();
  self->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (find (self->page, GTK_TYPE_TEXT_VIEW)));
}

static void
tear_down (Fixture *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  spin ();
  g_assert_finalize_object (self->persona);
  g_clear_object (&self->workspace);
}

/* What a person does: each edit leaves the rest of the text alone. */
static void
edit (Fixture    *self,
      const char *old,
      const char *new)
{
  g_autofree char *text = troupe_text_buffer_dup_text (self->buffer);
  const char *at = strstr (text, old);
  GtkTextIter start, end;

  g_assert_nonnull (at);
  gtk_text_buffer_get_iter_at_offset (self->buffer, &start, (int) g_utf8_pointer_to_offset (text, at));
  end = start;
  gtk_text_iter_forward_chars (&end, (int) g_utf8_strlen (old, -1));
  gtk_text_buffer_begin_user_action (self->buffer);
  gtk_text_buffer_delete (self->buffer, &start, &end);
  gtk_text_buffer_insert (self->buffer, &start, new, -1);
  gtk_text_buffer_end_user_action (self->buffer);
}

static void
replace (Fixture    *self,
         const char *old,
         const char *new)
{
  edit (self, old, new);
  spin ();
}

static gboolean
shows (Fixture    *self,
       const char *words)
{
  g_autofree char *text = troupe_text_buffer_dup_text (self->buffer);

  return strstr (text, words) != NULL;
}

static const char *
get_problem (Fixture *self)
{
  return troupe_editor_page_get_problem (TROUPE_EDITOR_PAGE (self->page));
}

static void
test_two_way (void)
{
  Fixture self;
  g_autofree char *text = NULL;
  g_autofree char *written = NULL;

  set_up (&self, FALSE);
  text = troupe_text_buffer_dup_text (self.buffer);
  written = troupe_definition_text_write (TROUPE_DEFINITION (self.persona));
  g_assert_cmpstr (text, ==, written);
  g_assert_false (gtk_text_buffer_get_can_undo (self.buffer));

  replace (&self, "0.5", "0.25");
  g_assert_null (get_problem (&self));
  g_assert_cmpfloat (troupe_ai_settings_get_double (get_settings (&self), TROUPE_FIELD_TEMPERATURE), ==, 0.25);
  replace (&self, "0.25", "null,\n  \"preferred_models\": [\"a\", {\"model\": \"b\", \"top_p\": 1}],\n"
                          "  \"tier_assignments\": {\"qa\": {\"top_p\": null}}, \"x-own\": [1, {}]");
  g_assert_null (get_problem (&self));
  g_assert_cmpint (troupe_ai_settings_get_state (get_settings (&self), TROUPE_FIELD_TEMPERATURE), ==, TROUPE_FIELD_STATE_OMITTED);
  g_assert_cmpuint (troupe_model_list_get_n_items (troupe_ai_settings_get_preferred_models (get_settings (&self))), ==, 2);
  g_assert_true (json_object_has_member (troupe_definition_get_extra (TROUPE_DEFINITION (self.persona)), "x-own"));
  /* It stays as it was typed for as long as it says the same. */
  g_assert_true (shows (&self, "{\"qa\": {\"top_p\": null}}, \"x-own\""));

  troupe_ai_settings_set_int (get_settings (&self), TROUPE_FIELD_MAX_OUTPUT_TOKENS, 77);
  spin ();
  g_assert_true (shows (&self, "\"max_output_tokens\": 77"));
  g_assert_true (shows (&self, "\"x-own\": ["));
  gtk_text_buffer_undo (self.buffer);
  spin ();
  g_assert_cmpint (troupe_ai_settings_get_state (get_settings (&self), TROUPE_FIELD_MAX_OUTPUT_TOKENS), ==,
                   TROUPE_FIELD_STATE_UNSET);

  tear_down (&self);
}

static void
test_what_cannot_be_read_stays (void)
{
  Fixture self;
  GtkTextIter at;

  set_up (&self, FALSE);
  replace (&self, "0.5", "pear");
  g_assert_nonnull (get_problem (&self));
  g_assert_true (g_str_has_prefix (get_problem (&self), "Line 5, column 18: "));
  g_assert_true (troupe_editor_page_get_is_pending (TROUPE_EDITOR_PAGE (self.page)));
  g_assert_cmpfloat (troupe_ai_settings_get_double (get_settings (&self), TROUPE_FIELD_TEMPERATURE), ==, 0.5);

  troupe_editor_page_show_problem (TROUPE_EDITOR_PAGE (self.page));
  gtk_text_buffer_get_iter_at_mark (self.buffer, &at, gtk_text_buffer_get_insert (self.buffer));
  g_assert_cmpint (gtk_text_iter_get_line (&at), ==, 4);
  g_assert_cmpint (gtk_text_iter_get_line_offset (&at), ==, 17);
  g_assert_true (gtk_text_iter_get_tags (&at) != NULL);

  /* What others change meanwhile is not lost, and neither is what was typed. */
  troupe_definition_set_description (TROUPE_DEFINITION (self.persona), "Said elsewhere");
  spin ();
  g_assert_true (shows (&self, "pear"));
  g_assert_false (shows (&self, "Said elsewhere"));
  replace (&self, "pear", "1.5");
  g_assert_null (get_problem (&self));
  g_assert_false (troupe_editor_page_get_is_pending (TROUPE_EDITOR_PAGE (self.page)));
  g_assert_cmpfloat (troupe_ai_settings_get_double (get_settings (&self), TROUPE_FIELD_TEMPERATURE), ==, 1.5);
  g_assert_cmpstr (troupe_definition_get_description (TROUPE_DEFINITION (self.persona)), ==, "Said elsewhere");
  g_assert_true (shows (&self, "Said elsewhere") && shows (&self, "1.5"));

  /* A value that no form would take either. */
  replace (&self, "1.5", "9");
  g_assert_nonnull (get_problem (&self));
  gtk_text_buffer_set_text (self.buffer, "", -1);
  spin ();
  g_assert_true (g_str_has_prefix (get_problem (&self), "Line 1, column 1: "));

  tear_down (&self);
}

static void
test_the_id_stays_once_it_is_saved (void)
{
  for (guint is_new = 0; is_new < 2; is_new++)
    {
      Fixture self;

      set_up (&self, is_new);
      replace (&self, "\"ada\"", "\"bob\"");
      g_assert_true ((get_problem (&self) == NULL) == is_new);
      g_assert_cmpstr (troupe_definition_get_id (TROUPE_DEFINITION (self.persona)), ==, is_new ? "bob" : "ada");
      tear_down (&self);
    }
}

/* A prompt as people write them, with an end to each line, that takes @n_bytes. */
static char *
dup_words (gsize n_bytes)
{
  GString *words = g_string_sized_new (n_bytes);

  while (words->len < n_bytes)
    g_string_append (words, words->len % 7 == 0 ? "Be brief about it. " : "And then say what you did. ");

  return g_string_free (words, FALSE);
}

static void
test_a_long_text_is_read_a_moment_later (void)
{
  g_autofree char *prompt = dup_words (200 * 1024);
  g_autofree char *words = g_strdup_printf ("0.5,\n  \"system_prompt\": \"%s\"", prompt);
  gint64 end_us = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  Fixture self;

  set_up (&self, FALSE);
  /* With no turn of the main loop, which takes longer than the moment where the machine is busy. */
  edit (&self, "0.5", words);
  g_assert_nonnull (get_problem (&self));
  g_assert_true (troupe_editor_page_get_is_pending (TROUPE_EDITOR_PAGE (self.page)));
  while (get_problem (&self) != NULL && g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (get_problem (&self));
  g_assert_cmpstr (troupe_ai_settings_get_string (get_settings (&self), TROUPE_FIELD_SYSTEM_PROMPT), ==, prompt);
  g_assert_false (troupe_editor_page_get_is_pending (TROUPE_EDITOR_PAGE (self.page)));

  tear_down (&self);
}

/* Colours would cost a keystroke the square of the number of members. */
static void
test_a_long_text_has_no_colours (void)
{
  g_autoptr(JsonObject) extra = json_object_new ();
  Fixture self;

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *name = g_strdup_printf ("x-%u", i);

      json_object_set_array_member (extra, name, json_array_new ());
    }

  set_up (&self, FALSE);
  g_assert_true (gtk_source_buffer_get_highlight_syntax (GTK_SOURCE_BUFFER (self.buffer)));
  troupe_definition_set_extra (TROUPE_DEFINITION (self.persona), extra);
  spin ();
  g_assert_true (shows (&self, "\"x-9999\""));
  g_assert_false (gtk_source_buffer_get_highlight_syntax (GTK_SOURCE_BUFFER (self.buffer)));
  troupe_definition_set_extra (TROUPE_DEFINITION (self.persona), NULL);
  spin ();
  g_assert_true (gtk_source_buffer_get_highlight_syntax (GTK_SOURCE_BUFFER (self.buffer)));

  gtk_text_buffer_set_text (self.buffer, "", -1);
  replace (&self, "", "[");
  for (guint i = 0; i < 17; i++)
    {
      g_autofree char *text = troupe_text_buffer_dup_text (self.buffer);

      gtk_text_buffer_insert_at_cursor (self.buffer, text, -1);
    }
  g_assert_false (gtk_source_buffer_get_highlight_syntax (GTK_SOURCE_BUFFER (self.buffer)));

  tear_down (&self);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

  g_test_add_func ("/app/editor/json/two-way", test_two_way);
  g_test_add_func ("/app/editor/json/what-cannot-be-read-stays", test_what_cannot_be_read_stays);
  g_test_add_func ("/app/editor/json/the-id-stays-once-it-is-saved", test_the_id_stays_once_it_is_saved);
  g_test_add_func ("/app/editor/json/a-long-text-is-read-a-moment-later", test_a_long_text_is_read_a_moment_later);

  g_test_add_func ("/app/editor/json/a-long-text-has-no-colours", test_a_long_text_has_no_colours);

  return g_test_run ();
}
