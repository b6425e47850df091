#include "reference/challenge.h"

#include <string.h>

#include "reference/auth_param.h"
#include "reference/scan.h"

static const struct cs_auth_codes challenge_codes = {
    .bad_scheme = CS_CODE_CHALLENGE_BAD_SCHEME,
    .no_space = CS_CODE_CHALLENGE_NO_SPACE,
    .bad_name = CS_CODE_CHALLENGE_BAD_NAME,
    .no_equals = CS_CODE_CHALLENGE_NO_EQUALS,
    .value_missing = CS_CODE_CHALLENGE_VALUE_MISSING,
    .bad_value = CS_CODE_CHALLENGE_BAD_VALUE,
    .no_comma = CS_CODE_CHALLENGE_NO_COMMA,
    .unclosed_quote = CS_CODE_CHALLENGE_UNCLOSED_QUOTE,
    .bad_quoted = CS_CODE_CHALLENGE_BAD_QUOTED,
    .duplicate = CS_CODE_CHALLENGE_PARAMETER_DUPLICATE,
    .too_many = CS_CODE_CHALLENGE_TOO_MANY_PARAMETERS,
    .blank_around_equals = CS_CODE_CHALLENGE_BLANK_AROUND_EQUALS,
    .empty_element = CS_CODE_CHALLENGE_EMPTY_ELEMENT,
};

static const struct cs_auth_param *find(const struct cs_auth_reader *reader, const struct cs_challenge *challenge,
                                        const char *name)
{
    return cs_auth_param_find(reader->data, reader->base, challenge->params, challenge->param_count, name);
}

static void report_scheme(struct cs_auth_reader *reader, const struct cs_challenge *challenge, enum cs_code code)
{
    cs_auth_report(reader, code, challenge->scheme_name.start - reader->base);
}

static void report_value(struct cs_auth_reader *reader, const struct cs_auth_param *param, enum cs_code code)
{
    cs_auth_report(reader, code, param->value.start - reader->base);
}

/* A parameter that has to be there and may not be without its quotes. */
static void check_realm(struct cs_auth_reader *reader, const struct cs_challenge *challenge, enum cs_code missing,
                        enum cs_code unquoted)
{
    const struct cs_auth_param *realm = find(reader, challenge, "realm");

    if (realm == NULL && missing != CS_CODE_NONE)
        report_scheme(reader, challenge, missing);
    if (realm != NULL && !realm->quoted)
        report_value(reader, realm, unquoted);
}

/* A parameter whose value, where it is given, is one of two words. */
static void check_words(struct cs_auth_reader *reader, const struct cs_auth_param *param, const char *word,
                        const char *other, enum cs_code code)
{
    if (param != NULL && !cs_auth_value_is(reader->data, reader->base, param, word) &&
        !cs_auth_value_is(reader->data, reader->base, param, other))
        report_value(reader, param, code);
}

static void check_basic(struct cs_auth_reader *reader, const struct cs_challenge *challenge)
{
    check_realm(reader, challenge, CS_CODE_BASIC_REALM_MISSING, CS_CODE_BASIC_REALM_UNQUOTED);
    check_words(reader, find(reader, challenge, "charset"), "utf-8", "utf-8", CS_CODE_BASIC_CHARSET);
}

/* qop = 1#qop-value: tokens with a comma between each two. */
static bool qop_is_list(const struct cs_auth_reader *reader, const struct cs_auth_param *param)
{
    bool in_token = false;
    bool after_comma = true;
    bool any = false;
    size_t step = 0;

    for (int c; (c = cs_auth_value_next(reader->data, reader->base, param, &step)) >= 0;) {
        if (c == ',') {
            after_comma = true;
        } else if (cs_is((char)c, CS_TOKEN)) {
            if (!in_token && !after_comma)
                return false;
            after_comma = false;
            any = true;
        } else if (!cs_is_ows((char)c)) {
            return false;
        }
        in_token = cs_is((char)c, CS_TOKEN);
    }
    return any;
}

