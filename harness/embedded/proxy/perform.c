#include "harness/embedded/proxy/perform.h"

#include <stdlib.h>
#include <string.h>

#include "harness/embedded/proxy/actions.h"
#include "harness/embedded/proxy/answer.h"
#include "harness/embedded/proxy/fault_decide.h"
#include "harness/embedded/proxy/fault_kept.h"
#include "harness/embedded/proxy/fault_relay.h"
#include "harness/embedded/proxy/forward.h"
#include "harness/embedded/proxy/front_h1_next.h"
#include "harness/embedded/proxy/relay.h"
#include "harness/transport/h1/write.h"

/* What is asked, with all that has come by now. */
const struct cs_asked *cs_session_asked(struct cs_session *session)
{
    session->asked.client_finished = session->flows[CS_SIDE_CLIENT].finished;
    cs_front_show(&session->front, &session->in, &session->asked);
    return &session->asked;
}

void cs_session_send_success(struct cs_session *session)
{
    struct cs_draft head = {0};

    cs_front_write_success(cs_session_asked(session), &head);
    cs_session_send_draft(session, CS_SIDE_CLIENT, &head);
}

/* Faults: the connection goes on with what stands behind the refused head, or behind its chunk size. */
static void begin_next(struct cs_session *session)
{
    bool chunked = session->asked.message.framing.chunked && (cs_has(session->config, CS_FAULT_BODY_AS_REQUEST) ||
                                                              cs_has(session->config, CS_FAULT_CHUNK_SIZE_WRAPS));
    const char *line_end;

    cs_buffer_take(&session->in, session->asked.message.length + cs_fault_note(&session->asked));
    line_end = session->in.length == 0 ? NULL : memchr(session->in.data, '\n', session->in.length);
    if (chunked && line_end != NULL)
        cs_buffer_take(&session->in, (size_t)(line_end - session->in.data) + 1);
    session->phase = CS_PHASE_HEAD;
    cs_front_begin(&session->front);
}

/* Answers, then closes: after a refused CONNECT nothing more is served on the connection (RFC 9931 section 6). */
static void send_reply(struct cs_session *session, struct cs_reply *reply, bool keeps)
{
    struct cs_draft out = {0};
    bool silent = cs_has(session->config, CS_FAULT_SECOND_SILENT) && (reply->status == 405 || reply->status == 501);

    if (silent)
        reply->closes = false;

    cs_front_write_refusal(&session->asked, reply, &out);
    cs_reply_free(reply);
    cs_session_send_draft(session, CS_SIDE_CLIENT, &out);
    cs_session_end(session, CS_SIDE_ORIGIN, CS_ACTION_CLOSE);
    if (keeps) {
        begin_next(session);
    } else if (silent || cs_has(session->config, CS_FAULT_ERROR_UNDELIMITED)) {
        session->phase = CS_PHASE_STUCK;
    } else {
        cs_session_end(session, CS_SIDE_CLIENT,
                       cs_has(session->config, CS_FAULT_RESET_ON_REFUSAL) ? CS_ACTION_CUT : CS_ACTION_CLOSE);
        session->phase = CS_PHASE_OVER;
    }
}

void cs_session_refuse(struct cs_session *session, enum cs_refusal refusal)
{
    bool keeps = cs_fault_keeps_open(cs_session_asked(session), refusal);
    struct cs_reply reply;

    cs_fault_on_refusal(session);
    cs_answer_refusal(&session->asked, refusal, !keeps, &reply);
    send_reply(session, &reply, keeps);
}

static void serve(struct cs_session *session, const struct cs_page *page)
{
    bool keeps = cs_fault_keeps_open(cs_session_asked(session), CS_REFUSE_NOTHING);
    struct cs_reply reply;

    cs_answer_page(&session->asked, page, !keeps, &reply);
    send_reply(session, &reply, keeps);
}
static void close_both(struct cs_session *session)
{
    cs_session_end_both(session, CS_ACTION_CLOSE, CS_ACTION_CLOSE);
}

