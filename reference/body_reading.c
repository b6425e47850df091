#include "reference/body_reading.h"

#include "reference/lenient_lines.h"
#include "reference/scan.h"

static const char *const names[CS_BODY_READING_COUNT] = {
#define READING_NAME(symbol, name, sentence) [symbol] = name,
    CS_BODY_READING_LIST(READING_NAME)
#undef READING_NAME
};

static const char *const sentences[CS_BODY_READING_COUNT] = {
#define READING_SENTENCE(symbol, name, sentence) [symbol] = sentence,
    CS_BODY_READING_LIST(READING_SENTENCE)
#undef READING_SENTENCE
};

const char *cs_body_reading_name(enum cs_body_reading_kind kind)
{
    return (unsigned)kind < CS_BODY_READING_COUNT ? names[kind] : "unknown";
}

const char *cs_body_reading_sentence(enum cs_body_reading_kind kind)
{
    return (unsigned)kind < CS_BODY_READING_COUNT ? sentences[kind] : "";
}

/* What a reader has gathered; |kind| is its mistake. */
struct reader {
    enum cs_body_reading_kind kind;
    size_t lengths;
    uint64_t length;
    size_t codings;
    bool chunked;
    bool lost; /* it refuses the head, too */
};

/* The digits of |text| from |at| on in |base|, modulo 2^64; |*at| goes behind them.  False when they do not fit and the
 * reader minds. */
static bool read_digits(const struct reader *reader, const char *text, size_t length, unsigned base, size_t *at,
                        uint64_t *number)
{
    bool wraps = reader->kind == CS_BODY_READING_LENGTH_32 || reader->kind == CS_BODY_READING_LENGTH_64;

    *number = 0;
    for (; *at < length && cs_is(text[*at], base == 16 ? CS_HEX : CS_DIGIT); ++*at) {
        unsigned digit = cs_hex_value(text[*at]);

        if (digit >= base)
            break;
        if (!wraps && *number > ((uint64_t)INT64_MAX - digit) / base)
            return false;
        *number = *number * base + digit;
    }
    if (reader->kind == CS_BODY_READING_LENGTH_32)
        *number &= UINT32_MAX;
    return true;
}

/* One length as this reader takes it; false when it takes none. */
static bool read_length(const struct reader *reader, const char *text, size_t length, uint64_t *number)
{
    unsigned base = 10;
    size_t at = 0;
    size_t start;

    if (reader->kind == CS_BODY_READING_LENGTH_SIGN && length > 0 && text[0] == '+')
        at = 1;
    if (reader->kind == CS_BODY_READING_LENGTH_HEX && length > 2 && text[0] == '0' && cs_lower(text[1]) == 'x') {
        base = 16;
        at = 2;
    }
    if (reader->kind == CS_BODY_READING_LENGTH_OCTAL && length > 1 && text[0] == '0')
        base = 8;
    start = at;
    return read_digits(reader, text, length, base, &at, number) && at > start &&
           (at == length || reader->kind == CS_BODY_READING_LENGTH_PREFIX);
}

static void take_length(struct reader *reader, const char *data, struct cs_span value)
{
    size_t end = value.start + value.length;
    size_t at = value.start;
    size_t stop;

    do {
        const char *comma = memchr(data + at, ',', end - at);
        struct cs_span member;
        uint64_t number;

        stop = comma == NULL ? end : (size_t)(comma - data);
        member = cs_trim(data, at, stop);
        at = stop + 1;
        if (!read_length(reader, data + member.start, member.length, &number)) {
            reader->lost = true;
            return;
        }
        if (reader->lengths > 0 && number != reader->length && reader->kind != CS_BODY_READING_LENGTH_FIRST &&
            reader->kind != CS_BODY_READING_LENGTH_LAST)
            reader->lost = true;
        if (reader->lengths++ == 0 || reader->kind == CS_BODY_READING_LENGTH_LAST)
            reader->length = number;
    } while (stop < end);
}

static bool contains_chunked(const char *text, size_t length)
{
    for (size_t at = 0; at + 7 <= length; at++)
        if (cs_same_text(text + at, "chunked", 7))
            return true;
    return false;
}

