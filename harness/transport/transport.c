#include "harness/transport/transport.h"

#include <string.h>

#include "harness/transport/h1/h1.h"
#include "harness/transport/h2/h2.h"

static struct cs_link *open_h2(bool server, const struct cs_link_events *events, void *context)
{
    const struct cs_h2_options options = {.server = server};

    return cs_h2_open(&options, events, context);
}

static const struct {
    const struct cs_link_kind *kind;
    struct cs_link *(*open)(bool server, const struct cs_link_events *events, void *context);
} transports[] = {{&cs_h1_kind, cs_h1_open}, {&cs_h2_kind, open_h2}};

#define COUNT (sizeof(transports) / sizeof(transports[0]))

/* COUNT: none. */
static size_t find(const char *name)
{
    size_t i = 0;

    while (name[0] != '\0' && i < COUNT && strcmp(transports[i].kind->name, name) != 0)
        i++;
    return i;
}

struct cs_link *cs_transport_open(const char *name, bool server, const struct cs_link_events *events, void *context)
{
    size_t i = find(name);

    return i == COUNT ? NULL : transports[i].open(server, events, context);
}

const char *cs_transport_alpn(const char *name)
{
    size_t i = find(name);

    return i == COUNT ? NULL : transports[i].kind->alpn;
}
