/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-definition-dialog.h"
#include "troupe-named-text.h"
#include "troupe-window-private.h"

/*
 * What a person can do with the persona on show and AI Settings: the window's actions that change the session layer.
 */

/* What a switch of persona took away, or Revert All, which leaves the persona. */
typedef struct
{
  TroupeConversation *conversation;   /* (owned) */
  TroupePersona      *persona;        /* (owned) (nullable) */
  TroupeAiSettings   *session;        /* (owned) */
} Switch;

static void
switch_free (gpointer data)
{
  Switch *change = data;

  g_clear_object (&change->conversation);
  g_clear_object (&change->persona);
  g_clear_object (&change->session);
  g_free (change);
}

static TroupePersona *
find_persona (TroupeWindow *self,
              const char   *id)
{
  TroupeResolver *resolver = troupe_window_get_resolver (self);
  g_autoptr(GError) error = NULL;
  TroupePersona *persona;

  if (*id == '\0')
    return resolver != NULL ? troupe_resolver_get_persona (resolver) : NULL;

  persona = troupe_workspace_find_persona (troupe_window_get_workspace (self), id, &error);
  if (persona == NULL)
    troupe_window_add_toast (self, error->message);

  return persona;
}

static void
undo_switch (TroupeWindow *self,
             gpointer      user_data)
{
  Switch *change = user_data;
  TroupeResolver *resolver;
  g_autoptr(TroupeAiSettings) dropped = NULL;

  /* It may have been deleted meanwhile, or be another object by now. */
  if (change->persona != NULL)
    {
      TroupePersona *persona = find_persona (self, troupe_definition_get_id (TROUPE_DEFINITION (change->persona)));

      if (persona == NULL)
        return;
      g_set_object (&change->persona, persona);
    }

  troupe_window_open_conversation (self, change->conversation);
  resolver = troupe_window_get_resolver (self);
  dropped = troupe_resolver_select_persona (resolver, change->persona);
  troupe_resolver_set_session (resolver, change->session);
  troupe_conversation_set_persona_id (change->conversation,
                                      change->persona != NULL
                                      ? troupe_definition_get_id (TROUPE_DEFINITION (change->persona)) : NULL);
  troupe_window_update_actions (self);
}

/**
 * troupe_window_shows_persona:
 * @self: the window
 * @persona: a persona
 *
 * Returns: whether the persona on show has the id of @persona
 */
gboolean
troupe_window_shows_persona (TroupeWindow  *self,
                             TroupePersona *persona)
{
  TroupeResolver *resolver = troupe_window_get_resolver (self);
  TroupePersona *shown = resolver != NULL ? troupe_resolver_get_persona (resolver) : NULL;

  return shown != NULL && g_strcmp0 (troupe_definition_get_id (TROUPE_DEFINITION (shown)),
                                     troupe_definition_get_id (TROUPE_DEFINITION (persona))) == 0;
}

/* A persona that was deleted while it was on show comes back as another object, with what was overridden. */
static void
take_back (TroupeWindow  *self,
           TroupePersona *persona)
{
  TroupeResolver *resolver = troupe_window_get_resolver (self);
  g_autoptr(TroupeAiSettings) session = troupe_ai_settings_copy (troupe_resolver_get_session (resolver));
  g_autoptr(TroupeAiSettings) dropped = troupe_resolver_select_persona (resolver, persona);

  troupe_resolver_set_session (resolver, session);
  troupe_window_update_actions (self);
}

/* How many overrides are gone: a persona that was made of them says the same by itself. */
static guint
count_lost (TroupeResolver   *resolver,
            TroupeAiSettings *dropped)
{
  guint n_lost = 0;

  for (guint i = 0; i < TROUPE_N_FIELDS; i++)
    {
      TroupeFieldState state = troupe_ai_settings_get_state (dropped, i);

      if (state == TROUPE_FIELD_STATE_UNSET)
        continue;
      if (state != troupe_resolver_get_state (resolver, i) ||
          (state == TROUPE_FIELD_STATE_SET &&
           !troupe_field_values_equal (i, troupe_ai_settings_get_value (dropped, i), troupe_resolver_get_value (resolver, i))))
        n_lost++;
    }

  return n_lost;
}

