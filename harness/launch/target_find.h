/* The profile behind a request for a target. */
#ifndef CONNECTSPEC_TARGET_FIND_H
#define CONNECTSPEC_TARGET_FIND_H

#include "harness/launch/profile.h"
#include "harness/launch/target.h"

/* The profile that |request| names, in |folder| unless it is a path, or the one that is made for the command of a
 * client; |choice| gets the layers.  NULL with |diagnostics|, or where |request| names nothing.  Free with
 * cs_profile_free. */
struct cs_profile *cs_target_find(const char *folder, const struct cs_target_request *request, struct cs_choice *choice,
                                  struct cs_diagnostics *diagnostics);

#endif
