/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-enum-types.h"
#include "troupe-layer-stack.h"
#include "troupe-prompt-preset.h"
#include "troupe-resolver.h"

/**
 * TroupeResolver:
 *
 * The one way to find a setting, which can always say why.
 *
 * It stacks layers and has the value in force of every field as a property,
 * with its origin and what it shadows. A layer that changes flows through:
 * each property notifies once for each change of its value or state, and
 * #TroupeResolver::changed follows when all is in place. Writing a property
 * sets the session layer; writing what is in force already does nothing.
 *
 * No files, no network, no clock.
 */
struct _TroupeResolver
{
  GObject           parent_instance;

  /* Input */
  TroupeCatalog    *catalog;        /* (owned) */
  TroupePersona    *persona;        /* (owned) (nullable) */
  TroupeTier        tier;

  /* Owned References */
  TroupeLayerStack  stack;
  TroupeAiSettings *session;        /* the same as in the stack */

  /* What is in force */
  TroupeStatement   effective[TROUPE_N_FIELDS];
  TroupeStatement   below[TROUPE_N_FIELDS];
  char             *model;
  char             *model_provider;
  guint             n_overrides;
  guint             locks;          /* a bit for each field */

  /* In Progress */
  guint             n_holds;        /* refresh once when it is 0 again */
  gboolean          needs_refresh;
};

enum
{
  /* A field's property has its number and one. */
  PROP_MODEL = TROUPE_N_FIELDS + 1,
  PROP_PERSONA,
  PROP_N_OVERRIDES,
  PROP_LOCKS,
  N_PROPS,
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeResolver, troupe_resolver, G_TYPE_OBJECT)

static void refresh (TroupeResolver *self);

static void
hold (TroupeResolver *self)
{
  self->n_holds++;
}

static void
release (TroupeResolver *self)
{
  if (--self->n_holds == 0 && self->needs_refresh)
    refresh (self);
}

static void
place (TroupeResolver   *self,
       TroupeLayer       layer,
       const char       *origin,
       TroupeAiSettings *settings)
{
  TroupeAiSettings **slot = &self->stack.settings[layer];

  if (*slot != settings)
    {
      if (*slot != NULL)
        g_signal_handlers_disconnect_by_func (*slot, refresh, self);
      g_set_object (slot, settings);
      if (settings != NULL)
        g_signal_connect_swapped (settings, "changed", G_CALLBACK (refresh), self);
    }

  g_free (self->stack.origins[layer]);
  self->stack.origins[layer] = g_strdup (origin);
  self->needs_refresh = TRUE;
}

/* The preset layer is the preset that the other layers choose. */
static void
place_preset (TroupeResolver *self)
{
  TroupeStatement chosen = { 0, };
  TroupeDefinition *preset = NULL;
  g_autofree char *origin = NULL;

  for (int layer = TROUPE_LAYER_SESSION; layer >= 0 && chosen.state == TROUPE_FIELD_STATE_UNSET; layer--)
    {
      TroupeAiSettings *settings = self->stack.settings[layer];

      if (layer != TROUPE_LAYER_PRESET && settings != NULL &&
          troupe_ai_settings_get_state (settings, TROUPE_FIELD_PROMPT_PRESET_ID) == TROUPE_FIELD_STATE_SET)
        {
          const char *id = troupe_ai_settings_get_string (settings, TROUPE_FIELD_PROMPT_PRESET_ID);

          preset = self->catalog != NULL ? troupe_catalog_lookup (self->catalog, TROUPE_KIND_PROMPT_PRESET, id) : NULL;
          origin = g_strconcat ("preset:", id, NULL);
          break;
        }
    }

  place (self, TROUPE_LAYER_PRESET, origin,
         preset != NULL ? troupe_prompt_preset_get_settings (TROUPE_PROMPT_PRESET (preset)) : NULL);
}

