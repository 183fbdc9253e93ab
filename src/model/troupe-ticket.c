/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-enum-types.h"
#include "troupe-model-private.h"
#include "troupe-ticket.h"

#define PROPERTY_FLAGS (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

typedef enum
{
  TEXT_TITLE,
  TEXT_DESCRIPTION,
  TEXT_PERSONA_ID,
  TEXT_VERIFY,
  TEXT_ACCEPTANCE,
  N_TEXTS,
} Text;

typedef enum
{
  LIST_TARGET_FILES,
  LIST_CONTEXT_FILES,
  LIST_DEPENDS_ON,
  N_LISTS,
} List;

/**
 * TroupeTicket:
 *
 * One piece of work in a track's graph: what should be done, never what happened.
 *
 * Each setter notifies when the value is another one.
 */
struct _TroupeTicket
{
  GObject           parent_instance;

  char             *id;
  char             *texts[N_TEXTS];  /* (nullable) */
  char            **lists[N_LISTS];
  TroupeAiSettings *overrides;      /* (owned) */
  JsonObject       *extra;          /* (owned) (nullable) */
  guint             max_retries;
  TroupePriority    priority;
  gboolean          step;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_PRIORITY,
  PROP_STEP,
  PROP_MAX_RETRIES,
  PROP_FIRST_TEXT,
  PROP_FIRST_LIST = PROP_FIRST_TEXT + N_TEXTS,
  N_PROPS = PROP_FIRST_LIST + N_LISTS,
};

static const char * const text_names[N_TEXTS] = { "title", "description", "persona-id", "verify", "acceptance" };
static const char * const list_names[N_LISTS] = { "target-files", "context-files", "depends-on" };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TroupeTicket, troupe_ticket, G_TYPE_OBJECT)

static void
troupe_ticket_finalize (GObject *object)
{
  TroupeTicket *self = TROUPE_TICKET (object);

  g_free (self->id);
  for (guint i = 0; i < N_TEXTS; i++)
    g_free (self->texts[i]);
  for (guint i = 0; i < N_LISTS; i++)
    g_strfreev (self->lists[i]);
  g_clear_object (&self->overrides);
  g_clear_pointer (&self->extra, json_object_unref);

  G_OBJECT_CLASS (troupe_ticket_parent_class)->finalize (object);
}

static const char *
get_text (TroupeTicket *self,
          Text          text)
{
  return self->texts[text] != NULL ? self->texts[text] : "";
}

static void
set_text (TroupeTicket *self,
          Text          text,
          const char   *value)
{
  if (troupe_replace_string (&self->texts[text], value))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIRST_TEXT + text]);
}

static void
set_list (TroupeTicket       *self,
          List                list,
          const char * const *value)
{
  if (troupe_replace_strv (&self->lists[list], value))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIRST_LIST + list]);
}

static void
troupe_ticket_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  TroupeTicket *self = TROUPE_TICKET (object);

  switch (property_id)
    {
    case PROP_ID:
      g_value_set_string (value, troupe_ticket_get_id (self));
      break;
    case PROP_PRIORITY:
      g_value_set_enum (value, troupe_ticket_get_priority (self));
      break;
    case PROP_STEP:
      g_value_set_boolean (value, troupe_ticket_get_step (self));
      break;
    case PROP_MAX_RETRIES:
      g_value_set_uint (value, troupe_ticket_get_max_retries (self));
      break;
    case PROP_FIRST_TEXT + TEXT_PERSONA_ID:
      g_value_set_string (value, troupe_ticket_get_persona_id (self));
      break;
    default:
      if (property_id < PROP_FIRST_LIST)
        g_value_set_string (value, get_text (self, property_id - PROP_FIRST_TEXT));
      else
        g_value_set_boxed (value, self->lists[property_id - PROP_FIRST_LIST]);
    }
}

static void
troupe_ticket_set_property (GObject      *object,
                            guint         property_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  TroupeTicket *self = TROUPE_TICKET (object);

  switch (property_id)
    {
    case PROP_ID:
      self->id = g_value_dup_string (value);
      break;
    case PROP_PRIORITY:
      troupe_ticket_set_priority (self, g_value_get_enum (value));
      break;
    case PROP_STEP:
      troupe_ticket_set_step (self, g_value_get_boolean (value));
      break;
    case PROP_MAX_RETRIES:
      troupe_ticket_set_max_retries (self, g_value_get_uint (value));
      break;
    default:
      if (property_id < PROP_FIRST_LIST)
        set_text (self, property_id - PROP_FIRST_TEXT, g_value_get_string (value));
      else
        set_list (self, property_id - PROP_FIRST_LIST, g_value_get_boxed (value));
    }
}

