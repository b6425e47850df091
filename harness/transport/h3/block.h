/* Encoded field sections: QPACK (RFC 9204) without its dynamic table.  Read by nghttp3's decoder, written by hand, so that
 * names and values may be what no field has. */
#ifndef CONNECTSPEC_H3_BLOCK_H
#define CONNECTSPEC_H3_BLOCK_H

#include "harness/transport/h2/block.h"

struct cs_h3_decoder;

/* NULL without memory. */
CS_MUST_USE struct cs_h3_decoder *cs_h3_decoder_new(void);
void cs_h3_decoder_free(struct cs_h3_decoder *decoder);

/* As cs_h2_decode; |stream| has the section. */
CS_MUST_USE bool cs_h3_decode(struct cs_h3_decoder *decoder, int64_t stream, enum cs_section_kind kind,
                              const char *encoded, size_t length, struct cs_message *out);

/* As cs_h2_section. */
const struct cs_buffer *cs_h3_section(const struct cs_h3_decoder *decoder);

/* The peer's instructions for the dynamic table.  False: they are none, or ask for one. */
CS_MUST_USE bool cs_h3_instruct(struct cs_h3_decoder *decoder, const char *bytes, size_t length);

/* Appends |section| (transport/section.h) to |out| in literals (RFC 9204 section 4.5.6).  False without memory, or where
 * it is none. */
CS_MUST_USE bool cs_h3_encode(const char *section, size_t length, struct cs_buffer *out);

#endif
