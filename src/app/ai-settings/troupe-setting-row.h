/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "troupe-workspace.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_SETTING_ROW (troupe_setting_row_get_type ())
G_DECLARE_DERIVABLE_TYPE (TroupeSettingRow, troupe_setting_row, TROUPE, SETTING_ROW, AdwPreferencesRow)

struct _TroupeSettingRowClass
{
  AdwPreferencesRowClass parent_class;

  void (*show_value)     (TroupeSettingRow *self,
                          TroupeFieldState  state,
                          const GValue     *value);
  void (*source_changed) (TroupeSettingRow *self);
  const char *
       (*get_note)       (TroupeSettingRow *self);
};

TroupeField      troupe_setting_row_get_field     (TroupeSettingRow *self);

TroupeWorkspace *troupe_setting_row_get_workspace (TroupeSettingRow *self);
TroupeResolver  *troupe_setting_row_get_resolver  (TroupeSettingRow *self);
void             troupe_setting_row_set_source    (TroupeSettingRow *self,
                                                   TroupeWorkspace  *workspace,
                                                   TroupeResolver   *resolver);

void             troupe_setting_row_set_control   (TroupeSettingRow *self,
                                                   GtkWidget        *control);
void             troupe_setting_row_set_extra     (TroupeSettingRow *self,
                                                   GtkWidget        *extra);

void             troupe_setting_row_refresh       (TroupeSettingRow *self);
gboolean         troupe_setting_row_is_showing    (TroupeSettingRow *self);

void             troupe_setting_row_override      (TroupeSettingRow *self,
                                                   const GValue     *value);
void             troupe_setting_row_omit          (TroupeSettingRow *self);
void             troupe_setting_row_reset         (TroupeSettingRow *self);
void             troupe_setting_row_set_locked    (TroupeSettingRow *self,
                                                   gboolean         is_locked);
void             troupe_setting_row_show_origin   (TroupeSettingRow *self);

G_END_DECLS
