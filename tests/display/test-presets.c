/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>

#include "troupe-bias-profile-page.h"
#include "troupe-bias-profile.h"
#include "troupe-layer-row.h"
#include "troupe-name-list.h"
#include "troupe-prompt-preset-prompt-page.h"
#include "troupe-prompt-preset-values-page.h"
#include "troupe-prompt-preset.h"
#include "troupe-tool-preset-page.h"
#include "troupe-tool-preset.h"
#include "troupe-tool-table.h"

/* The sections of presets and profiles: what a person does arrives in the copy, what happens to the copy shows. */

typedef struct
{
  TroupeWorkspace  *workspace;
  TroupeDefinition *copy;
  GtkWidget        *window;
  GtkWidget        *page;
  guint             n_changes;    /* of the copy */
} Fixture;

static void
spin (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
add_descendants (GtkWidget *widget,
                 GType      type,
                 GPtrArray *found)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (g_type_is_a (G_OBJECT_TYPE (child), type))
        g_ptr_array_add (found, child);
      add_descendants (child, type, found);
    }
}

/* (transfer none) (nullable): the one of a type that comes as the @nth, from 0 */
static gpointer
find (GtkWidget *widget,
      GType      type,
      guint      nth)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new ();

  add_descendants (widget, type, found);

  return nth < found->len ? g_ptr_array_index (found, nth) : NULL;
}

/* (transfer none) (nullable): the row of @name in the @nth list */
static GtkWidget *
find_row (Fixture    *self,
          guint       nth,
          const char *name)
{
  TroupeNameRow *row = troupe_name_list_find_row (find (self->page, TROUPE_TYPE_NAME_LIST, nth), name);

  return row != NULL ? GTK_WIDGET (row) : NULL;
}

static GtkDropDown *
find_choice (Fixture    *self,
             guint       nth,
             const char *name)
{
  return find (find_row (self, nth, name), GTK_TYPE_DROP_DOWN, 0);
}

static GtkEditable *
find_entry (Fixture    *self,
            guint       nth,
            const char *name)
{
  return find (find_row (self, nth, name), GTK_TYPE_ENTRY, 0);
}

/* What a person does in the last line of a list */
static void
add_name (Fixture    *self,
          guint       nth,
          const char *name)
{
  GtkWidget *row = find (find (self->page, TROUPE_TYPE_NAME_LIST, nth), ADW_TYPE_ENTRY_ROW, 0);

  gtk_editable_set_text (GTK_EDITABLE (row), name);
  g_signal_emit_by_name (row, "entry-activated");
  spin ();
}

static void
press_remove (GtkWidget *row)
{
  g_autoptr(GPtrArray) buttons = g_ptr_array_new ();

  /* The one of the drop-down comes first. */
  add_descendants (row, GTK_TYPE_BUTTON, buttons);
  g_assert_cmpuint (buttons->len, >, 0);
  g_signal_emit_by_name (g_ptr_array_index (buttons, buttons->len - 1), "clicked");
  spin ();
}

static void
count_cb (Fixture *self)
{
  self->n_changes++;
}

/* (transfer none): what tells that something in it changed */
static gpointer
get_changing (TroupeDefinition *copy)
{
  if (TROUPE_IS_PROMPT_PRESET (copy))
    return troupe_prompt_preset_get_settings (TROUPE_PROMPT_PRESET (copy));

  return copy;
}

static void
set_up (Fixture          *self,
        GType             type,
        TroupeDefinition *copy)
{
  self->workspace = troupe_workspace_new (NULL);
  self->copy = copy;
  self->window = gtk_window_new ();
  self->page = g_object_new (type, NULL);
  self->n_changes = 0;
  troupe_editor_page_set_source (TROUPE_EDITOR_PAGE (self->page), self->workspace, copy, FALSE);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 600, 1200);
  gtk_window_set_child (GTK_WINDOW (self->window), self->page);
  gtk_window_present (GTK_WINDOW (self->window));
  spin ();
  g_signal_connect_swapped (get_changing (copy), "changed", G_CALLBACK (count_cb), self);
}

static void
tear_down (Fixture *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  spin ();
  g_signal_handlers_disconnect_by_data (get_changing (self->copy), self);
  g_assert_finalize_object (self->copy);
  g_clear_object (&self->workspace);
}

