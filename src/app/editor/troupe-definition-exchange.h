/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "troupe-definition.h"

G_BEGIN_DECLS

void              troupe_definition_export_async  (TroupeDefinition     *definition,
                                                   GFile                *file,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean          troupe_definition_export_finish (GFile                *file,
                                                   GAsyncResult         *result,
                                                   GError              **error);
void              troupe_definition_import_async  (TroupeKind            kind,
                                                   GFile                *file,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
TroupeDefinition *troupe_definition_import_finish (GFile                *file,
                                                   GAsyncResult         *result,
                                                   GError              **error);

G_END_DECLS
