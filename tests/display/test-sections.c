/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>

#include "troupe-fold-row.h"
#include "troupe-layer-row.h"
#include "troupe-model-entry-row.h"
#include "troupe-persona-model-page.h"
#include "troupe-persona-tiers-page.h"
#include "troupe-setting-text.h"
#include "troupe-tier-row.h"

/* The sections Model and Tiers: what a person does arrives in the copy, what happens to the copy shows, and nothing else. */

typedef struct
{
  TroupeWorkspace *workspace;
  TroupePersona   *persona;
  GtkWidget       *window;
  GtkWidget       *page;
  guint            n_changes;    /* of the persona */
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

static void
count_cb (gpointer  object,
          gpointer  what,
          guint    *count)
{
  *count += 1;
}

static void
count_swapped_cb (guint *count)
{
  *count += 1;
}

static void
set_up (Fixture *self,
        GType    type)
{
  TroupeAiSettings *settings;

  self->workspace = troupe_workspace_new (NULL);
  self->persona = troupe_persona_new ("ada");
  self->window = gtk_window_new ();
  self->page = g_object_new (type, NULL);
  self->n_changes = 0;
  settings = troupe_persona_get_settings (self->persona);
  troupe_editor_page_set_source (TROUPE_EDITOR_PAGE (self->page), self->workspace, TROUPE_DEFINITION (self->persona), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 600, 1600);
  gtk_window_set_child (GTK_WINDOW (self->window), self->page);
  gtk_window_present (GTK_WINDOW (self->window));
  spin ();

  g_signal_connect_swapped (settings, "changed", G_CALLBACK (count_swapped_cb), &self->n_changes);
  g_signal_connect (self->persona, "tiers-changed", G_CALLBACK (count_cb), &self->n_changes);
}

static void
tear_down (Fixture *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  spin ();
  g_signal_handlers_disconnect_by_data (troupe_persona_get_settings (self->persona), &self->n_changes);
  g_assert_finalize_object (self->persona);
  g_clear_object (&self->workspace);
}

/* "a@openai b+": the provider and whether there are parameters */
static char *
describe (TroupeAiSettings *settings)
{
  TroupeModelList *models = troupe_ai_settings_get_preferred_models (settings);
  GString *text = g_string_new (NULL);

  if (troupe_ai_settings_get_state (settings, TROUPE_FIELD_PREFERRED_MODELS) != TROUPE_FIELD_STATE_SET)
    return g_string_free (text, FALSE);

  for (guint i = 0; i < troupe_model_list_get_n_items (models); i++)
    {
      TroupeModelEntry *entry = troupe_model_list_get_item (models, i);
      const char *provider = troupe_model_entry_get_provider (entry);

      g_string_append_printf (text, "%s%s%s%s%s", i > 0 ? " " : "", troupe_model_entry_get_model (entry),
                              provider != NULL ? "@" : "", provider != NULL ? provider : "",
                              troupe_model_entry_get_parameters (entry) != NULL ? "+" : "");
    }

  return g_string_free (text, FALSE);
}

#define assert_models(settings, models) \
  G_STMT_START { \
    g_autofree char *described_ = describe (settings); \
    g_assert_cmpstr (described_, ==, models); \
  } G_STMT_END

static void
set_models (TroupeAiSettings *settings,
            const char       *text)
{
  g_auto(GStrv) names = g_strsplit (text, " ", -1);
  g_autoptr(TroupeModelList) list = troupe_model_list_new_from_names ((const char * const *) names);

  troupe_ai_settings_set_preferred_models (settings, list);
}

/* The row of a field, among those of @widget */
static TroupeLayerRow *
find_row (GtkWidget   *widget,
          TroupeField  field)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new ();

  add_descendants (widget, TROUPE_TYPE_LAYER_ROW, rows);
  for (guint i = 0; i < rows->len; i++)
    if (troupe_layer_row_get_field (g_ptr_array_index (rows, i)) == field)
      return g_ptr_array_index (rows, i);

  return NULL;
}

