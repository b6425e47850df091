/* The faults in what becomes of tunnel bytes.  They reach nothing but the queue of actions. */
#ifndef CONNECTSPEC_FAULT_BYTES_H
#define CONNECTSPEC_FAULT_BYTES_H

#include "harness/embedded/proxy/state.h"

enum cs_piece_side { CS_FROM_CLIENT = 1u, CS_FROM_ORIGIN = 2u, CS_FROM_BOTH = 3u };

/* A piece of tunnel bytes from one side, borrowed; |first|: the first one. */
struct cs_piece {
    enum cs_side from;
    const char *data;
    size_t length;
    bool first;
};

/* What a faulty proxy does with a piece that comes from one of |sides| (bits of enum cs_piece_side); true when it has
 * dealt with it. */
struct cs_piece_fault {
    enum cs_fault fault;
    unsigned sides;
    bool (*act)(struct cs_session *session, const struct cs_piece *piece);
};

/* Whether the session's fault stands in |rows| and has dealt with |piece|. */
bool cs_fault_in_piece(struct cs_session *session, const struct cs_piece_fault *rows, size_t count,
                       const struct cs_piece *piece);

/* The piece of |length| bytes that has just come from |from|. */
struct cs_piece cs_fault_piece(const struct cs_session *session, enum cs_side from, const char *data, size_t length);

/* Closes both ends; true. */
bool cs_fault_close_both(struct cs_session *session);

/* True when the fault has dealt with the bytes in place of relay.c. */
bool cs_fault_takes_bytes(struct cs_session *session, enum cs_side from, const char *data, size_t length);

/* A FIN of |from| is about to be passed on: what is held goes first. */
void cs_fault_releases(struct cs_session *session, enum cs_side from);

/* fault_pieces.c: the same, for faults in whole pieces. */
bool cs_fault_on_piece_of_tunnel(struct cs_session *session, enum cs_side from, const char *data, size_t length);

/* fault_amounts.c: the same, for faults in kinds of pieces, and in how much passes. */
bool cs_fault_on_amount(struct cs_session *session, enum cs_side from, const char *data, size_t length);

/* fault_inside.c: the same, for faults of a proxy that looks for HTTP in the tunnel. */
bool cs_fault_inside(struct cs_session *session, enum cs_side from, const char *data, size_t length);

/* fault_tls.c: the same, for faults of one that looks at TLS in the tunnel. */
bool cs_fault_tls(struct cs_session *session, enum cs_side from, const char *data, size_t length);

/* fault_inside.c: the head of |length| bytes is a parent's 2xx, and the tunnel is about to open; it has opened. */
void cs_fault_parent_opens(struct cs_session *session, const char *head, size_t length);
void cs_fault_parent_opened(struct cs_session *session);

/* The bytes that the fault adds where the client ends in the midst of its head, static; NULL: none. */
const char *cs_fault_head_end(const struct cs_proxy_config *config);

#endif
