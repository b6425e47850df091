#include "fuzz/live/dialogue.h"

#include <stdlib.h>
#include <string.h>

struct cs_dialogue *cs_dialogue_new(void)
{
    return calloc(1, sizeof(struct cs_dialogue));
}

void cs_dialogue_free(struct cs_dialogue *dialogue)
{
    for (size_t i = 0; dialogue != NULL && i < dialogue->count; i++)
        free(dialogue->rows[i].bytes);
    free(dialogue);
}

static char *copy_bytes(const char *bytes, size_t length)
{
    char *copy = malloc(length + 1);

    if (copy == NULL)
        return NULL;
    if (length > 0)
        memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

struct cs_dialogue *cs_dialogue_copy(const struct cs_dialogue *dialogue)
{
    struct cs_dialogue *copy = cs_dialogue_new();

    for (size_t i = 0; copy != NULL && i < dialogue->count; i++) {
        copy->rows[i] = dialogue->rows[i];
        copy->rows[i].bytes = copy_bytes(dialogue->rows[i].bytes, dialogue->rows[i].length);
        copy->count = i + 1;
        if (copy->rows[i].bytes == NULL) {
            cs_dialogue_free(copy);
            return NULL;
        }
    }
    return copy;
}

struct cs_row *cs_dialogue_add(struct cs_dialogue *dialogue, bool origin, unsigned number, enum cs_row_verb verb,
                               const char *bytes, size_t length)
{
    struct cs_row *row;

    if (dialogue->count == CS_ROWS_MAX)
        return NULL;
    row = &dialogue->rows[dialogue->count];
    *row = (struct cs_row){.origin = origin, .number = number, .verb = verb};
    row->length = length < CS_ROW_BYTES_MAX ? length : CS_ROW_BYTES_MAX;
    row->bytes = copy_bytes(bytes, row->length);
    if (row->bytes == NULL)
        return NULL;
    dialogue->count++;
    return row;
}

bool cs_row_set(struct cs_row *row, const char *bytes, size_t length)
{
    char *copy = copy_bytes(bytes, length);

    if (copy == NULL)
        return false;
    free(row->bytes);
    row->bytes = copy;
    row->length = length;
    row->noise = 0;
    while (row->cut_count > 0 && row->cuts[row->cut_count - 1] >= length)
        row->cut_count--;
    return true;
}

bool cs_row_cut(struct cs_row *row, size_t at)
{
    size_t place = 0;

    if (at == 0 || at >= row->length || row->cut_count == CS_ROW_CUTS_MAX)
        return false;
    while (place < row->cut_count && row->cuts[place] < at)
        place++;
    if (place < row->cut_count && row->cuts[place] == at)
        return false;
    memmove(&row->cuts[place + 1], &row->cuts[place], (row->cut_count - place) * sizeof(row->cuts[0]));
    row->cuts[place] = at;
    row->cut_count++;
    return true;
}

void cs_dialogue_drop(struct cs_dialogue *dialogue, size_t index)
{
    free(dialogue->rows[index].bytes);
    dialogue->count--;
    memmove(&dialogue->rows[index], &dialogue->rows[index + 1], (dialogue->count - index) * sizeof(dialogue->rows[0]));
}

struct cs_row *cs_dialogue_head(const struct cs_dialogue *dialogue, unsigned client)
{
    for (size_t i = 0; i < dialogue->count; i++) {
        const struct cs_row *row = &dialogue->rows[i];

        if (!row->origin && row->number == client && row->verb == CS_ROW_SEND)
            return row->noise > 0 ? NULL : (struct cs_row *)row;
    }
    return NULL;
}

unsigned cs_dialogue_clients(const struct cs_dialogue *dialogue)
{
    unsigned most = 0;

    for (size_t i = 0; i < dialogue->count; i++)
        if (!dialogue->rows[i].origin && dialogue->rows[i].number > most)
            most = dialogue->rows[i].number;
    return most;
}

/* How far one speaker has come. */
struct progress {
    bool begun;
    bool finished; /* sends no more */
    bool ended;    /* does nothing more */
};

static bool can_happen(const struct cs_row *row, const struct progress *own, const struct progress *client)
{
    if (own->ended || (own->finished && (row->verb == CS_ROW_SEND || row->verb == CS_ROW_FINISH)))
        return false;
    if (row->verb == CS_ROW_SEND && row->length == 0 && row->noise == 0)
        return false;
    if (row->origin)
        return client->begun;
    return own->begun || (row->verb == CS_ROW_SEND && row->noise == 0);
}

static void happen(const struct cs_row *row, struct progress *own)
{
    own->begun = true;
    own->finished = own->finished || row->verb != CS_ROW_SEND;
    own->ended = row->verb == CS_ROW_CLOSE || row->verb == CS_ROW_RESET;
}

bool cs_dialogue_tidy(struct cs_dialogue *dialogue)
{
    struct progress clients[CS_SPEAKERS_MAX + 1] = {0}, origins[CS_SPEAKERS_MAX + 1] = {0};
    unsigned names[CS_SPEAKERS_MAX + 1] = {0}, count = 0;

    for (size_t i = 0; i < dialogue->count;) {
        struct cs_row *row = &dialogue->rows[i];
        unsigned old = row->number > CS_SPEAKERS_MAX ? 0 : row->number;
        struct progress *own = row->origin ? &origins[old] : &clients[old];

        if (old == 0 || !can_happen(row, own, &clients[old])) {
            cs_dialogue_drop(dialogue, i);
            continue;
        }
        happen(row, own);
        if (names[old] == 0)
            names[old] = ++count;
        row->number = names[old];
        i++;
    }
    return count > 0;
}
