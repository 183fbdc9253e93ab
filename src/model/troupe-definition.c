/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-definition.h"
#include "troupe-enum-types.h"
#include "troupe-model-private.h"

#define PROPERTY_FLAGS (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

/**
 * TroupeDefinition:
 *
 * What personas, presets, profiles and tracks have in common: an id, a name, a
 * scope, a revision, and the members of its file that nobody here knows.
 */
typedef struct
{
  char               *id;
  char               *name;            /* (nullable) */
  char               *description;     /* (nullable) */
  char               *revision;        /* (nullable) */
  TroupeRevisionFunc  make_revision;   /* (nullable): until it is asked for */
  JsonObject         *extra;           /* (owned) (nullable) */
  TroupeScope         scope;
} TroupeDefinitionPrivate;

enum
{
  PROP_0,
  PROP_ID,
  PROP_NAME,
  PROP_DESCRIPTION,
  PROP_SCOPE,
  PROP_REVISION,
  PROP_EXTRA,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TroupeDefinition, troupe_definition, G_TYPE_OBJECT)

#define GET_PRIVATE(self) \
  ((TroupeDefinitionPrivate *) troupe_definition_get_instance_private (TROUPE_DEFINITION (self)))

static void
set_text (TroupeDefinition  *self,
          char             **place,
          const char        *value,
          guint              property_id)
{
  if (troupe_replace_string (place, value))
    g_object_notify_by_pspec (G_OBJECT (self), properties[property_id]);
}

static void
troupe_definition_real_assign (TroupeDefinition *self,
                               TroupeDefinition *source)
{
  TroupeDefinitionPrivate *from = GET_PRIVATE (source);

  troupe_definition_set_id (self, from->id);
  troupe_definition_set_name (self, from->name);
  troupe_definition_set_description (self, from->description);
  troupe_definition_set_scope (self, from->scope);
  troupe_definition_set_extra (self, from->extra);
  troupe_definition_set_revision (self, troupe_definition_get_revision (source));
}

static gboolean
troupe_definition_real_equal (TroupeDefinition *self,
                              TroupeDefinition *other)
{
  TroupeDefinitionPrivate *a = GET_PRIVATE (self);
  TroupeDefinitionPrivate *b = GET_PRIVATE (other);

  return g_strcmp0 (a->id, b->id) == 0 &&
         g_strcmp0 (a->name, b->name) == 0 &&
         g_strcmp0 (a->description, b->description) == 0 &&
         troupe_extra_equal (a->extra, b->extra);
}

static void
troupe_definition_finalize (GObject *object)
{
  TroupeDefinitionPrivate *priv = GET_PRIVATE (object);

  g_free (priv->id);
  g_free (priv->name);
  g_free (priv->description);
  g_free (priv->revision);
  g_clear_pointer (&priv->extra, json_object_unref);

  G_OBJECT_CLASS (troupe_definition_parent_class)->finalize (object);
}

