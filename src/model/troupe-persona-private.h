/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-persona.h"

G_BEGIN_DECLS

gboolean troupe_persona_is_being_assigned (TroupePersona *self);

G_END_DECLS
