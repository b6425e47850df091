#include "reference/message.h"

#include <string.h>

#include "reference/scan.h"

static struct cs_head_part part(struct cs_span text)
{
    return (struct cs_head_part){.there = text.length > 0, .text = text};
}

static size_t line_end(const char *data, size_t start, size_t length)
{
    const char *lf = start < length ? memchr(data + start, '\n', length - start) : NULL;

    return lf == NULL ? length : (size_t)(lf - data) + 1;
}

/* Where the line behind the first one starts.  In front of a request line, empty ones are passed over, as its parser
 * does. */
static size_t fields_start(const char *data, size_t length, bool request)
{
    size_t at = 0;

    while (request && at < length &&
           (data[at] == '\n' || (data[at] == '\r' && at + 1 < length && data[at + 1] == '\n')))
        at += data[at] == '\n' ? 1 : 2;
    return line_end(data, at, length);
}

/* A head that has not ended goes as far as there are bytes. */
static void set_text(struct cs_message *out, const char *data, size_t head_length, size_t length)
{
    out->text = data;
    out->length = head_length != 0 ? head_length : length;
    out->fields_at = fields_start(data, out->length, out->kind == CS_MESSAGE_REQUEST);
}

void cs_message_of_request(const struct cs_request *request, const char *data, size_t length, struct cs_message *out)
{
    memset(out, 0, offsetof(struct cs_message, findings));
    out->kind = CS_MESSAGE_REQUEST;
    out->answer = request->answer;
    set_text(out, data, request->head_length, length);
    out->method = part(request->method);
    if (request->is_connect)
        out->authority = part(request->target);
    else
        out->path = part(request->target);
    out->version_major = request->version_major;
    out->version_minor = request->version_minor;
    out->target = request->authority;
    out->field_count = request->field_count;
    out->framing = request->framing;
    out->connection_close = request->connection_close;
    out->findings = request->findings;
}

void cs_message_of_response(const struct cs_response *response, const char *data, size_t length, struct cs_message *out)
{
    memset(out, 0, offsetof(struct cs_message, findings));
    out->kind = CS_MESSAGE_RESPONSE;
    out->answer = response->answer;
    set_text(out, data, response->head_length, length);
    out->status = response->status;
    out->version_major = response->version_major;
    out->version_minor = response->version_minor;
    out->field_count = response->field_count;
    out->framing = response->framing;
    out->connection_close = response->connection_close;
    out->body = response->body;
    out->findings = response->findings;
}

bool cs_message_field(const struct cs_message *message, size_t *position, struct cs_field *out)
{
    if (message->fields != NULL) {
        if (*position >= message->field_count)
            return false;
        *out = message->fields[(*position)++];
        return true;
    }
    if (*position < message->fields_at)
        *position = message->fields_at;
    return cs_field_next(message->text, message->length, position, out, NULL);
}

bool cs_message_has(const struct cs_message *message, const char *name)
{
    size_t length = strlen(name);
    size_t position = 0;
    struct cs_field field;

    while (cs_message_field(message, &position, &field))
        if (field.name.length == length && cs_same_text(message->text + field.name.start, name, length))
            return true;
    return false;
}

struct cs_head_part cs_message_target(const struct cs_message *message)
{
    return message->authority.there ? message->authority : message->path;
}
