/* What is sent on the streams of a connection, until it is acknowledged. */
#include <stdlib.h>
#include <string.h>

#include "harness/transport/quic/quic_internal.h"

#define VECTORS 8 /* pieces in one datagram */

struct cs_quic_stream *cs_quic_stream_find(const struct cs_quic *quic, int64_t id)
{
    struct cs_quic_stream *stream = quic->streams;

    while (stream != NULL && stream->id != id)
        stream = stream->next;
    return stream;
}

struct cs_quic_stream *cs_quic_stream_add(struct cs_quic *quic, int64_t id)
{
    struct cs_quic_stream *stream = calloc(1, sizeof(*stream));
    struct cs_quic_stream **last = &quic->streams;

    if (stream == NULL)
        return NULL;
    stream->id = id;
    while (*last != NULL)
        last = &(*last)->next;
    *last = stream;
    return stream;
}

static void pop(struct cs_quic_stream *stream)
{
    struct cs_quic_piece *piece = stream->first;

    stream->first = piece->next;
    if (stream->first == NULL)
        stream->last = NULL;
    free(piece);
}

void cs_quic_stream_acknowledged(struct cs_quic_stream *stream, uint64_t end)
{
    while (stream->first != NULL && stream->first->end <= end)
        pop(stream);
}

/* What was sent may be asked for once more by ngtcp2 until it has closed the stream: it stays. */
void cs_quic_stream_drop(struct cs_quic_stream *stream)
{
    stream->shut = true;
}

void cs_quic_stream_remove(struct cs_quic *quic, int64_t id)
{
    struct cs_quic_stream **link = &quic->streams;
    struct cs_quic_stream *stream;

    while (*link != NULL && (*link)->id != id)
        link = &(*link)->next;
    stream = *link;
    if (stream == NULL)
        return;
    *link = stream->next;
    while (stream->first != NULL)
        pop(stream);
    free(stream);
}

void cs_quic_streams_free(struct cs_quic *quic)
{
    while (quic->streams != NULL)
        cs_quic_stream_remove(quic, quic->streams->id);
}

int64_t cs_quic_open_stream(struct cs_quic *quic, bool both_ways)
{
    int64_t id = -1;

    if (quic->conn == NULL || quic->over || quic->closing)
        return -1;
    if ((both_ways ? ngtcp2_conn_open_bidi_stream : ngtcp2_conn_open_uni_stream)(quic->conn, &id, NULL) != 0)
        return -1;
    return cs_quic_stream_add(quic, id) == NULL ? -1 : id;
}

size_t cs_quic_room(const struct cs_quic *quic, int64_t id)
{
    const struct cs_quic_stream *stream = cs_quic_stream_find(quic, id);
    uint64_t waiting, window, all;

    if (stream == NULL || stream->shut || stream->ends || quic->over)
        return 0;
    waiting = stream->queued - stream->sent;
    window = ngtcp2_conn_get_max_stream_data_left(quic->conn, id);
    all = ngtcp2_conn_get_max_data_left(quic->conn);
    window = window < all ? window : all;
    window = window < CS_QUIC_AHEAD ? window : CS_QUIC_AHEAD;
    return window > waiting ? (size_t)(window - waiting) : 0;
}

bool cs_quic_send(struct cs_quic *quic, int64_t id, const char *bytes, size_t length, bool ends)
{
    struct cs_quic_stream *stream = cs_quic_stream_find(quic, id);
    struct cs_quic_piece *piece;

    if (stream == NULL || stream->shut || stream->ends || quic->over)
        return false;
    stream->ends = ends;
    if (length == 0)
        return true;
    piece = malloc(sizeof(*piece) + length);
    if (piece == NULL)
        return false;
    memcpy(piece->bytes, bytes, length);
    stream->queued += length;
    *piece = (struct cs_quic_piece){.end = stream->queued, .length = length};
    if (stream->last == NULL)
        stream->first = piece;
    else
        stream->last->next = piece;
    stream->last = piece;
    return true;
}

static bool has_more(const struct cs_quic_stream *stream)
{
    return !stream->shut && (stream->queued > stream->sent || (stream->ends && !stream->end_sent));
}

bool cs_quic_is_sent(const struct cs_quic *quic, int64_t id)
{
    const struct cs_quic_stream *stream = cs_quic_stream_find(quic, id);

    return stream == NULL || !has_more(stream);
}

/* What stands behind what was sent, as far as |VECTORS| go.  |*all|: that is everything. */
static size_t gather(const struct cs_quic_stream *stream, ngtcp2_vec *out, bool *all)
{
    size_t count = 0;
    struct cs_quic_piece *piece = stream->first;

    for (; piece != NULL && count < VECTORS; piece = piece->next) {
        uint64_t left = piece->end > stream->sent ? piece->end - stream->sent : 0;
        size_t length = left < piece->length ? (size_t)left : piece->length;

        if (length > 0)
            out[count++] = (ngtcp2_vec){.base = (uint8_t *)piece->bytes + piece->length - length, .len = length};
    }
    *all = piece == NULL;
    return count;
}

/* What of |vectors| went into a datagram. */
static void tell_sent(struct cs_quic *quic, const struct cs_quic_stream *stream, const ngtcp2_vec *vectors,
                      size_t length)
{
    for (size_t i = 0; length > 0; i++) {
        size_t part = vectors[i].len < length ? vectors[i].len : length;

        cs_quic_tell_passed(
            quic, (struct cs_passage){.stream = stream->id, .bytes = (const char *)vectors[i].base, .length = part});
        length -= part;
    }
    if (stream->end_sent)
        cs_quic_tell_passed(quic, (struct cs_passage){.kind = CS_PASSAGE_FIN, .stream = stream->id});
}

