/* The capture is read back block by block. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>

#include "reports/documents.h"
#include "reports/pcapng.h"
#include "reports/sample_testing.h"

#define PACKETS_MAX 200

struct packet {
    uint64_t at_us;
    uint32_t interface;
    uint32_t from;
    uint32_t to;
    unsigned from_port;
    unsigned to_port;
    bool datagram; /* of UDP: what belongs to TCP is 0 */
    uint32_t sequence;
    uint32_t acknowledged;
    unsigned flags;
    const unsigned char *payload;
    size_t length;
    const char *comment; /* |comment_length| bytes, or NULL */
    size_t comment_length;
};

struct capture {
    char *data;
    size_t length;
    size_t interfaces;
    size_t count;
    struct packet packets[PACKETS_MAX];
};

static uint32_t get32(const char *at)
{
    uint32_t value;

    memcpy(&value, at, sizeof(value));
    return value;
}

static uint32_t net(const unsigned char *at, size_t bytes)
{
    uint32_t value = 0;

    for (size_t i = 0; i < bytes; i++)
        value = value << 8 | at[i];
    return value;
}

/* The Internet checksum over what contains its own checksum: 0 where that is right. */
static unsigned verify(uint32_t sum, const unsigned char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        sum += i % 2 == 0 ? (uint32_t)bytes[i] << 8 : bytes[i];
    while (sum > 0xffff)
        sum = (sum & 0xffff) + (sum >> 16);
    return ~sum & 0xffff;
}

static void read_packet(struct packet *packet, const char *block, size_t size)
{
    const unsigned char *ip = (const unsigned char *)block + 28;
    const unsigned char *tcp = ip + 20;
    bool udp = ip[9] == 17;
    size_t headers = udp ? 28 : 40;
    size_t length = get32(block + 20);
    size_t options = 28 + (length + 3) / 4 * 4;
    uint32_t pseudo = ip[9] + (uint32_t)length - 20;

    CU_ASSERT_FATAL((udp || ip[9] == 6) && length >= headers && options + 8 <= size && get32(block + 24) == length);
    CU_ASSERT_EQUAL(net(ip + 2, 2), length);
    CU_ASSERT_EQUAL(verify(0, ip, 20), 0);
    for (size_t i = 12; i < 20; i += 2)
        pseudo += net(ip + i, 2);
    CU_ASSERT_EQUAL(verify(pseudo, tcp, length - 20), 0);
    *packet = (struct packet){
        .at_us = (uint64_t)get32(block + 12) << 32 | get32(block + 16),
        .interface = get32(block + 8),
        .from = net(ip + 12, 4),
        .to = net(ip + 16, 4),
        .from_port = net(tcp, 2),
        .to_port = net(tcp + 2, 2),
        .datagram = udp,
        .sequence = udp ? 0 : net(tcp + 4, 4),
        .acknowledged = udp ? 0 : net(tcp + 8, 4),
        .flags = udp ? 0 : tcp[13],
        .payload = ip + headers,
        .length = length - headers,
    };
    CU_ASSERT(!udp || net(tcp + 4, 2) == length - 20);
    if ((get32(block + options) & 0xffff) != 1) /* opt_comment */
        return;
    packet->comment = block + options + 4;
    packet->comment_length = get32(block + options) >> 16;
    CU_ASSERT_FATAL(options + 4 + packet->comment_length + 8 <= size);
}

static void read_capture(struct capture *capture, const struct cs_result *const *results, size_t count)
{
    *capture = (struct capture){.length = 0};
    capture->data = cs_pcap_document(results, count, &capture->length);
    CU_ASSERT_PTR_NOT_NULL_FATAL(capture->data);
    for (size_t at = 0; at < capture->length;) {
        const char *block = capture->data + at;
        uint32_t size = get32(block + 4);

        CU_ASSERT_FATAL(size % 4 == 0 && size >= 12 && size <= capture->length - at);
        CU_ASSERT_EQUAL(get32(block + size - 4), size);
        CU_ASSERT_EQUAL(get32(block) == 0x0A0D0D0A, at == 0);
        capture->interfaces += get32(block) == 1;
        if (get32(block) == 6) {
            CU_ASSERT_FATAL(capture->count < PACKETS_MAX);
            read_packet(&capture->packets[capture->count++], block, size);
        }
        at += size;
    }
}

static void add(struct cs_transcript *transcript, uint64_t at_us, enum cs_event_kind kind, int channel, uint64_t value)
{
    CU_ASSERT_FATAL(cs_transcript_add(transcript, (struct cs_event){at_us, kind, channel, value}, false));
}