/**
 * troupe_window_select_persona:
 * @self: the window
 * @persona: a persona
 *
 * Casts @persona in the discussion on show. Overrides that are not locked go, and can be brought back.
 */
void
troupe_window_select_persona (TroupeWindow  *self,
                              TroupePersona *persona)
{
  TroupeResolver *resolver = troupe_window_get_resolver (self);
  TroupeConversation *conversation;
  g_autoptr(TroupeAiSettings) before = NULL;
  g_autoptr(TroupeAiSettings) dropped = NULL;
  g_autoptr(TroupePersona) old = NULL;
  guint n_dropped;

  g_return_if_fail (TROUPE_IS_WINDOW (self));
  g_return_if_fail (TROUPE_IS_PERSONA (persona));

  if (resolver == NULL || troupe_resolver_get_persona (resolver) == persona)
    return;

  if (troupe_window_shows_persona (self, persona))
    {
      take_back (self, persona);
      return;
    }

  conversation = troupe_chat_get_conversation (troupe_window_get_chat (self));
  before = troupe_ai_settings_copy (troupe_resolver_get_session (resolver));
  g_set_object (&old, troupe_resolver_get_persona (resolver));
  dropped = troupe_resolver_select_persona (resolver, persona);
  troupe_conversation_set_persona_id (conversation, troupe_definition_get_id (TROUPE_DEFINITION (persona)));
  troupe_window_update_actions (self);

  n_dropped = dropped != NULL ? count_lost (resolver, dropped) : 0;
  if (n_dropped > 0)
    {
      Switch *change = g_new0 (Switch, 1);
      g_autofree char *message = NULL;

      change->conversation = g_object_ref (conversation);
      change->persona = g_steal_pointer (&old);
      change->session = g_steal_pointer (&before);
      message = g_strdup_printf (ngettext ("%u override dropped for %s", "%u overrides dropped for %s", n_dropped),
                                 n_dropped, troupe_definition_get_name (TROUPE_DEFINITION (persona)));
      troupe_window_add_undo_toast (self, message, undo_switch, change, switch_free);
    }
}

static void
select_persona_cb (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  TroupePersona *persona = find_persona (user_data, g_variant_get_string (parameter, NULL));

  if (persona != NULL)
    troupe_window_select_persona (user_data, persona);
}

static void
reset_field_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  TroupeResolver *resolver = troupe_window_get_resolver (user_data);
  TroupeField field;

  if (resolver != NULL && troupe_field_from_name (g_variant_get_string (parameter, NULL), &field))
    troupe_resolver_reset (resolver, field);
}

static void
set_field_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  TroupeWindow *self = user_data;
  TroupeResolver *resolver = troupe_window_get_resolver (self);
  g_autoptr(TroupeAiSettings) settings = troupe_ai_settings_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *assignment = NULL;
  const char *name, *text;
  TroupeField field;

  if (resolver == NULL)
    return;

  /* The same words as those of troupectl --set. */
  g_variant_get (parameter, "(&s&s)", &name, &text);
  assignment = g_strdup_printf ("%s=%s", name, text);
  if (!troupe_ai_settings_apply_text (settings, assignment, &error))
    {
      troupe_window_add_toast (self, error->message);
      return;
    }

  /* A word of --set that is short for a field of another name. */
  if (!troupe_field_from_name (name, &field))
    field = TROUPE_FIELD_PREFERRED_MODELS;
  switch (troupe_ai_settings_get_state (settings, field))
    {
    case TROUPE_FIELD_STATE_UNSET:
      troupe_resolver_reset (resolver, field);
      break;

    case TROUPE_FIELD_STATE_OMITTED:
      troupe_resolver_override_omit (resolver, field);
      break;

    case TROUPE_FIELD_STATE_SET:
    default:
      if (!troupe_resolver_override (resolver, field, troupe_ai_settings_get_value (settings, field), &error))
        troupe_window_add_toast (self, error->message);
      break;
    }
}

