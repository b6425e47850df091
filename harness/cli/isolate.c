#include "harness/cli/isolate.h"

#include <stdio.h>
#include <string.h>

#include "harness/launch/isolation.h"

#define NAMES_PORT 53

static const char *const words[] = {"auto", "always", "never"};

bool cs_isolation_parse(const char *word, enum cs_isolation *out)
{
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(words[i], word) != 0)
            continue;
        *out = (enum cs_isolation)i;
        return true;
    }
    return false;
}

const char *cs_isolation_word(enum cs_isolation mode)
{
    return words[mode];
}

bool cs_isolate(enum cs_isolation mode, bool quiet)
{
    char reason[CS_ISOLATION_REASON_MAX];

    if (mode == CS_ISOLATE_NEVER || cs_isolation_enter(reason))
        return true;
    if (mode == CS_ISOLATE_ALWAYS)
        fprintf(stderr, "connectspec: this machine does not allow --isolate always: %s\n", reason);
    else if (!quiet)
        fprintf(stderr, "connectspec: not isolated (%s); cases that need it are skipped\n", reason);
    return mode == CS_ISOLATE_AUTO;
}

bool cs_isolate_serve_names(uv_loop_t *loop, struct cs_resolver **out)
{
    int error = 0;

    *out = NULL;
    if (cs_isolation_is_inside())
        error = cs_resolver_start(loop, NAMES_PORT, out);
    if (error != 0)
        fprintf(stderr, "connectspec: no names can be served on port %d: %s\n", NAMES_PORT, uv_strerror(error));
    return error == 0;
}

void cs_isolate_stop(uv_loop_t *loop, struct cs_resolver *resolver)
{
    cs_resolver_stop(resolver);
    uv_run(loop, UV_RUN_DEFAULT);
}
