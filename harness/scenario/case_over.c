/* Which transports a case can do with, and which steps the engine takes. */
#include <string.h>

#include "harness/scenario/case_schema.h"
#include "harness/scenario/condition.h"
#include "harness/scenario/yaml.h"

#define H1  1u
#define H2  2u
#define H3  4u
#define ALL 7u

/* Whether |step| is written for HTTP/1.1: bytes in front of a tunnel, a second request on a connection, its versions, a
 * Host field that has no place in :authority, fields of one connection. */
static bool is_h1_alone(const struct cs_step *step, bool asked)
{
    switch (step->verb) {
    case CS_VERB_SEND:
    case CS_VERB_DRIBBLE:
        return !asked;
    case CS_VERB_REQUEST:
        return asked || step->head->version != NULL || !(step->head->host || step->head->own_host) || step->head->hop;
    case CS_VERB_RESPOND:
    case CS_VERB_CROWD:
        return true;
    case CS_VERB_CONNECT:
    case CS_VERB_AWAIT:
    case CS_VERB_FINISH:
    case CS_VERB_CLOSE:
    case CS_VERB_RESET:
    case CS_VERB_PAUSE:
    case CS_VERB_RESUME:
    case CS_VERB_RUN:
    case CS_VERB_JOIN:
    case CS_VERB_FRAME:
    case CS_VERB_RAW:
    case CS_VERB_DATAGRAM:
    case CS_VERB_DATAGRAM_FRAME:
    case CS_VERB_TLS:
    case CS_VERB_SERVE:
    case CS_VERB_MEASURE:
    case CS_VERB_FENCE:
    case CS_VERB_COUNT:
        break;
    }
    return false;
}

/* Whether the actor of step |before| has done |verb| by then. */
static bool has_done(const struct cs_case *item, size_t before, enum cs_verb verb)
{
    for (size_t i = 0; i < before; i++)
        if (item->steps[i].verb == verb && strcmp(item->steps[i].actor, item->steps[before].actor) == 0)
            return true;
    return false;
}

/* Whether a step is written for frames: field sections as they stand, streams that share a connection. */
static bool is_of_frames(const struct cs_case *item, size_t index)
{
    const struct cs_step *step = &item->steps[index];

    return step->verb == CS_VERB_JOIN || step->verb == CS_VERB_FRAME || (step->head != NULL && step->head->section) ||
           (step->verb == CS_VERB_RAW && !has_done(item, index, CS_VERB_TLS));
}

/* Whether a step is written for QUIC: its DATAGRAM frames, settings of a client's. */
static bool is_of_quic(const struct cs_step *step)
{
    if (step->verb == CS_VERB_DATAGRAM_FRAME)
        return true;
    for (size_t i = 0; step->verb == CS_VERB_CONNECT && i < step->segment_count; i++)
        if (step->tls[i] == CS_TLS_SETTINGS)
            return true;
    return false;
}

/* Whether it asks for what other transports do not have. */
static bool asks_for_h1(const struct cs_case *item)
{
    static const char *const keys[] = {"closing", "version", NULL};

    for (size_t i = 0; i < item->accept_count; i++)
        for (size_t k = 0; k < item->accept[i].condition_count; k++)
            if (cs_word_index(item->accept[i].conditions[k].kind->key, keys) >= 0)
                return true;
    return false;
}

unsigned cs_case_default_over(const struct cs_case *item)
{
    bool asks = false;

    for (size_t i = 0; i < item->step_count; i++)
        if (is_of_quic(&item->steps[i]))
            return H3;
    for (size_t i = 0; i < item->step_count; i++)
        if (is_of_frames(item, i))
            return H2;
    for (size_t i = 0; i < item->step_count; i++) {
        const struct cs_step *step = &item->steps[i];
        bool bytes = step->verb == CS_VERB_SEND || step->verb == CS_VERB_DRIBBLE;

        asks = asks || step->verb == CS_VERB_REQUEST;
        if (step->seat == CS_SEAT_ARRIVES && bytes)
            continue;
        if (is_h1_alone(step, has_done(item, i, CS_VERB_REQUEST)))
            return H1;
    }
    return asks && !asks_for_h1(item) ? ALL : H1;
}

bool cs_verb_is_driven(const struct cs_step *step)
{
    switch (step->verb) {
    case CS_VERB_TLS:
        return strncmp(step->actor, "proxy", 5) != 0;
    case CS_VERB_AWAIT:
        return step->await != CS_AWAIT_HANDSHAKE || strncmp(step->actor, "proxy", 5) != 0;
    case CS_VERB_DATAGRAM:
    case CS_VERB_DATAGRAM_FRAME:
    case CS_VERB_RUN:
    case CS_VERB_SERVE:
    case CS_VERB_JOIN:
    case CS_VERB_FRAME:
    case CS_VERB_RAW:
    case CS_VERB_CONNECT:
    case CS_VERB_REQUEST:
    case CS_VERB_RESPOND:
    case CS_VERB_SEND:
    case CS_VERB_DRIBBLE:
    case CS_VERB_FINISH:
    case CS_VERB_CLOSE:
    case CS_VERB_RESET:
    case CS_VERB_PAUSE:
    case CS_VERB_RESUME:
    case CS_VERB_CROWD:
    case CS_VERB_MEASURE:
    case CS_VERB_FENCE:
    case CS_VERB_COUNT:
        break;
    }
    return true;
}
