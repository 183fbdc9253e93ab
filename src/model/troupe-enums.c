/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "troupe-enums.h"

#define ID_MAXIMUM 64

static gboolean
is_made_of (const char *id,
            gboolean    upper,
            const char *others)
{
  gsize length;

  if (id == NULL)
    return FALSE;

  for (length = 0; id[length] != '\0'; length++)
    {
      char c = id[length];
      gboolean plain = g_ascii_isdigit (c) || g_ascii_islower (c) || (upper && g_ascii_isupper (c));

      if (length == ID_MAXIMUM || (!plain && (length == 0 || strchr (others, c) == NULL)))
        return FALSE;
    }

  return length > 0;
}

/**
 * troupe_enum_get_nick:
 * @type: an enumeration
 * @value: one of its values
 *
 * Says how a value is written in files, on the command line and in the ledger, such as `tech-lead`.
 *
 * Returns: (nullable): the nick, never freed; %NULL when @value is none of @type
 */
const char *
troupe_enum_get_nick (GType type,
                      int   value)
{
  g_autoptr(GEnumClass) klass = NULL;
  GEnumValue *found;

  g_return_val_if_fail (G_TYPE_IS_ENUM (type), NULL);

  klass = g_type_class_ref (type);
  found = g_enum_get_value (klass, value);

  return found != NULL ? found->value_nick : NULL;
}

/**
 * troupe_enum_from_nick:
 * @type: an enumeration
 * @nick: (nullable): a word from outside
 * @value: (out) (optional): set to the value when there is one
 *
 * Reads what troupe_enum_get_nick() writes.
 *
 * Returns: whether @nick names a value of @type
 */
gboolean
troupe_enum_from_nick (GType       type,
                       const char *nick,
                       int        *value)
{
  g_autoptr(GEnumClass) klass = NULL;
  GEnumValue *found;

  g_return_val_if_fail (G_TYPE_IS_ENUM (type), FALSE);

  if (nick == NULL)
    return FALSE;

  klass = g_type_class_ref (type);
  found = g_enum_get_value_by_nick (klass, nick);

  if (found == NULL)
    return FALSE;

  if (value != NULL)
    *value = found->value;

  return TRUE;
}

/**
 * troupe_id_is_valid:
 * @id: (nullable): a word from outside
 *
 * Says whether @id can name a definition: `[a-z0-9][a-z0-9-]{0,63}`.
 *
 * Returns: whether it can
 */
gboolean
troupe_id_is_valid (const char *id)
{
  return is_made_of (id, FALSE, "-");
}

/**
 * troupe_ticket_id_is_valid:
 * @id: (nullable): a word from outside
 *
 * Says whether @id can name a ticket: `[A-Za-z0-9][A-Za-z0-9_-]{0,63}`.
 *
 * Returns: whether it can
 */
gboolean
troupe_ticket_id_is_valid (const char *id)
{
  return is_made_of (id, TRUE, "_-");
}
