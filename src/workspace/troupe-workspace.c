/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-discussions.h"
#include "troupe-keys.h"
#include "troupe-planning.h"
#include "troupe-reviewer.h"
#include "troupe-workspace.h"

/**
 * TroupeWorkspace:
 *
 * One open project, or none, for either shell: makes the library, the providers, the ledger and the discussions, and
 * connects them. It belongs to the main thread.
 */
struct _TroupeWorkspace
{
  GObject            parent_instance;

  /* Input */
  GFile             *project;        /* (owned) (nullable) */

  /* Owned References */
  TroupeLibrary     *library;
  TroupeProviderSet *providers;
  TroupeLedger      *ledger;
  TroupeDiscussions *discussions;
  TroupeApprovalInbox *inbox;

  /* In Progress */
  gboolean           is_opening;     /* the ledger was told to open */
  gboolean           is_loaded;
  gboolean           is_closed;
};

/* Two things are waited for: the library, and the ledger with its list. */
typedef struct
{
  guint   n_pending;
  GError *error;                     /* (owned) (nullable): the first failure */
} Load;

#define LAST_RESORT "plain-assistant"

G_DEFINE_FINAL_TYPE (TroupeWorkspace, troupe_workspace, G_TYPE_OBJECT)

static void
load_free (gpointer data)
{
  Load *load = data;

  g_clear_error (&load->error);
  g_free (load);
}

static void
providers_changed_cb (TroupeWorkspace *self)
{
  troupe_provider_set_set_configs (self->providers, troupe_library_get_providers (self->library));
}

static void
library_loaded (TroupeWorkspace *self)
{
  providers_changed_cb (self);
  g_signal_connect_object (self->library, "providers-changed", G_CALLBACK (providers_changed_cb), self, G_CONNECT_SWAPPED);
}

/* @error is (transfer full) (nullable) */
static void
finish_one (GTask  *task,
            GError *error)
{
  TroupeWorkspace *self = g_task_get_source_object (task);
  Load *load = g_task_get_task_data (task);
  g_autoptr(GError) owned = error;

  if (owned != NULL && load->error == NULL)
    load->error = g_steal_pointer (&owned);
  else if (owned != NULL)
    g_warning ("%s", owned->message);

  if (--load->n_pending > 0)
    return;

  self->is_loaded = TRUE;
  if (load->error != NULL)
    g_task_return_error (task, g_steal_pointer (&load->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
library_loaded_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  TroupeWorkspace *self = g_task_get_source_object (task);
  GError *error = NULL;

  troupe_library_load_finish (self->library, result, &error);
  if (!self->is_closed)
    {
      library_loaded (self);
      troupe_library_set_watching (self->library, TRUE);
    }
  finish_one (task, error);
}

static void
conversations_listed_cb (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  TroupeWorkspace *self = g_task_get_source_object (task);
  g_autoptr(GPtrArray) conversations = NULL;
  GError *error = NULL;

  conversations = troupe_ledger_list_conversations_finish (self->ledger, result, &error);
  if (conversations != NULL && !self->is_closed)
    troupe_discussions_take (self->discussions, conversations);
  finish_one (task, error);
}

static void
ledger_opened_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  TroupeWorkspace *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!troupe_ledger_open_finish (self->ledger, result, &error))
    {
      finish_one (task, error);
      return;
    }

  troupe_ledger_list_conversations_async (self->ledger, troupe_ledger_get_project (self->ledger),
                                          g_task_get_cancellable (task), conversations_listed_cb, g_object_ref (task));
}

static void
ledger_opened_late_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  /* Whoever flushes it is given the same sentence, and can show it to somebody. */
  if (!troupe_ledger_open_finish (TROUPE_LEDGER (source), result, &error))
    g_info ("%s", error->message);
}

