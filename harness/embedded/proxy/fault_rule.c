/* The faults that make something else of a ruling. */
#include <ctype.h>
#include <string.h>

#include "harness/embedded/proxy/decide_udp.h"
#include "harness/embedded/proxy/fault_decide.h"
#include "harness/embedded/proxy/fault_kept.h"
#include "harness/embedded/proxy/fault_policy.h"
#include "harness/embedded/proxy/parent.h"

static bool is_port_zero(const struct cs_asked *asked)
{
    struct cs_span port = asked->message.target.port;
    bool zero = port.length > 0;

    for (size_t i = 0; i < port.length; i++)
        zero &= asked->message.text[port.start + i] == '0';
    return zero && cs_is_connect(asked);
}

static bool ends_in_dot(const struct cs_asked *asked, const struct cs_destination *destination)
{
    return asked->message.target.kind == CS_HOST_NAME && destination->length > 0 &&
           destination->host[destination->length - 1] == '.';
}

static bool is_garbage(const struct cs_asked *asked, enum cs_refusal refusal)
{
    const struct cs_findings *findings = &asked->message.findings;

    return refusal != CS_REFUSE_NOTHING &&
           ((refusal == CS_REFUSE_BAD_REQUEST && asked->message.method.text.length == 0) ||
            cs_findings_has(findings, CS_CODE_METHOD_BAD_CHARACTER) ||
            cs_findings_has(findings, CS_CODE_VERSION_MALFORMED) || cs_findings_has(findings, CS_CODE_VERSION_MISSING));
}

static bool falls_silent(const struct cs_asked *asked, const struct cs_ruling *ruling)
{
    const struct cs_proxy_config *config = asked->config;
    enum cs_refusal refusal = ruling->refusal;
    bool large = refusal == CS_REFUSE_HEAD_TOO_LARGE || refusal == CS_REFUSE_TARGET_TOO_LONG;
    bool good = refusal == CS_REFUSE_NOTHING;

    return (large && cs_has(config, CS_FAULT_LARGE_SILENT)) ||
           (good && cs_has(config, CS_FAULT_ROOT_DOT_SILENT) && ends_in_dot(asked, &ruling->destination)) ||
           (cs_has(config, CS_FAULT_SILENT_GARBAGE) && is_garbage(asked, refusal)) ||
           (cs_has(config, CS_FAULT_PORT_LARGE_SILENT) &&
            cs_findings_has(&asked->message.findings, CS_CODE_PORT_OUT_OF_RANGE)) ||
           (good && cs_has(config, CS_FAULT_EXPECT_WAITS) && cs_message_has(&asked->message, "expect"));
}

/* Contacts the destination of a request that it is going to refuse. */
static bool connects_first(const struct cs_asked *asked, enum cs_refusal refusal)
{
    bool credentials = cs_asks_credentials(refusal);
    bool port = refusal == CS_REFUSE_PORT;

    return (credentials && cs_has(asked->config, CS_FAULT_AUTH_AFTER_CONNECT)) ||
           (port && cs_has(asked->config, CS_FAULT_PORTS_AFTER_CONNECT)) ||
           ((credentials || port) && cs_has(asked->config, CS_FAULT_EARLY_ON_REFUSAL));
}

/* Serves a further request that names an http URI. */
static bool fetches(const struct cs_asked *asked, struct cs_destination *out)
{
    struct cs_span target = cs_target(asked);
    struct cs_reading found[CS_READING_COUNT];
    size_t count = 0;

    if (!cs_is_connect(asked) && asked->message.answer != CS_NEED_MORE && asked->history.further)
        count = cs_target_readings(asked->message.text + target.start, target.length, found, CS_READING_COUNT);
    for (size_t i = 0; i < count; i++) {
        if (found[i].kind != CS_READING_ABSOLUTE_FORM)
            continue;
        *out = found[i].destination;
        return true;
    }
    return false;
}

static void refuse(struct cs_ruling *ruling, enum cs_refusal refusal)
{
    ruling->kind = CS_RULE_REFUSE;
    ruling->refusal = refusal;
}

static void dial(struct cs_ruling *ruling)
{
    ruling->kind = CS_RULE_DIAL;
    ruling->due = ruling->refusal;
    ruling->refusal = CS_REFUSE_NOTHING;
}

