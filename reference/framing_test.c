#include "reference/framing.h"

#include "reference/findings_testing.h"

/* What reading came to. */
struct outcome {
    enum cs_answer answer;
    size_t used;
    struct cs_body body;
    struct cs_findings findings;
};

/* Feeds pieces of |piece| bytes, the first of |first| bytes, each in front of a guard page. */
static void feed(const char *data, size_t length, enum cs_body_kind kind, size_t first, size_t piece,
                 struct outcome *out)
{
    size_t end = first < length ? first : length;

    memset(out, 0, sizeof(*out));
    cs_body_init(&out->body, kind, 5);
    for (size_t at = 0;; end = end + piece < length ? end + piece : length) {
        char *copy = cs_supervised_copy(data + at, end - at);
        size_t used;

        out->answer = cs_body_read(&out->body, copy, end - at, &used, &out->findings);
        cs_supervised_free(copy, end - at);
        out->used += used;
        if (out->answer != CS_NEED_MORE || end == length)
            return;
        CU_ASSERT_EQUAL(used, end - at);
        at = end;
    }
}

static const struct {
    const char *body;
    enum cs_answer answer;
    size_t used;
    uint64_t content;
    const char *findings;
} chunked[] = {
    {"0\r\n\r\n", CS_COMPLETE, 5, 0, ""},
    {"5\r\nhello\r\n0\r\n\r\nHTTP/1.1", CS_COMPLETE, 15, 5, ""},
    {"5\r\n\r\n\r\n\n\r\n000\r\n\r\n", CS_COMPLETE, 17, 5, ""},
    {"00A\r\n0123456789\r\n1\r\nx\r\n0\r\nA: b\r\nC:\r\nD:\t\xff\r\n\r\n", CS_COMPLETE, 44, 11, ""},
    {"1;a\r\nx\r\n0;b=c;d=\"e\\\" \";f\r\n\r\n", CS_COMPLETE, 28, 1, ""},
    {"1 ; a\t= b ;c\r\nx\r\n0\r\n\r\n", CS_COMPLETE, 22, 1,
     "chunk-blank@2 chunk-blank@3 chunk-blank@6 chunk-blank@7 chunk-blank@10"},
    {"1;a ;  b=\t\"\" ;c\r\nx\r\n0\r\n\r\n", CS_COMPLETE, 25, 1,
     "chunk-blank@4 chunk-blank@5 chunk-blank@9 chunk-blank@13"},
    {"5\r\nhel", CS_NEED_MORE, 6, 3, ""},
    {"", CS_NEED_MORE, 0, 0, ""},
    {"\r\n", CS_MALFORMED, 0, 0, "chunk-size-missing@0"},
    {" 5\r\n", CS_MALFORMED, 0, 0, "chunk-size-missing@0"},
    {"-1\r\n", CS_MALFORMED, 0, 0, "chunk-size-missing@0"},
    {"0x5\r\n", CS_MALFORMED, 1, 0, "chunk-extension-malformed@1"},
    {"7fffffffffffffff\r\nx", CS_NEED_MORE, 19, 1, ""},
    {"8000000000000000\r\nx", CS_MALFORMED, 15, 0, "chunk-size-too-large@15"},
    {"10000000000000005\r\nhello", CS_MALFORMED, 16, 0, "chunk-size-too-large@16"},
    {"5\nhello", CS_MALFORMED, 1, 0, "chunk-line-end@1"},
    {"5\r\rhello", CS_MALFORMED, 2, 0, "chunk-line-end@2"},
    {"5 \r\nhello", CS_MALFORMED, 2, 0, "chunk-extension-malformed@2"},
    {"5;\r\nhello", CS_MALFORMED, 2, 0, "chunk-extension-malformed@2"},
    {"5; \r\nhello", CS_MALFORMED, 3, 0, "chunk-blank@2 chunk-extension-malformed@3"},
    {"5;a=\r\nhello", CS_MALFORMED, 4, 0, "chunk-extension-malformed@4"},
    {"5;a b\r\nhello", CS_MALFORMED, 4, 0, "chunk-extension-malformed@4"},
    {"5;a=\"\r\n", CS_MALFORMED, 5, 0, "chunk-extension-malformed@5"},
    {"5;a=\"\"b\r\n", CS_MALFORMED, 6, 0, "chunk-extension-malformed@6"},
    {"5;a=\"\\\x01\"\r\n", CS_MALFORMED, 6, 0, "chunk-extension-malformed@6"},
    {"5;a\nhello", CS_MALFORMED, 3, 0, "chunk-line-end@3"},
    {"5\r\nhellox", CS_MALFORMED, 8, 5, "chunk-data-end@8"},
    {"5\r\nhello\n", CS_MALFORMED, 8, 5, "chunk-data-end@8"},
    {"5\r\nhello\rx", CS_MALFORMED, 9, 5, "chunk-data-end@9"},
    {"0\r\n\n", CS_MALFORMED, 3, 0, "chunk-line-end@3"},
    {"0\r\n\rx", CS_MALFORMED, 4, 0, "chunk-line-end@4"},
    {"0\r\nA b\r\n", CS_MALFORMED, 4, 0, "trailer-malformed@4"},
    {"0\r\n: b\r\n", CS_MALFORMED, 3, 0, "trailer-malformed@3"},
    {"0\r\nA: b\r\n c\r\n", CS_MALFORMED, 9, 0, "trailer-malformed@9"},
    {"0\r\nA: \x01\r\n", CS_MALFORMED, 6, 0, "trailer-malformed@6"},
    {"0\r\nA: b\n\r\n", CS_MALFORMED, 7, 0, "chunk-line-end@7"},
    {"0\r\nA: b\rx\r\n", CS_MALFORMED, 8, 0, "chunk-line-end@8"},
};

