/* Dialogues, from their making to the case that they become. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/live/change.h"
#include "fuzz/live/grammar.h"
#include "fuzz/live/grammar_cover.h"
#include "fuzz/live/live_testing.h"
#include "fuzz/live/role.h"
#include "fuzz/live/seed.h"
#include "fuzz/live/sight.h"
#include "fuzz/live/text.h"
#include "fuzz/live/write.h"

#define PLAIN                                                                                                          \
    "CONNECT " CS_MADE_UP_HOST ":" CS_MADE_UP_PORT " HTTP/1.1\r\nHost: " CS_MADE_UP_HOST ":" CS_MADE_UP_PORT           \
    "\r\n" CS_MADE_UP_CREDENTIALS "\r\n"

static const struct cs_policy denying = {.denies_ports = true, .auth = "none"};

static struct cs_case *load(const struct cs_dialogue *dialogue, char **text)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_case_words words = {.id = "case", .catalogue = catalogue};
    struct cs_case *item;

    *text = cs_dialogue_write(dialogue, &denying, &words);
    item = cs_case_parse(*text, strlen(*text), "case.yaml", NULL, catalogue, &diagnostics);
    cs_diagnostics_print(&diagnostics);
    cs_diagnostics_free(&diagnostics);
    return item;
}

/* Each is a case that the loader takes, and the case is the dialogue again. */
static void check_case(const struct cs_dialogue *dialogue)
{
    char *text;
    struct cs_case *item = load(dialogue, &text);
    struct cs_dialogue *again = item == NULL ? NULL : cs_seed_of_case(item, -1);
    const struct cs_row *head = cs_dialogue_head(dialogue, 1);
    const struct cs_row *same = again == NULL ? NULL : cs_dialogue_head(again, 1);

    CU_ASSERT_PTR_NOT_NULL(item);
    CU_ASSERT(head != NULL && same != NULL && head->length == same->length &&
              memcmp(head->bytes, same->bytes, head->length) == 0);
    if (item == NULL || same == NULL || head->length != same->length ||
        memcmp(head->bytes, same->bytes, head->length) != 0)
        puts(text);
    cs_dialogue_free(again);
    cs_case_free(item);
    free(text);
}

static void what_is_made_is_a_case(void)
{
    for (uint64_t number = 0; number < 600; number++) {
        struct cs_random random = cs_random_of(7, number);
        struct cs_dialogue *dialogue = cs_grammar_make(&random);

        if (dialogue != NULL)
            check_case(dialogue);
        cs_dialogue_free(dialogue);
    }
}

static bool has_head_with(const char *bytes, size_t length)
{
    bool found = false;

    for (size_t i = 0; i < cs_grammar_cover_count() && !found; i++) {
        struct cs_dialogue *dialogue = cs_grammar_cover(i);
        const struct cs_row *head = cs_dialogue_head(dialogue, 1);

        found = memmem(head->bytes, head->length, bytes, length) != NULL;
        cs_dialogue_free(dialogue);
    }
    return found;
}

/* Every word of every group that heads are made of is in some of them. */
static void each_feature_is_a_case(void)
{
    CU_ASSERT(cs_grammar_cover_count() < 1200);
    for (size_t i = 0; i < cs_grammar_cover_count(); i++) {
        struct cs_dialogue *dialogue = cs_grammar_cover(i);

        CU_ASSERT_FATAL(dialogue != NULL && cs_dialogue_tidy(dialogue));
        check_case(dialogue);
        cs_dialogue_free(dialogue);
    }
    for (enum cs_live_words group = CS_LIVE_METHODS; group <= CS_LIVE_BEHIND; group++) {
        size_t count;
        const struct cs_word *words = cs_live_words(group, &count);

        for (size_t i = 0; i < count; i++)
            CU_ASSERT(has_head_with(words[i].text, words[i].length));
    }
}

static void what_is_changed_is_a_case(void)
{
    struct cs_random random = cs_random_of(8, 0);
    struct cs_dialogue *dialogue = cs_seed_of_message(PLAIN, strlen(PLAIN));

    for (int i = 0; i < 600; i++) {
        struct cs_dialogue *next = cs_dialogue_change(dialogue, dialogue, &random);

        if (next == NULL || cs_random_once(&random, 20)) {
            cs_dialogue_free(next);
            next = cs_seed_of_message(PLAIN, strlen(PLAIN));
        }
        check_case(next);
        cs_dialogue_free(dialogue);
        dialogue = next;
    }
    cs_dialogue_free(dialogue);
}