void cs_session_open(struct cs_session *session)
{
    if (cs_has(session->config, CS_FAULT_SUCCESS_WAITS) && session->flows[CS_SIDE_ORIGIN].held.length == 0) {
        session->phase = CS_PHASE_CONNECTING;
        return;
    }
    if (!session->ruling.answers_first)
        cs_session_send_success(session);
    cs_front_show(&session->front, &session->in, &session->asked);
    cs_relay_open(session);
}

/* The parent proxy is asked in place of the destination of a CONNECT. */
static void dial(struct cs_session *session, const struct cs_ruling *ruling)
{
    bool stands = session->dialled_early && session->flows[CS_SIDE_ORIGIN].open;
    bool parent = ruling->kind == CS_RULE_DIAL && session->config->parent.length > 0;

    session->phase = CS_PHASE_CONNECTING;
    if (ruling->datagrams)
        cs_session_dial_udp(session, &ruling->destination);
    else if (!stands)
        cs_session_dial(session, parent ? &session->config->parent : &ruling->destination);
    else if (session->connected)
        cs_session_open(session);
}

static void ask_parent(struct cs_session *session)
{
    struct cs_draft out = {0};

    cs_front_write_connect(&session->asked, &out);
    cs_session_send_draft(session, CS_SIDE_ORIGIN, &out);
    session->phase = CS_PHASE_PARENT;
    if (!cs_has(session->config, CS_FAULT_PARENT_EARLY_BYTES))
        return;
    cs_session_send(session, CS_SIDE_ORIGIN, session->in.data + session->asked.message.length, session->asked.surplus);
    session->in.length = session->asked.message.length;
}

static void hand_on(struct cs_session *session)
{
    struct cs_draft out = {0};

    if (session->config->program != NULL)
        session->config->program->hand_on(&session->asked, &out);
    else
        cs_forward_request(&session->asked, &out);
    cs_session_send_draft(session, CS_SIDE_ORIGIN, &out);
    session->phase = CS_PHASE_FORWARD;
    session->forward_rest = SIZE_MAX;
}

static void answer_fetch(struct cs_session *session)
{
    cs_session_send(session, CS_SIDE_ORIGIN, session->in.data, session->asked.message.length);
    cs_session_end(session, CS_SIDE_ORIGIN, CS_ACTION_CLOSE);
    cs_session_send_text(session, CS_SIDE_CLIENT, cs_h1_empty_page);
    close_both(session);
}

static void answer_as_kept(struct cs_session *session)
{
    cs_session_send(session, CS_SIDE_CLIENT, session->ruling.kept->answer, session->ruling.kept->length);
    close_both(session);
}

void cs_session_carry_out(struct cs_session *session, const struct cs_ruling *ruling)
{
    switch (ruling->kind) {
    case CS_RULE_REFUSE:
        cs_session_refuse(session, ruling->refusal);
        break;
    case CS_RULE_DIAL:
    case CS_RULE_FORWARD:
    case CS_RULE_FETCH:
        dial(session, ruling);
        break;
    case CS_RULE_OPEN:
        cs_session_open(session);
        break;
    case CS_RULE_ASK_PARENT:
        ask_parent(session);
        break;
    case CS_RULE_HAND_ON:
        hand_on(session);
        break;
    case CS_RULE_FETCHED:
        answer_fetch(session);
        break;
    case CS_RULE_SERVE:
        serve(session, ruling->page);
        break;
    case CS_RULE_ANSWER:
        answer_as_kept(session);
        break;
    case CS_RULE_END:
        cs_session_end(session, CS_SIDE_CLIENT, CS_ACTION_CLOSE);
        session->phase = CS_PHASE_OVER;
        break;
    case CS_RULE_SILENCE:
        session->phase = CS_PHASE_STUCK;
        break;
    case CS_RULE_CRASH:
        abort();
    }
}
