/* The request-target of CONNECT: authority-form = uri-host ":" port (RFC 9112 section 3.2.3), and the value of Host:
 * uri-host [ ":" port ] (RFC 9110 section 7.2).  uri-host is host of RFC 3986 section 3.2.2. */
#ifndef CONNECTREF_AUTHORITY_H
#define CONNECTREF_AUTHORITY_H

#include "reference/code.h"
#include "reference/span.h"

enum cs_host_kind {
    CS_HOST_NONE,     /* nothing could be read */
    CS_HOST_NAME,     /* reg-name, percent-encoding included */
    CS_HOST_IPV4,     /* four decimal octets (RFC 3986: IPv4address) */
    CS_HOST_IPV6,     /* "[" IPv6address "]" */
    CS_HOST_IPFUTURE, /* "[v" hex "." ... "]" */
};

struct cs_authority {
    enum cs_host_kind kind;
    struct cs_span host;  /* an IPv6 literal keeps its brackets */
    struct cs_span port;  /* the digits; length 0 when absent or empty */
    uint16_t port_number; /* 0 when there is no valid port */
    uint8_t address[16];  /* network order: 4 bytes for CS_HOST_IPV4, 16 for CS_HOST_IPV6, else zero */
};

/* Reads the whole of |text|, |length| bytes, as authority-form.  Offsets in |out| and in |findings| are |base| plus
 * the place in |text|.  |findings| is added to, never cleared.  |*out| is always initialised; with a CS_MUST finding
 * it holds what could still be read with certainty.  Returns CS_COMPLETE or CS_MALFORMED.
 * Codes: authority-empty, port-missing, port-empty, port-not-digits, port-out-of-range (also 0), port-leading-zero
 * (SHOULD), host-empty, host-bad-character, host-bad-percent, ipv6-invalid, ipv6-not-bracketed, bracket-unclosed,
 * bracket-unopened, bracket-empty, bracket-junk, ipvfuture (SHOULD), ipvfuture-invalid, zone-id, userinfo,
 * extra-colon, not-authority-form, path-after-port. */
enum cs_answer cs_authority_parse(const char *text, size_t length, size_t base, struct cs_authority *out,
                                  struct cs_findings *findings);

/* The same for the value of a Host field, outer whitespace already removed: the port may be missing or empty, the
 * host may be empty (RFC 9110 section 7.2), and a port number is not bounded by the grammar (|port_number| is then
 * 0).  Code: host-invalid, once, at the first byte that does not fit. */
enum cs_answer cs_host_value_parse(const char *text, size_t length, size_t base, struct cs_authority *out,
                                   struct cs_findings *findings);

/* Whether two authorities name the same destination: hosts are compared by address, or as text without regard to
 * letter case; a port that is absent on one side agrees with 80 and 443, the defaults of http and https (RFC 9110
 * section 4.2.3).  |data| is the buffer of both. */
bool cs_authority_agrees(const char *data, const struct cs_authority *target, const struct cs_authority *host);

#endif
