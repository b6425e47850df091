/* Field lines by the block: passes over those that are well-formed and of no interest, without a look at each.
 * Internal to libconnectref. */
#ifndef CONNECTREF_SKIM_H
#define CONNECTREF_SKIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cs_skim_stop {
    CS_SKIM_KNOWN, /* at a well-formed line that may be of a field that a parser cares for */
    CS_SKIM_OTHER, /* at a line that is empty, unfinished, not well-formed, or too long to be told at once */
};

struct cs_skim {
    size_t position; /* where the line starts at which it stopped */
    size_t lines;    /* how many it passed over */
    size_t colon;    /* CS_SKIM_KNOWN: where the line's colon is, ... */
    size_t end;      /* ... and its LF */
    struct {         /* private: what is known of the block that it stopped in, a bit for each byte */
        size_t start;
        uint64_t lf;
        uint64_t names;  /* where the names end: at colons, unless something is wrong */
        uint64_t wrong;  /* what no well-formed line has */
        uint64_t wanted; /* where lines start that may be of interest */
        bool carry;      /* the block ends within a name */
    } block;
};

/* Begins with the field line at |start|, at least 1. */
static inline void cs_skim_init(struct cs_skim *skim, size_t start)
{
    *skim = (struct cs_skim){.position = start, .block.start = start};
}

/* Reads on, behind the line of interest where it stopped.  The bytes end at |bound|, the same in each call.  A line is
 * well-formed when it is a token, a colon, a value of field-vchar, SP, HTAB, and CR LF; it may be of interest when its
 * name begins with c, h, p or t and has the length of connection, content-length, host, proxy-authenticate,
 * proxy-authorization or transfer-encoding. */
enum cs_skim_stop cs_skim_next(struct cs_skim *skim, const char *data, size_t bound);

/* The same without vector instructions. */
enum cs_skim_stop cs_skim_next_plain(struct cs_skim *skim, const char *data, size_t bound);

#endif
