/* Filling templates in. */
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/hash.h"
#include "harness/scenario/template_part.h"

/* What is repeated or encoded, and what one filled-in template keeps in memory. */
#define OPERAND_MAX ((size_t)1 << 20)
#define HELD_MAX    ((size_t)4 << 20)

struct expansion {
    const struct cs_environment *environment;
    struct cs_bytes *out;
    size_t held;
    char *error;
};

static bool fail(struct expansion *expansion, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Always false. */
static bool fail(struct expansion *expansion, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(expansion->error, CS_TEMPLATE_ERROR_MAX, format, arguments);
    va_end(arguments);
    return false;
}

static bool add_piece(struct expansion *expansion, const struct cs_piece *piece)
{
    struct cs_bytes *out = expansion->out;

    if (piece->total > CS_BYTES_MAX - out->total)
        return fail(expansion, "more than 4 GiB");
    if ((out->count & (out->count - 1)) == 0) {
        size_t room = out->count == 0 ? 1 : out->count * 2;
        struct cs_piece *pieces = realloc(out->pieces, room * sizeof(struct cs_piece));

        if (pieces == NULL)
            return fail(expansion, "out of memory");
        out->pieces = pieces;
    }
    out->pieces[out->count++] = *piece;
    out->total += piece->total;
    return true;
}

static bool hold(struct expansion *expansion, size_t length)
{
    if (length > HELD_MAX - expansion->held)
        return fail(expansion, "more than 4 MiB that cannot be written as a repetition or noise");
    expansion->held += length;
    return true;
}

/* How much memory the bytes of a piece have: they grow with what is added. */
static size_t room_for(size_t length)
{
    size_t room = 64;

    while (room < length)
        room *= 2;
    return room;
}

/* Bytes behind bytes are one piece. */
static bool append_bytes(struct expansion *expansion, struct cs_piece *piece, const char *bytes, size_t length)
{
    size_t room = room_for(piece->length + length);

    if (length > CS_BYTES_MAX - expansion->out->total)
        return fail(expansion, "more than 4 GiB");
    if (room > room_for(piece->length)) {
        char *larger = realloc(piece->bytes, room);

        if (larger == NULL)
            return fail(expansion, "out of memory");
        piece->bytes = larger;
    }
    memcpy(piece->bytes + piece->length, bytes, length);
    piece->length += length;
    piece->total += length;
    expansion->out->total += length;
    return true;
}

static bool add_bytes(struct expansion *expansion, const char *bytes, size_t length)
{
    struct cs_piece piece = {.kind = CS_PIECE_BYTES, .length = length, .total = length};
    const struct cs_bytes *out = expansion->out;

    if (length == 0)
        return true;
    if (!hold(expansion, length))
        return false;
    if (out->count > 0 && out->pieces[out->count - 1].kind == CS_PIECE_BYTES)
        return append_bytes(expansion, &out->pieces[out->count - 1], bytes, length);
    piece.bytes = malloc(room_for(length));
    if (piece.bytes == NULL)
        return fail(expansion, "out of memory");
    memcpy(piece.bytes, bytes, length);
    if (add_piece(expansion, &piece))
        return true;
    free(piece.bytes);
    return false;
}

static bool look_up(struct expansion *expansion, const char *name, const char **value, size_t *length)
{
    const struct cs_environment *environment = expansion->environment;

    return environment->lookup(environment->context, name, value, length) || fail(expansion, "no variable `%s`", name);
}

static bool add_variable(struct expansion *expansion, const struct cs_part *part)
{
    const char *value = NULL;
    size_t length = 0;

    return look_up(expansion, part->text, &value, &length) && add_bytes(expansion, value, length);
}

static bool add_number(struct expansion *expansion, const struct cs_part *part)
{
    char digits[CS_WIDE_DIGITS_MAX];
    struct cs_wide number;
    const char *value = NULL;
    size_t length = 0;

    if (!look_up(expansion, part->text, &value, &length))
        return false;
    if (!cs_wide_parse(value, length, &number))
        return fail(expansion, "`%s` is no number", part->text);
    if (part->minus ? !cs_wide_subtract(&number, &part->addend) : !cs_wide_add(&number, &part->addend))
        return fail(expansion, "`%s` leaves the range from 0 to 2^128 - 1", part->text);
    cs_wide_print(number, part->base, digits);
    return add_bytes(expansion, digits, strlen(digits));
}

/* What an inner template gives, as one string that the caller frees; NULL with the error. */
static char *flat_inner(struct expansion *expansion, const struct cs_part *part, size_t *length)
{
    struct cs_bytes bytes;
    char *text = NULL;

    if (!cs_template_expand(part->inner, expansion->environment, &bytes, expansion->error))
        return NULL;
    text = cs_bytes_flatten(&bytes, OPERAND_MAX, length);
    if (text == NULL)
        fail(expansion,
             bytes.total > OPERAND_MAX ? "what is repeated or encoded is longer than 1 MiB" : "out of memory");
    cs_bytes_free(&bytes);
    return text;
}

static bool add_repetition(struct expansion *expansion, const struct cs_part *part)
{
    struct cs_piece piece = {.kind = CS_PIECE_REPEAT, .total = part->amount};
    bool good = false;

    piece.bytes = flat_inner(expansion, part, &piece.length);
    if (piece.bytes == NULL)
        return false;
    if (part->kind == CS_PART_TIMES && piece.length > 0 && part->amount > CS_BYTES_MAX / piece.length)
        good = fail(expansion, "more than 4 GiB");
    else if (part->kind == CS_PART_FILL && piece.length == 0)
        good = fail(expansion, "nothing to repeat");
    else
        good = hold(expansion, piece.length);
    if (part->kind == CS_PART_TIMES)
        piece.total = part->amount * piece.length;
    if (good && piece.total > 0 && add_piece(expansion, &piece))
        return true;
    free(piece.bytes);
    return good && piece.total == 0;
}

static uint64_t mixed(uint64_t value)
{
    value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
    return value ^ (value >> 31);
}

/* The seed is the case's id and the number, so that every place of the case has the same noise (FNV-1a). */
static bool add_noise(struct expansion *expansion, const struct cs_part *part)
{
    struct cs_piece piece = {.kind = CS_PIECE_NOISE, .total = part->amount};
    uint64_t seed = UINT64_C(0xcbf29ce484222325);
    const char *id = NULL;
    size_t length = 0;

    if (!look_up(expansion, "id", &id, &length))
        return false;
    for (size_t i = 0; i < length; i++)
        seed = (seed ^ (unsigned char)id[i]) * UINT64_C(0x100000001b3);
    piece.seed = mixed(seed + part->noise);
    return piece.total == 0 || add_piece(expansion, &piece);
}

/* With |url| in the alphabet for URLs (RFC 4648 section 5); padded in both. */
static bool add_base64(struct expansion *expansion, const char *text, size_t length, bool url)
{
    unsigned char *encoded = malloc((length + 2) / 3 * 4 + 1);
    size_t size = 0;
    bool good = false;

    if (encoded == NULL)
        return fail(expansion, "out of memory");
    size = (size_t)EVP_EncodeBlock(encoded, (const unsigned char *)text, (int)length);
    for (size_t i = 0; url && i < size; i++)
        encoded[i] = encoded[i] == '+' ? '-' : encoded[i] == '/' ? '_' : encoded[i];
    good = add_bytes(expansion, (const char *)encoded, size);
    free(encoded);
    return good;
}

static bool add_percent(struct expansion *expansion, const char *text, size_t length)
{
    static const char digits[] = "0123456789ABCDEF";
    char *encoded = malloc(length * 3 + 1);
    bool good = false;

    if (encoded == NULL)
        return fail(expansion, "out of memory");
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];

        encoded[i * 3] = '%';
        encoded[i * 3 + 1] = digits[byte >> 4];
        encoded[i * 3 + 2] = digits[byte & 15];
    }
    good = add_bytes(expansion, encoded, length * 3);
    free(encoded);
    return good;
}

