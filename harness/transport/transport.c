#include "harness/transport/transport.h"

#include <string.h>

#include "harness/transport/h1/h1.h"
#include "harness/transport/h2/h2.h"
#include "harness/transport/h3/h3.h"
#include "reports/fact_words.h"

static struct cs_link *open_h1(bool server, struct cs_tls_context *tls, const struct cs_link_events *events,
                               void *context)
{
    (void)tls;
    return cs_h1_open(server, events, context);
}

static struct cs_link *open_h2(bool server, struct cs_tls_context *tls, const struct cs_link_events *events,
                               void *context)
{
    const struct cs_h2_options options = {.server = server};

    (void)tls;
    return cs_h2_open(&options, events, context);
}

#ifdef CONNECTSPEC_HTTP3
static struct cs_link *open_h3(bool server, struct cs_tls_context *tls, const struct cs_link_events *events,
                               void *context)
{
    const struct cs_h3_options options = {.server = server, .tls = tls};

    return tls == NULL ? NULL : cs_h3_open(&options, events, context);
}
#endif

static const struct {
    const struct cs_link_kind *kind;
    struct cs_link *(*open)(bool server, struct cs_tls_context *tls, const struct cs_link_events *events,
                            void *context);
} transports[] = {
    {&cs_h1_kind, open_h1},
    {&cs_h2_kind, open_h2},
#ifdef CONNECTSPEC_HTTP3
    {&cs_h3_kind, open_h3},
#endif
};

#define COUNT (sizeof(transports) / sizeof(transports[0]))

/* COUNT: none. */
static size_t find(const char *name)
{
    size_t i = 0;

    while (name[0] != '\0' && i < COUNT && strcmp(transports[i].kind->name, name) != 0)
        i++;
    return i;
}

struct cs_link *cs_transport_open(const char *name, bool server, struct cs_tls_context *tls,
                                  const struct cs_link_events *events, void *context)
{
    size_t i = find(name);

    return i == COUNT ? NULL : transports[i].open(server, tls, events, context);
}

const char *cs_transport_alpn(const char *name)
{
    size_t i = find(name);

    return i == COUNT ? NULL : transports[i].kind->alpn;
}

bool cs_transport_needs_tls(const char *name)
{
    size_t i = find(name);

    return i != COUNT && transports[i].kind->datagrams;
}

const char *cs_transport_error_name(const char *name, uint64_t code)
{
    return strcmp(name, cs_transport_names[2]) == 0 ? cs_h3_error_name(code) : cs_h2_error_name(code);
}
