/* Where a UDP proxying request leads (RFC 9298 section 3): the variables target_host and target_port of the default
 * template, /.well-known/masque/udp/{target_host}/{target_port}/ (section 2), as a client expands it (RFC 6570 section
 * 3.2.2): all but unreserved characters percent-encoded, the colons of an IPv6 address among them. */
#ifndef CONNECTREF_UDP_TARGET_H
#define CONNECTREF_UDP_TARGET_H

#include "reference/reading.h"

#define CS_UDP_PATH_PREFIX "/.well-known/masque/udp/"

struct cs_udp_target {
    enum cs_host_kind kind;            /* CS_HOST_NAME, _IPV4 or _IPV6; CS_HOST_NONE when there is no valid host */
    struct cs_span host, port;         /* as they stand, encoded; both empty when the path is another one */
    struct cs_destination destination; /* decoded; |port| is 0 without a valid port, |length| 0 without a valid host */
    uint8_t address[16];               /* network order, as in struct cs_authority */
};

/* Reads the whole of |text|, |length| bytes: a path, or the absolute-form of a request-target (RFC 9112 section 3.2.2),
 * whose scheme and authority name the proxy and are passed over.  Offsets in |out| and in |findings|, which is added
 * to, are |base| plus the place in |text|.  |*out| is always initialised.  Returns CS_COMPLETE or CS_MALFORMED. Codes:
 * udp-path-unknown (then nothing else), udp-host-empty, udp-bad-percent, udp-not-encoded (a byte that expansion encodes
 * stands as it is), udp-needless-encoding (SHOULD), udp-host-too-long (decoded more than 255 bytes), udp-host-invalid
 * (decoded neither IPv6address, without brackets and zone, nor IPv4address nor reg-name), udp-port-empty,
 * udp-port-invalid (no number from 1 to 65535), udp-port-leading-zero (SHOULD). */
enum cs_answer cs_udp_target_parse(const char *text, size_t length, size_t base, struct cs_udp_target *out,
                                   struct cs_findings *findings);

#endif