/* Returns whether anything about the field is new; notifies for what is bound to. */
static gboolean
refresh_field (TroupeResolver *self,
               TroupeField     field)
{
  TroupeStatement effective = { 0, };
  TroupeStatement below = { 0, };
  gboolean is_new;
  gboolean is_new_value;

  troupe_layer_stack_find (&self->stack, field, TROUPE_LAYER_SESSION, &effective);
  troupe_layer_stack_find (&self->stack, field, TROUPE_LAYER_TICKET, &below);

  is_new_value = !troupe_statement_equal (&effective, &self->effective[field], field);
  is_new = is_new_value ||
           effective.layer != self->effective[field].layer ||
           g_strcmp0 (effective.origin, self->effective[field].origin) != 0 ||
           !troupe_statement_equal (&below, &self->below[field], field) ||
           g_strcmp0 (below.origin, self->below[field].origin) != 0;

  troupe_statement_clear (&self->effective[field]);
  troupe_statement_clear (&self->below[field]);
  self->effective[field] = effective;
  self->below[field] = below;

  if (is_new_value)
    g_object_notify_by_pspec (G_OBJECT (self), properties[field + 1]);
  return is_new;
}

static gboolean
refresh_model (TroupeResolver *self)
{
  const char *provider = NULL;
  TroupeModelEntry *entry = troupe_layer_stack_get_model (&self->stack, &provider);
  const char *model = entry != NULL ? troupe_model_entry_get_model (entry) : NULL;

  if (g_strcmp0 (self->model, model) == 0 && g_strcmp0 (self->model_provider, provider) == 0)
    return FALSE;

  g_free (self->model);
  g_free (self->model_provider);
  self->model = g_strdup (model);
  self->model_provider = g_strdup (provider);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODEL]);
  return TRUE;
}

static gboolean
refresh_n_overrides (TroupeResolver *self)
{
  guint n_overrides = 0;

  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      if (troupe_resolver_is_overridden (self, field))
        n_overrides++;
    }

  if (self->n_overrides == n_overrides)
    return FALSE;

  self->n_overrides = n_overrides;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_OVERRIDES]);
  return TRUE;
}

static void
refresh (TroupeResolver *self)
{
  gboolean is_new = FALSE;

  if (self->n_holds > 0)
    {
      self->needs_refresh = TRUE;
      return;
    }

  /* Placing the preset can ask for a refresh: that is this one. */
  hold (self);
  place_preset (self);
  self->n_holds--;
  self->needs_refresh = FALSE;

  g_object_freeze_notify (G_OBJECT (self));
  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    is_new = refresh_field (self, field) || is_new;
  is_new = refresh_model (self) || is_new;
  is_new = refresh_n_overrides (self) || is_new;
  g_object_thaw_notify (G_OBJECT (self));

  if (is_new)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
catalog_changed_cb (TroupeResolver *self,
                    guint           kind,
                    const char     *id)
{
  if (kind == TROUPE_KIND_PROMPT_PRESET)
    refresh (self);
}

static void
place_persona (TroupeResolver *self)
{
  TroupeAiSettings *tier_settings = NULL;
  g_autofree char *origin = NULL;
  g_autofree char *tier_origin = NULL;

  if (self->persona != NULL)
    {
      origin = g_strconcat ("persona:", troupe_definition_get_id (TROUPE_DEFINITION (self->persona)), NULL);
      if (self->tier != TROUPE_TIER_NONE)
        {
          tier_settings = troupe_persona_get_tier_settings (self->persona, self->tier);
          tier_origin = g_strconcat ("tier:", troupe_enum_get_nick (TROUPE_TYPE_TIER, self->tier), NULL);
        }
    }

  place (self, TROUPE_LAYER_PERSONA, origin,
         self->persona != NULL ? troupe_persona_get_settings (self->persona) : NULL);
  place (self, TROUPE_LAYER_PERSONA_TIER, tier_origin, tier_settings);
}

static void
tiers_changed_cb (TroupeResolver *self)
{
  hold (self);
  place_persona (self);
  release (self);
}

static void
take_persona (TroupeResolver *self,
              TroupePersona  *persona)
{
  if (self->persona != persona)
    {
      if (self->persona != NULL)
        g_signal_handlers_disconnect_by_func (self->persona, tiers_changed_cb, self);
      g_set_object (&self->persona, persona);
      if (persona != NULL)
        g_signal_connect_swapped (persona, "tiers-changed", G_CALLBACK (tiers_changed_cb), self);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PERSONA]);
    }
  place_persona (self);
}

