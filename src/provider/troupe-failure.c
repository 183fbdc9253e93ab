/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <math.h>
#include <string.h>

#include "troupe-failure.h"
#include "troupe-json.h"
#include "troupe-redact.h"

/**
 * TroupeFailure:
 *
 * All that is known of a request that went wrong, and what becomes of it: one sentence that names the provider, the
 * reason, and what to do next. It does no I/O.
 *
 * Servers differ in how they put an error, so it is read leniently: `error` may be an object or a string, `code` a
 * string, a number or null, and the body may be a page for a browser or nothing at all. The server's own words are
 * shown shortened, with keys hidden.
 */

#define MAX_WORDS 300

typedef struct
{
  char   *message;  /* (owned) (nullable) */
  char   *code;     /* (owned) (nullable) */
  char   *type;     /* (owned) (nullable) */
  gint64  number;   /* a code that was a number, or 0 */
} Words;

static void
words_clear (Words *words)
{
  g_free (words->message);
  g_free (words->code);
  g_free (words->type);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

typedef struct
{
  const char          *code;
  TroupeProviderError  error;
} CodeMeaning;

/* What servers say in `code` or `type`, which is more exact than their status. */
static const CodeMeaning code_meanings[] = {
  { "authentication_error", TROUPE_PROVIDER_ERROR_KEY },
  { "billing_error", TROUPE_PROVIDER_ERROR_CREDIT },
  { "billing_hard_limit_reached", TROUPE_PROVIDER_ERROR_CREDIT },
  { "content_filter", TROUPE_PROVIDER_ERROR_REFUSED },
  { "content_policy_violation", TROUPE_PROVIDER_ERROR_REFUSED },
  { "context_length_exceeded", TROUPE_PROVIDER_ERROR_TOO_LONG },
  { "credit_balance_exhausted", TROUPE_PROVIDER_ERROR_CREDIT },
  { "exceed_context_size_error", TROUPE_PROVIDER_ERROR_TOO_LONG },
  { "insufficient_quota", TROUPE_PROVIDER_ERROR_CREDIT },
  { "invalid_api_key", TROUPE_PROVIDER_ERROR_KEY },
  { "model_not_found", TROUPE_PROVIDER_ERROR_MODEL },
  { "not_found_error", TROUPE_PROVIDER_ERROR_MODEL },
  { "overloaded_error", TROUPE_PROVIDER_ERROR_OVERLOADED },
  { "rate_limit_error", TROUPE_PROVIDER_ERROR_RATE },
  { "rate_limit_exceeded", TROUPE_PROVIDER_ERROR_RATE },
  { "request_too_large", TROUPE_PROVIDER_ERROR_TOO_LONG },
  { "server_is_overloaded", TROUPE_PROVIDER_ERROR_OVERLOADED },
  { "slow_down", TROUPE_PROVIDER_ERROR_RATE },
};

static const char * const too_long_words[] = {
  "maximum context length", "available context size", "prompt is too long", "context window",
};

static const char *
member_string (JsonObject *object,
               const char *name)
{
  return troupe_json_node_get_string (json_object_get_member (object, name));
}

static void
read_code (Words      *words,
           JsonObject *object)
{
  JsonNode *code = json_object_get_member (object, "code");

  if (troupe_json_node_is_string (code))
    words->code = g_strdup (troupe_json_node_get_string (code));
  else
    troupe_json_node_get_int64 (code, &words->number);
}

/* @node is what stands under `error`, or the whole body. */
static void
read_error_node (Words    *words,
                 JsonNode *node)
{
  static const char * const names[] = { "message", "detail", "error", "msg" };
  JsonObject *object;

  if (troupe_json_node_is_string (node))
    {
      words->message = g_strdup (troupe_json_node_get_string (node));
      return;
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;

  object = json_node_get_object (node);
  for (guint i = 0; i < G_N_ELEMENTS (names) && words->message == NULL; i++)
    words->message = g_strdup (member_string (object, names[i]));
  words->type = g_strdup (member_string (object, "type"));
  read_code (words, object);
}

/* Servers wrap the error in `error`, some twice over. */
static JsonNode *
unwrap (JsonNode *node)
{
  for (guint depth = 0; depth < 2 && JSON_NODE_HOLDS_OBJECT (node); depth++)
    {
      JsonNode *inner = json_object_get_member (json_node_get_object (node), "error");

      if (inner == NULL || JSON_NODE_HOLDS_NULL (inner))
        break;
      node = inner;
    }

  return node;
}

/* The text that a browser would show, roughly: enough to recognise whose page it is. */
static char *
strip_markup (const char *body,
              gsize       length)
{
  g_autofree char *valid = g_utf8_make_valid (body, (gssize) length);
  g_autoptr(GString) text = g_string_new (NULL);
  gboolean in_space = TRUE;
  const char *at = valid;

  while (*at != '\0' && text->len < 4 * MAX_WORDS)
    {
      if (g_ascii_strncasecmp (at, "<style", 6) == 0 || g_ascii_strncasecmp (at, "<script", 7) == 0)
        {
          const char *end = strstr (at, "</");

          at = end != NULL ? end : at + strlen (at);
        }
      if (*at == '<')
        {
          const char *end = strchr (at, '>');

          at = end != NULL ? end + 1 : at + strlen (at);
          if (!in_space)
            g_string_append_c (text, ' ');
          in_space = TRUE;
          continue;
        }
      if (*at == '\0')
        break;
      if (g_ascii_isspace (*at) || g_ascii_iscntrl (*at))
        {
          if (!in_space)
            g_string_append_c (text, ' ');
          in_space = TRUE;
        }
      else
        {
          g_string_append_c (text, *at);
          in_space = FALSE;
        }
      at++;
    }

  return g_strchomp (g_string_free (g_steal_pointer (&text), FALSE));
}

static void
read_body (Words      *words,
           const char *body,
           gsize       length)
{
  g_autoptr(JsonNode) root = NULL;

  if (body == NULL || length == 0)
    return;

  root = troupe_json_parse ("error", body, (gssize) length, NULL);
  if (root != NULL)
    read_error_node (words, unwrap (root));
  else
    words->message = strip_markup (body, length);
}

/* The server's own words, fit to be shown: short, on one line, without keys; or the bare status. */
static char *
present (const TroupeFailure *self,
         const Words         *words)
{
  const char *secrets[] = { self->key, NULL };
  g_autofree char *hidden = NULL;
  g_autofree char *line = NULL;
  g_autofree char *shortened = NULL;

  if (words->message != NULL)
    {
      hidden = troupe_redact_text (words->message, secrets);
      line = strip_markup (hidden, strlen (hidden));
    }
  if (line == NULL || *line == '\0')
    {
      if (self->status > 0)
        return g_strdup_printf ("HTTP %u", self->status);
      return g_strdup (words->code != NULL ? words->code : words->type != NULL ? words->type : _("no reason given"));
    }

  if (g_utf8_strlen (line, -1) > MAX_WORDS)
    {
      shortened = g_utf8_substring (line, 0, MAX_WORDS);
      return g_strdup_printf (_("“%s…”"), shortened);
    }
  while (g_str_has_suffix (line, "."))
    line[strlen (line) - 1] = '\0';
  return g_strdup_printf (_("“%s”"), line);
}

static gboolean
find_code (const char          *code,
           TroupeProviderError *error)
{
  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (code_meanings); i++)
    if (g_str_equal (code_meanings[i].code, code))
      {
        *error = code_meanings[i].error;
        return TRUE;
      }

  return FALSE;
}

static gboolean
says_too_long (const char *message)
{
  g_autofree char *lower = message != NULL ? g_ascii_strdown (message, -1) : NULL;

  for (guint i = 0; lower != NULL && i < G_N_ELEMENTS (too_long_words); i++)
    if (strstr (lower, too_long_words[i]) != NULL)
      return TRUE;

  return FALSE;
}

static TroupeProviderError
classify_status (guint status)
{
  switch (status)
    {
    case 401:
    case 403:
      return TROUPE_PROVIDER_ERROR_KEY;
    case 402:
      return TROUPE_PROVIDER_ERROR_CREDIT;
    case 404:
    case 405:
    case 410:
      return TROUPE_PROVIDER_ERROR_MODEL;
    case 408:
      return TROUPE_PROVIDER_ERROR_TIMED_OUT;
    case 409:
      return TROUPE_PROVIDER_ERROR_OVERLOADED;
    case 413:
      return TROUPE_PROVIDER_ERROR_TOO_LONG;
    case 429:
      return TROUPE_PROVIDER_ERROR_RATE;
    default:
      break;
    }

  if (status >= 500)
    return TROUPE_PROVIDER_ERROR_OVERLOADED;
  if (status >= 400)
    return TROUPE_PROVIDER_ERROR_REQUEST;
  return TROUPE_PROVIDER_ERROR_PROTOCOL;
}

static TroupeProviderError
classify (guint        status,
          const Words *words)
{
  TroupeProviderError error;

  if (find_code (words->code, &error) || find_code (words->type, &error))
    return error;
  if ((status == 0 || status == 400 || status == 422) && says_too_long (words->message))
    return TROUPE_PROVIDER_ERROR_TOO_LONG;
  if (status == 0)
    return TROUPE_PROVIDER_ERROR_OVERLOADED;
  return classify_status (status);
}

/* TROUPE_LM_STUDIO_API_KEY for lm-studio. */
static char *
dup_env_name (const char *id)
{
  g_autofree char *upper = g_ascii_strup (id != NULL ? id : "provider", -1);

  g_strdelimit (upper, "-", '_');
  return g_strdup_printf ("TROUPE_%s_API_KEY", upper);
}

static char *
format_pause (gint64 pause_ms)
{
  gint64 seconds = (pause_ms + 999) / 1000;
  gint64 minutes = (seconds + 59) / 60;

  if (pause_ms < 1000)
    return g_strdup (/* Translators: as in “a pause of less than a second” */ _("less than a second"));
  if (seconds < 120)
    return g_strdup_printf (ngettext ("%d second", "%d seconds", (gulong) seconds), (int) seconds);
  return g_strdup_printf (ngettext ("%d minute", "%d minutes", (gulong) minutes), (int) MIN (minutes, G_MAXINT));
}

static char *
write_key_sentence (const TroupeFailure *self,
                    const char          *reason)
{
  g_autofree char *env_name = dup_env_name (self->provider_id);

  if (self->key == NULL)
    return g_strdup_printf (_("%s wants a key (%s); add one in Preferences or set %s."),
                            self->provider_name, reason, env_name);
  if (self->status == 403)
    return g_strdup_printf (_("The key for %s does not allow this (%s); check it in Preferences or %s."),
                            self->provider_name, reason, env_name);
  return g_strdup_printf (_("The key for %s was refused (%s); check it in Preferences or %s."),
                          self->provider_name, reason, env_name);
}

static char *
write_pause_sentence (const TroupeFailure *self,
                      TroupeProviderError  code,
                      gint64               pause_ms,
                      const char          *reason)
{
  g_autofree char *pause = pause_ms > 0 ? format_pause (pause_ms) : NULL;

  if (code == TROUPE_PROVIDER_ERROR_RATE && pause != NULL)
    /* Translators: the second %s is a time such as "30 seconds", the third the server's own words */
    return g_strdup_printf (_("%s wants fewer requests and a pause of %s (%s); try again after that."),
                            self->provider_name, pause, reason);
  if (code == TROUPE_PROVIDER_ERROR_RATE)
    return g_strdup_printf (_("%s wants fewer requests (%s); try again in a moment."), self->provider_name, reason);
  if (pause != NULL)
    return g_strdup_printf (_("%s is in trouble and asks for a pause of %s (%s); try again after that."),
                            self->provider_name, pause, reason);
  return g_strdup_printf (_("%s is in trouble (%s); try again in a moment."), self->provider_name, reason);
}

static char *
write_sentence (const TroupeFailure *self,
                TroupeProviderError  code,
                gint64               pause_ms,
                const char          *reason)
{
  switch ((int) code)
    {
    case TROUPE_PROVIDER_ERROR_KEY:
      return write_key_sentence (self, reason);
    case TROUPE_PROVIDER_ERROR_MODEL:
      return g_strdup_printf (_("%s has no model “%s” at %s (%s); choose another model, or check the base URL."),
                              self->provider_name, self->model != NULL ? self->model : "", self->base_url, reason);
    case TROUPE_PROVIDER_ERROR_TOO_LONG:
      /* Translators: a model, a provider, and the server's own words */
      return g_strdup_printf (_("The request is too long for %s at %s (%s); start a new conversation or shorten it."),
                              self->model != NULL ? self->model : _("the model"), self->provider_name, reason);
    case TROUPE_PROVIDER_ERROR_CREDIT:
      return g_strdup_printf (_("The account at %s is out of credit (%s); top it up or choose another provider."),
                              self->provider_name, reason);
    case TROUPE_PROVIDER_ERROR_RATE:
    case TROUPE_PROVIDER_ERROR_OVERLOADED:
      return write_pause_sentence (self, code, pause_ms, reason);
    case TROUPE_PROVIDER_ERROR_REFUSED:
      return g_strdup_printf (_("%s refused to answer this (%s); change what is asked."), self->provider_name, reason);
    case TROUPE_PROVIDER_ERROR_TIMED_OUT:
      return g_strdup_printf (_("%s gave up waiting (%s); try again."), self->provider_name, reason);
    case TROUPE_PROVIDER_ERROR_REQUEST:
      return g_strdup_printf (_("%s did not accept the request (%s); change the settings that it names."),
                              self->provider_name, reason);
    default:
      return g_strdup_printf (_("%s gave an answer that makes no sense (%s); check the base URL %s."),
                              self->provider_name, reason, self->base_url);
    }
}

/* An address that a server or a person wrote may carry a password or a key. */
static char *
dup_safe_url (const char *url,
              const char *key)
{
  const char *secrets[] = { key, NULL };
  g_autoptr(GUri) uri = url != NULL ? g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  g_autofree char *text = NULL;

  if (uri == NULL)
    return g_strdup (url != NULL ? "?" : "");

  text = g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO | G_URI_HIDE_QUERY | G_URI_HIDE_FRAGMENT);
  return troupe_redact_text (text, secrets);
}

