/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "model-fixture.h"

struct _NotifyLog
{
  GObject   *object;
  GPtrArray *names;
  guint      n_changed;
};

static void
notify_cb (GObject    *object,
           GParamSpec *pspec,
           NotifyLog  *self)
{
  g_ptr_array_add (self->names, g_strdup (pspec->name));
}

static void
changed_cb (NotifyLog *self)
{
  self->n_changed++;
}

NotifyLog *
notify_log_new (gpointer object)
{
  NotifyLog *self = g_new0 (NotifyLog, 1);

  self->object = g_object_ref (object);
  self->names = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect (object, "notify", G_CALLBACK (notify_cb), self);
  if (g_signal_lookup ("changed", G_OBJECT_TYPE (object)) != 0)
    g_signal_connect_swapped (object, "changed", G_CALLBACK (changed_cb), self);

  return self;
}

void
notify_log_free (NotifyLog *self)
{
  g_signal_handlers_disconnect_by_data (self->object, self);
  g_object_unref (self->object);
  g_ptr_array_unref (self->names);
  g_free (self);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

char *
notify_log_take (NotifyLog *self)
{
  char *text;

  g_ptr_array_sort (self->names, compare_names);
  g_ptr_array_add (self->names, NULL);
  text = g_strjoinv (" ", (char **) self->names->pdata);
  g_ptr_array_set_size (self->names, 0);

  return text;
}

/* How often "changed" came since the last call. */
guint
notify_log_n_changed (NotifyLog *self)
{
  guint n_changed = self->n_changed;

  self->n_changed = 0;
  return n_changed;
}

struct _TestCatalog
{
  GObject           parent_instance;

  GListStore       *lists[TROUPE_N_KINDS];
  TroupeAiSettings *defaults[3];
};

static void catalog_iface_init (TroupeCatalogInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestCatalog, test_catalog, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TROUPE_TYPE_CATALOG, catalog_iface_init))

static guint
find (TestCatalog *self,
      TroupeKind   kind,
      const char  *id)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->lists[kind]));

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(TroupeDefinition) definition = g_list_model_get_item (G_LIST_MODEL (self->lists[kind]), i);

      if (g_strcmp0 (troupe_definition_get_id (definition), id) == 0)
        return i;
    }

  return n_items;
}

static TroupeDefinition *
test_catalog_lookup (TroupeCatalog *catalog,
                     TroupeKind     kind,
                     const char    *id)
{
  TestCatalog *self = TEST_CATALOG (catalog);
  g_autoptr(TroupeDefinition) found = g_list_model_get_item (G_LIST_MODEL (self->lists[kind]), find (self, kind, id));

  return found;
}

static GListModel *
test_catalog_list (TroupeCatalog *catalog,
                   TroupeKind     kind)
{
  return G_LIST_MODEL (TEST_CATALOG (catalog)->lists[kind]);
}

static TroupeAiSettings *
test_catalog_get_defaults (TroupeCatalog *catalog,
                           TroupeScope    scope)
{
  return TEST_CATALOG (catalog)->defaults[scope];
}

static void
catalog_iface_init (TroupeCatalogInterface *iface)
{
  iface->lookup = test_catalog_lookup;
  iface->list = test_catalog_list;
  iface->get_defaults = test_catalog_get_defaults;
}

static void
test_catalog_finalize (GObject *object)
{
  TestCatalog *self = TEST_CATALOG (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->lists); i++)
    g_clear_object (&self->lists[i]);
  for (guint i = 0; i < G_N_ELEMENTS (self->defaults); i++)
    g_clear_object (&self->defaults[i]);

  G_OBJECT_CLASS (test_catalog_parent_class)->finalize (object);
}

static void
test_catalog_class_init (TestCatalogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_catalog_finalize;
}

static void
test_catalog_init (TestCatalog *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->lists); i++)
    self->lists[i] = g_list_store_new (TROUPE_TYPE_DEFINITION);
  for (guint i = 0; i < G_N_ELEMENTS (self->defaults); i++)
    self->defaults[i] = troupe_ai_settings_new ();
}

TestCatalog *
test_catalog_new (void)
{
  return g_object_new (TEST_TYPE_CATALOG, NULL);
}

void
test_catalog_add (TestCatalog      *self,
                  TroupeDefinition *definition)
{
  g_list_store_append (self->lists[troupe_definition_get_kind (definition)], definition);
  troupe_catalog_emit_changed (TROUPE_CATALOG (self), troupe_definition_get_kind (definition),
                               troupe_definition_get_id (definition));
}

/* Another object by the same id, as when a file comes back. */
void
test_catalog_replace (TestCatalog      *self,
                      TroupeDefinition *definition)
{
  TroupeKind kind = troupe_definition_get_kind (definition);

  g_list_store_remove (self->lists[kind], find (self, kind, troupe_definition_get_id (definition)));
  test_catalog_add (self, definition);
}

void
fill_value (TroupeField  field,
            guint        which,
            GValue      *value)
{
  static const char * const texts[TROUPE_N_FIELDS][2] = {
    [TROUPE_FIELD_PROVIDER] = { "anthropic", "openai" },
    [TROUPE_FIELD_PREFERRED_MODELS] = { "small, large", "tiny" },
    [TROUPE_FIELD_TEMPERATURE] = { "0", "0.7" },
    [TROUPE_FIELD_TOP_P] = { "0.25", "1" },
    [TROUPE_FIELD_MAX_OUTPUT_TOKENS] = { "1", "4096" },
    [TROUPE_FIELD_REASONING_EFFORT] = { "none", "high" },
    [TROUPE_FIELD_SYSTEM_PROMPT] = { "Be brief.", "Be thorough." },
    [TROUPE_FIELD_PROMPT_PRESET_ID] = { "house-rules", "bare" },
    [TROUPE_FIELD_TOOL_PRESET_ID] = { "read-only", "all" },
    [TROUPE_FIELD_BIAS_PROFILE_ID] = { "prefer-search", "no-shell" },
  };
  g_autoptr(GError) error = NULL;

  troupe_field_parse (field, texts[field][which], value, &error);
  g_assert_no_error (error);
}

void
set_field (TroupeAiSettings *settings,
           TroupeField       field,
           guint             which)
{
  g_auto(GValue) value = G_VALUE_INIT;
  g_autoptr(GError) error = NULL;

  fill_value (field, which, &value);
  troupe_ai_settings_set_value (settings, field, &value, &error);
  g_assert_no_error (error);
}

/* Returns: (transfer full) */
JsonObject *
parse_object (const char *json)
{
  g_autoptr(JsonNode) node = json_from_string (json, NULL);

  return json_node_dup_object (node);
}
