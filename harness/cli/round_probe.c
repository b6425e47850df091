#include "harness/cli/round_probe.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "harness/transport/conversation.h"
#include "reports/escape.h"

#define SHOWN_BYTES   120 /* of a status line, in a message */
#define SAID_BYTES    240 /* of what a client complains about */
#define TLS_HANDSHAKE 22  /* how TLS begins (RFC 8446 section 5.1) */

const struct cs_case *cs_probe_find(const struct cs_suite *suite, const struct cs_policy *policy)
{
    for (size_t i = 0; i < suite->count; i++)
        if (strncmp(suite->cases[i]->id, "probe/", strlen("probe/")) == 0 &&
            cs_plan_skip_reason(suite->cases[i], policy) == NULL)
            return suite->cases[i];
    return NULL;
}

static const char *value_of(const struct cs_transcript *transcript, const char *name)
{
    const struct cs_variable *variable = cs_transcript_variable(transcript, name);

    return variable == NULL ? "" : variable->value;
}

/* Who asked first: the probe's client, or the one that wanted a challenge where it never came to more. */
static const struct cs_channel *first_channel(const struct cs_transcript *transcript)
{
    const struct cs_channel *client = cs_transcript_channel(transcript, "client");

    return client != NULL ? client : cs_transcript_channel(transcript, "challenge");
}

/* The final response's first line, escaped; the caller frees it. */
static char *status_line(const struct cs_channel *client, const struct cs_conversation *heard)
{
    const struct cs_stream *received = &client->received;
    size_t start = heard->first_at;
    const char *line;
    const char *end;

    if (received->kept == NULL || start >= received->kept_length)
        return strdup("");
    line = received->kept + start;
    end = memchr(line, '\n', received->kept_length - start);
    if (end == NULL)
        end = received->kept + received->kept_length;
    if (end > line && end[-1] == '\r')
        end--;
    return cs_escape_limited(line, (size_t)(end - line), SHOWN_BYTES);
}

static void say_unreachable(const struct cs_transcript *transcript, int error, char message[CS_PROBE_TEXT_MAX])
{
    const char *target = value_of(transcript, "proxy");

    if (error == ECONNREFUSED)
        (void)snprintf(message, CS_PROBE_TEXT_MAX, "nothing listens at %s", target);
    else
        (void)snprintf(message, CS_PROBE_TEXT_MAX, "cannot connect to %s: %s", target,
                       error == 0 ? "no answer" : strerror(error));
}

static const char *hint(uint16_t status, const struct cs_policy *policy)
{
    if (status == 407 || status == 401)
        return policy->user[0] != '\0' ? "it wants other credentials (--auth, --proxy-user)"
                                       : "it wants credentials (--proxy-user USER:PASSWORD)";
    if (status == 501 || status == 405)
        return "it knows no CONNECT: is it a proxy, and is CONNECT allowed?";
    return "allow that address and port";
}

static struct cs_conversation heard_by(const struct cs_channel *client)
{
    struct cs_conversation heard;

    cs_conversation_read(client, true, &heard);
    return heard;
}

static void say_answer(const struct cs_transcript *transcript, const struct cs_channel *client,
                       const struct cs_conversation *heard, char message[CS_PROBE_TEXT_MAX])
{
    const char *place = value_of(transcript, "authority");
    char *line = status_line(client, heard);
    const char *shown = line == NULL ? "" : line;

    if (heard->state == CS_EXCHANGE_TUNNEL)
        (void)snprintf(message, CS_PROBE_TEXT_MAX,
                       "answered `%s` to CONNECT %s, but no connection arrived there: allow that address and port",
                       shown, place);
    else if (heard->final_count > 0)
        (void)snprintf(message, CS_PROBE_TEXT_MAX, "answered `%s` to CONNECT %s: %s", shown, place,
                       hint(heard->first.status, &transcript->policy));
    else if (heard->state == CS_EXCHANGE_GARBAGE)
        (void)snprintf(message, CS_PROBE_TEXT_MAX, "answered `%s`, which is no HTTP response, to CONNECT %s", shown,
                       place);
    else if (client->received.total > 0)
        (void)snprintf(message, CS_PROBE_TEXT_MAX, "answered `%s` to CONNECT %s, and nothing that ends the head", shown,
                       place);
    else
        (void)snprintf(message, CS_PROBE_TEXT_MAX,
                       "%s on CONNECT %s: is it a proxy for HTTP, and does it let that address and port through?",
                       client->received.end == CS_END_OPEN ? "gave no answer in time"
                                                           : "closed the connection without an answer",
                       place);
    free(line);
}

