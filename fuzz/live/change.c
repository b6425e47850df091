#include "fuzz/live/change.h"

#include <string.h>

#include "fuzz/live/grammar.h"
#include "fuzz/live/text.h"
#include "fuzz/mutator.h"

#define HEAD_MAX 6000 /* bytes of a head, so that mutations do not grow it without end */

static struct cs_row *some_head(struct cs_dialogue *dialogue, struct cs_random *random)
{
    return cs_dialogue_head(dialogue, 1 + (unsigned)cs_random_below(random, cs_dialogue_clients(dialogue)));
}

static void change_bytes(struct cs_dialogue *dialogue, struct cs_random *random)
{
    struct cs_row *row = some_head(dialogue, random);
    uint8_t bytes[CS_ROW_BYTES_MAX];
    size_t size;

    if (row == NULL || row->length > HEAD_MAX)
        return;
    memcpy(bytes, row->bytes, row->length);
    size = cs_mutate(bytes, row->length, HEAD_MAX, cs_random_draw(random));
    (void)cs_row_set(row, (const char *)bytes, size);
}

static void cross(struct cs_dialogue *dialogue, const struct cs_dialogue *other, struct cs_random *random)
{
    struct cs_row *row = some_head(dialogue, random);
    const struct cs_row *from = cs_dialogue_head(other, 1);
    uint8_t bytes[CS_ROW_BYTES_MAX];
    size_t size;

    if (row == NULL || from == NULL || row->length > HEAD_MAX || from->length > HEAD_MAX)
        return;
    size = cs_cross((const uint8_t *)row->bytes, row->length, (const uint8_t *)from->bytes, from->length, bytes,
                    HEAD_MAX, cs_random_draw(random));
    (void)cs_row_set(row, (const char *)bytes, size);
}

static void change_cuts(struct cs_dialogue *dialogue, struct cs_random *random)
{
    struct cs_row *row = &dialogue->rows[cs_random_below(random, dialogue->count)];

    row->dribble = cs_random_once(random, 6);
    if (cs_random_once(random, 3))
        row->cut_count = 0;
    for (size_t i = 1 + cs_random_below(random, 3); i > 0; i--)
        (void)cs_row_cut(row, 1 + cs_random_below(random, row->length));
}

/* One word of a kind in the place of another one in the head. */
static void replace_word(struct cs_dialogue *dialogue, struct cs_random *random)
{
    enum cs_live_words group = (enum cs_live_words)cs_random_below(random, CS_LIVE_INNER);
    struct cs_row *row = some_head(dialogue, random);
    size_t count, at;
    const struct cs_word *words = cs_live_words(group, &count);
    const struct cs_word *word = &words[cs_random_below(random, count)];
    char bytes[CS_ROW_BYTES_MAX];

    if (row == NULL || row->length + word->length > HEAD_MAX)
        return;
    for (size_t i = 0; i < count; i++) {
        const char *found =
            words[i].length == 0 ? NULL : memmem(row->bytes, row->length, words[i].text, words[i].length);

        if (found == NULL)
            continue;
        at = (size_t)(found - row->bytes);
        memcpy(bytes, row->bytes, at);
        memcpy(bytes + at, word->text, word->length);
        memcpy(bytes + at + word->length, found + words[i].length, row->length - at - words[i].length);
        (void)cs_row_set(row, bytes, row->length - words[i].length + word->length);
        return;
    }
}

static void add_row(struct cs_dialogue *dialogue, struct cs_random *random)
{
    size_t count;
    const struct cs_word *words = cs_live_words(CS_LIVE_INNER, &count);
    const struct cs_word *word = &words[cs_random_below(random, count)];
    enum cs_row_verb verb =
        cs_random_once(random, 3) ? (enum cs_row_verb)(1 + cs_random_below(random, 3)) : CS_ROW_SEND;
    unsigned number = 1 + (unsigned)cs_random_below(random, cs_dialogue_clients(dialogue));
    struct cs_row *row = cs_dialogue_add(dialogue, cs_random_once(random, 2), number, verb, word->text,
                                         verb == CS_ROW_SEND ? word->length : 0);

    if (row != NULL && verb == CS_ROW_SEND && cs_random_once(random, 3))
        row->noise = 1 + cs_random_below(random, CS_NOISE_MAX / 4);
}