/* A result with one case, a client and an origin, without events. */
static struct cs_result *small_result(struct cs_transcript **transcript)
{
    struct cs_result *result = cs_result_new();

    CU_ASSERT_PTR_NOT_NULL_FATAL(result);
    result->cases = calloc(1, sizeof(*result->cases));
    CU_ASSERT_PTR_NOT_NULL_FATAL(result->cases);
    result->count = 1;
    result->target = sample_copy("squid");
    result->version = sample_copy(HOSTILE);
    result->started = sample_copy("1970-01-01T00:00:10Z");
    sample_case(&result->cases[0], "target/d", CS_FAIL, "low");
    *transcript = result->cases[0].transcript;
    (*transcript)->event_count = 0;
    return result;
}

static void test_conversation(void)
{
    static const struct {
        unsigned flags;
        bool ours;
        uint32_t sequence;
        uint32_t acknowledged;
        const char *payload;
    } rows[] = {
        {CS_TCP_SYN, true, 0, 0, ""},
        {CS_TCP_SYN | CS_TCP_ACK, false, 0, 1, ""},
        {CS_TCP_ACK, true, 1, 1, ""},
        {CS_TCP_PSH | CS_TCP_ACK, true, 1, 1, "CONNECT"},
        {CS_TCP_PSH | CS_TCP_ACK, false, 1, 8, "HTTP/1.1 200 OK\r\n\r\n"},
        {CS_TCP_PSH | CS_TCP_ACK, true, 8, 20, NULL}, /* what is left goes before the end */
        {CS_TCP_FIN | CS_TCP_ACK, true, 22, 20, ""},
        {CS_TCP_PSH | CS_TCP_ACK, false, 20, 23, NULL},
        {CS_TCP_RST | CS_TCP_ACK, false, 19 + sizeof(HOSTILE), 23, ""},
    };
    struct cs_transcript *transcript;
    struct cs_result *result = small_result(&transcript);
    const struct cs_result *results[] = {result};
    struct capture capture;

    add(transcript, 1, CS_EVENT_CONNECT, 0, 0);
    add(transcript, 2, CS_EVENT_CONNECTED, 0, 0);
    add(transcript, 3, CS_EVENT_STEP, -1, 0);
    add(transcript, 4, CS_EVENT_SENT, 0, 7);
    add(transcript, 5, CS_EVENT_RECEIVED, 0, 19);
    add(transcript, 6, CS_EVENT_FIN_SENT, 0, 0);
    add(transcript, 7, CS_EVENT_RESET_RECEIVED, 0, 0);
    read_capture(&capture, results, 1);
    CU_ASSERT_EQUAL(capture.interfaces, 1);
    CU_ASSERT_EQUAL_FATAL(capture.count, CS_COUNT(rows));
    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        const struct packet *packet = &capture.packets[i];

        CU_ASSERT_EQUAL(packet->flags, rows[i].flags);
        CU_ASSERT_EQUAL(packet->from, rows[i].ours ? 0x7f000001u : 0x7f000002u);
        CU_ASSERT_EQUAL(packet->to, rows[i].ours ? 0x7f000002u : 0x7f000001u);
        CU_ASSERT_EQUAL(rows[i].ours ? packet->to_port : packet->from_port, 3128);
        CU_ASSERT_EQUAL(packet->sequence, rows[i].sequence);
        CU_ASSERT_EQUAL(packet->acknowledged, rows[i].acknowledged);
        CU_ASSERT_EQUAL(packet->comment == NULL, i > 0);
        if (rows[i].payload != NULL)
            CU_ASSERT(packet->length == strlen(rows[i].payload) &&
                      memcmp(packet->payload, rows[i].payload, packet->length) == 0);
    }
    CU_ASSERT_EQUAL(capture.packets[0].at_us, 10000001);
    CU_ASSERT_EQUAL(capture.packets[8].at_us, 10000007);
    CU_ASSERT_NSTRING_EQUAL(capture.packets[0].comment, "target/d, client: fail (tunnel-opened): because of \\x1b[",
                            55);
    free(capture.data);
    cs_result_free(result);
}

