/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-choice.h"
#include "troupe-name-list.h"
#include "troupe-tool-category.h"
#include "troupe-tool-names.h"
#include "troupe-tool-preset-page.h"
#include "troupe-tool-preset.h"
#include "troupe-tool-row.h"

/**
 * TroupeToolPresetPage:
 *
 * The section Tools of a tool preset: what an agent may do with each tool, by category. What is known here is always
 * listed, and what else the preset names; the last line of a category is its rule for all others.
 */

#define RULE "*"

struct _TroupeToolPresetPage
{
  TroupeEditorPage  parent_instance;

  /* Owned References */
  GSignalGroup     *copy_signals;
  GPtrArray        *lists;         /* of unowned TroupeNameList, in order; each knows its category */

  /* Template References */
  GtkBox           *box;
  GtkWidget        *more;

  /* In Progress */
  guint             n_editing;     /* a person is, so that no row goes away */
};

static const struct
{
  TroupePermission  permission;
  const char       *id;
} choices[] = {
  { TROUPE_PERMISSION_OFF, "off" },
  { TROUPE_PERMISSION_ASK, "ask" },
  { TROUPE_PERMISSION_AUTO, "auto" },
};

G_DEFINE_FINAL_TYPE (TroupeToolPresetPage, troupe_tool_preset_page, TROUPE_TYPE_EDITOR_PAGE)

static G_DEFINE_QUARK (troupe-tool-preset-page-category, category)

/* (transfer none) (nullable) */
static TroupeToolPreset *
get_preset (TroupeToolPresetPage *self)
{
  TroupeDefinition *copy = troupe_editor_page_get_copy (TROUPE_EDITOR_PAGE (self));

  return TROUPE_IS_TOOL_PRESET (copy) ? TROUPE_TOOL_PRESET (copy) : NULL;
}

static const char *
get_category (TroupeNameList *list)
{
  return g_object_get_qdata (G_OBJECT (list), category_quark ());
}

/* (transfer none) (nullable) */
static TroupeNameList *
find_list (TroupeToolPresetPage *self,
           const char           *category)
{
  for (guint i = 0; i < self->lists->len; i++)
    if (g_str_equal (get_category (g_ptr_array_index (self->lists, i)), category))
      return g_ptr_array_index (self->lists, i);

  return NULL;
}

static void
chosen_cb (TroupeToolPresetPage *self,
           TroupeChoiceButton   *button)
{
  TroupeToolPreset *preset = get_preset (self);
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), TROUPE_TYPE_NAME_ROW);
  GtkWidget *list = gtk_widget_get_ancestor (GTK_WIDGET (button), TROUPE_TYPE_NAME_LIST);
  const char *id = troupe_choice_button_get_chosen (button);
  const char *category, *tool;

  if (preset == NULL || row == NULL || list == NULL)
    return;

  category = get_category (TROUPE_NAME_LIST (list));
  tool = troupe_name_row_get_name (TROUPE_NAME_ROW (row));
  self->n_editing++;
  if (id == NULL)
    troupe_tool_preset_remove (preset, category, tool);
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (g_strcmp0 (choices[i].id, id) == 0)
      troupe_tool_preset_set_permission (preset, category, tool, choices[i].permission);
  self->n_editing--;
}

static void
tool_added_cb (TroupeToolPresetPage *self,
               const char           *name,
               TroupeNameList       *list)
{
  if (get_preset (self) != NULL)
    troupe_tool_preset_set_permission (get_preset (self), get_category (list), name, TROUPE_PERMISSION_ASK);
}

static void
tool_removed_cb (TroupeToolPresetPage *self,
                 const char           *name,
                 TroupeNameList       *list)
{
  if (get_preset (self) == NULL)
    return;

  /* The category stays, to be filled again. */
  self->n_editing++;
  troupe_tool_preset_remove (get_preset (self), get_category (list), name);
  self->n_editing--;
}

/* One that is there already is only shown. */
static void
category_added_cb (TroupeToolPresetPage *self,
                   const char           *name)
{
  TroupeToolPreset *preset = get_preset (self);
  TroupeNameList *list = find_list (self, name);

  if (preset == NULL)
    return;

  if (list == NULL)
    troupe_tool_preset_set_permission (preset, name, RULE, TROUPE_PERMISSION_ASK);
  list = find_list (self, name);
  if (list != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (troupe_name_list_find_row (list, RULE)));
}

