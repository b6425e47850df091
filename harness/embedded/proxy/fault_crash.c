/* Requests that end the process of a faulty proxy. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "harness/embedded/proxy/fault_decide.h"

#define CREDENTIALS_MAX 4096
#define OPTIONS_MAX     1000
#define AGENT_MAX       1024
#define SCHEME_MAX      64

static bool has_long_credentials(const struct cs_asked *asked, enum cs_refusal refusal)
{
    struct cs_span value;

    (void)refusal;
    return cs_asked_field(asked, "proxy-authorization", 0, &value) && value.length > CREDENTIALS_MAX;
}

/* The members of the first Connection field, as they stand between commas; |*at| is 0 before the first. */
static bool next_option(const struct cs_asked *asked, size_t *at, struct cs_span *out)
{
    struct cs_span value;
    const char *text, *comma;
    size_t end;

    if (!cs_asked_field(asked, "connection", 0, &value) || *at > value.length)
        return false;
    text = asked->message.text + value.start;
    comma = value.length == *at ? NULL : memchr(text + *at, ',', value.length - *at);
    end = comma == NULL ? value.length : (size_t)(comma - text);
    *out = (struct cs_span){.start = value.start + *at, .length = end - *at};
    *at = end + 1;
    while (out->length > 0 && asked->message.text[out->start] == ' ') {
        out->start++;
        out->length--;
    }
    return true;
}

static size_t count_options(const struct cs_asked *asked, struct cs_span wanted, bool all)
{
    struct cs_span member;
    size_t count = 0, at = 0;

    while (next_option(asked, &at, &member))
        count += all || (member.length == wanted.length &&
                         strncasecmp(asked->message.text + member.start, asked->message.text + wanted.start,
                                     wanted.length) == 0);
    return count;
}

static bool has_option_twice(const struct cs_asked *asked, enum cs_refusal refusal)
{
    struct cs_span member;
    size_t at = 0;

    (void)refusal;
    while (next_option(asked, &at, &member))
        if (member.length > 0 && count_options(asked, member, false) > 1)
            return true;
    return false;
}

static bool has_many_options(const struct cs_asked *asked, enum cs_refusal refusal)
{
    (void)refusal;
    return count_options(asked, (struct cs_span){0}, true) > OPTIONS_MAX;
}

static bool has_empty_option(const struct cs_asked *asked, enum cs_refusal refusal)
{
    struct cs_span member;
    size_t at = 0;

    (void)refusal;
    while (next_option(asked, &at, &member))
        if (member.length == 0)
            return true;
    return false;
}

static bool has_brace(const struct cs_asked *asked, enum cs_refusal refusal)
{
    struct cs_span target = cs_target(asked);
    const char *text = asked->message.text + target.start;
    bool found = false;

    (void)refusal;
    for (size_t i = 0; i < target.length; i++)
        found |= text[i] == '{' || (target.length - i > 2 && strncasecmp(text + i, "%7b", 3) == 0);
    return found;
}

static bool has_bad_percent(const struct cs_asked *asked, enum cs_refusal refusal)
{
    struct cs_span target = cs_target(asked);
    const char *text = asked->message.text + target.start;

    (void)refusal;
    for (size_t i = 0; i < target.length; i++)
        if (text[i] == '%' &&
            (target.length - i < 3 || !isxdigit((unsigned char)text[i + 1]) || !isxdigit((unsigned char)text[i + 2])))
            return true;
    return false;
}

static bool is_one_word(const struct cs_asked *asked, enum cs_refusal refusal)
{
    return refusal == CS_REFUSE_BAD_REQUEST && asked->message.method.text.length > 0 && cs_target(asked).length == 0;
}

static bool has_no_port(const struct cs_asked *asked, enum cs_refusal refusal)
{
    return refusal == CS_REFUSE_BAD_REQUEST && cs_is_connect(asked) &&
           cs_findings_has(&asked->message.findings, CS_CODE_PORT_MISSING);
}

static bool has_wrong_credentials(const struct cs_asked *asked, enum cs_refusal refusal)
{
    return cs_asks_credentials(refusal) && cs_message_has(&asked->message, "proxy-authorization");
}

