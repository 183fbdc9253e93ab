/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "troupe-definition.h"

G_BEGIN_DECLS

void troupe_compare_dialog_present (GtkWindow        *parent,
                                    TroupeDefinition *theirs,
                                    TroupeDefinition *mine);

G_END_DECLS
