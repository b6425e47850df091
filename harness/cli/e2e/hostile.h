/* What the two files of the hostile target share: hostile.c runs it, hostile_proxy.c has those that are nearly
 * proxies. */
#ifndef CONNECTSPEC_HOSTILE_H
#define CONNECTSPEC_HOSTILE_H

#include <stdbool.h>
#include <stddef.h>

void hostile_send(int peer, const char *text);

/* Reads a request and connects to where it leads; -1: it leads nowhere, or it is none. */
int hostile_dial(int peer);

/* One that is nearly a proxy.  |serve| has one connection, which is closed behind it; |number| counts from 1. */
struct hostile_mode {
    const char *name;
    void (*serve)(int peer);
    bool one_by_one;  /* no process of its own for each connection */
    long deaf_after;  /* after so many connections it serves nobody any more; 0: never */
    long dies_after;  /* ... it is gone */
    long drops_first; /* so many connections are closed without an answer; then all are served */
    long drops_every; /* every so manieth is */
    int most_at_once; /* tunnels: others get 503; 0: any number */
};

extern const struct hostile_mode hostile_proxies[];
extern const size_t hostile_proxy_count;

#endif
