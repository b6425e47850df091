#include "harness/embedded/proxy/front_h2.h"

#include <stdlib.h>
#include <string.h>

#include "harness/embedded/proxy/fault_h2.h"
#include "harness/embedded/proxy/fault_h3.h"
#include "harness/embedded/proxy/front_h2_internal.h"

/* Nobody asks for it any more. */
static void release(struct cs_h2_client *client)
{
    if (client->wire == NULL && client->ended_sent && (client->ended || !client->cutting))
        cs_h2_client_free(client);
}

static struct cs_h2_client *client_of(struct cs_front_h2 *front, int channel)
{
    return front->clients[channel];
}

/* The stream before on the same channel: nothing can come of it any more. */
static void forget(struct cs_h2_client *client)
{
    if (client->wire != NULL)
        cs_h2_client_let_go(client);
    cs_h2_client_free(client);
}

static void on_opened(void *context, int channel)
{
    struct cs_front_h2 *front = context;
    struct cs_h2_client *client = calloc(1, sizeof(*client));
    struct cs_wire *wire = client == NULL ? NULL : front->open(front->context);

    if (wire == NULL) {
        free(client);
        return;
    }
    if (front->clients[channel] != NULL)
        forget(front->clients[channel]);
    client->front = front;
    client->channel = channel;
    client->wire = wire;
    cs_wire_carry(wire, &cs_h2_stream, client);
    front->clients[channel] = client;
}

/* What makes a request malformed whatever its authority is: RFC 9113 sections 8.2, 8.3 and 8.5. */
static bool is_malformed(const struct cs_message *message)
{
    static const char *const families[] = {"section-", "pseudo-",   "connect-",  "method-", "scheme-",
                                           "path-",    "protocol-", "extended-", "status-", "authority-missing"};
    const struct cs_findings *findings = &message->findings;

    for (size_t i = 0; i < findings->count; i++)
        for (size_t k = 0; k < sizeof(families) / sizeof(families[0]); k++)
            if (cs_code_level(findings->items[i].code) == CS_MUST &&
                strncmp(cs_code_name(findings->items[i].code), families[k], strlen(families[k])) == 0)
                return true;
    return findings->dropped > 0 && findings->invalid;
}

/* A stream error of the client's making. */
static void refuse_stream(struct cs_h2_client *client)
{
    struct cs_wire *wire = client->wire;

    (void)cs_h2_client_order(client, CS_LINK_RESET, CS_H2_PROTOCOL_ERROR);
    if (wire != NULL)
        wire->events->reset(wire->context, CS_SIDE_CLIENT);
}

static void ask(struct cs_h2_client *client, const struct cs_message *message)
{
    client->asked = true;
    client->extended = message->protocol.there;
    if (client->wire != NULL)
        client->wire->events->asked(client->wire->context, message);
}

/* An extended CONNECT is for what was announced (RFC 8441 section 3), and nothing is.  Faults: a lenient reader. */
static void take_request(struct cs_h2_client *client, const char *section, size_t length)
{
    struct cs_front_h2 *front = client->front;
    const struct cs_message *message = cs_link_message(front->link);
    struct cs_h2_mended mended = {.count = 0};

    bool wrong;

    cs_h2_fault_limit(client, message);
    if (cs_h2_fault_mends(front->config, section, length, &mended))
        message = &mended.message;
    wrong = is_malformed(message) || cs_h2_fault_dislikes(front->config->fault, message);
    if (!wrong && !message->protocol.there && cs_h2_fault_busy(front))
        client->asked = true;
    else if ((!wrong && (!message->protocol.there || front->config->udp)) ||
             cs_h2_fault_takes(front->config->fault, message))
        ask(client, message);
    else if (cs_front_h2_has(front, CS_FAULT_H2_PROTOCOL_BARE) && message->protocol.there)
        cs_h2_client_send(client, "HTTP/1.1 200 OK\r\n\r\n", 19);
    else
        refuse_stream(client);
    cs_buffer_free(&mended.text);
}

/* Faults: whether a section in a tunnel is borne. */
static bool bears_section(struct cs_h2_client *client, const char *section, size_t length)
{
    if (cs_front_h2_has(client->front, CS_FAULT_H2_SECTION_RELAYED) && client->wire != NULL)
        client->wire->events->received(client->wire->context, CS_SIDE_CLIENT, section, length);
    return cs_front_h2_has(client->front, CS_FAULT_H2_SECTION_RELAYED) ||
           cs_front_h2_has(client->front, CS_FAULT_H2_SECTION_IGNORED);
}

static void on_head(void *context, int channel, const char *section, size_t length)
{
    struct cs_front_h2 *front = context;
    struct cs_h2_client *client = client_of(front, channel);
    const struct cs_link_order refused = {.kind = CS_LINK_RESET, .code = CS_H2_REFUSED_STREAM};

    if (client == NULL)
        (void)cs_link_order(front->link, channel, &refused);
    else if (!client->asked)
        take_request(client, section, length);
    else if (!bears_section(client, section, length))
        refuse_stream(client);
}

