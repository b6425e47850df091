#include "reference/capsule.h"

#include "reference/findings_testing.h"

#define LOG_MAX 4096

/* What reading told, as text: "(TYPE LENGTH" for each capsule that begins, its bytes, ")" where it is whole. */
struct told {
    char log[LOG_MAX];
    size_t used;
    struct cs_capsules capsules;
};

static void note(struct told *told, const char *text, size_t length)
{
    if (told->used + length >= LOG_MAX)
        CU_FAIL_FATAL("the log is full");
    memcpy(told->log + told->used, text, length);
    told->used += length;
    told->log[told->used] = '\0';
}

static void note_head(struct told *told)
{
    char text[64];

    note(told, text,
         (size_t)snprintf(text, sizeof(text), "(%jx %ju ", (uintmax_t)told->capsules.type,
                          (uintmax_t)told->capsules.length));
}

/* Gives |length| bytes in front of a guard page. */
static void give(struct told *told, const char *data, size_t length)
{
    char *copy = cs_supervised_copy(data, length);
    enum cs_capsule_event event;
    size_t at = 0, used;

    do {
        struct cs_span piece = {0};

        event = cs_capsules_read(&told->capsules, copy + at, length - at, &used, &piece);
        CU_ASSERT_FATAL(used <= length - at && piece.start + piece.length <= length - at);
        if (event == CS_CAPSULE_BEGIN)
            note_head(told);
        if (event == CS_CAPSULE_VALUE)
            note(told, copy + at + piece.start, piece.length);
        if (event == CS_CAPSULE_END)
            note(told, ")", 1);
        at += used;
    } while (event != CS_CAPSULE_NEED_MORE);
    CU_ASSERT_EQUAL(at, length);
    cs_supervised_free(copy, length);
}

static const struct {
    const char *bytes;
    size_t length;
    const char *log;
    uint64_t count;
    const char *findings; /* when the stream ends here */
} streams[] = {
    {"", 0, "", 0, ""},
    {"\0\0", 2, "(0 0 )", 1, ""},
    {"\0\x03one\0\x03two", 10, "(0 3 one)(0 3 two)", 2, ""},
    {"\x40\0\x80\0\0\x03one", 9, "(0 3 one)", 1, ""},                               /* longer than necessary */
    {"\xc0\0\0\0\0\0\0\0\xc0\0\0\0\0\0\0\x01z", 17, "(0 1 z)", 1, ""},              /* as long as can be */
    {"\x17\0\x40\x40\x02hi\0\x01!", 10, "(17 0 )(40 2 hi)(0 1 !)", 3, ""},          /* unknown types */
    {"\xff\xff\xff\xff\xff\xff\xff\xff\x01x", 10, "(3fffffffffffffff 1 x)", 1, ""}, /* the greatest type */
    {"\0\xff\xff\xff\xff\xff\xff\xff\xffxy", 11, "(0 4611686018427387903 xy", 0, "capsule-truncated@11"},
    {"\0", 1, "", 0, "capsule-truncated@1"},
    {"\x40", 1, "", 0, "capsule-truncated@1"},
    {"\0\x80\0\0", 4, "", 0, "capsule-truncated@4"},
    {"\0\x03", 2, "(0 3 ", 0, "capsule-truncated@2"},
    {"\0\x03on", 4, "(0 3 on", 0, "capsule-truncated@4"},
    {"\0\x01x\x40", 4, "(0 1 x)", 1, "capsule-truncated@4"},
};

static void check(size_t i, const struct told *told)
{
    struct cs_findings findings;
    enum cs_answer answer;

    cs_findings_init(&findings);
    answer = cs_capsules_end(&told->capsules, &findings);
    CU_ASSERT_STRING_EQUAL(told->log, streams[i].log);
    CU_ASSERT_EQUAL(told->capsules.count, streams[i].count);
    CU_ASSERT_EQUAL(told->capsules.position, streams[i].length);
    CU_ASSERT_EQUAL(answer, streams[i].findings[0] == '\0' ? CS_COMPLETE : CS_MALFORMED);
    cs_expect_findings(&findings, streams[i].findings, streams[i].log);
}

