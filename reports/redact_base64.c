#include "reports/redact_base64.h"

#include <string.h>

#define LETTERS_MAX 1024 /* of one word: a user and a password have 127 bytes each */

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The six bits of |letter|, -1 for none. */
static int value_of(char letter)
{
    const char *found;

    if (letter == '-' || letter == '_')
        return letter == '-' ? 62 : 63;
    found = letter == '\0' ? NULL : strchr(alphabet, letter);
    return found == NULL ? -1 : (int)(found - alphabet);
}

static bool is_blank(char letter)
{
    return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n';
}

/* The letters of a word and where each stands. */
struct word {
    size_t count;
    size_t places[LETTERS_MAX];
    unsigned char values[LETTERS_MAX];
};

static void read_word(const char *text, size_t length, size_t start, struct word *word)
{
    word->count = 0;
    for (size_t at = start; at < length && word->count < LETTERS_MAX; at++) {
        int value = value_of(text[at]);

        if (value < 0 && !is_blank(text[at]))
            return;
        if (value < 0)
            continue;
        word->places[word->count] = at;
        word->values[word->count++] = (unsigned char)value;
    }
}

static size_t decode(const struct word *word, size_t skipped, char *out)
{
    size_t length = 0;
    unsigned bits = 0;
    unsigned held = 0;

    for (size_t i = skipped; i < word->count; i++) {
        held = (held << 6 | word->values[i]) & 0xffff;
        bits += 6;
        if (bits < 8)
            continue;
        bits -= 8;
        out[length++] = (char)(held >> bits);
    }
    return length;
}

/* The letter's bits of |bytes|; those behind the last byte are padding and stay as |old| has them. */
static unsigned value_at(const char *bytes, size_t length, size_t bit, unsigned old)
{
    unsigned pair = (unsigned)(unsigned char)bytes[bit / 8] << 8;
    unsigned padding = 0;

    if (bit / 8 + 1 < length)
        pair |= (unsigned char)bytes[bit / 8 + 1];
    else if (bit % 8 > 2)
        padding = (1U << (bit % 8 - 2)) - 1;
    return (pair >> (10 - bit % 8) & 63) | (old & padding);
}

/* Writes the letters whose bits have changed. */
static void encode(char *text, const struct word *word, size_t skipped, const char *bytes, size_t length)
{
    for (size_t i = 0; skipped + i < word->count && i * 6 / 8 < length; i++) {
        unsigned old = word->values[skipped + i];
        unsigned value = value_at(bytes, length, i * 6, old);

        if (value != old)
            text[word->places[skipped + i]] = alphabet[value];
    }
}

static bool change_word(char *text, size_t length, size_t start,
                        bool (*change)(const void *context, char *decoded, size_t length), const void *context)
{
    char bytes[LETTERS_MAX];
    struct word word;

    read_word(text, length, start, &word);
    for (size_t skipped = 0; skipped < 4 && skipped + 4 <= word.count; skipped++) {
        size_t decoded = decode(&word, skipped, bytes);

        if (!change(context, bytes, decoded))
            continue;
        encode(text, &word, skipped, bytes, decoded);
        return true;
    }
    return false;
}

bool cs_redact_base64(char *text, size_t length, bool (*change)(const void *context, char *decoded, size_t length),
                      const void *context)
{
    bool changed = false;

    for (size_t at = 0; at < length; at++)
        if (value_of(text[at]) >= 0 && (at == 0 || value_of(text[at - 1]) < 0))
            changed = change_word(text, length, at, change, context) || changed;
    return changed;
}
