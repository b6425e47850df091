/* Keeps a password out of every document: a stand-in of the same length takes its place in a result before anything is
 * written.  Lengths stay, so counts, offsets and verdicts stay, too; digests of what was changed are made anew. */
#ifndef CONNECTSPEC_REDACT_H
#define CONNECTSPEC_REDACT_H

#include "reference/must_use.h"
#include "reports/result.h"

/* A transcript without its password and without the variable digest-secret, which lets in whoever has it.  Both are
 * replaced in clear, percent-encoded, in swapped case and within base64 (of either alphabet, at any alignment): in the
 * policy, the variables, the bytes of every channel and |trouble|.  A short password, and one that is a word of the
 * case as well, is looked for behind "USER:" alone, so that the words of the protocol stay.  Digest responses stay:
 * they give nobody back but a password that can be guessed.  Where a changed stream is longer than what was kept of it,
 * its digest becomes zeros.  Doing it twice changes nothing.  False without memory. */
CS_MUST_USE bool cs_redact_transcript(struct cs_transcript *transcript);

/* The same for a whole result: its transcripts, and what the verdicts say, without |password| or, where that is NULL,
 * without the one that the transcripts name. */
CS_MUST_USE bool cs_redact_result(struct cs_result *result);

/* Whether the account of |result| may be anybody's own: the target was named by --proxy or by the file of a profile.
 * The accounts of the suite's own profiles are public. */
bool cs_redact_wanted(const struct cs_result *result);

#endif