/* The target knocks on a listener of ours: it sends the SYN. */
static void test_origin(void)
{
    struct cs_transcript *transcript;
    struct cs_result *result = small_result(&transcript);
    const struct cs_result *results[] = {result, result};
    struct capture capture;

    add(transcript, 1, CS_EVENT_ACCEPTED, 1, 0);
    add(transcript, 2, CS_EVENT_RECEIVED, 1, 1);
    read_capture(&capture, results, 2);
    CU_ASSERT_EQUAL(capture.interfaces, 2);
    CU_ASSERT_EQUAL_FATAL(capture.count, 8);
    CU_ASSERT_EQUAL(capture.packets[0].flags, CS_TCP_SYN);
    CU_ASSERT_EQUAL(capture.packets[0].from, 0x7f000002u);
    CU_ASSERT_EQUAL(capture.packets[0].to, 0x7f4d0101u); /* the variable `host` */
    CU_ASSERT_EQUAL(capture.packets[0].to_port, 25);     /* the listener "denied" */
    CU_ASSERT(capture.packets[3].length == 1 && capture.packets[3].payload[0] == '\0');
    CU_ASSERT_EQUAL(capture.packets[3].interface, 0);
    CU_ASSERT_EQUAL(capture.packets[4].interface, 1);
    CU_ASSERT_NOT_EQUAL(capture.packets[0].from_port, capture.packets[4].from_port);
    free(capture.data);
    cs_result_free(result);
}

/* A target that hands every CONNECT on speaks HTTP to the parent proxy that we play. */
static void test_parent(void)
{
    struct cs_transcript *transcript;
    struct cs_result *result = small_result(&transcript);
    const struct cs_result *results[] = {result};
    struct capture capture;

    snprintf(transcript->policy.parent, sizeof(transcript->policy.parent), "127.79.1.2");
    add(transcript, 1, CS_EVENT_ACCEPTED, 1, 0);
    read_capture(&capture, results, 1);
    CU_ASSERT_EQUAL_FATAL(capture.count, 3);
    CU_ASSERT_EQUAL(capture.packets[0].to, 0x7f4f0102u);
    CU_ASSERT_EQUAL(capture.packets[0].to_port, 3128);
    free(capture.data);
    cs_result_free(result);
}

static void test_refused(void)
{
    struct cs_transcript *transcript;
    struct cs_result *result = small_result(&transcript);
    const struct cs_result *results[] = {result};
    struct capture capture;

    add(transcript, 1, CS_EVENT_CONNECT, 0, 0);
    add(transcript, 2, CS_EVENT_CONNECT_FAILED, 0, ECONNREFUSED);
    read_capture(&capture, results, 1);
    CU_ASSERT_EQUAL_FATAL(capture.count, 2);
    CU_ASSERT_EQUAL(capture.packets[1].flags, CS_TCP_RST | CS_TCP_ACK);
    CU_ASSERT_EQUAL(capture.packets[1].acknowledged, 1);
    free(capture.data);
    cs_result_free(result);
}

/* A stream of QUIC: its datagrams stand there, between what else happened, and nothing of it as TCP. */
static void test_quic(void)
{
    struct cs_transcript *transcript;
    struct cs_result *result = small_result(&transcript);
    const struct cs_result *results[] = {result};
    struct cs_carrier *carrier = cs_transcript_add_carrier(transcript, "h3");
    struct capture capture;

    CU_ASSERT_PTR_NOT_NULL_FATAL(carrier);
    transcript->channels[0].carrier = 1;
    CU_ASSERT(cs_carrier_add_packet(carrier, 1, false, "\xc0odd", 4));
    CU_ASSERT(cs_carrier_add_packet(carrier, 9, true, "\xc0", 1));
    add(transcript, 0, CS_EVENT_CONNECT, 0, 0);
    add(transcript, 2, CS_EVENT_SENT, 0, 7);
    add(transcript, 3, CS_EVENT_ACCEPTED, 1, 0);
    read_capture(&capture, results, 1);
    CU_ASSERT_EQUAL_FATAL(capture.count, 5);
    CU_ASSERT(capture.packets[0].datagram && capture.packets[4].datagram);
    CU_ASSERT(capture.packets[0].length == 4 && memcmp(capture.packets[0].payload, "\xc0odd", 4) == 0);
    CU_ASSERT(capture.packets[0].to_port == 443 && capture.packets[4].from_port == 443);
    CU_ASSERT(capture.packets[0].from == 0x7f000001u && capture.packets[4].from == 0x7f000002u);
    CU_ASSERT_EQUAL(capture.packets[0].from_port, capture.packets[4].to_port);
    CU_ASSERT(capture.packets[0].at_us == 10000001 && capture.packets[4].at_us == 10000009);
    CU_ASSERT_NSTRING_EQUAL(capture.packets[0].comment, "target/d, client: fail", 22);
    CU_ASSERT_PTR_NULL(capture.packets[4].comment);
    CU_ASSERT_EQUAL(capture.packets[1].flags, CS_TCP_SYN);
    free(capture.data);
    cs_result_free(result);
}

