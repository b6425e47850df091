#include "reports/escape.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/stream.h"

static const char digits[] = "0123456789abcdef";

/* The letter behind the backslash for the bytes that have a short form, or 0. */
static char short_form(unsigned char byte)
{
    switch (byte) {
    case '\\':
        return '\\';
    case '\r':
        return 'r';
    case '\n':
        return 'n';
    case '\t':
        return 't';
    case '\0':
        return '0';
    default:
        return 0;
    }
}

static char *put_byte(char *at, unsigned char byte)
{
    char letter = short_form(byte);

    if (letter != 0) {
        *at++ = '\\';
        *at++ = letter;
    } else if (byte >= 0x20 && byte <= 0x7e) {
        *at++ = (char)byte;
    } else {
        *at++ = '\\';
        *at++ = 'x';
        *at++ = digits[byte >> 4];
        *at++ = digits[byte & 15];
    }
    return at;
}

char *cs_escape(const char *bytes, size_t length)
{
    return cs_escape_limited(bytes, length, length);
}

char *cs_escape_limited(const char *bytes, size_t length, size_t limit)
{
    size_t shown = length < limit ? length : limit;
    char note[48] = "";
    char *out;
    char *at;

    if (shown < length)
        snprintf(note, sizeof(note), " ... (%zu bytes)", length);
    out = shown > (SIZE_MAX - sizeof(note)) / 4 ? NULL : malloc(shown * 4 + sizeof(note));
    if (out == NULL) {
        cs_loss_note();
        return NULL;
    }
    at = out;
    for (size_t i = 0; i < shown; i++)
        at = put_byte(at, (unsigned char)bytes[i]);
    memcpy(at, note, strlen(note) + 1);
    return out;
}

static int hex_value(char letter)
{
    const char *found = letter == 0 ? NULL : strchr(digits, letter);

    return found == NULL ? -1 : (int)(found - digits);
}

/* Reads the byte that the escape sequence at |text| stands for; returns the sequence's length, 0 when it is none of
 * ours. */
static size_t get_escape(const char *text, char *out)
{
    static const char letters[] = "\\rnt0";
    static const char values[] = "\\\r\n\t";
    const char *known = text[1] == 0 ? NULL : strchr(letters, text[1]);
    int high;
    int low;

    if (known != NULL) {
        *out = values[known - letters];
        return 2;
    }
    if (text[1] != 'x')
        return 0;
    high = hex_value(text[2]);
    low = high < 0 ? -1 : hex_value(text[3]);
    if (low < 0)
        return 0;
    *out = (char)(high * 16 + low);
    return (high >= 8 || high < 2 || (high == 7 && low == 15)) && short_form((unsigned char)*out) == 0 ? 4 : 0;
}

bool cs_unescape(const char *text, char **out, size_t *length)
{
    char *bytes = malloc(strlen(text) + 1);
    size_t count = 0;

    *out = NULL;
    *length = 0;
    if (bytes == NULL) {
        cs_loss_note();
        return false;
    }
    while (*text != 0) {
        size_t taken = 1;

        bytes[count] = *text;
        if (*text == '\\')
            taken = get_escape(text, &bytes[count]);
        else if ((unsigned char)*text < 0x20 || (unsigned char)*text > 0x7e)
            taken = 0;
        if (taken == 0) {
            free(bytes);
            return false;
        }
        text += taken;
        count++;
    }
    bytes[count] = 0;
    *out = bytes;
    *length = count;
    return true;
}