/* The answer itself breaks a MUST, whatever it says. */
static bool is_broken(const struct cs_channel *client, const struct cs_conversation *heard)
{
    if (heard->final_count > 0)
        return heard->state != CS_EXCHANGE_TUNNEL && heard->first.findings.invalid;
    return heard->state == CS_EXCHANGE_GARBAGE || (client->received.total > 0 && client->received.end == CS_END_OPEN);
}

static bool has_event(const struct cs_transcript *transcript, enum cs_event_kind kind)
{
    for (size_t i = 0; i < transcript->event_count; i++)
        if (transcript->events[i].kind == kind)
            return true;
    return false;
}

/* It opened the tunnel, but served nobody else while it stood. */
static bool serves_one(const struct cs_transcript *transcript)
{
    return has_event(transcript, CS_EVENT_FENCE_BEGUN) && has_event(transcript, CS_EVENT_EXPIRED) &&
           !has_event(transcript, CS_EVENT_FENCE_PASSED);
}

/* What the one that asked first was answered; it could connect. */
static enum cs_probe_answer weigh(const struct cs_transcript *transcript, const struct cs_channel *client,
                                  struct cs_pace *pace, char message[CS_PROBE_TEXT_MAX])
{
    struct cs_conversation heard = heard_by(client);
    bool reached = cs_transcript_channel(transcript, "origin") != NULL;

    if (heard.state == CS_EXCHANGE_TUNNEL && reached) {
        pace->one_at_a_time = serves_one(transcript);
        if (pace->one_at_a_time)
            (void)snprintf(message, CS_PROBE_TEXT_MAX,
                           "while one tunnel is open, the target serves nobody else: cases run one by one");
        return CS_PROBE_GO_ON;
    }
    say_answer(transcript, client, &heard, message);
    if (reached && heard.final_count == 0 && client->received.total == 0)
        (void)snprintf(message, CS_PROBE_TEXT_MAX, "connected to %s, and gave no answer to the CONNECT",
                       value_of(transcript, "authority"));
    if (!is_broken(client, &heard) && !reached)
        return CS_PROBE_NO_TARGET;
    pace->no_tunnel = true;
    return CS_PROBE_GO_ON;
}

/* An answer in good form but for one thing: the verdict has its name. */
static void say_finding(const struct cs_verdict *verdict, const struct cs_conversation *heard,
                        char message[CS_PROBE_TEXT_MAX])
{
    size_t used = strlen(message);

    if (heard->final_count > 0 && heard->first.findings.invalid && verdict->reason != NULL)
        (void)snprintf(message + used, CS_PROBE_TEXT_MAX - used, "; and the answer is wrong: %s", verdict->reason);
}

/* Whether the probe asked for a tunnel: of other targets its verdict says all. */
static bool opens_tunnels(const struct cs_transcript *transcript)
{
    return strcmp(transcript->case_id, "probe/origin") != 0;
}

/* The first connection to our proxy, whether it became an actor or not. */
static const struct cs_channel *arrived(const struct cs_transcript *transcript)
{
    for (size_t i = 0; i < transcript->channel_count; i++)
        if (strcmp(transcript->channels[i].listener, "proxy") == 0)
            return &transcript->channels[i];
    return NULL;
}

/* A shell, or env, says so with the exit status 127. */
static bool is_unknown_command(const struct cs_transcript *transcript)
{
    for (size_t i = 0; i < transcript->event_count; i++) {
        const struct cs_event *event = &transcript->events[i];

        if (event->kind == CS_EVENT_EXITED && WIFEXITED((int)event->value) && WEXITSTATUS((int)event->value) == 127)
            return true;
    }
    return false;
}

/* What mends it most of the time. */
static const char *client_hint(const struct cs_transcript *transcript)
{
    const struct cs_channel *proxy = arrived(transcript);
    const struct cs_channel *inner = cs_transcript_channel(transcript, "inner");
    const char *inside = transcript->policy.inner;

    if (proxy == NULL && is_unknown_command(transcript))
        return "; there is no such command here";
    if (proxy == NULL)
        return "; it has to be told where its proxy is ({proxy-url} in the command, or `env https_proxy={proxy-url}` "
               "in front of it)";
    if (proxy->received.kept_length > 0 && proxy->received.kept[0] == TLS_HANDSHAKE)
        return "; it begins with TLS in place of CONNECT: it takes the proxy for the origin, or for one of https "
               "({https-proxy-url} in the command says that it is one)";
    if (transcript->policy.proxy_tls && proxy->received.total == 0)
        return "; it has to speak TLS to its proxy, and to trust our certificates there ({ca-file} holds their "
               "authority)";
    if (inner != NULL && inner->received.total == 0 && (inside[0] == '\0' || strcmp(inside, "tls") == 0))
        return "; it has to trust our certificates ({ca-file} holds their authority)";
    return "";
}

