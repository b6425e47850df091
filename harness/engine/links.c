#include "harness/engine/links.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/net/address.h"

/* Whether a connect() failed for want of something of our own. */
static bool is_ours(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM || error == EADDRNOTAVAIL ||
           error == EADDRINUSE;
}

static void name_dialled(struct cs_connection *connection, const char *actor, enum cs_peer_kind kind)
{
    snprintf(connection->channel->actor, sizeof(connection->channel->actor), "%s", actor);
    connection->channel->seat = kind == CS_PEER_CONTROL ? CS_SEAT_CONTROL : CS_SEAT_DIALS;
    if (connection->number >= 0)
        cs_links_record(connection->links, CS_EVENT_CONNECT, connection->number, 0);
}

struct cs_connection *cs_links_dial(struct cs_links *links, const char *actor, enum cs_peer_kind kind)
{
    struct cs_connection *connection = cs_connection_new(links, kind, NULL, NULL);
    int error;

    if (connection == NULL)
        return NULL;
    name_dialled(connection, actor, kind);
    error = cs_pipe_connect(connection->pipe, &links->target, links->ports);
    if (error != 0 && is_ours(error))
        cs_links_trouble(links, "cannot connect to the target: %s", strerror(error));
    else if (error != 0)
        cs_connection_fail(connection, error);
    return cs_links_is_over(links) ? NULL : connection;
}

struct cs_connection *cs_links_join(struct cs_links *links, const char *actor, struct cs_connection *other)
{
    struct cs_connection *connection = cs_connection_new(links, CS_PEER_DIALLED, NULL, other);

    if (connection == NULL)
        return NULL;
    name_dialled(connection, actor, CS_PEER_DIALLED);
    connection->connected = other->connected;
    if (connection->connected)
        cs_links_record(links, CS_EVENT_CONNECTED, connection->number, 0);
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

/* It is there: who it is, as far as is known yet. */
static void greet(struct cs_connection *connection)
{
    struct cs_links *links = connection->links;
    const char *listener = connection->channel->listener;

    if (connection->number < 0)
        return;
    cs_links_record(links, CS_EVENT_ACCEPTED, connection->number, 0);
    if (!(links->withheld_at != NULL && strcmp(listener, links->withheld_at) == 0))
        cs_links_name(connection);
}

/* On a connection that arrived, whose first channel is |context|'s, the peer has opened one more. */
static void on_opened(void *context)
{
    struct cs_connection *first = context, *connection;
    struct cs_links *links = first->links;

    if (cs_links_are_full(links))
        links->too_many = true;
    if (cs_links_is_over(links) || cs_links_are_full(links) || first->pipe == NULL)
        return;
    connection = cs_connection_new(links, CS_PEER_UNKNOWN, NULL, first);
    if (connection == NULL)
        return;
    connection->channel->seat = CS_SEAT_ARRIVES;
    memcpy(connection->channel->listener, first->channel->listener, sizeof(first->channel->listener));
    greet(connection);
}

static void on_accepted(void *context, int fd)
{
    const struct cs_post *post = context;
    struct cs_links *links = post->links;
    bool of_load = links->unlisted_at != NULL && strcmp(post->name, links->unlisted_at) == 0;
    struct cs_connection *connection = NULL;
    int error;

    if (!of_load && cs_links_are_full(links))
        links->too_many = true;
    else if (!cs_links_is_over(links) && !(of_load && links->turns_away))
        connection = cs_connection_new(links, of_load ? CS_PEER_LOAD : CS_PEER_UNKNOWN, post, NULL);
    if (connection == NULL) {
        close(fd);
        return;
    }
    connection->channel->seat = CS_SEAT_ARRIVES;
    memcpy(connection->channel->listener, post->name, sizeof(post->name));
    error = cs_pipe_adopt(connection->pipe, fd);
    if (error != 0) {
        cs_links_trouble(links, "cannot watch a connection: %s", strerror(error));
        return;
    }
    greet(connection);
}

static void on_accept_failed(void *context, int error)
{
    cs_links_trouble(((struct cs_post *)context)->links, "cannot accept a connection: %s", strerror(error));
}

static void on_listener_turned(void *context)
{
    struct cs_links *links = ((struct cs_post *)context)->links;

    links->woken(links->context);
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

struct cs_post *cs_links_post(struct cs_links *links, const char *name, const char *stem)
{
    struct cs_post *post = &links->posts[links->post_count];

    if (links->post_count == CS_LISTENERS_MAX || !know_stem(links, stem))
        return NULL;
    *post = (struct cs_post){.links = links};
    snprintf(post->name, sizeof(post->name), "%s", name);
    snprintf(post->stem, sizeof(post->stem), "%s", stem);
    return post;
}

int cs_links_listen(struct cs_links *links, const char *name, const char *stem, const char *host, uint16_t port)
{
    struct cs_post *post = cs_links_post(links, name, stem);
    struct sockaddr_storage address;
    int error;

    if (post == NULL)
        return ENOBUFS;
    if (!cs_address_parse(host, port, &address))
        return EADDRNOTAVAIL;
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

void cs_links_forget(struct cs_links *links, struct cs_connection *connection)
{
    struct cs_connection **link = &links->unlisted;

    while (*link != connection)
        link = &(*link)->next;
    *link = connection->next;
    if (links->stirred == connection)
        links->stirred = NULL;
    cs_connection_drop(connection);
    if (!cs_connection_finish(connection))
        cs_links_lose(links);
    cs_connection_free(connection);
}

bool cs_links_init(struct cs_links *links)
{
    links->opened = on_opened;
    links->unsaid = strdup("no memory");
    links->began = uv_hrtime();
    return links->unsaid != NULL && know_stem(links, "origin");
}

void cs_links_close(struct cs_links *links)
{
    links->over = true;
    for (size_t i = 0; i < links->post_count; i++) {
        cs_listener_close(links->posts[i].listener);
        cs_udp_close(links->posts[i].udp);
    }
    if (links->has_blackhole)
        cs_blackhole_close(&links->blackhole);
    while (links->unlisted != NULL)
        cs_links_forget(links, links->unlisted);
    for (size_t i = 0; i < links->connection_count; i++) {
        cs_connection_drop(links->connections[i]);
        if (!cs_connection_finish(links->connections[i]))
            cs_links_lose(links);
    }
    links->transcript->duration_us = (uv_hrtime() - links->began) / 1000;
}

void cs_links_free(struct cs_links *links)
{
    for (size_t i = 0; i < links->connection_count; i++)
        cs_connection_free(links->connections[i]);
    links->connection_count = 0;
    free(links->unsaid);
    links->unsaid = NULL;
}
