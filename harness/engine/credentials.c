#include "harness/engine/credentials.h"

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

    if (source == NULL)
        return wants;
    wants.credentials++; /* the variable, which values and outcomes use */
    for (size_t i = 0; i < source->step_count; i++)
        wants.credentials += source->steps[i].verb == CS_VERB_FENCE ? 1 : 0;
    cs_case_each_variable(source, value, visit, &wants);
    return wants;
}

bool cs_purse_add(struct cs_purse *purse, const char *head, size_t length, bool offers)
{
    struct cs_digest *found = calloc(CS_DIGEST_OFFERS_MAX, sizeof(*found));
    size_t count = found == NULL ? 0 : cs_digest_read(head, length, found);
    struct cs_digest *larger;

    if (offers && found != NULL) {
        free(purse->offers);
        purse->offers = found;
        purse->offer_count = count;
        return true;
    }
    larger = found == NULL ? NULL : realloc(purse->challenges, (purse->count + 1) * sizeof(*larger));
    if (larger != NULL)
        purse->challenges = larger;
    if (larger != NULL && count > 0)
        larger[purse->count++] = found[0];
    free(found);
    return larger != NULL;
}

void cs_purse_free(struct cs_purse *purse)
{
    free(purse->offers);
    free(purse->challenges);
    *purse = (struct cs_purse){0};
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
static char *digest_value(const struct cs_policy *policy, struct cs_purse *purse, const char *method, const char *uri,
                          const char *authority)
{
    struct cs_digest_use use = {.user = policy->user, .password = policy->password, .method = method, .uri = uri};
    uint64_t bits = 0;
    char cnonce[17];
    const struct cs_digest *challenge;
    char *value;

    if (purse == NULL || purse->count == 0 || getrandom(&bits, sizeof(bits), 0) != sizeof(bits))
        return NULL;
    snprintf(cnonce, sizeof(cnonce), "%016llx", (unsigned long long)bits);
    challenge = &purse->challenges[purse->spent % purse->count];
    use.cnonce = cnonce;
    use.count = (uint32_t)(purse->spent++ / purse->count) + 1;
    value = cs_digest_credentials(challenge, &use);
    use.uri = authority;
    return value != NULL ? value : cs_digest_credentials(challenge, &use);
}

char *cs_credentials_line(const struct cs_policy *policy, struct cs_purse *purse, const char *method, const char *uri,
                          const char *authority)
{
    bool basic = asks_for(policy, "basic");
    char *value = NULL;
    char *line = NULL;

    if (basic)
        value = cs_basic_token(policy);
    else if (asks_for(policy, "digest"))
        value = digest_value(policy, purse, method, uri, authority);
    if (value == NULL)
        return basic ? NULL : strdup("");
    if (asprintf(&line, "Proxy-Authorization: %s%s\r\n", basic ? "Basic " : "", value) < 0)
        line = NULL;
    free(value);
    return line;
}
