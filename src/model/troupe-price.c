/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "troupe-price.h"

#define TOKENS 1e6

/* Adds what @count tokens cost; nothing costs nothing, whatever its price. */
static void
add (double *cost,
     double  price,
     gint64  count)
{
  if (count > 0)
    *cost += price * (double) count / TOKENS;
}

/**
 * troupe_price_get_cost:
 * @self: the price of a model
 * @usage: what an answer of it used
 *
 * Works out what the answer cost. It is known where each kind of tokens that was used has a price; tokens of a cache that the server
 * says nothing of were not used. The sum is in binary floating point, which is off by less than a millionth of a cent in sums of
 * thousands of dollars; it is an estimate and no bill.
 *
 * Returns: US dollars, or %NAN if nobody knows
 */
double
troupe_price_get_cost (const TroupePrice *self,
                       const TroupeUsage *usage)
{
  double cost = 0;

  g_return_val_if_fail (self != NULL, NAN);
  g_return_val_if_fail (usage != NULL, NAN);

  if (usage->input < 0 || usage->output < 0)
    return NAN;

  add (&cost, self->input, usage->input);
  add (&cost, self->cache_read, usage->cache_read);
  add (&cost, self->cache_write, usage->cache_write);
  add (&cost, self->output, usage->output);

  return cost;
}
