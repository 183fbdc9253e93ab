/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-workspace.h"

G_BEGIN_DECLS

const char *troupe_setting_get_title       (TroupeField       field);
const char *troupe_setting_effort_title    (const char       *effort);
char       *troupe_setting_provider_title  (TroupeWorkspace  *workspace,
                                            const char       *id);
char       *troupe_setting_format          (TroupeWorkspace  *workspace,
                                            TroupeField       field,
                                            TroupeFieldState  state,
                                            const GValue     *value);
char       *troupe_setting_format_number   (TroupeField       field,
                                            double            value);
char       *troupe_setting_describe_layer  (TroupeLayer       layer,
                                            const char       *origin);
char       *troupe_setting_describe_origin (TroupeWorkspace  *workspace,
                                            TroupeLayer       layer,
                                            const char       *origin);
char       *troupe_setting_caption         (TroupeWorkspace  *workspace,
                                            TroupeLayer       layer,
                                            const char       *origin);

G_END_DECLS
