/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-id-renames.h"
#include "troupe-intake.h"

/**
 * TroupeIntake:
 *
 * Definitions from outside, compared with what a library has: what is new, what is there already just so, and what has an id
 * that is taken by something else. What becomes of the last is for a person to say.
 */
struct _TroupeIntake
{
  GObject        parent_instance;

  TroupeLibrary *library;
  GPtrArray     *entries;
  GHashTable    *seen;         /* "KIND/ID" */
};

typedef enum
{
  ENTRY_NEW,
  ENTRY_SAME,
  ENTRY_TAKEN,
  ENTRY_TWICE,       /* taken, by what came before it from outside */
} EntryState;

typedef struct
{
  TroupeDefinition *definition;
  EntryState        state;
  TroupeScope       scope;       /* of what it would replace, or the person's */
} Entry;

G_DEFINE_FINAL_TYPE (TroupeIntake, troupe_intake, G_TYPE_OBJECT)

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_object (&entry->definition);
  g_free (entry);
}

static void
troupe_intake_finalize (GObject *object)
{
  TroupeIntake *self = TROUPE_INTAKE (object);

  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_clear_object (&self->library);

  G_OBJECT_CLASS (troupe_intake_parent_class)->finalize (object);
}

static void
troupe_intake_class_init (TroupeIntakeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_intake_finalize;
}

static void
troupe_intake_init (TroupeIntake *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * troupe_intake_new:
 * @library: what to compare with
 *
 * Creates an intake of nothing.
 *
 * Returns: (transfer full): the intake
 */
TroupeIntake *
troupe_intake_new (TroupeLibrary *library)
{
  TroupeIntake *self = NULL;

  g_return_val_if_fail (TROUPE_IS_LIBRARY (library), NULL);

  self = g_object_new (TROUPE_TYPE_INTAKE, NULL);
  self->library = g_object_ref (library);

  return self;
}

/**
 * troupe_intake_add:
 * @self: the intake
 * @definition: something from outside; kept, and not to be changed any more
 *
 * Adds a definition and finds out what stands against it.
 */
void
troupe_intake_add (TroupeIntake     *self,
                   TroupeDefinition *definition)
{
  TroupeDefinition *live = NULL;
  TroupeDefinition *layer = NULL;
  TroupeKind kind;
  const char *id = NULL;
  Entry *entry = NULL;

  g_return_if_fail (TROUPE_IS_INTAKE (self));
  g_return_if_fail (TROUPE_IS_DEFINITION (definition));

  kind = troupe_definition_get_kind (definition);
  id = troupe_definition_get_id (definition);
  entry = g_new0 (Entry, 1);
  entry->definition = g_object_ref (definition);
  entry->scope = TROUPE_SCOPE_USER;

  /* A live tool preset is a combination, so it is its layer that is compared. */
  live = troupe_catalog_lookup (TROUPE_CATALOG (self->library), kind, id);
  if (live != NULL)
    {
      layer = troupe_library_lookup_in_scope (self->library, kind, id, troupe_definition_get_scope (live));
      entry->scope = troupe_library_get_writable_scope (self->library, live);
    }

  if (!g_hash_table_add (self->seen, g_strdup_printf ("%u/%s", kind, id)))
    entry->state = ENTRY_TWICE;
  else if (layer == NULL)
    entry->state = ENTRY_NEW;
  else if (g_strcmp0 (troupe_definition_get_revision (layer), troupe_definition_get_revision (definition)) == 0)
    entry->state = ENTRY_SAME;
  else
    entry->state = ENTRY_TAKEN;
  g_ptr_array_add (self->entries, entry);
}

static guint
count (TroupeIntake *self,
       EntryState    state)
{
  guint n_entries = 0;

  for (guint i = 0; i < self->entries->len; i++)
    n_entries += ((Entry *) self->entries->pdata[i])->state == state;

  return n_entries;
}

/**
 * troupe_intake_get_n_new:
 * @self: the intake
 *
 * Returns: how many have an id that is free
 */
guint
troupe_intake_get_n_new (TroupeIntake *self)
{
  g_return_val_if_fail (TROUPE_IS_INTAKE (self), 0);

  return count (self, ENTRY_NEW);
}

/**
 * troupe_intake_get_n_same:
 * @self: the intake
 *
 * Returns: how many are in the library already, word for word
 */
guint
troupe_intake_get_n_same (TroupeIntake *self)
{
  g_return_val_if_fail (TROUPE_IS_INTAKE (self), 0);

  return count (self, ENTRY_SAME);
}

/**
 * troupe_intake_get_n_taken:
 * @self: the intake
 *
 * Returns: how many have an id that something else has
 */
guint
troupe_intake_get_n_taken (TroupeIntake *self)
{
  g_return_val_if_fail (TROUPE_IS_INTAKE (self), 0);

  return count (self, ENTRY_TAKEN) + count (self, ENTRY_TWICE);
}

/**
 * troupe_intake_dup_taken_names:
 * @self: the intake
 * @max_names: so many are enough
 *
 * Returns: (transfer full) (array zero-terminated=1): the names of those whose id is taken
 */
char **
troupe_intake_dup_taken_names (TroupeIntake *self,
                               guint         max_names)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  guint n_names = 0;

  g_return_val_if_fail (TROUPE_IS_INTAKE (self), NULL);

  for (guint i = 0; i < self->entries->len && n_names < max_names; i++)
    {
      Entry *entry = self->entries->pdata[i];

      if (entry->state != ENTRY_TAKEN && entry->state != ENTRY_TWICE)
        continue;
      g_strv_builder_add (names, troupe_definition_get_name (entry->definition));
      n_names++;
    }

  return g_strv_builder_end (names);
}

