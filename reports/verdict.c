#include "reports/verdict.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[CS_VERDICT_KINDS] = {
    [CS_PASS] = "pass",
    [CS_FAIL] = "fail",
    [CS_WARN] = "warn",
    [CS_SKIP] = "skip",
    [CS_INCONCLUSIVE] = "inconclusive",
    [CS_ERROR] = "error",
    [CS_UNSTEADY] = "unsteady",
};

const char *cs_verdict_name(enum cs_verdict_kind kind)
{
    return (unsigned)kind < CS_VERDICT_KINDS ? names[kind] : "unknown";
}

bool cs_verdict_by_name(const char *name, enum cs_verdict_kind *out)
{
    for (unsigned i = 0; i < CS_VERDICT_KINDS; i++) {
        if (strcmp(name, names[i]) == 0) {
            *out = (enum cs_verdict_kind)i;
            return true;
        }
    }
    return false;
}

void cs_verdict_free(struct cs_verdict *verdict)
{
    free(verdict->reason);
    free(verdict->expected);
    free(verdict->observed);
    free(verdict->finding);
    free(verdict->reading);
    free(verdict->aspect);
    free(verdict->manner);
    free(verdict->notes);
    memset(verdict, 0, sizeof(*verdict));
}
