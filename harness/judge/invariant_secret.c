/* What gives an account away: its password, the token of Basic, H(A1) of Digest. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "harness/base/digest_sum.h"
#include "harness/judge/exposure.h"
#include "harness/judge/invariant_internal.h"
#include "harness/plan/credentials.h"

#define LEAST     6 /* letters: shorter ones stand in any text */
#define REALM_MAX 256

struct text {
    const char *bytes;
    size_t length;
};

/* Where |text| has |secret|, which the client has not sent itself. */
static size_t find(struct text text, struct text asked, const char *secret, size_t length)
{
    const char *at = length < LEAST ? NULL : memmem(text.bytes, text.length, secret, length);

    if (at == NULL || (asked.length > 0 && memmem(asked.bytes, asked.length, secret, length) != NULL))
        return CS_EXPOSURE_NONE;
    return (size_t)(at - text.bytes);
}

/* A word or a number stands in pages of its own accord ("password"); letters and others together do not. */
static size_t find_password(struct text text, struct text asked, const char *password)
{
    bool letter = false;
    bool other = false;

    for (const char *at = password; *at != '\0'; at++) {
        letter = letter || isalpha((unsigned char)*at);
        other = other || !isalpha((unsigned char)*at);
    }
    return letter && other ? find(text, asked, password, strlen(password)) : CS_EXPOSURE_NONE;
}

/* The same without its padding. */
static size_t find_token(struct text text, struct text asked, const struct cs_policy *policy)
{
    char *token = cs_basic_token(policy);
    size_t found = token == NULL ? CS_EXPOSURE_NONE : find(text, asked, token, strcspn(token, "="));

    free(token);
    return found;
}

/* The next quoted realm from |*at| on, without what is escaped in it. */
static bool next_realm(struct text text, size_t *at, char out[REALM_MAX])
{
    static const char name[] = "realm=\"";
    const size_t front = sizeof(name) - 1;

    for (; *at + front < text.length; ++*at) {
        const char *begin = text.bytes + *at + front;
        const char *end =
            strncasecmp(text.bytes + *at, name, front) == 0 ? memchr(begin, '"', text.length - *at - front) : NULL;

        if (end == NULL || end - begin >= REALM_MAX || memchr(begin, '\\', (size_t)(end - begin)) != NULL)
            continue;
        *at += front + (size_t)(end - begin);
        (void)snprintf(out, REALM_MAX, "%.*s", (int)(end - begin), begin);
        return true;
    }
    return false;
}

static size_t find_secret_of(struct text text, struct text asked, const struct cs_policy *policy, const char *realm)
{
    static const char *const algorithms[] = {"MD5", "SHA-256"};
    char secret[CS_HASH_HEX_MAX];
    size_t found = CS_EXPOSURE_NONE;

    for (size_t i = 0; i < 2 && found == CS_EXPOSURE_NONE; i++) {
        const struct cs_digest_sum sum = {
            .algorithm = algorithms[i], .user = policy->user, .realm = realm, .password = policy->password};

        if (cs_digest_sum_secret(&sum, secret))
            found = find(text, asked, secret, strlen(secret));
    }
    return found;
}

/* In each realm that either side names. */
static size_t find_digest(struct text text, struct text asked, const struct cs_policy *policy)
{
    const struct text places[] = {text, asked};
    size_t found = CS_EXPOSURE_NONE;
    char realm[REALM_MAX];

    for (size_t i = 0; i < 2; i++)
        for (size_t at = 0; found == CS_EXPOSURE_NONE && next_realm(places[i], &at, realm);)
            found = find_secret_of(text, asked, policy, realm);
    return found;
}

size_t cs_invariant_find_secret(const struct cs_policy *policy, const char *text, size_t length, const char *asked,
                                size_t asked_length)
{
    const struct text whole = {text, length}, request = {asked, asked_length};
    size_t found;

    if (policy->password[0] == '\0')
        return CS_EXPOSURE_NONE;
    found = find_password(whole, request, policy->password);
    if (found == CS_EXPOSURE_NONE)
        found = find_token(whole, request, policy);
    if (found == CS_EXPOSURE_NONE && strcmp(policy->auth, "digest") == 0)
        found = find_digest(whole, request, policy);
    return found;
}