static void the_same_seed_makes_the_same(void)
{
    for (uint64_t number = 0; number < 50; number++) {
        struct cs_case_words words = {.id = "case", .catalogue = catalogue};
        struct cs_random one = cs_random_of(9, number), two = cs_random_of(9, number);
        struct cs_dialogue *left = cs_grammar_make(&one), *right = cs_grammar_make(&two);
        char *left_text = left == NULL ? strdup("") : cs_dialogue_write(left, &denying, &words);
        char *right_text = right == NULL ? strdup("") : cs_dialogue_write(right, &denying, &words);

        CU_ASSERT_STRING_EQUAL(left_text, right_text);
        cs_dialogue_free(left);
        cs_dialogue_free(right);
        free(left_text);
        free(right_text);
    }
}

static void meanings(void)
{
    static const struct {
        const char *head;
        const char *name;
    } rows[] = {
        {PLAIN, "tunnel"},
        {"CONNECT " CS_MADE_UP_HOST ":18025 HTTP/1.1\r\nHost: a\r\n\r\n", "denied/host-mismatch"},
        {"CONNECT " CS_MADE_UP_HOST ":83979 HTTP/1.1\r\nHost: a\r\n\r\n", "refusal/port-out-of-range"},
        {"CONNECT " CS_MADE_UP_CLOSED ":18443 HTTP/1.1\r\nHost: " CS_MADE_UP_CLOSED ":18443\r\n\r\n", "elsewhere"},
        {"CONNECT " CS_MADE_UP_HOST ".:18443 HTTP/1.1\r\nHost: " CS_MADE_UP_HOST ".:18443\r\n\r\n", "lenient"},
        {"CONNECT " CS_MADE_UP_HOST ":18443 HTTP/1.1\r\nHost: b\r\n\r\n", "lenient/host-mismatch"},
        {"CONNECT " CS_MADE_UP_HOST ":18443 HTTP/1.1\r\nHost: b\r\n", "cut/host-mismatch"},
        {"connect " CS_MADE_UP_HOST ":18443 HTTP/1.1\r\nHost: b\r\n\r\n", "no-connect/authority-form"},
        {"GET / HTTP/1.1\r\nHost: b\r\n\r\n", "undecided"},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_dialogue *dialogue = cs_seed_of_message(rows[i].head, strlen(rows[i].head));
        struct cs_sight sight = cs_sight_of(dialogue, &denying);
        char name[96];

        cs_sight_name(&sight, name);
        CU_ASSERT_STRING_EQUAL(name, rows[i].name);
        cs_dialogue_free(dialogue);
    }
}

static void meanings_to_an_origin(void)
{
    static const struct cs_policy origin = {.role = "origin"};
    static const struct {
        const char *head;
        const char *name;
        bool demands, murky;
    } rows[] = {
        {PLAIN, "no-relay", true, false},
        {"GET / HTTP/1.1\r\nHost: " CS_MADE_UP_TARGET "\r\n\r\n", "page", true, false},
        {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "undecided", false, true},
        {"CONNECT /\r\nHost: a\r\n\r\n", "undecided/version-missing", false, true},
        {"CONNECT a:1 HTTP/1.1\r\nHost: a", "cut", false, true},
        {"connect a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n", "other-letters/authority-form", true, false},
        {"CONNECT " CS_MADE_UP_TARGET " HTTP/1.1\r\nHost: " CS_MADE_UP_TARGET "\r\n\r\n", "own-name", true, false},
        {"CONNECT a:1 HTTP/1.1\r\n\r\n", "no-relay/host-missing", true, false},
        {"CONNECT a:1 HTTP/1.1\nHost: a:1\r\n\r\n", "no-relay/bare-lf", false, true},
        {"CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\nContent-Length: 5\r\n\r\nhello", "no-relay/content-length-in-connect",
         true, false},
        {"CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\nContent-Length: 5\r\n\r\nhell", "no-relay/content-length-in-connect",
         false, true},
        {PLAIN "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "no-relay", true, false},
        {PLAIN "GET /\r\n", "no-relay", true, true},
        {"CONNECT a:1 http/1.1\r\nHost: a:1\r\n\r\n", "no-relay/version-case", true, true},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_dialogue *dialogue = cs_seed_of_message(rows[i].head, strlen(rows[i].head));
        struct cs_sight sight = cs_sight_of(dialogue, &origin);
        char name[96];

        cs_sight_name(&sight, name);
        CU_ASSERT_STRING_EQUAL(name, rows[i].name);
        CU_ASSERT_EQUAL(sight.demands, rows[i].demands);
        CU_ASSERT_EQUAL(sight.murky, rows[i].murky);
        CU_ASSERT_FALSE(sight.opens);
        cs_dialogue_free(dialogue);
    }
}

/* What is allowed, for one client alone and between two that want a page. */
static void outcomes_of_an_origin(void)
{
    static const struct cs_policy origin = {.role = "origin"};
    static const char page[] = "GET / HTTP/1.1\r\nHost: " CS_MADE_UP_TARGET "\r\n\r\n";
    static const char content[] = "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\nContent-Length: 5\r\n\r\nhello";
    struct cs_case_words words = {.id = "case", .catalogue = catalogue};
    struct cs_dialogue *dialogue = cs_seed_of_message(PLAIN, strlen(PLAIN));
    char *text = cs_dialogue_write(dialogue, &origin, &words);

    CU_ASSERT_PTR_NOT_NULL(strstr(text, "role: origin\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "silence: fails\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "accept:\n  - {origin.connections: 0, client.status: [3xx, 4xx, 5xx, none], "
                                        "client.interim: 0}\n"));
    free(text);
    CU_ASSERT(cs_row_set(&dialogue->rows[0], content, strlen(content)));
    text = cs_dialogue_write(dialogue, &origin, &words);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "client.status: [3xx, 4xx, 5xx], client.answers: 1}"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "client.status: none}"));
    free(text);
    CU_ASSERT(cs_row_set(&dialogue->rows[0], content, strlen(content) - 1));
    text = cs_dialogue_write(dialogue, &origin, &words);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "- {origin.connections: 0, client.answers: 0}"));
    CU_ASSERT_PTR_NULL(strstr(text, "silence: fails"));
    free(text);
    CU_ASSERT(cs_row_set(&dialogue->rows[0], PLAIN, strlen(PLAIN)));
    (void)cs_dialogue_add(dialogue, false, 2, CS_ROW_SEND, page, strlen(page));
    (void)cs_dialogue_add(dialogue, false, 3, CS_ROW_SEND, page, strlen(page));
    text = cs_dialogue_write(dialogue, &origin, &words);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(text, "client.interim: 0, client2.status: [2xx, 429, 503], client3.status: [2xx, 429, 503]}"));
    CU_ASSERT_PTR_NULL(strstr(text, "client2.status: [2xx, 429, 503], client3.status: [4xx"));
    free(text);
    cs_dialogue_free(dialogue);
}

