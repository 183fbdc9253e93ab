/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-codec-private.h"
#include "troupe-enum-types.h"
#include "troupe-settings-codec.h"
#include "troupe-track.h"

#define TIERS   "tiers"
#define TICKETS "tickets"

static const char *
get_tier_name (TroupeTier tier)
{
  return troupe_enum_get_nick (TROUPE_TYPE_TIER, tier);
}

static void
read_tiers (TroupeJsonReader *reader,
            TroupeTrack      *track)
{
  g_autoptr(TroupeJsonReader) tiers = troupe_json_reader_enter (reader, TIERS);
  g_autoptr(JsonObject) extra = NULL;

  if (tiers == NULL)
    return;

  for (TroupeTier tier = TROUPE_TIER_ORCHESTRATOR; tier < TROUPE_N_TIERS; tier++)
    {
      g_autoptr(TroupeJsonReader) inner = NULL;
      const char *persona_id;

      /* Work is done by somebody in any case, but need not be judged. */
      if (tier == TROUPE_TIER_QA && troupe_json_reader_is_null (tiers, get_tier_name (tier)))
        {
          troupe_track_set_is_unjudged (track, TRUE);
          continue;
        }

      inner = troupe_json_reader_enter (tiers, get_tier_name (tier));
      if (inner == NULL)
        continue;

      if (troupe_codec_read_id (inner, "persona_id", &persona_id))
        troupe_track_set_tier_persona_id (track, tier, persona_id);
      troupe_settings_codec_read_object (inner, troupe_track_get_tier_settings (track, tier));
    }

  extra = troupe_json_reader_dup_unknown (tiers);
  troupe_track_set_tiers_extra (track, extra);
}

static gboolean
read_ticket_id (TroupeJsonReader  *reader,
                const char       **id)
{
  if (!troupe_json_reader_require (reader, "id") || !troupe_json_reader_get_string (reader, "id", id))
    return FALSE;
  if (troupe_ticket_id_is_valid (*id))
    return TRUE;

  troupe_json_reader_fail (reader, "id", TROUPE_JSON_ERROR_VALUE,
                           _("“%s” is not a ticket's id; use up to 64 letters, digits, dashes and underscores"), *id);
  return FALSE;
}

static void
read_strings (TroupeJsonReader *reader,
              const char       *name,
              TroupeTicket     *ticket,
              void            (*set) (TroupeTicket       *ticket,
                                      const char * const *values))
{
  g_auto(GStrv) values = NULL;

  if (troupe_json_reader_get_strv (reader, name, &values))
    set (ticket, (const char * const *) values);
}

static void
read_text (TroupeJsonReader *reader,
           const char       *name,
           TroupeTicket     *ticket,
           void            (*set) (TroupeTicket *ticket,
                                   const char   *value))
{
  const char *value;

  if (troupe_json_reader_get_string (reader, name, &value))
    set (ticket, value);
}

static gint64
get_most_retries (TroupeTicket *ticket)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (ticket), "max-retries");

  return G_PARAM_SPEC_UINT (pspec)->maximum;
}

static void
read_execution (TroupeJsonReader *reader,
                TroupeTicket     *ticket)
{
  const char *persona_id;
  gboolean is_step;
  gint64 max_retries;
  int priority;

  if (troupe_codec_read_choice (reader, "priority", TROUPE_TYPE_PRIORITY, &priority))
    troupe_ticket_set_priority (ticket, (TroupePriority) priority);
  if (!troupe_json_reader_is_null (reader, "persona_id") && troupe_codec_read_id (reader, "persona_id", &persona_id))
    troupe_ticket_set_persona_id (ticket, persona_id);
  if (troupe_json_reader_get_boolean (reader, "step", &is_step))
    troupe_ticket_set_step (ticket, is_step);
  if (troupe_json_reader_get_int64 (reader, "max_retries", 0, get_most_retries (ticket), &max_retries))
    troupe_ticket_set_max_retries (ticket, (guint) max_retries);
}

static TroupeTicket *
read_ticket (TroupeJsonReader *reader)
{
  g_autoptr(TroupeTicket) ticket = NULL;
  g_autoptr(TroupeJsonReader) overrides = NULL;
  g_autoptr(JsonObject) extra = NULL;
  const char *id;

  if (!read_ticket_id (reader, &id))
    return NULL;

  ticket = troupe_ticket_new (id);
  read_text (reader, "title", ticket, troupe_ticket_set_title);
  read_text (reader, "description", ticket, troupe_ticket_set_description);
  read_strings (reader, "target_files", ticket, troupe_ticket_set_target_files);
  read_strings (reader, "context_files", ticket, troupe_ticket_set_context_files);
  read_strings (reader, "depends_on", ticket, troupe_ticket_set_depends_on);
  read_execution (reader, ticket);
  read_text (reader, "verify", ticket, troupe_ticket_set_verify);
  read_text (reader, "acceptance", ticket, troupe_ticket_set_acceptance);

  overrides = troupe_json_reader_enter (reader, "overrides");
  if (overrides != NULL)
    troupe_settings_codec_read_object (overrides, troupe_ticket_get_overrides (ticket));

  extra = troupe_json_reader_dup_unknown (reader);
  troupe_ticket_set_extra (ticket, extra);
  return g_steal_pointer (&ticket);
}

