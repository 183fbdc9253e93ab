/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-shelf.h"
#include "troupe-tool-preset.h"

#define N_SCOPES 3

/*
 * All definitions of one kind, the scopes merged: the narrowest scope that has an id wins.
 *
 * There is one live object for each id, and it stays the same while what is in it comes from another file or another scope: what
 * is bound to it follows. For most ids the winner's layer is the live object itself; layers that are shadowed are objects of
 * their own. Tool presets are combined, so there the live object is never a layer.
 */
struct _TroupeShelf
{
  TroupeKind  kind;
  GHashTable *slots;       /* id -> Slot */
  GListStore *list;        /* of live objects, by sort key and id */
  guint       n_freezes;
};

typedef struct
{
  char             *id;
  char             *sort_key;
  TroupeDefinition *live;                  /* (owned) (nullable) */
  TroupeDefinition *layers[N_SCOPES];      /* (owned) (nullable) */
  gboolean          is_unreadable[N_SCOPES];
} Slot;

static void
slot_free (Slot *slot)
{
  for (guint scope = 0; scope < N_SCOPES; scope++)
    g_clear_object (&slot->layers[scope]);
  g_clear_object (&slot->live);
  g_free (slot->sort_key);
  g_free (slot->id);
  g_free (slot);
}

static Slot *
slot_ensure (TroupeShelf *self,
             const char  *id)
{
  Slot *slot = g_hash_table_lookup (self->slots, id);

  if (slot != NULL)
    return slot;

  slot = g_new0 (Slot, 1);
  slot->id = g_strdup (id);
  g_hash_table_insert (self->slots, slot->id, slot);

  return slot;
}

/* Returns: the narrowest scope that has the id; -1 for none */
static int
slot_winner (Slot *slot)
{
  for (int scope = N_SCOPES - 1; scope >= 0; scope--)
    {
      if (slot->layers[scope] != NULL)
        return scope;
    }

  return -1;
}

static gboolean
slot_is_empty (Slot *slot)
{
  for (guint scope = 0; scope < N_SCOPES; scope++)
    {
      if (slot->layers[scope] != NULL || slot->is_unreadable[scope])
        return FALSE;
    }

  return TRUE;
}

static int
compare_slots (const Slot *a,
               const Slot *b)
{
  int order = strcmp (a->sort_key, b->sort_key);

  return order != 0 ? order : strcmp (a->id, b->id);
}

static int
compare_slot_pointers (gconstpointer a,
                       gconstpointer b)
{
  return compare_slots (*(Slot * const *) a, *(Slot * const *) b);
}

static Slot *
slot_at (TroupeShelf *self,
         guint        position)
{
  g_autoptr(TroupeDefinition) definition = g_list_model_get_item (G_LIST_MODEL (self->list), position);

  return g_hash_table_lookup (self->slots, troupe_definition_get_id (definition));
}

/* Returns: where @slot is, or where it belongs */
static guint
find_position (TroupeShelf *self,
               const Slot  *slot)
{
  guint low = 0;
  guint high = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (compare_slots (slot_at (self, middle), slot) < 0)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static gboolean
is_in_place (TroupeShelf *self,
             const Slot  *slot,
             guint        position)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  return (position == 0 || compare_slots (slot_at (self, position - 1), slot) < 0) &&
         (position + 1 >= n_items || compare_slots (slot, slot_at (self, position + 1)) < 0);
}

static void
enter (TroupeShelf *self,
       Slot        *slot,
       const char  *sort_key)
{
  g_free (slot->sort_key);
  slot->sort_key = g_strdup (sort_key);
  if (self->n_freezes == 0)
    g_list_store_insert (self->list, find_position (self, slot), slot->live);
}

static void
leave (TroupeShelf *self,
       Slot        *slot)
{
  if (self->n_freezes == 0)
    g_list_store_remove (self->list, find_position (self, slot));
}

