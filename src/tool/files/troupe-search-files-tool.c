/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "troupe-clock.h"
#include "troupe-project-path.h"
#include "troupe-search-files-tool.h"
#include "troupe-walk.h"

/**
 * TroupeSearchFilesTool:
 *
 * Finds a text or a regular expression in the project's files, line by line, with lines around it if they are wanted.
 *
 * A pattern can be such that it would be tried for years. So each match has a limit of steps, which is part of the pattern,
 * and the whole search a limit of time.
 */
struct _TroupeSearchFilesTool
{
  TroupeTool parent_instance;
};

#define MATCH_LIMIT     "(*LIMIT_MATCH=100000)(*LIMIT_DEPTH=1000)"
#define MAX_FILE_BYTES  (4 * 1024 * 1024)
#define MAX_LINE_BYTES  400
#define DEFAULT_RESULTS 100
#define NOTE_BYTES      300

typedef struct
{
  GRegex       *regex;
  const char   *glob;          /* (nullable) */
  guint         context;
  guint         max_results;
  gsize         max_bytes;
  gint64        deadline_us;
  GCancellable *cancellable;

  GString      *text;
  guint         n_results;
  guint         n_passed_over; /* files that are too large or no text */
  gboolean      is_full;
  gboolean      is_late;
  gboolean      is_too_hard;   /* the limit of steps was met */
} Search;

G_DEFINE_FINAL_TYPE (TroupeSearchFilesTool, troupe_search_files_tool, TROUPE_TYPE_TOOL)

/* Returns NULL for what can't be read or is no text. */
static char *
read_text (int      folder,
           const char *name,
           gsize     *length)
{
  int fd = troupe_project_path_open_child (folder, name, FALSE);
  g_autofree char *text = NULL;
  struct stat info;
  gssize n_read = 1;

  if (fd < 0)
    return NULL;
  if (fstat (fd, &info) != 0 || info.st_size > MAX_FILE_BYTES)
    {
      close (fd);
      return NULL;
    }

  *length = 0;
  text = g_malloc ((gsize) info.st_size + 1);
  while (n_read > 0 && *length < (gsize) info.st_size)
    {
      n_read = read (fd, text + *length, (gsize) info.st_size - *length);
      if (n_read < 0 && errno == EINTR)
        n_read = 1;
      else if (n_read > 0)
        *length += (gsize) n_read;
    }
  close (fd);
  text[*length] = '\0';

  return n_read >= 0 && g_utf8_validate (text, (gssize) *length, NULL) ? g_steal_pointer (&text) : NULL;
}

/* Where the lines begin, and one more for the end. */
static GArray *
find_lines (const char *text,
            gsize       length)
{
  GArray *starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  const char *at = text;

  while (at < text + length)
    {
      gsize start = (gsize) (at - text);
      const char *newline = memchr (at, '\n', length - start);

      g_array_append_val (starts, start);
      at = newline != NULL ? newline + 1 : text + length;
    }
  g_array_append_val (starts, length);

  return starts;
}

static gsize
get_line (const char  *text,
          GArray      *starts,
          guint        index,
          const char **line)
{
  gsize start = g_array_index (starts, gsize, index);
  gsize length = g_array_index (starts, gsize, index + 1) - start;

  *line = text + start;
  while (length > 0 && ((*line)[length - 1] == '\n' || (*line)[length - 1] == '\r'))
    length--;

  return length;
}

static gboolean
line_matches (Search     *self,
              const char *line,
              gsize       length,
              int        *at)
{
  g_autoptr(GMatchInfo) info = NULL;
  g_autoptr(GError) error = NULL;

  if (g_regex_match_full (self->regex, line, (gssize) length, 0, 0, &info, &error))
    return g_match_info_fetch_pos (info, 0, at, NULL);

  if (error != NULL)
    self->is_too_hard = TRUE;

  return FALSE;
}

/* A long line is shown around what was found in it. */
static void
append_line (Search     *self,
             const char *path,
             guint       number,
             char        mark,
             const char *line,
             gsize       length,
             int         at)
{
  const char *start = line;
  const char *end = line + length;

  if (length > MAX_LINE_BYTES)
    {
      start = line + MAX (at - MAX_LINE_BYTES / 4, 0);
      while (start > line && ((guchar) *start & 0xc0) == 0x80)
        start--;
      end = MIN (start + MAX_LINE_BYTES, line + length);
      while (end < line + length && ((guchar) *end & 0xc0) == 0x80)
        end++;
    }

  g_string_append_printf (self->text, "%s%c%u%c ", path, mark, number, mark);
  if (start > line)
    g_string_append (self->text, "… ");
  g_string_append_len (self->text, start, end - start);
  g_string_append (self->text, end < line + length ? " …\n" : "\n");
}