static void
troupe_ticket_class_init (TroupeTicketClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = troupe_ticket_finalize;
  object_class->get_property = troupe_ticket_get_property;
  object_class->set_property = troupe_ticket_set_property;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL,
                                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_PRIORITY] = g_param_spec_enum ("priority", NULL, NULL, TROUPE_TYPE_PRIORITY, TROUPE_PRIORITY_NORMAL,
                                                 PROPERTY_FLAGS);
  properties[PROP_STEP] = g_param_spec_boolean ("step", NULL, NULL, FALSE, PROPERTY_FLAGS);
  properties[PROP_MAX_RETRIES] = g_param_spec_uint ("max-retries", NULL, NULL, 0, 100, 2, PROPERTY_FLAGS);
  for (guint i = 0; i < N_TEXTS; i++)
    properties[PROP_FIRST_TEXT + i] = g_param_spec_string (text_names[i], NULL, NULL, NULL, PROPERTY_FLAGS);
  for (guint i = 0; i < N_LISTS; i++)
    properties[PROP_FIRST_LIST + i] = g_param_spec_boxed (list_names[i], NULL, NULL, G_TYPE_STRV, PROPERTY_FLAGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_ticket_init (TroupeTicket *self)
{
  self->overrides = troupe_ai_settings_new ();
  for (guint i = 0; i < N_LISTS; i++)
    self->lists[i] = g_new0 (char *, 1);
  self->priority = TROUPE_PRIORITY_NORMAL;
  self->max_retries = 2;
}

/**
 * troupe_ticket_new:
 * @id: an id for which troupe_ticket_id_is_valid()
 *
 * Creates a ticket that asks for nothing yet.
 *
 * Returns: (transfer full): the ticket
 */
TroupeTicket *
troupe_ticket_new (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  return g_object_new (TROUPE_TYPE_TICKET, "id", id, NULL);
}

/**
 * troupe_ticket_copy:
 * @self: the ticket
 *
 * Copies a ticket with its overrides and unknown members.
 *
 * Returns: (transfer full): the copy
 */
TroupeTicket *
troupe_ticket_copy (TroupeTicket *self)
{
  TroupeTicket *copy;

  g_return_val_if_fail (TROUPE_IS_TICKET (self), NULL);

  copy = troupe_ticket_new (self->id);
  troupe_ticket_assign (copy, self);

  return copy;
}

/**
 * troupe_ticket_assign:
 * @self: the ticket
 * @source: what it should say
 *
 * Takes over everything from @source but its id.
 */
void
troupe_ticket_assign (TroupeTicket *self,
                      TroupeTicket *source)
{
  g_return_if_fail (TROUPE_IS_TICKET (self));
  g_return_if_fail (TROUPE_IS_TICKET (source));

  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 0; i < N_TEXTS; i++)
    set_text (self, i, source->texts[i]);
  for (guint i = 0; i < N_LISTS; i++)
    set_list (self, i, (const char * const *) source->lists[i]);
  troupe_ticket_set_priority (self, source->priority);
  troupe_ticket_set_step (self, source->step);
  troupe_ticket_set_max_retries (self, source->max_retries);
  troupe_ticket_set_extra (self, source->extra);
  troupe_ai_settings_assign (self->overrides, source->overrides);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * troupe_ticket_equal:
 * @self: the ticket
 * @other: another one
 *
 * Compares all that a track file would hold.
 *
 * Returns: whether both say the same
 */
gboolean
troupe_ticket_equal (TroupeTicket *self,
                     TroupeTicket *other)
{
  g_return_val_if_fail (TROUPE_IS_TICKET (self), FALSE);
  g_return_val_if_fail (TROUPE_IS_TICKET (other), FALSE);

  for (guint i = 0; i < N_TEXTS; i++)
    {
      if (g_strcmp0 (self->texts[i], other->texts[i]) != 0)
        return FALSE;
    }
  for (guint i = 0; i < N_LISTS; i++)
    {
      if (!g_strv_equal ((const char * const *) self->lists[i], (const char * const *) other->lists[i]))
        return FALSE;
    }

  return g_strcmp0 (self->id, other->id) == 0 &&
         self->priority == other->priority &&
         self->step == other->step &&
         self->max_retries == other->max_retries &&
         troupe_extra_equal (self->extra, other->extra) &&
         troupe_ai_settings_equal (self->overrides, other->overrides);
}

/**
 * troupe_ticket_get_id:
 * @self: the ticket
 *
 * Returns: the id, which names the ticket in its track
 */
const char *
troupe_ticket_get_id (TroupeTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_TICKET (self), NULL);

  return self->id != NULL ? self->id : "";
}