static bool add_swapcase(struct expansion *expansion, char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((text[i] >= 'A' && text[i] <= 'Z') || (text[i] >= 'a' && text[i] <= 'z'))
            text[i] ^= 0x20;
    return add_bytes(expansion, text, length);
}

static bool add_plus(struct expansion *expansion, char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] == ' ')
            text[i] = '+';
    return add_bytes(expansion, text, length);
}

static bool add_hash(struct expansion *expansion, const char *text, size_t length)
{
    const char *algorithm = NULL;
    size_t name_length = 0;
    char hex[CS_HASH_HEX_MAX];

    if (!look_up(expansion, CS_HASH_VARIABLE, &algorithm, &name_length))
        return false;
    if (!cs_hash_hex(algorithm, text, length, hex))
        return fail(expansion, "no algorithm `%s`", algorithm);
    return add_bytes(expansion, hex, strlen(hex));
}

static bool add_cut(struct expansion *expansion, const struct cs_part *part, const char *text, size_t length)
{
    size_t cut = part->amount < length ? (size_t)part->amount : length;

    return part->kind == CS_PART_FIRST ? add_bytes(expansion, text, cut)
                                       : add_bytes(expansion, text + cut, length - cut);
}

static bool add_encoded(struct expansion *expansion, const struct cs_part *part)
{
    size_t length = 0;
    char *text = flat_inner(expansion, part, &length);
    bool good = false;

    if (text == NULL)
        return false;
    if (part->kind == CS_PART_BASE64 || part->kind == CS_PART_BASE64URL)
        good = add_base64(expansion, text, length, part->kind == CS_PART_BASE64URL);
    else if (part->kind == CS_PART_PERCENT)
        good = add_percent(expansion, text, length);
    else if (part->kind == CS_PART_HASH)
        good = add_hash(expansion, text, length);
    else if (part->kind == CS_PART_FIRST || part->kind == CS_PART_BEHIND)
        good = add_cut(expansion, part, text, length);
    else if (part->kind == CS_PART_PLUS)
        good = add_plus(expansion, text, length);
    else
        good = add_swapcase(expansion, text, length);
    free(text);
    return good;
}

