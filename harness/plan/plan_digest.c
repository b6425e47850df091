/* Digest in cases: the variables digest-..., and which of them a target does not give. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/plan/plan_variables.h"

#define UNOFFERED "needs a target that offers Digest"

/* What has to be offered for each variable that is whole credentials.  |algorithm| NULL: any. */
static const struct row {
    const char *variable;
    const char *algorithm;
    const char *lacking;
} rows[] = {
    {"digest", NULL, UNOFFERED},
    {"digest-md5", "MD5", UNOFFERED " with MD5"},
    {"digest-md5-sess", "MD5-sess", UNOFFERED " with MD5-sess"},
    {"digest-sha256", "SHA-256", UNOFFERED " with SHA-256"},
    {"digest-sha256-sess", "SHA-256-sess", UNOFFERED " with SHA-256-sess"},
    {"digest-sha512", "SHA-512-256", UNOFFERED " with SHA-512-256"},
    {"digest-sha512-sess", "SHA-512-256-sess", UNOFFERED " with SHA-512-256-sess"},
    {"digest-userhash", NULL, UNOFFERED " with userhash"},
    {"digest-auth-int", NULL, UNOFFERED " with qop auth-int"},
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

/* What has to be offered for |variable|; NULL when it is none of ours. */
static const char *needed_for(const char *variable)
{
    static const char *const parts[] = {"digest-algorithm", "digest-realm", "digest-nonce", "digest-secret",
                                        "digest-start"};

    for (size_t i = 0; i < ROWS; i++)
        if (strcmp(rows[i].variable, variable) == 0)
            return rows[i].lacking;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (strcmp(parts[i], variable) == 0)
            return UNOFFERED " with qop auth";
    return NULL;
}

/* Sets a variable to a text that it frees; false without memory. */
static bool give(struct cs_plan *plan, const char *name, char *text)
{
    bool good = text != NULL && cs_plan_add_variable(plan, name, text, strlen(text));

    free(text);
    return good;
}

static const struct cs_digest *offer_of(const struct cs_purse *purse, const struct row *row)
{
    bool userhash = strcmp(row->variable, "digest-userhash") == 0;
    bool auth_int = strcmp(row->variable, "digest-auth-int") == 0;

    for (size_t i = 0; i < purse->offer_count; i++) {
        const struct cs_digest *offer = &purse->offers[i];

        if ((row->algorithm == NULL || strcmp(row->algorithm, offer->algorithm) == 0) &&
            (!userhash || offer->userhash) && (!auth_int || offer->auth_int))
            return offer;
    }
    return NULL;
}

/* Whole credentials, for each row that is offered. */
static bool set_credentials(struct cs_plan *plan, const struct cs_digest_use *common)
{
    bool good = true;

    for (size_t i = 0; good && i < ROWS; i++) {
        const struct cs_digest *offer = offer_of(plan->purse, &rows[i]);
        struct cs_digest_use use = *common;

        use.hash_user = strcmp(rows[i].variable, "digest-userhash") == 0;
        use.auth_int = strcmp(rows[i].variable, "digest-auth-int") == 0;
        if (offer != NULL)
            good = give(plan, rows[i].variable, cs_digest_credentials(offer, &use));
    }
    return good;
}

/* The parts of which a case makes credentials of its own. */
static bool set_parts(struct cs_plan *plan, const struct cs_digest_use *use)
{
    const struct cs_digest *offer = NULL;
    char secret[CS_HASH_HEX_MAX];

    for (size_t i = 0; offer == NULL && i < plan->purse->offer_count; i++)
        if (plan->purse->offers[i].auth)
            offer = &plan->purse->offers[i];
    if (offer == NULL)
        return true;
    return cs_digest_secret(offer, use, secret) && give(plan, "digest-secret", strdup(secret)) &&
           give(plan, "digest-algorithm", strdup(offer->algorithm)) &&
           give(plan, "digest-realm", strdup(offer->realm)) && give(plan, "digest-nonce", strdup(offer->nonce)) &&
           give(plan, "digest-start", cs_digest_start(offer, use));
}

bool cs_plan_set_digest(struct cs_plan *plan, const char *authority)
{
    struct cs_digest_use use = {.user = plan->policy->user,
                                .password = plan->policy->password,
                                .method = "CONNECT",
                                .uri = authority,
                                .count = 1};
    size_t length;

    if (plan->source->role == cs_role_find("client")) /* the challenges are the case's own: of the oldest algorithm */
        return give(plan, "digest-algorithm", strdup("MD5"));
    return plan->purse == NULL || plan->purse->offer_count == 0 ||
           (cs_plan_lookup(plan, "nonce", &use.cnonce, &length) && set_credentials(plan, &use) &&
            set_parts(plan, &use));
}

struct search {
    const struct cs_plan *plan;
    const char *lacking;
};

static void visit(const char *name, void *context)
{
    struct search *search = context;
    const char *needed = needed_for(name);
    const char *value;
    size_t length;

    if (search->lacking == NULL && needed != NULL && !cs_plan_lookup((void *)search->plan, name, &value, &length))
        search->lacking = needed;
}

const char *cs_plan_lacking(const struct cs_plan *plan)
{
    struct search search = {.plan = plan};

    cs_case_each_variable(plan->source, plan->value, visit, &search);
    return search.lacking;
}
