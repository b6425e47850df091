/* From transcripts to packets: what a capture would show, had there been one. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "reports/documents.h"
#include "reports/escape.h"
#include "reports/pcapng.h"
#include "reports/stream.h"

#define US_PER_SECOND 1000000u
#define CLIENT        0x7f000001u /* 127.0.0.1: our clients */
#define TARGET        0x7f000002u /* 127.0.0.2: stands for the target, wherever it was */
#define HTTP_PORT     3128        /* whose bytes every reader takes for HTTP */
#define QUIC_PORT     443         /* ... for QUIC */
#define ORIGIN        0x7f4d0001u /* 127.77.0.1: an origin whose address is not of IPv4 */
#define PORT_FIRST    1024u
#define PORT_COUNT    64512u

/* What all packets of a document share. */
struct capture {
    FILE *out;
    uint32_t interface;
    uint64_t begun_us; /* when the case that is being written began */
    size_t flow_count; /* connections so far */
};

/* One end of a connection. */
struct end {
    const struct cs_stream *sent;
    uint64_t offset; /* of |sent|, where the next packet begins */
    uint32_t address;
    uint16_t port;
    uint32_t first; /* sequence number of its SYN */
    bool begun;     /* it has sent its SYN */
    bool finished;  /* ... its FIN */
};

/* A connection: we are |ours|, the target is the other one. */
struct flow {
    struct end ours;
    struct end theirs;
    bool opened_by_us;
    uint64_t at_us;
    char *comment; /* of its first packet; NULL once that is written */
};

static uint32_t next_sequence(const struct end *end)
{
    return end->first + end->begun + (uint32_t)end->offset + end->finished;
}

static void put_packet(struct capture *capture, struct flow *flow, const struct end *from, const struct end *to,
                       unsigned flags, size_t length)
{
    struct cs_ip_packet packet = {
        .at_us = capture->begun_us + flow->at_us,
        .interface = capture->interface,
        .from = from->address,
        .to = to->address,
        .from_port = from->port,
        .to_port = to->port,
        .sequence = next_sequence(from),
        .acknowledged = next_sequence(to),
        .flags = flags | (to->begun ? CS_TCP_ACK : 0),
        .payload = length > 0 ? from->sent->kept + from->offset : "",
        .length = length,
        .comment = flow->comment,
    };

    cs_pcapng_packet(capture->out, &packet);
    free(flow->comment);
    flow->comment = NULL;
}

static void begin(struct capture *capture, struct flow *flow, struct end *from, const struct end *to)
{
    if (from->begun)
        return;
    put_packet(capture, flow, from, to, CS_TCP_SYN, 0);
    from->begun = true;
}

/* What is left of the handshake. */
static void establish(struct capture *capture, struct flow *flow)
{
    struct end *opener = flow->opened_by_us ? &flow->ours : &flow->theirs;
    struct end *other = flow->opened_by_us ? &flow->theirs : &flow->ours;

    if (other->begun)
        return;
    begin(capture, flow, opener, other);
    begin(capture, flow, other, opener);
    put_packet(capture, flow, opener, other, 0, 0);
}

/* |length| bytes go from one end to the other.  Those that were not kept are missing in the capture, too. */
static void transfer(struct capture *capture, struct flow *flow, struct end *from, const struct end *to,
                     uint64_t length)
{
    uint64_t left = from->sent->total - from->offset;
    uint64_t end = from->offset + (length < left ? length : left);

    establish(capture, flow);
    while (from->offset < end && from->offset < from->sent->kept_length) {
        uint64_t kept = from->sent->kept_length - from->offset;
        uint64_t size = end - from->offset < kept ? end - from->offset : kept;

        size = size < CS_PCAPNG_PAYLOAD_MAX ? size : CS_PCAPNG_PAYLOAD_MAX;
        put_packet(capture, flow, from, to, CS_TCP_PSH, (size_t)size);
        from->offset += size;
    }
    from->offset = end;
}

/* Before an end closes, what no event has told of is sent. */
static void finish(struct capture *capture, struct flow *flow, struct end *from, const struct end *to, unsigned flag)
{
    transfer(capture, flow, from, to, UINT64_MAX);
    put_packet(capture, flow, from, to, flag, 0);
    from->finished = from->finished || flag == CS_TCP_FIN;
}

static void refuse(struct capture *capture, struct flow *flow, uint64_t reason)
{
    begin(capture, flow, &flow->ours, &flow->theirs);
    if (reason == ECONNREFUSED)
        put_packet(capture, flow, &flow->theirs, &flow->ours, CS_TCP_RST, 0);
}

