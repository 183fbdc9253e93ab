/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-markdown-block.h"
#include "troupe-named-text.h"
#include "troupe-window-private.h"

/*
 * What a person can do with a window as such. These are actions of the window's own action map, and not of its widget
 * class, because only those can be reached over D-Bus.
 */

static void
toggle_sidebar_cb (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  troupe_window_toggle_sidebar (user_data);
}

static void
toggle_pane_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  troupe_window_toggle_pane (user_data);
}

static void
show_ai_settings_cb (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  troupe_window_show_ai_settings (user_data);
}

/* Moves the focus to the next of the areas that are shown, or to the previous one where @step is -1. */
static void
move_focus (TroupeWindow *self,
            int           step)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *areas[3];
  const int n_areas = G_N_ELEMENTS (areas);
  int current = step > 0 ? -1 : n_areas;

  troupe_window_get_areas (self, areas);
  for (int i = 0; i < n_areas; i++)
    if (focus != NULL && areas[i] != NULL && gtk_widget_is_ancestor (focus, areas[i]))
      current = i;

  for (int i = 1; i <= n_areas; i++)
    {
      GtkWidget *area = areas[(current + i * step + 2 * n_areas) % n_areas];

      /* A page knows best where one begins. */
      if (area != NULL && gtk_widget_get_mapped (area) &&
          (gtk_widget_grab_focus (area) || gtk_widget_child_focus (area, GTK_DIR_TAB_FORWARD)))
        return;
    }
}

static void
next_area_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  move_focus (user_data, 1);
}

static void
previous_area_cb (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  move_focus (user_data, -1);
}

static void
show_page_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  troupe_window_show_page (user_data, g_variant_get_string (parameter, NULL));
}

static void
undo_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  troupe_window_undo (user_data);
}

static void
new_discussion_cb (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  TroupeWindow *self = user_data;
  TroupeWorkspace *workspace = troupe_window_get_workspace (self);
  TroupeChat *chat = troupe_window_get_chat (self);

  if (!troupe_workspace_is_loaded (workspace))
    return;

  troupe_window_show_page (self, "discussion");
  if (chat == NULL || g_list_model_get_n_items (troupe_conversation_list_messages (troupe_chat_get_conversation (chat))) > 0)
    {
      g_autoptr(TroupeConversation) conversation = troupe_workspace_create_conversation (workspace);

      troupe_window_open_conversation (self, conversation);
    }
  gtk_widget_child_focus (GTK_WIDGET (troupe_window_get_page (self)), GTK_DIR_TAB_FORWARD);
}

static TroupeConversation *
find_conversation (TroupeWindow *self,
                   gint64        id)
{
  GListModel *conversations = troupe_workspace_list_conversations (troupe_window_get_workspace (self));

  for (guint i = 0; i < g_list_model_get_n_items (conversations); i++)
    {
      g_autoptr(TroupeConversation) conversation = g_list_model_get_item (conversations, i);

      if (troupe_conversation_get_id (conversation) == id)
        return g_steal_pointer (&conversation);
    }

  return NULL;
}

static void
open_discussion_cb (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  TroupeWindow *self = user_data;
  g_autoptr(TroupeConversation) conversation = find_conversation (self, g_variant_get_int64 (parameter));

  if (conversation == NULL)
    {
      troupe_window_add_toast (self, _("This discussion does not exist any more"));
      return;
    }

  troupe_window_open_conversation (self, conversation);
  troupe_window_show_page (self, "discussion");
}

static void
restore_conversation (TroupeWindow *self,
                      gpointer      user_data)
{
  troupe_workspace_restore_conversation (troupe_window_get_workspace (self), user_data);
  troupe_window_open_conversation (self, user_data);
}

/**
 * troupe_window_delete_conversation:
 * @self: the window
 * @conversation: a discussion of this window's workspace
 *
 * Deletes a discussion, which can be taken back. If it was on show, a new one is.
 */
