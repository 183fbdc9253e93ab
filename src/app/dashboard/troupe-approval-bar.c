/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-approval-bar.h"
#include "troupe-json.h"
#include "troupe-window.h"

/**
 * TroupeApprovalBar:
 *
 * What waits in the approval inbox, the oldest question first: which persona wants to use which tool for which ticket, and with what.
 * While it is there, the inbox has a person. Nothing is allowed by the key that happens to be pressed: no button has the focus by
 * itself, and Return in the line for a reason denies.
 */

#define MAX_ARGUMENTS 65536

/* A click so soon after a question came was meant for the one before. */
#define REST_MS       500

struct _TroupeApprovalBar
{
  AdwBin               parent_instance;

  /* Owned References */
  TroupeWorkspace     *workspace;     /* (nullable) */
  GSignalGroup        *inbox_signals;
  TroupeApproval      *shown;         /* (nullable) */
  char                *key;           /* (nullable): of what is shown */

  /* Template References */
  GtkRevealer         *revealer;
  GtkLabel            *question_label;
  GtkLabel            *arguments_label;
  GtkLabel            *more_label;
  GtkEditable         *reason_entry;

  /* In Progress */
  guint                rest_id;
};

G_DEFINE_FINAL_TYPE (TroupeApprovalBar, troupe_approval_bar, ADW_TYPE_BIN)

static const struct { const char *word; TroupeApprovalAnswer answer; } answers[] = {
  { "once", TROUPE_APPROVAL_ONCE },
  { "ticket", TROUPE_APPROVAL_TICKET },
  { "run", TROUPE_APPROVAL_RUN },
  { "deny", TROUPE_APPROVAL_DENIED },
};

static TroupeApprovalInbox *
get_inbox (TroupeApprovalBar *self)
{
  return self->workspace != NULL ? troupe_workspace_get_inbox (self->workspace) : NULL;
}

static gboolean
is_plain (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_UNASSIGNED:
      return FALSE;
    default:
      return TRUE;
    }
}

/* What a model or a project's file wrote, as one can read it: nothing in it breaks a line, turns the direction, or hides. */
static char *
dup_plain (const char *words,
           gboolean    has_lines)
{
  g_autoptr(GString) text = g_string_new (NULL);
  glong n_chars = 0;

  for (const char *at = words; *at != '\0' && n_chars < MAX_ARGUMENTS; at = g_utf8_next_char (at), n_chars++)
    {
      gunichar c = g_utf8_get_char (at);

      if (is_plain (c) || (has_lines && c == '\n'))
        g_string_append_unichar (text, c);
      else
        g_string_append_printf (text, "\\u{%x}", c);
    }
  if (n_chars == MAX_ARGUMENTS)
    g_string_append (text, "…");

  return g_strchomp (g_string_free (g_steal_pointer (&text), FALSE));
}

static char *
dup_arguments (TroupeApproval *approval)
{
  g_autofree char *json = troupe_json_write (troupe_approval_get_arguments (approval), TRUE, NULL);

  return dup_plain (json, TRUE);
}

/* What an answer names the question by, so that a late one answers no other. */
static char *
dup_key (TroupeApproval *approval)
{
  const char *run_id = troupe_approval_get_run_id (approval);
  const char *ticket_id = troupe_approval_get_ticket_id (approval);

  return g_strdup_printf ("%s/%s/%" G_GINT64_FORMAT, run_id != NULL ? run_id : "", ticket_id != NULL ? ticket_id : "",
                          troupe_approval_get_asked_us (approval));
}

static char *
dup_question (TroupeApprovalBar *self,
              TroupeApproval    *approval)
{
  const char *persona_id = troupe_approval_get_persona_id (approval);
  TroupeDefinition *persona = persona_id != NULL
    ? troupe_catalog_lookup (troupe_workspace_get_catalog (self->workspace), TROUPE_KIND_PERSONA, persona_id) : NULL;
  const char *words = persona != NULL ? troupe_definition_get_name (persona) : persona_id;
  g_autofree char *name = dup_plain (words != NULL ? words : _("Somebody"), FALSE);
  g_autofree char *tool = dup_plain (troupe_approval_get_tool (approval), FALSE);
  const char *ticket_id = troupe_approval_get_ticket_id (approval);

  if (ticket_id == NULL)
    /* Translators: a persona and a tool */
    return g_strdup_printf (_("%s wants to use %s"), name, tool);

  /* Translators: a persona, a tool and the id of a ticket */
  return g_strdup_printf (_("%s wants to use %s for %s"), name, tool, ticket_id);
}

/* Who looks elsewhere is told: in the window, or by the desktop. */
static void
tell (TroupeApprovalBar *self,
      const char        *question)
{
  TroupeWindow *window = troupe_window_from_widget (GTK_WIDGET (self));
  GApplication *application = g_application_get_default ();

  if (window == NULL || application == NULL)
    return;

  if (!gtk_window_is_active (GTK_WINDOW (window)))
    {
      g_autoptr(GNotification) notification = g_notification_new (question);

      g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
      g_notification_add_button_with_target (notification, _("Deny"), "app.answer-approval", "(ss)", "deny", self->key);
      g_notification_add_button_with_target (notification, _("Allow Once"), "app.answer-approval", "(ss)", "once", self->key);
      g_application_send_notification (application, self->key, notification);
    }
  else if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    troupe_window_add_toast (window, question);
}

static void
withdraw (TroupeApprovalBar *self)
{
  GApplication *application = g_application_get_default ();

  if (application != NULL && self->key != NULL)
    g_application_withdraw_notification (application, self->key);
}

static gboolean
rested_cb (gpointer user_data)
{
  TroupeApprovalBar *self = user_data;

  self->rest_id = 0;

  return G_SOURCE_REMOVE;
}

