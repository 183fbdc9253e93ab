/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-assignment.h"
#include "troupe-enum-types.h"
#include "troupe-json.h"
#include "troupe-request-builder.h"
#include "troupe-worker-context.h"

/**
 * TroupeWorkerContext:
 *
 * All that one attempt is given: the ticket, a snapshot of the persona with its revision, a resolver of its own with
 * all layers stacked, the composed prompt, and the request that follows from them.
 *
 * Nothing in it changes when somebody edits the persona, the track or the defaults. The one thing that moves is the
 * resolver's place in the list of preferred models, and with it the metadata.
 */
struct _TroupeWorkerContext
{
  GObject           parent_instance;

  /* Input */
  TroupeTicket     *ticket;          /* (owned): a copy */
  TroupeTier        tier;
  guint             attempt;

  /* Owned References */
  TroupePersona    *persona;         /* a copy */
  char             *persona_origin;
  TroupeResolver   *resolver;
  TroupeAiSettings *settings;
  TroupePrompt     *prompt;
  char             *assignment;
  TroupeRequest    *request;
};

#define LAST_RESORT "last-resort"

G_DEFINE_FINAL_TYPE (TroupeWorkerContext, troupe_worker_context, G_TYPE_OBJECT)

static char *
dup_tier_origin (TroupeTier tier)
{
  return g_strconcat ("tier:", troupe_enum_get_nick (TROUPE_TYPE_TIER, tier), NULL);
}

/* Who chose the persona, in the words that the origins of settings have. */
static char *
find_persona_origin (TroupeTrack   *track,
                     TroupeTicket  *ticket,
                     TroupeTier     tier,
                     TroupePersona *persona)
{
  if (troupe_ticket_get_persona_id (ticket) != NULL && tier != TROUPE_TIER_QA)
    return g_strconcat ("ticket:", troupe_ticket_get_id (ticket), NULL);

  if (troupe_track_get_tier_persona_id (track, tier) != NULL || troupe_persona_get_tier_settings (persona, tier) != NULL)
    return dup_tier_origin (tier);

  return g_strdup (LAST_RESORT);
}

static gboolean
cast (TroupeWorkerContext  *self,
      TroupeSnapshot       *snapshot,
      TroupeTrack          *track,
      const char           *last_resort_id,
      GError              **error)
{
  TroupePersona *live = troupe_resolver_find_cast (troupe_snapshot_get_catalog (snapshot), track, self->ticket,
                                                   self->tier, last_resort_id, error);
  TroupeDefinition *copy;

  if (live == NULL)
    return FALSE;

  copy = troupe_catalog_lookup (TROUPE_CATALOG (snapshot), TROUPE_KIND_PERSONA,
                                troupe_definition_get_id (TROUPE_DEFINITION (live)));
  self->persona = copy != NULL ? g_object_ref (TROUPE_PERSONA (copy))
                               : TROUPE_PERSONA (troupe_definition_copy (TROUPE_DEFINITION (live)));
  self->persona_origin = find_persona_origin (track, self->ticket, self->tier, self->persona);

  return TRUE;
}

static void
stack_layers (TroupeWorkerContext *self,
              TroupeSnapshot      *snapshot,
              TroupeRun           *run)
{
  TroupeAiSettings *live = troupe_track_get_tier_settings (troupe_run_get_track (run), self->tier);
  g_autoptr(TroupeAiSettings) of_tier = live != NULL ? troupe_ai_settings_copy (live) : NULL;
  g_autofree char *origin = dup_tier_origin (self->tier);

  self->resolver = troupe_resolver_new (TROUPE_CATALOG (snapshot));
  troupe_resolver_set_cast (self->resolver, self->persona, self->tier, NULL, self->ticket);
  troupe_resolver_set_layer (self->resolver, TROUPE_LAYER_TRACK_TIER, origin, of_tier);
  troupe_resolver_set_session (self->resolver, troupe_run_get_session (run));
  self->settings = troupe_resolver_snapshot (self->resolver);
}

