#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "reports/escape.h"
#include "reports/stream.h"

/* Length of the well-formed UTF-8 sequence at |text| (RFC 3629) and its code point, or 0. */
static size_t read_utf8(const unsigned char *text, uint32_t *point)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = text[0] < 0x80 ? 1 : text[0] >= 0xf0 ? 4 : text[0] >= 0xe0 ? 3 : 2;

    *point = text[0];
    if (length == 1)
        return 1;
    if (text[0] < 0xc2 || text[0] > 0xf4)
        return 0;
    *point = text[0] & (0xffU >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        *point = *point << 6 | (text[i] & 0x3fU);
    }
    if (*point < smallest[length] || *point > 0x10ffff || (*point >= 0xd800 && *point <= 0xdfff))
        return 0;
    return length;
}

/* Controls, direction marks, separators, tags and what XML does not allow. */
static bool showable(uint32_t point)
{
    static const struct {
        uint32_t first;
        uint32_t last;
    } hidden[] = {{0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},      {0x61c, 0x61c},   {0x180e, 0x180e},
                  {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},  {0xfdd0, 0xfdef}, {0xfeff, 0xfeff},
                  {0xfff0, 0xfffb}, {0xfffe, 0xffff}, {0xe0000, 0xe0fff}};

    for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
        if (point >= hidden[i].first && point <= hidden[i].last)
            return false;
    return (point & 0xfffe) != 0xfffe;
}

static char *put_hidden(char *at, unsigned char byte)
{
    static const char digits[] = "0123456789abcdef";

    *at++ = '\\';
    if (byte == '\r' || byte == '\n' || byte == '\t') {
        *at++ = byte == '\r' ? 'r' : byte == '\n' ? 'n' : 't';
    } else {
        *at++ = 'x';
        *at++ = digits[byte >> 4];
        *at++ = digits[byte & 15];
    }
    return at;
}

char *cs_clean(const char *text)
{
    const unsigned char *from = (const unsigned char *)(text == NULL ? "" : text);
    char *out = malloc(strlen((const char *)from) * 4 + 1);
    char *at = out;

    if (out == NULL) {
        cs_loss_note();
        return NULL;
    }
    while (*from != 0) {
        uint32_t point;
        size_t length = read_utf8(from, &point);
        bool shown = length != 0 && showable(point);

        length += length == 0;
        for (size_t i = 0; i < length; i++, from++) {
            if (shown)
                *at++ = (char)*from;
            else
                at = put_hidden(at, *from);
        }
    }
    *at = 0;
    return out;
}
