/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-library-page-private.h"

/* The rows of the library, and what asks for their menu. */

static void
row_select_cb (TroupeLibraryRow *row,
               gboolean          selected,
               GtkListItem      *item)
{
  TroupeLibraryPage *self = TROUPE_LIBRARY_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (row), TROUPE_TYPE_LIBRARY_PAGE));
  guint position = gtk_list_item_get_position (item);

  if (selected)
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, FALSE);
  else
    gtk_selection_model_unselect_item (GTK_SELECTION_MODEL (self->selection), position);
}

static void
select_alone (TroupeLibraryPage *self,
              GtkListItem       *item)
{
  if (!gtk_list_item_get_selected (item))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), gtk_list_item_get_position (item), TRUE);
}

static void
row_menu_cb (TroupeLibraryRow *row,
             GtkWidget        *button,
             GtkListItem      *item)
{
  TroupeLibraryPage *self = TROUPE_LIBRARY_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (row), TROUPE_TYPE_LIBRARY_PAGE));

  select_alone (self, item);
  troupe_library_page_popup (self, button, -1, -1);
}

static void
item_selected_cb (GtkListItem      *item,
                  GParamSpec       *pspec,
                  TroupeLibraryRow *row)
{
  troupe_library_row_set_selected (row, gtk_list_item_get_selected (item));
}

static void
setup_row_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *item,
              TroupeLibraryPage        *self)
{
  GtkWidget *row = g_object_new (TROUPE_TYPE_LIBRARY_ROW, NULL);

  g_object_set_data (G_OBJECT (row), "list-item", item);
  g_signal_connect_object (row, "select", G_CALLBACK (row_select_cb), item, 0);
  g_signal_connect_object (row, "menu", G_CALLBACK (row_menu_cb), item, 0);
  g_signal_connect_object (item, "notify::selected", G_CALLBACK (item_selected_cb), row, 0);
  troupe_library_page_add_drag (self, TROUPE_LIBRARY_ROW (row));
  gtk_list_item_set_child (item, row);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory,
             GtkListItem              *item,
             TroupeLibraryPage        *self)
{
  TroupeLibraryRow *row = TROUPE_LIBRARY_ROW (gtk_list_item_get_child (item));

  troupe_library_row_set_definition (row, gtk_list_item_get_item (item), self->references);
  troupe_library_row_set_selecting (row, self->is_selecting);
  troupe_library_row_set_selected (row, gtk_list_item_get_selected (item));
  g_hash_table_add (self->rows, row);
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory,
               GtkListItem              *item,
               TroupeLibraryPage        *self)
{
  TroupeLibraryRow *row = TROUPE_LIBRARY_ROW (gtk_list_item_get_child (item));

  g_hash_table_remove (self->rows, row);
  troupe_library_row_set_definition (row, NULL, NULL);
}

static void
row_activated_cb (TroupeLibraryPage *self,
                  guint              position)
{
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (self->selection);

  if (self->is_selecting && gtk_selection_model_is_selected (selection, position))
    {
      gtk_selection_model_unselect_item (selection, position);
      return;
    }

  gtk_selection_model_select_item (selection, position, !self->is_selecting);
  if (!self->is_selecting)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.library-edit", NULL);
}

static void
popup_at (GtkWidget *view,
          double     x,
          double     y,
          gpointer   user_data)
{
  TroupeLibraryPage *self = user_data;
  GtkListItem *item = troupe_context_menu_find_item (view, gtk_widget_pick (view, x, y, GTK_PICK_DEFAULT));

  if (item == NULL)
    return;

  select_alone (self, item);
  troupe_library_page_popup (self, view, x, y);
}

/*
 * troupe_library_page_popup_focused:
 * @self: the page
 *
 * Shows the menu of what is selected, at the row that has the focus.
 *
 * Returns: whether there is one
 */
gboolean
troupe_library_page_popup_focused (TroupeLibraryPage *self)
{
  GtkListItem *item = troupe_context_menu_find_item (GTK_WIDGET (self->list), gtk_widget_get_focus_child (GTK_WIDGET (self->list)));

  if (item == NULL)
    return FALSE;

  select_alone (self, item);
  troupe_library_page_popup (self, gtk_list_item_get_child (item), -1, -1);

  return TRUE;
}

/*
 * troupe_library_page_set_up_list:
 * @self: the page
 *
 * Fills the list with rows and lets them be activated.
 */
void
troupe_library_page_set_up_list (TroupeLibraryPage *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_row_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_row_cb), self);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_swapped (self->list, "activate", G_CALLBACK (row_activated_cb), self);

  troupe_context_menu_attach (GTK_WIDGET (self->list), popup_at, self);
}

/*
 * troupe_library_page_dup_selected:
 * @self: the page
 *
 * Returns: (transfer full) (element-type TroupeDefinition): what is selected, in the order of the list
 */
GPtrArray *
troupe_library_page_dup_selected (TroupeLibraryPage *self)
{
  g_autoptr(GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GPtrArray *definitions = g_ptr_array_new_with_free_func (g_object_unref);
  GtkBitsetIter iter;
  guint position = 0;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      TroupeDefinition *definition = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

      if (definition != NULL)
        g_ptr_array_add (definitions, definition);
    }

  return definitions;
}