/* The focus goes through every control, and the copy is as it was. */
static void
check_looking (Fixture *self)
{
  g_autoptr(TroupeDefinition) before = troupe_definition_copy (self->copy);
  int minimum;
  guint n_stops = 0;

  self->n_changes = 0;
  /* The focus goes by where things are. */
  gtk_test_widget_wait_for_draw (self->window);
  gtk_window_set_focus (GTK_WINDOW (self->window), NULL);
  while (gtk_widget_child_focus (self->page, GTK_DIR_TAB_FORWARD) && n_stops < 500)
    {
      spin ();
      n_stops++;
    }
  g_assert_cmpuint (n_stops, >, 8);
  g_assert_cmpuint (n_stops, <, 500);
  troupe_editor_page_set_source (TROUPE_EDITOR_PAGE (self->page), self->workspace, self->copy, FALSE);
  spin ();
  g_assert_true (troupe_definition_equal (self->copy, before));
  g_assert_cmpuint (self->n_changes, ==, 0);

  gtk_widget_measure (self->page, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
}

#define TOOLS 0
#define CATEGORIES 1

static void
test_weights (void)
{
  Fixture fixture;
  TroupeBiasProfile *profile = troupe_bias_profile_new ("mine");
  guint n_tools;
  const TroupeToolInfo *tools = troupe_tool_table_get (&n_tools);
  GtkDropDown *choice;
  double weight = -1;

  set_up (&fixture, TROUPE_TYPE_BIAS_PROFILE_PAGE, TROUPE_DEFINITION (profile));
  for (guint i = 0; i < n_tools; i++)
    g_assert_cmpuint (gtk_drop_down_get_selected (find_choice (&fixture, TOOLS, tools[i].name)), ==, 0);

  choice = find_choice (&fixture, TOOLS, "read_file");
  gtk_test_accessible_assert_property (choice, GTK_ACCESSIBLE_PROPERTY_LABEL, "Weight of read_file");
  gtk_drop_down_set_selected (choice, 6);
  g_assert_true (troupe_bias_profile_lookup_tool (profile, "read_file", &weight));
  g_assert_cmpfloat (weight, ==, 5);
  gtk_test_accessible_assert_property (choice, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "5, Preferred");
  gtk_drop_down_set_selected (choice, 1);
  g_assert_true (troupe_bias_profile_lookup_tool (profile, "read_file", &weight));
  g_assert_cmpfloat (weight, ==, 0);
  gtk_test_accessible_assert_property (choice, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "0, Left Out");
  gtk_drop_down_set_selected (choice, 0);
  g_assert_false (troupe_bias_profile_lookup_tool (profile, "read_file", &weight));
  g_assert_cmpuint (fixture.n_changes, ==, 3);

  /* From elsewhere: what has no number of its own here, and what is not known here */
  troupe_bias_profile_set_tool (profile, "read_file", 1.25);
  gtk_test_accessible_assert_property (choice, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "1.25, Last Resort");
  troupe_bias_profile_set_tool (profile, "dig", 4);
  g_assert_cmpuint (gtk_drop_down_get_selected (find_choice (&fixture, TOOLS, "dig")), ==, 5);
  check_looking (&fixture);

  /* An unknown one stays for as long as a person works at it. */
  gtk_drop_down_set_selected (find_choice (&fixture, TOOLS, "dig"), 0);
  g_assert_false (troupe_bias_profile_lookup_tool (profile, "dig", &weight));
  gtk_drop_down_set_selected (find_choice (&fixture, TOOLS, "dig"), 2);
  g_assert_true (troupe_bias_profile_lookup_tool (profile, "dig", &weight));
  troupe_bias_profile_remove_tool (profile, "dig");
  g_assert_null (find_row (&fixture, TOOLS, "dig"));
  tear_down (&fixture);
}

static void
test_weight_names (void)
{
  Fixture fixture;
  TroupeBiasProfile *profile = troupe_bias_profile_new ("mine");
  GtkWidget *focus;
  double value = -1;

  set_up (&fixture, TROUPE_TYPE_BIAS_PROFILE_PAGE, TROUPE_DEFINITION (profile));
  add_name (&fixture, TOOLS, "  ");
  add_name (&fixture, TOOLS, "run_command");
  g_assert_cmpuint (fixture.n_changes, ==, 0);
  focus = gtk_window_get_focus (GTK_WINDOW (fixture.window));
  g_assert_true (gtk_widget_is_ancestor (focus, find_row (&fixture, TOOLS, "run_command")));

  add_name (&fixture, TOOLS, " dig ");
  g_assert_true (troupe_bias_profile_lookup_tool (profile, "dig", &value));
  g_assert_cmpfloat (value, ==, TROUPE_BIAS_NEUTRAL);
  focus = gtk_window_get_focus (GTK_WINDOW (fixture.window));
  g_assert_true (gtk_widget_is_ancestor (focus, find_row (&fixture, TOOLS, "dig")));
  press_remove (find_row (&fixture, TOOLS, "dig"));
  g_assert_false (troupe_bias_profile_lookup_tool (profile, "dig", &value));
  g_assert_null (find_row (&fixture, TOOLS, "dig"));

  add_name (&fixture, CATEGORIES, "mcp:garden");
  g_assert_true (troupe_bias_profile_lookup_category (profile, "mcp:garden", &value));
  g_assert_cmpfloat (value, ==, 1);
  g_assert_cmpstr (gtk_editable_get_text (find_entry (&fixture, CATEGORIES, "mcp:garden")), ==, "1");
  press_remove (find_row (&fixture, CATEGORIES, "mcp:garden"));
  g_assert_false (troupe_bias_profile_lookup_category (profile, "mcp:garden", &value));
  g_assert_cmpuint (fixture.n_changes, ==, 4);
  tear_down (&fixture);
}

static void
test_multipliers (void)
{
  Fixture fixture;
  TroupeBiasProfile *profile = troupe_bias_profile_new ("mine");
  TroupeEditorPage *page;
  GtkEditable *entry;
  double value = -1;

  set_up (&fixture, TROUPE_TYPE_BIAS_PROFILE_PAGE, TROUPE_DEFINITION (profile));
  page = TROUPE_EDITOR_PAGE (fixture.page);
  entry = find_entry (&fixture, CATEGORIES, "shell");
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "");

  gtk_editable_set_text (entry, "0.50");
  g_assert_true (troupe_bias_profile_lookup_category (profile, "shell", &value));
  g_assert_cmpfloat (value, ==, 0.5);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "0.50");

  gtk_editable_set_text (entry, "much");
  g_assert_nonnull (troupe_editor_page_get_problem (page));
  /* Something else that changes does not hide it. */
  troupe_bias_profile_set_tool (profile, "read_file", 5);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "much");
  troupe_editor_page_show_problem (page);
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (fixture.window)), GTK_WIDGET (entry)));
  gtk_editable_set_text (entry, "11");
  g_assert_nonnull (troupe_editor_page_get_problem (page));

  gtk_editable_set_text (entry, "");
  g_assert_null (troupe_editor_page_get_problem (page));
  g_assert_false (troupe_bias_profile_lookup_category (profile, "shell", &value));

  /* From elsewhere */
  troupe_bias_profile_set_category (profile, "shell", 0.1 + 0.2);
  g_assert_cmpfloat (g_strtod (gtk_editable_get_text (entry), NULL), ==, 0.1 + 0.2);
  troupe_bias_profile_set_category (profile, "mcp:garden", 2);
  g_assert_cmpstr (gtk_editable_get_text (find_entry (&fixture, CATEGORIES, "mcp:garden")), ==, "2");
  gtk_editable_set_text (find_entry (&fixture, CATEGORIES, "mcp:garden"), "-1");
  g_assert_nonnull (troupe_editor_page_get_problem (page));
  press_remove (find_row (&fixture, CATEGORIES, "mcp:garden"));
  g_assert_null (troupe_editor_page_get_problem (page));
  check_looking (&fixture);
  tear_down (&fixture);
}

