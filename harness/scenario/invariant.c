#include "harness/scenario/invariant.h"

#include <string.h>

enum cs_invariant cs_invariant_find(const char *word)
{
    static const char *const words[] = {
#define CS_INVARIANT_WORD(symbol, word, meaning) word,
        CS_INVARIANT_LIST(CS_INVARIANT_WORD)
#undef CS_INVARIANT_WORD
    };
    int found = 0;

    while (found < CS_INVARIANT_COUNT && strcmp(words[found], word) != 0)
        found++;
    return (enum cs_invariant)found;
}

bool cs_invariant_names(const char *word, enum cs_code code)
{
    size_t length = strlen(word);

    if (length > 1 && word[length - 1] == '*')
        return strncmp(word, cs_code_name(code), length - 1) == 0;
    return strcmp(word, cs_code_name(code)) == 0;
}

bool cs_invariant_known(const char *word)
{
    bool known = cs_invariant_find(word) != CS_INVARIANT_COUNT;

    for (int code = CS_CODE_NONE + 1; code < CS_CODE_END; code++)
        known = known || cs_invariant_names(word, (enum cs_code)code);
    return known;
}
