/* The variables of a plan: what the placeholders of a case stand for with one target and one set of addresses. */
#ifndef CONNECTSPEC_PLAN_VARIABLES_H
#define CONNECTSPEC_PLAN_VARIABLES_H

#include "harness/plan/plan.h"
#include "harness/scenario/case.h"
#include "reference/must_use.h"

/* Sets the built-in variables (cases/README.md lists them) but for digest-...  |plan| has its source, value, id,
 * addresses and policy; |authority| is the destination that it is about.  False with |error|. */
CS_MUST_USE bool cs_plan_set_variables(struct cs_plan *plan, const char *authority, char error[CS_TEMPLATE_ERROR_MAX]);

/* Sets those of the parameter value, which may use the others.  False with |error|. */
CS_MUST_USE bool cs_plan_set_value(struct cs_plan *plan, char error[CS_TEMPLATE_ERROR_MAX]);

/* Copies one variable into the plan.  False without memory. */
CS_MUST_USE bool cs_plan_add_variable(struct cs_plan *plan, const char *name, const char *value, size_t length);

/* Looks a variable of |plan| up: the lookup of a cs_environment whose context is the plan. */
CS_MUST_USE bool cs_plan_lookup(void *plan, const char *name, const char **value, size_t *length);

/* plan_digest.c: the variables digest-..., as far as the purse's offers go; false without memory.  |authority| is what
 * credentials are made for. */
CS_MUST_USE bool cs_plan_set_digest(struct cs_plan *plan, const char *authority);

/* plan_digest.c: why the plan has not every variable digest-... that its case uses (static), or NULL. */
const char *cs_plan_lacking(const struct cs_plan *plan);

/* head.c: the head of a step with `request` or `respond`, whose segment is there; of any other nothing.  False without
 * memory, or when a part of it cannot be filled in. */
CS_MUST_USE bool cs_plan_bind_head(struct cs_planned_step *step, const struct cs_environment *environment,
                                   char error[CS_TEMPLATE_ERROR_MAX]);
void cs_planned_head_free(struct cs_planned_head *head); /* NULL is fine */

/* author.c: writes what a client sends, with Digest credentials made for the request that they stand in. */
struct cs_author {
    struct cs_plan *plan;
    char actor[24]; /* whose request line was seen last */
    char method[32];
    char uri[2048];
    struct cs_ticket *ticket; /* what every ${credentials} answers; NULL: each a challenge of its own */
    char count[9];            /* the variable, "" where it is the plan's */
};

/* Looks at what |step| sends, for a request line. */
void cs_author_read(struct cs_author *author, const struct cs_step *step);

/* What the one of a crowd with the number |count| sends in |step|, which was read; |ticket| NULL where it is not for
 * Digest.  False without memory, with |error|.  The caller frees |out|. */
CS_MUST_USE bool cs_author_write(struct cs_author *author, const struct cs_step *step, struct cs_ticket *ticket,
                                 uint32_t count, struct cs_bytes *out, char error[CS_TEMPLATE_ERROR_MAX]);

/* The lookup of a cs_environment whose context is the author: the plan's variables, but each ${credentials} has a
 * challenge of its own while the plan has a purse. */
CS_MUST_USE bool cs_author_lookup(void *author, const char *name, const char **value, size_t *length);

#endif
