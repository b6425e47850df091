/* The profile that `connectspec init` writes. */
#ifndef CONNECTSPEC_INIT_PROFILE_H
#define CONNECTSPEC_INIT_PROFILE_H

#include <stdio.h>

#include "harness/cli/owner.h"
#include "harness/launch/target.h"

#define CS_INIT_NAME_MAX 32

/* What is known of a proxy that runs. */
struct cs_init_facts {
    const char *proxy; /* HOST:PORT */
    const char *place; /* ADDRESS:PORT where it is on another machine, else NULL */
    uint16_t port;     /* of it */
    const struct cs_policy *policy;
    const struct cs_owner *owner; /* how it was started; NULL: that is not known */
};

/* The name of its profile: that of its program in lower-case letters, digits and dashes, else "my-proxy". */
void cs_init_name(const struct cs_owner *owner, char name[CS_INIT_NAME_MAX]);

/* Writes the profile |name| with comments, as harness/launch/profiles/README.md wants it.  In the command line the port
 * of the proxy and the one that it lets CONNECT reach become variables, names of files absolute paths. */
void cs_init_profile(FILE *out, const char *name, const struct cs_init_facts *facts);

#endif
