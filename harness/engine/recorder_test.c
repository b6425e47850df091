#include "harness/engine/recorder.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "reference/testing.h"

static bool is_digest_of(const uint8_t digest[CS_SHA256_BYTES], const char *bytes, size_t length)
{
    uint8_t expected[CS_SHA256_BYTES];

    EVP_Digest(bytes, length, expected, NULL, EVP_sha256(), NULL);
    return memcmp(digest, expected, sizeof(expected)) == 0;
}

static void receive_split(struct cs_recorder *recorder, const char *bytes, size_t length, size_t piece)
{
    for (size_t at = 0; at < length; at += piece)
        CU_ASSERT_TRUE(cs_recorder_received(recorder, bytes + at, length - at < piece ? length - at : piece));
}

static void test_mark_behind_head(void)
{
    static const char stream[] = "HTTP/1.1 200 OK\r\nX: y\r\n\r\ntunnelled";
    const size_t length = sizeof(stream) - 1;
    const size_t head = length - strlen("tunnelled");

    for (size_t piece = 1; piece <= length; piece++) {
        struct cs_channel channel = {0};
        struct cs_recorder recorder;

        CU_ASSERT_TRUE_FATAL(cs_recorder_init(&recorder, &channel, true));
        receive_split(&recorder, stream, length, piece);
        cs_recorder_received_end(&recorder, CS_END_FIN, 0);
        cs_recorder_received_end(&recorder, CS_END_RESET, 0);
        CU_ASSERT_EQUAL(cs_recorder_tunnelled(&recorder), length - head);
        CU_ASSERT(cs_recorder_finish(&recorder));
        CU_ASSERT_EQUAL(channel.received.total, length);
        CU_ASSERT_EQUAL(channel.received.mark, head);
        CU_ASSERT_EQUAL(channel.received.end, CS_END_FIN);
        CU_ASSERT_EQUAL(channel.received.kept_length, length);
        CU_ASSERT_EQUAL(memcmp(channel.received.kept, stream, length), 0);
        CU_ASSERT_TRUE(is_digest_of(channel.received.sha256, stream, length));
        CU_ASSERT_TRUE(is_digest_of(channel.received.sha256_from_mark, stream + head, length - head));
        CU_ASSERT_TRUE(is_digest_of(channel.sent.sha256, "", 0));
        free(channel.received.kept);
    }
}

static void test_refusal_has_no_mark(void)
{
    static const char stream[] = "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno";
    struct cs_channel channel = {0};
    struct cs_recorder recorder;

    CU_ASSERT_TRUE_FATAL(cs_recorder_init(&recorder, &channel, true));
    receive_split(&recorder, stream, sizeof(stream) - 1, 5);
    CU_ASSERT_EQUAL(recorder.heard.state, CS_EXCHANGE_ANSWERED);
    CU_ASSERT_EQUAL(cs_recorder_tunnelled(&recorder), 0);
    CU_ASSERT(cs_recorder_finish(&recorder));
    CU_ASSERT_EQUAL(channel.received.mark, 0);
    CU_ASSERT_TRUE(is_digest_of(channel.received.sha256_from_mark, stream, sizeof(stream) - 1));
    free(channel.received.kept);
}

static void test_only_a_beginning_is_kept(void)
{
    const size_t length = 3 * CS_KEPT_BYTES + 17;
    char *bytes = malloc(length);
    struct cs_channel channel = {0};
    struct cs_recorder recorder;

    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    for (size_t i = 0; i < length; i++)
        bytes[i] = (char)(i * 31 % 251);
    CU_ASSERT_TRUE_FATAL(cs_recorder_init(&recorder, &channel, false));
    receive_split(&recorder, bytes, length, 10007);
    CU_ASSERT_TRUE(cs_recorder_sent(&recorder, bytes, length));
    CU_ASSERT_EQUAL(cs_recorder_tunnelled(&recorder), length);
    cs_recorder_sent_end(&recorder, CS_END_RESET, 0);
    CU_ASSERT(cs_recorder_finish(&recorder));
    CU_ASSERT_EQUAL(channel.received.kept_length, CS_KEPT_BYTES);
    CU_ASSERT_EQUAL(channel.sent.kept_length, CS_KEPT_BYTES);
    CU_ASSERT_EQUAL(memcmp(channel.received.kept, bytes, CS_KEPT_BYTES), 0);
    CU_ASSERT_EQUAL(channel.received.total, length);
    CU_ASSERT_TRUE(is_digest_of(channel.received.sha256, bytes, length));
    CU_ASSERT_TRUE(is_digest_of(channel.sent.sha256, bytes, length));
    CU_ASSERT_EQUAL(channel.sent.end, CS_END_RESET);
    CU_ASSERT_EQUAL(channel.received.end, CS_END_OPEN);
    free(channel.received.kept);
    free(channel.sent.kept);
    free(bytes);
}

