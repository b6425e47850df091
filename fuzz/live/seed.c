#include "fuzz/live/seed.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/live/role.h"
#include "harness/scenario/template.h"
#include "harness/scenario/variable_list.h"

/* A case with one of its values, and what its names stand for. */
struct seed {
    const struct cs_case *source;
    int value;
    char *bound[8]; /* filled in; owned */
    size_t lengths[8];
};

static const char *made_up(const char *name)
{
    static const struct {
        const char *name;
        const char *value;
    } table[] = {
#define VARIABLE_SAMPLE(name, sample, need, listener, why) {name, sample},
        CS_VARIABLE_LIST(VARIABLE_SAMPLE)
#undef VARIABLE_SAMPLE
    };

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (strcmp(table[i].name, name) == 0)
            return table[i].value;
    return NULL;
}

static bool look_up(void *context, const char *name, const char **value, size_t *length)
{
    const struct seed *seed = context;
    const struct cs_value *bindings = seed->value < 0 ? NULL : &seed->source->values[seed->value];

    *value = made_up(name);
    if (*value != NULL) {
        *length = strlen(*value);
        return true;
    }
    for (size_t i = 0; bindings != NULL && i < bindings->binding_count && i < 8; i++) {
        if (strcmp(bindings->names[i], name) != 0 || seed->bound[i] == NULL)
            continue;
        *value = seed->bound[i];
        *length = seed->lengths[i];
        return true;
    }
    return false;
}

static char *fill(struct seed *seed, const struct cs_template *item, size_t *length)
{
    struct cs_environment environment = {look_up, seed};
    char error[CS_TEMPLATE_ERROR_MAX];
    struct cs_bytes bytes;
    char *text;

    if (!cs_template_expand(item, &environment, &bytes, error))
        return NULL;
    text = cs_bytes_flatten(&bytes, CS_ROW_BYTES_MAX, length);
    cs_bytes_free(&bytes);
    return text;
}

/* The segments of a step as one row with cuts. */
static void add_send(struct cs_dialogue *dialogue, struct seed *seed, const struct cs_step *step, unsigned number,
                     bool origin)
{
    char bytes[CS_ROW_BYTES_MAX];
    size_t cuts[CS_ROW_CUTS_MAX], cut_count = 0, used = 0;
    struct cs_row *row;

    for (size_t i = 0; i < step->segment_count; i++) {
        size_t length = 0;
        char *text = fill(seed, step->segments[i], &length);

        length = text == NULL ? 0 : length < sizeof(bytes) - used ? length : sizeof(bytes) - used;
        if (length > 0)
            memcpy(bytes + used, text, length);
        free(text);
        used += length;
        if (i + 1 < step->segment_count && cut_count < CS_ROW_CUTS_MAX)
            cuts[cut_count++] = used;
    }
    if (used == 0)
        return;
    row = cs_dialogue_add(dialogue, origin, number, CS_ROW_SEND, bytes, used);
    for (size_t i = 0; row != NULL && i < cut_count; i++)
        (void)cs_row_cut(row, cuts[i]);
    if (row != NULL)
        row->dribble = step->verb == CS_VERB_DRIBBLE;
}

/* Whether what matters is what somebody answers the target: a client's proxy, a proxy's parent. */
static bool is_of_answers(const struct cs_case *source)
{
    bool answers = cs_live_role_find(source->role->name)->answers;

    for (size_t i = 0; !answers && source->needs != NULL && source->needs[i] != NULL; i++)
        answers = strcmp(source->needs[i], "parent") == 0;
    return answers;
}

static void add_step(struct cs_dialogue *dialogue, struct seed *seed, const struct cs_step *step)
{
    static const struct {
        enum cs_verb verb;
        enum cs_row_verb row;
    } verbs[] = {{CS_VERB_REQUEST, CS_ROW_SEND}, {CS_VERB_RESPOND, CS_ROW_SEND},  {CS_VERB_SEND, CS_ROW_SEND},
                 {CS_VERB_DRIBBLE, CS_ROW_SEND}, {CS_VERB_FINISH, CS_ROW_FINISH}, {CS_VERB_CLOSE, CS_ROW_CLOSE},
                 {CS_VERB_RESET, CS_ROW_RESET}};
    bool answers = is_of_answers(seed->source);
    bool origin = step->seat == CS_SEAT_ARRIVES && !answers;
    unsigned number = 1;

    if (cs_role_seat(seed->source->role, step->actor, &number) == NULL)
        return;
    if (answers && (step->seat != CS_SEAT_ARRIVES || dialogue->count > 0)) /* the first answer is the dialogue */
        return;
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (step->verb != verbs[i].verb)
            continue;
        if (verbs[i].row == CS_ROW_SEND)
            add_send(dialogue, seed, step, number, origin);
        else
            (void)cs_dialogue_add(dialogue, origin, number, verbs[i].row, "", 0);
    }
}

/* A head that a case sends in several steps is one row: what is sent before anybody waits. */
static void join_head(struct cs_dialogue *dialogue, unsigned client)
{
    struct cs_row *head = cs_dialogue_head(dialogue, client);

    while (head != NULL && head + 1 < dialogue->rows + dialogue->count) {
        struct cs_row *next = head + 1;
        char bytes[CS_ROW_BYTES_MAX];
        size_t before = head->length;

        if (next->origin || next->number != client || next->verb != CS_ROW_SEND || next->noise > 0 ||
            before + next->length > sizeof(bytes))
            return;
        memcpy(bytes, head->bytes, before);
        memcpy(bytes + before, next->bytes, next->length);
        if (!cs_row_set(head, bytes, before + next->length))
            return;
        (void)cs_row_cut(head, before);
        cs_dialogue_drop(dialogue, (size_t)(next - dialogue->rows));
    }
}

static bool ends_head(const struct cs_row *row)
{
    return row != NULL &&
           (memmem(row->bytes, row->length, "\n\r\n", 3) != NULL || memmem(row->bytes, row->length, "\n\n", 2) != NULL);
}

static struct cs_dialogue *finish(struct cs_dialogue *dialogue)
{
    for (unsigned i = 1; i <= CS_SPEAKERS_MAX; i++)
        if (!ends_head(cs_dialogue_head(dialogue, i)))
            join_head(dialogue, i);
    if (cs_dialogue_tidy(dialogue) && cs_dialogue_head(dialogue, 1) != NULL)
        return dialogue;
    cs_dialogue_free(dialogue);
    return NULL;
}

struct cs_dialogue *cs_seed_of_case(const struct cs_case *source, int value)
{
    struct seed seed = {.source = source, .value = value};
    struct cs_dialogue *dialogue = cs_dialogue_new();
    const struct cs_value *bindings = value < 0 ? NULL : &source->values[value];

    if (dialogue == NULL)
        return NULL;
    for (size_t i = 0; bindings != NULL && i < bindings->binding_count && i < 8; i++)
        seed.bound[i] = fill(&seed, bindings->bindings[i], &seed.lengths[i]);
    for (size_t i = 0; i < source->step_count; i++)
        add_step(dialogue, &seed, &source->steps[i]);
    for (size_t i = 0; i < 8; i++)
        free(seed.bound[i]);
    return finish(dialogue);
}

struct cs_dialogue *cs_seed_of_message(const char *bytes, size_t length)
{
    struct cs_dialogue *dialogue = cs_dialogue_new();

    if (dialogue == NULL)
        return NULL;
    (void)cs_dialogue_add(dialogue, false, 1, CS_ROW_SEND, bytes, length);
    return finish(dialogue);
}
