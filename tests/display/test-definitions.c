/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>

#include "troupe-bias-profile.h"
#include "troupe-definition-dialog.h"
#include "troupe-definition-editor.h"
#include "troupe-editor-page.h"
#include "troupe-editor-sections.h"
#include "troupe-identity-page.h"
#include "troupe-line-diff.h"
#include "troupe-prompt-preset.h"
#include "troupe-section-list.h"
#include "troupe-tool-preset.h"

static void
spin (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* (transfer none) (nullable): the first widget of a type in another */
static GtkWidget *
find_descendant (GtkWidget *widget,
                 GType      type)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (child), type) ? child : find_descendant (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static TroupeDefinition *
create (TroupeKind kind)
{
  switch (kind)
    {
    case TROUPE_KIND_PROMPT_PRESET:
      return TROUPE_DEFINITION (troupe_prompt_preset_new ("mine"));
    case TROUPE_KIND_TOOL_PRESET:
      return TROUPE_DEFINITION (troupe_tool_preset_new ("mine"));
    case TROUPE_KIND_BIAS_PROFILE:
      return TROUPE_DEFINITION (troupe_bias_profile_new ("mine"));
    case TROUPE_KIND_TRACK:
    case TROUPE_KIND_PERSONA:
    default:
      return TROUPE_DEFINITION (troupe_persona_new ("mine"));
    }
}

static const TroupeKind kinds[] = {
  TROUPE_KIND_PERSONA, TROUPE_KIND_PROMPT_PRESET, TROUPE_KIND_TOOL_PRESET, TROUPE_KIND_BIAS_PROFILE,
};

/* Every kind has its sections, each with an id of its own and the type of a page; Identity comes first. */
static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      guint n_sections;
      const TroupeEditorSection *sections = troupe_editor_sections_find (kinds[i], &n_sections);

      g_assert_cmpuint (n_sections, >, 0);
      g_assert_cmpstr (sections[0].id, ==, "identity");
      for (guint j = 0; j < n_sections; j++)
        {
          g_assert_true (sections[j].kind == kinds[i]);
          g_assert_true (g_type_is_a (sections[j].get_type (), TROUPE_TYPE_EDITOR_PAGE));
          for (guint k = 0; k < j; k++)
            g_assert_cmpstr (sections[j].id, !=, sections[k].id);
        }
    }
  g_assert_null (troupe_editor_sections_find (TROUPE_KIND_TRACK, NULL));
}

/* Opened and closed again and again, a dialog leaves nothing alive, the copy least of all. */
static void
test_leaves_nothing (gconstpointer data)
{
  TroupeKind kind = *(const TroupeKind *) data;
  g_autoptr(TroupeWorkspace) workspace = troupe_workspace_new (NULL);
  gpointer dialogs[200];
  gpointer copies[200];
  GtkWidget *parent = gtk_window_new ();

  gtk_window_present (GTK_WINDOW (parent));
  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
    {
      TroupeDefinition *source = i % 2 == 0 ? create (kind) : NULL;
      GtkWidget *dialog, *editor;

      dialog = troupe_definition_dialog_new (GTK_WINDOW (parent), workspace, source, kind, i % 3 == 0 ? "identity" : NULL);
      editor = find_descendant (dialog, TROUPE_TYPE_DEFINITION_EDITOR);
      dialogs[i] = dialog;
      g_object_add_weak_pointer (G_OBJECT (dialog), &dialogs[i]);
      copies[i] = troupe_definition_editor_get_copy (TROUPE_DEFINITION_EDITOR (editor));
      g_object_add_weak_pointer (copies[i], &copies[i]);
      troupe_definition_dialog_present (TROUPE_DEFINITION_DIALOG (dialog));
      spin ();
      gtk_window_destroy (GTK_WINDOW (dialog));
      spin ();
      if (source != NULL)
        g_assert_finalize_object (source);
    }

  gtk_window_destroy (GTK_WINDOW (parent));
  spin ();

  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
    {
      g_assert_null (dialogs[i]);
      g_assert_null (copies[i]);
    }
}

static void
open_editor (GtkWidget        **window,
             GtkWidget        **editor,
             TroupeWorkspace   *workspace,
             TroupeDefinition  *copy,
             gboolean           is_new)
{
  *window = gtk_window_new ();
  *editor = g_object_new (TROUPE_TYPE_DEFINITION_EDITOR, NULL);
  troupe_definition_editor_set_source (TROUPE_DEFINITION_EDITOR (*editor), workspace, copy, is_new);
  gtk_window_set_child (GTK_WINDOW (*window), *editor);
  gtk_window_present (GTK_WINDOW (*window));
  spin ();
}