/* The index of each ticket by its id, or %NULL after the first id that is there twice. */
static GHashTable *
index_tickets (TroupeJsonReader *reader,
               GPtrArray        *tickets)
{
  g_autoptr(GHashTable) indices = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < tickets->len; i++)
    {
      const char *id = troupe_ticket_get_id (g_ptr_array_index (tickets, i));

      if (!g_hash_table_insert (indices, (gpointer) id, GUINT_TO_POINTER (i)))
        {
          g_autofree char *subpath = g_strdup_printf (TICKETS "/%u/id", i);

          troupe_json_reader_fail (reader, subpath, TROUPE_JSON_ERROR_VALUE,
                                   _("the ticket “%s” is there twice; rename one of the two"), id);
          return NULL;
        }
    }

  return g_steal_pointer (&indices);
}

/* T1 → T2 → T1, where the arrow reads “waits for”. */
static void
fail_cycle (TroupeJsonReader *reader,
            GPtrArray        *tickets,
            GArray           *cycle)
{
  g_autoptr(GString) edges = g_string_new (NULL);
  g_autofree char *subpath = NULL;
  guint first = g_array_index (cycle, guint, cycle->len - 1);

  /* The graph's edges run from what comes first to what waits for it, so the waiting runs backwards. */
  for (guint i = cycle->len; i > 0; i--)
    g_string_append_printf (edges, "%s → ", troupe_ticket_get_id (g_ptr_array_index (tickets, g_array_index (cycle, guint, i - 1))));
  g_string_append (edges, troupe_ticket_get_id (g_ptr_array_index (tickets, first)));

  subpath = g_strdup_printf (TICKETS "/%u/depends_on", first);
  troupe_json_reader_fail (reader, subpath, TROUPE_JSON_ERROR_VALUE,
                           /* Translators: %s is a chain such as “T1 → T2 → T1” */
                           _("tickets wait for each other in a circle: %s; take one dependency out"), edges->str);
}

static void
check_graph (TroupeJsonReader *reader,
             GPtrArray        *tickets)
{
  g_autoptr(GHashTable) indices = index_tickets (reader, tickets);
  g_autoptr(TroupeGraph) graph = NULL;
  g_autoptr(GArray) cycle = NULL;

  if (indices == NULL)
    return;

  graph = troupe_graph_new (tickets->len);
  for (guint i = 0; i < tickets->len; i++)
    {
      const char * const *depends_on = troupe_ticket_get_depends_on (g_ptr_array_index (tickets, i));

      for (guint j = 0; depends_on != NULL && depends_on[j] != NULL; j++)
        {
          gpointer index;

          if (!g_hash_table_lookup_extended (indices, depends_on[j], NULL, &index))
            {
              g_autofree char *subpath = g_strdup_printf (TICKETS "/%u/depends_on/%u", i, j);

              troupe_json_reader_fail (reader, subpath, TROUPE_JSON_ERROR_VALUE,
                                       _("the ticket “%s” depends on “%s”, which is not in this track"),
                                       troupe_ticket_get_id (g_ptr_array_index (tickets, i)), depends_on[j]);
              return;
            }

          troupe_graph_add_edge (graph, GPOINTER_TO_UINT (index), i);
        }
    }

  if (!troupe_graph_seal (graph, &cycle))
    fail_cycle (reader, tickets, cycle);
}

static void
read_tickets (TroupeJsonReader *reader,
              TroupeTrack      *track)
{
  JsonArray *array;
  g_autoptr(GPtrArray) tickets = NULL;

  if (!troupe_json_reader_get_array (reader, TICKETS, &array))
    return;

  tickets = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autoptr(TroupeJsonReader) inner = troupe_json_reader_enter_element (reader, TICKETS, i);
      TroupeTicket *ticket = inner != NULL ? read_ticket (inner) : NULL;

      if (ticket == NULL)
        return;
      g_ptr_array_add (tickets, ticket);
    }

  check_graph (reader, tickets);
  if (!troupe_json_reader_has_failed (reader))
    troupe_track_take_tickets (track, g_steal_pointer (&tickets));
}

