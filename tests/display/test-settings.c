/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>

#include "troupe-choice.h"
#include "troupe-definition-editor.h"
#include "troupe-model-row.h"
#include "troupe-number-entry.h"
#include "troupe-number-row.h"
#include "troupe-persona-prompt-page.h"
#include "troupe-setting-text.h"

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

static void
count_cb (GObject *object,
          guint   *count)
{
  *count += 1;
}

static const struct
{
  TroupeField  field;
  double       value;
  const char  *text;
} number_cases[] = {
  { TROUPE_FIELD_TEMPERATURE, 0.25, "0.25" },
  { TROUPE_FIELD_TEMPERATURE, 0.255, "0.255" },
  { TROUPE_FIELD_TEMPERATURE, 0.1 + 0.2, "0.30000000000000004" },
  { TROUPE_FIELD_TEMPERATURE, 0, "0.00" },
  { TROUPE_FIELD_TEMPERATURE, 2, "2.00" },
  { TROUPE_FIELD_TOP_P, 0.999999, "0.999999" },
  { TROUPE_FIELD_MAX_OUTPUT_TOKENS, 1, "1" },
  { TROUPE_FIELD_MAX_OUTPUT_TOKENS, 4096, "4096" },
};

static void
test_number_as_it_is (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (number_cases); i++)
    {
      GtkWidget *window = gtk_window_new ();
      GtkWidget *entry = troupe_number_entry_new (number_cases[i].field);
      GtkWidget *spin_button = find_descendant (entry, GTK_TYPE_SPIN_BUTTON);
      guint n_changes = 0;

      g_signal_connect (entry, "changed", G_CALLBACK (count_cb), &n_changes);
      gtk_window_set_child (GTK_WINDOW (window), entry);
      troupe_number_entry_set_value (TROUPE_NUMBER_ENTRY (entry), number_cases[i].value);
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (spin_button)), ==, number_cases[i].text);

      /* What leaving a spin button does: it reads what it shows. */
      gtk_window_present (GTK_WINDOW (window));
      gtk_widget_grab_focus (spin_button);
      spin ();
      gtk_spin_button_update (GTK_SPIN_BUTTON (spin_button));
      gtk_window_set_focus (GTK_WINDOW (window), NULL);
      spin ();
      g_assert_cmpfloat (troupe_number_entry_get_value (TROUPE_NUMBER_ENTRY (entry)), ==, number_cases[i].value);
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (spin_button)), ==, number_cases[i].text);
      g_assert_cmpuint (n_changes, ==, 0);

      gtk_window_destroy (GTK_WINDOW (window));
    }
}

static const struct
{
  const char *typed;
  double      value;
  guint       n_changes;
} typed_cases[] = {
  { "0.7", 0.7, 1 },
  { " 0.125 ", 0.125, 1 },
  { "0.50", 0.5, 0 },
  { "warm", 0.5, 0 },
  { "", 0.5, 0 },
  { "7", 0.5, 0 },
};

static void
test_number_typed (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (typed_cases); i++)
    {
      GtkWidget *entry = g_object_ref_sink (troupe_number_entry_new (TROUPE_FIELD_TEMPERATURE));
      GtkWidget *spin_button = find_descendant (entry, GTK_TYPE_SPIN_BUTTON);
      guint n_changes = 0;

      troupe_number_entry_set_value (TROUPE_NUMBER_ENTRY (entry), 0.5);
      g_signal_connect (entry, "changed", G_CALLBACK (count_cb), &n_changes);
      gtk_editable_set_text (GTK_EDITABLE (spin_button), typed_cases[i].typed);
      gtk_spin_button_update (GTK_SPIN_BUTTON (spin_button));
      g_assert_cmpfloat (troupe_number_entry_get_value (TROUPE_NUMBER_ENTRY (entry)), ==, typed_cases[i].value);
      g_assert_cmpuint (n_changes, ==, typed_cases[i].n_changes);

      g_assert_finalize_object (entry);
    }
}

static GPtrArray *
create_choices (const char * const *ids)
{
  GPtrArray *choices = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; ids[i] != NULL; i++)
    g_ptr_array_add (choices, troupe_choice_new (ids[i], ids[i]));

  return choices;
}

