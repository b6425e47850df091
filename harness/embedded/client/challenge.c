/* Which challenge a client answers (RFC 9110 section 11.7.1), and with Digest how (RFC 7616). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "harness/base/digest_sum.h"
#include "harness/embedded/client/client.h"

#define CNONCE "636f6e6e6563742d73706563"

static bool has(const struct cs_client_config *config, enum cs_fault fault)
{
    return config->fault == fault;
}

/* ---- choosing ---- */

/* Copies the value of |name|, quoted-pairs and all; false: it is not there, or too long. */
static bool copy(const struct cs_client_config *config, const char *text, const struct cs_challenge *challenge,
                 const char *name, char *out, size_t capacity)
{
    const struct cs_auth_param *param = cs_auth_param_find(text, 0, challenge->params, challenge->param_count, name);

    out[0] = '\0';
    if (param == NULL || param->value.length >= capacity)
        return false;
    memcpy(out, text + param->value.start, param->value.length);
    out[param->value.length] = '\0';
    if (has(config, CS_FAULT_CLIENT_CHALLENGE_COMMA))
        out[strcspn(out, ",")] = '\0';
    return true;
}

/* "auth" where it is among the options; else "auth-int" is nothing that we can do. */
static void choose_qop(const struct cs_client_config *config, const char *options, struct cs_client_challenge *out)
{
    size_t first = strcspn(options, ", ");
    const char *at = options;

    if (has(config, CS_FAULT_CLIENT_DIGEST_QOP_FIRST) && first < sizeof(out->qop)) {
        memcpy(out->qop, options, first);
        out->qop[first] = '\0';
        return;
    }
    for (; *at != '\0'; at += strspn(at, ", \t")) {
        size_t length = strcspn(at, ", \t");

        if (length == 4 && strncasecmp(at, "auth", 4) == 0)
            memcpy(out->qop, "auth", sizeof("auth"));
        at += length;
    }
}

static bool read_digest(const struct cs_client_config *config, const char *text, const struct cs_challenge *challenge,
                        struct cs_client_challenge *out)
{
    char word[CS_CLIENT_VALUE_MAX];
    bool good = copy(config, text, challenge, "realm", out->realm, sizeof(out->realm)) &&
                copy(config, text, challenge, "nonce", out->nonce, sizeof(out->nonce));

    if (has(config, CS_FAULT_CLIENT_DIGEST_NONCE_CUT))
        out->nonce[strcspn(out->nonce, "=")] = '\0';
    out->digest = true;
    out->has_opaque = copy(config, text, challenge, "opaque", out->opaque, sizeof(out->opaque));
    out->stale = copy(config, text, challenge, "stale", word, sizeof(word)) && strcasecmp(word, "true") == 0 &&
                 !(has(config, CS_FAULT_CLIENT_DIGEST_STALE_CASE) && strcmp(word, "true") != 0);
    out->userhash = copy(config, text, challenge, "userhash", word, sizeof(word)) && strcasecmp(word, "true") == 0;
    out->domain = copy(config, text, challenge, "domain", word, sizeof(word));
    if (copy(config, text, challenge, "qop", word, sizeof(word))) {
        choose_qop(config, word, out);
        if (out->qop[0] == '\0' && has(config, CS_FAULT_CLIENT_DIGEST_QOP_UNOFFERED))
            memcpy(out->qop, "auth", sizeof("auth"));
        good = good && out->qop[0] != '\0';
    } else if (has(config, CS_FAULT_CLIENT_DIGEST_QOP_INVENTED)) {
        memcpy(out->qop, "auth", sizeof("auth"));
    }
    if (copy(config, text, challenge, "algorithm", out->algorithm, sizeof(out->algorithm)) &&
        !cs_hash_knows(out->algorithm)) {
        good = good && has(config, CS_FAULT_CLIENT_DIGEST_ANY);
        out->algorithm[0] = '\0';
    }
    return good && !(out->domain && has(config, CS_FAULT_CLIENT_DIGEST_DOMAIN));
}

/* For a fault: whether all parameters are among those of RFC 7617 and 7616. */
static bool is_known(const char *text, const struct cs_challenge *challenge)
{
    static const char *const names[] = {"realm", "charset", "nonce",     "opaque",  "stale",
                                        "qop",   "domain",  "algorithm", "userhash"};

    for (size_t i = 0; i < challenge->param_count; i++) {
        const struct cs_auth_param *param = &challenge->params[i];
        bool known = false;

        for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
            known = known || (strlen(names[k]) == param->name.length &&
                              strncasecmp(names[k], text + param->name.start, param->name.length) == 0);
        if (!known)
            return false;
    }
    return true;
}

