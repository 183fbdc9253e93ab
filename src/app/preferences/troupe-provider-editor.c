/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "troupe-focus.h"
#include "troupe-model-listing.h"
#include "troupe-provider-configs.h"
#include "troupe-provider-editor.h"

/**
 * TroupeProviderEditor:
 *
 * The form for one provider: name, address and key, and a way to try them before they are saved.
 *
 * The key goes to the keyring and nowhere else; what is stored there is never shown. #TroupeProviderEditor::closed is
 * emitted when the form is done with, #TroupeProviderEditor::remove when its provider is to go.
 */

struct _TroupeProviderEditor
{
  AdwBin                parent_instance;

  TroupeWorkspace      *workspace;      /* (owned) */
  TroupeProviderConfig *config;         /* (owned) (nullable): as it was; NULL for a new one */

  /* Template References */
  AdwWindowTitle       *window_title;
  GtkWidget            *save_button;
  GtkWidget            *name_row;
  GtkWidget            *base_url_row;
  GtkWidget            *id_label;
  GtkWidget            *problem_label;
  GtkWidget            *key_row;
  AdwActionRow         *key_state_row;
  GtkWidget            *forget_button;
  AdwActionRow         *try_row;
  GtkWidget            *try_spinner;
  GtkWidget            *try_button;
  GtkWidget            *remove_button;

  /* In Progress */
  GCancellable         *cancellable;    /* (owned): of all that goes on while the form is open */
  gboolean              is_saving;
  gboolean              touched;        /* problems are not shown before */
};

enum
{
  CLOSED,
  REMOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeProviderEditor, troupe_provider_editor, ADW_TYPE_BIN)

static TroupeLibrary *
get_library (TroupeProviderEditor *self)
{
  return troupe_workspace_get_library (self->workspace);
}

