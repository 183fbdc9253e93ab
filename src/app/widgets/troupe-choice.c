/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-choice.h"

/* Of a label in the list, in pixels: what fits on the narrowest screen beside the check mark and the margins */
#define MAX_LIST_WIDTH 240

/**
 * TroupeChoiceButton:
 *
 * A drop-down whose entries are known by id.
 *
 * A GtkDropDown is bound to a position, and chooses entry 0 by itself when its model changes. Here an id is chosen; it
 * stays chosen when the list is loaded again, also when it is no longer in it, in which case it is shown under a label of
 * its own. #TroupeChoiceButton::chosen is emitted for people only.
 */

struct _TroupeChoice
{
  GObject  parent_instance;

  char    *id;       /* (owned) (nullable): none at all */
  char    *label;    /* (owned) */
};

G_DEFINE_FINAL_TYPE (TroupeChoice, troupe_choice, G_TYPE_OBJECT)

static void
troupe_choice_finalize (GObject *object)
{
  TroupeChoice *self = TROUPE_CHOICE (object);

  g_free (self->id);
  g_free (self->label);

  G_OBJECT_CLASS (troupe_choice_parent_class)->finalize (object);
}

static void
troupe_choice_class_init (TroupeChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = troupe_choice_finalize;
}

static void
troupe_choice_init (TroupeChoice *self)
{
}

/**
 * troupe_choice_new:
 * @id: (nullable): what is chosen
 * @label: what people read
 *
 * Returns: (transfer full): an entry
 */
TroupeChoice *
troupe_choice_new (const char *id,
                   const char *label)
{
  TroupeChoice *self = g_object_new (TROUPE_TYPE_CHOICE, NULL);

  self->id = g_strdup (id);
  self->label = g_strdup (label != NULL ? label : "");

  return self;
}

/**
 * troupe_choice_get_id:
 * @self: a choice
 *
 * Returns: (transfer none): what is chosen by it
 */
const char *
troupe_choice_get_id (TroupeChoice *self)
{
  g_return_val_if_fail (TROUPE_IS_CHOICE (self), NULL);

  return self->id;
}

/**
 * troupe_choice_get_label:
 * @self: a choice
 *
 * Returns: (transfer none): what people read
 */
const char *
troupe_choice_get_label (TroupeChoice *self)
{
  g_return_val_if_fail (TROUPE_IS_CHOICE (self), NULL);

  return self->label;
}

struct _TroupeChoiceButton
{
  GtkWidget   parent_instance;

  GPtrArray  *choices;         /* (owned) (nullable): of TroupeChoice */
  char       *chosen;          /* (owned) (nullable): an id */
  char       *missing_label;   /* (owned) (nullable): of a chosen id that is not among the choices */
  char       *label;           /* (owned) (nullable): the accessible name */
  guint       n_setting;

  GListStore *store;
  GtkWidget  *drop_down;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TroupeChoiceButton, troupe_choice_button, GTK_TYPE_WIDGET)

static void
setup_button_cb (GtkSignalListItemFactory *factory,
                 GtkListItem              *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 18);
  gtk_list_item_set_child (item, label);
}

static void
bind_button_cb (GtkSignalListItemFactory *factory,
                GtkListItem              *item)
{
  TroupeChoice *choice = gtk_list_item_get_item (item);

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), choice->label);
}

/* What is chosen has a check mark, as in each list of the toolkit's own. */
static void
update_check_cb (GtkListItem *item,
             GParamSpec  *pspec,
             GtkDropDown *drop_down)
{
  GtkWidget *box = gtk_list_item_get_child (item);

  if (box != NULL)
    gtk_widget_set_opacity (gtk_widget_get_last_child (box),
                            gtk_list_item_get_item (item) == gtk_drop_down_get_selected_item (drop_down) ? 1 : 0);
}

static void
setup_row_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *item,
              GtkDropDown              *drop_down)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_IMAGE,
                                               "icon-name", "object-select-symbolic",
                                               "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                               NULL));
  gtk_list_item_set_child (item, box);
  g_signal_connect_object (drop_down, "notify::selected-item", G_CALLBACK (update_check_cb), item, G_CONNECT_SWAPPED);
}

/* The list is as wide as its button, and a label that can be cut short asks for no more: so it says how wide its text is. */
static void
bind_row_cb (GtkSignalListItemFactory *factory,
             GtkListItem              *item,
             GtkDropDown              *drop_down)
{
  TroupeChoice *choice = gtk_list_item_get_item (item);
  GtkWidget *label = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (label, choice->label);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  gtk_label_set_text (GTK_LABEL (label), choice->label);
  gtk_widget_set_size_request (label, MIN (width, MAX_LIST_WIDTH), -1);
  update_check_cb (item, NULL, drop_down);
}

static void
rebuild (TroupeChoiceButton *self)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  guint selected = GTK_INVALID_LIST_POSITION;
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->store));
  gboolean same;

  for (guint i = 0; self->choices != NULL && i < self->choices->len; i++)
    {
      TroupeChoice *choice = g_ptr_array_index (self->choices, i);

      if (g_strcmp0 (choice->id, self->chosen) == 0)
        selected = items->len;
      g_ptr_array_add (items, g_object_ref (choice));
    }
  if (selected == GTK_INVALID_LIST_POSITION)
    {
      g_ptr_array_insert (items, 0, troupe_choice_new (self->chosen,
                                                       self->missing_label != NULL ? self->missing_label : self->chosen));
      selected = 0;
    }

  same = items->len == n_items;
  for (guint i = 0; same && i < n_items; i++)
    {
      g_autoptr(TroupeChoice) old = g_list_model_get_item (G_LIST_MODEL (self->store), i);
      TroupeChoice *new = g_ptr_array_index (items, i);

      same = g_strcmp0 (old->id, new->id) == 0 && g_strcmp0 (old->label, new->label) == 0;
    }

  self->n_setting++;
  if (!same)
    g_list_store_splice (self->store, 0, n_items, items->pdata, items->len);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->drop_down), selected);
  self->n_setting--;

  if (self->label != NULL)
    {
      TroupeChoice *choice = g_ptr_array_index (items, selected);

      gtk_accessible_update_property (GTK_ACCESSIBLE (self->drop_down),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, self->label,
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, choice->label,
                                      -1);
      gtk_widget_set_tooltip_text (self->drop_down, choice->label);
    }
}

