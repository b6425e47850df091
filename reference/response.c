#include "reference/response.h"

#include <string.h>

#include "reference/auth_param.h"
#include "reference/head.h"
#include "reference/proxy_status.h"
#include "reference/scan.h"

enum stage { STATUS_LINE, FIELDS };

static void report(struct cs_response *response, enum cs_code code, size_t at)
{
    cs_findings_add(&response->findings, code, at);
}

static void finish(struct cs_response *response)
{
    response->answer = response->findings.invalid ? CS_MALFORMED : CS_COMPLETE;
}

void cs_response_init(struct cs_response *response, const struct cs_limits *limits)
{
    cs_clear(response, offsetof(struct cs_response, findings)); /* which are large, and only their count matters */
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
    const struct cs_auth_param *realm, *algorithm;
    struct cs_span *first = &response->at.digest_realm;
    unsigned offer;

    if (challenge->scheme != CS_SCHEME_DIGEST)
        return;
    realm = cs_auth_param_find(data, 0, challenge->params, challenge->param_count, "realm");
    algorithm = cs_auth_param_find(data, 0, challenge->params, challenge->param_count, "algorithm");
    offer = algorithm == NULL ? 1 : 0;
    if (realm == NULL)
        return;
    if (response->at.digest_offers == 0)
        *first = realm->value;
    if (first->length != realm->value.length ||
        memcmp(data + first->start, data + realm->value.start, first->length) != 0)
        return;
    for (size_t i = 0; offer == 0 && i < sizeof(names) / sizeof(names[0]); i++)
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

static void take_challenge(struct cs_response *response, const char *data, struct cs_span value)
{
    if (response->challenge_count++ == 0)
        response->challenge = value;
    if (response->status == 407)
        read_challenges(response, data, value);
}

static void take_proxy_status(struct cs_response *response, const char *data, struct cs_span value)
{
    struct cs_proxy_status status;

    cs_proxy_status_parse(data + value.start, value.length, value.start, &status, &response->findings);
}

static void take_framing(struct cs_response *response, const char *data, struct cs_span name, struct cs_span value)
{
    struct cs_field field = {
        .line = {name.start, value.start + value.length - name.start}, .name = name, .value = value};

    cs_framing_field(&response->framing, data, &field, &response->findings);
}

static bool is_named(const char *data, struct cs_span name, const char *wanted)
{
    return cs_same_name(data + name.start, wanted, name.length);
}

/* A field of the response |message| whose line starts with its name. */
static void take_field(void *message, const char *data, struct cs_span name, struct cs_span value)
{
    struct cs_response *response = message;

    switch (name.length) {
    case sizeof("connection") - 1:
        if (is_named(data, name, "connection"))
            response->connection_close |= cs_list_has(data, value, "close");
        break;
    case sizeof("proxy-status") - 1:
        if (is_named(data, name, "proxy-status"))
            take_proxy_status(response, data, value);
        break;
    case sizeof("content-length") - 1:
        if (is_named(data, name, "content-length")) {
            response->at.length_line = name.start;
            take_framing(response, data, name, value);
        }
        break;
    case sizeof("transfer-encoding") - 1:
        if (is_named(data, name, "transfer-encoding"))
            take_framing(response, data, name, value);
        break;
    case sizeof("proxy-authenticate") - 1:
        if (is_named(data, name, "proxy-authenticate"))
            take_challenge(response, data, value);
        break;
    default:
        break;
    }
}

enum cs_body_kind cs_response_content(const struct cs_response *response)
{
    const struct cs_framing *framing = &response->framing;

    if (response->status == 0)
        return CS_BODY_UNUSABLE;
    if (response->status < 200 || response->status == 204 || response->status == 304)
        return CS_BODY_NONE;
    if (framing->transfer_encoding_count > 0)
        return framing->chunked ? CS_BODY_CHUNKED : CS_BODY_CLOSE;
    if (framing->content_length_count > 0)
        return framing->content_length_valid ? CS_BODY_LENGTH : CS_BODY_UNUSABLE;
    return CS_BODY_CLOSE;
}

/* RFC 9112 section 6.3, for a response to CONNECT. */
/* A 2xx to CONNECT. */
static bool is_success(const struct cs_response *response)
{
    return response->status >= 200 && response->status <= 299 && !response->plain;
}

static enum cs_body_kind body_kind(const struct cs_response *response)
{
    return is_success(response) ? CS_BODY_TUNNEL : cs_response_content(response);
}

/* What the head as a whole may not be. */
static void check_head(struct cs_response *response)
{
    const struct cs_framing *framing = &response->framing;
    bool length = framing->content_length_count > 0;
    bool encoding = framing->transfer_encoding_count > 0;
    bool success = is_success(response);
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

static void end_head(struct cs_response *response)
{
    response->head_length = response->at.position;
    response->body = body_kind(response);
    check_head(response);
    finish(response);
}

static void take_field_line(struct cs_response *response, const char *data, size_t start, size_t lf)
{
    struct cs_field field;

    if (!cs_field_line(data, start, lf, response->field_count == 0, &field, &response->findings)) {
        end_head(response);
        return;
    }
    if (response->at.limits.fields != 0 && response->field_count == response->at.limits.fields) {
        report(response, CS_CODE_TOO_MANY_FIELDS, start);
        finish(response);
        return;
    }
    response->field_count++;
    if (field.name.length < field.line.length) /* there is a colon */
        take_field(response, data, field.name, field.value);
}

/* Takes the line that goes on at |scanned|; false when it has not ended yet. */
static CS_APART bool take_any_line(struct cs_response *response, const char *data, size_t bound)
{
    size_t start = response->at.position;
    const char *lf = memchr(data + response->at.scanned, '\n', bound - response->at.scanned);

    if (lf == NULL) {
        response->at.scanned = bound;
        return false;
    }
    response->at.position = response->at.scanned = (size_t)(lf - data) + 1;
    if (response->at.stage == FIELDS)
        take_field_line(response, data, start, (size_t)(lf - data));
    else
        read_status_line(response, data, (size_t)(lf - data));
    response->at.stage = FIELDS;
    return true;
}

/* The short way for a status line without a fault.  Returns where the next line starts; 0 for any other line, of which
 * nothing is then filled. */
static inline size_t take_usual_status_line(struct cs_response *response, const char *data, size_t bound)
{
    static const size_t reason = sizeof("HTTP/1.1 200 ") - 1;
    size_t cr;

    if (bound < reason + 2 || memcmp(data, "HTTP/1.", 7) != 0 || (data[7] != '1' && data[7] != '0') || data[8] != ' ' ||
        data[9] < '1' || data[9] > '5' || !cs_is(data[10], CS_DIGIT) || !cs_is(data[11], CS_DIGIT) || data[12] != ' ')
        return 0;
    cr = reason + cs_span_of_value(data + reason, bound - reason);
    if (!cs_head_ends(data, cr, bound))
        return 0;
    response->version.length = sizeof("HTTP/1.1") - 1;
    response->version_major = 1;
    response->version_minor = (uint8_t)(data[7] - '0');
    response->status = (uint16_t)((data[9] - '0') * 100 + (data[10] - '0') * 10 + data[11] - '0');
    response->reason.start = reason;
    response->reason.length = cr - reason;
    return cr + 2;
}

static CS_APART size_t take_usual_fields(struct cs_response *response, const char *data, size_t at, size_t bound)
{
    return cs_head_skim(data, at, bound, &response->field_count, take_field, response);
}

/* From the start of a line on there is a short way for lines without a fault.  It takes as many as it can; true when
 * they were all. */
static inline bool take_usual_lines(struct cs_response *response, const char *data, size_t bound)
{
    size_t at = response->at.position;
    bool ended;

    if (response->at.stage == STATUS_LINE) {
        at = take_usual_status_line(response, data, bound);
        if (at == 0)
            return false;
        response->at.stage = FIELDS;
    }
    ended = cs_head_ends(data, at, bound);
    if (!ended) {
        at = take_usual_fields(response, data, at, bound);
        ended = cs_head_ends(data, at, bound);
    }
    response->at.position = response->at.scanned = ended ? at + 2 : at;
    if (ended)
        end_head(response);
    return ended;
}

enum cs_answer cs_response_parse(struct cs_response *response, const char *data, size_t length)
{
    size_t bound = response->at.limits.head_bytes;

    if (bound == 0 || bound > length)
        bound = length;
    while (response->answer == CS_NEED_MORE && response->at.scanned < bound) {
        bool line_starts = response->at.scanned == response->at.position;

        if (line_starts && response->at.limits.fields == 0 && take_usual_lines(response, data, bound))
            return response->answer;
        if (!take_any_line(response, data, bound))
            break;
    }
    if (response->answer == CS_NEED_MORE && bound < length) {
        report(response, CS_CODE_HEAD_TOO_LARGE, bound);
        finish(response);
    }
    return response->answer;
}
