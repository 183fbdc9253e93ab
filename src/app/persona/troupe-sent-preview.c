/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-choice.h"
#include "troupe-copy-button.h"
#include "troupe-enum-types.h"
#include "troupe-sent-preview.h"
#include "troupe-sent-section.h"
#include "troupe-setting-text.h"
#include "troupe-share-bar.h"
#include "troupe-ticket-state.h"

/**
 * TroupeSentPreview:
 *
 * The system prompt of a persona as it would be sent now, section by section.
 *
 * It is composed by troupe_prompt_compose() like every other, over a resolver that has the persona as it is being edited
 * for its layer. However many changes there are, it is composed once a frame, and only while it is on show.
 */

struct _TroupeSentPreview
{
  GtkWidget           parent_instance;

  /* Input */
  TroupeWorkspace    *workspace;        /* (owned) (nullable) */
  TroupePersona      *persona;          /* (owned) (nullable) */
  TroupeTier          tier;

  /* Owned References */
  TroupeResolver     *resolver;         /* (owned) (nullable) */
  TroupePrompt       *prompt;           /* (owned) (nullable) */
  GSignalGroup       *resolver_signals;
  GSignalGroup       *catalog_signals;
  GSignalGroup       *persona_signals;

  /* Template References */
  TroupeChoiceButton *tier_choice;
  TroupeCopyButton   *copy_button;
  GtkLabel           *sections_label;
  GtkLabel           *tokens_label;
  TroupeShareBar     *bar;
  GtkLabel           *problem_label;
  GtkWidget          *boxes;
  GtkLabel           *note_label;

  /* In Progress */
  guint               tick_id;
};

G_DEFINE_FINAL_TYPE (TroupeSentPreview, troupe_sent_preview, GTK_TYPE_WIDGET)

/* (transfer full) (nullable): where a section comes from, in words */
static char *
dup_source (TroupeSentPreview         *self,
            const TroupePromptSection *section)
{
  TroupeCatalog *catalog = troupe_workspace_get_catalog (self->workspace);
  TroupeDefinition *definition = NULL;

  if (g_str_equal (section->name, "tier"))
    return g_strdup (troupe_tier_get_label (self->tier));

  if (g_str_equal (section->name, "tools"))
    definition = troupe_catalog_lookup (catalog, TROUPE_KIND_BIAS_PROFILE,
                                        troupe_resolver_get_string (self->resolver, TROUPE_FIELD_BIAS_PROFILE_ID));
  else if (g_str_has_prefix (section->origin, "preset:"))
    definition = troupe_catalog_lookup (catalog, TROUPE_KIND_PROMPT_PRESET, section->origin + strlen ("preset:"));
  else if (g_str_has_prefix (section->origin, "persona:"))
    definition = TROUPE_DEFINITION (self->persona);

  if (definition != NULL)
    return g_strdup (troupe_definition_get_name (definition));

  return troupe_setting_caption (self->workspace,
                                 troupe_resolver_get_origin_layer (self->resolver, TROUPE_FIELD_SYSTEM_PROMPT),
                                 section->origin);
}

/* The box for a section, behind @previous; it is made if there is none yet. */
static GtkWidget *
take_box (TroupeSentPreview *self,
          const char        *name,
          GtkWidget         *previous)
{
  GtkWidget *box;

  for (box = gtk_widget_get_first_child (self->boxes); box != NULL; box = gtk_widget_get_next_sibling (box))
    if (g_str_equal (troupe_sent_section_get_name (TROUPE_SENT_SECTION (box)), name))
      break;

  if (box == NULL)
    {
      box = troupe_sent_section_new (name);
      gtk_box_insert_child_after (GTK_BOX (self->boxes), box, previous);
    }
  else if (gtk_widget_get_prev_sibling (box) != previous)
    {
      gtk_box_reorder_child_after (GTK_BOX (self->boxes), box, previous);
    }

  return box;
}

/* The persona's own words are what is being written, unless others take their place here. */
static gboolean
is_edited (TroupeSentPreview         *self,
           const TroupePromptSection *section)
{
  return g_str_equal (section->name, "persona") &&
         troupe_resolver_get_origin_layer (self->resolver, TROUPE_FIELD_SYSTEM_PROMPT) == TROUPE_LAYER_PERSONA;
}

static void
show_sections (TroupeSentPreview *self)
{
  guint n_sections = troupe_prompt_get_n_sections (self->prompt);
  g_autofree TroupeShare *shares = g_new0 (TroupeShare, MAX (n_sections, 1));
  g_autoptr(GPtrArray) classes = g_ptr_array_new_with_free_func (g_free);
  GtkWidget *previous = NULL;

  for (guint i = 0; i < n_sections; i++)
    {
      const TroupePromptSection *section = troupe_prompt_get_section (self->prompt, i);
      GtkWidget *box = take_box (self, section->name, previous);
      g_autofree char *source = dup_source (self, section);

      g_ptr_array_add (classes, g_strconcat ("section-", section->name, NULL));
      shares[i].css_class = g_ptr_array_index (classes, i);
      shares[i].title = section->title;
      shares[i].amount = troupe_prompt_estimate_tokens (section->text);
      troupe_sent_section_set (TROUPE_SENT_SECTION (box), section->title, source, section->text, shares[i].amount);
      troupe_sent_section_set_edited (TROUPE_SENT_SECTION (box), is_edited (self, section));
      previous = box;
    }

  while (TRUE)
    {
      GtkWidget *rest = previous != NULL ? gtk_widget_get_next_sibling (previous) : gtk_widget_get_first_child (self->boxes);

      if (rest == NULL)
        break;
      gtk_box_remove (GTK_BOX (self->boxes), rest);
    }

  troupe_share_bar_set_shares (self->bar, shares, n_sections);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), n_sections > 0);
}