static void rule_good(const struct cs_asked *asked, struct cs_ruling *ruling)
{
    ruling->kept = cs_parent_recall(asked);
    if (cs_fault_port_refused(asked) ||
        (cs_has(asked->config, CS_FAULT_REFUSED_REMEMBERED) && cs_fault_host_known(asked, &ruling->destination)))
        refuse(ruling, CS_REFUSE_PORT);
    else if (ruling->kept != NULL)
        ruling->kind = CS_RULE_ANSWER;
    else
        ruling->answers_first = cs_has(asked->config, CS_FAULT_EARLY_200);
}

static void rule_refused(const struct cs_asked *asked, struct cs_ruling *ruling)
{
    if (ruling->refusal == CS_REFUSE_BAD_REQUEST && cs_has(asked->config, CS_FAULT_PORT_ZERO) && is_port_zero(asked)) {
        ruling->kind = CS_RULE_SILENCE;
        ruling->answers_first = true;
    } else if (ruling->refusal == CS_REFUSE_PORT && cs_fault_port_slips(asked, &ruling->destination)) {
        ruling->refusal = CS_REFUSE_NOTHING;
        dial(ruling);
    } else if (connects_first(asked, ruling->refusal)) {
        dial(ruling);
    } else if (fetches(asked, &ruling->destination)) {
        ruling->kind = CS_RULE_FETCH;
    }
}

void cs_fault_rule(const struct cs_asked *asked, struct cs_ruling *ruling)
{
    if (ruling->refusal == CS_REFUSE_NOTHING)
        cs_fault_remembers(asked, &ruling->destination);
    if (ruling->refusal == CS_REFUSE_PORT && cs_has(asked->config, CS_FAULT_REFUSED_REMEMBERED))
        cs_fault_remember_host(asked->config->memory, &ruling->destination);
    if (cs_fault_crashes(asked, ruling->refusal))
        ruling->kind = CS_RULE_CRASH;
    else if (falls_silent(asked, ruling))
        ruling->kind = CS_RULE_SILENCE;
    else if (ruling->refusal == CS_REFUSE_NOTHING)
        rule_good(asked, ruling);
    else
        rule_refused(asked, ruling);
}

void cs_fault_rule_forward(const struct cs_asked *asked, struct cs_ruling *ruling)
{
    ruling->answers_first =
        ruling->kind == CS_RULE_FORWARD && asked->surplus > 0 && cs_has(asked->config, CS_FAULT_CONNECT_OVERTAKES);
}

static bool stays_silent(const struct cs_asked *asked, enum cs_refusal outcome)
{
    const struct cs_proxy_config *config = asked->config;

    return (outcome != CS_REFUSE_NOT_RESOLVED && cs_has(config, CS_FAULT_CLOSED_SILENT)) ||
           (outcome == CS_REFUSE_CONNECT_TIMEOUT && cs_has(config, CS_FAULT_TIMEOUT_SILENT)) ||
           (outcome == CS_REFUSE_LOOKUP_TIMEOUT && cs_has(config, CS_FAULT_LOOKUP_SILENT));
}

/* 127.0.0.9 becomes 127.0.0.8. */
static bool go_next_door(struct cs_destination *destination)
{
    char *last = destination->length == 0 ? NULL : &destination->host[destination->length - 1];

    if (last == NULL || *last < '1' || *last > '9' || memchr(destination->host, ':', destination->length) != NULL)
        return false;
    --*last;
    return true;
}

/* The destination is not there, and the faulty proxy does not say so. */
static void rule_failure(const struct cs_asked *asked, const struct cs_dialled *dialled, struct cs_ruling *ruling)
{
    bool unresolved = dialled->outcome == CS_REFUSE_NOT_RESOLVED;
    bool answered = dialled->asks->answers_first;

    if (unresolved && !dialled->redialled && cs_has(asked->config, CS_FAULT_UNRESOLVED_LOCAL)) {
        ruling->kind = CS_RULE_DIAL;
        ruling->destination =
            (struct cs_destination){.host = "127.0.0.1", .length = 9, .port = ruling->destination.port};
    } else if (!unresolved && !dialled->redialled && cs_has(asked->config, CS_FAULT_NEIGHBOUR_TRIED) &&
               go_next_door(&ruling->destination)) {
        ruling->kind = CS_RULE_DIAL;
    } else if (stays_silent(asked, dialled->outcome)) {
        ruling->kind = CS_RULE_SILENCE;
    } else if (answered || cs_has(asked->config, unresolved ? CS_FAULT_UNRESOLVED_200 : CS_FAULT_CLOSED_200)) {
        ruling->kind = CS_RULE_END;
        ruling->answers_first = !answered;
    }
}