/**
 * troupe_failure_parse_retry_after:
 * @seconds_or_date: (nullable): the header Retry-After: seconds, perhaps with a fraction, or an HTTP date
 * @milliseconds: (nullable): the header retry-after-ms, which is more exact
 * @now_unix_s: the time now, in seconds since 1970
 *
 * Reads how long the server asks to wait.
 *
 * Returns: milliseconds, at most one day; -1 when neither says anything that can be understood
 */
gint64
troupe_failure_parse_retry_after (const char *seconds_or_date,
                                  const char *milliseconds,
                                  gint64      now_unix_s)
{
  const double max_ms = 24 * 60 * 60 * 1000.0;
  g_autoptr(GDateTime) date = NULL;
  char *end = NULL;
  double value;

  if (milliseconds != NULL)
    {
      value = g_ascii_strtod (milliseconds, &end);
      if (end != milliseconds && *end == '\0' && isfinite (value) && value >= 0)
        return (gint64) ceil (MIN (value, max_ms));
    }
  if (seconds_or_date == NULL)
    return -1;

  value = g_ascii_strtod (seconds_or_date, &end);
  if (end != seconds_or_date && *end == '\0')
    return isfinite (value) && value >= 0 ? (gint64) ceil (MIN (value * 1000, max_ms)) : -1;

  date = soup_date_time_new_from_http_string (seconds_or_date);
  if (date == NULL)
    return -1;
  return (gint64) CLAMP ((g_date_time_to_unix (date) - now_unix_s) * 1000.0, 0, max_ms);
}

