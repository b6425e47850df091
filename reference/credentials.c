#include "reference/credentials.h"

#include <string.h>

#include "reference/auth_param.h"
#include "reference/basic.h"
#include "reference/scan.h"

static const struct cs_auth_codes credentials_codes = {
    .bad_scheme = CS_CODE_CREDENTIALS_BAD_SCHEME,
    .no_space = CS_CODE_CREDENTIALS_NO_SPACE,
    .bad_name = CS_CODE_CREDENTIALS_BAD_NAME,
    .no_equals = CS_CODE_CREDENTIALS_NO_EQUALS,
    .value_missing = CS_CODE_CREDENTIALS_VALUE_MISSING,
    .bad_value = CS_CODE_CREDENTIALS_BAD_VALUE,
    .no_comma = CS_CODE_CREDENTIALS_NO_COMMA,
    .unclosed_quote = CS_CODE_CREDENTIALS_UNCLOSED_QUOTE,
    .bad_quoted = CS_CODE_CREDENTIALS_BAD_QUOTED,
    .duplicate = CS_CODE_CREDENTIALS_PARAMETER_DUPLICATE,
    .too_many = CS_CODE_CREDENTIALS_TOO_MANY_PARAMETERS,
    .blank_around_equals = CS_CODE_CREDENTIALS_BLANK_AROUND_EQUALS,
    .empty_element = CS_CODE_CREDENTIALS_EMPTY_ELEMENT,
};

static const struct cs_auth_param *find(const struct cs_auth_reader *reader, const struct cs_credentials *credentials,
                                        const char *name)
{
    return cs_auth_param_find(reader->data, reader->base, credentials->params, credentials->param_count, name);
}

static void report_value(struct cs_auth_reader *reader, const struct cs_auth_param *param, enum cs_code code)
{
    cs_auth_report(reader, code, param->value.start - reader->base);
}

static void report_scheme(struct cs_auth_reader *reader, const struct cs_credentials *credentials, enum cs_code code)
{
    cs_auth_report(reader, code, credentials->scheme_name.start - reader->base);
}

/* How many of the value's bytes there are, or SIZE_MAX when one is no hexadecimal digit; capitals only where
 * |capitals|. */
static size_t hex_digits(const struct cs_auth_reader *reader, const struct cs_auth_param *param, bool capitals)
{
    size_t count = 0;
    size_t step = 0;

    for (int c; (c = cs_auth_value_next(reader->data, reader->base, param, &step)) >= 0; count++) {
        if (!cs_is((char)c, CS_HEX) || (!capitals && cs_lower((char)c) != (char)c))
            return SIZE_MAX;
    }
    return count;
}

/* The length of a response under the algorithm named (RFC 7616 section 6.1; MD5 where none is), or 0 when it is not
 * known. */
static size_t response_digits(const struct cs_auth_reader *reader, const struct cs_auth_param *algorithm)
{
    static const struct {
        const char *name;
        size_t digits;
    } known[] = {{"md5", 32},          {"md5-sess", 32},    {"sha-256", 64},
                 {"sha-256-sess", 64}, {"sha-512-256", 64}, {"sha-512-256-sess", 64}};

    if (algorithm == NULL)
        return 32;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (cs_auth_value_is(reader->data, reader->base, algorithm, known[i].name))
            return known[i].digits;
    }
    return 0;
}

static void check_response(struct cs_auth_reader *reader, const struct cs_credentials *credentials)
{
    const struct cs_auth_param *algorithm = find(reader, credentials, "algorithm");
    const struct cs_auth_param *response = find(reader, credentials, "response");
    size_t expected = response_digits(reader, algorithm);
    size_t digits;

    if (expected == 0)
        report_value(reader, algorithm, CS_CODE_DIGEST_CREDENTIALS_ALGORITHM);
    if (response == NULL)
        return;
    digits = hex_digits(reader, response, false);
    if (digits == 0 || digits == SIZE_MAX || (expected != 0 && digits != expected))
        report_value(reader, response, CS_CODE_DIGEST_CREDENTIALS_RESPONSE);
}

static void check_quality(struct cs_auth_reader *reader, const struct cs_credentials *credentials)
{
    const struct cs_auth_param *qop = find(reader, credentials, "qop");
    const struct cs_auth_param *nc = find(reader, credentials, "nc");

    if (nc != NULL && hex_digits(reader, nc, true) != 8)
        report_value(reader, nc, CS_CODE_DIGEST_CREDENTIALS_NC);
    if (qop == NULL) {
        report_scheme(reader, credentials, CS_CODE_DIGEST_CREDENTIALS_NO_QOP);
        return;
    }
    if (!cs_auth_value_is(reader->data, reader->base, qop, "auth") &&
        !cs_auth_value_is(reader->data, reader->base, qop, "auth-int"))
        report_value(reader, qop, CS_CODE_DIGEST_CREDENTIALS_QOP);
    if (nc == NULL || find(reader, credentials, "cnonce") == NULL)
        report_scheme(reader, credentials, CS_CODE_DIGEST_CREDENTIALS_NO_COUNT);
}

