#include "harness/transport/h2/block.h"

#include <nghttp2/nghttp2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct cs_h2_decoder {
    nghttp2_hd_inflater *inflater;
    struct cs_buffer text;
    struct cs_buffer fields;  /* struct cs_field, one behind the other */
    struct cs_buffer section; /* each field as a literal */
};

struct cs_h2_decoder *cs_h2_decoder_new(void)
{
    struct cs_h2_decoder *decoder = calloc(1, sizeof(*decoder));

    if (decoder == NULL)
        return NULL;
    if (nghttp2_hd_inflate_new(&decoder->inflater) == 0)
        return decoder;
    free(decoder);
    return NULL;
}

void cs_h2_decoder_free(struct cs_h2_decoder *decoder)
{
    if (decoder == NULL)
        return;
    nghttp2_hd_inflate_del(decoder->inflater);
    cs_buffer_free(&decoder->text);
    cs_buffer_free(&decoder->fields);
    cs_buffer_free(&decoder->section);
    free(decoder);
}

/* A number in the low |bits| of a byte, and behind it (RFC 7541 section 5.1). */
static bool put_number(struct cs_buffer *out, unsigned bits, size_t number)
{
    size_t most = (1u << bits) - 1;
    char byte = (char)(number < most ? number : most);

    if (!cs_buffer_add(out, &byte, 1))
        return false;
    if (number < most)
        return true;
    for (number -= most; number >= 128; number /= 128) {
        byte = (char)(number % 128 + 128);
        if (!cs_buffer_add(out, &byte, 1))
            return false;
    }
    byte = (char)number;
    return cs_buffer_add(out, &byte, 1);
}

static bool put_text(struct cs_buffer *out, const char *text, size_t length)
{
    return put_number(out, 7, length) && (length == 0 || cs_buffer_add(out, text, length));
}

bool cs_h2_put_field(struct cs_buffer *out, const char *name, size_t name_length, const char *value,
                     size_t value_length)
{
    return put_number(out, 4, 0) && put_text(out, name, name_length) && put_text(out, value, value_length);
}

static bool keep(struct cs_h2_decoder *decoder, const nghttp2_nv *nv)
{
    size_t start = decoder->text.length;
    const struct cs_field field = {.name = {start, nv->namelen}, .value = {start + nv->namelen + 2, nv->valuelen}};

    if (decoder->fields.length >= CS_H2_FIELDS_MAX * sizeof(field) ||
        nv->namelen + nv->valuelen + 4 > CS_H2_BLOCK_MAX - start)
        return false;
    return cs_buffer_add(&decoder->fields, (const char *)&field, sizeof(field)) &&
           cs_buffer_add(&decoder->text, (const char *)nv->name, nv->namelen) &&
           cs_buffer_add_text(&decoder->text, ": ") &&
           cs_buffer_add(&decoder->text, (const char *)nv->value, nv->valuelen) &&
           cs_buffer_add_text(&decoder->text, "\r\n") &&
           cs_h2_put_field(&decoder->section, (const char *)nv->name, nv->namelen, (const char *)nv->value,
                           nv->valuelen);
}

static bool inflate_block(struct cs_h2_decoder *decoder, const char *encoded, size_t length)
{
    const uint8_t *at = (const uint8_t *)encoded;
    int flags = 0;

    while ((flags & NGHTTP2_HD_INFLATE_FINAL) == 0) {
        nghttp2_nv field;
        ssize_t used = nghttp2_hd_inflate_hd2(decoder->inflater, &field, &flags, at, length, 1);

        if (used < 0 || (used == 0 && flags == 0))
            return false;
        at += used;
        length -= (size_t)used;
        if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0 && !keep(decoder, &field))
            return false;
    }
    return nghttp2_hd_inflate_end_headers(decoder->inflater) == 0;
}

bool cs_h2_decode(struct cs_h2_decoder *decoder, enum cs_section_kind kind, const char *encoded, size_t length,
                  struct cs_message *out)
{
    cs_buffer_take(&decoder->text, decoder->text.length);
    cs_buffer_take(&decoder->fields, decoder->fields.length);
    cs_buffer_take(&decoder->section, decoder->section.length);
    if (!inflate_block(decoder, encoded, length) || !cs_buffer_add(&decoder->text, "", 1)) /* there is a text */
        return false;
    decoder->text.length--;
    cs_field_section_read(kind, 2, decoder->text.data, decoder->text.length,
                          (struct cs_field *)(void *)decoder->fields.data,
                          decoder->fields.length / sizeof(struct cs_field), out);
    return true;
}

const struct cs_buffer *cs_h2_section(const struct cs_h2_decoder *decoder)
{
    return &decoder->section;
}

static bool put_part(struct cs_buffer *out, const char *name, const char *text, const struct cs_head_part *part)
{
    return !part->there || cs_h2_put_field(out, name, strlen(name), text + part->text.start, part->text.length);
}

static bool is_for_one_connection(const char *name, size_t length)
{
    static const char *const names[] = {"host",       "connection",        "proxy-connection",
                                        "keep-alive", "transfer-encoding", "upgrade"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strlen(names[i]) == length && strncasecmp(names[i], name, length) == 0)
            return true;
    return false;
}

