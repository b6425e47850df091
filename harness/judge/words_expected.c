/* words.h: the accepted outcomes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/evaluate.h"
#include "harness/judge/words.h"
#include "reports/escape.h"
#include "reports/stream.h"

#define SHOWN_BYTES    48
#define SHOWN_OUTCOMES 6

/* How each condition reads; %s stands for its operands. */
static const char *const phrases[CS_COND_COUNT] = {
    [CS_COND_REFUSED] = "refused with %s, or closed without an answer; nobody contacted",
    [CS_COND_TUNNEL] = "a tunnel to the origin, opened with %s, and no other connection",
    [CS_COND_STATUS] = "status %s",
    [CS_COND_ANSWERS] = "final responses: %s",
    [CS_COND_INTERIM] = "interim responses: %s",
    [CS_COND_VERSION] = "HTTP version %s",
    [CS_COND_HAS_FIELD] = "with the field %s",
    [CS_COND_LACKS_FIELD] = "without the field %s",
    [CS_COND_LACKS_FINDING] = "a response free of %s",
    [CS_COND_CHALLENGE] = "a well-formed challenge (%s)",
    [CS_COND_BODY] = "content %s",
    [CS_COND_CLOSES] = "closing %s",
    [CS_COND_CLIENT_RECEIVED] = "exactly \"%s\" through the tunnel",
    [CS_COND_CLIENT_STARTS] = "a beginning of \"%s\" through the tunnel",
    [CS_COND_CLIENT_HAS] = "somewhere \"%s\"",
    [CS_COND_CLIENT_LACKS] = "nowhere \"%s\"",
    [CS_COND_OPENED] = "tunnel: %s",
    [CS_COND_CLIENT_DATAGRAMS] = "exactly the datagrams \"%s\" through the tunnel",
    [CS_COND_ORIGIN_DATAGRAMS] = "receives exactly the datagrams \"%s\"",
    [CS_COND_CLIENT_END] = "connection %s",
    [CS_COND_RESET_CODE] = "stream reset with %s",
    [CS_COND_GOAWAY] = "GOAWAY: %s",
    [CS_COND_HAS_FRAME] = "with the frame %s",
    [CS_COND_LACKS_FRAME] = "without the frame %s",
    [CS_COND_TRAILERS] = "field sections behind the response: %s",
    [CS_COND_ORIGIN_TARGET] = "a request for %s",
    [CS_COND_ORIGIN_HAS_FIELD] = "a request with the field %s",
    [CS_COND_ORIGIN_LACKS_FIELD] = "a request without the field %s",
    [CS_COND_ORIGIN_LACKS_FINDING] = "a request free of %s",
    [CS_COND_ORIGIN_RESET_CODE] = "stream reset with %s",
    [CS_COND_ORIGIN_GOAWAY] = "GOAWAY: %s",
    [CS_COND_ORIGIN_HAS_FRAME] = "with the frame %s",
    [CS_COND_ORIGIN_LACKS_FRAME] = "without the frame %s",
    [CS_COND_ORIGIN_WINDOW] = "windows %s",
    [CS_COND_GROWTH_DESCRIPTORS] = "open descriptors that grow by at most %s at some time",
    [CS_COND_GROWTH_MEMORY] = "memory that grows by at most %s KiB at some time",
    [CS_COND_GROWTH_PROCESSES] = "processes that grow by at most %s at some time",
    [CS_COND_GROWTH_BUSY] = "at most %s ms of processor time at some time",
    [CS_COND_CROWD_SILENT] = "tunnels that pass nothing on: %s",
    [CS_COND_CROWD_CROSSED] = "tunnels that pass on what is not theirs: %s",
    [CS_COND_CROWD_WAITING] = "clients that are kept waiting: %s",
    [CS_COND_CLIENT_SENDING] = "our sending %s",
    [CS_COND_ORIGIN_SENDING] = "our sending %s",
    [CS_COND_CONNECTIONS] = "connections: %s",
    [CS_COND_AT_FENCE] = "connections when the fence was passed: %s",
    [CS_COND_STATUS_AT_FENCE] = "status when the fence was passed: %s",
    [CS_COND_ORIGIN_RECEIVED] = "receives exactly \"%s\"",
    [CS_COND_ORIGIN_STARTS] = "receives a beginning of \"%s\"",
    [CS_COND_ORIGIN_LACKS] = "receives nowhere \"%s\"",
    [CS_COND_ORIGIN_HAS] = "receives \"%s\"",
    [CS_COND_ORIGIN_METHOD] = "a request with the method %s",
    [CS_COND_ORIGIN_VERSION] = "a request with the version %s",
    [CS_COND_DIGEST] = "Digest credentials that are %s",
    [CS_COND_BEHIND] = "behind a request without tunnel: %s",
    [CS_COND_REQUESTS] = "requests: %s",
    [CS_COND_REQUESTS_MOST] = "requests, at most: %s",
    [CS_COND_OUTCOME] = "%s",
    [CS_COND_PROGRAM_HAS] = "prints \"%s\"",
    [CS_COND_PROGRAM_LACKS] = "prints nowhere \"%s\"",
    [CS_COND_ORIGIN_END] = "connection %s",
    [CS_COND_CLIENT_HANDSHAKE] = "TLS inside: %s",
    [CS_COND_ORIGIN_HANDSHAKE] = "TLS inside: %s",
    [CS_COND_CLOSURE] = "end of TLS: %s",
    [CS_COND_ALPN] = "ALPN: %s",
    [CS_COND_CLIENT_ALERT] = "alert inside: %s",
    [CS_COND_ORIGIN_ALERT] = "alert inside: %s",
    [CS_COND_CLIENT_UNALTERED] = "what was sent to it arrives unaltered: %s",
    [CS_COND_ORIGIN_UNALTERED] = "what was sent to it arrives unaltered: %s",
};

