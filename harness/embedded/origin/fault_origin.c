#include "harness/embedded/origin/fault_origin.h"

#include <string.h>

static bool any(const struct cs_asked *asked)
{
    (void)asked;
    return true;
}

static bool to_443(const struct cs_asked *asked)
{
    return asked->message.target.port_number == 443;
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

static bool lacks_host(const struct cs_asked *asked)
{
    return !cs_message_has(&asked->message, "host");
}

static bool target_begins(const struct cs_asked *asked, const char *text)
{
    struct cs_span target = cs_target(asked);

    return target.length >= strlen(text) && memcmp(asked->message.text + target.start, text, strlen(text)) == 0;
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

void cs_fault_origin_rule(const struct cs_asked *asked, struct cs_ruling *ruling)
{
    static const struct {
        enum cs_fault fault;
        bool (*finds)(const struct cs_asked *asked);
        enum cs_ruling_kind kind;
        bool answers_first, contacts;
        struct cs_page page; /* status 0: none */
    } rows[] = {
        {CS_FAULT_ORIGIN_ACCEPTS, any, CS_RULE_DIAL, false, false, {0, NULL, NULL, NULL}},
        {CS_FAULT_ORIGIN_ACCEPTS_443, to_443, CS_RULE_DIAL, false, false, {0, NULL, NULL, NULL}},
        {CS_FAULT_ORIGIN_ACCEPTS_IPV6, to_ipv6, CS_RULE_DIAL, false, false, {0, NULL, NULL, NULL}},
        {CS_FAULT_ORIGIN_ACCEPTS_HTTP10, is_http10, CS_RULE_DIAL, false, false, {0, NULL, NULL, NULL}},
        {CS_FAULT_ORIGIN_CONTACTS, any, CS_RULE_DIAL, false, true, {0, NULL, NULL, NULL}},
        {CS_FAULT_ORIGIN_HANDS_ON, any, CS_RULE_DIAL, false, false, {0, NULL, NULL, NULL}},
        {CS_FAULT_ORIGIN_EMPTY_200, any, CS_RULE_SERVE, false, false, {200, "OK", "", ""}},
        {CS_FAULT_ORIGIN_CONTENT_200, any, CS_RULE_SERVE, false, false, {200, "OK", "", "a page\n"}},
        {CS_FAULT_ORIGIN_NO_CONTENT, any, CS_RULE_SERVE, false, false, {204, "No Content", "", ""}},
        {CS_FAULT_ORIGIN_SWITCHES,
         any,
         CS_RULE_SERVE,
         false,
         false,
         {101, "Switching Protocols", "Upgrade: tunnel\r\n", ""}},
        {CS_FAULT_ORIGIN_STUCK_200, any, CS_RULE_SILENCE, true, false, {0, NULL, NULL, NULL}},
        {CS_FAULT_ORIGIN_FAILS_500,
         any,
         CS_RULE_SERVE,
         false,
         false,
         {500, "Internal Server Error", "", "It broke.\n"}},
        {CS_FAULT_ORIGIN_NO_ALLOW, any, CS_RULE_SERVE, false, false, {405, "Method Not Allowed", "", "No.\n"}},
        {CS_FAULT_ORIGIN_ALLOW_BROKEN,
         any,
         CS_RULE_SERVE,
         false,
         false,
         {405, "Method Not Allowed", "Allow: GET POST\r\n", "No.\n"}},
        {CS_FAULT_ORIGIN_LENGTH_BESIDE_CODING,
         any,
         CS_RULE_SERVE,
         false,
         false,
         {405, "Method Not Allowed", "Allow: GET\r\nTransfer-Encoding: chunked\r\n", "No.\n"}},
        {CS_FAULT_ORIGIN_SILENT, any, CS_RULE_SILENCE, false, false, {0, NULL, NULL, NULL}},
        {CS_FAULT_ORIGIN_CLOSES, any, CS_RULE_END, false, false, {0, NULL, NULL, NULL}},
        {CS_FAULT_ORIGIN_CRASHES, any, CS_RULE_CRASH, false, false, {0, NULL, NULL, NULL}},
        {CS_FAULT_ORIGIN_CRASHES_IPV6, to_ipv6, CS_RULE_CRASH, false, false, {0, NULL, NULL, NULL}},
        {CS_FAULT_ORIGIN_CRASHES_EARLY, has_early, CS_RULE_CRASH, false, false, {0, NULL, NULL, NULL}},
        {CS_FAULT_ORIGIN_SILENT_BODY, has_content, CS_RULE_SILENCE, false, false, {0, NULL, NULL, NULL}},
        {CS_FAULT_ORIGIN_SILENT_EXPECT, has_expect, CS_RULE_SILENCE, false, false, {0, NULL, NULL, NULL}},
        {CS_FAULT_ORIGIN_SILENT_EARLY, has_early, CS_RULE_SILENCE, false, false, {0, NULL, NULL, NULL}},
        {CS_FAULT_ORIGIN_PATH_200, is_path, CS_RULE_SERVE, false, false, {200, "OK", "", "a page\n"}},
        {CS_FAULT_ORIGIN_STAR_200, is_star, CS_RULE_SERVE, false, false, {200, "OK", "", ""}},
        {CS_FAULT_ORIGIN_URI_200, is_uri, CS_RULE_SERVE, false, false, {200, "OK", "", "a page\n"}},
        {CS_FAULT_ORIGIN_HOSTLESS_200, lacks_host, CS_RULE_SERVE, false, false, {200, "OK", "", "a page\n"}},
        {CS_FAULT_ORIGIN_UPGRADE_101,
         has_upgrade,
         CS_RULE_SERVE,
         false,
         false,
         {101, "Switching Protocols", "Upgrade: h2c\r\n", ""}},
        {CS_FAULT_ORIGIN_LOWER_200, is_lower, CS_RULE_SERVE, false, false, {200, "OK", "", "a page\n"}},
    };

    poison(asked, ruling);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (!cs_has(asked->config, rows[i].fault) || !(is_connect(asked) || is_lower(asked)) || !rows[i].finds(asked) ||
            (is_lower(asked) && rows[i].finds != is_lower))
            continue;
        if (rows[i].kind == CS_RULE_DIAL &&
            !cs_authority_destination(asked->message.text, &asked->message.target, &ruling->destination))
            continue;
        ruling->kind = rows[i].kind;
        ruling->answers_first = rows[i].answers_first;
        ruling->due = rows[i].contacts ? CS_REFUSE_METHOD : CS_REFUSE_NOTHING;
        ruling->refusal = CS_REFUSE_NOTHING;
        ruling->page = rows[i].page.status != 0 ? &rows[i].page : NULL;
    }
}
