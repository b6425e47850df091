#include "harness/transport/pair_testing.h"
#include "harness/transport/tls/tls.h"

static struct cs_certificate_authority *authority;
static struct cs_pair_end client;
static struct cs_pair_end server;
static struct cs_tls_context *client_tls;
static struct cs_tls_context *server_tls;
static struct cs_identity identity;

static struct cs_tls_options usual(bool is_server)
{
    struct cs_tls_options options = {.server = is_server};

    if (is_server)
        options.identity = &identity;
    else
        options.root = cs_certificate_authority_root(authority);
    return options;
}

static void open_links(void)
{
    cs_pair_begin(&client, &server);
    client.link = cs_tls_open(client_tls, &cs_pair_events, &client);
    server.link = cs_tls_open(server_tls, &cs_pair_events, &server);
    CU_ASSERT_PTR_NOT_NULL_FATAL(client.link);
    CU_ASSERT_PTR_NOT_NULL_FATAL(server.link);
    cs_link_begin(server.link);
    cs_link_begin(client.link);
}

static void begin(enum cs_certificate_kind kind, struct cs_tls_options of_client, struct cs_tls_options of_server)
{
    CU_ASSERT_TRUE_FATAL(cs_identity_make(authority, kind, "origin.test,127.0.0.1", &identity));
    client_tls = cs_tls_context_new(&of_client);
    server_tls = cs_tls_context_new(&of_server);
    CU_ASSERT_PTR_NOT_NULL_FATAL(client_tls);
    CU_ASSERT_PTR_NOT_NULL_FATAL(server_tls);
    open_links();
}

static void end(void)
{
    cs_pair_end_both(&client, &server);
    cs_tls_context_free(client_tls);
    cs_tls_context_free(server_tls);
    cs_identity_free(&identity);
}

static bool told(const struct cs_pair_end *end, const char *text)
{
    bool found = strstr(end->log, text) != NULL;

    if (!found)
        printf("\n  no %s in: %s\n", text, end->log);
    return found;
}

static void order(struct cs_pair_end *end, enum cs_link_order_kind kind, uint64_t code)
{
    const struct cs_link_order order = {.kind = kind, .code = code};

    CU_ASSERT_TRUE(cs_link_order(end->link, 0, &order));
}

#define READY         "notice(0,0) "
#define SENT_ALERT(n) "notice(1," #n ") "
#define GOT_ALERT(n)  "notice(2," #n ") "

static void test_both_versions(void)
{
    for (int version = 0x0303; version <= 0x0304; version++) {
        struct cs_tls_options of_client = usual(false);

        of_client.version_min = of_client.version_max = version;
        of_client.checked_name = "127.0.0.1";
        begin(CS_CERTIFICATE_GOOD, of_client, usual(true));
        CU_ASSERT_TRUE(cs_pair_send(&client, 0, CS_LINK_BYTES, "ping")); /* waits for the handshake */
        cs_pair_run(&client, &server);
        CU_ASSERT_TRUE(cs_pair_send(&server, 0, CS_LINK_BYTES, "pong"));
        cs_pair_run(&client, &server);
        CU_ASSERT_STRING_EQUAL(client.log, READY "sent(0,ping) received(0,pong) ");
        CU_ASSERT_STRING_EQUAL(server.log, READY "received(0,ping) sent(0,pong) ");
        CU_ASSERT_STRING_EQUAL(cs_tls_version(client.link), version == 0x0303 ? "TLSv1.2" : "TLSv1.3");
        CU_ASSERT_EQUAL(client.wire.data[0], 22);
        end();
    }
}

static void test_alpn_and_name(void)
{
    struct cs_tls_options of_client = usual(false);
    struct cs_tls_options of_server = usual(true);

    of_client.server_name = of_client.checked_name = "origin.test";
    of_client.alpn = "http/1.1,h2";
    of_server.alpn = "h2,http/1.1";
    begin(CS_CERTIFICATE_GOOD, of_client, of_server);
    cs_pair_run(&client, &server);
    CU_ASSERT_STRING_EQUAL(cs_tls_alpn(client.link), "h2");
    CU_ASSERT_STRING_EQUAL(cs_tls_alpn(server.link), "h2");
    CU_ASSERT_STRING_EQUAL(cs_tls_server_name(server.link), "origin.test");
    end();
    of_server.alpn = "h3";
    begin(CS_CERTIFICATE_GOOD, of_client, of_server);
    cs_pair_run(&client, &server);
    CU_ASSERT_TRUE(told(&server, SENT_ALERT(120)));
    CU_ASSERT_TRUE(told(&client, GOT_ALERT(120) "ended(0,reset,120) "));
    end();
}

