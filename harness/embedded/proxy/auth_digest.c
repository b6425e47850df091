/* Digest authentication (RFC 7616), the server's side. */
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "harness/base/digest_sum.h"
#include "harness/embedded/proxy/auth.h"
#include "harness/embedded/proxy/nonces.h"

#define REALM      "connectspec"
#define VALUE_MAX  512  /* a longer value is none of ours */
#define HUGE_VALUE 4096 /* for a fault */

static const struct algorithm {
    const char *name;
    const char *plain; /* without "-sess" */
    bool session;
} algorithms[] = {
    {"SHA-256", "SHA-256", false}, {"SHA-512-256", "SHA-512-256", false},
    {"MD5", "MD5", false},         {"SHA-256-sess", "SHA-256", true},
    {"MD5-sess", "MD5", true},     {"SHA-512-256-sess", "SHA-512-256", true},
};

#define ALGORITHMS (sizeof(algorithms) / sizeof(algorithms[0]))

enum param { USERNAME, REALM_NAME, NONCE, URI, RESPONSE, CNONCE, NC, QOP, ALGORITHM, USERHASH, PARAMS };

static const char *const names[PARAMS] = {"username", "realm", "nonce", "uri",       "response",
                                          "cnonce",   "nc",    "qop",   "algorithm", "userhash"};

/* What the client sent, quoted-pairs undone. */
struct answer {
    bool has[PARAMS];
    char value[PARAMS][VALUE_MAX];
    char last[PARAMS][VALUE_MAX]; /* for faults: the last one of each name */
    const struct algorithm *algorithm;
};

static void add_challenge(const struct cs_asked *asked, struct cs_draft *out, const struct algorithm *algorithm,
                          const char *nonce, bool stale)
{
    const char *quote = cs_has(asked->config, CS_FAULT_DIGEST_ALGORITHM_QUOTED) ? "\"" : "";
    const char *qop = ", qop=\"auth, auth-int\"";
    const char *charset = cs_has(asked->config, CS_FAULT_DIGEST_NO_CHARSET) ? "" : ", charset=UTF-8";
    const char *opaque = cs_has(asked->config, CS_FAULT_DIGEST_OPAQUE) ? "not {base64}" : "636f6e6e6563747370656300";
    char line[512];
    int length;

    if (cs_has(asked->config, CS_FAULT_DIGEST_NO_QOP))
        qop = "";
    else if (cs_has(asked->config, CS_FAULT_DIGEST_QOP_UNQUOTED))
        qop = ", qop=auth";
    length = snprintf(line, sizeof(line),
                      "Proxy-Authenticate: Digest realm=\"" REALM
                      "\", nonce=\"%s\", opaque=\"%s\"%s, algorithm=%s%s%s, userhash=true%s%s\r\n",
                      nonce, opaque, qop, quote, algorithm->name, quote, charset, stale ? ", stale=true" : "");
    cs_draft_add(out, line, (size_t)length);
}

void cs_add_challenges(const struct cs_asked *asked, struct cs_draft *out, bool stale)
{
    size_t first = cs_has(asked->config, CS_FAULT_DIGEST_SHA256) ? 1 : 0; /* so that clients take another one */
    char nonce[CS_NONCE_MAX];

    stale |=
        cs_has(asked->config, CS_FAULT_DIGEST_STALE_ALWAYS) && cs_message_has(&asked->message, "proxy-authorization");
    cs_nonces_make(asked->config->nonces, nonce);
    for (size_t i = 0; i < ALGORITHMS; i++)
        add_challenge(asked, out, &algorithms[(i + first) % ALGORITHMS], nonce, stale);
    if (cs_has(asked->config, CS_FAULT_DIGEST_OFFERED_TWICE))
        add_challenge(asked, out, &algorithms[0], nonce, stale);
}

static bool copy_value(const char *text, const struct cs_auth_param *param, bool keeps, char out[VALUE_MAX])
{
    size_t length = 0;

    for (size_t i = 0; i < param->value.length; i++) {
        if (!keeps && param->quoted && text[param->value.start + i] == '\\' && i + 1 < param->value.length)
            i++;
        if (length == VALUE_MAX - 1)
            return false;
        out[length++] = text[param->value.start + i];
    }
    out[length] = '\0';
    return true;
}

static int find_name(const struct cs_asked *asked, const char *text, const struct cs_auth_param *param)
{
    for (int i = 0; i < PARAMS; i++)
        if (strlen(names[i]) == param->name.length &&
            (cs_has(asked->config, CS_FAULT_DIGEST_NAMES_CASE)
                 ? strncmp(names[i], text + param->name.start, param->name.length)
                 : strncasecmp(names[i], text + param->name.start, param->name.length)) == 0)
            return i;
    return PARAMS;
}

