/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-enum-types.h"
#include "troupe-message.h"
#include "troupe-model-private.h"

#define PROPERTY_FLAGS (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

/**
 * TroupeMessage:
 *
 * What somebody said in a conversation: a person, a model, or a tool.
 *
 * Text comes in by the piece, thousands of times. Appending costs no more than the piece is long, and tells of it by
 * #TroupeMessage::text-appended; the property `text` notifies when the stream ends, not for each piece.
 */
struct _TroupeMessage
{
  GObject           parent_instance;

  gint64            id;
  TroupeRole        role;
  GString          *text;
  GString          *reasoning;          /* (nullable): made when there is some */
  gint64            created_us;
  gboolean          streaming;
  gboolean          complete;

  char             *persona_id;
  char             *persona_name;
  char             *persona_icon;
  char             *persona_revision;
  char             *provider;
  char             *model_requested;
  char             *model_served;
  TroupeStopReason  stop_reason;
  TroupeUsage       usage;
  gint64            first_token_ms;
  gint64            duration_ms;
  char             *error;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_ROLE,
  PROP_TEXT,
  PROP_REASONING,
  PROP_CREATED_US,
  PROP_STREAMING,
  PROP_COMPLETE,
  PROP_PERSONA_ID,
  PROP_PERSONA_NAME,
  PROP_PERSONA_ICON,
  PROP_PERSONA_REVISION,
  PROP_PROVIDER,
  PROP_MODEL_REQUESTED,
  PROP_MODEL_SERVED,
  PROP_STOP_REASON,
  PROP_USAGE,
  PROP_FIRST_TOKEN_MS,
  PROP_DURATION_MS,
  PROP_ERROR,
  N_PROPS,
};

enum
{
  TEXT_APPENDED,
  REASONING_APPENDED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeMessage, troupe_message, G_TYPE_OBJECT)

static void
set_text_property (TroupeMessage  *self,
                   char          **place,
                   const char     *value,
                   guint           property_id)
{
  if (troupe_replace_string (place, value))
    g_object_notify_by_pspec (G_OBJECT (self), properties[property_id]);
}

static void
troupe_message_finalize (GObject *object)
{
  TroupeMessage *self = TROUPE_MESSAGE (object);

  g_string_free (self->text, TRUE);
  if (self->reasoning != NULL)
    g_string_free (self->reasoning, TRUE);
  g_free (self->persona_id);
  g_free (self->persona_name);
  g_free (self->persona_icon);
  g_free (self->persona_revision);
  g_free (self->provider);
  g_free (self->model_requested);
  g_free (self->model_served);
  g_free (self->error);

  G_OBJECT_CLASS (troupe_message_parent_class)->finalize (object);
}

