/* What the room's DNS server answers (RFC 1035): pure, no I/O, bounded whatever is asked.
 *
 * Names below connectspec.test say what they resolve to; letter case does not count:
 *
 *   ip-127-77-3-9.connectspec.test                  127.77.3.9
 *   ip-127-77-3-10.ip-127-77-3-9.connectspec.test   both, in this order; up to CS_RESOLVER_ADDRESSES_MAX
 *   turn-N.ip-127-77-3-9.ip-127-77-3-10...          one of them for each query, the first one first; N is any text
 *   ip-127-77-3-9.denied.connectspec.test           the same: a name that targets are told to refuse
 *   silent.connectspec.test and all below           never answered
 *
 * Answers have a TTL of 0.  For other types than A these names have no data; all other names do not exist. */
#ifndef CONNECTSPEC_RESOLVER_MESSAGE_H
#define CONNECTSPEC_RESOLVER_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#define CS_RESOLVER_MESSAGE_MAX   512 /* bytes of an answer (RFC 1035 section 2.3.4); longer queries are dropped */
#define CS_RESOLVER_ADDRESSES_MAX 8

/* Whose turn it is, by a hash of a name's N: the same addresses come again, with another N, in a later run. */
struct cs_resolver_memory {
    unsigned char turns[65536];
};

/* Answers |query| into |answer| and returns how long that is; 0: no answer is to be sent (a silent name, no query, too
 * short or long to be one).  |memory| begins as zeros. */
size_t cs_resolver_answer(struct cs_resolver_memory *memory, const unsigned char *query, size_t length,
                          unsigned char answer[CS_RESOLVER_MESSAGE_MAX]);

#endif
