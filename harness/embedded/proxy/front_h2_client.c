/* What a session sends to its client, as frames. */
#include <stdlib.h>
#include <string.h>

#include "harness/embedded/proxy/fault_h2.h"
#include "harness/embedded/proxy/front_h2_internal.h"

#define BACKLOG (192u * 1024) /* held for a client: a faulty proxy gives up beyond it */

static bool has(const struct cs_h2_client *client, enum cs_fault fault)
{
    return cs_front_h2_has(client->front, fault);
}

bool cs_h2_client_order(struct cs_h2_client *client, enum cs_link_order_kind kind, uint64_t code)
{
    const struct cs_link_order what = {.kind = kind, .code = code};

    return cs_link_order(client->front->link, client->channel, &what);
}

void cs_h2_client_free(struct cs_h2_client *client)
{
    client->front->clients[client->channel] = NULL;
    cs_buffer_free(&client->head);
    for (struct cs_h2_answer *answer = client->answers, *next; answer != NULL; answer = next) {
        next = answer->next;
        cs_buffer_free(&answer->block);
        free(answer);
    }
    for (struct cs_h2_piece *piece = client->first, *next; piece != NULL; piece = next) {
        next = piece->next;
        free(piece);
    }
    free(client);
}

static void lose(struct cs_h2_client *client)
{
    if (client->wire != NULL)
        client->wire->events->reset(client->wire->context, CS_SIDE_CLIENT);
}

static bool send_content(struct cs_h2_client *client, const char *data, size_t length)
{
    struct cs_h2_piece *piece = malloc(sizeof(*piece) + length);
    struct cs_link_order what = {.kind = CS_LINK_BYTES};

    if (piece == NULL)
        return false;
    memcpy(piece->bytes, data, length);
    piece->next = NULL;
    piece->taken = 0;
    piece->span = (struct cs_source_span){.bytes = piece->bytes, .length = length};
    if (client->first == NULL)
        client->first = piece;
    else
        client->last->next = piece;
    client->last = piece;
    client->unsent += length;
    what.bytes = cs_source_bytes(&piece->span);
    return cs_link_order(client->front->link, client->channel, &what);
}

static void keep_answer(struct cs_h2_client *client, struct cs_h2_answer *answer)
{
    struct cs_h2_answer **last = &client->answers;

    answer->next = NULL;
    answer->block = (struct cs_buffer){0};
    while (*last != NULL)
        last = &(*last)->next;
    *last = answer;
}

/* Faults: a head more, as a block of its own: |answer| once more, or without one 101. */
static bool send_further(struct cs_h2_client *client, const struct cs_h2_answer *answer)
{
    struct cs_h2_answer *again = malloc(sizeof(*again));
    struct cs_link_order what = {.kind = CS_LINK_MESSAGE};

    if (again == NULL)
        return false;
    keep_answer(client, again);
    if (!(answer == NULL ? cs_h2_put_field(&again->block, ":status", 7, "101", 3)
                         : cs_h2_encode(&answer->message, false, &again->block)))
        return false;
    again->span = (struct cs_source_span){.bytes = again->block.data, .length = again->block.length};
    what.bytes = cs_source_bytes(&again->span);
    return cs_link_order(client->front->link, client->channel, &what);
}

/* Faults: a block of their own, an end that comes too early, a head twice. */
static bool order_head(struct cs_h2_client *client, struct cs_h2_answer *answer, bool success)
{
    struct cs_link_order what = {.kind = CS_LINK_MESSAGE, .message = &answer->message};

    if (cs_h2_fault_head(client->front->config->fault, &answer->message, &answer->block)) {
        answer->span = (struct cs_source_span){.bytes = answer->block.data, .length = answer->block.length};
        what.message = NULL;
        what.bytes = cs_source_bytes(&answer->span);
    }
    what.code = success && has(client, CS_FAULT_H2_SUCCESS_ENDS);
    return cs_link_order(client->front->link, client->channel, &what) &&
           (!success || !has(client, CS_FAULT_H2_SUCCESS_TWICE) || send_further(client, answer));
}

