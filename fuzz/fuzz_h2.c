/* Target: cs_field_section_read, the coder of field blocks, and the HTTP/2 link, all in memory.  The first byte says
 * what the rest is: q a request's fields, a an answer's ("name: value|name: value"), s frames for a server behind the
 * preface, c frames for a client.  Seeds: corpus/h2/.  Dictionary: fuzz/h2.dict. */
#include "fuzz/property.h"
#include "harness/transport/h2/h2.h"
#include "reference/section_testing.h"

/* What a link told, as a number: the same bytes give the same, however they come. */
struct told {
    struct cs_link *link;
    uint64_t sum;
    uint64_t received;
    size_t below; /* bytes that it sent */
    bool finished;
};

static void note(struct told *told, uint64_t what, uint64_t value)
{
    told->sum = (told->sum ^ what) * 0x100000001b3u + value;
}

static void on_opened(void *context, int channel)
{
    require(channel >= 0 && channel < CS_H2_CHANNELS_MAX);
    note(context, 1, (uint64_t)channel);
}

static void require_message(const struct cs_message *message)
{
    struct cs_field field;
    size_t position = 0, count = 0;

    require_findings(&message->findings, message->length);
    require(message->answer == (message->findings.invalid ? CS_MALFORMED : CS_COMPLETE));
    require_span(message->authority.text, message->length);
    require_span(message->path.text, message->length);
    require_span(message->target.host, message->length);
    while (cs_message_field(message, &position, &field)) {
        require_span(field.name, message->length);
        require_span(field.value, message->length);
        count++;
    }
    require(count == message->field_count);
}

static void on_head(void *context, int channel, const char *encoded, size_t length)
{
    struct told *told = context;

    (void)encoded;
    require(length <= CS_H2_BLOCK_MAX);
    require_message(cs_link_message(told->link));
    note(told, 2, (uint64_t)channel * 1000 + cs_link_message(told->link)->findings.count);
}

static void on_received(void *context, int channel, const char *bytes, size_t length)
{
    struct told *told = context;

    require(bytes != NULL && length > 0 && length <= CS_H2_PAYLOAD_MAX);
    told->received += length;
    note(told, 3, (uint64_t)channel * 100000 + length);
}

static void on_head_sent(void *context, int channel, const char *section, size_t length)
{
    (void)section;
    note(context, 18, (uint64_t)channel * 100000 + length);
}

static void on_sent(void *context, int channel, const char *bytes, size_t length, bool begins)
{
    (void)bytes;
    (void)begins;
    note(context, 4, (uint64_t)channel * 100000 + length);
}

static void on_ended(void *context, int channel, enum cs_end end, uint64_t code)
{
    note(context, 5 + (uint64_t)end, (uint64_t)channel * 100 + code);
}

static void on_ended_sent(void *context, int channel, enum cs_end end, uint64_t code)
{
    note(context, 9 + (uint64_t)end, (uint64_t)channel * 100 + code);
}

static void on_failed(void *context, int channel, int error)
{
    note(context, 13, (uint64_t)channel * 100 + (uint64_t)error);
}

static void on_settled(void *context, int channel)
{
    (void)context;
    (void)channel;
}

static void on_notice(void *context, int channel, enum cs_link_notice notice, uint64_t value)
{
    (void)channel;
    note(context, 20 + (uint64_t)notice, value);
}

/* A carrier that takes all at once: what is answered stays in bounds of what was asked. */
static bool on_below(void *context, const struct cs_link_order *order)
{
    struct told *told = context;

    require(!told->finished);
    if (order->kind == CS_LINK_FINISH)
        told->finished = true;
    if (order->kind != CS_LINK_BYTES)
        return true;
    told->below += (size_t)order->bytes.total;
    cs_link_sent(told->link, NULL, (size_t)order->bytes.total, true);
    return true;
}

