/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "troupe-id-renames.h"
#include "troupe-import-entry-private.h"
#include "troupe-import-plan.h"
#include "troupe-persona.h"

#define MAX_ID_LENGTH 64

/* Of so many namesakes one is compared with; more would take a time that grows with the square of their number. */
#define MAX_NAMESAKES 64

/**
 * TroupeImportPlan:
 *
 * What an import would do to a library: make, rename, or leave alone what is there just so. Nothing is replaced, and importing the
 * same once more makes nothing. Main thread only.
 */
struct _TroupeImportPlan
{
  GObject        parent_instance;

  TroupeLibrary *library;
  GListStore    *entries;
  guint          counts[4];       /* by outcome */

  /* In Progress: while it is being updated */
  GHashTable    *here[TROUPE_N_KINDS];      /* (nullable): name -> GPtrArray of TroupeDefinition in the library */
  GHashTable    *made;                      /* "KIND/NAME" -> GPtrArray of TroupeImportEntry */
  GHashTable    *claimed;                   /* "KIND/ID" */
  GHashTable    *numbers;                   /* "KIND/ID" -> the last number behind it */
  GHashTable    *keys;                      /* what it is called, with and without the file -> TroupeImportEntry */
};

/* What others use comes before them, so that its id is known. */
static const TroupeKind order[] = {
  TROUPE_KIND_PROMPT_PRESET,
  TROUPE_KIND_BIAS_PROFILE,
  TROUPE_KIND_TOOL_PRESET,
  TROUPE_KIND_PERSONA,
  TROUPE_KIND_TRACK,
};

G_DEFINE_FINAL_TYPE (TroupeImportPlan, troupe_import_plan, G_TYPE_OBJECT)

static void
forget (TroupeImportPlan *self)
{
  for (guint kind = 0; kind < TROUPE_N_KINDS; kind++)
    g_clear_pointer (&self->here[kind], g_hash_table_unref);
  g_clear_pointer (&self->made, g_hash_table_unref);
  g_clear_pointer (&self->claimed, g_hash_table_unref);
  g_clear_pointer (&self->numbers, g_hash_table_unref);
  g_clear_pointer (&self->keys, g_hash_table_unref);
}

static void
troupe_import_plan_finalize (GObject *object)
{
  TroupeImportPlan *self = TROUPE_IMPORT_PLAN (object);

  forget (self);
  g_clear_object (&self->entries);
  g_clear_object (&self->library);

  G_OBJECT_CLASS (troupe_import_plan_parent_class)->finalize (object);
}

static void
troupe_import_plan_class_init (TroupeImportPlanClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_import_plan_finalize;
}

static void
troupe_import_plan_init (TroupeImportPlan *self)
{
  self->entries = g_list_store_new (TROUPE_TYPE_IMPORT_ENTRY);
}

/**
 * troupe_import_plan_new:
 * @library: what to compare with; loaded
 *
 * Creates a plan of nothing.
 *
 * Returns: (transfer full): the plan
 */
TroupeImportPlan *
troupe_import_plan_new (TroupeLibrary *library)
{
  TroupeImportPlan *self = NULL;

  g_return_val_if_fail (TROUPE_IS_LIBRARY (library), NULL);

  self = g_object_new (TROUPE_TYPE_IMPORT_PLAN, NULL);
  self->library = g_object_ref (library);

  return self;
}

/**
 * troupe_import_plan_add:
 * @self: the plan
 * @entry: what a file has; the plan's own from now on
 *
 * Adds something from outside. What becomes of it is known after troupe_import_plan_update().
 */
void
troupe_import_plan_add (TroupeImportPlan  *self,
                        TroupeImportEntry *entry)
{
  g_return_if_fail (TROUPE_IS_IMPORT_PLAN (self));
  g_return_if_fail (TROUPE_IS_IMPORT_ENTRY (entry));

  g_list_store_append (self->entries, entry);
}

/* Looking things up */

static char *
make_key (TroupeKind  kind,
          const char *text)
{
  return g_strdup_printf ("%u/%s", kind, text);
}

/* The name of a file has no slash in it. */
static char *
make_file_key (TroupeKind  kind,
               const char *key,
               const char *file_name)
{
  return g_strdup_printf ("%u/%s/%s", kind, file_name, key);
}

static void
add_to_list (GHashTable *table,
             char       *key,
             gpointer    object)
{
  g_autofree char *owned = key;
  GPtrArray *list = g_hash_table_lookup (table, key);

  if (list == NULL)
    {
      list = g_ptr_array_new ();
      g_hash_table_insert (table, g_steal_pointer (&owned), list);
    }
  g_ptr_array_add (list, object);
}

static GHashTable *
new_lists (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
}