static void streams_in_every_split(void)
{
    for (size_t i = 0; i < CS_COUNT(streams); i++) {
        for (size_t split = 0; split <= streams[i].length; split++) {
            struct told told = {.used = 0};

            cs_capsules_init(&told.capsules);
            give(&told, streams[i].bytes, split);
            give(&told, streams[i].bytes + split, streams[i].length - split);
            check(i, &told);
        }
    }
}

static void streams_byte_by_byte(void)
{
    for (size_t i = 0; i < CS_COUNT(streams); i++) {
        struct told told = {.used = 0};

        cs_capsules_init(&told.capsules);
        for (size_t at = 0; at < streams[i].length; at++)
            give(&told, streams[i].bytes + at, 1);
        check(i, &told);
    }
}

/* Where a capsule began, and how much of it is still to come, is known at any time. */
static void places(void)
{
    struct told told = {.used = 0};

    cs_capsules_init(&told.capsules);
    give(&told, "\0\x01x\x17\x05mo", 7);
    CU_ASSERT_EQUAL(told.capsules.start, 3);
    CU_ASSERT_EQUAL(told.capsules.left, 3);
}

/* Its end need not have been told for it to be whole. */
static void an_end_not_asked_for(void)
{
    struct cs_capsules capsules;
    struct cs_findings findings;
    struct cs_span piece;
    size_t used;

    cs_capsules_init(&capsules);
    cs_findings_init(&findings);
    CU_ASSERT_EQUAL(cs_capsules_read(&capsules, "\x17\0", 2, &used, &piece), CS_CAPSULE_BEGIN);
    CU_ASSERT_EQUAL(cs_capsules_end(&capsules, &findings), CS_COMPLETE);
    CU_ASSERT_EQUAL(findings.count, 0);
}

static void reserved_types(void)
{
    CU_ASSERT_TRUE(cs_capsule_is_reserved(0x17));
    CU_ASSERT_TRUE(cs_capsule_is_reserved(0x17 + 0x29));
    CU_ASSERT_TRUE(cs_capsule_is_reserved(UINT64_C(0x29) * 1000000007 + 0x17));
    CU_ASSERT_FALSE(cs_capsule_is_reserved(0));
    CU_ASSERT_FALSE(cs_capsule_is_reserved(0x16));
    CU_ASSERT_FALSE(cs_capsule_is_reserved(0x29));
}

static void heads_written(void)
{
    char out[CS_CAPSULE_HEAD_MAX];

    CU_ASSERT_EQUAL(cs_capsule_write_head(out, 0, 5), 2);
    CU_ASSERT_EQUAL(memcmp(out, "\0\x05", 2), 0);
    CU_ASSERT_EQUAL(cs_capsule_write_head(out, 64, 16384), 6);
    CU_ASSERT_EQUAL(memcmp(out, "\x40\x40\x80\0\x40\0", 6), 0);
    CU_ASSERT_EQUAL(cs_capsule_write_head(out, CS_VARINT_MAX, CS_VARINT_MAX), 16);
    CU_ASSERT_EQUAL(cs_capsule_write_head(out, CS_VARINT_MAX + 1, 0), 0);
    CU_ASSERT_EQUAL(cs_capsule_write_head(out, 0, CS_VARINT_MAX + 1), 0);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"streams in every split", streams_in_every_split},
        {"streams byte by byte", streams_byte_by_byte},
        {"places", places},
        {"an end not asked for", an_end_not_asked_for},
        {"reserved types", reserved_types},
        {"heads written", heads_written},
    };

    return cs_run_tests("capsule", tests, CS_COUNT(tests));
}
