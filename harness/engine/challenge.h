/* Before a case begins against a target that asks for Digest credentials: CONNECTs without credentials, until there is
 * a challenge for each request that the case is going to make.  They name an address where nobody listens, and the
 * case's listeners are not there yet. */
#ifndef CONNECTSPEC_CHALLENGE_H
#define CONNECTSPEC_CHALLENGE_H

#include "harness/engine/links.h"
#include "harness/plan/credentials.h"

struct cs_challenge {
    size_t wanted;               /* how many answers are still to be asked for */
    unsigned unanswered;         /* how many connections ended without one */
    bool offers;                 /* the next one is for the case's variables */
    struct cs_connection *asked; /* the connection that waits for one */
    char *request;               /* owned; NULL without memory, and where nothing is asked */
};

/* Says what is wanted: nothing, where the policy has no Digest. */
void cs_challenge_begin(struct cs_challenge *challenge, const struct cs_policy *policy,
                        const struct cs_addresses *addresses, struct cs_wants wants);

/* Asks on, and puts what came into |pool|; true when all is there, or will not come. */
bool cs_challenge_look(struct cs_challenge *challenge, struct cs_links *links, struct cs_purse *pool);

/* Frees what it holds. */
void cs_challenge_clear(struct cs_challenge *challenge);

#endif
