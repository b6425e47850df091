#include "reference/response.h"

#include <string.h>

#include "reference/auth_param.h"
#include "reference/proxy_status.h"
#include "reference/scan.h"

enum stage { STATUS_LINE, FIELDS };

static void report(struct cs_response *response, enum cs_code code, size_t at)
{
    cs_findings_add(&response->findings, code, at);
}

static enum cs_answer finish(struct cs_response *response)
{
    response->answer = response->findings.invalid ? CS_MALFORMED : CS_COMPLETE;
    return response->answer;
}

void cs_response_init(struct cs_response *response, const struct cs_limits *limits)
{
    memset(response, 0, offsetof(struct cs_response, findings)); /* which are large, and only their count matters */
    cs_findings_init(&response->findings);
    if (limits != NULL)
        response->at.limits = *limits;
}

/* HTTP-version (RFC 9112 section 2.3).  Returns where it ends; without a readable one that is |end|. */
static size_t read_version(struct cs_response *response, const char *data, size_t end)
{
    if (end < 8 || memcmp(data, "HTTP/", 5) != 0 || !cs_is(data[5], CS_DIGIT) || data[6] != '.' ||
        !cs_is(data[7], CS_DIGIT)) {
        report(response, CS_CODE_STATUS_LINE_BAD_VERSION, 0);
        return end;
    }
    response->version = (struct cs_span){.start = 0, .length = 8};
    response->version_major = (uint8_t)(data[5] - '0');
    response->version_minor = (uint8_t)(data[7] - '0');
    if (response->version_major != 1 || response->version_minor > 1)
        report(response, CS_CODE_STATUS_LINE_OTHER_VERSION, 0);
    return 8;
}

/* The status code from |at| on; a reader who skips more blanks than one still finds it (RFC 9112 section 4).  Returns
 * where it ends, or |end| when there is none. */
static size_t read_code(struct cs_response *response, const char *data, size_t at, size_t end)
{
    size_t start = at;
    size_t digits;
    unsigned code = 0;

    while (start < end && cs_is_ows(data[start]))
        start++;
    digits = cs_span_of(data + start, end - start, CS_DIGIT);
    if (digits != 3) {
        report(response, CS_CODE_STATUS_LINE_BAD_CODE, start);
        return end;
    }
    if (start != at + 1 || data[at] != ' ')
        report(response, CS_CODE_STATUS_LINE_BLANKS, at);
    for (size_t i = 0; i < 3; i++)
        code = code * 10 + (unsigned)(data[start + i] - '0');
    if (code < 100 || code > 599)
        report(response, CS_CODE_STATUS_LINE_CODE_RANGE, start);
    else
        response->status = (uint16_t)code;
    return start + 3;
}

/* SP [ reason-phrase ]. */
static void read_reason(struct cs_response *response, const char *data, size_t at, size_t end)
{
    if (at == end || data[at] != ' ') {
        bool other = at < end && !cs_is_ows(data[at]);

        report(response, other ? CS_CODE_STATUS_LINE_BAD_CODE : CS_CODE_STATUS_LINE_NO_SECOND_SPACE, at);
        if (other)
            response->status = 0;
        return;
    }
    at++;
    response->reason = (struct cs_span){.start = at, .length = end - at};
    at += cs_span_of(data + at, end - at, CS_VALUE);
    if (at < end)
        report(response, CS_CODE_STATUS_LINE_BAD_REASON, at);
}

static void read_status_line(struct cs_response *response, const char *data, size_t lf)
{
    bool with_cr = lf > 0 && data[lf - 1] == '\r';
    size_t end = with_cr ? lf - 1 : lf;
    size_t at = read_version(response, data, end);

    if (response->version.length > 0) {
        at = read_code(response, data, at, end);
        if (!cs_findings_has(&response->findings, CS_CODE_STATUS_LINE_BAD_CODE))
            read_reason(response, data, at, end);
    }
    if (!with_cr)
        report(response, CS_CODE_STATUS_LINE_BARE_LF, lf);
}

/* Digest challenges for one realm differ in their algorithm, MD5 where none is named (RFC 7616 section 3.7). */
static void note_digest(struct cs_response *response, const char *data, const struct cs_challenge *challenge)
{
    static const char *const names[] = {"md5",          "md5-sess",    "sha-256",
                                        "sha-256-sess", "sha-512-256", "sha-512-256-sess"};
    const struct cs_auth_param *realm = cs_auth_param_find(data, 0, challenge->params, challenge->param_count, "realm");
    const struct cs_auth_param *algorithm =
        cs_auth_param_find(data, 0, challenge->params, challenge->param_count, "algorithm");
    struct cs_span *first = &response->at.digest_realm;
    unsigned offer = algorithm == NULL ? 1 : 0;

    if (challenge->scheme != CS_SCHEME_DIGEST || realm == NULL)
        return;
    if (response->at.digest_offers == 0)
        *first = realm->value;
    if (first->length != realm->value.length ||
        memcmp(data + first->start, data + realm->value.start, first->length) != 0)
        return;
    for (size_t i = 0; algorithm != NULL && i < sizeof(names) / sizeof(names[0]); i++)
        if (cs_auth_value_is(data, 0, algorithm, names[i]))
            offer = 1u << i;
    if ((response->at.digest_offers & offer) != 0)
        report(response, CS_CODE_DIGEST_REPEATED, challenge->scheme_name.start);
    response->at.digest_offers |= offer;
}

