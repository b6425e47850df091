#include "reference/proxy_status.h"

#include <string.h>

#include "reference/scan.h"

/* The bare items of RFC 8941 section 3.3, and the two that RFC 9651, which replaces it, has beside them. */
enum item_type {
    NO_ITEM = 0,
    NUMBER = 1,
    INTEGER = 2,
    STRING = 4,
    TOKEN = 8,
    BYTES = 16,
    BOOLEAN = 32,
    DATE = 64,
    DISPLAY_STRING = 128,
};
#define ANY_ITEM (NUMBER | INTEGER | STRING | TOKEN | BYTES | BOOLEAN | DATE | DISPLAY_STRING)

struct item {
    enum item_type type;
    struct cs_span text; /* offsets into the value; a string without its quotes */
};

struct cursor {
    const char *data;
    size_t length;
    size_t base;
    size_t at;
    struct cs_findings *findings;
};

static bool stands(const struct cursor *cursor, char c)
{
    return cursor->at < cursor->length && cursor->data[cursor->at] == c;
}

static bool stands_class(const struct cursor *cursor, unsigned classes)
{
    return cursor->at < cursor->length && cs_is(cursor->data[cursor->at], classes);
}

static bool fail(struct cursor *cursor, enum cs_code code, size_t at)
{
    cs_findings_add(cursor->findings, code, cursor->base + at);
    return false;
}

static void skip_ows(struct cursor *cursor)
{
    while (cursor->at < cursor->length && cs_is_ows(cursor->data[cursor->at]))
        cursor->at++;
}

static size_t skip_digits(struct cursor *cursor)
{
    size_t count = cs_span_of(cursor->data + cursor->at, cursor->length - cursor->at, CS_DIGIT);

    cursor->at += count;
    return count;
}

/* RFC 8941 section 4.2.4: at most 15 digits, or 12 before and 3 behind the point. */
static enum item_type read_number(struct cursor *cursor)
{
    size_t whole;
    size_t fraction;

    if (stands(cursor, '-'))
        cursor->at++;
    whole = skip_digits(cursor);
    if (!stands(cursor, '.'))
        return whole >= 1 && whole <= 15 ? INTEGER : NO_ITEM;
    cursor->at++;
    fraction = skip_digits(cursor);
    return whole >= 1 && whole <= 12 && fraction >= 1 && fraction <= 3 ? NUMBER : NO_ITEM;
}

/* Section 4.2.5: printable ASCII; a backslash only before a quote or a backslash. */
static enum item_type read_string(struct cursor *cursor)
{
    for (cursor->at++; cursor->at < cursor->length; cursor->at++) {
        char c = cursor->data[cursor->at];

        if (c == '"') {
            cursor->at++;
            return STRING;
        }
        if (c == '\\') {
            cursor->at++;
            if (!stands(cursor, '"') && !stands(cursor, '\\'))
                return NO_ITEM;
        } else if (c < 0x20 || c > 0x7e) {
            return NO_ITEM;
        }
    }
    return NO_ITEM;
}

/* Section 4.2.6. */
static enum item_type read_token(struct cursor *cursor)
{
    while (stands_class(cursor, CS_TOKEN) || stands(cursor, ':') || stands(cursor, '/'))
        cursor->at++;
    return TOKEN;
}

/* Section 4.2.7: base64 between colons; how it is padded is left to the decoder there. */
static enum item_type read_bytes(struct cursor *cursor)
{
    cursor->at++;
    while (stands_class(cursor, CS_ALPHA | CS_DIGIT) || stands(cursor, '+') || stands(cursor, '/') ||
           stands(cursor, '='))
        cursor->at++;
    if (!stands(cursor, ':'))
        return NO_ITEM;
    cursor->at++;
    return BYTES;
}

static enum item_type read_boolean(struct cursor *cursor)
{
    cursor->at++;
    if (!stands(cursor, '0') && !stands(cursor, '1'))
        return NO_ITEM;
    cursor->at++;
    return BOOLEAN;
}

/* RFC 9651 section 4.2.9: an integer, seconds. */
static enum item_type read_date(struct cursor *cursor)
{
    cursor->at++;
    return read_number(cursor) == INTEGER ? DATE : NO_ITEM;
}

/* UTF-8 on its way (RFC 3629): how many bytes the character still has, and between what the next one lies. */
struct utf8 {
    unsigned left;
    unsigned low;
    unsigned high;
};

