/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-definition-dialog.h"
#include "troupe-definition-words.h"
#include "troupe-enum-types.h"
#include "troupe-named-text.h"
#include "troupe-window-private.h"

/*
 * The window's actions that make, change and remove definitions. Those for personas are the same under shorter names.
 */

/* (transfer none) (nullable): what an action is about; says so if it is not there */
static TroupeDefinition *
find (TroupeWindow *self,
      TroupeKind    kind,
      const char   *id)
{
  TroupeWorkspace *workspace = troupe_window_get_workspace (self);
  TroupeResolver *resolver = troupe_window_get_resolver (self);
  TroupeDefinition *definition;
  g_autoptr(GError) error = NULL;
  g_autofree char *message = NULL;

  if (*id == '\0' && kind == TROUPE_KIND_PERSONA)
    return resolver != NULL ? (TroupeDefinition *) troupe_resolver_get_persona (resolver) : NULL;

  if (kind == TROUPE_KIND_PERSONA)
    {
      definition = (TroupeDefinition *) troupe_workspace_find_persona (workspace, id, &error);
      if (definition == NULL)
        troupe_window_add_toast (self, error->message);

      return definition;
    }

  definition = troupe_catalog_lookup (troupe_workspace_get_catalog (workspace), kind, id);
  if (definition == NULL)
    {
      /* Translators: %s is the id of a preset or a profile */
      message = troupe_named_text (_("There is no “%s” any more"), id);
      troupe_window_add_toast (self, message);
    }

  return definition;
}

/* Whether an action's word names a kind that has an editor. */
static gboolean
read_kind (const char *nick,
           TroupeKind *kind)
{
  int value;

  if (!troupe_enum_from_nick (TROUPE_TYPE_KIND, nick, &value) || troupe_definition_words_get (value) == NULL)
    return FALSE;

  *kind = value;
  return TRUE;
}

static void
present_new (TroupeWindow *self,
             TroupeKind    kind)
{
  GtkWidget *dialog;

  dialog = troupe_definition_dialog_new (GTK_WINDOW (self), troupe_window_get_workspace (self), NULL, kind, NULL);
  troupe_definition_dialog_present (TROUPE_DEFINITION_DIALOG (dialog));
}

static void
present_edit (TroupeWindow     *self,
              TroupeDefinition *definition)
{
  GtkWidget *dialog;

  if (definition == NULL)
    return;

  dialog = troupe_definition_dialog_new (GTK_WINDOW (self), troupe_window_get_workspace (self), definition,
                                         troupe_definition_get_kind (definition), NULL);
  troupe_definition_dialog_present (TROUPE_DEFINITION_DIALOG (dialog));
}

static void
present_duplicate (TroupeWindow     *self,
                   TroupeDefinition *definition)
{
  g_autoptr(TroupeDefinition) copy = NULL;
  g_autofree char *name = NULL;
  GtkWidget *dialog;

  if (definition == NULL)
    return;

  copy = troupe_definition_copy (definition);
  /* Translators: the name of a copy; %s is that of the original */
  name = g_strdup_printf (_("%s Copy"), troupe_definition_get_name (copy));
  troupe_definition_set_name (copy, name);
  dialog = troupe_definition_dialog_new_from (GTK_WINDOW (self), troupe_window_get_workspace (self), copy);
  troupe_definition_dialog_present (TROUPE_DEFINITION_DIALOG (dialog));
}

/* What is needed to tell how deleting went, and to take it back. */
typedef struct
{
  GWeakRef  window;
  char     *id;          /* (owned) */
  char     *name;        /* (owned) */
  char     *token;       /* (owned) (nullable): names what is in the trash */
  gboolean  restores;    /* a built-in or wider definition comes to light again */
} Deletion;

static Deletion *
deletion_new (TroupeWindow     *window,
              TroupeDefinition *definition)
{
  Deletion *deletion = g_new0 (Deletion, 1);

  g_weak_ref_init (&deletion->window, window);
  deletion->id = g_strdup (troupe_definition_get_id (definition));
  deletion->name = g_strdup (troupe_definition_get_name (definition));

  return deletion;
}

static void
deletion_free (gpointer data)
{
  Deletion *deletion = data;

  g_weak_ref_clear (&deletion->window);
  g_free (deletion->id);
  g_free (deletion->name);
  g_free (deletion->token);
  g_free (deletion);
}

static void
restored_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(TroupeWindow) self = user_data;
  g_autoptr(TroupeDefinition) definition = NULL;
  g_autoptr(GError) error = NULL;

  definition = troupe_library_restore_finish (TROUPE_LIBRARY (source), result, &error);
  if (definition == NULL)
    troupe_window_add_toast (self, error->message);
  else if (TROUPE_IS_PERSONA (definition) && troupe_window_shows_persona (self, TROUPE_PERSONA (definition)))
    troupe_window_select_persona (self, TROUPE_PERSONA (definition));
}