/* A long tunnel, whose first bytes come with the head, ahead of it or far behind. */
static void test_mark_of_a_long_tunnel(void)
{
    static const char head[] = "HTTP/1.1 200 OK\r\n\r\n";
    static const size_t pieces[] = {1000, sizeof(head) - 1, CS_KEPT_BYTES, 3 * CS_KEPT_BYTES};
    const size_t mark = sizeof(head) - 1;
    const size_t length = 2 * CS_KEPT_BYTES + 17;
    char *bytes = malloc(length);

    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    for (size_t i = 0; i < length; i++)
        bytes[i] = i < mark ? head[i] : (char)(i * 31 % 251);
    for (size_t i = 0; i < CS_COUNT(pieces); i++) {
        struct cs_channel channel = {0};
        struct cs_recorder recorder;

        CU_ASSERT_TRUE_FATAL(cs_recorder_init(&recorder, &channel, true));
        receive_split(&recorder, bytes, length, pieces[i]);
        CU_ASSERT(cs_recorder_finish(&recorder));
        CU_ASSERT_EQUAL(channel.received.mark, mark);
        CU_ASSERT_TRUE(is_digest_of(channel.received.sha256, bytes, length));
        CU_ASSERT_TRUE(is_digest_of(channel.received.sha256_from_mark, bytes + mark, length - mark));
        free(channel.received.kept);
    }
    free(bytes);
}

#define FIELD(name, value) "\0" name value

/* Heads of a stream are read as they come; its bytes are all the tunnel's. */
static void test_heads_of_a_stream(void)
{
    static const char early[] = FIELD("\7:status", "\003103");
    static const char final[] = FIELD("\7:status", "\003200") FIELD("\4date", "\003now");
    struct cs_channel channel = {.is_stream = true, .version = 2, .number = 1};
    struct cs_recorder recorder;

    CU_ASSERT_TRUE_FATAL(cs_recorder_init(&recorder, &channel, true));
    CU_ASSERT_TRUE(cs_recorder_head_sent(&recorder, FIELD("\7:method", "\7CONNECT"), 17));
    CU_ASSERT_TRUE(cs_recorder_head(&recorder, early, sizeof(early) - 1));
    CU_ASSERT_EQUAL(recorder.heard.state, CS_EXCHANGE_WAITING);
    CU_ASSERT_TRUE(cs_recorder_head(&recorder, final, sizeof(final) - 1));
    CU_ASSERT_EQUAL(recorder.heard.state, CS_EXCHANGE_TUNNEL);
    CU_ASSERT_EQUAL(recorder.heard.status, 200);
    CU_ASSERT_TRUE(cs_recorder_received(&recorder, "pong", 4));
    CU_ASSERT_EQUAL(cs_recorder_tunnelled(&recorder), 4);
    cs_recorder_received_end(&recorder, CS_END_RESET, 10);
    CU_ASSERT(cs_recorder_finish(&recorder));
    CU_ASSERT_EQUAL(channel.received.block_count, 2);
    CU_ASSERT_EQUAL(channel.received.end_code, 10);
    CU_ASSERT_TRUE(is_digest_of(channel.received.sha256_from_mark, "pong", 4));
    for (size_t i = 0; i < channel.received.block_count; i++)
        free(channel.received.blocks[i].kept);
    free(channel.sent.blocks[0].kept);
    free(channel.sent.blocks);
    free(channel.received.blocks);
    free(channel.received.kept);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"the mark stands behind a 2xx head, however it is split", test_mark_behind_head},
        {"a refusal has no mark", test_refusal_has_no_mark},
        {"only a beginning is kept", test_only_a_beginning_is_kept},
        {"the mark of a long tunnel", test_mark_of_a_long_tunnel},
        {"heads of a stream", test_heads_of_a_stream},
    };

    return cs_run_tests("recorder", tests, CS_COUNT(tests));
}
