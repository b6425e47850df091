#include "harness/engine/links.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/net/address.h"

/* Channels that arriving connections may not use up: the case's own clients and its barriers need them. */
#define CS_CHANNELS_RESERVED 24

bool cs_links_is_over(const struct cs_links *links)
{
    return links->over || links->broken;
}

void cs_links_trouble(struct cs_links *links, const char *format, ...)
{
    va_list arguments;

    if (cs_links_is_over(links))
        return;
    links->broken = true;
    va_start(arguments, format);
    if (vasprintf(&links->transcript->trouble, format, arguments) < 0)
        links->transcript->trouble = NULL;
    va_end(arguments);
}

static void add_event(struct cs_links *links, struct cs_event event, bool merge)
{
    if (cs_links_is_over(links))
        return;
    event.at_us = (uv_hrtime() - links->began) / 1000;
    if (!cs_transcript_add(links->transcript, event, merge))
        cs_links_trouble(links, "no memory");
    else if (links->trace != NULL)
        links->trace(links->transcript, &event);
}

void cs_links_record(struct cs_links *links, enum cs_event_kind kind, int number, uint64_t value)
{
    add_event(links, (struct cs_event){.kind = kind, .channel = number, .value = value}, kind == CS_EVENT_RECEIVED);
}

/* Those of a load are counted, not listed. */
static void record(struct cs_connection *connection, enum cs_event_kind kind, uint64_t value)
{
    if (connection->number >= 0)
        cs_links_record(connection->links, kind, connection->number, value);
}

bool cs_connection_is_answered(const struct cs_connection *connection)
{
    const struct cs_exchange *exchange = &connection->recorder.exchange;
    bool beyond = connection->channel->received.total > CS_KEPT_BYTES;

    return exchange->state == CS_EXCHANGE_TUNNEL || exchange->state == CS_EXCHANGE_ANSWERED ||
           (exchange->state == CS_EXCHANGE_BODY && beyond);
}

static void note_answer(struct cs_connection *connection)
{
    if (connection->kind != CS_PEER_DIALLED || connection->answered || !cs_connection_is_answered(connection))
        return;
    connection->answered = true;
    record(connection, CS_EVENT_ANSWERED, 0);
}

static void on_connected(void *context)
{
    struct cs_connection *connection = context;

    connection->connected = true;
    record(connection, CS_EVENT_CONNECTED, 0);
}

static void fail_connect(struct cs_connection *connection, int error)
{
    connection->channel->error = error;
    connection->ended = true;
    record(connection, CS_EVENT_CONNECT_FAILED, (uint64_t)error);
}

static void on_connect_failed(void *context, int error)
{
    fail_connect(context, error);
}

static void on_sent(void *context, const char *bytes, size_t length, bool begins)
{
    struct cs_connection *connection = context;
    struct cs_event event = {.kind = CS_EVENT_SENT, .channel = connection->number, .value = length};

    if (!cs_recorder_sent(&connection->recorder, bytes, length))
        cs_links_trouble(connection->links, "no memory");
    else if (connection->number >= 0)
        add_event(connection->links, event, !begins);
}

/* A connection that stood before the target answered has to be in the transcript before the answer. */
static void accept_before_answer(struct cs_connection *connection)
{
    if (connection->kind == CS_PEER_DIALLED && connection->recorder.exchange.state == CS_EXCHANGE_WAITING)
        cs_links_accept_now(connection->links);
}

static void on_received(void *context, const char *bytes, size_t length)
{
    struct cs_connection *connection = context;

    accept_before_answer(connection);
    if (cs_links_is_over(connection->links))
        return;
    if (!cs_recorder_received(&connection->recorder, bytes, length)) {
        cs_links_trouble(connection->links, "no memory");
        return;
    }
    record(connection, CS_EVENT_RECEIVED, length);
    note_answer(connection);
}