static void
troupe_message_get_property (GObject    *object,
                             guint       property_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  TroupeMessage *self = TROUPE_MESSAGE (object);

  switch (property_id)
    {
    case PROP_ID:
      g_value_set_int64 (value, troupe_message_get_id (self));
      break;
    case PROP_ROLE:
      g_value_set_enum (value, troupe_message_get_role (self));
      break;
    case PROP_TEXT:
      g_value_set_string (value, troupe_message_get_text (self));
      break;
    case PROP_REASONING:
      g_value_set_string (value, troupe_message_get_reasoning (self));
      break;
    case PROP_CREATED_US:
      g_value_set_int64 (value, troupe_message_get_created_us (self));
      break;
    case PROP_STREAMING:
      g_value_set_boolean (value, troupe_message_is_streaming (self));
      break;
    case PROP_COMPLETE:
      g_value_set_boolean (value, troupe_message_is_complete (self));
      break;
    case PROP_PERSONA_ID:
      g_value_set_string (value, troupe_message_get_persona_id (self));
      break;
    case PROP_PERSONA_NAME:
      g_value_set_string (value, troupe_message_get_persona_name (self));
      break;
    case PROP_PERSONA_ICON:
      g_value_set_string (value, troupe_message_get_persona_icon (self));
      break;
    case PROP_PERSONA_REVISION:
      g_value_set_string (value, troupe_message_get_persona_revision (self));
      break;
    case PROP_PROVIDER:
      g_value_set_string (value, troupe_message_get_provider (self));
      break;
    case PROP_MODEL_REQUESTED:
      g_value_set_string (value, troupe_message_get_model_requested (self));
      break;
    case PROP_MODEL_SERVED:
      g_value_set_string (value, troupe_message_get_model_served (self));
      break;
    case PROP_STOP_REASON:
      g_value_set_enum (value, troupe_message_get_stop_reason (self));
      break;
    case PROP_USAGE:
      g_value_set_boxed (value, troupe_message_get_usage (self));
      break;
    case PROP_FIRST_TOKEN_MS:
      g_value_set_int64 (value, troupe_message_get_first_token_ms (self));
      break;
    case PROP_DURATION_MS:
      g_value_set_int64 (value, troupe_message_get_duration_ms (self));
      break;
    case PROP_ERROR:
      g_value_set_string (value, troupe_message_get_error (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_message_set_property (GObject      *object,
                             guint         property_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  TroupeMessage *self = TROUPE_MESSAGE (object);

  switch (property_id)
    {
    case PROP_ID:
      troupe_message_set_id (self, g_value_get_int64 (value));
      break;
    case PROP_ROLE:
      self->role = g_value_get_enum (value);
      break;
    case PROP_CREATED_US:
      troupe_message_set_created_us (self, g_value_get_int64 (value));
      break;
    case PROP_STREAMING:
      troupe_message_set_streaming (self, g_value_get_boolean (value));
      break;
    case PROP_COMPLETE:
      troupe_message_set_complete (self, g_value_get_boolean (value));
      break;
    case PROP_STOP_REASON:
      troupe_message_set_stop_reason (self, g_value_get_enum (value));
      break;
    case PROP_USAGE:
      troupe_message_set_usage (self, g_value_get_boxed (value));
      break;
    case PROP_ERROR:
      troupe_message_set_error (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_message_class_init (TroupeMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = troupe_message_finalize;
  object_class->get_property = troupe_message_get_property;
  object_class->set_property = troupe_message_set_property;

  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, PROPERTY_FLAGS);
  properties[PROP_ROLE] = g_param_spec_enum ("role", NULL, NULL, TROUPE_TYPE_ROLE, TROUPE_ROLE_USER, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_REASONING] = g_param_spec_string ("reasoning", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CREATED_US] = g_param_spec_int64 ("created-us", NULL, NULL, 0, G_MAXINT64, 0, PROPERTY_FLAGS);
  properties[PROP_STREAMING] = g_param_spec_boolean ("streaming", NULL, NULL, FALSE, PROPERTY_FLAGS);
  properties[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, TRUE, PROPERTY_FLAGS);
  properties[PROP_PERSONA_ID] = g_param_spec_string ("persona-id", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PERSONA_NAME] = g_param_spec_string ("persona-name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PERSONA_ICON] = g_param_spec_string ("persona-icon", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PERSONA_REVISION] = g_param_spec_string ("persona-revision", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PROVIDER] = g_param_spec_string ("provider", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_MODEL_REQUESTED] = g_param_spec_string ("model-requested", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_MODEL_SERVED] = g_param_spec_string ("model-served", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_STOP_REASON] = g_param_spec_enum ("stop-reason", NULL, NULL, TROUPE_TYPE_STOP_REASON, TROUPE_STOP_REASON_UNKNOWN, PROPERTY_FLAGS);
  properties[PROP_USAGE] = g_param_spec_boxed ("usage", NULL, NULL, TROUPE_TYPE_USAGE, PROPERTY_FLAGS);
  properties[PROP_FIRST_TOKEN_MS] = g_param_spec_int64 ("first-token-ms", NULL, NULL, -1, G_MAXINT64, -1, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_DURATION_MS] = g_param_spec_int64 ("duration-ms", NULL, NULL, -1, G_MAXINT64, -1, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, PROPERTY_FLAGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * TroupeMessage::text-appended:
   * @self: the message
   * @offset: where the new text begins, in bytes
   *
   * The text grew. What troupe_message_get_text() lent before may have moved.
   */
  signals[TEXT_APPENDED] = g_signal_new ("text-appended", TROUPE_TYPE_MESSAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_UINT64);

  /**
   * TroupeMessage::reasoning-appended:
   * @self: the message
   * @offset: where the new text begins, in bytes
   *
   * The reasoning grew.
   */
  signals[REASONING_APPENDED] = g_signal_new ("reasoning-appended", TROUPE_TYPE_MESSAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                              NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
}

static void
troupe_message_init (TroupeMessage *self)
{
  self->text = g_string_new (NULL);
  self->complete = TRUE;
  self->usage = TROUPE_USAGE_UNKNOWN;
  self->first_token_ms = -1;
  self->duration_ms = -1;
}

/**
 * troupe_message_new:
 * @role: who says it
 * @text: (nullable): what, in UTF-8
 *
 * Creates a message.
 *
 * Returns: (transfer full): the message
 */
TroupeMessage *
troupe_message_new (TroupeRole  role,
                    const char *text)
{
  TroupeMessage *self = g_object_new (TROUPE_TYPE_MESSAGE, "role", role, NULL);

  if (text != NULL)
    g_string_append (self->text, text);

  return self;
}

/**
 * troupe_message_get_id:
 * @self: the message
 *
 * Gets the row that the ledger keeps the message in.
 *
 * Returns: the id; 0 when it is not in the ledger yet
 */
gint64
troupe_message_get_id (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), 0);

  return self->id;
}

/**
 * troupe_message_set_id:
 * @self: the message
 * @id: the id; 0 when it is not in the ledger yet
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_message_set_id (TroupeMessage *self,
                       gint64         id)
{
  g_return_if_fail (TROUPE_IS_MESSAGE (self));

  if (self->id == id)
    return;

  self->id = id;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ID]);
}

/**
 * troupe_message_get_role:
 * @self: the message
 *
 * Gets who says it.
 *
 * Returns: the role
 */
TroupeRole
troupe_message_get_role (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), TROUPE_ROLE_USER);

  return self->role;
}

/**
 * troupe_message_get_text:
 * @self: the message
 *
 * Lends the text, in UTF-8. It stays where it is until more is appended.
 *
 * Returns: the text
 */
const char *
troupe_message_get_text (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), NULL);

  return self->text->str;
}

/**
 * troupe_message_get_text_length:
 * @self: the message
 *
 * Gets how long the text is.
 *
 * Returns: the length in bytes
 */
gsize
troupe_message_get_text_length (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), 0);

  return self->text->len;
}

/**
 * troupe_message_append_text:
 * @self: the message
 * @text: whole characters in UTF-8
 * @length: how many bytes, or -1 up to the closing zero
 *
 * Adds a piece of text.
 */
void
troupe_message_append_text (TroupeMessage *self,
                            const char    *text,
                            gssize         length)
{
  gsize offset;

  g_return_if_fail (TROUPE_IS_MESSAGE (self));
  g_return_if_fail (text != NULL || length == 0);

  offset = self->text->len;
  g_string_append_len (self->text, text, length);

  if (self->text->len > offset)
    g_signal_emit (self, signals[TEXT_APPENDED], 0, (guint64) offset);
}

/**
 * troupe_message_get_reasoning:
 * @self: the message
 *
 * Lends what the model thought aloud before it answered.
 *
 * Returns: (nullable): the reasoning; %NULL when there is none
 */
const char *
troupe_message_get_reasoning (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), NULL);

  return self->reasoning != NULL ? self->reasoning->str : NULL;
}