static void what_is_made_for_an_origin_is_a_case(void)
{
    static const struct cs_policy origin = {.role = "origin"};
    const struct cs_live_role *role = cs_live_role_find("origin");
    size_t suitable = 0;

    CU_ASSERT_PTR_NULL(cs_live_role_find("tunnel"));
    for (uint64_t number = 0; number < 300; number++) {
        struct cs_random random = cs_random_of(7, number);
        struct cs_dialogue *dialogue = role->make(&random);
        struct cs_case_words words = {.id = "case", .catalogue = catalogue};
        struct cs_diagnostics diagnostics = {.count = 0};
        char *text = NULL;
        struct cs_case *item = NULL;

        if (dialogue != NULL && role->suits(dialogue)) {
            suitable++;
            text = cs_dialogue_write(dialogue, &origin, &words);
            item = cs_case_parse(text, strlen(text), "case.yaml", NULL, catalogue, &diagnostics);
            CU_ASSERT_PTR_NOT_NULL(item);
            cs_diagnostics_print(&diagnostics);
        }
        cs_case_free(item);
        cs_diagnostics_free(&diagnostics);
        free(text);
        cs_dialogue_free(dialogue);
    }
    CU_ASSERT(suitable > 200);
}

struct right {
    const char *line;
    enum cs_meaning_kind kind;
};

static void check_rights(const char *auth, const struct right *rows, size_t count)
{
    struct cs_policy asking = {.role = ""};

    (void)snprintf(asking.auth, sizeof(asking.auth), "%s", auth);
    for (size_t i = 0; i < count; i++) {
        char head[800];

        (void)snprintf(head, sizeof(head), "CONNECT %s:%s HTTP/1.1\r\nHost: %s:%s\r\n%s\r\n", CS_MADE_UP_HOST,
                       CS_MADE_UP_PORT, CS_MADE_UP_HOST, CS_MADE_UP_PORT, rows[i].line);
        CU_ASSERT_EQUAL(cs_meaning_for_proxy(head, strlen(head), &asking).kind, rows[i].kind);
    }
}

