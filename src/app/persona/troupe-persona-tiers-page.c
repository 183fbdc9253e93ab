/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-persona-tiers-page.h"
#include "troupe-tier-row.h"

/**
 * TroupePersonaTiersPage:
 *
 * The section Tiers of a persona: in which tiers it is cast by default, and the values that hold there only.
 */

struct _TroupePersonaTiersPage
{
  TroupeEditorPage  parent_instance;

  TroupeTierRow    *rows[TROUPE_N_TIERS];   /* none for no tier */

  /* Template References */
  GtkListBox       *list;
};

G_DEFINE_FINAL_TYPE (TroupePersonaTiersPage, troupe_persona_tiers_page, TROUPE_TYPE_EDITOR_PAGE)

/* (transfer none) (nullable): the first tier that holds Save back */
static TroupeTierRow *
find_problem (TroupePersonaTiersPage *self)
{
  for (TroupeTier tier = TROUPE_TIER_ORCHESTRATOR; tier < TROUPE_N_TIERS; tier++)
    if (troupe_tier_row_get_problem (self->rows[tier]) != NULL)
      return self->rows[tier];

  return NULL;
}

static void
problem_cb (TroupePersonaTiersPage *self)
{
  TroupeTierRow *row = find_problem (self);

  troupe_editor_page_set_problem (TROUPE_EDITOR_PAGE (self), row != NULL ? troupe_tier_row_get_problem (row) : NULL);
}

static void
troupe_persona_tiers_page_set_source (TroupeEditorPage *page,
                                      TroupeWorkspace  *workspace,
                                      TroupeDefinition *copy,
                                      gboolean          is_new)
{
  TroupePersonaTiersPage *self = TROUPE_PERSONA_TIERS_PAGE (page);

  for (TroupeTier tier = TROUPE_TIER_ORCHESTRATOR; tier < TROUPE_N_TIERS; tier++)
    troupe_tier_row_set_source (self->rows[tier], workspace, TROUPE_PERSONA (copy));
}

static void
troupe_persona_tiers_page_show_problem (TroupeEditorPage *page)
{
  TroupeTierRow *row = find_problem (TROUPE_PERSONA_TIERS_PAGE (page));

  if (row != NULL)
    troupe_tier_row_show_problem (row);
}

static void
troupe_persona_tiers_page_class_init (TroupePersonaTiersPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  TroupeEditorPageClass *page_class = TROUPE_EDITOR_PAGE_CLASS (klass);

  page_class->set_source = troupe_persona_tiers_page_set_source;
  page_class->show_problem = troupe_persona_tiers_page_show_problem;

  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/persona/troupe-persona-tiers-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupePersonaTiersPage, list);
}

static void
troupe_persona_tiers_page_init (TroupePersonaTiersPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  for (TroupeTier tier = TROUPE_TIER_ORCHESTRATOR; tier < TROUPE_N_TIERS; tier++)
    {
      GtkWidget *row = troupe_tier_row_new (tier);

      self->rows[tier] = TROUPE_TIER_ROW (row);
      g_signal_connect_object (row, "notify::problem", G_CALLBACK (problem_cb), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (self->list, row);
    }
}
