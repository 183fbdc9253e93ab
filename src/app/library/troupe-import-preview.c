/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "troupe-import-preview.h"
#include "troupe-import-row.h"

#define MAX_NOTES 4

/**
 * TroupeImportPreview:
 *
 * What an import would make, rename, leave alone and skip, and why, before anything is made; and where it goes.
 */
struct _TroupeImportPreview
{
  GtkWidget         parent_instance;

  /* Template References */
  GtkLabel         *summary_label;
  GtkLabel         *notes_label;
  GtkWidget        *scope_list;
  AdwActionRow     *scope_row;
  GtkToggleButton  *user_button;
  GtkToggleButton  *project_button;
  GtkListView      *list;
};

G_DEFINE_FINAL_TYPE (TroupeImportPreview, troupe_import_preview, GTK_TYPE_WIDGET)

static void
setup_row_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *item)
{
  gtk_list_item_set_child (item, g_object_new (TROUPE_TYPE_IMPORT_ROW, NULL));
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory,
             GtkListItem              *item)
{
  troupe_import_row_set_entry (TROUPE_IMPORT_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
scope_toggled_cb (TroupeImportPreview *self)
{
  adw_action_row_set_subtitle (self->scope_row,
                               troupe_import_preview_get_scope (self) == TROUPE_SCOPE_PROJECT
                               ? _("Project: part of the project, for all who work on it")
                               : _("User: available in every project"));
}

static void
troupe_import_preview_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (troupe_import_preview_parent_class)->dispose (object);
}

static void
troupe_import_preview_class_init (TroupeImportPreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = troupe_import_preview_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/library/troupe-import-preview.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeImportPreview, summary_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeImportPreview, notes_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeImportPreview, scope_list);
  gtk_widget_class_bind_template_child (widget_class, TroupeImportPreview, scope_row);
  gtk_widget_class_bind_template_child (widget_class, TroupeImportPreview, user_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeImportPreview, project_button);
  gtk_widget_class_bind_template_child (widget_class, TroupeImportPreview, list);
  gtk_widget_class_bind_template_callback (widget_class, scope_toggled_cb);
  gtk_widget_class_set_css_name (widget_class, "import-preview");
}

static void
troupe_import_preview_init (TroupeImportPreview *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_row_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
  scope_toggled_cb (self);
}

/* @words: (transfer full) */
static void
append_count (GString *text,
              guint    n,
              char    *words)
{
  g_autofree char *owned = words;

  if (n > 0)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", owned);
}

static char *
summarize (TroupeImportPlan *plan)
{
  guint n_new = troupe_import_plan_count (plan, TROUPE_IMPORT_NEW);
  guint n_renamed = troupe_import_plan_count (plan, TROUPE_IMPORT_RENAMED);
  guint n_same = troupe_import_plan_count (plan, TROUPE_IMPORT_SAME);
  guint n_skipped = troupe_import_plan_count (plan, TROUPE_IMPORT_SKIPPED);
  GString *text = g_string_new (NULL);

  if (n_new + n_renamed == 0 && n_skipped == 0)
    return g_string_free (g_string_append (text, _("Nothing to import: all of it is here already")), FALSE);

  if (n_new + n_renamed == 0)
    g_string_append (text, _("Nothing to import"));
  append_count (text, n_new, g_strdup_printf (ngettext ("%u new", "%u new", n_new), n_new));
  append_count (text, n_renamed, g_strdup_printf (ngettext ("%u renamed", "%u renamed", n_renamed), n_renamed));
  append_count (text, n_same, g_strdup_printf (ngettext ("%u already there", "%u already there", n_same), n_same));
  append_count (text, n_skipped, g_strdup_printf (ngettext ("%u skipped", "%u skipped", n_skipped), n_skipped));

  return g_string_free (text, FALSE);
}

