#include "harness/embedded/origin/fault_origin.h"

#include <stdio.h>
#include <string.h>

#include "harness/embedded/origin/origin.h"

static bool any(const struct cs_asked *asked)
{
    (void)asked;
    return true;
}

static bool to_443(const struct cs_asked *asked)
{
    return asked->message.target.port_number == 443;
}

static bool to_large(const struct cs_asked *asked)
{
    return cs_findings_has(&asked->message.findings, CS_CODE_PORT_OUT_OF_RANGE);
}

static bool to_ipv6(const struct cs_asked *asked)
{
    return asked->message.target.kind == CS_HOST_IPV6;
}

static bool is_http10(const struct cs_asked *asked)
{
    return asked->message.version_major == 1 && asked->message.version_minor == 0;
}

static bool has_early(const struct cs_asked *asked)
{
    return asked->surplus > 0;
}

static bool has_content(const struct cs_asked *asked)
{
    return asked->message.framing.content_length > 0 || asked->message.framing.transfer_encoding_count > 0;
}

static bool has_expect(const struct cs_asked *asked)
{
    return cs_message_has(&asked->message, "expect");
}

static bool has_upgrade(const struct cs_asked *asked)
{
    return cs_message_has(&asked->message, "upgrade");
}

static bool has_settings(const struct cs_asked *asked)
{
    return has_upgrade(asked) && cs_message_has(&asked->message, "http2-settings");
}

static bool has_other_host(const struct cs_asked *asked)
{
    return cs_findings_has(&asked->message.findings, CS_CODE_HOST_MISMATCH);
}

static bool is_long(const struct cs_asked *asked)
{
    return cs_target(asked).length > 4096;
}

static bool is_later(const struct cs_asked *asked)
{
    return asked->history.further;
}

static bool has_credentials(const struct cs_asked *asked)
{
    return cs_message_has(&asked->message, "proxy-authorization");
}

static bool has_option(const struct cs_asked *asked)
{
    return cs_message_has(&asked->message, "proxy-connection");
}

static bool lacks_host(const struct cs_asked *asked)
{
    return !cs_message_has(&asked->message, "host");
}

static bool target_begins(const struct cs_asked *asked, const char *text)
{
    struct cs_span target = cs_target(asked);

    return target.length >= strlen(text) && memcmp(asked->message.text + target.start, text, strlen(text)) == 0;
}

static bool to_name(const struct cs_asked *asked)
{
    return asked->message.target.kind == CS_HOST_NAME;
}

static bool is_path(const struct cs_asked *asked)
{
    return target_begins(asked, "/");
}

static bool is_star(const struct cs_asked *asked)
{
    return target_begins(asked, "*");
}

static bool is_uri(const struct cs_asked *asked)
{
    return target_begins(asked, "http");
}

static bool is_lower(const struct cs_asked *asked)
{
    struct cs_span method = asked->message.method.text;

    return method.length == 7 && memcmp(asked->message.text + method.start, "connect", 7) == 0;
}

static bool is_connect(const struct cs_asked *asked)
{
    struct cs_span method = asked->message.method.text;

    return method.length == 7 && memcmp(asked->message.text + method.start, "CONNECT", 7) == 0;
}

static bool is_h2(const struct cs_asked *asked)
{
    return asked->message.version_major == 2;
}

/* RFC 9113 section 8.5: a CONNECT has neither. */
static bool has_form(const struct cs_asked *asked)
{
    return asked->message.scheme.there && asked->message.path.there && !asked->message.protocol.there;
}

static bool has_protocol(const struct cs_asked *asked)
{
    return asked->message.protocol.there;
}

/* The next client's request behind a CONNECT is taken for malformed, once. */
static void poison(const struct cs_asked *asked, struct cs_ruling *ruling)
{
    struct cs_proxy_memory *memory = asked->config->memory;

    if (memory == NULL || !cs_has(asked->config, CS_FAULT_ORIGIN_POISONED))
        return;
    if (is_connect(asked)) {
        memory->poisoned |= asked->surplus > 0;
    } else if (memory->poisoned) {
        memory->poisoned = false;
        *ruling = (struct cs_ruling){.kind = CS_RULE_REFUSE, .refusal = CS_REFUSE_BAD_REQUEST};
    }
}

