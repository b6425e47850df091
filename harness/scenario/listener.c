#include <stddef.h>
#include <string.h>

#include "harness/scenario/listener_list.h"

const struct cs_listener_words *cs_listener_find(const char *name)
{
    static const struct cs_listener_words rows[] = {
#define LISTENER_ROW(name, address, ports) {name, address, ports},
        CS_LISTENER_LIST(LISTENER_ROW)
#undef LISTENER_ROW
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}

bool cs_listener_is_shared(const char *name)
{
    const struct cs_listener_words *words = cs_listener_find(name);

    return words != NULL && (words->address == CS_AT_LOOPBACK6 || words->address == CS_AT_LOOPBACKS ||
                             words->address == CS_AT_DENIED_EDGES);
}