/* Keys of all providers that the tickets will ask, and whoever judges them, while a person still looks at the list of tickets. */
static void
fetch_keys (TroupeWorkspace *self,
            TroupeTrack     *track)
{
  g_autoptr(TroupeResolver) resolver = troupe_workspace_create_resolver (self);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GListModel *tickets = troupe_track_list_tickets (track);
  TroupePersona *judge;

  for (guint i = 0; i < g_list_model_get_n_items (tickets); i++)
    {
      g_autoptr(TroupeTicket) ticket = g_list_model_get_item (tickets, i);
      TroupeTier tier = troupe_planning_get_tier (track, ticket);
      TroupePersona *persona = troupe_resolver_find_cast (TROUPE_CATALOG (self->library), track, ticket, tier, LAST_RESORT,
                                                          NULL);

      if (persona == NULL)
        continue;

      troupe_resolver_set_cast (resolver, persona, tier, track, ticket);
      troupe_keys_fetch_of (resolver, seen);
    }

  judge = troupe_resolver_find_cast (TROUPE_CATALOG (self->library), track, NULL, TROUPE_TIER_QA, NULL, NULL);
  if (judge == NULL || troupe_planning_is_planning (track))
    return;

  troupe_resolver_set_cast (resolver, judge, TROUPE_TIER_QA, track, NULL);
  troupe_keys_fetch_of (resolver, seen);
}

/* Whoever is cast while a run goes may ask a provider that nobody asked before. */
static void
event_cb (TroupeWorkspace *self,
          JsonNode        *event,
          TroupeConductor *conductor)
{
  JsonObject *object = json_node_get_object (event);
  TroupeRun *run = troupe_conductor_get_run (conductor);
  TroupeRunTicket *ticket;
  g_autoptr(TroupeResolver) resolver = NULL;
  g_autoptr(GHashTable) seen = NULL;

  if (!g_str_equal (json_object_get_string_member_with_default (object, "event", ""), "recast"))
    return;

  ticket = troupe_run_find_ticket (run, json_object_get_string_member_with_default (object, "ticket", ""));
  if (ticket == NULL || troupe_run_ticket_get_persona (ticket) == NULL)
    return;

  resolver = troupe_workspace_create_resolver (self);
  seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  troupe_resolver_set_cast (resolver, troupe_run_ticket_get_persona (ticket), troupe_run_ticket_get_tier (ticket),
                            troupe_run_get_track (run), troupe_run_ticket_get_ticket (ticket));
  troupe_keys_fetch_of (resolver, seen);
}

static TroupeConductor *
make_conductor (TroupeWorkspace *self,
                TroupeRun       *run)
{
  TroupeConductor *conductor = troupe_conductor_new (TROUPE_CATALOG (self->library), self->providers,
                                                     TROUPE_RECORDER (troupe_workspace_get_ledger (self)), run,
                                                     self->project);

  g_signal_connect_object (conductor, "event", G_CALLBACK (event_cb), self, G_CONNECT_SWAPPED);
  troupe_conductor_set_last_resort (conductor, LAST_RESORT);
  troupe_conductor_set_inbox (conductor, self->inbox);
  troupe_conductor_set_review_funcs (conductor, troupe_reviewer_can_review, troupe_reviewer_review, NULL);

  return conductor;
}

static void
troupe_workspace_dispose (GObject *object)
{
  troupe_workspace_close (TROUPE_WORKSPACE (object));

  G_OBJECT_CLASS (troupe_workspace_parent_class)->dispose (object);
}

static void
troupe_workspace_finalize (GObject *object)
{
  TroupeWorkspace *self = TROUPE_WORKSPACE (object);

  g_clear_object (&self->discussions);
  g_clear_object (&self->inbox);
  g_clear_object (&self->ledger);
  g_clear_object (&self->providers);
  g_clear_object (&self->library);
  g_clear_object (&self->project);

  G_OBJECT_CLASS (troupe_workspace_parent_class)->finalize (object);
}

static void
troupe_workspace_class_init (TroupeWorkspaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = troupe_workspace_dispose;
  object_class->finalize = troupe_workspace_finalize;
}

static void
troupe_workspace_init (TroupeWorkspace *self)
{
}

/**
 * troupe_workspace_new:
 * @project: (nullable): the project's folder, or %NULL for none
 *
 * Makes the workspace of @project. The person's own definitions are in `$XDG_DATA_HOME/troupe`, their settings in
 * `$XDG_CONFIG_HOME/troupe`. Nothing is read yet.
 *
 * Returns: (transfer full): the workspace
 */
