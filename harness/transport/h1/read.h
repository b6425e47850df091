/* HTTP/1.1: messages out of the bytes of one direction (RFC 9112).  Pure; the transcript is all it looks at. */
#ifndef CONNECTSPEC_H1_READ_H
#define CONNECTSPEC_H1_READ_H

#include "harness/transport/conversation.h"

/* Whether the first request in |lane| is no CONNECT and has the field Upgrade: then a 101 opens the tunnel. */
bool cs_h1_asks_upgrade(const struct cs_stream *lane);

/* How many requests in |lane| stand in front of the first CONNECT, each with a path, a `*` or a URI as its target; 0
 * where there is anything else, or no CONNECT. */
size_t cs_h1_plain_requests(const struct cs_stream *lane);

/* Bit N: the request in |lane| behind N others is HEAD, as far as requests can be told apart. */
uint32_t cs_h1_head_requests(const struct cs_stream *lane);

/* What was asked of whom an answer is to be read (reference/exchange.h). */
struct cs_h1_asked {
    bool upgrades;
    size_t plain;
    uint32_t heads;
};

/* What |lane| asks. */
struct cs_h1_asked cs_h1_asked(const struct cs_stream *lane);

/* Reads |lane| as answers to CONNECT and what else was |asked|: interim ones, final ones, a tunnel behind a 2xx. */
void cs_h1_read_responses(const struct cs_stream *lane, struct cs_h1_asked asked, struct cs_conversation *out);

/* Reads |lane| as requests.  Behind a CONNECT everything is the tunnel, whatever its framing fields say; behind another
 * request its content comes and then the next one.  A head that does not end within what was kept is GARBAGE. */
void cs_h1_read_requests(const struct cs_stream *lane, struct cs_conversation *out);

/* The next answer in |lane|; cs_conversation_next. */
bool cs_h1_next_answer(const struct cs_stream *lane, struct cs_answer_walk *walk);

/* The next request to a proxy in |lane|; cs_conversation_next_request. */
bool cs_h1_next_request(const struct cs_stream *lane, struct cs_request_walk *walk);

/* Lenient readings of the request head at the beginning of |lane|; how many.  None of a head that has not ended. */
size_t cs_h1_readings(const struct cs_stream *lane, struct cs_reading out[CS_READING_COUNT]);

/* Reads one head that we are going to send; |*out| borrows |text|.  Of a request's first line |target| and |protocol|
 * (offsets in |text|, which may go on behind |length|) count as they are, where they are not NULL. */
void cs_h1_message(enum cs_message_kind kind, const char *text, size_t length, const struct cs_head_part *target,
                   const struct cs_head_part *protocol, struct cs_message *out);

/* Splits the request line at the beginning of |text|, empty lines before it aside, at its first blank and before its
 * last "HTTP/"; the target may hold blanks.  False, with both empty, where it has no such parts. */
bool cs_h1_request_line(const char *text, size_t length, struct cs_span *method, struct cs_span *target);

/* Whether behind such a message and its content nothing follows: it is a request, and opens no tunnel. */
bool cs_h1_ends(const struct cs_message *message);

#endif
