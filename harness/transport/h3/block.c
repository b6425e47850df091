#include "harness/transport/h3/block.h"

#include <nghttp3/nghttp3.h>
#include <stdlib.h>

#include "harness/transport/section.h"

/* nghttp3 gives names and values; as literals of HPACK they are what cs_h2_decode reads. */
struct cs_h3_decoder {
    nghttp3_qpack_decoder *qpack;
    struct cs_h2_decoder *fields;
    struct cs_buffer literals;
};

struct cs_h3_decoder *cs_h3_decoder_new(void)
{
    struct cs_h3_decoder *decoder = calloc(1, sizeof(*decoder));

    if (decoder == NULL)
        return NULL;
    decoder->fields = cs_h2_decoder_new();
    if (decoder->fields != NULL && nghttp3_qpack_decoder_new(&decoder->qpack, 0, 0, nghttp3_mem_default()) == 0)
        return decoder;
    cs_h3_decoder_free(decoder);
    return NULL;
}

void cs_h3_decoder_free(struct cs_h3_decoder *decoder)
{
    if (decoder == NULL)
        return;
    nghttp3_qpack_decoder_del(decoder->qpack);
    cs_h2_decoder_free(decoder->fields);
    cs_buffer_free(&decoder->literals);
    free(decoder);
}

static bool keep(struct cs_h3_decoder *decoder, const nghttp3_qpack_nv *field)
{
    nghttp3_vec name = nghttp3_rcbuf_get_buf(field->name);
    nghttp3_vec value = nghttp3_rcbuf_get_buf(field->value);
    bool kept =
        decoder->literals.length < CS_H2_BLOCK_MAX &&
        cs_h2_put_field(&decoder->literals, (const char *)name.base, name.len, (const char *)value.base, value.len);

    nghttp3_rcbuf_decref(field->name);
    nghttp3_rcbuf_decref(field->value);
    return kept;
}

static bool read_section(struct cs_h3_decoder *decoder, nghttp3_qpack_stream_context *context, const uint8_t *at,
                         size_t length)
{
    uint8_t flags = 0;

    while ((flags & NGHTTP3_QPACK_DECODE_FLAG_FINAL) == 0) {
        nghttp3_qpack_nv field;
        nghttp3_ssize used = nghttp3_qpack_decoder_read_request(decoder->qpack, context, &field, &flags, at, length, 1);

        if (used < 0 || (flags & NGHTTP3_QPACK_DECODE_FLAG_BLOCKED) != 0 ||
            ((flags & NGHTTP3_QPACK_DECODE_FLAG_EMIT) != 0 && !keep(decoder, &field)))
            return false;
        at += used;
        length -= (size_t)used;
        if (used == 0 && flags == NGHTTP3_QPACK_DECODE_FLAG_NONE)
            return false;
    }
    return true;
}

bool cs_h3_decode(struct cs_h3_decoder *decoder, int64_t stream, enum cs_section_kind kind, const char *encoded,
                  size_t length, struct cs_message *out)
{
    nghttp3_qpack_stream_context *context;
    bool read;

    cs_buffer_take(&decoder->literals, decoder->literals.length);
    if (nghttp3_qpack_stream_context_new(&context, stream, nghttp3_mem_default()) != 0)
        return false;
    read = length > 0 && read_section(decoder, context, (const uint8_t *)encoded, length);
    nghttp3_qpack_stream_context_del(context);
    if (!read || !cs_h2_decode(decoder->fields, kind, decoder->literals.data == NULL ? "" : decoder->literals.data,
                               decoder->literals.length, out))
        return false;
    out->version_major = 3;
    return true;
}

const struct cs_buffer *cs_h3_section(const struct cs_h3_decoder *decoder)
{
    return cs_h2_section(decoder->fields);
}

bool cs_h3_instruct(struct cs_h3_decoder *decoder, const char *bytes, size_t length)
{
    return nghttp3_qpack_decoder_read_encoder(decoder->qpack, (const uint8_t *)bytes, length) >= 0;
}

/* A number in the low |bits| of a byte that has |pattern| above them (RFC 9204 section 4.1.1). */
static bool put_number(struct cs_buffer *out, unsigned pattern, unsigned bits, size_t number)
{
    size_t most = (1u << bits) - 1;
    char bytes[12];
    size_t count = 1;

    bytes[0] = (char)(pattern | (number < most ? number : most));
    if (number >= most) {
        for (number -= most; number >= 128; number /= 128)
            bytes[count++] = (char)(number % 128 + 128);
        bytes[count++] = (char)number;
    }
    return cs_buffer_add(out, bytes, count);
}

static bool put_text(struct cs_buffer *out, unsigned pattern, unsigned bits, const char *text, size_t length)
{
    return put_number(out, pattern, bits, length) && (length == 0 || cs_buffer_add(out, text, length));
}

bool cs_h3_encode(const char *section, size_t length, struct cs_buffer *out)
{
    struct cs_field field;
    size_t at = 0;

    if (!cs_buffer_add(out, "\0\0", 2)) /* no insert, no base */
        return false;
    while (at < length) {
        const char *text = section + at;

        if (cs_section_fields(text, length - at, &field, 1) != 1 ||
            !put_text(out, 0x20, 3, text + field.name.start, field.name.length) ||
            !put_text(out, 0, 7, text + field.value.start, field.value.length))
            return false;
        at += field.value.start + field.value.length;
    }
    return true;
}
