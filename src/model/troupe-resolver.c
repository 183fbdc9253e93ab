/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-enum-types.h"
#include "troupe-persona-private.h"
#include "troupe-prompt-preset.h"
#include "troupe-resolver-private.h"

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

static void
layer_changed_cb (TroupeResolver *self)
{
  troupe_resolver_hold (self);
  self->needs_refresh = TRUE;
  troupe_resolver_release (self);
}

static void
persona_layer_changed_cb (TroupeResolver *self)
{
  /* Half of what it will say is old: TroupePersona::assigned comes when all is new. */
  if (self->persona == NULL || !troupe_persona_is_being_assigned (self->persona))
    layer_changed_cb (self);
}

static void
place (TroupeResolver   *self,
       TroupeLayer       layer,
       const char       *origin,
       TroupeAiSettings *settings)
{
  TroupeAiSettings **slot = &self->stack.settings[layer];
  gboolean is_personas = layer == TROUPE_LAYER_PERSONA || layer == TROUPE_LAYER_PERSONA_TIER;
  GCallback callback = G_CALLBACK (is_personas ? persona_layer_changed_cb : layer_changed_cb);

  if (*slot != settings)
    {
      if (*slot != NULL)
        g_signal_handlers_disconnect_by_func (*slot, callback, self);
      g_set_object (slot, settings);
      if (settings != NULL)
        g_signal_connect_swapped (settings, "changed", callback, self);
    }

  g_free (self->stack.origins[layer]);
  self->stack.origins[layer] = g_strdup (origin);
  self->needs_refresh = TRUE;
}

