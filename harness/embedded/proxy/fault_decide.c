#include "harness/embedded/proxy/fault_decide.h"

#include <string.h>

#include "harness/embedded/proxy/fault_dislikes.h"
#include "harness/embedded/proxy/fault_h1.h"
#include "harness/embedded/proxy/fault_kept.h"

static const struct {
    enum cs_fault fault;
    enum cs_code code;
} forgiven[] = {
    {CS_FAULT_HOST_MISSING, CS_CODE_HOST_MISSING},
    {CS_FAULT_HOST_TWICE, CS_CODE_HOST_DUPLICATE},
    {CS_FAULT_HOST_TWICE, CS_CODE_HOST_MISMATCH},
    {CS_FAULT_HOST_INVALID, CS_CODE_HOST_INVALID},
    {CS_FAULT_HOST_INVALID, CS_CODE_HOST_MISMATCH},
    {CS_FAULT_PORTS_BY_HOST_FIELD, CS_CODE_HOST_MISMATCH},
    {CS_FAULT_DENIED_NAMES_HOST, CS_CODE_HOST_MISMATCH},
    {CS_FAULT_PARENT_HOST_COPIED, CS_CODE_HOST_MISMATCH},
    {CS_FAULT_ANY_CREDENTIALS, CS_CODE_CREDENTIALS_DUPLICATE},
    {CS_FAULT_BODY_TWICE, CS_CODE_CONTENT_LENGTH_IN_CONNECT},
    {CS_FAULT_BODY_HANGS, CS_CODE_CONTENT_LENGTH_IN_CONNECT},
    {CS_FAULT_LENGTH_INVALID, CS_CODE_CONTENT_LENGTH_IN_CONNECT},
    {CS_FAULT_LENGTH_INVALID, CS_CODE_CONTENT_LENGTH_NOT_DIGITS},
    {CS_FAULT_LENGTH_INVALID, CS_CODE_CONTENT_LENGTH_TOO_LARGE},
    {CS_FAULT_LENGTH_INVALID, CS_CODE_CONTENT_LENGTH_REPEATED},
    {CS_FAULT_LENGTH_INVALID, CS_CODE_CONTENT_LENGTH_DIFFERS},
    {CS_FAULT_CODING_MIXED, CS_CODE_TRANSFER_ENCODING_IN_CONNECT},
    {CS_FAULT_CODING_IGNORED, CS_CODE_TRANSFER_ENCODING_IN_CONNECT},
    {CS_FAULT_CODING_IGNORED, CS_CODE_TRANSFER_ENCODING_MALFORMED},
    {CS_FAULT_CODING_IGNORED, CS_CODE_TRANSFER_ENCODING_NOT_CHUNKED},
    {CS_FAULT_CODING_IGNORED, CS_CODE_TRANSFER_ENCODING_CHUNKED_TWICE},
    {CS_FAULT_CODING_IGNORED, CS_CODE_TRANSFER_ENCODING_IN_HTTP10},
    {CS_FAULT_HOST_EMPTY, CS_CODE_HOST_FIELD_EMPTY},
    {CS_FAULT_HOST_EMPTY, CS_CODE_HOST_MISMATCH},
    {CS_FAULT_HOST_EMPTY, CS_CODE_HOST_INVALID},
    {CS_FAULT_CR_IN_VALUE, CS_CODE_BARE_CR},
    {CS_FAULT_CR_IN_VALUE, CS_CODE_FIELD_VALUE_CONTROL},
    {CS_FAULT_NUL_IN_VALUE, CS_CODE_NUL_BYTE},
    {CS_FAULT_NUL_IN_VALUE, CS_CODE_FIELD_VALUE_CONTROL},
    {CS_FAULT_NAME_EMPTY, CS_CODE_FIELD_NAME_EMPTY},
    {CS_FAULT_NAME_ODD, CS_CODE_FIELD_NAME_BAD_CHARACTER},
    {CS_FAULT_LINE_WITHOUT_COLON, CS_CODE_FIELD_NO_COLON},
    {CS_FAULT_FOLD_IGNORED, CS_CODE_FIELD_FOLDED},
    {CS_FAULT_LENGTH_WRAPS_16, CS_CODE_CONTENT_LENGTH_IN_CONNECT},
    {CS_FAULT_LENGTH_WRAPS_16, CS_CODE_CONTENT_LENGTH_TOO_LARGE},
    {CS_FAULT_LENGTH_WRAPS_32, CS_CODE_CONTENT_LENGTH_IN_CONNECT},
    {CS_FAULT_LENGTH_WRAPS_32, CS_CODE_CONTENT_LENGTH_TOO_LARGE},
    {CS_FAULT_LENGTH_WRAPS_64, CS_CODE_CONTENT_LENGTH_IN_CONNECT},
    {CS_FAULT_LENGTH_WRAPS_64, CS_CODE_CONTENT_LENGTH_TOO_LARGE},
    {CS_FAULT_LENGTHS_ADDED, CS_CODE_CONTENT_LENGTH_IN_CONNECT},
    {CS_FAULT_LENGTHS_ADDED, CS_CODE_CONTENT_LENGTH_REPEATED},
    {CS_FAULT_CODING_DECODED, CS_CODE_TRANSFER_ENCODING_IN_CONNECT},
    {CS_FAULT_LENGTHS_DIFFER, CS_CODE_CONTENT_LENGTH_DIFFERS},
    {CS_FAULT_LENGTHS_DIFFER, CS_CODE_CONTENT_LENGTH_IN_CONNECT},
    {CS_FAULT_LENGTH_NO_NUMBER, CS_CODE_CONTENT_LENGTH_NOT_DIGITS},
    {CS_FAULT_CODING_UNKNOWN, CS_CODE_TRANSFER_ENCODING_IN_CONNECT},
    {CS_FAULT_CODING_UNKNOWN, CS_CODE_TRANSFER_ENCODING_NOT_CHUNKED},
    {CS_FAULT_CODING_MALFORMED, CS_CODE_TRANSFER_ENCODING_IN_CONNECT},
    {CS_FAULT_CODING_MALFORMED, CS_CODE_TRANSFER_ENCODING_MALFORMED},
    {CS_FAULT_CODING_MALFORMED, CS_CODE_TRANSFER_ENCODING_NOT_CHUNKED},
    {CS_FAULT_FIRST_LINE_CREDENTIALS, CS_CODE_CREDENTIALS_DUPLICATE},
    {CS_FAULT_LAST_LINE_CREDENTIALS, CS_CODE_CREDENTIALS_DUPLICATE},
    {CS_FAULT_CREDENTIALS_NAME_BLANK, CS_CODE_FIELD_BLANK_BEFORE_COLON},
    {CS_FAULT_CREDENTIALS_BEHIND_CR, CS_CODE_BARE_CR},
    {CS_FAULT_CREDENTIALS_BEHIND_CR, CS_CODE_FIELD_VALUE_CONTROL},
};

