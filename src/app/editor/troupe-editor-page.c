/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-editor-page.h"

/**
 * TroupeEditorPage:
 *
 * One section of an editor for a definition. It shows the copy that the editor holds, writes each change there at once,
 * and follows changes that other sections make. It keeps nothing else, and knows no other section.
 *
 * What holds back Save is its #TroupeEditorPage:problem.
 */

typedef struct
{
  TroupeWorkspace  *workspace;     /* (owned) (nullable) */
  TroupeDefinition *copy;          /* (owned) (nullable) */
  gboolean          is_new;
  char             *problem;       /* (owned) (nullable) */
  gboolean          is_pending;
} TroupeEditorPagePrivate;

enum
{
  PROP_0,
  PROP_PROBLEM,
  PROP_IS_PENDING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TroupeEditorPage, troupe_editor_page, ADW_TYPE_BIN)

static void
troupe_editor_page_get_property (GObject    *object,
                                 guint       property_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  TroupeEditorPage *self = TROUPE_EDITOR_PAGE (object);

  switch (property_id)
    {
    case PROP_PROBLEM:
      g_value_set_string (value, troupe_editor_page_get_problem (self));
      break;
    case PROP_IS_PENDING:
      g_value_set_boolean (value, troupe_editor_page_get_is_pending (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_editor_page_dispose (GObject *object)
{
  TroupeEditorPagePrivate *priv = troupe_editor_page_get_instance_private (TROUPE_EDITOR_PAGE (object));

  g_clear_object (&priv->workspace);
  g_clear_object (&priv->copy);

  G_OBJECT_CLASS (troupe_editor_page_parent_class)->dispose (object);
}

static void
troupe_editor_page_finalize (GObject *object)
{
  TroupeEditorPagePrivate *priv = troupe_editor_page_get_instance_private (TROUPE_EDITOR_PAGE (object));

  g_free (priv->problem);

  G_OBJECT_CLASS (troupe_editor_page_parent_class)->finalize (object);
}

static void
troupe_editor_page_class_init (TroupeEditorPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = troupe_editor_page_get_property;
  object_class->dispose = troupe_editor_page_dispose;
  object_class->finalize = troupe_editor_page_finalize;

  /**
   * TroupeEditorPage:problem:
   *
   * A sentence that says why the copy cannot be saved as it is, or %NULL.
   */
  properties[PROP_PROBLEM] =
    g_param_spec_string ("problem", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * TroupeEditorPage:is-pending:
   *
   * Whether something was typed here that is not in the copy, so that it would be lost with the editor.
   */
  properties[PROP_IS_PENDING] =
    g_param_spec_boolean ("is-pending", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_editor_page_init (TroupeEditorPage *self)
{
}

/**
 * troupe_editor_page_set_source:
 * @self: the section
 * @workspace: where choices come from
 * @copy: a definition that belongs to the editor alone; other sections write to it too
 * @is_new: whether it was never saved
 *
 * Shows @copy and follows it.
 */
void
troupe_editor_page_set_source (TroupeEditorPage *self,
                               TroupeWorkspace  *workspace,
                               TroupeDefinition *copy,
                               gboolean          is_new)
{
  TroupeEditorPagePrivate *priv;

  g_return_if_fail (TROUPE_IS_EDITOR_PAGE (self));
  g_return_if_fail (TROUPE_IS_WORKSPACE (workspace));
  g_return_if_fail (TROUPE_IS_DEFINITION (copy));

  priv = troupe_editor_page_get_instance_private (self);
  g_set_object (&priv->workspace, workspace);
  g_set_object (&priv->copy, copy);
  priv->is_new = is_new;
  TROUPE_EDITOR_PAGE_GET_CLASS (self)->set_source (self, workspace, copy, is_new);
}

/**
 * troupe_editor_page_get_workspace:
 * @self: the section
 *
 * Returns: (transfer none) (nullable): where choices come from
 */
TroupeWorkspace *
troupe_editor_page_get_workspace (TroupeEditorPage *self)
{
  TroupeEditorPagePrivate *priv;

  g_return_val_if_fail (TROUPE_IS_EDITOR_PAGE (self), NULL);

  priv = troupe_editor_page_get_instance_private (self);

  return priv->workspace;
}

/**
 * troupe_editor_page_get_copy:
 * @self: the section
 *
 * Returns: (transfer none) (nullable): the definition that is edited
 */
TroupeDefinition *
troupe_editor_page_get_copy (TroupeEditorPage *self)
{
  TroupeEditorPagePrivate *priv;

  g_return_val_if_fail (TROUPE_IS_EDITOR_PAGE (self), NULL);

  priv = troupe_editor_page_get_instance_private (self);

  return priv->copy;
}

/**
 * troupe_editor_page_get_is_new:
 * @self: the section
 *
 * Returns: whether what is edited was never saved
 */
gboolean
troupe_editor_page_get_is_new (TroupeEditorPage *self)
{
  TroupeEditorPagePrivate *priv;

  g_return_val_if_fail (TROUPE_IS_EDITOR_PAGE (self), FALSE);

  priv = troupe_editor_page_get_instance_private (self);

  return priv->is_new;
}

/**
 * troupe_editor_page_get_problem:
 * @self: the section
 *
 * Returns: (nullable): see #TroupeEditorPage:problem
 */
const char *
troupe_editor_page_get_problem (TroupeEditorPage *self)
{
  TroupeEditorPagePrivate *priv;

  g_return_val_if_fail (TROUPE_IS_EDITOR_PAGE (self), NULL);

  priv = troupe_editor_page_get_instance_private (self);

  return priv->problem;
}

/**
 * troupe_editor_page_set_problem:
 * @self: the section
 * @problem: (nullable): what is wrong, in a sentence
 *
 * For sections: says whether what they show can be saved.
 */
void
troupe_editor_page_set_problem (TroupeEditorPage *self,
                                const char       *problem)
{
  TroupeEditorPagePrivate *priv;

  g_return_if_fail (TROUPE_IS_EDITOR_PAGE (self));

  priv = troupe_editor_page_get_instance_private (self);
  if (g_strcmp0 (priv->problem, problem) == 0)
    return;

  g_free (priv->problem);
  priv->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

/**
 * troupe_editor_page_show_problem:
 * @self: the section
 *
 * Shows what is wrong, also in what was not touched yet, and puts the focus there.
 */
void
troupe_editor_page_show_problem (TroupeEditorPage *self)
{
  g_return_if_fail (TROUPE_IS_EDITOR_PAGE (self));

  if (TROUPE_EDITOR_PAGE_GET_CLASS (self)->show_problem != NULL)
    TROUPE_EDITOR_PAGE_GET_CLASS (self)->show_problem (self);
}

/**
 * troupe_editor_page_get_is_pending:
 * @self: the section
 *
 * Returns: see #TroupeEditorPage:is-pending
 */
gboolean
troupe_editor_page_get_is_pending (TroupeEditorPage *self)
{
  TroupeEditorPagePrivate *priv;

  g_return_val_if_fail (TROUPE_IS_EDITOR_PAGE (self), FALSE);

  priv = troupe_editor_page_get_instance_private (self);

  return priv->is_pending;
}

/**
 * troupe_editor_page_set_is_pending:
 * @self: the section
 * @is_pending: see #TroupeEditorPage:is-pending
 *
 * Sets it. For sections themselves.
 */
void
troupe_editor_page_set_is_pending (TroupeEditorPage *self,
                                   gboolean          is_pending)
{
  TroupeEditorPagePrivate *priv;

  g_return_if_fail (TROUPE_IS_EDITOR_PAGE (self));

  priv = troupe_editor_page_get_instance_private (self);
  if (priv->is_pending == is_pending)
    return;

  priv->is_pending = is_pending;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_PENDING]);
}
