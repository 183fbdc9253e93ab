/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-persona.h"
#include "troupe-prompt-preset.h"
#include "troupe-search.h"
#include "troupe-tool-preset.h"

#define N_PERSONAS 10000

static TroupePersona *
create_persona (const char *id,
                const char *name,
                const char *description,
                const char *prompt)
{
  TroupePersona *persona = troupe_persona_new (id);

  troupe_definition_set_name (TROUPE_DEFINITION (persona), name);
  troupe_definition_set_description (TROUPE_DEFINITION (persona), description);
  if (prompt != NULL)
    troupe_ai_settings_set_string (troupe_persona_get_settings (persona), TROUPE_FIELD_SYSTEM_PROMPT, prompt);

  return persona;
}

static gboolean
finds (const char *text,
       gpointer    definition)
{
  g_autoptr(TroupeSearch) search = troupe_search_new (text);

  return troupe_search_matches (search, definition);
}

static void
test_fields (void)
{
  g_autoptr(TroupePersona) persona = create_persona ("careful-reviewer", "Careful Reviewer", "Reads twice.", "You REVIEW changes.");
  g_autoptr(TroupePromptPreset) preset = troupe_prompt_preset_new ("house");
  g_autoptr(TroupeToolPreset) tools = troupe_tool_preset_new ("read-only");
  g_autoptr(TroupeAiSettings) qa = troupe_ai_settings_new ();

  g_assert_true (finds (NULL, persona));
  g_assert_true (finds ("", persona));
  g_assert_true (finds (" \t ", persona));
  g_assert_true (finds ("eful", persona));
  g_assert_true (finds ("REVIEWER careful", persona));
  g_assert_true (finds ("twice", persona));
  g_assert_true (finds ("review changes", persona));
  g_assert_true (finds ("careful-rev", persona));
  g_assert_true (finds ("reads changes careful", persona));
  g_assert_false (finds ("careful missing", persona));
  /* What ends one field and begins the next is no word. */
  g_assert_false (finds ("reviewercareful", persona));

  g_assert_false (finds ("judge", persona));
  troupe_ai_settings_set_string (qa, TROUPE_FIELD_SYSTEM_PROMPT, "You judge.");
  troupe_persona_set_tier_settings (persona, TROUPE_TIER_QA, qa);
  troupe_definition_set_revision (TROUPE_DEFINITION (persona), "000000000001");
  g_assert_true (finds ("judge", persona));

  troupe_ai_settings_set_string (troupe_prompt_preset_get_settings (preset), TROUPE_FIELD_SYSTEM_PROMPT, "Write tests first.");
  g_assert_true (finds ("TESTS", preset));
  g_assert_true (finds ("read", tools));
}

static void
test_folding (void)
{
  static const struct
  {
    const char *name;
    const char *search;
    gboolean    is_found;
  } cases[] = {
    { "Größe", "grosse", TRUE },
    { "Größe", "GRÖSSE", TRUE },
    { "Crème brûlée", "creme BRULEE", TRUE },
    { "Creme", "crème", TRUE },
    { "ΣΊΣΥΦΟΣ", "σίσυφος", TRUE },
    { "ﬁle reader", "file", TRUE },
    { "مراجع دقيق", "دقيق", TRUE },
    { "עורך", "עורך", TRUE },
    { "日本語の校正", "校正", TRUE },
    { "🧐 Reviewer", "🧐", TRUE },
    { "../../etc/passwd", "/ETC/", TRUE },
    { "a.*b [x]", ".*B [X", TRUE },
    { "%s%n<b>&amp;</b>", "<B>&AMP;", TRUE },
    { "abc", "a.c", FALSE },
    { "abc", "ａｂｃ", TRUE },
    { "\u202Eright to left", "left", TRUE },
    { "line\nbreak", "line break", TRUE },
    { "", "x", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TroupePersona) persona = create_persona ("p", cases[i].name, NULL, NULL);

      if (finds (cases[i].search, persona) != cases[i].is_found)
        g_error ("“%s” in “%s”", cases[i].search, cases[i].name);
    }
}

static void
test_follows (void)
{
  g_autoptr(TroupePersona) persona = create_persona ("p", "Before", NULL, NULL);

  g_assert_true (finds ("before", persona));
  troupe_definition_set_name (TROUPE_DEFINITION (persona), "After");
  g_assert_false (finds ("before", persona));
  g_assert_true (finds ("after", persona));
  troupe_definition_set_description (TROUPE_DEFINITION (persona), "Once more");
  g_assert_true (finds ("once after", persona));
}

static void
test_narrows (void)
{
  static const struct
  {
    const char *before;
    const char *after;
    gboolean    narrows;
  } cases[] = {
    { "", "a", TRUE },
    { "a", "", FALSE },
    { "re", "rev", TRUE },
    { "rev", "re", FALSE },
    { "rev", "xrev", TRUE },
    { "rev car", "careful reviewer", TRUE },
    { "rev car", "reviewer", FALSE },
    { "a", "b", FALSE },
    { "a", "A", TRUE },
    { "", "", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TroupeSearch) before = troupe_search_new (cases[i].before);
      g_autoptr(TroupeSearch) after = troupe_search_new (cases[i].after);

      if (troupe_search_narrows (after, before) != cases[i].narrows)
        g_error ("“%s” after “%s”", cases[i].after, cases[i].before);
    }
}

static void
test_many (void)
{
  g_autoptr(GPtrArray) personas = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(TroupeSearch) search = troupe_search_new ("NEEDLE 7");
  g_autofree char *prompt = g_strnfill (1024, 'x');
  gsize size_bytes = 0;
  guint n_found = 0;
  gint64 start;
  gint64 prepared;
  gint64 end;

  for (guint i = 0; i < N_PERSONAS; i++)
    {
      g_autofree char *id = g_strdup_printf ("persona-%u", i);
      g_autofree char *name = g_strdup_printf (i % 100 == 0 ? "Needle %u" : "Persona %u", i);

      g_ptr_array_add (personas, create_persona (id, name, "One of many.", prompt));
    }

  start = g_get_monotonic_time ();
  for (guint i = 0; i < personas->len; i++)
    size_bytes += troupe_search_prepare (personas->pdata[i]);
  prepared = g_get_monotonic_time ();
  for (guint i = 0; i < personas->len; i++)
    n_found += troupe_search_matches (search, personas->pdata[i]);
  end = g_get_monotonic_time ();

  /* 700 to 9700, and 7000 to 7900: what of the hundred needles has a 7. */
  g_assert_cmpuint (n_found, ==, 19);
  g_test_message ("%u personas, %" G_GSIZE_FORMAT " bytes: folded in %" G_GINT64_FORMAT " µs, searched in %" G_GINT64_FORMAT " µs",
                  personas->len, size_bytes, prepared - start, end - prepared);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/workspace/search/looks-into-name-id-description-and-prompts", test_fields);
  g_test_add_func ("/workspace/search/ignores-case-and-accents", test_folding);
  g_test_add_func ("/workspace/search/follows-a-change", test_follows);
  g_test_add_func ("/workspace/search/knows-what-narrows", test_narrows);
  g_test_add_func ("/workspace/search/finds-in-ten-thousand", test_many);

  return g_test_run ();
}
