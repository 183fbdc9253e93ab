/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-model-error.h"
#include "troupe-model-private.h"
#include "troupe-track.h"

/**
 * TroupeTrack:
 *
 * A goal, its spec, who is cast in its tiers, and its tickets. Its title is
 * the definition's name. It says what should be done, never what happened.
 */
typedef struct
{
  char             *persona_id;   /* (nullable) */
  TroupeAiSettings *settings;     /* (owned) */
} Casting;

struct _TroupeTrack
{
  TroupeDefinition  parent_instance;

  char             *goal;                    /* (nullable) */
  char             *spec;                    /* (nullable) */
  Casting           tiers[TROUPE_N_TIERS];
  gboolean          is_unjudged;             /* whether nobody judges, even if somebody is assigned to it */
  JsonObject       *tiers_extra;             /* (owned) (nullable) */
  GListStore       *tickets;                 /* (element-type TroupeTicket) */
};

enum
{
  PROP_0,
  PROP_GOAL,
  PROP_SPEC,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TroupeTrack, troupe_track, TROUPE_TYPE_DEFINITION)

static gboolean
tickets_equal (GListModel *a,
               GListModel *b)
{
  guint n_items = g_list_model_get_n_items (a);

  if (n_items != g_list_model_get_n_items (b))
    return FALSE;

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(TroupeTicket) mine = g_list_model_get_item (a, i);
      g_autoptr(TroupeTicket) theirs = g_list_model_get_item (b, i);

      if (!troupe_ticket_equal (mine, theirs))
        return FALSE;
    }

  return TRUE;
}

static void
troupe_track_assign (TroupeDefinition *definition,
                     TroupeDefinition *source_definition)
{
  TroupeTrack *self = TROUPE_TRACK (definition);
  TroupeTrack *source = TROUPE_TRACK (source_definition);

  TROUPE_DEFINITION_CLASS (troupe_track_parent_class)->assign (definition, source_definition);

  troupe_track_set_goal (self, source->goal);
  troupe_track_set_spec (self, source->spec);
  troupe_track_set_tiers_extra (self, source->tiers_extra);
  for (TroupeTier tier = TROUPE_TIER_ORCHESTRATOR; tier < TROUPE_N_TIERS; tier++)
    {
      troupe_track_set_tier_persona_id (self, tier, source->tiers[tier].persona_id);
      troupe_ai_settings_assign (self->tiers[tier].settings, source->tiers[tier].settings);
    }
  troupe_track_set_is_unjudged (self, source->is_unjudged);

  if (!tickets_equal (G_LIST_MODEL (self->tickets), G_LIST_MODEL (source->tickets)))
    {
      GPtrArray *tickets = g_ptr_array_new_with_free_func (g_object_unref);

      for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (source->tickets)); i++)
        {
          g_autoptr(TroupeTicket) ticket = g_list_model_get_item (G_LIST_MODEL (source->tickets), i);

          g_ptr_array_add (tickets, troupe_ticket_copy (ticket));
        }
      troupe_track_take_tickets (self, tickets);
    }
}

static gboolean
troupe_track_equal (TroupeDefinition *definition,
                    TroupeDefinition *other_definition)
{
  TroupeTrack *self = TROUPE_TRACK (definition);
  TroupeTrack *other = TROUPE_TRACK (other_definition);

  if (!TROUPE_DEFINITION_CLASS (troupe_track_parent_class)->equal (definition, other_definition) ||
      g_strcmp0 (self->goal, other->goal) != 0 ||
      g_strcmp0 (self->spec, other->spec) != 0 ||
      self->is_unjudged != other->is_unjudged ||
      !troupe_extra_equal (self->tiers_extra, other->tiers_extra))
    return FALSE;

  for (TroupeTier tier = TROUPE_TIER_ORCHESTRATOR; tier < TROUPE_N_TIERS; tier++)
    {
      if (g_strcmp0 (self->tiers[tier].persona_id, other->tiers[tier].persona_id) != 0 ||
          !troupe_ai_settings_equal (self->tiers[tier].settings, other->tiers[tier].settings))
        return FALSE;
    }

  return tickets_equal (G_LIST_MODEL (self->tickets), G_LIST_MODEL (other->tickets));
}