/* The overrides belong to one discussion, which need not be the one on show any more. */
static void
undo_revert (TroupeWindow *self,
             gpointer      user_data)
{
  Switch *change = user_data;

  troupe_window_open_conversation (self, change->conversation);
  troupe_resolver_set_session (troupe_window_get_resolver (self), change->session);
}

static void
revert_all_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  TroupeWindow *self = user_data;
  TroupeResolver *resolver = troupe_window_get_resolver (self);
  Switch *change;

  if (resolver == NULL || troupe_resolver_get_n_overrides (resolver) == 0)
    return;

  change = g_new0 (Switch, 1);
  change->conversation = g_object_ref (troupe_chat_get_conversation (troupe_window_get_chat (self)));
  change->session = troupe_ai_settings_copy (troupe_resolver_get_session (resolver));
  troupe_resolver_revert_all (resolver);
  troupe_window_add_undo_toast (self, _("All overrides reverted"), undo_revert, change, switch_free);
}

/* The persona on show with the session's values written into it. */
static TroupeDefinition *
create_merged (TroupeWindow *self)
{
  TroupeResolver *resolver = troupe_window_get_resolver (self);
  TroupePersona *persona = resolver != NULL ? troupe_resolver_get_persona (resolver) : NULL;
  TroupeAiSettings *session;
  g_autoptr(TroupeDefinition) copy = NULL;

  if (persona == NULL)
    return NULL;

  copy = troupe_definition_copy (TROUPE_DEFINITION (persona));
  session = troupe_resolver_get_session (resolver);
  for (guint i = 0; i < TROUPE_N_FIELDS; i++)
    if (troupe_ai_settings_get_state (session, i) != TROUPE_FIELD_STATE_UNSET)
      troupe_ai_settings_copy_field (troupe_persona_get_settings (TROUPE_PERSONA (copy)), session, i);

  return g_steal_pointer (&copy);
}

/* What was saved, and from where: while the disk is waited for, another discussion may be opened, and other values set. */
typedef struct
{
  TroupeWindow     *window;      /* (owned) */
  TroupeResolver   *resolver;    /* (owned) */
  TroupePersona    *original;    /* (owned): who had the overrides */
  TroupeAiSettings *session;     /* (owned): what was saved */
} Saving;

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->window);
  g_object_unref (saving->resolver);
  g_object_unref (saving->original);
  g_object_unref (saving->session);
  g_free (saving);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

/* The saved values are the persona's own now. What was set since then stays an override. */
static void
settle_saved (Saving        *saving,
              TroupePersona *persona)
{
  TroupeAiSettings *session = troupe_resolver_get_session (saving->resolver);
  g_autoptr(TroupeAiSettings) rest = NULL;
  g_autoptr(TroupeAiSettings) dropped = NULL;

  if (troupe_resolver_get_persona (saving->resolver) != saving->original)
    return;

  rest = troupe_ai_settings_copy (session);
  for (guint i = 0; i < TROUPE_N_FIELDS; i++)
    {
      if (troupe_ai_settings_field_equal (session, saving->session, i))
        {
          troupe_resolver_set_locked (saving->resolver, i, FALSE);
          troupe_ai_settings_unset (rest, i);
        }
    }

  if (saving->original != persona)
    dropped = troupe_resolver_select_persona (saving->resolver, persona);
  troupe_resolver_set_session (saving->resolver, rest);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Saving) saving = user_data;
  TroupeWindow *self = saving->window;
  g_autoptr(TroupeDefinition) definition = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *message = NULL;

  definition = troupe_library_save_finish (TROUPE_LIBRARY (source), result, &error);
  if (definition == NULL)
    {
      troupe_window_add_toast (self, error->message);
      return;
    }

  settle_saved (saving, TROUPE_PERSONA (definition));

  /* Translators: %s is the name of a persona */
  message = troupe_named_text (_("Saved to “%s”"), troupe_definition_get_name (definition));
  troupe_window_add_toast (self, message);
}