TroupeWorkspace *
troupe_workspace_new (GFile *project)
{
  TroupeWorkspace *self;
  g_autoptr(GFile) data_folder = NULL;
  g_autoptr(GFile) config_folder = NULL;
  g_autoptr(GFile) ledger_file = NULL;
  g_autofree char *project_uri = NULL;

  g_return_val_if_fail (project == NULL || G_IS_FILE (project), NULL);

  data_folder = g_file_new_build_filename (g_get_user_data_dir (), "troupe", NULL);
  config_folder = g_file_new_build_filename (g_get_user_config_dir (), "troupe", NULL);
  ledger_file = g_file_get_child (data_folder, "ledger.db");

  self = g_object_new (TROUPE_TYPE_WORKSPACE, NULL);
  g_set_object (&self->project, project);
  self->library = troupe_library_new (data_folder, config_folder, project);
  self->providers = troupe_provider_set_new ();
  self->ledger = troupe_ledger_new (ledger_file);
  if (project != NULL)
    project_uri = g_file_get_uri (project);
  troupe_ledger_set_project (self->ledger, project_uri);
  self->discussions = troupe_discussions_new (TROUPE_CATALOG (self->library), self->providers, self->ledger);
  self->inbox = troupe_approval_inbox_new ();
  troupe_keys_attach (self->providers);

  return self;
}

/**
 * troupe_workspace_load_async:
 * @self: the workspace
 * @cancellable: (nullable): stops the wait
 * @callback: called when all is there
 * @user_data: for @callback
 *
 * Reads the definitions and the list of discussions, and follows the files from then on. To be called once.
 */
void
troupe_workspace_load_async (TroupeWorkspace     *self,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Load *load;

  g_return_if_fail (TROUPE_IS_WORKSPACE (self));
  g_return_if_fail (!self->is_opening && !self->is_closed);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, troupe_workspace_load_async);

  load = g_new0 (Load, 1);
  load->n_pending = 2;
  g_task_set_task_data (task, load, load_free);

  self->is_opening = TRUE;
  troupe_library_load_async (self->library, cancellable, library_loaded_cb, g_object_ref (task));
  troupe_ledger_open_async (self->ledger, cancellable, ledger_opened_cb, g_object_ref (task));
}

/**
 * troupe_workspace_load_finish:
 * @self: the workspace
 * @result: what the callback was given
 * @error: (optional): set on failure
 *
 * Ends troupe_workspace_load_async(). The workspace can be used after a failure too: what could not be read is missing, and
 * without a ledger nothing is kept.
 *
 * Errors are in %TROUPE_STORE_ERROR, or %G_IO_ERROR_CANCELLED.
 *
 * Returns: whether all could be read
 */
gboolean
troupe_workspace_load_finish (TroupeWorkspace  *self,
                              GAsyncResult     *result,
                              GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * troupe_workspace_load:
 * @self: the workspace
 * @error: (optional): set on failure
 *
 * Reads the definitions and waits for them: for a command, which has nothing else to do. The ledger is opened when somebody
 * first asks for it.
 *
 * Errors are in %TROUPE_STORE_ERROR.
 *
 * Returns: whether all could be read; a broken definition is not an error but a problem of the library
 */
gboolean
troupe_workspace_load (TroupeWorkspace  *self,
                       GError          **error)
{
  g_return_val_if_fail (TROUPE_IS_WORKSPACE (self), FALSE);

  if (!troupe_library_load (self->library, error))
    return FALSE;

  library_loaded (self);
  self->is_loaded = TRUE;

  return TRUE;
}

/**
 * troupe_workspace_is_loaded:
 * @self: the workspace
 *
 * Returns: whether everything was read
 */
gboolean
troupe_workspace_is_loaded (TroupeWorkspace *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKSPACE (self), FALSE);

  return self->is_loaded;
}

/**
 * troupe_workspace_close:
 * @self: the workspace
 *
 * Stops what goes on and waits until the ledger has written what it was told. Nothing is to be asked of it afterwards.
 */