static void
show_totals (TroupeSentPreview *self)
{
  guint n_sections = troupe_prompt_get_n_sections (self->prompt);
  guint n_tokens = troupe_prompt_estimate_tokens (troupe_prompt_get_text (self->prompt));
  g_autofree char *sections = g_strdup_printf (ngettext ("%u section", "%u sections", n_sections), n_sections);
  g_autofree char *tokens = g_strdup_printf (ngettext ("≈ %'u token", "≈ %'u tokens", n_tokens), n_tokens);

  gtk_label_set_label (self->sections_label, sections);
  gtk_label_set_label (self->tokens_label, tokens);
  gtk_widget_set_sensitive (GTK_WIDGET (self->copy_button), n_sections > 0);
}

static void
show_notes (TroupeSentPreview *self)
{
  g_autoptr(GError) error = NULL;
  const char *note = NULL;

  troupe_prompt_check (self->resolver, troupe_workspace_get_catalog (self->workspace), &error);
  gtk_label_set_label (self->problem_label, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), error != NULL);

  if (self->tier != TROUPE_TIER_NONE)
    note = _("What the track and the ticket say is added when a run starts.");
  else if (troupe_prompt_get_n_sections (self->prompt) == 0)
    note = _("No system prompt is sent.");
  gtk_label_set_label (self->note_label, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note_label), note != NULL);
}

static void
update (TroupeSentPreview *self)
{
  g_autoptr(TroupePrompt) prompt = NULL;

  if (self->resolver == NULL)
    return;

  prompt = troupe_prompt_compose (self->resolver, troupe_workspace_get_catalog (self->workspace), self->tier, NULL, NULL);
  g_clear_pointer (&self->prompt, troupe_prompt_unref);
  self->prompt = g_steal_pointer (&prompt);

  show_sections (self);
  show_totals (self);
  show_notes (self);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  TroupeSentPreview *self = TROUPE_SENT_PREVIEW (widget);

  self->tick_id = 0;
  update (self);

  return G_SOURCE_REMOVE;
}