/* The preset layer is the preset that the other layers choose. */
static void
place_preset (TroupeResolver *self)
{
  TroupeDefinition *preset = NULL;
  g_autofree char *origin = NULL;

  for (int layer = TROUPE_LAYER_SESSION; layer >= 0; layer--)
    {
      TroupeAiSettings *settings = self->stack.settings[layer];

      if (layer != TROUPE_LAYER_PRESET && settings != NULL &&
          troupe_ai_settings_get_state (settings, TROUPE_FIELD_PROMPT_PRESET_ID) == TROUPE_FIELD_STATE_SET)
        {
          const char *id = troupe_ai_settings_get_string (settings, TROUPE_FIELD_PROMPT_PRESET_ID);

          if (self->catalog != NULL && *id != '\0')
            preset = troupe_catalog_lookup (self->catalog, TROUPE_KIND_PROMPT_PRESET, id);
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

/* A hop counts in one list; another list is begun at its start. */
static void
refresh_model_index (TroupeResolver *self)
{
  const TroupeStatement *old = &self->effective[TROUPE_FIELD_PREFERRED_MODELS];
  TroupeStatement now = { 0, };

  troupe_layer_stack_find (&self->stack, TROUPE_FIELD_PREFERRED_MODELS, TROUPE_LAYER_SESSION, &now);
  if (old->state == TROUPE_FIELD_STATE_SET && !troupe_statement_equal (&now, old, TROUPE_FIELD_PREFERRED_MODELS))
    self->stack.model_index = 0;
  troupe_statement_clear (&now);
}

/* Returns whether anything is new. Who is notified has to wait: this is called with the notifications frozen. */
static gboolean
refresh (TroupeResolver *self)
{
  gboolean is_new = FALSE;

  place_preset (self);
  refresh_model_index (self);
  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    is_new = refresh_field (self, field) || is_new;
  is_new = refresh_model (self) || is_new;
  is_new = refresh_n_overrides (self) || is_new;
  self->needs_refresh = FALSE;

  return is_new;
}

static void
catalog_changed_cb (TroupeResolver *self,
                    guint           kind,
                    const char     *id)
{
  if (kind == TROUPE_KIND_PROMPT_PRESET)
    layer_changed_cb (self);
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
persona_assigned_cb (TroupeResolver *self)
{
  troupe_resolver_hold (self);
  place_persona (self);
  troupe_resolver_release (self);
}

static void
tiers_changed_cb (TroupeResolver *self)
{
  if (!troupe_persona_is_being_assigned (self->persona))
    persona_assigned_cb (self);
}

static void
leave_persona (TroupeResolver *self)
{
  if (self->persona == NULL)
    return;

  g_signal_handlers_disconnect_by_func (self->persona, tiers_changed_cb, self);
  g_signal_handlers_disconnect_by_func (self->persona, persona_assigned_cb, self);
  g_clear_object (&self->persona);
}

static void
take_persona (TroupeResolver *self,
              TroupePersona  *persona)
{
  if (self->persona != persona)
    {
      leave_persona (self);
      g_set_object (&self->persona, persona);
      if (persona != NULL)
        {
          g_signal_connect_swapped (persona, "tiers-changed", G_CALLBACK (tiers_changed_cb), self);
          g_signal_connect_swapped (persona, "assigned", G_CALLBACK (persona_assigned_cb), self);
        }
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PERSONA]);
    }
  place_persona (self);
}

static void
troupe_resolver_dispose (GObject *object)
{
  TroupeResolver *self = TROUPE_RESOLVER (object);

  for (guint layer = 0; layer < TROUPE_N_LAYERS; layer++)
    place (self, layer, NULL, NULL);
  leave_persona (self);
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

/*< private >
 * troupe_resolver_hold:
 * @self: a resolver
 *
 * Begins a change of several steps. Nobody hears of anything until it is released as often as it was held.
 */
void
troupe_resolver_hold (TroupeResolver *self)
{
  if (self->n_holds++ == 0)
    g_object_freeze_notify (G_OBJECT (self));
}

/*< private >
 * troupe_resolver_release:
 * @self: a resolver that is held
 *
 * Ends the change: what is in force is found anew, then all who are bound to it hear of it.
 */
void
troupe_resolver_release (TroupeResolver *self)
{
  gboolean is_new;

  if (--self->n_holds > 0)
    return;

  g_object_ref (self);
  is_new = self->needs_refresh && refresh (self);
  is_new = self->has_new_locks || is_new;
  self->has_new_locks = FALSE;
  g_object_thaw_notify (G_OBJECT (self));
  if (is_new)
    g_signal_emit (self, signals[CHANGED], 0);
  g_object_unref (self);
}

/*< private >
 * troupe_resolver_set_locks:
 * @self: a resolver that is held
 * @locks: a bit for each field that is locked
 */
void
troupe_resolver_set_locks (TroupeResolver *self,
                           guint           locks)
{
  if (self->locks == locks)
    return;

  self->locks = locks;
  self->has_new_locks = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOCKS]);
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

  troupe_resolver_hold (self);
  if (catalog != NULL)
    {
      self->catalog = g_object_ref (catalog);
      g_signal_connect_swapped (catalog, "changed", G_CALLBACK (catalog_changed_cb), self);
      place (self, TROUPE_LAYER_BUILT_IN, "built-in", troupe_catalog_get_defaults (catalog, TROUPE_SCOPE_BUILT_IN));
      place (self, TROUPE_LAYER_USER, "user", troupe_catalog_get_defaults (catalog, TROUPE_SCOPE_USER));
      place (self, TROUPE_LAYER_PROJECT, "project", troupe_catalog_get_defaults (catalog, TROUPE_SCOPE_PROJECT));
    }
  place (self, TROUPE_LAYER_SESSION, "session", self->session);
  troupe_resolver_release (self);

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
  troupe_resolver_hold (self);
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
  troupe_resolver_release (self);

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

  troupe_resolver_hold (self);
  self->tier = tier;
  self->stack.model_index = 0;
  take_persona (self, persona);
  place (self, TROUPE_LAYER_TRACK_TIER, tier_origin,
         track != NULL && tier != TROUPE_TIER_NONE ? troupe_track_get_tier_settings (track, tier) : NULL);
  place (self, TROUPE_LAYER_TICKET, ticket_origin, ticket != NULL ? troupe_ticket_get_overrides (ticket) : NULL);
  troupe_resolver_release (self);
}

/**
 * troupe_resolver_set_layer:
 * @self: a resolver
 * @layer: any but the preset's and the session's
 * @origin: (nullable): the name of the origin
 * @settings: (nullable): what the layer states; it is followed
 *
 * Sets one layer; each effective value that changes is notified once.
 */
void
troupe_resolver_set_layer (TroupeResolver   *self,
                           TroupeLayer       layer,
                           const char       *origin,
                           TroupeAiSettings *settings)
{
  g_return_if_fail (TROUPE_IS_RESOLVER (self));
  g_return_if_fail (layer < TROUPE_N_LAYERS && layer != TROUPE_LAYER_PRESET && layer != TROUPE_LAYER_SESSION);

  troupe_resolver_hold (self);
  place (self, layer, origin, settings);
  troupe_resolver_release (self);
}
