/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-setting-text.h"
#include "troupe-settings-group.h"
#include "troupe-tier-row.h"

/**
 * TroupeTierRow:
 *
 * One tier of a persona: whether it is cast there by default, and below that the values that hold there only. What was
 * typed is kept while the switch is off, so that it is there when the switch is on again.
 */

#define FIELDS \
  "provider preferred_models temperature top_p max_output_tokens reasoning_effort " \
  "system_prompt prompt_preset_id tool_preset_id bias_profile_id"

struct _TroupeTierRow
{
  TroupeFoldRow         parent_instance;

  /* Input */
  TroupeTier            tier;
  TroupeWorkspace      *workspace;         /* (owned) (nullable) */

  /* Owned References */
  GSignalGroup         *persona_signals;
  GSignalGroup         *catalog_signals;
  TroupeAiSettings     *settings;          /* (owned): what is said of the tier, as it is edited */
  TroupeResolver       *resolver;          /* (owned) (nullable): made when the row opens */

  /* Children */
  GtkWidget            *cast_switch;
  GtkWidget            *group;             /* (nullable): made when the row opens */

  /* In Progress */
  char                 *problem;           /* (owned) (nullable) */
  char                 *warning;           /* (owned) (nullable): who else is cast here */
  guint                 n_loading;
};

enum
{
  PROP_0,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TroupeTierRow, troupe_tier_row, TROUPE_TYPE_FOLD_ROW)

static const struct
{
  const char *title;
  const char *role;
} topics[TROUPE_N_TIERS] = {
  [TROUPE_TIER_ORCHESTRATOR] = { NC_("tier", "Orchestrator"), N_("Turns a goal into a spec") },
  [TROUPE_TIER_TECH_LEAD] = { NC_("tier", "Tech Lead"), N_("Turns the spec into tickets") },
  [TROUPE_TIER_WORKER] = { NC_("tier", "Worker"), N_("Does one ticket at a time") },
  [TROUPE_TIER_QA] = { NC_("tier", "QA"), N_("Judges the result against the acceptance text") },
};

/* (transfer none) (nullable): the editor holds it */
static TroupePersona *
get_persona (TroupeTierRow *self)
{
  g_autoptr(TroupePersona) persona = g_signal_group_dup_target (self->persona_signals);

  return persona;
}

static gboolean
is_cast (TroupeTierRow *self)
{
  return gtk_switch_get_active (GTK_SWITCH (self->cast_switch));
}

static void
update_problem (TroupeTierRow *self)
{
  const char *problem = NULL;

  /* What is not said can't be wrong. */
  if (self->group != NULL && is_cast (self))
    problem = troupe_settings_group_get_problem (TROUPE_SETTINGS_GROUP (self->group));
  if (g_strcmp0 (self->problem, problem) == 0)
    return;

  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

/* Whoever runs a track hears of it late, so it is said here. */
static void
find_others (TroupeTierRow *self)
{
  TroupePersona *persona = get_persona (self);
  g_autoptr(GPtrArray) claims = NULL;
  const char *name = NULL;
  guint n_others = 0;

  g_clear_pointer (&self->warning, g_free);
  if (persona == NULL || !is_cast (self))
    return;

  claims = troupe_resolver_list_claims (troupe_workspace_get_catalog (self->workspace), self->tier);
  for (guint i = 0; i < claims->len; i++)
    {
      TroupeDefinition *other = g_ptr_array_index (claims, i);

      if (g_strcmp0 (troupe_definition_get_id (other), troupe_definition_get_id (TROUPE_DEFINITION (persona))) == 0)
        continue;
      name = name != NULL ? name : troupe_definition_get_name (other);
      n_others++;
    }

  if (n_others == 1)
    /* Translators: %s is the name of a persona */
    self->warning = g_strdup_printf (_("%s is cast here too, so each track has to say who performs"), name);
  else if (n_others > 1)
    /* Translators: the name of a persona, and how many there are besides */
    self->warning = g_strdup_printf (ngettext ("%s and %u other are cast here too, so each track has to say who performs",
                                               "%s and %u others are cast here too, so each track has to say who performs",
                                               n_others - 1), name, n_others - 1);
}

static void
update (TroupeTierRow *self)
{
  TroupeFoldRow *row = TROUPE_FOLD_ROW (self);
  guint n_values = 0;

  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    if (troupe_ai_settings_get_state (self->settings, field) != TROUPE_FIELD_STATE_UNSET)
      n_values++;

  if (self->warning != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "missing");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "missing");

  if (self->warning != NULL)
    {
      troupe_fold_row_set_subtitle (row, self->warning);
    }
  else if (is_cast (self) && n_values > 0)
    {
      /* Translators: how many settings of a persona differ in a tier */
      g_autofree char *values = g_strdup_printf (ngettext ("%u value in this tier only", "%u values in this tier only",
                                                           n_values), n_values);
      /* Translators: what a tier does, and how many settings differ there */
      g_autofree char *subtitle = g_strdup_printf (_("%s · %s"), _(topics[self->tier].role), values);

      troupe_fold_row_set_subtitle (row, subtitle);
    }
  else
    {
      troupe_fold_row_set_subtitle (row, _(topics[self->tier].role));
    }

  troupe_fold_row_set_can_open (row, is_cast (self));
  update_problem (self);
}

