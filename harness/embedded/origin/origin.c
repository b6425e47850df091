#include "harness/embedded/origin/origin.h"

#include <string.h>

#include "harness/embedded/origin/fault_origin.h"

static const struct cs_page page = {200, "OK", "", "connectspec: an origin\n"};
/* For a fault: with a date, which its refusals lack. */
static const struct cs_page dated = {200, "OK", "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n", "connectspec: an origin\n"};
static const struct cs_page no_method = {405, "Method Not Allowed", "Allow: GET\r\n", "This origin serves GET.\n"};
static const struct cs_page no_such_method = {501, "Not Implemented", "", "This origin does not know the method.\n"};

static bool is_method(const struct cs_asked *asked, const char *name)
{
    struct cs_span method = asked->message.method.text;

    return method.length == strlen(name) && memcmp(asked->message.text + method.start, name, method.length) == 0;
}

/* RFC 9110 section 9.1: known ones get 405 and Allow (section 15.5.6), others 501. */
static const struct cs_page *page_of(const struct cs_asked *asked)
{
    static const char *const known[] = {"CONNECT", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"};

    if (is_method(asked, "GET"))
        return cs_has(asked->config, CS_FAULT_ORIGIN_NO_DATE) ? &dated : &page;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (is_method(asked, known[i]))
            return &no_method;
    return &no_such_method;
}

static bool is_malformed(const struct cs_asked *asked)
{
    const struct cs_findings *findings = &asked->message.findings;
    bool malformed = findings->dropped > 0;

    for (size_t i = 0; i < findings->count; i++) {
        enum cs_code code = findings->items[i].code;
        bool hostless = code == CS_CODE_HOST_MISSING && cs_has(asked->config, CS_FAULT_ORIGIN_HOSTLESS_200);

        malformed |= cs_code_level(code) == CS_MUST && !hostless;
    }
    return malformed;
}

static struct cs_ruling decide(const struct cs_asked *asked)
{
    struct cs_ruling ruling = {.kind = CS_RULE_REFUSE, .refusal = asked->unreadable};

    if (ruling.refusal == CS_REFUSE_NOTHING && cs_findings_has(&asked->message.findings, CS_CODE_VERSION_UNSUPPORTED))
        ruling.refusal = CS_REFUSE_VERSION;
    else if (ruling.refusal == CS_REFUSE_NOTHING && is_malformed(asked))
        ruling.refusal = CS_REFUSE_BAD_REQUEST;
    if (ruling.refusal == CS_REFUSE_NOTHING) {
        ruling.kind = CS_RULE_SERVE;
        ruling.page = page_of(asked);
    }
    if (ruling.page == &page && asked->config->parent.length > 0) {
        ruling.kind = CS_RULE_FORWARD;
        ruling.destination = asked->config->parent;
    }
    cs_fault_origin_rule(asked, &ruling);
    return ruling;
}

/* Fields between two neighbours (RFC 9110 section 7.6.1). */
static bool is_kept_back(const struct cs_asked *asked, const struct cs_field *field)
{
    static const char *const names[] = {"connection", "proxy-connection", "keep-alive", "te",
                                        "trailer",    "upgrade",          "expect"};
    bool back = false;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        back = back || cs_field_is(asked->message.text, field, names[i]);
    return back;
}

/* Over HTTP/2 :authority is what Host is here (RFC 9113 section 8.3.1). */
static void name_host(const struct cs_asked *asked, struct cs_draft *out)
{
    const struct cs_message *message = &asked->message;

    if (message->version_major < 2)
        return;
    cs_draft_text(out, "Host: ");
    cs_draft_add(out, message->text + message->authority.text.start, message->authority.text.length);
    cs_draft_text(out, "\r\n");
}

/* The request for the backend. */
static void hand_on(const struct cs_asked *asked, struct cs_draft *out)
{
    struct cs_span method = asked->message.method.text;
    struct cs_span target = cs_target(asked);
    size_t position = 0;
    struct cs_field field;

    cs_draft_add(out, asked->message.text + method.start, method.length); /* GET, but for faults */
    cs_draft_text(out, " ");
    cs_draft_add(out, asked->message.text + target.start, target.length);
    cs_draft_text(out, " HTTP/1.1\r\n");
    name_host(asked, out);
    while (cs_message_field(&asked->message, &position, &field)) {
        if (is_kept_back(asked, &field))
            continue;
        cs_draft_add(out, asked->message.text + field.line.start, field.line.length);
        cs_draft_text(out, "\r\n");
    }
    cs_draft_text(out, "Via: 1.1 connectspec\r\nConnection: close\r\n\r\n");
}

const struct cs_program cs_origin_program = {decide, hand_on};