/* Of the content of a control there is no more. */
#define FIRST_CUT 16

static void on_received(void *context, int channel, const char *bytes, size_t length)
{
    struct cs_front_h2 *front = context;
    struct cs_h2_client *client = client_of(front, channel);
    bool first = client != NULL && !client->heard;

    if (client != NULL)
        client->heard = true;
    if (cs_front_h2_has(front, CS_FAULT_H2_CROSSED) && channel == 1 && client_of(front, 0) != NULL)
        client = client_of(front, 0);
    if (client == NULL || client->wire == NULL || client->deaf)
        return;
    if (cs_h2_fault_early(client, first))
        return;
    if (first && cs_front_h2_has(front, CS_FAULT_H2_FIRST_CUT) && length > FIRST_CUT)
        length = FIRST_CUT;
    if (cs_h2_fault_ends(client, bytes, length))
        return;
    client->wire->events->received(client->wire->context, CS_SIDE_CLIENT, bytes, length);
    if (first && length > FIRST_CUT && cs_front_h2_has(front, CS_FAULT_H2_FIRST_TWICE) && client->wire != NULL)
        client->wire->events->received(client->wire->context, CS_SIDE_CLIENT, bytes, length);
}

/* A pair that ends in order although its stream is gone. */
static void end_softly(struct cs_h2_client *client)
{
    struct cs_wire *wire = client->wire;

    cs_h2_client_let_go(client);
    wire->events->finished(wire->context, CS_SIDE_CLIENT);
    release(client);
}

/* Fault: a pair that learns nothing of the end of its stream. */
static void keep_pair(struct cs_h2_client *client)
{
    cs_h2_client_let_go(client);
    release(client);
}

static void end_client(struct cs_h2_client *client)
{
    bool held = client->fin_held;

    client->fin_held = false;
    client->wire->events->finished(client->wire->context, CS_SIDE_CLIENT);
    if (held)
        (void)cs_h2_client_order(client, CS_LINK_FINISH, 0);
}

static void on_ended(void *context, int channel, enum cs_end end, uint64_t code)
{
    struct cs_front_h2 *front = context;
    struct cs_h2_client *client = client_of(front, channel);

    if (client == NULL)
        return;
    client->ended = true;
    client->ended_sent = client->ended_sent || end == CS_END_RESET;
    if (client->wire == NULL)
        release(client);
    else if (end == CS_END_RESET && cs_h2_fault_keeps(client))
        keep_pair(client);
    else if (end == CS_END_FIN && cs_h2_fault_forgets_end(client))
        return;
    else if (end == CS_END_FIN)
        end_client(client);
    else if (cs_h2_fault_softens(front, code))
        end_softly(client);
    else
        client->wire->events->reset(client->wire->context, CS_SIDE_CLIENT);
    if (end == CS_END_RESET && code != CS_LINK_TRUNCATED && cs_front_h2_has(front, CS_FAULT_H2_CANCEL_ENDS_ALL))
        cs_front_h2_give_up(front);
}

static void take_pieces(struct cs_h2_client *client, size_t length)
{
    client->unsent -= length;
    while (length > 0 && client->first != NULL) {
        struct cs_h2_piece *piece = client->first;
        size_t left = piece->span.length - piece->taken;

        if (length < left) {
            piece->taken += length;
            return;
        }
        length -= left;
        client->first = piece->next;
        free(piece);
    }
}

static void on_sent(void *context, int channel, const char *bytes, size_t length, bool begins)
{
    struct cs_h2_client *client = client_of(context, channel);

    (void)bytes;
    (void)begins;
    if (client == NULL)
        return;
    take_pieces(client, length);
    if (client->wire != NULL)
        client->wire->events->drained(client->wire->context, CS_SIDE_CLIENT);
    else if (client->cutting && client->unsent == 0)
        cs_h2_client_end(client, CS_H2_CONNECT_ERROR);
}

static void on_head_sent(void *context, int channel, const char *section, size_t length)
{
    struct cs_h2_client *client = client_of(context, channel);
    struct cs_h2_answer *sent = client == NULL ? NULL : client->answers;

    (void)section;
    (void)length;
    if (sent == NULL)
        return;
    client->answers = sent->next;
    cs_buffer_free(&sent->block);
    free(sent);
}

static void on_ended_sent(void *context, int channel, enum cs_end end, uint64_t code)
{
    struct cs_h2_client *client = client_of(context, channel);

    (void)code;
    if (client == NULL)
        return;
    client->ended_sent = true;
    client->ended = client->ended || end == CS_END_RESET;
    release(client);
}

static void on_failed(void *context, int channel, int error)
{
    (void)context;
    (void)channel;
    (void)error; /* the end of the client's direction says what is to be done */
}

static void on_settled(void *context, int channel)
{
    (void)context;
    (void)channel;
}

