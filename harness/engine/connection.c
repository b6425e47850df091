#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/engine/drive.h"

/* Channels that arriving connections may not use up: the case's own clients and its fences need them. */
#define CS_CHANNELS_RESERVED 24

struct cs_channel *cs_connection_channel(const struct cs_connection *connection)
{
    return &connection->drive->transcript->channels[connection->channel];
}

void cs_drive_record(struct cs_drive *drive, enum cs_event_kind kind, int channel, uint64_t value)
{
    struct cs_event event = {.at_us = (uv_hrtime() - drive->began) / 1000, .kind = kind, .channel = channel};

    if (drive->over)
        return;
    event.value = value;
    if (!cs_transcript_add(drive->transcript, event, kind == CS_EVENT_RECEIVED))
        cs_drive_trouble(drive, "no memory");
}

static void record(struct cs_connection *connection, enum cs_event_kind kind, uint64_t value)
{
    cs_drive_record(connection->drive, kind, connection->channel, value);
}

bool cs_connection_is_answered(const struct cs_connection *connection)
{
    const struct cs_exchange *exchange = &connection->recorder.exchange;
    bool beyond = cs_connection_channel(connection)->received.total > CS_KEPT_BYTES;

    return exchange->state == CS_EXCHANGE_TUNNEL || exchange->state == CS_EXCHANGE_ANSWERED ||
           (exchange->state == CS_EXCHANGE_BODY && beyond);
}

static void note_answer(struct cs_connection *connection)
{
    if (connection->drive->over || connection->standing != CS_STANDING_CLIENT || connection->answered ||
        !cs_connection_is_answered(connection))
        return;
    connection->answered = true;
    record(connection, CS_EVENT_ANSWERED, 0);
}

static void on_connected(void *context)
{
    struct cs_connection *connection = context;

    connection->connected = true;
    record(connection, CS_EVENT_CONNECTED, 0);
    cs_script_advance(connection->drive);
}

static void on_connect_failed(void *context, int error)
{
    struct cs_connection *connection = context;

    cs_connection_channel(connection)->error = error;
    connection->ended = true;
    record(connection, CS_EVENT_CONNECT_FAILED, (uint64_t)error);
    cs_script_advance(connection->drive);
}

static void on_sent(void *context, const char *bytes, size_t length, bool begins)
{
    struct cs_connection *connection = context;
    struct cs_drive *drive = connection->drive;
    struct cs_event event = {.at_us = (uv_hrtime() - drive->began) / 1000, .kind = CS_EVENT_SENT};

    event.channel = connection->channel;
    event.value = length;
    if (!cs_recorder_sent(&connection->recorder, bytes, length) ||
        !cs_transcript_add(drive->transcript, event, !begins))
        cs_drive_trouble(drive, "no memory");
}

/* A connection that stood before the target answered has to be in the transcript before the answer. */
static void accept_before_answer(struct cs_connection *connection)
{
    if (connection->standing == CS_STANDING_CLIENT && connection->recorder.exchange.state == CS_EXCHANGE_WAITING)
        cs_drive_accept_now(connection->drive);
}

static void on_received(void *context, const char *bytes, size_t length)
{
    struct cs_connection *connection = context;
    struct cs_drive *drive = connection->drive;

    accept_before_answer(connection);
    if (drive->over)
        return;
    if (!cs_recorder_received(&connection->recorder, bytes, length)) {
        cs_drive_trouble(drive, "no memory");
        return;
    }
    record(connection, CS_EVENT_RECEIVED, length);
    note_answer(connection);
    cs_script_advance(drive);
}

static void end_received(struct cs_connection *connection, enum cs_end end, enum cs_event_kind kind, int error)
{
    connection->ended = true;
    cs_recorder_received_end(&connection->recorder, end);
    record(connection, kind, (uint64_t)error);
    note_answer(connection);
    cs_script_advance(connection->drive);
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
    if (cs_socket_is_over(connection->socket))
        connection->ended = true;
    cs_recorder_sent_end(&connection->recorder, end);
    record(connection, kind, 0);
    cs_script_advance(connection->drive);
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
    struct cs_connection *connection = context;

    record(connection, CS_EVENT_SEND_FAILED, (uint64_t)error);
    cs_script_advance(connection->drive);
}

static void on_settled(void *context)
{
    struct cs_connection *connection = context;

    if (cs_socket_is_over(connection->socket))
        connection->ended = true;
    cs_script_advance(connection->drive);
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
};

/* A connection with a socket that is not connected yet and a channel.  NULL after trouble. */
static struct cs_connection *add_connection(struct cs_drive *drive, enum cs_standing standing)
{
    size_t number = drive->connection_count;
    struct cs_connection *connection = number < CS_CHANNELS_MAX ? calloc(1, sizeof(*connection)) : NULL;

