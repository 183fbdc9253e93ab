/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "troupe-json.h"
#include "troupe-provider-config.h"

static void
test_costs (void)
{
  static const struct { TroupePrice price; TroupeUsage usage; double cost; } cases[] = {
    { { 2, NAN, NAN, 10 }, { 1000000, -1, -1, 500000, -1 }, 7 },
    { { 2, NAN, NAN, 10 }, { 0, 0, 0, 0, 0 }, 0 },
    { { 2, 0.5, 4, 10 }, { 1000, 2000, 500, 100, 50 }, 0.002 + 0.001 + 0.002 + 0.001 },
    { { 0, 0, 0, 0 }, { 1000, 2000, 500, 100, -1 }, 0 },
    /* What was used has no price, or nobody says how much it was. */
    { { 2, NAN, NAN, 10 }, { 1000, 1, 0, 100, -1 }, NAN },
    { { 2, 1, NAN, 10 }, { 1000, 1, 1, 100, -1 }, NAN },
    { { NAN, NAN, NAN, 10 }, { 1000, 0, 0, 100, -1 }, NAN },
    { { NAN, NAN, NAN, NAN }, { 0, 0, 0, 0, 0 }, 0 },
    { { 2, 1, 1, 10 }, { -1, -1, -1, 100, -1 }, NAN },
    { { 2, 1, 1, 10 }, { 100, -1, -1, -1, -1 }, NAN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double cost = troupe_price_get_cost (&cases[i].price, &cases[i].usage);

      g_test_message ("%u: %g", i, cost);
      g_assert_true (isnan (cost) == isnan (cases[i].cost));
      if (!isnan (cost))
        g_assert_cmpfloat_with_epsilon (cost, cases[i].cost, 1e-12);
    }
}

static void
test_models (void)
{
  const TroupeUsage usage = { 1000000, 0, 0, 0, 0 };
  g_autoptr(TroupeProviderConfig) config = troupe_provider_config_new ("shed", "openai");
  g_autoptr(TroupeProviderConfig) copy = NULL;
  g_autoptr(TroupeProviderConfig) rehearsal = troupe_provider_config_new ("rehearsal", "rehearsal");
  g_autoptr(JsonNode) prices = troupe_json_parse ("prices", "{\"a\": {\"input\": 1, \"output\": 2}, \"b\": {\"input\": 3},"
                                                            " \"odd\": 7}", -1, NULL);

  g_assert_true (isnan (troupe_provider_config_get_cost (config, "a", "a", &usage)));
  g_assert_cmpfloat (troupe_provider_config_get_cost (rehearsal, "a", NULL, &usage), ==, 0);

  troupe_provider_config_set_prices (config, json_node_get_object (prices));
  copy = troupe_provider_config_copy (config);
  g_assert_cmpfloat (troupe_provider_config_get_cost (copy, "a", "a", &usage), ==, 1);
  /* Who answered is paid. */
  g_assert_cmpfloat (troupe_provider_config_get_cost (copy, "a", "b", &usage), ==, 3);
  g_assert_cmpfloat (troupe_provider_config_get_cost (copy, "a", "a-2026", &usage), ==, 1);
  g_assert_cmpfloat (troupe_provider_config_get_cost (copy, "a", NULL, &usage), ==, 1);
  g_assert_true (isnan (troupe_provider_config_get_cost (copy, "c", NULL, &usage)));
  g_assert_true (isnan (troupe_provider_config_get_cost (copy, "odd", NULL, &usage)));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/price/costs", test_costs);
  g_test_add_func ("/model/price/models", test_models);

  return g_test_run ();
}
