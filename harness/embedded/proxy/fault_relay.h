/* The faults in the relay: each function is true when the fault has dealt with the event in place of relay.c.  They
 * reach nothing but the queue of actions. */
#ifndef CONNECTSPEC_FAULT_RELAY_H
#define CONNECTSPEC_FAULT_RELAY_H

#include "harness/embedded/proxy/state.h"

/* The tunnel opens; |data|, FIN, RST came from |from|. */
bool cs_fault_on_open(struct cs_session *session);
bool cs_fault_early_lost(const struct cs_session *session); /* fault_later.c: the bytes behind the head are */
bool cs_fault_on_bytes(struct cs_session *session, enum cs_side from, const char *data, size_t length);
bool cs_fault_on_finish(struct cs_session *session, enum cs_side from);
bool cs_fault_on_reset(struct cs_session *session, enum cs_side from);

/* fault_stray.c: a request is refused, a tunnel opens, bytes of an origin pass, a client has reset: what is left of them. */
void cs_fault_on_refusal(const struct cs_session *session);
void cs_fault_stray_opens(struct cs_session *session);
void cs_fault_stray_passes(struct cs_session *session, const char *data, size_t length);
void cs_fault_stray_resets(const struct cs_session *session);

#endif
