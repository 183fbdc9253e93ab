/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-name-list.h"

/**
 * TroupeNameList:
 *
 * A group of lines, each for a name, and a last one in which another name is added. Rows stay while their names do, so
 * that none loses the focus to a change elsewhere.
 */

struct _TroupeNameList
{
  AdwPreferencesGroup  parent_instance;

  char                *add_title;    /* (owned) (nullable) */
  GtkWidget           *list;
  GtkWidget           *add_row;
  GtkWidget           *add_button;
};

enum
{
  PROP_0,
  PROP_ADD_TITLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  ADDED,
  REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeNameList, troupe_name_list, ADW_TYPE_PREFERENCES_GROUP)

static char *
dup_typed (TroupeNameList *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->add_row))));
}

static void
typed_cb (TroupeNameList *self)
{
  g_autofree char *name = dup_typed (self);

  gtk_widget_set_sensitive (self->add_button, *name != '\0');
}

static void
title_cb (TroupeNameList *self)
{
  const char *title = adw_preferences_group_get_title (ADW_PREFERENCES_GROUP (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, title != NULL ? title : "", -1);
}

/* One that is there already is only shown. */
static void
add_cb (TroupeNameList *self)
{
  g_autofree char *name = dup_typed (self);
  TroupeNameRow *row;

  if (*name == '\0')
    return;

  if (troupe_name_list_find_row (self, name) == NULL)
    g_signal_emit (self, signals[ADDED], 0, name);
  gtk_editable_set_text (GTK_EDITABLE (self->add_row), "");
  row = troupe_name_list_find_row (self, name);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

/* The focus goes on before its row goes. */
static void
drop_row (TroupeNameList *self,
          TroupeNameRow  *row)
{
  GtkWidget *next = gtk_widget_get_next_sibling (GTK_WIDGET (row));
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && next != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (row)))
    gtk_widget_grab_focus (next);
  gtk_list_box_remove (GTK_LIST_BOX (self->list), GTK_WIDGET (row));
}

static void
removed_cb (TroupeNameList *self,
            TroupeNameRow  *row)
{
  g_autofree char *name = g_strdup (troupe_name_row_get_name (row));

  drop_row (self, row);
  g_signal_emit (self, signals[REMOVED], 0, name);
}

static void
troupe_name_list_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_ADD_TITLE:
      g_value_set_string (value, TROUPE_NAME_LIST (object)->add_title);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_name_list_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_ADD_TITLE:
      TROUPE_NAME_LIST (object)->add_title = g_value_dup_string (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
troupe_name_list_constructed (GObject *object)
{
  TroupeNameList *self = TROUPE_NAME_LIST (object);
  const char *add_title = self->add_title != NULL ? self->add_title : _("Add");

  G_OBJECT_CLASS (troupe_name_list_parent_class)->constructed (object);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->add_row), add_title);
  gtk_widget_set_tooltip_text (self->add_button, add_title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_button), GTK_ACCESSIBLE_PROPERTY_LABEL, add_title, -1);
}

static void
troupe_name_list_finalize (GObject *object)
{
  g_free (TROUPE_NAME_LIST (object)->add_title);

  G_OBJECT_CLASS (troupe_name_list_parent_class)->finalize (object);
}

static void
troupe_name_list_class_init (TroupeNameListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = troupe_name_list_constructed;
  object_class->finalize = troupe_name_list_finalize;
  object_class->get_property = troupe_name_list_get_property;
  object_class->set_property = troupe_name_list_set_property;

  /**
   * TroupeNameList:add-title:
   *
   * What the line is called in which another name is added.
   */
  properties[PROP_ADD_TITLE] = g_param_spec_string ("add-title", NULL, NULL, NULL,
                                                    G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * TroupeNameList::added:
   * @self: the list
   * @name: a name that has no row yet
   *
   * A person added a name.
   */
  signals[ADDED] = g_signal_new ("added", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * TroupeNameList::removed:
   * @self: the list
   * @name: a name whose row is gone
   *
   * A person removed a name.
   */
  signals[REMOVED] = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
troupe_name_list_init (TroupeNameList *self)
{
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->list);

  self->add_row = adw_entry_row_new ();
  self->add_button = gtk_button_new_from_icon_name ("list-add-symbolic");
  gtk_widget_add_css_class (self->add_button, "flat");
  gtk_widget_set_valign (self->add_button, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (self->add_button, FALSE);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->add_row), self->add_button);
  gtk_list_box_append (GTK_LIST_BOX (self->list), self->add_row);

  g_signal_connect_object (self, "notify::title", G_CALLBACK (title_cb), self, 0);
  g_signal_connect_object (self->add_row, "changed", G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->add_row, "entry-activated", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->add_button, "clicked", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
}

/**
 * troupe_name_list_new:
 * @title: what the group is called
 * @add_title: what the line is called in which another name is added
 *
 * Returns: (transfer floating): a list without names
 */
GtkWidget *
troupe_name_list_new (const char *title,
                      const char *add_title)
{
  return g_object_new (TROUPE_TYPE_NAME_LIST, "title", title, "add-title", add_title, NULL);
}

/**
 * troupe_name_list_set_names:
 * @self: the list
 * @names: (array zero-terminated=1): the names, in an order that is always the same
 * @keep_others: whether rows of other names stay, as they do while a person edits them
 * @create: (scope call): makes a row
 * @user_data: for @create
 *
 * Makes the rows that are missing.
 */
void
troupe_name_list_set_names (TroupeNameList       *self,
                            const char * const   *names,
                            gboolean              keep_others,
                            TroupeNameListCreate  create,
                            gpointer              user_data)
{
  TroupeNameRow *row;
  guint index = 0;

  g_return_if_fail (TROUPE_IS_NAME_LIST (self));

  while (!keep_others && (row = troupe_name_list_get_row (self, index)) != NULL)
    {
      if (g_strv_contains (names, troupe_name_row_get_name (row)))
        index++;
      else
        drop_row (self, row);
    }

  index = 0;
  for (guint i = 0; names[i] != NULL; i++)
    {
      row = troupe_name_list_find_row (self, names[i]);
      if (row == NULL)
        {
          row = create (self, names[i], user_data);
          g_signal_connect_object (row, "removed", G_CALLBACK (removed_cb), self, G_CONNECT_SWAPPED);
          gtk_list_box_insert (GTK_LIST_BOX (self->list), GTK_WIDGET (row), (int) index);
        }
      index = (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) + 1;
    }
}

/**
 * troupe_name_list_get_row:
 * @self: the list
 * @index: from 0
 *
 * Returns: (transfer none) (nullable): the row of a name
 */
TroupeNameRow *
troupe_name_list_get_row (TroupeNameList *self,
                          guint           index)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (TROUPE_IS_NAME_LIST (self), NULL);

  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int) index);

  return TROUPE_IS_NAME_ROW (row) ? TROUPE_NAME_ROW (row) : NULL;
}

/**
 * troupe_name_list_find_row:
 * @self: the list
 * @name: what the file calls it
 *
 * Returns: (transfer none) (nullable): the row of @name
 */
TroupeNameRow *
troupe_name_list_find_row (TroupeNameList *self,
                           const char     *name)
{
  TroupeNameRow *row;

  g_return_val_if_fail (TROUPE_IS_NAME_LIST (self), NULL);

  for (guint i = 0; (row = troupe_name_list_get_row (self, i)) != NULL; i++)
    if (g_strcmp0 (troupe_name_row_get_name (row), name) == 0)
      return row;

  return NULL;
}
