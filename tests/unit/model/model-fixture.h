/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-catalog.h"
#include "troupe-model-list.h"

G_BEGIN_DECLS

/* Each allocation is some hundred times slower under AddressSanitizer, so what is random or generated is less there. */
#ifdef __SANITIZE_ADDRESS__
#define IS_SLOW_BUILD TRUE
#else
#define IS_SLOW_BUILD FALSE
#endif

/* Writes down which properties notify, and how often "changed" comes. */
typedef struct _NotifyLog NotifyLog;

NotifyLog  *notify_log_new       (gpointer    object);
void        notify_log_free      (NotifyLog  *self);
char       *notify_log_take      (NotifyLog  *self);
guint       notify_log_n_changed (NotifyLog  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NotifyLog, notify_log_free)

/* The names in the order of the alphabet, each as often as it came; forgotten afterwards. */
#define assert_notified(log, names) \
  G_STMT_START { \
    g_autofree char *notified_ = notify_log_take (log); \
    g_assert_cmpstr (notified_, ==, names); \
  } G_STMT_END

#define TEST_TYPE_CATALOG (test_catalog_get_type ())

G_DECLARE_FINAL_TYPE (TestCatalog, test_catalog, TEST, CATALOG, GObject)

TestCatalog *test_catalog_new     (void);
void         test_catalog_add     (TestCatalog      *self,
                                   TroupeDefinition *definition);
void         test_catalog_replace (TestCatalog      *self,
                                   TroupeDefinition *definition);

/* Two values that each field takes, and that differ. */
void         fill_value           (TroupeField       field,
                                   guint             which,
                                   GValue           *value);
void         set_field            (TroupeAiSettings *settings,
                                   TroupeField       field,
                                   guint             which);

JsonObject  *parse_object         (const char       *json);

G_END_DECLS