static GError *
make_error (const TroupeFailure *self,
            guint                status,
            const Words         *words)
{
  TroupeProviderError code = classify (status, words);
  gint64 pause_ms = -1;
  g_autofree char *reason = present (self, words);
  g_autofree char *base_url = dup_safe_url (self->base_url, self->key);
  g_autofree char *sentence = NULL;
  TroupeFailure safe = *self;

  safe.base_url = base_url;
  if (code == TROUPE_PROVIDER_ERROR_RATE || code == TROUPE_PROVIDER_ERROR_OVERLOADED)
    pause_ms = troupe_failure_parse_retry_after (self->retry_after, self->retry_after_ms,
                                                 g_get_real_time () / G_USEC_PER_SEC);
  sentence = write_sentence (&safe, code, pause_ms, reason);
  return troupe_provider_error_new (code, pause_ms, sentence);
}

/**
 * troupe_failure_copy_context:
 * @self: what is known
 *
 * Copies who was asked for what, and nothing of the answer.
 *
 * Returns: (transfer full): what stays true for the whole request
 */
TroupeFailure *
troupe_failure_copy_context (const TroupeFailure *self)
{
  TroupeFailure *copy = g_new0 (TroupeFailure, 1);

  copy->provider_id = g_strdup (self->provider_id);
  copy->provider_name = g_strdup (self->provider_name);
  copy->model = g_strdup (self->model);
  copy->base_url = g_strdup (self->base_url);
  copy->key = g_strdup (self->key);
  return copy;
}

