/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-policy.h"

/**
 * TroupePolicy:
 *
 * What a tool call comes to, off, ask or auto: the strictest of the floor and of all layers, which are ceilings of the run
 * and the tier, the tool preset and the rules of the ticket. Pure.
 *
 * Each layer has a say, and none can take back what another one forbids, so adding a layer only ever tightens. The tool
 * preset is the one that grants, so there is no policy without one.
 */

typedef enum
{
  LAYER_CEILING,         /* one permission for every tool */
  LAYER_CHANGE_CEILING,  /* for those that change something */
  LAYER_PRESET,          /* what it says nothing of is asked */
  LAYER_RULES,           /* what they say nothing of is as others have it */
} LayerKind;

typedef struct
{
  LayerKind         kind;
  char             *rule;
  TroupePermission  permission;
  TroupeToolPreset *preset;      /* (nullable): unreadable */
} Layer;

struct _TroupePolicy
{
  GArray *layers;   /* (element-type Layer) */
};

static void
layer_clear (gpointer data)
{
  Layer *layer = data;

  g_free (layer->rule);
  g_clear_object (&layer->preset);
}

static void
add (TroupePolicy     *self,
     LayerKind         kind,
     const char       *rule,
     TroupePermission  permission,
     TroupeToolPreset *preset)
{
  Layer layer = { kind, g_strdup (rule), permission, NULL };

  g_set_object (&layer.preset, preset);
  g_array_append_val (self->layers, layer);
}

/**
 * troupe_policy_new:
 * @rule: what the preset is called where it decides, such as `preset:read-only`
 * @preset: (nullable): the tool preset; %NULL for one that is not there or can't be read, which means that all is asked
 *
 * Makes a policy of a tool preset alone.
 *
 * Returns: (transfer full): the policy
 */
TroupePolicy *
troupe_policy_new (const char       *rule,
                   TroupeToolPreset *preset)
{
  TroupePolicy *self = g_new0 (TroupePolicy, 1);

  self->layers = g_array_new (FALSE, FALSE, sizeof (Layer));
  g_array_set_clear_func (self->layers, layer_clear);
  troupe_policy_add_preset (self, rule, preset);

  return self;
}

/**
 * troupe_policy_free:
 * @self: (transfer full): a policy
 *
 * Frees the policy.
 */
void
troupe_policy_free (TroupePolicy *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->layers);
  g_free (self);
}

/**
 * troupe_policy_add_ceiling:
 * @self: a policy
 * @rule: what the layer is called where it decides, such as `run-ceiling`
 * @permission: the most that any tool is given
 *
 * Adds a layer with one answer for every tool.
 */
void
troupe_policy_add_ceiling (TroupePolicy     *self,
                           const char       *rule,
                           TroupePermission  permission)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (rule != NULL);

  add (self, LAYER_CEILING, rule, permission, NULL);
}

/**
 * troupe_policy_add_change_ceiling:
 * @self: a policy
 * @rule: what the layer is called where it decides, such as `tier:qa`
 * @permission: the most that a tool is given which changes something
 *
 * Adds a layer that leaves tools alone which only read.
 */
void
troupe_policy_add_change_ceiling (TroupePolicy     *self,
                                  const char       *rule,
                                  TroupePermission  permission)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (rule != NULL);

  add (self, LAYER_CHANGE_CEILING, rule, permission, NULL);
}

/**
 * troupe_policy_add_preset:
 * @self: a policy
 * @rule: what the layer is called where it decides, such as `preset:read-only`
 * @preset: (nullable): the tool preset; %NULL for one that is not there or can't be read, which means that all is asked
 *
 * Adds another tool preset, such as one that the first one shadows. What it says nothing of, it asks for.
 */
void
troupe_policy_add_preset (TroupePolicy     *self,
                          const char       *rule,
                          TroupeToolPreset *preset)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (rule != NULL);
  g_return_if_fail (preset == NULL || TROUPE_IS_TOOL_PRESET (preset));

  add (self, LAYER_PRESET, rule, TROUPE_PERMISSION_ASK, preset);
}

/**
 * troupe_policy_add_rules:
 * @self: a policy
 * @rule: what the layer is called where it decides, such as `ticket:T1`
 * @rules: permissions of single tools, or of a category as `*`
 *
 * Adds rules which have no say in what they don't name.
 */
void
troupe_policy_add_rules (TroupePolicy     *self,
                         const char       *rule,
                         TroupeToolPreset *rules)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (rule != NULL);
  g_return_if_fail (TROUPE_IS_TOOL_PRESET (rules));

  add (self, LAYER_RULES, rule, TROUPE_PERMISSION_AUTO, rules);
}

static TroupePermission
ask_layer (const Layer *layer,
           const char  *category,
           const char  *tool,
           gboolean     is_read_only)
{
  TroupePermission permission;

  switch (layer->kind)
    {
    case LAYER_CHANGE_CEILING:
      return is_read_only ? TROUPE_PERMISSION_AUTO : layer->permission;

    case LAYER_PRESET:
      return layer->preset != NULL ? troupe_tool_preset_get_permission (layer->preset, category, tool)
                                   : TROUPE_PERMISSION_ASK;

    case LAYER_RULES:
      if (troupe_tool_preset_lookup (layer->preset, category, tool, &permission) ||
          troupe_tool_preset_lookup (layer->preset, category, "*", &permission))
        return permission;
      return TROUPE_PERMISSION_AUTO;

    case LAYER_CEILING:
    default:
      return layer->permission;
    }
}

/**
 * troupe_policy_decide:
 * @self: a policy
 * @category: the tool's category
 * @tool: the tool
 * @is_read_only: whether it leaves everything as it is
 * @is_behind_floor: whether the call asks for what is off for everybody
 *
 * Decides on a call. Of several layers that are equally strict the first one counts as the one that decided.
 *
 * Returns: the permission, and which rule it comes from; the text lives as long as @self
 */
TroupeDecision
troupe_policy_decide (TroupePolicy *self,
                      const char   *category,
                      const char   *tool,
                      gboolean      is_read_only,
                      gboolean      is_behind_floor)
{
  TroupeDecision decision = { TROUPE_PERMISSION_ASK, "default" };

  g_return_val_if_fail (self != NULL, decision);
  g_return_val_if_fail (category != NULL && tool != NULL, decision);

  if (is_behind_floor)
    return (TroupeDecision) { TROUPE_PERMISSION_OFF, TROUPE_POLICY_FLOOR };

  for (guint i = 0; i < self->layers->len; i++)
    {
      const Layer *layer = &g_array_index (self->layers, Layer, i);
      TroupePermission permission = ask_layer (layer, category, tool, is_read_only);

      if (i == 0 || permission < decision.permission)
        decision = (TroupeDecision) { permission, layer->rule };
    }

  return decision;
}