static void without_credentials(void)
{
    static const struct right rows[] = {
        {CS_MADE_UP_CREDENTIALS, CS_MEANS_TUNNEL},
        {"", CS_MEANS_NO_RIGHT},
        {"Proxy-Authorization: Basic Og==\r\n", CS_MEANS_NO_RIGHT},
        {"Proxy-Authorization: basic " CS_MADE_UP_BASIC "\r\n", CS_MEANS_LENIENT}, /* nobody decides that here */
        {"Proxy-Authorization: Basic Og==\r\n" CS_MADE_UP_CREDENTIALS, CS_MEANS_LENIENT},
        {"Proxy-Authorization: Bearer " CS_MADE_UP_BASIC "\r\n", CS_MEANS_NO_RIGHT},
        {"Proxy-Authorization: " CS_MADE_UP_BASIC "\r\n", CS_MEANS_NO_RIGHT},
        {"Proxy-Authorization: Bearer x, Basic " CS_MADE_UP_BASIC "\r\n", CS_MEANS_LENIENT},
    };

    check_rights("basic", rows, CS_COUNT(rows));
}

#define ANSWER "Proxy-Authorization: " CS_MADE_UP_DIGEST_START ", qop=auth, nc=00000001, uri=\"a\", response=\""

static void without_an_answer(void)
{
    static const struct right rows[] = {
        {CS_MADE_UP_CREDENTIALS, CS_MEANS_TUNNEL},
        {ANSWER CS_MADE_UP_HASH "\"\r\n", CS_MEANS_LENIENT}, /* nobody decides that here */
        {"Proxy-Authorization: " CS_MADE_UP_DIGEST_AS("digest-md5") "\r\n", CS_MEANS_LENIENT},
        {ANSWER CS_MADE_UP_HASH_GET "\"\r\n", CS_MEANS_NO_RIGHT},
        {ANSWER "\"\r\n", CS_MEANS_NO_RIGHT},
        {"", CS_MEANS_NO_RIGHT},
    };

    check_rights("digest", rows, CS_COUNT(rows));
}

/* A variable that a cut goes through is written in two parts. */
static void cuts_in_variables(void)
{
    struct cs_dialogue *dialogue = cs_seed_of_message(PLAIN, strlen(PLAIN));
    char *text = NULL;
    struct cs_case *item;

    CU_ASSERT(cs_row_cut(&dialogue->rows[0], 11));
    CU_ASSERT(cs_row_cut(&dialogue->rows[0], 14));
    CU_ASSERT_FALSE(cs_row_cut(&dialogue->rows[0], 14));
    item = load(dialogue, &text);
    CU_ASSERT_PTR_NOT_NULL(item);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "'CONNECT ${first 3 of ${authority}}'"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "'${first 3 of ${behind 3 of ${authority}}}'"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "'${behind 6 of ${authority}} HTTP/1.1"));
    cs_case_free(item);
    free(text);
    cs_dialogue_free(dialogue);
}

/* The mark of a tunnel, too; and the bytes of the tunnel are the bytes that are expected. */
static void cuts_in_marks(void)
{
    static const char message[] = PLAIN "early " CS_MADE_UP_MARK;
    struct cs_dialogue *dialogue = cs_seed_of_message(message, strlen(message));
    char *text = NULL;
    struct cs_case *item;

    CU_ASSERT(cs_row_cut(&dialogue->rows[0], strlen(message) - 12));
    item = load(dialogue, &text);
    CU_ASSERT_PTR_NOT_NULL(item);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "early ${first 4 of ${nonce}}', '${behind 4 of ${nonce}}'"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "origin.received: 'early ${nonce}'"));
    cs_case_free(item);
    free(text);
    cs_dialogue_free(dialogue);
}

static void broken_addresses_stray(void)
{
    static const char broken[] = "CONNECT 127.77.255.25:18443 HTTP/1.1\r\n\r\n";
    struct cs_dialogue *dialogue = cs_seed_of_message(broken, strlen(broken));

    CU_ASSERT(cs_dialogue_strays(dialogue));
    cs_dialogue_free(dialogue);
    dialogue = cs_seed_of_message(PLAIN, strlen(PLAIN));
    CU_ASSERT_FALSE(cs_dialogue_strays(dialogue));
    cs_dialogue_free(dialogue);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"what is made is a case", what_is_made_is_a_case},
        {"each feature is a case", each_feature_is_a_case},
        {"what is changed is a case", what_is_changed_is_a_case},
        {"the same seed makes the same", the_same_seed_makes_the_same},
        {"meanings", meanings},
        {"meanings to an origin", meanings_to_an_origin},
        {"outcomes of an origin", outcomes_of_an_origin},
        {"what is made for an origin is a case", what_is_made_for_an_origin_is_a_case},
        {"without credentials", without_credentials},
        {"without an answer to Digest", without_an_answer},
        {"cuts in variables", cuts_in_variables},
        {"cuts in marks", cuts_in_marks},
        {"broken addresses stray", broken_addresses_stray},
    };

    return cs_run_live_tests("live", tests, CS_COUNT(tests));
}