static void check_quotes(struct cs_auth_reader *reader, const struct cs_credentials *credentials)
{
    static const char *const quoted[] = {"username", "realm", "nonce", "uri", "response", "cnonce", "opaque"};
    static const char *const bare[] = {"algorithm", "qop", "nc", "username*"};

    for (size_t i = 0; i < sizeof(quoted) / sizeof(quoted[0]); i++) {
        const struct cs_auth_param *param = find(reader, credentials, quoted[i]);

        if (param != NULL && !param->quoted)
            report_value(reader, param, CS_CODE_DIGEST_CREDENTIALS_UNQUOTED);
    }
    for (size_t i = 0; i < sizeof(bare) / sizeof(bare[0]); i++) {
        const struct cs_auth_param *param = find(reader, credentials, bare[i]);

        if (param != NULL && param->quoted)
            report_value(reader, param, CS_CODE_DIGEST_CREDENTIALS_QUOTED);
    }
}

static void check_digest(struct cs_auth_reader *reader, const struct cs_credentials *credentials)
{
    static const char *const required[] = {"realm", "nonce", "uri", "response"};
    const struct cs_auth_param *name = find(reader, credentials, "username");
    const struct cs_auth_param *extended = find(reader, credentials, "username*");
    const struct cs_auth_param *userhash = find(reader, credentials, "userhash");
    bool missing = name == NULL && extended == NULL;

    for (size_t i = 0; i < sizeof(required) / sizeof(required[0]); i++)
        missing = missing || find(reader, credentials, required[i]) == NULL;
    if (missing)
        report_scheme(reader, credentials, CS_CODE_DIGEST_CREDENTIALS_MISSING);
    if (name != NULL && extended != NULL)
        cs_auth_report(reader, CS_CODE_DIGEST_CREDENTIALS_TWO_NAMES, extended->name.start - reader->base);
    if (userhash != NULL && !cs_auth_value_is(reader->data, reader->base, userhash, "true") &&
        !cs_auth_value_is(reader->data, reader->base, userhash, "false"))
        report_value(reader, userhash, CS_CODE_DIGEST_CREDENTIALS_USERHASH);
    check_quotes(reader, credentials);
    check_quality(reader, credentials);
    check_response(reader, credentials);
}

static void check_basic(struct cs_auth_reader *reader, const struct cs_credentials *credentials)
{
    size_t start = credentials->token68.start - reader->base;

    if (credentials->token68.length == 0)
        report_scheme(reader, credentials, CS_CODE_BASIC_TOKEN_MISSING);
    else if (!cs_basic_check(reader->data + start, credentials->token68.length, reader->base + start, reader->findings))
        reader->broken = true;
}

static void check_scheme(struct cs_auth_reader *reader, const struct cs_credentials *credentials)
{
    switch (credentials->scheme) {
    case CS_SCHEME_BASIC:
        check_basic(reader, credentials);
        break;
    case CS_SCHEME_DIGEST:
        check_digest(reader, credentials);
        break;
    case CS_SCHEME_BEARER:
        if (credentials->token68.length == 0)
            report_scheme(reader, credentials, CS_CODE_BEARER_TOKEN_MISSING);
        break;
    case CS_SCHEME_OTHER:
        break;
    }
}

enum cs_answer cs_credentials_parse(const char *value, size_t length, size_t base, struct cs_credentials *out,
                                    struct cs_findings *findings)
{
    struct cs_auth_reader reader = {
        .data = value, .length = length, .base = base, .codes = &credentials_codes, .findings = findings};
    struct cs_auth auth = {.params = out->params};
    size_t before = findings->count;
    bool invalid_before = findings->invalid;

    *out = (struct cs_credentials){0};
    if (length == 0)
        cs_auth_report(&reader, CS_CODE_CREDENTIALS_EMPTY, 0);
    else
        cs_auth_read(&reader, &auth, false);
    out->scheme_name = auth.scheme_name;
    out->token68 = auth.token68;
    out->param_count = auth.param_count;
    if (auth.scheme_name.length > 0)
        out->scheme = cs_auth_scheme(value, base, auth.scheme_name);
    if (reader.broken && out->scheme == CS_SCHEME_BASIC && auth.scheme_name.length > 0 &&
        value[auth.scheme_name.length] == ' ') { /* what was taken for parameters is no base64 */
        findings->count = before;
        findings->invalid = invalid_before;
        report_scheme(&reader, out, CS_CODE_BASIC_TOKEN_MISSING);
    }
    if (!reader.broken)
        check_scheme(&reader, out);
    return reader.broken ? CS_MALFORMED : CS_COMPLETE;
}

enum cs_answer cs_request_credentials(const char *data, const struct cs_request *request, struct cs_credentials *out,
                                      struct cs_findings *findings)
{
    struct cs_span value = request->credentials;
    enum cs_answer answer = cs_credentials_parse(data + value.start, value.length, value.start, out, findings);
    const struct cs_auth_param *uri = cs_auth_param_find(data, 0, out->params, out->param_count, "uri");

    if (out->scheme != CS_SCHEME_DIGEST || uri == NULL ||
        (uri->value.length == request->target.length &&
         memcmp(data + uri->value.start, data + request->target.start, uri->value.length) == 0))
        return answer;
    cs_findings_add(findings, CS_CODE_DIGEST_CREDENTIALS_URI, uri->value.start);
    return CS_MALFORMED;
}