/* What a person does in a list that drops down */
static void
choose (GtkDropDown *drop_down,
        guint        position)
{
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (drop_down)), >, position);
  gtk_drop_down_set_selected (drop_down, position);
  spin ();
}

/* A row with a mode: each mode from the row, and each from the layer. */
static void
check_mode (GtkWidget        *page,
            TroupeAiSettings *settings,
            TroupeField       field)
{
  TroupeLayerRow *row = find_row (page, field);
  gboolean has_omit = troupe_field_can_be_omitted (field);
  g_autoptr(GPtrArray) drop_downs = g_ptr_array_new ();
  GtkDropDown *mode;

  g_assert_nonnull (row);
  add_descendants (GTK_WIDGET (row), GTK_TYPE_DROP_DOWN, drop_downs);
  mode = g_ptr_array_index (drop_downs, drop_downs->len - 1);
  g_assert_cmpint (troupe_ai_settings_get_state (settings, field), ==, TROUPE_FIELD_STATE_UNSET);
  g_assert_cmpuint (gtk_drop_down_get_selected (mode), ==, 0);
  g_assert_nonnull (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)));

  choose (mode, has_omit ? 2 : 1);
  g_assert_cmpint (troupe_ai_settings_get_state (settings, field), ==, TROUPE_FIELD_STATE_SET);
  if (has_omit)
    {
      choose (mode, 1);
      g_assert_cmpint (troupe_ai_settings_get_state (settings, field), ==, TROUPE_FIELD_STATE_OMITTED);
    }
  choose (mode, 0);
  g_assert_cmpint (troupe_ai_settings_get_state (settings, field), ==, TROUPE_FIELD_STATE_UNSET);

  if (has_omit)
    {
      troupe_ai_settings_omit (settings, field);
      g_assert_cmpuint (gtk_drop_down_get_selected (mode), ==, 1);
    }
  troupe_ai_settings_unset (settings, field);
  g_assert_cmpuint (gtk_drop_down_get_selected (mode), ==, 0);
}

static void
check_number (GtkWidget        *page,
              TroupeAiSettings *settings,
              TroupeField       field,
              const char       *typed,
              const char       *set,
              const char       *shown)
{
  TroupeLayerRow *row = find_row (page, field);
  GtkEditable *entry = GTK_EDITABLE (find (GTK_WIDGET (row), GTK_TYPE_SPIN_BUTTON, 0));
  g_autofree char *assignment = g_strdup_printf ("%s=%s", troupe_field_get_name (field), set);
  g_autofree char *value = NULL;

  check_mode (page, settings, field);
  choose (find (GTK_WIDGET (row), GTK_TYPE_DROP_DOWN, 0), 2);
  gtk_editable_set_text (entry, typed);
  value = troupe_field_format (field, troupe_ai_settings_get_value (settings, field));
  g_assert_cmpstr (value, ==, typed);

  g_assert_true (troupe_ai_settings_apply_text (settings, assignment, NULL));
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, shown);
}

static void
check_parameters (GtkWidget        *page,
                  TroupeAiSettings *settings)
{
  GtkDropDown *effort;

  check_number (page, settings, TROUPE_FIELD_TEMPERATURE, "0.125", "0.3", "0.30");
  check_number (page, settings, TROUPE_FIELD_TOP_P, "0.95", "1", "1.00");
  check_number (page, settings, TROUPE_FIELD_MAX_OUTPUT_TOKENS, "4000", "123", "123");
  check_mode (page, settings, TROUPE_FIELD_REASONING_EFFORT);
  troupe_ai_settings_set_string (settings, TROUPE_FIELD_REASONING_EFFORT, "high");
  effort = find (GTK_WIDGET (find_row (page, TROUPE_FIELD_REASONING_EFFORT)), GTK_TYPE_DROP_DOWN, 0);
  g_assert_cmpuint (gtk_drop_down_get_selected (effort), ==, 4);
  choose (effort, 2);
  g_assert_cmpstr (troupe_ai_settings_get_string (settings, TROUPE_FIELD_REASONING_EFFORT), ==, "low");
}

