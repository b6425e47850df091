/* HTTP/1.1 towards the next one on the way. */
#include "harness/embedded/proxy/front_h1_next.h"

#include <ctype.h>
#include <string.h>

static void add_span(const struct cs_asked *asked, struct cs_draft *out, struct cs_span span)
{
    cs_draft_add(out, asked->message.text + span.start, span.length);
}

/* Whether Connection names the field: then it was meant for us (RFC 9110 section 7.6.1). */
static bool is_named(const struct cs_asked *asked, const struct cs_field *field)
{
    char name[128];
    struct cs_span value;
    bool named = false;

    if (field->name.length >= sizeof(name) || cs_has(asked->config, CS_FAULT_PARENT_CONNECTION_KEPT))
        return false;
    for (size_t i = 0; i < field->name.length; i++)
        name[i] = (char)tolower((unsigned char)asked->message.text[field->name.start + i]);
    name[field->name.length] = '\0';
    for (size_t nth = 0; cs_asked_field(asked, "connection", nth, &value); nth++)
        named = named || cs_list_has(asked->message.text, value, name);
    return named;
}

/* Fields between two neighbours, and those that this proxy makes itself. */
static bool is_kept_back(const struct cs_asked *asked, const struct cs_field *field)
{
    static const char *const names[] = {
        "host",    "connection",        "proxy-connection", "proxy-authorization", "keep-alive", "te",
        "trailer", "transfer-encoding", "upgrade",          "content-length"};
    static const char *const of_connection[] = {"proxy-connection", "keep-alive", "te", "upgrade"};
    bool back = is_named(asked, field);

    for (size_t i = 0; i < sizeof(of_connection) / sizeof(of_connection[0]); i++)
        if (cs_has(asked->config, CS_FAULT_PARENT_HOP_KEPT) &&
            cs_field_is(asked->message.text, field, of_connection[i]))
            return false;
    if (cs_has(asked->config, CS_FAULT_PARENT_FIELDS_DROPPED) ||
        (cs_has(asked->config, CS_FAULT_PARENT_VIA_REPLACED) && cs_field_is(asked->message.text, field, "via")))
        return true;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        back = back || cs_field_is(asked->message.text, field, names[i]);
    if (cs_has(asked->config, CS_FAULT_PARENT_CREDENTIALS) &&
        cs_field_is(asked->message.text, field, "proxy-authorization"))
        return false;
    return back &&
           !(cs_has(asked->config, CS_FAULT_PARENT_HOST_COPIED) && cs_field_is(asked->message.text, field, "host"));
}

static void add_fields(const struct cs_asked *asked, struct cs_draft *out)
{
    size_t position = 0;
    struct cs_field field;

    while (cs_message_field(&asked->message, &position, &field)) {
        if (is_kept_back(asked, &field))
            continue;
        add_span(asked, out, field.line);
        cs_draft_text(out, "\r\n");
    }
}

static void add_authority(const struct cs_asked *asked, struct cs_draft *out)
{
    const struct cs_authority *authority = &asked->message.target;
    struct cs_destination destination;

    if (cs_has(asked->config, CS_FAULT_PARENT_IPV6_BARE) && authority->kind == CS_HOST_IPV6 &&
        cs_authority_destination(asked->message.text, authority, &destination)) {
        cs_draft_format(out, "%s:%u", destination.host, (unsigned)destination.port);
    } else if (cs_has(asked->config, CS_FAULT_NAME_COMPLETED) && authority->kind == CS_HOST_NAME) {
        add_span(asked, out, authority->host);
        cs_draft_format(out, ".localdomain:%u", (unsigned)authority->port_number);
    } else {
        add_span(asked, out, cs_target(asked));
    }
}

