/* Parsing of templates: cases/README.md, "Bytes". */
#include "harness/scenario/template.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/scenario/template_part.h"

#define NESTING_MAX 8
#define KIB         UINT64_C(1024)

struct parser {
    const char *text;
    size_t length;
    size_t at;
    unsigned depth;
    char *error;
    size_t error_at;
};

static bool fail(struct parser *parser, size_t at, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Keeps the first error.  Always false. */
static bool fail(struct parser *parser, size_t at, const char *format, ...)
{
    va_list arguments;

    if (parser->error[0] != '\0')
        return false;
    va_start(arguments, format);
    vsnprintf(parser->error, CS_TEMPLATE_ERROR_MAX, format, arguments);
    va_end(arguments);
    parser->error_at = at;
    return false;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte)
{
    return byte >= 'a' && byte <= 'z';
}

/* Takes |word| if it stands next. */
static bool take(struct parser *parser, const char *word)
{
    size_t length = strlen(word);

    if (parser->length - parser->at < length || memcmp(parser->text + parser->at, word, length) != 0)
        return false;
    parser->at += length;
    return true;
}

static struct cs_part *add_part(struct parser *parser, struct cs_template *item, enum cs_part_kind kind)
{
    struct cs_part *parts = NULL;

    /* Powers of two, so that the room doubles. */
    if ((item->count & (item->count - 1)) == 0) {
        parts = realloc(item->parts, (item->count == 0 ? 1 : item->count * 2) * sizeof(struct cs_part));
        if (parts == NULL) {
            fail(parser, parser->at, "out of memory");
            return NULL;
        }
        item->parts = parts;
    }
    parts = &item->parts[item->count++];
    memset(parts, 0, sizeof(*parts));
    parts->kind = kind;
    return parts;
}

static bool set_text(struct parser *parser, struct cs_part *part, const char *text, size_t length)
{
    part->text = malloc(length + 1);
    if (part->text == NULL)
        return fail(parser, parser->at, "out of memory");
    memcpy(part->text, text, length);
    part->text[length] = '\0';
    part->length = length;
    return true;
}

static int hex_digit(struct parser *parser, size_t at)
{
    static const char digits[] = "0123456789abcdef";
    char byte = at < parser->length ? parser->text[at] : '\0';
    const char *found = NULL;

    if (byte >= 'A' && byte <= 'F')
        byte = (char)(byte - 'A' + 'a');
    found = byte != '\0' ? strchr(digits, byte) : NULL;
    return found != NULL ? (int)(found - digits) : -1;
}

/* The byte that the escape at the parser's place stands for. */
static bool take_escape(struct parser *parser, char *out)
{
    static const char names[] = "rnt0\\$s";
    static const char values[] = "\r\n\t\0\\$ ";
    size_t start = parser->at;
    char name = start + 1 < parser->length ? parser->text[start + 1] : '\0';
    const char *found = name != '\0' ? strchr(names, name) : NULL;
    int high = -1;
    int low = -1;

    if (found != NULL) {
        parser->at += 2;
        *out = values[found - names];
        return true;
    }
    if (name != 'x')
        return fail(parser, start, "unknown escape `\\%c`; there are \\r \\n \\t \\0 \\\\ \\$ \\s and \\xHH",
                    name != '\0' && name != '\n' ? name : ' ');
    high = hex_digit(parser, start + 2);
    low = hex_digit(parser, start + 3);
    if (high < 0 || low < 0)
        return fail(parser, start, "\\x needs two hexadecimal digits");
    parser->at += 4;
    *out = (char)(high << 4 | low);
    return true;
}

/* How many blanks and line breaks stand next, and whether there is a line break among them. */
static size_t blank_run(const struct parser *parser, bool *has_break)
{
    size_t at = parser->at;

    *has_break = false;
    for (; at < parser->length && (is_blank(parser->text[at]) || parser->text[at] == '\n'); at++)
        *has_break = *has_break || parser->text[at] == '\n';
    return at - parser->at;
}

static bool at_placeholder(const struct parser *parser)
{
    return parser->length - parser->at >= 2 && memcmp(parser->text + parser->at, "${", 2) == 0;
}

/* Takes one escape, one byte, or a run of blanks: line breaks of the file, and the blanks around them, stand for
 * nothing.  Returns how many bytes it wrote to |out|; -1 with an error. */
static ptrdiff_t take_some(struct parser *parser, char *out)
{
    bool has_break = false;
    size_t run = blank_run(parser, &has_break);

    if (parser->text[parser->at] == '\\')
        return take_escape(parser, out) ? 1 : -1;
    if (run == 0)
        run = 1;
    memcpy(out, parser->text + parser->at, run);
    parser->at += run;
    return has_break ? 0 : (ptrdiff_t)run;
}

/* Plain bytes and escapes up to a placeholder, the end, or the brace that closes |nested|. */
static bool take_bytes(struct parser *parser, struct cs_template *item, bool nested)
{
    char *bytes = malloc(parser->length - parser->at);
    struct cs_part *part = NULL;
    ptrdiff_t some = 0;
    size_t count = 0;
    bool good = bytes != NULL || fail(parser, parser->at, "out of memory");

    while (good && parser->at < parser->length && !at_placeholder(parser)) {
        if (nested && parser->text[parser->at] == '}')
            break;
        some = take_some(parser, bytes + count);
        good = some >= 0;
        count += good ? (size_t)some : 0;
    }
    if (good && count > 0)
        part = add_part(parser, item, CS_PART_BYTES);
    good = good && (count == 0 || (part != NULL && set_text(parser, part, bytes, count)));
    free(bytes);
    return good;
}

static struct cs_template *parse_text(struct parser *parser, bool nested);

/* TEXT of `... of TEXT`, with the brace behind it. */
static bool take_inner(struct parser *parser, struct cs_part *part)
{
    if (parser->depth >= NESTING_MAX)
        return fail(parser, parser->at, "placeholders nested too deeply");
    parser->depth++;
    part->inner = parse_text(parser, true);
    parser->depth--;
    return part->inner != NULL;
}

static bool take_closing(struct parser *parser)
{
    return take(parser, "}") || fail(parser, parser->at, "a } is missing here");
}

/* A name is made of words of letters and digits that begin with a letter, with hyphens between. */
static size_t name_length(const struct parser *parser)
{
    const char *text = parser->text + parser->at;
    size_t left = parser->length - parser->at;
    size_t length = 0;

    while (length < left && is_letter(text[length])) {
        while (length < left && (is_letter(text[length]) || is_digit(text[length])))
            length++;
        if (left - length < 2 || text[length] != '-' || !is_letter(text[length + 1]))
            break;
        length++;
    }
    return length;
}

static bool take_addend(struct parser *parser, struct cs_part *part)
{
    size_t start = parser->at;

    while (parser->at < parser->length && is_digit(parser->text[parser->at]))
        parser->at++;
    return cs_wide_parse(parser->text + start, parser->at - start, &part->addend) ||
           fail(parser, start, "a number of at most 128 bits is needed here");
}

/* `name`, `name+N` or `name-N`; a |base| other than 0 makes it a number anyhow. */
static bool take_variable(struct parser *parser, struct cs_template *item, uint32_t base, size_t start)
{
    size_t length = name_length(parser);
    struct cs_part *part = NULL;

    if (length == 0)
        return fail(parser, start, "unknown form of ${...}");
    part = add_part(parser, item, base != 0 ? CS_PART_NUMBER : CS_PART_VARIABLE);
    if (part == NULL || !set_text(parser, part, parser->text + parser->at, length))
        return false;
    parser->at += length;
    part->base = base != 0 ? base : 10;
    part->minus = take(parser, "-");
    if (part->minus || take(parser, "+")) {
        part->kind = CS_PART_NUMBER;
        if (!take_addend(parser, part))
            return false;
    }
    if (take(parser, " of "))
        return fail(parser, start,
                    "unknown form `%s of`; there are hex, octal, base64, base64url, percent, plus, swapcase, hash, "
                    "first, behind and numbers",
                    part->text);
    return take_closing(parser);
}

/* The number of `noise` or `noise2` ... `noise9` before a brace; 0 when there is none of that. */
static unsigned take_noise(struct parser *parser)
{
    size_t start = parser->at;
    unsigned number = 1;

    if (!take(parser, "noise"))
        return 0;
    if (parser->at < parser->length && parser->text[parser->at] >= '2' && parser->text[parser->at] <= '9')
        number = (unsigned)(parser->text[parser->at++] - '0');
    if (parser->at < parser->length && parser->text[parser->at] == '}') {
        parser->at++;
        return number;
    }
    parser->at = start;
    return 0;
}

static uint64_t take_unit(struct parser *parser)
{
    if (take(parser, " bytes of "))
        return 1;
    if (take(parser, " KiB of "))
        return KIB;
    return take(parser, " MiB of ") ? KIB * KIB : 0;
}

/* `N of TEXT`, `N KiB of TEXT`, `N bytes of noise`, ... */
static bool take_amount(struct parser *parser, struct cs_template *item, size_t start)
{
    struct cs_part *part = add_part(parser, item, CS_PART_TIMES);
    uint64_t unit = 0;

    if (part == NULL)
        return false;
    while (parser->at < parser->length && is_digit(parser->text[parser->at]) && part->amount <= CS_BYTES_MAX)
        part->amount = part->amount * 10 + (uint64_t)(parser->text[parser->at++] - '0');
    unit = take_unit(parser);
    if (unit == 0 && part->amount <= CS_BYTES_MAX && !take(parser, " of "))
        return fail(parser, start, "a number here needs a unit and `of`, e.g. ${64 KiB of a}");
    if (part->amount == 0 || part->amount > CS_BYTES_MAX / (unit > 0 ? unit : 1))
        return fail(parser, start, part->amount == 0 ? "nothing, many times" : "more than 4 GiB");
    part->amount *= unit > 0 ? unit : 1;
    part->noise = take_noise(parser);
    if (part->noise > 0 && unit == 0)
        return fail(parser, start, "noise needs a unit, e.g. ${16 bytes of noise}");
    if (part->noise > 0) {
        part->kind = CS_PART_NOISE;
        return true;
    }
    part->kind = unit > 0 ? CS_PART_FILL : CS_PART_TIMES;
    return take_inner(parser, part);
}

static bool take_every_byte(struct parser *parser, struct cs_template *item)
{
    struct cs_part *part = add_part(parser, item, CS_PART_BYTES);
    char bytes[256];

    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (char)i;
    return part != NULL && set_text(parser, part, bytes, sizeof(bytes));
}

static bool take_encoded(struct parser *parser, struct cs_template *item, enum cs_part_kind kind)
{
    struct cs_part *part = add_part(parser, item, kind);

    return part != NULL && take_inner(parser, part);
}

/* `first N of TEXT`, `behind N of TEXT`. */
static bool take_cut(struct parser *parser, struct cs_template *item, enum cs_part_kind kind)
{
    struct cs_part *part = add_part(parser, item, kind);
    size_t start = parser->at;

    if (part == NULL)
        return false;
    while (parser->at < parser->length && is_digit(parser->text[parser->at]) && part->amount <= CS_BYTES_MAX)
        part->amount = part->amount * 10 + (uint64_t)(parser->text[parser->at++] - '0');
    if (parser->at == start || !take(parser, " of "))
        return fail(parser, start, "a number and `of` are needed here, e.g. ${first 3 of CONNECT}");
    return take_inner(parser, part);
}

static bool take_placeholder(struct parser *parser, struct cs_template *item)
{
    size_t start = parser->at;

    parser->at += 2;
    if (memchr(parser->text + parser->at, '}', parser->length - parser->at) == NULL)
        return fail(parser, start, "${ without a }; a dollar before a brace is written \\$");
    if (take(parser, "every byte}"))
        return take_every_byte(parser, item);
    if (take(parser, "hex of "))
        return take_variable(parser, item, 16, start);
    if (take(parser, "octal of "))
        return take_variable(parser, item, 8, start);
    if (take(parser, "base64 of "))
        return take_encoded(parser, item, CS_PART_BASE64);
    if (take(parser, "base64url of "))
        return take_encoded(parser, item, CS_PART_BASE64URL);
    if (take(parser, "percent of "))
        return take_encoded(parser, item, CS_PART_PERCENT);
    if (take(parser, "plus of "))
        return take_encoded(parser, item, CS_PART_PLUS);
    if (take(parser, "swapcase of "))
        return take_encoded(parser, item, CS_PART_SWAPCASE);
    if (take(parser, "first "))
        return take_cut(parser, item, CS_PART_FIRST);
    if (take(parser, "behind "))
        return take_cut(parser, item, CS_PART_BEHIND);
    if (take(parser, "hash of "))
        return take_encoded(parser, item, CS_PART_HASH);
    if (is_digit(parser->text[parser->at]))
        return take_amount(parser, item, start);
    return take_variable(parser, item, 0, start);
}

static struct cs_template *parse_text(struct parser *parser, bool nested)
{
    struct cs_template *item = calloc(1, sizeof(*item));
    bool good = item != NULL || fail(parser, parser->at, "out of memory");

    while (good && parser->at < parser->length) {
        if (nested && parser->text[parser->at] == '}')
            break;
        good = at_placeholder(parser) ? take_placeholder(parser, item) : take_bytes(parser, item, nested);
    }
    if (good && nested)
        good = take_closing(parser);
    if (good)
        return item;
    cs_template_free(item);
    return NULL;
}

struct cs_template *cs_template_parse(const char *text, size_t length, char error[CS_TEMPLATE_ERROR_MAX],
                                      size_t *offset)
{
    struct parser parser = {.text = text, .length = length, .error = error};
    struct cs_template *item = NULL;

    error[0] = '\0';
    item = parse_text(&parser, false);
    *offset = parser.error_at;
    return item;
}

void cs_template_free(struct cs_template *item)
{
    if (item == NULL)
        return;
    for (size_t i = 0; i < item->count; i++) {
        free(item->parts[i].text);
        cs_template_free(item->parts[i].inner);
    }
    free(item->parts);
    free(item);
}

void cs_template_each_variable(const struct cs_template *item, void (*visit)(const char *name, void *context),
                               void *context)
{
    for (size_t i = 0; i < item->count; i++) {
        const struct cs_part *part = &item->parts[i];

        if (part->kind == CS_PART_VARIABLE || part->kind == CS_PART_NUMBER)
            visit(part->text, context);
        if (part->kind == CS_PART_HASH)
            visit(CS_HASH_VARIABLE, context);
        if (part->inner != NULL)
            cs_template_each_variable(part->inner, visit, context);
    }
}
