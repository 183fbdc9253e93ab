/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-catalog.h"
#include "troupe-model-list.h"
#include "troupe-persona.h"
#include "troupe-ticket.h"
#include "troupe-track.h"

G_BEGIN_DECLS

typedef enum
{
  TROUPE_LAYER_BUILT_IN,
  TROUPE_LAYER_USER,
  TROUPE_LAYER_PROJECT,
  TROUPE_LAYER_PRESET,
  TROUPE_LAYER_PERSONA,
  TROUPE_LAYER_PERSONA_TIER,
  TROUPE_LAYER_TRACK_TIER,
  TROUPE_LAYER_TICKET,
  TROUPE_LAYER_SESSION,
} TroupeLayer;

#define TROUPE_N_LAYERS 9

typedef struct
{
  TroupeLayer       layer;
  char             *origin;
  TroupeFieldState  state;
  GValue            value;
} TroupeStatement;

void              troupe_statement_free              (TroupeStatement   *self);

#define TROUPE_TYPE_RESOLVER (troupe_resolver_get_type ())

G_DECLARE_FINAL_TYPE (TroupeResolver, troupe_resolver, TROUPE, RESOLVER, GObject)

TroupeResolver   *troupe_resolver_new                (TroupeCatalog     *catalog);

TroupePersona    *troupe_resolver_get_persona        (TroupeResolver    *self);
TroupeAiSettings *troupe_resolver_select_persona     (TroupeResolver    *self,
                                                      TroupePersona     *persona);
void              troupe_resolver_set_cast           (TroupeResolver    *self,
                                                      TroupePersona     *persona,
                                                      TroupeTier         tier,
                                                      TroupeTrack       *track,
                                                      TroupeTicket      *ticket);
void              troupe_resolver_set_layer          (TroupeResolver    *self,
                                                      TroupeLayer        layer,
                                                      const char        *origin,
                                                      TroupeAiSettings  *settings);

TroupeAiSettings *troupe_resolver_get_session        (TroupeResolver    *self);
void              troupe_resolver_set_session        (TroupeResolver    *self,
                                                      TroupeAiSettings  *session);
gboolean          troupe_resolver_override           (TroupeResolver    *self,
                                                      TroupeField        field,
                                                      const GValue      *value,
                                                      GError           **error);
void              troupe_resolver_override_omit      (TroupeResolver    *self,
                                                      TroupeField        field);
void              troupe_resolver_reset              (TroupeResolver    *self,
                                                      TroupeField        field);
void              troupe_resolver_revert_all         (TroupeResolver    *self);
gboolean          troupe_resolver_is_overridden      (TroupeResolver    *self,
                                                      TroupeField        field);
guint             troupe_resolver_get_n_overrides    (TroupeResolver    *self);

gboolean          troupe_resolver_get_locked         (TroupeResolver    *self,
                                                      TroupeField        field);
void              troupe_resolver_set_locked         (TroupeResolver    *self,
                                                      TroupeField        field,
                                                      gboolean           locked);

TroupeFieldState  troupe_resolver_get_state          (TroupeResolver    *self,
                                                      TroupeField        field);
const GValue     *troupe_resolver_get_value          (TroupeResolver    *self,
                                                      TroupeField        field);
const char       *troupe_resolver_get_origin         (TroupeResolver    *self,
                                                      TroupeField        field);
TroupeLayer       troupe_resolver_get_origin_layer   (TroupeResolver    *self,
                                                      TroupeField        field);
GPtrArray        *troupe_resolver_list_shadowed      (TroupeResolver    *self,
                                                      TroupeField        field);
gboolean          troupe_statement_is_sent_too       (const TroupeStatement *self,
                                                      TroupeField        field);
TroupeStatement  *troupe_resolver_dup_inherited      (TroupeResolver    *self,
                                                      TroupeField        field,
                                                      TroupeLayer        layer,
                                                      gboolean           is_entry);
const TroupeStatement *
                  troupe_resolver_peek_below_session (TroupeResolver    *self,
                                                      TroupeField        field);

guint             troupe_resolver_get_model_index    (TroupeResolver    *self);
void              troupe_resolver_set_model_index    (TroupeResolver    *self,
                                                      guint              index);
guint             troupe_resolver_get_n_models       (TroupeResolver    *self);
const char       *troupe_resolver_get_model          (TroupeResolver    *self);
const char       *troupe_resolver_get_model_provider (TroupeResolver    *self);
void              troupe_resolver_override_model     (TroupeResolver    *self,
                                                      const char        *model);

const char       *troupe_resolver_get_string         (TroupeResolver    *self,
                                                      TroupeField        field);
TroupeAiSettings *troupe_resolver_snapshot           (TroupeResolver    *self);

GPtrArray        *troupe_resolver_list_claims        (TroupeCatalog     *catalog,
                                                      TroupeTier         tier);
TroupePersona    *troupe_resolver_find_cast          (TroupeCatalog     *catalog,
                                                      TroupeTrack       *track,
                                                      TroupeTicket      *ticket,
                                                      TroupeTier         tier,
                                                      const char        *last_resort_id,
                                                      GError           **error);
gboolean          troupe_resolver_is_cast            (TroupeCatalog     *catalog,
                                                      TroupeTrack       *track,
                                                      TroupeTier         tier);
gboolean          troupe_resolver_check_tiers        (TroupeCatalog     *catalog,
                                                      TroupeTrack       *track,
                                                      TroupeTier        *tier,
                                                      GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeStatement, troupe_statement_free)

G_END_DECLS
