/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-policy.h"

static const struct
{
  const char *category;
  const char *tool;
  gboolean    is_read_only;
} tools[] = {
  { "files", "read_file", TRUE },
  { "files", "write_file", FALSE },
  { "shell", "run_command", FALSE },
  { "mcp:github", "list_issues", TRUE },
};

static const char * const names[] = { "read_file", "write_file", "run_command", "list_issues", "*" };

/* One layer as a test knows it: what it says, worked out with no code of the policy's. */
typedef struct
{
  guint             kind;
  TroupePermission  permission;
  TroupeToolPreset *preset;
} Layer;

static TroupePermission
random_permission (GRand *rand)
{
  return (TroupePermission) g_rand_int_range (rand, 0, 3);
}

static TroupeToolPreset *
random_preset (GRand *rand)
{
  TroupeToolPreset *preset = troupe_tool_preset_new ("p");

  for (guint i = 0; i < G_N_ELEMENTS (tools); i++)
    {
      if (g_rand_boolean (rand))
        troupe_tool_preset_set_permission (preset, tools[i].category, names[g_rand_int_range (rand, 0, G_N_ELEMENTS (names))],
                                           random_permission (rand));
    }

  return preset;
}

static TroupePermission
oracle_named (TroupeToolPreset *preset,
              guint             tool,
              TroupePermission  otherwise)
{
  TroupePermission permission;

  if (troupe_tool_preset_lookup (preset, tools[tool].category, tools[tool].tool, &permission))
    return permission;
  if (troupe_tool_preset_lookup (preset, tools[tool].category, "*", &permission))
    return permission;

  return otherwise;
}

static TroupePermission
oracle (const Layer *layer,
        guint        tool)
{
  if (layer->kind == 0)
    return layer->permission;
  if (layer->kind == 1)
    return tools[tool].is_read_only ? TROUPE_PERMISSION_AUTO : layer->permission;
  if (layer->kind == 2)
    return layer->preset == NULL ? TROUPE_PERMISSION_ASK : oracle_named (layer->preset, tool, TROUPE_PERMISSION_ASK);

  return oracle_named (layer->preset, tool, TROUPE_PERMISSION_AUTO);
}

static void
add_layer (TroupePolicy *policy,
           const Layer  *layer,
           const char   *rule)
{
  if (layer->kind == 0)
    troupe_policy_add_ceiling (policy, rule, layer->permission);
  else if (layer->kind == 1)
    troupe_policy_add_change_ceiling (policy, rule, layer->permission);
  else if (layer->kind == 2)
    troupe_policy_add_preset (policy, rule, layer->preset);
  else
    troupe_policy_add_rules (policy, rule, layer->preset);
}

static void
test_never_widens (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (5);

  for (guint round = 0; round < 5000; round++)
    {
      guint n_layers = (guint) g_rand_int_range (rand, 0, 6);
      g_autoptr(TroupeToolPreset) first = g_rand_int_range (rand, 0, 5) > 0 ? random_preset (rand) : NULL;
      g_autoptr(TroupePolicy) policy = troupe_policy_new ("0", first);
      Layer layers[7] = { { 2, TROUPE_PERMISSION_ASK, first } };
      TroupePermission before[G_N_ELEMENTS (tools)];

      for (guint n = 1; n <= n_layers + 1; n++)
        {
          for (guint tool = 0; tool < G_N_ELEMENTS (tools); tool++)
            {
              TroupeDecision decision = troupe_policy_decide (policy, tools[tool].category, tools[tool].tool,
                                                              tools[tool].is_read_only, FALSE);
              TroupePermission expected = TROUPE_PERMISSION_AUTO;
              guint decided_by = 0;

              for (guint i = n; i > 0; i--)
                {
                  if (oracle (&layers[i - 1], tool) <= expected)
                    {
                      expected = oracle (&layers[i - 1], tool);
                      decided_by = i - 1;
                    }
                }
              g_assert_cmpint (decision.permission, ==, expected);
              g_assert_cmpuint (g_ascii_strtoull (decision.rule, NULL, 10), ==, decided_by);
              if (n > 1)
                g_assert_cmpint (decision.permission, <=, before[tool]);
              before[tool] = decision.permission;

              decision = troupe_policy_decide (policy, tools[tool].category, tools[tool].tool, tools[tool].is_read_only, TRUE);
              g_assert_cmpint (decision.permission, ==, TROUPE_PERMISSION_OFF);
              g_assert_cmpstr (decision.rule, ==, TROUPE_POLICY_FLOOR);
            }

          if (n <= n_layers)
            {
              g_autofree char *rule = g_strdup_printf ("%u", n);

              layers[n].kind = (guint) g_rand_int_range (rand, 0, 4);
              layers[n].permission = random_permission (rand);
              layers[n].preset = layers[n].kind == 3 || (layers[n].kind == 2 && g_rand_boolean (rand)) ? random_preset (rand)
                                                                                                      : NULL;
              add_layer (policy, &layers[n], rule);
            }
        }

      for (guint i = 1; i <= n_layers; i++)
        g_clear_object (&layers[i].preset);
    }
}

/* A copy in a project that grants more comes to what the one it shadows grants. */
static void
test_shadowing_grants_nothing (void)
{
  g_autoptr(TroupeToolPreset) of_user = troupe_tool_preset_new ("read-only");
  g_autoptr(TroupeToolPreset) of_project = troupe_tool_preset_new ("read-only");
  g_autoptr(TroupePolicy) policy = NULL;
  TroupeDecision decision;

  troupe_tool_preset_set_permission (of_user, "shell", "run_command", TROUPE_PERMISSION_OFF);
  troupe_tool_preset_set_permission (of_user, "files", "*", TROUPE_PERMISSION_AUTO);
  troupe_tool_preset_set_permission (of_project, "shell", "*", TROUPE_PERMISSION_AUTO);
  troupe_tool_preset_set_permission (of_project, "files", "read_file", TROUPE_PERMISSION_AUTO);
  policy = troupe_policy_new ("project", of_project);
  troupe_policy_add_preset (policy, "user", of_user);

  decision = troupe_policy_decide (policy, "shell", "run_command", FALSE, FALSE);
  g_assert_cmpint (decision.permission, ==, TROUPE_PERMISSION_OFF);
  g_assert_cmpstr (decision.rule, ==, "user");
  decision = troupe_policy_decide (policy, "files", "read_file", TRUE, FALSE);
  g_assert_cmpint (decision.permission, ==, TROUPE_PERMISSION_AUTO);
  /* The project's says nothing of it, and what is not said is asked. */
  decision = troupe_policy_decide (policy, "files", "list_files", TRUE, FALSE);
  g_assert_cmpint (decision.permission, ==, TROUPE_PERMISSION_ASK);
  g_assert_cmpstr (decision.rule, ==, "project");
}

static void
test_unreadable_asks (void)
{
  g_autoptr(TroupePolicy) policy = troupe_policy_new ("missing", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tools); i++)
    g_assert_cmpint (troupe_policy_decide (policy, tools[i].category, tools[i].tool, tools[i].is_read_only, FALSE).permission,
                     ==, TROUPE_PERMISSION_ASK);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tool/policy/adding-a-layer-never-widens", test_never_widens);
  g_test_add_func ("/tool/policy/shadowing-grants-nothing", test_shadowing_grants_nothing);
  g_test_add_func ("/tool/policy/unreadable-preset-asks-for-everything", test_unreadable_asks);

  return g_test_run ();
}
