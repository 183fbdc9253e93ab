/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <stdlib.h>
#include <time.h>

#include "troupe-persona-line.h"
#include "troupe-persona-selector.h"

/*
 * The persona selector with 10,000 and 100,000 personas: opening its list, and typing in its search. The floor is a popover that does it
 * the textbook way, with GtkStringFilter and GtkStringSorter over the same personas and the same rows, used by turns.
 *
 * "key" is the CPU time until a keystroke is taken in, "worst" that of the longest turn of the main loop until all is found, when nothing
 * else can happen; "painted" is the time from the keystroke to the first frame drawn after it, "all" that until all is found. All are
 * medians in ms.
 *
 * Usage: bench-list [PERSONAS...]
 */

#define N_OPENINGS  7
#define N_ROUNDS    3

static const char * const keystrokes[] = { "r", "re", "rev", "revi", "revie", "review", "review 7", "review 77", "review 7", "review", "rev", "r", "" };

#define N_KEYS      (G_N_ELEMENTS (keystrokes) * N_ROUNDS)

/* One of the two that are compared. */
typedef struct
{
  GtkWidget          *popover;
  GtkEditable        *entry;
  GtkFilterListModel *filtered;

  double              first_open;
  double              open[N_OPENINGS];
  double              key[N_KEYS];
  double              painted[N_KEYS];
  double              worst[N_KEYS];
  double              all[N_KEYS];
  guint               n_keys;
} Side;

static gint64 painted_us;      /* when the last frame was drawn */
static gboolean is_taken_in;   /* the keystroke has come to whoever searches */

static void
after_paint_cb (void)
{
  painted_us = g_get_monotonic_time ();
}

static void
search_changed_cb (void)
{
  is_taken_in = TRUE;
}

static GListModel *
make_personas (guint n_personas)
{
  static const char * const trades[] = { "Reviewer", "Tester", "Writer", "Architect", "Translator", "Planner", "Prompter" };
  static const char * const ways[] = { "Careful", "Quick", "Stern", "Cheerful", "Patient" };
  GListStore *store = g_list_store_new (TROUPE_TYPE_PERSONA);
  g_autoptr(GPtrArray) personas = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_personas; i++)
    {
      const char *way = ways[i * 7919 % G_N_ELEMENTS (ways)];
      const char *trade = trades[i * 104729 % G_N_ELEMENTS (trades)];
      g_autofree char *id = g_strdup_printf ("persona-%06u", i);
      g_autofree char *name = g_strdup_printf ("Persona %06u, %s %s", i, way, trade);
      g_autofree char *description = g_strdup_printf ("Number %u of those who do things in a %s way", i, way);
      TroupePersona *persona = troupe_persona_new (id);

      troupe_definition_set_name (TROUPE_DEFINITION (persona), name);
      troupe_definition_set_description (TROUPE_DEFINITION (persona), description);
      g_ptr_array_add (personas, persona);
    }
  g_list_store_splice (store, 0, 0, personas->pdata, n_personas);

  return G_LIST_MODEL (store);
}

