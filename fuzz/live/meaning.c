#include "fuzz/live/meaning.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "fuzz/live/text.h"

/* Findings on which the catalogue demands a refusal, and those on which it advises one (cases/requirements.yaml); on
 * all others a target may also do what the message evidently means. */
static const enum cs_code refused[] = {
    CS_CODE_AUTHORITY_EMPTY,
    CS_CODE_PORT_MISSING,
    CS_CODE_PORT_EMPTY,
    CS_CODE_PORT_NOT_DIGITS,
    CS_CODE_PORT_OUT_OF_RANGE,
    CS_CODE_HOST_EMPTY,
    CS_CODE_TARGET_EMPTY,
    CS_CODE_FIELD_BLANK_BEFORE_COLON,
    CS_CODE_HOST_MISSING,
    CS_CODE_HOST_DUPLICATE,
    CS_CODE_HOST_INVALID,
    CS_CODE_CONTENT_LENGTH_NOT_DIGITS,
    CS_CODE_CONTENT_LENGTH_DIFFERS,
    CS_CODE_TRANSFER_ENCODING_NOT_CHUNKED,
    CS_CODE_TRANSFER_ENCODING_CHUNKED_TWICE,
};

static const enum cs_code advised[] = {
    CS_CODE_HOST_BAD_CHARACTER,   CS_CODE_HOST_BAD_PERCENT,  CS_CODE_IPV6_INVALID,
    CS_CODE_IPV6_NOT_BRACKETED,   CS_CODE_BRACKET_UNCLOSED,  CS_CODE_BRACKET_UNOPENED,
    CS_CODE_BRACKET_EMPTY,        CS_CODE_BRACKET_JUNK,      CS_CODE_IPVFUTURE,
    CS_CODE_IPVFUTURE_INVALID,    CS_CODE_USERINFO,          CS_CODE_EXTRA_COLON,
    CS_CODE_NOT_AUTHORITY_FORM,   CS_CODE_PATH_AFTER_PORT,   CS_CODE_TARGET_BAD_CHARACTER,
    CS_CODE_WHITESPACE_IN_TARGET, CS_CODE_VERSION_MALFORMED, CS_CODE_VERSION_CASE,
    CS_CODE_FIELD_NO_COLON,       CS_CODE_FIELD_NAME_EMPTY,  CS_CODE_FIELD_NAME_BAD_CHARACTER,
};

static const char *const names[CS_MEANINGS] = {
    [CS_MEANS_TUNNEL] = "tunnel",       [CS_MEANS_DENIED] = "denied",
    [CS_MEANS_ELSEWHERE] = "elsewhere", [CS_MEANS_REFUSAL] = "refusal",
    [CS_MEANS_NO_RIGHT] = "no-right",   [CS_MEANS_LENIENT] = "lenient",
    [CS_MEANS_NOTHING] = "cut",         [CS_MEANS_NO_CONNECT] = "no-connect",
    [CS_MEANS_UNDECIDED] = "undecided", [CS_MEANS_NO_RELAY] = "no-relay",
    [CS_MEANS_OWN_NAME] = "own-name",   [CS_MEANS_OTHER_LETTERS] = "other-letters",
    [CS_MEANS_PAGE] = "page",           [CS_MEANS_GRANT] = "grant",
    [CS_MEANS_REJECTION] = "rejection", [CS_MEANS_NO_STATUS] = "no-status",
};

const char *cs_meaning_name(enum cs_meaning_kind kind)
{
    return kind < CS_MEANINGS ? names[kind] : "";
}

void cs_meaning_describe(const struct cs_meaning *meaning, char out[96])
{
    bool plain = meaning->code == CS_CODE_NONE;

    (void)snprintf(out, 96, "%s%s%s", cs_meaning_name(meaning->kind), plain ? "" : "/",
                   plain ? "" : cs_code_name(meaning->code));
}

bool cs_meaning_allows_silence(const struct cs_meaning *meaning)
{
    return meaning->kind == CS_MEANS_NOTHING || meaning->kind == CS_MEANS_UNDECIDED || meaning->may_wait;
}

/* The finding that asks for a refusal, the strongest first; CS_CODE_NONE: none does. */
static enum cs_code reason_to_refuse(const struct cs_findings *findings, bool *bound)
{
    *bound = true;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        if (cs_findings_has(findings, refused[i]))
            return refused[i];
    *bound = false;
    for (size_t i = 0; i < sizeof(advised) / sizeof(advised[0]); i++)
        if (cs_findings_has(findings, advised[i]))
            return advised[i];
    return CS_CODE_NONE;
}

static bool contains(const char *bytes, size_t length, const char *text)
{
    return memmem(bytes, length, text, strlen(text)) != NULL;
}

static bool is_text(const char *bytes, struct cs_span span, const char *text)
{
    return span.length == strlen(text) && memcmp(bytes + span.start, text, span.length) == 0;
}

enum right { RIGHT, NO_RIGHT, DOUBTFUL };

/* Parts of right credentials: where one is left, some target may take them. */
static bool has_part_of_right(const char *bytes, size_t length)
{
    static const char *const parts[] = {"dXNlcjpwYXNzd29yZA", CS_MADE_UP_HASH, "response=\"digest"};

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (contains(bytes, length, parts[i]))
            return true;
    return false;
}