/* The head that |client->head| begins with, |length| bytes. */
static bool send_head(struct cs_h2_client *client, size_t length)
{
    struct cs_h2_answer *answer = malloc(sizeof(*answer) + length);
    struct cs_response response;

    if (answer == NULL)
        return false;
    memcpy(answer->text, client->head.data, length);
    cs_response_init(&response, NULL);
    cs_response_parse(&response, answer->text, length);
    cs_message_of_response(&response, answer->text, length, &answer->message);
    if (response.status / 100 == 2 && has(client, CS_FAULT_H2_INTERIM_101) && !send_further(client, NULL)) {
        free(answer);
        return false;
    }
    keep_answer(client, answer);
    client->answered = response.status >= 200;
    client->refused = response.status >= 300;
    return order_head(client, answer, response.status / 100 == 2);
}

/* Takes heads off what the session has sent, as far as they are whole; false: it is no answer. */
static bool send_heads(struct cs_h2_client *client)
{
    struct cs_response response;

    while (!client->answered && client->head.length > 0) {
        cs_response_init(&response, NULL);
        if (cs_response_parse(&response, client->head.data, client->head.length) == CS_NEED_MORE)
            return true;
        if (response.status == 0 || response.head_length == 0 || !send_head(client, response.head_length))
            return false;
        cs_buffer_take(&client->head, response.head_length);
    }
    return client->head.length == 0 || send_content(client, client->head.data, client->head.length);
}

/* What ends the stream may be the last that there is of |client|. */
void cs_h2_client_send(struct cs_h2_client *client, const char *data, size_t length)
{
    struct cs_front_h2 *front = client->front;
    int channel = client->channel;
    bool sent = client->answered ? send_content(client, data, length)
                                 : cs_buffer_add(&client->head, data, length) && send_heads(client);

    if (front->clients[channel] != client)
        return;
    if (client->answered)
        cs_buffer_free(&client->head);
    if (sent && has(client, CS_FAULT_H2_BACKLOG_RESETS) && client->unsent > BACKLOG)
        (void)cs_h2_client_order(client, CS_LINK_RESET, CS_H2_INTERNAL_ERROR);
    else if (sent)
        return;
    lose(client);
}

/* Fault: the end of a tunnel as trailers. */
static void end_with_trailers(struct cs_h2_client *client)
{
    struct cs_h2_answer *last = malloc(sizeof(*last));
    struct cs_link_order what = {.kind = CS_LINK_MESSAGE, .code = 1};

    if (last == NULL)
        return;
    keep_answer(client, last);
    if (!cs_h2_put_field(&last->block, "x-end", 5, "1", 1))
        return;
    last->span = (struct cs_source_span){.bytes = last->block.data, .length = last->block.length};
    what.bytes = cs_source_bytes(&last->span);
    (void)cs_link_order(client->front->link, client->channel, &what);
}

static void finish(void *stream)
{
    struct cs_h2_client *client = stream;

    client->deaf = has(client, CS_FAULT_H2_FIN_DEAFENS);
    client->fin_held = has(client, CS_FAULT_H2_FIN_HELD) && !client->ended;
    if (has(client, CS_FAULT_H2_TRAILERS))
        end_with_trailers(client);
    else if (has(client, CS_FAULT_H2_FIN_RESETS))
        (void)cs_h2_client_order(client, CS_LINK_RESET, CS_H2_NO_ERROR);
    else if (!client->fin_held)
        (void)cs_h2_client_order(client, CS_LINK_FINISH, 0);
}

void cs_h2_client_let_go(struct cs_h2_client *client)
{
    cs_wire_carry(client->wire, &cs_h2_stream, NULL);
    client->wire = NULL;
}

/* Behind our own end the link tells of no other: then nothing is waited for. */
void cs_h2_client_end(struct cs_h2_client *client, uint32_t code)
{
    bool told = client->ended_sent;
    bool broken = code == CS_H2_CONNECT_ERROR;

    client->cutting = false;
    if (broken && has(client, CS_FAULT_H2_RESET_NO_ERROR))
        code = CS_H2_NO_ERROR;
    if (broken && has(client, CS_FAULT_H2_RESET_CANCEL))
        code = CS_H2_CANCEL;
    if (broken && has(client, CS_FAULT_H2_RESET_CLEAN) && !told) {
        if (!cs_h2_client_order(client, CS_LINK_CLOSE, CS_H2_NO_ERROR))
            cs_h2_client_free(client);
        return;
    }
    if (!cs_h2_client_order(client, CS_LINK_RESET, code) || told)
        cs_h2_client_free(client);
}

