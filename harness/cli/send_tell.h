/* What `connectspec send` prints. */
#ifndef CONNECTSPEC_SEND_TELL_H
#define CONNECTSPEC_SEND_TELL_H

#include <stdio.h>

#include "reports/transcript.h"

/* Tells what |transcript| shows of its first client: what was sent and what the strict parser finds in it, where
 * lenient readings lead, what came back, who was reached.  True when something is wrong: an answer that breaks a MUST,
 * or somebody was reached for a message that breaks one. */
bool cs_send_tell(FILE *out, const struct cs_transcript *transcript);

#endif
