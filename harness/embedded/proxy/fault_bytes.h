/* The faults in what becomes of tunnel bytes.  They reach nothing but the queue of actions. */
#ifndef CONNECTSPEC_FAULT_BYTES_H
#define CONNECTSPEC_FAULT_BYTES_H

#include "harness/embedded/proxy/state.h"

/* True when the fault has dealt with the bytes in place of relay.c. */
bool cs_fault_takes_bytes(struct cs_session *session, enum cs_side from, const char *data, size_t length);

/* A FIN of |from| is about to be passed on: what is held goes first. */
void cs_fault_releases(struct cs_session *session, enum cs_side from);

/* fault_pieces.c: the same, for faults in whole pieces. */
bool cs_fault_on_piece_of_tunnel(struct cs_session *session, enum cs_side from, const char *data, size_t length);

#endif
