#include "harness/engine/preflight.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/engine/engine.h"
#include "harness/net/address.h"
#include "reports/escape.h"

/* Of a status line, in a message. */
#define CS_SHOWN_BYTES 120

static const struct cs_connection *find(const struct cs_drive *probe, const char *actor)
{
    for (size_t i = 0; i < probe->connection_count; i++)
        if (strcmp(cs_connection_channel(probe->connections[i])->actor, actor) == 0 &&
            cs_connection_channel(probe->connections[i])->listener[0] == 0)
            return probe->connections[i];
    return NULL;
}

/* The control CONNECT, or the one that asks for a challenge when it never came to more. */
static const struct cs_connection *find_control(const struct cs_drive *probe)
{
    const struct cs_connection *control = find(probe, "control");

    return control == NULL ? find(probe, "challenge") : control;
}

/* Nobody else knows a probe's address: whatever arrives there belongs to its one CONNECT. */
static unsigned count_arrivals(const struct cs_drive *probe)
{
    unsigned count = 0;

    for (size_t i = 0; i < probe->connection_count; i++)
        if (strcmp(cs_connection_channel(probe->connections[i])->listener, "origin") == 0)
            count++;
    return count;
}

static bool has_event(const struct cs_drive *probe, enum cs_event_kind kind)
{
    for (size_t i = 0; i < probe->transcript->event_count; i++)
        if (probe->transcript->events[i].kind == kind)
            return true;
    return false;
}

static void say_unreachable(const struct cs_drive *probe, int error, char *message)
{
    char target[CS_ADDRESS_TEXT_MAX];

    cs_address_format(&probe->setting->target, target);
    if (error == ECONNREFUSED)
        snprintf(message, CS_PREFLIGHT_TEXT_MAX, "nothing listens at %s", target);
    else
        snprintf(message, CS_PREFLIGHT_TEXT_MAX, "cannot connect to %s: %s", target,
                 error == 0 ? "no answer" : strerror(error));
}

/* The final response's first line, escaped; the caller frees it. */
static char *status_line(const struct cs_connection *control)
{
    const struct cs_stream *received = &cs_connection_channel(control)->received;
    size_t start = control->recorder.exchange.final_start;
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
    return cs_escape_limited(line, (size_t)(end - line), CS_SHOWN_BYTES);
}

static const char *hint(const struct cs_connection *control)
{
    unsigned status = control->recorder.exchange.final.status;

    if (status == 407 || status == 401)
        return "it wants other credentials (--auth, --proxy-user)";
    return "allow that address and port";
}

static void say_refused(const struct cs_drive *probe, const struct cs_connection *control, char *message)
{
    enum cs_exchange_state state = control->recorder.exchange.state;
    enum cs_end end = cs_connection_channel(control)->received.end;
    char *line = status_line(control);
    char place[80];

    snprintf(place, sizeof(place), "%s:%u", probe->addresses.host, (unsigned)probe->setting->policy->origin_port);
    if (state == CS_EXCHANGE_TUNNEL)
        snprintf(message, CS_PREFLIGHT_TEXT_MAX,
                 "answered `%s` to CONNECT %s, but no connection arrived there: allow that address and port",
                 line == NULL ? "" : line, place);
    else if (state == CS_EXCHANGE_ANSWERED || state == CS_EXCHANGE_BODY)
        snprintf(message, CS_PREFLIGHT_TEXT_MAX, "answered `%s` to CONNECT %s: %s", line == NULL ? "" : line, place,
                 hint(control));
    else if (state == CS_EXCHANGE_GARBAGE)
        snprintf(message, CS_PREFLIGHT_TEXT_MAX, "answered `%s`, which is no HTTP response, to CONNECT %s",
                 line == NULL ? "" : line, place);
    else
        snprintf(message, CS_PREFLIGHT_TEXT_MAX, "%s on CONNECT %s: allow that address and port",
                 end == CS_END_OPEN ? "gave no answer in time" : "closed the connection without an answer", place);
    free(line);
}

static void learn(struct cs_preflight *preflight, const struct cs_drive *probe, unsigned arrivals)
{
    double seconds = (double)probe->transcript->duration_us / 1e6;

    if (!has_event(probe, CS_EVENT_FENCE_PASSED))
        preflight->blind = true;
    else if (seconds > preflight->slowest)
        preflight->slowest = seconds;
    if (arrivals - 1 > preflight->extra_knocks)
        preflight->extra_knocks = arrivals - 1;
}

int cs_preflight_read(struct cs_preflight *preflight, const struct cs_drive *probe, char message[CS_PREFLIGHT_TEXT_MAX])
{
    const struct cs_connection *control = find_control(probe);
    unsigned arrivals = count_arrivals(probe);

    if (probe->transcript->trouble != NULL || control == NULL) {
        snprintf(message, CS_PREFLIGHT_TEXT_MAX, "%s",
                 probe->transcript->trouble == NULL ? "no memory" : probe->transcript->trouble);
        return CS_ENGINE_NO_ORIGIN;
    }
    if (control->recorder.exchange.state == CS_EXCHANGE_TUNNEL && arrivals > 0) {
        learn(preflight, probe, arrivals);
        return 0;
    }
    if (!control->connected)
        say_unreachable(probe, cs_connection_channel(control)->error, message);
    else
        say_refused(probe, control, message);
    return CS_ENGINE_NO_TARGET;
}