/* The next client gets what came with a CONNECT. */
static void leak(const struct cs_asked *asked, struct cs_ruling *ruling)
{
    static struct cs_page page;
    struct cs_proxy_memory *memory = asked->config->memory;

    if (memory == NULL || !cs_has(asked->config, CS_FAULT_ORIGIN_LEAKS))
        return;
    page = (struct cs_page){200, "OK", "", memory->asked};
    if (is_connect(asked))
        snprintf(memory->asked, sizeof(memory->asked), "%.*s", (int)asked->message.length, asked->message.text);
    else if (memory->asked[0] != '\0')
        *ruling = (struct cs_ruling){.kind = CS_RULE_SERVE, .page = &page};
}

/* What a fault makes of a CONNECT that |finds| says it is about.  The last row that holds decides. */
static const struct row {
    enum cs_fault fault;
    bool (*finds)(const struct cs_asked *asked);
    enum cs_ruling_kind kind;
    bool answers_first, contacts;
    struct cs_page page; /* status 0: none */
} rows[] = {
#define DOES(fault, finds, kind)                                                                                       \
    {                                                                                                                  \
        CS_FAULT_ORIGIN_##fault, finds, CS_RULE_##kind, false, false,                                                  \
        {                                                                                                              \
            0, NULL, NULL, NULL                                                                                        \
        }                                                                                                              \
    }
#define SERVES(fault, finds, ...)                                                                                      \
    {                                                                                                                  \
        CS_FAULT_ORIGIN_##fault, finds, CS_RULE_SERVE, false, false,                                                   \
        {                                                                                                              \
            __VA_ARGS__                                                                                                \
        }                                                                                                              \
    }
    DOES(ACCEPTS, any, DIAL),
    DOES(ACCEPTS_443, to_443, DIAL),
    DOES(ACCEPTS_IPV6, to_ipv6, DIAL),
    DOES(ACCEPTS_NAME, to_name, DIAL),
    DOES(ACCEPTS_HTTP10, is_http10, DIAL),
    DOES(ACCEPTS_AUTHORIZED, has_credentials, DIAL),
    DOES(ACCEPTS_OPTION, has_option, DIAL),
    DOES(ACCEPTS_UPGRADE, has_upgrade, DIAL),
    DOES(ACCEPTS_LATER, is_later, DIAL),
    DOES(ACCEPTS_EXPECT, has_expect, DIAL),
    DOES(ACCEPTS_CONTENT, has_content, DIAL),
    DOES(ACCEPTS_EARLY, has_early, DIAL),
    DOES(ACCEPTS_HOST, has_other_host, DIAL),
    {CS_FAULT_ORIGIN_CONTACTS, any, CS_RULE_DIAL, false, true, {0, NULL, NULL, NULL}},
    DOES(HANDS_ON, any, DIAL),
    DOES(LEAKS, any, FORWARD),
    DOES(HANDS_PATH, is_path, FORWARD),
    DOES(HANDS_UPGRADE, has_upgrade, FORWARD),
    DOES(HANDS_EXPECT, has_expect, FORWARD),
    DOES(HANDS_CONTENT, has_content, FORWARD),
    DOES(HANDS_HTTP10, is_http10, FORWARD),
    DOES(HANDS_443, to_443, FORWARD),
    SERVES(EMPTY_200, any, 200, "OK", "", ""),
    SERVES(CONTENT_200, any, 200, "OK", "", "a page\n"),
    SERVES(NO_CONTENT, any, 204, "No Content", "", ""),
    SERVES(SWITCHES, any, 101, "Switching Protocols", "Upgrade: tunnel\r\n", ""),
    {CS_FAULT_ORIGIN_STUCK_200, any, CS_RULE_SILENCE, true, false, {0, NULL, NULL, NULL}},
    SERVES(NO_ALLOW, any, 405, "Method Not Allowed", "", "No.\n"),
    SERVES(ALLOWS_CONNECT, any, 405, "Method Not Allowed", "Allow: GET, CONNECT\r\n", "No.\n"),
    SERVES(ALLOW_BROKEN, any, 405, "Method Not Allowed", "Allow: GET HEAD\r\n", "No.\n"),
    SERVES(LOCATION_BRACKET, any, 405, "Method Not Allowed", "Allow: GET\r\nLocation: http://[odd/\r\n", "No.\n"),
    SERVES(CHALLENGE_BROKEN, any, 401, "Unauthorized", "WWW-Authenticate: Basic realm=x y\r\n", "No.\n"),
    SERVES(LENGTH_BESIDE_CODING, any, 405, "Method Not Allowed", "Allow: GET\r\nTransfer-Encoding: chunked\r\n",
           "No.\n"),
    SERVES(PROXY_STATUS, any, 405, "Method Not Allowed", "Allow: GET\r\nProxy-Status: connectspec\r\n", "No.\n"),
    DOES(SILENT, any, SILENCE),
    DOES(MALFORMED_SILENT, to_large, SILENCE),
    DOES(CRASHES, any, CRASH),
    DOES(CRASHES_IPV6, to_ipv6, CRASH),
    DOES(CRASHES_LONG, is_long, CRASH),
    DOES(CRASHES_EARLY, has_early, CRASH),
    DOES(CRASHES_UPGRADE, has_upgrade, CRASH),
    DOES(SILENT_HTTP10, is_http10, SILENCE),
    DOES(SILENT_BODY, has_content, SILENCE),
    DOES(SILENT_EXPECT, has_expect, SILENCE),
    DOES(SILENT_EARLY, has_early, SILENCE),
    SERVES(PATH_200, is_path, 200, "OK", "", "a page\n"),
    SERVES(STAR_200, is_star, 200, "OK", "", ""),
    SERVES(URI_200, is_uri, 200, "OK", "", "a page\n"),
    SERVES(HOSTLESS_200, lacks_host, 200, "OK", "", "a page\n"),
    SERVES(NO_CHALLENGE, any, 407, "Proxy Authentication Required", "", "No.\n"),
    SERVES(H2C_101, has_settings, 101, "Switching Protocols", "Upgrade: h2c\r\n", ""),
    SERVES(UPGRADE_101, has_upgrade, 101, "Switching Protocols", "Upgrade: h2c\r\n", ""),
    SERVES(LOWER_200, is_lower, 200, "OK", "", "a page\n"),
    DOES(H2_ACCEPTS, is_h2, DIAL),
    SERVES(H2_200, is_h2, 200, "OK", "", ""),
    DOES(H2_SILENT, is_h2, SILENCE),
    DOES(H2_HANDS_ON, is_h2, FORWARD),
    SERVES(H2_FORM_200, has_form, 200, "OK", "", "a page\n"),
    DOES(H2_FORM_SILENT, has_form, SILENCE),
    DOES(H2_FORM_HANDS_ON, has_form, FORWARD),
    SERVES(H2_EXTENDED_200, has_protocol, 200, "OK", "", ""),
#undef DOES
#undef SERVES
};