/* What the tickets that this one depends on came to, in the order in which it names them. */
static GPtrArray *
collect_results (TroupeWorkerContext *self,
                 TroupeRun           *run)
{
  const char * const *ids = troupe_ticket_get_depends_on (self->ticket);
  GPtrArray *results = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_excerpt_free);

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      TroupeRunTicket *done = troupe_run_find_ticket (run, ids[i]);
      TroupeAttempt *attempt = done != NULL ? troupe_run_ticket_find_newest (done, TROUPE_TIER_NONE) : NULL;
      const char *title = done != NULL ? troupe_ticket_get_title (troupe_run_ticket_get_ticket (done)) : NULL;
      g_autofree char *heading = NULL;

      if (attempt == NULL || troupe_run_ticket_get_state (done) != TROUPE_TICKET_STATE_COMPLETED)
        continue;

      heading = title != NULL && *title != '\0' ? g_strdup_printf ("%s: %s", ids[i], title) : g_strdup (ids[i]);
      g_ptr_array_add (results, troupe_excerpt_new (heading, troupe_attempt_get_result (attempt), NULL));
    }

  return results;
}

/* What was learnt: what earlier attempts came to, and why that was not enough. */
static GPtrArray *
collect_earlier (TroupeWorkerContext *self,
                 TroupeRun           *run)
{
  GPtrArray *earlier = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_excerpt_free);
  TroupeRunTicket *ticket = troupe_run_find_ticket (run, troupe_ticket_get_id (self->ticket));
  GListModel *attempts;

  if (self->attempt < 2 || ticket == NULL)
    return earlier;

  attempts = troupe_run_ticket_list_attempts (ticket);
  for (guint i = 0; i < g_list_model_get_n_items (attempts); i++)
    {
      g_autoptr(TroupeAttempt) attempt = g_list_model_get_item (attempts, i);
      TroupeMessage *answer = troupe_attempt_get_answer (attempt);
      const char *error = troupe_message_get_error (answer);
      g_autofree char *heading = NULL;
      g_autofree char *note = NULL;

      if (troupe_attempt_get_tier (attempt) != self->tier || troupe_attempt_get_number (attempt) >= self->attempt ||
          (error == NULL && *troupe_attempt_get_result (attempt) == '\0'))
        continue;

      heading = g_strdup_printf ("Attempt %u", troupe_attempt_get_number (attempt));
      note = error != NULL ? g_strdup_printf ("It was not accepted: %s", error) : NULL;
      g_ptr_array_add (earlier, troupe_excerpt_new (heading, troupe_attempt_get_result (attempt), note));
    }

  return earlier;
}

/* What was said of the work so far, for whoever judges the newest of it. */
static GPtrArray *
collect_verdicts (TroupeRunTicket *ticket,
                  TroupeAttempt   *newest)
{
  GPtrArray *verdicts = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_excerpt_free);
  GListModel *attempts = troupe_run_ticket_list_attempts (ticket);

  for (guint i = 0; i < g_list_model_get_n_items (attempts); i++)
    {
      g_autoptr(TroupeAttempt) attempt = g_list_model_get_item (attempts, i);
      const char *reasons = troupe_message_get_error (troupe_attempt_get_answer (attempt));
      g_autofree char *heading = NULL;

      if (attempt == newest || troupe_attempt_get_tier (attempt) == TROUPE_TIER_QA || reasons == NULL)
        continue;

      heading = g_strdup_printf ("Attempt %u", troupe_attempt_get_number (attempt));
      g_ptr_array_add (verdicts, troupe_excerpt_new (heading, reasons, NULL));
    }

  return verdicts;
}

static char *
compose_review (TroupeWorkerContext *self,
                TroupeRun           *run)
{
  TroupeRunTicket *ticket = troupe_run_find_ticket (run, troupe_ticket_get_id (self->ticket));
  TroupeAttempt *work = ticket != NULL ? troupe_run_ticket_find_newest (ticket, TROUPE_TIER_NONE) : NULL;
  g_autoptr(GPtrArray) verdicts = work != NULL ? collect_verdicts (ticket, work) : NULL;

  return troupe_assignment_compose_review (self->ticket, work != NULL ? troupe_attempt_get_result (work) : NULL, verdicts);
}

static char *
compose_assignment (TroupeWorkerContext *self,
                    TroupeRun           *run,
                    GPtrArray           *files)
{
  g_autoptr(GPtrArray) results = NULL;
  g_autoptr(GPtrArray) earlier = NULL;

  if (self->tier == TROUPE_TIER_QA)
    return compose_review (self, run);

  results = collect_results (self, run);
  earlier = collect_earlier (self, run);

  return troupe_assignment_compose (self->ticket, results, files, earlier);
}

static void
troupe_worker_context_finalize (GObject *object)
{
  TroupeWorkerContext *self = TROUPE_WORKER_CONTEXT (object);

  g_clear_object (&self->ticket);
  g_clear_object (&self->persona);
  g_clear_object (&self->resolver);
  g_clear_object (&self->settings);
  g_clear_object (&self->request);
  g_clear_pointer (&self->prompt, troupe_prompt_unref);
  g_free (self->persona_origin);
  g_free (self->assignment);

  G_OBJECT_CLASS (troupe_worker_context_parent_class)->finalize (object);
}

