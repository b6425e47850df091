/* Links without memory: what passes is what passes else, or somebody is told. */
#include "reference/failing_testing.h"

#include <openssl/crypto.h>

#include "harness/transport/h2/h2.h"
#include "harness/transport/pair_testing.h"
#include "harness/transport/tls/tls.h"
#include "reference/section_testing.h"

#define MOST 150
#define ROOM 65536

static struct cs_pair_end client, server;
static struct cs_tls_context *client_tls, *server_tls;
static const char ping[] = "ping", pong[] = "pong";

/* The test's own buffers have their room before anything fails, and keep it. */
static void reserve(struct cs_buffer *buffer)
{
    static char room[ROOM];

    CU_ASSERT_TRUE_FATAL(cs_buffer_add(buffer, room, sizeof(room)));
}

static void prepare(void)
{
    cs_pair_begin(&client, &server);
    reserve(&client.heard);
    reserve(&client.wire);
    reserve(&server.heard);
    reserve(&server.wire);
}

static void reset(struct cs_pair_end *end)
{
    cs_buffer_take(&end->heard, end->heard.length);
    cs_buffer_take(&end->wire, end->wire.length);
    end->log[0] = '\0';
    end->order_count = end->order_first = 0;
    end->paused = end->over = false;
    end->link = NULL;
}

/* Bytes came as they were sent, all of them or, if somebody was told, some. */
static bool is_beginning(const struct cs_pair_end *end, const char *sent)
{
    return end->heard.length <= strlen(sent) && memcmp(end->heard.data, sent, end->heard.length) == 0;
}

static bool was_told(const struct cs_pair_end *end)
{
    return strstr(end->log, "failed(") != NULL || strstr(end->log, "ended(") != NULL ||
           strstr(end->log, "notice(4,") != NULL || strstr(end->log, "notice(1,") != NULL;
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

static bool send_head(struct cs_pair_end *end, int channel, enum cs_section_kind kind, const char *text)
{
    struct cs_field fields[CS_SECTION_TESTING_FIELDS];
    struct cs_message message;
    struct cs_link_order order = {.kind = CS_LINK_MESSAGE, .message = &message};
    bool sent;

    cs_field_section_read(kind, 2, text, strlen(text), fields, cs_section_split(text, strlen(text), fields), &message);
    sent = cs_link_order(end->link, channel, &order);
    cs_pair_run(&client, &server);
    return sent;
}

static bool send_text(struct cs_pair_end *end, int channel, const char *text)
{
    bool sent = cs_pair_send(end, channel, CS_LINK_BYTES, text);

    cs_pair_run(&client, &server);
    return sent;
}

static bool begin(struct cs_link *of_client, struct cs_link *of_server)
{
    client.link = of_client;
    server.link = of_server;
    if (of_client == NULL || of_server == NULL)
        return false;
    cs_link_begin(server.link);
    cs_link_begin(client.link);
    cs_pair_run(&client, &server);
    return true;
}

static void finish(void)
{
    cs_link_close(client.link);
    cs_link_close(server.link);
    OPENSSL_thread_stop(); /* where its last errors were */
}

static bool talk_h2(void)
{
    int channel = cs_link_join(client.link);

    return channel >= 0 && send_head(&client, channel, CS_SECTION_REQUEST, ":method: CONNECT|:authority: a.test:443") &&
           send_head(&server, channel, CS_SECTION_RESPONSE, ":status: 200") && send_text(&client, channel, ping) &&
           send_text(&server, channel, pong);
}

static enum failing_answer run_h2(void *context)
{
    enum failing_answer result;
    bool said;

    (void)context;
    reset(&client);
    reset(&server);
    said = !begin(cs_h2_open(&(struct cs_h2_options){0}, &cs_pair_events, &client),
                  cs_h2_open(&(struct cs_h2_options){.server = true}, &cs_pair_events, &server)) ||
           !talk_h2();
    result = answer(said);
    finish();
    return result;
}

static enum failing_answer run_tls(void *context)
{
    enum failing_answer result;
    bool said;

    (void)context;
    reset(&client);
    reset(&server);
    said =
        !begin(cs_tls_open(client_tls, &cs_pair_events, &client), cs_tls_open(server_tls, &cs_pair_events, &server)) ||
        !send_text(&client, 0, ping) || !send_text(&server, 0, pong);
    result = answer(said);
    finish();
    return result;
}

static void release(void)
{
    client.link = server.link = NULL;
    cs_pair_end_both(&client, &server);
}

static void test_h2(void)
{
    const struct failing_work work = {"a tunnel over HTTP/2", run_h2, NULL, 0};

    prepare();
    failing_each(&work, MOST);
    release();
}

static void test_tls(void)
{
    const struct failing_work work = {"a conversation in TLS", run_tls, NULL, 0};
    struct cs_certificate_authority *authority = cs_certificate_authority_new();
    struct cs_identity identity;

    CU_ASSERT_TRUE_FATAL(cs_identity_make(authority, CS_CERTIFICATE_GOOD, "origin.test", &identity));
    client_tls = cs_tls_context_new(&(struct cs_tls_options){.root = cs_certificate_authority_root(authority)});
    server_tls = cs_tls_context_new(&(struct cs_tls_options){.server = true, .identity = &identity});
    CU_ASSERT_TRUE_FATAL(client_tls != NULL && server_tls != NULL);
    prepare();
    failing_each(&work, MOST);
    release();
    cs_tls_context_free(client_tls);
    cs_tls_context_free(server_tls);
    cs_identity_free(&identity);
    cs_certificate_authority_free(authority);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {{"h2", test_h2}, {"tls", test_tls}};

    return cs_run_tests("memory", tests, CS_COUNT(tests));
}