/* Whoever reads a destination out of a broken request line does not mind how it is broken, nor what Host says. */
static bool is_about_destination(enum cs_code code)
{
    static const char *const areas[] = {"CN-TARGET-", "CN-RLINE-", "CN-HOST-"};
    const char *requirement = cs_code_requirement(code);
    bool about = false;

    for (size_t i = 0; i < sizeof(areas) / sizeof(areas[0]); i++)
        about |= strncmp(requirement, areas[i], strlen(areas[i])) == 0;
    return about;
}

bool cs_fault_forgives(const struct cs_asked *asked, enum cs_code code)
{
    for (size_t i = 0; i < sizeof(forgiven) / sizeof(forgiven[0]); i++)
        if (forgiven[i].fault == asked->config->fault && forgiven[i].code == code)
            return true;
    return (asked->misread && is_about_destination(code)) || cs_fault_forgives_http10(asked, code) ||
           cs_fault_forgives_listed(asked, code) ||
           (cs_fault_has_line(asked->config->fault) && code == CS_CODE_HOST_MISMATCH);
}

bool cs_fault_reading(const struct cs_asked *asked, struct cs_destination *out)
{
    if (asked->misread)
        *out = asked->reading;
    return asked->misread || cs_fault_forwarded_host(asked, out) || cs_fault_goes_back(asked, out);
}

static bool has_field(const struct cs_asked *asked, const char *name)
{
    return cs_message_has(&asked->message, name);
}

static bool has_any(const struct cs_asked *asked, const char *const *names)
{
    bool found = false;

    for (; *names != NULL; names++)
        found |= has_field(asked, *names);
    return found;
}

static bool has_unknown_field(const struct cs_asked *asked)
{
    static const char *const known[] = {"host",       "proxy-authorization", "proxy-connection",
                                        "connection", "user-agent",          "content-length"};
    size_t count = 0;
    struct cs_span value;

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        for (size_t nth = 0; cs_asked_field(asked, known[i], nth, &value); nth++)
            count++;
    return count < asked->message.field_count;
}