/* A row without mode: the first choice inherits. */
static void
check_choice (GtkWidget        *page,
              TroupeAiSettings *settings,
              TroupeField       field)
{
  GtkDropDown *choice = find (GTK_WIDGET (find_row (page, field)), GTK_TYPE_DROP_DOWN, 0);
  guint n_choices = g_list_model_get_n_items (gtk_drop_down_get_model (choice));

  g_assert_cmpuint (n_choices, >, 1);
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, 0);
  choose (choice, n_choices - 1);
  g_assert_cmpint (troupe_ai_settings_get_state (settings, field), ==, TROUPE_FIELD_STATE_SET);
  choose (choice, 0);
  g_assert_cmpint (troupe_ai_settings_get_state (settings, field), ==, TROUPE_FIELD_STATE_UNSET);

  /* What is not there any more stays chosen. */
  troupe_ai_settings_set_string (settings, field, "gone");
  choose (choice, gtk_drop_down_get_selected (choice));
  g_assert_cmpstr (troupe_ai_settings_get_string (settings, field), ==, "gone");
  troupe_ai_settings_unset (settings, field);
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, 0);
}

static void
test_model_two_way (void)
{
  Fixture fixture;
  TroupeAiSettings *settings;

  set_up (&fixture, TROUPE_TYPE_PERSONA_MODEL_PAGE);
  settings = troupe_persona_get_settings (fixture.persona);
  check_choice (fixture.page, settings, TROUPE_FIELD_PROVIDER);
  check_parameters (fixture.page, settings);
  tear_down (&fixture);
}

/* What is wrong stays where it was typed, says so, and holds Save back until it is mended. */
static void
test_wrong_number (void)
{
  Fixture fixture;
  TroupeAiSettings *settings;
  TroupeLayerRow *row;
  GtkEditable *entry;

  set_up (&fixture, TROUPE_TYPE_PERSONA_MODEL_PAGE);
  settings = troupe_persona_get_settings (fixture.persona);
  troupe_ai_settings_set_double (settings, TROUPE_FIELD_TEMPERATURE, 0.5);
  row = find_row (fixture.page, TROUPE_FIELD_TEMPERATURE);
  entry = GTK_EDITABLE (find (GTK_WIDGET (row), GTK_TYPE_SPIN_BUTTON, 0));

  gtk_editable_set_text (entry, "7");
  g_assert_nonnull (troupe_editor_page_get_problem (TROUPE_EDITOR_PAGE (fixture.page)));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   troupe_editor_page_get_problem (TROUPE_EDITOR_PAGE (fixture.page)));
  gtk_spin_button_update (GTK_SPIN_BUTTON (entry));
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "7");
  troupe_editor_page_show_problem (TROUPE_EDITOR_PAGE (fixture.page));
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (fixture.window)), GTK_WIDGET (row)));

  /* Something else that changes does not hide it. */
  troupe_ai_settings_set_double (settings, TROUPE_FIELD_TOP_P, 0.5);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "7");
  g_assert_cmpfloat (troupe_ai_settings_get_double (settings, TROUPE_FIELD_TEMPERATURE), ==, 0.5);

  gtk_editable_set_text (entry, "0.7");
  g_assert_null (troupe_editor_page_get_problem (TROUPE_EDITOR_PAGE (fixture.page)));
  g_assert_cmpfloat (troupe_ai_settings_get_double (settings, TROUPE_FIELD_TEMPERATURE), ==, 0.7);

  gtk_editable_set_text (entry, "warm");
  g_assert_nonnull (troupe_editor_page_get_problem (TROUPE_EDITOR_PAGE (fixture.page)));
  troupe_ai_settings_unset (settings, TROUPE_FIELD_TEMPERATURE);
  g_assert_null (troupe_editor_page_get_problem (TROUPE_EDITOR_PAGE (fixture.page)));
  tear_down (&fixture);
}

