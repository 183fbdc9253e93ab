/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "troupe-store-error.h"

/**
 * TroupeStoreError:
 * @TROUPE_STORE_ERROR_BROKEN: what is on disk can't be used; somebody has to mend or remove it
 * @TROUPE_STORE_ERROR_CONFLICT: the file changed since it was read, and is as it was; show both versions and let a person choose
 * @TROUPE_STORE_ERROR_READ_ONLY: nothing can be written there, the disk being full included; choose another place
 * @TROUPE_STORE_ERROR_EXISTS: the id is taken; choose another
 * @TROUPE_STORE_ERROR_NOT_FOUND: there is no such thing any more; look again
 * @TROUPE_STORE_ERROR_LEDGER: the ledger can't be used; go on without it and say so
 * @TROUPE_STORE_ERROR_KEYRING: the keyring can't be used; take the key from the environment
 * @TROUPE_STORE_ERROR_BUSY: somebody else performs the run; wait for them
 *
 * What went wrong on disk, and so what to do next.
 */

G_DEFINE_QUARK (troupe-store-error-quark, troupe_store_error)
