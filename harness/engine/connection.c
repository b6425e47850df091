/* One connection of a case, or one stream of a connection: what it tells goes into the transcript. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/engine/links.h"
#include "harness/transport/h1/read.h"

/* Those of a load are counted, not listed. */
static void record(struct cs_connection *connection, enum cs_event_kind kind, uint64_t value)
{
    if (connection->number >= 0)
        cs_links_record(connection->links, kind, connection->number, value);
}

static bool need(struct cs_connection *connection, bool kept)
{
    if (!kept)
        cs_links_trouble(connection->links, "no memory");
    return kept;
}

bool cs_connection_is_answered(const struct cs_connection *connection)
{
    enum cs_exchange_state state = connection->recorder.heard.state;
    bool beyond = connection->channel->received.total > CS_KEPT_BYTES;

    return state == CS_EXCHANGE_TUNNEL || state == CS_EXCHANGE_ANSWERED || (state == CS_EXCHANGE_BODY && beyond);
}

bool cs_connection_has_head(const struct cs_connection *connection)
{
    struct cs_conversation heard;

    cs_conversation_read(connection->channel, true, &heard);
    return heard.interim_count + heard.final_count > 0;
}

static void note_answer(struct cs_connection *connection)
{
    if (connection->kind != CS_PEER_DIALLED || connection->answered || !cs_connection_is_answered(connection))
        return;
    connection->answered = true;
    record(connection, CS_EVENT_ANSWERED, 0);
}

static void on_notice(void *context, int channel, enum cs_link_notice notice, uint64_t value)
{
    struct cs_connection *connection = context;

    (void)channel;
    if (notice == CS_LINK_READY && connection->channel->seat == CS_SEAT_ARRIVES) {
        if (cs_pipe_multiplexes(connection->pipe))
            cs_connection_note_carrier(connection);
    } else if (notice == CS_LINK_READY) {
        connection->connected = true;
        record(connection, CS_EVENT_CONNECTED, 0);
        cs_connection_note_carrier(connection);
    } else if (notice == CS_LINK_SETTINGS) {
        record(connection, CS_EVENT_SETTINGS, value);
    } else if (notice == CS_LINK_PING) {
        connection->ponged = true;
    } else if (notice == CS_LINK_SETTINGS_TAKEN) {
        connection->settings_taken = true;
    } else if (notice == CS_LINK_GOAWAY) {
        record(connection, CS_EVENT_GOAWAY, value & UINT32_MAX);
        connection->given_up = connection->given_up || (value & UINT32_MAX) != 0;
    }
}

void cs_connection_fail(struct cs_connection *connection, int error)
{
    connection->channel->error = error;
    connection->ended = true;
    record(connection, CS_EVENT_CONNECT_FAILED, (uint64_t)error);
}

/* A stream has its number with its first head. */
static void note_number(struct cs_connection *connection)
{
    int64_t number = cs_pipe_number(connection->pipe);

    if (connection->channel->is_stream || number < 0)
        return;
    connection->channel->is_stream = true;
    connection->channel->number = number;
    connection->channel->version = cs_pipe_version(connection->pipe);
}

static void on_head_sent(void *context, int channel, const char *section, size_t length)
{
    struct cs_connection *connection = context;

    (void)channel;
    note_number(connection);
    if (need(connection, cs_recorder_head_sent(&connection->recorder, section, length)))
        record(connection, CS_EVENT_HEAD_SENT, length);
}

static void on_sent(void *context, int channel, const char *bytes, size_t length, bool begins)
{
    struct cs_connection *connection = context;

    if (need(connection, cs_recorder_sent(&connection->recorder, bytes, length)) && connection->number >= 0)
        cs_links_add_event(connection->links, CS_EVENT_SENT, connection->number, length, !begins);
    if (connection->above != NULL)
        connection->above->sent(connection->above_context, channel, bytes, length, begins);
}

/* A connection that stood before the target answered has to be in the transcript before the answer. */
static void accept_before_answer(struct cs_connection *connection)
{
    if (connection->kind == CS_PEER_DIALLED && connection->recorder.heard.state == CS_EXCHANGE_WAITING)
        cs_links_accept_now(connection->links);
}

static void on_head(void *context, int channel, const char *section, size_t length)
{
    struct cs_connection *connection = context;

    (void)channel;
    note_number(connection);
    accept_before_answer(connection);
    if (cs_links_is_over(connection->links) ||
        !need(connection, cs_recorder_head(&connection->recorder, section, length)))
        return;
    record(connection, CS_EVENT_HEAD_RECEIVED, length);
    note_answer(connection);
}

