/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "troupe-message-label.h"

/* The quiet line below an answer, in words: which model, how much, how long. */

static void
add_part (GString    *line,
          const char *part)
{
  if (part == NULL || *part == '\0')
    return;

  if (line->len > 0)
    g_string_append (line, " · ");
  g_string_append (line, part);
}

static char *
dup_model (TroupeMessage *message)
{
  const char *requested = troupe_message_get_model_requested (message);
  const char *served = troupe_message_get_model_served (message);

  if (requested != NULL && served != NULL && g_strcmp0 (requested, served) != 0)
    /* Translators: names of two models */
    return g_strdup_printf (_("Asked %s, served %s"), requested, served);

  return g_strdup (served != NULL ? served : requested);
}

static char *
dup_number (gint64 number)
{
  return g_strdup_printf ("%'" G_GINT64_FORMAT, number);
}

static char *
dup_tokens (TroupeMessage *message)
{
  const TroupeUsage *usage = troupe_message_get_usage (message);
  g_autofree char *input = dup_number (usage->input + MAX (usage->cache_read, 0) + MAX (usage->cache_write, 0));
  g_autofree char *output = dup_number (usage->output);

  if (usage->input < 0 || usage->output < 0)
    return NULL;

  /* Translators: numbers of tokens sent and received */
  return g_strdup_printf (_("%s in, %s out"), input, output);
}

static char *
dup_seconds (gint64 ms)
{
  if (ms < 0)
    return NULL;

  /* Translators: seconds */
  return g_strdup_printf (_("%.1f s"), (double) ms / 1000.0);
}

/* @format has one %s, for @value; nothing is added where there is none */
static void
add_line (GString    *text,
          const char *format,
          const char *value)
{
  const char *hole = strstr (format, "%s");

  if (value == NULL || hole == NULL)
    return;

  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append_len (text, format, hole - format);
  g_string_append (text, value);
  g_string_append (text, hole + 2);
}

/**
 * troupe_message_dup_summary:
 * @message: an answer
 *
 * Says which model answered, with how many tokens, in what time. What is not
 * known is left out; nothing is made up.
 *
 * Returns: (transfer full): a translated line, perhaps empty
 */
char *
troupe_message_dup_summary (TroupeMessage *message)
{
  g_autofree char *model = dup_model (message);
  g_autofree char *tokens = dup_tokens (message);
  g_autofree char *seconds = dup_seconds (troupe_message_get_duration_ms (message));
  GString *line = g_string_new (NULL);

  add_part (line, model);
  if (!troupe_message_is_streaming (message))
    {
      add_part (line, tokens);
      add_part (line, seconds);
      switch (troupe_message_get_stop_reason (message))
        {
        case TROUPE_STOP_REASON_LENGTH:
          add_part (line, _("cut at the maximum output"));
          break;
        case TROUPE_STOP_REASON_REFUSAL:
          add_part (line, _("refused"));
          break;
        case TROUPE_STOP_REASON_CANCELLED:
          add_part (line, _("stopped"));
          break;
        case TROUPE_STOP_REASON_UNKNOWN:
        case TROUPE_STOP_REASON_END:
        case TROUPE_STOP_REASON_TOOL_CALLS:
        case TROUPE_STOP_REASON_ERROR:
        default:
          break;
        }
    }

  return g_string_free (line, FALSE);
}

/**
 * troupe_message_dup_details:
 * @message: an answer
 *
 * The longer form, for the line's tooltip and for screen readers: also the
 * persona with its revision, the provider and the time to the first word.
 *
 * Returns: (transfer full): translated lines
 */
char *
troupe_message_dup_details (TroupeMessage *message)
{
  GString *text = g_string_new (NULL);
  const TroupeUsage *usage = troupe_message_get_usage (message);
  const char *revision = troupe_message_get_persona_revision (message);
  gint64 first_token_ms = troupe_message_get_first_token_ms (message);

  add_line (text, _("Persona: %s"), troupe_message_get_persona_id (message));
  add_line (text, _("Revision: %s"), revision != NULL && *revision != '\0' ? revision : NULL);
  add_line (text, _("Provider: %s"), troupe_message_get_provider (message));
  add_line (text, _("Model asked for: %s"), troupe_message_get_model_requested (message));
  add_line (text, _("Model that answered: %s"), troupe_message_get_model_served (message));
  if (usage->cache_read > 0)
    {
      g_autofree char *tokens = dup_number (usage->cache_read);

      add_line (text, _("Tokens read from cache: %s"), tokens);
    }
  if (first_token_ms >= 0)
    {
      g_autofree char *seconds = dup_seconds (first_token_ms);

      add_line (text, _("First word after %s"), seconds);
    }

  return g_string_free (text, FALSE);
}
