/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-enum-types.h"
#include "troupe-model-error.h"
#include "troupe-prompt-preset.h"
#include "troupe-prompt.h"
#include "troupe-strategy.h"

/**
 * TroupePrompt:
 *
 * What is sent as system prompt, section by section, in the one fixed order: prompt preset, persona's own prompt, the
 * tier's role, the tool strategy, the ticket's context. Sections with nothing to say are left out.
 *
 * A prompt never changes once it is composed, so an attempt can keep it.
 */
struct _TroupePrompt
{
  gatomicrefcount  n_refs;

  GPtrArray       *sections;  /* (owned) (element-type Section) */
  char            *text;      /* (owned) */
};

typedef struct
{
  TroupePromptSection  public;

  char                *origin;  /* (owned) */
  char                *text;    /* (owned) */
} Section;

G_DEFINE_BOXED_TYPE (TroupePrompt, troupe_prompt, troupe_prompt_ref, troupe_prompt_unref)

/* Words for models are not translated. */
static const char * const roles[TROUPE_N_TIERS] = {
  [TROUPE_TIER_ORCHESTRATOR] =
    "You are the orchestrator of this track. Turn the goal into a specification: what is to be true at the end, what "
    "is left out, and how it is judged. You write no code.",
  [TROUPE_TIER_TECH_LEAD] =
    "You are the tech lead of this track. Turn the specification into tickets that one worker each can finish: small, "
    "ordered by what depends on what, each with what makes it acceptable.",
  [TROUPE_TIER_WORKER] =
    "You are a worker on this track. Do the one ticket that you are given, all of it and nothing beyond it. Others "
    "do the other tickets; your answer is what they will build on, so state the result plainly.",
  [TROUPE_TIER_QA] =
    "You judge finished work on this track. Hold the result against what the ticket calls acceptable, and say accept "
    "or reject with reasons that the worker can act on.",
};

static void
section_free (gpointer data)
{
  Section *section = data;

  g_free (section->origin);
  g_free (section->text);
  g_free (section);
}

/* @origin and @text are (transfer full) */
static void
add_section (TroupePrompt *self,
             const char   *name,
             const char   *title,
             char         *origin,
             char         *text)
{
  Section *section = g_new0 (Section, 1);

  section->origin = origin;
  section->text = g_strstrip (text);
  section->public.name = name;
  section->public.title = title;
  section->public.origin = section->origin;
  section->public.text = section->text;

  if (*section->text != '\0')
    g_ptr_array_add (self->sections, section);
  else
    section_free (section);
}

static TroupeDefinition *
look_up (TroupeResolver *resolver,
         TroupeCatalog  *catalog,
         TroupeField     field,
         TroupeKind      kind)
{
  const char *id = troupe_resolver_get_string (resolver, field);

  if (id == NULL || *id == '\0')
    return NULL;

  return troupe_catalog_lookup (catalog, kind, id);
}

static void
add_preset (TroupePrompt   *self,
            TroupeResolver *resolver,
            TroupeCatalog  *catalog)
{
  TroupeDefinition *preset = look_up (resolver, catalog, TROUPE_FIELD_PROMPT_PRESET_ID, TROUPE_KIND_PROMPT_PRESET);
  const char *text;

  if (preset == NULL || !TROUPE_IS_PROMPT_PRESET (preset))
    return;

  text = troupe_ai_settings_get_string (troupe_prompt_preset_get_settings (TROUPE_PROMPT_PRESET (preset)),
                                        TROUPE_FIELD_SYSTEM_PROMPT);
  if (text != NULL)
    add_section (self, "preset", _("Prompt Preset"),
                 g_strconcat ("preset:", troupe_definition_get_id (preset), NULL), g_strdup (text));
}

static void
add_own (TroupePrompt   *self,
         TroupeResolver *resolver)
{
  const char *text = troupe_resolver_get_string (resolver, TROUPE_FIELD_SYSTEM_PROMPT);

  /* The preset's prompt has a section of its own already. */
  if (text == NULL || troupe_resolver_get_origin_layer (resolver, TROUPE_FIELD_SYSTEM_PROMPT) == TROUPE_LAYER_PRESET)
    return;

  add_section (self, "persona", _("Persona’s Own Prompt"),
               g_strdup (troupe_resolver_get_origin (resolver, TROUPE_FIELD_SYSTEM_PROMPT)), g_strdup (text));
}