static void chunked_bodies_in_every_split(void)
{
    for (size_t i = 0; i < CS_COUNT(chunked); i++) {
        size_t length = strlen(chunked[i].body);

        for (size_t first = 0; first <= length; first++) {
            for (int single = 0; single <= 1; single++) {
                struct outcome out;

                feed(chunked[i].body, length, CS_BODY_CHUNKED, first, single ? 1 : length, &out);
                CU_ASSERT_EQUAL(out.answer, chunked[i].answer);
                CU_ASSERT_EQUAL(out.used, chunked[i].used);
                CU_ASSERT_EQUAL(out.body.read, chunked[i].content);
                CU_ASSERT_EQUAL(out.body.position, chunked[i].used);
                cs_expect_findings(&out.findings, chunked[i].findings, chunked[i].body);
            }
        }
    }
}

static void the_answer_stays(void)
{
    struct outcome out;
    size_t used = 9;

    feed("0\r\n\r\n", 5, CS_BODY_CHUNKED, 5, 1, &out);
    CU_ASSERT_EQUAL(cs_body_read(&out.body, "0\r\n", 3, &used, &out.findings), CS_COMPLETE);
    CU_ASSERT_EQUAL(used, 0);
    feed("x", 1, CS_BODY_CHUNKED, 1, 1, &out);
    CU_ASSERT_EQUAL(cs_body_read(&out.body, "0\r\n", 3, &used, &out.findings), CS_MALFORMED);
    CU_ASSERT_EQUAL(used, 0);
    CU_ASSERT_EQUAL(out.findings.count, 1);
}

static void other_kinds(void)
{
    static const struct {
        enum cs_body_kind kind;
        enum cs_answer answer;
        size_t used;
    } rows[] = {
        {CS_BODY_NONE, CS_COMPLETE, 0},    {CS_BODY_LENGTH, CS_COMPLETE, 5},    {CS_BODY_CLOSE, CS_NEED_MORE, 7},
        {CS_BODY_TUNNEL, CS_NEED_MORE, 7}, {CS_BODY_UNUSABLE, CS_NEED_MORE, 7},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        for (size_t first = 0; first <= 7; first++) {
            struct outcome out;

            feed("0123456", 7, rows[i].kind, first, 1, &out);
            CU_ASSERT_EQUAL(out.answer, rows[i].answer);
            CU_ASSERT_EQUAL(out.used, rows[i].used);
            CU_ASSERT_EQUAL(out.body.read, rows[i].used);
            CU_ASSERT_EQUAL(out.findings.count, 0);
        }
    }
}

static void content_of_length_zero(void)
{
    struct cs_findings findings = {0};
    struct cs_body body;
    size_t used;

    cs_body_init(&body, CS_BODY_LENGTH, 0);
    CU_ASSERT_EQUAL(cs_body_read(&body, "", 0, &used, &findings), CS_COMPLETE);
    CU_ASSERT_EQUAL(used, 0);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"chunked bodies in every split", chunked_bodies_in_every_split},
        {"an answer stays", the_answer_stays},
        {"the other kinds in every split", other_kinds},
        {"content of length zero", content_of_length_zero},
    };

    return cs_run_tests("framing", tests, CS_COUNT(tests));
}