static void
show (TroupeApprovalBar *self,
      TroupeApproval    *approval)
{
  g_autofree char *question = NULL;
  g_autofree char *arguments = NULL;

  if (!g_set_object (&self->shown, approval))
    return;

  withdraw (self);
  g_clear_pointer (&self->key, g_free);
  g_clear_handle_id (&self->rest_id, g_source_remove);
  gtk_editable_set_text (self->reason_entry, "");
  gtk_revealer_set_reveal_child (self->revealer, approval != NULL);
  if (approval == NULL)
    {
      gtk_label_set_text (self->question_label, "");
      gtk_label_set_text (self->arguments_label, "");
      gtk_accessible_reset_property (GTK_ACCESSIBLE (self->revealer), GTK_ACCESSIBLE_PROPERTY_LABEL);
      return;
    }

  self->key = dup_key (approval);
  self->rest_id = g_timeout_add (REST_MS, rested_cb, self);

  question = dup_question (self, approval);
  arguments = dup_arguments (approval);
  gtk_label_set_text (self->question_label, question);
  gtk_label_set_text (self->arguments_label, arguments);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->revealer), GTK_ACCESSIBLE_PROPERTY_LABEL, question, -1);
  tell (self, question);
}

static void
follow (TroupeApprovalBar *self)
{
  TroupeApprovalInbox *inbox = get_inbox (self);
  guint n_waiting = inbox != NULL ? g_list_model_get_n_items (G_LIST_MODEL (inbox)) : 0;
  g_autoptr(TroupeApproval) first = n_waiting > 0 ? g_list_model_get_item (G_LIST_MODEL (inbox), 0) : NULL;
  g_autofree char *more = NULL;

  show (self, first);
  if (n_waiting > 1)
    more = g_strdup_printf (ngettext ("%u more question waits", "%u more questions wait", n_waiting - 1), n_waiting - 1);
  gtk_label_set_text (self->more_label, more != NULL ? more : "");
  gtk_widget_set_visible (GTK_WIDGET (self->more_label), more != NULL);
}

static void
clicked_cb (TroupeApprovalBar *self,
            GtkWidget         *button)
{
  if (self->rest_id == 0)
    troupe_approval_bar_answer (self, gtk_widget_get_name (button), self->key);
}

static void
denied_cb (TroupeApprovalBar *self)
{
  if (self->rest_id == 0)
    troupe_approval_bar_answer (self, "deny", self->key);
}

static void
troupe_approval_bar_dispose (GObject *object)
{
  TroupeApprovalBar *self = TROUPE_APPROVAL_BAR (object);

  withdraw (self);
  g_clear_handle_id (&self->rest_id, g_source_remove);
  g_clear_pointer (&self->key, g_free);
  if (self->workspace != NULL)
    troupe_approval_inbox_set_has_person (get_inbox (self), FALSE);
  g_clear_object (&self->inbox_signals);
  g_clear_object (&self->shown);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (troupe_approval_bar_parent_class)->dispose (object);
}

static void
troupe_approval_bar_class_init (TroupeApprovalBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = troupe_approval_bar_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/dashboard/troupe-approval-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeApprovalBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, TroupeApprovalBar, question_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeApprovalBar, arguments_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeApprovalBar, more_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeApprovalBar, reason_entry);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, denied_cb);
}

static void
troupe_approval_bar_init (TroupeApprovalBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->inbox_signals = g_signal_group_new (TROUPE_TYPE_APPROVAL_INBOX);
  g_signal_group_connect_object (self->inbox_signals, "items-changed", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
}

/**
 * troupe_approval_bar_set_workspace:
 * @self: the bar
 * @workspace: (nullable): whose inbox a person looks into here
 *
 * Shows what waits there.
 */
void
troupe_approval_bar_set_workspace (TroupeApprovalBar *self,
                                   TroupeWorkspace   *workspace)
{
  g_return_if_fail (TROUPE_IS_APPROVAL_BAR (self));
  g_return_if_fail (workspace == NULL || TROUPE_IS_WORKSPACE (workspace));

  if (self->workspace == workspace)
    return;

  if (self->workspace != NULL)
    troupe_approval_inbox_set_has_person (get_inbox (self), FALSE);
  g_set_object (&self->workspace, workspace);
  g_signal_group_set_target (self->inbox_signals, get_inbox (self));
  if (workspace != NULL)
    troupe_approval_inbox_set_has_person (get_inbox (self), TRUE);
  follow (self);
}

/**
 * troupe_approval_bar_answer:
 * @self: the bar
 * @word: “once”, “ticket”, “run” or “deny”
 * @key: (nullable): which question is meant, as its notification says; empty for the one on show
 *
 * Answers the question on show, with the reason that stands there if it is denied. Where there is none, or another one, nothing
 * happens.
 */
void
troupe_approval_bar_answer (TroupeApprovalBar *self,
                            const char        *word,
                            const char        *key)
{
  g_autoptr(TroupeApproval) shown = NULL;
  g_autofree char *reason = NULL;

  g_return_if_fail (TROUPE_IS_APPROVAL_BAR (self));
  g_return_if_fail (word != NULL);

  if (self->shown == NULL || (key != NULL && *key != '\0' && g_strcmp0 (key, self->key) != 0))
    return;

  shown = g_object_ref (self->shown);
  reason = g_strstrip (g_strdup (gtk_editable_get_text (self->reason_entry)));
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (g_str_equal (answers[i].word, word))
      troupe_approval_inbox_answer (get_inbox (self), shown, answers[i].answer,
                                    answers[i].answer == TROUPE_APPROVAL_DENIED && *reason != '\0' ? reason : NULL);
}
