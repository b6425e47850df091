/* What the proxy does about a request, and about the end of the connect for it.  Pure: nothing acts, nothing is kept
 * but a nonce's count and, for faults, what |config->memory| holds. */
#ifndef CONNECTSPEC_DECIDE_H
#define CONNECTSPEC_DECIDE_H

#include "harness/embedded/proxy/ruling.h"

/* A whole request, or one that passed a bound: CS_RULE_REFUSE, CS_RULE_DIAL or CS_RULE_FORWARD, and what faults make of
 * them (fault_decide.h). */
struct cs_ruling cs_decide(const struct cs_asked *asked);

/* What is known of the connect that has ended. */
struct cs_dialled {
    enum cs_refusal outcome;      /* CS_REFUSE_NOTHING: it stands */
    const struct cs_ruling *asks; /* the ruling that it was made for */
    bool redialled;               /* faults: by second-connection or unresolved-local */
};

/* CS_RULE_OPEN, CS_RULE_ASK_PARENT, CS_RULE_HAND_ON or CS_RULE_REFUSE, and what faults make of them. */
struct cs_ruling cs_decide_dialled(const struct cs_asked *asked, const struct cs_dialled *dialled);

#endif
