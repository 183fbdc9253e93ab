/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "troupe-editor-sections.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_SECTION_LIST (troupe_section_list_get_type ())
G_DECLARE_FINAL_TYPE (TroupeSectionList, troupe_section_list, TROUPE, SECTION_LIST, AdwBin)

void troupe_section_list_set_sections (TroupeSectionList         *self,
                                       const TroupeEditorSection *sections,
                                       guint                      n_sections);
void troupe_section_list_set_selected (TroupeSectionList         *self,
                                       const char                *id);
void troupe_section_list_set_problem  (TroupeSectionList         *self,
                                       const char                *id,
                                       const char                *problem);

G_END_DECLS
