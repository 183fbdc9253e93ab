/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-enum-types.h"
#include "troupe-json.h"
#include "troupe-strategy.h"
#include "troupe-toolkit.h"

/**
 * TroupeToolkit:
 *
 * The tools of one attempt, in the order in which the model is to reach for them, and what may be done with them.
 *
 * A tool is in it if there is a tool preset, the policy does not turn it off, the bias does not leave it out, and it is
 * there. Without a project there is none.
 *
 * The layers of the policy are the tool preset, the run's ceiling, the tier's (only workers change anything), and the
 * ticket's own rules.
 */
struct _TroupeToolkit
{
  GObject            parent_instance;

  GPtrArray         *tools;     /* (owned) (element-type TroupeTool) */
  TroupePolicy      *policy;    /* (owned) (nullable): without a tool preset there are no tools */
  TroupeToolContext *context;   /* (owned) (nullable) */
};

#define TICKET_TOOLS "tools"

G_DEFINE_FINAL_TYPE (TroupeToolkit, troupe_toolkit, G_TYPE_OBJECT)

static gpointer
look_up (TroupeResolver *resolver,
         TroupeCatalog  *catalog,
         TroupeField     field,
         TroupeKind      kind,
         GType           type)
{
  const char *id = troupe_resolver_get_string (resolver, field);
  TroupeDefinition *found = id != NULL && *id != '\0' ? troupe_catalog_lookup (catalog, kind, id) : NULL;

  return found != NULL && G_TYPE_CHECK_INSTANCE_TYPE (found, type) ? found : NULL;
}

static gboolean
read_category (TroupeToolPreset *rules,
               const char       *category,
               JsonNode         *node)
{
  JsonObjectIter iter;
  const char *tool;
  JsonNode *value;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;

  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &tool, &value))
    {
      const char *nick = troupe_json_node_get_string (value);
      int permission;

      if (nick == NULL || !troupe_enum_from_nick (TROUPE_TYPE_PERMISSION, nick, &permission))
        return FALSE;
      troupe_tool_preset_set_permission (rules, category, tool, (TroupePermission) permission);
    }

  return TRUE;
}

/* The ticket's member `tools` is like a tool preset's `categories`. What can't be read comes to asking for everything. */
static void
add_ticket_rules (TroupePolicy *policy,
                  TroupeTicket *ticket)
{
  JsonObject *extra = troupe_ticket_get_extra (ticket);
  JsonNode *node = extra != NULL ? json_object_get_member (extra, TICKET_TOOLS) : NULL;
  g_autoptr(TroupeToolPreset) rules = NULL;
  g_autofree char *rule = NULL;
  gboolean is_read;
  JsonObjectIter iter;
  const char *category;
  JsonNode *value;

  if (node == NULL)
    return;

  rule = g_strconcat ("ticket:", troupe_ticket_get_id (ticket), NULL);
  rules = troupe_tool_preset_new (NULL);
  is_read = JSON_NODE_HOLDS_OBJECT (node);
  if (is_read)
    {
      json_object_iter_init (&iter, json_node_get_object (node));
      while (json_object_iter_next (&iter, &category, &value))
        is_read = read_category (rules, category, value) && is_read;
    }

  troupe_policy_add_rules (policy, rule, rules);
  if (!is_read)
    troupe_policy_add_ceiling (policy, rule, TROUPE_PERMISSION_ASK);
}

static void
add_layers (TroupeToolkit    *self,
            TroupeTier        tier,
            TroupeTicket     *ticket,
            TroupePermission  ceiling)
{
  g_autofree char *tier_rule = g_strconcat ("tier:", troupe_enum_get_nick (TROUPE_TYPE_TIER, tier), NULL);

  if (ceiling != TROUPE_PERMISSION_AUTO)
    troupe_policy_add_ceiling (self->policy, "run-ceiling", ceiling);
  if (tier != TROUPE_TIER_WORKER && tier != TROUPE_TIER_NONE)
    troupe_policy_add_change_ceiling (self->policy, tier_rule, TROUPE_PERMISSION_OFF);
  if (ticket != NULL)
    add_ticket_rules (self->policy, ticket);
}