/* A selection forgets an item that leaves the list, so it leaves only when its place really is another. */
static void
move (TroupeShelf *self,
      Slot        *slot,
      const char  *sort_key)
{
  guint position = 0;

  if (g_strcmp0 (slot->sort_key, sort_key) == 0)
    return;

  if (self->n_freezes == 0)
    position = find_position (self, slot);
  g_free (slot->sort_key);
  slot->sort_key = g_strdup (sort_key);
  if (self->n_freezes > 0 || is_in_place (self, slot, position))
    return;

  g_list_store_remove (self->list, position);
  g_list_store_insert (self->list, find_position (self, slot), slot->live);
}

static TroupeDefinition *
copy_definition (TroupeDefinition *definition)
{
  TroupeDefinition *copy = troupe_definition_copy (definition);

  troupe_definition_set_scope (copy, troupe_definition_get_scope (definition));
  troupe_definition_set_revision (copy, troupe_definition_get_revision (definition));

  return copy;
}

/* The revision goes last: whoever hears of it finds the content that it stands for. */
static void
give_content (TroupeDefinition *live,
              TroupeDefinition *source)
{
  troupe_definition_set_scope (live, troupe_definition_get_scope (source));
  troupe_definition_assign (live, source);
  troupe_definition_set_revision (live, troupe_definition_get_revision (source));
}

static void
cap_at_ask (TroupeToolPreset *preset)
{
  g_auto(GStrv) categories = troupe_tool_preset_dup_categories (preset);

  for (guint i = 0; categories[i] != NULL; i++)
    {
      g_auto(GStrv) tools = troupe_tool_preset_dup_tools (preset, categories[i]);

      for (guint j = 0; tools[j] != NULL; j++)
        {
          TroupePermission permission = TROUPE_PERMISSION_OFF;

          if (troupe_tool_preset_lookup (preset, categories[i], tools[j], &permission) && permission == TROUPE_PERMISSION_AUTO)
            troupe_tool_preset_set_permission (preset, categories[i], tools[j], TROUPE_PERMISSION_ASK);
        }
    }
}

/* A project can't grant itself anything: the stricter wins tool by tool, and what can't be read means ask. */
static TroupeDefinition *
combine (Slot *slot)
{
  int winner = slot_winner (slot);
  TroupeDefinition *combined = copy_definition (slot->layers[winner]);

  for (int scope = 0; scope < N_SCOPES; scope++)
    {
      if (scope != winner && slot->layers[scope] != NULL)
        troupe_tool_preset_tighten (TROUPE_TOOL_PRESET (combined), TROUPE_TOOL_PRESET (slot->layers[scope]));
    }
  for (int scope = 0; scope < N_SCOPES; scope++)
    {
      if (slot->is_unreadable[scope])
        cap_at_ask (TROUPE_TOOL_PRESET (combined));
    }

  return combined;
}

/* Makes the live object what the layers say, when it is not one of them. */
static void
refresh_combined (TroupeShelf *self,
                  Slot        *slot,
                  const char  *sort_key)
{
  g_autoptr(TroupeDefinition) combined = NULL;
  g_autofree char *own_key = NULL;

  if (slot_winner (slot) < 0)
    {
      if (slot->live != NULL)
        leave (self, slot);
      g_clear_object (&slot->live);
      return;
    }

  combined = combine (slot);
  if (sort_key == NULL)
    sort_key = own_key = troupe_shelf_make_sort_key (troupe_definition_get_name (combined));
  if (slot->live == NULL)
    {
      slot->live = g_steal_pointer (&combined);
      enter (self, slot, sort_key);
      return;
    }
  give_content (slot->live, combined);
  move (self, slot, sort_key);
}

static void
put_winner (TroupeShelf      *self,
            Slot             *slot,
            TroupeScope       scope,
            TroupeDefinition *definition,
            const char       *sort_key)
{
  int winner = slot_winner (slot);

  if (winner < 0)
    {
      slot->live = g_object_ref (definition);
      slot->layers[scope] = g_object_ref (definition);
      enter (self, slot, sort_key);
      return;
    }

  if (winner != (int) scope)
    {
      /* What the live object was goes on as a shadowed layer of its own. */
      g_object_unref (slot->layers[winner]);
      slot->layers[winner] = copy_definition (slot->live);
      slot->layers[scope] = g_object_ref (slot->live);
    }
  give_content (slot->live, definition);
  move (self, slot, sort_key);
}

