/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-provider.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_FAKE_PROVIDER (troupe_fake_provider_get_type ())

G_DECLARE_FINAL_TYPE (TroupeFakeProvider, troupe_fake_provider, TROUPE, FAKE_PROVIDER, TroupeProvider)

TroupeFakeProvider *troupe_fake_provider_new              (const char         *id);
void                troupe_fake_provider_push             (TroupeFakeProvider *self,
                                                           const char         *script);
void                troupe_fake_provider_set_script       (TroupeFakeProvider *self,
                                                           const char         *question,
                                                           const char         *script);
void                troupe_fake_provider_set_forgetful    (TroupeFakeProvider *self);
guint               troupe_fake_provider_get_n_requests   (TroupeFakeProvider *self);
TroupeRequest      *troupe_fake_provider_get_request      (TroupeFakeProvider *self,
                                                           guint               index);
guint               troupe_fake_provider_get_n_active     (TroupeFakeProvider *self);
guint               troupe_fake_provider_get_n_active_max (TroupeFakeProvider *self);
guint               troupe_fake_provider_get_n_held       (TroupeFakeProvider *self);
void                troupe_fake_provider_wait_held        (TroupeFakeProvider *self,
                                                           guint               n_held);
void                troupe_fake_provider_release          (TroupeFakeProvider *self);

G_END_DECLS
