/* The transports by the names that users give them (reports/fact_words.h), with everything as a conforming end has
 * it. */
#ifndef CONNECTSPEC_TRANSPORT_H
#define CONNECTSPEC_TRANSPORT_H

#include "harness/transport/link.h"
#include "reference/must_use.h"

struct cs_tls_context;

struct cs_transport_options {
    bool server;
    struct cs_tls_context
        *tls; /* what carries it is TLS, or its own: those that need it are not there without; NULL: plain */
    const char *settings; /* h3: more of its SETTINGS, as it stands; NULL: no more */
    size_t settings_length;
};

/* A link of the transport called |name|; "" is h1.  |events| and what |options| point to are borrowed.  NULL without
 * memory, and for a name that is none or whose transport is not there. */
CS_MUST_USE struct cs_link *cs_transport_open(const char *name, const struct cs_transport_options *options,
                                              const struct cs_link_events *events, void *context);

/* What ALPN calls it ("http/1.1"); NULL: no transport that is there. */
const char *cs_transport_alpn(const char *name);

/* What it calls an error code: "CONNECT_ERROR", "H3_CONNECT_ERROR"; "unknown" for any other. */
const char *cs_transport_error_name(const char *name, uint64_t code);

/* Whether it speaks over TLS alone. */
bool cs_transport_needs_tls(const char *name);

#endif