static bool take_utf8(struct utf8 *state, unsigned byte)
{
    if (state->left > 0) {
        bool fits = byte >= state->low && byte <= state->high;

        *state = (struct utf8){.left = state->left - 1, .low = 0x80, .high = 0xbf};
        return fits;
    }
    *state = (struct utf8){.low = 0x80, .high = 0xbf};
    if (byte < 0x80)
        return true;
    if (byte < 0xc2 || byte > 0xf4)
        return false;
    state->left = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    if (byte == 0xe0 || byte == 0xf0) /* nothing longer than it needs to be, ... */
        state->low = byte == 0xe0 ? 0xa0 : 0x90;
    if (byte == 0xed || byte == 0xf4) /* ... no surrogates, nothing beyond Unicode */
        state->high = byte == 0xed ? 0x9f : 0x8f;
    return true;
}

/* Two hexadecimal digits, which have to be in lower case. */
static bool read_escape(struct cursor *cursor, unsigned *byte)
{
    const char *digits = cursor->data + cursor->at + 1;

    if (cursor->length - cursor->at < 3 || !cs_is(digits[0], CS_HEX) || !cs_is(digits[1], CS_HEX) ||
        cs_lower(digits[0]) != digits[0] || cs_lower(digits[1]) != digits[1])
        return false;
    *byte = cs_hex_value(digits[0]) * 16 + cs_hex_value(digits[1]);
    cursor->at += 2;
    return true;
}

/* RFC 9651 section 4.2.10: between %" and ", printable ASCII and percent-encoded UTF-8. */
static enum item_type read_display_string(struct cursor *cursor)
{
    struct utf8 state = {0};

    cursor->at++;
    if (!stands(cursor, '"'))
        return NO_ITEM;
    for (cursor->at++; cursor->at < cursor->length; cursor->at++) {
        unsigned byte = (unsigned char)cursor->data[cursor->at];

        if (byte == '"') {
            cursor->at++;
            return state.left == 0 ? DISPLAY_STRING : NO_ITEM;
        }
        if (byte < 0x20 || byte > 0x7e || (byte == '%' && !read_escape(cursor, &byte)) || !take_utf8(&state, byte))
            return NO_ITEM;
    }
    return NO_ITEM;
}

static struct item read_item(struct cursor *cursor)
{
    size_t start = cursor->at;
    struct item item = {.type = NO_ITEM};

    if (stands(cursor, '-') || stands_class(cursor, CS_DIGIT))
        item.type = read_number(cursor);
    else if (stands(cursor, '"'))
        item.type = read_string(cursor);
    else if (stands(cursor, '*') || stands_class(cursor, CS_ALPHA))
        item.type = read_token(cursor);
    else if (stands(cursor, ':'))
        item.type = read_bytes(cursor);
    else if (stands(cursor, '?'))
        item.type = read_boolean(cursor);
    else if (stands(cursor, '@'))
        item.type = read_date(cursor);
    else if (stands(cursor, '%'))
        item.type = read_display_string(cursor);
    item.text = (struct cs_span){.start = start, .length = cursor->at - start};
    if (item.type == STRING)
        item.text = (struct cs_span){.start = start + 1, .length = cursor->at - start - 2};
    return item;
}

/* Section 4.2.3.3: a lower-case letter or "*", then letters, digits and "_-.*". */
static bool read_key(struct cursor *cursor, struct cs_span *key)
{
    size_t start = cursor->at;

    for (; cursor->at < cursor->length; cursor->at++) {
        char c = cursor->data[cursor->at];
        bool leads = (c >= 'a' && c <= 'z') || c == '*';

        if (!leads && (cursor->at == start || (!cs_is(c, CS_DIGIT) && c != '_' && c != '-' && c != '.')))
            break;
    }
    *key = (struct cs_span){.start = start, .length = cursor->at - start};
    return key->length > 0;
}

static bool key_is(const struct cursor *cursor, struct cs_span key, const char *name)
{
    return key.length == strlen(name) && memcmp(cursor->data + key.start, name, key.length) == 0;
}

/* The types that a parameter may have (RFC 9209 section 2.1); all of them where it defines none of that name. */
static unsigned allowed_types(const struct cursor *cursor, struct cs_span key)
{
    static const struct {
        const char *name;
        unsigned types;
    } defined[] = {{"error", TOKEN},
                   {"next-hop", STRING | TOKEN},
                   {"next-protocol", TOKEN | BYTES},
                   {"received-status", INTEGER},
                   {"details", STRING}};

    for (size_t i = 0; i < sizeof(defined) / sizeof(defined[0]); i++) {
        if (key_is(cursor, key, defined[i].name))
            return defined[i].types;
    }
    return ANY_ITEM;
}

