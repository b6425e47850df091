#include "reference/field_section.h"

#include <string.h>

#include "reference/scan.h"

enum pseudo { METHOD, SCHEME, AUTHORITY, PATH, PROTOCOL, STATUS, PSEUDO_COUNT };

static const char *const pseudo_names[PSEUDO_COUNT] = {":method", ":scheme",   ":authority",
                                                       ":path",   ":protocol", ":status"};

/* One section being read. */
struct section {
    enum cs_section_kind kind;
    const char *text;
    struct cs_message *out;
    bool regular;         /* a field that is no pseudo-field has come */
    size_t content_start; /* of the first content-length */
    size_t credentials;
    size_t challenges;
    struct cs_span host;
    size_t hosts;
};

static void complain(struct section *section, enum cs_code code, size_t offset)
{
    cs_findings_add(&section->out->findings, code, offset);
}

static bool is(const struct section *section, struct cs_span span, const char *word)
{
    return span.length == strlen(word) && memcmp(section->text + span.start, word, span.length) == 0;
}

/* Letter case aside: a name in upper case is wrong, but what it means is judged all the same. */
static bool is_named(const struct section *section, struct cs_span name, const char *word)
{
    size_t length = strlen(word);

    return name.length == length && cs_same_text(section->text + name.start, word, length);
}

static struct cs_head_part *part_of(struct cs_message *message, enum pseudo pseudo)
{
    switch (pseudo) {
    case METHOD:
        return &message->method;
    case SCHEME:
        return &message->scheme;
    case AUTHORITY:
        return &message->authority;
    case PATH:
        return &message->path;
    case PROTOCOL:
        return &message->protocol;
    case STATUS:
    case PSEUDO_COUNT:
        break;
    }
    return NULL;
}

/* RFC 9113 section 8.2.1: bytes that a name must not hold, each once a name. */
static void check_name(struct section *section, struct cs_span name, bool pseudo)
{
    const char *text = section->text + name.start;
    bool upper = false, forbidden = false, colon = false, token = true;

    for (size_t i = pseudo ? 1 : 0; i < name.length; i++) {
        unsigned char byte = (unsigned char)text[i];

        if (byte >= 'A' && byte <= 'Z' && !upper)
            complain(section, CS_CODE_SECTION_NAME_UPPER_CASE, name.start + i);
        upper |= byte >= 'A' && byte <= 'Z';
        if ((byte <= 0x20 || byte >= 0x7f) && !forbidden)
            complain(section, CS_CODE_SECTION_NAME_FORBIDDEN, name.start + i);
        forbidden |= byte <= 0x20 || byte >= 0x7f;
        if (byte == ':' && !colon)
            complain(section, CS_CODE_SECTION_NAME_COLON, name.start + i);
        colon |= byte == ':';
        token = token && cs_is((char)byte, CS_TOKEN);
    }
    if (!token && !forbidden && !colon)
        complain(section, CS_CODE_SECTION_NAME_NO_TOKEN, name.start);
}

static void check_value(struct section *section, struct cs_span value)
{
    const char *text = section->text + value.start;
    bool forbidden = false, control = false;

    for (size_t i = 0; i < value.length; i++) {
        bool minimal = text[i] == '\0' || text[i] == '\r' || text[i] == '\n';
        bool other = !minimal && text[i] != '\t' && ((unsigned char)text[i] < 0x20 || text[i] == 0x7f);

        if (minimal && !forbidden)
            complain(section, CS_CODE_SECTION_VALUE_FORBIDDEN, value.start + i);
        if (other && !control)
            complain(section, CS_CODE_SECTION_VALUE_CONTROL, value.start + i);
        forbidden |= minimal;
        control |= other;
    }
    if (value.length > 0 && cs_is_ows(text[0]))
        complain(section, CS_CODE_SECTION_VALUE_EDGE, value.start);
    else if (value.length > 0 && cs_is_ows(text[value.length - 1]))
        complain(section, CS_CODE_SECTION_VALUE_EDGE, value.start + value.length - 1);
}

static enum pseudo which(const struct section *section, struct cs_span name)
{
    int found = 0;

    while (found < PSEUDO_COUNT && !is(section, name, pseudo_names[found]))
        found++;
    return (enum pseudo)found;
}

/* Three digits (RFC 9110 section 15), in the bounds of the classes that there are. */
static void read_status(struct section *section, struct cs_span value)
{
    const char *text = section->text + value.start;
    unsigned status = 0;

    for (size_t i = 0; i < value.length; i++)
        status = text[i] >= '0' && text[i] <= '9' && status < 1000 ? status * 10 + (unsigned)(text[i] - '0') : 1000;
    if (value.length == 3 && status >= 100 && status <= 599)
        section->out->status = (uint16_t)status;
    else
        complain(section, CS_CODE_STATUS_INVALID, value.start);
    if (section->out->status == 101)
        complain(section, CS_CODE_STATUS_101, value.start);
}