static void
add_tools (TroupeToolkit  *self,
           TroupeStrategy *strategy)
{
  for (guint i = 0; i < troupe_strategy_get_n_entries (strategy); i++)
    {
      const TroupeStrategyEntry *entry = troupe_strategy_get_entry (strategy, i);
      g_autoptr(TroupeTool) tool = troupe_tool_table_create (entry->tool);
      TroupeDecision decision;

      /* Another category may have a tool of the same name. */
      if (tool == NULL || g_strcmp0 (troupe_tool_get_category (tool), entry->category) != 0)
        continue;

      decision = troupe_policy_decide (self->policy, entry->category, entry->tool, troupe_tool_is_read_only (tool), FALSE);
      if (decision.permission != TROUPE_PERMISSION_OFF)
        g_ptr_array_add (self->tools, g_steal_pointer (&tool));
    }
}

static void
troupe_toolkit_finalize (GObject *object)
{
  TroupeToolkit *self = TROUPE_TOOLKIT (object);

  g_ptr_array_unref (self->tools);
  g_clear_pointer (&self->policy, troupe_policy_free);
  g_clear_pointer (&self->context, troupe_tool_context_unref);

  G_OBJECT_CLASS (troupe_toolkit_parent_class)->finalize (object);
}

static void
troupe_toolkit_class_init (TroupeToolkitClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_toolkit_finalize;
}