static const struct algorithm *find_algorithm(const char *name)
{
    for (size_t i = 0; i < ALGORITHMS; i++)
        if (strcasecmp(algorithms[i].name, name) == 0)
            return &algorithms[i];
    return NULL;
}

/* False when a value is too long, or the algorithm is unknown. */
static bool read_answer(const struct cs_asked *asked, const char *text, const struct cs_credentials *sent,
                        struct answer *out)
{
    memset(out, 0, sizeof(*out));
    for (size_t i = 0; i < sent->param_count; i++) {
        int name = find_name(asked, text, &sent->params[i]);
        bool keeps = cs_has(asked->config, CS_FAULT_DIGEST_QUOTED_PAIR);

        if (name == PARAMS)
            continue;
        if (!copy_value(text, &sent->params[i], keeps, out->last[name]))
            return false;
        if (!out->has[name] && !copy_value(text, &sent->params[i], keeps, out->value[name]))
            return false;
        out->has[name] = true;
    }
    out->algorithm = find_algorithm(out->has[ALGORITHM] ? out->value[ALGORITHM] : "MD5");
    return out->algorithm != NULL;
}

/* Fault. */
static bool is_user_in_letters(const struct cs_asked *asked, const struct answer *answer)
{
    return cs_has(asked->config, CS_FAULT_DIGEST_USER_CASE) &&
           strcasecmp(answer->value[USERNAME], asked->config->user) == 0;
}

static bool is_user(const struct cs_asked *asked, const struct answer *answer)
{
    const char *const name[] = {asked->config->user, REALM, NULL};
    char hashed[CS_HASH_HEX_MAX];

    if (!answer->has[USERNAME])
        return cs_has(asked->config, CS_FAULT_DIGEST_NO_USER);
    if (strcasecmp(answer->value[USERHASH], "true") != 0)
        return strcmp(answer->value[USERNAME], asked->config->user) == 0 || is_user_in_letters(asked, answer) ||
               cs_has(asked->config, CS_FAULT_DIGEST_UNKNOWN_EMPTY);
    return !cs_has(asked->config, CS_FAULT_DIGEST_USERHASH) && cs_digest_join(answer->algorithm->name, name, hashed) &&
           strcmp(answer->value[USERNAME], hashed) == 0;
}

/* Fault: letters of UTF-8 in two bytes become one byte of ISO 8859-1. */
static void to_latin1(const char *text, char out[VALUE_MAX])
{
    size_t length = 0;

    for (; *text != '\0' && length < VALUE_MAX - 1; text++) {
        bool pair = ((unsigned char)text[0] & 0xfc) == 0xc0 && ((unsigned char)text[1] & 0xc0) == 0x80;

        out[length++] = pair ? (char)(((unsigned)text[0] & 0x03u) << 6 | ((unsigned)text[1] & 0x3fu)) : *text;
        text += pair;
    }
    out[length] = '\0';
}

/* H(A1) (section 3.4.2): of a session, what its first request has made it. */
static bool make_secret(const struct cs_asked *asked, const struct answer *answer, const struct cs_nonce *nonce,
                        char out[CS_HASH_HEX_MAX])
{
    char latin1[VALUE_MAX];
    bool stranger = cs_has(asked->config, CS_FAULT_DIGEST_UNKNOWN_EMPTY) &&
                    strcmp(answer->value[USERNAME], asked->config->user) != 0;
    const char *const password = stranger                                        ? ""
                                 : cs_has(asked->config, CS_FAULT_DIGEST_LATIN1) ? latin1
                                                                                 : asked->config->password;
    bool any = cs_has(asked->config, CS_FAULT_DIGEST_ANY_REALM) || cs_has(asked->config, CS_FAULT_DIGEST_REALM_TWICE);
    const char *realm = any ? answer->last[REALM_NAME] : REALM;
    bool once = cs_has(asked->config, CS_FAULT_DIGEST_SESSION);
    const struct cs_digest_sum sum = {.algorithm = once ? answer->algorithm->plain : answer->algorithm->name,
                                      .user = stranger || is_user_in_letters(asked, answer) ? answer->value[USERNAME]
                                                                                            : asked->config->user,
                                      .realm = realm,
                                      .password = password,
                                      .nonce = answer->value[NONCE],
                                      .cnonce = answer->value[CNONCE]};

    to_latin1(asked->config->password, latin1);
    if (!answer->algorithm->session || once || nonce == NULL || nonce->session[0] == '\0')
        return cs_digest_sum_secret(&sum, out);
    memcpy(out, nonce->session, CS_HASH_HEX_MAX);
    return true;
}