static GtkWidget *
find_entry (GtkWidget  *page,
            const char *model)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new ();

  add_descendants (page, TROUPE_TYPE_MODEL_ENTRY_ROW, rows);
  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (troupe_model_entry_get_model (troupe_model_entry_row_get_entry (g_ptr_array_index (rows, i))), model))
      return g_ptr_array_index (rows, i);

  return NULL;
}

static void
activate (GtkWidget  *row,
          const char *action)
{
  g_assert_true (gtk_widget_activate_action (row, action, NULL));
  spin ();
}

/* The order on show is that of the copy; who moves keeps the focus, and stays open. */
static void
test_models_move (void)
{
  Fixture fixture;
  TroupeAiSettings *settings;
  GtkWidget *row;

  set_up (&fixture, TROUPE_TYPE_PERSONA_MODEL_PAGE);
  settings = troupe_persona_get_settings (fixture.persona);
  set_models (settings, "a b c");
  spin ();
  row = find_entry (fixture.page, "a");
  troupe_fold_row_set_is_open (TROUPE_FOLD_ROW (row), TRUE);
  gtk_widget_grab_focus (row);

  activate (row, "entry.move-up");
  assert_models (settings, "a b c");
  activate (row, "entry.move-down");
  assert_models (settings, "b a c");
  activate (row, "entry.move-down");
  assert_models (settings, "b c a");
  activate (row, "entry.move-down");
  assert_models (settings, "b c a");
  g_assert_true (find_entry (fixture.page, "a") == row);
  g_assert_true (troupe_fold_row_get_is_open (TROUPE_FOLD_ROW (row)));
  g_assert_true (gtk_widget_is_focus (row));
  g_assert_cmpuint (troupe_model_entry_row_get_index (TROUPE_MODEL_ENTRY_ROW (row)), ==, 2);
  g_assert_true (find (fixture.page, TROUPE_TYPE_MODEL_ENTRY_ROW, 2) == row);

  /* From elsewhere */
  set_models (settings, "a x b");
  g_assert_true (find_entry (fixture.page, "a") == row);
  g_assert_true (find (fixture.page, TROUPE_TYPE_MODEL_ENTRY_ROW, 0) == row);
  g_assert_null (find_entry (fixture.page, "c"));
  g_assert_nonnull (find_entry (fixture.page, "x"));

  activate (row, "entry.remove");
  assert_models (settings, "x b");
  g_assert_true (gtk_widget_is_focus (find_entry (fixture.page, "x")));
  activate (find_entry (fixture.page, "b"), "entry.remove");
  activate (find_entry (fixture.page, "x"), "entry.remove");
  g_assert_cmpint (troupe_ai_settings_get_state (settings, TROUPE_FIELD_PREFERRED_MODELS), ==, TROUPE_FIELD_STATE_UNSET);
  tear_down (&fixture);
}

static TroupeAiSettings *
dup_entry_settings (TroupeAiSettings *settings,
                    guint             index)
{
  return troupe_model_entry_dup_settings (troupe_model_list_get_item (troupe_ai_settings_get_preferred_models (settings),
                                                                      index));
}