static char *
join_notes (GPtrArray *notes)
{
  GString *text = g_string_new (NULL);
  guint n_shown = notes->len > MAX_NOTES ? MAX_NOTES - 1 : notes->len;

  for (guint i = 0; i < n_shown; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (const char *) notes->pdata[i]);
  if (notes->len > n_shown)
    {
      guint n_more = notes->len - n_shown;

      g_string_append_c (text, '\n');
      g_string_append_printf (text, ngettext ("And %u more of that sort.", "And %u more of that sort.", n_more), n_more);
    }

  return g_string_free (text, FALSE);
}

/* What somebody should look at comes first, and what is there already last. */
static int
rank (TroupeImportEntry *entry)
{
  g_auto(GStrv) remarks = troupe_import_entry_dup_remarks (entry);

  switch (troupe_import_entry_get_outcome (entry))
    {
    case TROUPE_IMPORT_SKIPPED:
      return 0;
    case TROUPE_IMPORT_RENAMED:
      return 1;
    case TROUPE_IMPORT_SAME:
      return 4;
    case TROUPE_IMPORT_NEW:
    default:
      return *remarks != NULL ? 2 : 3;
    }
}

static GListModel *
create_sorted (TroupeImportPlan *plan)
{
  GListModel *entries = troupe_import_plan_list (plan);
  GListStore *sorted = g_list_store_new (TROUPE_TYPE_IMPORT_ENTRY);
  GPtrArray *ranks[5];

  for (guint i = 0; i < G_N_ELEMENTS (ranks); i++)
    ranks[i] = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      TroupeImportEntry *entry = g_list_model_get_item (entries, i);

      g_ptr_array_add (ranks[rank (entry)], entry);
    }
  for (guint i = 0; i < G_N_ELEMENTS (ranks); i++)
    {
      g_list_store_splice (sorted, g_list_model_get_n_items (G_LIST_MODEL (sorted)), 0, ranks[i]->pdata, ranks[i]->len);
      g_ptr_array_unref (ranks[i]);
    }

  return G_LIST_MODEL (sorted);
}

/**
 * troupe_import_preview_new:
 * @plan: an up to date plan, which is not updated while it is shown
 * @notes: (element-type utf8): sentences about the files as a whole
 * @has_project: whether there is a project to import into
 *
 * Creates the preview of an import.
 *
 * Returns: (transfer full): the preview, floating
 */
GtkWidget *
troupe_import_preview_new (TroupeImportPlan *plan,
                           GPtrArray        *notes,
                           gboolean          has_project)
{
  TroupeImportPreview *self = NULL;
  g_autoptr(GtkNoSelection) model = NULL;
  g_autofree char *summary = NULL;
  g_autofree char *said = NULL;

  g_return_val_if_fail (TROUPE_IS_IMPORT_PLAN (plan), NULL);
  g_return_val_if_fail (notes != NULL, NULL);

  self = g_object_new (TROUPE_TYPE_IMPORT_PREVIEW, NULL);
  model = gtk_no_selection_new (create_sorted (plan));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (model));
  summary = summarize (plan);
  gtk_label_set_text (self->summary_label, summary);
  said = join_notes (notes);
  gtk_label_set_text (self->notes_label, said);
  gtk_widget_set_visible (GTK_WIDGET (self->notes_label), notes->len > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->project_button), has_project);
  if (!has_project)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->project_button), _("No project is open"));
  gtk_widget_set_visible (self->scope_list, troupe_import_plan_count (plan, TROUPE_IMPORT_NEW) +
                                            troupe_import_plan_count (plan, TROUPE_IMPORT_RENAMED) > 0);

  return GTK_WIDGET (self);
}

/**
 * troupe_import_preview_get_scope:
 * @self: the preview
 *
 * Returns: where a person wants it
 */
TroupeScope
troupe_import_preview_get_scope (TroupeImportPreview *self)
{
  g_return_val_if_fail (TROUPE_IS_IMPORT_PREVIEW (self), TROUPE_SCOPE_USER);

  return gtk_toggle_button_get_active (self->project_button) ? TROUPE_SCOPE_PROJECT : TROUPE_SCOPE_USER;
}
