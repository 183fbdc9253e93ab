/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "troupe-budget.h"
#include "troupe-engine-error.h"

#define MINUTE (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

/* What is written reads the same. */
static void
assert_same_text (TroupeBudget *budget)
{
  g_autofree char *text = troupe_budget_to_text (budget);
  g_autoptr(TroupeBudget) again = troupe_budget_new_from_text (text, NULL);
  g_autofree char *same = NULL;

  g_assert_nonnull (again);
  same = troupe_budget_to_text (again);
  g_assert_cmpstr (text, ==, same);
}

static void
test_text (void)
{
  static const char * const good[] = { "tokens=1", "cost=0.5", "calls=3,minutes=2.5", " tokens = 5 , cost = 1 " };
  static const char * const bad[] = {
    "", ",", "tokens", "tokens=", "tokens=0", "tokens=-1", "tokens=many", "tokens=5,", "pages=3", "cost=inf", "cost=nan",
    "tokens=1 2",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(TroupeBudget) budget = troupe_budget_new_from_text (good[i], &error);

      g_assert_no_error (error);
      g_assert_nonnull (budget);
      assert_same_text (budget);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (troupe_budget_new_from_text (bad[i], &error));
      g_assert_error (error, TROUPE_ENGINE_ERROR, TROUPE_ENGINE_ERROR_POLICY);
    }
}

static const TroupeUsage unknown = { -1, -1, -1, -1, -1 };

static void
assert_check (TroupeBudget *budget,
              gint64        elapsed_us,
              const char   *words)
{
  g_autofree char *reason = troupe_budget_check (budget, elapsed_us);

  if (words == NULL)
    g_assert_null (reason);
  else
    g_assert_nonnull (strstr (reason, words));
}

static void
test_used_up (void)
{
  g_autoptr(TroupeBudget) budget = troupe_budget_new_from_text ("tokens=100,cost=1,calls=2,minutes=3", NULL);
  const TroupeUsage usage = { 30, -1, -1, 20, -1 };

  assert_check (budget, 0, NULL);
  troupe_budget_add_usage (budget, &usage, 0.25);
  assert_check (budget, 0, NULL);
  troupe_budget_add_usage (budget, &usage, 0.25);
  assert_check (budget, 0, "100 tokens is used up");
  troupe_budget_extend (budget, 0);
  assert_check (budget, 0, NULL);

  troupe_budget_add_call (budget);
  assert_check (budget, 0, NULL);
  troupe_budget_add_call (budget);
  assert_check (budget, 0, "2 model calls is used up");
  troupe_budget_extend (budget, 0);
  assert_check (budget, 0, NULL);

  g_assert_cmpint (troupe_budget_get_left_us (budget, MINUTE), ==, 2 * MINUTE);
  assert_check (budget, 3 * MINUTE, "3 minutes is used up");
  g_assert_cmpint (troupe_budget_get_left_us (budget, 4 * MINUTE), ==, 0);
  troupe_budget_extend (budget, 4 * MINUTE);
  g_assert_cmpint (troupe_budget_get_left_us (budget, 4 * MINUTE), ==, 3 * MINUTE);

  troupe_budget_add_usage (budget, &unknown, 0.5);
  assert_check (budget, 0, "$1.00 is used up");
}

/* What nobody knows is told, and is not taken for nothing. */
static void
test_unknown (void)
{
  g_autoptr(TroupeBudget) money = troupe_budget_new_from_text ("cost=1", NULL);
  g_autoptr(TroupeBudget) tokens = troupe_budget_new_from_text ("tokens=10", NULL);
  const TroupeUsage usage = { 3, -1, -1, 2, -1 };

  troupe_budget_add_usage (money, &usage, NAN);
  assert_check (money, 0, "Nobody knows what the answers cost");
  troupe_budget_extend (money, 0);
  assert_check (money, 0, NULL);
  troupe_budget_add_usage (money, &usage, NAN);
  assert_check (money, 0, NULL);

  troupe_budget_add_usage (tokens, &usage, NAN);
  assert_check (tokens, 0, NULL);
  troupe_budget_add_usage (tokens, &unknown, NAN);
  assert_check (tokens, 0, "does not say how many tokens");
  g_assert_cmpint (troupe_budget_get_left_us (tokens, MINUTE), ==, -1);
}

static void
test_what_was_used_before_counts (void)
{
  const TroupeUsage usage = { .input = 60, .cache_read = -1, .cache_write = -1, .output = 20, .reasoning = -1 };
  g_autoptr(TroupeBudget) calls = troupe_budget_new_from_text ("calls=3,tokens=100", NULL);
  g_autoptr(TroupeBudget) money = troupe_budget_new_from_text ("cost=0.5", NULL);
  g_autofree char *text = NULL;

  troupe_budget_add_earlier (calls, 0, &unknown, NAN, 0);
  assert_check (calls, 0, NULL);
  troupe_budget_add_earlier (calls, 2, &usage, NAN, 0);
  assert_check (calls, 0, NULL);
  troupe_budget_add_call (calls);
  assert_check (calls, 0, "3 model calls is used up");
  text = troupe_budget_to_text (calls);
  g_assert_cmpstr (text, ==, "tokens=100,calls=3");

  troupe_budget_add_earlier (money, 2, &usage, 0.25, 2);
  assert_check (money, 0, NULL);
  troupe_budget_add_earlier (money, 2, &usage, 0.125, 1);
  assert_check (money, 0, "Nobody knows");
}

static void
test_tokens_of_a_cache_count (void)
{
  const TroupeUsage usage = { .input = 10, .cache_read = 40, .cache_write = 30, .output = 20, .reasoning = 5 };
  g_autoptr(TroupeBudget) enough = troupe_budget_new_from_text ("tokens=101", NULL);
  g_autoptr(TroupeBudget) tokens = troupe_budget_new_from_text ("tokens=100", NULL);

  troupe_budget_add_usage (enough, &usage, NAN);
  assert_check (enough, 0, NULL);
  troupe_budget_add_usage (tokens, &usage, NAN);
  assert_check (tokens, 0, "100 tokens is used up");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/budget/text", test_text);
  g_test_add_func ("/engine/budget/used-up", test_used_up);
  g_test_add_func ("/engine/budget/unknown", test_unknown);
  g_test_add_func ("/engine/budget/tokens-of-a-cache-count", test_tokens_of_a_cache_count);
  g_test_add_func ("/engine/budget/what-was-used-before-counts", test_what_was_used_before_counts);

  return g_test_run ();
}