static bool concerns(const struct cs_asked *asked, const struct row *row)
{
    return cs_has(asked->config, row->fault) && (is_lower(asked) ? row->finds == is_lower : is_connect(asked)) &&
           row->finds(asked);
}

/* Where the row sends it, if anywhere.  False: that cannot be. */
static bool find_destination(const struct cs_asked *asked, const struct row *row, struct cs_ruling *ruling)
{
    if (row->kind == CS_RULE_DIAL)
        return cs_authority_destination(asked->message.text, &asked->message.target, &ruling->destination);
    if (row->kind == CS_RULE_FORWARD)
        ruling->destination = asked->config->parent;
    return row->kind != CS_RULE_FORWARD || asked->config->parent.length > 0;
}

static void obey(const struct row *row, struct cs_ruling *ruling)
{
    ruling->kind = row->kind;
    ruling->answers_first = row->answers_first;
    ruling->due = row->contacts ? CS_REFUSE_METHOD : CS_REFUSE_NOTHING;
    ruling->refusal = CS_REFUSE_NOTHING;
    ruling->page = row->page.status != 0 ? &row->page : NULL;
}

void cs_fault_origin_rule(const struct cs_asked *asked, struct cs_ruling *ruling)
{
    poison(asked, ruling);
    leak(asked, ruling);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (concerns(asked, &rows[i]) && find_destination(asked, &rows[i], ruling))
            obey(&rows[i], ruling);
}

