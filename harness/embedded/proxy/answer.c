#include "harness/embedded/proxy/answer.h"

#include "harness/embedded/proxy/auth.h"
#include "harness/embedded/proxy/fault_answer.h"
#include "harness/embedded/proxy/fault_decide.h"
#include "harness/embedded/proxy/front_h1_manner.h"

#define CHALLENGE "Proxy-Authenticate: Basic realm=\"connectspec\", charset=\"UTF-8\"\r\n"

struct row {
    unsigned status;
    const char *reason;
    const char *fields; /* beside those that every refusal has */
    const char *text;
};

/* Statuses beside Proxy-Status are those that RFC 9209 section 2.3 recommends. */
static const struct row rows[CS_REFUSAL_COUNT] = {
    [CS_REFUSE_BAD_REQUEST] = {400, "Bad Request", "", "The request is malformed.\n"},
    [CS_REFUSE_TARGET_TOO_LONG] = {414, "URI Too Long", "", "The request line is too long.\n"},
    [CS_REFUSE_HEAD_TOO_LARGE] = {431, "Request Header Fields Too Large", "", "The request head is too large.\n"},
    [CS_REFUSE_VERSION] = {505, "HTTP Version Not Supported", "", "This port speaks HTTP/1.1.\n"},
    [CS_REFUSE_METHOD] = {405, "Method Not Allowed", "Allow: CONNECT\r\n", "This proxy serves CONNECT alone.\n"},
    [CS_REFUSE_UNKNOWN_METHOD] = {501, "Not Implemented", "", "This proxy does not know the method.\n"},
    [CS_REFUSE_CREDENTIALS] = {407, "Proxy Authentication Required", CHALLENGE, "Credentials are needed.\n"},
    [CS_REFUSE_UNKNOWN_USER] = {407, "Proxy Authentication Required", CHALLENGE, "Credentials are needed.\n"},
    [CS_REFUSE_STALE] = {407, "Proxy Authentication Required", CHALLENGE, "The nonce is not good any more.\n"},
    [CS_REFUSE_PORT] = {403, "Forbidden", "Proxy-Status: connectspec; error=http_request_denied\r\n",
                        "This port is not allowed.\n"},
    [CS_REFUSE_ADDRESS] = {403, "Forbidden", "Proxy-Status: connectspec; error=http_request_denied\r\n",
                           "This address is not allowed.\n"},
    [CS_REFUSE_NAME] = {403, "Forbidden", "Proxy-Status: connectspec; error=http_request_denied\r\n",
                        "This name is not allowed.\n"},
    [CS_REFUSE_NOT_CONNECTED] = {502, "Bad Gateway", "Proxy-Status: connectspec; error=connection_refused\r\n",
                                 "The destination refused the connection.\n"},
    [CS_REFUSE_NOT_RESOLVED] = {502, "Bad Gateway", "Proxy-Status: connectspec; error=dns_error\r\n",
                                "The name of the destination has no address.\n"},
    [CS_REFUSE_LOOKUP_TIMEOUT] = {504, "Gateway Timeout", "Proxy-Status: connectspec; error=dns_timeout\r\n",
                                  "Nobody said which address the destination has.\n"},
    [CS_REFUSE_CONNECT_TIMEOUT] = {504, "Gateway Timeout", "Proxy-Status: connectspec; error=connection_timeout\r\n",
                                   "The destination did not answer.\n"},
    [CS_REFUSE_HEAD_TIMEOUT] = {408, "Request Timeout", "", "The request did not come to its end.\n"},
    [CS_REFUSE_BY_PARENT] = {502, "Bad Gateway", "", "The parent proxy did not open a tunnel.\n"},
    [CS_REFUSE_PARENT_TIMEOUT] = {504, "Gateway Timeout", "", "The parent proxy did not answer.\n"},
    [CS_REFUSE_CONDITION] = {412, "Precondition Failed", "", "A condition does not hold.\n"},
    [CS_REFUSE_RANGE] = {416, "Range Not Satisfiable", "", "There is no such range.\n"},
};

static void add_memory(const struct cs_asked *asked, struct cs_draft *page)
{
    struct cs_proxy_memory *memory = asked->config->memory;
    size_t length = asked->message.length;

    if (memory == NULL)
        return;
    cs_draft_add(page, memory->head, memory->head_length);
    memory->head_length = length < sizeof(memory->head) ? length : sizeof(memory->head);
    memcpy(memory->head, asked->message.text, memory->head_length);
}

static void add_content(const struct cs_asked *asked, struct cs_draft *page, enum cs_refusal refusal)
{
    const struct cs_proxy_config *config = asked->config;
    struct cs_span target = cs_target(asked);
    bool whole = asked->message.answer != CS_NEED_MORE && asked->unreadable == CS_REFUSE_NOTHING;

    if (cs_has(config, CS_FAULT_ERROR_EMPTY))
        return;
    if (cs_has(config, CS_FAULT_USER_NAMED) && refusal == CS_REFUSE_UNKNOWN_USER)
        cs_draft_text(page, "There is no such user.\n");
    else
        cs_draft_text(page, rows[refusal].text);
    if (cs_has(config, CS_FAULT_DIGEST_BARE_KEY) && cs_asks_credentials(refusal))
        cs_draft_text(page, config->password);
    if (cs_has(config, CS_FAULT_DIGEST_KEY_SHOWN) && cs_asks_credentials(refusal))
        cs_auth_show_key(config, page);
    if ((cs_has(config, CS_FAULT_TARGET_IN_HTML) || cs_has(config, CS_FAULT_LENGTH_IN_LETTERS)) && target.length > 0) {
        cs_draft_text(page, cs_has(config, CS_FAULT_TARGET_IN_HTML) ? "<p>" : "For ");
        cs_draft_add(page, asked->message.text + target.start, target.length);
    }
    if ((cs_has(config, CS_FAULT_CREDENTIALS_SHOWN) || cs_fault_shows_trace(asked)) && whole)
        cs_draft_add(page, asked->message.text, asked->message.length);
    if (cs_has(config, CS_FAULT_PAGE_OF_LAST) && config->memory != NULL)
        cs_draft_add(page, config->memory->head, config->memory->head_length);
    if (cs_has(config, CS_FAULT_PAGE_STALE) && asked->message.length > 0)
        add_memory(asked, page);
}

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef";
    const char *found = c == '\0' ? NULL : strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);

    return found == NULL ? -1 : (int)(found - digits);
}

