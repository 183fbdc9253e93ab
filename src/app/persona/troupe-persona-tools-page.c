/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-persona-tools-page.h"
#include "troupe-preset-row.h"
#include "troupe-strategy.h"
#include "troupe-tool-row.h"

/**
 * TroupePersonaToolsPage:
 *
 * The section Tools of a persona: its tool preset, its bias profile, and what follows from the two together. The table is
 * the very strategy that requests and prompts are made of; nothing is decided here.
 */

/* More than anybody reads, and each row costs. */
#define MOST_ROWS 200

struct _TroupePersonaToolsPage
{
  TroupeEditorPage     parent_instance;

  /* Owned References */
  TroupeResolver      *resolver;           /* (owned) (nullable): over the copy */
  GSignalGroup        *resolver_signals;
  GSignalGroup        *catalog_signals;
  TroupeToolColumns    columns;            /* (owned) */

  /* Template References */
  TroupePresetRow     *preset_row;
  TroupePresetRow     *profile_row;
  AdwPreferencesGroup *group;
  GtkListBox          *list;
  GtkLabel            *more_label;

  /* In Progress */
  guint                tick_id;
};

G_DEFINE_FINAL_TYPE (TroupePersonaToolsPage, troupe_persona_tools_page, TROUPE_TYPE_EDITOR_PAGE)

/* The row at @index; it is made if there is none yet. */
static TroupeToolRow *
take_row (TroupePersonaToolsPage *self,
          guint                   index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int) index);

  if (row == NULL)
    {
      row = GTK_LIST_BOX_ROW (troupe_tool_row_new (&self->columns));
      gtk_list_box_append (self->list, GTK_WIDGET (row));
    }

  return TROUPE_TOOL_ROW (row);
}

static guint
show_entries (TroupePersonaToolsPage       *self,
              guint                         n_shown,
              TroupeStrategy               *strategy,
              guint                         n_entries,
              const TroupeStrategyEntry  *(*get) (TroupeStrategy *, guint),
              gboolean                      is_offered)
{
  for (guint i = 0; i < n_entries && n_shown < MOST_ROWS; i++)
    troupe_tool_row_set_entry (take_row (self, n_shown++), get (strategy, i), is_offered);

  return n_shown;
}

