/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-context-menu.h"
#include "troupe-enum-types.h"
#include "troupe-library-batch.h"
#include "troupe-library-filter.h"
#include "troupe-library-page.h"
#include "troupe-library-row.h"
#include "troupe-references.h"

G_BEGIN_DECLS

struct _TroupeLibraryPage
{
  TroupePage            parent_instance;

  /* Input */
  TroupeWindow         *window;          /* (weak): it owns the page, which may outlive it */
  TroupeKind            kind;

  /* Owned References */
  TroupeReferences     *references;      /* (nullable): without a workspace */
  GListModel           *source;          /* (nullable): all definitions of the kind */
  GSignalGroup         *catalog_signals;
  GSignalGroup         *library_signals;
  GSignalGroup         *source_signals;
  GSignalGroup         *reference_signals;
  TroupeLibraryFilter  *filter;
  GtkFilterListModel   *filtered;
  GtkSortListModel     *sorted;
  GtkMultiSelection    *selection;
  GHashTable           *rows;            /* (element-type TroupeLibraryRow): those that show something, not owned */
  GCancellable         *cancellable;
  GtkWidget            *menu;

  /* Template References */
  GtkWidget            *new_button;
  GtkWidget            *kinds;
  GtkSearchBar         *search_bar;
  GtkWidget            *search_entry;
  GtkWidget            *scopes;
  GtkWidget            *view_button;
  GtkWidget            *view_label;
  GtkStack             *stack;
  GtkScrolledWindow    *scroller;
  GtkListView          *list;
  AdwStatusPage        *empty_page;
  GtkWidget            *clear_button;
  GtkWidget            *open_button;
  GtkWidget            *empty_new_button;
  GtkRevealer          *action_bar;

  /* In Progress */
  gboolean              is_selecting;
  guint                 prepare_id;      /* of an idle source, or 0 */
  guint                 n_prepared;
  gsize                 n_prepared_bytes;
  guint                 refresh_id;      /* of an idle source, or 0 */
  gboolean              shall_filter;
  gboolean              shall_update_rows;
  char                **wanted_ids;      /* (nullable): to select when they are there */
};

GSimpleAction *troupe_library_page_get_action          (TroupeLibraryPage   *self,
                                                        const char          *name);
TroupeLibrary *troupe_library_page_get_library         (TroupeLibraryPage   *self);
void           troupe_library_page_show                (TroupeLibraryPage   *self,
                                                        TroupeKind           kind,
                                                        const char * const  *ids);
void           troupe_library_page_set_kind            (TroupeLibraryPage   *self,
                                                        TroupeKind           kind);
void           troupe_library_page_set_selecting       (TroupeLibraryPage   *self,
                                                        gboolean             selecting);
void           troupe_library_page_update              (TroupeLibraryPage   *self);

GPtrArray     *troupe_library_page_dup_selected        (TroupeLibraryPage   *self);
void           troupe_library_page_set_up_list         (TroupeLibraryPage   *self);
gboolean       troupe_library_page_popup_focused       (TroupeLibraryPage   *self);

void           troupe_library_page_add_view_actions    (TroupeLibraryPage   *self);

void           troupe_library_page_add_edit_actions    (TroupeLibraryPage   *self);
void           troupe_library_page_update_edit_actions (TroupeLibraryPage   *self);
void           troupe_library_page_popup               (TroupeLibraryPage   *self,
                                                        GtkWidget           *widget,
                                                        double               x,
                                                        double               y);
void           troupe_library_page_run                 (TroupeLibraryPage   *self,
                                                        TroupeLibraryBatch  *batch,
                                                        char                *message,
                                                        TroupeKind           kind,
                                                        const char * const  *ids);

void           troupe_library_page_add_file_actions    (TroupeLibraryPage   *self);
void           troupe_library_page_add_legacy_actions  (TroupeLibraryPage   *self);
void           troupe_library_page_import_legacy       (TroupeLibraryPage   *self,
                                                        GPtrArray           *files);
void           troupe_library_page_add_drag            (TroupeLibraryPage   *self,
                                                        TroupeLibraryRow    *row);

G_END_DECLS
