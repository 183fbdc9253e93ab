/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-persona.h"
#include "troupe-references.h"
#include "troupe-track.h"

/**
 * TroupeReferences:
 *
 * Where each definition of a catalog is used: presets and profiles by personas, tracks and defaults, personas by tracks.
 *
 * All of it is found in one pass when somebody asks after a change, which takes some milliseconds for 10,000 personas; asking
 * again costs a look into a hash table. What another scope shadows uses nothing.
 */
struct _TroupeReferences
{
  GObject        parent_instance;

  TroupeCatalog *catalog;
  GHashTable    *users[TROUPE_N_KINDS];     /* (nullable): id -> GPtrArray of definitions, or of AI settings for defaults */
  gboolean       is_fresh;
};

enum
{
  CHANGED,
  N_SIGNALS
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

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeReferences, troupe_references, G_TYPE_OBJECT)

/* Once for each user, however often it names the same thing: a user is looked at as a whole before the next. */
static void
add_user (TroupeReferences *self,
          TroupeKind        kind,
          const char       *id,
          gpointer          user)
{
  GPtrArray *users = NULL;

  if (id == NULL || *id == '\0')
    return;

  users = g_hash_table_lookup (self->users[kind], id);
  if (users == NULL)
    {
      users = g_ptr_array_new_with_free_func (g_object_unref);
      g_hash_table_insert (self->users[kind], g_strdup (id), users);
    }
  if (users->len == 0 || users->pdata[users->len - 1] != user)
    g_ptr_array_add (users, g_object_ref (user));
}

static void
add_settings (TroupeReferences *self,
              TroupeAiSettings *settings,
              gpointer          user)
{
  if (settings == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (naming_fields); i++)
    if (troupe_ai_settings_get_state (settings, naming_fields[i].field) == TROUPE_FIELD_STATE_SET)
      add_user (self, naming_fields[i].kind, troupe_ai_settings_get_string (settings, naming_fields[i].field), user);
}

static void
add_persona (TroupeReferences *self,
             TroupePersona    *persona)
{
  add_settings (self, troupe_persona_get_settings (persona), persona);
  for (TroupeTier tier = TROUPE_TIER_ORCHESTRATOR; tier < TROUPE_N_TIERS; tier++)
    add_settings (self, troupe_persona_get_tier_settings (persona, tier), persona);
}

static void
add_track (TroupeReferences *self,
           TroupeTrack      *track)
{
  GListModel *tickets = troupe_track_list_tickets (track);

  for (TroupeTier tier = TROUPE_TIER_ORCHESTRATOR; tier < TROUPE_N_TIERS; tier++)
    {
      add_user (self, TROUPE_KIND_PERSONA, troupe_track_get_tier_persona_id (track, tier), track);
      add_settings (self, troupe_track_get_tier_settings (track, tier), track);
    }

  for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
    {
      g_autoptr(TroupeTicket) ticket = g_list_model_get_item (tickets, i);

      add_user (self, TROUPE_KIND_PERSONA, troupe_ticket_get_persona_id (ticket), track);
      add_settings (self, troupe_ticket_get_overrides (ticket), track);
    }
}

static void
refresh (TroupeReferences *self)
{
  GListModel *personas = troupe_catalog_list (self->catalog, TROUPE_KIND_PERSONA);
  GListModel *tracks = troupe_catalog_list (self->catalog, TROUPE_KIND_TRACK);

  if (self->is_fresh)
    return;

  for (guint kind = 0; kind < TROUPE_N_KINDS; kind++)
    {
      g_clear_pointer (&self->users[kind], g_hash_table_unref);
      self->users[kind] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
    }

  for (TroupeScope scope = TROUPE_SCOPE_USER; scope <= TROUPE_SCOPE_PROJECT; scope++)
    {
      TroupeAiSettings *defaults = troupe_catalog_get_defaults (self->catalog, scope);

      add_settings (self, defaults, defaults);
    }
  for (guint i = 0; i < g_list_model_get_n_items (personas); i++)
    {
      g_autoptr(TroupePersona) persona = g_list_model_get_item (personas, i);

      add_persona (self, persona);
    }
  for (guint i = 0; i < g_list_model_get_n_items (tracks); i++)
    {
      g_autoptr(TroupeTrack) track = g_list_model_get_item (tracks, i);

      add_track (self, track);
    }
  self->is_fresh = TRUE;
}

