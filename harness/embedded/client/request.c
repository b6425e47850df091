/* What the client sends. */
#include <stdlib.h>
#include <string.h>

#include "harness/embedded/client/client.h"

#define AGENT "User-Agent: connectspec\r\n"

static bool has(const struct cs_client_config *config, enum cs_fault fault)
{
    return config->fault == fault;
}

/* Adds |format|: %t is the target, %h its host, %b the host without brackets, %p the port, %u the userinfo. */
static void add_format(const struct cs_client_config *config, struct cs_draft *out, const char *format)
{
    const char *colon = strrchr(config->target, ':');
    size_t host = (size_t)(colon - config->target);
    size_t bare = config->target[0] == '[' ? 1 : 0;

    for (; *format != '\0'; format++) {
        if (*format != '%') {
            cs_draft_add(out, format, 1);
            continue;
        }
        format++;
        if (*format == 't')
            cs_draft_text(out, config->target);
        else if (*format == 'u')
            cs_draft_text(out, config->userinfo == NULL ? "" : config->userinfo);
        else if (*format == 'h')
            cs_draft_add(out, config->target, host);
        else if (*format == 'b')
            cs_draft_add(out, config->target + bare, host - 2 * bare);
        else
            cs_draft_text(out, colon + 1);
    }
}

struct text_row {
    enum cs_fault fault;
    const char *text;
};

static const char *find(const struct cs_client_config *config, const struct text_row *rows, size_t count,
                        const char *otherwise)
{
    for (size_t i = 0; i < count; i++)
        if (has(config, rows[i].fault))
            return rows[i].text;
    return otherwise;
}

#define FIND(rows, otherwise) find(config, rows, sizeof(rows) / sizeof((rows)[0]), otherwise)

static bool asks_for_address(const struct cs_client_config *config)
{
    return strspn(config->target, "0123456789.") == strcspn(config->target, ":");
}

static bool asks_for_https(const struct cs_client_config *config)
{
    return strcmp(strrchr(config->target, ':'), ":443") == 0;
}

static bool decodes(const struct cs_client_config *config)
{
    return has(config, CS_FAULT_CLIENT_DECODES_HOST) || has(config, CS_FAULT_CLIENT_DECODES_BLANK) ||
           has(config, CS_FAULT_CLIENT_CUTS_HOST);
}

/* Faults: a target whose host was decoded in some way, or cut. */
static void add_decoded(const struct cs_client_config *config, struct cs_draft *out)
{
    const char *colon = strrchr(config->target, ':');

    for (const char *at = config->target; *at != '\0'; at++) {
        char digits[3] = {at[0] == '%' ? at[1] : '\0', at[0] == '%' ? at[2] : '\0', '\0'};
        char decoded = (char)strtoul(digits, NULL, 16);

        if (digits[0] == '\0' || (has(config, CS_FAULT_CLIENT_DECODES_BLANK) && decoded != ' ')) {
            cs_draft_add(out, at, 1);
            continue;
        }
        if (has(config, CS_FAULT_CLIENT_CUTS_HOST)) {
            cs_draft_text(out, colon);
            return;
        }
        cs_draft_add(out, &decoded, 1);
        at += 2;
    }
}

