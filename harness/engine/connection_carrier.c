/* What is recorded of a connection below channels. */
#include <stdlib.h>
#include <string.h>

#include "harness/engine/links.h"

static bool need(struct cs_connection *connection, bool kept)
{
    if (!kept)
        cs_links_trouble(connection->links, "no memory");
    return kept;
}

static struct cs_carrier *carrier_of(const struct cs_connection *connection)
{
    return &connection->links->transcript->carriers[connection->channel->carrier - 1];
}

/* A connection with many channels is recorded for itself, too. */
bool cs_connection_record_carrier(struct cs_connection *connection)
{
    struct cs_transcript *transcript = connection->links->transcript;
    struct cs_carrier *carrier;

    if (connection->number < 0 || !cs_pipe_multiplexes(connection->pipe))
        return true;
    carrier = cs_transcript_add_carrier(transcript, connection->links->transport);
    connection->carried = calloc(1, sizeof(*connection->carried));
    connection->channel->carrier = (int)transcript->carrier_count;
    return carrier != NULL && connection->carried != NULL && cs_recorder_init_carrier(connection->carried, carrier);
}

/* What the protocol of the connection below is called, and what TLS agreed on. */
void cs_connection_note_carrier(struct cs_connection *connection)
{
    struct cs_carrier *carrier;
    const char *tls = cs_pipe_tls(connection->pipe);

    if (connection->number < 0 || (connection->carried == NULL && tls[0] == '\0'))
        return;
    if (connection->channel->carrier == 0) { /* of HTTP/1.1: it has no bytes of its own */
        if (!need(connection, cs_transcript_add_carrier(connection->links->transcript, "h1") != NULL))
            return;
        connection->channel->carrier = (int)connection->links->transcript->carrier_count;
    }
    carrier = carrier_of(connection);
    strncpy(carrier->tls, tls, sizeof(carrier->tls) - 1);
    strncpy(carrier->alpn, cs_pipe_alpn(connection->pipe), sizeof(carrier->alpn) - 1);
}

/* The last one goes when all is over. */
static bool note_packet(struct cs_connection *connection, bool sent, const char *bytes, size_t length)
{
    uint64_t at_us = (uv_hrtime() - connection->links->began) / 1000;

    return cs_links_is_over(connection->links) ||
           cs_carrier_add_packet(carrier_of(connection), at_us, !sent, bytes, length);
}

void cs_connection_carried(void *context, bool sent, const char *bytes, size_t length)
{
    struct cs_connection *connection = context;

    if (connection->carried == NULL)
        return;
    if (strcmp(carrier_of(connection)->protocol, "h3") == 0) {
        need(connection, note_packet(connection, sent, bytes, length));
        return;
    }
    need(connection,
         (sent ? cs_recorder_sent : cs_recorder_received)(connection->carried, bytes, length) &&
             cs_frame_log_take(&connection->frames, connection->links, connection->channel, sent, bytes, length));
}

void cs_connection_passed(void *context, const struct cs_passage *passage)
{
    struct cs_connection *connection = context;

    if (connection->carried != NULL && !cs_links_is_over(connection->links))
        need(connection, cs_frame_log_pass(&connection->frames, connection->links, connection->channel,
                                           connection->carried, passage));
}

void cs_connection_key(void *context, const char *line)
{
    struct cs_connection *connection = context;

    if (connection->carried != NULL && !cs_links_is_over(connection->links))
        need(connection, cs_transcript_add_key(connection->links->transcript, line));
}
