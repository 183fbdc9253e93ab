/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "troupe-face.h"
#include "troupe-import-row.h"
#include "troupe-library-words.h"
#include "troupe-persona.h"

/**
 * TroupeImportRow:
 *
 * One entry of an import: what it is, what becomes of it, and what a person should know of that.
 */
struct _TroupeImportRow
{
  GtkWidget          parent_instance;

  /* Template References */
  TroupeFace        *face;
  GtkLabel          *name_label;
  GtkLabel          *outcome_label;
  GtkLabel          *place_label;
  GtkLabel          *remarks_label;
};

G_DEFINE_FINAL_TYPE (TroupeImportRow, troupe_import_row, GTK_TYPE_WIDGET)

static const char *
name_kind (TroupeKind kind)
{
  switch (kind)
    {
    case TROUPE_KIND_PROMPT_PRESET:
      return _("Prompt preset");
    case TROUPE_KIND_TOOL_PRESET:
      return _("Tool preset");
    case TROUPE_KIND_BIAS_PROFILE:
      return _("Bias profile");
    case TROUPE_KIND_TRACK:
      return _("Track");
    case TROUPE_KIND_PERSONA:
    default:
      return _("Persona");
    }
}

static const char *
name_outcome (TroupeImportOutcome outcome)
{
  switch (outcome)
    {
    case TROUPE_IMPORT_RENAMED:
      return C_("import", "Renamed");
    case TROUPE_IMPORT_SAME:
      return C_("import", "Already There");
    case TROUPE_IMPORT_SKIPPED:
      return C_("import", "Skipped");
    case TROUPE_IMPORT_NEW:
    default:
      return C_("import", "New");
    }
}

/* The row is a widget of the list's own, and what is read out is its name. */
static void
update_label (TroupeImportRow *self)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self));
  const char *place = gtk_label_get_text (self->place_label);
  const char *remarks = gtk_label_get_text (self->remarks_label);
  g_autofree char *label = NULL;
  g_autofree char *more = NULL;

  if (row == NULL)
    return;

  /* Translators: a name, and what becomes of it, such as “Reviewer, Renamed” */
  label = g_strdup_printf (_("%s, %s"), gtk_label_get_text (self->name_label), gtk_label_get_text (self->outcome_label));
  more = g_strjoin (*remarks != '\0' ? "\n" : "", place, remarks, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, more, -1);
}

/* A newer list names its row by itself once it has bound it. */
static void
troupe_import_row_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (troupe_import_row_parent_class)->map (widget);
  update_label (TROUPE_IMPORT_ROW (widget));
}

static void
troupe_import_row_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (troupe_import_row_parent_class)->dispose (object);
}

static void
troupe_import_row_class_init (TroupeImportRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = troupe_import_row_dispose;
  widget_class->map = troupe_import_row_map;

  g_type_ensure (TROUPE_TYPE_FACE);
  gtk_widget_class_set_template_from_resource (widget_class, TROUPE_APP_PATH "/ui/library/troupe-import-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TroupeImportRow, face);
  gtk_widget_class_bind_template_child (widget_class, TroupeImportRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeImportRow, outcome_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeImportRow, place_label);
  gtk_widget_class_bind_template_child (widget_class, TroupeImportRow, remarks_label);
  gtk_widget_class_set_css_name (widget_class, "import-row");
}

static void
troupe_import_row_init (TroupeImportRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* That it is there already, the pill says; what was left out of it then is of no interest. */
static char *
join_remarks (TroupeImportEntry *entry)
{
  const char *reason = troupe_import_entry_get_reason (entry);
  g_auto(GStrv) remarks = troupe_import_entry_dup_remarks (entry);
  g_autofree char *rest = g_strjoinv ("\n", remarks);

  if (troupe_import_entry_get_outcome (entry) == TROUPE_IMPORT_SAME)
    return g_strdup ("");
  if (reason == NULL)
    return g_steal_pointer (&rest);

  return g_strjoin (*rest != '\0' ? "\n" : "", reason, rest, NULL);
}

static void
show_face (TroupeImportRow   *self,
           TroupeImportEntry *entry)
{
  TroupeDefinition *definition = troupe_import_entry_get_definition (entry);
  const char *id = troupe_import_entry_get_id (entry);
  const char *icon = troupe_kind_get_icon (troupe_import_entry_get_kind (entry));

  troupe_face_set_id (self->face, id != NULL ? id : troupe_import_entry_get_name (entry));
  troupe_face_set_icon (self->face, TROUPE_IS_PERSONA (definition) ? troupe_persona_get_icon (TROUPE_PERSONA (definition)) : icon);
}

/**
 * troupe_import_row_set_entry:
 * @self: the row
 * @entry: what to show; it does not change while it is shown
 *
 * Shows an entry.
 */
void
troupe_import_row_set_entry (TroupeImportRow   *self,
                             TroupeImportEntry *entry)
{
  TroupeImportOutcome outcome;
  const char *id = NULL;
  const char *name = NULL;
  g_autofree char *place = NULL;
  g_autofree char *remarks = NULL;

  g_return_if_fail (TROUPE_IS_IMPORT_ROW (self));
  g_return_if_fail (TROUPE_IS_IMPORT_ENTRY (entry));

  outcome = troupe_import_entry_get_outcome (entry);
  id = troupe_import_entry_get_id (entry);
  name = troupe_import_entry_get_new_name (entry);
  remarks = join_remarks (entry);
  if (id != NULL)
    /* Translators: a kind of definition, an id and a file */
    place = g_strdup_printf (_("%s · %s · %s"), name_kind (troupe_import_entry_get_kind (entry)), id,
                             troupe_import_entry_get_file_name (entry));
  else
    /* Translators: a kind of definition and a file */
    place = g_strdup_printf (_("%s · %s"), name_kind (troupe_import_entry_get_kind (entry)), troupe_import_entry_get_file_name (entry));

  show_face (self, entry);
  gtk_label_set_text (self->name_label, *name != '\0' ? name : _("No Name"));
  gtk_label_set_text (self->outcome_label, name_outcome (outcome));
  gtk_label_set_text (self->place_label, place);
  gtk_label_set_text (self->remarks_label, remarks);
  gtk_widget_set_visible (GTK_WIDGET (self->remarks_label), *remarks != '\0');
  if (outcome == TROUPE_IMPORT_SAME || outcome == TROUPE_IMPORT_SKIPPED)
    gtk_widget_add_css_class (GTK_WIDGET (self), "import-idle");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "import-idle");
  update_label (self);
}