static void
troupe_resolver_dispose (GObject *object)
{
  TroupeResolver *self = TROUPE_RESOLVER (object);

  hold (self);
  for (guint layer = 0; layer < TROUPE_N_LAYERS; layer++)
    place (self, layer, NULL, NULL);
  if (self->persona != NULL)
    g_signal_handlers_disconnect_by_func (self->persona, tiers_changed_cb, self);
  g_clear_object (&self->persona);
  if (self->catalog != NULL)
    g_signal_handlers_disconnect_by_func (self->catalog, catalog_changed_cb, self);
  g_clear_object (&self->catalog);

  G_OBJECT_CLASS (troupe_resolver_parent_class)->dispose (object);
}

static void
troupe_resolver_finalize (GObject *object)
{
  TroupeResolver *self = TROUPE_RESOLVER (object);

  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      troupe_statement_clear (&self->effective[field]);
      troupe_statement_clear (&self->below[field]);
    }
  g_clear_object (&self->session);
  g_free (self->model);
  g_free (self->model_provider);

  G_OBJECT_CLASS (troupe_resolver_parent_class)->finalize (object);
}

static void
troupe_resolver_get_property (GObject    *object,
                              guint       property_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  TroupeResolver *self = TROUPE_RESOLVER (object);

  switch (property_id)
    {
    case PROP_MODEL:
      g_value_set_string (value, self->model);
      break;

    case PROP_PERSONA:
      g_value_set_object (value, self->persona);
      break;

    case PROP_N_OVERRIDES:
      g_value_set_uint (value, self->n_overrides);
      break;

    case PROP_LOCKS:
      g_value_set_uint (value, self->locks);
      break;

    default:
      if (property_id < PROP_MODEL && self->effective[property_id - 1].state == TROUPE_FIELD_STATE_SET)
        g_value_copy (&self->effective[property_id - 1].value, value);
      else
        g_param_value_set_default (pspec, value);
    }
}

static void
troupe_resolver_set_property (GObject      *object,
                              guint         property_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  TroupeResolver *self = TROUPE_RESOLVER (object);

  if (property_id == PROP_MODEL)
    troupe_resolver_override_model (self, g_value_get_string (value));
  else if (property_id < PROP_MODEL)
    troupe_resolver_override (self, property_id - 1, value, NULL);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
troupe_resolver_class_init (TroupeResolverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = troupe_resolver_dispose;
  object_class->finalize = troupe_resolver_finalize;
  object_class->get_property = troupe_resolver_get_property;
  object_class->set_property = troupe_resolver_set_property;

  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    properties[field + 1] = troupe_field_create_pspec (field);
  properties[PROP_MODEL] = g_param_spec_string ("model", NULL, NULL, NULL,
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_PERSONA] = g_param_spec_object ("persona", NULL, NULL, TROUPE_TYPE_PERSONA,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_OVERRIDES] = g_param_spec_uint ("n-overrides", NULL, NULL, 0, TROUPE_N_FIELDS, 0,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LOCKS] = g_param_spec_uint ("locks", NULL, NULL, 0, G_MAXUINT, 0,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * TroupeResolver::changed:
   * @self: the resolver
   *
   * Something is new: a value, a state, an origin, or what an override shadows. Emitted once for each change, after
   * the notifications.
   */
  signals[CHANGED] = g_signal_new ("changed", TROUPE_TYPE_RESOLVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
troupe_resolver_init (TroupeResolver *self)
{
  self->session = troupe_ai_settings_new ();
}

/**
 * troupe_resolver_new:
 * @catalog: (nullable): where defaults and prompt presets are found
 *
 * Returns: (transfer full): a resolver with the defaults as its only layers
 */
TroupeResolver *
troupe_resolver_new (TroupeCatalog *catalog)
{
  TroupeResolver *self = g_object_new (TROUPE_TYPE_RESOLVER, NULL);

  hold (self);
  if (catalog != NULL)
    {
      self->catalog = g_object_ref (catalog);
      g_signal_connect_swapped (catalog, "changed", G_CALLBACK (catalog_changed_cb), self);
      place (self, TROUPE_LAYER_BUILT_IN, "built-in", troupe_catalog_get_defaults (catalog, TROUPE_SCOPE_BUILT_IN));
      place (self, TROUPE_LAYER_USER, "user", troupe_catalog_get_defaults (catalog, TROUPE_SCOPE_USER));
      place (self, TROUPE_LAYER_PROJECT, "project", troupe_catalog_get_defaults (catalog, TROUPE_SCOPE_PROJECT));
    }
  place (self, TROUPE_LAYER_SESSION, "session", self->session);
  release (self);

  return self;
}

/**
 * troupe_resolver_get_persona:
 * @self: a resolver
 *
 * Returns: (transfer none) (nullable): whose settings are the persona layer
 */
TroupePersona *
troupe_resolver_get_persona (TroupeResolver *self)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), NULL);

  return self->persona;
}

/**
 * troupe_resolver_select_persona:
 * @self: a resolver
 * @persona: (nullable): another persona
 *
 * Swaps the persona layer. Overrides that are not locked go; those that are locked stay.
 *
 * Returns: (transfer full) (nullable): the whole session layer as it was, for troupe_resolver_set_session() by Undo,
 *   or %NULL when nothing was dropped
 */
TroupeAiSettings *
troupe_resolver_select_persona (TroupeResolver *self,
                                TroupePersona  *persona)
{
  g_autoptr(TroupeAiSettings) before = NULL;
  gboolean is_dropped = FALSE;

  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), NULL);

  if (self->persona == persona)
    return NULL;

  before = troupe_ai_settings_copy (self->session);
  hold (self);
  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      if (troupe_resolver_is_overridden (self, field) && !troupe_resolver_get_locked (self, field))
        {
          troupe_ai_settings_unset (self->session, field);
          is_dropped = TRUE;
        }
    }
  self->stack.model_index = 0;
  take_persona (self, persona);
  release (self);

  return is_dropped ? g_steal_pointer (&before) : NULL;
}

