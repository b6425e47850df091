/* The head of a CONNECT request: request line and field section (RFC 9112 sections 2 to 5, RFC 9110 section 9.3.6). */
#ifndef CONNECTREF_REQUEST_H
#define CONNECTREF_REQUEST_H

#include "reference/authority.h"
#include "reference/fields.h"
#include "reference/framing.h"

/* Bounds that the caller sets; 0 means no bound.  Past one, the answer is CS_MALFORMED at once, with the code
 * head-too-large or too-many-fields. */
struct cs_limits {
    size_t head_bytes;
    size_t fields;
};

struct cs_request {
    enum cs_answer answer;
    size_t head_length; /* bytes up to and with the empty line; 0 until it was seen */
    struct cs_span method;
    struct cs_span target;
    struct cs_span version; /* "HTTP/1.1" */
    uint8_t version_major;
    uint8_t version_minor;
    bool is_connect;               /* the method is exactly CONNECT */
    struct cs_authority authority; /* of the target */
    size_t field_count;
    size_t host_count; /* how many Host lines */
    struct cs_span host_value;
    struct cs_authority host;   /* of the first Host line */
    struct cs_framing framing;  /* what Content-Length and Transfer-Encoding say */
    size_t credentials_count;   /* how many Proxy-Authorization lines */
    struct cs_span credentials; /* the first one's value */
    bool connection_close;      /* Connection has the member close */
    bool connection_keep_alive; /* ... keep-alive */
    struct {                    /* private: where the scan stands */
        struct cs_limits limits;
        size_t position;
        size_t scanned;
        int stage;
    } at;
    struct cs_findings findings; /* filled as far as was read, also while the answer is CS_NEED_MORE */
};

/* Begins a request.  |limits| may be NULL. */
void cs_request_init(struct cs_request *request, const struct cs_limits *limits);

/* Reads on.  |data| is the message from its first byte and |length| how much of it there is by now; the buffer may
 * have moved since the last call, its beginning may not have changed.  Bytes seen before are not scanned again.
 * The same bytes give the same result however they were split over calls.  Once the answer is not CS_NEED_MORE it
 * stays.  Bytes behind the empty line are not looked at.
 * All deviations are gathered; only a bound of |limits| stops the reading early.  Another method than CONNECT is not
 * a deviation: |is_connect| says so and the target is then not held to authority-form, which is CONNECT's alone (RFC
 * 9112 section 3.2.3).
 * A request line that is not three words with one space between them is still split: the first word is the method, the
 * last one the version when there are three or when it begins with HTTP/, the target is what stands between.
 * Codes: those of cs_authority_parse, cs_field_line and cs_framing_field, and leading-empty-line (SHOULD),
 * request-line-blanks, method-empty, method-bad-character, target-empty, target-bad-character and authority-form (methods
 * other than CONNECT), whitespace-in-target, version-missing, version-malformed, version-case, version-unsupported, host-missing
 * (at the empty line), host-duplicate, host-invalid, host-field-empty, host-mismatch, content-length-in-connect,
 * content-length-zero-in-connect and transfer-encoding-in-connect (SHOULD), transfer-encoding-not-chunked,
 * transfer-encoding-in-http10, content-length-and-transfer-encoding, credentials-duplicate, head-too-large,
 * too-many-fields. */
enum cs_answer cs_request_parse(struct cs_request *request, const char *data, size_t length);

#endif
