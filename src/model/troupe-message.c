/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "troupe-enum-types.h"
#include "troupe-message-private.h"

#define PROPERTY_FLAGS (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)
#define READ_FLAGS     (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

/**
 * TroupeMessage:
 *
 * What somebody said in a conversation: a person, a model, or a tool.
 *
 * Text comes in by the piece, thousands of times. Appending costs no more than the piece is long, and tells of it by
 * #TroupeMessage::text-appended; the property `text` notifies when the stream ends, not for each piece.
 */
enum
{
  TEXT_APPENDED,
  REASONING_APPENDED,
  N_SIGNALS,
};

static const char * const label_names[TROUPE_MESSAGE_N_LABELS] = {
  [TROUPE_MESSAGE_PERSONA_ID] = "persona-id",
  [TROUPE_MESSAGE_PERSONA_NAME] = "persona-name",
  [TROUPE_MESSAGE_PERSONA_ICON] = "persona-icon",
  [TROUPE_MESSAGE_PERSONA_REVISION] = "persona-revision",
  [TROUPE_MESSAGE_PROVIDER] = "provider",
  [TROUPE_MESSAGE_MODEL_REQUESTED] = "model-requested",
  [TROUPE_MESSAGE_MODEL_SERVED] = "model-served",
  [TROUPE_MESSAGE_ERROR] = "error",
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeMessage, troupe_message, G_TYPE_OBJECT)

static void
troupe_message_finalize (GObject *object)
{
  TroupeMessage *self = TROUPE_MESSAGE (object);

  g_string_free (self->text, TRUE);
  if (self->reasoning != NULL)
    g_string_free (self->reasoning, TRUE);
  for (guint i = 0; i < TROUPE_MESSAGE_N_LABELS; i++)
    g_free (self->labels[i]);

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
    default:
      g_value_set_string (value, self->labels[property_id - PROP_FIRST_LABEL]);
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
    case PROP_FIRST_LABEL + TROUPE_MESSAGE_ERROR:
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
  properties[PROP_ROLE] = g_param_spec_enum ("role", NULL, NULL, TROUPE_TYPE_ROLE, TROUPE_ROLE_USER,
                                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, READ_FLAGS);
  properties[PROP_REASONING] = g_param_spec_string ("reasoning", NULL, NULL, NULL, READ_FLAGS);
  properties[PROP_CREATED_US] = g_param_spec_int64 ("created-us", NULL, NULL, 0, G_MAXINT64, 0, PROPERTY_FLAGS);
  properties[PROP_STREAMING] = g_param_spec_boolean ("streaming", NULL, NULL, FALSE, PROPERTY_FLAGS);
  properties[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, TRUE, PROPERTY_FLAGS);
  properties[PROP_STOP_REASON] = g_param_spec_enum ("stop-reason", NULL, NULL, TROUPE_TYPE_STOP_REASON,
                                                    TROUPE_STOP_REASON_UNKNOWN, PROPERTY_FLAGS);
  properties[PROP_USAGE] = g_param_spec_boxed ("usage", NULL, NULL, TROUPE_TYPE_USAGE, PROPERTY_FLAGS);
  properties[PROP_FIRST_TOKEN_MS] = g_param_spec_int64 ("first-token-ms", NULL, NULL, -1, G_MAXINT64, -1, READ_FLAGS);
  properties[PROP_DURATION_MS] = g_param_spec_int64 ("duration-ms", NULL, NULL, -1, G_MAXINT64, -1, READ_FLAGS);
  for (guint i = 0; i < TROUPE_MESSAGE_N_LABELS; i++)
    properties[PROP_FIRST_LABEL + i] = g_param_spec_string (label_names[i], NULL, NULL, NULL,
                                                            i == TROUPE_MESSAGE_ERROR ? PROPERTY_FLAGS : READ_FLAGS);
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
  self->cost = NAN;
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
  troupe_message_set_cost (self, NAN);
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
 * @streaming: whether it is
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
 * @complete: whether it did
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

/*< private >
 * troupe_message_notify:
 * @self: the message
 * @property_id: one of its properties
 *
 * Notifies, for the functions that are in another file.
 */
void
troupe_message_notify (TroupeMessage *self,
                       guint          property_id)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property_id]);
}
