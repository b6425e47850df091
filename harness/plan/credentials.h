/* What the cases and control CONNECTs of a run need to get past a target that asks for credentials.
 *
 * Digest credentials answer a challenge, and a target may take each nonce once.  So a drive first collects challenges
 * (challenge.c), one for each request that it is going to authenticate, and spends them one by one. */
#ifndef CONNECTSPEC_CREDENTIALS_H
#define CONNECTSPEC_CREDENTIALS_H

#include "harness/plan/digest.h"
#include "harness/scenario/case.h"
#include "reference/must_use.h"
#include "reports/transcript.h"

/* Answers that are collected for one case; a case with more requests uses each nonce again with the next nc. */
#define CS_PURSE_MAX 16

/* A crowd's own: its requests are under way at the same time, in no order, and none may overtake another with the same
 * nonce. */
#define CS_PURSE_CROWD 16

/* One challenge that is answered again and again. */
struct cs_ticket {
    struct cs_digest challenge;
    uint32_t count; /* the nc that it was answered with last */
    bool of_crowd;  /* crowds alone use it */
    bool held;      /* by one of a crowd, until it is answered */
};

/* All zero: empty. */
struct cs_purse {
    size_t offer_count;
    struct cs_digest *offers; /* all challenges of one answer, for the variables digest-... alone */
    size_t count;
    struct cs_ticket *tickets; /* the first one of each further answer */
};

/* What a case needs in its purse: |offers| when it uses a variable digest-...; |credentials| answers, for its requests,
 * controls included, and for its crowds.  |source| NULL: a probe, which makes one control. */
struct cs_wants {
    bool offers;
    size_t credentials;
};
struct cs_wants cs_wants_of(const struct cs_case *source, int value);

/* Takes in the challenges of a response, as |offers| or as one to spend.  False without memory; a response without a
 * challenge that we know adds nothing. */
CS_MUST_USE bool cs_purse_add(struct cs_purse *purse, const struct cs_message *response, bool offers);
void cs_purse_free(struct cs_purse *purse);

/* The challenge to answer next: that which was answered least.  NULL when there is none; |purse| may be NULL. */
CS_MUST_USE struct cs_ticket *cs_purse_take(struct cs_purse *purse);

/* One for a crowd, which holds it until it clears |held|; NULL when all of them are held. */
CS_MUST_USE struct cs_ticket *cs_purse_hold(struct cs_purse *purse);

/* Whether credentials of the policy's scheme can be made: "none", "" (as none), "basic", "digest". */
bool cs_credentials_possible(const struct cs_policy *policy);

/* The Proxy-Authorization field line that lets the policy's account make the request |method| |uri|, CRLF included; ""
 * without authentication, or when the target gave no challenge to answer.  With Digest |ticket| is answered (else, or
 * where there is none, it is NULL).  A |uri| that no credentials can hold gives those for |authority|.  The caller
 * frees it; NULL without memory. */
CS_MUST_USE char *cs_credentials_line(const struct cs_policy *policy, struct cs_ticket *ticket, const char *method,
                                      const char *uri, const char *authority);

/* base64 of user:password (RFC 7617 section 2); the caller frees it, NULL without memory. */
CS_MUST_USE char *cs_basic_token(const struct cs_policy *policy);

#endif
