#include <string.h>

#include "reports/transcript.h"

static const char *const event_names[CS_EVENT_KINDS] = {
    [CS_EVENT_CONNECT] = "connect",
    [CS_EVENT_CONNECTED] = "connected",
    [CS_EVENT_CONNECT_FAILED] = "connect-failed",
    [CS_EVENT_ACCEPTED] = "accepted",
    [CS_EVENT_SENT] = "sent",
    [CS_EVENT_RECEIVED] = "received",
    [CS_EVENT_FIN_SENT] = "fin-sent",
    [CS_EVENT_FIN_RECEIVED] = "fin-received",
    [CS_EVENT_RESET_SENT] = "reset-sent",
    [CS_EVENT_RESET_RECEIVED] = "reset-received",
    [CS_EVENT_SEND_FAILED] = "send-failed",
    [CS_EVENT_ANSWERED] = "answered",
    [CS_EVENT_FENCE_BEGUN] = "fence-begun",
    [CS_EVENT_FENCE_PASSED] = "fence-passed",
    [CS_EVENT_FENCE_FAILED] = "fence-failed",
    [CS_EVENT_STEP] = "step",
    [CS_EVENT_MOOT] = "moot",
    [CS_EVENT_EXPIRED] = "expired",
    [CS_EVENT_CROWD_WORKING] = "crowd-working",
    [CS_EVENT_CROWD_REFUSED] = "crowd-refused",
    [CS_EVENT_CROWD_WAITING] = "crowd-waiting",
    [CS_EVENT_CROWD_SILENT] = "crowd-silent",
    [CS_EVENT_CROWD_CROSSED] = "crowd-crossed",
    [CS_EVENT_DESCRIPTORS] = "descriptors",
    [CS_EVENT_MEMORY] = "memory",
    [CS_EVENT_PROCESSES] = "processes",
    [CS_EVENT_BUSY] = "busy",
    [CS_EVENT_STARTED] = "started",
    [CS_EVENT_EXITED] = "exited",
    [CS_EVENT_HANDSHAKE] = "handshake",
    [CS_EVENT_ALERT] = "alert",
    [CS_EVENT_CERTIFICATE] = "certificate",
    [CS_EVENT_RESUMED] = "resumed",
    [CS_EVENT_SETTINGS] = "settings",
    [CS_EVENT_GOAWAY] = "goaway",
    [CS_EVENT_STREAM_RESET] = "stream-reset",
    [CS_EVENT_DATAGRAM_SENT] = "datagram-sent",
    [CS_EVENT_DATAGRAM_RECEIVED] = "datagram-received",
    [CS_EVENT_HEAD_SENT] = "head-sent",
    [CS_EVENT_HEAD_RECEIVED] = "head-received",
};

static const char *const end_names[] = {[CS_END_OPEN] = "open", [CS_END_FIN] = "fin", [CS_END_RESET] = "reset"};

static const char *const seat_names[] = {
    [CS_SEAT_DIALS] = "dials",   [CS_SEAT_ARRIVES] = "arrives", [CS_SEAT_PROGRAM] = "program",
    [CS_SEAT_INSIDE] = "inside", [CS_SEAT_CONTROL] = "control",
};

static const char *const block_names[] = {
    [CS_BLOCK_HEAD] = "head", [CS_BLOCK_DATAGRAM] = "datagram", [CS_BLOCK_PAYLOAD] = "payload"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *name_at(const char *const *names, size_t count, unsigned index)
{
    return index < count ? names[index] : "unknown";
}

static int index_of(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return (int)i;
    return -1;
}

const char *cs_event_name(enum cs_event_kind kind)
{
    return name_at(event_names, COUNT(event_names), (unsigned)kind);
}

const char *cs_end_name(enum cs_end end)
{
    return name_at(end_names, COUNT(end_names), (unsigned)end);
}

const char *cs_seat_name(enum cs_seat seat)
{
    return name_at(seat_names, COUNT(seat_names), (unsigned)seat);
}

const char *cs_block_name(enum cs_block_kind kind)
{
    return name_at(block_names, COUNT(block_names), (unsigned)kind);
}

int cs_event_by_name(const char *name)
{
    return index_of(event_names, COUNT(event_names), name);
}

int cs_end_by_name(const char *name)
{
    return index_of(end_names, COUNT(end_names), name);
}

int cs_seat_by_name(const char *name)
{
    return index_of(seat_names, COUNT(seat_names), name);
}

int cs_block_by_name(const char *name)
{
    return index_of(block_names, COUNT(block_names), name);
}