/* Bytes beyond those that were kept are not there, but counted; large segments are divided. */
static void test_long_stream(void)
{
    struct cs_transcript *transcript;
    struct cs_result *result = small_result(&transcript);
    const struct cs_result *results[] = {result};
    struct cs_stream *sent = &transcript->channels[0].sent;
    struct capture capture;
    char *bytes = malloc(CS_KEPT_BYTES);

    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    memset(bytes, 'a', CS_KEPT_BYTES);
    free(sent->kept);
    sample_stream(sent, bytes, CS_KEPT_BYTES);
    sent->total = UINT64_C(5000000000);
    add(transcript, 1, CS_EVENT_SENT, 0,
        UINT64_C(1) << 62); /* no handshake was recorded, more was "sent" than there is */
    add(transcript, 2, CS_EVENT_FIN_SENT, 0, 0);
    read_capture(&capture, results, 1);
    CU_ASSERT_EQUAL_FATAL(capture.count, 6);
    CU_ASSERT_EQUAL(capture.packets[3].length, CS_PCAPNG_PAYLOAD_MAX);
    CU_ASSERT_EQUAL(capture.packets[4].length, CS_KEPT_BYTES - CS_PCAPNG_PAYLOAD_MAX);
    CU_ASSERT_EQUAL(capture.packets[5].sequence, 1 + (uint32_t)sent->total);
    free(bytes);
    free(capture.data);
    cs_result_free(result);
}

/* Every event there is, in an order that makes no sense, and a reason that no option can hold. */
/* Keys of TLS stand in front of the packets that they are for (type "TLSK"), each line once. */
static void test_keys(void)
{
    static const char expected[] = "CLIENT_RANDOM 00 11\nCLIENT_RANDOM 22 33\n";
    struct cs_transcript *transcript;
    struct cs_result *result = small_result(&transcript);
    struct capture capture;
    size_t found = 0;

    CU_ASSERT_TRUE(cs_transcript_add_key(transcript, "CLIENT_RANDOM 00 11"));
    CU_ASSERT_TRUE(cs_transcript_add_key(transcript, "CLIENT_RANDOM 22 33"));
    CU_ASSERT_TRUE(cs_transcript_add_key(transcript, "CLIENT_RANDOM 00 11"));
    add(transcript, 0, CS_EVENT_CONNECT, 0, 0);
    read_capture(&capture, (const struct cs_result *const *)&result, 1);
    for (size_t at = 0; at < capture.length; at += get32(capture.data + at + 4)) {
        const char *block = capture.data + at;

        if (get32(block) == 6 && found == 0)
            CU_FAIL("packets stand first");
        if (get32(block) != 10)
            continue;
        found++;
        CU_ASSERT_EQUAL(get32(block + 8), 0x544c534b);
        CU_ASSERT_EQUAL_FATAL(get32(block + 12), strlen(expected));
        CU_ASSERT_EQUAL(memcmp(block + 16, expected, strlen(expected)), 0);
    }
    CU_ASSERT_EQUAL(found, 1);
    free(capture.data);
    cs_result_free(result);
}

static void test_nonsense(void)
{
    struct cs_transcript *transcript;
    struct cs_result *result = small_result(&transcript);
    const struct cs_result *results[] = {result};
    struct capture capture;
    char *reason = malloc(200001);

    CU_ASSERT_PTR_NOT_NULL_FATAL(reason);
    for (size_t i = 0; i < 200000; i += 2)
        memcpy(reason + i, "\xc3\xa9", 2);
    reason[200000] = '\0';
    free(result->cases[0].verdict.reason);
    result->cases[0].verdict.reason = reason;
    free(result->started);
    result->started = sample_copy(HOSTILE);
    for (int turn = 0; turn < 2; turn++)
        for (int kind = CS_EVENT_KINDS - 1; kind >= 0; kind--)
            add(transcript, UINT64_MAX / 2, (enum cs_event_kind)kind, turn, UINT64_MAX / 2);
    read_capture(&capture, results, 1);
    CU_ASSERT(capture.count > 10);
    CU_ASSERT(capture.packets[0].comment_length <= 60000 && capture.packets[0].comment_length > 59990);
    CU_ASSERT_EQUAL((unsigned char)capture.packets[0].comment[capture.packets[0].comment_length - 1], 0xa9);
    free(capture.data);
    cs_result_free(result);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"conversation", test_conversation},
        {"keys", test_keys},
        {"origin", test_origin},
        {"parent", test_parent},
        {"refused", test_refused},
        {"long stream", test_long_stream},
        {"nonsense", test_nonsense},
        {"QUIC", test_quic},
    };

    return cs_run_tests("pcap", tests, CS_COUNT(tests));
}
