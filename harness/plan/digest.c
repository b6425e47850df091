#include "harness/plan/digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "harness/base/digest_sum.h"
#include "reference/connectref.h"

static const char *const algorithms[] = {"MD5",          "MD5-sess",    "SHA-256",
                                         "SHA-256-sess", "SHA-512-256", "SHA-512-256-sess"};

/* The value |name| of a challenge; false when it is missing or too long. */
static bool take(const char *value, const struct cs_challenge *challenge, const char *name,
                 char out[CS_DIGEST_VALUE_MAX])
{
    const struct cs_auth_param *param = cs_auth_param_find(value, 0, challenge->params, challenge->param_count, name);

    if (param == NULL || param->value.length >= CS_DIGEST_VALUE_MAX)
        return false;
    memcpy(out, value + param->value.start, param->value.length);
    out[param->value.length] = '\0';
    return true;
}

static const char *known_algorithm(const char *name)
{
    for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++)
        if (strcasecmp(algorithms[i], name) == 0)
            return algorithms[i];
    return NULL;
}

/* Whether a list of tokens has |token|. */
static bool lists(const char *list, const char *token)
{
    while (*list != '\0') {
        size_t blanks = strspn(list, ", \t");
        size_t length = strcspn(list + blanks, ", \t");

        if (length == strlen(token) && strncasecmp(list + blanks, token, length) == 0)
            return true;
        list += blanks + length;
    }
    return false;
}

static bool read_challenge(const char *value, const struct cs_challenge *challenge, struct cs_digest *out)
{
    char word[CS_DIGEST_VALUE_MAX] = "";

    *out = (struct cs_digest){.algorithm = "MD5"};
    if (challenge->scheme != CS_SCHEME_DIGEST || !take(value, challenge, "realm", out->realm) ||
        !take(value, challenge, "nonce", out->nonce))
        return false;
    out->has_opaque = take(value, challenge, "opaque", out->opaque);
    out->names_algorithm = take(value, challenge, "algorithm", word);
    if (out->names_algorithm)
        out->algorithm = known_algorithm(word);
    word[0] = '\0';
    take(value, challenge, "qop", word);
    out->auth = lists(word, "auth");
    out->auth_int = lists(word, "auth-int");
    word[0] = '\0';
    take(value, challenge, "userhash", word);
    out->userhash = strcasecmp(word, "true") == 0;
    return out->algorithm != NULL;
}

size_t cs_digest_read(const struct cs_message *response, struct cs_digest out[CS_DIGEST_OFFERS_MAX])
{
    size_t position = 0;
    struct cs_field field;
    size_t count = 0;

    while (cs_message_field(response, &position, &field)) {
        const char *value = response->text + field.value.start;
        struct cs_findings findings = {0};
        struct cs_challenge challenge;
        size_t at = 0;

        if (!cs_field_is(response->text, &field, "proxy-authenticate"))
            continue;
        while (count < CS_DIGEST_OFFERS_MAX &&
               cs_challenge_next(value, field.value.length, 0, &at, &challenge, &findings))
            count += read_challenge(value, &challenge, &out[count]) ? 1 : 0;
    }
    return count;
}

/* Undoes the quoted-pairs of what stood between quotes. */
static void unquote(const char *quoted, char out[CS_DIGEST_VALUE_MAX])
{
    while (*quoted != '\0') {
        if (quoted[0] == '\\' && quoted[1] != '\0')
            quoted++;
        *out++ = *quoted++;
    }
    *out = '\0';
}

/* What is computed for |use|: realm and nonce go to |realm| and |nonce|, which have to live as long. */
static struct cs_digest_sum sum_of(const struct cs_digest *challenge, const struct cs_digest_use *use,
                                   char realm[CS_DIGEST_VALUE_MAX], char nonce[CS_DIGEST_VALUE_MAX])
{
    unquote(challenge->realm, realm);
    unquote(challenge->nonce, nonce);
    return (struct cs_digest_sum){.algorithm = challenge->algorithm,
                                  .user = use->user,
                                  .realm = realm,
                                  .password = use->password,
                                  .nonce = nonce,
                                  .cnonce = use->cnonce,
                                  .qop = use->auth_int     ? "auth-int"
                                         : challenge->auth ? "auth"
                                                           : NULL,
                                  .method = use->method,
                                  .uri = use->uri};
}

