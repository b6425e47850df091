/* HTTP/1.1: the carrier is the channel.  Every call is handed on as it is, bytes and sources are never copied.
 * A message is ordered with its text in |bytes|. */
#ifndef CONNECTSPEC_H1_H
#define CONNECTSPEC_H1_H

#include "harness/transport/link.h"
#include "reference/must_use.h"

extern const struct cs_link_kind cs_h1_kind;

/* |events| is borrowed.  NULL without memory.  |server|: channel 0 is there from the start, cs_link_join has none. */
CS_MUST_USE struct cs_link *cs_h1_open(bool server, const struct cs_link_events *events, void *context);

#endif
