#include "harness/judge/words.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "harness/judge/evaluate.h"
#include "reports/escape.h"
#include "reports/stream.h"

static const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

static const char *ending(const struct cs_stream *received)
{
    switch (received->end) {
    case CS_END_FIN:
        return "closed by the target";
    case CS_END_RESET:
        return "reset by the target";
    case CS_END_OPEN:
        break;
    }
    return "left open";
}

/* Why a connect failed.  In words of our own: strerror() says it differently on every machine. */
static const char *error_name(int error)
{
    switch (error) {
    case ECONNREFUSED:
        return "connection refused";
    case ECONNRESET:
        return "connection reset";
    case ETIMEDOUT:
        return "timed out";
    case ENETUNREACH:
        return "network unreachable";
    case EHOSTUNREACH:
        return "host unreachable";
    case EADDRNOTAVAIL:
        return "address not available";
    default:
        return "it failed";
    }
}

static void put_answer(FILE *out, const struct cs_party *client)
{
    const struct cs_conversation *heard = &client->heard;

    if (client->channel->error != 0)
        fprintf(out, "could not connect to the target (%s)", error_name(client->channel->error));
    else if (heard->state == CS_EXCHANGE_GARBAGE)
        fprintf(out, "%" PRIu64 " bytes that are no HTTP response", client->channel->received.total);
    else if (heard->final_count == 0)
        fputs("no answer", out);
    else
        fprintf(out, "HTTP/%u.%u %u", heard->first.version_major, heard->first.version_minor, heard->first.status);
    if (heard->interim_count > 0)
        fprintf(out, " after %zu interim response%s", heard->interim_count, plural(heard->interim_count));
}

static void put_client(FILE *out, const struct cs_party *client)
{
    const struct cs_conversation *heard = &client->heard;
    uint64_t tunnelled = client->channel->received.total - client->channel->received.mark;

    put_answer(out, client);
    if (heard->state == CS_EXCHANGE_TUNNEL && tunnelled > 0)
        fprintf(out, ", %" PRIu64 " byte%s back", tunnelled, plural(tunnelled));
    if (heard->state == CS_EXCHANGE_BODY && heard->body.kind != CS_BODY_NONE)
        fputs(", its content unfinished", out);
    if (heard->final_count > 1)
        fprintf(out, ", %zu final responses", heard->final_count);
    if (heard->surplus > 0)
        fprintf(out, ", %" PRIu64 " byte%s behind its end", heard->surplus, plural(heard->surplus));
    if (client->channel->error == 0)
        fprintf(out, ", %s", ending(&client->channel->received));
}

/* A name out of a transcript is anybody's. */
static void put_name(FILE *out, const char *name)
{
    char *clean = cs_clean(name);

    fputs(clean == NULL ? "" : clean, out);
    free(clean);
}

static void put_arrivals(FILE *out, const struct cs_facts *facts)
{
    size_t arrived = 0;

    for (size_t i = 0; i < facts->transcript->channel_count; i++) {
        const struct cs_channel *channel = &facts->transcript->channels[i];

        if (channel->seat != CS_SEAT_ARRIVES || ++arrived > 4)
            continue;
        fputs("; ", out);
        if (strcmp(channel->listener, "denied") == 0)
            fputs("denied port", out);
        else
            put_name(out, channel->listener);
        fprintf(out, " reached, %" PRIu64 " byte%s arrived there, %s", channel->received.total,
                plural(channel->received.total), ending(&channel->received));
    }
    if (arrived == 0)
        fputs("; nobody contacted", out);
    else if (arrived > 4)
        fprintf(out, "; %zu more connections", arrived - 4);
}

/* A client under test: how it ended, and what it asked of us. */
static void put_program(FILE *out, const struct cs_facts *facts)
{
    const char *outcome = cs_outcome_of(facts);
    int status = 0;
    bool exited = cs_facts_exited(facts, &status);

    fprintf(out, "the client %s", outcome == NULL ? "did not start" : outcome);
    if (exited && WIFEXITED(status))
        fprintf(out, " (exit status %d)", WEXITSTATUS(status));
    else if (exited)
        fprintf(out, " (signal %d)", WTERMSIG(status));
    fprintf(out, " after %zu request%s", facts->asked_count, plural(facts->asked_count));
}