static char *
dup_text (GtkWidget *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static gboolean
has_key (TroupeProviderEditor *self)
{
  return *gtk_editable_get_text (GTK_EDITABLE (self->key_row)) != '\0';
}

static char *
dup_id (TroupeProviderEditor *self)
{
  g_autofree char *name = NULL;

  if (self->config != NULL)
    return g_strdup (troupe_provider_config_get_id (self->config));

  name = dup_text (self->name_row);

  return troupe_provider_configs_make_id (troupe_workspace_get_providers (self->workspace), name);
}

/* Whether the address is the one that a stored key was meant for. */
static gboolean
is_saved_address (TroupeProviderEditor *self)
{
  g_autofree char *base_url = dup_text (self->base_url_row);

  return self->config != NULL && g_strcmp0 (base_url, troupe_provider_config_get_base_url (self->config)) == 0;
}

static TroupeProviderConfig *
create_config (TroupeProviderEditor *self)
{
  g_autofree char *name = dup_text (self->name_row);
  g_autofree char *base_url = dup_text (self->base_url_row);
  g_autofree char *id = dup_id (self);
  TroupeProviderConfig *config;

  config = self->config != NULL ? troupe_provider_config_copy (self->config) : troupe_provider_config_new (id, "openai");
  troupe_provider_config_set_name (config, name);
  troupe_provider_config_set_base_url (config, base_url);

  return config;
}

static gboolean
is_edited (TroupeProviderEditor *self)
{
  g_autofree char *name = dup_text (self->name_row);

  return self->config == NULL ||
         !is_saved_address (self) ||
         g_strcmp0 (name, troupe_provider_config_get_name (self->config)) != 0;
}

/* Returns a sentence that says why the form cannot be saved as it is. */
static const char *
find_problem (TroupeProviderEditor *self)
{
  g_autofree char *name = dup_text (self->name_row);
  g_autofree char *base_url = dup_text (self->base_url_row);

  if (*name == '\0')
    return _("A provider needs a name");
  if (!troupe_provider_configs_is_base_url (base_url))
    return _("The base URL has to be an http or https address, like http://localhost:8080/v1");

  return NULL;
}

static void
set_error_class (GtkWidget *row,
                 gboolean   is_wrong)
{
  if (is_wrong)
    gtk_widget_add_css_class (row, "error");
  else
    gtk_widget_remove_css_class (row, "error");
}

static void
show_problem (TroupeProviderEditor *self,
              const char           *problem)
{
  gtk_label_set_text (GTK_LABEL (self->problem_label), problem != NULL ? problem : "");
  gtk_widget_set_visible (self->problem_label, problem != NULL);
}

static void
update (TroupeProviderEditor *self)
{
  g_autofree char *name = dup_text (self->name_row);
  g_autofree char *base_url = dup_text (self->base_url_row);
  g_autofree char *id = dup_id (self);
  const char *problem = find_problem (self);

  gtk_label_set_text (GTK_LABEL (self->id_label), *name != '\0' || self->config != NULL ? id : "");
  set_error_class (self->base_url_row, *base_url != '\0' && !troupe_provider_configs_is_base_url (base_url));
  show_problem (self, self->touched && *name != '\0' && *base_url != '\0' ? problem : NULL);
  gtk_widget_set_sensitive (self->save_button,
                            problem == NULL && !self->is_saving && (is_edited (self) || has_key (self)));
  gtk_widget_set_sensitive (self->try_button, problem == NULL && !gtk_widget_get_visible (self->try_spinner));
}

static void
edited_cb (TroupeProviderEditor *self)
{
  /* The template connects before there is anything to edit. */
  if (self->workspace == NULL)
    return;

  self->touched = TRUE;
  update (self);
}

static void
cancel_clicked_cb (TroupeProviderEditor *self)
{
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
remove_clicked_cb (TroupeProviderEditor *self)
{
  g_signal_emit (self, signals[REMOVE], 0, self->config);
}

/* The stored key */

static void
show_key_state (TroupeProviderEditor *self,
                const char           *state,
                gboolean              is_stored)
{
  adw_action_row_set_subtitle (self->key_state_row, state);
  gtk_widget_set_visible (self->forget_button, is_stored);
}

static void
key_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(TroupeProviderEditor) self = user_data;
  g_autoptr(GError) error = NULL;
  char *key = troupe_secrets_lookup_finish (result, &error);
  gboolean found = key != NULL && *key != '\0';

  /* That there is one is all that is shown of it. */
  if (key != NULL)
    explicit_bzero (key, strlen (key));
  g_free (key);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error != NULL)
    show_key_state (self, error->message, FALSE);
  else if (found)
    show_key_state (self, _("A key is stored in the keyring"), TRUE);
  else
    show_key_state (self, _("None"), FALSE);
}

static void
load_key_state (TroupeProviderEditor *self)
{
  g_autofree char *id = dup_id (self);
  g_autofree char *from_environment = NULL;

  if (self->config == NULL)
    {
      show_key_state (self, _("None"), FALSE);
      return;
    }

  from_environment = troupe_secrets_get_from_environment (id);
  if (from_environment != NULL)
    {
      g_autofree char *name = troupe_secrets_get_environment_name (id);
      /* Translators: %s is an environment variable */
      g_autofree char *state = g_strdup_printf (_("The key comes from %s"), name);

      explicit_bzero (from_environment, strlen (from_environment));
      show_key_state (self, state, FALSE);
      return;
    }

  show_key_state (self, _("Asking the keyring…"), FALSE);
  troupe_secrets_lookup_async (id, self->cancellable, key_found_cb, g_object_ref (self));
}

static void
forgotten_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(TroupeProviderEditor) self = user_data;
  g_autoptr(GError) error = NULL;

  if (troupe_secrets_clear_finish (result, &error))
    load_key_state (self);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_problem (self, error->message);
}

static void
forget_clicked_cb (TroupeProviderEditor *self)
{
  troupe_secrets_clear_async (troupe_provider_config_get_id (self->config), self->cancellable,
                              forgotten_cb, g_object_ref (self));
}

/* Trying */

static char *
get_trial_key (const char *provider_id,
               gpointer    user_data)
{
  TroupeProviderEditor *self = user_data;

  if (has_key (self))
    return dup_text (self->key_row);

  /* A key that is stored for one place is not shown to another that is only being tried. */
  return is_saved_address (self) ? g_strdup (troupe_secrets_peek (provider_id)) : NULL;
}

