#include "harness/embedded/proxy/fault_dislikes.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const char *host(const struct cs_asked *asked, size_t *length)
{
    *length = asked->message.target.host.length;
    return asked->message.text + asked->message.target.host.start;
}

static bool is_name(const struct cs_asked *asked)
{
    return asked->message.target.kind == CS_HOST_NAME;
}

static bool name_has(const struct cs_asked *asked, char byte)
{
    size_t length;
    const char *text = host(asked, &length);

    return is_name(asked) && memchr(text, byte, length) != NULL;
}

static bool is_http10(const struct cs_asked *asked)
{
    return asked->message.version_major == 1 && asked->message.version_minor == 0;
}

static bool is_ipv6(const struct cs_asked *asked)
{
    return asked->message.target.kind == CS_HOST_IPV6;
}

static bool has_underscore(const struct cs_asked *asked)
{
    return name_has(asked, '_');
}

static bool begins_with_digit(const struct cs_asked *asked)
{
    size_t length;
    const char *text = host(asked, &length);

    return is_name(asked) && length > 0 && isdigit((unsigned char)text[0]);
}

static bool is_long_name(const struct cs_asked *asked)
{
    return is_name(asked) && asked->message.target.host.length > 63;
}

static bool has_many_fields(const struct cs_asked *asked)
{
    return asked->message.field_count > 30;
}

static bool is_large(const struct cs_asked *asked)
{
    return asked->message.length > 2048;
}

/* Whether |finds| finds something in any field. */
static bool any_field(const struct cs_asked *asked, bool (*finds)(const char *text, const struct cs_field *field))
{
    size_t position = 0;
    struct cs_field field;

    while (cs_message_field(&asked->message, &position, &field))
        if (finds(asked->message.text, &field))
            return true;
    return false;
}

static bool is_empty(const char *text, const struct cs_field *field)
{
    (void)text;
    return field->value.length == 0;
}

static bool has_empty_value(const struct cs_asked *asked)
{
    return any_field(asked, is_empty);
}

static bool is_eight_bit(const char *text, const struct cs_field *field)
{
    for (size_t i = 0; i < field->value.length; i++)
        if ((unsigned char)text[field->value.start + i] > 127)
            return true;
    return false;
}

static bool has_eight_bit(const struct cs_asked *asked)
{
    return any_field(asked, is_eight_bit);
}

static bool is_odd_token(const char *text, const struct cs_field *field)
{
    for (size_t i = 0; i < field->name.length; i++)
        if (!isalnum((unsigned char)text[field->name.start + i]) && text[field->name.start + i] != '-')
            return true;
    return false;
}

static bool has_odd_token(const struct cs_asked *asked)
{
    return any_field(asked, is_odd_token);
}

static bool is_quoted(const char *text, const struct cs_field *field)
{
    return memchr(text + field->value.start, '"', field->value.length) != NULL;
}

static bool has_quote(const struct cs_asked *asked)
{
    return any_field(asked, is_quoted);
}

static bool has_double(const struct cs_asked *asked)
{
    struct cs_field first, second;
    size_t at = 0;

    while (cs_message_field(&asked->message, &at, &first)) {
        size_t behind = at;

        while (cs_message_field(&asked->message, &behind, &second))
            if (first.name.length == second.name.length &&
                memcmp(asked->message.text + first.name.start, asked->message.text + second.name.start,
                       first.name.length) == 0)
                return true;
    }
    return false;
}

static bool has_host_behind(const struct cs_asked *asked)
{
    struct cs_field first;
    size_t at = 0;

    return cs_message_field(&asked->message, &at, &first) &&
           (first.name.length != 4 || strncasecmp(asked->message.text + first.name.start, "host", 4) != 0);
}

static bool is_long(const char *text, const struct cs_field *field)
{
    (void)text;
    return field->name.length > 32;
}

static bool has_long_field(const struct cs_asked *asked)
{
    return any_field(asked, is_long);
}

bool cs_fault_dislikes_request(const struct cs_asked *asked)
{
    static const struct {
        enum cs_fault fault;
        const char *field; /* that is there; or */
        bool (*finds)(const struct cs_asked *asked);
    } rows[] = {
        {CS_FAULT_DISLIKES_TE, "te", NULL},
        {CS_FAULT_DISLIKES_TRAILER, "trailer", NULL},
        {CS_FAULT_DISLIKES_UPGRADE, "upgrade", NULL},
        {CS_FAULT_DISLIKES_MAX_FORWARDS, "max-forwards", NULL},
        {CS_FAULT_DISLIKES_VIA, "via", NULL},
        {CS_FAULT_DISLIKES_FORWARDED, "forwarded", NULL},
        {CS_FAULT_DISLIKES_PROXY_CONNECTION, "proxy-connection", NULL},
        {CS_FAULT_DISLIKES_EXPECT, "expect", NULL},
        {CS_FAULT_DISLIKES_AUTHORIZATION, "authorization", NULL},
        {CS_FAULT_DISLIKES_COOKIE, "cookie", NULL},
        {CS_FAULT_DISLIKES_ALPN, "alpn", NULL},
        {CS_FAULT_DISLIKES_CLOSE, "connection", NULL},
        {CS_FAULT_DISLIKES_CREDENTIALS, "proxy-authorization", NULL},
        {CS_FAULT_DISLIKES_CACHE, "cache-control", NULL},
        {CS_FAULT_DISLIKES_ACCEPT, "accept", NULL},
        {CS_FAULT_DISLIKES_TYPE, "content-type", NULL},
        {CS_FAULT_DISLIKES_ORIGIN, "origin", NULL},
        {CS_FAULT_DISLIKES_KEEP_ALIVE, "keep-alive", NULL},
        {CS_FAULT_DISLIKES_HTTP10, NULL, is_http10},
        {CS_FAULT_DISLIKES_IPV6, NULL, is_ipv6},
        {CS_FAULT_DISLIKES_UNDERSCORE, NULL, has_underscore},
        {CS_FAULT_DISLIKES_DIGIT_NAME, NULL, begins_with_digit},
        {CS_FAULT_DISLIKES_LONG_NAME, NULL, is_long_name},
        {CS_FAULT_DISLIKES_MANY_FIELDS, NULL, has_many_fields},
        {CS_FAULT_DISLIKES_LARGE_HEAD, NULL, is_large},
        {CS_FAULT_DISLIKES_EMPTY_VALUE, NULL, has_empty_value},
        {CS_FAULT_DISLIKES_EIGHT_BIT, NULL, has_eight_bit},
        {CS_FAULT_DISLIKES_ODD_TOKEN, NULL, has_odd_token},
        {CS_FAULT_DISLIKES_DOUBLE_FIELD, NULL, has_double},
        {CS_FAULT_DISLIKES_QUOTED, NULL, has_quote},
        {CS_FAULT_DISLIKES_HOST_BEHIND, NULL, has_host_behind},
        {CS_FAULT_DISLIKES_LONG_FIELD, NULL, has_long_field},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (cs_has(asked->config, rows[i].fault))
            return rows[i].field != NULL ? cs_message_has(&asked->message, rows[i].field) : rows[i].finds(asked);
    return false;
}
