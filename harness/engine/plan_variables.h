/* The variables of a plan: what the placeholders of a case stand for with one target and one set of addresses. */
#ifndef CONNECTSPEC_PLAN_VARIABLES_H
#define CONNECTSPEC_PLAN_VARIABLES_H

#include "harness/engine/plan.h"

/* Sets the built-in variables (cases/README.md lists them) and then those of the parameter value.  |plan| has its
 * source, value, id, addresses and policy.  False with |error|. */
bool cs_plan_set_variables(struct cs_plan *plan, char error[CS_TEMPLATE_ERROR_MAX]);

/* Copies one variable into the plan.  False without memory. */
bool cs_plan_add_variable(struct cs_plan *plan, const char *name, const char *value, size_t length);

/* Looks a variable of |plan| up: the lookup of a cs_environment whose context is the plan. */
bool cs_plan_lookup(void *plan, const char *name, const char **value, size_t *length);

#endif
