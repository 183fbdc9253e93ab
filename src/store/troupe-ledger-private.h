/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <sqlite3.h>

#include "troupe-ledger-runs.h"

G_BEGIN_DECLS

typedef struct
{
  sqlite3    *handle;
  char       *path;
  GHashTable *statements;     /* (owned) (element-type utf8 sqlite3_stmt): by their text, which is static */
  int         code;           /* SQLite's, of what failed last */
} TroupeLedgerDb;

TroupeLedgerDb     *troupe_ledger_db_open          (const char               *path,
                                                    GError                  **error);
gboolean            troupe_ledger_db_set_up        (TroupeLedgerDb           *self,
                                                    GError                  **error);
void                troupe_ledger_db_free          (TroupeLedgerDb           *self);
gboolean            troupe_ledger_db_is_transient  (TroupeLedgerDb           *self);
gboolean            troupe_ledger_db_is_damaged    (TroupeLedgerDb           *self);
void                troupe_ledger_db_set_error     (TroupeLedgerDb           *self,
                                                    int                       code,
                                                    GError                  **error);
gboolean            troupe_ledger_db_execute       (TroupeLedgerDb           *self,
                                                    const char               *sql,
                                                    GError                  **error);
gboolean            troupe_ledger_db_run           (TroupeLedgerDb           *self,
                                                    GError                  **error,
                                                    const char               *sql,
                                                    const char               *types,
                                                    ...);
sqlite3_stmt       *troupe_ledger_db_query         (TroupeLedgerDb           *self,
                                                    GError                  **error,
                                                    const char               *sql,
                                                    const char               *types,
                                                    ...);
gboolean            troupe_ledger_db_next          (TroupeLedgerDb           *self,
                                                    sqlite3_stmt             *statement,
                                                    GError                  **error);
gboolean            troupe_ledger_db_get_number    (TroupeLedgerDb           *self,
                                                    const char               *sql,
                                                    gint64                   *number,
                                                    GError                  **error);

gboolean            troupe_ledger_schema_prepare   (TroupeLedgerDb           *db,
                                                    GError                  **error);

char               *troupe_ledger_terms_write      (const TroupeRunTerms     *terms);
void                troupe_ledger_terms_read       (const char               *text,
                                                    TroupeRunTerms           *terms);

gboolean            troupe_ledger_facts_note       (TroupeLedgerDb           *db,
                                                    gint64                    event_id,
                                                    const char               *run_id,
                                                    gint64                    time_us,
                                                    const char               *event,
                                                    GError                  **error);
gboolean            troupe_ledger_facts_fill       (TroupeLedgerDb           *db,
                                                    GError                  **error);

typedef struct _TroupeLedgerThread TroupeLedgerThread;

typedef gboolean    (*TroupeLedgerWrite)           (TroupeLedgerDb           *db,
                                                    gpointer                  data,
                                                    GError                  **error);
typedef void        (*TroupeLedgerWork)            (TroupeLedgerDb           *db,
                                                    GTask                    *task);
typedef void        (*TroupeLedgerTold)            (gpointer                  user_data,
                                                    const GError             *error);

/* What was appended to one message and waits in the queue. */
typedef struct
{
  gint64      message_id;
  GString    *text;
  GString    *reasoning;
} TroupeLedgerPiece;

/* Where the newest piece of a message is, for as long as nobody took it. */
typedef struct
{
  guint64            epoch;
  TroupeLedgerPiece *piece;   /* (unowned) (nullable): the queue owns it */
} TroupeLedgerTail;

TroupeLedgerThread *troupe_ledger_thread_new       (const char               *path,
                                                    TroupeLedgerTold          told,
                                                    gpointer                  user_data,
                                                    GDestroyNotify            user_data_free);
void                troupe_ledger_thread_unref     (TroupeLedgerThread       *self);
void                troupe_ledger_thread_start     (TroupeLedgerThread       *self,
                                                    GTask                    *task,
                                                    TroupeLedgerWork          work);
void                troupe_ledger_thread_write     (TroupeLedgerThread       *self,
                                                    gboolean                  is_urgent,
                                                    TroupeLedgerWrite         write,
                                                    gpointer                  data,
                                                    GDestroyNotify            data_free);
void                troupe_ledger_thread_append    (TroupeLedgerThread       *self,
                                                    TroupeLedgerTail         *tail,
                                                    gint64                    message_id,
                                                    const char               *text,
                                                    gsize                     text_length,
                                                    const char               *reasoning,
                                                    gsize                     reasoning_length);