static void end_received(struct cs_connection *connection, enum cs_end end, enum cs_event_kind kind, int error)
{
    connection->ended = true;
    cs_recorder_received_end(&connection->recorder, end);
    record(connection, kind, (uint64_t)error);
    note_answer(connection);
}

static void on_finish_received(void *context)
{
    end_received(context, CS_END_FIN, CS_EVENT_FIN_RECEIVED, 0);
}

static void on_reset_received(void *context, int error)
{
    end_received(context, CS_END_RESET, CS_EVENT_RESET_RECEIVED, error);
}

static void end_sent(struct cs_connection *connection, enum cs_end end, enum cs_event_kind kind)
{
    if (cs_pipe_is_over(connection->pipe))
        connection->ended = true;
    cs_recorder_sent_end(&connection->recorder, end);
    record(connection, kind, 0);
}

static void on_finish_sent(void *context)
{
    end_sent(context, CS_END_FIN, CS_EVENT_FIN_SENT);
}

static void on_reset_sent(void *context)
{
    end_sent(context, CS_END_RESET, CS_EVENT_RESET_SENT);
}

static void on_send_failed(void *context, int error)
{
    record(context, CS_EVENT_SEND_FAILED, (uint64_t)error);
}

static void on_settled(void *context)
{
    struct cs_connection *connection = context;

    if (cs_pipe_is_over(connection->pipe))
        connection->ended = true;
}

static void wake(struct cs_links *links, struct cs_connection *stirred)
{
    links->stirred = stirred;
    links->woken(links->context);
    links->stirred = NULL;
}

static void on_turned(void *context)
{
    wake(((struct cs_connection *)context)->links, context);
}

static const struct cs_socket_events socket_events = {
    .connected = on_connected,
    .connect_failed = on_connect_failed,
    .sent = on_sent,
    .received = on_received,
    .finish_received = on_finish_received,
    .reset_received = on_reset_received,
    .finish_sent = on_finish_sent,
    .reset_sent = on_reset_sent,
    .send_failed = on_send_failed,
    .settled = on_settled,
    .turned = on_turned,
};

/* Puts the connection where it belongs; false when there is no place. */
static bool enlist(struct cs_links *links, struct cs_connection *connection)
{
    connection->number = -1;
    connection->channel = &connection->own;
    if (connection->kind == CS_PEER_LOAD) {
        connection->next = links->unlisted;
        links->unlisted = connection;
        return true;
    }
    if (links->connection_count == CS_CHANNELS_MAX)
        return false;
    connection->number = (int)links->connection_count;
    connection->channel = &links->transcript->channels[links->connection_count];
    links->connections[links->connection_count++] = connection;
    links->transcript->channel_count = links->connection_count;
    return true;
}

/* A connection with a socket that is not connected yet and a channel.  NULL after trouble. */
static struct cs_connection *add_connection(struct cs_links *links, enum cs_peer_kind kind, bool reads_answers)
{
    struct cs_connection *connection = calloc(1, sizeof(*connection));

    if (connection == NULL) {
        cs_links_trouble(links, "no memory");
        return NULL;
    }
    connection->links = links;
    connection->kind = kind;
    if (!enlist(links, connection)) {
        free(connection);
        cs_links_trouble(links, "the case has too many connections");
        return NULL;
    }
    connection->pipe = cs_pipe_new(links->loop, reads_answers ? links->tls : NULL, &socket_events, connection);
    if (cs_recorder_init(&connection->recorder, connection->channel, reads_answers) && connection->pipe != NULL)
        return connection;
    cs_links_trouble(links, "no memory");
    return NULL;
}

/* Whether a connect() failed for want of something of our own. */
static bool is_ours(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM || error == EADDRNOTAVAIL ||
           error == EADDRINUSE;
}

struct cs_connection *cs_links_dial(struct cs_links *links, const char *actor, enum cs_peer_kind kind)
{
    struct cs_connection *connection = add_connection(links, kind, true);
    int error;