void
troupe_workspace_close (TroupeWorkspace *self)
{
  g_return_if_fail (TROUPE_IS_WORKSPACE (self));

  if (self->is_closed)
    return;

  self->is_closed = TRUE;
  troupe_library_set_watching (self->library, FALSE);
  troupe_discussions_close (self->discussions);
  troupe_ledger_close (self->ledger);
}

/**
 * troupe_workspace_get_project:
 * @self: the workspace
 *
 * Returns: (transfer none) (nullable): the project's folder
 */
GFile *
troupe_workspace_get_project (TroupeWorkspace *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKSPACE (self), NULL);

  return self->project;
}

/**
 * troupe_workspace_get_library:
 * @self: the workspace
 *
 * Returns: (transfer none): the definitions, also to be changed
 */
TroupeLibrary *
troupe_workspace_get_library (TroupeWorkspace *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKSPACE (self), NULL);

  return self->library;
}

/**
 * troupe_workspace_get_catalog:
 * @self: the workspace
 *
 * Returns: (transfer none): the definitions, to be looked up
 */
TroupeCatalog *
troupe_workspace_get_catalog (TroupeWorkspace *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKSPACE (self), NULL);

  return TROUPE_CATALOG (self->library);
}

/**
 * troupe_workspace_get_providers:
 * @self: the workspace
 *
 * Returns: (transfer none): who can be asked
 */
TroupeProviderSet *
troupe_workspace_get_providers (TroupeWorkspace *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKSPACE (self), NULL);

  return self->providers;
}

/**
 * troupe_workspace_get_ledger:
 * @self: the workspace
 *
 * Gets the ledger, and has it opened if nobody did so yet.
 *
 * Returns: (transfer none): the ledger
 */
TroupeLedger *
troupe_workspace_get_ledger (TroupeWorkspace *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKSPACE (self), NULL);

  if (!self->is_opening && !self->is_closed)
    {
      self->is_opening = TRUE;
      troupe_ledger_open_async (self->ledger, NULL, ledger_opened_late_cb, NULL);
    }

  return self->ledger;
}

/**
 * troupe_workspace_get_inbox:
 * @self: the workspace
 *
 * Gets where the questions of all runs are answered. As long as no shell says that there is a person, all are denied.
 *
 * Returns: (transfer none): the inbox
 */
TroupeApprovalInbox *
troupe_workspace_get_inbox (TroupeWorkspace *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKSPACE (self), NULL);

  return self->inbox;
}

/**
 * troupe_workspace_list_conversations:
 * @self: the workspace
 *
 * Returns: (transfer none): the #TroupeConversation in which something was said, the most recent first
 */
GListModel *
troupe_workspace_list_conversations (TroupeWorkspace *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKSPACE (self), NULL);

  return troupe_discussions_list (self->discussions);
}

/**
 * troupe_workspace_create_resolver:
 * @self: the workspace
 *
 * Makes a resolver over the defaults in force, without a persona.
 *
 * Returns: (transfer full): the resolver
 */
TroupeResolver *
troupe_workspace_create_resolver (TroupeWorkspace *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKSPACE (self), NULL);

  return troupe_resolver_new (TROUPE_CATALOG (self->library));
}

/**
 * troupe_workspace_create_conversation:
 * @self: the workspace
 *
 * Begins a discussion, or goes back to the one in which nothing was said yet.
 *
 * Returns: (transfer full): a conversation without messages
 */
TroupeConversation *
troupe_workspace_create_conversation (TroupeWorkspace *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKSPACE (self), NULL);

  return troupe_discussions_create (self->discussions);
}

/**
 * troupe_workspace_delete_conversation:
 * @self: the workspace
 * @conversation: one of its conversations
 *
 * Deletes it; troupe_workspace_restore_conversation() takes that back.
 */
void
troupe_workspace_delete_conversation (TroupeWorkspace    *self,
                                      TroupeConversation *conversation)
{
  g_return_if_fail (TROUPE_IS_WORKSPACE (self));

  troupe_discussions_delete (self->discussions, conversation);
}

