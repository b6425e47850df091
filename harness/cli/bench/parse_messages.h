/* The messages of the parser's benchmark: kinds of CONNECT requests and answers, many different ones of each. */
#ifndef CONNECTSPEC_PARSE_MESSAGES_H
#define CONNECTSPEC_PARSE_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>

#define CS_MESSAGES 64

struct cs_bench_message {
    char *text; /* of exactly |length| bytes */
    size_t length;
    bool response;
};

#define CS_MESSAGE_KINDS 5

/* Its name, for people. */
const char *cs_message_kind(size_t kind);

/* Message |number| (below CS_MESSAGES) of |kind|; no two are the same.  To be freed by the caller (|text|).  Ends the
 * process when there is no memory. */
struct cs_bench_message cs_bench_message_compose(size_t kind, int number);

#endif
