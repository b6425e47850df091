/* A tunnel over HTTP/3 without memory: what passes is what passes else, or somebody is told.  Its handshake is made
 * before: GnuTLS and the libraries below it end the program where they have none. */
#include "reference/failing_testing.h"

#include <openssl/crypto.h>

#include "harness/transport/h3/world_testing.h"

#define MOST    100
#define ROOM    65536
#define SECONDS UINT64_C(1000000000)

static const char ping[] = "ping", pong[] = "pong";

/* The test's own buffers have their room before anything fails, and keep it. */
static void reserve(struct cs_buffer *buffer)
{
    static char room[ROOM];

    CU_ASSERT_TRUE_FATAL(cs_buffer_add(buffer, room, sizeof(room)));
}

static void reset(struct cs_pair_end *end)
{
    cs_buffer_take(&end->heard, end->heard.length);
    cs_buffer_take(&end->wire, end->wire.length);
    end->log[0] = '\0';
    end->paused = end->over = false;
    end->link = NULL;
}

static void start_world(void)
{
    world.now = SECONDS;
    world.first = world.waiting = world.count = 0;
    reset(&client);
    reset(&server);
}

static struct cs_link *open_link(bool serves, struct cs_pair_end *end)
{
    const struct cs_h3_options options = {.server = serves, .tls = serves ? world.server_tls : world.client_tls};

    return cs_h3_open(&options, &world_events, end);
}

static void begin(void)
{
    bool counts = failing.counts;

    failing.counts = false;
    client.link = open_link(false, &client);
    server.link = open_link(true, &server);
    CU_ASSERT_TRUE_FATAL(client.link != NULL && server.link != NULL);
    cs_link_begin(server.link);
    cs_link_begin(client.link);
    world_run(world.now + SECONDS);
    failing.counts = counts;
}

static bool talk(void)
{
    int channel = cs_link_join(client.link);
    bool sent = channel >= 0 &&
                world_send_head(&client, channel, CS_SECTION_REQUEST, ":method: CONNECT|:authority: a.test:443");

    world_run(world.now + SECONDS);
    sent = sent && world_send_head(&server, channel, CS_SECTION_RESPONSE, ":status: 200");
    world_run(world.now + SECONDS);
    sent = sent && cs_pair_send(&client, channel, CS_LINK_BYTES, ping) &&
           cs_pair_send(&server, channel, CS_LINK_BYTES, pong);
    world_run(world.now + 60 * SECONDS); /* idle connections have ended by then */
    return sent;
}

static bool is_beginning(const struct cs_pair_end *end, const char *sent)
{
    return end->heard.length <= strlen(sent) && memcmp(end->heard.data, sent, end->heard.length) == 0;
}

static bool was_told(const struct cs_pair_end *end)
{
    return strstr(end->log, "failed(") != NULL || strstr(end->log, "ended(") != NULL ||
           strstr(end->log, "notice(4,") != NULL;
}

static enum failing_answer answer(bool said)
{
    bool whole = client.heard.length == strlen(pong) && server.heard.length == strlen(ping);

    if (!is_beginning(&client, pong) || !is_beginning(&server, ping))
        return FAILING_WRONG;
    if (whole && !said)
        return FAILING_DONE;
    if (said || was_told(&client) || was_told(&server))
        return FAILING_SAID;
    printf("client: %s\nserver: %s\n", client.log, server.log);
    return FAILING_WRONG;
}

static enum failing_answer run(void *context)
{
    enum failing_answer result;
    bool said;

    (void)context;
    start_world();
    begin();
    said = !talk();
    result = answer(said);
    cs_link_close(client.link);
    cs_link_close(server.link);
    OPENSSL_thread_stop(); /* where its last errors were */
    return result;
}

static void test_tunnel(void)
{
    const struct failing_work work = {"a tunnel over HTTP/3", run, NULL, 0};

    world_begin(0, CS_H3_SLIP_NONE);
    cs_link_close(client.link);
    cs_link_close(server.link);
    reserve(&client.heard);
    reserve(&client.wire);
    reserve(&server.heard);
    reserve(&server.wire);
    failing_each(&work, MOST);
    client.link = server.link = NULL;
    world_end();
}

int main(void)
{
    static const struct cs_unit_test tests[] = {{"a tunnel", test_tunnel}};

    return cs_run_tests("memory", tests, CS_COUNT(tests));
}
