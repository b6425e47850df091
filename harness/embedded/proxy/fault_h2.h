/* Faults of the front for HTTP/2. */
#ifndef CONNECTSPEC_FAULT_H2_H
#define CONNECTSPEC_FAULT_H2_H

#include "harness/embedded/proxy/session.h"
#include "harness/transport/h2/h2.h"
#include "reference/must_use.h"

#define CS_H2_MENDED_FIELDS 64

/* A request as a lenient reader has it. */
struct cs_h2_mended {
    struct cs_buffer text;
    size_t count;
    struct cs_field fields[CS_H2_MENDED_FIELDS];
    struct cs_message message; /* its text and fields are those above */
};

/* Reads the request |section| (transport/section.h) as the proxy with that fault does.  False: it has no fault over
 * HTTP/2, or there is no memory.  |out->text| is to be freed in any case; all zero before. */
CS_MUST_USE bool cs_h2_fault_mends(const struct cs_proxy_config *config, const char *section, size_t length,
                                   struct cs_h2_mended *out);

/* Whether an origin with that fault decides about a CONNECT that is malformed, or about an extended one. */
bool cs_h2_fault_takes(enum cs_fault fault, const struct cs_message *message);

/* Whether a request that is well formed is taken for malformed. */
bool cs_h2_fault_dislikes(enum cs_fault fault, const struct cs_message *message);

/* Adds the block of an answer to |out| as the fault has it.  False: it has none of its own, or there is no memory. */
CS_MUST_USE bool cs_h2_fault_head(enum cs_fault fault, const struct cs_message *answer, struct cs_buffer *out);

/* The slip of the link that is the fault; CS_H2_SLIP_NONE: it is none. */
enum cs_h2_slip cs_h2_fault_slip(enum cs_fault fault);

#endif