/* An entry has a name, a provider and parameters of its own, and keeps what nobody knows. */
static void
test_entry_two_way (void)
{
  Fixture fixture;
  TroupeAiSettings *settings;
  g_autoptr(TroupeAiSettings) own = troupe_ai_settings_new ();
  g_autoptr(JsonObject) extra = json_object_new ();
  g_autoptr(TroupeModelEntry) entry = NULL;
  g_autoptr(TroupeModelList) list = NULL;
  g_autoptr(TroupeModelList) changed = NULL;
  GtkWidget *row, *name;

  json_object_set_int_member (extra, "seed", 7);
  troupe_ai_settings_set_extra (own, extra);
  entry = troupe_model_entry_new_from_settings ("b", own);

  set_up (&fixture, TROUPE_TYPE_PERSONA_MODEL_PAGE);
  settings = troupe_persona_get_settings (fixture.persona);
  set_models (settings, "a c");
  list = troupe_model_list_insert (troupe_ai_settings_get_preferred_models (settings), 1, entry);
  troupe_ai_settings_set_preferred_models (settings, list);

  row = find_entry (fixture.page, "b");
  troupe_fold_row_set_is_open (TROUPE_FOLD_ROW (row), TRUE);
  spin ();
  fixture.n_changes = 0;
  choose (find (GTK_WIDGET (find_row (row, TROUPE_FIELD_PROVIDER)), GTK_TYPE_DROP_DOWN, 0), 1);
  g_assert_cmpuint (fixture.n_changes, ==, 1);
  choose (find (GTK_WIDGET (find_row (row, TROUPE_FIELD_TEMPERATURE)), GTK_TYPE_DROP_DOWN, 0), 2);
  gtk_editable_set_text (find (GTK_WIDGET (find_row (row, TROUPE_FIELD_TEMPERATURE)), GTK_TYPE_SPIN_BUTTON, 0), "0.25");
  choose (find (GTK_WIDGET (find_row (row, TROUPE_FIELD_TOP_P)), GTK_TYPE_DROP_DOWN, 0), 1);

  g_clear_object (&own);
  own = dup_entry_settings (settings, 1);
  g_assert_cmpint (troupe_ai_settings_get_state (own, TROUPE_FIELD_PROVIDER), ==, TROUPE_FIELD_STATE_SET);
  g_assert_cmpfloat (troupe_ai_settings_get_double (own, TROUPE_FIELD_TEMPERATURE), ==, 0.25);
  g_assert_cmpint (troupe_ai_settings_get_state (own, TROUPE_FIELD_TOP_P), ==, TROUPE_FIELD_STATE_OMITTED);
  g_assert_cmpint (json_object_get_int_member (troupe_ai_settings_get_extra (own), "seed"), ==, 7);
  g_assert_true (troupe_fold_row_get_is_open (TROUPE_FOLD_ROW (row)));

  /* Another name; none at all is no name. */
  name = find (row, ADW_TYPE_ENTRY_ROW, 0);
  gtk_editable_set_text (GTK_EDITABLE (name), "bee");
  g_assert_true (find_entry (fixture.page, "bee") == row);
  gtk_editable_set_text (GTK_EDITABLE (name), " ");
  g_assert_nonnull (troupe_editor_page_get_problem (TROUPE_EDITOR_PAGE (fixture.page)));
  g_assert_true (find_entry (fixture.page, "bee") == row);
  gtk_editable_set_text (GTK_EDITABLE (name), "b");
  g_assert_null (troupe_editor_page_get_problem (TROUPE_EDITOR_PAGE (fixture.page)));

  /* From elsewhere */
  g_clear_pointer (&entry, troupe_model_entry_unref);
  g_clear_object (&own);
  own = troupe_ai_settings_new ();
  troupe_ai_settings_set_double (own, TROUPE_FIELD_TEMPERATURE, 1.5);
  entry = troupe_model_entry_new_from_settings ("b", own);
  changed = troupe_model_list_replace (troupe_ai_settings_get_preferred_models (settings), 1, entry);
  fixture.n_changes = 0;
  troupe_ai_settings_set_preferred_models (settings, changed);
  g_assert_cmpuint (fixture.n_changes, ==, 1);
  g_assert_cmpstr (gtk_editable_get_text (find (GTK_WIDGET (find_row (row, TROUPE_FIELD_TEMPERATURE)),
                                                GTK_TYPE_SPIN_BUTTON, 0)), ==, "1.50");
  g_assert_cmpuint (gtk_drop_down_get_selected (find (GTK_WIDGET (find_row (row, TROUPE_FIELD_PROVIDER)),
                                                      GTK_TYPE_DROP_DOWN, 0)), ==, 0);
  tear_down (&fixture);
}

static void
switch_tier (GtkWidget *row,
             gboolean   active)
{
  gtk_switch_set_active (find (row, GTK_TYPE_SWITCH, 0), active);
  spin ();
}

