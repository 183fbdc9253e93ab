/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-policy.h"
#include "troupe-request.h"
#include "troupe-resolver.h"
#include "troupe-ticket.h"
#include "troupe-tool.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_TOOLKIT (troupe_toolkit_get_type ())

G_DECLARE_FINAL_TYPE (TroupeToolkit, troupe_toolkit, TROUPE, TOOLKIT, GObject)

TroupeToolkit     *troupe_toolkit_new         (TroupeResolver   *resolver,
                                               TroupeCatalog    *catalog,
                                               TroupeTier        tier,
                                               TroupeTicket     *ticket,
                                               GFile            *project,
                                               TroupePermission  ceiling);
guint              troupe_toolkit_get_n_tools (TroupeToolkit    *self);
TroupeTool        *troupe_toolkit_get_tool    (TroupeToolkit    *self,
                                               guint             index);
TroupeTool        *troupe_toolkit_find        (TroupeToolkit    *self,
                                               const char       *name);
TroupeToolContext *troupe_toolkit_get_context (TroupeToolkit    *self);
TroupeDecision     troupe_toolkit_decide      (TroupeToolkit    *self,
                                               TroupeTool       *tool,
                                               gboolean          is_behind_floor);
void               troupe_toolkit_offer       (TroupeToolkit    *self,
                                               TroupeRequest    *talk);

G_END_DECLS
