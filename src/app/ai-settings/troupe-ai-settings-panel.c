/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-ai-settings-panel.h"
#include "troupe-choice-row.h"
#include "troupe-model-row.h"
#include "troupe-number-row.h"
#include "troupe-persona-selector.h"
#include "troupe-prompt-row.h"

/**
 * TroupeAiSettingsPanel:
 *
 * The persona on show and every setting in force, each a row bound to the resolver.
 *
 * Selecting a persona swaps a layer of the resolver, and all rows follow in the same turn of the main loop.
 */

struct _TroupeAiSettingsPanel
{
  AdwBin                 parent_instance;

  /* Owned References */
  GSignalGroup          *signals;            /* of the resolver */
  GSignalGroup          *persona_signals;    /* of the persona on show */
  GSignalGroup          *catalog_signals;
  TroupeWorkspace       *workspace;          /* (nullable) */

  /* Template References */
  GtkWidget             *title_box;
  GtkWidget             *summary_label;
  TroupePersonaSelector *selector;
  GtkWidget             *gone_label;
  GtkWidget             *rows;
  AdwSplitButton        *save_button;
};

enum
{
  PROP_0,
  PROP_SUMMARY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TroupeAiSettingsPanel, troupe_ai_settings_panel, ADW_TYPE_BIN)

/* (transfer none) (nullable) */
static TroupeResolver *
get_resolver (TroupeAiSettingsPanel *self)
{
  g_autoptr(TroupeResolver) resolver = g_signal_group_dup_target (self->signals);

  /* The window's chat holds it. */
  return resolver;
}

static void
foreach_row (GtkWidget *widget,
             void     (*func) (TroupeSettingRow *, gpointer),
             gpointer   user_data)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (TROUPE_IS_SETTING_ROW (child))
      func (TROUPE_SETTING_ROW (child), user_data);
    else
      foreach_row (child, func, user_data);
}

/* Whether the persona on show was deleted; it stays on show. */
static void
update_gone (TroupeAiSettingsPanel *self)
{
  TroupeResolver *resolver = get_resolver (self);
  TroupePersona *persona = resolver != NULL ? troupe_resolver_get_persona (resolver) : NULL;

  gtk_widget_set_visible (self->gone_label,
                          persona != NULL && self->workspace != NULL &&
                          troupe_catalog_lookup (troupe_workspace_get_catalog (self->workspace), TROUPE_KIND_PERSONA,
                                                 troupe_definition_get_id (TROUPE_DEFINITION (persona))) == NULL);
}

static void
update (TroupeAiSettingsPanel *self)
{
  TroupeResolver *resolver = get_resolver (self);
  TroupePersona *persona = resolver != NULL ? troupe_resolver_get_persona (resolver) : NULL;
  g_autofree char *summary = troupe_ai_settings_panel_dup_summary (self);
  gboolean built_in;

  built_in = persona != NULL && troupe_definition_get_scope (TROUPE_DEFINITION (persona)) == TROUPE_SCOPE_BUILT_IN;
  gtk_label_set_text (GTK_LABEL (self->summary_label), summary != NULL ? summary : "");
  troupe_persona_selector_set_persona (self->selector, persona);
  g_signal_group_set_target (self->persona_signals, persona);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), resolver != NULL && troupe_resolver_get_n_overrides (resolver) > 0);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->save_button),
                               built_in ? _("Saves a copy of your own under the same name") : NULL);
  update_gone (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
}

static void
refresh_row (TroupeSettingRow *row,
             gpointer          user_data)
{
  troupe_setting_row_refresh (row);
}

static void
renamed_cb (TroupeAiSettingsPanel *self)
{
  foreach_row (self->rows, refresh_row, NULL);
}

static void
persona_chosen_cb (TroupeAiSettingsPanel *self,
                   TroupePersona         *persona)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.select-persona",
                              "s", troupe_definition_get_id (TROUPE_DEFINITION (persona)));
}

static void
set_row_source (TroupeSettingRow *row,
                gpointer          user_data)
{
  TroupeAiSettingsPanel *self = user_data;

  troupe_setting_row_set_source (row, self->workspace, get_resolver (self));
}

static void
troupe_ai_settings_panel_dispose (GObject *object)
{
  TroupeAiSettingsPanel *self = TROUPE_AI_SETTINGS_PANEL (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->persona_signals);
  g_clear_object (&self->catalog_signals);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (troupe_ai_settings_panel_parent_class)->dispose (object);
}

