#include "reference/request_line.h"

#include <string.h>

#include "reference/scan.h"

static void complain(struct cs_request *request, enum cs_code code, size_t offset)
{
    cs_findings_add(&request->findings, code, offset);
}

static struct cs_span between(size_t start, size_t end)
{
    return (struct cs_span){.start = start, .length = end - start};
}

static size_t end_of(struct cs_span span)
{
    return span.start + span.length;
}

static size_t skip_blanks(const char *data, size_t start, size_t end)
{
    return start + cs_span_of(data + start, end - start, CS_BLANK);
}

static size_t trim_blanks(const char *data, size_t start, size_t end)
{
    while (end > start && cs_is(data[end - 1], CS_BLANK))
        end--;
    return end;
}

/* Where the first blank is, or |end|. */
static size_t find_blank(const char *data, size_t start, size_t end)
{
    while (start < end && !cs_is(data[start], CS_BLANK))
        start++;
    return start;
}

static size_t last_word(const char *data, size_t start, size_t end)
{
    while (end > start && !cs_is(data[end - 1], CS_BLANK))
        end--;
    return end;
}

void cs_request_line_split(const char *data, size_t start, size_t end, struct cs_span *method, struct cs_span *target,
                           struct cs_span *version)
{
    size_t stop = trim_blanks(data, start, end);
    size_t first = skip_blanks(data, start, stop);
    size_t second, last;

    *method = between(first, find_blank(data, first, stop));
    second = skip_blanks(data, end_of(*method), stop);
    last = last_word(data, second, stop);
    *target = between(second, trim_blanks(data, second, last));
    *version = between(last, stop);
    if (last > second || (stop - last >= 5 && cs_same_text(data + last, "HTTP/", 5)))
        return;
    *target = *version;
    *version = between(stop, stop);
}

/* Parts must be separated by exactly one space. */
static void check_separator(struct cs_request *request, const char *data, size_t start, size_t end)
{
    if (start < end && data[start] != ' ')
        complain(request, CS_CODE_REQUEST_LINE_BLANKS, start);
    else if (end - start > 1)
        complain(request, CS_CODE_REQUEST_LINE_BLANKS, start + 1);
}

/* A line that is not of the strict shape: what is wrong with it, apart from its words themselves. */
static void check_shape(struct cs_request *request, const char *data, size_t start, size_t end)
{
    size_t version = request->version.start;
    size_t blank = find_blank(data, request->target.start, end_of(request->target));

    for (size_t at = start; at < end; at++)
        if (data[at] == '\r')
            complain(request, CS_CODE_BARE_CR, at);
    if (request->method.length == 0) {
        complain(request, CS_CODE_METHOD_EMPTY, start);
        return;
    }
    if (request->method.start > start)
        complain(request, CS_CODE_REQUEST_LINE_BLANKS, start);
    if (request->target.length == 0) {
        complain(request, CS_CODE_TARGET_EMPTY, request->target.start);
    } else {
        check_separator(request, data, end_of(request->method), request->target.start);
        if (blank < end_of(request->target))
            complain(request, CS_CODE_WHITESPACE_IN_TARGET, blank);
        check_separator(request, data, end_of(request->target), version);
    }
    if (request->version.length == 0)
        complain(request, CS_CODE_VERSION_MISSING, version);
    if (end_of(request->version) < end)
        complain(request, CS_CODE_REQUEST_LINE_BLANKS, end_of(request->version));
}

static void check_method(struct cs_request *request, const char *data)
{
    const char *method = data + request->method.start;
    size_t good = cs_span_of(method, request->method.length, CS_TOKEN);

    if (good < request->method.length)
        complain(request, CS_CODE_METHOD_BAD_CHARACTER, request->method.start + good);
    request->is_connect = request->method.length == 7 && memcmp(method, "CONNECT", 7) == 0;
}

/* Host and port: "a:80" might be a URI of the scheme a, too, but no method asks a proxy for one. */
static bool is_authority(const char *target, size_t length)
{
    struct cs_authority authority;
    struct cs_findings findings;

    cs_findings_init(&findings);
    return cs_authority_parse(target, length, 0, &authority, &findings) == CS_COMPLETE && authority.port_number != 0;
}

static void check_target(struct cs_request *request, const char *data)
{
    const char *target = data + request->target.start;
    size_t length = request->target.length;
    size_t good = 0;

    if (length == 0 || find_blank(target, 0, length) < length)
        return;
    if (request->is_connect) {
        cs_authority_parse(target, length, request->target.start, &request->authority, &request->findings);
        return;
    }
    while (good < length && target[good] > ' ' && target[good] < 0x7f)
        good++;
    if (good < length)
        complain(request, CS_CODE_TARGET_BAD_CHARACTER, request->target.start + good);
    else if (is_authority(target, length))
        complain(request, CS_CODE_AUTHORITY_FORM, request->target.start);
}

/* HTTP-version = "HTTP" "/" DIGIT "." DIGIT (RFC 9112 section 2.3). */
static void check_version(struct cs_request *request, const char *data)
{
    const char *version = data + request->version.start;

    if (request->version.length == 0)
        return;
    if (request->version.length != 8 || !cs_same_text(version, "HTTP/", 5) || !cs_is(version[5], CS_DIGIT) ||
        version[6] != '.' || !cs_is(version[7], CS_DIGIT)) {
        complain(request, CS_CODE_VERSION_MALFORMED, request->version.start);
        return;
    }
    request->version_major = (uint8_t)(version[5] - '0');
    request->version_minor = (uint8_t)(version[7] - '0');
    if (memcmp(version, "HTTP", 4) != 0)
        complain(request, CS_CODE_VERSION_CASE, request->version.start);
    if (request->version_major != 1)
        complain(request, CS_CODE_VERSION_UNSUPPORTED, request->version.start + 5);
}

bool cs_request_line_read(struct cs_request *request, const char *data, size_t start, size_t end)
{
    bool with_cr = end > start && data[end - 1] == '\r';
    size_t stop = with_cr ? end - 1 : end;

    if (stop == start) {
        complain(request, CS_CODE_LEADING_EMPTY_LINE, start);
    } else {
        cs_request_line_split(data, start, stop, &request->method, &request->target, &request->version);
        check_shape(request, data, start, stop);
        check_method(request, data);
        check_target(request, data);
        check_version(request, data);
    }
    if (!with_cr)
        complain(request, CS_CODE_BARE_LF, end);
    return stop > start;
}