/* A client that does not even get through an open door: what it said about that. */
static enum cs_probe_answer weigh_client(const struct cs_case_result *result, char message[CS_PROBE_TEXT_MAX])
{
    const struct cs_channel *errors = cs_transcript_channel(result->transcript, "errors");
    size_t length = errors == NULL ? 0 : errors->received.kept_length;
    size_t from = length > SAID_BYTES ? length - SAID_BYTES : 0;
    char *said;

    if (result->verdict.kind == CS_PASS)
        return CS_PROBE_GO_ON;
    said = length == 0 ? NULL : cs_escape_limited(errors->received.kept + from, length - from, SAID_BYTES);
    (void)snprintf(message, CS_PROBE_TEXT_MAX, "%s: %s; observed: %s%s%s%s", result->id, result->verdict.reason,
                   result->verdict.observed, client_hint(result->transcript),
                   said == NULL ? "" : "; the last it said: ", said == NULL ? "" : said);
    free(said);
    return CS_PROBE_NO_TARGET;
}

/* What hindered us; a port that is taken is the only one of it that an option mends. */
static void say_trouble(const struct cs_transcript *transcript, char message[CS_PROBE_TEXT_MAX])
{
    const char *trouble = transcript == NULL ? NULL : transcript->trouble;
    bool taken = trouble != NULL && strncmp(trouble, "cannot listen", 13) == 0;

    (void)snprintf(message, CS_PROBE_TEXT_MAX, "%s%s", trouble == NULL ? "no memory" : trouble,
                   taken ? " (--origin-port N takes another port, which the target has to let through)" : "");
}

enum cs_probe_answer cs_probe_read(const struct cs_case_result *result, struct cs_pace *pace,
                                   char message[CS_PROBE_TEXT_MAX])
{
    const struct cs_transcript *transcript = result->transcript;
    const struct cs_channel *client = transcript == NULL ? NULL : first_channel(transcript);

    message[0] = '\0';
    if (transcript != NULL && transcript->trouble == NULL && cs_transcript_channel(transcript, "program") != NULL) {
        cs_pace_learn(pace, transcript);
        return weigh_client(result, message);
    }
    if (transcript == NULL || transcript->trouble != NULL || client == NULL) {
        say_trouble(transcript, message);
        return CS_PROBE_NO_ORIGIN;
    }
    cs_pace_learn(pace, transcript);
    if (!opens_tunnels(transcript) && has_event(transcript, CS_EVENT_CONNECTED)) {
        if (result->verdict.kind == CS_PASS)
            return CS_PROBE_GO_ON;
        (void)snprintf(message, CS_PROBE_TEXT_MAX, "%s: %s", result->id, result->verdict.reason);
        return CS_PROBE_NO_TARGET;
    }
    if (has_event(transcript, CS_EVENT_CONNECTED)) {
        struct cs_conversation heard = heard_by(client);
        enum cs_probe_answer answer = weigh(transcript, client, pace, message);

        if (answer == CS_PROBE_GO_ON && pace->no_tunnel)
            say_finding(&result->verdict, &heard, message);
        return answer;
    }
    say_unreachable(transcript, client->error, message);
    return CS_PROBE_NO_TARGET;
}

bool cs_probe_may_pass(const struct cs_case_result *result)
{
    const struct cs_channel *client = result->transcript == NULL ? NULL : first_channel(result->transcript);
    struct cs_conversation heard;
    uint16_t status;

    if (client == NULL || !has_event(result->transcript, CS_EVENT_CONNECTED))
        return false;
    heard = heard_by(client);
    status = heard.first.status;
    return heard.final_count == 0 ? client->received.total == 0
                                  : status == 500 || status == 502 || status == 503 || status == 504;
}

bool cs_probe_is_full(const struct cs_case_result *result)
{
    const struct cs_channel *client = result->transcript == NULL ? NULL : first_channel(result->transcript);
    struct cs_conversation heard;

    if (client == NULL || client->received.kept_length == 0)
        return false;
    heard = heard_by(client);
    return heard.final_count > 0 && (heard.first.status == 503 || heard.first.status == 429);
}
