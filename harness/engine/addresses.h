/* Which addresses one case gets. */
#ifndef CONNECTSPEC_ADDRESSES_H
#define CONNECTSPEC_ADDRESSES_H

#include "harness/net/address_pool.h"
#include "harness/plan/plan.h"
#include "reference/must_use.h"

/* Fills |out| with what |source| uses: of |pool|, or, where that is NULL, of the policy's origin_addresses, which all
 * cases share, one at a time.  Returns 0 or an errno. */
CS_MUST_USE int cs_addresses_take(struct cs_address_pool *pool, const struct cs_policy *policy,
                                  const struct cs_case *source, struct cs_addresses *out);

#endif
