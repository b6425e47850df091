/* The faults in capsules and datagrams. */
#ifndef CONNECTSPEC_FAULT_CAPSULES_H
#define CONNECTSPEC_FAULT_CAPSULES_H

#include "harness/embedded/proxy/state.h"

enum cs_fault_capsule {
    CS_FAULT_CAPSULE_FINE,
    CS_FAULT_CAPSULE_BORNE, /* taken in its own way */
    CS_FAULT_CAPSULE_ENDS,  /* the stream breaks */
};

/* A capsule begins: its type and its length are known. */
enum cs_fault_capsule cs_fault_on_capsule(struct cs_session *session);

/* Whether the payload of the datagram at hand goes to the target (without a fault: of context 0); whether one of |kind|
 * leaves the stream whole (without a fault: all but a malformed one). */
bool cs_fault_relays(const struct cs_session *session);
bool cs_fault_bears(const struct cs_session *session, enum cs_datagram_kind kind);

/* A capsule that was kept as it is has come whole; whether what stands behind this event is lost; a read is over; whether
 * an end within a capsule is borne. */
void cs_fault_whole(struct cs_session *session);
bool cs_fault_drops_rest(const struct cs_session *session, enum cs_capsule_event event);
void cs_fault_read_all(struct cs_session *session);
bool cs_fault_on_cut(struct cs_session *session);

/* Whether the faulty proxy has dealt with a datagram to the target, or from it. */
bool cs_fault_to_target(struct cs_session *session, const char *data, size_t length);
bool cs_fault_from_target(struct cs_session *session, const char *data, size_t length);

/* Whether capsules of a client that has DATAGRAM frames are lost; whether one of the target's goes as a capsule to such a
 * client; whether the payload of a datagram beside the bytes has been dealt with. */
bool cs_fault_deaf_to_capsules(const struct cs_session *session);
bool cs_fault_as_capsule(const struct cs_session *session, size_t length);
bool cs_fault_on_beside(struct cs_session *session, const char *data, size_t length);

#endif