/* Fault: the end of a refusal, and an error behind it. */
static void reset_behind(struct cs_h2_client *client)
{
    (void)cs_h2_client_order(client, CS_LINK_FINISH, 0);
    cs_h2_client_end(client, CS_H2_PROTOCOL_ERROR);
}

/* An answer that has not begun will not come: then the stream ends with an error. */
static void close_stream(struct cs_h2_client *client)
{
    if (client->ended && client->ended_sent)
        cs_h2_client_free(client);
    else if (client->refused && has(client, CS_FAULT_H2_REFUSAL_RESETS))
        reset_behind(client);
    else if (!client->answered || client->ended_sent)
        cs_h2_client_end(client, client->answered ? CS_H2_NO_ERROR : CS_H2_INTERNAL_ERROR);
    else if (!cs_h2_client_order(client, CS_LINK_CLOSE, CS_H2_NO_ERROR))
        cs_h2_client_free(client);
}

static void close_client(void *stream)
{
    struct cs_h2_client *client = stream;
    struct cs_front_h2 *front = client->front;
    bool ends_all = client->refused && has(client, CS_FAULT_H2_REFUSAL_ENDS_ALL);

    cs_h2_client_let_go(client);
    close_stream(client);
    if (ends_all)
        cs_front_h2_give_up(front);
}

/* RFC 9113 section 8.5: a TCP connection that broke is an error of type CONNECT_ERROR. */
static void cut(void *stream)
{
    struct cs_h2_client *client = stream;

    cs_h2_client_let_go(client);
    client->cutting = client->unsent > 0;
    if (!client->cutting)
        cs_h2_client_end(client, CS_H2_CONNECT_ERROR);
}

static void reset(void *stream)
{
    cs_h2_client_let_go(stream);
    cs_h2_client_end(stream, CS_H2_CONNECT_ERROR);
}

static void pause_client(void *stream, bool paused)
{
    struct cs_h2_client *client = stream;

    if (!paused && has(client, CS_FAULT_H2_EARLY_KEPT))
        return;
    (void)cs_h2_client_order(client, paused ? CS_LINK_PAUSE : CS_LINK_RESUME, 0);
}

static size_t unsent(const void *stream)
{
    return ((const struct cs_h2_client *)stream)->unsent;
}

static void send_all(void *stream, const char *data, size_t length)
{
    cs_h2_client_send(stream, data, length);
}

/* Beside the bytes, which HTTP/3 has. */
static void send_datagram(void *stream, const char *data, size_t length)
{
    struct cs_h2_client *client = stream;
    const struct cs_source_span span = {.bytes = data, .length = length};
    const struct cs_link_order order = {.kind = CS_LINK_DATAGRAM, .bytes = cs_source_bytes(&span)};

    (void)cs_link_order(client->front->link, client->channel, &order); /* what does not fit is lost */
}

static bool takes_datagrams(const void *stream)
{
    return ((const struct cs_h2_client *)stream)->front->datagrams;
}

const struct cs_wire_stream cs_h2_stream = {
    .send = send_all,
    .finish = finish,
    .close = close_client,
    .cut = cut,
    .reset = reset,
    .pause = pause_client,
    .unsent = unsent,
    .datagram = send_datagram,
    .takes_datagrams = takes_datagrams,
};

struct cs_link *cs_front_link_h2(const struct cs_proxy_config *config, const struct cs_link_events *told, void *context)
{
    const enum cs_fault fault = config->fault;
    const struct cs_h2_options options = {.server = true,
                                          .extended_connect = config->udp || fault == CS_FAULT_H2_PROTOCOL_TUNNELS ||
                                                              fault == CS_FAULT_H2_PROTOCOL_BARE,
                                          .slip = cs_h2_fault_slip(fault)};

    return cs_h2_open(&options, told, context);
}