static void add_request_line(const struct cs_client_config *config, struct cs_draft *out)
{
    static const struct text_row methods[] = {
        {CS_FAULT_CLIENT_GET_METHOD, "GET"},
        {CS_FAULT_CLIENT_LOWER_METHOD, "connect"},
    };
    static const struct text_row versions[] = {
        {CS_FAULT_CLIENT_HTTP10, "HTTP/1.0"},
        {CS_FAULT_CLIENT_HTTP20, "HTTP/2.0"},
        {CS_FAULT_CLIENT_HTTP_LOWER, "http/1.1"},
    };
    static const struct text_row targets[] = {
        {CS_FAULT_CLIENT_NO_PORT, "%h"},           {CS_FAULT_CLIENT_PORT_443, "%h:443"},
        {CS_FAULT_CLIENT_PORT_80, "%h:80"},        {CS_FAULT_CLIENT_PORT_ZEROS, "%h:00%p"},
        {CS_FAULT_CLIENT_IPV6_BARE, "%b:%p"},      {CS_FAULT_CLIENT_USERINFO, "user@%t"},
        {CS_FAULT_CLIENT_URI, "http://%t/"},       {CS_FAULT_CLIENT_PATH, "%t/"},
        {CS_FAULT_CLIENT_FRAGMENT, "%t#x"},        {CS_FAULT_CLIENT_TARGET_BLANK, " %t"},
        {CS_FAULT_CLIENT_TARGET_TRAILING, "%t "},  {CS_FAULT_CLIENT_NAME_DOT, "%h.:%p"},
        {CS_FAULT_CLIENT_USERINFO_OF_URL, "%u%t"},
    };

    if (has(config, CS_FAULT_CLIENT_LEADING_LINE))
        cs_draft_text(out, "\r\n");
    cs_draft_text(out, FIND(methods, "CONNECT"));
    cs_draft_text(out, " ");
    if (decodes(config))
        add_decoded(config, out);
    else
        add_format(config, out, FIND(targets, "%t"));
    cs_draft_text(out, " ");
    cs_draft_text(out, FIND(versions, "HTTP/1.1"));
    cs_draft_text(out, "\r\n");
}

static void add_host(const struct cs_client_config *config, struct cs_draft *out)
{
    static const struct text_row hosts[] = {
        {CS_FAULT_CLIENT_HOST_OTHER, "other.test:1"},   {CS_FAULT_CLIENT_HOST_EMPTY, ""},
        {CS_FAULT_CLIENT_HOST_TWICE, "%t\r\nHost: %t"}, {CS_FAULT_CLIENT_HOST_BARE, "%h"},
        {CS_FAULT_CLIENT_HOST_URI, "http://%t/"},
    };

    static const struct text_row of_address[] = {{CS_FAULT_CLIENT_ADDRESS_TWICE, "%t\r\nHost: %t"},
                                                 {CS_FAULT_CLIENT_ADDRESS_HOST, "origin.test:%p"}};
    bool address = asks_for_address(config);

    if (has(config, CS_FAULT_CLIENT_HOST_MISSING) || (address && has(config, CS_FAULT_CLIENT_ADDRESS_NO_HOST)))
        return;
    cs_draft_text(out, "Host: ");
    add_format(config, out, address ? FIND(of_address, FIND(hosts, "%t")) : FIND(hosts, "%t"));
    cs_draft_text(out, "\r\n");
}

/* The text of RFC 4648 section 4, or of section 5 where that is the fault. */
static void add_base64(const struct cs_client_config *config, struct cs_draft *out, const struct cs_buffer *text)
{
    const char *alphabet = has(config, CS_FAULT_CLIENT_CREDENTIALS_URL)
                               ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
                               : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < text->length; i += 3) {
        size_t count = text->length - i < 3 ? text->length - i : 3;
        unsigned bits = 0;

        for (size_t k = 0; k < 3; k++)
            bits = bits << 8 | (k < count ? (unsigned char)text->data[i + k] : 0u);
        if (i > 0 && i % 57 == 0 && has(config, CS_FAULT_CLIENT_CREDENTIALS_WRAPPED))
            cs_draft_text(out, "\n");
        for (size_t k = 0; k <= count; k++)
            cs_draft_add(out, &alphabet[bits >> (18 - 6 * k) & 63], 1);
        for (size_t k = count; k < 3 && !has(config, CS_FAULT_CLIENT_CREDENTIALS_UNPADDED); k++)
            cs_draft_add(out, "=", 1);
    }
}

static void add_credentials(const struct cs_client_config *config, const char *field, struct cs_draft *out)
{
    struct cs_draft pair = {0};
    size_t length = strlen(config->password);

    if (has(config, CS_FAULT_CLIENT_CREDENTIALS_FIRST_COLON))
        length = strcspn(config->password, ":");
    cs_draft_text(&pair, config->user);
    cs_draft_text(&pair, ":");
    cs_draft_add(&pair, config->password, length);
    cs_draft_format(out, "%s: Basic ", field);
    add_base64(config, out, &pair.bytes);
    cs_draft_text(out, "\r\n");
    out->broken |= pair.broken;
    cs_draft_free(&pair);
}