static void
undo_deletion (TroupeWindow *self,
               gpointer      user_data)
{
  Deletion *deletion = user_data;

  troupe_library_restore_async (troupe_workspace_get_library (troupe_window_get_workspace (self)), deletion->token, NULL,
                                restored_cb, g_object_ref (self));
}

static void
deleted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Deletion *deletion = user_data;
  g_autoptr(TroupeWindow) self = g_weak_ref_get (&deletion->window);
  g_autoptr(GError) error = NULL;
  g_autofree char *message = NULL;

  deletion->token = troupe_library_delete_finish (TROUPE_LIBRARY (source), result, &error);
  if (self == NULL || deletion->token == NULL)
    {
      if (self != NULL)
        troupe_window_add_toast (self, error->message);
      deletion_free (deletion);
      return;
    }

  if (deletion->restores)
    /* Translators: %s is the name of a persona, a preset or a profile */
    message = troupe_named_text (_("Restored the original “%s”"), deletion->name);
  else
    /* Translators: %s is the name of a persona, a preset or a profile */
    message = troupe_named_text (_("Deleted “%s”"), deletion->name);
  troupe_window_add_undo_toast (self, message, undo_deletion, deletion, deletion_free);
}

static void
delete (TroupeWindow     *self,
        TroupeDefinition *definition)
{
  TroupeLibrary *library = troupe_workspace_get_library (troupe_window_get_workspace (self));
  Deletion *deletion;
  TroupeKind kind;

  if (definition == NULL)
    return;

  kind = troupe_definition_get_kind (definition);
  if (troupe_definition_get_scope (definition) == TROUPE_SCOPE_BUILT_IN)
    {
      troupe_window_add_toast (self, _(troupe_definition_words_get (kind)->built_in));
      return;
    }

  deletion = deletion_new (self, definition);
  for (TroupeScope scope = TROUPE_SCOPE_BUILT_IN; scope < troupe_definition_get_scope (definition); scope++)
    if (troupe_library_lookup_in_scope (library, kind, deletion->id, scope) != NULL)
      deletion->restores = TRUE;
  troupe_library_delete_async (library, definition, NULL, deleted_cb, deletion);
}

static void
new_definition_cb (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  TroupeKind kind;

  if (read_kind (g_variant_get_string (parameter, NULL), &kind))
    present_new (user_data, kind);
}

static void
new_persona_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  present_new (user_data, TROUPE_KIND_PERSONA);
}

/* (transfer none) (nullable): what "(ss)", a kind and an id, means */
static TroupeDefinition *
find_named (TroupeWindow *self,
            GVariant     *parameter)
{
  const char *nick, *id;
  TroupeKind kind;

  g_variant_get (parameter, "(&s&s)", &nick, &id);

  return read_kind (nick, &kind) ? find (self, kind, id) : NULL;
}

static TroupeDefinition *
find_persona (TroupeWindow *self,
              GVariant     *parameter)
{
  return find (self, TROUPE_KIND_PERSONA, g_variant_get_string (parameter, NULL));
}

static void
edit_definition_cb (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  present_edit (user_data, find_named (user_data, parameter));
}

static void
edit_persona_cb (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  present_edit (user_data, find_persona (user_data, parameter));
}

static void
duplicate_definition_cb (GSimpleAction *action,
                         GVariant      *parameter,
                         gpointer       user_data)
{
  present_duplicate (user_data, find_named (user_data, parameter));
}

static void
duplicate_persona_cb (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  present_duplicate (user_data, find_persona (user_data, parameter));
}

static void
delete_definition_cb (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  delete (user_data, find_named (user_data, parameter));
}

static void
delete_persona_cb (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  delete (user_data, find_persona (user_data, parameter));
}

/**
 * troupe_window_add_definition_actions:
 * @self: the window
 *
 * Adds the actions on definitions. A kind is called by its nick, such as “tool-preset”. Where one takes the id of a
 * persona, an empty one means the persona on show.
 */
void
troupe_window_add_definition_actions (TroupeWindow *self)
{
  static const GActionEntry entries[] = {
    { "new-definition", new_definition_cb, "s", NULL, NULL },
    { "edit-definition", edit_definition_cb, "(ss)", NULL, NULL },
    { "duplicate-definition", duplicate_definition_cb, "(ss)", NULL, NULL },
    { "delete-definition", delete_definition_cb, "(ss)", NULL, NULL },
    { "new-persona", new_persona_cb, NULL, NULL, NULL },
    { "edit-persona", edit_persona_cb, "s", NULL, NULL },
    { "duplicate-persona", duplicate_persona_cb, "s", NULL, NULL },
    { "delete-persona", delete_persona_cb, "s", NULL, NULL },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