/* Once more the same client, behind all others. */
static void double_client(struct cs_dialogue *dialogue, struct cs_random *random)
{
    const struct cs_row *head = some_head(dialogue, random);
    unsigned clients = cs_dialogue_clients(dialogue);

    if (head != NULL && clients < 4)
        (void)cs_dialogue_add(dialogue, false, clients + 1, CS_ROW_SEND, head->bytes, head->length);
}

static void drop_row(struct cs_dialogue *dialogue, struct cs_random *random)
{
    if (dialogue->count > 1)
        cs_dialogue_drop(dialogue, cs_random_below(random, dialogue->count));
}

static void change_once(struct cs_dialogue *dialogue, const struct cs_dialogue *other, struct cs_random *random)
{
    switch (cs_random_below(random, 12)) {
    case 0:
        cross(dialogue, other, random);
        break;
    case 1:
        change_cuts(dialogue, random);
        break;
    case 2:
        add_row(dialogue, random);
        break;
    case 3:
        double_client(dialogue, random);
        break;
    case 4:
        drop_row(dialogue, random);
        break;
    case 5:
    case 6:
    case 7:
        replace_word(dialogue, random);
        break;
    default:
        change_bytes(dialogue, random);
    }
}

struct cs_dialogue *cs_dialogue_change(const struct cs_dialogue *from, const struct cs_dialogue *other,
                                       struct cs_random *random)
{
    struct cs_dialogue *dialogue = cs_dialogue_copy(from);

    if (dialogue == NULL)
        return NULL;
    for (size_t steps = 1 + cs_random_below(random, 3); steps > 0; steps--)
        change_once(dialogue, other, random);
    if (cs_dialogue_tidy(dialogue) && cs_dialogue_head(dialogue, 1) != NULL)
        return dialogue;
    cs_dialogue_free(dialogue);
    return NULL;
}

/* What is left of bytes that are no whole made-up value. */
static bool strays(const char *bytes, size_t length)
{
    for (size_t at = 0; at < length;) {
        const struct cs_made_up *made_up = cs_made_up_at(bytes + at, length - at);

        if (made_up == NULL && length - at >= 3 && memcmp(bytes + at, "77.", 3) == 0)
            return true;
        at += made_up == NULL ? 1 : strlen(made_up->value);
    }
    return false;
}

bool cs_dialogue_strays(const struct cs_dialogue *dialogue)
{
    for (size_t i = 0; i < dialogue->count; i++)
        if (strays(dialogue->rows[i].bytes, dialogue->rows[i].length))
            return true;
    return false;
}

static bool mentions(const char *bytes, size_t length, const char *variable)
{
    for (size_t at = 0; at < length; at++) {
        const struct cs_made_up *made_up = cs_made_up_at(bytes + at, length - at);

        if (made_up != NULL && strstr(made_up->placeholder, variable) != NULL)
            return true;
    }
    return false;
}

bool cs_dialogue_mentions(const struct cs_dialogue *dialogue, const char *variable)
{
    for (size_t i = 0; i < dialogue->count; i++)
        if (mentions(dialogue->rows[i].bytes, dialogue->rows[i].length, variable))
            return true;
    return false;
}

void cs_dialogue_without_credentials(struct cs_dialogue *dialogue)
{
    static const char line[] = CS_MADE_UP_CREDENTIALS;
    const size_t size = sizeof(line) - 1;

    for (size_t i = 0; i < dialogue->count; i++) {
        struct cs_row *row = &dialogue->rows[i];
        char *found;

        while ((found = memmem(row->bytes, row->length, line, size)) != NULL) {
            memmove(found, found + size, row->length - (size_t)(found - row->bytes) - size);
            if (!cs_row_set(row, row->bytes, row->length - size))
                return;
        }
    }
}