static bool add_part(struct expansion *expansion, const struct cs_part *part)
{
    switch (part->kind) {
    case CS_PART_BYTES:
        return add_bytes(expansion, part->text, part->length);
    case CS_PART_VARIABLE:
        return add_variable(expansion, part);
    case CS_PART_NUMBER:
        return add_number(expansion, part);
    case CS_PART_TIMES:
    case CS_PART_FILL:
        return add_repetition(expansion, part);
    case CS_PART_NOISE:
        return add_noise(expansion, part);
    case CS_PART_BASE64:
    case CS_PART_BASE64URL:
    case CS_PART_PERCENT:
    case CS_PART_PLUS:
    case CS_PART_SWAPCASE:
    case CS_PART_HASH:
    case CS_PART_FIRST:
    case CS_PART_BEHIND:
        return add_encoded(expansion, part);
    }
    return false;
}

bool cs_template_expand(const struct cs_template *item, const struct cs_environment *environment, struct cs_bytes *out,
                        char error[CS_TEMPLATE_ERROR_MAX])
{
    struct expansion expansion = {.environment = environment, .out = out, .error = error};

    memset(out, 0, sizeof(*out));
    error[0] = '\0';
    for (size_t i = 0; i < item->count; i++) {
        if (!add_part(&expansion, &item->parts[i])) {
            cs_bytes_free(out);
            return false;
        }
    }
    return true;
}