static void put_operand(FILE *out, const struct cs_planned_condition *condition, size_t index)
{
    char bytes[SHOWN_BYTES];
    size_t count = cs_bytes_read(&condition->operands[index], 0, bytes, sizeof(bytes));
    char *text = cs_escape(bytes, count);

    fputs(text == NULL ? "" : text, out);
    if (condition->operands[index].total > count)
        fprintf(out, "... (%llu bytes)", (unsigned long long)condition->operands[index].total);
    free(text);
}

static void put_operands(FILE *out, const struct cs_planned_condition *condition)
{
    enum cs_condition_id id = condition->condition->kind->id;
    bool all = id == CS_COND_CLIENT_DATAGRAMS || id == CS_COND_ORIGIN_DATAGRAMS || id == CS_COND_HAS_FIELD ||
               id == CS_COND_LACKS_FIELD || id == CS_COND_LACKS_FINDING || id == CS_COND_ORIGIN_HAS_FIELD ||
               id == CS_COND_ORIGIN_LACKS_FIELD || id == CS_COND_ORIGIN_LACKS_FINDING;

    for (size_t i = 0; i < condition->operand_count; i++) {
        fputs(i == 0 ? "" : i + 1 < condition->operand_count ? ", " : all ? " and " : " or ", out);
        put_operand(out, condition, i);
    }
    if (condition->operand_count == 0)
        fputs(id == CS_COND_TUNNEL ? "a 2xx" : "any status but a 2xx", out);
}

static void put_condition(FILE *out, const struct cs_planned_condition *condition)
{
    const char *phrase = phrases[condition->condition->kind->id];
    const char *place = strstr(phrase, "%s");
    const char *subject = condition->condition->subject;

    if (subject[0] != 0 && strcmp(subject, "client") != 0)
        fprintf(out, "%s: ", subject);
    fwrite(phrase, 1, (size_t)(place - phrase), out);
    put_operands(out, condition);
    fputs(place + strlen("%s"), out);
}

char *cs_words_expected(const struct cs_plan *plan)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = cs_stream_open(&text, &length);

    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < plan->accept_count && i < SHOWN_OUTCOMES; i++) {
        fputs(i == 0 ? "" : " -- or -- ", out);
        for (size_t j = 0; j < plan->accept[i].condition_count; j++) {
            fputs(j == 0 ? "" : ", ", out);
            put_condition(out, &plan->accept[i].conditions[j]);
        }
    }
    if (plan->accept_count > SHOWN_OUTCOMES)
        fputs(" -- or another of the accepted outcomes", out);
    if (cs_stream_close(out))
        return text;
    free(text);
    return NULL;
}
