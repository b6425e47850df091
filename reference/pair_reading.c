#include "reference/pair_reading.h"

#include "reference/lenient_lines.h"
#include "reference/scan.h"

static const char *const names[CS_PAIR_READING_COUNT] = {
#define READING_NAME(symbol, name, sentence) [symbol] = name,
    CS_PAIR_READING_LIST(READING_NAME)
#undef READING_NAME
};

static const char *const sentences[CS_PAIR_READING_COUNT] = {
#define READING_SENTENCE(symbol, name, sentence) [symbol] = sentence,
    CS_PAIR_READING_LIST(READING_SENTENCE)
#undef READING_SENTENCE
};

const char *cs_pair_reading_name(enum cs_pair_reading_kind kind)
{
    return (unsigned)kind < CS_PAIR_READING_COUNT ? names[kind] : "unknown";
}

const char *cs_pair_reading_sentence(enum cs_pair_reading_kind kind)
{
    return (unsigned)kind < CS_PAIR_READING_COUNT ? sentences[kind] : "";
}

/* A reader's mistake; CS_PAIR_READING_COUNT for none. */
typedef enum cs_pair_reading_kind mistake_t;

/* The value of a character of the base64 alphabet (RFC 4648 section 4), or -1. */
static int sextet(char byte, bool url)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found;

    if (url && (byte == '-' || byte == '_'))
        byte = byte == '-' ? '+' : '/';
    found = memchr(alphabet, byte, sizeof(alphabet) - 1);
    return found == NULL ? -1 : (int)(found - alphabet);
}

/* Base64 on its way to bytes. */
struct decoder {
    enum cs_pair_reading_kind kind;
    char text[CS_PAIR_MAX];
    size_t length;
    size_t sextets;
    size_t padding;
    unsigned bits; /* those that no byte has taken yet */
    bool full;     /* there is more than we keep */
};

/* Takes one character; false when this reader refuses it. */
static bool take(struct decoder *decoder, char byte)
{
    int value = sextet(byte, decoder->kind == CS_PAIR_READING_URL_ALPHABET);
    unsigned left; /* bits that stay behind */

    if (byte == '=')
        return ++decoder->padding > 0;
    if (value < 0)
        return decoder->kind == CS_PAIR_READING_JUNK_SKIPPED;
    if (decoder->padding > 0)
        return false;
    left = 6 - 2 * (unsigned)(decoder->sextets % 4);
    decoder->bits = decoder->bits << 6 | (unsigned)value;
    if (decoder->sextets++ % 4 == 0)
        return true;
    decoder->full = decoder->length == sizeof(decoder->text);
    if (decoder->full)
        return false;
    decoder->text[decoder->length++] = (char)(unsigned char)(decoder->bits >> left);
    decoder->bits &= (1u << left) - 1;
    return true;
}

/* Full groups of four, and no bits that mean nothing. */
static bool ends_well(const struct decoder *decoder)
{
    bool whole = (decoder->sextets + decoder->padding) % 4 == 0 && decoder->padding < 3 && decoder->sextets % 4 != 1;

    return decoder->kind == CS_PAIR_READING_PADDING || decoder->kind == CS_PAIR_READING_JUNK_ENDS ||
           (whole && decoder->bits == 0);
}

static bool decode(const char *token, size_t length, struct decoder *decoder)
{
    size_t at = 0;

    while (at < length && take(decoder, token[at]))
        at++;
    if (at < length && decoder->kind != CS_PAIR_READING_JUNK_ENDS &&
        (decoder->kind != CS_PAIR_READING_PADDING || decoder->padding == 0))
        return false;
    return !decoder->full && ends_well(decoder);
}

static size_t length_to_nul(const char *text, size_t length)
{
    const char *nul = length == 0 ? NULL : memchr(text, '\0', length);

    return nul == NULL ? length : (size_t)(nul - text);
}

static bool has_control(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 127)
            return true;
    return false;
}

/* Splits |text| at its colon as this reader does; false when it refuses. */
static bool split(const char *text, size_t length, enum cs_pair_reading_kind kind, struct cs_basic_pair *out)
{
    const char *colon = length == 0 ? NULL : memchr(text, ':', length);
    const char *password = text + length;

    if (kind == CS_PAIR_READING_LAST_COLON && colon != NULL)
        colon = memrchr(text, ':', length);
    if (colon == NULL && (kind != CS_PAIR_READING_NO_COLON || length == 0))
        return false;
    if (colon != NULL)
        password = colon + 1;
    out->user_length = colon == NULL ? length : (size_t)(colon - text);
    out->password_length = (size_t)(text + length - password);
    if (kind == CS_PAIR_READING_NUL_CUT) {
        out->user_length = length_to_nul(text, out->user_length);
        out->password_length = length_to_nul(password, out->password_length);
    }
    memcpy(out->text, text, out->user_length);
    memcpy(out->text + out->user_length, password, out->password_length);
    return kind == CS_PAIR_READING_CONTROLS || !has_control(out->text, out->user_length + out->password_length);
}

