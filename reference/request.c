#include "reference/request.h"

#include <string.h>

#include "reference/head.h"
#include "reference/request_line.h"
#include "reference/request_usual.h"
#include "reference/scan.h"

enum stage { REQUEST_LINE, FIELDS };

void cs_request_init(struct cs_request *request, const struct cs_limits *limits)
{
    cs_clear(request, offsetof(struct cs_request, findings)); /* which are large, and only their count matters */
    cs_findings_init(&request->findings);
    if (limits != NULL)
        request->at.limits = *limits;
}

static void finish(struct cs_request *request)
{
    request->answer = request->findings.invalid ? CS_MALFORMED : CS_COMPLETE;
}

static void complain(struct cs_request *request, enum cs_code code, size_t offset)
{
    cs_findings_add(&request->findings, code, offset);
}

/* What the target is, Host is too, |distance| bytes further.  Member by member: a wider load waits for the stores that
 * have just been made. */
static void copy_target(struct cs_request *request, size_t distance)
{
    const struct cs_authority *target = &request->authority;

    request->host.kind = target->kind;
    request->host.host.start = target->host.start + distance;
    request->host.host.length = target->host.length;
    request->host.port.start = target->port.start + distance;
    request->host.port.length = target->port.length;
    request->host.port_number = target->port_number;
    if (target->kind != CS_HOST_NAME)
        memcpy(request->host.address, target->address, sizeof(target->address));
}

/* The value of the first Host line, which most often is the target once more. */
static void compare_host(struct cs_request *request, const char *data, struct cs_span value)
{
    const struct cs_authority *target = &request->authority;
    bool target_read = target->port_number != 0 && target->kind != CS_HOST_NONE;
    bool same = value.length == request->target.length &&
                cs_same_bytes(data + value.start, data + request->target.start, value.length);

    if (target_read && !request->findings.invalid && same) {
        copy_target(request, value.start - request->target.start);
    } else if (cs_host_value_parse(data + value.start, value.length, value.start, &request->host, &request->findings) ==
                   CS_COMPLETE &&
               request->is_connect) {
        if (value.length == 0)
            complain(request, CS_CODE_HOST_FIELD_EMPTY, value.start);
        else if (target_read && !same)
            complain(request,
                     cs_authority_agrees(data, target, &request->host) ? CS_CODE_HOST_NOT_IDENTICAL
                                                                       : CS_CODE_HOST_MISMATCH,
                     value.start);
    }
}

static void take_host(struct cs_request *request, const char *data, size_t line, struct cs_span value)
{
    if (request->host_count++ > 0) {
        complain(request, CS_CODE_HOST_DUPLICATE, line);
        return;
    }
    request->host_value = value;
    compare_host(request, data, value);
}

static void take_credentials(struct cs_request *request, size_t line, struct cs_span value)
{
    if (request->credentials_count++ == 0)
        request->credentials = value;
    else
        complain(request, CS_CODE_CREDENTIALS_DUPLICATE, line);
}

static void take_connection(struct cs_request *request, const char *data, struct cs_span value)
{
    request->connection_close |= cs_list_has(data, value, "close");
    request->connection_keep_alive |= cs_list_has(data, value, "keep-alive");
    if (cs_list_has(data, value, "host"))
        complain(request, CS_CODE_CONNECTION_NAMES_HOST, value.start);
}

/* A line of Content-Length or Transfer-Encoding, and what it means in a request. */
static void take_framing(struct cs_request *request, const char *data, struct cs_span name, struct cs_span value)
{
    struct cs_framing *framing = &request->framing;
    bool both_before = framing->content_length_count > 0 && framing->transfer_encoding_count > 0;
    size_t encodings = framing->transfer_encoding_count;
    struct cs_field field = {
        .line = {name.start, value.start + value.length - name.start}, .name = name, .value = value};

    cs_framing_field(framing, data, &field, &request->findings);
    if (!both_before && framing->content_length_count > 0 && framing->transfer_encoding_count > 0)
        complain(request, CS_CODE_LENGTH_AND_ENCODING, name.start);
    if (framing->transfer_encoding_count > encodings && request->version_major == 1 && request->version_minor == 0)
        complain(request, CS_CODE_TRANSFER_ENCODING_IN_HTTP10, name.start);
    if (!request->is_connect)
        return;
    if (framing->transfer_encoding_count > encodings)
        complain(request, CS_CODE_TRANSFER_ENCODING_IN_CONNECT, name.start);
    else if (framing->content_length_valid && framing->content_length == 0)
        complain(request, CS_CODE_CONTENT_LENGTH_ZERO_IN_CONNECT, name.start);
    else
        complain(request, CS_CODE_CONTENT_LENGTH_IN_CONNECT, name.start);
}

