/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-enum-types.h"
#include "troupe-json.h"
#include "troupe-unknown-member.h"

/*
 * Members that stand where a setting could, and are none. They are kept and ignored, as all unknown members are; but whoever
 * wrote “provider_id” believes that it counts, and is told. What begins with “x-” is somebody's own, and never meant for us.
 */

#define MAX_LENGTH 64   /* no known name is nearly as long */
#define FAR        1000

/* How many letters have to be put in, taken out or replaced. */
static guint
count_edits (const char *a,
             const char *b)
{
  gsize n_a = strlen (a);
  gsize n_b = strlen (b);
  guint row[MAX_LENGTH + 1];

  if (n_a > MAX_LENGTH || n_b > MAX_LENGTH)
    return FAR;

  for (guint j = 0; j <= n_b; j++)
    row[j] = j;
  for (gsize i = 1; i <= n_a; i++)
    {
      guint diagonal = row[0];

      row[0] = (guint) i;
      for (gsize j = 1; j <= n_b; j++)
        {
          guint replaced = diagonal + (g_ascii_tolower (a[i - 1]) != g_ascii_tolower (b[j - 1]));

          diagonal = row[j];
          row[j] = MIN (replaced, MIN (row[j - 1], row[j]) + 1);
        }
    }

  return row[n_b];
}

/* Whether all of @part is in @whole, in order, as “max_tokens” is in “max_output_tokens”. */
static gboolean
is_part (const char *part,
         const char *whole)
{
  if (strlen (part) < 4)
    return FALSE;

  for (; *whole != '\0' && *part != '\0'; whole++)
    part += g_ascii_tolower (*part) == g_ascii_tolower (*whole);

  return *part == '\0';
}

/* Returns @best, or @known where that is nearer to @name. */
static const char *
nearer (const char *name,
        const char *known,
        const char *best,
        guint      *distance)
{
  guint n_edits = count_edits (name, known);

  if (n_edits >= *distance || (n_edits > 2 && !is_part (name, known) && !is_part (known, name)))
    return best;

  *distance = n_edits;
  return known;
}

/**
 * troupe_field_find_nearest:
 * @name: what somebody wrote for the name of a field
 *
 * Finds what they may have meant.
 *
 * Returns: (transfer none) (nullable): the name of a field, or %NULL if none is anything like it
 */
const char *
troupe_field_find_nearest (const char *name)
{
  const char *best = NULL;
  guint distance = FAR;

  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < TROUPE_N_FIELDS; i++)
    best = nearer (name, troupe_field_get_name ((TroupeField) i), best, &distance);

  return best;
}

static const char *
find_nearest_tier (const char *name)
{
  const char *best = NULL;
  guint distance = FAR;

  for (TroupeTier tier = TROUPE_TIER_ORCHESTRATOR; tier < TROUPE_N_TIERS; tier++)
    best = nearer (name, troupe_enum_get_nick (TROUPE_TYPE_TIER, (int) tier), best, &distance);

  return best;
}

static void
unknown_member_free (gpointer data)
{
  TroupeUnknownMember *member = data;

  g_free (member->pointer);
  g_free (member->message);
  g_free (member);
}

/* @sentence is (transfer full), @nearest (nullable). */
static void
add (GPtrArray  *found,
     const char *parent,
     const char *name,
     char       *sentence,
     const char *nearest)
{
  TroupeUnknownMember *member = g_new0 (TroupeUnknownMember, 1);
  g_autofree char *first = sentence;

  member->pointer = troupe_json_pointer_append (parent, name);
  if (nearest != NULL)
    /* Translators: a sentence, then the name of a member of a JSON file */
    member->message = g_strdup_printf (_("%s Do you mean “%s”?"), first, nearest);
  else
    member->message = g_strdup_printf (_("%s What is your own begins with “x-”."), first);
  g_ptr_array_add (found, member);
}

/* (transfer container) (nullable): in the order of the file */
static GList *
list_unknown (JsonObject *extra)
{
  g_autoptr(GList) names = extra != NULL ? json_object_get_members (extra) : NULL;
  GList *unknown = NULL;

  for (GList *each = names; each != NULL; each = each->next)
    {
      if (!g_str_has_prefix (each->data, "x-"))
        unknown = g_list_prepend (unknown, each->data);
    }

  return g_list_reverse (unknown);
}