static GtkWidget *
find_widget (GtkWidget *within,
             GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (within, type))
    return within;

  for (GtkWidget *child = gtk_widget_get_first_child (within); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* The plain popover */

static void
plain_search_cb (GtkSearchEntry  *entry,
                 GtkStringFilter *filter)
{
  gtk_string_filter_set_search (filter, gtk_editable_get_text (GTK_EDITABLE (entry)));
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  gtk_list_item_set_child (item, troupe_persona_line_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  troupe_persona_line_set_persona (TROUPE_PERSONA_LINE (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static GtkWidget *
make_plain (GListModel *personas)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *entry = gtk_search_entry_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkStringFilter *filter = gtk_string_filter_new (gtk_property_expression_new (TROUPE_TYPE_DEFINITION, NULL, "name"));
  GtkStringSorter *sorter = gtk_string_sorter_new (gtk_property_expression_new (TROUPE_TYPE_DEFINITION, NULL, "name"));
  GtkFilterListModel *filtered = gtk_filter_list_model_new (g_object_ref (personas), GTK_FILTER (filter));
  GtkSortListModel *sorted = gtk_sort_list_model_new (G_LIST_MODEL (filtered), GTK_SORTER (sorter));
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkSingleSelection *selection = gtk_single_selection_new (G_LIST_MODEL (sorted));

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_search_entry_set_search_delay (GTK_SEARCH_ENTRY (entry), 0);
  g_signal_connect_object (entry, "search-changed", G_CALLBACK (plain_search_cb), filter, 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 320);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller),
                                 gtk_list_view_new (GTK_SELECTION_MODEL (selection), factory));
  gtk_widget_set_size_request (box, 306, -1);
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_popover_set_child (GTK_POPOVER (popover), box);

  return popover;
}

/* What is timed */

static void
take_apart (Side      *side,
            GtkWidget *popover)
{
  GtkListView *list = GTK_LIST_VIEW (find_widget (popover, GTK_TYPE_LIST_VIEW));
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (list));

  side->popover = popover;
  side->entry = GTK_EDITABLE (find_widget (popover, GTK_TYPE_SEARCH_ENTRY));
  g_signal_connect (side->entry, "search-changed", G_CALLBACK (search_changed_cb), NULL);
  while (!GTK_IS_FILTER_LIST_MODEL (model))
    model = GTK_IS_SINGLE_SELECTION (model) ? gtk_single_selection_get_model (GTK_SINGLE_SELECTION (model))
                                            : gtk_sort_list_model_get_model (GTK_SORT_LIST_MODEL (model));
  side->filtered = GTK_FILTER_LIST_MODEL (model);
}

static void
settle (guint ms)
{
  gint64 end_us = g_get_monotonic_time () + ms * 1000;

  while (g_get_monotonic_time () < end_us || g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
}

/* What this thread has had of a core: others at work do not count. */
static gint64
get_cpu_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static double
open_list (GtkWidget *button,
           Side      *side)
{
  gint64 begin_us = g_get_monotonic_time ();
  gint64 mapped_us = 0;

  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  for (;;)
    {
      GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));

      if (mapped_us == 0 && popover != NULL && gtk_widget_get_mapped (popover))
        mapped_us = g_get_monotonic_time ();
      if (mapped_us != 0 && painted_us > mapped_us)
        break;
      g_main_context_iteration (NULL, TRUE);
    }

  return (double) (painted_us - begin_us) / 1000;
}

static void
close_list (GtkWidget *button)
{
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));

  gtk_popover_popdown (GTK_POPOVER (popover));
  while (gtk_widget_get_mapped (popover))
    g_main_context_iteration (NULL, TRUE);
  settle (150);
}

