/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-conductor.h"
#include "troupe-fake-catalog.h"
#include "troupe-fake-provider.h"
#include "troupe-model-list.h"
#include "troupe-prompt-preset.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_TEST_RECORDER (troupe_test_recorder_get_type ())

G_DECLARE_FINAL_TYPE (TroupeTestRecorder, troupe_test_recorder, TROUPE, TEST_RECORDER, GObject)

typedef struct
{
  TroupeFakeCatalog  *catalog;
  TroupeFakeProvider *fake;
  TroupeProviderSet  *providers;
  TroupeTestRecorder *recorder;
} EngineFixture;

typedef struct
{
  const char      *id;
  const char      *depends_on;
  TroupePriority   priority;
} TicketRow;

void            engine_fixture_set_up      (EngineFixture      *fixture,
                                            gconstpointer       data);
void            engine_fixture_tear_down   (EngineFixture      *fixture,
                                            gconstpointer       data);
TroupePersona  *engine_fixture_add_persona (EngineFixture      *fixture,
                                            const char         *id);

TroupeTrack    *create_track               (const TicketRow    *rows,
                                            guint               n_rows);
void            set_models                 (TroupeAiSettings   *settings,
                                            const char         *names);

GPtrArray      *troupe_test_recorder_get_events
                                           (TroupeTestRecorder *self);
guint           troupe_test_recorder_get_n_flushed
                                           (TroupeTestRecorder *self);
guint           troupe_test_recorder_get_n_flushes
                                           (TroupeTestRecorder *self);
void            troupe_test_recorder_set_failing
                                           (TroupeTestRecorder *self,
                                            gboolean            is_failing);
guint           troupe_test_recorder_get_n_saves
                                           (TroupeTestRecorder *self);
void            troupe_test_recorder_set_func
                                           (TroupeTestRecorder *self,
                                            void              (*func) (TroupeRun *run,
                                                                       JsonNode  *event,
                                                                       gpointer   user_data),
                                            gpointer            user_data);

JsonNode       *peek_member                (JsonNode           *node,
                                            const char         *path);
const char     *peek_text                  (JsonNode           *node,
                                            const char         *path);
void            assert_json                (JsonNode           *node,
                                            const char         *expected);
GAsyncResult   *wait_result                (GAsyncResult      **result);
void            result_cb                  (GObject            *source,
                                            GAsyncResult       *result,
                                            gpointer            user_data);

G_END_DECLS
