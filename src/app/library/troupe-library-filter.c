/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "troupe-library-filter.h"
#include "troupe-persona.h"
#include "troupe-search.h"

/**
 * TroupeLibraryFilter:
 *
 * Lets through the definitions of a scope, cast in a tier, in which words are found.
 *
 * It never claims to let everything through, even when it does: a GtkFilterListModel then keeps no list of what was found, and
 * GTK 4.8 crashes when that stops being incremental.
 */
struct _TroupeLibraryFilter
{
  GtkFilter     parent_instance;

  TroupeSearch *search;
  int           scope;       /* or %TROUPE_LIBRARY_FILTER_ANY_SCOPE */
  TroupeTier    tier;        /* %TROUPE_TIER_NONE for any */
};

G_DEFINE_FINAL_TYPE (TroupeLibraryFilter, troupe_library_filter, GTK_TYPE_FILTER)

static gboolean
troupe_library_filter_match (GtkFilter *filter,
                             gpointer   item)
{
  TroupeLibraryFilter *self = TROUPE_LIBRARY_FILTER (filter);

  if (self->scope != TROUPE_LIBRARY_FILTER_ANY_SCOPE && (int) troupe_definition_get_scope (item) != self->scope)
    return FALSE;
  if (self->tier != TROUPE_TIER_NONE && TROUPE_IS_PERSONA (item) &&
      troupe_persona_get_tier_settings (item, self->tier) == NULL)
    return FALSE;

  return troupe_search_matches (self->search, item);
}

static void
troupe_library_filter_finalize (GObject *object)
{
  TroupeLibraryFilter *self = TROUPE_LIBRARY_FILTER (object);

  g_clear_pointer (&self->search, troupe_search_free);

  G_OBJECT_CLASS (troupe_library_filter_parent_class)->finalize (object);
}

static void
troupe_library_filter_class_init (TroupeLibraryFilterClass *klass)
{
  GtkFilterClass *filter_class = GTK_FILTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = troupe_library_filter_finalize;
  filter_class->match = troupe_library_filter_match;
}

static void
troupe_library_filter_init (TroupeLibraryFilter *self)
{
  self->search = troupe_search_new (NULL);
  self->scope = TROUPE_LIBRARY_FILTER_ANY_SCOPE;
}

/* From any to one is stricter, back is less strict, and from one to another is neither. */
static GtkFilterChange
get_change (gboolean was_any,
            gboolean is_any)
{
  if (was_any)
    return GTK_FILTER_CHANGE_MORE_STRICT;

  return is_any ? GTK_FILTER_CHANGE_LESS_STRICT : GTK_FILTER_CHANGE_DIFFERENT;
}

/**
 * troupe_library_filter_new:
 *
 * Returns: (transfer full): a filter that lets everything through
 */
TroupeLibraryFilter *
troupe_library_filter_new (void)
{
  return g_object_new (TROUPE_TYPE_LIBRARY_FILTER, NULL);
}

/**
 * troupe_library_filter_is_open:
 * @self: the filter
 *
 * Returns: whether it lets everything through
 */
gboolean
troupe_library_filter_is_open (TroupeLibraryFilter *self)
{
  g_return_val_if_fail (TROUPE_IS_LIBRARY_FILTER (self), TRUE);

  return troupe_search_is_empty (self->search) && self->scope == TROUPE_LIBRARY_FILTER_ANY_SCOPE &&
         self->tier == TROUPE_TIER_NONE;
}

/**
 * troupe_library_filter_set_search:
 * @self: the filter
 * @text: (nullable): what somebody typed
 *
 * Says what is looked for.
 */
void
troupe_library_filter_set_search (TroupeLibraryFilter *self,
                                  const char          *text)
{
  TroupeSearch *search = NULL;
  gboolean is_narrower;
  gboolean is_wider;

  g_return_if_fail (TROUPE_IS_LIBRARY_FILTER (self));

  search = troupe_search_new (text);
  is_narrower = troupe_search_narrows (search, self->search);
  is_wider = troupe_search_narrows (self->search, search);
  troupe_search_free (self->search);
  self->search = search;

  if (is_narrower && is_wider)
    return;
  gtk_filter_changed (GTK_FILTER (self), is_narrower ? GTK_FILTER_CHANGE_MORE_STRICT
                                       : is_wider ? GTK_FILTER_CHANGE_LESS_STRICT : GTK_FILTER_CHANGE_DIFFERENT);
}

/**
 * troupe_library_filter_set_scope:
 * @self: the filter
 * @scope: a #TroupeScope, or %TROUPE_LIBRARY_FILTER_ANY_SCOPE
 *
 * Says which scope is let through.
 */
void
troupe_library_filter_set_scope (TroupeLibraryFilter *self,
                                 int                  scope)
{
  gboolean was_any;

  g_return_if_fail (TROUPE_IS_LIBRARY_FILTER (self));

  if (self->scope == scope)
    return;

  was_any = self->scope == TROUPE_LIBRARY_FILTER_ANY_SCOPE;
  self->scope = scope;
  gtk_filter_changed (GTK_FILTER (self), get_change (was_any, scope == TROUPE_LIBRARY_FILTER_ANY_SCOPE));
}

/**
 * troupe_library_filter_set_tier:
 * @self: the filter
 * @tier: a tier; %TROUPE_TIER_NONE for any
 *
 * Says which personas are let through. What is no persona has no tier, and is.
 */
void
troupe_library_filter_set_tier (TroupeLibraryFilter *self,
                                TroupeTier           tier)
{
  gboolean was_any;

  g_return_if_fail (TROUPE_IS_LIBRARY_FILTER (self));

  if (self->tier == tier)
    return;

  was_any = self->tier == TROUPE_TIER_NONE;
  self->tier = tier;
  gtk_filter_changed (GTK_FILTER (self), get_change (was_any, tier == TROUPE_TIER_NONE));
}