/* Of the files, of the shell */
#define FILES 0
#define SHELL 1

#define assert_permission(preset, category, tool, expected) \
  G_STMT_START { \
    TroupePermission found_ = TROUPE_PERMISSION_OFF; \
    g_assert_true (troupe_tool_preset_lookup (preset, category, tool, &found_)); \
    g_assert_cmpint (found_, ==, expected); \
  } G_STMT_END

#define assert_unstated(preset, category, tool) \
  G_STMT_START { \
    TroupePermission found_; \
    g_assert_false (troupe_tool_preset_lookup (preset, category, tool, &found_)); \
  } G_STMT_END

static void
test_permissions (void)
{
  Fixture fixture;
  TroupeToolPreset *preset = troupe_tool_preset_new ("mine");
  guint n_tools;
  const TroupeToolInfo *tools = troupe_tool_table_get (&n_tools);
  GtkDropDown *choice;

  set_up (&fixture, TROUPE_TYPE_TOOL_PRESET_PAGE, TROUPE_DEFINITION (preset));
  for (guint i = 0; i < n_tools; i++)
    {
      guint nth = g_str_equal (tools[i].category, "files") ? FILES : SHELL;

      g_assert_cmpuint (gtk_drop_down_get_selected (find_choice (&fixture, nth, tools[i].name)), ==, 0);
    }

  choice = find_choice (&fixture, FILES, "read_file");
  gtk_test_accessible_assert_property (choice, GTK_ACCESSIBLE_PROPERTY_LABEL, "Permission of read_file, Files");
  gtk_drop_down_set_selected (choice, 1);
  assert_permission (preset, "files", "read_file", TROUPE_PERMISSION_OFF);
  gtk_drop_down_set_selected (choice, 2);
  assert_permission (preset, "files", "read_file", TROUPE_PERMISSION_ASK);
  gtk_drop_down_set_selected (choice, 3);
  assert_permission (preset, "files", "read_file", TROUPE_PERMISSION_AUTO);
  gtk_drop_down_set_selected (choice, 0);
  assert_unstated (preset, "files", "read_file");
  gtk_drop_down_set_selected (find_choice (&fixture, SHELL, "*"), 1);
  assert_permission (preset, "shell", "*", TROUPE_PERMISSION_OFF);
  assert_unstated (preset, "files", "*");
  g_assert_cmpuint (fixture.n_changes, ==, 5);

  /* From elsewhere, also what is not known here, or not there */
  troupe_tool_preset_set_permission (preset, "files", "read_file", TROUPE_PERMISSION_AUTO);
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, 3);
  troupe_tool_preset_set_permission (preset, "shell", "read_file", TROUPE_PERMISSION_OFF);
  g_assert_cmpuint (gtk_drop_down_get_selected (find_choice (&fixture, SHELL, "read_file")), ==, 1);
  troupe_tool_preset_set_permission (preset, "mcp:<garden>", "dig", TROUPE_PERMISSION_AUTO);
  g_assert_cmpuint (gtk_drop_down_get_selected (find_choice (&fixture, 2, "dig")), ==, 3);
  g_assert_cmpuint (gtk_drop_down_get_selected (find_choice (&fixture, 2, "*")), ==, 0);
  check_looking (&fixture);

  /* What is not known stays for as long as a person works at it. */
  gtk_drop_down_set_selected (find_choice (&fixture, 2, "dig"), 0);
  assert_unstated (preset, "mcp:<garden>", "dig");
  gtk_drop_down_set_selected (find_choice (&fixture, 2, "dig"), 1);
  assert_permission (preset, "mcp:<garden>", "dig", TROUPE_PERMISSION_OFF);
  troupe_tool_preset_remove (preset, "mcp:<garden>", "dig");
  g_assert_null (find_row (&fixture, 2, "dig"));
  tear_down (&fixture);
}

