/* Dialogues with a client: what answers mean, and what cases they become. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/live/live_testing.h"
#include "fuzz/live/random.h"
#include "fuzz/live/role.h"
#include "fuzz/live/seed.h"
#include "fuzz/live/write.h"

static const struct cs_policy client = {.role = "client"}, parent = {.auth = "none", .parent = "127.79.0.1"};

static void meanings_to_a_client(void)
{
    static const struct {
        const char *bytes;
        enum cs_meaning_kind kind;
    } rows[] = {
        {"HTTP/1.1 200 OK\r\n\r\n", CS_MEANS_GRANT},
        {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 \r\nVia: 1.1 a\r\n\r\n", CS_MEANS_GRANT},
        {"HTTP/1.1 200 OK\r\n\r\nx", CS_MEANS_UNDECIDED}, /* whose bytes are these? */
        {"HTTP/1.1 200 OK\nVia: 1.1 a\n\n", CS_MEANS_UNDECIDED},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", CS_MEANS_UNDECIDED},
        {"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", CS_MEANS_REJECTION},
        {"HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 502 Bad\r\n\r\nx", CS_MEANS_REJECTION},
        {"HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n", CS_MEANS_UNDECIDED},
        {"HTTP/1.1 200 OK\r\n", CS_MEANS_NOTHING},
        {"HTTP/1.1 200 OK\r\r", CS_MEANS_UNDECIDED},
        {"ICY 200 OK\r\n\r\n", CS_MEANS_NO_STATUS},
        {"\r\nICY 200 OK\r\n\r\n", CS_MEANS_UNDECIDED},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++)
        CU_ASSERT_EQUAL(cs_meaning_for_client(rows[i].bytes, strlen(rows[i].bytes), &client).kind, rows[i].kind);
}

static struct cs_case *case_for(const struct cs_policy *policy, const struct cs_dialogue *dialogue, char **text)
{
    struct cs_case_words words = {.id = "case", .catalogue = catalogue};
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_case *item;

    *text = cs_dialogue_write(dialogue, policy, &words);
    CU_ASSERT_PTR_NOT_NULL_FATAL(*text);
    item = cs_case_parse(*text, strlen(*text), "case.yaml", NULL, catalogue, &diagnostics);
    cs_diagnostics_print(&diagnostics);
    cs_diagnostics_free(&diagnostics);
    return item;
}

static struct cs_case *case_of(const struct cs_dialogue *dialogue, char **text)
{
    return case_for(&client, dialogue, text);
}

/* Each thing that a parent may answer is a case, too. */
static void what_a_parent_answers_is_a_case(void)
{
    const struct cs_live_role *role = cs_live_role_of(&parent);
    unsigned kinds[CS_MEANINGS] = {0};

    CU_ASSERT_PTR_NOT_NULL_FATAL(role);
    for (size_t which = 0; which < role->cover_count(); which++) {
        struct cs_dialogue *dialogue = role->cover(which), *again;
        struct cs_case *item;
        char *text;

        CU_ASSERT_FATAL(dialogue != NULL && role->suits(dialogue));
        kinds[role->read(dialogue->rows[0].bytes, dialogue->rows[0].length, &parent).kind]++;
        item = case_for(&parent, dialogue, &text);
        CU_ASSERT_PTR_NOT_NULL_FATAL(item);
        CU_ASSERT_PTR_NOT_NULL(strstr(text, "needs: [parent]\nsteps:\n  - client: {request: '${authority}'}\n"));
        again = cs_seed_of_case(item, -1);
        CU_ASSERT_FATAL(again != NULL && again->count == 1);
        CU_ASSERT_EQUAL(again->rows[0].length, dialogue->rows[0].length);
        cs_dialogue_free(again);
        cs_case_free(item);
        free(text);
        cs_dialogue_free(dialogue);
    }
    CU_ASSERT(kinds[CS_MEANS_GRANT] > 20 && kinds[CS_MEANS_REJECTION] > 20);
    CU_ASSERT(kinds[CS_MEANS_NOTHING] > 5 && kinds[CS_MEANS_NO_STATUS] > 3);
}

/* What is made is a case, and what is read from the case is the same dialogue. */
static void what_is_made_for_a_client_is_a_case(void)
{
    const struct cs_live_role *role = cs_live_role_find("client");

    CU_ASSERT_PTR_NOT_NULL_FATAL(role);
    for (uint64_t number = 0; number < 300; number++) {
        struct cs_random random = cs_random_of(7, number);
        struct cs_dialogue *dialogue = role->make(&random), *again;
        struct cs_case *item;
        char *text;

        CU_ASSERT_FATAL(dialogue != NULL && role->suits(dialogue));
        item = case_of(dialogue, &text);
        CU_ASSERT_PTR_NOT_NULL_FATAL(item);
        again = cs_seed_of_case(item, -1);
        CU_ASSERT_FATAL(again != NULL && again->count == 1);
        CU_ASSERT_EQUAL_FATAL(again->rows[0].length, dialogue->rows[0].length);
        CU_ASSERT_EQUAL(memcmp(again->rows[0].bytes, dialogue->rows[0].bytes, again->rows[0].length), 0);
        cs_dialogue_free(again);
        cs_case_free(item);
        free(text);
        cs_dialogue_free(dialogue);
    }
}

static void outcomes_of_a_client(void)
{
    static const char refusal[] = "HTTP/1.1 403 No\r\n\r\n", grant[] = "HTTP/1.1 200 OK\r\n\r\n";
    struct cs_dialogue *dialogue = cs_seed_of_message(refusal, strlen(refusal));
    char *text;

    cs_case_free(case_of(dialogue, &text));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "role: client\nsilence: fails\nsteps:\n  - program: run\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "  - proxy: finish\naccept:\n  - {proxy.behind: [nothing, request], "));
    free(text);
    CU_ASSERT(cs_row_set(&dialogue->rows[0], grant, strlen(grant)) && cs_row_cut(&dialogue->rows[0], 3));
    cs_case_free(case_of(dialogue, &text));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "  - proxy: {send: ['HTT', 'P/1.1 200 OK\\r\\n\\r\\n']}\n  - proxy: serve\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "accept:\n  - {program.outcome: succeeded}\n"));
    free(text);
    cs_dialogue_free(dialogue);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"meanings to a client", meanings_to_a_client},
        {"what is made for a client is a case", what_is_made_for_a_client_is_a_case},
        {"outcomes of a client", outcomes_of_a_client},
        {"what a parent answers is a case", what_a_parent_answers_is_a_case},
    };

    return cs_run_live_tests("client", tests, CS_COUNT(tests));
}