/* Returns: (transfer full) (nullable): “Reviewer” for one that is called “Reviewer (2)” and has an id that ends in 2 */
static char *
dup_name_before_renaming (TroupeDefinition *definition)
{
  const char *dash = strrchr (troupe_definition_get_id (definition), '-');
  g_autofree char *ending = dash != NULL ? g_strdup_printf (" (%s)", dash + 1) : NULL;
  const char *name = troupe_definition_get_name (definition);

  if (ending == NULL || !g_str_has_suffix (name, ending))
    return NULL;

  return g_strndup (name, strlen (name) - strlen (ending));
}

/* All of a kind that the library has, also what something else shadows, by its name. */
static GHashTable *
ensure_here (TroupeImportPlan *self,
             TroupeKind        kind)
{
  GListModel *live = troupe_catalog_list (TROUPE_CATALOG (self->library), kind);

  if (self->here[kind] != NULL)
    return self->here[kind];

  self->here[kind] = new_lists ();
  for (guint i = 0; i < g_list_model_get_n_items (live); i++)
    {
      g_autoptr(TroupeDefinition) definition = g_list_model_get_item (live, i);

      for (TroupeScope scope = TROUPE_SCOPE_BUILT_IN; scope <= TROUPE_SCOPE_PROJECT; scope++)
        {
          TroupeDefinition *layer = troupe_library_lookup_in_scope (self->library, kind, troupe_definition_get_id (definition), scope);
          char *name = layer != NULL ? dup_name_before_renaming (layer) : NULL;

          if (name != NULL)
            add_to_list (self->here[kind], name, layer);
          if (layer != NULL)
            add_to_list (self->here[kind], g_strdup (troupe_definition_get_name (layer)), layer);
        }
    }

  return self->here[kind];
}

/* Whether they say the same, whatever they are called. */
static gboolean
says_the_same (TroupeDefinition *mine,
               TroupeDefinition *theirs)
{
  troupe_definition_set_id (mine, troupe_definition_get_id (theirs));
  troupe_definition_set_name (mine, troupe_definition_get_name (theirs));

  return troupe_definition_equal (mine, theirs);
}

static TroupeDefinition *
find_here (TroupeImportPlan  *self,
           TroupeImportEntry *entry)
{
  GPtrArray *namesakes = g_hash_table_lookup (ensure_here (self, entry->kind), entry->name);

  for (TroupeScope scope = TROUPE_SCOPE_BUILT_IN; scope <= TROUPE_SCOPE_PROJECT; scope++)
    {
      TroupeDefinition *layer = troupe_library_lookup_in_scope (self->library, entry->kind, entry->wanted_id, scope);

      if (layer != NULL && g_strcmp0 (troupe_definition_get_name (layer), entry->name) == 0 &&
          says_the_same (entry->definition, layer))
        return layer;
    }

  for (guint i = 0; namesakes != NULL && i < MIN (namesakes->len, MAX_NAMESAKES); i++)
    if (says_the_same (entry->definition, namesakes->pdata[i]))
      return namesakes->pdata[i];

  return NULL;
}

static TroupeImportEntry *
find_made (TroupeImportPlan  *self,
           TroupeImportEntry *entry)
{
  g_autofree char *key = make_key (entry->kind, entry->name);
  GPtrArray *namesakes = g_hash_table_lookup (self->made, key);

  for (guint i = 0; namesakes != NULL && i < MIN (namesakes->len, MAX_NAMESAKES); i++)
    {
      TroupeImportEntry *other = namesakes->pdata[i];

      if (says_the_same (entry->definition, other->definition))
        return other;
    }

  return NULL;
}

/* References */

static TroupeImportEntry *
find_entry (TroupeImportPlan *self,
            TroupeKind        kind,
            const char       *key,
            const char       *file_name)
{
  g_autofree char *near_key = make_file_key (kind, key, file_name);
  g_autofree char *any_key = make_file_key (kind, key, "");
  TroupeImportEntry *entry = g_hash_table_lookup (self->keys, near_key);

  return entry != NULL ? entry : g_hash_table_lookup (self->keys, any_key);
}

/* Returns: (nullable): the id of what @entry calls @name; the import comes first, and in it the same file */
static const char *
find_id (TroupeImportPlan  *self,
         TroupeImportEntry *entry,
         TroupeKind         kind,
         const char        *name)
{
  TroupeImportEntry *other = find_entry (self, kind, name, entry->file_name);
  GPtrArray *namesakes = NULL;

  if (other != NULL && other->id != NULL)
    return other->id;
  if (troupe_catalog_lookup (TROUPE_CATALOG (self->library), kind, name) != NULL)
    return name;

  namesakes = g_hash_table_lookup (ensure_here (self, kind), name);

  return namesakes != NULL ? troupe_definition_get_id (namesakes->pdata[0]) : NULL;
}

