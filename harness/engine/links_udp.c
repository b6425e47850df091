/* Listeners of UDP.  Each socket that sends to one is a channel: its datagrams are recorded with their bounds. */
#include <stdio.h>
#include <string.h>

#include "harness/engine/links.h"
#include "harness/net/address.h"

static struct cs_connection *find(const struct cs_post *post, const struct sockaddr_storage *peer)
{
    for (size_t i = 0; i < post->links->connection_count; i++) {
        struct cs_connection *connection = post->links->connections[i];

        if (connection->post == post && cs_udp_same(&connection->socket, peer))
            return connection;
    }
    return NULL;
}

static struct cs_connection *enlist(struct cs_post *post, const struct sockaddr_storage *peer)
{
    struct cs_links *links = post->links;
    struct cs_connection *connection;

    if (cs_links_are_full(links)) {
        links->too_many = true;
        return NULL;
    }
    connection = cs_connection_add(links, "", CS_SEAT_ARRIVES, post->name, NULL);
    if (connection == NULL)
        return NULL;
    connection->post = post;
    connection->socket = *peer;
    connection->greeted = false; /* steps may wait for it */
    cs_links_record(links, CS_EVENT_ACCEPTED, connection->number, 0);
    cs_links_name(connection);
    return connection;
}

static void note(struct cs_connection *connection, bool received, const char *bytes, size_t length)
{
    struct cs_stream *stream = received ? &connection->channel->received : &connection->channel->sent;
    enum cs_event_kind kind = received ? CS_EVENT_DATAGRAM_RECEIVED : CS_EVENT_DATAGRAM_SENT;
    bool bounded = stream->block_count == CS_BLOCKS_MAX || cs_stream_add_block(stream, CS_BLOCK_DATAGRAM, NULL, length);

    if (!bounded || !(received ? cs_recorder_received : cs_recorder_sent)(&connection->recorder, bytes, length))
        cs_links_trouble(connection->links, "no memory");
    cs_links_record(connection->links, kind, connection->number, length);
}

static void on_received(void *context, const struct sockaddr_storage *peer, const char *bytes, size_t length)
{
    struct cs_post *post = context;
    struct cs_connection *connection = find(post, peer);

    if (cs_links_is_over(post->links))
        return;
    if (connection == NULL)
        connection = enlist(post, peer);
    if (connection != NULL)
        note(connection, true, bytes, length);
}

/* The target has closed the socket. */
static void on_unreachable(void *context, const struct sockaddr_storage *peer)
{
    struct cs_post *post = context;
    struct cs_connection *connection = find(post, peer);

    if (connection != NULL && !cs_links_is_over(post->links))
        cs_connection_note_end(connection, true, CS_END_RESET);
}

static void on_turned(void *context)
{
    struct cs_links *links = ((struct cs_post *)context)->links;

    links->woken(links->context);
}

static const struct cs_udp_events udp_events = {
    .received = on_received, .unreachable = on_unreachable, .turned = on_turned};

int cs_links_listen_udp(struct cs_links *links, const char *name, const char *stem, const char *host, uint16_t port)
{
    struct cs_post *post = cs_links_post(links, name, stem);
    struct sockaddr_storage address;
    int error;

    if (post == NULL)
        return ENOBUFS;
    if (!cs_address_parse(host, port, &address))
        return EADDRNOTAVAIL;
    error = cs_udp_open(links->loop, &address, &udp_events, post, &post->udp);
    if (error == 0)
        links->post_count++;
    return error;
}

void cs_connection_datagram(struct cs_connection *connection, const char *bytes, size_t length)
{
    int error = cs_udp_send(connection->post->udp, &connection->socket, bytes, length);

    if (error == 0)
        note(connection, false, bytes, length);
    else
        cs_links_record(connection->links, CS_EVENT_SEND_FAILED, connection->number, (uint64_t)error);
}
