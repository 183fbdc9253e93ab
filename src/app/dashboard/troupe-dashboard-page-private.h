/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-approval-bar.h"
#include "troupe-dashboard-page.h"
#include "troupe-stream-view.h"

G_BEGIN_DECLS

struct _TroupeDashboardPage
{
  TroupePage         parent_instance;

  /* Input */
  TroupeWindow      *window;        /* (weak): it owns the page, which may outlive it */

  /* Owned References */
  TroupeTrack       *track;         /* (nullable) */
  TroupeConductor   *conductor;     /* (nullable) */
  GCancellable      *cancellable;   /* (nullable): while a run goes */
  GSignalGroup      *catalog_signals;
  GSignalGroup      *run_signals;
  GtkWidget         *menu;          /* of a ticket */
  GtkWidget         *personas;      /* (nullable): who may do a ticket */

  /* Template References */
  GtkStack          *stack;
  GtkDropDown       *track_drop_down;
  TroupeApprovalBar *approval_bar;
  GtkLabel          *goal_label;
  GtkLabel          *progress_label;
  GtkProgressBar    *progress_bar;
  GtkWidget         *run_button;
  GtkWidget         *stop_button;
  GtkListView       *list_view;
  TroupeStreamView  *stream_view;

  /* In Progress */
  GtkSingleSelection *selection;
  gboolean           follows_run;   /* the selection goes where the run goes */
  gboolean           is_selecting;
  char              *chosen_id;     /* (nullable): the ticket for which somebody is being chosen */
};

void     troupe_dashboard_page_go_on               (TroupeDashboardPage *self);
gboolean troupe_dashboard_page_has_begun           (TroupeDashboardPage *self);

void     troupe_dashboard_page_set_up_tickets      (TroupeDashboardPage *self);
void     troupe_dashboard_page_add_ticket_actions  (TroupeDashboardPage *self);
void     troupe_dashboard_page_popup               (TroupeDashboardPage *self,
                                                    TroupeRunTicket     *ticket,
                                                    GtkWidget           *widget,
                                                    double               x,
                                                    double               y);
gboolean troupe_dashboard_page_popup_focused       (TroupeDashboardPage *self);

G_END_DECLS