static void
tried_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(TroupeProviderEditor) self = user_data;
  g_autoptr(GError) error = NULL;
  const char * const *models = troupe_model_listing_ask_finish (result, &error);
  g_autofree char *outcome = NULL;
  guint n_models;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  n_models = models != NULL ? g_strv_length ((char **) models) : 0;
  if (models == NULL)
    {
      outcome = g_strdup (error->message);
    }
  else if (n_models == 0)
    {
      outcome = g_strdup (_("It answers, but lists no models"));
    }
  else
    {
      g_autoptr(GString) names = g_string_new (NULL);

      for (guint i = 0; i < n_models; i++)
        g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", models[i]);
      /* Translators: %u is a number of models, %s are their names */
      outcome = g_strdup_printf (ngettext ("It answers, with %u model: %s", "It answers, with %u models: %s", n_models),
                                 n_models, names->str);
    }

  gtk_widget_set_visible (self->try_spinner, FALSE);
  gtk_spinner_stop (GTK_SPINNER (self->try_spinner));
  adw_action_row_set_subtitle (self->try_row, outcome);
  update (self);
}

static void
try_clicked_cb (TroupeProviderEditor *self)
{
  g_autoptr(TroupeProviderConfig) config = create_config (self);
  g_autoptr(TroupeProviderSet) trial = troupe_provider_set_new ();
  g_autoptr(GPtrArray) configs = g_ptr_array_new ();

  g_ptr_array_add (configs, config);
  troupe_provider_set_set_configs (trial, configs);
  troupe_provider_set_set_key_func (trial, get_trial_key, g_object_ref (self), g_object_unref);

  gtk_widget_set_visible (self->try_spinner, TRUE);
  gtk_spinner_start (GTK_SPINNER (self->try_spinner));
  adw_action_row_set_subtitle (self->try_row, _("Asking the provider…"));
  update (self);
  troupe_model_listing_ask_async (trial, troupe_provider_config_get_id (config), self->cancellable,
                                  tried_cb, g_object_ref (self));
}

/* Saving */

static void
finish_saving (TroupeProviderEditor *self,
               GError               *error)
{
  self->is_saving = FALSE;
  update (self);
  if (error != NULL)
    show_problem (self, error->message);
  else
    g_signal_emit (self, signals[CLOSED], 0);
}

static void
key_stored_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(TroupeProviderEditor) self = user_data;
  g_autoptr(GError) error = NULL;

  troupe_secrets_store_finish (result, &error);
  finish_saving (self, error);
}

static void
store_key (TroupeProviderEditor *self)
{
  g_autofree char *key = dup_text (self->key_row);

  if (*key == '\0')
    finish_saving (self, NULL);
  else
    /* Begun is done: the form may be gone before the keyring has answered. */
    troupe_secrets_store_async (troupe_provider_config_get_id (self->config), key, NULL,
                                key_stored_cb, g_object_ref (self));
  explicit_bzero (key, strlen (key));
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(TroupeProviderEditor) self = user_data;
  g_autoptr(GError) error = NULL;

  if (troupe_library_save_providers_finish (TROUPE_LIBRARY (source), result, &error))
    store_key (self);
  else
    finish_saving (self, error);
}

static void
save_clicked_cb (TroupeProviderEditor *self)
{
  if (!gtk_widget_get_sensitive (self->save_button))
    return;

  self->is_saving = TRUE;
  if (is_edited (self))
    {
      TroupeProviderConfig *config = create_config (self);
      g_autoptr(GPtrArray) configs = troupe_provider_configs_put (get_library (self), config, G_MAXINT);

      g_clear_object (&self->config);
      self->config = config;
      troupe_library_save_providers_async (get_library (self), configs, NULL, saved_cb, g_object_ref (self));
    }
  else
    {
      store_key (self);
    }
  update (self);
}

static void
troupe_provider_editor_dispose (GObject *object)
{
  TroupeProviderEditor *self = TROUPE_PROVIDER_EDITOR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->config);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (troupe_provider_editor_parent_class)->dispose (object);
}

static void
troupe_provider_editor_finalize (GObject *object)
{
  g_object_unref (TROUPE_PROVIDER_EDITOR (object)->cancellable);

  G_OBJECT_CLASS (troupe_provider_editor_parent_class)->finalize (object);
}