static void
test_permission_names (void)
{
  Fixture fixture;
  TroupeToolPreset *preset = troupe_tool_preset_new ("mine");
  GtkWidget *focus;

  set_up (&fixture, TROUPE_TYPE_TOOL_PRESET_PAGE, TROUPE_DEFINITION (preset));
  add_name (&fixture, FILES, "list_files");
  add_name (&fixture, FILES, "*");
  g_assert_cmpuint (fixture.n_changes, ==, 0);
  add_name (&fixture, SHELL, "dig");
  assert_permission (preset, "shell", "dig", TROUPE_PERMISSION_ASK);
  focus = gtk_window_get_focus (GTK_WINDOW (fixture.window));
  g_assert_true (gtk_widget_is_ancestor (focus, find_row (&fixture, SHELL, "dig")));
  press_remove (find_row (&fixture, SHELL, "dig"));
  assert_unstated (preset, "shell", "dig");
  g_assert_null (find_row (&fixture, SHELL, "dig"));

  /* The last list is the one in which categories are added. */
  add_name (&fixture, 2, "shell");
  g_assert_cmpuint (fixture.n_changes, ==, 2);
  add_name (&fixture, 2, "mcp:garden");
  assert_permission (preset, "mcp:garden", "*", TROUPE_PERMISSION_ASK);
  focus = gtk_window_get_focus (GTK_WINDOW (fixture.window));
  g_assert_true (gtk_widget_is_ancestor (focus, find_row (&fixture, 2, "*")));
  add_name (&fixture, 2, "dig");
  assert_permission (preset, "mcp:garden", "dig", TROUPE_PERMISSION_ASK);
  /* In its header */
  g_signal_emit_by_name (find (find (fixture.page, TROUPE_TYPE_NAME_LIST, 2), GTK_TYPE_BUTTON, 0), "clicked");
  spin ();
  assert_unstated (preset, "mcp:garden", "*");
  assert_unstated (preset, "mcp:garden", "dig");
  g_assert_null (find_row (&fixture, 2, "*"));
  g_assert_nonnull (find_row (&fixture, SHELL, "*"));
  tear_down (&fixture);
}