static void
queue_update (TroupeSentPreview *self)
{
  /* Whoever opens the page next sees it composed anew. */
  if (self->tick_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

static void
catalog_changed_cb (TroupeSentPreview *self,
                    guint              kind)
{
  if (kind != TROUPE_KIND_TRACK)
    queue_update (self);
}

static void
copy_clicked_cb (TroupeSentPreview *self)
{
  TroupePrompt *prompt = troupe_sent_preview_get_prompt (self);

  if (prompt != NULL)
    troupe_copy_button_copy (self->copy_button, troupe_prompt_get_text (prompt));
}

static void
tier_chosen_cb (TroupeSentPreview *self)
{
  int tier = TROUPE_TIER_NONE;
  const char *nick = troupe_choice_button_get_chosen (self->tier_choice);

  if (nick != NULL)
    troupe_enum_from_nick (TROUPE_TYPE_TIER, nick, &tier);
  troupe_sent_preview_set_tier (self, tier);
}

static void
load_tiers (TroupeSentPreview *self)
{
  GPtrArray *choices = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (choices, troupe_choice_new (NULL, _("Discussion")));
  for (TroupeTier tier = TROUPE_TIER_ORCHESTRATOR; tier < TROUPE_N_TIERS; tier++)
    g_ptr_array_add (choices, troupe_choice_new (troupe_enum_get_nick (TROUPE_TYPE_TIER, tier), troupe_tier_get_label (tier)));
  troupe_choice_button_set_choices (self->tier_choice, choices);
}

static void
troupe_sent_preview_map (GtkWidget *widget)
{
  update (TROUPE_SENT_PREVIEW (widget));

  GTK_WIDGET_CLASS (troupe_sent_preview_parent_class)->map (widget);
}

static void
troupe_sent_preview_unmap (GtkWidget *widget)
{
  TroupeSentPreview *self = TROUPE_SENT_PREVIEW (widget);

  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (widget, self->tick_id);
  self->tick_id = 0;

  GTK_WIDGET_CLASS (troupe_sent_preview_parent_class)->unmap (widget);
}

static void
troupe_sent_preview_dispose (GObject *object)
{
  TroupeSentPreview *self = TROUPE_SENT_PREVIEW (object);
  GtkWidget *child;

  g_clear_object (&self->resolver_signals);
  g_clear_object (&self->catalog_signals);
  g_clear_object (&self->persona_signals);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->prompt, troupe_prompt_unref);
  g_clear_object (&self->resolver);
  g_clear_object (&self->persona);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (troupe_sent_preview_parent_class)->dispose (object);
}

static void
troupe_sent_preview_class_init (TroupeSentPreviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_sent_preview_dispose;
  widget_class->map = troupe_sent_preview_map;
  widget_class->unmap = troupe_sent_preview_unmap;

  g_type_ensure (TROUPE_TYPE_CHOICE_BUTTON);
  g_type_ensure (TROUPE_TYPE_COPY_BUTTON);
  g_type_ensure (TROUPE_TYPE_SHARE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/persona/troupe-sent-preview.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeSentPreview, tier_choice);
  gtk_widget_class_bind_template_child (widget_class, TroupeSentPreview, copy_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeSentPreview, sections_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeSentPreview, tokens_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeSentPreview, bar);
  gtk_widget_class_bind_template_child (widget_class, TroupeSentPreview, problem_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeSentPreview, boxes);
  gtk_widget_class_bind_template_child (widget_class, TroupeSentPreview, note_label);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
  gtk_widget_class_set_css_name (widget_class, "sentpreview");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
troupe_sent_preview_init (TroupeSentPreview *self)
{
  GtkLayoutManager *layout;

  gtk_widget_init_template (GTK_WIDGET (self));
  layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);

  troupe_choice_button_set_label (self->tier_choice, _("Show As Sent In"));
  load_tiers (self);
  g_signal_connect_object (self->tier_choice, "chosen", G_CALLBACK (tier_chosen_cb), self, G_CONNECT_SWAPPED);

  self->resolver_signals = g_signal_group_new (TROUPE_TYPE_RESOLVER);
  g_signal_group_connect_object (self->resolver_signals, "changed", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  self->catalog_signals = g_signal_group_new (TROUPE_TYPE_CATALOG);
  g_signal_group_connect_object (self->catalog_signals, "changed", G_CALLBACK (catalog_changed_cb), self, G_CONNECT_SWAPPED);
  self->persona_signals = g_signal_group_new (TROUPE_TYPE_PERSONA);
  g_signal_group_connect_object (self->persona_signals, "notify::name", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
}

/**
 * troupe_sent_preview_set_source:
 * @self: the preview
 * @workspace: where presets and defaults are found
 * @persona: whose prompt it is; changes are followed
 *
 * Shows the prompt of another persona.
 */
void
troupe_sent_preview_set_source (TroupeSentPreview *self,
                                TroupeWorkspace   *workspace,
                                TroupePersona     *persona)
{
  g_return_if_fail (TROUPE_IS_SENT_PREVIEW (self));
  g_return_if_fail (TROUPE_IS_WORKSPACE (workspace));
  g_return_if_fail (TROUPE_IS_PERSONA (persona));

  g_set_object (&self->workspace, workspace);
  g_set_object (&self->persona, persona);
  g_clear_object (&self->resolver);
  self->resolver = troupe_workspace_create_resolver (workspace);
  troupe_resolver_set_cast (self->resolver, persona, self->tier, NULL, NULL);

  g_signal_group_set_target (self->resolver_signals, self->resolver);
  g_signal_group_set_target (self->catalog_signals, troupe_workspace_get_catalog (workspace));
  g_signal_group_set_target (self->persona_signals, persona);
  queue_update (self);
}

/**
 * troupe_sent_preview_get_tier:
 * @self: the preview
 *
 * Returns: in which tier the persona speaks, or %TROUPE_TIER_NONE in a discussion
 */
TroupeTier
troupe_sent_preview_get_tier (TroupeSentPreview *self)
{
  g_return_val_if_fail (TROUPE_IS_SENT_PREVIEW (self), TROUPE_TIER_NONE);

  return self->tier;
}

/**
 * troupe_sent_preview_set_tier:
 * @self: the preview
 * @tier: a tier, or %TROUPE_TIER_NONE for a discussion
 *
 * Shows the prompt as it is sent in a tier, with the values that the persona has there.
 */
void
troupe_sent_preview_set_tier (TroupeSentPreview *self,
                              TroupeTier         tier)
{
  g_return_if_fail (TROUPE_IS_SENT_PREVIEW (self));

  self->tier = tier;
  troupe_choice_button_set_chosen (self->tier_choice,
                                   tier != TROUPE_TIER_NONE ? troupe_enum_get_nick (TROUPE_TYPE_TIER, tier) : NULL, NULL);
  if (self->resolver != NULL)
    troupe_resolver_set_cast (self->resolver, self->persona, tier, NULL, NULL);
  queue_update (self);
}

/**
 * troupe_sent_preview_get_prompt:
 * @self: the preview
 *
 * Gets what would be sent now, also where that is not shown yet.
 *
 * Returns: (transfer none) (nullable): the prompt, or %NULL without a persona
 */
TroupePrompt *
troupe_sent_preview_get_prompt (TroupeSentPreview *self)
{
  g_return_val_if_fail (TROUPE_IS_SENT_PREVIEW (self), NULL);

  update (self);

  return self->prompt;
}
