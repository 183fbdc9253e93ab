/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-bias-profile.h"
#include "troupe-bias-profile-page.h"
#include "troupe-choice.h"
#include "troupe-factor-entry.h"
#include "troupe-name-list.h"
#include "troupe-strategy.h"
#include "troupe-tool-category.h"
#include "troupe-tool-names.h"
#include "troupe-tool-table.h"

/**
 * TroupeBiasProfilePage:
 *
 * The section Weights of a bias profile: a weight for each tool, a multiplier for each category. What is known here is
 * always listed, what else the profile names comes after it.
 */

struct _TroupeBiasProfilePage
{
  TroupeEditorPage  parent_instance;

  /* Owned References */
  GSignalGroup     *copy_signals;

  /* Template References */
  TroupeNameList   *tools;
  TroupeNameList   *categories;

  /* In Progress */
  guint             n_editing;     /* a person is, so that no row goes away */
};

G_DEFINE_FINAL_TYPE (TroupeBiasProfilePage, troupe_bias_profile_page, TROUPE_TYPE_EDITOR_PAGE)

/* (transfer none) (nullable) */
static TroupeBiasProfile *
get_profile (TroupeBiasProfilePage *self)
{
  TroupeDefinition *copy = troupe_editor_page_get_copy (TROUPE_EDITOR_PAGE (self));

  return TROUPE_IS_BIAS_PROFILE (copy) ? TROUPE_BIAS_PROFILE (copy) : NULL;
}

static char *
dup_id (double weight)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_dtostr (buffer, sizeof buffer, weight));
}

static char *
dup_weight_label (double weight)
{
  g_autofree char *number = troupe_factor_to_text (weight);
  const char *word = NULL;

  if (weight <= 0)
    /* Translators: of a tool that no model is offered */
    word = _("Left Out");
  else if (weight <= TROUPE_STRATEGY_LAST_RESORT)
    /* Translators: of a tool that an agent should use only when no other does */
    word = _("Last Resort");
  else if (weight >= TROUPE_STRATEGY_PREFERRED)
    word = _("Preferred");
  else if (weight == TROUPE_BIAS_NEUTRAL)
    /* Translators: of a tool that an agent leans neither to nor away from */
    word = _("Neutral");

  /* Translators: the weight of a tool: a number, and what it means */
  return word != NULL ? g_strdup_printf (C_("weight", "%s, %s"), number, word) : g_steal_pointer (&number);
}

static void
update_problem (TroupeBiasProfilePage *self)
{
  const char *problem = NULL;
  TroupeNameRow *row;

  for (guint i = 0; (row = troupe_name_list_get_row (self->categories, i)) != NULL; i++)
    {
      gboolean is_wrong = troupe_factor_entry_get_is_wrong (TROUPE_FACTOR_ENTRY (troupe_name_row_get_control (row)));
      /* As far as TROUPE_BIAS_MAXIMUM_MULTIPLIER */
      const char *row_problem = is_wrong ? _("A multiplier is a number from 0 to 10") : NULL;

      troupe_name_row_set_problem (row, row_problem);
      if (problem == NULL)
        problem = row_problem;
    }

  troupe_editor_page_set_problem (TROUPE_EDITOR_PAGE (self), problem);
}

static void
weight_chosen_cb (TroupeBiasProfilePage *self,
                  TroupeChoiceButton    *button)
{
  TroupeBiasProfile *profile = get_profile (self);
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), TROUPE_TYPE_NAME_ROW);
  const char *id = troupe_choice_button_get_chosen (button);
  const char *tool;

  if (profile == NULL || row == NULL)
    return;

  tool = troupe_name_row_get_name (TROUPE_NAME_ROW (row));
  self->n_editing++;
  if (id != NULL)
    troupe_bias_profile_set_tool (profile, tool, g_ascii_strtod (id, NULL));
  else
    troupe_bias_profile_remove_tool (profile, tool);
  self->n_editing--;
}