/* Mistakes of any server. */
enum cs_fault cs_fault_origin_twin(enum cs_fault fault)
{
    static const enum cs_fault twins[][2] = {
        {CS_FAULT_ORIGIN_HEAD_CUT, CS_FAULT_RESET_ON_REFUSAL},
        {CS_FAULT_ORIGIN_NAME_BLANK, CS_FAULT_ANSWER_NAME_BLANK},
        {CS_FAULT_ORIGIN_NO_COLON, CS_FAULT_ANSWER_NO_COLON},
        {CS_FAULT_ORIGIN_COLON_BLANK, CS_FAULT_ANSWER_COLON_BLANK},
        {CS_FAULT_ORIGIN_FOLDED, CS_FAULT_ANSWER_FOLDED},
        {CS_FAULT_ORIGIN_CONTROL, CS_FAULT_ANSWER_CONTROL},
        {CS_FAULT_ORIGIN_CR, CS_FAULT_ANSWER_CR},
        {CS_FAULT_ORIGIN_LF, CS_FAULT_STATUS_LF},
        {CS_FAULT_ORIGIN_NO_REASON_SPACE, CS_FAULT_NO_REASON_SPACE},
        {CS_FAULT_ORIGIN_STATUS_LOWER, CS_FAULT_STATUS_LOWER},
        {CS_FAULT_ORIGIN_STATUS_GAP, CS_FAULT_STATUS_GAP},
        {CS_FAULT_ORIGIN_STATUS_PADDED, CS_FAULT_STATUS_PADDED},
        {CS_FAULT_ORIGIN_STATUS_EMPTY_LINE, CS_FAULT_STATUS_EMPTY_LINE},
        {CS_FAULT_ORIGIN_STATUS_PAGE, CS_FAULT_STATUS_PAGE},
        {CS_FAULT_ORIGIN_LENGTH_TWICE, CS_FAULT_ANSWER_LENGTH_TWICE},
        {CS_FAULT_ORIGIN_LENGTH_SIGNED, CS_FAULT_ANSWER_LENGTH_SIGNED},
        {CS_FAULT_ORIGIN_DATE_BROKEN, CS_FAULT_ANSWER_DATE_BROKEN},
        {CS_FAULT_ORIGIN_DATE_WEEKDAY, CS_FAULT_ANSWER_DATE_WEEKDAY},
        {CS_FAULT_ORIGIN_LIST_GAP, CS_FAULT_ANSWER_LIST_GAP},
        {CS_FAULT_ORIGIN_SERVER_BROKEN, CS_FAULT_ANSWER_SERVER_BROKEN},
        {CS_FAULT_ORIGIN_DATE_OLD, CS_FAULT_ANSWER_DATE_OLD},
        {CS_FAULT_ORIGIN_TYPE_BROKEN, CS_FAULT_ANSWER_TYPE_BROKEN},
        {CS_FAULT_ORIGIN_RETRY_BROKEN, CS_FAULT_ANSWER_RETRY_BROKEN},
        {CS_FAULT_ORIGIN_VIA_BROKEN, CS_FAULT_ANSWER_VIA_BROKEN},
        {CS_FAULT_ORIGIN_LOCATION_BROKEN, CS_FAULT_ANSWER_LOCATION_BROKEN},
        {CS_FAULT_ORIGIN_KEEP_ALIVE_UNLISTED, CS_FAULT_ANSWER_KEEP_ALIVE_UNLISTED},
        {CS_FAULT_ORIGIN_UPGRADE_UNLISTED, CS_FAULT_ANSWER_UPGRADE_UNLISTED},
        {CS_FAULT_ORIGIN_PATH, CS_FAULT_ANSWER_PATH},
        {CS_FAULT_ORIGIN_INTERNAL, CS_FAULT_ANSWER_INTERNAL},
        {CS_FAULT_ORIGIN_CLOSE_UNANNOUNCED, CS_FAULT_CLOSE_UNANNOUNCED},
        {CS_FAULT_ORIGIN_CLOSE_SAID, CS_FAULT_CLOSE_SAID},
        {CS_FAULT_ORIGIN_H2_ENDS_ALL, CS_FAULT_H2_REFUSAL_ENDS_ALL},
        {CS_FAULT_ORIGIN_H2_CONNECTION, CS_FAULT_H2_ANSWER_CONNECTION},
        {CS_FAULT_ORIGIN_H2_UPPER, CS_FAULT_H2_ANSWER_UPPER},
        {CS_FAULT_ORIGIN_H2_PSEUDO, CS_FAULT_H2_ANSWER_PSEUDO},
        {CS_FAULT_ORIGIN_H2_STATUS_TWICE, CS_FAULT_H2_STATUS_TWICE},
        {CS_FAULT_ORIGIN_TLS_CLOSURE, CS_FAULT_WIRE_NO_CLOSURE},
        {CS_FAULT_ORIGIN_TLS_HELLO, CS_FAULT_WIRE_HELLO_CUT},
    };

    for (size_t i = 0; i < sizeof(twins) / sizeof(twins[0]); i++)
        if (twins[i][0] == fault)
            return twins[i][1];
    return fault;
}