/**
 * troupe_failure_free_context:
 * @self: (transfer full): from troupe_failure_copy_context()
 *
 * Frees the context.
 */
void
troupe_failure_free_context (TroupeFailure *self)
{
  g_free ((char *) self->provider_id);
  g_free ((char *) self->provider_name);
  g_free ((char *) self->model);
  g_free ((char *) self->base_url);
  g_free ((char *) self->key);
  g_free (self);
}

/**
 * troupe_failure_to_error:
 * @self: what is known, with a status of 300 or more
 *
 * Turns an answer whose status tells of a failure into an error.
 *
 * Returns: (transfer full): in %TROUPE_PROVIDER_ERROR
 */
GError *
troupe_failure_to_error (const TroupeFailure *self)
{
  g_auto(Words) words = { 0 };

  if (self->status >= 300 && self->status < 400)
    {
      g_autofree char *base_url = dup_safe_url (self->base_url, self->key);
      g_autofree char *location = self->location != NULL ? dup_safe_url (self->location, self->key)
                                                         : g_strdup (_("somewhere else"));

      return g_error_new (TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_PROTOCOL,
                          _("%s at %s sends requests on to %s, where the key is not sent; set the base URL to where it "
                            "really is."),
                          self->provider_name, base_url, location);
    }

  read_body (&words, self->body, self->body_length);
  return make_error (self, self->status, &words);
}

