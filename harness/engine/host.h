/* The proxy that we play for a client under test: answers its requests, whatever connection they come on, as the case
 * says.
 *
 * The first request gets the steps of the actor `proxy`, the second one those of `proxy2`, and so on; the last actor
 * that has steps stands for all later ones.  The same goes for requests inside tunnels and the actor `inner`, which
 * need not have any. */
#ifndef CONNECTSPEC_HOST_H
#define CONNECTSPEC_HOST_H

#include "harness/engine/inner.h"
#include "harness/plan/plan.h"
#include "harness/transport/conversation.h"

struct cs_guest;

struct cs_host {
    struct cs_links *links;     /* borrowed */
    const struct cs_plan *plan; /* borrowed */
    struct cs_keys *keys;       /* borrowed */
    char *page;                 /* what the origin answers */
    unsigned asked, tunnels, asked_inside;
    struct cs_tls_context *misled; /* an origin that shows the proxy's certificate; NULL: not needed yet */
    struct cs_guest *guests;       /* by number of the connection */
};

/* Begins: |host| is all zero but for what is borrowed.  Trouble of the links without memory. */
void cs_host_begin(struct cs_host *host);

/* Answers what has come.  After anything has happened. */
void cs_host_look(struct cs_host *host);

/* Gives a name to connections on which nothing was asked. */
void cs_host_name_rest(struct cs_host *host);

void cs_host_free(struct cs_host *host);

#endif