static void test_certificates(void)
{
    static const struct {
        enum cs_certificate_kind kind;
        const char *name;
        const char *log; /* of the client */
    } rows[] = {
        {CS_CERTIFICATE_GOOD, "origin.test", READY},
        {CS_CERTIFICATE_LARGE_CHAIN, "origin.test", READY},
        {CS_CERTIFICATE_GOOD, "other.test", SENT_ALERT(42)},
        {CS_CERTIFICATE_OTHER_NAME, "origin.test", SENT_ALERT(42)},
        {CS_CERTIFICATE_EXPIRED, "origin.test", SENT_ALERT(45)},
        {CS_CERTIFICATE_FUTURE, "origin.test", SENT_ALERT(42)},
        {CS_CERTIFICATE_SELF_SIGNED, "origin.test", SENT_ALERT(48)},
        {CS_CERTIFICATE_INCOMPLETE, "origin.test", SENT_ALERT(48)},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_tls_options of_client = usual(false);
        unsigned char shown[32];
        unsigned char own[32];

        of_client.checked_name = rows[i].name;
        begin(rows[i].kind, of_client, usual(true));
        cs_pair_run(&client, &server);
        CU_ASSERT_TRUE(told(&client, rows[i].log));
        CU_ASSERT_EQUAL(cs_tls_verification(client.link)[0] == '\0', strcmp(rows[i].log, READY) == 0);
        CU_ASSERT_TRUE(cs_identity_digest(&identity, own));
        if (strcmp(rows[i].log, READY) == 0) {
            CU_ASSERT_TRUE(cs_tls_peer_digest(client.link, shown));
            CU_ASSERT_EQUAL(memcmp(shown, own, 32), 0);
        }
        end();
    }
}

static void test_client_certificate(void)
{
    struct cs_tls_options of_client = usual(false);
    struct cs_tls_options of_server = usual(true);
    struct cs_identity own;
    unsigned char digest[32];

    of_server.root = cs_certificate_authority_root(authority);
    of_server.asks_certificate = true;
    begin(CS_CERTIFICATE_GOOD, of_client, of_server);
    cs_pair_run(&client, &server);
    CU_ASSERT_TRUE(told(&server, SENT_ALERT(116)));
    end();
    CU_ASSERT_TRUE_FATAL(cs_identity_make(authority, CS_CERTIFICATE_GOOD, "client.test", &own));
    of_client.identity = &own;
    begin(CS_CERTIFICATE_GOOD, of_client, of_server);
    cs_pair_run(&client, &server);
    CU_ASSERT_TRUE(told(&server, READY));
    CU_ASSERT_TRUE(cs_tls_peer_digest(server.link, digest));
    end();
    cs_identity_free(&own);
}

static void test_ends(void)
{
    begin(CS_CERTIFICATE_GOOD, usual(false), usual(true));
    CU_ASSERT_TRUE(cs_pair_send(&client, 0, CS_LINK_BYTES, "last"));
    order(&client, CS_LINK_FINISH, 0);
    cs_pair_run(&client, &server);
    CU_ASSERT_STRING_EQUAL(server.log, READY "received(0,last) ended(0,fin,0) ");
    CU_ASSERT_TRUE(cs_pair_send(&server, 0, CS_LINK_BYTES, "reply")); /* the other direction lives */
    order(&server, CS_LINK_NOTICE, CS_TLS_CUT);
    cs_pair_run(&client, &server);
    CU_ASSERT_TRUE(told(&client, "received(0,reply) ended(0,fin,4294967296) "));
    CU_ASSERT_FALSE(cs_pair_send(&client, 0, CS_LINK_BYTES, "more"));
    end();
    begin(CS_CERTIFICATE_GOOD, usual(false), usual(true));
    cs_pair_run(&client, &server);
    order(&client, CS_LINK_RESET, 0);
    cs_pair_run(&client, &server);
    CU_ASSERT_TRUE(told(&server, "ended(0,reset,0) "));
    end();
}

static void test_notices(void)
{
    begin(CS_CERTIFICATE_GOOD, usual(false), usual(true));
    cs_pair_run(&client, &server);
    order(&client, CS_LINK_NOTICE, CS_TLS_KEY_UPDATE);
    CU_ASSERT_TRUE(cs_pair_send(&client, 0, CS_LINK_BYTES, "new keys"));
    cs_pair_run(&client, &server);
    CU_ASSERT_TRUE(told(&server, "received(0,new keys) "));
    order(&client, CS_LINK_NOTICE, CS_TLS_CLOSE_NOTIFY);
    cs_pair_run(&client, &server);
    CU_ASSERT_TRUE(told(&server, "ended(0,fin,0) "));
    CU_ASSERT_PTR_NULL(strstr(client.log, "ended-sent"));
    end();
}