/* Reads a track. Its errors are the reader’s. */
TroupeDefinition *
troupe_track_codec_decode (TroupeJsonReader *reader,
                           const char       *id)
{
  TroupeTrack *track = troupe_track_new (id);
  const char *text;

  if (troupe_json_reader_get_string (reader, "goal", &text))
    troupe_track_set_goal (track, text);
  if (troupe_json_reader_get_string (reader, "spec", &text))
    troupe_track_set_spec (track, text);

  read_tiers (reader, track);
  read_tickets (reader, track);
  return TROUPE_DEFINITION (track);
}

static void
write_tiers (TroupeTrack *track,
             JsonObject  *object,
             gboolean     is_canonical)
{
  g_autoptr(JsonObject) tiers = json_object_new ();

  for (TroupeTier tier = TROUPE_TIER_ORCHESTRATOR; tier < TROUPE_N_TIERS; tier++)
    {
      const char *persona_id = troupe_track_get_tier_persona_id (track, tier);
      TroupeAiSettings *settings = troupe_track_get_tier_settings (track, tier);
      JsonObject *inner;

      if (tier == TROUPE_TIER_QA && troupe_track_get_is_unjudged (track))
        {
          json_object_set_null_member (tiers, get_tier_name (tier));
          continue;
        }
      if (persona_id == NULL && troupe_ai_settings_is_empty (settings))
        continue;

      inner = json_object_new ();
      troupe_codec_write_string (inner, "persona_id", persona_id);
      troupe_settings_codec_write (settings, inner, TROUPE_FIELDS_ALL, is_canonical);
      troupe_codec_write_extra (inner, troupe_ai_settings_get_extra (settings), is_canonical);
      json_object_set_object_member (tiers, get_tier_name (tier), inner);
    }

  troupe_codec_write_extra (tiers, troupe_track_get_tiers_extra (track), is_canonical);
  if (json_object_get_size (tiers) > 0)
    json_object_set_object_member (object, TIERS, g_steal_pointer (&tiers));
}

/* Nearly every member is written even if it says nothing, so that a person who opens the file sees what can be said. */
static JsonNode *
write_ticket (TroupeTicket *ticket,
              gboolean      is_canonical)
{
  g_autoptr(JsonObject) object = json_object_new ();
  const char *persona_id = troupe_ticket_get_persona_id (ticket);

  troupe_codec_write_text (object, "id", troupe_ticket_get_id (ticket));
  troupe_codec_write_text (object, "title", troupe_ticket_get_title (ticket));
  troupe_codec_write_text (object, "description", troupe_ticket_get_description (ticket));
  json_object_set_member (object, "target_files", troupe_json_node_new_strv (troupe_ticket_get_target_files (ticket)));
  json_object_set_member (object, "context_files", troupe_json_node_new_strv (troupe_ticket_get_context_files (ticket)));
  json_object_set_member (object, "depends_on", troupe_json_node_new_strv (troupe_ticket_get_depends_on (ticket)));
  troupe_codec_write_text (object, "priority",
                           troupe_enum_get_nick (TROUPE_TYPE_PRIORITY, troupe_ticket_get_priority (ticket)));
  json_object_set_member (object, "persona_id",
                          persona_id != NULL ? troupe_json_node_new_string (persona_id)
                                             : json_node_init_null (json_node_alloc ()));
  json_object_set_member (object, "overrides",
                          troupe_settings_codec_encode (troupe_ticket_get_overrides (ticket), is_canonical));
  json_object_set_boolean_member (object, "step", troupe_ticket_get_step (ticket));
  json_object_set_int_member (object, "max_retries", troupe_ticket_get_max_retries (ticket));
  troupe_codec_write_string (object, "verify", troupe_ticket_get_verify (ticket));
  troupe_codec_write_string (object, "acceptance", troupe_ticket_get_acceptance (ticket));

  troupe_codec_write_extra (object, troupe_ticket_get_extra (ticket), is_canonical);
  return json_node_init_object (json_node_alloc (), object);
}

/* Writes what only a track has; the codec has written what all definitions have. */
void
troupe_track_codec_encode (TroupeDefinition *definition,
                           JsonObject       *object,
                           gboolean          is_canonical)
{
  TroupeTrack *track = TROUPE_TRACK (definition);
  GListModel *tickets = troupe_track_list_tickets (track);
  JsonArray *array = json_array_new ();

  troupe_codec_write_text (object, "goal", troupe_track_get_goal (track));
  troupe_codec_write_string (object, "spec", troupe_track_get_spec (track));
  write_tiers (track, object, is_canonical);

  for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
    {
      g_autoptr(TroupeTicket) ticket = g_list_model_get_item (tickets, i);

      json_array_add_element (array, write_ticket (ticket, is_canonical));
    }
  json_object_set_array_member (object, TICKETS, array);
}