static void
multiplier_changed_cb (TroupeBiasProfilePage *self,
                       TroupeFactorEntry     *entry)
{
  TroupeBiasProfile *profile = get_profile (self);
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (entry), TROUPE_TYPE_NAME_ROW);
  const char *category;
  double multiplier;

  if (profile == NULL || row == NULL)
    return;

  category = troupe_name_row_get_name (TROUPE_NAME_ROW (row));
  self->n_editing++;
  if (!troupe_factor_entry_get_is_wrong (entry))
    {
      if (troupe_factor_entry_get_value (entry, &multiplier))
        troupe_bias_profile_set_category (profile, category, multiplier);
      else
        troupe_bias_profile_remove_category (profile, category);
    }
  self->n_editing--;
  update_problem (self);
}

static void
tool_added_cb (TroupeBiasProfilePage *self,
               const char            *name)
{
  if (get_profile (self) != NULL)
    troupe_bias_profile_set_tool (get_profile (self), name, TROUPE_BIAS_NEUTRAL);
}

static void
tool_removed_cb (TroupeBiasProfilePage *self,
                 const char            *name)
{
  if (get_profile (self) != NULL)
    troupe_bias_profile_remove_tool (get_profile (self), name);
}

static void
category_added_cb (TroupeBiasProfilePage *self,
                   const char            *name)
{
  if (get_profile (self) != NULL)
    troupe_bias_profile_set_category (get_profile (self), name, 1);
}

static void
category_removed_cb (TroupeBiasProfilePage *self,
                     const char            *name)
{
  if (get_profile (self) != NULL)
    troupe_bias_profile_remove_category (get_profile (self), name);
  update_problem (self);
}

static TroupeNameRow *
create_tool_row (TroupeNameList *list,
                 const char     *name,
                 gpointer        user_data)
{
  const TroupeToolInfo *info = troupe_tool_table_find (name);
  /* Translators: the accessible name of a list of weights; %s is a tool */
  g_autofree char *label = g_strdup_printf (_("Weight of %s"), name);
  g_autofree char *note = troupe_tool_names_dup_note (info, TRUE);
  g_autoptr(GPtrArray) choices = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *button = troupe_choice_button_new (label);

  g_ptr_array_add (choices, troupe_choice_new (NULL, _("Not Stated")));
  for (int weight = 0; weight <= (int) TROUPE_BIAS_MAXIMUM; weight++)
    {
      g_autofree char *id = dup_id (weight);
      g_autofree char *word = dup_weight_label (weight);

      g_ptr_array_add (choices, troupe_choice_new (id, word));
    }
  troupe_choice_button_set_choices (TROUPE_CHOICE_BUTTON (button), g_steal_pointer (&choices));
  g_signal_connect_object (button, "chosen", G_CALLBACK (weight_chosen_cb), user_data, G_CONNECT_SWAPPED);

  return TROUPE_NAME_ROW (troupe_name_row_new (name, name, note, button, info == NULL));
}

static TroupeNameRow *
create_category_row (TroupeNameList *list,
                     const char     *name,
                     gpointer        user_data)
{
  g_autofree char *title = troupe_tool_category_dup_title (name);
  /* Translators: the accessible name of a number; %s is a category of tools */
  g_autofree char *label = g_strdup_printf (_("Multiplier of %s"), title);
  GtkWidget *entry = troupe_factor_entry_new (label, TROUPE_BIAS_MAXIMUM_MULTIPLIER);

  g_signal_connect_object (entry, "changed", G_CALLBACK (multiplier_changed_cb), user_data, G_CONNECT_SWAPPED);

  return TROUPE_NAME_ROW (troupe_name_row_new (name, title, NULL, entry, !troupe_tool_names_has_category (name)));
}

static void
show_weights (TroupeBiasProfilePage *self,
              TroupeBiasProfile     *profile)
{
  TroupeNameRow *row;

  for (guint i = 0; (row = troupe_name_list_get_row (self->tools, i)) != NULL; i++)
    {
      TroupeChoiceButton *button = TROUPE_CHOICE_BUTTON (troupe_name_row_get_control (row));
      double weight = TROUPE_BIAS_NEUTRAL;
      gboolean is_stated = troupe_bias_profile_lookup_tool (profile, troupe_name_row_get_name (row), &weight);
      g_autofree char *id = is_stated ? dup_id (weight) : NULL;
      g_autofree char *label = dup_weight_label (weight);

      troupe_choice_button_set_chosen (button, id, label);
    }
}