static bool is_response(const struct cs_asked *asked, const char *sent, const char *right)
{
    size_t length = strlen(right), came = strlen(sent);

    if ((cs_has(asked->config, CS_FAULT_DIGEST_PREFIX) && came > 0 && came < length) ||
        (cs_has(asked->config, CS_FAULT_DIGEST_CUT) && came > length))
        return strncmp(sent, right, came < length ? came : length) == 0;
    return came == length && CRYPTO_memcmp(sent, right, length) == 0;
}

/* Whether the response is the one for |method| (section 3.4.1). */
static bool is_signed(const struct cs_asked *asked, const struct answer *answer, const char *secret, const char *method)
{
    bool last_nonce = answer->has[QOP] && cs_has(asked->config, CS_FAULT_DIGEST_NONCE_TWICE);
    bool last_count = cs_has(asked->config, CS_FAULT_DIGEST_COUNT_TWICE);
    const struct cs_digest_sum sum = {.algorithm = answer->algorithm->name,
                                      .nonce = last_nonce ? answer->last[NONCE] : answer->value[NONCE],
                                      .cnonce = answer->value[CNONCE],
                                      .count = last_count ? answer->last[NC] : answer->value[NC],
                                      .qop = answer->has[QOP] ? answer->value[QOP] : NULL,
                                      .method = method,
                                      .uri = answer->value[URI]};
    char right[CS_HASH_HEX_MAX];

    if (strcasecmp(answer->value[QOP], "auth-int") == 0 && cs_has(asked->config, CS_FAULT_DIGEST_AUTH_INT))
        return false;
    return cs_digest_sum_response(&sum, secret, right) && (is_response(asked, answer->value[RESPONSE], right) ||
                                                           (cs_has(asked->config, CS_FAULT_DIGEST_RESPONSE_TWICE) &&
                                                            is_response(asked, answer->last[RESPONSE], right)));
}

static bool is_right(const struct cs_asked *asked, const struct answer *answer, const char *secret)
{
    bool first = answer->algorithm == &algorithms[0];

    if ((cs_has(asked->config, CS_FAULT_DIGEST_SHA256) && first) ||
        (cs_has(asked->config, CS_FAULT_DIGEST_FIRST_ONLY) && !first))
        return false;
    return is_signed(asked, answer, secret, "CONNECT") || cs_has(asked->config, CS_FAULT_DIGEST_ANY_RESPONSE) ||
           (cs_has(asked->config, CS_FAULT_DIGEST_NO_RESPONSE) && !answer->has[RESPONSE]) ||
           (cs_has(asked->config, CS_FAULT_DIGEST_EMPTY) && answer->value[RESPONSE][0] == '\0') ||
           (cs_has(asked->config, CS_FAULT_DIGEST_ANY_METHOD) && is_signed(asked, answer, secret, "GET"));
}

static bool names_target(const struct cs_asked *asked, const struct answer *answer)
{
    const struct cs_span target = cs_target(asked);
    const char *uri = cs_has(asked->config, CS_FAULT_DIGEST_URI_TWICE) ? answer->last[URI] : answer->value[URI];

    const char *text = asked->message.text + target.start;
    size_t host = strcspn(uri, ":");

    if ((cs_has(asked->config, CS_FAULT_DIGEST_URI_HOST) && host < target.length && text[host] == ':' &&
         memcmp(uri, text, host) == 0) ||
        (cs_has(asked->config, CS_FAULT_DIGEST_URI_PREFIX) && strlen(uri) > 0 && strlen(uri) < target.length &&
         memcmp(uri, text, strlen(uri)) == 0))
        return true;
    return cs_has(asked->config, CS_FAULT_DIGEST_ANY_URI) ||
           (strlen(uri) == target.length && memcmp(uri, text, target.length) == 0);
}

