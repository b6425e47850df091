/* Campaigns without a target: what is kept, what is the same, what becomes smaller. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/live/campaign.h"
#include "fuzz/live/live_testing.h"
#include "fuzz/live/minimise.h"
#include "fuzz/live/novelty.h"
#include "fuzz/live/seed.h"
#include "fuzz/live/text.h"

#define PLAIN                                                                                                          \
    "CONNECT " CS_MADE_UP_HOST ":" CS_MADE_UP_PORT " HTTP/1.1\r\nHost: " CS_MADE_UP_HOST                               \
    "\r\nX: y\r\nBad\r\nZ: z\r\n\r\n"

static const struct cs_policy policy = {
    .denies_ports = true, .auth = "none", .origin_port = 18443, .denied_port = 18025};
static const struct cs_suite no_suite = {.count = 0};

static struct cs_campaign *open_campaign(const char *folder, uint64_t seed)
{
    struct cs_campaign_options options = {.policy = &policy,
                                          .suite = &no_suite,
                                          .catalogue = catalogue,
                                          .folder = folder,
                                          .command = "--target x",
                                          .seed = seed,
                                          .made_only = true};
    char error[CS_FILE_ERROR_MAX] = "";
    struct cs_campaign *campaign = cs_campaign_new(&options, error);

    CU_ASSERT_PTR_NOT_NULL_FATAL(campaign);
    return campaign;
}

static void remove_tree(const char *folder)
{
    char command[PATH_MAX + 16];
    static const char *const files[] = {"campaign.json", "queue", "findings", "unsteady"};

    for (size_t i = 0; i < CS_COUNT(files); i++) {
        (void)snprintf(command, sizeof(command), "%s/%s", folder, files[i]);
        (void)unlink(command);
        (void)rmdir(command);
    }
    (void)rmdir(folder);
}

/* The texts of the first inputs of two campaigns with one seed are the same, with another one they are not. */
static void one_seed_makes_one_campaign(void)
{
    char one[] = "/tmp/connectspec-campaign-XXXXXX", two[] = "/tmp/connectspec-campaign-XXXXXX";
    struct cs_campaign *left = open_campaign(mkdtemp(one), 4), *right = open_campaign(mkdtemp(two), 4);
    struct cs_engine_item a, b;

    for (int i = 0; i < 100; i++) {
        CU_ASSERT_FATAL(cs_campaign_next(left, true, &a) && cs_campaign_next(right, true, &b));
        CU_ASSERT_STRING_EQUAL(a.source->text, b.source->text);
        cs_campaign_take(left, &a, NULL);
        cs_campaign_take(right, &b, NULL);
    }
    CU_ASSERT_EQUAL(cs_campaign_under_way(left), 0);
    cs_campaign_free(left);
    cs_campaign_free(right);
    remove_tree(one);
    remove_tree(two);
}

/* It goes on with the number and the seed that it had. */
static void a_campaign_goes_on(void)
{
    char folder[] = "/tmp/connectspec-campaign-XXXXXX", error[CS_FILE_ERROR_MAX];
    struct cs_campaign *campaign = open_campaign(mkdtemp(folder), 77);
    struct cs_engine_item item;
    struct cs_campaign_numbers numbers;

    for (int i = 0; i < 10; i++) {
        CU_ASSERT_FATAL(cs_campaign_next(campaign, true, &item));
        cs_campaign_take(campaign, &item, NULL);
    }
    CU_ASSERT(cs_campaign_save(campaign, 2.5, error));
    cs_campaign_free(campaign);
    campaign = open_campaign(folder, 0);
    numbers = cs_campaign_numbers(campaign);
    CU_ASSERT_EQUAL(numbers.seed, 77);
    CU_ASSERT(numbers.next >= 10);
    CU_ASSERT_DOUBLE_EQUAL(numbers.seconds, 2.5, 0.01);
    cs_campaign_free(campaign);
    remove_tree(folder);
}