static void
troupe_ai_settings_panel_get_property (GObject    *object,
                                       guint       prop_id,
                                       GValue     *value,
                                       GParamSpec *pspec)
{
  TroupeAiSettingsPanel *self = TROUPE_AI_SETTINGS_PANEL (object);

  switch (prop_id)
    {
    case PROP_SUMMARY:
      g_value_take_string (value, troupe_ai_settings_panel_dup_summary (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_ai_settings_panel_class_init (TroupeAiSettingsPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_ai_settings_panel_dispose;
  object_class->get_property = troupe_ai_settings_panel_get_property;

  properties[PROP_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (TROUPE_TYPE_CHOICE_ROW);
  g_type_ensure (TROUPE_TYPE_MODEL_ROW);
  g_type_ensure (TROUPE_TYPE_NUMBER_ROW);
  g_type_ensure (TROUPE_TYPE_PERSONA_SELECTOR);
  g_type_ensure (TROUPE_TYPE_PROMPT_ROW);

  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/ai-settings/troupe-ai-settings-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeAiSettingsPanel, title_box);
  gtk_widget_class_bind_template_child (widget_class, TroupeAiSettingsPanel, summary_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeAiSettingsPanel, selector);
  gtk_widget_class_bind_template_child (widget_class, TroupeAiSettingsPanel, gone_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeAiSettingsPanel, rows);
  gtk_widget_class_bind_template_child (widget_class, TroupeAiSettingsPanel, save_button);
  gtk_widget_class_bind_template_callback (widget_class, persona_chosen_cb);
  /* What has no role can have no name. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

/* The split button gives the arrow in it a tooltip and no name. */
static void
name_arrow (AdwSplitButton *button)
{
  GtkWidget *child;

  for (child = gtk_widget_get_first_child (GTK_WIDGET (button)); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_MENU_BUTTON (child))
      gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      adw_split_button_get_dropdown_tooltip (button), -1);
}

static void
troupe_ai_settings_panel_init (TroupeAiSettingsPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  name_arrow (self->save_button);

  self->signals = g_signal_group_new (TROUPE_TYPE_RESOLVER);
  g_signal_group_connect_object (self->signals, "notify::n-overrides", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->signals, "notify::persona", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  /* "Overrides Careful Reviewer" has the name in it. */
  self->persona_signals = g_signal_group_new (TROUPE_TYPE_PERSONA);
  g_signal_group_connect_object (self->persona_signals, "notify::name", G_CALLBACK (renamed_cb), self, G_CONNECT_SWAPPED);
  self->catalog_signals = g_signal_group_new (TROUPE_TYPE_CATALOG);
  g_signal_group_connect_object (self->catalog_signals, "changed", G_CALLBACK (update_gone), self, G_CONNECT_SWAPPED);
  update (self);
}

/**
 * troupe_ai_settings_panel_set_source:
 * @self: the panel
 * @workspace: (nullable): where personas, presets and providers come from
 * @resolver: (nullable): whose values are shown
 *
 * Binds every row, or lets go.
 */
void
troupe_ai_settings_panel_set_source (TroupeAiSettingsPanel *self,
                                     TroupeWorkspace       *workspace,
                                     TroupeResolver        *resolver)
{
  g_return_if_fail (TROUPE_IS_AI_SETTINGS_PANEL (self));

  g_set_object (&self->workspace, workspace);
  g_signal_group_set_target (self->signals, resolver);
  g_signal_group_set_target (self->catalog_signals, workspace != NULL ? troupe_workspace_get_catalog (workspace) : NULL);
  troupe_persona_selector_set_model (self->selector,
                                     workspace != NULL
                                     ? troupe_catalog_list (troupe_workspace_get_catalog (workspace), TROUPE_KIND_PERSONA) : NULL);
  foreach_row (self->rows, set_row_source, self);
  update (self);
}

/**
 * troupe_ai_settings_panel_set_show_title:
 * @self: the panel
 * @show_title: whether nobody else shows it
 *
 * Shows the title; a panel that has the whole window has it in the header bar.
 */
void
troupe_ai_settings_panel_set_show_title (TroupeAiSettingsPanel *self,
                                         gboolean               show_title)
{
  g_return_if_fail (TROUPE_IS_AI_SETTINGS_PANEL (self));

  gtk_widget_set_visible (self->title_box, show_title);
}

/**
 * troupe_ai_settings_panel_dup_summary:
 * @self: the panel
 *
 * Returns: (transfer full) (nullable): how many overrides there are, in words; %NULL for none
 */
char *
troupe_ai_settings_panel_dup_summary (TroupeAiSettingsPanel *self)
{
  TroupeResolver *resolver;
  guint n_overrides;

  g_return_val_if_fail (TROUPE_IS_AI_SETTINGS_PANEL (self), NULL);

  resolver = get_resolver (self);
  n_overrides = resolver != NULL ? troupe_resolver_get_n_overrides (resolver) : 0;
  if (n_overrides == 0)
    return NULL;

  return g_strdup_printf (ngettext ("%u override", "%u overrides", n_overrides), n_overrides);
}