static void
remove_winner (TroupeShelf *self,
               Slot        *slot,
               TroupeScope  scope)
{
  g_autofree char *sort_key = NULL;
  int next = -1;

  g_clear_object (&slot->layers[scope]);
  next = slot_winner (slot);
  if (next < 0)
    {
      leave (self, slot);
      g_clear_object (&slot->live);
      return;
    }

  give_content (slot->live, slot->layers[next]);
  g_set_object (&slot->layers[next], slot->live);
  sort_key = troupe_shelf_make_sort_key (troupe_definition_get_name (slot->live));
  move (self, slot, sort_key);
}

static void
drop_if_empty (TroupeShelf *self,
               Slot        *slot)
{
  if (slot_is_empty (slot))
    g_hash_table_remove (self->slots, slot->id);
}

/**
 * troupe_shelf_new:
 * @kind: the kind of everything on it
 *
 * Returns: (transfer full): an empty shelf
 */
TroupeShelf *
troupe_shelf_new (TroupeKind kind)
{
  TroupeShelf *self = g_new0 (TroupeShelf, 1);

  self->kind = kind;
  self->slots = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) slot_free);
  self->list = g_list_store_new (TROUPE_TYPE_DEFINITION);

  return self;
}

/**
 * troupe_shelf_free:
 * @self: (transfer full) (nullable): the shelf
 *
 * Frees it.
 */
void
troupe_shelf_free (TroupeShelf *self)
{
  if (self == NULL)
    return;

  g_clear_object (&self->list);
  g_clear_pointer (&self->slots, g_hash_table_unref);
  g_free (self);
}

/**
 * troupe_shelf_list:
 * @self: the shelf
 *
 * Returns: (transfer none): the live objects, sorted by name
 */
GListModel *
troupe_shelf_list (TroupeShelf *self)
{
  return G_LIST_MODEL (self->list);
}

/**
 * troupe_shelf_lookup:
 * @self: the shelf
 * @id: an id
 *
 * Returns: (transfer none) (nullable): the live object
 */
TroupeDefinition *
troupe_shelf_lookup (TroupeShelf *self,
                     const char  *id)
{
  Slot *slot = g_hash_table_lookup (self->slots, id);

  return slot != NULL ? slot->live : NULL;
}

/**
 * troupe_shelf_lookup_layer:
 * @self: the shelf
 * @id: an id
 * @scope: a scope
 *
 * Returns: (transfer none) (nullable): what @scope says of @id, shadowed or not
 */
TroupeDefinition *
troupe_shelf_lookup_layer (TroupeShelf *self,
                           const char  *id,
                           TroupeScope  scope)
{
  Slot *slot = g_hash_table_lookup (self->slots, id);

  return slot != NULL ? slot->layers[scope] : NULL;
}

/**
 * troupe_shelf_put:
 * @self: the shelf
 * @scope: where it comes from
 * @definition: (transfer none): the definition; nobody else may change it afterwards
 * @sort_key: from troupe_shelf_make_sort_key()
 *
 * Adds what @scope says, or replaces what it said before.
 */
void
troupe_shelf_put (TroupeShelf      *self,
                  TroupeScope       scope,
                  TroupeDefinition *definition,
                  const char       *sort_key)
{
  Slot *slot = slot_ensure (self, troupe_definition_get_id (definition));
  int winner = slot_winner (slot);

  troupe_definition_set_scope (definition, scope);
  slot->is_unreadable[scope] = FALSE;

  if (self->kind == TROUPE_KIND_TOOL_PRESET)
    {
      g_set_object (&slot->layers[scope], definition);
      refresh_combined (self, slot, winner > (int) scope ? slot->sort_key : sort_key);
    }
  else if (winner > (int) scope)
    {
      g_set_object (&slot->layers[scope], definition);
    }
  else
    {
      put_winner (self, slot, scope, definition, sort_key);
    }
}

