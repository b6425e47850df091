#include "harness/judge/compare.h"

#include "harness/judge/scene_testing.h"

#define LARGE (CS_KEPT_BYTES * 3)

/* Bytes that a template stands for. */
static void expand(const char *text, struct cs_bytes *out)
{
    char error[CS_TEMPLATE_ERROR_MAX] = "";
    const struct cs_environment nothing = {.lookup = NULL};
    struct cs_template *template;
    size_t offset;

    template = cs_template_parse(text, strlen(text), error, &offset);
    if (template == NULL || !cs_template_expand(template, &nothing, out, error))
        CU_FAIL_FATAL("a bad template");
    cs_template_free(template);
}

/* |head| bytes before the mark, then |length| times "a", the one at |change| (when below |length|) another letter. */
static void receive(struct cs_stream *stream, size_t head, size_t length, size_t change)
{
    char *bytes = malloc(head + length + 1);

    if (bytes == NULL)
        CU_FAIL_FATAL("no memory");
    memset(bytes, 'h', head);
    memset(bytes + head, 'a', length);
    if (change < length)
        bytes[head + change] = 'b';
    memset(stream, 0, sizeof(*stream));
    bytes[head + length] = 0;
    scene_stream(stream, bytes, head + length, false);
    stream->mark = head;
    scene_digest(bytes + head, length, stream->sha256_from_mark);
    free(bytes);
}

static void test_matches(void)
{
    static const struct {
        const char *expected;
        size_t head;
        size_t length;
        size_t change;
        enum cs_match match;
        uint64_t offset;
        bool hashed;
    } rows[] = {
        {"${3 of a}", 0, 3, 9, CS_MATCH_EQUAL, 3, false},
        {"${3 of a}", 10, 3, 9, CS_MATCH_EQUAL, 3, false},
        {"${3 of a}", 10, 2, 9, CS_MATCH_SHORT, 2, false},
        {"${3 of a}", 10, 0, 9, CS_MATCH_SHORT, 0, false},
        {"${3 of a}", 10, 4, 9, CS_MATCH_LONG, 3, false},
        {"${3 of a}", 10, 3, 1, CS_MATCH_DIFFERS, 1, false},
        {"${3 of a}", 10, 3, 2, CS_MATCH_DIFFERS, 2, false},
        {"${3 of a}", 10, 4, 0, CS_MATCH_DIFFERS, 0, false},
        {"${192 KiB of a}", 10, LARGE, LARGE, CS_MATCH_EQUAL, CS_KEPT_BYTES - 10, true},
        {"${192 KiB of a}", 10, LARGE - 1, LARGE, CS_MATCH_SHORT, CS_KEPT_BYTES - 10, true},
        {"${192 KiB of a}", 10, LARGE + 1, LARGE + 1, CS_MATCH_LONG, CS_KEPT_BYTES - 10, false},
        {"${192 KiB of a}", 0, LARGE, CS_KEPT_BYTES - 1, CS_MATCH_DIFFERS, CS_KEPT_BYTES - 1, false},
        {"${192 KiB of a}", 0, LARGE, CS_KEPT_BYTES, CS_MATCH_DIFFERS_LATER, CS_KEPT_BYTES, true},
        {"${192 KiB of a}", 0, LARGE - 1, LARGE - 2, CS_MATCH_DIFFERS_LATER, CS_KEPT_BYTES, true},
        {"${192 KiB of a}", CS_KEPT_BYTES + 5, LARGE, LARGE, CS_MATCH_EQUAL, 0, true},
        {"${192 KiB of a}", CS_KEPT_BYTES + 5, LARGE, 0, CS_MATCH_DIFFERS_LATER, 0, true},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_comparison seen;
        struct cs_stream stream;
        struct cs_bytes expected;
        uint64_t hashed = 0;

        expand(rows[i].expected, &expected);
        receive(&stream, rows[i].head, rows[i].length, rows[i].change);
        seen = cs_compare(&expected, &stream, &hashed);
        if (seen.match != rows[i].match)
            printf("\nrow %zu: %d\n", i, seen.match);
        CU_ASSERT_EQUAL(seen.match, rows[i].match);
        CU_ASSERT_EQUAL(seen.offset, rows[i].offset);
        CU_ASSERT_EQUAL(seen.received, rows[i].length);
        CU_ASSERT_EQUAL(seen.expected, expected.total);
        CU_ASSERT_EQUAL(hashed, rows[i].hashed ? rows[i].length : 0);
        free(stream.kept);
        cs_bytes_free(&expected);
    }
}

/* A transcript may claim any total: nothing is hashed beyond the bound, and the caller can see that. */
static void test_bound(void)
{
    struct cs_stream stream;
    struct cs_bytes expected;
    uint64_t hashed = 0;

    expand("${3000 MiB of a}", &expected);
    receive(&stream, 0, CS_KEPT_BYTES, CS_KEPT_BYTES);
    stream.total = expected.total;
    CU_ASSERT_EQUAL(cs_compare(&expected, &stream, &hashed).match, CS_MATCH_TOO_LARGE);
    CU_ASSERT(hashed > CS_COMPARE_MAX);
    CU_ASSERT_EQUAL(cs_compare(&expected, &stream, &hashed).match, CS_MATCH_TOO_LARGE);
    free(stream.kept);
    cs_bytes_free(&expected);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"matches", test_matches},
        {"bound", test_bound},
    };

    return cs_run_tests("compare", tests, CS_COUNT(tests));
}
