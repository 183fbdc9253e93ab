/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-ai-settings.h"
#include "troupe-id-renames.h"
#include "troupe-persona.h"
#include "troupe-track.h"

/**
 * TroupeIdRenames:
 *
 * New ids for old ones, so that what is imported together with something that had to be renamed still finds it.
 */
struct _TroupeIdRenames
{
  GHashTable *ids[TROUPE_N_KINDS];     /* old -> new */
};

static const struct
{
  TroupeField field;
  TroupeKind  kind;
} naming_fields[] = {
  { TROUPE_FIELD_PROMPT_PRESET_ID, TROUPE_KIND_PROMPT_PRESET },
  { TROUPE_FIELD_TOOL_PRESET_ID, TROUPE_KIND_TOOL_PRESET },
  { TROUPE_FIELD_BIAS_PROFILE_ID, TROUPE_KIND_BIAS_PROFILE },
};

static const char *
find_rename (TroupeIdRenames *renames,
             TroupeKind       kind,
             const char      *id)
{
  return id != NULL ? g_hash_table_lookup (renames->ids[kind], id) : NULL;
}

static void
rename_in_settings (TroupeIdRenames  *renames,
                    TroupeAiSettings *settings)
{
  if (settings == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (naming_fields); i++)
    {
      const char *id = find_rename (renames, naming_fields[i].kind,
                                    troupe_ai_settings_get_string (settings, naming_fields[i].field));

      if (id != NULL)
        troupe_ai_settings_set_string (settings, naming_fields[i].field, id);
    }
}

static void
rename_in_track (TroupeIdRenames *renames,
                 TroupeTrack     *track)
{
  GListModel *tickets = troupe_track_list_tickets (track);

  for (TroupeTier tier = TROUPE_TIER_ORCHESTRATOR; tier < TROUPE_N_TIERS; tier++)
    {
      const char *id = find_rename (renames, TROUPE_KIND_PERSONA, troupe_track_get_tier_persona_id (track, tier));

      if (id != NULL)
        troupe_track_set_tier_persona_id (track, tier, id);
      rename_in_settings (renames, troupe_track_get_tier_settings (track, tier));
    }

  for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
    {
      g_autoptr(TroupeTicket) ticket = g_list_model_get_item (tickets, i);
      const char *id = find_rename (renames, TROUPE_KIND_PERSONA, troupe_ticket_get_persona_id (ticket));

      if (id != NULL)
        troupe_ticket_set_persona_id (ticket, id);
      rename_in_settings (renames, troupe_ticket_get_overrides (ticket));
    }
}

/**
 * troupe_id_renames_new:
 *
 * Returns: (transfer full): no renames
 */
TroupeIdRenames *
troupe_id_renames_new (void)
{
  TroupeIdRenames *self = g_new0 (TroupeIdRenames, 1);

  for (guint kind = 0; kind < TROUPE_N_KINDS; kind++)
    self->ids[kind] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

/**
 * troupe_id_renames_free:
 * @self: (transfer full): the renames
 *
 * Frees them.
 */
void
troupe_id_renames_free (TroupeIdRenames *self)
{
  for (guint kind = 0; kind < TROUPE_N_KINDS; kind++)
    g_hash_table_unref (self->ids[kind]);
  g_free (self);
}

/**
 * troupe_id_renames_add:
 * @self: the renames
 * @kind: of what
 * @id: the id that it had
 * @new_id: the id that it has now
 *
 * Adds one; a later one of the same @id replaces it.
 */
void
troupe_id_renames_add (TroupeIdRenames *self,
                       TroupeKind       kind,
                       const char      *id,
                       const char      *new_id)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail ((guint) kind < TROUPE_N_KINDS);

  g_hash_table_replace (self->ids[kind], g_strdup (id), g_strdup (new_id));
}

/**
 * troupe_id_renames_apply:
 * @self: the renames
 * @definition: what may use something that was renamed
 *
 * Has @definition say the new ids.
 */
void
troupe_id_renames_apply (TroupeIdRenames  *self,
                         TroupeDefinition *definition)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (TROUPE_IS_DEFINITION (definition));

  if (TROUPE_IS_TRACK (definition))
    rename_in_track (self, TROUPE_TRACK (definition));
  if (!TROUPE_IS_PERSONA (definition))
    return;

  rename_in_settings (self, troupe_persona_get_settings (TROUPE_PERSONA (definition)));
  for (TroupeTier tier = TROUPE_TIER_ORCHESTRATOR; tier < TROUPE_N_TIERS; tier++)
    rename_in_settings (self, troupe_persona_get_tier_settings (TROUPE_PERSONA (definition), tier));
}