/**
 * troupe_ticket_get_title:
 * @self: the ticket
 *
 * Returns: what the ticket is called
 */
const char *
troupe_ticket_get_title (TroupeTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_TICKET (self), NULL);

  return get_text (self, TEXT_TITLE);
}

/**
 * troupe_ticket_set_title:
 * @self: the ticket
 * @title: (nullable): the title
 *
 * Sets the title.
 */
void
troupe_ticket_set_title (TroupeTicket *self,
                         const char   *title)
{
  g_return_if_fail (TROUPE_IS_TICKET (self));

  set_text (self, TEXT_TITLE, title);
}

/**
 * troupe_ticket_get_description:
 * @self: the ticket
 *
 * Returns: what is to be done, as Markdown
 */
const char *
troupe_ticket_get_description (TroupeTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_TICKET (self), NULL);

  return get_text (self, TEXT_DESCRIPTION);
}

/**
 * troupe_ticket_set_description:
 * @self: the ticket
 * @description: (nullable): the description
 *
 * Sets what is to be done.
 */
void
troupe_ticket_set_description (TroupeTicket *self,
                               const char   *description)
{
  g_return_if_fail (TROUPE_IS_TICKET (self));

  set_text (self, TEXT_DESCRIPTION, description);
}

/**
 * troupe_ticket_get_target_files:
 * @self: the ticket
 *
 * Gets the files that the work may change.
 *
 * Returns: (transfer none) (array zero-terminated=1): the paths, relative to the project
 */
const char * const *
troupe_ticket_get_target_files (TroupeTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_TICKET (self), NULL);

  return (const char * const *) self->lists[LIST_TARGET_FILES];
}

/**
 * troupe_ticket_set_target_files:
 * @self: the ticket
 * @target_files: (nullable): the paths, relative to the project
 *
 * Sets the files that the work may change.
 */
void
troupe_ticket_set_target_files (TroupeTicket       *self,
                                const char * const *target_files)
{
  g_return_if_fail (TROUPE_IS_TICKET (self));

  set_list (self, LIST_TARGET_FILES, target_files);
}

/**
 * troupe_ticket_get_context_files:
 * @self: the ticket
 *
 * Gets the files that the worker is shown.
 *
 * Returns: (transfer none) (array zero-terminated=1): the paths, relative to the project
 */
const char * const *
troupe_ticket_get_context_files (TroupeTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_TICKET (self), NULL);

  return (const char * const *) self->lists[LIST_CONTEXT_FILES];
}

/**
 * troupe_ticket_set_context_files:
 * @self: the ticket
 * @context_files: (nullable): the paths, relative to the project
 *
 * Sets the files that the worker is shown.
 */
void
troupe_ticket_set_context_files (TroupeTicket       *self,
                                 const char * const *context_files)
{
  g_return_if_fail (TROUPE_IS_TICKET (self));

  set_list (self, LIST_CONTEXT_FILES, context_files);
}

/**
 * troupe_ticket_get_depends_on:
 * @self: the ticket
 *
 * Gets the tickets that must be completed first.
 *
 * Returns: (transfer none) (array zero-terminated=1): the ids of tickets
 */
const char * const *
troupe_ticket_get_depends_on (TroupeTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_TICKET (self), NULL);

  return (const char * const *) self->lists[LIST_DEPENDS_ON];
}

/**
 * troupe_ticket_set_depends_on:
 * @self: the ticket
 * @depends_on: (nullable): the ids of tickets
 *
 * Sets the tickets that have to be completed before it.
 */
void
troupe_ticket_set_depends_on (TroupeTicket       *self,
                              const char * const *depends_on)
{
  g_return_if_fail (TROUPE_IS_TICKET (self));

  set_list (self, LIST_DEPENDS_ON, depends_on);
}

/**
 * troupe_ticket_get_priority:
 * @self: the ticket
 *
 * Returns: how early the ticket starts among those that are ready
 */
TroupePriority
troupe_ticket_get_priority (TroupeTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_TICKET (self), TROUPE_PRIORITY_NORMAL);

  return self->priority;
}

/**
 * troupe_ticket_set_priority:
 * @self: the ticket
 * @priority: the priority
 *
 * Sets how early it goes among those that are ready.
 */
void
troupe_ticket_set_priority (TroupeTicket   *self,
                            TroupePriority  priority)
{
  g_return_if_fail (TROUPE_IS_TICKET (self));

  if (self->priority == priority)
    return;

  self->priority = priority;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PRIORITY]);
}

/**
 * troupe_ticket_get_persona_id:
 * @self: the ticket
 *
 * Gets the persona that the ticket asks for itself.
 *
 * Returns: (nullable): the persona’s id; %NULL for the tier’s
 */
