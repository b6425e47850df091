/* An address that never answers a SYN, without a firewall: a listener whose queue is full. */
#ifndef CONNECTSPEC_BLACKHOLE_H
#define CONNECTSPEC_BLACKHOLE_H

#include <netinet/in.h>

#include "reference/must_use.h"

struct cs_blackhole {
    int listener;
    int filler; /* the one connection that the queue takes */
};

/* Goes deaf on |address|.  Returns 0, or an errno; then there is nothing to close. */
CS_MUST_USE int cs_blackhole_open(const struct sockaddr_storage *address, struct cs_blackhole *deaf);

void cs_blackhole_close(struct cs_blackhole *deaf);

#endif