/* The token of "Basic token" in |value|; false when this reader does not find one. */
static bool find_token(const char *value, size_t length, enum cs_pair_reading_kind kind, struct cs_span *token)
{
    size_t scheme = cs_span_of(value, length, CS_TOKEN);

    if (kind == CS_PAIR_READING_NO_SCHEME) {
        *token = cs_trim(value, 0, length);
        return token->length > 0 && memchr(value + token->start, ' ', token->length) == NULL;
    }
    *token = cs_trim(value, scheme, length);
    if (scheme == length || !cs_is_ows(value[scheme]))
        return false;
    return kind == CS_PAIR_READING_ANY_SCHEME || (scheme == 5 && cs_same_text(value, "basic", 5));
}

/* The one of several credentials in a line that this reader takes; the whole line when it knows of no list. */
static struct cs_span pick_member(const char *value, size_t length, enum cs_pair_reading_kind kind)
{
    const char *comma = NULL;

    if (kind == CS_PAIR_READING_LIST_FIRST)
        comma = memchr(value, ',', length);
    if (kind == CS_PAIR_READING_LIST_LAST)
        comma = memrchr(value, ',', length);
    if (comma == NULL)
        return (struct cs_span){.length = length};
    if (kind == CS_PAIR_READING_LIST_FIRST)
        return cs_trim(value, 0, (size_t)(comma - value));
    return cs_trim(value, (size_t)(comma - value) + 1, length);
}

static bool read_value(const char *value, size_t length, enum cs_pair_reading_kind kind, struct cs_basic_pair *out)
{
    struct cs_span member = pick_member(value, length, kind);
    struct decoder decoder = {.kind = kind};
    struct cs_span token;

    return find_token(value + member.start, member.length, kind, &token) &&
           decode(value + member.start + token.start, token.length, &decoder) &&
           split(decoder.text, decoder.length, kind, out);
}

/* The userinfo of the target, which nobody encodes. */
static bool read_userinfo(const char *data, const struct cs_request *request, struct cs_basic_pair *out)
{
    const char *target = data + request->target.start;
    const char *at = request->target.length == 0 ? NULL : memrchr(target, '@', request->target.length);

    return at != NULL && at - target <= CS_PAIR_MAX &&
           split(target, (size_t)(at - target), CS_PAIR_READING_USERINFO, out);
}

static unsigned leniency_of(enum cs_pair_reading_kind kind)
{
    static const struct {
        enum cs_pair_reading_kind kind;
        enum cs_leniency leniency;
    } rows[] = {
        {CS_PAIR_READING_NAME_BLANK, CS_LENIENT_NAME_BLANK},
        {CS_PAIR_READING_UNDERSCORE, CS_LENIENT_UNDERSCORE},
        {CS_PAIR_READING_FOLD, CS_LENIENT_FOLD},
        {CS_PAIR_READING_BARE_CR, CS_LENIENT_BARE_CR},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].kind == kind)
            return rows[i].leniency;
    return CS_LENIENT_NOTHING;
}

static bool read_head(const char *data, size_t length, enum cs_pair_reading_kind kind, struct cs_basic_pair *out)
{
    const char *wanted = kind == CS_PAIR_READING_AUTHORIZATION ? "authorization" : "proxy-authorization";
    struct cs_lenient_lines lines = cs_lenient_lines(data, length, leniency_of(kind));
    struct cs_span name, value;
    struct cs_span taken = {0};
    size_t count = 0;

    while (cs_lenient_next(&lines, &name, &value))
        if (cs_lenient_is(&lines, name, wanted) && (count++ == 0 || kind == CS_PAIR_READING_LAST_LINE))
            taken = value;
    return (count == 1 || (count > 1 && (kind == CS_PAIR_READING_FIRST_LINE || kind == CS_PAIR_READING_LAST_LINE))) &&
           read_value(data + taken.start, taken.length, kind, out);
}

/* What is read: a head, or one value when |request| is NULL. */
struct subject {
    const char *data;
    size_t length;
    const struct cs_request *request;
};

static bool read_pair(const struct subject *subject, enum cs_pair_reading_kind kind, struct cs_basic_pair *out)
{
    if (subject->request == NULL)
        return read_value(subject->data, subject->length, kind, out);
    if (kind == CS_PAIR_READING_USERINFO)
        return read_userinfo(subject->data, subject->request, out);
    return read_head(subject->data, subject->length, kind, out);
}

static bool same(const struct cs_basic_pair *left, const struct cs_basic_pair *right)
{
    return left->user_length == right->user_length && left->password_length == right->password_length &&
           memcmp(left->text, right->text, left->user_length + left->password_length) == 0;
}

static size_t read_all(const struct subject *subject, struct cs_pair_reading *out, size_t capacity)
{
    struct cs_basic_pair strict;
    bool taken = read_pair(subject, CS_PAIR_READING_COUNT, &strict);
    size_t count = 0;

    for (int kind = 0; kind < CS_PAIR_READING_COUNT && count < capacity; kind++)
        if (read_pair(subject, (enum cs_pair_reading_kind)kind, &out[count].pair) &&
            (!taken || !same(&out[count].pair, &strict)))
            out[count++].kind = (enum cs_pair_reading_kind)kind;
    return count;
}

size_t cs_request_pair_readings(const char *data, size_t length, const struct cs_request *request,
                                struct cs_pair_reading *out, size_t capacity)
{
    return read_all(&(struct subject){.data = data, .length = length, .request = request}, out, capacity);
}

size_t cs_value_pair_readings(const char *value, size_t length, struct cs_pair_reading *out, size_t capacity)
{
    return read_all(&(struct subject){.data = value, .length = length}, out, capacity);
}
