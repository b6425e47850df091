/* Field lines by the block: passes over lines that are well-formed and tells which of them may be of interest.
 * Internal to libconnectref. */
#ifndef CONNECTREF_SKIM_H
#define CONNECTREF_SKIM_H

#include <stdbool.h>
#include <stddef.h>

/* A well-formed line that may be of interest, as offsets. */
struct cs_skimmed_line {
    size_t start;
    size_t colon;
    size_t end; /* of its LF */
};

#define CS_SKIM_MAX 8
struct cs_skim {
    size_t position; /* where the line starts at which it stopped */
    size_t lines;    /* how many it passed over */
    size_t count;    /* how many of them may be of interest */
    bool full;       /* it stopped for want of room here: go on at |position| */
    struct cs_skimmed_line known[CS_SKIM_MAX];
};

/* Reads field lines from |start| on, which is at least 1 and the start of a line.  |bound| is where the bytes end.  It
 * stops at a line that is not well-formed, unfinished, empty, or too long to be told at once.
 * A line is well-formed when it is a token, a colon, a value of field-vchar, SP, HTAB, and CR LF; it may be of interest
 * when its name begins with c, h, p or t and has the length of connection, content-length, host, proxy-authenticate,
 * proxy-authorization or transfer-encoding. */
void cs_skim(const char *data, size_t start, size_t bound, struct cs_skim *out);

/* The same without vector instructions. */
void cs_skim_plain(const char *data, size_t start, size_t bound, struct cs_skim *out);

#endif