static void read_pseudo(struct section *section, const struct cs_field *field, bool *seen)
{
    enum pseudo pseudo = which(section, field->name);
    bool fits = section->kind == CS_SECTION_REQUEST ? pseudo != STATUS : pseudo == STATUS;

    check_name(section, field->name, true);
    if (pseudo == PSEUDO_COUNT)
        complain(section, CS_CODE_PSEUDO_UNKNOWN, field->name.start);
    else if (!fits || section->kind == CS_SECTION_TRAILERS)
        complain(section, CS_CODE_PSEUDO_MISPLACED, field->name.start);
    if (section->regular)
        complain(section, CS_CODE_PSEUDO_LATE, field->name.start);
    if (pseudo == PSEUDO_COUNT)
        return;
    if (seen[pseudo]) {
        complain(section, CS_CODE_PSEUDO_DUPLICATE, field->name.start);
        return;
    }
    seen[pseudo] = true;
    if (pseudo == STATUS && section->kind == CS_SECTION_RESPONSE)
        read_status(section, field->value);
    else if (part_of(section->out, pseudo) != NULL)
        *part_of(section->out, pseudo) = (struct cs_head_part){.there = true, .text = field->value};
}

/* RFC 9113 section 8.2.2 (RFC 9114 section 4.2). */
static void check_connection_field(struct section *section, const struct cs_field *field)
{
    static const char *const names[] = {"connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (is_named(section, field->name, names[i]))
            complain(section, CS_CODE_SECTION_CONNECTION_FIELD, field->name.start);
    if (!is_named(section, field->name, "te"))
        return;
    if (section->kind == CS_SECTION_RESPONSE)
        complain(section, CS_CODE_SECTION_CONNECTION_FIELD, field->name.start);
    else if (!is_named(section, field->value, "trailers"))
        complain(section, CS_CODE_SECTION_TE, field->value.start);
}

static void read_regular(struct section *section, const struct cs_field *field)
{
    section->regular = true;
    if (field->name.length == 0)
        complain(section, CS_CODE_SECTION_NAME_EMPTY, field->name.start);
    check_name(section, field->name, false);
    check_connection_field(section, field);
    if (is_named(section, field->name, "content-length")) {
        if (section->out->framing.content_length_count == 0)
            section->content_start = field->name.start;
        cs_framing_field(&section->out->framing, section->text, field, &section->out->findings);
    }
    if (is_named(section, field->name, "host") && section->hosts++ == 0)
        section->host = field->value;
    section->challenges += is_named(section, field->name, "proxy-authenticate");
    if (is_named(section, field->name, "proxy-authorization") && section->credentials++ == 1)
        complain(section, CS_CODE_CREDENTIALS_DUPLICATE, field->name.start);
}

/* RFC 9113 section 8.3.1: no Host that differs; scheme-based normalisation where there is a scheme to go by. */
static void check_host(struct section *section)
{
    struct cs_message *out = section->out;
    struct cs_findings aside;
    struct cs_authority authority;
    struct cs_authority host;
    bool same = section->host.length == out->authority.text.length &&
                memcmp(section->text + section->host.start, section->text + out->authority.text.start,
                       section->host.length) == 0;

    if (section->hosts == 0 || !out->authority.there || same)
        return;
    cs_findings_init(&aside);
    cs_host_value_parse(section->text + out->authority.text.start, out->authority.text.length,
                        out->authority.text.start, &authority, &aside);
    cs_host_value_parse(section->text + section->host.start, section->host.length, section->host.start, &host, &aside);
    if (aside.count > 0 || !cs_authority_agrees(section->text, &authority, &host))
        complain(section, CS_CODE_SECTION_HOST_DIFFERS, section->host.start);
}

static void check_content_length(struct section *section)
{
    const struct cs_framing *framing = &section->out->framing;
    bool zero = framing->content_length_valid && framing->content_length == 0;
    uint16_t status = section->out->status;

    if (framing->content_length_count == 0)
        return;
    if (section->kind == CS_SECTION_REQUEST)
        complain(section, zero ? CS_CODE_CONTENT_LENGTH_ZERO_IN_CONNECT : CS_CODE_CONTENT_LENGTH_IN_CONNECT,
                 section->content_start);
    else if (status / 100 == 1 || status == 204)
        complain(section, CS_CODE_FRAMING_IN_1XX_OR_204, section->content_start);
    if (section->kind == CS_SECTION_RESPONSE && status / 100 == 2)
        complain(section, CS_CODE_CONTENT_LENGTH_IN_2XX, section->content_start);
}

/* RFC 8441 section 4. */
static void check_extended(struct section *section, size_t end)
{
    const struct cs_message *out = section->out;
    struct cs_span protocol = out->protocol.text;

    if (protocol.length == 0 || cs_span_of(section->text + protocol.start, protocol.length, CS_TOKEN) < protocol.length)
        complain(section, CS_CODE_PROTOCOL_INVALID, protocol.start);
    if (!out->scheme.there)
        complain(section, CS_CODE_EXTENDED_SCHEME_MISSING, end);
    if (!out->path.there)
        complain(section, CS_CODE_EXTENDED_PATH_MISSING, end);
    else if (out->path.text.length == 0)
        complain(section, CS_CODE_PATH_EMPTY, out->path.text.start);
    if (!out->authority.there)
        complain(section, CS_CODE_AUTHORITY_MISSING, end);
}

/* RFC 9113 section 8.5. */
static void check_connect(struct section *section, size_t end)
{
    struct cs_message *out = section->out;
    struct cs_span authority = out->authority.text;

    if (out->scheme.there)
        complain(section, CS_CODE_CONNECT_SCHEME, out->scheme.text.start);
    if (out->path.there)
        complain(section, CS_CODE_CONNECT_PATH, out->path.text.start);
    if (!out->authority.there)
        complain(section, CS_CODE_AUTHORITY_MISSING, end);
    else
        cs_authority_parse(section->text + authority.start, authority.length, authority.start, &out->target,
                           &out->findings);
    check_content_length(section);
}

static void check_other_method(struct section *section, size_t end)
{
    const struct cs_message *out = section->out;

    if (!out->scheme.there)
        complain(section, CS_CODE_SCHEME_MISSING, end);
    if (!out->path.there)
        complain(section, CS_CODE_PATH_MISSING, end);
    else if (out->path.text.length == 0)
        complain(section, CS_CODE_PATH_EMPTY, out->path.text.start);
    if (out->protocol.there)
        complain(section, CS_CODE_PROTOCOL_WITHOUT_CONNECT, out->protocol.text.start);
}

static void check_request(struct section *section, size_t end)
{
    const struct cs_message *out = section->out;
    struct cs_span method = out->method.text;

    if (!out->method.there)
        complain(section, CS_CODE_METHOD_MISSING, end);
    else if (method.length == 0 || cs_span_of(section->text + method.start, method.length, CS_TOKEN) < method.length)
        complain(section, CS_CODE_METHOD_INVALID, method.start);
    if (!is(section, method, "CONNECT"))
        check_other_method(section, end);
    else if (out->protocol.there)
        check_extended(section, end);
    else
        check_connect(section, end);
    check_host(section);
}

static enum cs_body_kind body_of(const struct cs_message *out)
{
    if (out->status / 100 == 2)
        return CS_BODY_TUNNEL;
    return out->status / 100 == 1 || out->status == 304 ? CS_BODY_NONE : CS_BODY_CLOSE;
}

static void check_response(struct section *section, size_t end, bool has_status)
{
    if (!has_status)
        complain(section, CS_CODE_STATUS_MISSING, end);
    if (section->out->status == 407 && section->challenges == 0)
        complain(section, CS_CODE_CHALLENGE_MISSING, end);
    check_content_length(section);
    section->out->body = body_of(section->out);
}

/* The line of a field goes from its name to the end of its value. */
static void set_line(struct cs_field *field)
{
    size_t end = field->value.start + field->value.length;

    field->folded = false;
    field->line.start = field->name.start;
    field->line.length = end > field->name.start ? end - field->name.start : field->name.length;
    if (field->line.length <= field->name.length)
        field->line.length = field->name.length + 1; /* there is a value, though an empty one */
}

enum cs_answer cs_field_section_read(enum cs_section_kind kind, uint8_t version_major, const char *text, size_t length,
                                     struct cs_field *fields, size_t count, struct cs_message *out)
{
    struct section section = {.kind = kind, .text = text, .out = out};
    bool seen[PSEUDO_COUNT] = {false};
    size_t regular = 0;

    memset(out, 0, offsetof(struct cs_message, findings));
    cs_findings_init(&out->findings);
    out->kind = kind == CS_SECTION_RESPONSE ? CS_MESSAGE_RESPONSE : CS_MESSAGE_REQUEST;
    out->text = text;
    out->length = length;
    out->version_major = version_major;
    for (size_t i = 0; i < count; i++) {
        bool pseudo = fields[i].name.length > 0 && text[fields[i].name.start] == ':';

        set_line(&fields[i]);
        if (pseudo)
            read_pseudo(&section, &fields[i], seen);
        else
            read_regular(&section, &fields[i]);
        check_value(&section, fields[i].value);
        if (!pseudo)
            fields[regular++] = fields[i];
    }
    out->fields = fields;
    out->field_count = regular;
    if (kind == CS_SECTION_REQUEST)
        check_request(&section, length);
    else if (kind == CS_SECTION_RESPONSE)
        check_response(&section, length, seen[STATUS]);
    out->answer = out->findings.invalid ? CS_MALFORMED : CS_COMPLETE;
    return out->answer;
}

bool cs_message_is_extended(const struct cs_message *message)
{
    return message->kind == CS_MESSAGE_REQUEST && message->protocol.there && message->method.text.length == 7 &&
           memcmp(message->text + message->method.text.start, "CONNECT", 7) == 0;
}