static void read_challenges(struct cs_response *response, const char *data, struct cs_span value)
{
    struct cs_challenge challenge;
    size_t position = 0;

    while (cs_challenge_next(data + value.start, value.length, value.start, &position, &challenge, &response->findings))
        note_digest(response, data, &challenge);
}

static void read_field(struct cs_response *response, const char *data, const struct cs_field *field)
{
    response->field_count++;
    cs_framing_field(&response->framing, data, field, &response->findings);
    if (cs_field_is(data, field, "proxy-authenticate")) {
        if (response->challenge_count++ == 0)
            response->challenge = field->value;
        if (response->status == 407)
            read_challenges(response, data, field->value);
    } else if (cs_field_is(data, field, "proxy-status")) {
        struct cs_proxy_status status;

        cs_proxy_status_parse(data + field->value.start, field->value.length, field->value.start, &status,
                              &response->findings);
    } else if (cs_field_is(data, field, "content-length")) {
        response->at.length_line = field->line.start;
    } else if (cs_field_is(data, field, "connection") && cs_list_has(data, field->value, "close")) {
        response->connection_close = true;
    }
}

/* RFC 9112 section 6.3, for a response to CONNECT. */
static enum cs_body_kind body_kind(const struct cs_response *response)
{
    const struct cs_framing *framing = &response->framing;

    if (response->status >= 200 && response->status <= 299)
        return CS_BODY_TUNNEL;
    if (response->status == 0)
        return CS_BODY_UNUSABLE;
    if (response->status < 200 || response->status == 304)
        return CS_BODY_NONE;
    if (framing->transfer_encoding_count > 0)
        return framing->chunked ? CS_BODY_CHUNKED : CS_BODY_CLOSE;
    if (framing->content_length_count > 0)
        return framing->content_length_valid ? CS_BODY_LENGTH : CS_BODY_UNUSABLE;
    return CS_BODY_CLOSE;
}

/* What the head as a whole may not be. */
static void check_head(struct cs_response *response)
{
    const struct cs_framing *framing = &response->framing;
    bool length = framing->content_length_count > 0;
    bool encoding = framing->transfer_encoding_count > 0;
    bool success = response->status >= 200 && response->status <= 299;
    bool bodyless = (response->status > 0 && response->status < 200) || response->status == 204;

    if (success && length)
        report(response, CS_CODE_CONTENT_LENGTH_IN_2XX, response->at.length_line);
    if (success && encoding)
        report(response, CS_CODE_TRANSFER_ENCODING_IN_2XX, framing->transfer_encoding_start);
    if (bodyless && (length || encoding))
        report(response, CS_CODE_FRAMING_IN_1XX_OR_204,
               length ? response->at.length_line : framing->transfer_encoding_start);
    if (length && encoding)
        report(response, CS_CODE_LENGTH_AND_ENCODING, framing->transfer_encoding_start);
    if (encoding && response->version_major == 1 && response->version_minor == 0)
        report(response, CS_CODE_TRANSFER_ENCODING_IN_HTTP10, framing->transfer_encoding_start);
    if (response->status == 407 && response->challenge_count == 0)
        report(response, CS_CODE_CHALLENGE_MISSING, 0);
}

static enum cs_answer end_head(struct cs_response *response)
{
    response->head_length = response->at.position;
    response->body = body_kind(response);
    check_head(response);
    return finish(response);
}

/* Reads the line whose LF is at |lf|. */
static enum cs_answer read_line(struct cs_response *response, const char *data, size_t lf)
{
    size_t start = response->at.position;
    struct cs_field field;

    response->at.position = lf + 1;
    if (response->at.stage == STATUS_LINE) {
        response->at.stage = FIELDS;
        read_status_line(response, data, lf);
        return CS_NEED_MORE;
    }
    if (!cs_field_line(data, start, lf, response->field_count == 0, &field, &response->findings))
        return end_head(response);
    if (response->at.limits.fields != 0 && response->field_count == response->at.limits.fields) {
        report(response, CS_CODE_TOO_MANY_FIELDS, start);
        return finish(response);
    }
    read_field(response, data, &field);
    return CS_NEED_MORE;
}

enum cs_answer cs_response_parse(struct cs_response *response, const char *data, size_t length)
{
    size_t bound = response->at.limits.head_bytes;
    size_t readable = bound != 0 && length > bound ? bound : length;

    while (response->answer == CS_NEED_MORE) {
        size_t from = response->at.scanned;
        const char *lf = from < readable ? memchr(data + from, '\n', readable - from) : NULL;

        if (lf == NULL) {
            response->at.scanned = readable;
            break;
        }
        response->at.scanned = (size_t)(lf - data) + 1;
        read_line(response, data, (size_t)(lf - data));
    }
    if (response->answer == CS_NEED_MORE && readable < length) {
        report(response, CS_CODE_HEAD_TOO_LARGE, bound);
        return finish(response);
    }
    return response->answer;
}
