/* Parser-level faults.  Those that find another destination follow a lenient reading of reference/reading.h.  The
 * others believe to see another head than the one that came: it is rewritten, then parsed strictly. */
#include <ctype.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "harness/embedded/proxy/session_internal.h"

static const struct {
    enum cs_fault fault;
    enum cs_reading_kind kind;
} readings[] = {
    {CS_FAULT_DEFAULT_PORT, CS_READING_DEFAULT_PORT_443},
    {CS_FAULT_DEFAULT_WEB, CS_READING_DEFAULT_PORT_443},
    {CS_FAULT_PORT_MODULO, CS_READING_PORT_MODULO},
    {CS_FAULT_PORT_TRUNCATED_POLICY, CS_READING_PORT_MODULO},
    {CS_FAULT_PORT_PREFIX, CS_READING_PORT_PREFIX},
    {CS_FAULT_PORT_SIGN, CS_READING_PORT_SIGN},
    {CS_FAULT_PORT_HEX, CS_READING_PORT_HEX},
    {CS_FAULT_PORT_OCTAL, CS_READING_PORT_OCTAL},
    {CS_FAULT_FIRST_COLON, CS_READING_FIRST_COLON},
    {CS_FAULT_LAST_COLON, CS_READING_LAST_COLON},
    {CS_FAULT_BARE_IPV6, CS_READING_BARE_IPV6},
    {CS_FAULT_BRACKET_REPAIR, CS_READING_BRACKET_REPAIR},
    {CS_FAULT_BRACKETED_NAME, CS_READING_BRACKETED_NAME},
    {CS_FAULT_IPVFUTURE, CS_READING_IPVFUTURE},
    {CS_FAULT_USERINFO_STRIPPED, CS_READING_USERINFO_STRIPPED},
    {CS_FAULT_USERINFO_FIRST, CS_READING_USERINFO_FIRST},
    {CS_FAULT_ABSOLUTE_FORM, CS_READING_ABSOLUTE_FORM},
    {CS_FAULT_PATH_DROPPED, CS_READING_PATH_DROPPED},
    {CS_FAULT_BLANKS_REMOVED, CS_READING_BLANKS_REMOVED},
    {CS_FAULT_FIRST_WORD, CS_READING_FIRST_WORD},
    {CS_FAULT_LAST_WORD, CS_READING_LAST_WORD},
    {CS_FAULT_HOST_FIELD, CS_READING_HOST_FIELD},
    {CS_FAULT_LAST_HOST_FIELD, CS_READING_LAST_HOST_FIELD},
    {CS_FAULT_NUL_TRUNCATED, CS_READING_NUL_TRUNCATED},
    {CS_FAULT_PERCENT_TWICE, CS_READING_PERCENT_TWICE},
    {CS_FAULT_CONTROLS_STRIPPED, CS_READING_CONTROLS_STRIPPED},
    {CS_FAULT_UNICODE_DOTS, CS_READING_UNICODE_DOTS},
    {CS_FAULT_BACKSLASH_CUT, CS_READING_BACKSLASH_CUT},
    {CS_FAULT_EMPTY_HOST_LOCAL, CS_READING_EMPTY_HOST_LOCAL},
    {CS_FAULT_TRUNCATED, CS_READING_TRUNCATED},
    {CS_FAULT_BARE_CR_LINE, CS_READING_BARE_CR_LINE},
};

enum cs_reading_kind cs_fault_reading_kind(enum cs_fault fault)
{
    for (size_t i = 0; i < sizeof(readings) / sizeof(readings[0]); i++)
        if (readings[i].fault == fault)
            return readings[i].kind;
    return CS_READING_COUNT;
}

/* A host of 256 bytes and more, as a length of one byte describes it. */
static bool wrap_name(const struct cs_session *session, struct cs_destination *out)
{
    const struct cs_authority *authority = &session->request.authority;

    if (authority->host.length < 256)
        return false;
    *out = (struct cs_destination){.length = authority->host.length % 256, .port = authority->port_number};
    memcpy(out->host, session->in.data + authority->host.start, out->length);
    return true;
}

bool cs_fault_reading(const struct cs_session *session, struct cs_destination *out)
{
    enum cs_reading_kind kind = cs_fault_reading_kind(session->config->fault);
    struct cs_reading found[CS_READING_COUNT];
    size_t count;

    if (cs_has(session, CS_FAULT_NAME_WRAPPED) && session->request.is_connect)
        return wrap_name(session, out);
    if (kind == CS_READING_COUNT || !session->request.is_connect)
        return false;
    count =
        cs_request_readings(session->in.data, session->request.head_length, &session->request, found, CS_READING_COUNT);
    for (size_t i = 0; i < count; i++) {
        if (found[i].kind != kind)
            continue;
        *out = found[i].destination;
        /* 443 stands for any invented port: here the one that a case can listen on. */
        if (session->config->fault == CS_FAULT_DEFAULT_PORT && session->config->allowed_count > 0)
            out->port = session->config->allowed[0];
        return true;
    }
    return false;
}