static TroupeAiSettings *
get_preset (Fixture *self)
{
  return troupe_prompt_preset_get_settings (TROUPE_PROMPT_PRESET (self->copy));
}

static void
assert_prompt (Fixture    *self,
               const char *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (find (self->page, GTK_TYPE_TEXT_VIEW, 0));
  g_autofree char *shown = NULL;
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  shown = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  g_assert_cmpstr (shown, ==, text);
}

static void
test_prompt (void)
{
  g_autofree char *long_text = NULL;
  Fixture self;
  GtkTextBuffer *buffer;

  set_up (&self, TROUPE_TYPE_PROMPT_PRESET_PROMPT_PAGE, TROUPE_DEFINITION (troupe_prompt_preset_new ("house")));
  buffer = gtk_text_view_get_buffer (find (self.page, GTK_TYPE_TEXT_VIEW, 0));

  gtk_text_buffer_insert_at_cursor (buffer, "Be *short*.\n", -1);
  g_assert_cmpstr (troupe_ai_settings_get_string (get_preset (&self), TROUPE_FIELD_SYSTEM_PROMPT), ==, "Be *short*.\n");
  troupe_ai_settings_set_string (get_preset (&self), TROUPE_FIELD_SYSTEM_PROMPT, "Be long.");
  assert_prompt (&self, "Be long.");
  gtk_text_buffer_set_text (buffer, "", -1);
  g_assert_cmpint (troupe_ai_settings_get_state (get_preset (&self), TROUPE_FIELD_SYSTEM_PROMPT), ==, TROUPE_FIELD_STATE_UNSET);

  long_text = g_strnfill (64 * 1024, 'a');
  gtk_text_buffer_set_text (buffer, long_text, -1);
  g_assert_cmpstr (troupe_ai_settings_get_string (get_preset (&self), TROUPE_FIELD_SYSTEM_PROMPT), ==, long_text);
  g_assert_null (troupe_editor_page_get_problem (TROUPE_EDITOR_PAGE (self.page)));

  tear_down (&self);
}

static void
test_values (void)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new ();
  guint found = 0;
  Fixture self;

  set_up (&self, TROUPE_TYPE_PROMPT_PRESET_VALUES_PAGE, TROUPE_DEFINITION (troupe_prompt_preset_new ("house")));

  /* Its text has a section of its own, its models have no row, and it cannot choose another preset. */
  add_descendants (self.page, TROUPE_TYPE_LAYER_ROW, rows);
  for (guint i = 0; i < rows->len; i++)
    found |= 1u << troupe_layer_row_get_field (rows->pdata[i]);
  found |= 1u << TROUPE_FIELD_SYSTEM_PROMPT | 1u << TROUPE_FIELD_PREFERRED_MODELS | 1u << TROUPE_FIELD_PROMPT_PRESET_ID;
  g_assert_cmphex (found, ==, (1u << TROUPE_N_FIELDS) - 1);
  g_assert_cmpuint (self.n_changes, ==, 0);

  troupe_ai_settings_set_double (get_preset (&self), TROUPE_FIELD_TEMPERATURE, 0.25);
  spin ();
  for (guint i = 0; i < rows->len; i++)
    if (troupe_layer_row_get_field (rows->pdata[i]) == TROUPE_FIELD_TEMPERATURE)
      g_assert_cmpstr (gtk_editable_get_text (find (rows->pdata[i], GTK_TYPE_EDITABLE, 0)), ==, "0.25");

  tear_down (&self);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

  g_test_add_func ("/app/preset/prompt/two-way", test_prompt);
  g_test_add_func ("/app/preset/values/every-field", test_values);
  g_test_add_func ("/app/preset/weights/two-way", test_weights);
  g_test_add_func ("/app/preset/weights/names", test_weight_names);
  g_test_add_func ("/app/preset/weights/multipliers", test_multipliers);
  g_test_add_func ("/app/preset/permissions/two-way", test_permissions);
  g_test_add_func ("/app/preset/permissions/names", test_permission_names);

  return g_test_run ();
}
