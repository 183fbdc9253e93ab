/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <gtksourceview/gtksource.h>

#include "troupe-focus.h"
#include "troupe-prompt-editor.h"
#include "troupe-prompt.h"
#include "troupe-source-style.h"
#include "troupe-text-sync.h"

/**
 * TroupePromptEditor:
 *
 * The system prompt that a layer of settings states, in Markdown, and how long it is. No text states none.
 */

struct _TroupePromptEditor
{
  AdwBin             parent_instance;

  /* Owned References */
  GSignalGroup      *settings_signals;
  char              *problem;           /* (nullable) */

  /* Template References */
  GtkSourceBuffer   *buffer;
  GtkWidget         *view;
  GtkLabel          *placeholder;
  GtkLabel          *problem_label;
  GtkLabel          *info_label;

  /* In Progress */
  guint              n_loading;
};

enum
{
  PROP_0,
  PROP_PLACEHOLDER,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TroupePromptEditor, troupe_prompt_editor, ADW_TYPE_BIN)

/* (transfer full) (nullable) */
static TroupeAiSettings *
dup_settings (TroupePromptEditor *self)
{
  return g_signal_group_dup_target (self->settings_signals);
}

static void
update_info (TroupePromptEditor *self,
             const char         *text)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  guint n_lines = gtk_text_buffer_get_char_count (buffer) > 0 ? (guint) gtk_text_buffer_get_line_count (buffer) : 0;
  guint n_tokens = troupe_prompt_estimate_tokens (text);
  g_autofree char *lines = g_strdup_printf (ngettext ("%'u line", "%'u lines", n_lines), n_lines);
  g_autofree char *tokens = g_strdup_printf (ngettext ("≈ %'u token", "≈ %'u tokens", n_tokens), n_tokens);
  /* Translators: how long a text is: "8 lines · ≈ 86 tokens" */
  g_autofree char *info = g_strdup_printf (_("%s · %s"), lines, tokens);

  gtk_label_set_label (self->info_label, info);
  gtk_widget_set_visible (GTK_WIDGET (self->placeholder), gtk_text_buffer_get_char_count (buffer) == 0);
}

static void
update_problem (TroupePromptEditor *self,
                TroupeAiSettings   *settings)
{
  const GValue *value = settings != NULL ? troupe_ai_settings_get_value (settings, TROUPE_FIELD_SYSTEM_PROMPT) : NULL;
  g_autoptr(GError) error = NULL;
  const char *problem;

  if (value != NULL)
    troupe_field_check (TROUPE_FIELD_SYSTEM_PROMPT, value, &error);
  problem = error != NULL ? error->message : NULL;

  gtk_label_set_label (self->problem_label, problem != NULL ? problem : _("Markdown"));
  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->problem_label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->problem_label), "error");

  if (g_strcmp0 (self->problem, problem) == 0)
    return;

  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
buffer_changed_cb (TroupePromptEditor *self)
{
  g_autoptr(TroupeAiSettings) settings = dup_settings (self);
  g_autofree char *text = troupe_text_buffer_dup_text (GTK_TEXT_BUFFER (self->buffer));

  update_info (self, text);
  troupe_text_view_wrap_for (GTK_TEXT_VIEW (self->view), text);
  if (self->n_loading > 0 || settings == NULL)
    return;

  if (*text != '\0')
    troupe_ai_settings_set_string (settings, TROUPE_FIELD_SYSTEM_PROMPT, text);
  else
    troupe_ai_settings_unset (settings, TROUPE_FIELD_SYSTEM_PROMPT);
}

static void
load_prompt (TroupePromptEditor *self)
{
  g_autoptr(TroupeAiSettings) settings = dup_settings (self);
  const char *text = NULL;

  if (settings != NULL && troupe_ai_settings_get_state (settings, TROUPE_FIELD_SYSTEM_PROMPT) == TROUPE_FIELD_STATE_SET)
    text = troupe_ai_settings_get_string (settings, TROUPE_FIELD_SYSTEM_PROMPT);

  self->n_loading++;
  troupe_text_view_wrap_for (GTK_TEXT_VIEW (self->view), text != NULL ? text : "");
  troupe_text_buffer_update (GTK_TEXT_BUFFER (self->buffer), text != NULL ? text : "");
  self->n_loading--;
  update_problem (self, settings);
}

static gboolean
troupe_prompt_editor_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (TROUPE_PROMPT_EDITOR (widget)->view);
}

