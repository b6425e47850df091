/* The command line of `run`. */
#ifndef CONNECTSPEC_RUN_OPTIONS_H
#define CONNECTSPEC_RUN_OPTIONS_H

#include <netinet/in.h>

#include "harness/cli/isolate.h"
#include "harness/cli/select.h"
#include "harness/launch/target.h"
#include "harness/transport/tls/tls.h"
#include "reference/must_use.h"
#include "reports/documents.h"

struct cs_run_options {
    struct cs_selection_options selection;
    struct cs_target_request target;
    const char *proxy;     /* HOST:PORT of one that already runs, https:// in front: over TLS; or NULL */
    const char *ca;        /* PEM file that the certificate of such a proxy is checked against; NULL: the system's */
    bool insecure;         /* ... is not checked */
    const char *transport; /* what such a proxy speaks; NULL: h1 */
    bool all_transports;   /* --transport all: each that the target has, one after the other */
    const char *role;      /* of |proxy|; NULL: a proxy */
    const char *proxy_user;
    const char *has;    /* abilities of |proxy|, as --has lists them; NULL: none is known */
    const char *parent; /* our address that |proxy| hands every CONNECT on to; NULL: none */
    const char *denied; /* our address that |proxy| was told to refuse; NULL: none is known */
    const char *cases;  /* NULL: our own */
    enum cs_isolation isolation;
    unsigned repeat; /* how many runs; 0: one */
    unsigned jobs;   /* 0: by the target's capacity */
    double deadline; /* 0: scaled */
    const char *json;
    const char *published;                    /* JSON without times and ports, for results that are kept */
    const char *documents[CS_DOCUMENT_KINDS]; /* paths; NULL: not asked for */
    const char *transcripts;
    const char *expect; /* file of known failures, or NULL */
    bool keep_secrets;  /* documents hold the password, too */
    bool fail_fast;
    bool strict;
    bool quiet;
    bool verbose;
    bool trace; /* each event of each case, on stderr */
    bool color;
    char command[1024]; /* the options that repeat the run on this target */
};

/* Fills |out| from the arguments.  Returns -1 to go on, or an exit status (0 after --help, 2 after an error, which it
 * has printed).  Strings are borrowed from |argv|. */
int cs_run_options_parse(int argc, char **argv, struct cs_run_options *out);

/* What --proxy, --auth and --proxy-user say: where the target listens and what it was told to enforce.  False with a
 * line on stderr when an address is not to be had or not allowed. */
bool cs_run_options_remote(const struct cs_run_options *options, struct sockaddr_storage *address,
                           struct cs_policy *policy);

/* The host and port of |options->proxy|, which is borrowed; |*tls|: https:// stood in front. */
const char *cs_run_options_proxy(const struct cs_run_options *options, bool *tls);

/* TLS to the proxy as --proxy, --ca and --insecure want it; |*out| NULL: plain TCP.  False with a line on stderr. */
CS_MUST_USE bool cs_run_options_tls(const struct cs_run_options *options, struct cs_tls_context **out);

#endif