static void
troupe_toolkit_init (TroupeToolkit *self)
{
  self->tools = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * troupe_toolkit_new:
 * @resolver: the effective values, which name the tool preset and the bias profile
 * @catalog: where those are
 * @tier: the tier that speaks, or %TROUPE_TIER_NONE
 * @ticket: (nullable): the ticket, which may have rules of its own
 * @project: (nullable): the project's folder
 * @ceiling: the most that the run allows
 *
 * Makes the toolkit of an attempt. Nothing of it changes when presets do.
 *
 * Returns: (transfer full): the toolkit, perhaps with no tool in it
 */
TroupeToolkit *
troupe_toolkit_new (TroupeResolver   *resolver,
                    TroupeCatalog    *catalog,
                    TroupeTier        tier,
                    TroupeTicket     *ticket,
                    GFile            *project,
                    TroupePermission  ceiling)
{
  TroupeToolkit *self;
  const char *preset_id;
  TroupeToolPreset *preset;
  TroupeBiasProfile *profile;
  g_autoptr(TroupeToolPreset) copy = NULL;
  g_autoptr(TroupeStrategy) strategy = NULL;
  g_autofree char *rule = NULL;

  g_return_val_if_fail (TROUPE_IS_RESOLVER (resolver), NULL);
  g_return_val_if_fail (TROUPE_IS_CATALOG (catalog), NULL);

  self = g_object_new (TROUPE_TYPE_TOOLKIT, NULL);
  preset_id = troupe_resolver_get_string (resolver, TROUPE_FIELD_TOOL_PRESET_ID);
  if (preset_id == NULL || *preset_id == '\0' || project == NULL || g_file_peek_path (project) == NULL)
    return self;

  preset = look_up (resolver, catalog, TROUPE_FIELD_TOOL_PRESET_ID, TROUPE_KIND_TOOL_PRESET, TROUPE_TYPE_TOOL_PRESET);
  profile = look_up (resolver, catalog, TROUPE_FIELD_BIAS_PROFILE_ID, TROUPE_KIND_BIAS_PROFILE, TROUPE_TYPE_BIAS_PROFILE);
  if (preset != NULL)
    copy = TROUPE_TOOL_PRESET (troupe_definition_copy (TROUPE_DEFINITION (preset)));

  rule = g_strconcat (copy != NULL ? "preset:" : "preset-missing:", preset_id, NULL);
  self->policy = troupe_policy_new (rule, copy);
  self->context = troupe_tool_context_new (project, ticket != NULL ? troupe_ticket_get_id (ticket) : NULL, NULL);
  add_layers (self, tier, ticket, ceiling);

  strategy = copy != NULL ? troupe_strategy_new (copy, profile) : troupe_strategy_new_ask_all (profile);
  add_tools (self, strategy);

  return self;
}

/**
 * troupe_toolkit_get_n_tools:
 * @self: a toolkit
 *
 * Counts the tools that are offered.
 *
 * Returns: how many
 */
guint
troupe_toolkit_get_n_tools (TroupeToolkit *self)
{
  g_return_val_if_fail (TROUPE_IS_TOOLKIT (self), 0);

  return self->tools->len;
}

/**
 * troupe_toolkit_get_tool:
 * @self: a toolkit
 * @index: below troupe_toolkit_get_n_tools()
 *
 * Gets a tool, the first being the one to reach for first.
 *
 * Returns: (transfer none): the tool
 */
TroupeTool *
troupe_toolkit_get_tool (TroupeToolkit *self,
                         guint          index)
{
  g_return_val_if_fail (TROUPE_IS_TOOLKIT (self), NULL);
  g_return_val_if_fail (index < self->tools->len, NULL);

  return g_ptr_array_index (self->tools, index);
}

/**
 * troupe_toolkit_find:
 * @self: a toolkit
 * @name: what a model calls a tool
 *
 * Finds a tool. One that is not offered can't be called either, whatever a model makes up.
 *
 * Returns: (transfer none) (nullable): the tool
 */
TroupeTool *
troupe_toolkit_find (TroupeToolkit *self,
                     const char    *name)
{
  g_return_val_if_fail (TROUPE_IS_TOOLKIT (self), NULL);

  for (guint i = 0; i < self->tools->len; i++)
    {
      TroupeTool *tool = g_ptr_array_index (self->tools, i);

      if (g_strcmp0 (troupe_tool_get_name (tool), name) == 0)
        return tool;
    }

  return NULL;
}

/**
 * troupe_toolkit_get_context:
 * @self: a toolkit with tools
 *
 * Gets where the tools work, and their limits.
 *
 * Returns: (transfer none) (nullable): the context
 */
TroupeToolContext *
troupe_toolkit_get_context (TroupeToolkit *self)
{
  g_return_val_if_fail (TROUPE_IS_TOOLKIT (self), NULL);

  return self->context;
}

/**
 * troupe_toolkit_decide:
 * @self: a toolkit
 * @tool: one of its tools
 * @is_behind_floor: whether the call asks for what is off for everybody, by troupe_tool_judge()
 *
 * Decides on a call.
 *
 * Returns: the permission, and which rule it comes from; the text lives as long as @self
 */
TroupeDecision
troupe_toolkit_decide (TroupeToolkit *self,
                       TroupeTool    *tool,
                       gboolean       is_behind_floor)
{
  TroupeDecision decision = { TROUPE_PERMISSION_OFF, TROUPE_POLICY_FLOOR };

  g_return_val_if_fail (TROUPE_IS_TOOLKIT (self), decision);
  g_return_val_if_fail (TROUPE_IS_TOOL (tool), decision);
  g_return_val_if_fail (self->policy != NULL, decision);

  return troupe_policy_decide (self->policy, troupe_tool_get_category (tool), troupe_tool_get_name (tool),
                               troupe_tool_is_read_only (tool), is_behind_floor);
}

/**
 * troupe_toolkit_offer:
 * @self: a toolkit
 * @talk: what will be sent
 *
 * Adds the tools to a request, in their order.
 */
void
troupe_toolkit_offer (TroupeToolkit *self,
                      TroupeRequest *talk)
{
  g_return_if_fail (TROUPE_IS_TOOLKIT (self));
  g_return_if_fail (TROUPE_IS_REQUEST (talk));

  for (guint i = 0; i < self->tools->len; i++)
    {
      TroupeTool *tool = g_ptr_array_index (self->tools, i);

      troupe_request_add_tool (talk, troupe_tool_get_name (tool), troupe_tool_get_description (tool),
                               troupe_tool_get_schema (tool));
    }
}