void
troupe_window_delete_conversation (TroupeWindow       *self,
                                   TroupeConversation *conversation)
{
  TroupeWorkspace *workspace = troupe_window_get_workspace (self);
  TroupeChat *chat = troupe_window_get_chat (self);
  g_autoptr(TroupeConversation) deleted = NULL;
  g_autofree char *title = NULL;
  g_autofree char *message = NULL;

  g_return_if_fail (TROUPE_IS_CONVERSATION (conversation));

  deleted = g_object_ref (conversation);
  if (chat != NULL && troupe_chat_get_conversation (chat) == deleted)
    {
      g_autoptr(TroupeConversation) fresh = troupe_workspace_create_conversation (workspace);

      troupe_window_open_conversation (self, fresh);
    }

  troupe_workspace_delete_conversation (workspace, deleted);
  title = troupe_markdown_dup_plain (troupe_conversation_get_title (deleted));
  /* Translators: %s is the title of a discussion */
  message = troupe_named_text (_("Deleted “%s”"), title);
  troupe_window_add_undo_toast (self, message, restore_conversation, g_steal_pointer (&deleted), g_object_unref);
}

static void
delete_discussion_cb (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  TroupeWindow *self = user_data;
  g_autoptr(TroupeConversation) conversation = find_conversation (self, g_variant_get_int64 (parameter));

  if (conversation != NULL)
    troupe_window_delete_conversation (self, conversation);
}

static void
project_response_cb (GtkNativeDialog *dialog,
                     int              response,
                     TroupeWindow    *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GFile) folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *uri = g_file_get_uri (folder);

      gtk_widget_activate_action (GTK_WIDGET (self), "app.open-project", "s", uri);
    }

  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
open_project_cb (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  TroupeWindow *self = user_data;
  GtkFileChooserNative *dialog;

  dialog = gtk_file_chooser_native_new (_("Open Project"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                        _("_Open"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (project_response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* Whether nothing is left that is transient for @window. */
static gboolean
close_transients (GtkWindow *window)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  g_autoptr(GPtrArray) transients = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWindow) other = g_list_model_get_item (toplevels, i);

      if (gtk_window_get_transient_for (other) == window && gtk_widget_get_visible (GTK_WIDGET (other)))
        g_ptr_array_add (transients, g_steal_pointer (&other));
    }

  for (guint i = 0; i < transients->len; i++)
    {
      GtkWindow *other = g_ptr_array_index (transients, i);

      /* To close a question would answer it with Cancel, and another press would ask it again. */
      if (ADW_IS_MESSAGE_DIALOG (other))
        {
          gtk_window_present (other);
          return FALSE;
        }

      if (!close_transients (other))
        return FALSE;
      gtk_window_close (other);
      if (gtk_widget_get_visible (GTK_WIDGET (other)))
        return FALSE;
    }

  return TRUE;
}

/**
 * troupe_window_close_dialogs:
 * @self: the window
 *
 * Closes what is open over the window, innermost first. A dialog that holds what is not saved asks instead, and stays.
 *
 * Returns: whether none is left, so that the window can go
 */
gboolean
troupe_window_close_dialogs (TroupeWindow *self)
{
  g_return_val_if_fail (TROUPE_IS_WINDOW (self), TRUE);

  return close_transients (GTK_WINDOW (self));
}

/**
 * troupe_window_add_actions:
 * @self: the window
 *
 * Adds the actions that belong to no topic of their own.
 */
void
troupe_window_add_actions (TroupeWindow *self)
{
  static const GActionEntry entries[] = {
    { "toggle-sidebar", toggle_sidebar_cb, NULL, "true", NULL },
    { "toggle-pane", toggle_pane_cb, NULL, "true", NULL },
    { "show-ai-settings", show_ai_settings_cb, NULL, NULL, NULL },
    { "next-area", next_area_cb, NULL, NULL, NULL },
    { "previous-area", previous_area_cb, NULL, NULL, NULL },
    { "show-page", show_page_cb, "s", "''", NULL },
    { "undo", undo_cb, NULL, NULL, NULL },
    { "new-discussion", new_discussion_cb, NULL, NULL, NULL },
    { "open-discussion", open_discussion_cb, "x", NULL, NULL },
    { "delete-discussion", delete_discussion_cb, "x", NULL, NULL },
    { "open-project", open_project_cb, NULL, NULL, NULL },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