/* For a fault: whether the scheme is spelt as RFC 7617 and 7616 do. */
static bool is_capitalized(const char *text, const struct cs_challenge *challenge)
{
    const char *name = text + challenge->scheme_name.start;

    return memcmp(name, "Basic", 5) == 0 || memcmp(name, "Digest", 6) == 0;
}

/* Takes the challenge where it is one that we can answer, and better than |out|. */
static void weigh(const struct cs_client_config *config, const char *text, const struct cs_challenge *challenge,
                  struct cs_client_challenge *out)
{
    struct cs_client_challenge read = {.asked = true};
    bool digest = challenge->scheme == CS_SCHEME_DIGEST && config->digest;
    bool weaker = !digest || has(config, CS_FAULT_CLIENT_WEAKEST);

    if (has(config, CS_FAULT_CLIENT_PARAMETER) && !is_known(text, challenge))
        return;
    if (has(config, CS_FAULT_CLIENT_SCHEME_CASE) && !is_capitalized(text, challenge))
        return;
    if (out->asked && weaker && !(out->digest && has(config, CS_FAULT_CLIENT_WEAKEST)))
        return;
    if (challenge->scheme == CS_SCHEME_BASIC || (digest && read_digest(config, text, challenge, &read)))
        *out = read;
}

/* Whether a field is ours: a fault knows it in its usual spelling alone. */
static bool is_challenge(const struct cs_client_config *config, const char *head, const struct cs_field *field)
{
    static const char name[] = "Proxy-Authenticate";

    return cs_field_is(head, field, "proxy-authenticate") &&
           (!has(config, CS_FAULT_CLIENT_FIELD_CASE) || memcmp(head + field->name.start, name, sizeof(name) - 1) == 0);
}

static void read_field(const struct cs_client_config *config, const char *value, size_t length,
                       struct cs_client_challenge *out)
{
    struct cs_findings findings = {.count = 0};
    struct cs_challenge challenge;
    size_t position = 0;

    while (cs_challenge_next(value, length, 0, &position, &challenge, &findings)) {
        weigh(config, value, &challenge, out);
        if (has(config, CS_FAULT_CLIENT_FIRST_CHALLENGE))
            return;
    }
}

/* For a fault: what stands behind a fold, as a field. */
static void read_folds(const struct cs_client_config *config, const char *head, size_t length,
                       struct cs_client_challenge *out)
{
    static const char begin[] = "\r\n Proxy-Authenticate: ";
    const char *at = memmem(head, length, begin, sizeof(begin) - 1);
    const char *value = at == NULL ? NULL : at + sizeof(begin) - 1;

    if (value != NULL)
        read_field(config, value, strcspn(value, "\r"), out);
}

bool cs_client_choose(const struct cs_client_config *config, const char *head, size_t length,
                      struct cs_client_challenge *out)
{
    const char *line_end = memchr(head, '\n', length);
    size_t position = line_end == NULL ? length : (size_t)(line_end - head) + 1;
    struct cs_field field;

    *out = (struct cs_client_challenge){.asked = false};
    while (cs_field_next(head, length, &position, &field, NULL)) {
        if (!is_challenge(config, head, &field))
            continue;
        if (field.value.length > 1000 && has(config, CS_FAULT_CLIENT_LARGE_REALM_CRASHES))
            abort();
        read_field(config, head + field.value.start, field.value.length, out);
    }
    if (has(config, CS_FAULT_CLIENT_FOLD_AS_FIELD))
        read_folds(config, head, length, out);
    return out->asked;
}

/* ---- answering ---- */

/* What is signed as uri. */
static void write_uri(const struct cs_client_config *config, char *out, size_t capacity)
{
    if (has(config, CS_FAULT_CLIENT_DIGEST_URI_PATH))
        snprintf(out, capacity, "%s", config->path);
    else if (has(config, CS_FAULT_CLIENT_DIGEST_URI_URL))
        snprintf(out, capacity, "http://%s%s", config->target, config->path);
    else
        snprintf(out, capacity, "%s", config->target);
}

static const char *algorithm_of(const struct cs_client_challenge *challenge)
{
    return challenge->algorithm[0] == '\0' ? "MD5" : challenge->algorithm;
}

/* A fault: nc of a nonce that was never sent. */
static bool counts_on(const struct cs_client_config *config, const struct cs_client_challenge *challenge)
{
    return challenge->stale && has(config, CS_FAULT_CLIENT_DIGEST_COUNT_ON);
}

