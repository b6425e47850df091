#include "harness/embedded/proxy/parent.h"

#include <ctype.h>
#include <string.h>

#define ANSWER_BYTES_MAX 65536

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

/* Lines that end in LF alone. */
static void drop_cr(struct cs_buffer *bytes)
{
    size_t kept = 0;

    for (size_t i = 0; i < bytes->length; i++)
        if (bytes->data[i] != '\r')
            bytes->data[kept++] = bytes->data[i];
    bytes->length = kept;
}

void cs_parent_request(const struct cs_asked *asked, struct cs_draft *out)
{
    const struct cs_proxy_config *config = asked->config;

    add_request_line(asked, out);
    add_host(asked, out);
    add_fields(asked, out);
    if (!cs_has(config, CS_FAULT_NO_VIA))
        cs_draft_format(out, "Via: 1.%u connectspec\r\n", asked->message.version_minor == 0 ? 0u : 1u);
    if (cs_has(config, CS_FAULT_PARENT_LENGTH))
        cs_draft_text(out, "Content-Length: 5\r\n");
    cs_draft_text(out, cs_has(config, CS_FAULT_PARENT_TRAILING) ? "\r\n\r\n" : "\r\n");
    if (cs_has(config, CS_FAULT_PARENT_NAME_LOWERED))
        drop_cr(&out->bytes);
}

/* A sender of a 2xx may break rules whose breach every client has to ignore (RFC 9110 section 9.3.6). */
static bool is_usable(const struct cs_asked *asked, const struct cs_buffer *held, const struct cs_response *answer)
{
    bool usable = answer->status != 0 && !(cs_has(asked->config, CS_FAULT_PARENT_REASON) && answer->reason.length == 0);

    for (size_t i = 0; i < answer->findings.count; i++) {
        enum cs_code code = answer->findings.items[i].code;
        bool ignored = (code == CS_CODE_CONTENT_LENGTH_IN_2XX || code == CS_CODE_TRANSFER_ENCODING_IN_2XX) &&
                       !cs_has(asked->config, CS_FAULT_PARENT_FRAMING_HEEDED);
        usable = usable && (cs_code_level(code) != CS_MUST || ignored);
    }
    if (cs_has(asked->config, CS_FAULT_PARENT_STATUS_LENIENT))
        usable = usable || memmem(held->data, held->length, "200 OK", 6) != NULL;
    return usable;
}

static bool opens(const struct cs_asked *asked, unsigned status)
{
    if (cs_has(asked->config, CS_FAULT_PARENT_200_ALONE))
        return status == 200;
    return (status >= 200 && status <= 299) || cs_has(asked->config, CS_FAULT_PARENT_REFUSAL_TUNNELS) ||
           (status >= 100 && status <= 199 && cs_has(asked->config, CS_FAULT_PARENT_INTERIM_OPENS)) ||
           cs_has(asked->config, CS_FAULT_PARENT_STATUS_LENIENT);
}

static enum cs_parent_answer read_whole(const struct cs_asked *asked, const struct cs_buffer *held,
                                        const struct cs_response *answer)
{
    if (!is_usable(asked, held, answer))
        return CS_PARENT_REFUSES;
    if (opens(asked, answer->status))
        return CS_PARENT_OPENS;
    return answer->status >= 200 || cs_has(asked->config, CS_FAULT_PARENT_INTERIM_FINAL) ? CS_PARENT_REFUSES
                                                                                         : CS_PARENT_INTERIM;
}

static enum cs_parent_answer read_finished(const struct cs_asked *asked, const struct cs_buffer *held, size_t *head)
{
    *head = held->length;
    if (cs_has(asked->config, CS_FAULT_PARENT_HEAD_CUT) && held->length > 12 &&
        memcmp(held->data, "HTTP/1.1 2", 10) == 0)
        return CS_PARENT_OPENS;
    if (cs_has(asked->config, CS_FAULT_PARENT_END_SILENT) && held->length == 0)
        return CS_PARENT_SILENCE;
    return CS_PARENT_REFUSES;
}

enum cs_parent_answer cs_parent_read(const struct cs_asked *asked, const struct cs_buffer *held, bool finished,
                                     size_t *head)
{
    bool endless = held->length > ANSWER_BYTES_MAX;
    struct cs_response answer;

    if (finished)
        return read_finished(asked, held, head);
    cs_response_init(&answer, NULL);
    if (endless)
        return cs_has(asked->config, CS_FAULT_PARENT_ENDLESS) ? CS_PARENT_MORE : CS_PARENT_REFUSES;
    if (cs_response_parse(&answer, held->data, held->length) == CS_NEED_MORE)
        return cs_has(asked->config, CS_FAULT_PARENT_ONE_READ) ? CS_PARENT_REFUSES : CS_PARENT_MORE;
    *head = answer.head_length;
    return read_whole(asked, held, &answer);
}

static void remember(const struct cs_asked *asked, const struct cs_buffer *held)
{
    struct cs_proxy_memory *memory = asked->config->memory;
    struct cs_span target = cs_target(asked);
    struct cs_refusal_kept *kept;

    if (memory == NULL || !cs_has(asked->config, CS_FAULT_PARENT_CACHED) || target.length >= sizeof(kept->target))
        return;
    kept = &memory->refusals[memory->refusal_count++ % CS_REFUSALS_KEPT];
    memcpy(kept->target, asked->message.text + target.start, target.length);
    kept->target[target.length] = '\0';
    kept->length = held->length < sizeof(kept->answer) ? held->length : sizeof(kept->answer);
    if (kept->length > 0)
        memcpy(kept->answer, held->data, kept->length);
}

bool cs_parent_hands_over(const struct cs_asked *asked, const struct cs_buffer *held, struct cs_draft *out)
{
    static const char stripped[] = "HTTP/1.1 407 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    bool asks = held->length > 12 && memcmp(held->data + 9, "407", 3) == 0;

    remember(asked, held);
    if (cs_has(asked->config, CS_FAULT_PARENT_CUT_MENDED)) {
        const char *content = held->length == 0 ? NULL : memmem(held->data, held->length, "\r\n\r\n", 4);
        size_t length = content == NULL ? 0 : held->length - (size_t)(content + 4 - held->data);

        cs_draft_format(out, "HTTP/1.1 403 Forbidden\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n", length);
        cs_draft_add(out, content == NULL ? "" : content + 4, length);
        return true;
    }
    if (asks && cs_has(asked->config, CS_FAULT_PARENT_407_STRIPPED))
        cs_draft_text(out, stripped);
    else if (cs_has(asked->config, CS_FAULT_PARENT_ANSWER_COPIED))
        cs_draft_add(out, held->data, held->length);
    return out->bytes.length > 0;
}

const struct cs_refusal_kept *cs_parent_recall(const struct cs_asked *asked)
{
    const struct cs_proxy_memory *memory = asked->config->memory;
    struct cs_span target = cs_target(asked);

    for (size_t i = 0; cs_has(asked->config, CS_FAULT_PARENT_CACHED) && memory != NULL && i < CS_REFUSALS_KEPT &&
                       i < memory->refusal_count;
         i++) {
        const struct cs_refusal_kept *kept = &memory->refusals[i];

        if (strlen(kept->target) == target.length &&
            memcmp(asked->message.text + target.start, kept->target, target.length) == 0)
            return kept;
    }
    return NULL;
}
