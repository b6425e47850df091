#include "harness/plan/credentials.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static void visit(const char *name, void *context)
{
    struct cs_wants *wants = context;

    wants->credentials += strcmp(name, "credentials") == 0 ? 1 : 0;
    wants->offers |= strncmp(name, "digest", strlen("digest")) == 0;
}

struct cs_wants cs_wants_of(const struct cs_case *source, int value)
{
    struct cs_wants wants = {.credentials = 1}; /* the last control */
    bool crowd = false;

    if (source == NULL)
        return wants;
    wants.credentials++; /* the variable, which values and outcomes use */
    for (size_t i = 0; i < source->step_count; i++) {
        wants.credentials += source->steps[i].verb == CS_VERB_FENCE ? 1 : 0;
        crowd |= source->steps[i].verb == CS_VERB_CROWD;
    }
    cs_case_each_variable(source, value, visit, &wants);
    if (wants.credentials > CS_PURSE_MAX)
        wants.credentials = CS_PURSE_MAX;
    wants.credentials += crowd ? CS_PURSE_CROWD : 0;
    return wants;
}

bool cs_purse_add(struct cs_purse *purse, const struct cs_message *response, bool offers)
{
    struct cs_digest *found = calloc(CS_DIGEST_OFFERS_MAX, sizeof(*found));
    size_t count = found == NULL ? 0 : cs_digest_read(response, found);
    struct cs_ticket *larger;

    if (offers && found != NULL) {
        free(purse->offers);
        purse->offers = found;
        purse->offer_count = count;
        return true;
    }
    larger = found == NULL ? NULL : realloc(purse->tickets, (purse->count + 1) * sizeof(*larger));
    if (larger != NULL)
        purse->tickets = larger;
    if (larger != NULL && count > 0)
        larger[purse->count++] = (struct cs_ticket){.challenge = found[0]};
    free(found);
    return larger != NULL;
}

void cs_purse_free(struct cs_purse *purse)
{
    free(purse->offers);
    free(purse->tickets);
    *purse = (struct cs_purse){0};
}

/* The one of |few| that was answered least. */
static struct cs_ticket *lesser(struct cs_ticket *few, struct cs_ticket *other)
{
    return few == NULL || other->count < few->count ? other : few;
}

struct cs_ticket *cs_purse_take(struct cs_purse *purse)
{
    struct cs_ticket *taken = NULL;

    for (size_t i = 0; purse != NULL && i < purse->count; i++)
        if (!purse->tickets[i].of_crowd)
            taken = lesser(taken, &purse->tickets[i]);
    return taken;
}

struct cs_ticket *cs_purse_hold(struct cs_purse *purse)
{
    struct cs_ticket *held = NULL;

    for (size_t i = 0; i < purse->count; i++) {
        struct cs_ticket *ticket = &purse->tickets[i];

        if (!ticket->held && (ticket->of_crowd || ticket->count == 0))
            held = lesser(held, ticket);
    }
    if (held != NULL)
        held->of_crowd = held->held = true;
    return held;
}

char *cs_basic_token(const struct cs_policy *policy)
{
    char pair[sizeof(policy->user) + sizeof(policy->password) + 1];
    int length = snprintf(pair, sizeof(pair), "%s:%s", policy->user, policy->password);
    char *token = malloc((sizeof(pair) + 2) / 3 * 4 + 1);

    if (token != NULL)
        EVP_EncodeBlock((unsigned char *)token, (const unsigned char *)pair, length);
    return token;
}

static bool asks_for(const struct cs_policy *policy, const char *scheme)
{
    return strcmp(policy->auth, scheme) == 0;
}

bool cs_credentials_possible(const struct cs_policy *policy)
{
    return policy->auth[0] == '\0' || asks_for(policy, "none") || asks_for(policy, "basic") ||
           asks_for(policy, "digest");
}

/* The value of the field, NULL when there is no challenge to answer. */
static char *digest_value(const struct cs_policy *policy, struct cs_ticket *ticket, const char *method, const char *uri,
                          const char *authority)
{
    struct cs_digest_use use = {.user = policy->user, .password = policy->password, .method = method, .uri = uri};
    uint64_t bits = 0;
    char cnonce[17];
    char *value;

    if (ticket == NULL || getrandom(&bits, sizeof(bits), 0) != sizeof(bits))
        return NULL;
    snprintf(cnonce, sizeof(cnonce), "%016llx", (unsigned long long)bits);
    use.cnonce = cnonce;
    use.count = ++ticket->count;
    value = cs_digest_credentials(&ticket->challenge, &use);
    use.uri = authority;
    return value != NULL ? value : cs_digest_credentials(&ticket->challenge, &use);
}

char *cs_credentials_line(const struct cs_policy *policy, struct cs_ticket *ticket, const char *method, const char *uri,
                          const char *authority)
{
    bool basic = asks_for(policy, "basic");
    char *value = NULL;
    char *line = NULL;

    if (basic)
        value = cs_basic_token(policy);
    else if (asks_for(policy, "digest"))
        value = digest_value(policy, ticket, method, uri, authority);
    if (value == NULL)
        return basic ? NULL : strdup("");
    if (asprintf(&line, "Proxy-Authorization: %s%s\r\n", basic ? "Basic " : "", value) < 0)
        line = NULL;
    free(value);
    return line;
}