/**
 * troupe_failure_to_stream_error:
 * @self: what is known
 * @node: what came under `error`, after the answer had begun
 *
 * Turns an error that came inside an answer into one of ours.
 *
 * Returns: (transfer full): in %TROUPE_PROVIDER_ERROR
 */
GError *
troupe_failure_to_stream_error (const TroupeFailure *self,
                                JsonNode            *node)
{
  g_auto(Words) words = { 0 };
  guint status = 0;

  read_error_node (&words, unwrap (node));
  if (words.number >= 400 && words.number < 600)
    status = (guint) words.number;
  else if (words.code != NULL && strlen (words.code) == 3)
    status = (guint) g_ascii_strtoull (words.code, NULL, 10);

  return make_error (self, status, &words);
}

/**
 * troupe_failure_to_not_a_model:
 * @self: what is known, with the body
 *
 * Makes the error for an answer that is well as HTTP and is not from a language model: a web page, say.
 *
 * Returns: (transfer full): in %TROUPE_PROVIDER_ERROR
 */
GError *
troupe_failure_to_not_a_model (const TroupeFailure *self)
{
  g_auto(Words) words = { 0 };
  g_autofree char *reason = NULL;
  g_autofree char *base_url = dup_safe_url (self->base_url, self->key);
  g_autoptr(JsonNode) root = NULL;

  if (self->body_length > 0)
    root = troupe_json_parse ("answer", self->body, (gssize) self->body_length, NULL);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root) && unwrap (root) != root)
    return troupe_failure_to_stream_error (self, root);

  if (self->body_length > 0)
    words.message = strip_markup (self->body, self->body_length);
  if (words.message == NULL || *words.message == '\0')
    return g_error_new (TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_PROTOCOL,
                        _("What answers at %s is no language model: it sent an empty answer; check the base URL of %s."),
                        base_url, self->provider_name);

  reason = present (self, &words);
  return g_error_new (TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_PROTOCOL,
                      /* Translators: the second %s is the start of what the server sent instead, in quotes */
                      _("What answers at %s is no language model: it sent %s; check the base URL of %s."),
                      base_url, reason, self->provider_name);
}