/* The last member of a list of codings. */
static bool ends_chunked(const char *data, struct cs_span value)
{
    size_t end = value.start + value.length;
    size_t start = end;
    struct cs_span member;

    while (start > value.start && data[start - 1] != ',')
        start--;
    member = cs_trim(data, start, end);
    return member.length == 7 && cs_same_text(data + member.start, "chunked", 7);
}

static void take_coding(struct reader *reader, const char *data, struct cs_span value)
{
    if (reader->kind == CS_BODY_READING_CODING_IGNORED ||
        (reader->codings > 0 && reader->kind == CS_BODY_READING_CODING_FIRST))
        return;
    if (reader->kind == CS_BODY_READING_CODING_EXACT &&
        (value.length != 7 || memcmp(data + value.start, "chunked", 7) != 0))
        return;
    reader->codings++;
    if (reader->kind == CS_BODY_READING_CODING_CONTAINS)
        reader->chunked |= contains_chunked(data + value.start, value.length);
    else
        reader->chunked = reader->kind == CS_BODY_READING_CODING_ANY || ends_chunked(data, value);
}

static unsigned leniency_of(enum cs_body_reading_kind kind)
{
    unsigned name = kind == CS_BODY_READING_NAME_BLANK ? CS_LENIENT_NAME_BLANK : CS_LENIENT_NOTHING;

    if (kind == CS_BODY_READING_UNDERSCORE)
        name = CS_LENIENT_UNDERSCORE;
    if (kind == CS_BODY_READING_FOLD)
        name = CS_LENIENT_FOLD;
    return kind == CS_BODY_READING_BARE_CR ? CS_LENIENT_BARE_CR : name;
}

/* What the gathered fields come to; false when the reader refuses, too. */
static bool conclude(const struct reader *reader, struct cs_body_reading *out)
{
    bool coding = reader->codings > 0 && !(reader->lengths > 0 && reader->kind == CS_BODY_READING_LENGTH_OVER);

    *out = (struct cs_body_reading){.kind = reader->kind, .body = CS_BODY_NONE};
    if (reader->kind == CS_BODY_READING_IGNORED)
        return true;
    if (reader->lost || (coding && !reader->chunked))
        return false;
    if (coding && reader->lengths > 0 && reader->kind != CS_BODY_READING_CODING_OVER)
        return false;
    if (coding) {
        out->body = CS_BODY_CHUNKED;
    } else if (reader->lengths > 0 && reader->length > 0) {
        out->body = CS_BODY_LENGTH;
        out->length = reader->length;
    }
    return true;
}

/* |kind| may be CS_BODY_READING_COUNT: a reader without a mistake. */
static bool read_body(const char *data, size_t length, bool http10, enum cs_body_reading_kind kind,
                      struct cs_body_reading *out)
{
    struct cs_lenient_lines lines = cs_lenient_lines(data, length, leniency_of(kind));
    struct reader reader = {.kind = kind};
    struct cs_span name, value;

    while (cs_lenient_next(&lines, &name, &value)) {
        if (cs_lenient_is(&lines, name, "content-length"))
            take_length(&reader, data, value);
        else if (cs_lenient_is(&lines, name, "transfer-encoding"))
            take_coding(&reader, data, value);
    }
    if (http10 && reader.codings > 0 && kind != CS_BODY_READING_CODING_HTTP10)
        reader.lost = true;
    return conclude(&reader, out);
}

size_t cs_request_body_readings(const char *data, size_t length, const struct cs_request *request,
                                struct cs_body_reading *out, size_t capacity)
{
    bool http10 = request->version_major == 1 && request->version_minor == 0;
    struct cs_body_reading strict;
    bool taken = read_body(data, length, http10, CS_BODY_READING_COUNT, &strict);
    size_t count = 0;

    for (int kind = 0; kind < CS_BODY_READING_COUNT && count < capacity; kind++)
        if (read_body(data, length, http10, (enum cs_body_reading_kind)kind, &out[count]) &&
            (!taken || out[count].body != strict.body || out[count].length != strict.length))
            count++;
    return count;
}
