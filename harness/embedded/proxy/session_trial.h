/* A session in memory, for tests: plays the shell and keeps all that the session did. */
#ifndef CONNECTSPEC_SESSION_TRIAL_H
#define CONNECTSPEC_SESSION_TRIAL_H

#include <stdlib.h>
#include <string.h>

#include "harness/base/buffer.h"
#include "harness/embedded/proxy/session.h"

enum trial_connect { TRIAL_CONNECTS, TRIAL_REFUSES, TRIAL_UNRESOLVED, TRIAL_UNKNOWN, TRIAL_TIMES_OUT, TRIAL_PENDING };

struct trial_side {
    struct cs_buffer received; /* what the session sent to this side */
    enum cs_action_kind ended; /* CS_ACTION_NONE, or how */
    bool finished;             /* FIN, or what ends with one */
    bool paused;
};

struct trial {
    struct cs_session *session;
    struct trial_side sides[2];
    enum trial_connect connect;
    bool stalled; /* nothing that is sent leaves the shell */
    size_t stored[2];
    unsigned dials;
    struct cs_destination destination;
};

static inline void trial_start(struct trial *trial, const struct cs_proxy_config *config, enum trial_connect connect)
{
    *trial = (struct trial){.session = cs_session_new(config), .connect = connect};
}

static inline void trial_end(struct trial *trial)
{
    cs_session_free(trial->session);
    cs_buffer_free(&trial->sides[CS_SIDE_CLIENT].received);
    cs_buffer_free(&trial->sides[CS_SIDE_ORIGIN].received);
}

static inline void trial_answer_connect(struct trial *trial)
{
    if (trial->connect == TRIAL_CONNECTS)
        cs_session_connected(trial->session);
    else if (trial->connect == TRIAL_REFUSES)
        cs_session_connect_failed(trial->session, CS_CONNECT_REFUSED);
    else if (trial->connect == TRIAL_UNRESOLVED)
        cs_session_connect_failed(trial->session, CS_CONNECT_UNRESOLVED);
    else if (trial->connect == TRIAL_UNKNOWN)
        cs_session_connect_failed(trial->session, CS_CONNECT_LOOKUP_TIMED_OUT);
    else if (trial->connect == TRIAL_TIMES_OUT)
        cs_session_connect_failed(trial->session, CS_CONNECT_TIMED_OUT);
}

static inline void trial_send(struct trial *trial, const struct cs_action *action)
{
    if (!cs_buffer_add(&trial->sides[action->side].received, action->data, action->length))
        abort();
    trial->stored[action->side] += action->length;
    if (!trial->stalled)
        trial->stored[action->side] = 0;
    cs_session_drained(trial->session, action->side, trial->stored[action->side]);
}

static inline void trial_perform(struct trial *trial, const struct cs_action *action)
{
    struct trial_side *side = &trial->sides[action->side];

    if (action->kind == CS_ACTION_CONNECT) {
        *side = (struct trial_side){.received = side->received};
        trial->dials++;
        trial->destination = action->destination;
        trial_answer_connect(trial);
    } else if (action->kind == CS_ACTION_SEND) {
        trial_send(trial, action);
    } else if (action->kind == CS_ACTION_PAUSE || action->kind == CS_ACTION_RESUME) {
        side->paused = action->kind == CS_ACTION_PAUSE;
    } else {
        side->finished |= action->kind == CS_ACTION_FINISH || action->kind == CS_ACTION_CLOSE;
        side->ended = action->kind == CS_ACTION_FINISH ? side->ended : action->kind;
    }
}

/* Does what the session asks for.  Called after every event. */
static inline void trial_run(struct trial *trial)
{
    struct cs_action action;

    while (cs_session_next(trial->session, &action))
        trial_perform(trial, &action);
}

static inline void trial_receive(struct trial *trial, enum cs_side from, const char *data, size_t length)
{
    cs_session_received(trial->session, from, data, length);
    trial_run(trial);
}

static inline void trial_receive_text(struct trial *trial, enum cs_side from, const char *text)
{
    trial_receive(trial, from, text, strlen(text));
}

static inline void trial_finish(struct trial *trial, enum cs_side side)
{
    cs_session_finished(trial->session, side);
    trial_run(trial);
}

static inline void trial_reset(struct trial *trial, enum cs_side side)
{
    cs_session_reset(trial->session, side);
    trial_run(trial);
}

static inline bool trial_got(const struct trial *trial, enum cs_side side, const char *data, size_t length)
{
    const struct cs_buffer *received = &trial->sides[side].received;

    return received->length == length && (length == 0 || memcmp(received->data, data, length) == 0);
}

#endif