static void
refer (TroupeImportPlan  *self,
       TroupeImportEntry *entry,
       TroupeField        field,
       TroupeKind         kind,
       const char        *name)
{
  TroupeAiSettings *settings = troupe_persona_get_settings (TROUPE_PERSONA (entry->definition));
  const char *id = name != NULL && *name != '\0' ? find_id (self, entry, kind, name) : NULL;

  if (id != NULL)
    troupe_ai_settings_set_string (settings, field, id);
  else
    troupe_ai_settings_unset (settings, field);

  if (id == NULL && name != NULL && *name != '\0')
    g_ptr_array_add (entry->plan_remarks,
                     kind == TROUPE_KIND_TOOL_PRESET
                     ? g_strdup_printf (_("There is no tool preset “%s”, neither in what is imported nor in the library; it was left out."), name)
                     : g_strdup_printf (_("There is no bias profile “%s”, neither in what is imported nor in the library; it was left out."),
                                        name));
}

/* In the old files the weights came along with the tool preset. */
static void
refer_to_weights (TroupeImportPlan  *self,
                  TroupeImportEntry *entry)
{
  TroupeImportEntry *preset = entry->tool_preset != NULL
                              ? find_entry (self, TROUPE_KIND_TOOL_PRESET, entry->tool_preset, entry->file_name) : NULL;

  if (preset == NULL || preset->weights == NULL || preset->weights->id == NULL || entry->bias_profile != NULL)
    return;

  troupe_ai_settings_set_string (troupe_persona_get_settings (TROUPE_PERSONA (entry->definition)), TROUPE_FIELD_BIAS_PROFILE_ID,
                                 preset->weights->id);
  g_ptr_array_add (entry->plan_remarks,
                   g_strdup_printf (_("The weights of its tool preset “%s” are a bias profile now, which it is given."),
                                    entry->tool_preset));
}

/* Ids */

static gboolean
claim_id (TroupeImportPlan *self,
          TroupeKind        kind,
          const char       *id)
{
  if (!troupe_library_is_id_free (self->library, kind, id))
    return FALSE;

  return g_hash_table_add (self->claimed, make_key (kind, id));
}

static void
take_new_id (TroupeImportPlan  *self,
             TroupeImportEntry *entry)
{
  g_autofree char *base = entry->wanted_id != NULL ? g_strdup (entry->wanted_id) : troupe_id_from_name (entry->name);
  g_autofree char *key = make_key (entry->kind, base);
  guint number = MAX (GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, key)), 1);
  g_autofree char *name = NULL;

  if (claim_id (self, entry->kind, base))
    {
      entry->outcome = TROUPE_IMPORT_NEW;
      entry->id = g_steal_pointer (&base);
      troupe_definition_set_name (entry->definition, entry->name);
      return;
    }

  while (entry->id == NULL)
    {
      g_autofree char *ending = g_strdup_printf ("-%u", ++number);
      g_autofree char *start = g_strndup (base, MAX_ID_LENGTH - strlen (ending));
      g_autofree char *id = g_strconcat (start, ending, NULL);

      if (claim_id (self, entry->kind, id))
        entry->id = g_steal_pointer (&id);
    }
  g_hash_table_replace (self->numbers, g_steal_pointer (&key), GUINT_TO_POINTER (number));

  /* Two of one name could not be told apart. */
  name = g_strdup_printf ("%s (%u)", entry->name, number);
  troupe_definition_set_name (entry->definition, name);
  entry->outcome = TROUPE_IMPORT_RENAMED;
  entry->reason = g_strdup_printf (_("The id “%s” is taken by something else."), base);
}

/* Planning */

static void
plan_entry (TroupeImportPlan  *self,
            TroupeImportEntry *entry)
{
  TroupeDefinition *here = find_here (self, entry);
  TroupeImportEntry *made = here == NULL ? find_made (self, entry) : NULL;

  if (here != NULL)
    {
      entry->outcome = TROUPE_IMPORT_SAME;
      entry->id = g_strdup (troupe_definition_get_id (here));
      entry->reason = g_strdup (_("The library has just this already."));
    }
  else if (made != NULL)
    {
      entry->outcome = TROUPE_IMPORT_SAME;
      entry->id = g_strdup (made->id);
      /* Translators: %s is a file */
      entry->reason = g_strdup_printf (_("Just this is in “%s” too."), made->file_name);
    }
  else
    {
      take_new_id (self, entry);
      troupe_definition_set_id (entry->definition, entry->id);
      add_to_list (self->made, make_key (entry->kind, entry->name), entry);
    }
}

