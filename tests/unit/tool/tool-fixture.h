/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-tool.h"

G_BEGIN_DECLS

typedef struct
{
  char  *base;      /* a folder of its own */
  char  *root;      /* the project inside of it */
  GFile *project;
} ToolFixture;

void  tool_fixture_set_up    (ToolFixture       *fixture,
                              gconstpointer      data);
void  tool_fixture_tear_down (ToolFixture       *fixture,
                              gconstpointer      data);
void  tool_fixture_write     (ToolFixture       *fixture,
                              const char        *path,
                              const char        *text);
void  tool_fixture_write_bytes
                             (ToolFixture       *fixture,
                              const char        *path,
                              const char        *bytes,
                              gssize             length);
void  tool_fixture_link      (ToolFixture       *fixture,
                              const char        *path,
                              const char        *target);
char *tool_fixture_call      (ToolFixture       *fixture,
                              const char        *tool,
                              const char        *arguments,
                              const TroupeToolLimits *limits,
                              GError           **error);
void  remove_tree            (const char        *path);

G_END_DECLS
