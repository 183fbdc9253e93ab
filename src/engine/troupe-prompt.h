/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-resolver.h"

G_BEGIN_DECLS

typedef struct _TroupePrompt TroupePrompt;

typedef struct
{
  const char *name;
  const char *title;
  const char *origin;
  const char *text;
} TroupePromptSection;

#define TROUPE_TYPE_PROMPT (troupe_prompt_get_type ())

GType                      troupe_prompt_get_type       (void) G_GNUC_CONST;
TroupePrompt              *troupe_prompt_compose        (TroupeResolver *resolver,
                                                         TroupeCatalog  *catalog,
                                                         TroupeTier      tier,
                                                         TroupeTrack    *track,
                                                         TroupeTicket   *ticket);
gboolean                   troupe_prompt_check          (TroupeResolver  *resolver,
                                                         TroupeCatalog   *catalog,
                                                         GError         **error);
TroupePrompt              *troupe_prompt_ref            (TroupePrompt   *self);
void                       troupe_prompt_unref          (TroupePrompt   *self);
guint                      troupe_prompt_get_n_sections (TroupePrompt   *self);
const TroupePromptSection *troupe_prompt_get_section    (TroupePrompt   *self,
                                                         guint           index);
const char                *troupe_prompt_get_text       (TroupePrompt   *self);
guint                      troupe_prompt_estimate_tokens
                                                        (const char     *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupePrompt, troupe_prompt_unref)

G_END_DECLS
