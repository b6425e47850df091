/* The tunnel: bytes, FIN and RST from one side to the other. */
#ifndef CONNECTSPEC_RELAY_H
#define CONNECTSPEC_RELAY_H

#include "harness/embedded/proxy/state.h"

/* The 2xx has been sent: what came before goes first, once (RFC 9110 section 9.3.6). */
void cs_relay_open(struct cs_session *session);

/* What |from| sent, its FIN and its RST go to the other side; a side that takes nothing pauses the one that sends. */
void cs_relay_received(struct cs_session *session, enum cs_side from, const char *data, size_t length);
void cs_relay_finished(struct cs_session *session, enum cs_side from);
void cs_relay_reset(struct cs_session *session, enum cs_side from);

#endif
