/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-json.h"
#include "troupe-problem-private.h"

/**
 * TroupeProblem:
 *
 * A file that can't be used as it is: which, where in it, why, and whether an earlier version of it is in use.
 */
struct _TroupeProblem
{
  GObject   parent_instance;

  GFile    *file;
  char     *message;
  guint     line;            /* from 1; 0 where no place is known */
  guint     column;
  gboolean  has_last_good;
};

enum
{
  PROP_0,
  PROP_FILE,
  PROP_MESSAGE,
  PROP_LINE,
  PROP_COLUMN,
  PROP_HAS_LAST_GOOD,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TroupeProblem, troupe_problem, G_TYPE_OBJECT)

/* The JSON gate begins its messages with NAME:LINE:COLUMN; here these are values of their own. */
static const char *
split_place (TroupeProblem *self,
             const char    *message)
{
  g_autofree char *name = g_file_get_basename (self->file);

  return troupe_json_error_split (message, name, &self->line, &self->column);
}

static void
troupe_problem_finalize (GObject *object)
{
  TroupeProblem *self = TROUPE_PROBLEM (object);

  g_clear_object (&self->file);
  g_clear_pointer (&self->message, g_free);

  G_OBJECT_CLASS (troupe_problem_parent_class)->finalize (object);
}

static void
troupe_problem_get_property (GObject    *object,
                             guint       property_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  TroupeProblem *self = TROUPE_PROBLEM (object);

  switch (property_id)
    {
    case PROP_FILE:
      g_value_set_object (value, self->file);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_LINE:
      g_value_set_uint (value, self->line);
      break;
    case PROP_COLUMN:
      g_value_set_uint (value, self->column);
      break;
    case PROP_HAS_LAST_GOOD:
      g_value_set_boolean (value, self->has_last_good);
      break;
    case PROP_TEXT:
      g_value_take_string (value, troupe_problem_dup_text (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
troupe_problem_class_init (TroupeProblemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = troupe_problem_finalize;
  object_class->get_property = troupe_problem_get_property;

  properties[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, flags);
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  properties[PROP_LINE] = g_param_spec_uint ("line", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_COLUMN] = g_param_spec_uint ("column", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_HAS_LAST_GOOD] = g_param_spec_boolean ("has-last-good", NULL, NULL, FALSE, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
troupe_problem_init (TroupeProblem *self)
{
}

/*
 * troupe_problem_new:
 * @file: the file, or the folder when that is what can't be read
 * @error: why
 * @has_last_good: whether an earlier version of @file is in use
 *
 * Returns: (transfer full): the problem
 */
TroupeProblem *
troupe_problem_new (GFile        *file,
                    const GError *error,
                    gboolean      has_last_good)
{
  TroupeProblem *self = g_object_new (TROUPE_TYPE_PROBLEM, NULL);

  self->file = g_object_ref (file);
  self->message = g_strdup (split_place (self, error->message));
  self->has_last_good = has_last_good;

  return self;
}

/**
 * troupe_problem_get_message:
 * @self: the problem
 *
 * Gets why the file can't be used, without the place; see troupe_problem_dup_text() for both.
 *
 * Returns: (transfer none): one sentence
 */
const char *
troupe_problem_get_message (TroupeProblem *self)
{
  g_return_val_if_fail (TROUPE_IS_PROBLEM (self), NULL);

  return self->message;
}

/**
 * troupe_problem_dup_text:
 * @self: the problem
 *
 * Puts file, line, column and message together, as compilers do.
 *
 * Returns: (transfer full): one line, for stderr or a toast
 */
char *
troupe_problem_dup_text (TroupeProblem *self)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (TROUPE_IS_PROBLEM (self), NULL);

  if (self->line == 0)
    return g_strdup (self->message);

  name = g_file_get_parse_name (self->file);

  return g_strdup_printf ("%s:%u:%u: %s", name, self->line, self->column, self->message);
}

/**
 * troupe_problem_get_file:
 * @self: the problem
 *
 * Returns: (transfer none): the file
 */
GFile *
troupe_problem_get_file (TroupeProblem *self)
{
  g_return_val_if_fail (TROUPE_IS_PROBLEM (self), NULL);

  return self->file;
}

/**
 * troupe_problem_get_line:
 * @self: the problem
 *
 * Returns: the line, from 1; 0 if the file can't be read at all
 */
guint
troupe_problem_get_line (TroupeProblem *self)
{
  g_return_val_if_fail (TROUPE_IS_PROBLEM (self), 0);

  return self->line;
}

/**
 * troupe_problem_get_column:
 * @self: the problem
 *
 * Returns: the column, from 1; 0 if the file can't be read at all
 */
guint
troupe_problem_get_column (TroupeProblem *self)
{
  g_return_val_if_fail (TROUPE_IS_PROBLEM (self), 0);

  return self->column;
}

/**
 * troupe_problem_get_has_last_good:
 * @self: the problem
 *
 * Returns: whether what the file held before it broke is still in use
 */
gboolean
troupe_problem_get_has_last_good (TroupeProblem *self)
{
  g_return_val_if_fail (TROUPE_IS_PROBLEM (self), FALSE);

  return self->has_last_good;
}
