/* Lists of words, and which of them a slip was meant to be. */
#include <string.h>

#include "harness/scenario/yaml.h"

#define WORD_MAX 96

int cs_word_index(const char *word, const char *const *words)
{
    for (int i = 0; words[i] != NULL; i++)
        if (strcmp(word, words[i]) == 0)
            return i;
    return -1;
}

static size_t least_of(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;

    return least < c ? least : c;
}

/* Insertions, deletions and replacements between the two (Levenshtein). */
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t row[WORD_MAX + 1];

    for (size_t j = 0; j <= b_length; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t above = row[j];

            row[j] = least_of(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
            diagonal = above;
        }
    }
    return row[b_length];
}

const char *cs_word_nearest(const char *word, const char *const *words)
{
    const char *nearest = NULL;
    size_t length = strlen(word);
    size_t best = length / 3 + 1;

    for (size_t i = 0; length <= WORD_MAX && words[i] != NULL; i++) {
        size_t other = strlen(words[i]);
        size_t edits = other > length ? other - length : length - other; /* at the least */

        if (edits > best || other > WORD_MAX)
            continue;
        edits = distance(word, length, words[i], other);
        if (edits < best || (edits == best && nearest == NULL && other > 3)) {
            best = edits;
            nearest = words[i];
        }
    }
    return nearest;
}