static void put_event(struct capture *capture, struct flow *flow, const struct cs_event *event)
{
    switch ((int)event->kind) {
    case CS_EVENT_CONNECT:
        begin(capture, flow, &flow->ours, &flow->theirs);
        break;
    case CS_EVENT_CONNECTED:
    case CS_EVENT_ACCEPTED:
        establish(capture, flow);
        break;
    case CS_EVENT_CONNECT_FAILED:
        refuse(capture, flow, event->value);
        break;
    case CS_EVENT_SENT:
        transfer(capture, flow, &flow->ours, &flow->theirs, event->value);
        break;
    case CS_EVENT_RECEIVED:
        transfer(capture, flow, &flow->theirs, &flow->ours, event->value);
        break;
    case CS_EVENT_FIN_SENT:
        finish(capture, flow, &flow->ours, &flow->theirs, CS_TCP_FIN);
        break;
    case CS_EVENT_FIN_RECEIVED:
        finish(capture, flow, &flow->theirs, &flow->ours, CS_TCP_FIN);
        break;
    case CS_EVENT_RESET_SENT:
        finish(capture, flow, &flow->ours, &flow->theirs, CS_TCP_RST);
        break;
    case CS_EVENT_RESET_RECEIVED:
        finish(capture, flow, &flow->theirs, &flow->ours, CS_TCP_RST);
        break;
    default: /* no packet of TCP */
        break;
    }
}

static uint32_t parse_address(const char *text)
{
    struct in_addr address;

    return inet_pton(AF_INET, text, &address) == 1 ? ntohl(address.s_addr) : ORIGIN;
}

/* Gives |end| the address and the port of one of our listeners.  A parent proxy hears HTTP. */
static void place_listener(struct end *end, const struct cs_transcript *transcript, const char *listener)
{
    const struct cs_policy *policy = &transcript->policy;
    const struct cs_variable *variable = cs_transcript_variable(transcript, listener);

    if (variable == NULL)
        variable = cs_transcript_variable(transcript, "host");
    end->address = parse_address(policy->parent[0] != '\0' ? policy->parent : variable == NULL ? "" : variable->value);
    if (policy->parent[0] != '\0')
        end->port = HTTP_PORT;
    else
        end->port = strcmp(listener, "denied") == 0 ? policy->denied_port : policy->origin_port;
}

/* "target/port-empty, client: fail (tunnel-opened): a tunnel was opened ..." */
static char *describe(const struct cs_case_result *item, const struct cs_channel *channel)
{
    const struct cs_verdict *verdict = &item->verdict;
    char *text = NULL;
    char *clean;

    if (asprintf(&text, "%s, %s: %s%s%s%s%s%s", item->id, channel->actor, cs_verdict_name(verdict->kind),
                 verdict->finding[0] != '\0' ? " (" : "", verdict->finding, verdict->finding[0] != '\0' ? ")" : "",
                 verdict->reason[0] != '\0' ? ": " : "", verdict->reason) < 0) {
        cs_loss_note();
        return NULL;
    }
    clean = cs_clean(text);
    free(text);
    return clean;
}

static void set_up(struct capture *capture, struct flow *flow, const struct cs_case_result *item,
                   const struct cs_channel *channel)
{
    uint16_t port = (uint16_t)(PORT_FIRST + capture->flow_count % PORT_COUNT);
    uint32_t first = (uint32_t)capture->flow_count << 12; /* another one where ports come round again */
    bool listens = channel->listener[0] != '\0';

    capture->flow_count++;
    *flow = (struct flow){
        .ours = {.sent = &channel->sent, .address = CLIENT, .port = port, .first = first},
        .theirs = {.sent = &channel->received, .address = TARGET, .port = HTTP_PORT, .first = first},
        .opened_by_us = !listens,
        .comment = describe(item, channel),
    };
    if (!listens)
        return;
    place_listener(&flow->ours, item->transcript, channel->listener);
    flow->theirs.port = port;
}

/* The connections of QUIC of one case, and how far they are written. */
struct quic {
    const struct cs_carrier *carrier;
    size_t written;
    uint16_t port; /* ours */
    char *comment; /* of its first packet; NULL once that is written */
};

static void put_datagram(struct capture *capture, struct quic *quic)
{
    const struct cs_packet *packet = &quic->carrier->packets[quic->written++];
    struct cs_ip_packet out = {
        .datagram = true,
        .at_us = capture->begun_us + packet->at_us,
        .interface = capture->interface,
        .from = packet->received ? TARGET : CLIENT,
        .to = packet->received ? CLIENT : TARGET,
        .from_port = packet->received ? QUIC_PORT : quic->port,
        .to_port = packet->received ? quic->port : QUIC_PORT,
        .payload = packet->bytes,
        .length = packet->length,
        .comment = quic->comment,
    };

    cs_pcapng_packet(capture->out, &out);
    free(quic->comment);
    quic->comment = NULL;
}