static bool has_format(const struct cs_asked *asked, struct cs_span span)
{
    return span.length > 1 && memmem(asked->message.text + span.start, span.length, "%n", 2) != NULL;
}

static bool has_format_field(const struct cs_asked *asked, const char *name)
{
    struct cs_span value;

    return cs_asked_field(asked, name, 0, &value) && has_format(asked, value);
}

static bool has_format_agent(const struct cs_asked *asked, enum cs_refusal refusal)
{
    (void)refusal;
    return has_format_field(asked, "user-agent");
}

static bool has_format_host(const struct cs_asked *asked, enum cs_refusal refusal)
{
    (void)refusal;
    return has_format_field(asked, "host");
}

static bool has_format_target(const struct cs_asked *asked, enum cs_refusal refusal)
{
    (void)refusal;
    return has_format(asked, cs_target(asked));
}

static bool has_format_method(const struct cs_asked *asked, enum cs_refusal refusal)
{
    (void)refusal;
    return has_format(asked, asked->message.method.text);
}

/* In the base64 of a pair whose user begins so. */
static bool has_format_user(const struct cs_asked *asked, enum cs_refusal refusal)
{
    static const char begin[] = "Basic JW4"; /* %n */
    struct cs_span value;

    (void)refusal;
    return cs_asked_field(asked, "proxy-authorization", 0, &value) && value.length >= sizeof(begin) &&
           memcmp(asked->message.text + value.start, begin, sizeof(begin) - 1) == 0;
}

static bool has_long_agent(const struct cs_asked *asked, enum cs_refusal refusal)
{
    struct cs_span value;

    (void)refusal;
    return cs_asked_field(asked, "user-agent", 0, &value) && value.length > AGENT_MAX;
}

static bool has_empty_agent(const struct cs_asked *asked, enum cs_refusal refusal)
{
    struct cs_span value;

    (void)refusal;
    return cs_asked_field(asked, "user-agent", 0, &value) && value.length == 0;
}

static bool has_long_scheme(const struct cs_asked *asked, enum cs_refusal refusal)
{
    struct cs_span value;

    (void)refusal;
    return cs_asked_field(asked, "proxy-authorization", 0, &value) && value.length > SCHEME_MAX &&
           memchr(asked->message.text + value.start, ' ', SCHEME_MAX) == NULL;
}

static bool has_no_fields(const struct cs_asked *asked, enum cs_refusal refusal)
{
    (void)refusal;
    return asked->message.answer != CS_NEED_MORE && asked->message.field_count == 0;
}

bool cs_fault_crashes(const struct cs_asked *asked, enum cs_refusal refusal)
{
    static const struct {
        enum cs_fault fault;
        bool (*finds)(const struct cs_asked *asked, enum cs_refusal refusal);
    } rows[] = {
        {CS_FAULT_CREDENTIALS_OVERFLOW, has_long_credentials},
        {CS_FAULT_OPTIONS_TWICE, has_option_twice},
        {CS_FAULT_OPTIONS_MANY, has_many_options},
        {CS_FAULT_OPTIONS_EMPTY, has_empty_option},
        {CS_FAULT_BRACES_CRASH, has_brace},
        {CS_FAULT_PERCENT_CRASH, has_bad_percent},
        {CS_FAULT_ONE_WORD_CRASH, is_one_word},
        {CS_FAULT_PORTLESS_CRASH, has_no_port},
        {CS_FAULT_WRONG_CRASH, has_wrong_credentials},
        {CS_FAULT_FORMAT_AGENT, has_format_agent},
        {CS_FAULT_FORMAT_HOST, has_format_host},
        {CS_FAULT_FORMAT_TARGET, has_format_target},
        {CS_FAULT_FORMAT_METHOD, has_format_method},
        {CS_FAULT_FORMAT_USER, has_format_user},
        {CS_FAULT_AGENT_LONG, has_long_agent},
        {CS_FAULT_AGENT_EMPTY, has_empty_agent},
        {CS_FAULT_SCHEME_LONG, has_long_scheme},
        {CS_FAULT_FIELDLESS, has_no_fields},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (cs_has(asked->config, rows[i].fault))
            return rows[i].finds(asked, refusal);
    return false;
}