static void
show_multipliers (TroupeBiasProfilePage *self,
                  TroupeBiasProfile     *profile)
{
  TroupeNameRow *row;

  for (guint i = 0; (row = troupe_name_list_get_row (self->categories, i)) != NULL; i++)
    {
      double multiplier = 1;
      gboolean is_stated = troupe_bias_profile_lookup_category (profile, troupe_name_row_get_name (row), &multiplier);

      troupe_factor_entry_set_value (TROUPE_FACTOR_ENTRY (troupe_name_row_get_control (row)), is_stated, multiplier);
    }
}

static void
follow (TroupeBiasProfilePage *self)
{
  TroupeBiasProfile *profile = get_profile (self);
  g_auto(GStrv) tools = NULL;
  g_auto(GStrv) categories = NULL;
  g_auto(GStrv) tool_names = NULL;
  g_auto(GStrv) category_names = NULL;

  if (profile == NULL)
    return;

  tools = troupe_bias_profile_dup_tools (profile);
  categories = troupe_bias_profile_dup_categories (profile);
  tool_names = troupe_tool_names_list_tools (NULL, (const char * const *) tools);
  category_names = troupe_tool_names_list_categories ((const char * const *) categories);

  troupe_name_list_set_names (self->tools, (const char * const *) tool_names, self->n_editing > 0, create_tool_row, self);
  troupe_name_list_set_names (self->categories, (const char * const *) category_names, self->n_editing > 0,
                              create_category_row, self);
  show_weights (self, profile);
  show_multipliers (self, profile);
  update_problem (self);
}

static void
troupe_bias_profile_page_set_source (TroupeEditorPage *page,
                                     TroupeWorkspace  *workspace,
                                     TroupeDefinition *copy,
                                     gboolean          is_new)
{
  TroupeBiasProfilePage *self = TROUPE_BIAS_PROFILE_PAGE (page);

  g_signal_group_set_target (self->copy_signals, TROUPE_IS_BIAS_PROFILE (copy) ? copy : NULL);
  follow (self);
}

static void
troupe_bias_profile_page_show_problem (TroupeEditorPage *page)
{
  TroupeBiasProfilePage *self = TROUPE_BIAS_PROFILE_PAGE (page);
  TroupeNameRow *row;

  for (guint i = 0; (row = troupe_name_list_get_row (self->categories, i)) != NULL; i++)
    if (troupe_factor_entry_get_is_wrong (TROUPE_FACTOR_ENTRY (troupe_name_row_get_control (row))))
      {
        gtk_widget_grab_focus (GTK_WIDGET (row));
        return;
      }
}

static void
troupe_bias_profile_page_dispose (GObject *object)
{
  g_clear_object (&TROUPE_BIAS_PROFILE_PAGE (object)->copy_signals);

  G_OBJECT_CLASS (troupe_bias_profile_page_parent_class)->dispose (object);
}

static void
troupe_bias_profile_page_class_init (TroupeBiasProfilePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = troupe_bias_profile_page_dispose;
  TROUPE_EDITOR_PAGE_CLASS (klass)->set_source = troupe_bias_profile_page_set_source;
  TROUPE_EDITOR_PAGE_CLASS (klass)->show_problem = troupe_bias_profile_page_show_problem;

  g_type_ensure (TROUPE_TYPE_NAME_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/preset/troupe-bias-profile-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeBiasProfilePage, tools);
  gtk_widget_class_bind_template_child (widget_class, TroupeBiasProfilePage, categories);
  gtk_widget_class_bind_template_callback (widget_class, tool_added_cb);
  gtk_widget_class_bind_template_callback (widget_class, tool_removed_cb);
  gtk_widget_class_bind_template_callback (widget_class, category_added_cb);
  gtk_widget_class_bind_template_callback (widget_class, category_removed_cb);
}

static void
troupe_bias_profile_page_init (TroupeBiasProfilePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->copy_signals = g_signal_group_new (TROUPE_TYPE_BIAS_PROFILE);
  g_signal_group_connect_object (self->copy_signals, "changed", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
}