/**
 * troupe_workspace_restore_conversation:
 * @self: the workspace
 * @conversation: one that was deleted
 *
 * Takes back a deletion.
 */
void
troupe_workspace_restore_conversation (TroupeWorkspace    *self,
                                       TroupeConversation *conversation)
{
  g_return_if_fail (TROUPE_IS_WORKSPACE (self));

  troupe_discussions_restore (self->discussions, conversation);
}

/**
 * troupe_workspace_open_chat:
 * @self: the workspace
 * @conversation: one of its conversations
 *
 * Opens a conversation to go on with it. It is busy until its earlier messages were read.
 *
 * Returns: (transfer full): the chat; the same one as long as the workspace is open
 */
TroupeChat *
troupe_workspace_open_chat (TroupeWorkspace    *self,
                            TroupeConversation *conversation)
{
  g_return_val_if_fail (TROUPE_IS_WORKSPACE (self), NULL);

  return troupe_discussions_open (self->discussions, conversation);
}

/**
 * troupe_workspace_create_conductor:
 * @self: the workspace
 * @track: the track
 *
 * Makes a new run of @track as it is now, which nobody has started. What happens in it goes to the ledger, and what is changed in
 * the file or in the run does not reach the other.
 *
 * Returns: (transfer full): its conductor
 */
TroupeConductor *
troupe_workspace_create_conductor (TroupeWorkspace *self,
                                   TroupeTrack     *track)
{
  g_autoptr(TroupeDefinition) copy = NULL;
  g_autoptr(TroupeRun) run = NULL;

  g_return_val_if_fail (TROUPE_IS_WORKSPACE (self), NULL);
  g_return_val_if_fail (TROUPE_IS_TRACK (track), NULL);

  fetch_keys (self, track);
  copy = troupe_definition_copy (TROUPE_DEFINITION (track));
  run = troupe_run_new (TROUPE_TRACK (copy));

  return make_conductor (self, run);
}

/* What was used before counts, but not the time. */
static void
keep_terms (TroupeConductor       *conductor,
            const TroupeRunRecord *record)
{
  const TroupeRunTerms *terms = troupe_run_get_terms (troupe_conductor_get_run (conductor));
  g_autoptr(TroupeBudget) budget = terms->budget != NULL ? troupe_budget_new_from_text (terms->budget, NULL) : NULL;

  troupe_conductor_set_n_jobs_per_provider (conductor, terms->n_provider_jobs);
  troupe_conductor_set_exact_model (conductor, terms->is_exact);
  if (terms->is_unjudged)
    troupe_conductor_set_review_funcs (conductor, NULL, NULL, NULL);
  if (terms->has_ceiling)
    troupe_conductor_set_tool_ceiling (conductor, terms->ceiling);

  if (budget == NULL)
    return;

  troupe_budget_add_earlier (budget, record->used.n_answers, &record->used.usage, record->used.cost, record->used.n_costs);
  troupe_conductor_set_budget (conductor, g_steal_pointer (&budget));
}

/**
 * troupe_workspace_restore_conductor:
 * @self: the workspace
 * @run: a run that troupe_ledger_load_run_async() read
 * @record: what else is known of it
 *
 * Makes the conductor that goes on with a run, on the terms that the run has. Nobody has started it.
 *
 * Returns: (transfer full): its conductor
 */
TroupeConductor *
troupe_workspace_restore_conductor (TroupeWorkspace       *self,
                                    TroupeRun             *run,
                                    const TroupeRunRecord *record)
{
  TroupeConductor *conductor;

  g_return_val_if_fail (TROUPE_IS_WORKSPACE (self), NULL);
  g_return_val_if_fail (TROUPE_IS_RUN (run), NULL);
  g_return_val_if_fail (record != NULL, NULL);

  fetch_keys (self, troupe_run_get_track (run));
  conductor = make_conductor (self, run);
  if (record->last_resort != NULL)
    troupe_conductor_set_last_resort (conductor, record->last_resort);
  if (record->n_jobs > 0)
    troupe_conductor_set_n_jobs (conductor, record->n_jobs);
  keep_terms (conductor, record);

  return conductor;
}
