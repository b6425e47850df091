/* A closed room: this process and everything it starts from then on see a network of their own, where nothing but the
 * loopback interface exists, and their own /etc/resolv.conf, /etc/nsswitch.conf and /etc/hosts.  Nothing that a target
 * does there reaches a real network, every port can be bound, and names are looked up on 127.0.0.1 (resolver.h).  The
 * room goes away with its last process.
 *
 * All other files stay what they are, so that paths mean the same inside and outside. */
#ifndef CONNECTSPEC_ISOLATION_H
#define CONNECTSPEC_ISOLATION_H

#include <stdbool.h>

#include "reference/must_use.h"

#define CS_ISOLATION_REASON_MAX 256

/* Enters a room.  Call it before any thread or event loop exists, in a process with one thread.  As root it makes a
 * network and a mount namespace; others get a user namespace first, in which they stay who they are.  False with
 * |reason|, text for the user, where the machine does not allow it; then nothing has changed. */
CS_MUST_USE bool cs_isolation_enter(char reason[CS_ISOLATION_REASON_MAX]);

/* Whether this process, or the one that it was forked from, has entered a room. */
bool cs_isolation_is_inside(void);

/* Gives the calling process shared memory (/dev/shm, System V) of its own, which goes away with it: what a killed
 * target leaves there is gone, too.  Inside a room only; |directory| (absolute) has to stay reachable, so that one
 * below /dev/shm keeps that as it is.  Where it fails, things stay as they were. */
void cs_isolation_own_memory(const char *directory);

#endif