static void
write_tier (TroupeTierRow *self)
{
  TroupePersona *persona = get_persona (self);

  if (persona != NULL)
    troupe_persona_set_tier_settings (persona, self->tier, is_cast (self) ? self->settings : NULL);
}

static void
settings_changed_cb (TroupeTierRow *self)
{
  if (self->n_loading > 0)
    return;

  write_tier (self);
  update (self);
}

static void
switched_cb (TroupeTierRow *self)
{
  if (self->n_loading > 0)
    return;

  write_tier (self);
  find_others (self);
  update (self);
  troupe_fold_row_set_is_open (TROUPE_FOLD_ROW (self), is_cast (self));
}

static void
load (TroupeTierRow *self)
{
  TroupePersona *persona = get_persona (self);
  TroupeAiSettings *stated = persona != NULL ? troupe_persona_get_tier_settings (persona, self->tier) : NULL;

  self->n_loading++;
  gtk_switch_set_active (GTK_SWITCH (self->cast_switch), stated != NULL);
  if (stated != NULL)
    troupe_ai_settings_assign (self->settings, stated);
  self->n_loading--;
  find_others (self);
  update (self);
}

static void
catalog_changed_cb (TroupeTierRow *self,
                    guint          kind)
{
  if (kind != TROUPE_KIND_PERSONA)
    return;

  find_others (self);
  update (self);
}

static void
tiers_changed_cb (TroupeTierRow *self,
                  guint          tier)
{
  if (tier == self->tier)
    load (self);
}

static void
bind_group (TroupeTierRow *self)
{
  TroupePersona *persona = get_persona (self);
  g_autoptr(TroupeResolver) resolver = NULL;
  TroupeLayerSource source = { self->workspace, self->settings, NULL, TROUPE_LAYER_PERSONA_TIER, FALSE };

  if (persona == NULL || self->group == NULL)
    return;

  resolver = troupe_workspace_create_resolver (self->workspace);
  troupe_resolver_set_cast (resolver, persona, self->tier, NULL, NULL);
  source.resolver = resolver;
  troupe_settings_group_set_source (TROUPE_SETTINGS_GROUP (self->group), &source);
  g_set_object (&self->resolver, resolver);
}

static GtkWidget *
troupe_tier_row_create_content (TroupeFoldRow *row)
{
  TroupeTierRow *self = TROUPE_TIER_ROW (row);

  self->group = troupe_settings_group_new (FIELDS, TRUE);
  g_signal_connect_object (self->group, "notify::problem", G_CALLBACK (update_problem), self, G_CONNECT_SWAPPED);
  bind_group (self);

  return self->group;
}

static void
troupe_tier_row_dispose (GObject *object)
{
  TroupeTierRow *self = TROUPE_TIER_ROW (object);

  g_clear_object (&self->persona_signals);
  g_clear_object (&self->catalog_signals);
  g_clear_object (&self->settings);
  g_clear_object (&self->resolver);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (troupe_tier_row_parent_class)->dispose (object);
}

static void
troupe_tier_row_finalize (GObject *object)
{
  TroupeTierRow *self = TROUPE_TIER_ROW (object);

  g_free (self->problem);
  g_free (self->warning);

  G_OBJECT_CLASS (troupe_tier_row_parent_class)->finalize (object);
}