static const char *
describe_certificate (GTlsCertificateFlags flags)
{
  if (flags & G_TLS_CERTIFICATE_EXPIRED)
    return _("its certificate has expired");
  if (flags & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    return _("its certificate is not valid yet");
  if (flags & G_TLS_CERTIFICATE_REVOKED)
    return _("its certificate was revoked");
  if (flags & G_TLS_CERTIFICATE_BAD_IDENTITY)
    return _("its certificate is for another server");
  if (flags & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return _("nobody known vouches for its certificate");
  if (flags & G_TLS_CERTIFICATE_INSECURE)
    return _("its certificate is too weak");
  return _("its certificate is not valid");
}

/**
 * troupe_failure_to_network_error:
 * @self: what is known
 * @cause: what the network said
 * @tls_errors: what is wrong with the server's certificate
 *
 * Turns a failure to reach the server into an error. A cancel stays what it is.
 *
 * Returns: (transfer full): in %TROUPE_PROVIDER_ERROR, or %G_IO_ERROR_CANCELLED
 */
GError *
troupe_failure_to_network_error (const TroupeFailure  *self,
                                 const GError         *cause,
                                 GTlsCertificateFlags  tls_errors)
{
  g_autofree char *base_url = dup_safe_url (self->base_url, self->key);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED) || cause->domain == TROUPE_PROVIDER_ERROR)
    return g_error_copy (cause);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_error_new (TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_TIMED_OUT,
                        /* Translators: the last %s is such as "nothing was heard for 300 seconds" */
                        _("%s at %s was silent for too long: %s; try again, or allow it more time."),
                        self->provider_name, base_url, cause->message);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT))
    return g_error_new (TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_REQUEST,
                        _("The base URL of %s is no http or https address; write it like https://api.openai.com/v1."),
                        self->provider_name);
  if (tls_errors != 0 || g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return g_error_new (TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_TLS,
                        /* Translators: the last %s is a reason such as "its certificate has expired" */
                        _("%s at %s cannot be trusted: %s; nothing was sent, so check the base URL and the clock."),
                        self->provider_name, base_url, describe_certificate (tls_errors));
  if (cause->domain == G_TLS_ERROR)
    return g_error_new (TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_TLS,
                        _("No safe connection to %s at %s could be made: %s; check whether the base URL should begin "
                          "with http or https."),
                        self->provider_name, base_url, cause->message);
  if (cause->domain == G_RESOLVER_ERROR)
    return g_error_new (TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_CONNECTION,
                        _("The server of %s was not found at %s; check the network and the base URL."),
                        self->provider_name, base_url);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_error_new (TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_CONNECTION,
                        _("Nothing answers for %s at %s; check that the server runs, and the base URL."),
                        self->provider_name, base_url);
  return g_error_new (TROUPE_PROVIDER_ERROR, TROUPE_PROVIDER_ERROR_CONNECTION,
                      _("The connection to %s at %s failed: %s; try again."),
                      self->provider_name, base_url, cause->message);
}
