/* What a session sends to its client, as frames. */
#include <stdlib.h>
#include <string.h>

#include "harness/embedded/proxy/front_h2_internal.h"

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
        cs_pair_reset(client->wire->pair, CS_SIDE_CLIENT);
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

/* The head that |client->head| begins with, |length| bytes. */
static bool send_head(struct cs_h2_client *client, size_t length)
{
    struct cs_h2_answer *answer = malloc(sizeof(*answer) + length);
    struct cs_link_order what = {.kind = CS_LINK_MESSAGE};
    struct cs_h2_answer **last = &client->answers;
    struct cs_response response;

    if (answer == NULL)
        return false;
    memcpy(answer->text, client->head.data, length);
    cs_response_init(&response, NULL);
    cs_response_parse(&response, answer->text, length);
    cs_message_of_response(&response, answer->text, length, &answer->message);
    answer->next = NULL;
    while (*last != NULL)
        last = &(*last)->next;
    *last = answer;
    what.message = &answer->message;
    client->answered = response.status >= 200;
    return cs_link_order(client->front->link, client->channel, &what);
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

void cs_h2_client_send(struct cs_h2_client *client, const char *data, size_t length)
{
    bool sent;

    if (client->answered) {
        sent = send_content(client, data, length);
    } else {
        sent = cs_buffer_add(&client->head, data, length) && send_heads(client);
        if (client->answered)
            cs_buffer_free(&client->head);
    }
    if (!sent)
        lose(client);
}

void cs_h2_client_finish(struct cs_h2_client *client)
{
    (void)cs_h2_client_order(client, CS_LINK_FINISH, 0);
}

void cs_h2_client_let_go(struct cs_h2_client *client)
{
    client->wire->stream = NULL;
    client->wire = NULL;
}

/* Behind our own end the link tells of no other: then nothing is waited for. */
void cs_h2_client_end(struct cs_h2_client *client, uint32_t code)
{
    bool told = client->ended_sent;

    client->cutting = false;
    if (!cs_h2_client_order(client, CS_LINK_RESET, code) || told)
        cs_h2_client_free(client);
}

/* An answer that has not begun will not come: then the stream ends with an error. */
void cs_h2_client_close(struct cs_h2_client *client)
{
    cs_h2_client_let_go(client);
    if (client->ended && client->ended_sent)
        cs_h2_client_free(client);
    else if (!client->answered || client->ended_sent)
        cs_h2_client_end(client, client->answered ? CS_H2_NO_ERROR : CS_H2_INTERNAL_ERROR);
    else if (!cs_h2_client_order(client, CS_LINK_CLOSE, CS_H2_NO_ERROR))
        cs_h2_client_free(client);
}

/* RFC 9113 section 8.5: a TCP connection that broke is an error of type CONNECT_ERROR. */
void cs_h2_client_cut(struct cs_h2_client *client)
{
    cs_h2_client_let_go(client);
    client->cutting = client->unsent > 0;
    if (!client->cutting)
        cs_h2_client_end(client, CS_H2_CONNECT_ERROR);
}

void cs_h2_client_reset(struct cs_h2_client *client)
{
    cs_h2_client_let_go(client);
    cs_h2_client_end(client, CS_H2_CONNECT_ERROR);
}

void cs_h2_client_pause(struct cs_h2_client *client, bool paused)
{
    (void)cs_h2_client_order(client, paused ? CS_LINK_PAUSE : CS_LINK_RESUME, 0);
}

size_t cs_h2_client_unsent(const struct cs_h2_client *client)
{
    return client->unsent;
}