bool cs_digest_secret(const struct cs_digest *challenge, const struct cs_digest_use *use, char out[CS_HASH_HEX_MAX])
{
    char realm[CS_DIGEST_VALUE_MAX], nonce[CS_DIGEST_VALUE_MAX];
    const struct cs_digest_sum sum = sum_of(challenge, use, realm, nonce);

    return cs_digest_sum_secret(&sum, out);
}

static bool respond(const struct cs_digest *challenge, const struct cs_digest_use *use, char out[CS_HASH_HEX_MAX])
{
    char realm[CS_DIGEST_VALUE_MAX], nonce[CS_DIGEST_VALUE_MAX], secret[CS_HASH_HEX_MAX], count[9];
    struct cs_digest_sum sum = sum_of(challenge, use, realm, nonce);

    snprintf(count, sizeof(count), "%08x", (unsigned)use->count);
    sum.count = count;
    return cs_digest_sum_secret(&sum, secret) && cs_digest_sum_response(&sum, secret, out);
}

/* Writes |text| as a quoted-string; false when it has a byte that none can hold. */
static bool put_quoted(FILE *stream, const char *name, const char *text)
{
    fprintf(stream, ", %s=\"", name);
    for (; *text != '\0'; text++) {
        if (((unsigned char)*text < 0x20 && *text != '\t') || *text == 0x7f)
            return false;
        if (*text == '"' || *text == '\\')
            fputc('\\', stream);
        fputc(*text, stream);
    }
    fputc('"', stream);
    return true;
}

static bool put_start(FILE *stream, const struct cs_digest *challenge, const struct cs_digest_use *use)
{
    char realm[CS_DIGEST_VALUE_MAX], user[CS_HASH_HEX_MAX];
    const char *const name[] = {use->user, realm, NULL};

    unquote(challenge->realm, realm);
    fprintf(stream, "Digest realm=\"%s\", nonce=\"%s\"", challenge->realm, challenge->nonce);
    if (use->hash_user && !cs_digest_join(challenge->algorithm, name, user))
        return false;
    if (!put_quoted(stream, "username", use->hash_user ? user : use->user))
        return false;
    if (use->hash_user)
        fputs(", userhash=true", stream);
    if (challenge->names_algorithm)
        fprintf(stream, ", algorithm=%s", challenge->algorithm);
    if (challenge->has_opaque)
        fprintf(stream, ", opaque=\"%s\"", challenge->opaque);
    return true;
}

static bool put_rest(FILE *stream, const struct cs_digest *challenge, const struct cs_digest_use *use)
{
    char response[CS_HASH_HEX_MAX];

    if (!put_quoted(stream, "uri", use->uri) || !respond(challenge, use, response))
        return false;
    fprintf(stream, ", response=\"%s\"", response);
    if (challenge->auth || use->auth_int)
        fprintf(stream, ", qop=%s, nc=%08x, cnonce=\"%s\"", use->auth_int ? "auth-int" : "auth", (unsigned)use->count,
                use->cnonce);
    return true;
}

static char *compose(const struct cs_digest *challenge, const struct cs_digest_use *use, bool whole)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    bool good = stream != NULL && put_start(stream, challenge, use) && (!whole || put_rest(stream, challenge, use));

    if (stream != NULL && fclose(stream) == 0 && good)
        return text;
    free(text);
    return NULL;
}

char *cs_digest_start(const struct cs_digest *challenge, const struct cs_digest_use *use)
{
    return compose(challenge, use, false);
}

char *cs_digest_credentials(const struct cs_digest *challenge, const struct cs_digest_use *use)
{
    return compose(challenge, use, true);
}