/**
 * troupe_message_append_reasoning:
 * @self: the message
 * @text: whole characters in UTF-8
 * @length: how many bytes, or -1 up to the closing zero
 *
 * Adds a piece of reasoning.
 */
void
troupe_message_append_reasoning (TroupeMessage *self,
                                 const char    *text,
                                 gssize         length)
{
  gsize offset;

  g_return_if_fail (TROUPE_IS_MESSAGE (self));
  g_return_if_fail (text != NULL || length == 0);

  if (length == 0 || text[0] == '\0')
    return;

  if (self->reasoning == NULL)
    self->reasoning = g_string_new (NULL);

  offset = self->reasoning->len;
  g_string_append_len (self->reasoning, text, length);
  g_signal_emit (self, signals[REASONING_APPENDED], 0, (guint64) offset);
}

/**
 * troupe_message_clear:
 * @self: the message
 *
 * Takes text, reasoning and what is known of the answer away, for a retry in place.
 */
void
troupe_message_clear (TroupeMessage *self)
{
  g_return_if_fail (TROUPE_IS_MESSAGE (self));

  g_object_freeze_notify (G_OBJECT (self));
  if (self->text->len > 0)
    {
      g_string_truncate (self->text, 0);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
    }
  if (self->reasoning != NULL)
    {
      g_string_free (g_steal_pointer (&self->reasoning), TRUE);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASONING]);
    }
  troupe_message_set_model (self, NULL, NULL, NULL);
  troupe_message_set_stop_reason (self, TROUPE_STOP_REASON_UNKNOWN);
  troupe_message_set_usage (self, NULL);
  troupe_message_set_times (self, -1, -1);
  troupe_message_set_error (self, NULL);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * troupe_message_get_created_us:
 * @self: the message
 *
 * Gets when the message was begun, in microseconds since 1970.
 *
 * Returns: the time
 */
