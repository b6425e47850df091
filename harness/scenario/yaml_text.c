#include "harness/scenario/yaml_text.h"

#include <stdint.h>

/* Decodes one character of at least one byte; returns its length, 0 when it is not UTF-8 (RFC 3629). */
static size_t decode(const char *text, size_t length, uint32_t *out)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = (unsigned char)text[0];
    size_t size = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    uint32_t value = size == 1 ? first : first & (0x7fu >> size);

    if ((first >= 0x80 && first < 0xc2) || first > 0xf4 || size > length)
        return 0;
    for (size_t i = 1; i < size; i++) {
        unsigned char next = (unsigned char)text[i];

        if ((next & 0xc0) != 0x80)
            return 0;
        value = value << 6 | (next & 0x3fu);
    }
    if (value < least[size] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
        return 0;
    *out = value;
    return size;
}

static const char *complaint(uint32_t character, bool before_lf)
{
    if (character == '\r' && before_lf)
        return NULL;
    if (character == '\r' || character == 0x85 || character == 0x2028 || character == 0x2029)
        return "a line end other than LF and CRLF; bytes to send are written as escapes, e.g. \\r";
    if (character == '\0')
        return "a NUL byte; to send one, write \\0";
    if ((character < 0x20 && character != '\t' && character != '\n') || (character >= 0x7f && character < 0xa0))
        return "a control character; bytes to send are written as escapes, e.g. \\x01";
    if (character == 0xfeff)
        return "a byte order mark; remove it";
    if (character == 0xfffe || character == 0xffff)
        return "a character that Unicode does not assign";
    return NULL;
}

bool cs_yaml_text_check(const char *text, size_t length, const char *path, struct cs_diagnostics *diagnostics)
{
    size_t size = 0;

    for (size_t i = 0; i < length; i += size) {
        uint32_t character = 0;
        const char *problem = "invalid UTF-8; to send such a byte, write \\xHH";

        size = decode(text + i, length - i, &character);
        if (size > 0)
            problem = complaint(character, i + 1 < length && text[i + 1] == '\n');
        if (problem == NULL)
            continue;
        cs_diagnose(diagnostics, path, cs_yaml_text_place(text, i), "%s", problem);
        return false;
    }
    return true;
}

static void step_over(struct cs_place *place, char byte)
{
    place->column++;
    if (byte == '\n') {
        place->line++;
        place->column = 1;
    }
}

struct cs_place cs_yaml_text_place(const char *text, size_t offset)
{
    struct cs_place place = {1, 1};

    for (size_t i = 0; i < offset; i++)
        step_over(&place, text[i]);
    return place;
}

static bool inside_character(const struct cs_yaml_cursor *cursor)
{
    return cursor->offset < cursor->length && ((unsigned char)cursor->text[cursor->offset] & 0xc0) == 0x80;
}

void cs_yaml_cursor_seek(struct cs_yaml_cursor *cursor, size_t character)
{
    if (character < cursor->character || cursor->place.line == 0) {
        cursor->character = 0;
        cursor->offset = 0;
        cursor->place = (struct cs_place){1, 1};
    }
    while (cursor->character < character && cursor->offset < cursor->length) {
        do {
            step_over(&cursor->place, cursor->text[cursor->offset]);
            cursor->offset++;
        } while (inside_character(cursor));
        cursor->character++;
    }
}