void                troupe_ledger_thread_work      (TroupeLedgerThread       *self,
                                                    GTask                    *task,
                                                    TroupeLedgerWork          work);
void                troupe_ledger_thread_return_closed
                                                   (GTask                    *task);
gboolean            troupe_ledger_thread_stop      (TroupeLedgerThread       *self,
                                                    gint64                    timeout_us);

/* The ledger itself. */
struct _TroupeLedger
{
  GObject             parent_instance;

  /* Input */
  char               *path;
  char               *project;        /* (nullable) */
  gboolean            has_project;    /* somebody said which */

  /* Owned References */
  TroupeLedgerThread *thread;         /* (nullable): gone when closed */
  GHashTable         *streams;        /* (owned) (element-type TroupeMessage Stream) */
  GHashTable         *deleted;        /* (owned) ids that are purged at the end */
  GHashTable         *superseded;     /* (owned) ids of messages that were taken out of a conversation, and may come back */
  GHashTable         *locks;          /* (owned) (element-type utf8 TroupeRunLock): of the runs that are performed here */
  GError             *problem;        /* (owned) (nullable) */

  /* In Progress */
  gboolean            is_started;
  guint               lane;
  guint64             last_ms;
};

void                troupe_ledger_recorder_init    (TroupeRecorderInterface  *iface);
void                troupe_ledger_follow           (TroupeLedger             *self,
                                                    TroupeConversation       *conversation);
void                troupe_ledger_know_run         (TroupeRun                *run);
void                troupe_ledger_note_id          (TroupeLedger             *self,
                                                    gint64                    id);
void                troupe_ledger_stream_free      (gpointer                  data);
void                troupe_ledger_queue_write      (TroupeLedger             *self,
                                                    gboolean                  is_urgent,
                                                    TroupeLedgerWrite         func,
                                                    gpointer                  data,
                                                    GDestroyNotify            data_free);
void                troupe_ledger_queue_work       (TroupeLedger             *self,
                                                    GTask                    *task,
                                                    TroupeLedgerWork          work);

/* Rows: copies of what is in the model, safe on any thread. */
typedef struct _TroupeLedgerConversation TroupeLedgerConversation;
typedef struct _TroupeLedgerMessage      TroupeLedgerMessage;
typedef struct _TroupeLedgerEvent        TroupeLedgerEvent;

TroupeLedgerConversation *
                    troupe_ledger_conversation_new  (TroupeConversation       *conversation,
                                                    const char               *project);
void                troupe_ledger_conversation_free (TroupeLedgerConversation *self);
gboolean            troupe_ledger_conversation_write
                                                   (TroupeLedgerDb           *db,
                                                    gpointer                  row,
                                                    GError                  **error);
GPtrArray          *troupe_ledger_conversation_list (TroupeLedgerDb           *db,
                                                    const char               *project,
                                                    GError                  **error);
TroupeConversation *troupe_ledger_conversation_make (TroupeLedgerConversation *self);

TroupeLedgerMessage *
                    troupe_ledger_message_new      (TroupeMessage            *message,
                                                    gint64                    conversation_id);
void                troupe_ledger_message_free     (TroupeLedgerMessage      *self);
gboolean            troupe_ledger_message_write    (TroupeLedgerDb           *db,
                                                    gpointer                  row,
                                                    GError                  **error);
GPtrArray          *troupe_ledger_message_list     (TroupeLedgerDb           *db,
                                                    gint64                    conversation_id,
                                                    GError                  **error);
TroupeMessage      *troupe_ledger_message_make     (TroupeLedgerMessage      *self);

void                troupe_ledger_piece_free       (TroupeLedgerPiece        *self);
gboolean            troupe_ledger_piece_write      (TroupeLedgerDb           *db,
                                                    gpointer                  piece,
                                                    GError                  **error);

TroupeRunRecord    *troupe_ledger_run_find         (TroupeLedgerDb           *db,
                                                    const char               *id,
                                                    GError                  **error);

gboolean            troupe_ledger_event_is         (JsonNode                 *event,
                                                    const char               *name);
TroupeLedgerEvent  *troupe_ledger_event_new        (TroupeRun                *run,
                                                    JsonNode                 *event,
                                                    const char               *project,
                                                    gboolean                  has_state,
                                                    gboolean                  has_track);
void                troupe_ledger_event_free       (TroupeLedgerEvent        *self);
gboolean            troupe_ledger_event_write      (TroupeLedgerDb           *db,
                                                    gpointer                  row,
                                                    GError                  **error);

G_END_DECLS