gint64
troupe_message_get_created_us (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), 0);

  return self->created_us;
}

/**
 * troupe_message_set_created_us:
 * @self: the message
 * @created_us: the time
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_message_set_created_us (TroupeMessage *self,
                               gint64         created_us)
{
  g_return_if_fail (TROUPE_IS_MESSAGE (self));

  if (self->created_us == created_us)
    return;

  self->created_us = created_us;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CREATED_US]);
}

/**
 * troupe_message_is_streaming:
 * @self: the message
 *
 * Says whether text is still coming in.
 *
 * Returns: whether it is
 */
gboolean
troupe_message_is_streaming (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), FALSE);

  return self->streaming;
}

/**
 * troupe_message_set_streaming:
 * @self: the message
 * @streaming: the whether it is
 *
 * Begins or ends the stream. At the end, `text` and `reasoning` notify.
 */
void
troupe_message_set_streaming (TroupeMessage *self,
                              gboolean       streaming)
{
  g_return_if_fail (TROUPE_IS_MESSAGE (self));

  streaming = !!streaming;
  if (self->streaming == streaming)
    return;

  self->streaming = streaming;
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STREAMING]);
  if (!streaming)
    {
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASONING]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * troupe_message_is_complete:
 * @self: the message
 *
 * Says whether the message ended of itself, neither cut off nor stopped.
 *
 * Returns: whether it did
 */
gboolean
troupe_message_is_complete (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), FALSE);

  return self->complete;
}

/**
 * troupe_message_set_complete:
 * @self: the message
 * @complete: the whether it did
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_message_set_complete (TroupeMessage *self,
                             gboolean       complete)
{
  g_return_if_fail (TROUPE_IS_MESSAGE (self));

  complete = !!complete;
  if (self->complete == complete)
    return;

  self->complete = complete;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
}

/**
 * troupe_message_get_persona_id:
 * @self: the message
 *
 * Gets the id of the persona that spoke.
 *
 * Returns: (nullable): the id
 */
const char *
troupe_message_get_persona_id (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), NULL);

  return self->persona_id;
}

/**
 * troupe_message_get_persona_name:
 * @self: the message
 *
 * Gets the name that the persona had then.
 *
 * Returns: (nullable): the name
 */
const char *
troupe_message_get_persona_name (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), NULL);

  return self->persona_name;
}

/**
 * troupe_message_get_persona_icon:
 * @self: the message
 *
 * Gets the icon that the persona had then.
 *
 * Returns: (nullable): the icon
 */
const char *
troupe_message_get_persona_icon (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), NULL);

  return self->persona_icon;
}

/**
 * troupe_message_get_persona_revision:
 * @self: the message
 *
 * Gets the revision of the persona that spoke.
 *
 * Returns: (nullable): the revision
 */
const char *
troupe_message_get_persona_revision (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), NULL);

  return self->persona_revision;
}

/**
 * troupe_message_set_persona:
 * @self: the message
 * @id: (nullable): the persona's id
 * @name: (nullable): its name now
 * @icon: (nullable): its icon now
 * @revision: (nullable): its revision now
 *
 * Labels the message with the persona that speaks, as it is now.
 */
void
troupe_message_set_persona (TroupeMessage *self,
                            const char    *id,
                            const char    *name,
                            const char    *icon,
                            const char    *revision)
{
  g_return_if_fail (TROUPE_IS_MESSAGE (self));

  g_object_freeze_notify (G_OBJECT (self));
  set_text_property (self, &self->persona_id, id, PROP_PERSONA_ID);
  set_text_property (self, &self->persona_name, name, PROP_PERSONA_NAME);
  set_text_property (self, &self->persona_icon, icon, PROP_PERSONA_ICON);
  set_text_property (self, &self->persona_revision, revision, PROP_PERSONA_REVISION);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * troupe_message_get_provider:
 * @self: the message
 *
 * Gets the id of the provider that was asked.
 *
 * Returns: (nullable): the id
 */
const char *
troupe_message_get_provider (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), NULL);

  return self->provider;
}

/**
 * troupe_message_get_model_requested:
 * @self: the message
 *
 * Gets the model that was asked for.
 *
 * Returns: (nullable): the name of the model
 */
const char *
troupe_message_get_model_requested (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), NULL);

  return self->model_requested;
}

/**
 * troupe_message_get_model_served:
 * @self: the message
 *
 * Gets the model that the server says it used.
 *
 * Returns: (nullable): the name of the model
 */
const char *
troupe_message_get_model_served (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), NULL);

  return self->model_served;
}