/* Nothing else is odd, and the pair stands behind the name of another scheme, or behind none. */
static bool has_other_scheme(const char *bytes, const struct cs_request *request)
{
    const char *value = bytes + request->credentials.start;
    size_t length = request->credentials.length;
    const char *blank = memchr(value, ' ', length);
    size_t scheme = blank == NULL ? 0 : (size_t)(blank - value);

    if (request->findings.count > 0 || request->credentials_count != 1 || memchr(value, ',', length) != NULL ||
        !contains(value, length, CS_MADE_UP_BASIC))
        return false;
    for (size_t i = 0; i < scheme; i++)
        if (!isalnum((unsigned char)value[i]))
            return false;
    return (blank == NULL && length == strlen(CS_MADE_UP_BASIC)) ||
           (scheme > 0 && (scheme != strlen("Basic") || strncasecmp(value, "Basic", scheme) != 0));
}

/* Whether the credentials are there as they should be. */
static enum right right_of(const char *bytes, const struct cs_request *request, const struct cs_policy *policy)
{
    bool wanted = policy->auth[0] != '\0' && strcmp(policy->auth, "none") != 0;

    if (!wanted)
        return RIGHT;
    if (request->credentials_count == 1 && is_text(bytes, request->credentials, "Basic " CS_MADE_UP_BASIC) &&
        contains(bytes, request->head_length, CS_MADE_UP_CREDENTIALS))
        return RIGHT;
    if (!has_part_of_right(bytes, request->head_length))
        return NO_RIGHT;
    return strcmp(policy->auth, "basic") == 0 && has_other_scheme(bytes, request) ? NO_RIGHT : DOUBTFUL;
}

enum place { OURS, ELSEWHERE, SPELLED };

/* A name that cannot be an odd spelling of our address, or another address in the usual spelling. */
static bool is_elsewhere(const char *host, size_t length, enum cs_host_kind kind)
{
    if (kind == CS_HOST_IPV4)
        return true;
    if (kind != CS_HOST_NAME || !isalpha((unsigned char)host[0]) || memchr(host, '%', length) != NULL)
        return false;
    return length != strlen("localhost") || strncasecmp(host, "localhost", length) != 0;
}

static enum place place_of(const char *bytes, const struct cs_authority *authority)
{
    const char *host = bytes + authority->host.start;

    if (is_text(bytes, authority->host, CS_MADE_UP_HOST))
        return authority->port_number == 18443 ? OURS : ELSEWHERE;
    return is_elsewhere(host, authority->host.length, authority->kind) ? ELSEWHERE : SPELLED;
}

static struct cs_meaning mean(enum cs_meaning_kind kind, const struct cs_request *request, const char *requirement)
{
    return (struct cs_meaning){
        .kind = kind,
        .code = request->findings.count > 0 ? request->findings.items[0].code : CS_CODE_NONE,
        .requirement = requirement,
        .head_length = request->head_length,
        .bound = kind == CS_MEANS_DENIED,
    };
}

/* A CONNECT that nothing asks to refuse for its form. */
static struct cs_meaning mean_by_target(const char *bytes, const struct cs_request *request,
                                        const struct cs_policy *policy)
{
    enum right right = right_of(bytes, request, policy);
    enum place place = place_of(bytes, &request->authority);
    bool denied = request->authority.port_number == 18025;
    bool plain = request->findings.count == 0;
    struct cs_meaning lenient = mean(CS_MEANS_LENIENT, request, "CN-HOST-004");

    if (denied && !policy->denies_ports)
        return mean(CS_MEANS_UNDECIDED, request, "CN-PORT-001");
    if (right == NO_RIGHT)
        return mean(CS_MEANS_NO_RIGHT, request, strcmp(policy->auth, "digest") == 0 ? "CN-DIGEST-003" : "CN-BASIC-001");
    if (denied)
        return mean(CS_MEANS_DENIED, request, "CN-PORT-001");
    if (place == ELSEWHERE)
        return mean(CS_MEANS_ELSEWHERE, request, "CN-HOST-004");
    if (place == OURS && right == RIGHT && plain)
        return mean(CS_MEANS_TUNNEL, request, "CN-TUN-001");
    lenient.spelled = place == SPELLED;
    return lenient;
}

static bool is_nearly_connect(const char *bytes, struct cs_span method)
{
    return method.length == strlen("CONNECT") && strncasecmp(bytes + method.start, "CONNECT", method.length) == 0;
}

struct cs_meaning cs_meaning_for_proxy(const char *bytes, size_t length, const struct cs_policy *policy)
{
    struct cs_request request;
    enum cs_code code;
    bool bound;

    cs_request_init(&request, NULL);
    if (cs_request_parse(&request, bytes, length) == CS_NEED_MORE)
        return mean(CS_MEANS_NOTHING, &request, "CN-FRAME-001");
    if (!request.is_connect)
        return mean(is_nearly_connect(bytes, request.method) ? CS_MEANS_NO_CONNECT : CS_MEANS_UNDECIDED, &request,
                    "CN-RLINE-001");
    code = reason_to_refuse(&request.findings, &bound);
    if (code != CS_CODE_NONE) {
        struct cs_meaning meaning = mean(CS_MEANS_REFUSAL, &request, cs_code_requirement(code));

        meaning.code = code;
        meaning.bound = bound;
        return meaning;
    }
    if (request.authority.kind == CS_HOST_NONE || request.authority.port_number == 0)
        return mean(CS_MEANS_UNDECIDED, &request, "CN-HOST-004");
    return mean_by_target(bytes, &request, policy);
}
