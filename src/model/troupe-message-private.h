/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-message.h"

G_BEGIN_DECLS

typedef enum
{
  TROUPE_MESSAGE_PERSONA_ID,
  TROUPE_MESSAGE_PERSONA_NAME,
  TROUPE_MESSAGE_PERSONA_ICON,
  TROUPE_MESSAGE_PERSONA_REVISION,
  TROUPE_MESSAGE_PROVIDER,
  TROUPE_MESSAGE_MODEL_REQUESTED,
  TROUPE_MESSAGE_MODEL_SERVED,
  TROUPE_MESSAGE_ERROR,
  TROUPE_MESSAGE_N_LABELS,
} TroupeMessageLabel;

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

  /* What is known of an answer */
  char             *labels[TROUPE_MESSAGE_N_LABELS];   /* (nullable) */
  TroupeStopReason  stop_reason;
  TroupeUsage       usage;
  double            cost;            /* in US dollars, NAN if nobody knows */
  gint64            first_token_ms;
  gint64            duration_ms;
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
  PROP_STOP_REASON,
  PROP_USAGE,
  PROP_FIRST_TOKEN_MS,
  PROP_DURATION_MS,
  PROP_FIRST_LABEL,
  N_PROPS = PROP_FIRST_LABEL + TROUPE_MESSAGE_N_LABELS,
};

void troupe_message_notify (TroupeMessage *self,
                            guint          property_id);

G_END_DECLS