/* One parameter behind its ";" (section 4.2.3.2).  The last of several with one name counts. */
static bool read_param(struct cursor *cursor, struct cs_proxy_status *out)
{
    struct item item = {.type = BOOLEAN};
    struct cs_span key;

    while (stands(cursor, ' '))
        cursor->at++;
    if (!read_key(cursor, &key))
        return fail(cursor, CS_CODE_PROXY_STATUS_BAD_KEY, cursor->at);
    item.text.start = cursor->at;
    if (stands(cursor, '=')) {
        size_t start = ++cursor->at;

        item = read_item(cursor);
        if (item.type == NO_ITEM)
            return fail(cursor, CS_CODE_PROXY_STATUS_BAD_VALUE, start);
    }
    if ((allowed_types(cursor, key) & (unsigned)item.type) == 0)
        fail(cursor, CS_CODE_PROXY_STATUS_WRONG_TYPE, item.text.start);
    else if (key_is(cursor, key, "error"))
        out->error = (struct cs_span){.start = cursor->base + item.text.start, .length = item.text.length};
    return true;
}

static bool read_member(struct cursor *cursor, struct cs_proxy_status *out)
{
    size_t start = cursor->at;
    struct item item = read_item(cursor);

    if (item.type != STRING && item.type != TOKEN)
        return fail(cursor, CS_CODE_PROXY_STATUS_BAD_MEMBER, start);
    out->member_count++;
    out->last = (struct cs_span){.start = cursor->base + item.text.start, .length = item.text.length};
    out->error = (struct cs_span){0};
    while (stands(cursor, ';')) {
        cursor->at++;
        if (!read_param(cursor, out))
            return false;
    }
    return true;
}

/* RFC 9209 section 2.3.  http_request_error and proxy_internal_response leave the status open. */
static uint16_t recommended_status(const char *name, size_t length)
{
    static const struct {
        const char *error;
        uint16_t status;
    } types[] = {
        {"dns_timeout", 504},
        {"dns_error", 502},
        {"destination_not_found", 500},
        {"destination_unavailable", 503},
        {"destination_ip_prohibited", 502},
        {"destination_ip_unroutable", 502},
        {"connection_refused", 502},
        {"connection_terminated", 502},
        {"connection_timeout", 504},
        {"connection_read_timeout", 504},
        {"connection_write_timeout", 504},
        {"connection_limit_reached", 503},
        {"tls_protocol_error", 502},
        {"tls_certificate_error", 502},
        {"tls_alert_received", 502},
        {"http_request_denied", 403},
        {"http_response_incomplete", 502},
        {"http_response_header_section_size", 502},
        {"http_response_header_size", 502},
        {"http_response_body_size", 502},
        {"http_response_trailer_section_size", 502},
        {"http_response_trailer_size", 502},
        {"http_response_transfer_coding", 502},
        {"http_response_content_coding", 502},
        {"http_response_timeout", 504},
        {"http_upgrade_failed", 502},
        {"http_protocol_error", 502},
        {"proxy_internal_error", 500},
        {"proxy_configuration_error", 500},
        {"proxy_loop_detected", 502},
    };

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (length == strlen(types[i].error) && memcmp(name, types[i].error, length) == 0)
            return types[i].status;
    }
    return 0;
}

/* Section 4.2.1: members with one comma between each two. */
static void read_list(struct cursor *cursor, struct cs_proxy_status *out)
{
    while (read_member(cursor, out)) {
        size_t comma;

        skip_ows(cursor);
        if (cursor->at >= cursor->length)
            return;
        comma = cursor->at;
        if (!stands(cursor, ',')) {
            fail(cursor, CS_CODE_PROXY_STATUS_BAD_SEPARATOR, comma);
            return;
        }
        cursor->at++;
        skip_ows(cursor);
        if (cursor->at >= cursor->length) {
            fail(cursor, CS_CODE_PROXY_STATUS_TRAILING_COMMA, comma);
            return;
        }
    }
}

enum cs_answer cs_proxy_status_parse(const char *value, size_t length, size_t base, struct cs_proxy_status *out,
                                     struct cs_findings *findings)
{
    struct cs_findings own = {0};
    struct cursor cursor = {.data = value, .length = length, .base = base, .findings = &own};

    *out = (struct cs_proxy_status){0};
    while (stands(&cursor, ' '))
        cursor.at++;
    if (cursor.at == length)
        fail(&cursor, CS_CODE_PROXY_STATUS_EMPTY, 0);
    else
        read_list(&cursor, out);
    for (size_t i = 0; i < own.count; i++)
        cs_findings_add(findings, own.items[i].code, own.items[i].offset);
    if (own.invalid)
        *out = (struct cs_proxy_status){0};
    if (out->error.length > 0)
        out->recommended = recommended_status(value + (out->error.start - base), out->error.length);
    return own.invalid ? CS_MALFORMED : CS_COMPLETE;
}
