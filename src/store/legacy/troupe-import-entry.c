/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-import-entry-private.h"

/* A file with ten thousand mistakes needs no ten thousand sentences. */
#define MAX_REMARKS 20

/**
 * TroupeImportEntry:
 *
 * One definition that a file from outside has, and what a #TroupeImportPlan makes of it.
 */
G_DEFINE_FINAL_TYPE (TroupeImportEntry, troupe_import_entry, G_TYPE_OBJECT)

static void
troupe_import_entry_finalize (GObject *object)
{
  TroupeImportEntry *self = TROUPE_IMPORT_ENTRY (object);

  g_free (self->file_name);
  g_free (self->key);
  g_free (self->name);
  g_free (self->wanted_id);
  g_free (self->tool_preset);
  g_free (self->bias_profile);
  g_clear_object (&self->weights);
  g_clear_object (&self->original);
  g_clear_object (&self->definition);
  g_clear_pointer (&self->remarks, g_ptr_array_unref);
  g_free (self->id);
  g_free (self->reason);
  g_clear_pointer (&self->plan_remarks, g_ptr_array_unref);

  G_OBJECT_CLASS (troupe_import_entry_parent_class)->finalize (object);
}

static void
troupe_import_entry_class_init (TroupeImportEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_import_entry_finalize;
}

static void
troupe_import_entry_init (TroupeImportEntry *self)
{
  self->remarks = g_ptr_array_new_with_free_func (g_free);
  self->plan_remarks = g_ptr_array_new_with_free_func (g_free);
}

/* A name is shown on one line. */
static char *
clean_name (const char *name)
{
  GString *clean = g_string_new (NULL);

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029)
        g_string_append_c (clean, ' ');
      else
        g_string_append_unichar (clean, c);
    }

  return g_strstrip (g_string_free (clean, FALSE));
}

/*
 * troupe_import_entry_new:
 * @kind: what it is
 * @file_name: what people call the file
 * @key: what others in the file call it
 *
 * Creates an entry that has no definition yet.
 *
 * Returns: (transfer full): the entry
 */
TroupeImportEntry *
troupe_import_entry_new (TroupeKind  kind,
                         const char *file_name,
                         const char *key)
{
  TroupeImportEntry *self = g_object_new (TROUPE_TYPE_IMPORT_ENTRY, NULL);

  self->kind = kind;
  self->file_name = g_strdup (file_name);
  self->key = g_strdup (key);
  self->name = clean_name (key);

  return self;
}

/**
 * troupe_import_entry_new_from_definition:
 * @file_name: what people call the file
 * @definition: what it has; not to be changed any more
 *
 * Creates an entry for what has an id already.
 *
 * Returns: (transfer full): the entry
 */
TroupeImportEntry *
troupe_import_entry_new_from_definition (const char       *file_name,
                                         TroupeDefinition *definition)
{
  TroupeImportEntry *self = NULL;

  g_return_val_if_fail (file_name != NULL, NULL);
  g_return_val_if_fail (TROUPE_IS_DEFINITION (definition), NULL);

  self = g_object_new (TROUPE_TYPE_IMPORT_ENTRY, NULL);
  self->kind = troupe_definition_get_kind (definition);
  self->file_name = g_strdup (file_name);
  self->key = g_strdup (troupe_definition_get_id (definition));
  self->name = g_strdup (troupe_definition_get_name (definition));
  self->wanted_id = g_strdup (troupe_definition_get_id (definition));
  self->original = g_object_ref (definition);
  self->definition = troupe_definition_copy (definition);

  return self;
}

/*
 * troupe_import_entry_skip:
 * @self: an entry
 * @reason: why, in a sentence
 *
 * Says that there is nothing to import.
 */
void
troupe_import_entry_skip (TroupeImportEntry *self,
                          const char        *reason)
{
  g_clear_object (&self->definition);
  self->outcome = TROUPE_IMPORT_SKIPPED;
  g_free (self->reason);
  self->reason = g_strdup (reason);
}

/*
 * troupe_import_entry_add_remark:
 * @self: an entry that is being read
 * @format: a sentence, as for printf()
 * @...: what goes into it
 *
 * Adds something that a person should know of it.
 */
void
troupe_import_entry_add_remark (TroupeImportEntry *self,
                                const char        *format,
                                ...)
{
  va_list args;

  if (self->remarks->len >= MAX_REMARKS)
    {
      self->n_more_remarks++;
      return;
    }

  va_start (args, format);
  g_ptr_array_add (self->remarks, g_strdup_vprintf (format, args));
  va_end (args);
}