static bool dial_early(struct cs_session *session)
{
    const struct cs_request *request = &session->request;
    bool ready = request->is_connect && request->host_count > 0 && !request->findings.invalid;

    if (ready && !session->fault.dialled &&
        cs_authority_destination(session->in.data, &request->authority, &session->destination)) {
        session->fault.dialled = true;
        cs_session_dial(session, &session->destination);
    }
    return false;
}

/* The end of the head lies in more than the last |fresh| bytes. */
static bool end_was_split(const struct cs_session *session, size_t fresh)
{
    size_t before = session->in.length - fresh;

    return session->request.head_length > 0 && before > 0 && session->request.head_length - 4 < before;
}

bool cs_fault_incomplete_head(struct cs_session *session, size_t fresh)
{
    enum cs_answer answer;
    bool misses = false;

    if (!cs_has(session, CS_FAULT_ONE_READ) && !cs_has(session, CS_FAULT_SPLIT_CRLF) &&
        !cs_has(session, CS_FAULT_EARLY_CONNECT))
        return false;
    answer = cs_request_parse(&session->request, session->in.data, session->in.length);
    if (answer == CS_NEED_MORE && cs_has(session, CS_FAULT_EARLY_CONNECT))
        return dial_early(session);
    misses = (answer == CS_NEED_MORE && cs_has(session, CS_FAULT_ONE_READ)) ||
             (answer != CS_NEED_MORE && cs_has(session, CS_FAULT_SPLIT_CRLF) && end_was_split(session, fresh));
    if (misses)
        cs_session_refuse(session, CS_REFUSE_BAD_REQUEST);
    return misses;
}

struct line {
    const char *text; /* without its CRLF */
    size_t length;
    size_t start; /* in the head */
};

struct rewriting {
    struct cs_session *session;
    struct cs_buffer out;
};

static void put(struct rewriting *rewriting, const char *text, size_t length)
{
    cs_session_keep(rewriting->session, &rewriting->out, text, length);
}

static void put_text(struct rewriting *rewriting, const char *text)
{
    put(rewriting, text, strlen(text));
}

struct words {
    struct cs_span method, target, version; /* in the line; a version of length 0 is absent */
};

static struct words split(const struct line *line)
{
    const char *first = memchr(line->text, ' ', line->length);
    const char *last = memrchr(line->text, ' ', line->length);
    struct words words = {{0, line->length}, {line->length, 0}, {line->length, 0}};

    if (first == NULL)
        return words;
    words.method.length = (size_t)(first - line->text);
    words.target.start = words.method.length + 1;
    if (last != first)
        words.version.start = (size_t)(last - line->text) + 1;
    words.version.length = line->length - words.version.start;
    words.target.length = words.version.start - words.target.start - (last != first);
    return words;
}

static bool takes_method(const struct cs_session *session, const struct line *line, const struct words *words)
{
    size_t length = words->method.length;

    if (cs_has(session, CS_FAULT_METHOD_CASE))
        return length == 7 && strncasecmp(line->text, "CONNECT", 7) == 0;
    if (cs_has(session, CS_FAULT_METHOD_PREFIX))
        return length > 7 && strncmp(line->text, "CONNECT", 7) == 0;
    return cs_has(session, CS_FAULT_ANY_METHOD) &&
           memchr(line->text + words->target.start, ':', words->target.length) != NULL &&
           memchr(line->text + words->target.start, '/', words->target.length) == NULL;
}

static bool takes_version(const struct cs_session *session, const struct line *line, const struct words *words)
{
    const char *version = line->text + words->version.start;
    bool http = words->version.length == 8 && strncasecmp(version, "HTTP/", 5) == 0;

    if (cs_has(session, CS_FAULT_VERSION_CASE))
        return http;
    if (cs_has(session, CS_FAULT_VERSION_MAJOR))
        return http && version[5] >= '2' && version[5] <= '9';
    return cs_has(session, CS_FAULT_VERSION_UNCHECKED) && words->target.length > 0;
}

