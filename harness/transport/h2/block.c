#include "harness/transport/h2/block.h"

#include <nghttp2/nghttp2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cs_h2_decoder {
    nghttp2_hd_inflater *inflater;
    struct cs_buffer text;
    struct cs_buffer fields; /* struct cs_field, one behind the other */
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
    free(decoder);
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
           cs_buffer_add_text(&decoder->text, "\r\n");
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
    if (!inflate_block(decoder, encoded, length) || !cs_buffer_add(&decoder->text, "", 1)) /* there is a text */
        return false;
    decoder->text.length--;
    cs_field_section_read(kind, 2, decoder->text.data, decoder->text.length,
                          (struct cs_field *)(void *)decoder->fields.data,
                          decoder->fields.length / sizeof(struct cs_field), out);
    return true;
}

/* Fields that wait to be encoded; names of HTTP/1.x are copied, for their case. */
struct list {
    nghttp2_nv *fields;
    size_t count;
    size_t capacity;
    char *names;
    size_t used;
};

static void add(struct list *list, const char *name, size_t name_length, const char *value, size_t value_length)
{
    nghttp2_nv *field = &list->fields[list->count++];

    *field = (nghttp2_nv){.name = (uint8_t *)(uintptr_t)name,
                          .namelen = name_length,
                          .value = (uint8_t *)(uintptr_t)value,
                          .valuelen = value_length,
                          .flags = NGHTTP2_NV_FLAG_NO_INDEX};
}

static void add_pseudo(struct list *list, const struct cs_message *message, const char *name,
                       const struct cs_head_part *part)
{
    if (part->there)
        add(list, name, strlen(name), message->text + part->text.start, part->text.length);
}

static bool is_for_one_connection(const char *name, size_t length)
{
    static const char *const names[] = {"host",       "connection",        "proxy-connection",
                                        "keep-alive", "transfer-encoding", "upgrade"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0)
            return true;
    return false;
}

static void add_field(struct list *list, const struct cs_message *message, const struct cs_field *field)
{
    const char *text = message->text;
    char *name = list->names + list->used;

    if (message->version_major >= 2) {
        add(list, text + field->name.start, field->name.length, text + field->value.start, field->value.length);
        return;
    }
    for (size_t i = 0; i < field->name.length; i++) {
        char byte = text[field->name.start + i];

        name[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte + 'a' - 'A') : byte;
    }
    if (is_for_one_connection(name, field->name.length))
        return;
    list->used += field->name.length;
    add(list, name, field->name.length, text + field->value.start, field->value.length);
}

static void fill(struct list *list, const struct cs_message *message, char status[4])
{
    struct cs_field field;
    size_t position = 0;

    add_pseudo(list, message, ":method", &message->method);
    add_pseudo(list, message, ":scheme", &message->scheme);
    add_pseudo(list, message, ":authority", &message->authority);
    add_pseudo(list, message, ":path", &message->path);
    add_pseudo(list, message, ":protocol", &message->protocol);
    if (message->kind == CS_MESSAGE_RESPONSE && snprintf(status, 4, "%03u", message->status % 1000u) == 3)
        add(list, ":status", 7, status, 3);
    while (list->count < list->capacity && cs_message_field(message, &position, &field))
        add_field(list, message, &field);
}

static bool deflate(const struct list *list, struct cs_buffer *out)
{
    nghttp2_hd_deflater *deflater;
    size_t bound;
    uint8_t *block;
    ssize_t length = -1;
    bool kept;

    if (nghttp2_hd_deflate_new(&deflater, 0) != 0)
        return false;
    bound = nghttp2_hd_deflate_bound(deflater, list->fields, list->count);
    block = malloc(bound + 1);
    if (block != NULL)
        length = nghttp2_hd_deflate_hd(deflater, block, bound, list->fields, list->count);
    nghttp2_hd_deflate_del(deflater);
    kept = length >= 0 && cs_buffer_add(out, (const char *)block, (size_t)length);
    free(block);
    return kept;
}

bool cs_h2_encode(const struct cs_message *message, struct cs_buffer *out)
{
    struct list list = {.capacity = message->field_count + 8};
    char status[4];
    bool encoded = false;

    list.fields = calloc(list.capacity, sizeof(*list.fields));
    list.names = malloc(message->length + 1);
    if (list.fields != NULL && list.names != NULL) {
        fill(&list, message, status);
        encoded = deflate(&list, out);
    }
    free(list.fields);
    free(list.names);
    return encoded;
}