static void on_received(void *context, int channel, const char *bytes, size_t length)
{
    struct cs_connection *connection = context;

    accept_before_answer(connection);
    if (cs_links_is_over(connection->links) ||
        !need(connection, cs_recorder_received(&connection->recorder, bytes, length)))
        return;
    record(connection, CS_EVENT_RECEIVED, length);
    note_answer(connection);
    if (connection->above != NULL)
        connection->above->received(connection->above_context, channel, bytes, length);
}

static void on_datagram(void *context, int channel, const char *bytes, size_t length)
{
    struct cs_connection *connection = context;

    (void)channel;
    if (!cs_links_is_over(connection->links) &&
        need(connection, cs_recorder_datagram(&connection->recorder, true, bytes, length)))
        record(connection, CS_EVENT_DATAGRAM_RECEIVED, length);
}

/* What a stream was reset with; a connection only breaks. */
static uint64_t reset_code(const struct cs_connection *connection, uint64_t code)
{
    if (connection->channel->is_stream)
        return code;
    return code != 0 && code < CS_LINK_TRUNCATED ? code : ECONNRESET;
}

static void on_ended(void *context, int channel, enum cs_end end, uint64_t code)
{
    struct cs_connection *connection = context;
    bool reset = end == CS_END_RESET;

    if (!cs_pipe_is_ready(connection->pipe)) {
        cs_connection_fail(connection, (int)code);
        return;
    }
    connection->ended = true;
    note_number(connection);
    cs_recorder_received_end(&connection->recorder, end,
                             connection->channel->is_stream || code == CS_LINK_TRUNCATED ? code : 0);
    record(connection, reset ? CS_EVENT_RESET_RECEIVED : CS_EVENT_FIN_RECEIVED,
           reset ? reset_code(connection, code) : 0);
    note_answer(connection);
    if (connection->above != NULL)
        connection->above->ended(connection->above_context, channel, end, code);
}

static void on_ended_sent(void *context, int channel, enum cs_end end, uint64_t code)
{
    struct cs_connection *connection = context;

    (void)channel;
    if (cs_pipe_is_over(connection->pipe))
        connection->ended = true;
    cs_recorder_sent_end(&connection->recorder, end, connection->channel->is_stream ? code : 0);
    record(connection, end == CS_END_RESET ? CS_EVENT_RESET_SENT : CS_EVENT_FIN_SENT, 0);
}

static void on_failed(void *context, int channel, int error)
{
    (void)channel;
    record(context, CS_EVENT_SEND_FAILED, (uint64_t)error);
}

static void on_settled(void *context, int channel)
{
    struct cs_connection *connection = context;

    if (cs_pipe_is_over(connection->pipe))
        connection->ended = true;
    if (connection->above != NULL)
        connection->above->settled(connection->above_context, channel);
}

static const struct cs_link_events events = {
    .opened = cs_link_ignore_channel,
    .head = on_head,
    .head_sent = on_head_sent,
    .received = on_received,
    .datagram = on_datagram,
    .sent = on_sent,
    .ended = on_ended,
    .ended_sent = on_ended_sent,
    .failed = on_failed,
    .settled = on_settled,
    .notice = on_notice,
};

static void on_turned(void *context)
{
    struct cs_connection *connection = context;
    struct cs_links *links = connection->links;

    links->stirred = connection;
    links->woken(links->context);
    links->stirred = NULL;
}

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

static bool open_pipe(struct cs_connection *connection, const struct cs_post *post)
{
    struct cs_links *links = connection->links;
    const char *transport = post == NULL ? links->transport : post->transport;
    const struct cs_pipe_setting setting = {.loop = links->loop,
                                            .tls = post == NULL ? links->tls : post->tls,
                                            .transport = transport == NULL ? "" : transport,
                                            .server = post != NULL,
                                            .settings = links->settings,
                                            .settings_length = links->settings_length,
                                            .events = &events,
                                            .turned = on_turned,
                                            .carried = cs_connection_carried,
                                            .passed = cs_connection_passed,
                                            .key = cs_connection_key,
                                            .opened = links->opened};

    connection->pipe = cs_pipe_new(&setting, connection);
    return connection->pipe != NULL && cs_connection_record_carrier(connection);
}