/* What was under way when the target died is asked for again, one by one, as it was. */
static void suspects_are_asked_again(void)
{
    char folder[] = "/tmp/connectspec-campaign-XXXXXX";
    struct cs_campaign *campaign = open_campaign(mkdtemp(folder), 6);
    struct cs_engine_item items[3], again;
    char *texts[3];

    for (size_t i = 0; i < CS_COUNT(items); i++) {
        CU_ASSERT_FATAL(cs_campaign_next(campaign, true, &items[i]));
        texts[i] = strdup(items[i].source->text);
    }
    cs_campaign_target_died(campaign, "signal 11");
    for (size_t i = 0; i < CS_COUNT(items); i++)
        cs_campaign_take(campaign, &items[i], NULL);
    for (size_t i = CS_COUNT(items); i-- > 0;) {
        CU_ASSERT_FATAL(cs_campaign_next(campaign, true, &again));
        CU_ASSERT_STRING_EQUAL(again.source->text, texts[i]);
        CU_ASSERT_EQUAL(again.value, -1);
        CU_ASSERT(again.confirmation);
        cs_campaign_take(campaign, &again, NULL);
        free(texts[i]);
    }
    cs_campaign_free(campaign);
    remove_tree(folder);
}

static struct cs_case *case_of(const char *more)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    char text[500];
    struct cs_case *item;

    (void)snprintf(text, sizeof(text),
                   "id: case\ntitle: T\nlevel: must\nrequirements: [CN-TUN-001]\n%ssteps:\n  - client: {request: "
                   "'${authority}', await: answer}\naccept:\n  - tunnel\n",
                   more);
    item = cs_case_parse(text, strlen(text), "case.yaml", NULL, catalogue, &diagnostics);
    cs_diagnostics_print(&diagnostics);
    cs_diagnostics_free(&diagnostics);
    return item;
}

/* What may disturb others comes behind them, with nothing beside it. */
static void some_cases_are_alone(void)
{
    char folder[] = "/tmp/connectspec-campaign-XXXXXX", error[CS_FILE_ERROR_MAX] = "";
    struct cs_case *cases[] = {case_of("alone: yes\n"), case_of(""), case_of("alone: last\n"),
                               case_of("tags: [slow]\n")};
    struct cs_suite suite = {.count = CS_COUNT(cases), .cases = cases};
    struct cs_campaign_options options = {.policy = &policy,
                                          .suite = &suite,
                                          .catalogue = catalogue,
                                          .folder = mkdtemp(folder),
                                          .command = "--target x",
                                          .seed = 1};
    struct cs_campaign *campaign = cs_campaign_new(&options, error);
    struct cs_engine_item beside, alone, made;

    CU_ASSERT_PTR_NOT_NULL_FATAL(campaign);
    CU_ASSERT_FATAL(cs_campaign_next(campaign, true, &beside));
    CU_ASSERT_PTR_EQUAL(beside.source, cases[1]);
    CU_ASSERT_FALSE(cs_campaign_next(campaign, true, &alone));
    cs_campaign_take(campaign, &beside, NULL);
    CU_ASSERT_FATAL(cs_campaign_next(campaign, true, &alone));
    CU_ASSERT_PTR_EQUAL(alone.source, cases[0]);
    CU_ASSERT_FALSE(cs_campaign_next(campaign, true, &made));
    cs_campaign_take(campaign, &alone, NULL);
    CU_ASSERT_FATAL(cs_campaign_next(campaign, true, &made));
    CU_ASSERT_EQUAL(made.source->steps[0].verb, CS_VERB_SEND);
    cs_campaign_take(campaign, &made, NULL);
    cs_campaign_free(campaign);
    for (size_t i = 0; i < CS_COUNT(cases); i++)
        cs_case_free(cases[i]);
    remove_tree(folder);
}

/* A transcript that the deadline has ended. */
static struct cs_transcript *cut_off(void)
{
    struct cs_transcript *transcript = cs_transcript_new();

    CU_ASSERT_FATAL(transcript != NULL &&
                    cs_transcript_add(transcript, (struct cs_event){.kind = CS_EVENT_EXPIRED}, false));
    return transcript;
}

