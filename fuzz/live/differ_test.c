/* Comparing campaigns without targets: two that were made up, one of which takes what the other refuses. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/live/differ.h"
#include "fuzz/live/live_testing.h"
#include "fuzz/live/reaction.h"

#define REFUSAL "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
#define OPENED  "HTTP/1.1 200 OK\r\n\r\n"

static const struct cs_policy policy = {
    .denies_ports = true, .auth = "none", .origin_port = 18443, .denied_port = 18025};

static void fill_stream(struct cs_stream *stream, const char *text)
{
    stream->kept = strdup(text);
    stream->kept_length = strlen(text);
    stream->total = strlen(text);
}

static void add_channel(struct cs_transcript *transcript, enum cs_seat seat, const char *actor, const char *answer)
{
    struct cs_channel *channel = &transcript->channels[transcript->channel_count++];

    channel->seat = seat;
    (void)snprintf(channel->actor, sizeof(channel->actor), "%s", actor);
    if (seat == CS_SEAT_ARRIVES) {
        (void)snprintf(channel->listener, sizeof(channel->listener), "origin");
        return;
    }
    fill_stream(&channel->sent, "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n");
    if (answer[0] != '\0')
        fill_stream(&channel->received, answer);
}

static struct cs_transcript *one_client(const char *answer, bool reached)
{
    struct cs_transcript *transcript = cs_transcript_new();

    CU_ASSERT_PTR_NOT_NULL_FATAL(transcript);
    transcript->suite = strdup("");
    transcript->case_id = strdup("case");
    transcript->case_text = strdup("");
    add_channel(transcript, CS_SEAT_DIALS, "client", answer);
    if (reached)
        add_channel(transcript, CS_SEAT_ARRIVES, "origin", "");
    return transcript;
}

static void described(const char *answer, bool reached, const char *as)
{
    struct cs_transcript *transcript = one_client(answer, reached);
    struct cs_reaction reaction = cs_reaction_of(transcript);
    char text[64];

    CU_ASSERT(reaction.known);
    cs_reaction_describe(&reaction, 1, text);
    CU_ASSERT_STRING_EQUAL(text, as);
    cs_transcript_free(transcript);
}

static void what_a_target_did(void)
{
    described(REFUSAL, false, "refused");
    described(OPENED, true, "tunnel to origin");
    described(OPENED, false, "tunnel");
    described("220 mail\r\n", false, "no HTTP");
    described("", true, "silent to origin");
}

static void who_is_treated_differently(void)
{
    struct cs_reaction left = {.known = true, .words = {[1] = CS_REACTS_REFUSED, [2] = CS_REACTS_SILENT}};
    struct cs_reaction right = left;

    CU_ASSERT_EQUAL(cs_reaction_differs(&left, &right, 0), -1);
    right.reached = 1;
    CU_ASSERT_EQUAL(cs_reaction_differs(&left, &right, 0), 0);
    right.words[2] = CS_REACTS_REFUSED;
    CU_ASSERT_EQUAL(cs_reaction_differs(&left, &right, 0), 2);
    CU_ASSERT_EQUAL(cs_reaction_differs(&left, &right, 1U << 2), -1); /* nobody waited for an answer to it */
    right.words[1] = CS_REACTS_TUNNEL;
    CU_ASSERT_EQUAL(cs_reaction_differs(&left, &right, 1U << 2), 1);
}

/* The second target opens tunnels for heads of HTTP/1.0, |fickle|: only for new ones. */
static void answer(struct cs_differ *differ, const struct cs_engine_item *item, bool fickle)
{
    bool opens = strstr(item->source->text, "HTTP/1.0") != NULL && (!fickle || !item->confirmation);

    cs_differ_take(differ, item, 0, one_client(REFUSAL, false));
    cs_differ_take(differ, item, 1, opens ? one_client(OPENED, true) : one_client(REFUSAL, false));
}

/* Drives it until nothing is wanted any more. */
static struct cs_differ *compare(const char *folder, bool fickle)
{
    struct cs_differ_options options = {.count = 2,
                                        .names = {"one", "two"},
                                        .policies = {&policy, &policy},
                                        .catalogue = catalogue,
                                        .folder = folder,
                                        .seed = 11};
    char error[CS_FILE_ERROR_MAX] = "";
    struct cs_differ *differ = cs_differ_new(&options, error);
    struct cs_engine_item item;