static bool join_pipe(struct cs_connection *connection, const struct cs_connection *other)
{
    connection->pipe = other->pipe == NULL ? NULL : cs_pipe_join(other->pipe, connection);
    connection->channel->carrier = other->channel->carrier;
    return connection->pipe != NULL;
}

struct cs_connection *cs_connection_new(struct cs_links *links, enum cs_peer_kind kind, const struct cs_post *post,
                                        struct cs_connection *other)
{
    struct cs_connection *connection = calloc(1, sizeof(*connection));
    bool arrives = post != NULL || (other != NULL && other->channel->seat == CS_SEAT_ARRIVES);

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
    if (cs_recorder_init(&connection->recorder, connection->channel, !arrives) &&
        (other == NULL ? open_pipe(connection, post) : join_pipe(connection, other)))
        return connection;
    cs_links_trouble(links, other == NULL ? "no memory" : "the connection has no more streams");
    return NULL;
}

struct cs_connection *cs_connection_add(struct cs_links *links, const char *actor, enum cs_seat seat,
                                        const char *listener, const struct cs_connection *below)
{
    struct cs_connection *connection = calloc(1, sizeof(*connection));

    if (connection != NULL)
        *connection = (struct cs_connection){.links = links, .kind = CS_PEER_ARRIVED, .greeted = true};
    if (connection == NULL || !enlist(links, connection)) {
        cs_links_trouble(links, connection == NULL ? "no memory" : "the case has too many connections");
        free(connection);
        return NULL;
    }
    connection->channel->seat = seat;
    connection->channel->below = below == NULL ? 0 : below->number + 1;
    snprintf(connection->channel->actor, sizeof(connection->channel->actor), "%s", actor);
    snprintf(connection->channel->listener, sizeof(connection->channel->listener), "%s", listener);
    return need(connection, cs_recorder_init(&connection->recorder, connection->channel, false)) ? connection : NULL;
}

void cs_connection_note(struct cs_connection *connection, bool received, const char *bytes, size_t length)
{
    struct cs_recorder *recorder = &connection->recorder;

    if (cs_links_is_over(connection->links))
        return;
    if (need(connection, (received ? cs_recorder_received : cs_recorder_sent)(recorder, bytes, length)))
        record(connection, received ? CS_EVENT_RECEIVED : CS_EVENT_SENT, length);
}

void cs_connection_note_end(struct cs_connection *connection, bool received, enum cs_end end)
{
    enum cs_event_kind fin = received ? CS_EVENT_FIN_RECEIVED : CS_EVENT_FIN_SENT;
    enum cs_event_kind reset = received ? CS_EVENT_RESET_RECEIVED : CS_EVENT_RESET_SENT;

    connection->ended = connection->ended || received;
    (received ? cs_recorder_received_end : cs_recorder_sent_end)(&connection->recorder, end, 0);
    record(connection, end == CS_END_FIN ? fin : reset, 0);
}

void cs_connection_say(struct cs_connection *connection, const char *text)
{
    if (!connection->ended && !cs_pipe_send(connection->pipe, cs_source_text(text)))
        cs_links_trouble(connection->links, "no memory");
}

void cs_connection_ask(struct cs_connection *connection, const char *text)
{
    if (connection->ended)
        return;
    connection->asked = malloc(sizeof(*connection->asked));
    if (!need(connection, connection->asked != NULL))
        return;
    cs_h1_message(CS_MESSAGE_REQUEST, text, strlen(text), NULL, NULL, connection->asked);
    if (!cs_pipe_head(connection->pipe, connection->asked, cs_source_text(text), cs_h1_ends(connection->asked)))
        cs_links_trouble(connection->links, "no memory");
}

void cs_connection_drop(struct cs_connection *connection)
{
    cs_pipe_free(connection->pipe);
    connection->pipe = NULL;
    connection->ended = true;
}

bool cs_connection_finish(struct cs_connection *connection)
{
    bool own = cs_recorder_finish(&connection->recorder);

    return (connection->carried == NULL || cs_recorder_finish(connection->carried)) && own;
}

static void free_own(struct cs_stream *stream)
{
    for (size_t i = 0; i < stream->block_count; i++)
        free(stream->blocks[i].kept);
    free(stream->blocks);
    free(stream->kept);
}

void cs_connection_free(struct cs_connection *connection)
{
    free_own(&connection->own.sent);
    free_own(&connection->own.received);
    free(connection->carried);
    cs_frame_log_free(&connection->frames);
    free(connection->asked);
    free(connection);
}
