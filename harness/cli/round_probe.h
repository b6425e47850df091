/* The probe that a round begins with: a case like others, and what its verdict says about the rest of the round. */
#ifndef CONNECTSPEC_ROUND_PROBE_H
#define CONNECTSPEC_ROUND_PROBE_H

#include "harness/engine/engine.h"
#include "reports/result.h"

#define CS_PROBE_TEXT_MAX 768

enum cs_probe_answer {
    CS_PROBE_GO_ON,     /* the other cases can be asked */
    CS_PROBE_NO_TARGET, /* nobody listens, or nothing opens for us: exit 3 */
    CS_PROBE_NO_ORIGIN, /* trouble of our own: exit 2 */
};

/* The probe among the cases of |suite| that is for the role of the target and fits it; NULL: there is none. */
const struct cs_case *cs_probe_find(const struct cs_suite *suite, const struct cs_policy *policy);

/* Reads a probe that was judged: |result| has its verdict and its transcript.  Adds to |pace| what it shows of the
 * target, and says in |message| why a round ends here, or what is so wrong with the target that much cannot be asked of
 * it; "": nothing.  A refusal in good form, or an origin that was never reached, ends a round; an answer that breaks a
 * MUST, or a tunnel that is wrong, is a finding of the probe's, and the round goes on. */
enum cs_probe_answer cs_probe_read(const struct cs_case_result *result, struct cs_pace *pace,
                                   char message[CS_PROBE_TEXT_MAX]);

/* Whether a probe that says CS_PROBE_NO_TARGET may come out otherwise another time: it was taken, and not answered, or
 * with a 5xx that speaks of the moment. */
bool cs_probe_may_pass(const struct cs_case_result *result);

/* The target turned this one away because it has enough of them: 503 or 429 (RFC 9110 section 15.6.4, RFC 6585). */
bool cs_probe_is_full(const struct cs_case_result *result);

#endif