static void
troupe_worker_context_class_init (TroupeWorkerContextClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_worker_context_finalize;
}

static void
troupe_worker_context_init (TroupeWorkerContext *self)
{
}

/**
 * troupe_worker_context_new:
 * @snapshot: the definitions as they are now
 * @run: the run; its track, its session and the results so far are read
 * @ticket: what is to be done; it is copied
 * @tier: which tier does it
 * @attempt: which attempt at @ticket it is, from 1
 * @last_resort_id: (nullable): the id of the run's persona of last resort
 * @files: (nullable) (element-type TroupeExcerpt): the ticket's context files
 * @error: (optional): set on failure
 *
 * Puts together all that an attempt is given. The persona is the ticket's, else the tier's, else the one of last
 * resort. For %TROUPE_TIER_QA that is what the ticket came to so far, to be judged.
 *
 * Fails with %TROUPE_MODEL_ERROR when an id names nothing or several personas claim the tier.
 *
 * Returns: (transfer full) (nullable): the context
 */
TroupeWorkerContext *
troupe_worker_context_new (TroupeSnapshot  *snapshot,
                           TroupeRun       *run,
                           TroupeTicket    *ticket,
                           TroupeTier       tier,
                           guint            attempt,
                           const char      *last_resort_id,
                           GPtrArray       *files,
                           GError         **error)
{
  g_autoptr(TroupeWorkerContext) self = NULL;

  g_return_val_if_fail (TROUPE_IS_SNAPSHOT (snapshot), NULL);
  g_return_val_if_fail (TROUPE_IS_RUN (run), NULL);
  g_return_val_if_fail (TROUPE_IS_TICKET (ticket), NULL);
  g_return_val_if_fail (tier != TROUPE_TIER_NONE, NULL);

  self = g_object_new (TROUPE_TYPE_WORKER_CONTEXT, NULL);
  self->ticket = troupe_ticket_copy (ticket);
  self->tier = tier;
  self->attempt = attempt;

  if (!cast (self, snapshot, troupe_run_get_track (run), last_resort_id, error))
    return NULL;

  stack_layers (self, snapshot, run);
  if (!troupe_prompt_check (self->resolver, TROUPE_CATALOG (snapshot), error))
    return NULL;

  self->prompt = troupe_prompt_compose (self->resolver, TROUPE_CATALOG (snapshot), tier, troupe_run_get_track (run),
                                        self->ticket);
  self->assignment = compose_assignment (self, run, files);
  self->request = troupe_request_build (self->resolver, tier, troupe_prompt_get_text (self->prompt));
  troupe_request_add_message (self->request, TROUPE_ROLE_USER, self->assignment);

  return g_steal_pointer (&self);
}

/**
 * troupe_worker_context_get_ticket:
 * @self: a worker context
 *
 * Gets the ticket as it was when the attempt began.
 *
 * Returns: (transfer none): the ticket
 */
TroupeTicket *
troupe_worker_context_get_ticket (TroupeWorkerContext *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKER_CONTEXT (self), NULL);

  return self->ticket;
}

/**
 * troupe_worker_context_get_tier:
 * @self: a worker context
 *
 * Gets the tier that makes the attempt.
 *
 * Returns: the tier
 */
TroupeTier
troupe_worker_context_get_tier (TroupeWorkerContext *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKER_CONTEXT (self), TROUPE_TIER_NONE);

  return self->tier;
}

/**
 * troupe_worker_context_get_attempt:
 * @self: a worker context
 *
 * Gets which attempt at the ticket it is.
 *
 * Returns: the number, from 1
 */
guint
troupe_worker_context_get_attempt (TroupeWorkerContext *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKER_CONTEXT (self), 0);

  return self->attempt;
}

/**
 * troupe_worker_context_get_persona_id:
 * @self: a worker context
 *
 * Gets who performs.
 *
 * Returns: the persona's id
 */
const char *
troupe_worker_context_get_persona_id (TroupeWorkerContext *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKER_CONTEXT (self), NULL);

  return troupe_definition_get_id (TROUPE_DEFINITION (self->persona));
}

/**
 * troupe_worker_context_get_persona_revision:
 * @self: a worker context
 *
 * Gets which version of the persona performs.
 *
 * Returns: (nullable): the revision; %NULL for a persona that was never read from a file
 */
