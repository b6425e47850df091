#include "harness/judge/finding.h"

static const struct {
    const char *name;
    const char *sentence;
} wrongs[CS_WRONG_COUNT] = {
#define CS_WRONG_ROW(symbol, name, sentence) {name, sentence},
    CS_WRONG_LIST(CS_WRONG_ROW)
#undef CS_WRONG_ROW
};

const char *cs_wrong_name(enum cs_wrong wrong)
{
    return wrongs[wrong].name;
}

const char *cs_wrong_sentence(enum cs_wrong wrong)
{
    return wrongs[wrong].sentence;
}
