/* UDP proxying (RFC 9298): its request and what answers it, over HTTP/1.1 (sections 3.2, 3.3) and as extended CONNECT
 * over HTTP/2 and HTTP/3 (sections 3.4, 3.5).  Works on heads that were read already; what their own parsers found
 * (Host, pseudo-fields, framing) is not found again. */
#ifndef CONNECTREF_CONNECT_UDP_H
#define CONNECTREF_CONNECT_UDP_H

#include "reference/message.h"
#include "reference/udp_target.h"

#define CS_CONNECT_UDP "connect-udp" /* the upgrade token */

/* Whether a request asks for UDP proxying, well formed or not: it has connect-udp in Upgrade, or as :protocol.  The
 * token is compared without regard to letter case (RFC 9110 section 7.8). */
bool cs_connect_udp_asked(const struct cs_message *request);

/* Reads such a request, with the target in the path by the default template; |*out| as cs_udp_target_parse leaves it.
 * Offsets count from the message's text; |findings| is added to.  Returns CS_COMPLETE or CS_MALFORMED. Codes: those of
 * cs_udp_target_parse; over HTTP/1.1 udp-method (not GET), upgrade-in-http10, upgrade-unlisted (Connection does not
 * name Upgrade), udp-upgrade-differs (Upgrade is not connect-udp and nothing else, or stands twice); over HTTP/2 and
 * HTTP/3 udp-method (not CONNECT); in all capsule-content (RFC 9297 section 3.2: Content-Length, Content-Type or
 * Transfer-Encoding, at the line). */
enum cs_answer cs_connect_udp_request(const struct cs_message *request, struct cs_udp_target *out,
                                      struct cs_findings *findings);

enum cs_udp_answer {
    CS_UDP_OPENS,     /* the tunnel begins behind this head */
    CS_UDP_REFUSES,   /* any other answer than a success: the request has failed (section 3.1) */
    CS_UDP_MALFORMED, /* a success that is none: the client aborts */
};

/* What a final answer to such a request means.  A 101 over HTTP/1.1 and a 2xx elsewhere are successes.
 * Codes, for CS_UDP_MALFORMED: upgrade-unlisted, udp-upgrade-differs (HTTP/1.1), capsule-status (204, 205, 206),
 * capsule-content. */
enum cs_udp_answer cs_connect_udp_response(const struct cs_message *response, struct cs_findings *findings);

/* Whether a head has Capsule-Protocol, once, with the Boolean true (RFC 9297 section 3.4); parameters do not matter. */
bool cs_capsule_protocol_said(const struct cs_message *message);

#endif