static bool host_differs(const struct cs_asked *asked)
{
    struct cs_span target = cs_target(asked);
    struct cs_span value;

    return cs_asked_field(asked, "host", 0, &value) &&
           (value.length != target.length ||
            memcmp(asked->message.text + value.start, asked->message.text + target.start, target.length) != 0);
}

static bool is_name(const struct cs_asked *asked)
{
    return asked->message.target.kind == CS_HOST_NAME;
}

static bool has_capitals(const struct cs_destination *destination)
{
    bool found = false;

    for (size_t i = 0; i < destination->length; i++)
        found |= destination->host[i] >= 'A' && destination->host[i] <= 'Z';
    return found;
}

/* Each says whether the faulty proxy finds something wrong with a good request. */
static bool lacks_host(const struct cs_asked *asked, const struct cs_destination *destination)
{
    (void)destination;
    return !has_field(asked, "host");
}

static bool is_not_first(const struct cs_asked *asked, const struct cs_destination *destination)
{
    (void)destination;
    return asked->history.forwarded;
}

static bool has_name(const struct cs_asked *asked, const struct cs_destination *destination)
{
    (void)destination;
    return is_name(asked);
}

static bool has_capital_name(const struct cs_asked *asked, const struct cs_destination *destination)
{
    return is_name(asked) && has_capitals(destination);
}

static bool has_capital_ipv6(const struct cs_asked *asked, const struct cs_destination *destination)
{
    return asked->message.target.kind == CS_HOST_IPV6 && has_capitals(destination);
}

static bool has_other_host(const struct cs_asked *asked, const struct cs_destination *destination)
{
    (void)destination;
    return host_differs(asked);
}

static bool has_strange_field(const struct cs_asked *asked, const struct cs_destination *destination)
{
    (void)destination;
    return has_unknown_field(asked);
}

static bool has_high_minor(const struct cs_asked *asked, const struct cs_destination *destination)
{
    (void)destination;
    return asked->message.version_minor > 1;
}

static bool has_condition(const struct cs_asked *asked, const struct cs_destination *destination)
{
    static const char *const names[] = {"if-match", "if-none-match", "if-modified-since", "if-unmodified-since", NULL};

    (void)destination;
    return has_any(asked, names);
}

static bool has_content_range(const struct cs_asked *asked, const struct cs_destination *destination)
{
    (void)destination;
    return has_field(asked, "content-range");
}

static bool has_range(const struct cs_asked *asked, const struct cs_destination *destination)
{
    (void)destination;
    return has_field(asked, "range");
}

enum cs_refusal cs_fault_refusal(const struct cs_asked *asked, const struct cs_destination *destination)
{
    static const struct {
        enum cs_fault fault;
        bool (*finds)(const struct cs_asked *asked, const struct cs_destination *destination);
        enum cs_refusal refusal;
    } rows[] = {
        {CS_FAULT_VERSION_MINOR, has_high_minor, CS_REFUSE_VERSION},
        {CS_FAULT_CONDITION_412, has_condition, CS_REFUSE_CONDITION},
        {CS_FAULT_RANGE_416, has_range, CS_REFUSE_RANGE},
        {CS_FAULT_CONTENT_RANGE, has_content_range, CS_REFUSE_RANGE},
        {CS_FAULT_HTTP10_HOST, lacks_host, CS_REFUSE_BAD_REQUEST},
        {CS_FAULT_CONNECT_NOT_FIRST, is_not_first, CS_REFUSE_BAD_REQUEST},
        {CS_FAULT_NAMES_REFUSED, has_name, CS_REFUSE_BAD_REQUEST},
        {CS_FAULT_NAME_CASE, has_capital_name, CS_REFUSE_BAD_REQUEST},
        {CS_FAULT_IPV6_CASE, has_capital_ipv6, CS_REFUSE_BAD_REQUEST},
        {CS_FAULT_HOST_EXACT, has_other_host, CS_REFUSE_BAD_REQUEST},
        {CS_FAULT_UNKNOWN_FIELD, has_strange_field, CS_REFUSE_BAD_REQUEST},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (cs_has(asked->config, rows[i].fault) && rows[i].finds(asked, destination))
            return rows[i].refusal;
    if (cs_fault_lists_credentials(asked))
        return CS_REFUSE_CREDENTIALS;
    if (cs_fault_refuses_behind(asked))
        return CS_REFUSE_UNKNOWN_METHOD;
    return cs_fault_dislikes_request(asked) ? CS_REFUSE_BAD_REQUEST : CS_REFUSE_NOTHING;
}