char *cs_words_observed(const struct cs_facts *facts)
{
    char *text = NULL;
    size_t length = 0;
    size_t told = 0;
    FILE *out = cs_stream_open(&text, &length);

    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < facts->party_count; i++) {
        if (!cs_party_dials(&facts->parties[i]))
            continue;
        fputs(told++ == 0 ? "" : "; ", out);
        if (facts->dial_count > 1) {
            put_name(out, facts->parties[i].channel->actor);
            fputs(": ", out);
        }
        put_client(out, &facts->parties[i]);
    }
    if (cs_facts_program(facts) != NULL)
        put_program(out, facts);
    else if (told == 0)
        fputs("no connection to the target", out);
    put_arrivals(out, facts);
    if (cs_stream_close(out))
        return text;
    free(text);
    return NULL;
}

static void put_verb(FILE *out, const struct cs_step *step)
{
    static const char *const keys[CS_VERB_COUNT] = {
#define CS_VERB_KEY(symbol, key) [symbol] = key,
        CS_VERB_LIST(CS_VERB_KEY)
#undef CS_VERB_KEY
    };
    static const char *const awaits[] = {[CS_AWAIT_ANSWER] = "answer",     [CS_AWAIT_CONNECTION] = "connection",
                                         [CS_AWAIT_END] = "end",           [CS_AWAIT_REQUEST] = "request",
                                         [CS_AWAIT_EXIT] = "exit",         [CS_AWAIT_HANDSHAKE] = "handshake",
                                         [CS_AWAIT_HEAD] = "head",         [CS_AWAIT_PONG] = "pong",
                                         [CS_AWAIT_SETTINGS] = "settings", [CS_AWAIT_STUCK] = "stuck"};
    static const char *const units[] = {[CS_AWAIT_BYTES] = "bytes",
                                        [CS_AWAIT_ANSWERS] = "answers",
                                        [CS_AWAIT_DATAGRAMS] = "datagrams",
                                        [CS_AWAIT_SECONDS] = "seconds"};

    fputs(keys[step->verb], out);
    if (step->verb == CS_VERB_AWAIT && units[step->await] != NULL)
        fprintf(out, " %" PRIu64 " %s", step->amount, units[step->await]);
    else if (step->verb == CS_VERB_AWAIT)
        fprintf(out, " %s", awaits[step->await]);
}

char *cs_words_step(const struct cs_plan *plan, uint64_t step)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = cs_stream_open(&text, &length);

    if (out == NULL)
        return NULL;
    if (step >= plan->step_count) {
        fputs("the control CONNECT behind the case", out);
    } else {
        const struct cs_step *source = plan->steps[step].step;

        fprintf(out, "step %" PRIu64 " (%s%s", step + 1, source->actor, source->actor[0] == 0 ? "" : ": ");
        put_verb(out, source);
        fputc(')', out);
    }
    if (cs_stream_close(out))
        return text;
    free(text);
    return NULL;
}

char *cs_words_control(const struct cs_facts *facts)
{
    const struct cs_channel *control = NULL;
    struct cs_party client = {.ended = true};
    char *text = NULL;
    size_t length = 0;
    FILE *out = cs_stream_open(&text, &length);

    for (size_t i = 0; i < facts->transcript->event_count; i++)
        if (facts->transcript->events[i].kind == CS_EVENT_FENCE_FAILED && facts->transcript->events[i].channel >= 0)
            control = &facts->transcript->channels[facts->transcript->events[i].channel];
    if (out == NULL)
        return NULL;
    if (control == NULL) {
        fputs("no connection to the target", out);
    } else {
        client.channel = control;
        cs_conversation_read(control, true, &client.heard);
        put_client(out, &client);
    }
    if (cs_stream_close(out))
        return text;
    free(text);
    return NULL;
}
