/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "troupe-layer-source.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_LAYER_ROW (troupe_layer_row_get_type ())
G_DECLARE_DERIVABLE_TYPE (TroupeLayerRow, troupe_layer_row, TROUPE, LAYER_ROW, AdwActionRow)

/**
 * TroupeLayerRowClass:
 * @load: (nullable): the row has another source, or its choices are others
 * @show: shows what the layer states; the value is %NULL unless it is set
 * @begin: (nullable): states a value, which the person has just asked for
 * @get_control: (nullable): the widget in which a value is given; %NULL from it is the row
 */
struct _TroupeLayerRowClass
{
  AdwActionRowClass parent_class;

  void (*load)  (TroupeLayerRow   *self);
  void (*show)  (TroupeLayerRow   *self,
                 TroupeFieldState  state,
                 const GValue     *value);
  void (*begin) (TroupeLayerRow   *self,
                 TroupeAiSettings *settings);

  GtkWidget *(*get_control) (TroupeLayerRow *self);
};

TroupeField       troupe_layer_row_get_field     (TroupeLayerRow          *self);
TroupeWorkspace  *troupe_layer_row_get_workspace (TroupeLayerRow          *self);
TroupeAiSettings *troupe_layer_row_get_settings  (TroupeLayerRow          *self);
TroupeResolver   *troupe_layer_row_get_resolver  (TroupeLayerRow          *self);
TroupeStatement  *troupe_layer_row_dup_inherited (TroupeLayerRow          *self);
const char       *troupe_layer_row_get_problem   (TroupeLayerRow          *self);

void              troupe_layer_row_set_source    (TroupeLayerRow          *self,
                                                  const TroupeLayerSource *source);
void              troupe_layer_row_add_mode      (TroupeLayerRow          *self);
void              troupe_layer_row_set_warning   (TroupeLayerRow          *self,
                                                  const char              *warning);
void              troupe_layer_row_set_problem   (TroupeLayerRow          *self,
                                                  const char              *problem);
void              troupe_layer_row_refresh       (TroupeLayerRow          *self);
void              troupe_layer_row_show_problem  (TroupeLayerRow          *self);

G_END_DECLS
