#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz/live/differ_internal.h"
#include "fuzz/live/finding.h"
#include "fuzz/live/sight.h"
#include "fuzz/live/write.h"
#include "harness/scenario/diagnostic.h"
#include "reports/redact.h"
#include "reports/transcript_json.h"

#define ACTIVE_MAX     8   /* groups that are made smaller at a time */
#define CANDIDATES_MAX 120 /* for smaller dialogues of a group */
#define READY_MAX      4   /* groups that wait for their repeats before new inputs wait for them */
#define REPEATS        3   /* runs alone, each of which has to show it again */

struct cs_case *cs_differ_case(const struct cs_differ *differ, const struct cs_dialogue *dialogue, char **text)
{
    struct cs_case_words words = {.id = "case", .catalogue = differ->options.catalogue};
    struct cs_diagnostics diagnostics = {.count = 0};
    char *written = cs_dialogue_write(dialogue, differ->options.policies[0], &words);
    struct cs_case *source = NULL;

    if (written != NULL)
        source = cs_case_parse(written, strlen(written), "case.yaml", NULL, words.catalogue, &diagnostics);
    cs_diagnostics_free(&diagnostics);
    if (text != NULL)
        *text = written;
    else
        free(written);
    return source;
}

/* What an input is about where the targets disagree, into |out|, which is otherwise empty; false: they do not. */
static bool read_dissent(const struct cs_differ *differ, const struct cs_differ_input *input,
                         struct cs_differ_group *out)
{
    struct cs_sight sight = cs_sight_of(input->dialogue, differ->options.policies[0]);
    unsigned open = 0;
    int client = -1;

    for (unsigned i = 1; i <= sight.clients; i++)
        open |= cs_meaning_allows_silence(&sight.meanings[i]) ? 1U << i : 0;
    for (size_t i = 1; i < differ->options.count; i++) {
        int other = cs_reaction_differs(&input->reactions[0], &input->reactions[i], open);

        if (other > 0 && (client <= 0 || other < client))
            client = other;
        else if (other == 0 && client < 0)
            client = 0;
    }
    if (client < 0)
        return false;
    cs_meaning_describe(&sight.meanings[client == 0 ? 1 : client], out->about);
    for (size_t i = 0; i < differ->options.count; i++)
        cs_reaction_describe(&input->reactions[i], (unsigned)client, out->reactions[i]);
    return true;
}

static bool is_alike(const struct cs_differ *differ, const struct cs_differ_group *left,
                     const struct cs_differ_group *right)
{
    bool same = strcmp(left->about, right->about) == 0;

    for (size_t i = 0; i < differ->options.count; i++)
        same = same && strcmp(left->reactions[i], right->reactions[i]) == 0;
    return same;
}

/* Another group that is the same; NULL: there is none. */
static struct cs_differ_group *find(struct cs_differ *differ, const struct cs_differ_group *like)
{
    for (size_t i = 0; i < differ->group_count; i++)
        if (&differ->groups[i] != like && !differ->groups[i].merged && is_alike(differ, &differ->groups[i], like))
            return &differ->groups[i];
    return NULL;
}

static bool is_name_taken(const struct cs_differ *differ, const struct cs_differ_group *group)
{
    for (size_t i = 0; i < differ->group_count; i++)
        if (&differ->groups[i] != group && strcmp(differ->groups[i].name, group->name) == 0)
            return true;
    return false;
}

static void name_group(const struct cs_differ *differ, struct cs_differ_group *group)
{
    char slug[80];

    cs_finding_slug(group->about, slug, sizeof(slug));
    (void)snprintf(group->name, sizeof(group->name), "%s", slug);
    for (unsigned i = 2; is_name_taken(differ, group); i++)
        (void)snprintf(group->name, sizeof(group->name), "%s-%u", slug, i);
}

static void add_group(struct cs_differ *differ, const struct cs_differ_group *like, const struct cs_differ_input *input)
{
    struct cs_differ_group *group = &differ->groups[differ->group_count];
    struct cs_differ_chore *chore = &differ->chores[differ->group_count];

    *group = *like;
    *chore = (struct cs_differ_chore){.dialogue = cs_dialogue_copy(input->dialogue),
                                      .minimiser = cs_minimiser_new(input->dialogue)};
    if (chore->dialogue != NULL && chore->minimiser != NULL) {
        differ->group_count++;
        name_group(differ, group);
        return;
    }
    cs_dialogue_free(chore->dialogue);
    cs_minimiser_free(chore->minimiser);
}

