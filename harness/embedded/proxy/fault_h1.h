/* The faults in reading a head of HTTP/1.1.  Those that find another destination follow a lenient reading of
 * reference/reading.h; others believe to see another head than the one that came. */
#ifndef CONNECTSPEC_FAULT_H1_H
#define CONNECTSPEC_FAULT_H1_H

#include "harness/embedded/proxy/draft.h"
#include "harness/embedded/proxy/ruling.h"

/* The reading that a parser-level fault follows: CS_READING_COUNT for other faults. */
enum cs_reading_kind cs_fault_reading_kind(enum cs_fault fault);

/* Whether the faulty parser reads a destination of its own out of the whole head in |data|. */
bool cs_fault_misreads(const struct cs_proxy_config *config, const struct cs_request *request, const char *data,
                       struct cs_destination *out);

/* What the fault makes of |fresh| bytes that have come, of |length| in all; |request| has been parsed. */
enum cs_fault_piece { CS_FAULT_PIECE_FINE, CS_FAULT_PIECE_REFUSED, CS_FAULT_PIECE_DIALS };
enum cs_fault_piece cs_fault_on_piece(const struct cs_proxy_config *config, const struct cs_request *request,
                                      size_t length, size_t fresh);

/* Whether the faulty parser takes a good head for a malformed one. */
bool cs_fault_dislikes(const struct cs_proxy_config *config, const struct cs_request *request, const char *data);

/* fault_rewrite.c: composes the head that the faulty parser believes to see in place of the |end| bytes in |data|.
 * False when it sees what there is. */
bool cs_fault_rewrite(const struct cs_proxy_config *config, const char *data, size_t end, struct cs_draft *out);

/* fault_line.c: whether the fault is one in reading the request line; composes the line, without its end, that it
 * believes to see.  False when it sees what there is. */
bool cs_fault_has_line(enum cs_fault fault);
bool cs_fault_line(const struct cs_proxy_config *config, const char *text, size_t length, struct cs_draft *out);

/* fault_octets.c: the same, for a head of |end| bytes that is read as letters. */
bool cs_fault_octets(const struct cs_proxy_config *config, const char *data, size_t end, struct cs_draft *out);

/* fault_head.c: the same for faults in telling lines and fields apart; |*end| moves behind what is lost of |in|. */
bool cs_fault_head(const struct cs_proxy_config *config, const struct cs_buffer *in, size_t *end, struct cs_draft *out);

/* fault_head.c: notes the request line that has come whole with the first |fresh| bytes of |in|, for all clients. */
void cs_fault_shares_line(const struct cs_proxy_config *config, const struct cs_buffer *in, size_t fresh);

/* fault_head.c: writes the empty line that the faulty parser believes to see in place of another.  False without
 * memory. */
bool cs_fault_ends_head(const struct cs_proxy_config *config, struct cs_buffer *in);

/* fault_content.c: composes the head of |*end| bytes together with the trailer fields behind it, and moves |*end|
 * behind these.  False when there are none, or the fault is another. */
bool cs_fault_merges_trailer(const struct cs_proxy_config *config, const char *data, size_t length, size_t *end,
                             struct cs_draft *out);

#endif