static void add_answer(const struct cs_client_config *config, const struct cs_client_challenge *challenge,
                       struct cs_draft *out)
{
    if (challenge->asked && (has(config, CS_FAULT_CLIENT_SECRETS_401) || has(config, CS_FAULT_CLIENT_SECRETS_407)))
        cs_draft_text(out, "Authorization: Basic b3JpZ2luOm9yaWdpbi1zZWNyZXQ=\r\n");
    if (config->user == NULL && challenge->asked && has(config, CS_FAULT_CLIENT_CREDENTIALS_EMPTY))
        cs_draft_text(out, "Proxy-Authorization: Basic Og==\r\n");
    if (config->user == NULL || !challenge->asked)
        return;
    if (challenge->digest)
        cs_client_digest(config, challenge, out);
    else
        add_credentials(config, "Proxy-Authorization", out);
}

void cs_client_request(const struct cs_client_config *config, const struct cs_client_challenge *challenge,
                       struct cs_draft *out)
{
    static const struct text_row fields[] = {
        {CS_FAULT_CLIENT_AUTHORIZATION, "Authorization: Basic b3JpZ2luOnNlY3JldA==\r\n"},
        {CS_FAULT_CLIENT_COOKIE, "Cookie: session=secret\r\n"},
        {CS_FAULT_CLIENT_REFERER, "Referer: https://origin.test/secret\r\n"},
        {CS_FAULT_CLIENT_ORIGIN_PATH, "X-Original-URL: /secret\r\n"},
        {CS_FAULT_CLIENT_LENGTH_FIVE, "Content-Length: 5\r\n"},
        {CS_FAULT_CLIENT_LENGTH_ZERO, "Content-Length: 0\r\n"},
        {CS_FAULT_CLIENT_CHUNKED, "Transfer-Encoding: chunked\r\n"},
        {CS_FAULT_CLIENT_EXPECT, "Expect: 100-continue\r\n"},
        {CS_FAULT_CLIENT_FOLDED, "X-Note: a\r\n b\r\n"},
        {CS_FAULT_CLIENT_NAME_BLANK, "X-Note : a\r\n"},
        {CS_FAULT_CLIENT_NAME_ODD, "X Note: a\r\n"},
        {CS_FAULT_CLIENT_CONTROL, "X-Note: a\001b\r\n"},
        {CS_FAULT_CLIENT_NO_COLON, "note\r\n"},
        {CS_FAULT_CLIENT_UPGRADE, "Upgrade: h2c\r\n"},
        {CS_FAULT_CLIENT_TE, "TE: trailers\r\n"},
        {CS_FAULT_CLIENT_KEEP_ALIVE, "Keep-Alive: 300\r\n"},
        {CS_FAULT_CLIENT_ALPN_LOWER, "ALPN: http%2f1.1\r\n"},
        {CS_FAULT_CLIENT_ALPN_PLAIN, "ALPN: http/1.1\r\n"},
        {CS_FAULT_CLIENT_CREDENTIALS_TWICE, "Proxy-Authorization: Basic YTpi\r\nProxy-Authorization: Basic Yzpk\r\n"},
        {CS_FAULT_CLIENT_FORWARDS_BROKEN, "Max-Forwards: few\r\n"},
        {CS_FAULT_CLIENT_VIA_BROKEN, "Via: connectspec\r\n"},
    };
    static const struct text_row of_address[] = {
        {CS_FAULT_CLIENT_ADDRESS_FOLDED, "X-Note: a\r\n b\r\n"},
        {CS_FAULT_CLIENT_ADDRESS_TE, "TE: trailers\r\n"},
        {CS_FAULT_CLIENT_ADDRESS_LENGTH, "Content-Length: 0\r\n"},
        {CS_FAULT_CLIENT_ADDRESS_COOKIE, "Cookie: session=secret\r\n"},
    };
    static const struct text_row agents[] = {
        {CS_FAULT_CLIENT_AGENT_EMPTY, "User-Agent: \r\n"},
        {CS_FAULT_CLIENT_AGENT_BROKEN, "User-Agent: (connectspec)\r\n"},
        {CS_FAULT_CLIENT_AGENT_TWICE, AGENT AGENT},
    };