/**
 * troupe_shelf_remove:
 * @self: the shelf
 * @scope: a scope
 * @id: an id
 *
 * Forgets what @scope said of @id; what it shadowed comes forward.
 */
void
troupe_shelf_remove (TroupeShelf *self,
                     TroupeScope  scope,
                     const char  *id)
{
  Slot *slot = g_hash_table_lookup (self->slots, id);

  if (slot == NULL)
    return;

  slot->is_unreadable[scope] = FALSE;
  if (self->kind == TROUPE_KIND_TOOL_PRESET)
    {
      g_clear_object (&slot->layers[scope]);
      refresh_combined (self, slot, NULL);
    }
  else if (slot_winner (slot) == (int) scope)
    {
      remove_winner (self, slot, scope);
    }
  else
    {
      g_clear_object (&slot->layers[scope]);
    }
  drop_if_empty (self, slot);
}

/**
 * troupe_shelf_set_unreadable:
 * @self: the shelf
 * @scope: a scope
 * @id: an id
 * @is_unreadable: whether @scope has something of that id that can't be read and never could
 *
 * Makes a tool preset ask where it otherwise would not; other kinds go on without the layer.
 */
void
troupe_shelf_set_unreadable (TroupeShelf *self,
                             TroupeScope  scope,
                             const char  *id,
                             gboolean     is_unreadable)
{
  Slot *slot = NULL;

  if (self->kind != TROUPE_KIND_TOOL_PRESET)
    return;

  slot = slot_ensure (self, id);
  if (slot->is_unreadable[scope] != is_unreadable)
    {
      slot->is_unreadable[scope] = is_unreadable;
      refresh_combined (self, slot, NULL);
    }
  drop_if_empty (self, slot);
}

/**
 * troupe_shelf_freeze:
 * @self: the shelf
 *
 * Lets the list be until as many calls of troupe_shelf_thaw(); lookups keep up.
 */
void
troupe_shelf_freeze (TroupeShelf *self)
{
  self->n_freezes++;
}

/**
 * troupe_shelf_thaw:
 * @self: the shelf
 *
 * Brings the list up to date in one splice of only what differs.
 */
void
troupe_shelf_thaw (TroupeShelf *self)
{
  g_autoptr(GPtrArray) sorted = NULL;
  GHashTableIter iter;
  gpointer value = NULL;
  guint n_old = 0;
  guint n_start = 0;
  guint n_end = 0;

  g_assert (self->n_freezes > 0);

  if (--self->n_freezes > 0)
    return;

  sorted = g_ptr_array_sized_new (g_hash_table_size (self->slots));
  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      if (((Slot *) value)->live != NULL)
        g_ptr_array_add (sorted, value);
    }
  g_ptr_array_sort (sorted, compare_slot_pointers);
  for (guint i = 0; i < sorted->len; i++)
    sorted->pdata[i] = ((Slot *) sorted->pdata[i])->live;

  n_old = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  while (n_start < MIN (n_old, sorted->len))
    {
      g_autoptr(TroupeDefinition) old = g_list_model_get_item (G_LIST_MODEL (self->list), n_start);

      if (old != sorted->pdata[n_start])
        break;
      n_start++;
    }
  while (n_end < MIN (n_old, sorted->len) - n_start)
    {
      g_autoptr(TroupeDefinition) old = g_list_model_get_item (G_LIST_MODEL (self->list), n_old - 1 - n_end);

      if (old != sorted->pdata[sorted->len - 1 - n_end])
        break;
      n_end++;
    }

  if (n_old - n_start - n_end > 0 || sorted->len - n_start - n_end > 0)
    g_list_store_splice (self->list, n_start, n_old - n_start - n_end,
                         sorted->pdata + n_start, sorted->len - n_start - n_end);
}

/**
 * troupe_shelf_make_sort_key:
 * @name: (nullable): a name
 *
 * Makes what strcmp() can order as a person would. Any thread.
 *
 * Returns: (transfer full): the key
 */
char *
troupe_shelf_make_sort_key (const char *name)
{
  g_autofree char *folded = g_utf8_casefold (name != NULL ? name : "", -1);

  return g_utf8_collate_key (folded, -1);
}
