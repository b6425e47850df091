/* What a target was told and can do, as its profile says. */
#ifndef CONNECTSPEC_POLICY_H
#define CONNECTSPEC_POLICY_H

#include "harness/launch/profile.h"
#include "harness/launch/target.h"

/* Fills |policy|: the facts for which the profile has a key, what |request| overrides, and what the machine allows.
 * |self|: the running connectspec.  False with |diagnostics|: a port is both allowed and denied, or a value has no
 * place in its fact. */
bool cs_policy_of(const struct cs_choice *choice, const struct cs_target_request *request, const char *self,
                  struct cs_policy *policy, struct cs_diagnostics *diagnostics);

/* Nobody has told the target to let more ports through than the origin port: its files, command and environment name no
 * others.  What is left are those that the profile itself says, and all of a target that refuses none. */
void cs_policy_forget_ports(const struct cs_choice *choice, struct cs_policy *policy);

#endif