static void test_raw(void)
{
    begin(CS_CERTIFICATE_GOOD, usual(false), usual(true));
    cs_pair_run(&client, &server);
    CU_ASSERT_TRUE(cs_pair_send(&client, 0, CS_LINK_RAW, "not a record"));
    cs_pair_run(&client, &server);
    CU_ASSERT_TRUE(told(&server, "ended(0,reset,4294967297) "));
    CU_ASSERT_TRUE(told(&client, "notice(2,"));
    end();
}

/* Where a handshake is broken, what each end then sees. */
static void test_breaks(void)
{
    static const struct {
        bool by_server;
        int version;
        enum cs_tls_break_kind kind;
        uint64_t value;
        const char *log; /* of the other end */
    } rows[] = {
        {false, 0x0304, CS_TLS_BREAK_AFTER_HELLO, 0, "ended(0,fin,4294967296) "},
        {true, 0x0304, CS_TLS_BREAK_AFTER_HELLO, 0, "ended(0,fin,4294967296) "},
        {false, 0x0304, CS_TLS_BREAK_BYTE, 100, "ended(0,fin,4294967296) "},
        {true, 0x0303, CS_TLS_BREAK_BYTE, 100, "ended(0,fin,4294967296) "},
        {true, 0x0304, CS_TLS_BREAK_ALERT, 40, GOT_ALERT(40) "ended(0,reset,40) "},
        {true, 0x0303, CS_TLS_BREAK_ALERT, 112, GOT_ALERT(112) "ended(0,reset,112) "},
        {false, 0x0303, CS_TLS_BREAK_ALERT, 48, GOT_ALERT(48) "ended(0,reset,48) "},
        {false, 0x0304, CS_TLS_BREAK_FINISHED, 0, SENT_ALERT(20)},
        {true, 0x0304, CS_TLS_BREAK_FINISHED, 0, SENT_ALERT(20)},
        {false, 0x0303, CS_TLS_BREAK_FINISHED, 0, SENT_ALERT(20)},
        {true, 0x0303, CS_TLS_BREAK_FINISHED, 0, SENT_ALERT(20)},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_tls_options options[2] = {usual(false), usual(true)};
        struct cs_tls_options *breaking = &options[rows[i].by_server];

        options[0].version_min = options[0].version_max = rows[i].version;
        breaking->break_kind = rows[i].kind;
        breaking->break_value = rows[i].value;
        begin(CS_CERTIFICATE_GOOD, options[0], options[1]);
        cs_pair_send(&client, 0, CS_LINK_BYTES, "ping"); /* refused when the break came at once */
        cs_pair_run(&client, &server);
        if (!told(rows[i].by_server ? &client : &server, rows[i].log))
            CU_FAIL("row");
        if (rows[i].kind == CS_TLS_BREAK_BYTE)
            CU_ASSERT_EQUAL((rows[i].by_server ? &server : &client)->wire.length, rows[i].value);
        CU_ASSERT_EQUAL(server.heard.length, 0);
        end();
    }
}

static void test_hello(void)
{
    struct cs_tls_options of_client = usual(false);

    of_client.hello_extra = 15000;
    of_client.grease = true;
    of_client.hello_cut = 100;
    begin(CS_CERTIFICATE_GOOD, of_client, usual(true));
    CU_ASSERT_TRUE(client.order_count > 150);
    cs_pair_run(&client, &server);
    CU_ASSERT_TRUE(told(&server, READY));
    CU_ASSERT_TRUE(client.segments > 150);
    end();
    of_client.hello_extra = 16001;
    CU_ASSERT_PTR_NULL(cs_tls_context_new(&of_client));
}

static void test_resumption(void)
{
    begin(CS_CERTIFICATE_GOOD, usual(false), usual(true));
    CU_ASSERT_TRUE(cs_pair_send(&server, 0, CS_LINK_BYTES, "a"));
    cs_pair_run(&client, &server);
    CU_ASSERT_FALSE(cs_tls_resumed(client.link));
    order(&client, CS_LINK_FINISH, 0);
    cs_pair_run(&client, &server);
    cs_pair_end_both(&client, &server);
    open_links();
    cs_pair_run(&client, &server);
    CU_ASSERT_TRUE(cs_tls_resumed(client.link));
    CU_ASSERT_TRUE(cs_tls_resumed(server.link));
    end();
}

