#include "reference/code.h"

#include <string.h>

struct code_row {
    const char *name;
    const char *requirement;
    const char *sentence;
    enum cs_level level;
};

static const struct code_row rows[CS_CODE_END] = {[CS_CODE_NONE] = {"unknown", "", "", CS_MUST},
#define CODE_ROW(symbol, name, level, requirement, sentence) [symbol] = {name, requirement, sentence, level},
                                                  CS_CODE_LIST(CODE_ROW)
#undef CODE_ROW
};

static const struct code_row *row_of(enum cs_code code)
{
    return (unsigned)code < CS_CODE_END ? &rows[code] : &rows[CS_CODE_NONE];
}

const char *cs_code_name(enum cs_code code)
{
    return row_of(code)->name;
}

const char *cs_code_sentence(enum cs_code code)
{
    return row_of(code)->sentence;
}

const char *cs_code_requirement(enum cs_code code)
{
    return row_of(code)->requirement;
}

enum cs_level cs_code_level(enum cs_code code)
{
    return row_of(code)->level;
}

enum cs_code cs_code_by_name(const char *name)
{
    for (int code = CS_CODE_NONE + 1; code < CS_CODE_END; code++)
        if (strcmp(rows[code].name, name) == 0)
            return (enum cs_code)code;
    return CS_CODE_NONE;
}

void cs_findings_add(struct cs_findings *findings, enum cs_code code, size_t offset)
{
    bool first_must = cs_code_level(code) == CS_MUST && !findings->invalid;
    bool full = findings->count == CS_FINDINGS_MAX;

    findings->invalid |= first_must;
    findings->dropped += full;
    if (!full)
        findings->items[findings->count++] = (struct cs_finding){.code = code, .offset = offset};
    else if (first_must)
        findings->items[CS_FINDINGS_MAX - 1] = (struct cs_finding){.code = code, .offset = offset};
}

bool cs_findings_has(const struct cs_findings *findings, enum cs_code code)
{
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].code == code)
            return true;
    return false;
}