/* The parameters of Digest (RFC 7616 section 3.3). */
enum digest { REALM, DOMAIN, NONCE, OPAQUE, QOP, STALE, ALGORITHM, USERHASH, CHARSET, DIGEST_PARAMS };

/* Which of them has that name; DIGEST_PARAMS for none. */
static enum digest digest_param(const char *name, size_t length)
{
    static const struct {
        const char *name;
        size_t length;
    } rows[DIGEST_PARAMS] = {
        [REALM] = {"realm", 5},         [DOMAIN] = {"domain", 6},     [NONCE] = {"nonce", 5},
        [OPAQUE] = {"opaque", 6},       [QOP] = {"qop", 3},           [STALE] = {"stale", 5},
        [ALGORITHM] = {"algorithm", 9}, [USERHASH] = {"userhash", 8}, [CHARSET] = {"charset", 7},
    };
    int i = 0;

    while (i < DIGEST_PARAMS && (rows[i].length != length || !cs_same_name(name, rows[i].name, length)))
        i++;
    return (enum digest)i;
}

/* Each of them once: the first one counts, NULL where there is none. */
static void find_digest_params(const struct cs_auth_reader *reader, const struct cs_challenge *challenge,
                               const struct cs_auth_param *found[DIGEST_PARAMS])
{
    for (int i = 0; i < DIGEST_PARAMS; i++)
        found[i] = NULL;
    for (size_t i = 0; i < challenge->param_count; i++) {
        const struct cs_auth_param *param = &challenge->params[i];
        enum digest which = digest_param(reader->data + (param->name.start - reader->base), param->name.length);

        if (which != DIGEST_PARAMS && found[which] == NULL)
            found[which] = param;
    }
}

static void check_digest_quotes(struct cs_auth_reader *reader, const struct cs_auth_param *const params[DIGEST_PARAMS])
{
    for (int i = REALM; i <= QOP; i++)
        if (params[i] != NULL && !params[i]->quoted)
            report_value(reader, params[i], CS_CODE_DIGEST_UNQUOTED);
    for (int i = STALE; i <= ALGORITHM; i++)
        if (params[i] != NULL && params[i]->quoted)
            report_value(reader, params[i], CS_CODE_DIGEST_QUOTED);
}

/* RFC 7616 section 3.3: base64 (in either alphabet) or hexadecimal data. */
static void check_opaque(struct cs_auth_reader *reader, const struct cs_auth_param *param)
{
    size_t step = 0;

    if (param == NULL)
        return;
    for (int c; (c = cs_auth_value_next(reader->data, reader->base, param, &step)) >= 0;) {
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

        if (!letter && c != '+' && c != '/' && c != '-' && c != '_' && c != '=') {
            report_value(reader, param, CS_CODE_DIGEST_OPAQUE_ODD);
            return;
        }
    }
}

static void check_digest(struct cs_auth_reader *reader, const struct cs_challenge *challenge)
{
    const struct cs_auth_param *params[DIGEST_PARAMS];

    find_digest_params(reader, challenge, params);
    if (params[REALM] == NULL)
        report_scheme(reader, challenge, CS_CODE_DIGEST_REALM_MISSING);
    if (params[NONCE] == NULL || params[NONCE]->value.length == 0)
        report_scheme(reader, challenge, CS_CODE_DIGEST_NONCE_MISSING);
    if (params[QOP] == NULL)
        report_scheme(reader, challenge, CS_CODE_DIGEST_QOP_MISSING);
    else if (!qop_is_list(reader, params[QOP]))
        report_value(reader, params[QOP], CS_CODE_DIGEST_QOP_MALFORMED);
    check_digest_quotes(reader, params);
    check_opaque(reader, params[OPAQUE]);
    check_words(reader, params[STALE], "true", "false", CS_CODE_DIGEST_STALE_UNKNOWN);
    check_words(reader, params[USERHASH], "true", "false", CS_CODE_DIGEST_USERHASH_UNKNOWN);
    check_words(reader, params[CHARSET], "utf-8", "utf-8", CS_CODE_DIGEST_CHARSET);
}