/* What a ticket says for itself, and not among its overrides. */
static gboolean
is_of_ticket (const char *name)
{
  static const char * const members[] = {
    "acceptance", "context_files", "depends_on", "description", "max_retries", "persona_id", "priority", "step", "target_files",
    "title", "verify", NULL
  };

  return g_strv_contains (members, name);
}

/* It is no setting, and needs no other name, but another place. */
static void
add_misplaced (GPtrArray    *found,
               const char   *parent,
               TroupeTicket *ticket,
               const char   *name)
{
  TroupeUnknownMember *member = g_new0 (TroupeUnknownMember, 1);

  member->pointer = troupe_json_pointer_append (parent, name);
  /* Translators: the id of a ticket, then the name of a member of a JSON file */
  member->message = g_strdup_printf (_("Ticket %s has “%s” among its overrides, where it is ignored; put it into the ticket itself, "
                                       "beside “overrides”."), troupe_ticket_get_id (ticket), name);
  g_ptr_array_add (found, member);
}

static void
add_overrides (GPtrArray    *found,
               TroupeTicket *ticket,
               guint         number)
{
  g_autoptr(GList) names = list_unknown (troupe_ai_settings_get_extra (troupe_ticket_get_overrides (ticket)));
  g_autofree char *parent = g_strdup_printf ("/tickets/%u/overrides", number);

  for (GList *each = names; each != NULL; each = each->next)
    {
      if (is_of_ticket (each->data))
        add_misplaced (found, parent, ticket, each->data);
      else
        add (found, parent, each->data,
             /* Translators: the id of a ticket, then the name of a member of a JSON file */
             g_strdup_printf (_("Ticket %s overrides “%s”, which is no setting and is ignored."),
                              troupe_ticket_get_id (ticket), (const char *) each->data),
             troupe_field_find_nearest (each->data));
    }
}

static void
add_tier (GPtrArray   *found,
          TroupeTrack *track,
          TroupeTier   tier)
{
  const char *nick = troupe_enum_get_nick (TROUPE_TYPE_TIER, (int) tier);
  g_autoptr(GList) names = list_unknown (troupe_ai_settings_get_extra (troupe_track_get_tier_settings (track, tier)));
  g_autofree char *parent = troupe_json_pointer_append ("/tiers", nick);

  for (GList *each = names; each != NULL; each = each->next)
    {
      guint distance = FAR;
      const char *nearest = troupe_field_find_nearest (each->data);

      if (nearest != NULL)
        distance = count_edits (each->data, nearest);
      add (found, parent, each->data,
           /* Translators: the name of a tier, then the name of a member of a JSON file */
           g_strdup_printf (_("The tier %s states “%s”, which is no setting and is ignored."), nick, (const char *) each->data),
           nearer (each->data, "persona_id", nearest, &distance));
    }
}

/**
 * troupe_unknown_member_list_all:
 * @track: a track that was read from a file
 *
 * Finds the members in the tickets' overrides and in the tiers that are no settings, and whose names do not begin with “x-”.
 * They are ignored, which may not be what was meant.
 *
 * Returns: (transfer full) (element-type TroupeUnknownMember): the members, tiers first
 */
GPtrArray *
troupe_unknown_member_list_all (TroupeTrack *track)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (unknown_member_free);
  g_autoptr(GList) tiers = NULL;
  GListModel *tickets;

  g_return_val_if_fail (TROUPE_IS_TRACK (track), found);

  tiers = list_unknown (troupe_track_get_tiers_extra (track));
  for (GList *each = tiers; each != NULL; each = each->next)
    add (found, "/tiers", each->data,
         g_strdup_printf (_("“%s” is the name of no tier, and is ignored."), (const char *) each->data),
         find_nearest_tier (each->data));
  for (TroupeTier tier = TROUPE_TIER_ORCHESTRATOR; tier < TROUPE_N_TIERS; tier++)
    add_tier (found, track, tier);

  tickets = troupe_track_list_tickets (track);
  for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
    {
      g_autoptr(TroupeTicket) ticket = g_list_model_get_item (tickets, i);

      add_overrides (found, ticket, i);
    }

  return found;
}