static void
add_role (TroupePrompt *self,
          TroupeTier    tier)
{
  if ((guint) tier >= TROUPE_N_TIERS || roles[tier] == NULL)
    return;

  add_section (self, "tier", _("Tier’s Role"),
               g_strconcat ("tier:", troupe_enum_get_nick (TROUPE_TYPE_TIER, tier), NULL), g_strdup (roles[tier]));
}

static void
add_strategy (TroupePrompt   *self,
              TroupeResolver *resolver,
              TroupeCatalog  *catalog)
{
  TroupeDefinition *profile = look_up (resolver, catalog, TROUPE_FIELD_BIAS_PROFILE_ID, TROUPE_KIND_BIAS_PROFILE);
  g_autoptr(TroupeStrategy) strategy = NULL;
  char *text;

  if (profile == NULL || !TROUPE_IS_BIAS_PROFILE (profile))
    return;

  strategy = troupe_strategy_find (resolver, catalog);
  if (strategy == NULL)
    return;

  text = troupe_strategy_to_text (strategy);
  if (text != NULL)
    add_section (self, "tools", _("Tool Strategy"),
                 g_strdup (troupe_resolver_get_origin (resolver, TROUPE_FIELD_BIAS_PROFILE_ID)), text);
}

static void
append_part (GString    *text,
             const char *title,
             const char *body)
{
  if (body != NULL && *body != '\0')
    g_string_append_printf (text, "\n\n%s\n%s", title, body);
}

static void
add_ticket (TroupePrompt *self,
            TroupeTrack  *track,
            TroupeTicket *ticket)
{
  g_autoptr(GString) text = g_string_new (NULL);
  char *origin;

  if (track == NULL && ticket == NULL)
    return;

  if (track != NULL)
    {
      append_part (text, "# The track’s goal", troupe_track_get_goal (track));
      append_part (text, "# The track’s specification", troupe_track_get_spec (track));
    }

  if (ticket != NULL)
    {
      const char * const *files = troupe_ticket_get_target_files (ticket);
      const char *title = troupe_ticket_get_title (ticket);

      g_string_append_printf (text, "\n\n# Your ticket\n%s", troupe_ticket_get_id (ticket));
      if (title != NULL && *title != '\0')
        g_string_append_printf (text, ": %s", title);

      if (files != NULL && files[0] != NULL)
        {
          g_string_append (text, "\n\n# Files to change");
          for (guint i = 0; files[i] != NULL; i++)
            g_string_append_printf (text, "\n- %s", files[i]);
        }

      append_part (text, "# What makes it acceptable", troupe_ticket_get_acceptance (ticket));
      append_part (text, "# The command that checks it", troupe_ticket_get_verify (ticket));
    }

  if (ticket != NULL)
    origin = g_strconcat ("ticket:", troupe_ticket_get_id (ticket), NULL);
  else
    origin = g_strconcat ("track:", troupe_definition_get_id (TROUPE_DEFINITION (track)), NULL);

  add_section (self, "ticket", _("Ticket’s Context"), origin, g_strdup (text->str));
}

