/* Target: cs_capsules_read and cs_datagram_read, a data stream of connect-udp.  Seeds: corpus/capsule/.  Dictionary:
 * fuzz/capsule.dict. */
#include "fuzz/property.h"

#define FNV_PRIME UINT64_C(0x100000001b3)

/* What a stream told: numbers that the same bytes give however they come. */
struct told {
    struct cs_capsules capsules;
    struct cs_datagram datagram;
    uint64_t sum;       /* of heads, verdicts and value bytes in their order */
    uint64_t value;     /* bytes of the capsule at hand */
    uint64_t datagrams; /* those of context 0 that are whole */
    struct cs_findings findings;
};

static void note(struct told *told, uint64_t what)
{
    told->sum = (told->sum ^ what) * FNV_PRIME;
}

static void on_begin(struct told *told)
{
    require(told->capsules.type <= CS_VARINT_MAX && told->capsules.length <= CS_VARINT_MAX);
    require(told->capsules.left == told->capsules.length);
    note(told, told->capsules.type);
    note(told, told->capsules.length);
    require(cs_capsule_is_reserved(told->capsules.type) == (told->capsules.type % 0x29 == 0x17));
    told->value = 0;
    if (told->capsules.type == CS_CAPSULE_DATAGRAM)
        cs_datagram_begin(&told->datagram, told->capsules.length, (size_t)told->capsules.position, &told->findings);
}

static void on_value(struct told *told, const char *piece, size_t length)
{
    struct cs_span payload;

    require(length > 0);
    told->value += length;
    require(told->value + told->capsules.left == told->capsules.length);
    for (size_t i = 0; i < length; i++)
        note(told, (uint8_t)piece[i]);
    if (told->capsules.type != CS_CAPSULE_DATAGRAM)
        return;
    cs_datagram_read(&told->datagram, piece, length, &payload, &told->findings);
    require_span(payload, length);
    require(payload.length == 0 || told->datagram.kind == CS_DATAGRAM_UDP || told->datagram.kind == CS_DATAGRAM_OTHER);
    require(told->datagram.kind != CS_DATAGRAM_UDP ||
            (told->datagram.context == CS_UDP_CONTEXT && told->datagram.payload_length <= CS_UDP_PAYLOAD_MAX));
}

/* Written anew, the head of a packet's capsule announces the same payload. */
static void require_written(const struct cs_datagram *datagram)
{
    char out[CS_UDP_CAPSULE_HEAD_MAX];
    size_t written = cs_udp_capsule_write_head(out, (size_t)datagram->payload_length);
    uint64_t length = 0;

    require(written >= 3 && out[0] == 0 && out[written - 1] == 0);
    require(cs_varint_read(out + 1, written - 2, &length) == written - 2 && length == datagram->payload_length + 1);
}

/* A whole capsule has the bytes that it announced, and a whole datagram is decided. */
static void on_end(struct told *told)
{
    const struct cs_datagram *datagram = &told->datagram;

    require(told->value == told->capsules.length && told->capsules.left == 0);
    if (told->capsules.type != CS_CAPSULE_DATAGRAM)
        return;
    require(datagram->kind != CS_DATAGRAM_UNDECIDED);
    note(told, datagram->kind);
    if (datagram->kind == CS_DATAGRAM_UDP) {
        require_written(datagram);
        told->datagrams++;
    }
}

static void give(struct told *told, const char *data, size_t size)
{
    enum cs_capsule_event event;

    do {
        struct cs_span piece = {0};
        size_t used;

        event = cs_capsules_read(&told->capsules, data, size, &used, &piece);
        require(used <= size);
        require_span(piece, used);
        if (event == CS_CAPSULE_BEGIN)
            on_begin(told);
        else if (event == CS_CAPSULE_VALUE)
            on_value(told, data + piece.start, piece.length);
        else if (event == CS_CAPSULE_END)
            on_end(told);
        else
            require(used == size);
        data += used;
        size -= used;
    } while (event != CS_CAPSULE_NEED_MORE);
}

static void begin(struct told *told)
{
    memset(told, 0, sizeof(*told));
    cs_capsules_init(&told->capsules);
    cs_findings_init(&told->findings);
}

static void end(struct told *told)
{
    cs_capsules_end(&told->capsules, &told->findings);
}

static void require_same(const struct told *left, const struct told *right)
{
    require(left->sum == right->sum && left->datagrams == right->datagrams);
    require(left->capsules.count == right->capsules.count && left->capsules.position == right->capsules.position);
    require_same_findings(&left->findings, &right->findings);
}

/* A second reader, which has all bytes at once: counts whole capsules, tells what is left behind them. */
static uint64_t count_at_once(const char *data, size_t size, size_t *rest)
{
    uint64_t count = 0, type, length;

    for (;;) {
        size_t front = cs_varint_read(data, size, &type);
        size_t back = front == 0 ? 0 : cs_varint_read(data + front, size - front, &length);

        *rest = size;
        if (back == 0 || length > size - front - back)
            return count;
        count++;
        data += front + back + length;
        size -= front + back + (size_t)length;
    }
}

/* The first head, written again, is read as the same and is no longer than it was. */
static void check_head_again(const char *data, size_t size)
{
    char out[CS_CAPSULE_HEAD_MAX];
    uint64_t type, length, again;
    size_t front = cs_varint_read(data, size, &type);
    size_t back = front == 0 ? 0 : cs_varint_read(data + front, size - front, &length);
    size_t written, used;

    if (back == 0)
        return;
    written = cs_capsule_write_head(out, type, length);
    require(written >= 2 && written <= front + back);
    used = cs_varint_read(out, written, &again);
    require(again == type && cs_varint_read(out + used, written - used, &again) == written - used && again == length);
}

static void check_splits(const char *text, size_t size, uint64_t number, const struct told *whole)
{
    struct told parts;
    size_t split = split_point(number, size);

    begin(&parts);
    give(&parts, text, split);
    give(&parts, text + split, size - split);
    end(&parts);
    require_same(whole, &parts);
    begin(&parts);
    for (size_t i = 0; i < size; i++)
        give(&parts, text + i, 1);
    end(&parts);
    require_same(whole, &parts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    uint64_t number = own_number(data, size);
    struct told whole;
    size_t rest;

    begin(&whole);
    give(&whole, text, size);
    end(&whole);
    require_findings(&whole.findings, size);
    require(whole.capsules.position == size);
    require(count_at_once(text, size, &rest) == whole.capsules.count);
    require(cs_findings_has(&whole.findings, CS_CODE_CAPSULE_TRUNCATED) == (rest > 0) || whole.findings.dropped > 0);
    check_head_again(text, size);
    if (is_sampled(number, 2, 16))
        check_splits(text, size, number, &whole);
    return 0;
}
