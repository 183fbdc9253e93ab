/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-engine-error.h"

/**
 * TroupeEngineError:
 * @TROUPE_ENGINE_ERROR_BUSY: something is under way; wait for it or stop it
 * @TROUPE_ENGINE_ERROR_NO_MODEL: no model is chosen; choose one
 * @TROUPE_ENGINE_ERROR_FAILED: the run ended with failed or blocked tickets; look at their reasons
 * @TROUPE_ENGINE_ERROR_POLICY: a rule or a budget said no; change it or let it be
 * @TROUPE_ENGINE_ERROR_ANSWER: an answer came, and is nothing to build on; ask again, or otherwise
 *
 * What went wrong in the engine, by what to do next.
 */
G_DEFINE_QUARK (troupe-engine-error-quark, troupe_engine_error)