static void
selected_cb (TroupeChoiceButton *self)
{
  TroupeChoice *choice = gtk_drop_down_get_selected_item (GTK_DROP_DOWN (self->drop_down));

  if (self->n_setting > 0 || choice == NULL || g_strcmp0 (choice->id, self->chosen) == 0)
    return;

  g_free (self->chosen);
  self->chosen = g_strdup (choice->id);
  g_signal_emit (self, signals[CHOSEN], 0);
}

static void
troupe_choice_button_dispose (GObject *object)
{
  TroupeChoiceButton *self = TROUPE_CHOICE_BUTTON (object);

  g_clear_pointer (&self->drop_down, gtk_widget_unparent);
  g_clear_pointer (&self->choices, g_ptr_array_unref);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (troupe_choice_button_parent_class)->dispose (object);
}

static void
troupe_choice_button_finalize (GObject *object)
{
  TroupeChoiceButton *self = TROUPE_CHOICE_BUTTON (object);

  g_free (self->chosen);
  g_free (self->missing_label);
  g_free (self->label);

  G_OBJECT_CLASS (troupe_choice_button_parent_class)->finalize (object);
}

static void
troupe_choice_button_class_init (TroupeChoiceButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = troupe_choice_button_dispose;
  object_class->finalize = troupe_choice_button_finalize;

  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  /* A presentation would hide what is in it from screen readers. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
troupe_choice_button_init (TroupeChoiceButton *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr(GtkListItemFactory) list_factory = gtk_signal_list_item_factory_new ();

  self->store = g_list_store_new (TROUPE_TYPE_CHOICE);
  self->drop_down = gtk_drop_down_new (G_LIST_MODEL (g_object_ref (self->store)), NULL);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_button_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_button_cb), NULL);
  g_signal_connect (list_factory, "setup", G_CALLBACK (setup_row_cb), self->drop_down);
  g_signal_connect (list_factory, "bind", G_CALLBACK (bind_row_cb), self->drop_down);
  gtk_drop_down_set_factory (GTK_DROP_DOWN (self->drop_down), factory);
  gtk_drop_down_set_list_factory (GTK_DROP_DOWN (self->drop_down), list_factory);
  /* The style class of the drop-down itself does not reach the button in it. */
  gtk_widget_add_css_class (gtk_widget_get_first_child (self->drop_down), "flat");
  gtk_widget_add_css_class (self->drop_down, "setting-choice");
  gtk_widget_set_parent (self->drop_down, GTK_WIDGET (self));
  g_signal_connect_object (self->drop_down, "notify::selected", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
}

/**
 * troupe_choice_button_new:
 * @label: (nullable): the accessible name
 *
 * Returns: (transfer floating): a drop-down without entries
 */
GtkWidget *
troupe_choice_button_new (const char *label)
{
  TroupeChoiceButton *self = g_object_new (TROUPE_TYPE_CHOICE_BUTTON, NULL);

  if (label != NULL)
    troupe_choice_button_set_label (self, label);

  return GTK_WIDGET (self);
}

/**
 * troupe_choice_button_set_label:
 * @self: the button
 * @label: what is chosen here
 *
 * Names the button for those who do not see it.
 */
void
troupe_choice_button_set_label (TroupeChoiceButton *self,
                                const char         *label)
{
  g_return_if_fail (TROUPE_IS_CHOICE_BUTTON (self));

  g_free (self->label);
  self->label = g_strdup (label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  /* Newer GTK labels a drop-down by what is chosen in it, which would win. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->drop_down), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

/**
 * troupe_choice_button_set_choices:
 * @self: the button
 * @choices: (transfer full): the entries, #TroupeChoice
 *
 * Loads the list. What is chosen stays so.
 */
void
troupe_choice_button_set_choices (TroupeChoiceButton *self,
                                  GPtrArray          *choices)
{
  g_return_if_fail (TROUPE_IS_CHOICE_BUTTON (self));

  g_clear_pointer (&self->choices, g_ptr_array_unref);
  self->choices = choices;
  rebuild (self);
}

/**
 * troupe_choice_button_get_chosen:
 * @self: the button
 *
 * Returns: (nullable): the id of what is chosen
 */
const char *
troupe_choice_button_get_chosen (TroupeChoiceButton *self)
{
  g_return_val_if_fail (TROUPE_IS_CHOICE_BUTTON (self), NULL);

  return self->chosen;
}

/**
 * troupe_choice_button_set_chosen:
 * @self: the button
 * @id: (nullable): what is chosen
 * @missing_label: (nullable): what to show if @id is not among the choices
 *
 * Shows a choice. #TroupeChoiceButton::chosen is not emitted.
 */
void
troupe_choice_button_set_chosen (TroupeChoiceButton *self,
                                 const char         *id,
                                 const char         *missing_label)
{
  g_autofree char *old_chosen = NULL;
  g_autofree char *old_label = NULL;

  g_return_if_fail (TROUPE_IS_CHOICE_BUTTON (self));

  old_chosen = self->chosen;
  old_label = self->missing_label;
  self->chosen = g_strdup (id);
  self->missing_label = g_strdup (missing_label);
  rebuild (self);
}
