#include "harness/judge/notes.h"

#include "harness/judge/judge.h"
#include "harness/judge/scene_testing.h"

#define BROKEN "CONNECT a:99999 HTTP/1.1\r\nHost : a\r\n\r\n"
#define LENGTH "HTTP/1.1 100 Go on\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"

static void expect_note(const struct cs_verdict *verdict, size_t index, const struct cs_note *wanted)
{
    const struct cs_note *note = &verdict->notes[index];

    CU_ASSERT_FATAL(index < verdict->note_count);
    CU_ASSERT_EQUAL(note->channel, wanted->channel);
    CU_ASSERT_EQUAL(note->received, wanted->received);
    CU_ASSERT_EQUAL(note->offset, wanted->offset);
    CU_ASSERT_EQUAL(note->length, wanted->length);
    CU_ASSERT_STRING_EQUAL(cs_code_name(note->code), cs_code_name(wanted->code));
}

static void judged(const struct scene *scene, struct stage *stage, struct cs_verdict *verdict)
{
    scene_set(stage, scene);
    CU_ASSERT_TRUE(cs_judge(stage->plan, stage->transcript, verdict));
}

/* Offsets count from the first byte of the direction, interim responses included. */
static void places(void)
{
    static const struct scene scene = {.level = "must",
                                       .accept = "[refused]",
                                       .channels = {{"control", "origin", "x", BROKEN, CS_END_OPEN, 0},
                                                    {"client", NULL, BROKEN, LENGTH, CS_END_OPEN, 0}}};
    static const struct cs_note wanted[] = {{1, false, 10, 14, CS_CODE_PORT_OUT_OF_RANGE},
                                            {1, false, 30, 4, CS_CODE_FIELD_BLANK_BEFORE_COLON},
                                            {1, false, 36, 0, CS_CODE_HOST_MISSING},
                                            {1, true, 39, 17, CS_CODE_CONTENT_LENGTH_IN_2XX}};
    struct cs_verdict verdict;
    struct stage stage;

    judged(&scene, &stage, &verdict);
    CU_ASSERT_EQUAL_FATAL(verdict.note_count, CS_COUNT(wanted));
    for (size_t i = 0; i < CS_COUNT(wanted); i++)
        expect_note(&verdict, i, &wanted[i]);
    cs_verdict_free(&verdict);
    CU_ASSERT_EQUAL(verdict.note_count, 0);
    stage_free(&stage);
}

/* What arrives is a request only where the case says so. */
static void arrivals(void)
{
    struct scene scene = {
        .level = "must",
        .accept = "[tunnel]",
        .channels = {{"client", NULL, "x", NULL, CS_END_OPEN, 0}, {"origin", "origin", NULL, BROKEN, CS_END_OPEN, 0}}};
    struct cs_verdict verdict;
    struct stage stage;

    judged(&scene, &stage, &verdict);
    CU_ASSERT_EQUAL(verdict.note_count, 0);
    CU_ASSERT_PTR_NULL(verdict.notes);
    cs_verdict_free(&verdict);
    stage_free(&stage);
    scene.accept = "[{origin.target: a}]";
    judged(&scene, &stage, &verdict);
    CU_ASSERT_EQUAL(verdict.note_count, 3);
    cs_verdict_free(&verdict);
    stage_free(&stage);
}

/* A flood of findings stays within bounds. */
static void bounds(void)
{
    static char flood[8192];
    struct scene scene = {.level = "must",
                          .accept = "[refused]",
                          .channels = {{"client", NULL, flood, flood, CS_END_OPEN, 0},
                                       {"client2", NULL, flood, flood, CS_END_OPEN, 0},
                                       {"client3", NULL, flood, flood, CS_END_OPEN, 0}}};
    struct cs_verdict verdict;
    struct stage stage;

    memset(flood, '\n', sizeof(flood) - 1);
    judged(&scene, &stage, &verdict);
    CU_ASSERT_EQUAL(verdict.note_count, CS_NOTES_MAX);
    cs_verdict_free(&verdict);
    stage_free(&stage);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"places", places},
        {"arrivals", arrivals},
        {"bounds", bounds},
    };

    return cs_run_tests("notes", tests, CS_COUNT(tests));
}
