/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-library-page-private.h"
#include "troupe-library-words.h"
#include "troupe-ticket-state.h"

/*
 * What a person can do with the view of the library: which kind it shows, what is searched and filtered, in which order, and
 * what is selected.
 */

static int
compare_scopes (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  return (int) troupe_definition_get_scope ((gpointer) b) - (int) troupe_definition_get_scope ((gpointer) a);
}

static int
compare_times (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  TroupeLibrary *library = troupe_library_page_get_library (user_data);
  gint64 first = library != NULL ? troupe_library_get_modified (library, (gpointer) a) : 0;
  gint64 second = library != NULL ? troupe_library_get_modified (library, (gpointer) b) : 0;

  return first < second ? 1 : first > second ? -1 : 0;
}

static void
change_kind_cb (GSimpleAction *action,
                GVariant      *value,
                gpointer       user_data)
{
  TroupeLibraryPage *self = user_data;
  int kind = 0;

  if (!troupe_enum_from_nick (TROUPE_TYPE_KIND, g_variant_get_string (value, NULL), &kind) || kind == TROUPE_KIND_TRACK)
    return;

  g_simple_action_set_state (action, value);
  if (self->kind == (TroupeKind) kind)
    return;

  troupe_library_page_set_kind (self, kind);
}

static void
change_scope_cb (GSimpleAction *action,
                 GVariant      *value,
                 gpointer       user_data)
{
  TroupeLibraryPage *self = user_data;
  int scope = TROUPE_LIBRARY_FILTER_ANY_SCOPE;

  if (!g_str_equal (g_variant_get_string (value, NULL), "all") &&
      !troupe_enum_from_nick (TROUPE_TYPE_SCOPE, g_variant_get_string (value, NULL), &scope))
    return;

  g_simple_action_set_state (action, value);
  troupe_library_filter_set_scope (self->filter, scope);
  troupe_library_page_update (self);
}

static void
change_tier_cb (GSimpleAction *action,
                GVariant      *value,
                gpointer       user_data)
{
  TroupeLibraryPage *self = user_data;
  int tier = TROUPE_TIER_NONE;

  if (!g_str_equal (g_variant_get_string (value, NULL), "any") &&
      !troupe_enum_from_nick (TROUPE_TYPE_TIER, g_variant_get_string (value, NULL), &tier))
    return;

  g_simple_action_set_state (action, value);
  troupe_library_filter_set_tier (self->filter, tier);
  gtk_widget_set_visible (self->view_label, tier != TROUPE_TIER_NONE);
  gtk_label_set_text (GTK_LABEL (self->view_label), tier != TROUPE_TIER_NONE ? troupe_tier_get_label (tier) : "");
  troupe_library_page_update (self);
}

static void
change_sort_cb (GSimpleAction *action,
                GVariant      *value,
                gpointer       user_data)
{
  TroupeLibraryPage *self = user_data;
  const char *name = g_variant_get_string (value, NULL);
  g_autoptr(GtkSorter) sorter = NULL;

  if (g_str_equal (name, "scope"))
    sorter = GTK_SORTER (gtk_custom_sorter_new (compare_scopes, NULL, NULL));
  else if (g_str_equal (name, "changed"))
    sorter = GTK_SORTER (gtk_custom_sorter_new (compare_times, self, NULL));
  else if (!g_str_equal (name, "name"))
    return;

  /* The library is sorted by name already. */
  g_simple_action_set_state (action, value);
  gtk_sort_list_model_set_sorter (self->sorted, sorter);
}

static void
change_find_cb (GSimpleAction *action,
                GVariant      *value,
                gpointer       user_data)
{
  TroupeLibraryPage *self = user_data;
  gboolean finds = g_variant_get_boolean (value);

  gtk_search_bar_set_search_mode (self->search_bar, finds);
  if (finds)
    gtk_widget_grab_focus (self->search_entry);
}

/* The key leads back from among what was found to what is searched for, and from there it ends the search. */
static void
focus_search_cb (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  TroupeLibraryPage *self = user_data;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self->window));
  gboolean is_there = focus != NULL && gtk_widget_is_ancestor (focus, self->search_entry);

  gtk_search_bar_set_search_mode (self->search_bar, !is_there);
  if (!is_there)
    gtk_widget_grab_focus (self->search_entry);
}

static void
search_mode_cb (TroupeLibraryPage *self)
{
  gboolean finds = gtk_search_bar_get_search_mode (self->search_bar);

  g_simple_action_set_state (troupe_library_page_get_action (self, "library-find"), g_variant_new_boolean (finds));
  if (!finds)
    gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
}

static void
search_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  TroupeLibraryPage *self = user_data;

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), g_variant_get_string (parameter, NULL));
}

static void
show_all_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  TroupeLibraryPage *self = user_data;

  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  troupe_library_filter_set_search (self->filter, NULL);
  g_action_change_state (G_ACTION (troupe_library_page_get_action (self, "library-scope")), g_variant_new_string ("all"));
  g_action_change_state (G_ACTION (troupe_library_page_get_action (self, "library-tier")), g_variant_new_string ("any"));
}

static void
change_selecting_cb (GSimpleAction *action,
                     GVariant      *value,
                     gpointer       user_data)
{
  troupe_library_page_set_selecting (user_data, g_variant_get_boolean (value));
}

static void
select_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  TroupeLibraryPage *self = user_data;
  g_autofree const char **ids = g_variant_get_strv (parameter, NULL);

  troupe_library_page_show (self, self->kind, ids);
}

static void
select_all_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  TroupeLibraryPage *self = user_data;

  gtk_selection_model_select_all (GTK_SELECTION_MODEL (self->selection));
  troupe_library_page_set_selecting (self, TRUE);
}

static void
cancel_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  TroupeLibraryPage *self = user_data;

  g_autoptr(GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  if (!self->is_selecting && gtk_bitset_is_empty (selected))
    gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  troupe_library_page_set_selecting (self, FALSE);
  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
}

static const GActionEntry entries[] = {
  { "library-kind", NULL, "s", "'persona'", change_kind_cb },
  { "library-scope", NULL, "s", "'all'", change_scope_cb },
  { "library-tier", NULL, "s", "'any'", change_tier_cb },
  { "library-sort", NULL, "s", "'name'", change_sort_cb },
  { "library-find", NULL, NULL, "false", change_find_cb },
  { "library-focus-search", focus_search_cb, NULL, NULL, NULL },
  { "library-search", search_cb, "s", NULL, NULL },
  { "library-show-all", show_all_cb, NULL, NULL, NULL },
  { "library-selecting", NULL, NULL, "false", change_selecting_cb },
  { "library-select", select_cb, "as", NULL, NULL },
  { "library-select-all", select_all_cb, NULL, NULL, NULL },
  { "library-cancel", cancel_cb, NULL, NULL, NULL },
};

/*
 * troupe_library_page_add_view_actions:
 * @self: the page
 *
 * Adds the actions on the view to those of the window.
 */
void
troupe_library_page_add_view_actions (TroupeLibraryPage *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self->window), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self->search_bar, "notify::search-mode-enabled", G_CALLBACK (search_mode_cb), self,
                           G_CONNECT_SWAPPED);
}