/* RFC 6750 section 3: printable ASCII without quote and backslash; blanks only where |spaces|. */
static void check_bearer_attribute(struct cs_auth_reader *reader, const struct cs_auth_param *param, bool spaces)
{
    size_t step = 0;

    if (param == NULL)
        return;
    for (int c; (c = cs_auth_value_next(reader->data, reader->base, param, &step)) >= 0;) {
        if (c < 0x20 || c > 0x7e || c == '"' || c == '\\' || (c == ' ' && !spaces)) {
            report_value(reader, param, CS_CODE_BEARER_BAD_ATTRIBUTE);
            return;
        }
    }
}

static void check_bearer(struct cs_auth_reader *reader, const struct cs_challenge *challenge)
{
    if (challenge->param_count == 0)
        report_scheme(reader, challenge, CS_CODE_BEARER_NO_PARAMETER);
    check_realm(reader, challenge, CS_CODE_NONE, CS_CODE_CHALLENGE_REALM_UNQUOTED);
    check_bearer_attribute(reader, find(reader, challenge, "scope"), true);
    check_bearer_attribute(reader, find(reader, challenge, "error"), true);
    check_bearer_attribute(reader, find(reader, challenge, "error_description"), true);
    check_bearer_attribute(reader, find(reader, challenge, "error_uri"), false);
}

static void check_scheme(struct cs_auth_reader *reader, const struct cs_challenge *challenge)
{
    switch (challenge->scheme) {
    case CS_SCHEME_BASIC:
        check_basic(reader, challenge);
        break;
    case CS_SCHEME_DIGEST:
        check_digest(reader, challenge);
        break;
    case CS_SCHEME_BEARER:
        check_bearer(reader, challenge);
        break;
    case CS_SCHEME_OTHER:
        check_realm(reader, challenge, CS_CODE_NONE, CS_CODE_CHALLENGE_REALM_UNQUOTED);
        break;
    }
}

/* Moves to the next element that is not empty.  The reader stands at the value's start or at the comma behind the
 * element before. */
static bool next_element(struct cs_auth_reader *reader)
{
    bool begins = reader->at == 0;
    size_t empty;

    reader->at = cs_auth_skip_empty(reader, begins ? 0 : reader->at + 1, &empty);
    if (begins && reader->at >= reader->length)
        cs_auth_report(reader, CS_CODE_CHALLENGE_EMPTY, 0);
    else if (empty != SIZE_MAX)
        cs_auth_report(reader, reader->codes->empty_element, empty);
    return reader->at < reader->length;
}

static bool read_challenge(struct cs_auth_reader *reader, struct cs_challenge *out)
{
    struct cs_auth auth = {.params = out->params};

    reader->broken = false;
    if (cs_auth_param_ahead(reader, reader->at)) {
        cs_auth_report(reader, CS_CODE_CHALLENGE_NO_SCHEME, reader->at);
        cs_auth_skip_element(reader);
        return false;
    }
    if (!cs_auth_read(reader, &auth, true))
        return false;
    out->scheme = cs_auth_scheme(reader->data, reader->base, auth.scheme_name);
    out->scheme_name = auth.scheme_name;
    out->token68 = auth.token68;
    out->param_count = auth.param_count;
    if (!reader->broken)
        check_scheme(reader, out);
    return true;
}

bool cs_challenge_next(const char *value, size_t length, size_t base, size_t *position, struct cs_challenge *out,
                       struct cs_findings *findings)
{
    struct cs_auth_reader reader = {.data = value,
                                    .length = length,
                                    .base = base,
                                    .at = *position,
                                    .codes = &challenge_codes,
                                    .findings = findings};
    bool found = false;

    while (!found && (reader.at == 0 || reader.at < length) && next_element(&reader))
        found = read_challenge(&reader, out);
    *position = reader.at;
    return found;
}