const char *
troupe_worker_context_get_persona_revision (TroupeWorkerContext *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKER_CONTEXT (self), NULL);

  return troupe_definition_get_revision (TROUPE_DEFINITION (self->persona));
}

/**
 * troupe_worker_context_get_persona_origin:
 * @self: a worker context
 *
 * Gets who chose the persona: `ticket:ID`, `tier:NAME` or `last-resort`.
 *
 * Returns: the origin
 */
const char *
troupe_worker_context_get_persona_origin (TroupeWorkerContext *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKER_CONTEXT (self), NULL);

  return self->persona_origin;
}

/**
 * troupe_worker_context_get_persona:
 * @self: a worker context
 *
 * Gets the snapshot of the persona. It is not to be changed; attempts share it.
 *
 * Returns: (transfer none): the persona
 */
TroupePersona *
troupe_worker_context_get_persona (TroupeWorkerContext *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKER_CONTEXT (self), NULL);

  return self->persona;
}

/**
 * troupe_worker_context_get_resolver:
 * @self: a worker context
 *
 * Gets the attempt's own resolver.
 *
 * Returns: (transfer none): the resolver
 */
TroupeResolver *
troupe_worker_context_get_resolver (TroupeWorkerContext *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKER_CONTEXT (self), NULL);

  return self->resolver;
}

/**
 * troupe_worker_context_get_settings:
 * @self: a worker context
 *
 * Gets all that was in force when the attempt began, as one layer.
 *
 * Returns: (transfer none): the settings
 */
TroupeAiSettings *
troupe_worker_context_get_settings (TroupeWorkerContext *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKER_CONTEXT (self), NULL);

  return self->settings;
}

/**
 * troupe_worker_context_get_prompt:
 * @self: a worker context
 *
 * Gets the composed system prompt.
 *
 * Returns: (transfer none): the prompt
 */
TroupePrompt *
troupe_worker_context_get_prompt (TroupeWorkerContext *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKER_CONTEXT (self), NULL);

  return self->prompt;
}

/**
 * troupe_worker_context_get_assignment:
 * @self: a worker context
 *
 * Gets the message that the worker is given: the ticket, the results that it builds on, and the files it names.
 *
 * Returns: (transfer none): the text
 */
const char *
troupe_worker_context_get_assignment (TroupeWorkerContext *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKER_CONTEXT (self), NULL);

  return self->assignment;
}

/**
 * troupe_worker_context_get_request:
 * @self: a worker context
 *
 * Gets what the first of the preferred models is sent.
 *
 * Returns: (transfer none): the request
 */
TroupeRequest *
troupe_worker_context_get_request (TroupeWorkerContext *self)
{
  g_return_val_if_fail (TROUPE_IS_WORKER_CONTEXT (self), NULL);

  return self->request;
}

/* Where the model is, or while there is none, who would be asked for one. */
static const char *
get_provider (TroupeWorkerContext *self)
{
  const char *provider = troupe_resolver_get_model_provider (self->resolver);

  return provider != NULL ? provider : troupe_resolver_get_string (self->resolver, TROUPE_FIELD_PROVIDER);
}

static void
set_text (JsonObject *object,
          const char *name,
          const char *text)
{
  json_object_set_member (object, name, text != NULL ? troupe_json_node_new_string (text)
                                                     : json_node_init_null (json_node_alloc ()));
}

static JsonNode *
value_to_node (const GValue *value)
{
  if (value == NULL)
    return json_node_init_null (json_node_alloc ());
  if (G_VALUE_HOLDS_DOUBLE (value))
    return troupe_json_node_new_double (g_value_get_double (value));
  if (G_VALUE_HOLDS_INT64 (value))
    return troupe_json_node_new_int64 (g_value_get_int64 (value));

  return troupe_json_node_new_string (g_value_get_string (value));
}

/**
 * troupe_worker_context_to_metadata:
 * @self: a worker context
 *
 * Says who performs what with which model and parameters, and who said so: the members `ticket`, `tier`, `attempt`,
 * `persona_id`, `persona_revision`, `provider`, `model`, `parameters` and `origins`. In `parameters`, null is omitted
 * and an absent one unset, as in a persona's file. After a fall-over it speaks of the model that is asked now.
 *
 * Returns: (transfer full): an object
 */