static void
test_choice_by_id (void)
{
  GtkWidget *button = g_object_ref_sink (troupe_choice_button_new ("Fruit"));
  TroupeChoiceButton *choice = TROUPE_CHOICE_BUTTON (button);
  GtkWidget *drop_down = gtk_widget_get_first_child (button);
  guint n_choices = 0;

  g_signal_connect (button, "chosen", G_CALLBACK (count_cb), &n_choices);
  troupe_choice_button_set_choices (choice, create_choices ((const char *[]) { "apple", "pear", NULL }));
  troupe_choice_button_set_chosen (choice, "pear", NULL);
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (drop_down)), ==, 1);

  /* Another order, and a list without it. */
  troupe_choice_button_set_choices (choice, create_choices ((const char *[]) { "pear", "quince", "apple", NULL }));
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (drop_down)), ==, 0);
  troupe_choice_button_set_choices (choice, create_choices ((const char *[]) { "quince", NULL }));
  g_assert_cmpstr (troupe_choice_button_get_chosen (choice), ==, "pear");
  troupe_choice_button_set_choices (choice, create_choices ((const char *[]) { NULL }));
  g_assert_cmpstr (troupe_choice_button_get_chosen (choice), ==, "pear");
  g_assert_cmpuint (n_choices, ==, 0);

  /* A person's choice is another matter. */
  troupe_choice_button_set_choices (choice, create_choices ((const char *[]) { "pear", "quince", NULL }));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), 1);
  g_assert_cmpstr (troupe_choice_button_get_chosen (choice), ==, "quince");
  g_assert_cmpuint (n_choices, ==, 1);

  g_assert_finalize_object (button);
}

/* A row without a workspace shows what the resolver says, and writes nothing back. */
static void
test_row_follows (void)
{
  g_autoptr(TroupeAiSettings) defaults = troupe_ai_settings_new ();
  g_autoptr(TroupeResolver) resolver = troupe_resolver_new (NULL);
  GtkWidget *window = gtk_window_new ();
  GtkWidget *row = g_object_new (TROUPE_TYPE_NUMBER_ROW, "field", "temperature", "has-scale", TRUE, NULL);
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *spin_button = find_descendant (row, GTK_TYPE_SPIN_BUTTON);

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  gtk_window_set_child (GTK_WINDOW (window), list);
  gtk_window_present (GTK_WINDOW (window));
  troupe_resolver_set_layer (resolver, TROUPE_LAYER_USER, "user", defaults);
  troupe_setting_row_set_source (TROUPE_SETTING_ROW (row), NULL, resolver);

  for (guint i = 0; i < G_N_ELEMENTS (number_cases); i++)
    {
      if (number_cases[i].field != TROUPE_FIELD_TEMPERATURE)
        continue;

      troupe_ai_settings_set_double (defaults, TROUPE_FIELD_TEMPERATURE, number_cases[i].value);
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (spin_button)), ==, number_cases[i].text);
      gtk_widget_grab_focus (spin_button);
      spin ();
      gtk_spin_button_update (GTK_SPIN_BUTTON (spin_button));
      gtk_window_set_focus (GTK_WINDOW (window), NULL);
      spin ();
      g_assert_cmpuint (troupe_resolver_get_n_overrides (resolver), ==, 0);
    }

  troupe_ai_settings_omit (defaults, TROUPE_FIELD_TEMPERATURE);
  g_assert_false (gtk_widget_get_visible (gtk_widget_get_parent (spin_button)));
  troupe_ai_settings_unset (defaults, TROUPE_FIELD_TEMPERATURE);
  spin ();
  g_assert_cmpuint (troupe_resolver_get_n_overrides (resolver), ==, 0);

  /* And a gesture is one. */
  troupe_ai_settings_set_double (defaults, TROUPE_FIELD_TEMPERATURE, 0.25);
  gtk_spin_button_spin (GTK_SPIN_BUTTON (spin_button), GTK_SPIN_STEP_FORWARD, 0.05);
  g_assert_cmpuint (troupe_resolver_get_n_overrides (resolver), ==, 1);
  g_assert_cmpfloat (g_value_get_double (troupe_resolver_get_value (resolver, TROUPE_FIELD_TEMPERATURE)), ==, 0.3);

  gtk_window_destroy (GTK_WINDOW (window));
  spin ();
  g_assert_finalize_object (g_steal_pointer (&resolver));
}

