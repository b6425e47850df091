/* Field sections of HTTP/2 and HTTP/3, decoded: names and values in the order in which they came, pseudo-fields among
 * them (RFC 9113 sections 8.2, 8.3 and 8.5, RFC 9114 sections 4.2 to 4.4, RFC 8441).  Compression and frames are not
 * this parser's business. */
#ifndef CONNECTREF_FIELD_SECTION_H
#define CONNECTREF_FIELD_SECTION_H

#include "reference/message.h"

enum cs_section_kind { CS_SECTION_REQUEST, CS_SECTION_RESPONSE, CS_SECTION_TRAILERS };

/* Reads the |count| fields, whose spans are offsets into |text| (|length| bytes), as one section.  The caller has set
 * |name| and |value| of each; what stands in |line| is written here: both, and whatever is between.  Regular fields are
 * moved to the front of |fields| in their order, where |out->fields| then points.  |out->version_major| is
 * |version_major|: 2 or 3.  |*out| is always initialised; its answer is CS_COMPLETE or CS_MALFORMED.  Of a pseudo-field
 * that stands more than once the first counts.
 * Codes: section-*, pseudo-*, method-missing, method-invalid, scheme-missing, path-missing, path-empty, connect-scheme,
 * connect-path, authority-missing, those of cs_authority_parse for CONNECT, protocol-*, extended-*, status-*,
 * those of cs_framing_field for content-length, content-length-in-2xx, framing-in-1xx-or-204, content-length-in-connect
 * and content-length-zero-in-connect (SHOULD), challenge-missing-in-407, credentials-duplicate. */
enum cs_answer cs_field_section_read(enum cs_section_kind kind, uint8_t version_major, const char *text, size_t length,
                                     struct cs_field *fields, size_t count, struct cs_message *out);

/* Whether :protocol makes this an extended CONNECT (RFC 8441 section 4), well formed or not. */
bool cs_message_is_extended(const struct cs_message *message);

#endif
