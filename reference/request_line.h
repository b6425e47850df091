/* The request line (RFC 9112 section 3).  Internal to libconnectref. */
#ifndef CONNECTREF_REQUEST_LINE_H
#define CONNECTREF_REQUEST_LINE_H

#include "reference/must_use.h"
#include "reference/request.h"

/* Reads the line from |start| to its LF at |end| into method, target, version, authority and findings of |request|.
 * False for an empty line, which stands before the request line. */
CS_MUST_USE bool cs_request_line_read(struct cs_request *request, const char *data, size_t start, size_t end);

/* Finds the words of a request line from |start| to |end|, line end excluded, as leniently as RFC 9112 section 3
 * allows; request.h says how.  Parts that are missing have length 0 and start where they should have been. */
void cs_request_line_split(const char *data, size_t start, size_t end, struct cs_span *method, struct cs_span *target,
                           struct cs_span *version);

#endif
