/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-model-error.h"

/**
 * TroupeModelError:
 * @TROUPE_MODEL_ERROR_VALUE: a value of the wrong kind; write it as the message says
 * @TROUPE_MODEL_ERROR_RANGE: a number outside its range; choose one inside
 * @TROUPE_MODEL_ERROR_UNKNOWN_FIELD: no field of that name; use one of those listed
 * @TROUPE_MODEL_ERROR_UNKNOWN_ID: an id that names nothing; make it or name another
 * @TROUPE_MODEL_ERROR_DUPLICATE: an id used twice; rename one of the two
 * @TROUPE_MODEL_ERROR_CYCLE: tickets that wait for each other; take out one dependency
 * @TROUPE_MODEL_ERROR_AMBIGUOUS: several personas claim one tier; cast one of them
 *
 * What can be wrong with definitions, whatever they were read from.
 */
G_DEFINE_QUARK (troupe-model-error-quark, troupe_model_error)