/* What a busy machine has cut off is asked for once more: in front of what rests on it, else behind all others. */
static void what_was_cut_off_is_asked_again(void)
{
    char folder[] = "/tmp/connectspec-campaign-XXXXXX", error[CS_FILE_ERROR_MAX] = "";
    struct cs_case *cases[] = {case_of("depends_on: first\n"), case_of(""), case_of("")};
    struct cs_suite suite = {.count = CS_COUNT(cases), .cases = cases};
    struct cs_campaign_options options = {.policy = &policy,
                                          .suite = &suite,
                                          .catalogue = catalogue,
                                          .folder = mkdtemp(folder),
                                          .command = "--target x",
                                          .seed = 1};
    const struct cs_case *const order[] = {cases[1], cases[2], cases[1], cases[0], cases[2]};
    struct cs_campaign *campaign;
    struct cs_engine_item item;

    free(cases[1]->id);
    cases[1]->id = strdup("first");
    campaign = cs_campaign_new(&options, error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(campaign);
    for (size_t i = 0; i < CS_COUNT(order); i++) {
        CU_ASSERT_FATAL(cs_campaign_next(campaign, true, &item));
        CU_ASSERT_PTR_EQUAL(item.source, order[i]);
        cs_campaign_take(campaign, &item, order[i] == cases[0] ? NULL : cut_off());
    }
    CU_ASSERT_FATAL(cs_campaign_next(campaign, true, &item));
    CU_ASSERT_EQUAL(item.source->steps[0].verb, CS_VERB_SEND); /* a made one */
    cs_campaign_take(campaign, &item, NULL);
    cs_campaign_free(campaign);
    for (size_t i = 0; i < CS_COUNT(cases); i++)
        cs_case_free(cases[i]);
    remove_tree(folder);
}

/* Nothing new is given out when nothing new is wanted. */
static void no_inputs_behind_the_budget(void)
{
    char folder[] = "/tmp/connectspec-campaign-XXXXXX";
    struct cs_campaign *campaign = open_campaign(mkdtemp(folder), 5);
    struct cs_engine_item item;

    CU_ASSERT_FALSE(cs_campaign_next(campaign, false, &item));
    CU_ASSERT_FALSE(cs_campaign_has_chores(campaign));
    cs_campaign_free(campaign);
    remove_tree(folder);
}

/* The finding: a line without a colon. */
static bool has_bad_line(const struct cs_dialogue *dialogue)
{
    const struct cs_row *head = cs_dialogue_head(dialogue, 1);

    return head != NULL && memmem(head->bytes, head->length, "Bad", 3) != NULL;
}

static void what_is_not_needed_goes(void)
{
    struct cs_dialogue *dialogue = cs_seed_of_message(PLAIN, strlen(PLAIN)), *candidate;
    struct cs_minimiser *minimiser;
    unsigned asked = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(cs_dialogue_add(dialogue, false, 2, CS_ROW_SEND, PLAIN, strlen(PLAIN)));
    CU_ASSERT(cs_row_cut(&dialogue->rows[0], 7));
    minimiser = cs_minimiser_new(dialogue);
    while ((candidate = cs_minimiser_next(minimiser)) != NULL) {
        asked++;
        cs_minimiser_tell(minimiser, has_bad_line(candidate));
        cs_dialogue_free(candidate);
    }
    CU_ASSERT(asked <= 400);
    CU_ASSERT_EQUAL(cs_minimiser_best(minimiser)->count, 1);
    CU_ASSERT_EQUAL(cs_minimiser_best(minimiser)->rows[0].length, 3);
    CU_ASSERT_EQUAL(cs_minimiser_best(minimiser)->rows[0].cut_count, 0);
    cs_minimiser_free(minimiser);
    cs_dialogue_free(dialogue);
}

static void each_fingerprint_is_new_once(void)
{
    struct cs_novelty *novelty = cs_novelty_new();

    for (uint64_t i = 1; i <= 5000; i++)
        CU_ASSERT(cs_novelty_add(novelty, i * UINT64_C(0x9e3779b97f4a7c15)));
    for (uint64_t i = 1; i <= 5000; i++)
        CU_ASSERT_FALSE(cs_novelty_add(novelty, i * UINT64_C(0x9e3779b97f4a7c15)));
    CU_ASSERT_EQUAL(cs_novelty_count(novelty), 5000);
    cs_novelty_free(novelty);
}

static struct cs_symptom symptom(const char *finding, const char *about, const char *reading)
{
    struct cs_verdict verdict = {
        .kind = CS_FAIL, .finding = (char *)finding, .reading = (char *)reading, .reason = (char *)"reason"};
    struct cs_symptom out;

    CU_ASSERT(cs_symptom_of_verdict(&verdict, about, &out));
    return out;
}

static void the_same_mistake(void)
{
    struct cs_symptom opened = symptom("tunnel-opened", "refusal/port-empty", "");
    struct cs_symptom reached = symptom("destination-contacted", "refusal/port-empty", "default-port-80");
    struct cs_symptom other = symptom("tunnel-opened", "refusal/host-missing", "");
    struct cs_symptom lost = symptom("bytes-lost", "tunnel", ""), added = symptom("bytes-added", "tunnel", "");
    struct cs_symptom modulo = symptom("tunnel-opened", "refusal/port-empty", "port-modulo");

    CU_ASSERT(cs_symptom_is_same(&opened, &reached));
    CU_ASSERT_FALSE(cs_symptom_is_same(&opened, &other));
    CU_ASSERT_FALSE(cs_symptom_is_same(&lost, &added));
    CU_ASSERT_FALSE(cs_symptom_is_same(&reached, &modulo));
}

/* What was written is there again. */
static void a_finding_is_kept(void)
{
    char folder[] = "/tmp/connectspec-campaign-XXXXXX", error[CS_FILE_ERROR_MAX] = "", path[PATH_MAX];
    struct cs_campaign_finding finding = {.symptom = symptom("tunnel-opened", "refusal/port-empty", ""),
                                          .state = CS_FINDING_STEADY,
                                          .text = (char *)"id: case\n",
                                          .tries = 10,
                                          .repeated = 10};
    struct cs_store store;
    struct cs_campaign *campaign;

    cs_finding_name(NULL, 0, &finding);
    CU_ASSERT_STRING_EQUAL(finding.name, "tunnel-opened-refusal-port-empty");
    CU_ASSERT(cs_store_open(&store, mkdtemp(folder), "--target x", error));
    CU_ASSERT(cs_store_finding(&store, &finding, error));
    (void)snprintf(path, sizeof(path), "%s/findings/%s/repeat", folder, finding.name);
    CU_ASSERT_EQUAL(access(path, F_OK), 0);
    campaign = open_campaign(folder, 1);
    CU_ASSERT_EQUAL_FATAL(cs_campaign_finding_count(campaign), 1);
    CU_ASSERT_STRING_EQUAL(cs_campaign_finding_at(campaign, 0)->symptom.key, finding.symptom.key);
    CU_ASSERT_EQUAL(cs_campaign_finding_at(campaign, 0)->state, CS_FINDING_STEADY);
    cs_campaign_free(campaign);
    finding.state = CS_FINDING_UNSTEADY;
    CU_ASSERT(cs_store_finding(&store, &finding, error));
    CU_ASSERT_NOT_EQUAL(access(path, F_OK), 0);
    finding.state = CS_FINDING_STEADY; /* it has shown again: it is in one place alone */
    CU_ASSERT(cs_store_finding(&store, &finding, error));
    CU_ASSERT_EQUAL(access(path, F_OK), 0);
    (void)snprintf(path, sizeof(path), "%s/unsteady/%s/repeat", folder, finding.name);
    CU_ASSERT_NOT_EQUAL(access(path, F_OK), 0);
    cs_store_remove(&store, &finding);
    remove_tree(folder);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"one seed makes one campaign", one_seed_makes_one_campaign},
        {"a campaign goes on", a_campaign_goes_on},
        {"suspects are asked again", suspects_are_asked_again},
        {"some cases are alone", some_cases_are_alone},
        {"what was cut off is asked again", what_was_cut_off_is_asked_again},
        {"no inputs behind the budget", no_inputs_behind_the_budget},
        {"what is not needed goes", what_is_not_needed_goes},
        {"each fingerprint is new once", each_fingerprint_is_new_once},
        {"the same mistake", the_same_mistake},
        {"a finding is kept", a_finding_is_kept},
    };

    return cs_run_live_tests("campaign", tests, CS_COUNT(tests));
}
