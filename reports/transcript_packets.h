/* transcript_json.h: the datagrams of a connection of QUIC. */
#ifndef CONNECTSPEC_TRANSCRIPT_PACKETS_H
#define CONNECTSPEC_TRANSCRIPT_PACKETS_H

#include "reference/must_use.h"
#include "reports/json.h"
#include "reports/transcript.h"

/* A new reference, or NULL without memory. */
CS_MUST_USE json_t *cs_packets_to_json(const struct cs_carrier *carrier);

/* NULL: there are none.  False when it is no list of them, or there is no memory. */
CS_MUST_USE bool cs_packets_from_json(json_t *list, struct cs_carrier *carrier);

#endif
