/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "troupe-name-row.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_NAME_LIST (troupe_name_list_get_type ())
G_DECLARE_FINAL_TYPE (TroupeNameList, troupe_name_list, TROUPE, NAME_LIST, AdwPreferencesGroup)

typedef TroupeNameRow *(*TroupeNameListCreate) (TroupeNameList *list,
                                                const char     *name,
                                                gpointer        user_data);

GtkWidget     *troupe_name_list_new       (const char           *title,
                                           const char           *add_title);
void           troupe_name_list_set_names (TroupeNameList       *self,
                                           const char * const   *names,
                                           gboolean              keep_others,
                                           TroupeNameListCreate  create,
                                           gpointer              user_data);
TroupeNameRow *troupe_name_list_get_row   (TroupeNameList       *self,
                                           guint                 index);
TroupeNameRow *troupe_name_list_find_row  (TroupeNameList       *self,
                                           const char           *name);

G_END_DECLS
