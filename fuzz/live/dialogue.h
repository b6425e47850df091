/* A dialogue: what our clients and the origin behind the target do, in order, and nothing of what they wait for: that
 * follows from it (live/write.h).  The bytes hold made-up addresses (live/text.h). */
#ifndef CONNECTSPEC_LIVE_DIALOGUE_H
#define CONNECTSPEC_LIVE_DIALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reference/must_use.h"

#define CS_ROWS_MAX      48
#define CS_ROW_BYTES_MAX 8192
#define CS_ROW_CUTS_MAX  12
#define CS_NOISE_MAX     (256 * 1024)
#define CS_SPEAKERS_MAX  9

enum cs_row_verb {
    CS_ROW_SEND, /* a client's first one is the head, with what stands behind it */
    CS_ROW_FINISH,
    CS_ROW_CLOSE,
    CS_ROW_RESET,
};

struct cs_row {
    bool origin;     /* else a client */
    unsigned number; /* 1 to CS_SPEAKERS_MAX */
    enum cs_row_verb verb;
    char *bytes;   /* owned; with |noise| none */
    size_t length; /* of SEND: at least one byte */
    size_t noise;  /* so many bytes of noise, with the speaker's number, instead */
    size_t cut_count;
    size_t cuts[CS_ROW_CUTS_MAX]; /* where segments begin, rising, each between 1 and |length| - 1 */
    bool dribble;                 /* each byte is a segment */
};

struct cs_dialogue {
    size_t count;
    struct cs_row rows[CS_ROWS_MAX];
};

CS_MUST_USE struct cs_dialogue *cs_dialogue_new(void); /* empty; NULL without memory */
CS_MUST_USE struct cs_dialogue *cs_dialogue_copy(const struct cs_dialogue *dialogue);
void cs_dialogue_free(struct cs_dialogue *dialogue);

/* Adds a row at the end.  NULL when there is no place or no memory; the bytes are copied, at most CS_ROW_BYTES_MAX. */
struct cs_row *cs_dialogue_add(struct cs_dialogue *dialogue, bool origin, unsigned number, enum cs_row_verb verb,
                               const char *bytes, size_t length);

/* Puts other bytes into a row; cuts behind their end go.  False without memory, changing nothing. */
bool cs_row_set(struct cs_row *row, const char *bytes, size_t length);

/* Cuts the row in front of byte |at|; false where that is no place for a cut, or there are too many. */
bool cs_row_cut(struct cs_row *row, size_t at);

/* Takes the row out and frees its bytes; |index| is below their count. */
void cs_dialogue_drop(struct cs_dialogue *dialogue, size_t index);

/* The head of that client: its first SEND with bytes; NULL when it has none. */
CS_MUST_USE struct cs_row *cs_dialogue_head(const struct cs_dialogue *dialogue, unsigned client);

/* How many clients there are; they are numbered without a gap once cs_dialogue_tidy has seen the dialogue. */
unsigned cs_dialogue_clients(const struct cs_dialogue *dialogue);

/* Leaves out what can never happen (a client's row behind its end, an origin's without a client before, what a client
 * does before its head), and numbers the clients as they come.  False when no client is left. */
bool cs_dialogue_tidy(struct cs_dialogue *dialogue);

#endif