    if (connection == NULL)
        return NULL;
    snprintf(connection->channel->actor, sizeof(connection->channel->actor), "%s", actor);
    connection->channel->seat = kind == CS_PEER_CONTROL ? CS_SEAT_CONTROL : CS_SEAT_DIALS;
    record(connection, CS_EVENT_CONNECT, 0);
    error = cs_pipe_connect(connection->pipe, &links->target, links->ports);
    if (error != 0 && is_ours(error))
        cs_links_trouble(links, "cannot connect to the target: %s", strerror(error));
    else if (error != 0)
        fail_connect(connection, error);
    return cs_links_is_over(links) ? NULL : connection;
}

static struct cs_stem *stem_of(struct cs_links *links, const struct cs_connection *connection)
{
    const char *word = "origin";

    for (size_t i = 0; i < links->post_count; i++)
        if (strcmp(links->posts[i].name, connection->channel->listener) == 0)
            word = links->posts[i].stem;
    for (size_t i = 0; i < links->stem_count; i++)
        if (strcmp(links->stems[i].word, word) == 0)
            return &links->stems[i];
    return &links->stems[0];
}

void cs_links_name(struct cs_connection *connection)
{
    struct cs_stem *stem = stem_of(connection->links, connection);
    struct cs_channel *channel = connection->channel;

    connection->kind = CS_PEER_ARRIVED;
    if (++stem->given == 1)
        snprintf(channel->actor, sizeof(channel->actor), "%s", stem->word);
    else
        snprintf(channel->actor, sizeof(channel->actor), "%s%u", stem->word, stem->given);
}

static void on_accepted(void *context, int fd)
{
    const struct cs_post *post = context;
    struct cs_links *links = post->links;
    bool of_load = links->unlisted_at != NULL && strcmp(post->name, links->unlisted_at) == 0;
    struct cs_connection *connection = NULL;
    int error;

    if (!of_load && links->connection_count >= CS_CHANNELS_MAX - CS_CHANNELS_RESERVED)
        links->too_many = true;
    else if (!cs_links_is_over(links) && !(of_load && links->turns_away))
        connection = add_connection(links, of_load ? CS_PEER_LOAD : CS_PEER_UNKNOWN, false);
    if (connection == NULL) {
        close(fd);
        return;
    }
    error = cs_pipe_adopt(connection->pipe, fd);
    if (error != 0) {
        cs_links_trouble(links, "cannot watch a connection: %s", strerror(error));
        return;
    }
    connection->channel->seat = CS_SEAT_ARRIVES;
    memcpy(connection->channel->listener, post->name, sizeof(post->name));
    record(connection, CS_EVENT_ACCEPTED, 0);
    if (!of_load && !(links->withheld_at != NULL && strcmp(post->name, links->withheld_at) == 0))
        cs_links_name(connection);
}

static void on_accept_failed(void *context, int error)
{
    cs_links_trouble(((struct cs_post *)context)->links, "cannot accept a connection: %s", strerror(error));
}

static void on_listener_turned(void *context)
{
    wake(((struct cs_post *)context)->links, NULL);
}

static const struct cs_listener_events listener_events = {
    .accepted = on_accepted, .failed = on_accept_failed, .turned = on_listener_turned};

static bool know_stem(struct cs_links *links, const char *word)
{
    for (size_t i = 0; i < links->stem_count; i++)
        if (strcmp(links->stems[i].word, word) == 0)
            return true;
    if (links->stem_count == CS_STEMS_MAX)
        return false;
    snprintf(links->stems[links->stem_count++].word, sizeof(links->stems[0].word), "%s", word);
    return true;
}

