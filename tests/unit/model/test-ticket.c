/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model-fixture.h"
#include "troupe-ticket.h"

static const char * const files[] = { "src/index.c", "src/index.h", NULL };

static const struct
{
  const char *property;
  const char *text;       /* for those that are text */
  gboolean is_strv;
  int number;             /* for the others */
} properties[] = {
  { "title", "Index" },
  { "description", "Make an index." },
  { "target-files", NULL, TRUE },
  { "context-files", NULL, TRUE },
  { "depends-on", NULL, TRUE },
  { "priority", NULL, FALSE, TROUPE_PRIORITY_HIGH },
  { "persona-id", "implementer" },
  { "step", NULL, FALSE, TRUE },
  { "max-retries", NULL, FALSE, 0 },
  { "verify", "make test" },
  { "acceptance", "It finds." },
};

static void
set (TroupeTicket *ticket,
     guint         i)
{
  if (properties[i].is_strv)
    g_object_set (ticket, properties[i].property, files, NULL);
  else if (properties[i].text != NULL)
    g_object_set (ticket, properties[i].property, properties[i].text, NULL);
  else
    g_object_set (ticket, properties[i].property, properties[i].number, NULL);
}

static void
test_defaults (void)
{
  g_autoptr(TroupeTicket) ticket = troupe_ticket_new ("T1");

  g_assert_cmpstr (troupe_ticket_get_id (ticket), ==, "T1");
  g_assert_cmpstr (troupe_ticket_get_title (ticket), ==, "");
  g_assert_cmpstr (troupe_ticket_get_verify (ticket), ==, "");
  g_assert_null (troupe_ticket_get_persona_id (ticket));
  g_assert_cmpint (troupe_ticket_get_priority (ticket), ==, TROUPE_PRIORITY_NORMAL);
  g_assert_cmpuint (troupe_ticket_get_max_retries (ticket), ==, 2);
  g_assert_false (troupe_ticket_get_step (ticket));
  g_assert_cmpuint (g_strv_length ((char **) troupe_ticket_get_depends_on (ticket)), ==, 0);
  g_assert_true (troupe_ai_settings_is_empty (troupe_ticket_get_overrides (ticket)));
}

/* Each property alone notifies once, makes two tickets differ, and is carried over by assign. */
static void
test_each_property (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    {
      g_autoptr(TroupeTicket) ticket = troupe_ticket_new ("T1");
      g_autoptr(TroupeTicket) other = troupe_ticket_new ("T1");
      g_autoptr(NotifyLog) log = notify_log_new (ticket);
      g_autoptr(NotifyLog) other_log = notify_log_new (other);
      g_auto(GValue) value = G_VALUE_INIT;

      g_test_message ("%s", properties[i].property);
      g_assert_true (troupe_ticket_equal (ticket, other));
      set (ticket, i);
      assert_notified (log, properties[i].property);
      set (ticket, i);
      assert_notified (log, "");
      g_assert_false (troupe_ticket_equal (ticket, other));

      troupe_ticket_assign (other, ticket);
      assert_notified (other_log, properties[i].property);
      g_assert_true (troupe_ticket_equal (ticket, other));
      troupe_ticket_assign (other, ticket);
      troupe_ticket_assign (other, other);
      assert_notified (other_log, "");

      g_object_get_property (G_OBJECT (other), properties[i].property, &value);
      if (properties[i].text != NULL)
        g_assert_cmpstr (g_value_get_string (&value), ==, properties[i].text);
      else if (properties[i].is_strv)
        g_assert_cmpstrv (g_value_get_boxed (&value), files);
    }
}

static void
test_copy (void)
{
  g_autoptr(TroupeTicket) ticket = troupe_ticket_new ("T1");
  g_autoptr(JsonObject) extra = parse_object ("{\"estimate\": 3}");
  TroupeTicket *copy;

  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    set (ticket, i);
  troupe_ticket_set_extra (ticket, extra);
  set_field (troupe_ticket_get_overrides (ticket), TROUPE_FIELD_TEMPERATURE, 0);

  copy = troupe_ticket_copy (ticket);
  g_assert_cmpstr (troupe_ticket_get_id (copy), ==, "T1");
  g_assert_true (troupe_ticket_equal (ticket, copy));
  g_assert_true (json_object_has_member (troupe_ticket_get_extra (copy), "estimate"));

  troupe_ticket_set_extra (copy, NULL);
  g_assert_false (troupe_ticket_equal (ticket, copy));
  troupe_ticket_assign (copy, ticket);
  g_assert_true (troupe_ticket_equal (ticket, copy));
  troupe_ai_settings_omit (troupe_ticket_get_overrides (copy), TROUPE_FIELD_TEMPERATURE);
  g_assert_false (troupe_ticket_equal (ticket, copy));

  g_assert_finalize_object (copy);
}

/* A list lent by a ticket can be given back to it, and nothing is an empty list. */
static void
test_lists (void)
{
  g_autoptr(TroupeTicket) ticket = troupe_ticket_new ("T1");
  g_autoptr(NotifyLog) log = notify_log_new (ticket);

  troupe_ticket_set_target_files (ticket, files);
  assert_notified (log, "target-files");
  troupe_ticket_set_target_files (ticket, troupe_ticket_get_target_files (ticket) + 1);
  assert_notified (log, "target-files");
  g_assert_cmpstrv (troupe_ticket_get_target_files (ticket), files + 1);
  troupe_ticket_set_target_files (ticket, NULL);
  assert_notified (log, "target-files");
  g_assert_nonnull (troupe_ticket_get_target_files (ticket));
  g_assert_null (troupe_ticket_get_target_files (ticket)[0]);
  troupe_ticket_set_target_files (ticket, NULL);
  assert_notified (log, "");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/ticket/defaults", test_defaults);
  g_test_add_func ("/model/ticket/notifies-once-per-change", test_each_property);
  g_test_add_func ("/model/ticket/copy-keeps-unknown-members", test_copy);
  g_test_add_func ("/model/ticket/lists-can-be-given-back", test_lists);

  return g_test_run ();
}