/* "user:password@host:port": the userinfo becomes credentials, behind the request line. */
static void put_userinfo_target(struct rewriting *rewriting, const char *target, size_t length)
{
    const char *at = memchr(target, '@', length);
    size_t user_length = at == NULL ? 0 : (size_t)(at - target);

    if (at != NULL)
        put(rewriting, at + 1, length - user_length - 1);
    else
        put(rewriting, target, length);
}

static void put_userinfo_field(struct rewriting *rewriting, const char *target, size_t length)
{
    const char *at = memchr(target, '@', length);
    unsigned char encoded[512];

    if (at == NULL || at - target > 300)
        return;
    EVP_EncodeBlock(encoded, (const unsigned char *)target, (int)(at - target));
    put_text(rewriting, "Proxy-Authorization: Basic ");
    put_text(rewriting, (const char *)encoded);
    put_text(rewriting, "\r\n");
}

/* Minus the number that begins at |digits|, as 16 bits hold it. */
static uint16_t negated(const char *digits, const char *end)
{
    uint16_t value = 0;

    for (; digits < end && isdigit((unsigned char)*digits); digits++)
        value = (uint16_t)(value * 10 + (*digits - '0'));
    return (uint16_t)-value;
}

static void put_decoded(struct rewriting *rewriting, const char *text, const char *end)
{
    while (text < end) {
        bool encoded =
            end - text > 2 && *text == '%' && isxdigit((unsigned char)text[1]) && isxdigit((unsigned char)text[2]);
        char pair[] = {encoded ? text[1] : '0', encoded ? text[2] : '0', '\0'};
        char byte = encoded ? (char)strtoul(pair, NULL, 16) : *text;

        put(rewriting, &byte, 1);
        text += encoded ? 3 : 1;
    }
}

/* The target, with the port that a faulty proxy makes of what stands behind the last colon. */
static void put_target(struct rewriting *rewriting, const char *target, size_t length)
{
    const struct cs_session *session = rewriting->session;
    const char *end = target + length;
    const char *colon = length == 0 ? NULL : memrchr(target, ':', length);
    const char *port = colon == NULL ? end : colon + 1;
    char digits[8];

    put(rewriting, target, (size_t)(port - target));
    if (cs_has(session, CS_FAULT_PORT_NEGATIVE) && end - port > 1 && *port == '-') {
        snprintf(digits, sizeof(digits), "%u", (unsigned)negated(port + 1, end));
        put_text(rewriting, digits);
    } else if (cs_has(session, CS_FAULT_PORT_PERCENT)) {
        put_decoded(rewriting, port, end);
    } else {
        put(rewriting, port, (size_t)(end - port));
    }
}

static void put_request_line(struct rewriting *rewriting, const struct line *line)
{
    const struct cs_session *session = rewriting->session;
    struct words words = split(line);
    const char *target = line->text + words.target.start;
    bool userinfo = cs_has(session, CS_FAULT_USERINFO_AUTH);

    if (takes_method(session, line, &words))
        put_text(rewriting, "CONNECT");
    else
        put(rewriting, line->text, words.method.length);
    put_text(rewriting, " ");
    if (userinfo)
        put_userinfo_target(rewriting, target, words.target.length);
    else
        put_target(rewriting, target, words.target.length);
    put_text(rewriting, " ");
    if (takes_version(session, line, &words))
        put_text(rewriting, "HTTP/1.1");
    else
        put(rewriting, line->text + words.version.start, words.version.length);
    put_text(rewriting, "\r\n");
    if (userinfo)
        put_userinfo_field(rewriting, target, words.target.length);
}

static size_t leading_blanks(const struct line *line)
{
    size_t count = 0;

    while (count < line->length && (line->text[count] == ' ' || line->text[count] == '\t'))
        count++;
    return count;
}

static void put_without_blanks_before_colon(struct rewriting *rewriting, const struct line *line, const char *colon)
{
    size_t name = (size_t)(colon - line->text);

    while (name > 0 && (line->text[name - 1] == ' ' || line->text[name - 1] == '\t'))
        name--;
    put(rewriting, line->text, name);
    put(rewriting, colon, line->length - (size_t)(colon - line->text));
}

static bool is_field_line(const struct line *line, const char *colon)
{
    static const char token[] = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    size_t name = colon == NULL ? 0 : (size_t)(colon - line->text);
    bool is_name = name > 0;

    for (size_t i = 0; i < name; i++)
        is_name &= line->text[i] != '\0' && strchr(token, line->text[i]) != NULL;
    return is_name;
}

