#include "fuzz/live/minimise.h"

#include <stdlib.h>
#include <string.h>

#define CANDIDATES_MAX 400

enum pass { ROWS, CUTS, LINES, BYTES, PASSES };

struct cs_minimiser {
    struct cs_dialogue *best;
    struct cs_dialogue *candidate; /* the last one given out, a copy */
    enum pass pass;
    size_t row;  /* where the pass stands: this row, ... */
    size_t at;   /* ... this place in it, ... */
    size_t size; /* ... so many bytes */
    size_t given;
};

struct cs_minimiser *cs_minimiser_new(const struct cs_dialogue *dialogue)
{
    struct cs_minimiser *minimiser = calloc(1, sizeof(*minimiser));

    if (minimiser == NULL)
        return NULL;
    minimiser->best = cs_dialogue_copy(dialogue);
    if (minimiser->best != NULL)
        return minimiser;
    free(minimiser);
    return NULL;
}

void cs_minimiser_free(struct cs_minimiser *minimiser)
{
    if (minimiser == NULL)
        return;
    cs_dialogue_free(minimiser->best);
    cs_dialogue_free(minimiser->candidate);
    free(minimiser);
}

const struct cs_dialogue *cs_minimiser_best(const struct cs_minimiser *minimiser)
{
    return minimiser->best;
}

static void next_pass(struct cs_minimiser *minimiser)
{
    minimiser->pass++;
    minimiser->row = minimiser->at = minimiser->size = 0;
}

/* Without the bytes |at| to |at| + |size| of the row. */
static bool cut_out(struct cs_row *row, size_t at, size_t size)
{
    char bytes[CS_ROW_BYTES_MAX];

    memcpy(bytes, row->bytes, at);
    memcpy(bytes + at, row->bytes + at + size, row->length - at - size);
    return cs_row_set(row, bytes, row->length - size);
}

static bool try_rows(struct cs_minimiser *minimiser, struct cs_dialogue *candidate)
{
    if (minimiser->row >= candidate->count) {
        next_pass(minimiser);
        return false;
    }
    cs_dialogue_drop(candidate, candidate->count - 1 - minimiser->row);
    return true;
}

/* A row in one segment, and noise as one byte. */
static bool try_cuts(struct cs_minimiser *minimiser, struct cs_dialogue *candidate)
{
    struct cs_row *row;

    for (; minimiser->row < candidate->count; minimiser->row++) {
        row = &candidate->rows[minimiser->row];
        if (row->cut_count == 0 && !row->dribble && row->noise == 0)
            continue;
        row->cut_count = 0;
        row->dribble = false;
        return row->noise == 0 || cs_row_set(row, "x", 1);
    }
    next_pass(minimiser);
    return false;
}

static bool try_lines(struct cs_minimiser *minimiser, struct cs_dialogue *candidate)
{
    for (; minimiser->row < candidate->count; minimiser->row++, minimiser->at = 0) {
        struct cs_row *row = &candidate->rows[minimiser->row];
        const char *end;

        if (row->noise > 0 || minimiser->at >= row->length)
            continue;
        end = memchr(row->bytes + minimiser->at, '\n', row->length - minimiser->at);
        minimiser->size = (end == NULL ? row->length : (size_t)(end - row->bytes) + 1) - minimiser->at;
        return minimiser->size < row->length && cut_out(row, minimiser->at, minimiser->size);
    }
    next_pass(minimiser);
    return false;
}

/* Half of a row, quarters of it, ... single bytes. */
static bool try_bytes(struct cs_minimiser *minimiser, struct cs_dialogue *candidate)
{
    for (; minimiser->row < candidate->count; minimiser->row++, minimiser->size = 0) {
        struct cs_row *row = &candidate->rows[minimiser->row];

        if (minimiser->size == 0) {
            minimiser->size = row->noise > 0 || row->length < 2 ? 0 : row->length / 2;
            minimiser->at = 0;
        }
        if (minimiser->size > 0 && minimiser->at + minimiser->size > row->length) {
            minimiser->size /= 2;
            minimiser->at = 0;
        }
        if (minimiser->size > 0 && minimiser->at + minimiser->size <= row->length)
            return minimiser->size < row->length && cut_out(row, minimiser->at, minimiser->size);
    }
    next_pass(minimiser);
    return false;
}

static bool try(struct cs_minimiser *minimiser, struct cs_dialogue *candidate)
{
    static bool (*const passes[PASSES])(struct cs_minimiser *, struct cs_dialogue *) = {try_rows, try_cuts, try_lines,
                                                                                        try_bytes};

    return passes[minimiser->pass](minimiser, candidate);
}

/* To the next thing that can be left out. */
static void step(struct cs_minimiser *minimiser)
{
    if (minimiser->pass == ROWS || minimiser->pass == CUTS)
        minimiser->row++;
    else
        minimiser->at += minimiser->size > 0 ? minimiser->size : 1;
}

struct cs_dialogue *cs_minimiser_next(struct cs_minimiser *minimiser)
{
    while (minimiser->pass < PASSES && minimiser->given < CANDIDATES_MAX) {
        struct cs_dialogue *candidate = cs_dialogue_copy(minimiser->best);
        enum pass pass = minimiser->pass;

        if (candidate == NULL)
            return NULL;
        if (try(minimiser, candidate) && cs_dialogue_tidy(candidate) && cs_dialogue_head(candidate, 1) != NULL) {
            minimiser->given++;
            cs_dialogue_free(minimiser->candidate);
            minimiser->candidate = cs_dialogue_copy(candidate);
            return candidate;
        }
        cs_dialogue_free(candidate);
        if (pass == minimiser->pass)
            step(minimiser);
    }
    return NULL;
}

void cs_minimiser_tell(struct cs_minimiser *minimiser, bool still)
{
    if (!still || minimiser->candidate == NULL) {
        step(minimiser);
        return;
    }
    if (minimiser->pass == CUTS)
        minimiser->row++;
    cs_dialogue_free(minimiser->best);
    minimiser->best = minimiser->candidate;
    minimiser->candidate = NULL;
}