/* Whoever resumes says nothing behind early data, so that no handshake is over. */
static void test_early(void)
{
    for (int allowed = 0; allowed <= 1; allowed++) {
        struct cs_tls_options of_client = usual(false);
        struct cs_tls_options of_server = usual(true);

        of_client.early = true;
        of_server.early = allowed == 1;
        begin(CS_CERTIFICATE_GOOD, of_client, of_server);
        CU_ASSERT_TRUE(cs_pair_send(&server, 0, CS_LINK_BYTES, "a"));
        cs_pair_run(&client, &server);
        order(&client, CS_LINK_FINISH, 0);
        cs_pair_run(&client, &server);
        cs_pair_end_both(&client, &server);
        open_links();
        CU_ASSERT_EQUAL(cs_pair_send(&client, 0, CS_LINK_BYTES, "early"), allowed == 1);
        cs_pair_run(&client, &server);
        CU_ASSERT_EQUAL(strstr(client.log, "sent(0,early)") != NULL, allowed == 1);
        CU_ASSERT_EQUAL(strstr(client.log, "ended(0,reset") != NULL, allowed == 0);
        CU_ASSERT_STRING_EQUAL(cs_tls_version(server.link), "");
        end();
    }
}

static void test_early_without_session(void)
{
    struct cs_tls_options of_client = usual(false);

    of_client.early = true;
    begin(CS_CERTIFICATE_GOOD, of_client, usual(true));
    cs_pair_end_both(&client, &server);
    open_links();
    CU_ASSERT_FALSE(cs_pair_send(&client, 0, CS_LINK_BYTES, "early"));
    cs_pair_run(&client, &server);
    CU_ASSERT_PTR_NOT_NULL(strstr(client.log, "ended(0,reset"));
    CU_ASSERT_PTR_NULL(strstr(server.log, "received"));
    end();
}

static size_t read_zeros(const void *context, uint64_t offset, char *buffer, size_t capacity)
{
    const uint64_t *total = context;
    size_t length = *total - offset < capacity ? (size_t)(*total - offset) : capacity;

    memset(buffer, 0, length);
    return length;
}

/* Content is pulled as the carrier takes it, and a dribble is a record a byte. */
static void test_flow(void)
{
    static const uint64_t total = 4000000;
    struct cs_link_order large = {.kind = CS_LINK_BYTES,
                                  .bytes = {.total = total, .read = read_zeros, .context = &total}};
    struct cs_link_order dribble = {.kind = CS_LINK_BYTES, .bytes = cs_source_text("drib")};

    begin(CS_CERTIFICATE_GOOD, usual(false), usual(true));
    cs_pair_run(&client, &server);
    client.quiet = server.quiet = true;
    CU_ASSERT_TRUE(cs_link_order(client.link, 0, &large));
    CU_ASSERT_TRUE(client.sent <= 16384);
    cs_pair_run(&client, &server);
    CU_ASSERT_EQUAL(server.heard.length, total);
    client.quiet = server.quiet = false;
    dribble.bytes.dribble = true;
    CU_ASSERT_TRUE(cs_link_order(client.link, 0, &dribble));
    cs_pair_run(&client, &server);
    CU_ASSERT_TRUE(told(&server, "received(0,d) received(0,r) received(0,i) received(0,b) "));
    end();
}

static void test_pause(void)
{
    begin(CS_CERTIFICATE_GOOD, usual(false), usual(true));
    cs_pair_run(&client, &server);
    order(&server, CS_LINK_PAUSE, 0);
    CU_ASSERT_TRUE(cs_pair_send(&client, 0, CS_LINK_BYTES, "late"));
    cs_pair_run(&client, &server);
    CU_ASSERT_EQUAL(server.heard.length, 0);
    order(&server, CS_LINK_RESUME, 0);
    cs_pair_run(&client, &server);
    CU_ASSERT_EQUAL(server.heard.length, 4);
    end();
}

static void log_key(void *context, const char *line)
{
    *(unsigned *)context += strncmp(line, "SERVER_TRAFFIC_SECRET_0 ", 24) == 0;
}

static void test_key_log(void)
{
    struct cs_tls_options of_client = usual(false);
    unsigned count = 0;

    of_client.key_log = log_key;
    of_client.key_log_context = &count;
    begin(CS_CERTIFICATE_GOOD, of_client, usual(true));
    cs_pair_run(&client, &server);
    CU_ASSERT_EQUAL(count, 1);
    end();
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"TLS 1.2 and 1.3", test_both_versions},
        {"ALPN and SNI", test_alpn_and_name},
        {"certificates are checked", test_certificates},
        {"client certificates", test_client_certificate},
        {"close_notify, cut and reset", test_ends},
        {"KeyUpdate, close_notify alone", test_notices},
        {"raw bytes", test_raw},
        {"broken handshakes", test_breaks},
        {"ClientHello of any size and cut", test_hello},
        {"resumption", test_resumption},
        {"early data", test_early},
        {"early data without a session", test_early_without_session},
        {"content is pulled", test_flow},
        {"a pause", test_pause},
        {"key log", test_key_log},
    };
    int status;

    authority = cs_certificate_authority_new();
    status = authority == NULL ? 1 : cs_run_tests("transport.tls", tests, CS_COUNT(tests));
    cs_certificate_authority_free(authority);
    return status;
}