/**
 * troupe_resolver_set_cast:
 * @self: a resolver
 * @persona: (nullable): who performs
 * @tier: in which tier
 * @track: (nullable): the track
 * @ticket: (nullable): the ticket
 *
 * Sets the layers of a run: the persona, its assignment to @tier, the values of that tier in @track, and the
 * overrides of @ticket.
 */
void
troupe_resolver_set_cast (TroupeResolver *self,
                          TroupePersona  *persona,
                          TroupeTier      tier,
                          TroupeTrack    *track,
                          TroupeTicket   *ticket)
{
  g_autofree char *tier_origin = NULL;
  g_autofree char *ticket_origin = NULL;

  g_return_if_fail (TROUPE_IS_RESOLVER (self));

  tier_origin = g_strconcat ("tier:", troupe_enum_get_nick (TROUPE_TYPE_TIER, tier), NULL);
  if (ticket != NULL)
    ticket_origin = g_strconcat ("ticket:", troupe_ticket_get_id (ticket), NULL);

  hold (self);
  self->tier = tier;
  self->stack.model_index = 0;
  take_persona (self, persona);
  place (self, TROUPE_LAYER_TRACK_TIER, tier_origin,
         track != NULL && tier != TROUPE_TIER_NONE ? troupe_track_get_tier_settings (track, tier) : NULL);
  place (self, TROUPE_LAYER_TICKET, ticket_origin, ticket != NULL ? troupe_ticket_get_overrides (ticket) : NULL);
  release (self);
}

/**
 * troupe_resolver_set_layer:
 * @self: a resolver
 * @layer: any but the preset's and the session's
 * @origin: (nullable): the name of the origin
 * @settings: (nullable): what the layer states; it is followed
 */
void
troupe_resolver_set_layer (TroupeResolver   *self,
                           TroupeLayer       layer,
                           const char       *origin,
                           TroupeAiSettings *settings)
{
  g_return_if_fail (TROUPE_IS_RESOLVER (self));
  g_return_if_fail (layer < TROUPE_N_LAYERS && layer != TROUPE_LAYER_PRESET && layer != TROUPE_LAYER_SESSION);

  hold (self);
  place (self, layer, origin, settings);
  release (self);
}

/**
 * troupe_resolver_get_session:
 * @self: a resolver
 *
 * Returns: (transfer none): the session layer; the same object for as long as @self lives
 */
