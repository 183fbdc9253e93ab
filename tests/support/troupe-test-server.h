/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TROUPE_TYPE_TEST_SERVER (troupe_test_server_get_type ())

G_DECLARE_FINAL_TYPE (TroupeTestServer, troupe_test_server, TROUPE, TEST_SERVER, GObject)

TroupeTestServer   *troupe_test_server_new             (void);
TroupeTestServer   *troupe_test_server_new_tls         (GTlsCertificate   *certificate);
const char         *troupe_test_server_get_base_url    (TroupeTestServer  *self);
guint               troupe_test_server_get_port        (TroupeTestServer  *self);

const char * const *troupe_test_server_list_scripts    (void);
gboolean            troupe_test_server_set_script      (TroupeTestServer  *self,
                                                        const char        *names);
void                troupe_test_server_set_text        (TroupeTestServer  *self,
                                                        const char        *text);
void                troupe_test_server_set_delay       (TroupeTestServer  *self,
                                                        guint              delay_ms);
void                troupe_test_server_set_piece_size  (TroupeTestServer  *self,
                                                        guint              size);
void                troupe_test_server_set_location    (TroupeTestServer  *self,
                                                        const char        *url);

guint               troupe_test_server_get_n_requests  (TroupeTestServer  *self);
const char         *troupe_test_server_get_method      (TroupeTestServer  *self,
                                                        guint              index);
const char         *troupe_test_server_get_path        (TroupeTestServer  *self,
                                                        guint              index);
const char         *troupe_test_server_get_body        (TroupeTestServer  *self,
                                                        guint              index);
const char         *troupe_test_server_get_header      (TroupeTestServer  *self,
                                                        guint              index,
                                                        const char        *name);
guint               troupe_test_server_get_client_port (TroupeTestServer  *self,
                                                        guint              index);
guint               troupe_test_server_get_n_active    (TroupeTestServer  *self);
guint               troupe_test_server_get_n_cut_off   (TroupeTestServer  *self);

G_END_DECLS
