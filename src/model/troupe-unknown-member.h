/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-track.h"

G_BEGIN_DECLS

typedef struct
{
  char *pointer;   /* (owned): a JSON Pointer into the track's file */
  char *message;   /* (owned): one sentence for people */
} TroupeUnknownMember;

GPtrArray  *troupe_unknown_member_list_all (TroupeTrack *track);
const char *troupe_field_find_nearest      (const char  *name);

G_END_DECLS