/* What became of a try to fill a datagram. */
enum outcome { MADE, HELD_UP, STUCK, FAILED };

static enum outcome note(struct cs_quic *quic, struct cs_quic_stream *stream, ngtcp2_ssize made)
{
    if (made > 0)
        return MADE;
    if (made == 0)
        return HELD_UP;
    if (stream != NULL && made == NGTCP2_ERR_STREAM_DATA_BLOCKED)
        stream->blocked = true;
    else if (stream != NULL && (made == NGTCP2_ERR_STREAM_SHUT_WR || made == NGTCP2_ERR_STREAM_NOT_FOUND))
        stream->shut = true;
    else {
        cs_quic_fail(quic, (int)made);
        return FAILED;
    }
    return STUCK;
}

/* One datagram: of |stream|, or without one what the connection itself has to say. */
static enum outcome write_one(struct cs_quic *quic, struct cs_quic_stream *stream, uint64_t now)
{
    uint8_t datagram[CS_QUIC_DATAGRAM_MAX];
    ngtcp2_vec vectors[VECTORS];
    ngtcp2_path_storage path;
    ngtcp2_pkt_info info;
    bool all = false;
    size_t count = stream == NULL ? 0 : gather(stream, vectors, &all);
    uint32_t flags = stream != NULL && stream->ends && all ? NGTCP2_WRITE_STREAM_FLAG_FIN : 0;
    size_t whole = 0;
    ngtcp2_ssize taken = -1, made;
    enum outcome outcome;

    for (size_t i = 0; i < count; i++)
        whole += vectors[i].len;
    ngtcp2_path_storage_zero(&path);
    made = ngtcp2_conn_writev_stream(quic->conn, &path.path, &info, datagram, sizeof(datagram), &taken, flags,
                                     stream == NULL ? -1 : stream->id, vectors, count, now);
    outcome = note(quic, stream, made);
    if (taken >= 0 && stream != NULL) {
        stream->sent += (uint64_t)taken;
        stream->end_sent = stream->end_sent || (flags != 0 && (size_t)taken == whole);
        tell_sent(quic, stream, vectors, (size_t)taken);
    }
    if (outcome == MADE)
        quic->events->datagram(quic->context, (const char *)datagram, (size_t)made);
    return outcome;
}

/* The stream behind |after| that has something, in turn; NULL: none. */
static struct cs_quic_stream *next_of(struct cs_quic *quic, struct cs_quic_stream *after)
{
    struct cs_quic_stream *stream = after == NULL || after->next == NULL ? quic->streams : after->next;
    struct cs_quic_stream *first = stream;

    while (stream != NULL) {
        if (has_more(stream) && !stream->blocked)
            return stream;
        stream = stream->next == NULL ? quic->streams : stream->next;
        if (stream == first)
            break;
    }
    return NULL;
}

/* DATAGRAM frames, each in a datagram of its own; one that the peer does not take after all is lost. */
static enum outcome write_payloads(struct cs_quic *quic, uint64_t now)
{
    uint8_t datagram[CS_QUIC_DATAGRAM_MAX];
    enum outcome outcome = MADE;

    while (quic->payloads != NULL && !quic->closing && (outcome == MADE || outcome == STUCK)) {
        ngtcp2_ssize made = cs_quic_payload_write(quic, datagram, sizeof(datagram), now);

        if (made > 0)
            quic->events->datagram(quic->context, (const char *)datagram, (size_t)made);
        else if (made < 0 && ngtcp2_err_is_fatal((int)made))
            cs_quic_fail(quic, (int)made);
        outcome = made > 0 ? MADE : made == 0 ? HELD_UP : ngtcp2_err_is_fatal((int)made) ? FAILED : STUCK;
    }
    return outcome;
}

static void write_close(struct cs_quic *quic, uint64_t now)
{
    uint8_t datagram[CS_QUIC_DATAGRAM_MAX];
    ngtcp2_path_storage path;
    ngtcp2_pkt_info info;
    ngtcp2_ssize made;

    quic->closing = false;
    quic->over = true;
    cs_quic_tell_passed(quic,
                        (struct cs_passage){.kind = CS_PASSAGE_CLOSE, .stream = -1, .code = quic->reason.error_code});
    ngtcp2_path_storage_zero(&path);
    made = ngtcp2_conn_write_connection_close(quic->conn, &path.path, &info, datagram, sizeof(datagram), &quic->reason,
                                              now);
    if (made > 0)
        quic->events->datagram(quic->context, (const char *)datagram, (size_t)made);
}

void cs_quic_flush(struct cs_quic *quic, uint64_t now)
{
    struct cs_quic_stream *stream = NULL;
    enum outcome outcome = STUCK;

    if (quic->conn == NULL || quic->over)
        return;
    while (!quic->closing && outcome != HELD_UP && outcome != FAILED && (stream = next_of(quic, stream)) != NULL)
        outcome = write_one(quic, stream, now);
    if (outcome == MADE || outcome == STUCK)
        outcome = write_payloads(quic, now);
    while (!quic->closing && outcome != FAILED && write_one(quic, NULL, now) == MADE)
        ;
    if (quic->closing)
        write_close(quic, now);
}
