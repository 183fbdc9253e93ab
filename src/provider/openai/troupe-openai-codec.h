/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-provider-config.h"
#include "troupe-request.h"

G_BEGIN_DECLS

char  *troupe_openai_codec_write_request (TroupeRequest         *request,
                                          TroupeProviderConfig  *config,
                                          gsize                 *length);
char **troupe_openai_codec_read_models   (const char            *text,
                                          gsize                  length,
                                          GError               **error);
char  *troupe_openai_codec_join_url      (const char            *base_url,
                                          const char            *path);

G_END_DECLS