/* Right credentials; whether their nonce and count are still good (section 3.4). */
static enum cs_refusal spend(const struct cs_asked *asked, const struct answer *answer, struct cs_nonce *nonce,
                             const char *secret)
{
    uint32_t count = (uint32_t)strtoul(answer->value[NC], NULL, 16);

    if (nonce == NULL)
        return cs_has(asked->config, CS_FAULT_DIGEST_ANY_NONCE) ||
                       (cs_has(asked->config, CS_FAULT_DIGEST_NO_NONCE) && !answer->has[NONCE])
                   ? CS_REFUSE_NOTHING
                   : CS_REFUSE_STALE;
    if (cs_has(asked->config, CS_FAULT_DIGEST_GAP) && count > nonce->count + 1)
        return CS_REFUSE_ADDRESS;
    if (!answer->has[NC] &&
        (cs_has(asked->config, CS_FAULT_DIGEST_NO_QOP) || cs_has(asked->config, CS_FAULT_DIGEST_NO_COUNT)))
        count = nonce->count + 1;
    if (count == 0 && cs_has(asked->config, CS_FAULT_DIGEST_COUNT_ZERO))
        return CS_REFUSE_NOTHING;
    if (count <= nonce->count && !cs_has(asked->config, CS_FAULT_DIGEST_REPLAY) &&
        (count == nonce->count || !cs_has(asked->config, CS_FAULT_DIGEST_LAST_USE)))
        return CS_REFUSE_STALE;
    nonce->count = cs_has(asked->config, CS_FAULT_DIGEST_COUNT_SHORT) ? (uint16_t)count : count;
    if (answer->algorithm->session)
        memcpy(nonce->session, secret, CS_HASH_HEX_MAX);
    return CS_REFUSE_NOTHING;
}

static enum cs_refusal check_answer(const struct cs_asked *asked, struct answer *answer)
{
    size_t length = cs_has(asked->config, CS_FAULT_DIGEST_NONCE_LONGER)
                        ? strnlen(answer->value[NONCE], CS_NONCE_MAX - 1)
                        : strlen(answer->value[NONCE]);
    struct cs_nonce *nonce = cs_nonces_find(asked->config->nonces, answer->value[NONCE], length);
    const struct cs_span target = cs_target(asked);
    char secret[CS_HASH_HEX_MAX];

    if (!answer->has[QOP] && !cs_has(asked->config, CS_FAULT_DIGEST_NO_QOP))
        return CS_REFUSE_CREDENTIALS;
    if (!answer->has[URI] && target.length < VALUE_MAX) { /* a fault */
        memcpy(answer->value[URI], asked->message.text + target.start, target.length);
        memcpy(answer->last[URI], answer->value[URI], VALUE_MAX);
    }
    if ((strcmp(answer->value[REALM_NAME], REALM) != 0 && !cs_has(asked->config, CS_FAULT_DIGEST_ANY_REALM)) ||
        !is_user(asked, answer))
        return CS_REFUSE_UNKNOWN_USER;
    if (!names_target(asked, answer))
        return CS_REFUSE_BAD_REQUEST; /* section 3.4.6 */
    if (!make_secret(asked, answer, nonce, secret) || !is_right(asked, answer, secret))
        return CS_REFUSE_CREDENTIALS;
    return spend(asked, answer, nonce, secret);
}

