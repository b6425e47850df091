#include "harness/transport/transport.h"

#include <string.h>

#include "harness/transport/h1/h1.h"
#include "harness/transport/h2/h2.h"
#include "harness/transport/h3/h3.h"
#include "reports/fact_words.h"

static struct cs_link *open_h1(const struct cs_transport_options *options, const struct cs_link_events *events,
                               void *context)
{
    return cs_h1_open(options->server, events, context);
}

static struct cs_link *open_h2(const struct cs_transport_options *options, const struct cs_link_events *events,
                               void *context)
{
    const struct cs_h2_options own = {.server = options->server, .secure = options->tls != NULL};

    return cs_h2_open(&own, events, context);
}

#ifdef CONNECTSPEC_HTTP3
static struct cs_link *open_h3(const struct cs_transport_options *options, const struct cs_link_events *events,
                               void *context)
{
    const struct cs_h3_options own = {.server = options->server,
                                      .tls = options->tls,
                                      .settings = options->settings,
                                      .settings_length = options->settings_length};

    return options->tls == NULL ? NULL : cs_h3_open(&own, events, context);
}
#endif

static const struct {
    const struct cs_link_kind *kind;
    struct cs_link *(*open)(const struct cs_transport_options *options, const struct cs_link_events *events,
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

struct cs_link *cs_transport_open(const char *name, const struct cs_transport_options *options,
                                  const struct cs_link_events *events, void *context)
{
    size_t i = find(name);

    return i == COUNT ? NULL : transports[i].open(options, events, context);
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
