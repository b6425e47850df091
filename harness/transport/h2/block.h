/* Field blocks: HPACK (RFC 7541) by nghttp2's coder, to and from names and values as they are, valid or not. */
#ifndef CONNECTSPEC_H2_BLOCK_H
#define CONNECTSPEC_H2_BLOCK_H

#include "harness/base/buffer.h"
#include "harness/transport/link.h"
#include "reference/field_section.h"
#include "reference/must_use.h"

#define CS_H2_BLOCK_MAX  (256 * 1024) /* bytes of a block, encoded, and of its names and values, decoded */
#define CS_H2_FIELDS_MAX 16384

struct cs_h2_decoder; /* keeps the dynamic table of one direction of one connection */

/* A peer may use the default table of 4,096 bytes until it has our SETTINGS, so that is its size.  NULL without
 * memory. */
CS_MUST_USE struct cs_h2_decoder *cs_h2_decoder_new(void);
void cs_h2_decoder_free(struct cs_h2_decoder *decoder);

/* Decodes one whole block and reads it as |kind|.  |*out| and its text ("name: value" and CR LF a field) are the
 * decoder's until the next call.  False: the block is no HPACK, or passes a bound, and the decoder is then of no more
 * use. */
CS_MUST_USE bool cs_h2_decode(struct cs_h2_decoder *decoder, enum cs_section_kind kind, const char *encoded,
                              size_t length, struct cs_message *out);

/* The block that was decoded last, each of its fields as a literal without indexing and without Huffman coding (RFC
 * 7541 section 6.2.2), so that it stands for itself whatever the tables were: transport/section.h reads it.  The
 * decoder's until the next call of cs_h2_decode. */
const struct cs_buffer *cs_h2_section(const struct cs_h2_decoder *decoder);

/* Appends the encoding of |message| to |out|, in literals as above: its pseudo-fields in the order :method, :scheme,
 * :authority, :path, :protocol, :status, then its fields.  Of a message of HTTP/1.x the names become lower-case, an
 * absolute target its parts, the Host of another one :authority and its scheme https where the connection is |secure|,
 * and Host, Connection and what else is for one connection is left out; any other is encoded byte by byte as it is.
 * False without memory. */
CS_MUST_USE bool cs_h2_encode(const struct cs_message *message, bool secure, struct cs_buffer *out);

/* The same for what an order to send a message has: the message, or a section that stands in its bytes. */
CS_MUST_USE bool cs_h2_encode_order(const struct cs_link_order *order, bool secure, struct cs_buffer *out);

/* Appends one field, as a literal (RFC 7541 section 6.2.2), whatever its bytes are.  False without memory. */
CS_MUST_USE bool cs_h2_put_field(struct cs_buffer *out, const char *name, size_t name_length, const char *value,
                                 size_t value_length);

/* The same of "NAME: VALUE" as it stands there, and of a field line as HTTP/1.1 has it, with its CRLF, whose name gets
 * small letters (RFC 9113 section 8.2); |length| is 2 or more.  What has no ": " behind its first byte adds nothing. */
CS_MUST_USE bool cs_h2_put_text(struct cs_buffer *out, const char *text, size_t length);
CS_MUST_USE bool cs_h2_put_line(struct cs_buffer *out, const char *line, size_t length);

#endif