    CU_ASSERT_PTR_NOT_NULL_FATAL(differ);
    while (cs_differ_numbers(differ).inputs < 400 && cs_differ_next(differ, true, &item))
        answer(differ, &item, fickle);
    cs_differ_hurry(differ);
    while (cs_differ_next(differ, false, &item))
        answer(differ, &item, fickle);
    CU_ASSERT_EQUAL(cs_differ_under_way(differ), 0);
    CU_ASSERT_FALSE(cs_differ_has_chores(differ));
    CU_ASSERT_STRING_EQUAL(cs_differ_trouble(differ), "");
    return differ;
}

static void remove_folder(const char *folder)
{
    char command[PATH_MAX];

    (void)snprintf(command, sizeof(command), "rm -r '%s'", folder);
    CU_ASSERT_EQUAL(system(command), 0);
}

static void a_disagreement_is_kept(void)
{
    static const char *const files[] = {"case.yaml", "disagreement.json", "transcript-1-one.json",
                                        "transcript-2-two.json"};
    char folder[] = "/tmp/connectspec-differ-XXXXXX", path[PATH_MAX];
    struct cs_differ *differ = compare(mkdtemp(folder), false);
    size_t kept = 0;

    CU_ASSERT(cs_differ_numbers(differ).disagreements > 0);
    for (size_t i = 0; i < cs_differ_group_count(differ); i++) {
        const struct cs_differ_group *group = cs_differ_group_at(differ, i);

        if (group->state != CS_GROUP_STEADY)
            continue;
        kept++;
        CU_ASSERT_STRING_EQUAL(group->reactions[0], "refused");
        CU_ASSERT_STRING_EQUAL(group->reactions[1], "tunnel to origin");
        CU_ASSERT_PTR_NOT_NULL(strstr(group->text, "HTTP/1.0"));
        for (size_t k = 0; k < CS_COUNT(files); k++) {
            (void)snprintf(path, sizeof(path), "%s/disagreements/%s/%s", folder, group->name, files[k]);
            CU_ASSERT_EQUAL(access(path, F_OK), 0);
        }
    }
    CU_ASSERT_EQUAL(kept, cs_differ_numbers(differ).disagreements);
    cs_differ_free(differ);
    remove_folder(folder);
}

/* Started again it has what it had, and knows it when it comes again; other targets are not compared there. */
static void a_comparison_goes_on(void)
{
    char folder[] = "/tmp/connectspec-differ-XXXXXX", error[CS_FILE_ERROR_MAX] = "";
    struct cs_differ *differ = compare(mkdtemp(folder), false);
    struct cs_differ_numbers before = cs_differ_numbers(differ), after;
    struct cs_differ_options options = {.count = 2,
                                        .names = {"one", "three"},
                                        .policies = {&policy, &policy},
                                        .catalogue = catalogue,
                                        .folder = folder};

    CU_ASSERT(cs_differ_save(differ, error));
    cs_differ_free(differ);
    CU_ASSERT_PTR_NULL(cs_differ_new(&options, error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "compares other targets"));
    options.names[1] = "two";
    differ = cs_differ_new(&options, error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(differ);
    after = cs_differ_numbers(differ);
    CU_ASSERT_EQUAL(after.seed, before.seed);
    CU_ASSERT_EQUAL(after.inputs, before.inputs);
    CU_ASSERT_EQUAL(after.disagreements, before.disagreements);
    CU_ASSERT_STRING_EQUAL(cs_differ_group_at(differ, 0)->reactions[1], "tunnel to origin");
    cs_differ_free(differ);
    remove_folder(folder);
}

/* What does not come again alone is no disagreement. */
static void what_is_unsteady_is_none(void)
{
    char folder[] = "/tmp/connectspec-differ-XXXXXX";
    struct cs_differ *differ = compare(mkdtemp(folder), true);

    CU_ASSERT_EQUAL(cs_differ_numbers(differ).disagreements, 0);
    CU_ASSERT(cs_differ_numbers(differ).unsteady > 0);
    cs_differ_free(differ);
    remove_folder(folder);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"what a target did", what_a_target_did},
        {"who is treated differently", who_is_treated_differently},
        {"a disagreement is kept", a_disagreement_is_kept},
        {"a comparison goes on", a_comparison_goes_on},
        {"what is unsteady is none", what_is_unsteady_is_none},
    };

    return cs_run_live_tests("differ", tests, CS_COUNT(tests));
}
