#include "fuzz/mutator.h"

#include <stdbool.h>
#include <string.h>

#define PIECE_MAX   256
#define REPEATS_MAX 64
#define STEPS_MAX   4

struct editor {
    uint8_t *data;
    size_t size;
    size_t max;
    uint64_t random;
};

struct range {
    size_t at;
    size_t length;
};

static uint64_t draw(struct editor *editor)
{
    uint64_t z = (editor->random += UINT64_C(0x9e3779b97f4a7c15)); /* splitmix64 */

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* 0 to |bound| - 1; 0 for |bound| 0. */
static size_t below(struct editor *editor, size_t bound)
{
    return bound == 0 ? 0 : (size_t)(draw(editor) % bound);
}

/* Puts |length| bytes of |text|, which may not lie inside the data, in the place of |range|; as much of them as there
 * is room for. */
static void replace(struct editor *editor, struct range range, const void *text, size_t length)
{
    size_t behind = editor->size - range.at - range.length;
    size_t room = editor->max - (editor->size - range.length);

    length = length < room ? length : room;
    memmove(editor->data + range.at + length, editor->data + range.at + range.length, behind);
    if (length > 0)
        memcpy(editor->data + range.at, text, length);
    editor->size += length - range.length;
}

static struct range place(struct editor *editor)
{
    return (struct range){below(editor, editor->size + 1), 0};
}

/* The line (or what stands alone) around a random place, without its end. */
static struct range some_line(struct editor *editor)
{
    size_t at = below(editor, editor->size);
    size_t start = at;
    size_t end = at;

    while (start > 0 && editor->data[start - 1] != '\n')
        start--;
    while (end < editor->size && editor->data[end] != '\n' && editor->data[end] != '\r')
        end++;
    return end < start ? (struct range){end, 0} : (struct range){start, end - start};
}

/* |line| with the line end behind it. */
static struct range with_end(const struct editor *editor, struct range line)
{
    size_t end = line.at + line.length;

    if (end < editor->size && editor->data[end] == '\r')
        end++;
    if (end < editor->size && editor->data[end] == '\n')
        end++;
    return (struct range){line.at, end - line.at};
}

static bool divides(uint8_t byte)
{
    return byte <= ' ' || memchr(":,;=\"\\/@[]()<>?{}", byte, 17) != NULL;
}

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_tokenish(uint8_t byte)
{
    return !divides(byte);
}

/* The first run of bytes of a class at or behind a random place; of no bytes when there is none. */
static struct range some_run(struct editor *editor, bool (*belongs)(uint8_t byte))
{
    size_t at = below(editor, editor->size);
    size_t end;

    while (at > 0 && belongs(editor->data[at - 1]) && at < editor->size && belongs(editor->data[at]))
        at--;
    while (at < editor->size && !belongs(editor->data[at]))
        at++;
    for (end = at; end < editor->size && belongs(editor->data[end]); end++)
        ;
    return (struct range){at, end - at};
}

static struct cs_word pick(struct editor *editor, enum cs_word_group group)
{
    size_t count;
    const struct cs_word *words = cs_words(group, &count);

    return words[below(editor, count)];
}

static void put_word(struct editor *editor, struct range range, enum cs_word_group group)
{
    struct cs_word word = pick(editor, group);

    replace(editor, range, word.text, word.length);
}

/* A copy of the range's bytes, at most PIECE_MAX of them. */
static size_t copy_out(const struct editor *editor, struct range range, uint8_t piece[PIECE_MAX])
{
    size_t length = range.length < PIECE_MAX ? range.length : PIECE_MAX;

    memcpy(piece, editor->data + range.at, length);
    return length;
}

static void insert_line(struct editor *editor)
{
    struct range line = some_line(editor);
    struct range before = {line.at, 0};

    replace(editor, before, "\r\n", 2);
    put_word(editor, before, CS_WORDS_LINE);
}

static void change_line(struct editor *editor)
{
    put_word(editor, some_line(editor), CS_WORDS_LINE);
}

static void drop_line(struct editor *editor)
{
    replace(editor, with_end(editor, some_line(editor)), "", 0);
}

static void repeat_line(struct editor *editor)
{
    uint8_t piece[PIECE_MAX];
    struct range line = with_end(editor, some_line(editor));
    size_t length = copy_out(editor, line, piece);

    replace(editor, (struct range){some_line(editor).at, 0}, piece, length);
}

static void move_line(struct editor *editor)
{
    uint8_t piece[PIECE_MAX];
    struct range line = with_end(editor, some_line(editor));
    size_t length = copy_out(editor, line, piece);

    replace(editor, (struct range){line.at, length}, "", 0);
    replace(editor, (struct range){some_line(editor).at, 0}, piece, length);
}

static void change_end(struct editor *editor)
{
    struct range line = some_line(editor);
    struct range whole = with_end(editor, line);

    put_word(editor, (struct range){line.at + line.length, whole.length - line.length}, CS_WORDS_END);
}

/* The size that a chunk begins with. */
static void change_size(struct editor *editor)
{
    struct range line = some_line(editor);
    struct range digits = {line.at, 0};

    while (digits.length < line.length &&
           strchr("0123456789abcdefABCDEF", editor->data[line.at + digits.length]) != NULL &&
           editor->data[line.at + digits.length] != 0)
        digits.length++;
    if (digits.length > 0)
        put_word(editor, digits, CS_WORDS_NUMBER);
}

/* What stands behind the first colon, or the second word of a request line. */
static void change_value(struct editor *editor)
{
    struct range line = some_line(editor);
    const uint8_t *colon = memchr(editor->data + line.at, ':', line.length);
    const uint8_t *blank = memchr(editor->data + line.at, ' ', line.length);
    size_t start = colon != NULL && (blank == NULL || colon < blank) ? (size_t)(colon - editor->data) + 1
                   : blank != NULL                                   ? (size_t)(blank - editor->data) + 1
                                                                     : line.at;
    size_t end = line.at + line.length;

    if (colon != NULL && blank == colon + 1)
        start++;
    if (blank != NULL && (colon == NULL || blank < colon))
        for (end = start; end < line.at + line.length && editor->data[end] != ' '; end++)
            ;
    put_word(editor, (struct range){start, end - start}, below(editor, 2) == 0 ? CS_WORDS_AUTHORITY : CS_WORDS_VALUE);
}

static void change_number(struct editor *editor)
{
    put_word(editor, some_run(editor, is_digit), CS_WORDS_NUMBER);
}

static void change_token(struct editor *editor)
{
    put_word(editor, some_run(editor, is_tokenish), CS_WORDS_TOKEN);
}

static void change_part(struct editor *editor)
{
    put_word(editor, some_run(editor, is_tokenish), CS_WORDS_VALUE);
}

static void change_authority(struct editor *editor)
{
    struct range line = some_line(editor);
    struct range run = some_run(editor, is_tokenish);

    put_word(editor, below(editor, 4) == 0 ? line : run, CS_WORDS_AUTHORITY);
}

static void insert_word(struct editor *editor)
{
    put_word(editor, place(editor), (enum cs_word_group)below(editor, CS_WORDS_GROUPS));
}

/* Delimiters are where grammars branch: another one, one more, or one less. */
static void change_delimiter(struct editor *editor)
{
    static const char delimiters[] = " \t:,;=\"\\[]@/%\r\n.-+*#?'(";
    struct range run = some_run(editor, divides);
    struct range first = {run.at, run.length > 0 ? below(editor, 2) : 0};

    replace(editor, first, &delimiters[below(editor, sizeof(delimiters) - 1)], below(editor, 4) == 0 ? 0 : 1);
}

/* One more parameter or list member behind a random place. */
static void add_parameter(struct editor *editor)
{
    static const char *const joints[] = {", ", ",", "; ", ";", " ", " , ,"};
    const char *joint = joints[below(editor, sizeof(joints) / sizeof(joints[0]))];
    struct range line = some_line(editor);
    struct range end = {line.at + line.length, 0};

    put_word(editor, end, CS_WORDS_VALUE);
    replace(editor, end, "=", below(editor, 4) == 0 ? 0 : 1);
    put_word(editor, end, CS_WORDS_TOKEN);
    replace(editor, end, joint, strlen(joint));
}

static void change_byte(struct editor *editor)
{
    static const uint8_t special[] = {0, 1, 8, 9, 10, 11, 13, 31, 32, 127, 128, 0xa0, 0xff};
    size_t how = below(editor, 4);
    uint8_t byte = special[below(editor, sizeof(special))];
    struct range one = {below(editor, editor->size), editor->size > 0 && how != 0 ? 1 : 0};

    if (how == 1 && one.length == 1)
        byte = (uint8_t)(editor->data[one.at] ^ (1U << below(editor, 8)));
    replace(editor, one, &byte, how == 2 ? 0 : 1);
}

static void swap_case(struct editor *editor)
{
    struct range run = some_run(editor, is_tokenish);

    for (size_t i = run.at; i < run.at + run.length; i++) {
        uint8_t lower = editor->data[i] | 0x20;

        if (lower >= 'a' && lower <= 'z' && below(editor, 2) == 0)
            editor->data[i] ^= 0x20;
    }
}

static void encode_percent(struct editor *editor)
{
    static const char digits[] = "0123456789ABCDEF";
    struct range one = {below(editor, editor->size), 1};
    uint8_t byte;

    if (editor->size == 0)
        return;
    byte = editor->data[one.at];
    replace(editor, one, (char[]){'%', digits[byte >> 4], digits[byte & 15]}, 3);
}

static void drop_range(struct editor *editor)
{
    struct range range = place(editor);

    range.length = below(editor, editor->size - range.at < 32 ? editor->size - range.at + 1 : 32);
    replace(editor, range, "", 0);
}

/* Long things: a piece many times over. */
static void repeat_piece(struct editor *editor)
{
    uint8_t piece[PIECE_MAX];
    struct range range = place(editor);
    size_t length;

    range.length = below(editor, editor->size - range.at < 16 ? editor->size - range.at + 1 : 16);
    length = copy_out(editor, range, piece);
    for (size_t left = below(editor, REPEATS_MAX); left > 0; left--)
        replace(editor, (struct range){range.at, 0}, piece, length);
}

static void change_inside(struct editor *editor)
{
    static void (*const mutations[])(struct editor * editor) = {
        change_value, change_number, change_token,     change_part,   change_authority, insert_word,
        swap_case,    change_byte,   change_delimiter, add_parameter, encode_percent,   drop_range,
    };

    mutations[below(editor, sizeof(mutations) / sizeof(mutations[0]))](editor);
}

static void change_lines(struct editor *editor)
{
    static void (*const mutations[])(struct editor * editor) = {
        insert_line, change_line, drop_line, repeat_line, move_line, change_end, change_size,
    };

    mutations[below(editor, sizeof(mutations) / sizeof(mutations[0]))](editor);
}

size_t cs_mutate(uint8_t *data, size_t size, size_t max, uint64_t seed)
{
    struct editor editor = {data, size < max ? size : max, max, seed};

    for (size_t steps = 1 + below(&editor, STEPS_MAX); steps > 0; steps--) {
        bool lines = editor.size > 0 && memchr(data, '\n', editor.size) != NULL;

        if (below(&editor, 64) == 0)
            repeat_piece(&editor);
        else if (below(&editor, lines ? 2 : 32) == 0)
            change_lines(&editor);
        else
            change_inside(&editor);
    }
    return editor.size;
}

size_t cs_cross(const uint8_t *left, size_t left_size, const uint8_t *right, size_t right_size, uint8_t *out,
                size_t max, uint64_t seed)
{
    struct editor editor = {out, left_size < max ? left_size : max, max, seed};
    struct editor other = {(uint8_t *)right, right_size, right_size, seed + 1}; /* only looked at */
    struct range from, into;

    if (editor.size > 0)
        memcpy(out, left, editor.size);
    from = with_end(&other, some_line(&other));
    if (below(&editor, 2) == 0)
        from.length = right_size - from.at; /* all that follows, too */
    into = with_end(&editor, some_line(&editor));
    if (below(&editor, 2) == 0)
        into.length = 0;
    replace(&editor, into, right + from.at, from.length);
    return editor.size;
}
