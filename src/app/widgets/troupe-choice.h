/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TROUPE_TYPE_CHOICE (troupe_choice_get_type ())
#define TROUPE_TYPE_CHOICE_BUTTON (troupe_choice_button_get_type ())
G_DECLARE_FINAL_TYPE (TroupeChoice, troupe_choice, TROUPE, CHOICE, GObject)
G_DECLARE_FINAL_TYPE (TroupeChoiceButton, troupe_choice_button, TROUPE, CHOICE_BUTTON, GtkWidget)

TroupeChoice *troupe_choice_new               (const char         *id,
                                               const char         *label);
const char   *troupe_choice_get_id            (TroupeChoice       *self);
const char   *troupe_choice_get_label         (TroupeChoice       *self);

GtkWidget    *troupe_choice_button_new        (const char         *label);
void          troupe_choice_button_set_label  (TroupeChoiceButton *self,
                                               const char         *label);
void          troupe_choice_button_set_choices
                                              (TroupeChoiceButton *self,
                                               GPtrArray          *choices);
const char   *troupe_choice_button_get_chosen (TroupeChoiceButton *self);
void          troupe_choice_button_set_chosen (TroupeChoiceButton *self,
                                               const char         *id,
                                               const char         *missing_label);

G_END_DECLS