JsonNode *
troupe_worker_context_to_metadata (TroupeWorkerContext *self)
{
  g_autoptr(JsonObject) object = NULL;
  JsonObject *parameters;
  JsonObject *origins;

  g_return_val_if_fail (TROUPE_IS_WORKER_CONTEXT (self), NULL);

  object = json_object_new ();
  parameters = json_object_new ();
  origins = json_object_new ();

  set_text (object, "ticket", troupe_ticket_get_id (self->ticket));
  json_object_set_int_member (object, "attempt", self->attempt);
  set_text (object, "tier", troupe_enum_get_nick (TROUPE_TYPE_TIER, self->tier));
  set_text (object, "persona_id", troupe_worker_context_get_persona_id (self));
  set_text (object, "persona_revision", troupe_worker_context_get_persona_revision (self));
  set_text (object, "provider", get_provider (self));
  set_text (object, "model", troupe_resolver_get_model (self->resolver));

  set_text (origins, "persona_id", self->persona_origin);
  set_text (origins, "provider", troupe_resolver_get_origin (self->resolver, TROUPE_FIELD_PROVIDER));
  set_text (origins, "model", troupe_resolver_get_origin (self->resolver, TROUPE_FIELD_PREFERRED_MODELS));

  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      if (!troupe_field_can_be_omitted (field) ||
          troupe_resolver_get_state (self->resolver, field) == TROUPE_FIELD_STATE_UNSET)
        continue;

      json_object_set_member (parameters, troupe_field_get_name (field),
                              value_to_node (troupe_resolver_get_value (self->resolver, field)));
      set_text (origins, troupe_field_get_name (field), troupe_resolver_get_origin (self->resolver, field));
    }

  json_object_set_object_member (object, "parameters", parameters);
  json_object_set_object_member (object, "origins", origins);

  return json_node_init_object (json_node_alloc (), object);
}

static void
append_item (GString    *line,
             const char *name,
             const char *value,
             const char *origin)
{
  g_string_append_printf (line, " · %s %s", name, value);
  if (origin != NULL)
    g_string_append_printf (line, " (%s)", origin);
}

static void
append_parameter (TroupeWorkerContext *self,
                  GString             *line,
                  TroupeField          field)
{
  g_autofree char *value = NULL;

  switch (troupe_resolver_get_state (self->resolver, field))
    {
    case TROUPE_FIELD_STATE_SET:
      value = troupe_field_format (field, troupe_resolver_get_value (self->resolver, field));
      break;
    case TROUPE_FIELD_STATE_OMITTED:
      value = g_strdup ("omitted");
      break;
    case TROUPE_FIELD_STATE_UNSET:
    default:
      value = g_strdup ("unset");
      break;
    }

  append_item (line, troupe_field_get_name (field), value, troupe_resolver_get_origin (self->resolver, field));
}

/**
 * troupe_worker_context_to_line:
 * @self: a worker context
 *
 * Writes the line that a stream log opens with. It says the same as troupe_worker_context_to_metadata(), each value
 * with its origin behind it. A log line is not translated.
 *
 * Returns: (transfer full): one line, without its end
 */
char *
troupe_worker_context_to_line (TroupeWorkerContext *self)
{
  g_autoptr(GString) line = NULL;
  g_autofree char *persona = NULL;
  const char *revision;
  const char *provider;
  const char *model;

  g_return_val_if_fail (TROUPE_IS_WORKER_CONTEXT (self), NULL);

  revision = troupe_worker_context_get_persona_revision (self);
  provider = get_provider (self);
  model = troupe_resolver_get_model (self->resolver);
  persona = g_strdup_printf ("%s@%s", troupe_worker_context_get_persona_id (self), revision != NULL ? revision : "unsaved");

  line = g_string_new (NULL);
  g_string_append_printf (line, "ticket %s · tier %s · attempt %u", troupe_ticket_get_id (self->ticket),
                          troupe_enum_get_nick (TROUPE_TYPE_TIER, self->tier), self->attempt);
  append_item (line, "persona", persona, self->persona_origin);
  append_item (line, "provider", provider != NULL ? provider : "unset",
               troupe_resolver_get_origin (self->resolver, TROUPE_FIELD_PROVIDER));
  append_item (line, "model", model != NULL ? model : "unset",
               troupe_resolver_get_origin (self->resolver, TROUPE_FIELD_PREFERRED_MODELS));

  for (TroupeField field = 0; field < TROUPE_N_FIELDS; field++)
    {
      if (troupe_field_can_be_omitted (field))
        append_parameter (self, line, field);
    }

  /* A model's name is free text, and the line has to stay one. */
  for (char *at = line->str; *at != '\0'; at++)
    {
      if (g_ascii_iscntrl (*at))
        *at = ' ';
    }

  return g_string_free (g_steal_pointer (&line), FALSE);
}