static void
troupe_tier_row_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_PROBLEM:
      g_value_set_string (value, troupe_tier_row_get_problem (TROUPE_TIER_ROW (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_tier_row_class_init (TroupeTierRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = troupe_tier_row_dispose;
  object_class->finalize = troupe_tier_row_finalize;
  object_class->get_property = troupe_tier_row_get_property;
  TROUPE_FOLD_ROW_CLASS (klass)->create_content = troupe_tier_row_create_content;

  /**
   * TroupeTierRow:problem:
   *
   * A sentence that says why the tier cannot be saved, or %NULL.
   */
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_tier_row_init (TroupeTierRow *self)
{
  self->settings = troupe_ai_settings_new ();
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
  self->persona_signals = g_signal_group_new (TROUPE_TYPE_PERSONA);
  g_signal_group_connect_object (self->persona_signals, "tiers-changed", G_CALLBACK (tiers_changed_cb), self,
                                 G_CONNECT_SWAPPED);
  self->catalog_signals = g_signal_group_new (TROUPE_TYPE_CATALOG);
  g_signal_group_connect_object (self->catalog_signals, "changed", G_CALLBACK (catalog_changed_cb), self, G_CONNECT_SWAPPED);

  self->cast_switch = gtk_switch_new ();
  gtk_widget_set_valign (self->cast_switch, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->cast_switch, "notify::active", G_CALLBACK (switched_cb), self, G_CONNECT_SWAPPED);
  troupe_fold_row_add_suffix (TROUPE_FOLD_ROW (self), self->cast_switch);
}

/**
 * troupe_tier_row_new:
 * @tier: the tier
 *
 * Returns: (transfer floating): a row without persona
 */
GtkWidget *
troupe_tier_row_new (TroupeTier tier)
{
  TroupeTierRow *self = g_object_new (TROUPE_TYPE_TIER_ROW, NULL);
  g_autofree char *number = g_strdup_printf ("%d", (int) tier);
  g_autofree char *name = NULL;
  const char *title;
  GtkWidget *label;

  g_return_val_if_fail (tier > TROUPE_TIER_NONE && tier < TROUPE_N_TIERS, NULL);

  self->tier = tier;
  title = g_dpgettext2 (NULL, "tier", topics[tier].title);
  label = gtk_label_new (number);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  troupe_fold_row_add_prefix (TROUPE_FOLD_ROW (self), label);
  troupe_fold_row_set_title (TROUPE_FOLD_ROW (self), title);

  /* Translators: the accessible name of a switch; %s is a tier, "Worker" */
  name = g_strdup_printf (_("Cast by Default as %s"), title);
  gtk_widget_set_tooltip_text (self->cast_switch, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->cast_switch), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  update (self);

  return GTK_WIDGET (self);
}

/**
 * troupe_tier_row_set_source:
 * @self: the row
 * @workspace: where choices come from
 * @persona: the copy that is edited; whoever calls holds it
 *
 * Shows the tier of another persona.
 */
void
troupe_tier_row_set_source (TroupeTierRow   *self,
                            TroupeWorkspace *workspace,
                            TroupePersona   *persona)
{
  g_return_if_fail (TROUPE_IS_TIER_ROW (self));
  g_return_if_fail (TROUPE_IS_WORKSPACE (workspace));
  g_return_if_fail (TROUPE_IS_PERSONA (persona));

  /* What was typed for one persona is no other's. */
  self->n_loading++;
  troupe_ai_settings_unset_all (self->settings);
  troupe_ai_settings_set_extra (self->settings, NULL);
  self->n_loading--;

  g_set_object (&self->workspace, workspace);
  g_signal_group_set_target (self->persona_signals, persona);
  g_signal_group_set_target (self->catalog_signals, troupe_workspace_get_catalog (workspace));
  load (self);
  bind_group (self);
}

/**
 * troupe_tier_row_get_problem:
 * @self: the row
 *
 * Returns: (nullable): see #TroupeTierRow:problem
 */
const char *
troupe_tier_row_get_problem (TroupeTierRow *self)
{
  g_return_val_if_fail (TROUPE_IS_TIER_ROW (self), NULL);

  return self->problem;
}

/**
 * troupe_tier_row_show_problem:
 * @self: the row
 *
 * Opens the row and puts the focus where the problem is.
 */
void
troupe_tier_row_show_problem (TroupeTierRow *self)
{
  g_return_if_fail (TROUPE_IS_TIER_ROW (self));

  if (self->group == NULL)
    return;

  troupe_fold_row_set_is_open (TROUPE_FOLD_ROW (self), TRUE);
  troupe_settings_group_show_problem (TROUPE_SETTINGS_GROUP (self->group));
}