static void add_host(const struct cs_asked *asked, struct cs_draft *out)
{
    const struct cs_proxy_config *config = asked->config;

    if (cs_has(config, CS_FAULT_PARENT_HOST_COPIED) || cs_has(config, CS_FAULT_PARENT_NO_HOST))
        return;
    cs_draft_text(out, "Host: ");
    if (cs_has(config, CS_FAULT_PARENT_HOST_BARE))
        add_span(asked, out, asked->message.target.host);
    else
        add_authority(asked, out);
    cs_draft_text(out, "\r\n");
}

static void add_request_line(const struct cs_asked *asked, struct cs_draft *out)
{
    const struct cs_proxy_config *config = asked->config;

    cs_draft_text(out, cs_has(config, CS_FAULT_PARENT_URI) ? "CONNECT http://" : "CONNECT ");
    if (cs_has(config, CS_FAULT_PARENT_PORT_443)) {
        add_span(asked, out, asked->message.target.host);
        cs_draft_text(out, ":443");
    } else {
        add_authority(asked, out);
    }
    if (cs_has(config, CS_FAULT_PARENT_VERSION_ECHO))
        cs_draft_format(out, " HTTP/%u.%u\r\n", asked->message.version_major, asked->message.version_minor);
    else
        cs_draft_text(out, " HTTP/1.1\r\n");
}

static bool is_from_http10(const struct cs_asked *asked)
{
    return asked->message.version_minor == 0 && !cs_has(asked->config, CS_FAULT_VIA_VERSION);
}

void cs_front_write_connect(const struct cs_asked *asked, struct cs_draft *out)
{
    const struct cs_proxy_config *config = asked->config;

    add_request_line(asked, out);
    add_host(asked, out);
    add_fields(asked, out);
    if (!cs_has(config, CS_FAULT_NO_VIA))
        cs_draft_format(out, "Via: 1.%u connectspec\r\n", is_from_http10(asked) ? 0u : 1u);
    if (cs_has(config, CS_FAULT_PARENT_LENGTH))
        cs_draft_text(out, "Content-Length: 5\r\n");
    cs_draft_text(out, cs_has(config, CS_FAULT_PARENT_TRAILING) ? "\r\n\r\n" : "\r\n");
    if (cs_has(config, CS_FAULT_PARENT_NAME_LOWERED))
        cs_draft_drop_cr(out);
}

void cs_front_write_get(const struct cs_asked *asked, struct cs_span path, struct cs_span host, struct cs_draft *out)
{
    struct cs_span value;

    cs_draft_text(out, "GET ");
    add_span(asked, out, path);
    cs_draft_text(out, " HTTP/1.1\r\nHost: ");
    add_span(asked, out, host);
    if (cs_has(asked->config, CS_FAULT_PLAIN_CREDENTIALS) && cs_asked_field(asked, "proxy-authorization", 0, &value)) {
        cs_draft_text(out, "\r\nProxy-Authorization: ");
        add_span(asked, out, value);
    }
    cs_draft_text(out, "\r\nVia: 1.1 connectspec\r\nConnection: close\r\n\r\n");
}

bool cs_front_read_answer(const struct cs_buffer *held, struct cs_response *out)
{
    cs_response_init(out, NULL);
    return cs_response_parse(out, held->data, held->length) != CS_NEED_MORE;
}

bool cs_front_begins_success(const struct cs_buffer *held)
{
    return held->length > 12 && memcmp(held->data, "HTTP/1.1 2", 10) == 0;
}

bool cs_front_has_status(const struct cs_buffer *held, const char *code)
{
    return held->length > 12 && memcmp(held->data + 9, code, 3) == 0;
}

void cs_front_write_stripped(struct cs_draft *out)
{
    cs_draft_text(out, "HTTP/1.1 407 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

void cs_front_write_mended(const struct cs_buffer *held, struct cs_draft *out)
{
    const char *content = held->length == 0 ? NULL : memmem(held->data, held->length, "\r\n\r\n", 4);
    size_t length = content == NULL ? 0 : held->length - (size_t)(content + 4 - held->data);

    cs_draft_format(out, "HTTP/1.1 403 Forbidden\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n", length);
    cs_draft_add(out, content == NULL ? "" : content + 4, length);
}
