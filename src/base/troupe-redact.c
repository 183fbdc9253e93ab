/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "troupe-redact.h"

/* A shorter one would turn up in ordinary words. */
#define MIN_SECRET_LENGTH 6

/* No rule looks further ahead than this, known secrets aside; so nothing is held back for long. */
typedef struct
{
  const char *prefix;         /* in lower case where case does not matter */
  gboolean    ignores_case;
  gboolean    keeps_prefix;   /* the prefix is a label, not a part of the secret */
  gboolean    needs_word;     /* nothing that belongs to a word stands before it */
  gboolean    skips_space;    /* blanks may stand between label and secret */
  guint       min_length;     /* of what follows the prefix */
  guint       sure_length;    /* a shorter one must have a digit in it */
} Rule;

static const Rule rules[] = {
  { "bearer ",             TRUE,  TRUE,  TRUE,  TRUE,  8,  20 },
  { "x-api-key:",          TRUE,  TRUE,  TRUE,  TRUE,  6,  6  },
  { "x-goog-api-key:",     TRUE,  TRUE,  TRUE,  TRUE,  6,  6  },
  { "api-key:",            TRUE,  TRUE,  TRUE,  TRUE,  6,  6  },
  { "?key=",               FALSE, TRUE,  FALSE, FALSE, 6,  6  },
  { "&key=",               FALSE, TRUE,  FALSE, FALSE, 6,  6  },
  { "api_key=",            TRUE,  TRUE,  FALSE, FALSE, 6,  6  },
  { "access_token=",       TRUE,  TRUE,  FALSE, FALSE, 6,  6  },
  { "sk-",                 FALSE, FALSE, TRUE,  FALSE, 16, 32 },
  { "sk_",                 FALSE, FALSE, TRUE,  FALSE, 16, 32 },
  { "AIza",                FALSE, FALSE, TRUE,  FALSE, 20, 20 },
  { "gsk_",                FALSE, FALSE, TRUE,  FALSE, 16, 20 },
  { "xai-",                FALSE, FALSE, TRUE,  FALSE, 16, 32 },
  { "hf_",                 FALSE, FALSE, TRUE,  FALSE, 16, 20 },
  { "nvapi-",              FALSE, FALSE, TRUE,  FALSE, 16, 32 },
  { "ghp_",                FALSE, FALSE, TRUE,  FALSE, 16, 20 },
  { "gho_",                FALSE, FALSE, TRUE,  FALSE, 16, 20 },
  { "github_pat_",         FALSE, FALSE, TRUE,  FALSE, 16, 20 },
};

/**
 * TroupeRedactor:
 *
 * Hides API keys in a stream of text. What comes out does not depend on where the stream was cut.
 */
struct _TroupeRedactor
{
  GPtrArray *secrets;         /* (owned) (element-type utf8) */
  gboolean   may_begin[256];  /* whether a rule or a secret begins with this byte */

  GString   *pending;         /* (owned): what came and cannot be decided yet */
  char       last;            /* the byte before it, or 0 */
  gboolean   is_hiding;       /* inside a secret that is replaced already */
};

typedef enum
{
  NO,
  YES,
  NEED_MORE,
} Answer;

typedef struct
{
  gsize    n_kept;       /* a label in front that is shown */
  gsize    n_hidden;
  gboolean may_go_on;    /* what follows belongs to the secret as long as it looks like it */
} Match;

static inline gboolean
is_token (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("-._~+/=", c) != NULL);
}

static inline gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '-' || (guchar) c >= 0x80;
}

static Answer
match_secret (const char *text,
              gsize       length,
              const char *secret,
              gboolean    is_end)
{
  gsize wanted = strlen (secret);

  if (memcmp (text, secret, MIN (length, wanted)) != 0)
    return NO;
  if (length >= wanted)
    return YES;
  return is_end ? NO : NEED_MORE;
}

static Answer
match_rule (const Rule *rule,
            const char *text,
            gsize       length,
            char        before,
            gboolean    is_end,
            Match      *match)
{
  gsize n_prefix = strlen (rule->prefix);
  gsize n = 0, start;
  gboolean has_digit = FALSE;

  if (rule->needs_word && is_word (before))
    return NO;

  for (; n < n_prefix; n++)
    {
      if (n == length)
        return is_end ? NO : NEED_MORE;
      if ((rule->ignores_case ? g_ascii_tolower (text[n]) : text[n]) != rule->prefix[n])
        return NO;
    }

  if (rule->skips_space)
    while (n < length && n < n_prefix + 8 && text[n] == ' ')
      n++;

  start = n;
  while (n < length && is_token (text[n]) && n - start < rule->sure_length)
    has_digit |= g_ascii_isdigit (text[n++]);

  if (n - start < rule->sure_length)
    {
      if (n == length && !is_end)
        return NEED_MORE;
      if (n - start < rule->min_length || !has_digit)
        return NO;
    }

  match->n_kept = rule->keeps_prefix ? start : 0;
  match->n_hidden = n - match->n_kept;
  match->may_go_on = TRUE;
  return YES;
}

