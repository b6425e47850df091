/* An address that never answers a SYN, without a firewall: a listener whose queue is full. */
#ifndef CONNECTSPEC_DEAF_H
#define CONNECTSPEC_DEAF_H

#include <netinet/in.h>

struct cs_deaf {
    int listener;
    int filler; /* the one connection that the queue takes */
};

/* Goes deaf on |address|.  Returns 0, or an errno; then there is nothing to close. */
int cs_deaf_open(const struct sockaddr_storage *address, struct cs_deaf *deaf);

void cs_deaf_close(struct cs_deaf *deaf);

#endif