static void
catalog_changed_cb (TroupeReferences *self)
{
  if (!self->is_fresh)
    return;

  self->is_fresh = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
troupe_references_finalize (GObject *object)
{
  TroupeReferences *self = TROUPE_REFERENCES (object);

  for (guint kind = 0; kind < TROUPE_N_KINDS; kind++)
    g_clear_pointer (&self->users[kind], g_hash_table_unref);
  g_clear_object (&self->catalog);

  G_OBJECT_CLASS (troupe_references_parent_class)->finalize (object);
}

static void
troupe_references_class_init (TroupeReferencesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_references_finalize;

  /**
   * TroupeReferences::changed:
   * @self: the references
   *
   * What was asked may have another answer now. Emitted once until somebody asks again.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
troupe_references_init (TroupeReferences *self)
{
}

/**
 * troupe_references_new:
 * @catalog: whose definitions
 *
 * Creates the references of @catalog. Nothing is looked at before somebody asks.
 *
 * Returns: (transfer full): the references
 */
TroupeReferences *
troupe_references_new (TroupeCatalog *catalog)
{
  TroupeReferences *self = NULL;

  g_return_val_if_fail (TROUPE_IS_CATALOG (catalog), NULL);

  self = g_object_new (TROUPE_TYPE_REFERENCES, NULL);
  self->catalog = g_object_ref (catalog);
  g_signal_connect_object (catalog, "changed", G_CALLBACK (catalog_changed_cb), self, G_CONNECT_SWAPPED);
  for (TroupeScope scope = TROUPE_SCOPE_USER; scope <= TROUPE_SCOPE_PROJECT; scope++)
    g_signal_connect_object (troupe_catalog_get_defaults (catalog, scope), "changed", G_CALLBACK (catalog_changed_cb), self,
                             G_CONNECT_SWAPPED);

  return self;
}

static GPtrArray *
lookup (TroupeReferences *self,
        TroupeKind        kind,
        const char       *id)
{
  refresh (self);

  return g_hash_table_lookup (self->users[kind], id);
}

/**
 * troupe_references_count:
 * @self: the references
 * @kind: a kind
 * @id: an id, which need not exist
 *
 * Returns: how many use it
 */
guint
troupe_references_count (TroupeReferences *self,
                         TroupeKind        kind,
                         const char       *id)
{
  GPtrArray *users = NULL;

  g_return_val_if_fail (TROUPE_IS_REFERENCES (self), 0);
  g_return_val_if_fail ((guint) kind < TROUPE_N_KINDS, 0);
  g_return_val_if_fail (id != NULL, 0);

  users = lookup (self, kind, id);

  return users != NULL ? users->len : 0;
}

static const char *
get_user_name (TroupeReferences *self,
               gpointer          user)
{
  if (TROUPE_IS_DEFINITION (user))
    return troupe_definition_get_name (user);

  if (user == troupe_catalog_get_defaults (self->catalog, TROUPE_SCOPE_PROJECT))
    /* Translators: in a list of who uses a preset */
    return _("the project’s defaults");

  /* Translators: in a list of who uses a preset */
  return _("your defaults");
}

/**
 * troupe_references_dup_names:
 * @self: the references
 * @kind: a kind
 * @id: an id, which need not exist
 * @max_names: so many are enough
 *
 * Names who uses something: defaults first, then personas and tracks in the order of their lists.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names, translated
 */
char **
troupe_references_dup_names (TroupeReferences *self,
                             TroupeKind        kind,
                             const char       *id,
                             guint             max_names)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  GPtrArray *users = NULL;

  g_return_val_if_fail (TROUPE_IS_REFERENCES (self), NULL);
  g_return_val_if_fail ((guint) kind < TROUPE_N_KINDS, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  users = lookup (self, kind, id);
  for (guint i = 0; users != NULL && i < MIN (users->len, max_names); i++)
    g_strv_builder_add (names, get_user_name (self, users->pdata[i]));

  return g_strv_builder_end (names);
}