static void
type (Side       *side,
      const char *text)
{
  gint64 begin_us, cpu_us, first_us = 0, worst_us, key_us;

  settle (20);
  begin_us = g_get_monotonic_time ();
  cpu_us = get_cpu_us ();
  is_taken_in = FALSE;
  gtk_editable_set_text (side->entry, text);
  key_us = get_cpu_us () - cpu_us;
  worst_us = key_us;

  while (!is_taken_in || first_us == 0 || gtk_filter_list_model_get_pending (side->filtered) > 0)
    {
      gint64 turn_us = get_cpu_us ();
      gboolean before = is_taken_in;

      g_main_context_iteration (NULL, FALSE);
      turn_us = get_cpu_us () - turn_us;
      worst_us = MAX (worst_us, turn_us);
      if (!before && is_taken_in)
        key_us += turn_us;
      if (is_taken_in && first_us == 0 && painted_us > begin_us)
        first_us = painted_us;
    }

  side->key[side->n_keys] = (double) key_us / 1000;
  side->painted[side->n_keys] = (double) (first_us - begin_us) / 1000;
  side->worst[side->n_keys] = (double) worst_us / 1000;
  side->all[side->n_keys] = (double) (g_get_monotonic_time () - begin_us) / 1000;
  side->n_keys++;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
get_median (double *values,
            guint   n_values)
{
  qsort (values, n_values, sizeof *values, compare);

  return values[n_values / 2];
}

static void
report (guint       n_personas,
        const char *what,
        Side       *side,
        double      floor)
{
  g_print ("%9u %-9s %8.1f %8.1f %8.1f %9.2f %8.1f %8.1f %8.1f\n", n_personas, what, side->first_open,
           get_median (side->open, N_OPENINGS), get_median (side->key, side->n_keys),
           get_median (side->key, side->n_keys) / floor, get_median (side->painted, side->n_keys),
           get_median (side->worst, side->n_keys), get_median (side->all, side->n_keys));
}

static void
run (guint n_personas)
{
  GListModel *personas = make_personas (n_personas);
  g_autoptr(TroupePersona) current = g_list_model_get_item (personas, n_personas / 2);
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *selector = troupe_persona_selector_new ();
  GtkWidget *buttons[2];
  Side sides[2] = { 0 };

  troupe_persona_selector_set_model (TROUPE_PERSONA_SELECTOR (selector), personas);
  troupe_persona_selector_set_persona (TROUPE_PERSONA_SELECTOR (selector), current);
  buttons[0] = find_widget (selector, GTK_TYPE_MENU_BUTTON);
  buttons[1] = gtk_menu_button_new ();
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (buttons[1]), make_plain (personas));

  gtk_box_append (GTK_BOX (box), selector);
  gtk_box_append (GTK_BOX (box), buttons[1]);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_default_size (GTK_WINDOW (window), 400, 700);
  gtk_window_present (GTK_WINDOW (window));
  g_signal_connect (gdk_surface_get_frame_clock (gtk_native_get_surface (GTK_NATIVE (window))), "after-paint",
                    G_CALLBACK (after_paint_cb), NULL);
  settle (300);

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      sides[i].first_open = open_list (buttons[i], &sides[i]);
      settle (300);
      take_apart (&sides[i], GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (buttons[i]))));
      close_list (buttons[i]);
    }
  for (guint opening = 0; opening < N_OPENINGS; opening++)
    for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
      {
        sides[i].open[opening] = open_list (buttons[i], &sides[i]);
        settle (300);
        close_list (buttons[i]);
      }
  for (guint round = 0; round < N_ROUNDS; round++)
    for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
      {
        open_list (buttons[i], &sides[i]);
        settle (300);
        for (guint key = 0; key < G_N_ELEMENTS (keystrokes); key++)
          type (&sides[i], keystrokes[key]);
        close_list (buttons[i]);
      }

  report (n_personas, "troupe", &sides[0], get_median (sides[1].key, sides[1].n_keys));
  report (n_personas, "plain", &sides[1], get_median (sides[1].key, sides[1].n_keys));

  gtk_window_destroy (GTK_WINDOW (window));
  settle (50);
  g_object_unref (personas);
}

int
main (int    argc,
      char **argv)
{
  if (!gtk_init_check ())
    {
      g_printerr ("There is no display; build-aux/in-session.sh gives one.\n");
      return EXIT_FAILURE;
    }
  adw_init ();

  g_print ("%9s %-9s %8s %8s %8s %9s %8s %8s %8s\n", "personas", "", "1st open", "open", "key", "/ plain", "painted", "worst", "all");
  if (argc > 1)
    for (int i = 1; i < argc; i++)
      run ((guint) g_ascii_strtoull (argv[i], NULL, 10));
  else
    for (guint n_personas = 10000; n_personas <= 100000; n_personas *= 10)
      run (n_personas);

  return EXIT_SUCCESS;
}