static void
plan_kind (TroupeImportPlan *self,
           TroupeKind        kind,
           TroupeIdRenames  *renames)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->entries)); i++)
    {
      g_autoptr(TroupeImportEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->entries), i);

      if (entry->kind != kind || entry->definition == NULL)
        continue;

      if (entry->wanted_id != NULL)
        troupe_id_renames_apply (renames, entry->definition);
      else if (kind == TROUPE_KIND_PERSONA)
        {
          refer (self, entry, TROUPE_FIELD_TOOL_PRESET_ID, TROUPE_KIND_TOOL_PRESET, entry->tool_preset);
          refer (self, entry, TROUPE_FIELD_BIAS_PROFILE_ID, TROUPE_KIND_BIAS_PROFILE, entry->bias_profile);
          refer_to_weights (self, entry);
        }
      plan_entry (self, entry);
      if (entry->wanted_id != NULL && g_strcmp0 (entry->id, entry->wanted_id) != 0)
        troupe_id_renames_add (renames, kind, entry->wanted_id, entry->id);
    }
}

/* The keys are those of all, so that the order of the files does not matter. From the last to the first, so that the first stays. */
static void
collect_keys (TroupeImportPlan *self,
              gboolean          are_derived)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->entries)); i > 0; i--)
    {
      g_autoptr(TroupeImportEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->entries), i - 1);

      if (entry->definition == NULL || entry->is_derived != are_derived)
        continue;
      g_hash_table_replace (self->keys, make_file_key (entry->kind, entry->key, ""), entry);
      g_hash_table_replace (self->keys, make_file_key (entry->kind, entry->key, entry->file_name), entry);
    }
}

/* As if nothing had been planned yet. */
static void
begin (TroupeImportPlan *self)
{
  forget (self);
  self->made = new_lists ();
  self->claimed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  memset (self->counts, 0, sizeof self->counts);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->entries)); i++)
    {
      g_autoptr(TroupeImportEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->entries), i);

      g_ptr_array_set_size (entry->plan_remarks, 0);
      if (entry->definition == NULL)
        continue;
      g_clear_pointer (&entry->id, g_free);
      g_clear_pointer (&entry->reason, g_free);
      if (entry->original != NULL)
        troupe_definition_assign (entry->definition, entry->original);
    }

  /* What was written down goes before what was made of something else. */
  collect_keys (self, TRUE);
  collect_keys (self, FALSE);
}

/**
 * troupe_import_plan_update:
 * @self: the plan
 *
 * Finds out anew what becomes of each entry, as the library is now.
 */
void
troupe_import_plan_update (TroupeImportPlan *self)
{
  TroupeIdRenames *renames = NULL;

  g_return_if_fail (TROUPE_IS_IMPORT_PLAN (self));

  renames = troupe_id_renames_new ();
  begin (self);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    plan_kind (self, order[i], renames);
  troupe_id_renames_free (renames);
  forget (self);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->entries)); i++)
    {
      g_autoptr(TroupeImportEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->entries), i);

      self->counts[entry->outcome]++;
    }
}

/**
 * troupe_import_plan_list:
 * @self: the plan
 *
 * Returns: (transfer none): the list of its #TroupeImportEntry, in the order in which they were added
 */
GListModel *
troupe_import_plan_list (TroupeImportPlan *self)
{
  g_return_val_if_fail (TROUPE_IS_IMPORT_PLAN (self), NULL);

  return G_LIST_MODEL (self->entries);
}

/**
 * troupe_import_plan_count:
 * @self: the plan
 * @outcome: what becomes of them
 *
 * Returns: how many entries have that outcome
 */
guint
troupe_import_plan_count (TroupeImportPlan    *self,
                          TroupeImportOutcome  outcome)
{
  g_return_val_if_fail (TROUPE_IS_IMPORT_PLAN (self), 0);
  g_return_val_if_fail ((guint) outcome < G_N_ELEMENTS (self->counts), 0);

  return self->counts[outcome];
}

/**
 * troupe_import_plan_create_batch:
 * @self: the plan
 * @scope: where what is made goes to
 *
 * Updates the plan and creates the batch that does it.
 *
 * Returns: (transfer full): the batch, which may have nothing to do
 */
TroupeLibraryBatch *
troupe_import_plan_create_batch (TroupeImportPlan *self,
                                 TroupeScope       scope)
{
  TroupeLibraryBatch *batch = NULL;

  g_return_val_if_fail (TROUPE_IS_IMPORT_PLAN (self), NULL);

  troupe_import_plan_update (self);
  batch = troupe_library_batch_new (self->library);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->entries)); i++)
    {
      g_autoptr(TroupeImportEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->entries), i);
      g_autoptr(TroupeDefinition) copy = NULL;

      if (entry->outcome != TROUPE_IMPORT_NEW && entry->outcome != TROUPE_IMPORT_RENAMED)
        continue;
      copy = troupe_definition_copy (entry->definition);
      troupe_library_batch_add_save (batch, copy, scope);
    }

  return batch;
}