static void
troupe_provider_editor_unmap (GtkWidget *widget)
{
  TroupeProviderEditor *self = TROUPE_PROVIDER_EDITOR (widget);

  /* What is asked holds a reference; a server that never answers must not keep a closed form. */
  g_cancellable_cancel (self->cancellable);

  GTK_WIDGET_CLASS (troupe_provider_editor_parent_class)->unmap (widget);
}

static gboolean
troupe_provider_editor_grab_focus (GtkWidget *widget)
{
  TroupeProviderEditor *self = TROUPE_PROVIDER_EDITOR (widget);

  return gtk_widget_grab_focus (gtk_widget_get_sensitive (self->name_row) ? self->name_row : self->key_row);
}

static void
troupe_provider_editor_class_init (TroupeProviderEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_provider_editor_dispose;
  object_class->finalize = troupe_provider_editor_finalize;
  widget_class->unmap = troupe_provider_editor_unmap;
  widget_class->focus = troupe_focus_children;
  widget_class->grab_focus = troupe_provider_editor_grab_focus;

  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[REMOVE] = g_signal_new ("remove", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, TROUPE_TYPE_PROVIDER_CONFIG);

  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/preferences/troupe-provider-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeProviderEditor, window_title);
  gtk_widget_class_bind_template_child (widget_class, TroupeProviderEditor, save_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeProviderEditor, name_row);
  gtk_widget_class_bind_template_child (widget_class, TroupeProviderEditor, base_url_row);
  gtk_widget_class_bind_template_child (widget_class, TroupeProviderEditor, id_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeProviderEditor, problem_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeProviderEditor, key_row);
  gtk_widget_class_bind_template_child (widget_class, TroupeProviderEditor, key_state_row);
  gtk_widget_class_bind_template_child (widget_class, TroupeProviderEditor, forget_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeProviderEditor, try_row);
  gtk_widget_class_bind_template_child (widget_class, TroupeProviderEditor, try_spinner);
  gtk_widget_class_bind_template_child (widget_class, TroupeProviderEditor, try_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeProviderEditor, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, try_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_clicked_cb);
}

/* The eye in a password row has a tooltip and no name. */
static void
name_buttons (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_BUTTON (child))
      gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Show Key"), -1);
    else
      name_buttons (child);
}

static void
troupe_provider_editor_init (TroupeProviderEditor *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  name_buttons (self->key_row);
  /* A message of an error is no markup. */
  g_object_set (self->try_row, "use-markup", FALSE, NULL);
  g_object_set (self->key_state_row, "use-markup", FALSE, NULL);
}

/**
 * troupe_provider_editor_new:
 * @workspace: the workspace
 * @config: (nullable): the provider, or %NULL for a new one
 *
 * Returns: (transfer floating): the form
 */
GtkWidget *
troupe_provider_editor_new (TroupeWorkspace      *workspace,
                            TroupeProviderConfig *config)
{
  TroupeProviderEditor *self;
  gboolean is_saved;

  g_return_val_if_fail (TROUPE_IS_WORKSPACE (workspace), NULL);

  self = g_object_new (TROUPE_TYPE_PROVIDER_EDITOR, NULL);
  adw_window_title_set_title (self->window_title,
                              config != NULL ? troupe_provider_config_get_name (config) : _("New Provider"));
  if (config != NULL)
    {
      const char *base_url = troupe_provider_config_get_base_url (config);

      gtk_editable_set_text (GTK_EDITABLE (self->name_row), troupe_provider_config_get_name (config));
      gtk_editable_set_text (GTK_EDITABLE (self->base_url_row), base_url != NULL ? base_url : "");
    }

  self->workspace = g_object_ref (workspace);
  self->config = config != NULL ? troupe_provider_config_copy (config) : NULL;
  is_saved = config != NULL &&
             troupe_provider_configs_find (get_library (self), troupe_provider_config_get_id (config), NULL) != NULL;
  gtk_widget_set_sensitive (self->name_row, config == NULL || is_saved);
  gtk_widget_set_visible (self->remove_button, is_saved);
  load_key_state (self);
  update (self);

  return GTK_WIDGET (self);
}
