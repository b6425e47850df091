/* Messages out of field sections whose bounds the transport keeps (HTTP/2, HTTP/3).  Pure; the transcript is all it
 * looks at.
 *
 * A section is written as literals without indexing and without Huffman coding (RFC 7541 section 6.2.2), whatever the
 * peer's encoding was: a zero byte, the length of the name (7 bits, RFC 7541 section 5.1), the name, the length of the
 * value, the value; and so on.  So each stands for itself, and text in it can be found. */
#ifndef CONNECTSPEC_SECTION_H
#define CONNECTSPEC_SECTION_H

#include "harness/transport/conversation.h"
#include "reference/field_section.h"

/* Finds the fields of a section: spans into |section|.  Returns how many of at most |capacity|; it ends where the
 * section is none. */
size_t cs_section_fields(const char *section, size_t length, struct cs_field *out, size_t capacity);

/* Reads the heads of |lane| as requests or as responses of HTTP/|version|, and its bytes as their content or a tunnel. */
void cs_section_conversation(const struct cs_stream *lane, bool requests, uint8_t version, struct cs_conversation *out);

/* The next answer in |lane|; cs_conversation_next. */
bool cs_section_next_answer(const struct cs_stream *lane, uint8_t version, struct cs_answer_walk *walk);

/* The request in |lane|; cs_conversation_next_request. */
bool cs_section_next_request(const struct cs_stream *lane, uint8_t version, struct cs_request_walk *walk);

#endif
