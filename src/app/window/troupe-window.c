/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-ai-settings-panel.h"
#include "troupe-focus.h"
#include "troupe-pages.h"
#include "troupe-problem-banner.h"
#include "troupe-sidebar.h"
#include "troupe-split.h"
#include "troupe-toaster.h"
#include "troupe-window-private.h"

/**
 * TroupeWindow:
 *
 * One open project, or none: places at the left, the page, and AI Settings at the right.
 *
 * The window opens with nothing read from disk; the workspace is loaded after the first frame was drawn. The pages are
 * made when they are shown for the first time, from the table in troupe-pages.c.
 */

struct _TroupeWindow
{
  AdwApplicationWindow  parent_instance;

  /* Owned References */
  TroupeWorkspace      *workspace;
  TroupeChat           *chat;            /* (nullable): the discussion on show */
  GCancellable         *cancellable;
  GSettings            *settings;
  TroupePage           *page;            /* (nullable): the page on show */
  TroupeToaster        *toaster;

  /* Template References */
  AdwToastOverlay      *toast_overlay;
  TroupeSplit          *sidebar_split;
  TroupeSidebar        *sidebar;
  GtkWidget            *header_bar;
  AdwWindowTitle       *title;
  GtkWidget            *sidebar_button;
  GtkWidget            *pane_button;
  AdwBin               *header_start;
  AdwBin               *header_end;
  TroupeProblemBanner  *banner;
  TroupeSplit          *pane_split;
  GtkStack             *pages;
  TroupeAiSettingsPanel *panel;

  guint                 tick_id;         /* until the first frame */
  guint                 n_ticks;
};

enum
{
  PROP_0,
  PROP_WORKSPACE,
  PROP_CHAT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TroupeWindow, troupe_window, ADW_TYPE_APPLICATION_WINDOW)

static void
update_title (TroupeWindow *self)
{
  gboolean pane_covers = troupe_split_get_folded (self->pane_split) && troupe_split_get_open (self->pane_split);
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;

  if (pane_covers)
    {
      title = g_strdup (_("AI Settings"));
      subtitle = troupe_ai_settings_panel_dup_summary (self->panel);
    }
  else if (self->page != NULL)
    {
      title = g_strdup (troupe_page_get_title (self->page));
      subtitle = g_strdup (troupe_page_get_subtitle (self->page));
    }

  adw_window_title_set_title (self->title, title != NULL ? title : "");
  adw_window_title_set_subtitle (self->title, subtitle != NULL ? subtitle : "");
  gtk_window_set_title (GTK_WINDOW (self), title != NULL && *title != '\0' ? title : _("Troupe"));
}

static void
update_header (TroupeWindow *self)
{
  adw_bin_set_child (self->header_start, self->page != NULL ? troupe_page_get_header_start (self->page) : NULL);
  adw_bin_set_child (self->header_end, self->page != NULL ? troupe_page_get_header_end (self->page) : NULL);
}

/* The pane is there where it is about what the page shows, unless somebody has put it away. */
static void
update_pane (TroupeWindow *self)
{
  gboolean has_pane = self->page == NULL || troupe_page_get_has_pane (self->page);
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "toggle-pane");

  if (!has_pane)
    troupe_split_set_open (self->pane_split, FALSE);
  troupe_split_set_show_side (self->pane_split, has_pane && g_settings_get_boolean (self->settings, "pane-visible"));
  gtk_widget_set_visible (self->pane_button, has_pane);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), has_pane);
}

/* @state is floating */
static void
set_state (TroupeWindow *self,
           const char   *action_name,
           GVariant     *state)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), action_name);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), state);
}

static void
update_place (TroupeWindow *self)
{
  TroupeConversation *conversation = self->chat != NULL ? troupe_chat_get_conversation (self->chat) : NULL;
  const char *name = gtk_stack_get_visible_child_name (self->pages);

  troupe_sidebar_set_place (self->sidebar, name, conversation);
  set_state (self, "show-page", g_variant_new_string (name != NULL ? name : ""));
}

static void
split_changed_cb (TroupeWindow *self)
{
  gboolean sidebar_shown = troupe_split_get_side_shown (self->sidebar_split);

  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (self->header_bar), !sidebar_shown);
  gtk_widget_set_visible (self->sidebar_button, troupe_split_get_folded (self->sidebar_split) || !sidebar_shown);
  set_state (self, "toggle-sidebar", g_variant_new_boolean (sidebar_shown));
  set_state (self, "toggle-pane", g_variant_new_boolean (troupe_split_get_side_shown (self->pane_split)));
  troupe_sidebar_set_folded (self->sidebar, troupe_split_get_folded (self->sidebar_split));
  troupe_ai_settings_panel_set_show_title (self->panel, !troupe_split_get_folded (self->pane_split));
  update_title (self);
}

