/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "troupe-usage.h"

G_BEGIN_DECLS

/**
 * TroupePrice:
 * @input: of tokens read, those from a cache not counted
 * @cache_read: of tokens read from a cache
 * @cache_write: of tokens written to a cache
 * @output: of tokens written, reasoning included
 *
 * What a model costs, in US dollars for a million tokens; %NAN where nobody said.
 */
typedef struct
{
  double input;
  double cache_read;
  double cache_write;
  double output;
} TroupePrice;

#define TROUPE_PRICE_MOST 1e6

double troupe_price_get_cost (const TroupePrice *self,
                              const TroupeUsage *usage);

G_END_DECLS