static void
test_tiers_two_way (void)
{
  Fixture fixture;
  GtkWidget *row;
  TroupeAiSettings *tier;
  g_autoptr(TroupeAiSettings) other = troupe_ai_settings_new ();
  g_autoptr(JsonObject) extra = json_object_new ();
  g_autoptr(GPtrArray) rows = g_ptr_array_new ();
  GtkTextBuffer *buffer;

  json_object_set_int_member (extra, "seed", 7);
  set_up (&fixture, TROUPE_TYPE_PERSONA_TIERS_PAGE);
  row = find (fixture.page, TROUPE_TYPE_TIER_ROW, TROUPE_TIER_WORKER - 1);
  add_descendants (fixture.page, TROUPE_TYPE_LAYER_ROW, rows);
  g_assert_cmpuint (rows->len, ==, 0);

  switch_tier (row, TRUE);
  g_assert_cmpuint (fixture.n_changes, ==, 1);
  g_assert_true (troupe_fold_row_get_is_open (TROUPE_FOLD_ROW (row)));
  g_assert_true (troupe_ai_settings_is_empty (troupe_persona_get_tier_settings (fixture.persona, TROUPE_TIER_WORKER)));
  g_assert_null (troupe_persona_get_tier_settings (fixture.persona, TROUPE_TIER_QA));

#define TIER troupe_persona_get_tier_settings (fixture.persona, TROUPE_TIER_WORKER)
  choose (find (GTK_WIDGET (find_row (row, TROUPE_FIELD_PROVIDER)), GTK_TYPE_DROP_DOWN, 0), 1);
  g_assert_cmpint (troupe_ai_settings_get_state (TIER, TROUPE_FIELD_PROVIDER), ==, TROUPE_FIELD_STATE_SET);
  choose (find (GTK_WIDGET (find_row (row, TROUPE_FIELD_TEMPERATURE)), GTK_TYPE_DROP_DOWN, 0), 2);
  gtk_editable_set_text (find (GTK_WIDGET (find_row (row, TROUPE_FIELD_TEMPERATURE)), GTK_TYPE_SPIN_BUTTON, 0), "0.4");
  choose (find (GTK_WIDGET (find_row (row, TROUPE_FIELD_TOP_P)), GTK_TYPE_DROP_DOWN, 0), 1);
  choose (find (GTK_WIDGET (find_row (row, TROUPE_FIELD_SYSTEM_PROMPT)), GTK_TYPE_DROP_DOWN, 0), 1);
  buffer = gtk_text_view_get_buffer (find (row, GTK_TYPE_TEXT_VIEW, 0));
  gtk_text_buffer_set_text (buffer, "You work.", -1);
  choose (find (GTK_WIDGET (find_row (row, TROUPE_FIELD_PROMPT_PRESET_ID)), GTK_TYPE_DROP_DOWN, 0), 1);
  g_assert_cmpfloat (troupe_ai_settings_get_double (TIER, TROUPE_FIELD_TEMPERATURE), ==, 0.4);
  g_assert_cmpint (troupe_ai_settings_get_state (TIER, TROUPE_FIELD_TOP_P), ==, TROUPE_FIELD_STATE_OMITTED);
  g_assert_cmpstr (troupe_ai_settings_get_string (TIER, TROUPE_FIELD_SYSTEM_PROMPT), ==, "You work.");
  g_assert_cmpint (troupe_ai_settings_get_state (TIER, TROUPE_FIELD_PROMPT_PRESET_ID), ==, TROUPE_FIELD_STATE_SET);

  /* Off and on again */
  tier = troupe_ai_settings_copy (TIER);
  switch_tier (row, FALSE);
  g_assert_null (TIER);
  g_assert_false (troupe_fold_row_get_is_open (TROUPE_FOLD_ROW (row)));
  switch_tier (row, TRUE);
  g_assert_true (troupe_ai_settings_equal (TIER, tier));
  g_object_unref (tier);

  /* From elsewhere, also what nobody knows */
  troupe_ai_settings_set_double (other, TROUPE_FIELD_TEMPERATURE, 1.25);
  troupe_ai_settings_set_extra (other, extra);
  fixture.n_changes = 0;
  troupe_persona_set_tier_settings (fixture.persona, TROUPE_TIER_WORKER, other);
  g_assert_cmpuint (fixture.n_changes, ==, 1);
  g_assert_cmpstr (gtk_editable_get_text (find (GTK_WIDGET (find_row (row, TROUPE_FIELD_TEMPERATURE)),
                                                GTK_TYPE_SPIN_BUTTON, 0)), ==, "1.25");
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), ==, 0);
  choose (find (GTK_WIDGET (find_row (row, TROUPE_FIELD_TEMPERATURE)), GTK_TYPE_DROP_DOWN, 0), 0);
  g_assert_cmpint (json_object_get_int_member (troupe_ai_settings_get_extra (TIER), "seed"), ==, 7);
  troupe_persona_set_tier_settings (fixture.persona, TROUPE_TIER_WORKER, NULL);
  g_assert_false (gtk_switch_get_active (find (row, GTK_TYPE_SWITCH, 0)));
  troupe_persona_set_tier_settings (fixture.persona, TROUPE_TIER_QA, other);
  g_assert_true (gtk_switch_get_active (find (find (fixture.page, TROUPE_TYPE_TIER_ROW, TROUPE_TIER_QA - 1),
                                              GTK_TYPE_SWITCH, 0)));