static void on_notice(void *context, int channel, enum cs_link_notice notice, uint64_t value)
{
    struct cs_front_h2 *front = context;

    (void)channel;
    (void)value;
    front->broken = front->broken || notice == CS_LINK_BROKEN;
    front->datagrams = front->datagrams || notice == CS_LINK_DATAGRAMS;
}

/* ---- the connection ---- */

/* The link is told of what it gave when the wire holds nothing more: that is how a client that does not read holds it
 * up. */
static void tell_sent(struct cs_front_h2 *front, const struct cs_wire *wire)
{
    size_t given = front->given;

    if (given == 0 || (wire != NULL && cs_wire_unsent(wire) > 0))
        return;
    front->given = 0;
    cs_link_sent(front->link, NULL, given, true);
}

static bool give(struct cs_front_h2 *front, struct cs_wire *wire, const struct cs_source *source)
{
    char block[CS_H2_HEADER_BYTES + CS_H2_PAYLOAD_MAX];

    for (uint64_t offset = 0; offset < source->total;) {
        size_t length = source->read(source->context, offset, block, sizeof(block));

        if (length == 0)
            return false;
        offset += length;
        cs_wire_send(wire, block, length);
    }
    front->given += (size_t)source->total;
    tell_sent(front, wire);
    return true;
}

static bool on_below(void *context, const struct cs_link_order *what)
{
    struct cs_front_h2 *front = context;
    struct cs_wire *wire = front->carrier;

    if (wire == NULL)
        return false;
    switch (what->kind) {
    case CS_LINK_BYTES:
    case CS_LINK_RAW:
        return give(front, wire, &what->bytes);
    case CS_LINK_FINISH:
    case CS_LINK_CLOSE:
        cs_wire_close(wire);
        return true;
    case CS_LINK_RESET:
        cs_wire_reset(wire);
        return true;
    case CS_LINK_MESSAGE:
    case CS_LINK_PAUSE:
    case CS_LINK_RESUME:
    case CS_LINK_DATAGRAM:
    case CS_LINK_NOTICE:
        break;
    }
    return false;
}

static uint64_t on_now(void *context)
{
    (void)context;
    return uv_hrtime();
}

static const struct cs_link_events events = {
    .opened = on_opened,
    .head = on_head,
    .head_sent = on_head_sent,
    .received = on_received,
    .sent = on_sent,
    .ended = on_ended,
    .ended_sent = on_ended_sent,
    .failed = on_failed,
    .settled = on_settled,
    .notice = on_notice,
    .below = on_below,
    .datagram = cs_front_h3_datagram,
    .now = on_now,
};

struct cs_front_h2 *cs_front_h2_new(const struct cs_proxy_config *config, cs_front_link *link, struct cs_wire *carrier,
                                    struct cs_wire *(*open)(void *context), void *context)
{
    struct cs_front_h2 *front = calloc(1, sizeof(*front));

    if (front == NULL)
        return NULL;
    front->own = *config;
    front->config = &front->own;
    front->given_fault = config->fault;
    front->carrier = carrier;
    front->open = open;
    front->context = context;
    front->link = link(config, &events, front);
    if (front->link != NULL && front->link->kind->datagrams)
        front->own.fault = cs_h3_fault_shared(config->fault);
    if (front->link != NULL)
        return front;
    free(front);
    return NULL;
}

struct cs_link *cs_front_h2_link(struct cs_front_h2 *front)
{
    return front->link;
}

void cs_front_h2_free(struct cs_front_h2 *front)
{
    if (front == NULL)
        return;
    for (size_t i = 0; i < CS_H2_CHANNELS_MAX; i++) {
        struct cs_h2_client *client = front->clients[i];

        if (client != NULL && client->wire != NULL)
            client->wire->events->reset(client->wire->context, CS_SIDE_CLIENT);
        if (front->clients[i] != NULL)
            cs_h2_client_free(front->clients[i]);
    }
    cs_link_close(front->link);
    free(front);
}

void cs_front_h2_begin(struct cs_front_h2 *front)
{
    cs_link_begin(front->link);
}

void cs_front_h2_received(struct cs_front_h2 *front, const char *data, size_t length)
{
    cs_link_received(front->link, data, length);
}

/* The client's FIN ends its streams in the midst of them; what is left to say is not waited for. */
void cs_front_h2_ended(struct cs_front_h2 *front, bool reset)
{
    struct cs_wire *wire = front->carrier;

    cs_link_ended(front->link, reset ? CS_END_RESET : CS_END_FIN, CS_LINK_NO_CODE);
    if (wire != NULL && reset)
        cs_wire_reset(wire);
    else if (wire != NULL)
        cs_wire_close(wire);
}

void cs_front_h2_drained(struct cs_front_h2 *front)
{
    tell_sent(front, front->carrier);
}

void cs_front_h2_let_go(struct cs_front_h2 *front)
{
    front->carrier = NULL;
}