/* What a faulty proxy does not mind. */
static bool forgives(const struct cs_asked *asked, enum cs_code code)
{
    static const struct {
        enum cs_fault fault;
        enum cs_code code;
    } rows[] = {
        {CS_FAULT_DIGEST_NO_URI, CS_CODE_DIGEST_CREDENTIALS_MISSING},
        {CS_FAULT_DIGEST_NO_USER, CS_CODE_DIGEST_CREDENTIALS_MISSING},
        {CS_FAULT_DIGEST_NO_NONCE, CS_CODE_DIGEST_CREDENTIALS_MISSING},
        {CS_FAULT_DIGEST_NO_RESPONSE, CS_CODE_DIGEST_CREDENTIALS_MISSING},
        {CS_FAULT_DIGEST_NO_COUNT, CS_CODE_DIGEST_CREDENTIALS_NO_COUNT},
        {CS_FAULT_DIGEST_LOOSE, CS_CODE_DIGEST_CREDENTIALS_NC},
        {CS_FAULT_DIGEST_LOOSE, CS_CODE_DIGEST_CREDENTIALS_QOP},
        {CS_FAULT_DIGEST_TWO_USERS, CS_CODE_DIGEST_CREDENTIALS_TWO_NAMES},
        {CS_FAULT_DIGEST_URI_TWICE, CS_CODE_CREDENTIALS_PARAMETER_DUPLICATE},
        {CS_FAULT_DIGEST_PREFIX, CS_CODE_DIGEST_CREDENTIALS_RESPONSE},
        {CS_FAULT_DIGEST_CUT, CS_CODE_DIGEST_CREDENTIALS_RESPONSE},
        {CS_FAULT_DIGEST_EMPTY, CS_CODE_DIGEST_CREDENTIALS_RESPONSE},
        {CS_FAULT_DIGEST_UNCLOSED, CS_CODE_CREDENTIALS_UNCLOSED_QUOTE},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (cs_has(asked->config, rows[i].fault) && rows[i].code == code)
            return true;
    return false;
}

/* A parameter that a faulty proxy takes however often it is there. */
static bool takes_twice(const struct cs_asked *asked, const char *value, const struct cs_credentials *sent)
{
    static const struct {
        enum cs_fault fault;
        int name;
    } rows[] = {
        {CS_FAULT_DIGEST_COUNT_TWICE, NC},
        {CS_FAULT_DIGEST_REALM_TWICE, REALM_NAME},
        {CS_FAULT_DIGEST_NONCE_TWICE, NONCE},
        {CS_FAULT_DIGEST_RESPONSE_TWICE, RESPONSE},
    };
    size_t count = 0;

    for (size_t row = 0; row < sizeof(rows) / sizeof(rows[0]); row++)
        for (size_t i = 0; cs_has(asked->config, rows[row].fault) && i < sent->param_count; i++)
            count += find_name(asked, value, &sent->params[i]) == rows[row].name;
    return count > 1;
}

/* A faulty proxy ends a value there. */
static bool has_comma(const char *value, const struct cs_credentials *sent)
{
    for (size_t i = 0; i < sent->param_count; i++)
        if (sent->params[i].value.length > 0 &&
            memchr(value + sent->params[i].value.start, ',', sent->params[i].value.length) != NULL)
            return true;
    return false;
}

static bool is_valid(const struct cs_asked *asked, const char *value, size_t length, const struct cs_credentials *sent,
                     const struct cs_findings *findings)
{
    bool valid = sent->scheme == CS_SCHEME_DIGEST;

    for (size_t i = 0; i < findings->count; i++)
        valid &=
            cs_code_level(findings->items[i].code) != CS_MUST || forgives(asked, findings->items[i].code) ||
            (findings->items[i].code == CS_CODE_CREDENTIALS_PARAMETER_DUPLICATE && takes_twice(asked, value, sent));
    if (cs_has(asked->config, CS_FAULT_DIGEST_COMMA))
        valid &= !has_comma(value, sent);
    if (cs_has(asked->config, CS_FAULT_DIGEST_LIST))
        valid &= memchr(value, '\t', length) == NULL && memmem(value, length, "  ", 2) == NULL &&
                 !cs_findings_has(findings, CS_CODE_CREDENTIALS_EMPTY_ELEMENT) &&
                 !cs_findings_has(findings, CS_CODE_CREDENTIALS_BLANK_AROUND_EQUALS);
    if (cs_has(asked->config, CS_FAULT_DIGEST_ORDER))
        valid &= sent->param_count > 0 && strncasecmp(value + sent->params[0].name.start, "realm", 5) == 0;
    return valid && findings->dropped == 0;
}

/* The faults that real parsers have died of. */
static void crash(const struct cs_asked *asked, const char *value, size_t length, const struct cs_credentials *sent,
                  const struct cs_findings *findings)
{
    if (cs_has(asked->config, CS_FAULT_DIGEST_THREE_QUOTES) && memmem(value, length, "\"\"\"", 3) != NULL)
        abort();
    if (cs_has(asked->config, CS_FAULT_DIGEST_LONE_QUOTE) &&
        cs_findings_has(findings, CS_CODE_CREDENTIALS_UNCLOSED_QUOTE))
        abort();
    for (size_t i = 0; i < sent->param_count; i++)
        if (cs_has(asked->config, CS_FAULT_DIGEST_HUGE) && sent->params[i].value.length > HUGE_VALUE)
            abort();
}

enum cs_refusal cs_check_digest(const struct cs_asked *asked, const char *value, size_t length)
{
    struct cs_findings findings = {0};
    struct cs_credentials sent;
    struct answer answer;

    cs_credentials_parse(value, length, 0, &sent, &findings);
    crash(asked, value, length, &sent, &findings);
    if (!is_valid(asked, value, length, &sent, &findings) || !read_answer(asked, value, &sent, &answer))
        return CS_REFUSE_UNKNOWN_USER;
    return check_answer(asked, &answer);
}

void cs_auth_show_key(const struct cs_proxy_config *config, struct cs_draft *out)
{
    const struct cs_digest_sum sum = {
        .algorithm = "MD5", .user = config->user, .realm = REALM, .password = config->password};
    char secret[CS_HASH_HEX_MAX];

    if (config->user != NULL && cs_digest_sum_secret(&sum, secret))
        cs_draft_text(out, secret);
}
