/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-definition-watch.h"
#include "troupe-persona.h"
#include "troupe-prompt-preset.h"

/**
 * TroupeDefinitionWatch:
 *
 * Follows all that can change in a definition, of whatever kind it is.
 *
 * #TroupeDefinitionWatch::changed is emitted for each of these changes; assigning another definition can be several.
 */

struct _TroupeDefinitionWatch
{
  GObject       parent_instance;

  GSignalGroup *definition_signals;  /* (owned) (nullable): made for the kind */
  GSignalGroup *settings_signals;    /* (owned) */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeDefinitionWatch, troupe_definition_watch, G_TYPE_OBJECT)

static void
changed_cb (TroupeDefinitionWatch *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
troupe_definition_watch_dispose (GObject *object)
{
  TroupeDefinitionWatch *self = TROUPE_DEFINITION_WATCH (object);

  g_clear_object (&self->definition_signals);
  g_clear_object (&self->settings_signals);

  G_OBJECT_CLASS (troupe_definition_watch_parent_class)->dispose (object);
}

static void
troupe_definition_watch_class_init (TroupeDefinitionWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = troupe_definition_watch_dispose;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
troupe_definition_watch_init (TroupeDefinitionWatch *self)
{
  self->settings_signals = g_signal_group_new (TROUPE_TYPE_AI_SETTINGS);
  g_signal_group_connect_object (self->settings_signals, "notify", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * troupe_definition_watch_new:
 *
 * Makes a watch that follows nothing yet.
 *
 * Returns: (transfer full): the watch
 */
TroupeDefinitionWatch *
troupe_definition_watch_new (void)
{
  return g_object_new (TROUPE_TYPE_DEFINITION_WATCH, NULL);
}

/**
 * troupe_definition_watch_set_definition:
 * @self: the watch
 * @definition: (nullable): what to follow; it is not kept alive
 *
 * Follows @definition and nothing else.
 */
void
troupe_definition_watch_set_definition (TroupeDefinitionWatch *self,
                                        TroupeDefinition      *definition)
{
  static const char * const names[] = { "changed", "tiers-changed", "assigned" };
  TroupeAiSettings *settings = NULL;

  g_return_if_fail (TROUPE_IS_DEFINITION_WATCH (self));
  g_return_if_fail (definition == NULL || TROUPE_IS_DEFINITION (definition));

  g_clear_object (&self->definition_signals);
  if (definition != NULL)
    {
      self->definition_signals = g_signal_group_new (G_OBJECT_TYPE (definition));
      g_signal_group_connect_object (self->definition_signals, "notify", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        if (g_signal_lookup (names[i], G_OBJECT_TYPE (definition)) != 0)
          g_signal_group_connect_object (self->definition_signals, names[i], G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_group_set_target (self->definition_signals, definition);
    }

  if (TROUPE_IS_PERSONA (definition))
    settings = troupe_persona_get_settings (TROUPE_PERSONA (definition));
  else if (TROUPE_IS_PROMPT_PRESET (definition))
    settings = troupe_prompt_preset_get_settings (TROUPE_PROMPT_PRESET (definition));
  g_signal_group_set_target (self->settings_signals, settings);
}