void cs_differ_look(struct cs_differ *differ, const struct cs_differ_input *input)
{
    struct cs_differ_group like = {.state = CS_GROUP_SMALLER, .input = input->number, .seen = 1};
    struct cs_differ_group *group;

    if (!read_dissent(differ, input, &like))
        return;
    group = find(differ, &like);
    if (group != NULL)
        group->seen++;
    else if (differ->group_count < CS_DIFFER_GROUPS_MAX)
        add_group(differ, &like, input);
}

/* Nothing smaller shows it. */
static void end_smaller(struct cs_differ_group *group, struct cs_differ_chore *chore)
{
    struct cs_dialogue *best = cs_dialogue_copy(cs_minimiser_best(chore->minimiser));

    cs_minimiser_free(chore->minimiser);
    chore->minimiser = NULL;
    if (best != NULL) {
        cs_dialogue_free(chore->dialogue);
        chore->dialogue = best;
    }
    group->state = CS_GROUP_REPEAT;
}

/* The next candidate of a group; NULL when it is as small as it gets, or enough were tried. */
static struct cs_dialogue *smaller(struct cs_differ_group *group, struct cs_differ_chore *chore)
{
    struct cs_dialogue *candidate = NULL;

    if (!chore->again)
        return cs_dialogue_copy(chore->dialogue);
    if (chore->candidates++ < CANDIDATES_MAX)
        candidate = cs_minimiser_next(chore->minimiser);
    if (candidate == NULL)
        end_smaller(group, chore);
    return candidate;
}

static size_t count_in(const struct cs_differ *differ, enum cs_group_state state)
{
    size_t count = 0;

    for (size_t i = 0; i < differ->group_count; i++)
        count += differ->groups[i].state == state && !differ->groups[i].merged;
    return count;
}

bool cs_differ_wants_quiet(const struct cs_differ *differ, bool fresh)
{
    size_t ready = count_in(differ, CS_GROUP_REPEAT);

    if (ready > 0 && !fresh && count_in(differ, CS_GROUP_SMALLER) == 0)
        return true;
    return ready >= READY_MAX || (ready > 0 && differ->quiet);
}

/* No case comes of what would have been next. */
static void pass_over(struct cs_differ_group *group, struct cs_differ_chore *chore, bool candidate)
{
    if (group->state == CS_GROUP_REPEAT || !chore->again)
        group->state = CS_GROUP_UNSTEADY;
    else if (candidate)
        cs_minimiser_tell(chore->minimiser, false);
}

/* The next dialogue that one group needs. */
static bool fill_for(struct cs_differ *differ, size_t index, struct cs_differ_input *input)
{
    struct cs_differ_group *group = &differ->groups[index];
    struct cs_differ_chore *chore = &differ->chores[index];
    enum cs_group_state state = group->state;

    while (group->state == state && !chore->busy) {
        input->group = index;
        input->dialogue = state == CS_GROUP_REPEAT ? cs_dialogue_copy(chore->dialogue) : smaller(group, chore);
        input->source = input->dialogue == NULL ? NULL : cs_differ_case(differ, input->dialogue, NULL);
        chore->busy = input->source != NULL;
        if (chore->busy)
            return true;
        if (group->state == state)
            pass_over(group, chore, input->dialogue != NULL);
        cs_dialogue_free(input->dialogue);
        input->dialogue = NULL;
    }
    return false;
}

bool cs_differ_fill(struct cs_differ *differ, struct cs_differ_input *input, bool alone)
{
    enum cs_group_state state = alone ? CS_GROUP_REPEAT : CS_GROUP_SMALLER;

    for (size_t i = 0, active = 0; i < differ->group_count && active < ACTIVE_MAX; i++) {
        if (differ->groups[i].state != state)
            continue;
        active++;
        if (fill_for(differ, i, input))
            return true;
    }
    input->group = SIZE_MAX;
    return false;
}

void cs_differ_hurry(struct cs_differ *differ)
{
    for (size_t i = 0; i < differ->group_count; i++)
        if (differ->groups[i].state == CS_GROUP_SMALLER)
            differ->chores[i].candidates = CANDIDATES_MAX;
}

static json_t *group_to_json(const struct cs_differ *differ, const struct cs_differ_group *group)
{
    json_t *reactions = json_object();

    for (size_t i = 0; i < differ->options.count; i++)
        json_object_set_new(reactions, differ->options.names[i], json_string(group->reactions[i]));
    return json_pack("{s:s,s:s,s:o,s:I,s:I}", "name", group->name, "about", group->about, "reactions", reactions,
                     "input", (json_int_t)group->input, "seen", (json_int_t)group->seen);
}

/* What one target did, the last time. */
static bool write_transcript(const struct cs_differ *differ, const char *folder, size_t target,
                             struct cs_transcript *transcript, char error[CS_FILE_ERROR_MAX])
{
    char path[PATH_MAX + 128], slug[64];

