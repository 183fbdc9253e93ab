/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-assignment.h"

/*
 * What a worker is asked, in one message: the ticket, the results that it builds on, and the files that it names.
 * Pure; words for models are not translated.
 */

/**
 * troupe_excerpt_new:
 * @title: what it is from: a ticket's id and title, or a path
 * @text: (nullable): what it says
 * @note: (nullable): what has to be said about it, such as that the rest is missing
 *
 * Makes a copy of something that a worker is given to read.
 *
 * Returns: (transfer full): the excerpt
 */
TroupeExcerpt *
troupe_excerpt_new (const char *title,
                    const char *text,
                    const char *note)
{
  TroupeExcerpt *self = g_new0 (TroupeExcerpt, 1);

  self->title = g_strdup (title);
  self->text = g_strdup (text);
  self->note = g_strdup (note);

  return self;
}

/**
 * troupe_excerpt_free:
 * @self: (transfer full): an excerpt
 *
 * Frees it.
 */
void
troupe_excerpt_free (TroupeExcerpt *self)
{
  g_free (self->title);
  g_free (self->text);
  g_free (self->note);
  g_free (self);
}

static void
end_line (GString *text)
{
  if (text->len > 0 && text->str[text->len - 1] != '\n')
    g_string_append_c (text, '\n');
}

/* One more backtick than the text has in a row, and three at the least. */
static guint
fence_length (const char *text)
{
  guint longest = 2;
  guint n = 0;

  for (const char *at = text; *at != '\0'; at++)
    {
      n = *at == '`' ? n + 1 : 0;
      longest = MAX (longest, n);
    }

  return longest + 1;
}

static void
append_fenced (GString    *text,
               const char *body)
{
  g_autofree char *fence = g_strnfill (fence_length (body), '`');

  g_string_append_printf (text, "%s\n%s", fence, body);
  end_line (text);
  g_string_append_printf (text, "%s\n", fence);
}

static void
append_excerpts (GString    *text,
                 const char *title,
                 GPtrArray  *excerpts,
                 gboolean    is_fenced)
{
  if (excerpts == NULL || excerpts->len == 0)
    return;

  end_line (text);
  g_string_append_printf (text, "\n# %s\n", title);

  for (guint i = 0; i < excerpts->len; i++)
    {
      TroupeExcerpt *excerpt = g_ptr_array_index (excerpts, i);

      g_string_append_printf (text, "\n## %s\n\n", excerpt->title);
      if (excerpt->text != NULL && is_fenced)
        append_fenced (text, excerpt->text);
      else if (excerpt->text != NULL)
        g_string_append (text, excerpt->text);
      end_line (text);
      if (excerpt->note != NULL)
        g_string_append_printf (text, "(%s)\n", excerpt->note);
    }
}

/**
 * troupe_assignment_compose:
 * @ticket: what is to be done
 * @results: (nullable) (element-type TroupeExcerpt): what the tickets that it depends on came to
 * @files: (nullable) (element-type TroupeExcerpt): its context files
 * @earlier: (nullable) (element-type TroupeExcerpt): what came of earlier attempts at it
 *
 * Writes the message that a worker is given. It is one message and not several, because there are models that refuse
 * two in a row from the same side.
 *
 * Returns: (transfer full): the text
 */
char *
troupe_assignment_compose (TroupeTicket *ticket,
                           GPtrArray    *results,
                           GPtrArray    *files,
                           GPtrArray    *earlier)
{
  g_autoptr(GString) text = g_string_new (NULL);
  const char *title;
  const char *description;

  g_return_val_if_fail (TROUPE_IS_TICKET (ticket), NULL);

  title = troupe_ticket_get_title (ticket);
  description = troupe_ticket_get_description (ticket);

  g_string_append_printf (text, "# %s", troupe_ticket_get_id (ticket));
  if (title != NULL && *title != '\0')
    g_string_append_printf (text, ": %s", title);
  if (description != NULL && *description != '\0')
    g_string_append_printf (text, "\n\n%s", description);

  append_excerpts (text, "Results that this ticket builds on", results, FALSE);
  append_excerpts (text, "Files to read", files, TRUE);
  append_excerpts (text, "Earlier attempts at this ticket", earlier, FALSE);

  while (text->len > 0 && text->str[text->len - 1] == '\n')
    g_string_truncate (text, text->len - 1);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
