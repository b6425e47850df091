/* The keys of a target profile and the check that a file follows them. */
#ifndef CONNECTSPEC_PROFILE_CHECK_H
#define CONNECTSPEC_PROFILE_CHECK_H

#include "harness/launch/profile.h"

/* The variables of every profile, besides its own `values`.  X(name) */
#define CS_PROFILE_VARIABLE_LIST(X)                                                                                    \
    X("dir")                                                                                                           \
    X("port")                                                                                                          \
    X("origin-port")                                                                                                   \
    X("denied-port")                                                                                                   \
    X("denied-addresses")                                                                                              \
    X("user")                                                                                                          \
    X("password")                                                                                                      \
    X("program")                                                                                                       \
    X("self")                                                                                                          \
    X("name")                                                                                                          \
    X("names")                                                                                                         \
    X("folder")                                                                                                        \
    X("second-port")                                                                                                   \
    X("parent")

/* Checks |profile|, whose root is set.  False with |diagnostics|. */
bool cs_profile_check(const struct cs_profile *profile, struct cs_diagnostics *diagnostics);

/* The text of the file template |path| (relative to the profile's folder); the caller frees it.  NULL with
 * |diagnostics| when it cannot be read or holds a NUL byte. */
char *cs_profile_template(const struct cs_profile *profile, const char *path, struct cs_diagnostics *diagnostics);

/* All keys a profile may have, with a NULL behind them (`name` and `variants` stand in no variant). */
const char *const *cs_profile_keys(void);

#endif