static bool write_response(const struct cs_client_config *config, const struct cs_client_challenge *challenge,
                           const char *uri, char response[CS_HASH_HEX_MAX])
{
    bool plain = challenge->qop[0] == '\0' || has(config, CS_FAULT_CLIENT_DIGEST_SHORT_HASH);
    const struct cs_digest_sum sum = {.algorithm = algorithm_of(challenge),
                                      .user = config->user,
                                      .realm = challenge->realm,
                                      .password = config->password,
                                      .nonce = challenge->nonce,
                                      .cnonce = CNONCE,
                                      .count = counts_on(config, challenge) ? "00000002" : "00000001",
                                      .qop = plain ? NULL : challenge->qop,
                                      .method = has(config, CS_FAULT_CLIENT_DIGEST_METHOD) ? "GET" : "CONNECT",
                                      .uri = uri};
    char secret[CS_HASH_HEX_MAX];

    return cs_digest_sum_secret(&sum, secret) && cs_digest_sum_response(&sum, secret, response);
}

static void add_user(const struct cs_client_config *config, const struct cs_client_challenge *challenge,
                     struct cs_draft *out)
{
    const char *const name[] = {config->user, challenge->realm, NULL};
    char hashed[CS_HASH_HEX_MAX];

    if (!challenge->userhash || has(config, CS_FAULT_CLIENT_DIGEST_USERHASH))
        cs_draft_format(out, "username=\"%s\"", config->user);
    else if (cs_digest_join(algorithm_of(challenge), name, hashed))
        cs_draft_format(out, "username=\"%s\"", hashed);
    if (challenge->userhash)
        cs_draft_text(out, ", userhash=true");
}

static void add_realm(const struct cs_client_config *config, const char *realm, struct cs_draft *out)
{
    cs_draft_text(out, ", realm=\"");
    for (; *realm != '\0'; realm++)
        if (*realm != '\\' || !has(config, CS_FAULT_CLIENT_DIGEST_REALM_BARE))
            cs_draft_add(out, realm, 1);
    cs_draft_text(out, "\"");
}

static void add_opaque(const struct cs_client_config *config, const char *opaque, struct cs_draft *out)
{
    if (has(config, CS_FAULT_CLIENT_DIGEST_OPAQUE))
        return;
    cs_draft_text(out, ", opaque=\"");
    for (; *opaque != '\0'; opaque++) {
        bool lowers = has(config, CS_FAULT_CLIENT_DIGEST_OPAQUE_CASE) && *opaque >= 'A' && *opaque <= 'Z';
        char letter = (char)(*opaque | (lowers ? 0x20 : 0));

        cs_draft_add(out, &letter, 1);
    }
    cs_draft_text(out, "\"");
}

static void add_count(const struct cs_client_config *config, const struct cs_client_challenge *challenge,
                      struct cs_draft *out)
{
    const char *qop = challenge->qop;
    const char *quote = has(config, CS_FAULT_CLIENT_DIGEST_QOP_QUOTED) ? "\"" : "";
    const char *count = counts_on(config, challenge)                       ? "00000002"
                        : has(config, CS_FAULT_CLIENT_DIGEST_COUNT)        ? "1"
                        : has(config, CS_FAULT_CLIENT_DIGEST_COUNT_QUOTED) ? "\"00000001\""
                                                                           : "00000001";

    cs_draft_format(out, ", qop=%s%s%s, nc=%s, cnonce=\"%s\"", quote, qop, quote, count, CNONCE);
}

void cs_client_digest(const struct cs_client_config *config, const struct cs_client_challenge *challenge,
                      struct cs_draft *out)
{
    const char *quote = has(config, CS_FAULT_CLIENT_DIGEST_ALGORITHM_QUOTED) ? "\"" : "";
    char uri[CS_CLIENT_VALUE_MAX + 64], response[CS_HASH_HEX_MAX];

    write_uri(config, uri, sizeof(uri));
    if (!write_response(config, challenge, uri, response)) {
        out->broken = true;
        return;
    }
    cs_draft_text(out, "Proxy-Authorization: Digest ");
    add_user(config, challenge, out);
    add_realm(config, challenge->realm, out);
    cs_draft_format(out, ", nonce=\"%s\"", challenge->nonce);
    cs_draft_format(out, ", uri=\"%s\", response=\"%s\"", uri, response);
    if (challenge->algorithm[0] != '\0')
        cs_draft_format(out, ", algorithm=%s%s%s", quote, challenge->algorithm, quote);
    if (challenge->has_opaque)
        add_opaque(config, challenge->opaque, out);
    if (challenge->qop[0] != '\0')
        add_count(config, challenge, out);
    cs_draft_text(out, "\r\n");
}
