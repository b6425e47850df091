/* `list --json`: the cases and the requirements for programs. */
#ifndef CONNECTSPEC_LIST_JSON_H
#define CONNECTSPEC_LIST_JSON_H

#include <jansson.h>

#include "harness/cli/select.h"
#include "harness/scenario/case.h"
#include "reference/must_use.h"

/* Whether a case of |selection| cites |requirement|. */
bool cs_list_cited(const struct cs_requirement *requirement, const struct cs_selection *selection);

/* {"cases": [{"id", "title", "level", "role", "requirements", "needs", "over", "tags", "catches", "file"}]}; the
 * caller's. NULL: no memory. */
CS_MUST_USE json_t *cs_list_json_cases(const struct cs_selection *selection);

/* {"requirements": [{"id", "role", "level", "severity", "statement", "source", "references", "cases"}]}, where no case
 * can show it "not_showable" with the reason; the caller's.  NULL: no memory. */
CS_MUST_USE json_t *cs_list_json_requirements(const struct cs_catalogue *catalogue,
                                              const struct cs_selection *selection);

#endif