/* What is wrong in a section holds Save back, is no fault of the name's, and is where one is led to. */
static void
test_editor_problem_of_section (void)
{
  g_autoptr(TroupeWorkspace) workspace = troupe_workspace_new (NULL);
  TroupePersona *persona = troupe_persona_new ("ada");
  GtkWidget *window = gtk_window_new ();
  GtkWidget *editor = g_object_new (TROUPE_TYPE_DEFINITION_EDITOR, NULL);
  GtkWidget *page, *stack;

  troupe_definition_set_name (TROUPE_DEFINITION (persona), "Ada");
  troupe_definition_editor_set_source (TROUPE_DEFINITION_EDITOR (editor), workspace, TROUPE_DEFINITION (persona), FALSE);
  gtk_window_set_child (GTK_WINDOW (window), editor);
  gtk_window_present (GTK_WINDOW (window));
  spin ();
  g_assert_null (troupe_definition_editor_get_problem (TROUPE_DEFINITION_EDITOR (editor)));

  page = find_descendant (editor, TROUPE_TYPE_PERSONA_PROMPT_PAGE);
  stack = gtk_widget_get_ancestor (page, GTK_TYPE_STACK);
  troupe_editor_page_set_problem (TROUPE_EDITOR_PAGE (page), "The prompt is too long");
  g_assert_cmpstr (troupe_definition_editor_get_problem (TROUPE_DEFINITION_EDITOR (editor)), ==, "The prompt is too long");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "identity");

  troupe_definition_editor_show_problem (TROUPE_DEFINITION_EDITOR (editor));
  g_assert_true (gtk_stack_get_visible_child (GTK_STACK (stack)) == page);
  g_assert_false (gtk_widget_has_css_class (find_descendant (editor, ADW_TYPE_ENTRY_ROW), "error"));

  gtk_window_destroy (GTK_WINDOW (window));
  spin ();
  g_assert_finalize_object (persona);
}

/* Opened and closed again and again, the form leaves nothing alive. */
static void
test_editor_leaves_nothing (void)
{
  g_autoptr(TroupeWorkspace) workspace = troupe_workspace_new (NULL);
  gpointer editors[200];

  for (guint i = 0; i < G_N_ELEMENTS (editors); i++)
    {
      GtkWidget *window = gtk_window_new ();
      GtkWidget *editor = g_object_new (TROUPE_TYPE_DEFINITION_EDITOR, NULL);
      TroupePersona *persona = troupe_persona_new ("ada");

      editors[i] = editor;
      g_object_add_weak_pointer (G_OBJECT (editor), &editors[i]);
      troupe_definition_editor_set_source (TROUPE_DEFINITION_EDITOR (editor), workspace, TROUPE_DEFINITION (persona), i % 2 == 0);
      gtk_window_set_child (GTK_WINDOW (window), editor);
      gtk_window_present (GTK_WINDOW (window));
      spin ();
      gtk_window_destroy (GTK_WINDOW (window));
      spin ();
      g_assert_finalize_object (persona);
    }

  for (guint i = 0; i < G_N_ELEMENTS (editors); i++)
    g_assert_null (editors[i]);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  adw_init ();

  g_test_add_func ("/app/number-entry/shows-a-value-as-it-is", test_number_as_it_is);
  g_test_add_func ("/app/number-entry/takes-what-is-typed", test_number_typed);
  g_test_add_func ("/app/choice/is-bound-by-id", test_choice_by_id);
  g_test_add_func ("/app/setting-row/writes-nothing-back", test_row_follows);
  g_test_add_func ("/app/definition-editor/leads-to-the-problem", test_editor_problem_of_section);
  g_test_add_func ("/app/definition-editor/leaves-nothing-behind", test_editor_leaves_nothing);

  return g_test_run ();
}
