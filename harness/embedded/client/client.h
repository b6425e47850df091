/* The embedded client: asks a proxy for a tunnel and the origin behind it for a page, in plain HTTP.  Pure: it composes
 * what is sent and says what becomes of what came; harness/cli/client.c has the sockets. */
#ifndef CONNECTSPEC_CLIENT_H
#define CONNECTSPEC_CLIENT_H

#include "harness/embedded/proxy/draft.h"
#include "harness/embedded/proxy/fault.h"
#include "reference/connectref.h"

struct cs_client_config {
    const char *target; /* HOST:PORT, valid */
    const char *path;   /* of the page */
    const char *user;   /* NULL: no credentials */
    const char *password;
    enum cs_fault fault; /* CS_FAULT_NONE: correct */
};

/* What one attempt has brought. */
enum cs_client_outcome {
    CS_CLIENT_MORE,    /* the answer has not come whole */
    CS_CLIENT_TUNNEL,  /* it opens: tunnel bytes begin behind |*used| bytes */
    CS_CLIENT_AGAIN,   /* to be asked again with credentials, on another connection */
    CS_CLIENT_REFUSED, /* or malformed, or cut: nothing is sent any more */
    CS_CLIENT_SHOWS,   /* faults: the content is shown, and it succeeds; or that alone */
    CS_CLIENT_FORGETS,
    CS_CLIENT_MOVED,  /* fault: to the place that the proxy names */
    CS_CLIENT_DIRECT, /* fault: without the proxy */
};

/* Composes the CONNECT; |asked|: the proxy has asked for credentials. */
void cs_client_request(const struct cs_client_config *config, bool asked, struct cs_draft *out);

/* Composes the request for the page; |answer| is what the proxy has answered, for faults. */
void cs_client_inner(const struct cs_client_config *config, const struct cs_buffer *answer, struct cs_draft *out);

/* Reads what the proxy has sent so far, |reads| pieces; |finished|: nothing more will come, so that the outcome is not
 * CS_CLIENT_MORE.  |asked| as above. */
enum cs_client_outcome cs_client_read(const struct cs_client_config *config, const struct cs_buffer *in, unsigned reads,
                                      bool finished, bool asked, size_t *used);

#endif