const char *
troupe_ticket_get_persona_id (TroupeTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_TICKET (self), NULL);

  return self->texts[TEXT_PERSONA_ID];
}

/**
 * troupe_ticket_set_persona_id:
 * @self: the ticket
 * @persona_id: (nullable): the persona’s id; %NULL for the tier’s
 *
 * Sets who performs it, before whoever is cast in its tier.
 */
void
troupe_ticket_set_persona_id (TroupeTicket *self,
                              const char   *persona_id)
{
  g_return_if_fail (TROUPE_IS_TICKET (self));

  set_text (self, TEXT_PERSONA_ID, persona_id);
}

/**
 * troupe_ticket_get_overrides:
 * @self: the ticket
 *
 * Gets the layer of settings that holds for this ticket alone. Change it in place.
 *
 * Returns: (transfer none): the settings
 */
TroupeAiSettings *
troupe_ticket_get_overrides (TroupeTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_TICKET (self), NULL);

  return self->overrides;
}

/**
 * troupe_ticket_get_step:
 * @self: the ticket
 *
 * Says whether the run pauses before this ticket starts.
 *
 * Returns: whether it does
 */
gboolean
troupe_ticket_get_step (TroupeTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_TICKET (self), FALSE);

  return self->step;
}

/**
 * troupe_ticket_set_step:
 * @self: the ticket
 * @step: whether it does
 *
 * Sets whether the run pauses before this ticket starts.
 */
void
troupe_ticket_set_step (TroupeTicket *self,
                        gboolean      step)
{
  g_return_if_fail (TROUPE_IS_TICKET (self));

  step = !!step;
  if (self->step == step)
    return;

  self->step = step;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEP]);
}

/**
 * troupe_ticket_get_max_retries:
 * @self: the ticket
 *
 * Returns: how often the work may be returned with reasons
 */
guint
troupe_ticket_get_max_retries (TroupeTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_TICKET (self), 0);

  return self->max_retries;
}

/**
 * troupe_ticket_set_max_retries:
 * @self: the ticket
 * @max_retries: the number of retries
 *
 * Sets how often the work may be returned with reasons.
 */
void
troupe_ticket_set_max_retries (TroupeTicket *self,
                               guint         max_retries)
{
  g_return_if_fail (TROUPE_IS_TICKET (self));

  if (self->max_retries == max_retries)
    return;

  self->max_retries = max_retries;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MAX_RETRIES]);
}

/**
 * troupe_ticket_get_verify:
 * @self: the ticket
 *
 * Gets the command whose exit status judges the work.
 *
 * Returns: the command, or an empty text
 */
const char *
troupe_ticket_get_verify (TroupeTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_TICKET (self), NULL);

  return get_text (self, TEXT_VERIFY);
}

/**
 * troupe_ticket_set_verify:
 * @self: the ticket
 * @verify: (nullable): the command, or an empty text
 *
 * Sets the command whose exit status judges the work.
 */
void
troupe_ticket_set_verify (TroupeTicket *self,
                          const char   *verify)
{
  g_return_if_fail (TROUPE_IS_TICKET (self));

  set_text (self, TEXT_VERIFY, verify);
}

/**
 * troupe_ticket_get_acceptance:
 * @self: the ticket
 *
 * Returns: what must be true of the work
 */
const char *
troupe_ticket_get_acceptance (TroupeTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_TICKET (self), NULL);

  return get_text (self, TEXT_ACCEPTANCE);
}

/**
 * troupe_ticket_set_acceptance:
 * @self: the ticket
 * @acceptance: (nullable): the acceptance
 *
 * Sets what must be true of the work.
 */
void
troupe_ticket_set_acceptance (TroupeTicket *self,
                              const char   *acceptance)
{
  g_return_if_fail (TROUPE_IS_TICKET (self));

  set_text (self, TEXT_ACCEPTANCE, acceptance);
}

/**
 * troupe_ticket_get_extra:
 * @self: the ticket
 *
 * Gets the members that nobody here knows, so that they survive a load and save.
 *
 * Returns: (transfer none) (nullable): the members, shared and never to be changed
 */
JsonObject *
troupe_ticket_get_extra (TroupeTicket *self)
{
  g_return_val_if_fail (TROUPE_IS_TICKET (self), NULL);

  return self->extra;
}

/**
 * troupe_ticket_set_extra:
 * @self: the ticket
 * @extra: (nullable): unknown members, not to be changed afterwards
 *
 * Sets the members that nobody here knows.
 */
void
troupe_ticket_set_extra (TroupeTicket *self,
                         JsonObject   *extra)
{
  g_return_if_fail (TROUPE_IS_TICKET (self));

  troupe_replace_extra (&self->extra, extra);
}