static char *
join (GPtrArray *sections)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < sections->len; i++)
    {
      Section *section = g_ptr_array_index (sections, i);

      if (i > 0)
        g_string_append (text, "\n\n");
      g_string_append (text, section->text);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * troupe_prompt_compose:
 * @resolver: the effective values
 * @catalog: where presets and profiles are looked up
 * @tier: the tier whose role is played, or %TROUPE_TIER_NONE in a conversation
 * @track: (nullable): the track that is performed
 * @ticket: (nullable): the ticket to be done
 *
 * Composes the system prompt. A preset that does not exist is left out here; troupe_prompt_check() says so.
 *
 * Returns: (transfer full): the prompt
 */
TroupePrompt *
troupe_prompt_compose (TroupeResolver *resolver,
                       TroupeCatalog  *catalog,
                       TroupeTier      tier,
                       TroupeTrack    *track,
                       TroupeTicket   *ticket)
{
  TroupePrompt *self;

  g_return_val_if_fail (TROUPE_IS_RESOLVER (resolver), NULL);
  g_return_val_if_fail (TROUPE_IS_CATALOG (catalog), NULL);

  self = g_new0 (TroupePrompt, 1);
  g_atomic_ref_count_init (&self->n_refs);
  self->sections = g_ptr_array_new_with_free_func (section_free);

  add_preset (self, resolver, catalog);
  add_own (self, resolver);
  add_role (self, tier);
  add_strategy (self, resolver, catalog);
  add_ticket (self, track, ticket);
  self->text = join (self->sections);

  return self;
}

/**
 * troupe_prompt_check:
 * @resolver: the effective values
 * @catalog: where presets and profiles are looked up
 * @error: (optional): set when an id names nothing
 *
 * Checks that the prompt preset and the bias profile in force exist. A tool preset that doesn't is no error: it means
 * that every tool asks.
 *
 * Returns: whether they do; if not, @error is in %TROUPE_MODEL_ERROR
 */
gboolean
troupe_prompt_check (TroupeResolver  *resolver,
                     TroupeCatalog   *catalog,
                     GError         **error)
{
  const char *id;

  g_return_val_if_fail (TROUPE_IS_RESOLVER (resolver), FALSE);
  g_return_val_if_fail (TROUPE_IS_CATALOG (catalog), FALSE);

  id = troupe_resolver_get_string (resolver, TROUPE_FIELD_PROMPT_PRESET_ID);
  if (id != NULL && *id != '\0' && troupe_catalog_lookup (catalog, TROUPE_KIND_PROMPT_PRESET, id) == NULL)
    {
      /* Translators: the first is an id, the second says who asks for it, such as persona:planner. */
      g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_UNKNOWN_ID,
                   _("There is no prompt preset “%s”, which %s asks for; choose another one or none."),
                   id, troupe_resolver_get_origin (resolver, TROUPE_FIELD_PROMPT_PRESET_ID));
      return FALSE;
    }

  id = troupe_resolver_get_string (resolver, TROUPE_FIELD_BIAS_PROFILE_ID);
  if (id != NULL && *id != '\0' && troupe_catalog_lookup (catalog, TROUPE_KIND_BIAS_PROFILE, id) == NULL)
    {
      /* Translators: the first is an id, the second says who asks for it, such as persona:planner. */
      g_set_error (error, TROUPE_MODEL_ERROR, TROUPE_MODEL_ERROR_UNKNOWN_ID,
                   _("There is no bias profile “%s”, which %s asks for; choose another one or none."),
                   id, troupe_resolver_get_origin (resolver, TROUPE_FIELD_BIAS_PROFILE_ID));
      return FALSE;
    }

  return TRUE;
}

/**
 * troupe_prompt_ref:
 * @self: a prompt
 *
 * Takes a reference; any thread may.
 *
 * Returns: (transfer full): @self
 */
TroupePrompt *
troupe_prompt_ref (TroupePrompt *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->n_refs);

  return self;
}

/**
 * troupe_prompt_unref:
 * @self: (transfer full): a prompt
 *
 * Lets go of a reference.
 */
void
troupe_prompt_unref (TroupePrompt *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;

  g_ptr_array_unref (self->sections);
  g_free (self->text);
  g_free (self);
}

/**
 * troupe_prompt_get_n_sections:
 * @self: a prompt
 *
 * Gets how many sections have something to say.
 *
 * Returns: the number
 */
guint
troupe_prompt_get_n_sections (TroupePrompt *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->sections->len;
}

/**
 * troupe_prompt_get_section:
 * @self: a prompt
 * @index: less than the number of sections
 *
 * Gets a section: its name for programs, its title for people, where it comes from, and its text.
 *
 * Returns: (transfer none): the section; it lives as long as @self
 */
const TroupePromptSection *
troupe_prompt_get_section (TroupePrompt *self,
                           guint         index)
{
  Section *section;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->sections->len, NULL);

  section = g_ptr_array_index (self->sections, index);

  return &section->public;
}

/**
 * troupe_prompt_get_text:
 * @self: a prompt
 *
 * Gets what is sent: all sections with an empty line between.
 *
 * Returns: (transfer none): the text, empty if there is no section
 */
const char *
troupe_prompt_get_text (TroupePrompt *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text;
}

/**
 * troupe_prompt_estimate_tokens:
 * @text: (nullable): any text
 *
 * Guesses how many tokens a text has: one for four characters. Servers count differently.
 *
 * Returns: the guess
 */
guint
troupe_prompt_estimate_tokens (const char *text)
{
  glong n_chars;

  if (text == NULL)
    return 0;

  n_chars = g_utf8_strlen (text, -1);

  return (guint) MIN (n_chars / 4 + (n_chars % 4 != 0), (glong) G_MAXUINT);
}