static void
troupe_track_finalize (GObject *object)
{
  TroupeTrack *self = TROUPE_TRACK (object);

  g_free (self->goal);
  g_free (self->spec);
  for (guint i = 0; i < TROUPE_N_TIERS; i++)
    {
      g_free (self->tiers[i].persona_id);
      g_clear_object (&self->tiers[i].settings);
    }
  g_clear_pointer (&self->tiers_extra, json_object_unref);
  g_clear_object (&self->tickets);

  G_OBJECT_CLASS (troupe_track_parent_class)->finalize (object);
}

static void
troupe_track_get_property (GObject    *object,
                           guint       property_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  TroupeTrack *self = TROUPE_TRACK (object);

  switch (property_id)
    {
    case PROP_GOAL:
      g_value_set_string (value, self->goal);
      break;

    case PROP_SPEC:
      g_value_set_string (value, self->spec);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_track_set_property (GObject      *object,
                           guint         property_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  TroupeTrack *self = TROUPE_TRACK (object);

  switch (property_id)
    {
    case PROP_GOAL:
      troupe_track_set_goal (self, g_value_get_string (value));
      break;

    case PROP_SPEC:
      troupe_track_set_spec (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_track_class_init (TroupeTrackClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  TroupeDefinitionClass *definition_class = TROUPE_DEFINITION_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = troupe_track_finalize;
  object_class->get_property = troupe_track_get_property;
  object_class->set_property = troupe_track_set_property;
  definition_class->kind = TROUPE_KIND_TRACK;
  definition_class->assign = troupe_track_assign;
  definition_class->equal = troupe_track_equal;

  properties[PROP_GOAL] = g_param_spec_string ("goal", NULL, NULL, NULL, flags);
  properties[PROP_SPEC] = g_param_spec_string ("spec", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_track_init (TroupeTrack *self)
{
  for (guint i = 0; i < TROUPE_N_TIERS; i++)
    self->tiers[i].settings = troupe_ai_settings_new ();
  self->tickets = g_list_store_new (TROUPE_TYPE_TICKET);
}

/**
 * troupe_track_new:
 * @id: (nullable): its id
 *
 * Returns: (transfer full): a track with no tickets
 */
TroupeTrack *
troupe_track_new (const char *id)
{
  return g_object_new (TROUPE_TYPE_TRACK, "id", id, NULL);
}

/**
 * troupe_track_get_goal:
 * @self: a track
 *
 * Returns: (nullable): what it is for
 */
const char *
troupe_track_get_goal (TroupeTrack *self)
{
  g_return_val_if_fail (TROUPE_IS_TRACK (self), NULL);

  return self->goal;
}

/**
 * troupe_track_set_goal:
 * @self: a track
 * @goal: (nullable): what it is for
 *
 * Sets what all the tickets are for.
 */
void
troupe_track_set_goal (TroupeTrack *self,
                       const char  *goal)
{
  g_return_if_fail (TROUPE_IS_TRACK (self));

  if (troupe_replace_string (&self->goal, goal))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GOAL]);
}

/**
 * troupe_track_get_spec:
 * @self: a track
 *
 * Returns: (nullable): the spec, in Markdown
 */
const char *
troupe_track_get_spec (TroupeTrack *self)
{
  g_return_val_if_fail (TROUPE_IS_TRACK (self), NULL);

  return self->spec;
}

/**
 * troupe_track_set_spec:
 * @self: a track
 * @spec: (nullable): the spec, in Markdown
 *
 * Sets the spec.
 */
void
troupe_track_set_spec (TroupeTrack *self,
                       const char  *spec)
{
  g_return_if_fail (TROUPE_IS_TRACK (self));

  if (troupe_replace_string (&self->spec, spec))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPEC]);
}

/**
 * troupe_track_get_tier_persona_id:
 * @self: a track
 * @tier: a tier
 *
 * Returns: (nullable): the id of the persona that is cast in it
 */
const char *
troupe_track_get_tier_persona_id (TroupeTrack *self,
                                  TroupeTier   tier)
{
  g_return_val_if_fail (TROUPE_IS_TRACK (self), NULL);
  g_return_val_if_fail (tier < TROUPE_N_TIERS, NULL);

  return self->tiers[tier].persona_id;
}

/**
 * troupe_track_set_tier_persona_id:
 * @self: a track
 * @tier: a tier
 * @persona_id: (nullable): the id of the persona to cast in it
 *
 * Casts a persona in a tier. Whoever is cast for %TROUPE_TIER_QA judges.
 */
void
troupe_track_set_tier_persona_id (TroupeTrack *self,
                                  TroupeTier   tier,
                                  const char  *persona_id)
{
  g_return_if_fail (TROUPE_IS_TRACK (self));
  g_return_if_fail (tier < TROUPE_N_TIERS);

  troupe_replace_string (&self->tiers[tier].persona_id, persona_id);
  if (tier == TROUPE_TIER_QA && persona_id != NULL)
    self->is_unjudged = FALSE;
}

/**
 * troupe_track_get_is_unjudged:
 * @self: a track
 *
 * Gets whether the track says that nobody judges its tickets, whoever is assigned to that tier.
 *
 * Returns: whether it does
 */
gboolean
troupe_track_get_is_unjudged (TroupeTrack *self)
{
  g_return_val_if_fail (TROUPE_IS_TRACK (self), FALSE);

  return self->is_unjudged;
}

/**
 * troupe_track_set_is_unjudged:
 * @self: a track
 * @is_unjudged: whether nobody judges
 *
 * Sets it. If nobody does, nobody is cast for %TROUPE_TIER_QA.
 */
void
troupe_track_set_is_unjudged (TroupeTrack *self,
                              gboolean     is_unjudged)
{
  g_return_if_fail (TROUPE_IS_TRACK (self));

  self->is_unjudged = is_unjudged;
  if (is_unjudged)
    troupe_replace_string (&self->tiers[TROUPE_TIER_QA].persona_id, NULL);
}

/**
 * troupe_track_get_tier_settings:
 * @self: a track
 * @tier: a tier
 *
 * Returns: (transfer none): the values that hold in this tier; the same object for as long as @self lives
 */
TroupeAiSettings *
troupe_track_get_tier_settings (TroupeTrack *self,
                                TroupeTier   tier)
{
  g_return_val_if_fail (TROUPE_IS_TRACK (self), NULL);
  g_return_val_if_fail (tier < TROUPE_N_TIERS, NULL);

  return self->tiers[tier].settings;
}

/**
 * troupe_track_get_tiers_extra:
 * @self: a track
 *
 * Returns: (transfer none) (nullable): tiers that are not known here
 */
JsonObject *
troupe_track_get_tiers_extra (TroupeTrack *self)
{
  g_return_val_if_fail (TROUPE_IS_TRACK (self), NULL);

  return self->tiers_extra;
}

/**
 * troupe_track_set_tiers_extra:
 * @self: a track
 * @extra: (nullable): tiers to keep
 *
 * Sets the members of “tiers” that this version does not know, so that they are written back.
 */
void
troupe_track_set_tiers_extra (TroupeTrack *self,
                              JsonObject  *extra)
{
  g_return_if_fail (TROUPE_IS_TRACK (self));

  troupe_replace_extra (&self->tiers_extra, extra);
}

/**
 * troupe_track_list_tickets:
 * @self: a track
 *
 * Returns: (transfer none): a list of #TroupeTicket in the order of the file
 */
GListModel *
troupe_track_list_tickets (TroupeTrack *self)
{
  g_return_val_if_fail (TROUPE_IS_TRACK (self), NULL);

  return G_LIST_MODEL (self->tickets);
}

/**
 * troupe_track_find_ticket:
 * @self: a track
 * @id: the id of a ticket
 *
 * Returns: (transfer none) (nullable): the ticket
 */
TroupeTicket *
troupe_track_find_ticket (TroupeTrack *self,
                          const char  *id)
{
  g_return_val_if_fail (TROUPE_IS_TRACK (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->tickets)); i++)
    {
      g_autoptr(TroupeTicket) ticket = g_list_model_get_item (G_LIST_MODEL (self->tickets), i);

      /* The list keeps it. */
      if (g_strcmp0 (troupe_ticket_get_id (ticket), id) == 0)
        return ticket;
    }

  return NULL;
}

/**
 * troupe_track_take_tickets:
 * @self: a track
 * @tickets: (transfer full) (element-type TroupeTicket): its tickets
 *
 * Replaces all tickets.
 */
void
troupe_track_take_tickets (TroupeTrack *self,
                           GPtrArray   *tickets)
{
  g_return_if_fail (TROUPE_IS_TRACK (self));

  g_list_store_splice (self->tickets, 0, g_list_model_get_n_items (G_LIST_MODEL (self->tickets)),
                       tickets->pdata, tickets->len);
  g_ptr_array_unref (tickets);
}

static gboolean
add_edges (TroupeGraph   *graph,
           GHashTable    *numbers,
           TroupeTicket  *ticket,
           guint          number,
           GError       **error)
{
  const char * const *ids = troupe_ticket_get_depends_on (ticket);

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      gpointer found;

      if (!g_hash_table_lookup_extended (numbers, ids[i], NULL, &found))
        {
          g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_UNKNOWN_ID,
                       _("Ticket %s depends on %s, which is not a ticket of this track"),
                       troupe_ticket_get_id (ticket), ids[i]);
          return FALSE;
        }
      troupe_graph_add_edge (graph, GPOINTER_TO_UINT (found), number);
    }

  return TRUE;
}