/**
 * troupe_import_entry_get_kind:
 * @self: an entry
 *
 * Returns: what it is
 */
TroupeKind
troupe_import_entry_get_kind (TroupeImportEntry *self)
{
  g_return_val_if_fail (TROUPE_IS_IMPORT_ENTRY (self), TROUPE_KIND_PERSONA);

  return self->kind;
}

/**
 * troupe_import_entry_get_name:
 * @self: an entry
 *
 * Returns: (transfer none): the name that the file gives it, on one line
 */
const char *
troupe_import_entry_get_name (TroupeImportEntry *self)
{
  g_return_val_if_fail (TROUPE_IS_IMPORT_ENTRY (self), NULL);

  return self->name;
}

/**
 * troupe_import_entry_get_file_name:
 * @self: an entry
 *
 * Returns: (transfer none): what people call the file that it is from
 */
const char *
troupe_import_entry_get_file_name (TroupeImportEntry *self)
{
  g_return_val_if_fail (TROUPE_IS_IMPORT_ENTRY (self), NULL);

  return self->file_name;
}

/**
 * troupe_import_entry_get_outcome:
 * @self: an entry
 *
 * Returns: what becomes of it
 */
TroupeImportOutcome
troupe_import_entry_get_outcome (TroupeImportEntry *self)
{
  g_return_val_if_fail (TROUPE_IS_IMPORT_ENTRY (self), TROUPE_IMPORT_SKIPPED);

  return self->outcome;
}

/**
 * troupe_import_entry_get_id:
 * @self: an entry
 *
 * Returns: (transfer none) (nullable): the id that it gets, or that the same has already; %NULL if it is skipped
 */
const char *
troupe_import_entry_get_id (TroupeImportEntry *self)
{
  g_return_val_if_fail (TROUPE_IS_IMPORT_ENTRY (self), NULL);

  return self->id;
}

/**
 * troupe_import_entry_get_new_name:
 * @self: an entry
 *
 * Returns: (transfer none): the name that it gets, which is another one if it is renamed
 */
const char *
troupe_import_entry_get_new_name (TroupeImportEntry *self)
{
  g_return_val_if_fail (TROUPE_IS_IMPORT_ENTRY (self), NULL);

  return self->definition != NULL ? troupe_definition_get_name (self->definition) : self->name;
}

/**
 * troupe_import_entry_get_reason:
 * @self: an entry
 *
 * Returns: (transfer none) (nullable): why it is renamed or skipped, or where the same is, in a sentence; %NULL if it is just new
 */
const char *
troupe_import_entry_get_reason (TroupeImportEntry *self)
{
  g_return_val_if_fail (TROUPE_IS_IMPORT_ENTRY (self), NULL);

  return self->reason;
}

/**
 * troupe_import_entry_dup_remarks:
 * @self: an entry
 *
 * Gets what else a person should know: what is left out of it, what was read in another way than it is written.
 *
 * Returns: (transfer full) (array zero-terminated=1): sentences, which may be none
 */
char **
troupe_import_entry_dup_remarks (TroupeImportEntry *self)
{
  g_autoptr(GStrvBuilder) remarks = g_strv_builder_new ();

  g_return_val_if_fail (TROUPE_IS_IMPORT_ENTRY (self), NULL);

  for (guint i = 0; i < self->remarks->len; i++)
    g_strv_builder_add (remarks, self->remarks->pdata[i]);
  if (self->n_more_remarks > 0)
    {
      g_autofree char *more = g_strdup_printf (ngettext ("There is %u more thing of that sort.",
                                                         "There are %u more things of that sort.", self->n_more_remarks),
                                               self->n_more_remarks);

      g_strv_builder_add (remarks, more);
    }
  for (guint i = 0; i < self->plan_remarks->len; i++)
    g_strv_builder_add (remarks, self->plan_remarks->pdata[i]);

  return g_strv_builder_end (remarks);
}

/**
 * troupe_import_entry_get_definition:
 * @self: an entry
 *
 * Returns: (transfer none) (nullable): the definition as it is saved, which is not to be changed; %NULL if it is skipped
 */
TroupeDefinition *
troupe_import_entry_get_definition (TroupeImportEntry *self)
{
  g_return_val_if_fail (TROUPE_IS_IMPORT_ENTRY (self), NULL);

  return self->definition;
}
