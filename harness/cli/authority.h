/* The test authority that is kept from run to run, once somebody asked for it: `run --print-ca`. */
#ifndef CONNECTSPEC_AUTHORITY_H
#define CONNECTSPEC_AUTHORITY_H

#include <stdbool.h>

#include "harness/transport/tls/certificate.h"
#include "reference/must_use.h"

/* Prints the certificate (PEM) of the kept authority on stdout, made first where there is none that is still valid for a
 * day: connectspec/ca.pem in $XDG_STATE_HOME (else ~/.local/state), with its key, for this user's eyes alone.  False
 * with a line on stderr. */
bool cs_authority_print(void);

/* What signs the certificates of a run: |*out| is the kept authority, NULL where none is kept that this user may read: then a run
 * makes its own.
 * False with a line on stderr when the file cannot be used.  Free with cs_certificate_authority_free. */
CS_MUST_USE bool cs_authority_load(struct cs_certificate_authority **out);

#endif