static void
append_context (Search     *self,
                const char *path,
                const char *text,
                GArray     *starts,
                guint       first,
                guint       end)
{
  for (guint i = first; i < end; i++)
    {
      const char *line;
      gsize length = get_line (text, starts, i, &line);

      append_line (self, path, i + 1, '-', line, length, 0);
    }
}

static gboolean
goes_on (Search *self)
{
  self->is_full = self->n_results >= self->max_results || self->text->len >= self->max_bytes;
  self->is_late = troupe_clock_get_monotonic_us () > self->deadline_us;

  return !self->is_full && !self->is_late && !self->is_too_hard && !g_cancellable_is_cancelled (self->cancellable);
}

static gboolean
search_text (Search     *self,
             const char *path,
             const char *text,
             gsize       length)
{
  g_autoptr(GArray) starts = find_lines (text, length);
  guint n_lines = starts->len - 1;
  guint n_shown = 0;                /* the lines before this one were shown, as far as they are */
  guint n_after = 0;                /* how many more are to be shown because of one before */

  for (guint i = 0; i < n_lines; i++)
    {
      const char *line;
      gsize n_bytes = get_line (text, starts, i, &line);
      int at = 0;

      if (i % 64 == 0 && !goes_on (self))
        return FALSE;
      if (!line_matches (self, line, n_bytes, &at))
        {
          if (self->is_too_hard)
            return FALSE;
          if (n_after > 0)
            {
              append_context (self, path, text, starts, i, i + 1);
              n_after--;
              n_shown = i + 1;
            }
          continue;
        }

      if (self->context > 0)
        {
          guint first = MAX (n_shown, i > self->context ? i - self->context : 0);

          if (self->text->len > 0 && (n_shown == 0 || first > n_shown))
            g_string_append (self->text, "--\n");
          append_context (self, path, text, starts, first, i);
        }
      append_line (self, path, i + 1, ':', line, n_bytes, at);
      self->n_results++;
      n_shown = i + 1;
      n_after = self->context;
      if (!goes_on (self))
        return FALSE;
    }

  return TRUE;
}

static gboolean
visit (int             folder,
       const char     *name,
       const char     *path,
       TroupeWalkKind  kind,
       gpointer        user_data)
{
  Search *self = user_data;
  g_autofree char *text = NULL;
  g_autofree char *shown = NULL;
  gsize length;

  if (kind != TROUPE_WALK_FILE || (self->glob != NULL && !troupe_walk_glob (self->glob, path)))
    return TRUE;

  text = read_text (folder, name, &length);
  if (text == NULL)
    {
      self->n_passed_over++;
      return TRUE;
    }

  shown = troupe_walk_show (path);
  return search_text (self, shown, text, length);
}

static GRegex *
make_regex (JsonObject  *arguments,
            GError     **error)
{
  const char *text = troupe_walk_get_text (arguments, "text", "");
  g_autofree char *escaped = troupe_walk_get_flag (arguments, "regex") ? NULL : g_regex_escape_string (text, -1);
  g_autofree char *pattern = g_strconcat (MATCH_LIMIT, escaped != NULL ? escaped : text, NULL);
  g_autoptr(GError) cause = NULL;
  GRegex *regex = g_regex_new (pattern, troupe_walk_get_flag (arguments, "ignore_case") ? G_REGEX_CASELESS : 0, 0, &cause);

  if (regex == NULL)
    g_set_error (error, TROUPE_TOOL_ERROR, TROUPE_TOOL_ERROR_ARGUMENTS,
                 "The argument “text” is no regular expression that can be used (Perl’s kind): %s", text);

  return regex;
}

