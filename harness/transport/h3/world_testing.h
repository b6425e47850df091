/* For unit tests: a client and a server of HTTP/3 in memory, on a clock of their own.  A datagram takes WORLD_DELAY, and
 * may be lost; nothing moves but by world_run. */
#ifndef CONNECTSPEC_H3_WORLD_TESTING_H
#define CONNECTSPEC_H3_WORLD_TESTING_H

#include "harness/transport/h3/h3.h"
#include "harness/transport/pair_testing.h"
#include "reference/section_testing.h"

#define WORLD_DELAY UINT64_C(5000000) /* nanoseconds */
#define WORLD_MAX   4096              /* datagrams on their way */

struct world_datagram {
    uint64_t at;
    struct cs_pair_end *to;
    size_t length;
    char bytes[1500];
};

static struct {
    uint64_t now;
    unsigned lose_each; /* each so many-th is lost; 0: none */
    unsigned count;     /* that were sent */
    bool cut;           /* all are lost */
    size_t first, waiting;
    struct world_datagram datagrams[WORLD_MAX];
    struct cs_certificate_authority *authority;
    struct cs_tls_context *client_tls, *server_tls;
} world;

static struct cs_pair_end client, server;
static bool world_datagrams;                                                  /* both ends take them */
static void (*world_passed)(void *context, const struct cs_passage *passage); /* for a record, or NULL */
static void (*world_key)(void *context, const char *line);

static void world_head(void *context, int channel, const char *section, size_t length)
{
    struct cs_pair_end *end = context;
    const struct cs_message *message = cs_link_message(end->link);
    struct cs_head_part target = cs_message_target(message);

    CU_ASSERT_TRUE(length > 0 && section != NULL);
    cs_pair_log(end, "head(%d,%u,%.*s,%zu) ", channel, message->status, (int)target.text.length,
                message->text + target.text.start, message->findings.count);
}

static void world_datagram(void *context, int channel, const char *bytes, size_t length)
{
    cs_pair_log(context, "datagram(%d,%.*s) ", channel, (int)length, bytes);
}

static bool world_below(void *context, const struct cs_link_order *order)
{
    struct cs_pair_end *end = context;
    struct world_datagram *datagram = &world.datagrams[(world.first + world.waiting) % WORLD_MAX];

    if (order->kind == CS_LINK_CLOSE) {
        end->over = true;
        cs_link_ended_sent(end->link, CS_END_FIN, CS_LINK_NO_CODE);
        return true;
    }
    CU_ASSERT_TRUE_FATAL(order->kind == CS_LINK_BYTES && order->bytes.total <= sizeof(datagram->bytes));
    datagram->length = order->bytes.read(order->bytes.context, 0, datagram->bytes, (size_t)order->bytes.total);
    datagram->at = world.now + WORLD_DELAY;
    datagram->to = end->peer;
    world.count++;
    if (!world.cut && (world.lose_each == 0 || world.count % world.lose_each != 0) && world.waiting < WORLD_MAX)
        world.waiting++;
    cs_link_sent(end->link, NULL, (size_t)order->bytes.total, true);
    return true;
}

static uint64_t world_now(void *context)
{
    (void)context;
    return world.now;
}

static struct cs_link_events world_events;

static void world_secure(void)
{
    struct cs_identity identity;
    struct cs_tls_options options = {.server = true, .identity = &identity};

    world.authority = cs_certificate_authority_new();
    CU_ASSERT_TRUE_FATAL(cs_identity_make(world.authority, CS_CERTIFICATE_GOOD, "localhost", &identity));
    world.server_tls = cs_tls_context_new(&options);
    world.client_tls = cs_tls_context_new(&(struct cs_tls_options){.server_name = "localhost"});
    cs_identity_free(&identity);
    CU_ASSERT_TRUE_FATAL(world.server_tls != NULL && world.client_tls != NULL);
}

static struct cs_link *world_open(bool serves, enum cs_h3_slip slip, struct cs_pair_end *end)
{
    const struct cs_h3_options options = {.server = serves,
                                          .tls = serves ? world.server_tls : world.client_tls,
                                          .extended_connect = serves && world_datagrams,
                                          .settings = "\x33\x01",
                                          .settings_length = world_datagrams && !serves ? 2 : 0,
                                          .slip = slip};
    struct cs_link *link = cs_h3_open(&options, &world_events, end);

    CU_ASSERT_PTR_NOT_NULL_FATAL(link);
    return link;
}

static uint64_t world_expiry(const struct cs_pair_end *end)
{
    return end->over ? CS_LINK_NEVER : cs_link_expiry(end->link);
}

static void world_deliver(void)
{
    struct world_datagram *datagram = &world.datagrams[world.first];

    world.now = datagram->at;
    cs_link_received(datagram->to->link, datagram->bytes, datagram->length);
    world.first = (world.first + 1) % WORLD_MAX;
    world.waiting--;
}

/* All that happens up to |until|. */
static void world_run(uint64_t until)
{
    for (;;) {
        uint64_t next = world.waiting > 0 ? world.datagrams[world.first].at : CS_LINK_NEVER;
        struct cs_pair_end *end = world_expiry(&client) <= world_expiry(&server) ? &client : &server;
        bool expires = world_expiry(end) < next;

        next = expires ? world_expiry(end) : next;
        if (next > until) {
            world.now = until;
            return;
        }
        world.now = next > world.now ? next : world.now;
        if (expires)
            cs_link_expired(end->link);
        else
            world_deliver();
    }
}

static void world_begin(unsigned lose_each, enum cs_h3_slip slip)
{
    memset(&world, 0, sizeof(world));
    world.now = UINT64_C(1000000000);
    world.lose_each = lose_each;
    world_secure();
    world_events = cs_pair_events;
    world_events.head = world_head;
    world_events.below = world_below;
    world_events.now = world_now;
    world_events.datagram = world_datagram;
    world_events.passed = world_passed;
    world_events.key = world_key;
    cs_pair_begin(&client, &server);
    client.link = world_open(false, CS_H3_SLIP_NONE, &client);
    server.link = world_open(true, slip, &server);
    cs_link_begin(server.link);
    cs_link_begin(client.link);
    world_run(world.now + UINT64_C(2000000000));
}

static void world_end(void)
{
    cs_pair_end_both(&client, &server);
    cs_tls_context_free(world.client_tls);
    cs_tls_context_free(world.server_tls);
    cs_certificate_authority_free(world.authority);
}

/* A head written as in section_testing.h, on its way at once or when its stream may open: it lives on until so many more
 * were sent. */
static bool world_send_head(struct cs_pair_end *end, int channel, enum cs_section_kind kind, const char *text)
{
    static struct {
        struct cs_field fields[CS_SECTION_TESTING_FIELDS];
        struct cs_message message;
    } heads[16];
    static size_t turn;
    struct cs_field *fields = heads[turn % 16].fields;
    struct cs_message *message = &heads[turn++ % 16].message;
    const struct cs_link_order order = {.kind = CS_LINK_MESSAGE, .message = message};

    cs_field_section_read(kind, 3, text, strlen(text), fields, cs_section_split(text, strlen(text), fields), message);
    return cs_link_order(end->link, channel, &order);
}

#endif
