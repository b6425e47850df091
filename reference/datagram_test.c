#include "reference/datagram.h"

#include "reference/findings_testing.h"

#define START 100

static const struct {
    const char *bytes;
    size_t length;      /* of the bytes */
    uint64_t announced; /* of the datagram */
    enum cs_datagram_kind kind;
    uint64_t context;
    uint64_t payload; /* its length */
    const char *findings;
} datagrams[] = {
    {"\0hello", 6, 6, CS_DATAGRAM_UDP, 0, 5, ""},
    {"\0", 1, 1, CS_DATAGRAM_UDP, 0, 0, ""}, /* an empty packet */
    {"\x40\0x", 3, 3, CS_DATAGRAM_UDP, 0, 1, ""},
    {"\xc0\0\0\0\0\0\0\0x", 9, 9, CS_DATAGRAM_UDP, 0, 1, ""},
    {"\0", 1, 65528, CS_DATAGRAM_UDP, 0, 65527, ""},
    {"\x40\0", 2, 65529, CS_DATAGRAM_UDP, 0, 65527, ""},
    {"\0", 1, 65529, CS_DATAGRAM_MALFORMED, 0, 65528, "datagram-payload-too-long@101"},
    {"\xc0\0\0\0\0\0\0\0", 8, 65536, CS_DATAGRAM_MALFORMED, 0, 65528, "datagram-payload-too-long@108"},
    {"\0x", 2, CS_VARINT_MAX, CS_DATAGRAM_MALFORMED, 0, CS_VARINT_MAX - 1, "datagram-payload-too-long@101"},
    {"\x02"
     "ext",
     4, 4, CS_DATAGRAM_OTHER, 2, 3, ""},
    {"\x02", 1, CS_VARINT_MAX, CS_DATAGRAM_OTHER, 2, CS_VARINT_MAX - 1, ""}, /* as long as its extension likes */
    {"\xff\xff\xff\xff\xff\xff\xff\xff", 8, 8, CS_DATAGRAM_OTHER, CS_VARINT_MAX, 0, ""},
    {"", 0, 0, CS_DATAGRAM_MALFORMED, 0, 0, "datagram-context-missing@100"},
    {"\x40", 1, 1, CS_DATAGRAM_MALFORMED, 0, 0, "datagram-context-missing@100"},
    {"\xc0\0\0\0\0\0\0", 7, 7, CS_DATAGRAM_MALFORMED, 0, 0, "datagram-context-missing@100"},
    {"\x80\0\0", 3, 4, CS_DATAGRAM_UNDECIDED, 0, 0, ""},
};

/* Reads one datagram in two pieces, each in front of a guard page; |*payload| is how much of it was handed out. */
static void read_in_two(size_t i, size_t split, struct cs_datagram *datagram, size_t *payload,
                        struct cs_findings *findings)
{
    const char *bytes = datagrams[i].bytes;
    size_t ends[] = {split, datagrams[i].length};
    size_t at = 0;

    cs_datagram_begin(datagram, datagrams[i].announced, START, findings);
    for (size_t k = 0; k < CS_COUNT(ends); at = ends[k++]) {
        char *copy = cs_supervised_copy(bytes + at, ends[k] - at);
        struct cs_span piece;
        enum cs_datagram_kind kind = cs_datagram_read(datagram, copy, ends[k] - at, &piece, findings);

        CU_ASSERT_EQUAL(kind, datagram->kind);
        CU_ASSERT(piece.start + piece.length <= ends[k] - at);
        CU_ASSERT(piece.length == 0 || piece.start + piece.length == ends[k] - at);
        *payload += piece.length;
        cs_supervised_free(copy, ends[k] - at);
    }
}

static void datagrams_in_every_split(void)
{
    for (size_t i = 0; i < CS_COUNT(datagrams); i++) {
        for (size_t split = 0; split <= datagrams[i].length; split++) {
            struct cs_datagram datagram;
            struct cs_findings findings;
            size_t payload = 0;
            bool given = datagrams[i].kind == CS_DATAGRAM_UDP || datagrams[i].kind == CS_DATAGRAM_OTHER;

            cs_findings_init(&findings);
            read_in_two(i, split, &datagram, &payload, &findings);
            CU_ASSERT_EQUAL(datagram.kind, datagrams[i].kind);
            CU_ASSERT_EQUAL(datagram.context, datagrams[i].context);
            CU_ASSERT_EQUAL(datagram.payload_length, datagrams[i].payload);
            CU_ASSERT_EQUAL(payload, given ? datagrams[i].length - datagram.number.width : 0);
            cs_expect_findings(&findings, datagrams[i].findings, datagrams[i].bytes);
        }
    }
}

static void an_empty_one_is_decided_at_once(void)
{
    struct cs_datagram datagram;
    struct cs_findings findings;

    cs_findings_init(&findings);
    CU_ASSERT_EQUAL(cs_datagram_begin(&datagram, 0, 7, &findings), CS_DATAGRAM_MALFORMED);
    cs_expect_findings(&findings, "datagram-context-missing@7", "empty");
    CU_ASSERT_EQUAL(cs_datagram_begin(&datagram, 1, 7, &findings), CS_DATAGRAM_UNDECIDED);
}

/* What is written is read as what it was, at the edges of each width. */
static void heads_written(void)
{
    static const size_t lengths[] = {0, 1, 62, 63, 16382, 16383, 65507, CS_UDP_PAYLOAD_MAX};
    char out[CS_UDP_CAPSULE_HEAD_MAX];

    for (size_t i = 0; i < CS_COUNT(lengths); i++) {
        size_t written = cs_udp_capsule_write_head(out, lengths[i]);
        uint64_t type = 9, length = 9;
        size_t front = cs_varint_read(out, written, &type);
        size_t back = cs_varint_read(out + front, written - front, &length);

        CU_ASSERT_EQUAL(type, CS_CAPSULE_DATAGRAM);
        CU_ASSERT_EQUAL(length, lengths[i] + 1);
        CU_ASSERT_EQUAL(written, front + back + 1);
        CU_ASSERT_EQUAL(out[written - 1], 0);
    }
    CU_ASSERT_EQUAL(cs_udp_capsule_write_head(out, CS_UDP_PAYLOAD_MAX + 1), 0);
    CU_ASSERT_EQUAL(cs_udp_capsule_write_head(out, SIZE_MAX), 0);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"datagrams in every split", datagrams_in_every_split},
        {"an empty one is decided at once", an_empty_one_is_decided_at_once},
        {"heads written", heads_written},
    };

    return cs_run_tests("datagram", tests, CS_COUNT(tests));
}