/* Those of all connections that passed before |until|. */
static void put_datagrams(struct capture *capture, struct quic *quics, size_t count, uint64_t until)
{
    for (size_t i = 0; i < count; i++)
        while (quics[i].written < quics[i].carrier->packet_count &&
               quics[i].carrier->packets[quics[i].written].at_us < until)
            put_datagram(capture, &quics[i]);
}

/* The first channel on it gives its comment; what others are is in its streams. */
static void set_up_quic(struct capture *capture, struct quic *quic, const struct cs_case_result *item, size_t index)
{
    const struct cs_transcript *transcript = item->transcript;

    quic->carrier = &transcript->carriers[index];
    if (quic->carrier->packet_count == 0)
        return;
    quic->port = (uint16_t)(PORT_FIRST + capture->flow_count++ % PORT_COUNT);
    for (size_t i = 0; i < transcript->channel_count && quic->comment == NULL; i++)
        if ((size_t)transcript->channels[i].carrier == index + 1)
            quic->comment = describe(item, &transcript->channels[i]);
}

/* What was sent on it stands in its packets. */
static bool is_in_quic(const struct cs_transcript *transcript, int channel)
{
    int carrier = channel < 0 ? 0 : transcript->channels[channel].carrier;

    return carrier > 0 && transcript->carriers[carrier - 1].packet_count > 0;
}

static void put_events(struct capture *capture, const struct cs_transcript *transcript, struct flow *flows,
                       struct quic *quics)
{
    for (size_t i = 0; i < transcript->event_count; i++) {
        const struct cs_event *event = &transcript->events[i];

        put_datagrams(capture, quics, transcript->carrier_count, event->at_us);
        if (event->channel < 0 || is_in_quic(transcript, event->channel))
            continue;
        flows[event->channel].at_us = event->at_us;
        put_event(capture, &flows[event->channel], event);
    }
    put_datagrams(capture, quics, transcript->carrier_count, UINT64_MAX);
}

static void put_case(struct capture *capture, const struct cs_case_result *item)
{
    const struct cs_transcript *transcript = item->transcript;
    struct flow *flows = calloc(transcript->channel_count + 1, sizeof(*flows));
    struct quic *quics = calloc(transcript->carrier_count + 1, sizeof(*quics));
    bool ready = flows != NULL && quics != NULL;

    if (!ready)
        cs_loss_note();
    if (transcript->keys != NULL)
        cs_pcapng_keys(capture->out, transcript->keys);
    for (size_t i = 0; ready && i < transcript->channel_count; i++)
        set_up(capture, &flows[i], item, &transcript->channels[i]);
    for (size_t i = 0; ready && i < transcript->carrier_count; i++)
        set_up_quic(capture, &quics[i], item, i);
    if (ready)
        put_events(capture, transcript, flows, quics);
    for (size_t i = 0; ready && i < transcript->channel_count; i++)
        free(flows[i].comment);
    for (size_t i = 0; ready && i < transcript->carrier_count; i++)
        free(quics[i].comment);
    free(flows);
    free(quics);
}

static uint64_t started_us(const struct cs_result *result)
{
    struct tm time = {0};
    time_t seconds = 0;

    if (strptime(result->started, "%Y-%m-%dT%H:%M:%SZ", &time) != NULL)
        seconds = timegm(&time);
    return seconds < 0 ? 0 : (uint64_t)seconds * US_PER_SECOND;
}

/* The cases one after the other, as if none had run beside another. */
static void put_result(struct capture *capture, const struct cs_result *result)
{
    capture->begun_us = started_us(result);
    for (size_t i = 0; i < result->count; i++) {
        if (result->cases[i].transcript == NULL)
            continue;
        put_case(capture, &result->cases[i]);
        capture->begun_us += result->cases[i].transcript->duration_us;
    }
}

static void put_interface(FILE *out, const struct cs_result *result)
{
    char *target = cs_clean(result->target);
    char *version = cs_clean(result->version);

    cs_pcapng_interface(out, target == NULL ? "" : target, version == NULL ? "" : version);
    free(version);
    free(target);
}

char *cs_pcap_document(const struct cs_result *const *results, size_t count, size_t *length)
{
    char *document = NULL;
    struct capture capture = {.out = cs_stream_open(&document, length)};

    if (capture.out == NULL)
        return NULL;
    cs_pcapng_begin(capture.out, "connectspec " CONNECTSPEC_VERSION);
    for (size_t i = 0; i < count; i++)
        put_interface(capture.out, results[i]);
    for (size_t i = 0; i < count; i++) {
        capture.interface = (uint32_t)i;
        put_result(&capture, results[i]);
    }
    if (cs_stream_close(capture.out))
        return document;
    free(document);
    return NULL;
}
