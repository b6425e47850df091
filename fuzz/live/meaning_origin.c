/* What an origin is asked for.  It relays nothing, so that nobody of ours is reached whatever the bytes say; what it answers
 * is told where it is evident that they are a CONNECT. */
#include <string.h>
#include <strings.h>

#include "fuzz/live/meaning.h"
#include "fuzz/live/text.h"

#define PAGE "GET / HTTP/1.1\r\nHost: " CS_MADE_UP_TARGET "\r\n\r\n"

static bool is_text(const char *bytes, struct cs_span span, const char *text)
{
    return span.length == strlen(text) && memcmp(bytes + span.start, text, span.length) == 0;
}

/* A request line without a version that is one: HTTP/0.9 has none, and its answers have no head. */
static bool has_version(const struct cs_request *request)
{
    return request->version_major > 0 && !cs_findings_has(&request->findings, CS_CODE_VERSION_MISSING) &&
           !cs_findings_has(&request->findings, CS_CODE_VERSION_MALFORMED);
}

/* Readers that split the line at blanks may find no version in it, and answer as HTTP/0.9 does. */
static bool is_split_oddly(const struct cs_findings *findings)
{
    static const enum cs_code codes[] = {CS_CODE_VERSION_CASE, CS_CODE_REQUEST_LINE_BLANKS,
                                         CS_CODE_WHITESPACE_IN_TARGET, CS_CODE_TARGET_EMPTY,
                                         CS_CODE_TARGET_BAD_CHARACTER};

    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        if (cs_findings_has(findings, codes[i]))
            return true;
    return false;
}

static bool announces_content(const struct cs_request *request)
{
    return request->framing.content_length_count > 0 || request->framing.transfer_encoding_count > 0;
}

static bool has_made_up(const char *bytes, size_t length)
{
    for (size_t at = 0; at < length; at++)
        if (cs_made_up_at(bytes + at, length - at) != NULL)
            return true;
    return false;
}

/* All bytes behind a head that nobody reads otherwise are its content.  Made-up values there may have another length when they are filled in. */
static bool is_content(const struct cs_request *request, const char *bytes, size_t length)
{
    const struct cs_framing *framing = &request->framing;

    return !request->findings.invalid && framing->content_length_count == 1 && framing->content_length_valid &&
           framing->content_length > 0 && framing->transfer_encoding_count == 0 &&
           length - request->head_length == framing->content_length &&
           !has_made_up(bytes + request->head_length, length - request->head_length);
}

/* Whether all of it is requests that have answers with a head and with content. */
static bool are_requests(const char *bytes, size_t length)
{
    while (length > 0) {
        struct cs_request request;

        cs_request_init(&request, NULL);
        if (cs_request_parse(&request, bytes, length) != CS_COMPLETE || request.findings.invalid ||
            !has_version(&request) || announces_content(&request) ||
            (!request.is_connect && !is_text(bytes, request.method, "GET")))
            return false;
        bytes += request.head_length;
        length -= request.head_length;
    }
    return true;
}

/* Readers differ about where lines end, and so about whether the head has. */
static bool ends_doubtfully(const struct cs_findings *findings)
{
    return cs_findings_has(findings, CS_CODE_BARE_LF) || cs_findings_has(findings, CS_CODE_BARE_CR) ||
           cs_findings_has(findings, CS_CODE_LEADING_EMPTY_LINE) || cs_findings_has(findings, CS_CODE_NUL_BYTE);
}

static bool asks_for_continue(const struct cs_request *request, const char *bytes)
{
    static const char name[] = "Expect";

    for (size_t at = 0; at + sizeof(name) - 1 <= request->head_length; at++)
        if (strncasecmp(bytes + at, name, sizeof(name) - 1) == 0)
            return true;
    return false;
}

static enum cs_meaning_kind kind_of(const struct cs_request *request, const char *bytes, size_t length)
{
    if (length == strlen(PAGE) && memcmp(bytes, PAGE, length) == 0)
        return CS_MEANS_PAGE;
    if (!has_version(request) || request->method.length != strlen("CONNECT") ||
        strncasecmp(bytes + request->method.start, "CONNECT", request->method.length) != 0)
        return CS_MEANS_UNDECIDED;
    if (!request->is_connect)
        return CS_MEANS_OTHER_LETTERS;
    return memmem(bytes, request->head_length, CS_MADE_UP_TARGET, strlen(CS_MADE_UP_TARGET)) != NULL &&
                   !is_text(bytes, request->target, CS_MADE_UP_HOST ":" CS_MADE_UP_PORT)
               ? CS_MEANS_OWN_NAME
               : CS_MEANS_NO_RELAY;
}

static const char *requirement_of(const struct cs_meaning *meaning, const struct cs_request *request)
{
    static const enum cs_code hosts[] = {CS_CODE_HOST_MISSING, CS_CODE_HOST_DUPLICATE, CS_CODE_HOST_INVALID};

    if (meaning->kind == CS_MEANS_OWN_NAME)
        return "CN-ORIG-005";
    for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]) && meaning->kind == CS_MEANS_NO_RELAY; i++)
        if (request->version_minor == 1 && cs_findings_has(&request->findings, hosts[i]))
            return "CN-ORIG-013";
    return "CN-ORIG-001";
}

struct cs_meaning cs_meaning_for_origin(const char *bytes, size_t length, const struct cs_policy *policy)
{
    struct cs_meaning meaning = {.kind = CS_MEANS_NOTHING, .requirement = "CN-ORIG-001", .murky = true};
    struct cs_request request;

    (void)policy;
    cs_request_init(&request, NULL);
    if (cs_request_parse(&request, bytes, length) == CS_NEED_MORE)
        return meaning;
    meaning.kind = kind_of(&request, bytes, length);
    meaning.code = request.findings.count > 0 ? request.findings.items[0].code : CS_CODE_NONE;
    meaning.requirement = requirement_of(&meaning, &request);
    meaning.head_length = request.head_length;
    meaning.content = is_content(&request, bytes, length);
    meaning.may_wait = (announces_content(&request) && !meaning.content) || ends_doubtfully(&request.findings);
    meaning.expects = asks_for_continue(&request, bytes);
    meaning.murky = meaning.kind == CS_MEANS_UNDECIDED || meaning.may_wait || is_split_oddly(&request.findings) ||
                    (!meaning.content && !are_requests(bytes + request.head_length, length - request.head_length));
    return meaning;
}