void cs_fault_rule_dialled(const struct cs_asked *asked, const struct cs_dialled *dialled, struct cs_ruling *ruling)
{
    bool stands = dialled->outcome == CS_REFUSE_NOTHING;

    if (dialled->asks->kind == CS_RULE_FETCH) {
        ruling->kind = stands ? CS_RULE_FETCHED : CS_RULE_REFUSE;
    } else if (dialled->asks->due != CS_REFUSE_NOTHING) {
        refuse(ruling, dialled->asks->due);
        ruling->early_first = stands && cs_has(asked->config, CS_FAULT_EARLY_ON_REFUSAL);
    } else if (stands && cs_has(asked->config, CS_FAULT_SECOND_CONNECTION) && !dialled->redialled) {
        ruling->kind = CS_RULE_DIAL;
    } else if (!stands) {
        rule_failure(asked, dialled, ruling);
    } else if (dialled->redialled && cs_has(asked->config, CS_FAULT_PARENT_DIRECT)) {
        ruling->kind = CS_RULE_OPEN;
    }
}

/* Whether the size of the first chunk is 0 in its lowest 32 bits. */
static bool chunk_size_wraps(const struct cs_asked *asked)
{
    const char *size = asked->message.text + asked->message.length;
    size_t digits = 0;
    uint32_t value = 0;

    for (; digits < asked->surplus && isxdigit((unsigned char)size[digits]); digits++)
        value = value << 4 | (size[digits] != '0'); /* which digit it is does not matter here */
    return digits > 0 && value == 0;
}

bool cs_fault_keeps_open(const struct cs_asked *asked, enum cs_refusal refusal)
{
    const struct cs_proxy_config *config = asked->config;
    const struct cs_framing *framing = &asked->message.framing;
    bool content = framing->content_length > 0 || framing->transfer_encoding_count > 0;

    if (asked->message.answer == CS_NEED_MORE || asked->unreadable != CS_REFUSE_NOTHING ||
        (asked->client_finished && asked->surplus == 0))
        return false;
    return cs_fault_keeps_behind(asked, refusal) || cs_has(config, CS_FAULT_KEEPS_OPEN) ||
           cs_has(config, CS_FAULT_PORTS_ONCE) || cs_has(config, CS_FAULT_CLOSE_SAID) ||
           cs_has(config, CS_FAULT_ORIGIN_BEHIND_AS_REQUEST) || cs_has(config, CS_FAULT_ORIGIN_ACCEPTS_LATER) ||
           (cs_has(config, CS_FAULT_AUTH_PER_CONNECTION) && asked->history.authenticated) ||
           (cs_has(config, CS_FAULT_KEEPS_OPEN_407) && cs_asks_credentials(refusal)) ||
           (cs_has(config, CS_FAULT_KEEPS_OPEN_PORT) && refusal == CS_REFUSE_PORT) ||
           (cs_has(config, CS_FAULT_KEEPS_OPEN_ADDRESS) && refusal == CS_REFUSE_ADDRESS) ||
           (cs_has(config, CS_FAULT_KEEPS_OPEN_NAME) && refusal == CS_REFUSE_NOT_RESOLVED) ||
           (cs_has(config, CS_FAULT_MALFORMED_KEPT) && refusal == CS_REFUSE_BAD_REQUEST) ||
           (cs_has(config, CS_FAULT_AUTH_SECOND) && cs_asks_credentials(refusal)) ||
           (cs_has(config, CS_FAULT_UDP_REFUSAL_KEEPS) && cs_udp_asks(asked)) ||
           (cs_has(config, CS_FAULT_CLOSE_IGNORED) && asked->message.connection_close) ||
           (cs_has(config, CS_FAULT_BODY_AS_REQUEST) && content) ||
           (cs_has(config, CS_FAULT_CHUNK_SIZE_WRAPS) && framing->chunked && chunk_size_wraps(asked));
}
