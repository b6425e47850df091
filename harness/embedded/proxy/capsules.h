/* The relay of connect-udp (RFC 9298 section 5): DATAGRAM capsules of the client's become datagrams to the target, and the
 * other way round; over HTTP/3 DATAGRAM frames, too, where both ends take them.  In place of relay.h where a session's destination takes datagrams. */
#ifndef CONNECTSPEC_CAPSULES_H
#define CONNECTSPEC_CAPSULES_H

#include "harness/embedded/proxy/state.h"

/* The tunnel stands, its answer has been sent. */
void cs_capsules_open(struct cs_session *session);

/* The client's bytes, however they are cut; one datagram of the target's, which may be empty. */
void cs_capsules_received(struct cs_session *session, enum cs_side from, const char *data, size_t length);

/* The payload of a datagram of the client's that came beside its bytes: a context, and what it is about (RFC 9298
 * section 5). */
void cs_capsules_datagram(struct cs_session *session, const char *data, size_t length);

/* The client has ended its direction: the socket goes with the stream (section 3.1).  Within a capsule the stream breaks
 * (RFC 9297 section 3.3). */
void cs_capsules_finished(struct cs_session *session);

/* The client has broken off, or the socket can be used no longer: then the stream ends (section 3.1). */
void cs_capsules_reset(struct cs_session *session, enum cs_side side);

#endif
