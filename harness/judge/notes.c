#include "harness/judge/notes.h"

#include <stdlib.h>
#include <string.h>

#include "reports/stream.h"

/* From |offset| of the head to the end of that line; findings in the content behind the head stand at one byte. */
static uint64_t length_of(const struct cs_message *message, size_t offset)
{
    const char *end;

    if (offset >= message->length)
        return 0;
    end = memchr(message->text + offset, '\n', message->length - offset);
    if (end == NULL)
        return message->length - offset;
    if (end > message->text + offset)
        return (uint64_t)(end - message->text) - offset - (end[-1] == '\r');
    return 1;
}

static void add(const struct cs_facts *facts, const struct cs_party *party, bool received,
                const struct cs_conversation *said, struct cs_verdict *out)
{
    const struct cs_findings *findings = &said->first.findings;

    for (size_t i = 0; i < findings->count && out->note_count < CS_NOTES_MAX; i++)
        out->notes[out->note_count++] = (struct cs_note){.channel = (int)(party->channel - facts->transcript->channels),
                                                         .received = received,
                                                         .offset = said->first_at + findings->items[i].offset,
                                                         .length = length_of(&said->first, findings->items[i].offset),
                                                         .code = findings->items[i].code};
}

/* Where something arrives, only the case knows whether it is a request: an origin gets whatever the tunnel carries. */
static bool awaits_request(const struct cs_plan *plan, const char *actor)
{
    for (size_t i = 0; i < plan->step_count; i++) {
        const struct cs_step *step = plan->steps[i].step;

        if (step->verb == CS_VERB_AWAIT && step->await == CS_AWAIT_REQUEST && strcmp(step->actor, actor) == 0)
            return true;
    }
    return false;
}

static void add_party(const struct cs_facts *facts, const struct cs_party *party, struct cs_verdict *out)
{
    struct cs_conversation said;

    if (cs_party_dials(party)) {
        cs_conversation_read(party->channel, false, &said);
        add(facts, party, false, &said, out);
        if (party->heard.final_count > 0)
            add(facts, party, true, &party->heard, out);
    } else if (awaits_request(facts->plan, party->channel->actor)) {
        add(facts, party, true, &party->heard, out);
    }
}

void cs_notes_make(const struct cs_facts *facts, struct cs_verdict *out)
{
    struct cs_note *fitting;

    out->notes = calloc(CS_NOTES_MAX, sizeof(*out->notes));
    if (out->notes == NULL)
        cs_loss_note();
    for (size_t i = 0; out->notes != NULL && i < facts->party_count; i++)
        add_party(facts, &facts->parties[i], out);
    fitting = out->note_count == 0 ? NULL : realloc(out->notes, out->note_count * sizeof(*out->notes));
    if (fitting != NULL) {
        out->notes = fitting;
    } else if (out->note_count == 0) {
        free(out->notes);
        out->notes = NULL;
    }
}