#undef TIER
  tear_down (&fixture);
}

/* What is wrong in a tier counts for as long as the tier does. */
static void
test_tier_problem (void)
{
  Fixture fixture;
  GtkWidget *row;
  g_autoptr(TroupeAiSettings) values = troupe_ai_settings_new ();

  set_up (&fixture, TROUPE_TYPE_PERSONA_TIERS_PAGE);
  troupe_ai_settings_set_double (values, TROUPE_FIELD_TEMPERATURE, 0.5);
  troupe_persona_set_tier_settings (fixture.persona, TROUPE_TIER_QA, values);
  row = find (fixture.page, TROUPE_TYPE_TIER_ROW, TROUPE_TIER_QA - 1);
  troupe_fold_row_set_is_open (TROUPE_FOLD_ROW (row), TRUE);
  gtk_editable_set_text (find (GTK_WIDGET (find_row (row, TROUPE_FIELD_TEMPERATURE)), GTK_TYPE_SPIN_BUTTON, 0), "9");
  g_assert_nonnull (troupe_editor_page_get_problem (TROUPE_EDITOR_PAGE (fixture.page)));
  troupe_fold_row_set_is_open (TROUPE_FOLD_ROW (row), FALSE);
  spin ();
  troupe_editor_page_show_problem (TROUPE_EDITOR_PAGE (fixture.page));
  g_assert_true (troupe_fold_row_get_is_open (TROUPE_FOLD_ROW (row)));
  switch_tier (row, FALSE);
  g_assert_null (troupe_editor_page_get_problem (TROUPE_EDITOR_PAGE (fixture.page)));
  tear_down (&fixture);
}

static void
fill (TroupePersona *persona)
{
  g_autoptr(TroupeAiSettings) tier = NULL;

  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    if (troupe_field_can_be_omitted (field))
      troupe_ai_settings_omit (troupe_persona_get_settings (persona), field);
  /* More digits than any spin button shows, and things that are not there. */
  troupe_ai_settings_set_double (troupe_persona_get_settings (persona), TROUPE_FIELD_TEMPERATURE, 0.1 + 0.2);
  troupe_ai_settings_set_string (troupe_persona_get_settings (persona), TROUPE_FIELD_PROVIDER, "gone");
  troupe_ai_settings_set_string (troupe_persona_get_settings (persona), TROUPE_FIELD_TOOL_PRESET_ID, "gone");
  troupe_ai_settings_set_string (troupe_persona_get_settings (persona), TROUPE_FIELD_SYSTEM_PROMPT, "You.\r\nAre.\n");
  tier = troupe_ai_settings_copy (troupe_persona_get_settings (persona));
  set_models (troupe_persona_get_settings (persona), "a b");
  set_models (tier, "c d");
  for (TroupeTier each = TROUPE_TIER_ORCHESTRATOR; each < TROUPE_N_TIERS; each++)
    troupe_persona_set_tier_settings (persona, each, tier);
}

