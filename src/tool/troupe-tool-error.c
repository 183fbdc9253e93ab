/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-tool-error.h"

/**
 * TroupeToolError:
 * @TROUPE_TOOL_ERROR_ARGUMENTS: the model asked in a way that can't be meant; it may ask again, better
 * @TROUPE_TOOL_ERROR_POLICY: what is asked for is off, whoever asks
 * @TROUPE_TOOL_ERROR_FAILED: it could not be done; the message says why
 *
 * Why a tool did not do what it was asked. The messages are for the model, so they are not translated.
 */
G_DEFINE_QUARK (troupe-tool-error-quark, troupe_tool_error)
