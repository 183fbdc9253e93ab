/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <signal.h>
#include <unistd.h>

#include "troupe-cli-command.h"
#include "troupe-cli-interrupt.h"
#include "troupe-cli-options.h"

/* What the engine remarks by the way, the commands say themselves, in words of theirs. */
static GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         user_data)
{
  if ((level & G_LOG_LEVEL_MESSAGE) != 0)
    return G_LOG_WRITER_HANDLED;

  return g_log_writer_default (level, fields, n_fields, user_data);
}

static gboolean
parse_global (TroupeCliContext   *context,
              char             ***arguments,
              GError            **error)
{
  g_autofree GOptionEntry *global = troupe_cli_options_global (context);
  g_autoptr(GOptionContext) options = g_option_context_new (_("COMMAND …"));
  g_autofree char *commands = troupe_cli_command_list ();
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, &context->wants_version, N_("Say which version this is"), NULL },
    { NULL },
  };

  g_option_context_set_strict_posix (options, TRUE);
  g_option_context_set_summary (options, _("Direct a cast of AI personas without a window."));
  g_option_context_set_description (options, commands);
  g_option_context_set_translation_domain (options, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (options, global, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (options, entries, GETTEXT_PACKAGE);

  return g_option_context_parse_strv (options, arguments, error);
}

/* @arguments has the program's name first. */
static TroupeCliStatus
run (TroupeCliContext  *context,
     char             **arguments)
{
  const TroupeCliCommand *command;
  g_autoptr(GError) error = NULL;

  if (arguments[1] == NULL)
    {
      troupe_cli_fail_usage (&error, _("What is to be done? Name a command."));
      return troupe_cli_context_fail (context, error);
    }

  command = troupe_cli_command_find (arguments[1]);
  if (command == NULL)
    {
      g_autofree char *name = g_utf8_make_valid (arguments[1], -1);

      troupe_cli_fail_usage (&error, _("There is no command “%s”."), name);
      return troupe_cli_context_fail (context, error);
    }

  context->command = command->name;
  return command->run (context, arguments + 1);
}

/* The work is done or was stopped; what is left is to say that nobody heard of it. */
static int
end (TroupeCliPrinter *printer,
     TroupeCliStatus   status)
{
  int write_errno = troupe_cli_printer_get_errno (printer);

  if (write_errno == 0)
    return status;

  if (write_errno == EPIPE)
    {
      /* As with any program whose reader had enough. */
      signal (SIGPIPE, SIG_DFL);
      raise (SIGPIPE);
    }

  /* Translators: the reason, such as “No space left on device” */
  troupe_cli_printer_note (printer, _("Standard output could not be written: %s."), g_strerror (write_errno));
  return status == TROUPE_CLI_STATUS_DONE || status == TROUPE_CLI_STATUS_INTERRUPTED
         ? TROUPE_CLI_STATUS_FAILED : status;
}

int
main (int    argc,
      char **argv)
{
  TroupeCliContext context = { NULL };
  g_auto(GStrv) arguments = g_strdupv (argv);
  g_autoptr(TroupeCliPrinter) printer = NULL;
  g_autoptr(GError) error = NULL;
  TroupeCliStatus status = TROUPE_CLI_STATUS_DONE;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, TROUPE_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  signal (SIGPIPE, SIG_IGN);
  g_log_writer_default_set_use_stderr (TRUE);
  g_log_set_writer_func (write_log, NULL, NULL);
  g_set_prgname ("troupectl");
  g_set_application_name ("troupectl");

  printer = troupe_cli_printer_new ();
  context.printer = printer;
  context.interrupt = troupe_cli_interrupt_install ();

  if (!parse_global (&context, &arguments, &error))
    status = troupe_cli_context_fail (&context, error);
  else if (context.wants_version)
    troupe_cli_printer_line (printer, TROUPE_CLI_STYLE_PLAIN, "troupectl %s", TROUPE_VERSION);
  else
    status = run (&context, arguments);

  troupe_cli_context_clear (&context);
  return end (printer, status);
}