static void add_decoded_target(const struct cs_asked *asked, struct cs_draft *fields)
{
    struct cs_span span = cs_target(asked);
    const char *target = asked->message.text + span.start;

    cs_draft_text(fields, "X-Target: ");
    for (size_t i = 0; i < span.length; i++) {
        char byte = target[i];
        if (byte == '%' && i + 2 < span.length && hex_digit(target[i + 1]) >= 0 && hex_digit(target[i + 2]) >= 0) {
            byte = (char)(hex_digit(target[i + 1]) * 16 + hex_digit(target[i + 2]));
            i += 2;
        }
        cs_draft_add(fields, &byte, 1);
    }
    cs_draft_text(fields, "\r\n");
}

static const char *challenge(const struct cs_asked *asked)
{
    static const struct {
        enum cs_fault fault;
        const char *fields;
    } broken[] = {
        {CS_FAULT_NO_CHALLENGE, ""},
        {CS_FAULT_STATUS_401, "WWW-Authenticate: Basic realm=\"connectspec\"\r\n"},
        {CS_FAULT_STATUS_403, ""},
        {CS_FAULT_NO_REALM, "Proxy-Authenticate: Basic charset=\"UTF-8\"\r\n"},
        {CS_FAULT_REALM_UNQUOTED, "Proxy-Authenticate: Basic realm=connectspec\r\n"},
        {CS_FAULT_CHALLENGE_BROKEN, "Proxy-Authenticate: Basic realm=\"connectspec\r\n"},
        {CS_FAULT_CHARSET_LATIN1, "Proxy-Authenticate: Basic realm=\"connectspec\", charset=\"ISO-8859-1\"\r\n"},
    };

    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
        if (cs_has(asked->config, broken[i].fault))
            return broken[i].fields;
    return CHALLENGE;
}

static const char *fields(const struct cs_asked *asked, const struct row *row)
{
    if (row->status == 407 && row->fields[0] != '\0')
        return challenge(asked);
    if (cs_has(asked->config, CS_FAULT_PROXY_STATUS_BROKEN))
        return "Proxy-Status: connectspec; error=;;\r\n";
    if (cs_has(asked->config, CS_FAULT_PROXY_STATUS_MISMATCH))
        return row->status == 502 ? "Proxy-Status: connectspec; error=connection_timeout\r\n"
                                  : "Proxy-Status: connectspec; error=connection_refused\r\n";
    return row->fields;
}

static void add_fields(const struct cs_asked *asked, enum cs_refusal refusal, const struct row *row,
                       struct cs_draft *out)
{
    if (cs_asks_credentials(refusal) && row->status == 407 && asked->config->nonces != NULL &&
        !cs_has(asked->config, CS_FAULT_NO_CHALLENGE))
        cs_add_challenges(asked, out, refusal == CS_REFUSE_STALE);
    else
        cs_draft_text(out, fields(asked, row));
    if (cs_has(asked->config, CS_FAULT_TARGET_IN_FIELD))
        add_decoded_target(asked, out);
    if (cs_has(asked->config, CS_FAULT_ERROR_TYPELESS))
        return;
    cs_draft_text(out, cs_has(asked->config, CS_FAULT_TARGET_IN_HTML) ? "Content-Type: text/html\r\n"
                                                                      : "Content-Type: text/plain\r\n");
}

void cs_answer_refusal(const struct cs_asked *asked, enum cs_refusal refusal, bool closes, struct cs_reply *out)
{
    struct row row = rows[refusal];

    if (row.status == 407 && cs_has(asked->config, CS_FAULT_STATUS_401)) {
        row.status = 401;
        row.reason = "Unauthorized";
        row.fields = challenge(asked);
    } else if (row.status == 407 && cs_has(asked->config, CS_FAULT_STATUS_403)) {
        row.status = 403;
        row.reason = "Forbidden";
        row.fields = challenge(asked);
    }
    if (cs_fault_status(asked, refusal, &row.status, &row.reason))
        row.fields = "";
    cs_manner_status(asked, refusal, &row.status, &row.reason, &row.fields);
    *out = (struct cs_reply){.status = row.status, .reason = row.reason, .closes = closes};
    add_content(asked, &out->content, refusal);
    add_fields(asked, refusal, &row, &out->fields);
}

void cs_answer_page(const struct cs_asked *asked, const struct cs_page *page, bool closes, struct cs_reply *out)
{
    *out = (struct cs_reply){.status = page->status, .reason = page->reason, .closes = closes};
    cs_draft_text(&out->fields, page->fields);
    cs_draft_text(&out->content, page->content);
    if (cs_has(asked->config, CS_FAULT_ORIGIN_ECHOES) && cs_is_connect(asked))
        add_decoded_target(asked, &out->fields);
}

void cs_reply_free(struct cs_reply *reply)
{
    cs_draft_free(&reply->fields);
    cs_draft_free(&reply->content);
}