static void
troupe_prompt_editor_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  TroupePromptEditor *self = TROUPE_PROMPT_EDITOR (object);

  switch (prop_id)
    {
    case PROP_PLACEHOLDER:
      g_value_set_string (value, gtk_label_get_label (self->placeholder));
      break;

    case PROP_PROBLEM:
      g_value_set_string (value, troupe_prompt_editor_get_problem (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_prompt_editor_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  TroupePromptEditor *self = TROUPE_PROMPT_EDITOR (object);

  switch (prop_id)
    {
    case PROP_PLACEHOLDER:
      gtk_label_set_label (self->placeholder, g_value_get_string (value) != NULL ? g_value_get_string (value) : "");
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_prompt_editor_dispose (GObject *object)
{
  g_clear_object (&TROUPE_PROMPT_EDITOR (object)->settings_signals);

  G_OBJECT_CLASS (troupe_prompt_editor_parent_class)->dispose (object);
}

static void
troupe_prompt_editor_finalize (GObject *object)
{
  g_free (TROUPE_PROMPT_EDITOR (object)->problem);

  G_OBJECT_CLASS (troupe_prompt_editor_parent_class)->finalize (object);
}

static void
troupe_prompt_editor_class_init (TroupePromptEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_prompt_editor_dispose;
  object_class->finalize = troupe_prompt_editor_finalize;
  object_class->get_property = troupe_prompt_editor_get_property;
  object_class->set_property = troupe_prompt_editor_set_property;
  widget_class->focus = troupe_focus_children;
  widget_class->grab_focus = troupe_prompt_editor_grab_focus;

  /**
   * TroupePromptEditor:placeholder:
   *
   * What shows where there is no prompt.
   */
  properties[PROP_PLACEHOLDER] = g_param_spec_string ("placeholder", NULL, NULL, "",
                                                      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  /**
   * TroupePromptEditor:problem:
   *
   * A sentence that says why the prompt cannot be saved, or %NULL.
   */
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/editor/troupe-prompt-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupePromptEditor, buffer);
  gtk_widget_class_bind_template_child (widget_class, TroupePromptEditor, view);
  gtk_widget_class_bind_template_child (widget_class, TroupePromptEditor, placeholder);
  gtk_widget_class_bind_template_child (widget_class, TroupePromptEditor, problem_label);
  gtk_widget_class_bind_template_child (widget_class, TroupePromptEditor, info_label);
  gtk_widget_class_bind_template_callback (widget_class, buffer_changed_cb);
}

static void
troupe_prompt_editor_init (TroupePromptEditor *self)
{
  GtkSourceLanguageManager *languages = gtk_source_language_manager_get_default ();

  self->settings_signals = g_signal_group_new (TROUPE_TYPE_AI_SETTINGS);
  g_signal_group_connect_object (self->settings_signals, "notify::system-prompt", G_CALLBACK (load_prompt), self,
                                 G_CONNECT_SWAPPED);

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_source_buffer_set_language (self->buffer, gtk_source_language_manager_get_language (languages, "markdown"));
  troupe_source_style_follow (self->buffer);
  update_info (self, "");
}

/**
 * troupe_prompt_editor_set_settings:
 * @self: the editor
 * @settings: (nullable): the layer that states the prompt
 *
 * Shows the prompt of @settings and follows it; what is typed goes there at once.
 */
void
troupe_prompt_editor_set_settings (TroupePromptEditor *self,
                                   TroupeAiSettings   *settings)
{
  GtkTextBuffer *buffer;
  GtkTextIter start;

  g_return_if_fail (TROUPE_IS_PROMPT_EDITOR (self));
  g_return_if_fail (settings == NULL || TROUPE_IS_AI_SETTINGS (settings));

  g_signal_group_set_target (self->settings_signals, settings);

  /* What it was before belongs to nobody's history. */
  buffer = GTK_TEXT_BUFFER (self->buffer);
  gtk_text_buffer_begin_irreversible_action (buffer);
  load_prompt (self);
  gtk_text_buffer_end_irreversible_action (buffer);
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
}

/**
 * troupe_prompt_editor_get_problem:
 * @self: the editor
 *
 * Returns: (nullable): see #TroupePromptEditor:problem
 */
const char *
troupe_prompt_editor_get_problem (TroupePromptEditor *self)
{
  g_return_val_if_fail (TROUPE_IS_PROMPT_EDITOR (self), NULL);

  return self->problem;
}