static void
set_chat (TroupeWindow *self,
          TroupeChat   *chat)
{
  if (!g_set_object (&self->chat, chat))
    return;

  troupe_ai_settings_panel_set_source (self->panel, self->workspace, chat != NULL ? troupe_chat_get_resolver (chat) : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->panel), TRUE);
  update_place (self);
  troupe_window_update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHAT]);
}

/* What is not kept has to be said for as long as it is so. */
static void
ledger_problem_cb (TroupeWindow *self,
                   GParamSpec   *pspec,
                   TroupeLedger *ledger)
{
  const GError *problem = troupe_ledger_get_problem (ledger);

  troupe_problem_banner_set_message (self->banner, problem != NULL ? problem->message : NULL);
}

/* What was begun and not sent comes first, then where one left off. */
static TroupeConversation *
find_first_conversation (TroupeWindow *self)
{
  g_autoptr(TroupeConversation) blank = troupe_workspace_create_conversation (self->workspace);
  const char *draft = troupe_conversation_get_draft (blank);
  TroupeConversation *recent;

  if (draft != NULL && *draft != '\0')
    return g_steal_pointer (&blank);

  recent = g_list_model_get_item (troupe_workspace_list_conversations (self->workspace), 0);
  return recent != NULL ? recent : g_steal_pointer (&blank);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(TroupeWindow) self = user_data;
  g_autoptr(TroupeConversation) conversation = NULL;
  g_autoptr(GError) error = NULL;

  if (!troupe_workspace_load_finish (TROUPE_WORKSPACE (source), result, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      troupe_problem_banner_set_message (self->banner, error->message);
    }

  if (self->workspace == NULL)
    return;

  g_signal_connect_object (troupe_workspace_get_ledger (self->workspace), "notify::problem",
                           G_CALLBACK (ledger_problem_cb), self, G_CONNECT_SWAPPED);
  troupe_sidebar_set_conversations (self->sidebar, troupe_workspace_list_conversations (self->workspace));
  troupe_problem_banner_set_problems (self->banner, troupe_library_list_problems (troupe_workspace_get_library (self->workspace)));
  if (self->chat == NULL)
    {
      conversation = find_first_conversation (self);
      troupe_window_open_conversation (self, conversation);
    }
}

static gboolean
first_frame_cb (GtkWidget     *widget,
                GdkFrameClock *clock,
                gpointer       user_data)
{
  TroupeWindow *self = TROUPE_WINDOW (widget);

  /* A tick comes before its frame is drawn, so that the second one is the first after a drawn frame. */
  if (++self->n_ticks < 2)
    return G_SOURCE_CONTINUE;

  self->tick_id = 0;
  gtk_window_set_default_icon_name (TROUPE_APP_ID);
  troupe_workspace_load_async (self->workspace, self->cancellable, loaded_cb, g_object_ref (self));

  return G_SOURCE_REMOVE;
}

static void
active_changed_cb (TroupeWindow *self)
{
  /* Some folders do not announce their changes, a portal's for instance. */
  if (gtk_window_is_active (GTK_WINDOW (self)) && self->workspace != NULL && troupe_workspace_is_loaded (self->workspace))
    troupe_library_rescan (troupe_workspace_get_library (self->workspace));
}

static void
troupe_window_map (GtkWidget *widget)
{
  TroupeWindow *self = TROUPE_WINDOW (widget);

  GTK_WIDGET_CLASS (troupe_window_parent_class)->map (widget);

  if (self->chat == NULL && self->tick_id == 0 && !troupe_workspace_is_loaded (self->workspace))
    self->tick_id = gtk_widget_add_tick_callback (widget, first_frame_cb, NULL, NULL);
}

static gboolean
troupe_window_close_request (GtkWindow *window)
{
  TroupeWindow *self = TROUPE_WINDOW (window);
  int width, height;

  if (!troupe_window_close_dialogs (self))
    return GDK_EVENT_STOP;

  gtk_window_get_default_size (window, &width, &height);
  g_settings_set_int (self->settings, "window-width", CLAMP (width, 360, 16384));
  g_settings_set_int (self->settings, "window-height", CLAMP (height, 294, 16384));
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (window));

  if (GTK_WINDOW_CLASS (troupe_window_parent_class)->close_request (window))
    return GDK_EVENT_STOP;

  /* Not in dispose, when nobody is notified any more: the pages let go of the chat, and hand over what was typed while
   * there is still somebody to write it down. */
  set_chat (self, NULL);
  troupe_workspace_close (self->workspace);

  return GDK_EVENT_PROPAGATE;
}