/* Of a message of HTTP/1.x: the name in lower case. */
static bool put_lowered(struct cs_buffer *out, const char *name, size_t length, const char *value, size_t value_length)
{
    if (is_for_one_connection(name, length))
        return true;
    if (!put_number(out, 4, 0) || !put_number(out, 7, length))
        return false;
    for (size_t i = 0; i < length; i++) {
        char byte = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] + 'a' - 'A') : name[i];

        if (!cs_buffer_add(out, &byte, 1))
            return false;
    }
    return put_text(out, value, value_length);
}

typedef bool put_function(struct cs_buffer *out, const char *name, size_t name_length, const char *value,
                          size_t value_length);

static bool put_split(struct cs_buffer *out, const char *text, size_t length, put_function *put)
{
    const char *end = length < 3 ? NULL : memmem(text + 1, length - 1, ": ", 2);

    return end == NULL || put(out, text, (size_t)(end - text), end + 2, length - (size_t)(end + 2 - text));
}

bool cs_h2_put_text(struct cs_buffer *out, const char *text, size_t length)
{
    return put_split(out, text, length, cs_h2_put_field);
}

bool cs_h2_put_line(struct cs_buffer *out, const char *line, size_t length)
{
    return put_split(out, line, length - 2, put_lowered);
}

static bool put_fields(struct cs_buffer *out, const struct cs_message *message)
{
    bool old = message->version_major < 2;
    const char *text = message->text;
    struct cs_field field;
    size_t position = 0;
    bool put = true;

    while (put && cs_message_field(message, &position, &field)) {
        if (old && field.name.length == 0)
            continue; /* the empty line */
        put = (old ? put_lowered : cs_h2_put_field)(out, text + field.name.start, field.name.length,
                                                    text + field.value.start, field.value.length);
    }
    return put;
}

/* The target of a request of HTTP/1.x that is no CONNECT: absolute-form in its parts, any other as the path. */
static void split_target(const struct cs_message *message, struct cs_message *parts)
{
    struct cs_span target = message->path.text;
    const char *text = message->text + target.start;
    const char *scheme_end = memmem(text, target.length, "://", 3);
    const char *end = text + target.length;
    const char *path;
    struct cs_field field;
    size_t position = 0;

    parts->scheme = (struct cs_head_part){.there = false};
    if (scheme_end != NULL && text[0] != '/') {
        path = memchr(scheme_end + 3, '/', (size_t)(end - scheme_end) - 3);
        path = path == NULL ? end : path;
        parts->scheme = (struct cs_head_part){true, {target.start, (size_t)(scheme_end - text)}};
        parts->authority = (struct cs_head_part){
            true, {target.start + (size_t)(scheme_end - text) + 3, (size_t)(path - scheme_end) - 3}};
        parts->path = (struct cs_head_part){true, {target.start + (size_t)(path - text), (size_t)(end - path)}};
        return;
    }
    while (cs_message_field(message, &position, &field))
        if (cs_field_is(message->text, &field, "host"))
            parts->authority = (struct cs_head_part){true, field.value};
}

/* What HTTP/1.1 asks for with GET and Upgrade is an extended CONNECT (RFC 8441 section 4). */
static bool put_method(struct cs_buffer *out, const struct cs_message *message)
{
    struct cs_span method = message->method.text;
    bool upgrade = message->version_major < 2 && message->protocol.there && method.length == 3 &&
                   memcmp(message->text + method.start, "GET", 3) == 0;

    return upgrade ? cs_h2_put_field(out, ":method", 7, "CONNECT", 7)
                   : put_part(out, ":method", message->text, &message->method);
}

static bool put_request(struct cs_buffer *out, const struct cs_message *message, const char *scheme)
{
    const char *text = message->text;
    struct cs_message parts = *message;
    bool split = message->version_major < 2 && message->path.there && !message->authority.there;

    if (split)
        split_target(message, &parts);
    return put_method(out, message) &&
           (split && !parts.scheme.there ? cs_h2_put_field(out, ":scheme", 7, scheme, strlen(scheme))
                                         : put_part(out, ":scheme", text, &parts.scheme)) &&
           put_part(out, ":authority", text, &parts.authority) &&
           (split && parts.path.text.length == 0 ? cs_h2_put_field(out, ":path", 5, "/", 1)
                                                 : put_part(out, ":path", text, &parts.path)) &&
           put_part(out, ":protocol", text, &parts.protocol);
}

bool cs_h2_encode(const struct cs_message *message, bool secure, struct cs_buffer *out)
{
    char status[4];

    if (message->kind == CS_MESSAGE_REQUEST)
        return put_request(out, message, secure ? "https" : "http") && put_fields(out, message);
    return snprintf(status, sizeof(status), "%03u", message->status % 1000u) == 3 &&
           cs_h2_put_field(out, ":status", 7, status, 3) && put_fields(out, message);
}

bool cs_h2_encode_order(const struct cs_link_order *order, bool secure, struct cs_buffer *out)
{
    char piece[1024];
    size_t length;

    if (order->message != NULL)
        return cs_h2_encode(order->message, secure, out);
    for (uint64_t at = 0; at < order->bytes.total; at += length) {
        length = order->bytes.read(order->bytes.context, at, piece, sizeof(piece));
        if (length == 0 || !cs_buffer_add(out, piece, length))
            return false;
    }
    return true;
}