TroupeAiSettings *
troupe_resolver_get_session (TroupeResolver *self)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), NULL);

  return self->session;
}

/**
 * troupe_resolver_set_session:
 * @self: a resolver
 * @session: (nullable): values, which are copied
 *
 * Replaces all overrides.
 */
void
troupe_resolver_set_session (TroupeResolver   *self,
                             TroupeAiSettings *session)
{
  g_return_if_fail (TROUPE_IS_RESOLVER (self));

  hold (self);
  if (session != NULL)
    troupe_ai_settings_assign (self->session, session);
  else
    troupe_ai_settings_unset_all (self->session);
  release (self);
}

/**
 * troupe_resolver_override:
 * @self: a resolver
 * @field: a field
 * @value: a value
 * @error: (optional): set on failure
 *
 * Sets a field in the session layer. A value that is in force already is ignored. A bare model name is bound to the
 * provider in force.
 *
 * Fails with %TROUPE_MODEL_ERROR when @value is not one for @field.
 *
 * Returns: whether @value was taken
 */
gboolean
troupe_resolver_override (TroupeResolver  *self,
                          TroupeField      field,
                          const GValue    *value,
                          GError         **error)
{
  g_auto(GValue) bound = G_VALUE_INIT;
  gboolean is_taken;

  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), FALSE);
  g_return_val_if_fail (field < TROUPE_N_FIELDS, FALSE);

  if (!troupe_field_check (field, value, error))
    return FALSE;

  if (self->effective[field].state == TROUPE_FIELD_STATE_SET &&
      troupe_field_values_equal (field, &self->effective[field].value, value))
    return TRUE;

  if (field == TROUPE_FIELD_PREFERRED_MODELS)
    {
      g_value_init (&bound, TROUPE_TYPE_MODEL_LIST);
      g_value_take_boxed (&bound, troupe_model_list_bind (g_value_get_boxed (value),
                                                          troupe_resolver_get_string (self, TROUPE_FIELD_PROVIDER)));
      value = &bound;
    }

  hold (self);
  if (field == TROUPE_FIELD_PREFERRED_MODELS)
    self->stack.model_index = 0;
  is_taken = troupe_ai_settings_set_value (self->session, field, value, error);
  release (self);

  return is_taken;
}

/**
 * troupe_resolver_override_omit:
 * @self: a resolver
 * @field: a field that can be omitted
 *
 * Says in the session layer that the field is not to be sent.
 */
void
troupe_resolver_override_omit (TroupeResolver *self,
                               TroupeField     field)
{
  g_return_if_fail (TROUPE_IS_RESOLVER (self));
  g_return_if_fail (troupe_field_can_be_omitted (field));

  if (self->effective[field].state != TROUPE_FIELD_STATE_OMITTED)
    troupe_ai_settings_omit (self->session, field);
}

/**
 * troupe_resolver_reset:
 * @self: a resolver
 * @field: a field
 *
 * Takes back the override of a field, and its lock.
 */
void
troupe_resolver_reset (TroupeResolver *self,
                       TroupeField     field)
{
  g_return_if_fail (TROUPE_IS_RESOLVER (self));
  g_return_if_fail (field < TROUPE_N_FIELDS);

  troupe_resolver_set_locked (self, field, FALSE);
  troupe_ai_settings_unset (self->session, field);
}

/**
 * troupe_resolver_revert_all:
 * @self: a resolver
 *
 * Takes back all overrides and all locks.
 */
void
troupe_resolver_revert_all (TroupeResolver *self)
{
  g_return_if_fail (TROUPE_IS_RESOLVER (self));

  hold (self);
  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    troupe_resolver_reset (self, field);
  release (self);
}

/**
 * troupe_resolver_is_overridden:
 * @self: a resolver
 * @field: a field
 *
 * Returns: whether the session layer states it
 */
gboolean
troupe_resolver_is_overridden (TroupeResolver *self,
                               TroupeField     field)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), FALSE);

  return troupe_ai_settings_get_state (self->session, field) != TROUPE_FIELD_STATE_UNSET;
}

/**
 * troupe_resolver_get_n_overrides:
 * @self: a resolver
 *
 * Returns: how many fields the session layer states
 */