    add_request_line(config, out);
    if (!has(config, CS_FAULT_CLIENT_HOST_LAST))
        add_host(config, out);
    if (!has(config, CS_FAULT_CLIENT_NO_AGENT))
        cs_draft_text(out, FIND(agents, AGENT));
    add_answer(config, challenge, out);
    cs_draft_text(out, FIND(fields, ""));
    if (asks_for_address(config))
        cs_draft_text(out, FIND(of_address, ""));
    if (has(config, CS_FAULT_CLIENT_HOST_LAST))
        add_host(config, out);
    cs_draft_text(out, "\r\n");
    if (has(config, CS_FAULT_CLIENT_LENGTH_FIVE))
        cs_draft_text(out, "hello");
    if (has(config, CS_FAULT_CLIENT_CHUNKED))
        cs_draft_text(out, "0\r\n\r\n");
    if (has(config, CS_FAULT_CLIENT_HTTPS_EARLY) && asks_for_https(config))
        cs_client_inner(config, &(struct cs_buffer){0}, out);
    if (has(config, CS_FAULT_CLIENT_LF_LINES))
        cs_draft_drop_cr(out);
}

/* The value of the first Set-Cookie in |answer|; false: there is none. */
static bool find_cookie(const struct cs_buffer *answer, struct cs_span *value)
{
    const char *line_end = answer->length == 0 ? NULL : memchr(answer->data, '\n', answer->length);
    size_t position = line_end == NULL ? answer->length : (size_t)(line_end - answer->data) + 1;
    struct cs_field field;

    while (line_end != NULL && cs_field_next(answer->data, answer->length, &position, &field, NULL)) {
        if (!cs_field_is(answer->data, &field, "set-cookie"))
            continue;
        *value = field.value;
        return true;
    }
    return false;
}

static bool is_answer(const struct cs_buffer *answer, const char *status)
{
    return answer->length > 12 && memcmp(answer->data + 9, status, 3) == 0;
}

/* Faults: what belongs to the proxy. */
static void add_credentials_inside(const struct cs_client_config *config, const struct cs_buffer *answer,
                                   struct cs_draft *out)
{
    if (config->user == NULL)
        return;
    if (has(config, CS_FAULT_CLIENT_CREDENTIALS_INSIDE) ||
        (has(config, CS_FAULT_CLIENT_INSIDE_407) && is_answer(answer, "407")))
        add_credentials(config, "Proxy-Authorization", out);
    if (has(config, CS_FAULT_CLIENT_INSIDE_401) && is_answer(answer, "401"))
        add_credentials(config, "Authorization", out);
}

void cs_client_inner(const struct cs_client_config *config, const struct cs_buffer *answer, struct cs_draft *out)
{
    struct cs_span cookie;

    cs_draft_text(out, "GET ");
    if (has(config, CS_FAULT_CLIENT_URI_INSIDE) || (has(config, CS_FAULT_CLIENT_PLAIN_INSTEAD) && answer->length == 0))
        add_format(config, out, "http://%t");
    cs_draft_text(out, config->path);
    cs_draft_text(out, " HTTP/1.1\r\nHost: ");
    add_format(config, out, "%t");
    cs_draft_text(out, "\r\nConnection: close\r\n");
    add_credentials_inside(config, answer, out);
    if (has(config, CS_FAULT_CLIENT_HTTPS_INSIDE) && asks_for_https(config))
        cs_draft_text(out, "Proxy-Authorization: Basic YTpi\r\n");
    if (has(config, CS_FAULT_CLIENT_PROXY_FIELD_INSIDE))
        cs_draft_text(out, "Proxy-Connection: keep-alive\r\n");
    if (has(config, CS_FAULT_CLIENT_COOKIE_KEPT) && find_cookie(answer, &cookie)) {
        cs_draft_text(out, "Cookie: ");
        cs_draft_add(out, answer->data + cookie.start, cookie.length);
        cs_draft_text(out, "\r\n");
    }
    cs_draft_text(out, "\r\n");
}