/**
 * troupe_message_set_model:
 * @self: the message
 * @provider: (nullable): the id of the provider that is asked
 * @requested: (nullable): the model that is asked for
 * @served: (nullable): the model that the server says it uses; %NULL until it does
 *
 * Labels the message with what it came from.
 */
void
troupe_message_set_model (TroupeMessage *self,
                          const char    *provider,
                          const char    *requested,
                          const char    *served)
{
  g_return_if_fail (TROUPE_IS_MESSAGE (self));

  g_object_freeze_notify (G_OBJECT (self));
  set_text_property (self, &self->provider, provider, PROP_PROVIDER);
  set_text_property (self, &self->model_requested, requested, PROP_MODEL_REQUESTED);
  set_text_property (self, &self->model_served, served, PROP_MODEL_SERVED);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * troupe_message_get_stop_reason:
 * @self: the message
 *
 * Gets why the answer ended.
 *
 * Returns: the reason
 */
TroupeStopReason
troupe_message_get_stop_reason (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), TROUPE_STOP_REASON_UNKNOWN);

  return self->stop_reason;
}

/**
 * troupe_message_set_stop_reason:
 * @self: the message
 * @stop_reason: the reason
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_message_set_stop_reason (TroupeMessage    *self,
                                TroupeStopReason  stop_reason)
{
  g_return_if_fail (TROUPE_IS_MESSAGE (self));

  if (self->stop_reason == stop_reason)
    return;

  self->stop_reason = stop_reason;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STOP_REASON]);
}

/**
 * troupe_message_get_usage:
 * @self: the message
 *
 * Gets the tokens that the answer took.
 *
 * Returns: (transfer none): the usage, each count -1 until it is known
 */
const TroupeUsage *
troupe_message_get_usage (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), NULL);

  return &self->usage;
}

/**
 * troupe_message_set_usage:
 * @self: the message
 * @usage: (nullable): the tokens that the answer took, %NULL when unknown
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_message_set_usage (TroupeMessage     *self,
                          const TroupeUsage *usage)
{
  TroupeUsage known = usage != NULL ? *usage : TROUPE_USAGE_UNKNOWN;

  g_return_if_fail (TROUPE_IS_MESSAGE (self));

  if (troupe_usage_equal (&self->usage, &known))
    return;

  self->usage = known;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_USAGE]);
}

/**
 * troupe_message_get_duration_ms:
 * @self: the message
 *
 * Gets how long the whole answer took.
 *
 * Returns: the time in milliseconds; -1 when unknown
 */
gint64
troupe_message_get_duration_ms (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), 0);

  return self->duration_ms;
}

/**
 * troupe_message_get_first_token_ms:
 * @self: the message
 *
 * Gets how long the first piece of text took.
 *
 * Returns: the time in milliseconds; -1 when unknown
 */
gint64
troupe_message_get_first_token_ms (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), 0);

  return self->first_token_ms;
}

/**
 * troupe_message_set_times:
 * @self: the message
 * @first_token_ms: how long the first piece of text took; -1 when unknown
 * @duration_ms: how long the whole took; -1 when unknown
 *
 * Sets both times.
 */
void
troupe_message_set_times (TroupeMessage *self,
                          gint64         first_token_ms,
                          gint64         duration_ms)
{
  gboolean is_new_first_token;
  gboolean is_new_duration;

  g_return_if_fail (TROUPE_IS_MESSAGE (self));

  is_new_first_token = self->first_token_ms != first_token_ms;
  is_new_duration = self->duration_ms != duration_ms;
  self->first_token_ms = first_token_ms;
  self->duration_ms = duration_ms;

  g_object_freeze_notify (G_OBJECT (self));
  if (is_new_first_token)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIRST_TOKEN_MS]);
  if (is_new_duration)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DURATION_MS]);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * troupe_message_get_error:
 * @self: the message
 *
 * Gets what went wrong, in one sentence for people.
 *
 * Returns: (nullable): the sentence
 */
const char *
troupe_message_get_error (TroupeMessage *self)
{
  g_return_val_if_fail (TROUPE_IS_MESSAGE (self), NULL);

  return self->error;
}

/**
 * troupe_message_set_error:
 * @self: the message
 * @error: (nullable): the sentence
 *
 * Sets it, and notifies when it is another one.
 */
void
troupe_message_set_error (TroupeMessage *self,
                          const char    *error)
{
  g_return_if_fail (TROUPE_IS_MESSAGE (self));

  if (!troupe_replace_string (&self->error, error))
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}
