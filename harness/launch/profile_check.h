/* The check that a profile follows its language, and what its templates hold. */
#ifndef CONNECTSPEC_PROFILE_CHECK_H
#define CONNECTSPEC_PROFILE_CHECK_H

#include "harness/launch/profile.h"
#include "reference/must_use.h"

/* Checks |profile|, whose root is set.  False with |diagnostics|. */
CS_MUST_USE bool cs_profile_check(const struct cs_profile *profile, struct cs_diagnostics *diagnostics);

/* The text of the file template |path| (relative to the profile's folder); the caller frees it.  NULL with
 * |diagnostics| when it cannot be read or holds a NUL byte. */
CS_MUST_USE char *cs_profile_template(const struct cs_profile *profile, const char *path,
                                      struct cs_diagnostics *diagnostics);

#endif
