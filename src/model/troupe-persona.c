/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-model-private.h"
#include "troupe-persona-private.h"

/**
 * TroupePersona:
 *
 * A named, saved profile: who an agent is, the settings it runs with, and the
 * tiers it is cast for.
 */
struct _TroupePersona
{
  TroupeDefinition  parent_instance;

  char             *icon;                    /* (nullable) */
  TroupeAiSettings *settings;                /* (owned) */
  TroupeAiSettings *tiers[TROUPE_N_TIERS];   /* (owned) (nullable) */
  JsonObject       *tiers_extra;             /* (owned) (nullable) */
  gboolean          is_being_assigned;
};

enum
{
  PROP_0,
  PROP_ICON,
  PROP_SETTINGS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

enum
{
  TIERS_CHANGED,
  ASSIGNED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupePersona, troupe_persona, TROUPE_TYPE_DEFINITION)

static void
troupe_persona_assign (TroupeDefinition *definition,
                       TroupeDefinition *source_definition)
{
  TroupePersona *self = TROUPE_PERSONA (definition);
  TroupePersona *source = TROUPE_PERSONA (source_definition);

  self->is_being_assigned = TRUE;
  TROUPE_DEFINITION_CLASS (troupe_persona_parent_class)->assign (definition, source_definition);

  troupe_persona_set_icon (self, source->icon);
  for (TroupeTier tier = TROUPE_TIER_ORCHESTRATOR; tier < TROUPE_N_TIERS; tier++)
    troupe_persona_set_tier_settings (self, tier, source->tiers[tier]);
  troupe_persona_set_tiers_extra (self, source->tiers_extra);
  troupe_ai_settings_assign (self->settings, source->settings);
  self->is_being_assigned = FALSE;
  g_signal_emit (self, signals[ASSIGNED], 0);
}

static gboolean
tiers_equal (TroupeAiSettings *a,
             TroupeAiSettings *b)
{
  return a == b || (a != NULL && b != NULL && troupe_ai_settings_equal (a, b));
}

static gboolean
troupe_persona_equal (TroupeDefinition *definition,
                      TroupeDefinition *other_definition)
{
  TroupePersona *self = TROUPE_PERSONA (definition);
  TroupePersona *other = TROUPE_PERSONA (other_definition);

  if (!TROUPE_DEFINITION_CLASS (troupe_persona_parent_class)->equal (definition, other_definition) ||
      g_strcmp0 (self->icon, other->icon) != 0 ||
      !troupe_ai_settings_equal (self->settings, other->settings) ||
      !troupe_extra_equal (self->tiers_extra, other->tiers_extra))
    return FALSE;

  for (TroupeTier tier = TROUPE_TIER_ORCHESTRATOR; tier < TROUPE_N_TIERS; tier++)
    {
      if (!tiers_equal (self->tiers[tier], other->tiers[tier]))
        return FALSE;
    }

  return TRUE;
}

static void
troupe_persona_finalize (GObject *object)
{
  TroupePersona *self = TROUPE_PERSONA (object);

  g_free (self->icon);
  g_clear_object (&self->settings);
  for (guint i = 0; i < TROUPE_N_TIERS; i++)
    g_clear_object (&self->tiers[i]);
  g_clear_pointer (&self->tiers_extra, json_object_unref);

  G_OBJECT_CLASS (troupe_persona_parent_class)->finalize (object);
}

static void
troupe_persona_get_property (GObject    *object,
                             guint       property_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  TroupePersona *self = TROUPE_PERSONA (object);

  switch (property_id)
    {
    case PROP_ICON:
      g_value_set_string (value, troupe_persona_get_icon (self));
      break;

    case PROP_SETTINGS:
      g_value_set_object (value, troupe_persona_get_settings (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_persona_set_property (GObject      *object,
                             guint         property_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  switch (property_id)
    {
    case PROP_ICON:
      troupe_persona_set_icon (TROUPE_PERSONA (object), g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_persona_class_init (TroupePersonaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  TroupeDefinitionClass *definition_class = TROUPE_DEFINITION_CLASS (klass);

  object_class->finalize = troupe_persona_finalize;
  object_class->get_property = troupe_persona_get_property;
  object_class->set_property = troupe_persona_set_property;
  definition_class->kind = TROUPE_KIND_PERSONA;
  definition_class->assign = troupe_persona_assign;
  definition_class->equal = troupe_persona_equal;

  properties[PROP_ICON] = g_param_spec_string ("icon", NULL, NULL, NULL,
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, TROUPE_TYPE_AI_SETTINGS,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * TroupePersona::tiers-changed:
   * @self: the persona
   * @tier: the tier, a #TroupeTier
   *
   * The persona is cast for another tier, or with other values in one.
   */
  signals[TIERS_CHANGED] = g_signal_new ("tiers-changed", TROUPE_TYPE_PERSONA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_UINT);

  /**
   * TroupePersona::assigned:
   * @self: the persona
   *
   * troupe_definition_assign() is done: settings and tiers agree with each other again.
   */
  signals[ASSIGNED] = g_signal_new ("assigned", TROUPE_TYPE_PERSONA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
}

static void
troupe_persona_init (TroupePersona *self)
{
  self->settings = troupe_ai_settings_new ();
}

/**
 * troupe_persona_new:
 * @id: (nullable): its id
 *
 * Returns: (transfer full): a persona that states nothing
 */
TroupePersona *
troupe_persona_new (const char *id)
{
  return g_object_new (TROUPE_TYPE_PERSONA, "id", id, NULL);
}

/**
 * troupe_persona_get_icon:
 * @self: a persona
 *
 * Returns: (nullable): its face, an emoji
 */
const char *
troupe_persona_get_icon (TroupePersona *self)
{
  g_return_val_if_fail (TROUPE_IS_PERSONA (self), NULL);

  return self->icon;
}

/**
 * troupe_persona_set_icon:
 * @self: a persona
 * @icon: (nullable): an emoji
 *
 * Sets what stands in its face.
 */
void
troupe_persona_set_icon (TroupePersona *self,
                         const char    *icon)
{
  g_return_if_fail (TROUPE_IS_PERSONA (self));

  if (troupe_replace_string (&self->icon, icon))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ICON]);
}

/**
 * troupe_persona_get_settings:
 * @self: a persona
 *
 * Returns: (transfer none): its settings; the same object for as long as @self lives
 */
TroupeAiSettings *
troupe_persona_get_settings (TroupePersona *self)
{
  g_return_val_if_fail (TROUPE_IS_PERSONA (self), NULL);

  return self->settings;
}

/**
 * troupe_persona_get_tier_settings:
 * @self: a persona
 * @tier: a tier
 *
 * Returns: (transfer none) (nullable): the values that hold in this tier only, or %NULL when it is not cast for it
 */
TroupeAiSettings *
troupe_persona_get_tier_settings (TroupePersona *self,
                                  TroupeTier     tier)
{
  g_return_val_if_fail (TROUPE_IS_PERSONA (self), NULL);
  g_return_val_if_fail (tier > TROUPE_TIER_NONE && tier < TROUPE_N_TIERS, NULL);

  return self->tiers[tier];
}

/**
 * troupe_persona_set_tier_settings:
 * @self: a persona
 * @tier: a tier
 * @settings: (nullable): the values that hold in this tier only, which are copied; %NULL to cast it no more
 *
 * Casts it in a tier, and emits #TroupePersona::tiers-changed if that is new.
 */
void
troupe_persona_set_tier_settings (TroupePersona    *self,
                                  TroupeTier        tier,
                                  TroupeAiSettings *settings)
{
  g_return_if_fail (TROUPE_IS_PERSONA (self));
  g_return_if_fail (tier > TROUPE_TIER_NONE && tier < TROUPE_N_TIERS);

  if (tiers_equal (self->tiers[tier], settings))
    return;

  g_clear_object (&self->tiers[tier]);
  if (settings != NULL)
    self->tiers[tier] = troupe_ai_settings_copy (settings);
  g_signal_emit (self, signals[TIERS_CHANGED], 0, tier);
}

/**
 * troupe_persona_get_tiers_extra:
 * @self: a persona
 *
 * Returns: (transfer none) (nullable): assignments to tiers that are not known here
 */
JsonObject *
troupe_persona_get_tiers_extra (TroupePersona *self)
{
  g_return_val_if_fail (TROUPE_IS_PERSONA (self), NULL);

  return self->tiers_extra;
}

/**
 * troupe_persona_set_tiers_extra:
 * @self: a persona
 * @extra: (nullable): assignments to keep
 *
 * Sets the members of “tiers” that this version does not know, so that they are written back.
 */
void
troupe_persona_set_tiers_extra (TroupePersona *self,
                                JsonObject    *extra)
{
  g_return_if_fail (TROUPE_IS_PERSONA (self));

  troupe_replace_extra (&self->tiers_extra, extra);
}

/*< private >
 * troupe_persona_is_being_assigned:
 * @self: a persona
 *
 * Returns: whether what it says is half old and half new just now
 */
gboolean
troupe_persona_is_being_assigned (TroupePersona *self)
{
  return self->is_being_assigned;
}