static void
drop_list (TroupeToolPresetPage *self,
           TroupeNameList       *list)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (list)))
    gtk_widget_child_focus (self->more, GTK_DIR_TAB_FORWARD);
  g_ptr_array_remove (self->lists, list);
  gtk_box_remove (self->box, GTK_WIDGET (list));
}

static void
category_removed_cb (TroupeToolPresetPage *self,
                     GtkWidget            *button)
{
  TroupeToolPreset *preset = get_preset (self);
  GtkWidget *list = gtk_widget_get_ancestor (button, TROUPE_TYPE_NAME_LIST);
  g_autofree char *category = NULL;
  g_auto(GStrv) tools = NULL;

  if (preset == NULL || list == NULL)
    return;

  category = g_strdup (get_category (TROUPE_NAME_LIST (list)));
  tools = troupe_tool_preset_dup_tools (preset, category);
  drop_list (self, TROUPE_NAME_LIST (list));
  for (guint i = 0; tools != NULL && tools[i] != NULL; i++)
    {
      /* The rest would come back while the first goes. */
      g_signal_group_block (self->copy_signals);
      troupe_tool_preset_remove (preset, category, tools[i]);
      g_signal_group_unblock (self->copy_signals);
    }
}

static TroupeNameRow *
create_row (TroupeNameList *list,
            const char     *name,
            gpointer        user_data)
{
  const char *category = get_category (list);
  const TroupeToolInfo *info = troupe_tool_table_find (name);
  gboolean is_rule = g_str_equal (name, RULE);
  g_autofree char *category_title = troupe_tool_category_dup_title (category);
  g_autofree char *label = NULL;
  g_autofree char *note = NULL;
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *button;

  /* A tool is only itself in its own category. */
  if (info != NULL && !g_str_equal (info->category, category))
    info = NULL;

  if (is_rule)
    {
      /* Translators: the accessible name of a list of permissions; %s is a category of tools */
      label = g_strdup_printf (_("Permission of all other tools, %s"), category_title);
      note = g_strdup (_("Holds where nothing is stated. Without it, they ask."));
    }
  else
    {
      /* Translators: the accessible name of a list of permissions; a tool, and its category */
      label = g_strdup_printf (_("Permission of %s, %s"), name, category_title);
      note = troupe_tool_names_dup_note (info, FALSE);
    }

  g_ptr_array_add (items, troupe_choice_new (NULL, _("Not Stated")));
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    g_ptr_array_add (items, troupe_choice_new (choices[i].id, troupe_permission_get_label (choices[i].permission)));
  button = troupe_choice_button_new (label);
  troupe_choice_button_set_choices (TROUPE_CHOICE_BUTTON (button), g_steal_pointer (&items));
  g_signal_connect_object (button, "chosen", G_CALLBACK (chosen_cb), user_data, G_CONNECT_SWAPPED);

  return TROUPE_NAME_ROW (troupe_name_row_new (name, is_rule ? _("All other tools") : name, note, button,
                                               info == NULL && !is_rule));
}

static TroupeNameList *
create_list (TroupeToolPresetPage *self,
             const char           *category)
{
  g_autofree char *title = troupe_tool_category_dup_title (category);
  g_autofree char *escaped = g_markup_escape_text (title, -1);
  GtkWidget *list = troupe_name_list_new (escaped, _("Add Tool"));

  g_object_set_qdata_full (G_OBJECT (list), category_quark (), g_strdup (category), g_free);
  g_signal_connect_object (list, "added", G_CALLBACK (tool_added_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "removed", G_CALLBACK (tool_removed_cb), self, G_CONNECT_SWAPPED);

  if (!troupe_tool_names_has_category (category))
    {
      GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
      /* Translators: %s is the name of a tool or of a category of tools */
      g_autofree char *label = g_strdup_printf (_("Remove %s"), title);

      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_widget_set_tooltip_text (button, label);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
      g_signal_connect_object (button, "clicked", G_CALLBACK (category_removed_cb), self, G_CONNECT_SWAPPED);
      adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (list), button);
    }

  return TROUPE_NAME_LIST (list);
}

