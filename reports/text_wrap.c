#include "reports/text_wrap.h"

#include <stdbool.h>
#include <string.h>

#define LABEL 12 /* columns of "  requires  " */

static bool is_whole(const char *line)
{
    return strncmp(line, "  sent ", 7) == 0 || strncmp(line, "  repeat:", 9) == 0;
}

/* Where the lines behind the first begin. */
static unsigned indent_of(const char *line)
{
    if (strncmp(line, "  ", 2) != 0 || line[2] == ' ')
        return (unsigned)strspn(line, " ") > 0 ? (unsigned)strspn(line, " ") : 5;
    return strlen(line) > LABEL && line[LABEL - 1] == ' ' && line[LABEL] != ' ' ? LABEL : 2;
}

/* The columns of |length| bytes: no escape sequence, and each character once. */
static unsigned columns(const char *text, size_t length)
{
    unsigned count = 0;

    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\033')
            i += strcspn(text + i, "m");
        else
            count += ((unsigned char)text[i] & 0xc0) != 0x80;
    }
    return count;
}

static void put_line(FILE *out, const char *line, size_t length, unsigned width)
{
    unsigned indent = indent_of(line);
    unsigned used = 0;
    size_t at = 0;

    while (at < length) {
        size_t blanks = strspn(line + at, " ");
        size_t word;

        if (at + blanks > length)
            blanks = length - at;
        word = strcspn(line + at + blanks, " \n");
        if (used > indent && used + blanks + columns(line + at + blanks, word) > width) {
            fprintf(out, "\n%*s", (int)indent, "");
            used = indent;
            at += blanks;
            blanks = 0;
        }
        fwrite(line + at, 1, blanks + word, out);
        used += (unsigned)blanks + columns(line + at + blanks, word);
        at += blanks + word;
    }
}

void cs_text_plain(char *text)
{
    static const char sign[] = "\xc2\xa7";
    char *to = text;

    while (*text != '\0')
        if (strncmp(text, sign, 2) == 0)
            text += 2;
        else
            *to++ = *text++;
    *to = '\0';
}

void cs_text_wrap(FILE *out, const char *text, unsigned width)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");

        if (is_whole(text) || columns(text, length) <= width)
            fwrite(text, 1, length, out);
        else
            put_line(out, text, length, width);
        text += length;
        if (*text == '\n')
            fputc(*text++, out);
    }
}
