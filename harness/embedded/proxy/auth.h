/* Whether a request has the right credentials. */
#ifndef CONNECTSPEC_AUTH_H
#define CONNECTSPEC_AUTH_H

#include "harness/embedded/proxy/draft.h"
#include "harness/embedded/proxy/ruling.h"

/* CS_REFUSE_NOTHING when the request may pass; CS_REFUSE_CREDENTIALS, _UNKNOWN_USER or _STALE, or with Digest
 * CS_REFUSE_BAD_REQUEST where the credentials are those of another request (RFC 7616 section 3.4.6). */
enum cs_refusal cs_authenticate(const struct cs_asked *asked);

/* auth_digest.c: Digest credentials (RFC 7616), a field value of the request's. */
enum cs_refusal cs_check_digest(const struct cs_asked *asked, const char *value, size_t length);
/* Appends the Proxy-Authenticate lines, with a fresh nonce. */
void cs_add_challenges(const struct cs_asked *asked, struct cs_draft *out, bool stale);

/* Fault: H(A1) of the account. */
void cs_auth_show_key(const struct cs_proxy_config *config, struct cs_draft *out);

#endif