int cs_links_listen(struct cs_links *links, const char *name, const char *stem, const char *host, uint16_t port)
{
    struct cs_post *post = &links->posts[links->post_count];
    struct sockaddr_storage address;
    int error;

    if (links->post_count == CS_LISTENERS_MAX || !know_stem(links, stem))
        return ENOBUFS;
    if (!cs_address_parse(host, port, &address))
        return EADDRNOTAVAIL;
    post->links = links;
    snprintf(post->name, sizeof(post->name), "%s", name);
    snprintf(post->stem, sizeof(post->stem), "%s", stem);
    error = cs_listener_open(links->loop, &address, &listener_events, post, &post->listener);
    if (error == 0)
        links->post_count++;
    return error;
}

int cs_links_blackhole(struct cs_links *links, uint16_t port)
{
    struct sockaddr_storage address;
    int error = cs_address_parse(links->addresses.deaf, port, &address) ? cs_blackhole_open(&address, &links->blackhole)
                                                                        : EADDRNOTAVAIL;

    links->has_blackhole = error == 0;
    return error;
}

struct cs_connection *cs_links_find(const struct cs_links *links, const char *actor)
{
    for (size_t i = 0; i < links->connection_count; i++)
        if (strcmp(links->connections[i]->channel->actor, actor) == 0)
            return links->connections[i];
    return NULL;
}

void cs_links_accept_now(struct cs_links *links)
{
    for (size_t i = 0; i < links->post_count && !cs_links_is_over(links); i++)
        cs_listener_accept_now(links->posts[i].listener);
}

void cs_links_sweep(struct cs_links *links)
{
    cs_links_accept_now(links);
    for (size_t i = 0; i < links->connection_count && !cs_links_is_over(links); i++)
        if (links->connections[i]->pipe != NULL)
            cs_pipe_read_now(links->connections[i]->pipe);
}

bool cs_links_are_settled(const struct cs_links *links)
{
    for (size_t i = 0; i < links->connection_count; i++)
        if (links->connections[i]->pipe != NULL && !cs_pipe_is_settled(links->connections[i]->pipe))
            return false;
    return true;
}

bool cs_links_are_sending(const struct cs_links *links)
{
    for (size_t i = 0; i < links->connection_count; i++)
        if (links->connections[i]->pipe != NULL && cs_pipe_is_sending(links->connections[i]->pipe))
            return true;
    return false;
}

void cs_connection_say(struct cs_connection *connection, const char *text)
{
    if (!connection->ended && !cs_pipe_send(connection->pipe, cs_source_text(text)))
        cs_links_trouble(connection->links, "no memory");
}

void cs_connection_drop(struct cs_connection *connection)
{
    cs_pipe_free(connection->pipe);
    connection->pipe = NULL;
    connection->ended = true;
}

static void forget(struct cs_connection *connection)
{
    cs_connection_drop(connection);
    cs_recorder_finish(&connection->recorder);
    free(connection->own.sent.kept);
    free(connection->own.received.kept);
    free(connection);
}

void cs_links_forget(struct cs_links *links, struct cs_connection *connection)
{
    struct cs_connection **link = &links->unlisted;

    while (*link != connection)
        link = &(*link)->next;
    *link = connection->next;
    if (links->stirred == connection)
        links->stirred = NULL;
    forget(connection);
}

void cs_links_init(struct cs_links *links)
{
    links->began = uv_hrtime();
    (void)know_stem(links, "origin");
}

void cs_links_close(struct cs_links *links)
{
    links->over = true;
    for (size_t i = 0; i < links->post_count; i++)
        cs_listener_close(links->posts[i].listener);
    if (links->has_blackhole)
        cs_blackhole_close(&links->blackhole);
    while (links->unlisted != NULL)
        cs_links_forget(links, links->unlisted);
    for (size_t i = 0; i < links->connection_count; i++) {
        cs_connection_drop(links->connections[i]);
        cs_recorder_finish(&links->connections[i]->recorder);
    }
    links->transcript->duration_us = (uv_hrtime() - links->began) / 1000;
}

void cs_links_free(struct cs_links *links)
{
    for (size_t i = 0; i < links->connection_count; i++)
        free(links->connections[i]);
    links->connection_count = 0;
}