static void
open_all (GtkWidget *page)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new ();

  /* Those that are in others are there when the others are open. */
  for (guint depth = 0; depth < 2; depth++)
    {
      g_ptr_array_set_size (rows, 0);
      add_descendants (page, TROUPE_TYPE_FOLD_ROW, rows);
      for (guint i = 0; i < rows->len; i++)
        troupe_fold_row_set_is_open (g_ptr_array_index (rows, i), TRUE);
    }
  spin ();
}

/* The focus goes through every control, lists load again, and the copy is as it was. */
static void
test_looking_changes_nothing (gconstpointer data)
{
  GType type = *(const GType *) data;
  Fixture fixture;
  g_autoptr(TroupeDefinition) before = NULL;
  guint n_stops = 0;

  set_up (&fixture, type);
  fill (fixture.persona);
  open_all (fixture.page);
  before = troupe_definition_copy (TROUPE_DEFINITION (fixture.persona));
  fixture.n_changes = 0;

  while (gtk_widget_child_focus (fixture.page, GTK_DIR_TAB_FORWARD) && n_stops < 2000)
    {
      spin ();
      n_stops++;
    }
  g_assert_cmpuint (n_stops, >, 20);
  g_assert_cmpuint (n_stops, <, 2000);
  troupe_catalog_emit_changed (troupe_workspace_get_catalog (fixture.workspace), TROUPE_KIND_TOOL_PRESET, "gone");
  spin ();
  troupe_editor_page_set_source (TROUPE_EDITOR_PAGE (fixture.page), fixture.workspace, TROUPE_DEFINITION (fixture.persona),
                                 FALSE);
  spin ();
  g_assert_true (troupe_definition_equal (TROUPE_DEFINITION (fixture.persona), before));
  g_assert_cmpuint (fixture.n_changes, ==, 0);
  tear_down (&fixture);
}

/* All open, it still fits a telephone, and leaves nothing behind. */
static void
test_narrow (gconstpointer data)
{
  GType type = *(const GType *) data;

  for (guint i = 0; i < 5; i++)
    {
      Fixture fixture;
      gpointer page;
      int minimum;

      set_up (&fixture, type);
      fill (fixture.persona);
      open_all (fixture.page);
      gtk_widget_measure (fixture.page, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      g_assert_cmpint (minimum, <=, 360);
      page = fixture.page;
      g_object_add_weak_pointer (page, &page);
      tear_down (&fixture);
      g_assert_null (page);
    }
}

int
main (int   argc,
      char *argv[])
{
  GType model, tiers;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  adw_init ();
  /* What opens is there at once. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  model = TROUPE_TYPE_PERSONA_MODEL_PAGE;
  tiers = TROUPE_TYPE_PERSONA_TIERS_PAGE;

  g_test_add_func ("/app/persona/model/two-way", test_model_two_way);
  g_test_add_func ("/app/persona/model/wrong-number-says-so", test_wrong_number);
  g_test_add_func ("/app/persona/model/order", test_models_move);
  g_test_add_func ("/app/persona/model/entries-two-way", test_entry_two_way);
  g_test_add_func ("/app/persona/tiers/two-way", test_tiers_two_way);
  g_test_add_func ("/app/persona/tiers/problem", test_tier_problem);
  g_test_add_data_func ("/app/persona/model/looking-changes-nothing", &model, test_looking_changes_nothing);
  g_test_add_data_func ("/app/persona/tiers/looking-changes-nothing", &tiers, test_looking_changes_nothing);
  g_test_add_data_func ("/app/persona/model/narrow", &model, test_narrow);
  g_test_add_data_func ("/app/persona/tiers/narrow", &tiers, test_narrow);

  return g_test_run ();
}
