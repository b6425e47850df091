#include "fuzz/live/flow.h"

#include "fuzz/live/text.h"

void cs_flow_write_noise(FILE *out, const struct cs_row *row)
{
    unsigned noise = (row->number * 2 - (row->origin ? 1 : 0)) % 8 + 2; /* noise2 to noise9 */

    fprintf(out, "${%zu bytes of noise%u}", row->noise, noise);
}

size_t cs_flow_start(const struct cs_dialogue *dialogue, const struct cs_sight *sight, const struct cs_row *row)
{
    return cs_dialogue_head(dialogue, row->number) == row && !row->origin ? sight->meanings[row->number].head_length
                                                                          : 0;
}

struct cs_flow cs_flow_of(const struct cs_dialogue *dialogue, const struct cs_sight *sight, unsigned number, bool up)
{
    struct cs_flow flow = {.total = 0};
    bool ended = false;

    for (size_t i = 0; i < dialogue->count; i++) {
        const struct cs_row *row = &dialogue->rows[i];

        if (row->number != number)
            continue;
        if (row->verb == CS_ROW_SEND && row->origin != up) {
            flow.total += row->noise > 0 ? row->noise : row->length - cs_flow_start(dialogue, sight, row);
            flow.disturbed = flow.disturbed || ended;
        }
        ended = ended || row->verb != CS_ROW_SEND;
    }
    return flow;
}

void cs_flow_write(FILE *out, const struct cs_dialogue *dialogue, const struct cs_sight *sight, unsigned number,
                   bool up)
{
    for (size_t i = 0; i < dialogue->count; i++) {
        const struct cs_row *row = &dialogue->rows[i];
        size_t from;

        if (row->number != number || row->verb != CS_ROW_SEND || row->origin == up)
            continue;
        from = cs_flow_start(dialogue, sight, row);
        if (row->noise > 0)
            cs_flow_write_noise(out, row);
        else
            cs_case_write_bytes(out, row->bytes + from, row->length - from, 0, row->length - from, true);
    }
}