static void
save_to_persona_cb (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  TroupeWindow *self = user_data;
  TroupeLibrary *library = troupe_workspace_get_library (troupe_window_get_workspace (self));
  TroupeResolver *resolver = troupe_window_get_resolver (self);
  g_autoptr(TroupeDefinition) merged = create_merged (self);
  TroupeDefinition *original;
  Saving *saving;

  if (merged == NULL || troupe_resolver_get_n_overrides (resolver) == 0)
    return;

  original = TROUPE_DEFINITION (troupe_resolver_get_persona (resolver));
  saving = g_new0 (Saving, 1);
  saving->window = g_object_ref (self);
  saving->resolver = g_object_ref (resolver);
  saving->original = g_object_ref (TROUPE_PERSONA (original));
  saving->session = troupe_ai_settings_copy (troupe_resolver_get_session (resolver));
  troupe_library_save_async (library, merged,
                             troupe_library_get_writable_scope (library, original),
                             troupe_definition_get_revision (original),
                             NULL, saved_cb, saving);
}

static void
save_as_persona_cb (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  TroupeWindow *self = user_data;
  g_autoptr(TroupeDefinition) merged = create_merged (self);
  g_autofree char *name = NULL;
  GtkWidget *dialog;

  if (merged == NULL)
    return;

  name = g_strdup_printf (_("%s Copy"), troupe_definition_get_name (merged));
  troupe_definition_set_name (merged, name);
  dialog = troupe_definition_dialog_new_from (GTK_WINDOW (self), troupe_window_get_workspace (self), merged);
  troupe_definition_dialog_present (TROUPE_DEFINITION_DIALOG (dialog));
}

static void
set_enabled (TroupeWindow *self,
             const char   *name,
             gboolean      enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), name)), enabled);
}

/**
 * troupe_window_update_actions:
 * @self: the window
 *
 * Says which actions make sense now.
 */
void
troupe_window_update_actions (TroupeWindow *self)
{
  TroupeResolver *resolver = troupe_window_get_resolver (self);
  TroupePersona *persona = resolver != NULL ? troupe_resolver_get_persona (resolver) : NULL;
  gboolean has_overrides = resolver != NULL && troupe_resolver_get_n_overrides (resolver) > 0;
  GAction *select = g_action_map_lookup_action (G_ACTION_MAP (self), "select-persona");

  set_enabled (self, "revert-all", has_overrides);
  set_enabled (self, "save-to-persona", has_overrides && persona != NULL);
  set_enabled (self, "save-as-persona", persona != NULL);
  set_enabled (self, "new-discussion", resolver != NULL);
  set_enabled (self, "new-persona", resolver != NULL);
  set_enabled (self, "new-definition", resolver != NULL);
  g_simple_action_set_state (G_SIMPLE_ACTION (select),
                             g_variant_new_string (persona != NULL
                                                   ? troupe_definition_get_id (TROUPE_DEFINITION (persona)) : ""));
}

static void
chat_changed_cb (TroupeWindow *self,
                 GParamSpec   *pspec,
                 GSignalGroup *signals)
{
  g_signal_group_set_target (signals, troupe_window_get_resolver (self));
}

/**
 * troupe_window_add_persona_actions:
 * @self: the window
 *
 * Adds the actions on the persona on show and AI settings. Where one takes the id of a persona, an empty one means the
 * persona on show.
 */
void
troupe_window_add_persona_actions (TroupeWindow *self)
{
  static const GActionEntry entries[] = {
    { "select-persona", select_persona_cb, "s", "''", NULL },
    { "reset-field", reset_field_cb, "s", NULL, NULL },
    { "set-field", set_field_cb, "(ss)", NULL, NULL },
    { "revert-all", revert_all_cb, NULL, NULL, NULL },
    { "save-to-persona", save_to_persona_cb, NULL, NULL, NULL },
    { "save-as-persona", save_as_persona_cb, NULL, NULL, NULL },
  };

  GSignalGroup *signals = g_signal_group_new (TROUPE_TYPE_RESOLVER);

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);

  g_signal_group_connect_object (signals, "changed", G_CALLBACK (troupe_window_update_actions), self, G_CONNECT_SWAPPED);
  g_signal_group_connect_object (signals, "notify::persona", G_CALLBACK (troupe_window_update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "notify::chat", G_CALLBACK (chat_changed_cb), signals, 0);
  g_object_set_data_full (G_OBJECT (self), "persona-signals", signals, g_object_unref);
}