static void
update (TroupePersonaToolsPage *self)
{
  TroupeWorkspace *workspace = troupe_editor_page_get_workspace (TROUPE_EDITOR_PAGE (self));
  g_autoptr(TroupeStrategy) strategy = NULL;
  g_autofree char *more = NULL;
  GtkListBoxRow *rest;
  guint n_offered, n_open, n_withheld, n_more;
  guint n_shown = 0;

  if (self->resolver == NULL || workspace == NULL)
    return;

  strategy = troupe_strategy_find (self->resolver, troupe_workspace_get_catalog (workspace));
  n_offered = strategy != NULL ? troupe_strategy_get_n_entries (strategy) : 0;
  n_open = strategy != NULL ? troupe_strategy_get_n_open (strategy) : 0;
  n_withheld = strategy != NULL ? troupe_strategy_get_n_withheld (strategy) : 0;

  n_shown = show_entries (self, n_shown, strategy, n_offered, troupe_strategy_get_entry, TRUE);
  n_shown = show_entries (self, n_shown, strategy, n_open, troupe_strategy_get_open, TRUE);
  n_shown = show_entries (self, n_shown, strategy, n_withheld, troupe_strategy_get_withheld, FALSE);
  while ((rest = gtk_list_box_get_row_at_index (self->list, (int) n_shown)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (rest));
  gtk_widget_set_visible (GTK_WIDGET (self->list), n_shown > 0);

  if (strategy == NULL)
    adw_preferences_group_set_description (self->group, _("No tool preset is chosen, so no tool is offered."));
  else if (n_offered + n_open == 0)
    adw_preferences_group_set_description (self->group, _("No tool is offered."));
  else
    adw_preferences_group_set_description (self->group,
                                           _("In the order they are offered. A bias never changes a permission."));

  n_more = n_offered + n_open + n_withheld - n_shown;
  more = g_strdup_printf (ngettext ("And %'u more tool", "And %'u more tools", n_more), n_more);
  gtk_label_set_label (self->more_label, more);
  gtk_widget_set_visible (GTK_WIDGET (self->more_label), n_more > 0);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  TroupePersonaToolsPage *self = TROUPE_PERSONA_TOOLS_PAGE (widget);

  self->tick_id = 0;
  update (self);

  return G_SOURCE_REMOVE;
}

static void
queue_update (TroupePersonaToolsPage *self)
{
  /* Whoever opens the page next sees the table made anew. */
  if (self->tick_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

static void
catalog_changed_cb (TroupePersonaToolsPage *self,
                    guint                   kind)
{
  if (kind == TROUPE_KIND_TOOL_PRESET || kind == TROUPE_KIND_BIAS_PROFILE)
    queue_update (self);
}

static void
troupe_persona_tools_page_set_source (TroupeEditorPage *page,
                                      TroupeWorkspace  *workspace,
                                      TroupeDefinition *copy,
                                      gboolean          is_new)
{
  TroupePersonaToolsPage *self = TROUPE_PERSONA_TOOLS_PAGE (page);
  TroupeAiSettings *settings = troupe_persona_get_settings (TROUPE_PERSONA (copy));

  g_clear_object (&self->resolver);
  self->resolver = troupe_workspace_create_resolver (workspace);
  troupe_resolver_set_cast (self->resolver, TROUPE_PERSONA (copy), TROUPE_TIER_NONE, NULL, NULL);

  g_signal_group_set_target (self->resolver_signals, self->resolver);
  g_signal_group_set_target (self->catalog_signals, troupe_workspace_get_catalog (workspace));
  troupe_preset_row_set_source (self->preset_row, workspace, settings, self->resolver);
  troupe_preset_row_set_source (self->profile_row, workspace, settings, self->resolver);
  queue_update (self);
}

static void
troupe_persona_tools_page_map (GtkWidget *widget)
{
  update (TROUPE_PERSONA_TOOLS_PAGE (widget));

  GTK_WIDGET_CLASS (troupe_persona_tools_page_parent_class)->map (widget);
}

static void
troupe_persona_tools_page_unmap (GtkWidget *widget)
{
  TroupePersonaToolsPage *self = TROUPE_PERSONA_TOOLS_PAGE (widget);

  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (widget, self->tick_id);
  self->tick_id = 0;

  GTK_WIDGET_CLASS (troupe_persona_tools_page_parent_class)->unmap (widget);
}

static void
troupe_persona_tools_page_dispose (GObject *object)
{
  TroupePersonaToolsPage *self = TROUPE_PERSONA_TOOLS_PAGE (object);

  g_clear_object (&self->resolver_signals);
  g_clear_object (&self->catalog_signals);
  g_clear_object (&self->resolver);
  g_clear_object (&self->columns.leanings);
  g_clear_object (&self->columns.weights);
  g_clear_object (&self->columns.permissions);

  G_OBJECT_CLASS (troupe_persona_tools_page_parent_class)->dispose (object);
}

static void
troupe_persona_tools_page_class_init (TroupePersonaToolsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_persona_tools_page_dispose;
  widget_class->map = troupe_persona_tools_page_map;
  widget_class->unmap = troupe_persona_tools_page_unmap;
  TROUPE_EDITOR_PAGE_CLASS (klass)->set_source = troupe_persona_tools_page_set_source;

  g_type_ensure (TROUPE_TYPE_PRESET_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/persona/troupe-persona-tools-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaToolsPage, preset_row);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaToolsPage, profile_row);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaToolsPage, group);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaToolsPage, list);
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaToolsPage, more_label);
}

static void
troupe_persona_tools_page_init (TroupePersonaToolsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->columns.leanings = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  self->columns.weights = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  self->columns.permissions = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);

  self->resolver_signals = g_signal_group_new (TROUPE_TYPE_RESOLVER);
  g_signal_group_connect_object (self->resolver_signals, "changed", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  self->catalog_signals = g_signal_group_new (TROUPE_TYPE_CATALOG);
  g_signal_group_connect_object (self->catalog_signals, "changed", G_CALLBACK (catalog_changed_cb), self, G_CONNECT_SWAPPED);
}