/* The lists of @categories, each in its place */
static void
match_lists (TroupeToolPresetPage *self,
             const char * const   *categories)
{
  GtkWidget *previous = NULL;

  for (guint i = self->lists->len; self->n_editing == 0 && i-- > 0;)
    if (!g_strv_contains (categories, get_category (g_ptr_array_index (self->lists, i))))
      drop_list (self, g_ptr_array_index (self->lists, i));

  for (guint i = 0; categories[i] != NULL; i++)
    {
      TroupeNameList *list = find_list (self, categories[i]);

      if (list == NULL)
        {
          guint index = 0;

          list = create_list (self, categories[i]);
          if (previous != NULL && g_ptr_array_find (self->lists, previous, &index))
            index++;
          g_ptr_array_insert (self->lists, (int) index, list);
          gtk_box_insert_child_after (self->box, GTK_WIDGET (list), previous);
        }
      previous = GTK_WIDGET (list);
    }
}

static void
show_list (TroupeToolPresetPage *self,
           TroupeToolPreset     *preset,
           TroupeNameList       *list)
{
  const char *category = get_category (list);
  g_auto(GStrv) stated = troupe_tool_preset_dup_tools (preset, category);
  g_auto(GStrv) names = troupe_tool_names_list_tools (category, (const char * const *) stated);
  g_autoptr(GPtrArray) ordered = g_ptr_array_new ();
  TroupeNameRow *row;

  for (guint i = 0; names[i] != NULL; i++)
    if (!g_str_equal (names[i], RULE))
      g_ptr_array_add (ordered, names[i]);
  g_ptr_array_add (ordered, (gpointer) RULE);
  g_ptr_array_add (ordered, NULL);

  troupe_name_list_set_names (list, (const char * const *) ordered->pdata, self->n_editing > 0, create_row, self);
  for (guint i = 0; (row = troupe_name_list_get_row (list, i)) != NULL; i++)
    {
      TroupePermission permission;
      const char *id = NULL;

      if (troupe_tool_preset_lookup (preset, category, troupe_name_row_get_name (row), &permission))
        for (guint j = 0; j < G_N_ELEMENTS (choices); j++)
          if (choices[j].permission == permission)
            id = choices[j].id;
      troupe_choice_button_set_chosen (TROUPE_CHOICE_BUTTON (troupe_name_row_get_control (row)), id, NULL);
    }
}

static void
follow (TroupeToolPresetPage *self)
{
  TroupeToolPreset *preset = get_preset (self);
  g_auto(GStrv) stated = NULL;
  g_auto(GStrv) categories = NULL;

  if (preset == NULL)
    return;

  stated = troupe_tool_preset_dup_categories (preset);
  categories = troupe_tool_names_list_categories ((const char * const *) stated);
  match_lists (self, (const char * const *) categories);
  for (guint i = 0; i < self->lists->len; i++)
    show_list (self, preset, g_ptr_array_index (self->lists, i));
}

static void
troupe_tool_preset_page_set_source (TroupeEditorPage *page,
                                    TroupeWorkspace  *workspace,
                                    TroupeDefinition *copy,
                                    gboolean          is_new)
{
  TroupeToolPresetPage *self = TROUPE_TOOL_PRESET_PAGE (page);

  g_signal_group_set_target (self->copy_signals, TROUPE_IS_TOOL_PRESET (copy) ? copy : NULL);
  follow (self);
}

static void
troupe_tool_preset_page_dispose (GObject *object)
{
  g_clear_object (&TROUPE_TOOL_PRESET_PAGE (object)->copy_signals);

  G_OBJECT_CLASS (troupe_tool_preset_page_parent_class)->dispose (object);
}

static void
troupe_tool_preset_page_finalize (GObject *object)
{
  g_ptr_array_unref (TROUPE_TOOL_PRESET_PAGE (object)->lists);

  G_OBJECT_CLASS (troupe_tool_preset_page_parent_class)->finalize (object);
}

static void
troupe_tool_preset_page_class_init (TroupeToolPresetPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_tool_preset_page_dispose;
  object_class->finalize = troupe_tool_preset_page_finalize;
  TROUPE_EDITOR_PAGE_CLASS (klass)->set_source = troupe_tool_preset_page_set_source;

  g_type_ensure (TROUPE_TYPE_NAME_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/preset/troupe-tool-preset-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeToolPresetPage, box);
  gtk_widget_class_bind_template_child (widget_class, TroupeToolPresetPage, more);
  gtk_widget_class_bind_template_callback (widget_class, category_added_cb);
}

static void
troupe_tool_preset_page_init (TroupeToolPresetPage *self)
{
  self->lists = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  self->copy_signals = g_signal_group_new (TROUPE_TYPE_TOOL_PRESET);
  g_signal_group_connect_object (self->copy_signals, "changed", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
}