static const struct cs_link_events events = {
    .opened = on_opened,
    .head = on_head,
    .head_sent = on_head_sent,
    .received = on_received,
    .sent = on_sent,
    .ended = on_ended,
    .ended_sent = on_ended_sent,
    .failed = on_failed,
    .settled = on_settled,
    .notice = on_notice,
    .below = on_below,
};

static struct told run(bool server, const char *bytes, size_t size, size_t split)
{
    const struct cs_h2_options options = {.server = server};
    struct told told = {0};

    told.link = cs_h2_open(&options, &events, &told);
    require(told.link != NULL);
    cs_link_begin(told.link);
    if (server)
        cs_link_received(told.link, CS_H2_PREFACE, CS_H2_PREFACE_BYTES);
    else
        (void)cs_link_join(told.link);
    cs_link_received(told.link, bytes, split);
    cs_link_received(told.link, bytes + split, size - split);
    cs_link_ended(told.link, CS_END_FIN, CS_LINK_NO_CODE);
    cs_link_close(told.link);
    return told;
}

static void check_frames(bool server, const char *bytes, size_t size, size_t split)
{
    struct told whole = run(server, bytes, size, size);
    struct told parts = run(server, bytes, size, split);

    require(whole.sum == parts.sum && whole.received == parts.received && whole.below == parts.below);
    require(whole.received <= size);
    require(whole.below <= 200 + 26 * (size + CS_H2_PREFACE_BYTES)); /* the dearest answer: two WINDOW_UPDATE a DATA */
}

static void require_same_message(const struct cs_message *left, const struct cs_message *right)
{
    struct cs_field one, other;
    size_t at = 0, there = 0;

    require(left->field_count == right->field_count && left->status == right->status);
    while (cs_message_field(left, &at, &one)) {
        require(cs_message_field(right, &there, &other));
        require(one.name.length == other.name.length && one.value.length == other.value.length);
        require(memcmp(left->text + one.name.start, right->text + other.name.start, one.name.length) == 0);
        require(memcmp(left->text + one.value.start, right->text + other.value.start, one.value.length) == 0);
    }
}

/* What is valid is the same on the other side of the coder, and as valid. */
static void check_coding(enum cs_section_kind kind, const struct cs_message *message)
{
    struct cs_buffer block = {0};
    struct cs_h2_decoder *decoder = cs_h2_decoder_new();
    struct cs_message decoded;

    require(decoder != NULL && cs_h2_encode(message, false, &block));
    require(cs_h2_decode(decoder, kind, block.data, block.length, &decoded));
    require_message(&decoded);
    require(decoded.answer == CS_COMPLETE && decoded.findings.count == message->findings.count);
    require_same_message(message, &decoded);
    cs_buffer_free(&block);
    cs_h2_decoder_free(decoder);
}

static void check_section(enum cs_section_kind kind, const char *text, size_t size)
{
    struct cs_field fields[CS_SECTION_TESTING_FIELDS];
    struct cs_message message;
    size_t count = cs_section_split(text, size, fields);

    cs_field_section_read(kind, 2, text, size, fields, count, &message);
    require_message(&message);
    require(message.field_count <= count);
    if (message.answer == CS_COMPLETE && message.kind == CS_MESSAGE_REQUEST && !cs_message_is_extended(&message) &&
        message.method.text.length == 7 && memcmp(text + message.method.text.start, "CONNECT", 7) == 0)
        require(message.target.port_number != 0 && !message.path.there && !message.scheme.there);
    if (message.answer == CS_COMPLETE)
        check_coding(kind, &message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data + 1;

    if (size == 0)
        return 0;
    if (data[0] == 'q' || data[0] == 'a')
        check_section(data[0] == 'q' ? CS_SECTION_REQUEST : CS_SECTION_RESPONSE, text, size - 1);
    else if (data[0] == 's' || data[0] == 'c')
        check_frames(data[0] == 's', text, size - 1, split_point(own_number(data, size), size - 1));
    return 0;
}
