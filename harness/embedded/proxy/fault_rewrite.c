/* Faults that believe to see another head than the one that came: it is rewritten, then parsed strictly. */
#include <ctype.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "harness/embedded/proxy/fault_h1.h"

struct line {
    const char *text; /* without its CRLF */
    size_t length;
    size_t start; /* in the head */
};

struct rewriting {
    const struct cs_proxy_config *config;
    struct cs_draft *out;
};

static void put(struct rewriting *rewriting, const char *text, size_t length)
{
    cs_draft_add(rewriting->out, text, length);
}

static void put_text(struct rewriting *rewriting, const char *text)
{
    cs_draft_text(rewriting->out, text);
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

static bool takes_method(const struct cs_proxy_config *config, const struct line *line, const struct words *words)
{
    size_t length = words->method.length;

    if (cs_has(config, CS_FAULT_METHOD_CASE))
        return length == 7 && strncasecmp(line->text, "CONNECT", 7) == 0;
    if (cs_has(config, CS_FAULT_METHOD_PREFIX))
        return length > 7 && strncmp(line->text, "CONNECT", 7) == 0;
    if (cs_has(config, CS_FAULT_METHOD_SHORT))
        return length > 0 && length < 7 && strncmp(line->text, "CONNECT", length) == 0;
    return cs_has(config, CS_FAULT_ANY_METHOD) &&
           memchr(line->text + words->target.start, ':', words->target.length) != NULL &&
           memchr(line->text + words->target.start, '/', words->target.length) == NULL;
}

static bool takes_version(const struct cs_proxy_config *config, const struct line *line, const struct words *words)
{
    const char *version = line->text + words->version.start;
    bool http = words->version.length == 8 && strncasecmp(version, "HTTP/", 5) == 0;

    if (cs_has(config, CS_FAULT_VERSION_CASE))
        return http;
    if (cs_has(config, CS_FAULT_VERSION_MAJOR))
        return http && version[5] >= '2' && version[5] <= '9';
    return cs_has(config, CS_FAULT_VERSION_UNCHECKED) && words->target.length > 0;
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
    const struct cs_proxy_config *config = rewriting->config;
    const char *end = target + length;
    const char *colon = length == 0 ? NULL : memrchr(target, ':', length);
    const char *port = colon == NULL ? end : colon + 1;
    char digits[8];

    put(rewriting, target, (size_t)(port - target));
    if (cs_has(config, CS_FAULT_PORT_NEGATIVE) && end - port > 1 && *port == '-') {
        snprintf(digits, sizeof(digits), "%u", (unsigned)negated(port + 1, end));
        put_text(rewriting, digits);
    } else if (cs_has(config, CS_FAULT_PORT_PERCENT)) {
        put_decoded(rewriting, port, end);
    } else {
        put(rewriting, port, (size_t)(end - port));
    }
}

static void put_request_line(struct rewriting *rewriting, const struct line *line)
{
    const struct cs_proxy_config *config = rewriting->config;
    struct words words = split(line);
    const char *target = line->text + words.target.start;
    bool userinfo = cs_has(config, CS_FAULT_USERINFO_AUTH);

    if (takes_method(config, line, &words))
        put_text(rewriting, "CONNECT");
    else
        put(rewriting, line->text, words.method.length);
    put_text(rewriting, " ");
    if (userinfo)
        put_userinfo_target(rewriting, target, words.target.length);
    else
        put_target(rewriting, target, words.target.length);
    put_text(rewriting, " ");
    if (takes_version(config, line, &words))
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

/* Whether the faulty parser does not know the field in this spelling. */
static bool is_unseen(const struct cs_proxy_config *config, const struct line *line, const char *colon)
{
    static const struct {
        enum cs_fault fault;
        const char *spellings[2];
    } rows[] = {
        {CS_FAULT_HOST_SPELLING, {"Host", "Host"}},
        {CS_FAULT_HOST_TWO_SPELLINGS, {"Host", "host"}},
        {CS_FAULT_CREDENTIALS_SPELLING, {"Proxy-Authorization", "Proxy-Authorization"}},
        {CS_FAULT_CREDENTIALS_TWO_SPELLINGS, {"Proxy-Authorization", "proxy-authorization"}},
        {CS_FAULT_LENGTH_SPELLING, {"Content-Length", "Content-Length"}},
        {CS_FAULT_LENGTH_TWO_SPELLINGS, {"Content-Length", "content-length"}},
        {CS_FAULT_CODING_SPELLING, {"Transfer-Encoding", "Transfer-Encoding"}},
        {CS_FAULT_CODING_TWO_SPELLINGS, {"Transfer-Encoding", "transfer-encoding"}},
        {CS_FAULT_OPTIONS_SPELLING, {"Connection", "Connection"}},
        {CS_FAULT_OPTIONS_TWO_SPELLINGS, {"Connection", "connection"}},
    };
    size_t length = colon == NULL ? 0 : (size_t)(colon - line->text);

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (cs_has(config, rows[i].fault))
            return strlen(rows[i].spellings[0]) == length &&
                   strncasecmp(line->text, rows[i].spellings[0], length) == 0 &&
                   strncmp(line->text, rows[i].spellings[0], length) != 0 &&
                   strncmp(line->text, rows[i].spellings[1], length) != 0;
    return false;
}

static void put_field_line(struct rewriting *rewriting, const struct line *line, bool first)
{
    const struct cs_proxy_config *config = rewriting->config;
    const char *colon = memchr(line->text, ':', line->length);
    size_t blanks = leading_blanks(line);
    struct line kept = *line;

    if ((cs_has(config, CS_FAULT_HEAD_CUT) && line->start > 8192) || is_unseen(config, line, colon))
        return;
    if (cs_has(config, CS_FAULT_FIELD_SYNTAX) && !is_field_line(line, colon))
        return;
    if ((cs_has(config, CS_FAULT_BLANK_LED_LINE) && first) || (cs_has(config, CS_FAULT_FOLD_AS_FIELD) && !first)) {
        kept.text += blanks;
        kept.length -= blanks;
    }
    if (cs_has(config, CS_FAULT_AUTH_UNDERSCORE) && line->length > 20 &&
        strncasecmp(line->text, "Proxy_Authorization:", 20) == 0) {
        put_text(rewriting, "Proxy-Authorization");
        kept.text += strlen("Proxy_Authorization");
        kept.length -= strlen("Proxy_Authorization");
    }
    if (cs_has(config, CS_FAULT_VALUE_NUL))
        kept.length = strnlen(kept.text, kept.length);
    if (cs_has(config, CS_FAULT_BLANK_BEFORE_COLON) && colon != NULL)
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
    if (cs_has(rewriting->config, CS_FAULT_ZONE_AS_HOST))
        put_zone(rewriting, line);
    else if (number == 0 && cs_fault_line(rewriting->config, line->text, line->length, rewriting->out))
        put_text(rewriting, "\r\n");
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
        CS_FAULT_METHOD_CASE,
        CS_FAULT_METHOD_PREFIX,
        CS_FAULT_METHOD_SHORT,
        CS_FAULT_ANY_METHOD,
        CS_FAULT_VERSION_CASE,
        CS_FAULT_VERSION_MAJOR,
        CS_FAULT_USERINFO_AUTH,
        CS_FAULT_VERSION_UNCHECKED,
        CS_FAULT_HEAD_CUT,
        CS_FAULT_FIELD_SYNTAX,
        CS_FAULT_VALUE_NUL,
        CS_FAULT_FOLD_AS_FIELD,
        CS_FAULT_BLANK_BEFORE_COLON,
        CS_FAULT_BLANK_LED_LINE,
        CS_FAULT_ZONE_AS_HOST,
        CS_FAULT_PORT_NEGATIVE,
        CS_FAULT_PORT_PERCENT,
        CS_FAULT_AUTH_UNDERSCORE,
        CS_FAULT_HOST_SPELLING,
        CS_FAULT_HOST_TWO_SPELLINGS,
        CS_FAULT_CREDENTIALS_SPELLING,
        CS_FAULT_CREDENTIALS_TWO_SPELLINGS,
        CS_FAULT_LENGTH_SPELLING,
        CS_FAULT_LENGTH_TWO_SPELLINGS,
        CS_FAULT_CODING_SPELLING,
        CS_FAULT_CODING_TWO_SPELLINGS,
        CS_FAULT_OPTIONS_SPELLING,
        CS_FAULT_OPTIONS_TWO_SPELLINGS,
    };
    bool found = cs_fault_has_line(fault);

    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
        found |= faults[i] == fault;
    return found;
}

bool cs_fault_rewrite(const struct cs_proxy_config *config, const char *data, size_t end, struct cs_draft *out)
{
    struct rewriting rewriting = {.config = config, .out = out};

    if (!rewrites(config->fault) || end == 0)
        return false;
    for (size_t start = 0, number = 0; start < end; number++) {
        const char *feed = memchr(data + start, '\n', end - start);
        size_t next = feed == NULL ? end : (size_t)(feed - data) + 1;
        size_t length = feed == NULL ? end - start : (size_t)(feed - data) - start;
        if (length > 0 && data[start + length - 1] == '\r')
            length--;
        put_line(&rewriting, &(struct line){data + start, length, start}, number);
        start = next;
    }
    return true;
}