    if (differ->options.redact && !cs_redact_transcript(transcript)) {
        (void)snprintf(error, CS_FILE_ERROR_MAX, "out of memory"); /* no secret is written */
        return false;
    }
    cs_finding_slug(differ->options.names[target], slug, sizeof(slug));
    (void)snprintf(path, sizeof(path), "%s/transcript-%zu-%s.json", folder, target + 1, slug);
    return cs_transcript_save(transcript, path, error);
}

static bool write_group(const struct cs_differ *differ, const struct cs_differ_group *group,
                        const struct cs_differ_input *input, char error[CS_FILE_ERROR_MAX])
{
    json_t *root = group_to_json(differ, group);
    char *told = root == NULL ? NULL : json_dumps(root, JSON_INDENT(2));
    char folder[PATH_MAX], path[PATH_MAX + 64];
    bool fine;

    (void)snprintf(folder, sizeof(folder), "%s/disagreements/%s", differ->options.folder, group->name);
    (void)mkdir(folder, 0777); /* what cannot be made is told by the first file */
    (void)snprintf(path, sizeof(path), "%s/case.yaml", folder);
    (void)snprintf(error, CS_FILE_ERROR_MAX, "out of memory");
    fine = told != NULL && group->text != NULL && cs_file_write(path, group->text, strlen(group->text), error);
    (void)snprintf(path, sizeof(path), "%s/disagreement.json", folder);
    fine = fine && cs_file_write(path, told, strlen(told), error);
    for (size_t i = 0; fine && i < differ->options.count; i++)
        fine = write_transcript(differ, folder, i, input->transcripts[i], error);
    free(told);
    json_decref(root);
    return fine;
}

static void settle(struct cs_differ *differ, struct cs_differ_group *group, const struct cs_dialogue *dialogue,
                   const struct cs_differ_input *input)
{
    char error[CS_FILE_ERROR_MAX];

    group->state = CS_GROUP_STEADY;
    cs_case_free(cs_differ_case(differ, dialogue, &group->text));
    if (!write_group(differ, group, input, error) && differ->trouble[0] == '\0')
        memcpy(differ->trouble, error, sizeof(error));
}

/* Whether a smaller dialogue still shows the same reactions; what it is about may be simpler. */
static bool still_shows(const struct cs_differ *differ, const struct cs_differ_group *group,
                        const struct cs_differ_input *input)
{
    struct cs_differ_group now = {.seen = 0};

    if (input->voided || !read_dissent(differ, input, &now))
        return false;
    memcpy(now.about, group->about, sizeof(now.about));
    return is_alike(differ, &now, group);
}

/* The first repeat says what the smallest one is about; false: another group has that already. */
static bool settle_about(struct cs_differ *differ, struct cs_differ_group *group, const struct cs_differ_input *input)
{
    struct cs_differ_group *other;

    (void)read_dissent(differ, input, group);
    other = find(differ, group);
    name_group(differ, group);
    if (other == NULL)
        return true;
    other->seen += group->seen;
    group->merged = true;
    group->state = CS_GROUP_UNSTEADY;
    return false;
}

static void count_repeat(struct cs_differ *differ, struct cs_differ_group *group, struct cs_differ_chore *chore,
                         const struct cs_differ_input *input)
{
    chore->tries++;
    if (chore->tries == 1 && !settle_about(differ, group, input))
        return;
    if (chore->tries == REPEATS)
        settle(differ, group, chore->dialogue, input);
}

void cs_differ_tell(struct cs_differ *differ, struct cs_differ_input *input)
{
    struct cs_differ_group *group = &differ->groups[input->group];
    struct cs_differ_chore *chore = &differ->chores[input->group];
    bool still = still_shows(differ, group, input);

    chore->busy = false;
    if (group->state == CS_GROUP_SMALLER && chore->again)
        cs_minimiser_tell(chore->minimiser, still);
    else if (group->state == CS_GROUP_SMALLER && still)
        chore->again = true;
    else if (!still)
        group->state = CS_GROUP_UNSTEADY;
    else
        count_repeat(differ, group, chore, input);
}

bool cs_differ_has_chores(const struct cs_differ *differ)
{
    return count_in(differ, CS_GROUP_SMALLER) + count_in(differ, CS_GROUP_REPEAT) > 0;
}

struct cs_differ_numbers cs_differ_numbers(const struct cs_differ *differ)
{
    struct cs_differ_numbers numbers = differ->numbers;

    numbers.kinds = cs_novelty_count(differ->novelty);
    numbers.disagreements = count_in(differ, CS_GROUP_STEADY);
    numbers.unsteady = count_in(differ, CS_GROUP_UNSTEADY);
    numbers.open = count_in(differ, CS_GROUP_SMALLER) + count_in(differ, CS_GROUP_REPEAT);
    return numbers;
}