static void put_field_line(struct rewriting *rewriting, const struct line *line, bool first)
{
    const struct cs_session *session = rewriting->session;
    const char *colon = memchr(line->text, ':', line->length);
    size_t blanks = leading_blanks(line);
    struct line kept = *line;

    if (cs_has(session, CS_FAULT_HEAD_CUT) && line->start > 8192)
        return;
    if (cs_has(session, CS_FAULT_FIELD_SYNTAX) && !is_field_line(line, colon))
        return;
    if ((cs_has(session, CS_FAULT_BLANK_LED_LINE) && first) || (cs_has(session, CS_FAULT_FOLD_AS_FIELD) && !first)) {
        kept.text += blanks;
        kept.length -= blanks;
    }
    if (cs_has(session, CS_FAULT_AUTH_UNDERSCORE) && line->length > 20 &&
        strncasecmp(line->text, "Proxy_Authorization:", 20) == 0) {
        put_text(rewriting, "Proxy-Authorization");
        kept.text += strlen("Proxy_Authorization");
        kept.length -= strlen("Proxy_Authorization");
    }
    if (cs_has(session, CS_FAULT_VALUE_NUL))
        kept.length = strnlen(kept.text, kept.length);
    if (cs_has(session, CS_FAULT_BLANK_BEFORE_COLON) && colon != NULL)
        put_without_blanks_before_colon(rewriting, &kept, colon);
    else
        put(rewriting, kept.text, kept.length);
    put_text(rewriting, "\r\n");
}

/* "[::1%25host]:port" becomes "host:port". */
static void put_zone(struct rewriting *rewriting, const struct line *line)
{
    const char *open = memchr(line->text, '[', line->length);
    const char *sign = memchr(line->text, '%', line->length);
    const char *shut = memchr(line->text, ']', line->length);
    size_t skipped = 1;

    if (open == NULL || sign == NULL || shut == NULL || sign < open || shut < sign) {
        put(rewriting, line->text, line->length);
        put_text(rewriting, "\r\n");
        return;
    }
    if (shut - sign > 3 && memcmp(sign, "%25", 3) == 0)
        skipped = 3;
    put(rewriting, line->text, (size_t)(open - line->text));
    put(rewriting, sign + skipped, (size_t)(shut - sign) - skipped);
    put(rewriting, shut + 1, line->length - (size_t)(shut + 1 - line->text));
    put_text(rewriting, "\r\n");
}

static void put_line(struct rewriting *rewriting, const struct line *line, size_t number)
{
    if (cs_has(rewriting->session, CS_FAULT_ZONE_AS_HOST))
        put_zone(rewriting, line);
    else if (number == 0)
        put_request_line(rewriting, line);
    else if (line->length > 0)
        put_field_line(rewriting, line, number == 1);
    else
        put_text(rewriting, "\r\n");
}

static bool rewrites(enum cs_fault fault)
{
    static const enum cs_fault faults[] = {
        CS_FAULT_METHOD_CASE,     CS_FAULT_METHOD_PREFIX, CS_FAULT_ANY_METHOD,        CS_FAULT_VERSION_CASE,
        CS_FAULT_VERSION_MAJOR,   CS_FAULT_USERINFO_AUTH, CS_FAULT_VERSION_UNCHECKED, CS_FAULT_HEAD_CUT,
        CS_FAULT_FIELD_SYNTAX,    CS_FAULT_VALUE_NUL,     CS_FAULT_FOLD_AS_FIELD,     CS_FAULT_BLANK_BEFORE_COLON,
        CS_FAULT_BLANK_LED_LINE,  CS_FAULT_ZONE_AS_HOST,  CS_FAULT_PORT_NEGATIVE,     CS_FAULT_PORT_PERCENT,
        CS_FAULT_AUTH_UNDERSCORE,
    };
    bool found = false;

    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
        found |= faults[i] == fault;
    return found;
}

void cs_fault_rewrite_head(struct cs_session *session)
{
    const char *data = session->in.data;
    size_t end = session->request.head_length;
    struct rewriting rewriting = {.session = session};

    if (!rewrites(session->config->fault) || end == 0)
        return;
    for (size_t start = 0, number = 0; start < end; number++) {
        const char *feed = memchr(data + start, '\n', end - start);
        size_t next = feed == NULL ? end : (size_t)(feed - data) + 1;
        size_t length = feed == NULL ? end - start : (size_t)(feed - data) - start;
        if (length > 0 && data[start + length - 1] == '\r')
            length--;
        put_line(&rewriting, &(struct line){data + start, length, start}, number);
        start = next;
    }
    put(&rewriting, data + end, session->in.length - end);
    cs_buffer_free(&session->in);
    session->in = rewriting.out;
    cs_session_parse_again(session);
}
