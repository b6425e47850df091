/* Hides the secrets of a run whose transcripts are judged again later. */
#ifndef CONNECTSPEC_CLI_HIDE_H
#define CONNECTSPEC_CLI_HIDE_H

#include "reference/must_use.h"
#include "reports/result.h"

/* cs_redact_result, and beyond it: where a case expects bytes that were computed from a secret (a Digest rspauth),
 * those that came are made such as the stand-in gives, so that the verdict stays.  False without memory. */
CS_MUST_USE bool cs_hide_secrets(struct cs_result *result);

#endif