static void
make_new (TroupeLibraryBatch *batch,
          TroupeIdRenames    *renames,
          Entry              *entry,
          TroupeDefinition   *definition)
{
  TroupeKind kind = troupe_definition_get_kind (definition);
  g_autofree char *name = NULL;
  g_autofree char *id = NULL;

  /* Translators: the name of something imported while there is another one of that name; %s is that name */
  name = g_strdup_printf (_("%s (imported)"), troupe_definition_get_name (definition));
  id = troupe_library_batch_make_id (batch, kind, name);
  troupe_definition_set_name (definition, name);
  /* What comes twice is not what the others mean. */
  if (entry->state == ENTRY_TAKEN)
    troupe_id_renames_add (renames, kind, troupe_definition_get_id (definition), id);
  troupe_definition_set_id (definition, id);
}

/**
 * troupe_intake_create_batch:
 * @self: the intake
 * @choice: what becomes of those whose id is taken
 *
 * Creates the batch that takes over what @choice says. What is in the library just so is left out. What replaces another goes
 * to the scope of that one, what is new to the person's own. What is imported as new gets another name and id, and what is
 * imported along with it and uses it says the new id.
 *
 * Returns: (transfer full): the batch, which may have nothing to do
 */
TroupeLibraryBatch *
troupe_intake_create_batch (TroupeIntake       *self,
                            TroupeIntakeChoice  choice)
{
  TroupeLibraryBatch *batch = NULL;
  g_autoptr(GPtrArray) copies = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(TroupeIdRenames) renames = troupe_id_renames_new ();

  g_return_val_if_fail (TROUPE_IS_INTAKE (self), NULL);

  batch = troupe_library_batch_new (self->library);
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = self->entries->pdata[i];
      gboolean is_taken = entry->state == ENTRY_TAKEN || entry->state == ENTRY_TWICE;
      TroupeDefinition *copy = NULL;

      if (entry->state == ENTRY_SAME || (is_taken && choice == TROUPE_INTAKE_SKIP))
        continue;
      copy = troupe_definition_copy (entry->definition);
      g_ptr_array_add (copies, copy);
      if (entry->state == ENTRY_TWICE || (is_taken && choice == TROUPE_INTAKE_AS_NEW))
        {
          make_new (batch, renames, entry, copy);
          troupe_library_batch_add_save (batch, copy, TROUPE_SCOPE_USER);
        }
      else
        {
          troupe_library_batch_add_save (batch, copy, entry->scope);
        }
    }
  for (guint i = 0; i < copies->len; i++)
    troupe_id_renames_apply (renames, copies->pdata[i]);

  return batch;
}