/* The id of a new one follows its name, that of a saved one stays, and what another section writes shows. */
static void
test_identity (void)
{
  g_autoptr(TroupeWorkspace) workspace = troupe_workspace_new (NULL);

  for (guint is_new = 0; is_new < 2; is_new++)
    {
      TroupeDefinition *copy = create (TROUPE_KIND_BIAS_PROFILE);
      GtkWidget *window, *editor, *page, *row;

      open_editor (&window, &editor, workspace, copy, is_new == 1);
      page = find_descendant (editor, TROUPE_TYPE_IDENTITY_PAGE);
      row = find_descendant (page, ADW_TYPE_ENTRY_ROW);
      g_assert_false (troupe_definition_editor_get_touched (TROUPE_DEFINITION_EDITOR (editor)));

      gtk_editable_set_text (GTK_EDITABLE (row), "  My Own ");
      g_assert_cmpstr (troupe_definition_get_name (copy), ==, "My Own");
      g_assert_cmpstr (troupe_definition_get_id (copy), ==, is_new == 1 ? "my-own" : "mine");
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "  My Own ");
      g_assert_true (troupe_definition_editor_get_touched (TROUPE_DEFINITION_EDITOR (editor)));

      troupe_definition_set_name (copy, "Elsewhere");
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "Elsewhere");

      gtk_editable_set_text (GTK_EDITABLE (row), " ");
      g_assert_nonnull (troupe_definition_editor_get_problem (TROUPE_DEFINITION_EDITOR (editor)));
      g_assert_true (gtk_widget_has_css_class (row, "error"));

      gtk_window_destroy (GTK_WINDOW (window));
      spin ();
      g_assert_finalize_object (copy);
    }
}

/* What cannot be saved is marked in the list, with words, and not before anything was touched. */
static void
test_mark (void)
{
  g_autoptr(TroupeWorkspace) workspace = troupe_workspace_new (NULL);
  TroupeDefinition *copy = create (TROUPE_KIND_PERSONA);
  GtkWidget *window, *editor, *button;

  open_editor (&window, &editor, workspace, copy, TRUE);
  button = find_descendant (find_descendant (editor, TROUPE_TYPE_SECTION_LIST), GTK_TYPE_TOGGLE_BUTTON);
  g_assert_nonnull (troupe_definition_editor_get_problem (TROUPE_DEFINITION_EDITOR (editor)));
  g_assert_null (gtk_widget_get_tooltip_text (button));

  troupe_definition_editor_show_problem (TROUPE_DEFINITION_EDITOR (editor));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "A persona needs a name");
  gtk_test_accessible_assert_property (button, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "A persona needs a name");

  gtk_window_destroy (GTK_WINDOW (window));
  spin ();
  g_assert_finalize_object (copy);
}

/* A telephone is wide enough for it. */
static void
test_narrow (void)
{
  g_autoptr(TroupeWorkspace) workspace = troupe_workspace_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      TroupeDefinition *copy = create (kinds[i]);
      GtkWidget *window, *editor;
      int minimum;

      open_editor (&window, &editor, workspace, copy, TRUE);
      gtk_widget_measure (editor, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      g_assert_cmpint (minimum, <=, 360);
      gtk_window_destroy (GTK_WINDOW (window));
      spin ();
      g_assert_finalize_object (copy);
    }
}

static const struct
{
  const char *before;
  const char *after;
  const char *diff;
} diff_cases[] = {
  { "", "", "" },
  { "a\n", "a\n", " a\n" },
  { "", "a\nb\n", "+a\n+b\n" },
  { "a\nb\n", "", "-a\n-b\n" },
  { "a\nb\nc\n", "a\nx\nc\n", " a\n-b\n+x\n c\n" },
  { "a\nb\nc\nd\n", "b\nc\ne\nd\n", "-a\n b\n c\n+e\n d\n" },
  { "a\na\n", "a\n", " a\n-a\n" },
  { "שורה\n", "🎭\n", "-שורה\n+🎭\n" },
};

static void
test_diff (void)
{
  g_autoptr(GString) before = g_string_new (NULL);
  g_autoptr(GString) after = g_string_new (NULL);
  g_autofree char *large = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (diff_cases); i++)
    {
      g_autofree char *diff = troupe_line_diff (diff_cases[i].before, diff_cases[i].after);

      g_assert_cmpstr (diff, ==, diff_cases[i].diff);
    }

  /* Too much to look for what is common in its middle, but all of it is there. */
  for (guint i = 0; i < 5000; i++)
    {
      g_string_append_printf (before, "%u\n", i);
      g_string_append_printf (after, "%u\n", 5000 - i);
    }
  large = troupe_line_diff (before->str, after->str);
  g_assert_cmpuint (strlen (large), >=, before->len);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  adw_init ();

  g_test_add_func ("/app/editor/table", test_table);
  g_test_add_func ("/app/editor/identity", test_identity);
  g_test_add_func ("/app/editor/marks-what-is-wrong", test_mark);
  g_test_add_func ("/app/editor/narrow", test_narrow);
  g_test_add_func ("/app/editor/line-diff", test_diff);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strdup_printf ("/app/editor/leaves-nothing-behind/%u", i);

      g_test_add_data_func (path, &kinds[i], test_leaves_nothing);
    }

  return g_test_run ();
}