static char *
describe_cycle (TroupeTrack *self,
                GArray      *cycle)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i <= cycle->len; i++)
    {
      guint number = g_array_index (cycle, guint, i % cycle->len);
      g_autoptr(TroupeTicket) ticket = g_list_model_get_item (G_LIST_MODEL (self->tickets), number);

      g_string_append_printf (text, "%s%s", i > 0 ? " → " : "", troupe_ticket_get_id (ticket));
    }

  return g_string_free (text, FALSE);
}

/**
 * troupe_track_build_graph:
 * @self: a track
 * @error: (optional): set on failure
 *
 * Builds the graph of the tickets, numbered as in the list.
 *
 * Fails with %TROUPE_MODEL_ERROR_DUPLICATE for two tickets of one id, %TROUPE_MODEL_ERROR_UNKNOWN_ID for a
 * dependency that does not exist, and %TROUPE_MODEL_ERROR_CYCLE, naming the edges, for a cycle.
 *
 * Returns: (transfer full) (nullable): the sealed graph
 */
TroupeGraph *
troupe_track_build_graph (TroupeTrack  *self,
                          GError      **error)
{
  g_autoptr(GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(TroupeGraph) graph = NULL;
  g_autoptr(GArray) cycle = NULL;
  g_autofree char *text = NULL;
  guint n_tickets;

  g_return_val_if_fail (TROUPE_IS_TRACK (self), NULL);

  n_tickets = g_list_model_get_n_items (G_LIST_MODEL (self->tickets));
  graph = troupe_graph_new (n_tickets);

  for (guint i = 0; i < n_tickets; i++)
    {
      g_autoptr(TroupeTicket) ticket = g_list_model_get_item (G_LIST_MODEL (self->tickets), i);
      const char *id = troupe_ticket_get_id (ticket);

      if (!g_hash_table_insert (numbers, (gpointer) id, GUINT_TO_POINTER (i)))
        {
          g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_DUPLICATE,
                       _("Two tickets have the id %s"), id);
          return NULL;
        }
    }

  for (guint i = 0; i < n_tickets; i++)
    {
      g_autoptr(TroupeTicket) ticket = g_list_model_get_item (G_LIST_MODEL (self->tickets), i);

      if (!add_edges (graph, numbers, ticket, i, error))
        return NULL;
    }

  if (troupe_graph_seal (graph, &cycle))
    return g_steal_pointer (&graph);

  text = describe_cycle (self, cycle);
  g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_CYCLE,
               /* Translators: %s names tickets with arrows between them */
               _("The tickets wait for each other in a circle: %s"), text);
  return NULL;
}