static void
add_notes (Search   *self,
           gboolean  was_cut)
{
  if (self->n_results == 0 && !self->is_too_hard)
    g_string_append (self->text, "Nothing was found.\n");
  if (self->is_too_hard)
    g_string_append (self->text, "[The pattern takes too many steps to match, so the search was stopped; write a simpler one.]\n");
  else if (self->is_full)
    g_string_append_printf (self->text, "[Stopped after %u results; search in one folder, or for something rarer.]\n",
                            self->n_results);
  else if (self->is_late || was_cut)
    g_string_append (self->text, "[Stopped before all files were searched: there are too many; search in one folder.]\n");
  if (self->n_passed_over > 0)
    g_string_append_printf (self->text, "[%u %s passed over: too large, or no text.]\n", self->n_passed_over,
                            self->n_passed_over == 1 ? "file was" : "files were");
}

static gboolean
troupe_search_files_tool_judge (TroupeTool  *tool,
                                JsonObject  *arguments,
                                GError     **error)
{
  return troupe_project_path_check (troupe_walk_get_text (arguments, "folder", "."), error);
}

static char *
troupe_search_files_tool_run (TroupeTool         *tool,
                              JsonObject         *arguments,
                              TroupeToolContext  *context,
                              GCancellable       *cancellable,
                              GError            **error)
{
  const char *path = troupe_walk_get_text (arguments, "folder", ".");
  g_autoptr(GRegex) regex = make_regex (arguments, error);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *clean = NULL;
  Search search = {
    .regex = regex,
    .glob = troupe_walk_get_text (arguments, "files", NULL),
    .context = (guint) troupe_walk_get_int (arguments, "context", 0),
    .max_results = (guint) troupe_walk_get_int (arguments, "max_results", DEFAULT_RESULTS),
    .max_bytes = MAX (context->limits.max_result_bytes, 2 * NOTE_BYTES) - NOTE_BYTES,
    .deadline_us = troupe_clock_get_monotonic_us () + context->limits.timeout_ms * (gint64) 1000,
    .cancellable = cancellable,
    .text = text,
  };
  TroupeWalk walk = {
    .func = visit,
    .user_data = &search,
    .max_depth = 32,
    .max_entries = context->limits.max_entries,
    .deadline_us = search.deadline_us,
    .cancellable = cancellable,
  };
  gboolean is_done;
  int folder;

  if (regex == NULL)
    return NULL;

  folder = troupe_project_path_open_in (context->project, path, TRUE, error);
  if (folder < 0)
    return NULL;

  clean = g_canonicalize_filename (path, "/");
  is_done = troupe_walk_folder (&walk, folder, clean[1] != '\0' ? clean + 1 : ".", error);
  close (folder);
  if (!is_done || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  /* One line with what is around it may be longer than what is left. */
  if (text->len > search.max_bytes)
    {
      const char *newline = g_strrstr_len (text->str, (gssize) search.max_bytes, "\n");

      g_string_truncate (text, newline != NULL ? (gsize) (newline + 1 - text->str) : 0);
    }
  add_notes (&search, walk.was_cut);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
troupe_search_files_tool_class_init (TroupeSearchFilesToolClass *klass)
{
  TroupeToolClass *tool_class = TROUPE_TOOL_CLASS (klass);

  tool_class->name = "search_files";
  tool_class->instructions =
    "Finds text in the project’s text files, line by line. A result is a line “path:number: text”; lines around it, if asked "
    "for, have “-” in place of “:”. Hidden files and .git are not searched.";
  tool_class->schema =
    "{\"type\":\"object\",\"properties\":{"
    "\"text\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":1000,\"description\":\"What to find.\"},"
    "\"regex\":{\"type\":\"boolean\",\"description\":\"Whether the text is a regular expression (Perl’s kind).\"},"
    "\"ignore_case\":{\"type\":\"boolean\",\"description\":\"Whether capital and small letters are the same.\"},"
    "\"folder\":{\"type\":\"string\",\"description\":\"Where to search, relative to the project’s folder. The default is all "
    "of it.\"},"
    "\"files\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":200,\"description\":\"Which files: * stands for any "
    "letters, ? for one. Without a slash it is matched against names, such as *.c, else against paths, such as "
    "src/**/*.h.\"},"
    "\"context\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":20,\"description\":\"How many lines to show before and after "
    "each result.\"},"
    "\"max_results\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000,\"description\":\"The default is 100.\"}},"
    "\"required\":[\"text\"],\"additionalProperties\":false}";
  tool_class->judge = troupe_search_files_tool_judge;
  tool_class->run = troupe_search_files_tool_run;
}

static void
troupe_search_files_tool_init (TroupeSearchFilesTool *self)
{
}
