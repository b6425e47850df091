/* Proxy-Authorization: credentials (RFC 9110 section 11.4, 11.7.2); Basic (RFC 7617), Digest (RFC 7616), Bearer
 * (RFC 6750).  Checks syntax; whether they are the right ones is not decided here. */
#ifndef CONNECTREF_CREDENTIALS_H
#define CONNECTREF_CREDENTIALS_H

#include "reference/challenge.h"
#include "reference/request.h"

struct cs_credentials {
    enum cs_scheme scheme;
    struct cs_span scheme_name;
    struct cs_span token68;
    size_t param_count;
    struct cs_auth_param params[CS_AUTH_PARAMS_MAX];
};

/* Reads one field value, outer whitespace already removed.  Returns CS_COMPLETE or CS_MALFORMED; |*out| is always
 * initialised.  Codes: credentials-empty, credentials-*, basic-*, digest-*, bearer-*. */
enum cs_answer cs_credentials_parse(const char *value, size_t length, size_t base, struct cs_credentials *out,
                                    struct cs_findings *findings);

/* The same for the first Proxy-Authorization line of a request head in |data|, which |request| was made of and which
 * has one (credentials_count is above 0).  Adds digest-credentials-uri-mismatch: Digest credentials are made for one
 * request-target, and a recipient that does not compare lets them be used for another (RFC 7616 section 3.4.6).  An uri
 * with escapes in it never agrees. */
enum cs_answer cs_request_credentials(const char *data, const struct cs_request *request, struct cs_credentials *out,
                                      struct cs_findings *findings);

/* Decodes the token68 of Basic credentials (RFC 7617 section 2: base64 of user-id ":" password) into |text|, at most
 * |capacity| bytes, not NUL-terminated.  Fills |user| and |password|, spans of |text|.  Returns CS_COMPLETE, or
 * CS_MALFORMED for bad base64, no colon, control characters or too small a |capacity|, told in |findings|. */
enum cs_answer cs_basic_decode(const char *token68, size_t length, size_t base, char *text, size_t capacity,
                               struct cs_span *user, struct cs_span *password, struct cs_findings *findings);

#endif