static Answer
match_here (TroupeRedactor *self,
            const char     *text,
            gsize           length,
            char            before,
            gboolean        is_end,
            Match          *match)
{
  Answer answer = NO;

  if (!self->may_begin[(guchar) *text])
    return NO;

  *match = (Match) { 0, 0, FALSE };

  for (guint i = 0; i < self->secrets->len; i++)
    {
      const char *secret = g_ptr_array_index (self->secrets, i);
      Answer found = match_secret (text, length, secret, is_end);

      if (found == NEED_MORE)
        return NEED_MORE;
      if (found == YES)
        {
          answer = YES;
          match->n_hidden = MAX (match->n_hidden, strlen (secret));
        }
    }

  if (answer == YES)
    return YES;

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      answer = match_rule (&rules[i], text, length, before, is_end, match);
      if (answer != NO)
        return answer;
    }

  return NO;
}

static void
process (TroupeRedactor *self,
         GString        *output,
         gboolean        is_end)
{
  const char *text = self->pending->str;
  gsize length = self->pending->len;
  gsize at = 0, shown = 0;

  while (at < length)
    {
      char before = at > 0 ? text[at - 1] : self->last;
      Match match;
      Answer answer;

      if (self->is_hiding && is_token (text[at]))
        {
          shown = ++at;
          continue;
        }
      self->is_hiding = FALSE;

      answer = match_here (self, text + at, length - at, before, is_end, &match);
      if (answer == NEED_MORE)
        break;
      if (answer == NO)
        {
          at++;
          continue;
        }

      g_string_append_len (output, text + shown, (gssize) (at + match.n_kept - shown));
      g_string_append (output, TROUPE_REDACT_REPLACEMENT);
      at += match.n_kept + match.n_hidden;
      shown = at;
      self->is_hiding = match.may_go_on;
    }

  g_string_append_len (output, text + shown, (gssize) (at - shown));
  if (at > 0)
    self->last = text[at - 1];
  g_string_erase (self->pending, 0, (gssize) at);
}

/**
 * troupe_redactor_new:
 * @secrets: (nullable) (array zero-terminated=1): keys that are known
 *
 * Makes a filter that hides @secrets and whatever looks like an API key.
 *
 * Returns: (transfer full): a filter at the beginning of a text
 */
TroupeRedactor *
troupe_redactor_new (const char * const *secrets)
{
  TroupeRedactor *self = g_new0 (TroupeRedactor, 1);

  self->secrets = g_ptr_array_new_with_free_func (g_free);
  self->pending = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      self->may_begin[(guchar) rules[i].prefix[0]] = TRUE;
      if (rules[i].ignores_case)
        self->may_begin[(guchar) g_ascii_toupper (rules[i].prefix[0])] = TRUE;
    }

  for (gsize i = 0; secrets != NULL && secrets[i] != NULL; i++)
    troupe_redactor_add_secret (self, secrets[i]);

  return self;
}

/**
 * troupe_redactor_free:
 * @self: (transfer full) (nullable): a filter
 *
 * Frees the filter. What it still holds back is lost: troupe_redactor_finish() gives that.
 */
void
troupe_redactor_free (TroupeRedactor *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->secrets, g_ptr_array_unref);
  g_string_free (self->pending, TRUE);
  g_free (self);
}

/**
 * troupe_redactor_add_secret:
 * @self: a filter
 * @secret: a key; one of fewer than six bytes is passed over, since ordinary words would hide with it
 *
 * Says what is to be hidden from now on.
 */
void
troupe_redactor_add_secret (TroupeRedactor *self,
                            const char     *secret)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (secret != NULL);

  if (strlen (secret) < MIN_SECRET_LENGTH)
    return;

  g_ptr_array_add (self->secrets, g_strdup (secret));
  self->may_begin[(guchar) secret[0]] = TRUE;
}

/**
 * troupe_redactor_feed:
 * @self: a filter
 * @chunk: (array length=length): the next part of the text, cut anywhere
 * @length: in bytes, or -1 if @chunk ends in a zero byte
 * @output: what can be shown is appended here
 *
 * Passes on all that is sure to hold no secret. What may be the beginning of one waits for the next chunk.
 */
void
troupe_redactor_feed (TroupeRedactor *self,
                      const char     *chunk,
                      gssize          length,
                      GString        *output)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (output != NULL);

  g_string_append_len (self->pending, chunk, length);
  process (self, output, FALSE);
}

/**
 * troupe_redactor_finish:
 * @self: a filter
 * @output: what is left is appended here
 *
 * Ends the text. The filter is then at the beginning of another.
 */
void
troupe_redactor_finish (TroupeRedactor *self,
                        GString        *output)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (output != NULL);

  process (self, output, TRUE);
  self->last = '\0';
  self->is_hiding = FALSE;
}

/**
 * troupe_redact_text:
 * @text: what is about to be shown or logged
 * @secrets: (nullable) (array zero-terminated=1): keys that are known
 *
 * Hides @secrets and whatever looks like an API key.
 *
 * Returns: (transfer full): @text with each secret replaced
 */
char *
troupe_redact_text (const char         *text,
                    const char * const *secrets)
{
  g_autoptr(TroupeRedactor) self = NULL;
  GString *output;

  g_return_val_if_fail (text != NULL, NULL);

  self = troupe_redactor_new (secrets);
  output = g_string_sized_new (strlen (text) + 16);
  troupe_redactor_feed (self, text, -1, output);
  troupe_redactor_finish (self, output);
  return g_string_free (output, FALSE);
}