guint
troupe_resolver_get_n_overrides (TroupeResolver *self)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), 0);

  return self->n_overrides;
}

/**
 * troupe_resolver_get_locked:
 * @self: a resolver
 * @field: a field
 *
 * Returns: whether its value survives a change of persona
 */
gboolean
troupe_resolver_get_locked (TroupeResolver *self,
                            TroupeField     field)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), FALSE);

  return (self->locks & (1u << field)) != 0;
}

/**
 * troupe_resolver_set_locked:
 * @self: a resolver
 * @field: a field
 * @locked: whether its value survives a change of persona
 *
 * Locking pins the value in force: it becomes an override.
 */
void
troupe_resolver_set_locked (TroupeResolver *self,
                            TroupeField     field,
                            gboolean        locked)
{
  g_return_if_fail (TROUPE_IS_RESOLVER (self));
  g_return_if_fail (field < TROUPE_N_FIELDS);

  if (troupe_resolver_get_locked (self, field) == !!locked)
    return;

  self->locks ^= 1u << field;
  if (locked && !troupe_resolver_is_overridden (self, field))
    {
      g_autoptr(TroupeAiSettings) snapshot = troupe_resolver_snapshot (self);

      troupe_ai_settings_copy_field (self->session, snapshot, field);
    }

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOCKS]);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * troupe_resolver_get_state:
 * @self: a resolver
 * @field: a field
 *
 * Returns: whether any layer states it, and how
 */
TroupeFieldState
troupe_resolver_get_state (TroupeResolver *self,
                           TroupeField     field)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), TROUPE_FIELD_STATE_UNSET);
  g_return_val_if_fail (field < TROUPE_N_FIELDS, TROUPE_FIELD_STATE_UNSET);

  return self->effective[field].state;
}

/**
 * troupe_resolver_get_value:
 * @self: a resolver
 * @field: a field
 *
 * Returns: (nullable): the value in force, or %NULL when it is unset or omitted; good until the next change
 */
const GValue *
troupe_resolver_get_value (TroupeResolver *self,
                           TroupeField     field)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), NULL);
  g_return_val_if_fail (field < TROUPE_N_FIELDS, NULL);

  return self->effective[field].state == TROUPE_FIELD_STATE_SET ? &self->effective[field].value : NULL;
}

/**
 * troupe_resolver_get_origin:
 * @self: a resolver
 * @field: a field
 *
 * Returns: (nullable): who says so, as docs/architecture.md names them; %NULL when nobody does
 */
const char *
troupe_resolver_get_origin (TroupeResolver *self,
                            TroupeField     field)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), NULL);
  g_return_val_if_fail (field < TROUPE_N_FIELDS, NULL);

  return self->effective[field].origin;
}

/**
 * troupe_resolver_get_origin_layer:
 * @self: a resolver
 * @field: a field that some layer states
 *
 * Returns: the layer that states it
 */
TroupeLayer
troupe_resolver_get_origin_layer (TroupeResolver *self,
                                  TroupeField     field)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), TROUPE_LAYER_BUILT_IN);
  g_return_val_if_fail (field < TROUPE_N_FIELDS, TROUPE_LAYER_BUILT_IN);

  return self->effective[field].layer;
}

/**
 * troupe_resolver_list_shadowed:
 * @self: a resolver
 * @field: a field
 *
 * Returns: (transfer full) (element-type TroupeStatement): what lower layers state and does not hold, the highest first
 */
GPtrArray *
troupe_resolver_list_shadowed (TroupeResolver *self,
                               TroupeField     field)
{
  GPtrArray *statements;

  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), NULL);
  g_return_val_if_fail (field < TROUPE_N_FIELDS, NULL);

  statements = troupe_layer_stack_list (&self->stack, field);
  if (statements->len > 0)
    g_ptr_array_remove_index (statements, 0);
  return statements;
}

/**
 * troupe_resolver_peek_below_session:
 * @self: a resolver
 * @field: a field
 *
 * Returns: what would hold without an override, unset perhaps; good until the next change
 */
const TroupeStatement *
troupe_resolver_peek_below_session (TroupeResolver *self,
                                    TroupeField     field)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), NULL);
  g_return_val_if_fail (field < TROUPE_N_FIELDS, NULL);

  return &self->below[field];
}