static bool is_named(const char *data, struct cs_span name, const char *wanted)
{
    return cs_same_name(data + name.start, wanted, name.length);
}

/* A field of the request |message| whose line starts with its name. */
static void take_field(void *message, const char *data, struct cs_span name, struct cs_span value)
{
    struct cs_request *request = message;

    switch (name.length) {
    case sizeof("host") - 1:
        if (is_named(data, name, "host"))
            take_host(request, data, name.start, value);
        break;
    case sizeof("connection") - 1:
        if (is_named(data, name, "connection"))
            take_connection(request, data, value);
        break;
    case sizeof("content-length") - 1:
        if (is_named(data, name, "content-length"))
            take_framing(request, data, name, value);
        break;
    case sizeof("transfer-encoding") - 1:
        if (is_named(data, name, "transfer-encoding"))
            take_framing(request, data, name, value);
        break;
    case sizeof("proxy-authorization") - 1:
        if (is_named(data, name, "proxy-authorization"))
            take_credentials(request, name.start, value);
        break;
    default:
        break;
    }
}

/* The empty line at |start| has ended the head. */
static void end_head(struct cs_request *request, size_t start, size_t end)
{
    bool host_needed = request->version_major == 1 && request->version_minor >= 1;

    if (host_needed && request->host_count == 0)
        complain(request, CS_CODE_HOST_MISSING, start);
    if (request->framing.transfer_encoding_count > 0 && !request->framing.chunked)
        complain(request, CS_CODE_TRANSFER_ENCODING_NOT_CHUNKED, request->framing.transfer_encoding_start);
    request->head_length = request->at.position = request->at.scanned = end + 1;
    finish(request);
}

static void take_field_line(struct cs_request *request, const char *data, size_t start, size_t end)
{
    struct cs_field field;

    if (!cs_field_line(data, start, end, request->field_count == 0, &field, &request->findings)) {
        end_head(request, start, end);
        return;
    }
    if (request->at.limits.fields != 0 && request->field_count == request->at.limits.fields) {
        complain(request, CS_CODE_TOO_MANY_FIELDS, start);
        finish(request);
        return;
    }
    request->field_count++;
    if (field.name.length < field.line.length) /* there is a colon */
        take_field(request, data, field.name, field.value);
}

/* A line from |start| to its LF at |end|. */
static void take_line(struct cs_request *request, const char *data, size_t start, size_t end)
{
    if (request->at.stage == FIELDS)
        take_field_line(request, data, start, end);
    else if (cs_request_line_read(request, data, start, end))
        request->at.stage = FIELDS;
    request->at.position = request->at.scanned = end + 1;
}

static CS_APART size_t take_usual_fields(struct cs_request *request, const char *data, size_t at, size_t bound)
{
    return cs_head_skim(data, at, bound, &request->field_count, take_field, request);
}

/* From the start of a line on there is a short way for lines without a fault.  It takes as many as it can; true when
 * they were all. */
static inline bool take_usual_lines(struct cs_request *request, const char *data, size_t bound)
{
    size_t at = request->at.position;
    bool ended;

    if (request->at.stage == REQUEST_LINE) {
        if (at != 0)
            return false;
        at = cs_request_usual(request, data, bound);
        if (at == 0)
            return false;
    }
    ended = cs_head_ends(data, at, bound);
    if (!ended) {
        at = take_usual_fields(request, data, at, bound);
        ended = cs_head_ends(data, at, bound);
    }
    request->at.stage = FIELDS;
    if (ended)
        end_head(request, at, at + 1);
    else
        request->at.position = request->at.scanned = at;
    return ended;
}

/* Takes the line that goes on at |scanned|; false when it has not ended yet. */
static CS_APART bool take_any_line(struct cs_request *request, const char *data, size_t bound)
{
    const char *end = memchr(data + request->at.scanned, '\n', bound - request->at.scanned);

    if (end != NULL)
        take_line(request, data, request->at.position, (size_t)(end - data));
    else
        request->at.scanned = bound;
    return end != NULL;
}

static CS_APART void end_at_bound(struct cs_request *request, size_t bound)
{
    complain(request, CS_CODE_HEAD_TOO_LARGE, bound);
    finish(request);
}

enum cs_answer cs_request_parse(struct cs_request *request, const char *data, size_t length)
{
    size_t bound = request->at.limits.head_bytes;

    if (bound == 0 || bound > length)
        bound = length;
    while (request->answer == CS_NEED_MORE && request->at.scanned < bound) {
        bool line_starts = request->at.scanned == request->at.position;

        if (line_starts && request->at.limits.fields == 0 && take_usual_lines(request, data, bound))
            return request->answer;
        if (!take_any_line(request, data, bound))
            break;
    }
    if (request->answer == CS_NEED_MORE && bound < length)
        end_at_bound(request, bound);
    return request->answer;
}