    if (connection != NULL)
        connection->socket = cs_socket_new(drive->setting->loop, &socket_events, connection);
    if (connection == NULL || connection->socket == NULL) {
        free(connection);
        cs_drive_trouble(drive, "%s", number < CS_CHANNELS_MAX ? "no memory" : "the case has too many connections");
        return NULL;
    }
    connection->drive = drive;
    connection->standing = standing;
    connection->channel = (int)number;
    drive->connections[drive->connection_count++] = connection;
    drive->transcript->channel_count = drive->connection_count;
    if (cs_recorder_init(&connection->recorder, cs_connection_channel(connection),
                         standing == CS_STANDING_CLIENT || standing == CS_STANDING_CONTROL))
        return connection;
    cs_drive_trouble(drive, "no memory");
    return NULL;
}

/* Whether a connect() failed for want of something of our own. */
static bool is_ours(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM || error == EADDRNOTAVAIL ||
           error == EADDRINUSE;
}

struct cs_connection *cs_connection_open(struct cs_drive *drive, const char *actor, enum cs_standing standing)
{
    struct cs_connection *connection = add_connection(drive, standing);
    int error;

    if (connection == NULL)
        return NULL;
    snprintf(cs_connection_channel(connection)->actor, sizeof(cs_connection_channel(connection)->actor), "%s", actor);
    cs_connection_channel(connection)->role = standing == CS_STANDING_CONTROL ? CS_CHANNEL_CONTROL : CS_CHANNEL_CLIENT;
    record(connection, CS_EVENT_CONNECT, 0);
    if (drive->over)
        return NULL;
    error = cs_socket_connect(connection->socket, &drive->setting->target, drive->setting->ports);
    if (error != 0 && is_ours(error)) {
        cs_drive_trouble(drive, "cannot connect to the target: %s", strerror(error));
        return NULL;
    }
    if (error != 0) {
        cs_connection_channel(connection)->error = error;
        connection->ended = true;
        record(connection, CS_EVENT_CONNECT_FAILED, (uint64_t)error);
    }
    return drive->over ? NULL : connection;
}

void cs_connection_name(struct cs_connection *connection)
{
    struct cs_drive *drive = connection->drive;
    struct cs_channel *channel = cs_connection_channel(connection);
    bool denied = strcmp(channel->listener, "denied") == 0;
    unsigned number = denied ? ++drive->denied_count : ++drive->origin_count;
    const char *word = denied ? "denied" : "origin";

    connection->standing = CS_STANDING_ORIGIN;
    if (number == 1)
        snprintf(channel->actor, sizeof(channel->actor), "%s", word);
    else
        snprintf(channel->actor, sizeof(channel->actor), "%s%u", word, number);
    cs_script_catch_up(drive, connection);
}

/* While a fence is pending, nobody can tell yet whether what arrives at the origin is the control's. */
static bool may_be_control(const struct cs_post *post)
{
    return post->drive->fence.state == CS_FENCE_PENDING && strcmp(post->name, "origin") == 0;
}

void cs_connection_accept(struct cs_post *post, int fd)
{
    struct cs_drive *drive = post->drive;
    struct cs_connection *connection;
    int error;

    if (drive->connection_count >= CS_CHANNELS_MAX - CS_CHANNELS_RESERVED) {
        drive->flooded = true;
        close(fd);
        cs_script_advance(drive);
        return;
    }
    connection = add_connection(drive, CS_STANDING_UNKNOWN);
    if (connection == NULL) {
        close(fd);
        return;
    }
    error = cs_socket_adopt(connection->socket, fd);
    if (error != 0) {
        cs_drive_trouble(drive, "cannot watch a connection: %s", strerror(error));
        return;
    }
    cs_connection_channel(connection)->role = CS_CHANNEL_ORIGIN;
    memcpy(cs_connection_channel(connection)->listener, post->name, sizeof(post->name));
    record(connection, CS_EVENT_ACCEPTED, 0);
    if (!drive->over && !may_be_control(post))
        cs_connection_name(connection);
    cs_script_advance(drive);
}

struct cs_connection *cs_connection_find(const struct cs_drive *drive, const char *actor)
{
    for (size_t i = 0; i < drive->connection_count; i++)
        if (strcmp(cs_connection_channel(drive->connections[i])->actor, actor) == 0)
            return drive->connections[i];
    return NULL;
}

void cs_drive_accept_now(struct cs_drive *drive)
{
    bool busy = drive->busy;

    drive->busy = true;
    for (size_t i = 0; i < drive->post_count && !drive->over; i++)
        cs_listener_accept_now(drive->posts[i].listener);
    drive->busy = busy;
}

void cs_drive_sweep(struct cs_drive *drive)
{
    bool busy = drive->busy;

    drive->busy = true;
    cs_drive_accept_now(drive);
    for (size_t i = 0; i < drive->connection_count && !drive->over; i++)
        if (drive->connections[i]->socket != NULL)
            cs_socket_read_now(drive->connections[i]->socket);
    drive->busy = busy;
}
