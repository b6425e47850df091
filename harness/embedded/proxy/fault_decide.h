/* The faults in what is decided: each says or changes what is to be done, and does nothing itself. */
#ifndef CONNECTSPEC_FAULT_DECIDE_H
#define CONNECTSPEC_FAULT_DECIDE_H

#include "harness/embedded/proxy/decide.h"

/* Whether the faulty proxy does not mind |code|. */
bool cs_fault_forgives(const struct cs_asked *asked, enum cs_code code);

/* The destination that a lenient front took out of the request. */
bool cs_fault_reading(const struct cs_asked *asked, struct cs_destination *out);

/* Why the faulty proxy refuses a good request to |destination|; CS_REFUSE_NOTHING: it does not. */
enum cs_refusal cs_fault_refusal(const struct cs_asked *asked, const struct cs_destination *destination);

/* Change what the correct proxy would do about a request, about one of plain http, about the end of a connect. */
void cs_fault_rule(const struct cs_asked *asked, struct cs_ruling *ruling);
void cs_fault_rule_forward(const struct cs_asked *asked, struct cs_ruling *ruling);
void cs_fault_rule_dialled(const struct cs_asked *asked, const struct cs_dialled *dialled, struct cs_ruling *ruling);

/* fault_crash.c: whether the process dies of the request, which is refused with |refusal| or not. */
bool cs_fault_crashes(const struct cs_asked *asked, enum cs_refusal refusal);

/* Whether the connection goes on behind a refusal. */
bool cs_fault_keeps_open(const struct cs_asked *asked, enum cs_refusal refusal);

/* fault_later.c: whether it is TRACE, and a faulty proxy shows in its answer what it got. */
bool cs_fault_shows_trace(const struct cs_asked *asked);

/* fault_later.c: the same where it is HTTP/1.0; that a host was let through, and whether it was. */
bool cs_fault_forgives_http10(const struct cs_asked *asked, enum cs_code code);
void cs_fault_remembers(const struct cs_asked *asked, const struct cs_destination *destination);
bool cs_fault_host_known(const struct cs_asked *asked, const struct cs_destination *destination);

/* fault_later.c: hosts that were let through; |memory|: NULL where nothing is remembered. */
void cs_fault_remember_host(struct cs_proxy_memory *memory, const struct cs_destination *destination);
bool cs_fault_knows_host(struct cs_proxy_memory *memory, const struct cs_destination *destination);

/* fault_strange.c: the destination that X-Forwarded-Host names, where a faulty proxy goes there. */
bool cs_fault_forwarded_host(const struct cs_asked *asked, struct cs_destination *out);

#endif
