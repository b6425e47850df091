/* Target: QPACK's coder, the splitter of frames, and the HTTP/3 link above streams that are made here, all in memory.  The
 * first byte says what the rest is: q a request's fields, a an answer's ("name: value|name: value"), b an encoded field
 * section, f frames, s pieces of streams for a server, c for a client.  A piece has a byte that says which stream it is of
 * and how it ends, or that it is a datagram (enum piece), one with its length, and its bytes.  Seeds: corpus/h3/.  Dictionary: fuzz/h3.dict. */
#include "fuzz/made_quic.h"
#include "harness/transport/h3/block.h"
#include "harness/transport/h3/h3.h"
#include "harness/transport/section.h"
#include "reference/section_testing.h"

static void on_opened(void *context, int channel)
{
    require(channel >= 0 && channel < CS_H3_CHANNELS_MAX);
    note(context, 1, (uint64_t)channel);
}

static void require_message(const struct cs_message *message)
{
    struct cs_field field;
    size_t position = 0, count = 0;

    require_findings(&message->findings, message->length);
    require(message->answer == (message->findings.invalid ? CS_MALFORMED : CS_COMPLETE));
    require(message->version_major == 3);
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

static void on_head(void *context, int channel, const char *section, size_t length)
{
    struct told *told = context;

    (void)section;
    (void)length;
    require_message(cs_link_message(told->link));
    note(told, 2, (uint64_t)channel * 1000 + cs_link_message(told->link)->findings.count);
}

static void on_head_sent(void *context, int channel, const char *section, size_t length)
{
    (void)section;
    note(context, 3, (uint64_t)channel * 100000 + length);
}

/* Content may come in other pieces. */
static void on_received(void *context, int channel, const char *bytes, size_t length)
{
    struct told *told = context;

    require(bytes != NULL && length > 0);
    told->received += length;
    for (size_t i = 0; i < length; i++)
        note(told, 4, (uint64_t)channel * 256 + (unsigned char)bytes[i]);
}

static void on_sent(void *context, int channel, const char *bytes, size_t length, bool begins)
{
    (void)bytes;
    (void)begins;
    note(context, 5, (uint64_t)channel * 100000 + length);
}

static void on_datagram(void *context, int channel, const char *bytes, size_t length)
{
    require(channel >= 0 && channel < CS_H3_CHANNELS_MAX);
    for (size_t i = 0; i < length; i++)
        note(context, 40, (uint64_t)channel * 256 + (unsigned char)bytes[i]);
}

static void on_ended(void *context, int channel, enum cs_end end, uint64_t code)
{
    note(context, 6 + (uint64_t)end, (uint64_t)channel * 1000 + code);
}

static void on_ended_sent(void *context, int channel, enum cs_end end, uint64_t code)
{
    note(context, 10 + (uint64_t)end, (uint64_t)channel * 1000 + code);
}

static void on_failed(void *context, int channel, int error)
{
    note(context, 14, (uint64_t)channel * 1000 + (uint64_t)error);
}

static void on_settled(void *context, int channel)
{
    (void)context;
    (void)channel;
}

static void on_notice(void *context, int channel, enum cs_link_notice notice, uint64_t value)
{
    require(channel == -1);
    note(context, 20 + (uint64_t)notice, value);
}

static bool on_below(void *context, const struct cs_link_order *order)
{
    (void)context;
    require(order->kind == CS_LINK_CLOSE); /* datagrams are the real QUIC's */
    return true;
}

static uint64_t on_now(void *context)
{
    (void)context;
    return 0;
}

static const struct cs_link_events events = {
    .opened = on_opened,
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
    .below = on_below,
    .now = on_now,
};

/* A piece, in two where |split| is in it: what it says of the end is said of the second. */
static void give_piece(struct cs_link *link, const char *piece, size_t length, size_t split)
{
    char part[2 + UINT8_MAX];
    bool content = (piece[0] & (PIECE_RESETS | PIECE_STOPS)) == 0;

    if (content && split > 0 && split < length) {
        part[0] = (char)(piece[0] & PIECE_STREAM);
        memcpy(part + 1, piece + 1, split);
        cs_link_received(link, part, 1 + split);
        part[0] = piece[0];
        memcpy(part + 1, piece + 1 + split, length - split);
        cs_link_received(link, part, 1 + length - split);
    } else {
        cs_link_received(link, piece, 1 + length);
    }
}

static struct told run(bool server, const char *bytes, size_t size, size_t split)
{
    const struct cs_h3_options options = {
        .server = server, .extended_connect = server, .settings = "\x33\x01", .settings_length = server ? 0 : 2};
    struct told told = {0};
    char piece[1 + UINT8_MAX];

    current = &told;
    told.link = cs_h3_open(&options, &events, &told);
    require(told.link != NULL);
    cs_link_begin(told.link);
    for (int i = 0; i < 4 && !server; i++) {
        const struct cs_link_order request = {.kind = CS_LINK_MESSAGE, .bytes = cs_source_text("")};

        require(cs_link_order(told.link, cs_link_join(told.link), &request));
    }
    for (size_t at = 0; at + 1 < size;) {
        size_t length = (unsigned char)bytes[at + 1];

        length = length < size - at - 2 ? length : size - at - 2;
        piece[0] = bytes[at];
        memcpy(piece + 1, bytes + at + 2, length);
        give_piece(told.link, piece, length, split > at + 2 ? split - at - 2 : 0);
        at += 2 + length;
    }
    cs_link_ended(told.link, CS_END_FIN, CS_LINK_NO_CODE);
    cs_link_close(told.link);
    return told;
}

static void check_link(bool server, const char *bytes, size_t size, size_t split)
{
    struct told whole = run(server, bytes, size, 0);
    struct told parts = run(server, bytes, size, split);

    require(whole.sum == parts.sum && whole.received == parts.received && whole.ordered == parts.ordered);
    require(whole.received <= size);
    require(whole.ordered <= 64); /* SETTINGS, the types of streams, a client's requests: nobody above answers */
}

/* ---- frames ---- */

/* The frames in |bytes|, as a number; each head that is written again is read the same. */
static uint64_t sum_frames(const char *bytes, size_t size, size_t split)
{
    struct cs_h3_splitter splitter = {.inside = false};
    struct told told = {0};
    size_t at = 0, used;

    while (true) {
        const struct cs_h3_splitter before = splitter;
        size_t end = at < split ? split : size;
        enum cs_h3_split what = cs_h3_split(&splitter, bytes + at, end - at, &used);

        require(used <= end - at &&
                before.left - splitter.left <= (before.inside ? used : before.left - splitter.left));
        at += used;
        if (what == CS_H3_SPLIT_MORE && end == size)
            break;
        if (what == CS_H3_SPLIT_BEGINS) {
            char header[CS_H3_HEADER_BYTES];
            uint64_t type = 0, length = 0;
            size_t wide = cs_h3_write_header(header, splitter.type.value, splitter.length.value);
            size_t first = cs_varint_read(header, wide, &type);

            require(first > 0 && first + cs_varint_read(header + first, wide - first, &length) == wide);
            require(type == splitter.type.value && length == splitter.length.value && wide <= at);
            note(&told, type, length);
        } else if (what == CS_H3_SPLIT_ENDS) {
            note(&told, 1, before.length.value);
        }
    }
    note(&told, cs_h3_split_is_within(&splitter), splitter.left);
    return told.sum;
}

/* ---- field sections ---- */

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

/* What was decoded is the same when it is encoded by us and decoded again. */
static void check_coding(enum cs_section_kind kind, const struct cs_message *message, const struct cs_buffer *section)
{
    struct cs_h3_decoder *other = cs_h3_decoder_new();
    struct cs_buffer encoded = {0};
    struct cs_message again;

    require(other != NULL && cs_h3_encode(section->data == NULL ? "" : section->data, section->length, &encoded));
    require(cs_h3_decode(other, 4, kind, encoded.data, encoded.length, &again));
    require_message(&again);
    require(again.answer == message->answer && again.findings.count == message->findings.count);
    require_same_message(message, &again);
    cs_buffer_free(&encoded);
    cs_h3_decoder_free(other);
}

static void check_block(const char *bytes, size_t size)
{
    struct cs_h3_decoder *decoder = cs_h3_decoder_new();
    struct cs_message message;

    require(decoder != NULL);
    if (cs_h3_decode(decoder, 0, CS_SECTION_REQUEST, bytes, size, &message)) {
        require_message(&message);
        check_coding(CS_SECTION_REQUEST, &message, cs_h3_section(decoder));
    }
    cs_h3_decoder_free(decoder);
}

static void check_section(enum cs_section_kind kind, const char *text, size_t size)
{
    struct cs_field fields[CS_SECTION_TESTING_FIELDS];
    struct cs_message message;
    struct cs_buffer section = {0};
    size_t count = cs_section_split(text, size, fields);

    cs_field_section_read(kind, 3, text, size, fields, count, &message);
    require_message(&message);
    require(message.field_count <= count);
    if (message.answer == CS_COMPLETE) {
        require(cs_h2_encode(&message, false, &section));
        check_coding(kind, &message, &section);
    }
    cs_buffer_free(&section);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data + 1;
    size_t split = size == 0 ? 0 : split_point(own_number(data, size), size - 1);

    if (size == 0)
        return 0;
    if (data[0] == 'q' || data[0] == 'a')
        check_section(data[0] == 'q' ? CS_SECTION_REQUEST : CS_SECTION_RESPONSE, text, size - 1);
    else if (data[0] == 'b')
        check_block(text, size - 1);
    else if (data[0] == 'f')
        require(sum_frames(text, size - 1, 0) == sum_frames(text, size - 1, split));
    else if (data[0] == 's' || data[0] == 'c')
        check_link(data[0] == 's', text, size - 1, split);
    return 0;
}