static void
troupe_definition_get_property (GObject    *object,
                                guint       property_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  TroupeDefinition *self = TROUPE_DEFINITION (object);

  switch (property_id)
    {
    case PROP_ID:
      g_value_set_string (value, troupe_definition_get_id (self));
      break;

    case PROP_NAME:
      g_value_set_string (value, troupe_definition_get_name (self));
      break;

    case PROP_DESCRIPTION:
      g_value_set_string (value, troupe_definition_get_description (self));
      break;

    case PROP_SCOPE:
      g_value_set_enum (value, troupe_definition_get_scope (self));
      break;

    case PROP_REVISION:
      g_value_set_string (value, troupe_definition_get_revision (self));
      break;

    case PROP_EXTRA:
      g_value_set_boxed (value, troupe_definition_get_extra (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_definition_set_property (GObject      *object,
                                guint         property_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  TroupeDefinition *self = TROUPE_DEFINITION (object);

  switch (property_id)
    {
    case PROP_ID:
      troupe_definition_set_id (self, g_value_get_string (value));
      break;

    case PROP_NAME:
      troupe_definition_set_name (self, g_value_get_string (value));
      break;

    case PROP_DESCRIPTION:
      troupe_definition_set_description (self, g_value_get_string (value));
      break;

    case PROP_SCOPE:
      troupe_definition_set_scope (self, g_value_get_enum (value));
      break;

    case PROP_REVISION:
      troupe_definition_set_revision (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_definition_class_init (TroupeDefinitionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = troupe_definition_finalize;
  object_class->get_property = troupe_definition_get_property;
  object_class->set_property = troupe_definition_set_property;
  klass->assign = troupe_definition_real_assign;
  klass->equal = troupe_definition_real_equal;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, PROPERTY_FLAGS);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, PROPERTY_FLAGS);
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, PROPERTY_FLAGS);
  properties[PROP_SCOPE] = g_param_spec_enum ("scope", NULL, NULL, TROUPE_TYPE_SCOPE, TROUPE_SCOPE_USER,
                                              PROPERTY_FLAGS);
  properties[PROP_REVISION] = g_param_spec_string ("revision", NULL, NULL, NULL, PROPERTY_FLAGS);

  /**
   * TroupeDefinition:extra:
   *
   * The members of its file that are not known here, or %NULL.
   */
  properties[PROP_EXTRA] = g_param_spec_boxed ("extra", NULL, NULL, JSON_TYPE_OBJECT,
                                               G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_definition_init (TroupeDefinition *self)
{
  GET_PRIVATE (self)->scope = TROUPE_SCOPE_USER;
}

/**
 * troupe_definition_get_kind:
 * @self: a definition
 *
 * Returns: which kind of definition it is
 */
TroupeKind
troupe_definition_get_kind (TroupeDefinition *self)
{
  g_return_val_if_fail (TROUPE_IS_DEFINITION (self), TROUPE_KIND_PERSONA);

  return TROUPE_DEFINITION_GET_CLASS (self)->kind;
}

/**
 * troupe_definition_copy:
 * @self: a definition
 *
 * Copies everything, down to the settings.
 *
 * Returns: (transfer full): a definition of the same kind that shares nothing with @self
 */
TroupeDefinition *
troupe_definition_copy (TroupeDefinition *self)
{
  TroupeDefinition *copy;

  g_return_val_if_fail (TROUPE_IS_DEFINITION (self), NULL);

  copy = g_object_new (G_OBJECT_TYPE (self), NULL);
  troupe_definition_assign (copy, self);
  return copy;
}

/**
 * troupe_definition_assign:
 * @self: a definition
 * @source: another of the same kind
 *
 * Makes @self equal to @source in one step. Who follows @self hears of each property that changed, once, when all
 * have changed.
 */
void
troupe_definition_assign (TroupeDefinition *self,
                          TroupeDefinition *source)
{
  g_return_if_fail (TROUPE_IS_DEFINITION (self));
  g_return_if_fail (G_OBJECT_TYPE (self) == G_OBJECT_TYPE (source));

  if (self == source)
    return;

  g_object_freeze_notify (G_OBJECT (self));
  TROUPE_DEFINITION_GET_CLASS (self)->assign (self, source);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * troupe_definition_equal:
 * @self: a definition
 * @other: another of the same kind
 *
 * Compares what a file would hold; scope and revision do not count.
 *
 * Returns: whether the two say the same
 */
gboolean
troupe_definition_equal (TroupeDefinition *self,
                         TroupeDefinition *other)
{
  g_return_val_if_fail (TROUPE_IS_DEFINITION (self), FALSE);
  g_return_val_if_fail (TROUPE_IS_DEFINITION (other), FALSE);

  return self == other ||
         (G_OBJECT_TYPE (self) == G_OBJECT_TYPE (other) &&
          TROUPE_DEFINITION_GET_CLASS (self)->equal (self, other));
}

/**
 * troupe_definition_get_id:
 * @self: a definition
 *
 * Returns: (nullable): the id, which its file is named for
 */
const char *
troupe_definition_get_id (TroupeDefinition *self)
{
  g_return_val_if_fail (TROUPE_IS_DEFINITION (self), NULL);

  return GET_PRIVATE (self)->id;
}

/**
 * troupe_definition_set_id:
 * @self: a definition
 * @id: (nullable): see troupe_id_is_valid()
 *
 * Sets the id. What has no name goes by it.
 */
void
troupe_definition_set_id (TroupeDefinition *self,
                          const char       *id)
{
  TroupeDefinitionPrivate *priv;

  g_return_if_fail (TROUPE_IS_DEFINITION (self));

  priv = GET_PRIVATE (self);
  if (!troupe_replace_string (&priv->id, id))
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ID]);
  /* What has no name goes by its id. */
  if (priv->name == NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

/**
 * troupe_definition_get_name:
 * @self: a definition
 *
 * Returns: its name for people; the id where it has none, and an empty text where it has neither
 */
const char *
troupe_definition_get_name (TroupeDefinition *self)
{
  TroupeDefinitionPrivate *priv;

  g_return_val_if_fail (TROUPE_IS_DEFINITION (self), NULL);

  priv = GET_PRIVATE (self);
  if (priv->name != NULL)
    return priv->name;
  return priv->id != NULL ? priv->id : "";
}

/**
 * troupe_definition_has_name:
 * @self: a definition
 *
 * Returns: whether it has a name of its own, and is not only called by its id
 */
gboolean
troupe_definition_has_name (TroupeDefinition *self)
{
  g_return_val_if_fail (TROUPE_IS_DEFINITION (self), FALSE);

  return GET_PRIVATE (self)->name != NULL;
}

/**
 * troupe_definition_set_name:
 * @self: a definition
 * @name: (nullable): any text
 *
 * Sets the name that people read.
 */
void
troupe_definition_set_name (TroupeDefinition *self,
                            const char       *name)
{
  g_return_if_fail (TROUPE_IS_DEFINITION (self));

  set_text (self, &GET_PRIVATE (self)->name, name, PROP_NAME);
}

/**
 * troupe_definition_get_description:
 * @self: a definition
 *
 * Returns: (nullable): what it is for, in a sentence
 */
const char *
troupe_definition_get_description (TroupeDefinition *self)
{
  g_return_val_if_fail (TROUPE_IS_DEFINITION (self), NULL);

  return GET_PRIVATE (self)->description;
}

/**
 * troupe_definition_set_description:
 * @self: a definition
 * @description: (nullable): any text
 *
 * Sets what it is for, in a sentence.
 */
void
troupe_definition_set_description (TroupeDefinition *self,
                                   const char       *description)
{
  g_return_if_fail (TROUPE_IS_DEFINITION (self));

  set_text (self, &GET_PRIVATE (self)->description, description, PROP_DESCRIPTION);
}

/**
 * troupe_definition_get_scope:
 * @self: a definition
 *
 * Returns: where it lives
 */
TroupeScope
troupe_definition_get_scope (TroupeDefinition *self)
{
  g_return_val_if_fail (TROUPE_IS_DEFINITION (self), TROUPE_SCOPE_USER);

  return GET_PRIVATE (self)->scope;
}

/**
 * troupe_definition_set_scope:
 * @self: a definition
 * @scope: where it lives
 *
 * Sets where it lives.
 */
void
troupe_definition_set_scope (TroupeDefinition *self,
                             TroupeScope       scope)
{
  g_return_if_fail (TROUPE_IS_DEFINITION (self));

  if (GET_PRIVATE (self)->scope == scope)
    return;

  GET_PRIVATE (self)->scope = scope;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SCOPE]);
}

/**
 * troupe_definition_get_revision:
 * @self: a definition
 *
 * Returns: (nullable): the first 12 hexadecimal digits of the SHA-256 of its canonical JSON, as it was last read or
 *   written
 */
const char *
troupe_definition_get_revision (TroupeDefinition *self)
{
  TroupeDefinitionPrivate *priv;

  g_return_val_if_fail (TROUPE_IS_DEFINITION (self), NULL);

  priv = GET_PRIVATE (self);
  if (priv->make_revision != NULL)
    {
      g_free (priv->revision);
      priv->revision = priv->make_revision (self);
      priv->make_revision = NULL;
    }

  return priv->revision;
}

/**
 * troupe_definition_set_revision:
 * @self: a definition
 * @revision: (nullable): 12 hexadecimal digits
 *
 * Sets the revision; no function is asked for it any more.
 */
void
troupe_definition_set_revision (TroupeDefinition *self,
                                const char       *revision)
{
  g_return_if_fail (TROUPE_IS_DEFINITION (self));

  GET_PRIVATE (self)->make_revision = NULL;
  set_text (self, &GET_PRIVATE (self)->revision, revision, PROP_REVISION);
}

/**
 * troupe_definition_set_revision_func:
 * @self: a definition as it was just read, which nobody changes but by troupe_definition_assign()
 * @func: (scope forever): makes its revision
 *
 * Says how to make the revision when it is first asked for, because it costs as much as reading, and of thousands that are read
 * few are ever asked.
 */
void
troupe_definition_set_revision_func (TroupeDefinition   *self,
                                     TroupeRevisionFunc  func)
{
  g_return_if_fail (TROUPE_IS_DEFINITION (self));

  GET_PRIVATE (self)->make_revision = func;
}

/**
 * troupe_definition_get_extra:
 * @self: a definition
 *
 * Returns: (transfer none) (nullable): the members of its file that are not known here
 */
JsonObject *
troupe_definition_get_extra (TroupeDefinition *self)
{
  g_return_val_if_fail (TROUPE_IS_DEFINITION (self), NULL);

  return GET_PRIVATE (self)->extra;
}

/**
 * troupe_definition_set_extra:
 * @self: a definition
 * @extra: (nullable): members to keep; it is not changed any more
 *
 * Sets the members of its file that this version does not know, so that they are written back.
 */
void
troupe_definition_set_extra (TroupeDefinition *self,
                             JsonObject       *extra)
{
  g_return_if_fail (TROUPE_IS_DEFINITION (self));

  if (troupe_replace_extra (&GET_PRIVATE (self)->extra, extra))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXTRA]);
}

/**
 * troupe_id_from_name:
 * @name: a name in any script
 *
 * Makes an id that reminds of a name: lower case, words joined by dashes, at most 64 characters. Letters that have
 * nothing like them in ASCII fall away; a name without any gives `untitled`.
 *
 * Returns: (transfer full): a valid id
 */
char *
troupe_id_from_name (const char *name)
{
  g_autofree char *ascii = NULL;
  GString *id = g_string_new (NULL);

  g_return_val_if_fail (name != NULL, g_string_free (id, FALSE));

  ascii = g_str_to_ascii (name, NULL);
  for (const char *p = ascii; *p != '\0' && id->len < 60; p++)
    {
      if (g_ascii_isalnum (*p))
        g_string_append_c (id, g_ascii_tolower (*p));
      else if (*p != '?' && *p != '\'' && id->len > 0 && id->str[id->len - 1] != '-')
        g_string_append_c (id, '-');
    }

  while (id->len > 0 && id->str[id->len - 1] == '-')
    g_string_truncate (id, id->len - 1);
  if (id->len == 0)
    g_string_assign (id, "untitled");

  return g_string_free (id, FALSE);
}