static gboolean
escape_cb (GtkWidget *widget,
           GVariant  *args,
           gpointer   user_data)
{
  TroupeWindow *self = TROUPE_WINDOW (widget);

  if (troupe_split_get_folded (self->sidebar_split) && troupe_split_get_open (self->sidebar_split))
    {
      troupe_split_set_open (self->sidebar_split, FALSE);
      return GDK_EVENT_STOP;
    }
  if (troupe_split_get_folded (self->pane_split) && troupe_split_get_open (self->pane_split))
    {
      troupe_split_set_open (self->pane_split, FALSE);
      return GDK_EVENT_STOP;
    }

  return GDK_EVENT_PROPAGATE;
}

static gboolean
undo_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  return troupe_window_undo (TROUPE_WINDOW (widget));
}

static void
troupe_window_dispose (GObject *object)
{
  TroupeWindow *self = TROUPE_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
  self->tick_id = 0;
  g_clear_object (&self->toaster);
  g_clear_object (&self->page);
  g_clear_object (&self->chat);
  if (self->workspace != NULL)
    troupe_workspace_close (self->workspace);
  g_clear_object (&self->workspace);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (troupe_window_parent_class)->dispose (object);
}

static void
troupe_window_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  TroupeWindow *self = TROUPE_WINDOW (object);

  switch (prop_id)
    {
    case PROP_WORKSPACE:
      g_value_set_object (value, self->workspace);
      break;

    case PROP_CHAT:
      g_value_set_object (value, self->chat);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_window_class_init (TroupeWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GtkWindowClass *window_class = GTK_WINDOW_CLASS (klass);

  object_class->dispose = troupe_window_dispose;
  object_class->get_property = troupe_window_get_property;
  widget_class->map = troupe_window_map;
  window_class->close_request = troupe_window_close_request;

  properties[PROP_WORKSPACE] = g_param_spec_object ("workspace", NULL, NULL, TROUPE_TYPE_WORKSPACE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CHAT] = g_param_spec_object ("chat", NULL, NULL, TROUPE_TYPE_CHAT,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (TROUPE_TYPE_SPLIT);
  g_type_ensure (TROUPE_TYPE_SIDEBAR);
  g_type_ensure (TROUPE_TYPE_PROBLEM_BANNER);
  g_type_ensure (TROUPE_TYPE_AI_SETTINGS_PANEL);

  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/window/troupe-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, TroupeWindow, sidebar_split);
  gtk_widget_class_bind_template_child (widget_class, TroupeWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, TroupeWindow, header_bar);
  gtk_widget_class_bind_template_child (widget_class, TroupeWindow, title);
  gtk_widget_class_bind_template_child (widget_class, TroupeWindow, sidebar_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeWindow, pane_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeWindow, header_start);
  gtk_widget_class_bind_template_child (widget_class, TroupeWindow, header_end);
  gtk_widget_class_bind_template_child (widget_class, TroupeWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, TroupeWindow, pane_split);
  gtk_widget_class_bind_template_child (widget_class, TroupeWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, TroupeWindow, panel);

  /* After whatever has the focus: a text entry undoes its own typing first. */
  gtk_widget_class_add_binding (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, undo_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}

static void
troupe_window_init (TroupeWindow *self)
{
  troupe_window_add_actions (self);
  troupe_window_add_definition_actions (self);
  troupe_window_add_persona_actions (self);
  gtk_widget_init_template (GTK_WIDGET (self));
  troupe_focus_keep_last (GTK_WINDOW (self));

  self->cancellable = g_cancellable_new ();
  self->settings = g_settings_new (TROUPE_APP_ID);
  self->toaster = troupe_toaster_new (self->toast_overlay);

  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  g_signal_connect_object (self->settings, "changed::pane-visible", G_CALLBACK (update_pane), self, G_CONNECT_SWAPPED);
  g_settings_bind (self->settings, "sidebar-visible", self->sidebar_split, "show-side", G_SETTINGS_BIND_DEFAULT);

  for (guint i = 0; troupe_pages[i].name != NULL; i++)
    troupe_sidebar_add_place (self->sidebar, troupe_pages[i].name, _(troupe_pages[i].title), troupe_pages[i].icon_name);

  g_signal_connect_object (self->sidebar_split, "notify::side-shown", G_CALLBACK (split_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sidebar_split, "notify::folded", G_CALLBACK (split_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pane_split, "notify::side-shown", G_CALLBACK (split_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pane_split, "notify::folded", G_CALLBACK (split_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->panel, "notify::summary", G_CALLBACK (update_title), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (active_changed_cb), NULL);
  split_changed_cb (self);

  /* Its place is kept; rows without their values are not worth the time that they would take from the first frame. */
  gtk_widget_set_visible (GTK_WIDGET (self->panel), FALSE);
}

/**
 * troupe_window_new:
 * @application: the application
 * @project: (nullable): the folder of the project
 *
 * Makes a window for a project. Nothing is read before the window is drawn.
 *
 * Returns: (transfer none): the window
 */
TroupeWindow *
troupe_window_new (AdwApplication *application,
                   GFile          *project)
{
  TroupeWindow *self;
  g_autofree char *page = NULL;

  g_return_val_if_fail (ADW_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (project == NULL || G_IS_FILE (project), NULL);

  self = g_object_new (TROUPE_TYPE_WINDOW, "application", application, NULL);
  self->workspace = troupe_workspace_new (project);
  troupe_sidebar_set_project (self->sidebar, project);
  troupe_window_update_actions (self);

  page = g_settings_get_string (self->settings, "page");
  troupe_window_show_page (self, page);

  return self;
}

/**
 * troupe_window_from_widget:
 * @widget: a widget
 *
 * Finds the window that @widget is in, or whose dialog it is in.
 *
 * Returns: (transfer none) (nullable): the window
 */
TroupeWindow *
troupe_window_from_widget (GtkWidget *widget)
{
  GtkRoot *root;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  root = gtk_widget_get_root (widget);
  while (root != NULL && !TROUPE_IS_WINDOW (root) && GTK_IS_WINDOW (root))
    root = GTK_ROOT (gtk_window_get_transient_for (GTK_WINDOW (root)));

  return TROUPE_IS_WINDOW (root) ? TROUPE_WINDOW (root) : NULL;
}

/**
 * troupe_window_get_workspace:
 * @self: the window
 *
 * Returns: (transfer none): the project, which may not be loaded yet
 */
TroupeWorkspace *
troupe_window_get_workspace (TroupeWindow *self)
{
  g_return_val_if_fail (TROUPE_IS_WINDOW (self), NULL);

  return self->workspace;
}

/**
 * troupe_window_get_chat:
 * @self: the window
 *
 * Returns: (transfer none) (nullable): the discussion on show; %NULL until the workspace is loaded
 */
TroupeChat *
troupe_window_get_chat (TroupeWindow *self)
{
  g_return_val_if_fail (TROUPE_IS_WINDOW (self), NULL);

  return self->chat;
}

/**
 * troupe_window_get_resolver:
 * @self: the window
 *
 * Returns: (transfer none) (nullable): what AI Settings shows
 */
TroupeResolver *
troupe_window_get_resolver (TroupeWindow *self)
{
  g_return_val_if_fail (TROUPE_IS_WINDOW (self), NULL);

  return self->chat != NULL ? troupe_chat_get_resolver (self->chat) : NULL;
}

/**
 * troupe_window_get_page:
 * @self: the window
 *
 * Returns: (transfer none) (nullable): the page on show
 */
TroupePage *
troupe_window_get_page (TroupeWindow *self)
{
  g_return_val_if_fail (TROUPE_IS_WINDOW (self), NULL);

  return self->page;
}

/**
 * troupe_window_show_page:
 * @self: the window
 * @name: a place; an unknown one means the first
 *
 * Goes to a place, making its page if this is the first time.
 */
void
troupe_window_show_page (TroupeWindow *self,
                         const char   *name)
{
  GtkWidget *page;
  guint index = 0;

  g_return_if_fail (TROUPE_IS_WINDOW (self));

  for (guint i = 0; troupe_pages[i].name != NULL; i++)
    if (g_strcmp0 (troupe_pages[i].name, name) == 0)
      index = i;

  name = troupe_pages[index].name;
  page = gtk_stack_get_child_by_name (self->pages, name);
  if (page == NULL)
    {
      page = troupe_pages[index].create (self);
      gtk_accessible_update_property (GTK_ACCESSIBLE (page), GTK_ACCESSIBLE_PROPERTY_LABEL, _(troupe_pages[index].title), -1);
      gtk_stack_add_named (self->pages, page, name);
    }

  troupe_split_set_open (self->sidebar_split, FALSE);
  troupe_split_set_open (self->pane_split, FALSE);

  if (self->page != TROUPE_PAGE (page))
    {
      if (self->page != NULL)
        g_signal_handlers_disconnect_by_data (self->page, self);
      g_set_object (&self->page, TROUPE_PAGE (page));
      g_signal_connect_object (page, "notify::title", G_CALLBACK (update_title), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (page, "notify::subtitle", G_CALLBACK (update_title), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (page, "notify::header-start", G_CALLBACK (update_header), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (page, "notify::header-end", G_CALLBACK (update_header), self, G_CONNECT_SWAPPED);
      gtk_stack_set_visible_child (self->pages, page);
      g_settings_set_string (self->settings, "page", name);
      update_header (self);
      update_title (self);
      update_pane (self);
    }
  update_place (self);
}

/**
 * troupe_window_open_conversation:
 * @self: the window
 * @conversation: a discussion of this window's workspace
 *
 * Makes @conversation the one that the discussion page and AI Settings are about.
 */
void
troupe_window_open_conversation (TroupeWindow       *self,
                                 TroupeConversation *conversation)
{
  g_autoptr(TroupeChat) chat = NULL;

  g_return_if_fail (TROUPE_IS_WINDOW (self));
  g_return_if_fail (TROUPE_IS_CONVERSATION (conversation));

  if (self->chat != NULL && troupe_chat_get_conversation (self->chat) == conversation)
    return;

  chat = troupe_workspace_open_chat (self->workspace, conversation);
  set_chat (self, chat);
}

/**
 * troupe_window_add_toast:
 * @self: the window
 * @message: one sentence, not markup
 *
 * Tells of something that happened.
 */
void
troupe_window_add_toast (TroupeWindow *self,
                         const char   *message)
{
  g_return_if_fail (TROUPE_IS_WINDOW (self));

  if (self->toaster != NULL)
    troupe_toaster_add (self->toaster, message);
}

/**
 * troupe_window_add_undo_toast:
 * @self: the window
 * @message: one sentence, not markup
 * @undo: what the toast's button and Ctrl+Z do
 * @user_data: (nullable): passed to @undo
 * @destroy: (nullable): frees @user_data
 *
 * Tells of something that can be taken back. There is one such thing at a time.
 */
void
troupe_window_add_undo_toast (TroupeWindow   *self,
                              const char     *message,
                              TroupeUndoFunc  undo,
                              gpointer        user_data,
                              GDestroyNotify  destroy)
{
  g_return_if_fail (TROUPE_IS_WINDOW (self));

  if (self->toaster != NULL)
    troupe_toaster_add_undo (self->toaster, message, undo, user_data, destroy);
  else if (destroy != NULL)
    destroy (user_data);
}

/**
 * troupe_window_undo:
 * @self: the window
 *
 * Takes back what the last undo toast told of.
 *
 * Returns: whether there was something
 */
gboolean
troupe_window_undo (TroupeWindow *self)
{
  g_return_val_if_fail (TROUPE_IS_WINDOW (self), FALSE);

  return self->toaster != NULL && troupe_toaster_undo (self->toaster, self);
}

/* Shows or hides the places at the left. */
void
troupe_window_toggle_sidebar (TroupeWindow *self)
{
  g_return_if_fail (TROUPE_IS_WINDOW (self));

  troupe_split_set_side_shown (self->sidebar_split, !troupe_split_get_side_shown (self->sidebar_split));
}

static void
set_pane_shown (TroupeWindow *self,
                gboolean      is_shown)
{
  if (troupe_split_get_folded (self->pane_split))
    troupe_split_set_open (self->pane_split, is_shown);
  else
    g_settings_set_boolean (self->settings, "pane-visible", is_shown);
}

/* Shows or hides AI Settings; where the window is narrow, over the page. */
void
troupe_window_toggle_pane (TroupeWindow *self)
{
  g_return_if_fail (TROUPE_IS_WINDOW (self));

  troupe_split_set_open (self->sidebar_split, FALSE);
  set_pane_shown (self, !troupe_split_get_side_shown (self->pane_split));
}

/* Shows AI Settings, and goes to a page that has it if this one has not. */
void
troupe_window_show_ai_settings (TroupeWindow *self)
{
  g_return_if_fail (TROUPE_IS_WINDOW (self));

  if (self->page != NULL && !troupe_page_get_has_pane (self->page))
    troupe_window_show_page (self, troupe_pages[0].name);
  troupe_split_set_open (self->sidebar_split, FALSE);
  set_pane_shown (self, TRUE);
}

/**
 * troupe_window_get_areas:
 * @self: the window
 * @areas: (array fixed-size=3): set to the sidebar, the page (nullable) and AI Settings
 */
void
troupe_window_get_areas (TroupeWindow *self,
                         GtkWidget    *areas[3])
{
  areas[0] = GTK_WIDGET (self->sidebar);
  areas[1] = GTK_WIDGET (self->page);
  areas[2] = GTK_WIDGET (self->panel);
}
