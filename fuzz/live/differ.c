#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fuzz/live/differ_internal.h"
#include "fuzz/live/sight.h"

struct cs_differ *cs_differ_new(const struct cs_differ_options *options, char error[CS_FILE_ERROR_MAX])
{
    struct cs_differ *differ = calloc(1, sizeof(*differ));

    (void)snprintf(error, CS_FILE_ERROR_MAX, "out of memory");
    if (differ == NULL)
        return NULL;
    differ->options = *options;
    differ->numbers.seed =
        options->seed != 0 ? options->seed : (uint64_t)time(NULL) * UINT64_C(0x9e3779b97f4a7c15) >> 16;
    differ->breed = (struct cs_breed){
        .role = cs_live_role_of(options->policies[0]), .policy = options->policies[0], .seed = differ->numbers.seed};
    differ->novelty = cs_novelty_new();
    if (differ->novelty != NULL && cs_differ_resume(differ, error))
        return differ;
    cs_differ_free(differ);
    return NULL;
}

static void clear_input(struct cs_differ_input *input)
{
    cs_dialogue_free(input->dialogue);
    cs_case_free(input->source);
    for (size_t i = 0; i < CS_DIFFER_TARGETS_MAX; i++)
        cs_transcript_free(input->transcripts[i]);
    *input = (struct cs_differ_input){.used = false};
}

void cs_differ_free(struct cs_differ *differ)
{
    if (differ == NULL)
        return;
    for (size_t i = 0; i < CS_DIFFER_INPUTS_MAX; i++)
        clear_input(&differ->inputs[i]);
    for (size_t i = 0; i < differ->group_count; i++) {
        free(differ->groups[i].text);
        cs_dialogue_free(differ->chores[i].dialogue);
        cs_minimiser_free(differ->chores[i].minimiser);
    }
    cs_breed_clear(&differ->breed);
    cs_novelty_free(differ->novelty);
    free(differ);
}

static struct cs_differ_input *free_input(struct cs_differ *differ)
{
    for (size_t i = 0; i < CS_DIFFER_INPUTS_MAX; i++)
        if (!differ->inputs[i].used)
            return &differ->inputs[i];
    return NULL;
}

/* A new dialogue.  Chance may give none that is a case. */
static bool fill_new(struct cs_differ *differ, struct cs_differ_input *input)
{
    for (int tries = 0; tries < 50; tries++) {
        input->number = differ->next++;
        input->group = SIZE_MAX;
        input->dialogue = cs_breed_make(&differ->breed, input->number);
        input->source = input->dialogue == NULL ? NULL : cs_differ_case(differ, input->dialogue, NULL);
        if (input->source != NULL)
            return true;
        clear_input(input);
    }
    return false;
}

bool cs_differ_next(struct cs_differ *differ, bool fresh, struct cs_engine_item *item)
{
    struct cs_differ_input *input = free_input(differ);
    bool quiet = differ->quiet = cs_differ_wants_quiet(differ, fresh);
    bool given;

    if (input == NULL)
        return false;
    if (quiet)
        given = differ->under_way == 0 && cs_differ_fill(differ, input, true);
    else
        given = cs_differ_fill(differ, input, false) || (fresh && fill_new(differ, input));
    if (!given)
        return false;
    input->used = true;
    differ->under_way++;
    *item = (struct cs_engine_item){.source = input->source,
                                    .value = -1,
                                    .confirmation = quiet,
                                    .brief = input->group == SIZE_MAX && !differ->breed.role->answers,
                                    .number = (size_t)(input - differ->inputs)};
    return true;
}

static uint64_t mix(uint64_t sum, const char *text)
{
    do
        sum = (sum ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    while (*text++ != '\0');
    return sum;
}

/* What is new is kept to make others of it. */
static void breed_on(struct cs_differ *differ, struct cs_differ_input *input)
{
    struct cs_sight sight = cs_sight_of(input->dialogue, differ->options.policies[0]);
    uint64_t sum = UINT64_C(0xcbf29ce484222325);
    char about[96], met[64];

    cs_sight_name(&sight, about);
    sum = mix(sum, about);
    for (size_t i = 0; i < differ->options.count; i++)
        for (unsigned client = 0; client <= sight.clients; client++) {
            cs_reaction_describe(&input->reactions[i], client, met);
            sum = mix(sum, met);
        }
    if (!cs_novelty_add(differ->novelty, sum == 0 ? 1 : sum))
        return;
    cs_breed_keep(&differ->breed, input->dialogue);
    input->dialogue = NULL;
}

static void conclude(struct cs_differ *differ, struct cs_differ_input *input)
{
    if (input->group != SIZE_MAX) {
        cs_differ_tell(differ, input);
    } else if (!input->voided) {
        differ->numbers.inputs++;
        cs_differ_look(differ, input);
        breed_on(differ, input);
    }
}

void cs_differ_take(struct cs_differ *differ, const struct cs_engine_item *item, size_t target,
                    struct cs_transcript *transcript)
{
    struct cs_differ_input *input = &differ->inputs[item->number];

    if (transcript != NULL)
        input->reactions[target] = cs_reaction_of(transcript);
    input->voided = input->voided || transcript == NULL || !input->reactions[target].known;
    if (item->confirmation)
        input->transcripts[target] = transcript;
    else
        cs_transcript_free(transcript);
    if (++input->taken < differ->options.count)
        return;
    differ->under_way--;
    conclude(differ, input);
    clear_input(input);
}

size_t cs_differ_under_way(const struct cs_differ *differ)
{
    return differ->under_way;
}

const char *cs_differ_trouble(const struct cs_differ *differ)
{
    return differ->trouble;
}

size_t cs_differ_group_count(const struct cs_differ *differ)
{
    return differ->group_count;
}

const struct cs_differ_group *cs_differ_group_at(const struct cs_differ *differ, size_t index)
{
    return &differ->groups[index];
}