/**
 * troupe_resolver_get_model_index:
 * @self: a resolver
 *
 * Returns: which of the preferred models is in use, from 0
 */
guint
troupe_resolver_get_model_index (TroupeResolver *self)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), 0);

  return self->stack.model_index;
}

/**
 * troupe_resolver_set_model_index:
 * @self: a resolver
 * @index: which of the preferred models to use, from 0
 *
 * Goes to another model; the values of its entry are taken anew.
 */
void
troupe_resolver_set_model_index (TroupeResolver *self,
                                 guint           index)
{
  g_return_if_fail (TROUPE_IS_RESOLVER (self));

  if (self->stack.model_index == index)
    return;

  self->stack.model_index = index;
  refresh (self);
}

/**
 * troupe_resolver_get_n_models:
 * @self: a resolver
 *
 * Returns: how many preferred models there are
 */
guint
troupe_resolver_get_n_models (TroupeResolver *self)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), 0);

  return troupe_layer_stack_get_n_models (&self->stack);
}

/**
 * troupe_resolver_get_model:
 * @self: a resolver
 *
 * Returns: (nullable): the model to ask; %NULL when somebody has to choose one first
 */
const char *
troupe_resolver_get_model (TroupeResolver *self)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), NULL);

  return self->model;
}

/**
 * troupe_resolver_get_model_provider:
 * @self: a resolver
 *
 * Returns: (nullable): the id of the provider that the model belongs to
 */
const char *
troupe_resolver_get_model_provider (TroupeResolver *self)
{
  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), NULL);

  return self->model_provider;
}

/**
 * troupe_resolver_override_model:
 * @self: a resolver
 * @model: (nullable): the name of a model of the provider in force; %NULL takes the override back
 *
 * Sets the preferred models in the session layer to this one: there is nothing to fall over to.
 */
void
troupe_resolver_override_model (TroupeResolver *self,
                                const char     *model)
{
  const char *names[] = { model, NULL };
  g_autoptr(TroupeModelList) list = NULL;
  g_auto(GValue) value = G_VALUE_INIT;

  g_return_if_fail (TROUPE_IS_RESOLVER (self));

  if (model == NULL || *model == '\0')
    {
      troupe_resolver_reset (self, TROUPE_FIELD_PREFERRED_MODELS);
      return;
    }

  if (g_strcmp0 (self->model, model) == 0)
    return;

  list = troupe_model_list_new_from_names (names);
  g_value_init (&value, TROUPE_TYPE_MODEL_LIST);
  g_value_set_boxed (&value, list);
  troupe_resolver_override (self, TROUPE_FIELD_PREFERRED_MODELS, &value, NULL);
}

/**
 * troupe_resolver_get_string:
 * @self: a resolver
 * @field: a field that holds text
 *
 * Returns: (nullable): the text in force
 */
const char *
troupe_resolver_get_string (TroupeResolver *self,
                            TroupeField     field)
{
  const GValue *value = troupe_resolver_get_value (self, field);

  return value != NULL && G_VALUE_HOLDS_STRING (value) ? g_value_get_string (value) : NULL;
}

/**
 * troupe_resolver_snapshot:
 * @self: a resolver
 *
 * Returns: (transfer full): all that is in force, as one layer
 */
TroupeAiSettings *
troupe_resolver_snapshot (TroupeResolver *self)
{
  TroupeAiSettings *snapshot;

  g_return_val_if_fail (TROUPE_IS_RESOLVER (self), NULL);

  snapshot = troupe_ai_settings_new ();
  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      if (self->effective[field].state == TROUPE_FIELD_STATE_OMITTED)
        troupe_ai_settings_omit (snapshot, field);
      else if (self->effective[field].state == TROUPE_FIELD_STATE_SET)
        troupe_ai_settings_set_value (snapshot, field, &self->effective[field].value, NULL);
    }

  if (self->model != NULL)
    {
      TroupeModelList *list = troupe_ai_settings_get_preferred_models (snapshot);
      g_autoptr(TroupeModelList) bound = troupe_model_list_bind (list, self->model_provider);

      troupe_ai_settings_set_preferred_models (snapshot, bound);
    }

  return snapshot;
}
