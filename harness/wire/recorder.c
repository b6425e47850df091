#include "harness/wire/recorder.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

static struct evp_md_ctx_st *new_digest(void)
{
    EVP_MD_CTX *digest = EVP_MD_CTX_new();

    if (digest != NULL && EVP_DigestInit_ex(digest, EVP_sha256(), NULL) == 1)
        return digest;
    EVP_MD_CTX_free(digest);
    return NULL;
}

static bool begin_stream(struct cs_stream_recorder *recorder, struct cs_stream *stream)
{
    recorder->stream = stream;
    recorder->all = new_digest();
    return recorder->all != NULL;
}

bool cs_recorder_init(struct cs_recorder *recorder, struct cs_channel *channel, bool reads_answers)
{
    memset(recorder, 0, sizeof(*recorder));
    recorder->reads_answers = reads_answers;
    cs_exchange_init(&recorder->exchange);
    return begin_stream(&recorder->sent, &channel->sent) && begin_stream(&recorder->received, &channel->received);
}

/* Makes room for |more| bytes, in powers of two. */
static bool grow(struct cs_stream_recorder *recorder, size_t more)
{
    size_t needed = recorder->stream->kept_length + more;
    size_t capacity = recorder->capacity == 0 ? 512 : recorder->capacity;
    char *larger;

    if (needed <= recorder->capacity)
        return true;
    while (capacity < needed)
        capacity *= 2;
    larger = realloc(recorder->stream->kept, capacity);
    if (larger == NULL)
        return false;
    recorder->stream->kept = larger;
    recorder->capacity = capacity;
    return true;
}

static bool add(struct cs_stream_recorder *recorder, const char *bytes, size_t length)
{
    struct cs_stream *stream = recorder->stream;
    size_t room = CS_KEPT_BYTES - stream->kept_length;
    size_t kept = length < room ? length : room;

    if (kept > 0) {
        if (!grow(recorder, kept))
            return false;
        memcpy(stream->kept + stream->kept_length, bytes, kept);
        stream->kept_length += kept;
    }
    stream->total += length;
    if (recorder->from_mark != NULL && EVP_DigestUpdate(recorder->from_mark, bytes, length) != 1)
        return false;
    return EVP_DigestUpdate(recorder->all, bytes, length) == 1;
}

/* The head of a 2xx has just ended somewhere in |bytes|, the last that were received: the tunnel begins there. */
static bool set_mark(struct cs_stream_recorder *recorder, uint64_t mark, const char *bytes, size_t length)
{
    uint64_t before = recorder->stream->total - length;
    size_t skipped = mark > before ? (size_t)(mark - before) : 0;

    recorder->stream->mark = mark;
    recorder->from_mark = new_digest();
    return recorder->from_mark != NULL && EVP_DigestUpdate(recorder->from_mark, bytes + skipped, length - skipped) == 1;
}

bool cs_recorder_sent(struct cs_recorder *recorder, const char *bytes, size_t length)
{
    return add(&recorder->sent, bytes, length);
}

static void read_answer(struct cs_recorder *recorder, bool ended)
{
    const struct cs_stream *stream = recorder->received.stream;

    if (recorder->reads_answers)
        cs_exchange_read(&recorder->exchange, stream->kept, stream->kept_length, stream->total, ended);
}

bool cs_recorder_received(struct cs_recorder *recorder, const char *bytes, size_t length)
{
    if (!add(&recorder->received, bytes, length))
        return false;
    read_answer(recorder, false);
    if (recorder->exchange.state != CS_EXCHANGE_TUNNEL || recorder->received.from_mark != NULL)
        return true;
    return set_mark(&recorder->received, recorder->exchange.end, bytes, length);
}

void cs_recorder_received_end(struct cs_recorder *recorder, enum cs_end end)
{
    struct cs_stream *stream = recorder->received.stream;

    if (stream->end != CS_END_OPEN)
        return;
    stream->end = end;
    read_answer(recorder, true);
}

void cs_recorder_sent_end(struct cs_recorder *recorder, enum cs_end end)
{
    if (recorder->sent.stream->end == CS_END_OPEN)
        recorder->sent.stream->end = end;
}

uint64_t cs_recorder_tunnelled(const struct cs_recorder *recorder)
{
    const struct cs_stream *stream = recorder->received.stream;

    if (recorder->reads_answers && recorder->exchange.state != CS_EXCHANGE_TUNNEL)
        return 0;
    return stream->total - stream->mark;
}

static void finish_stream(struct cs_stream_recorder *recorder)
{
    struct cs_stream *stream = recorder->stream;

    if (recorder->all != NULL)
        EVP_DigestFinal_ex(recorder->all, stream->sha256, NULL);
    if (recorder->from_mark != NULL)
        EVP_DigestFinal_ex(recorder->from_mark, stream->sha256_from_mark, NULL);
    else if (stream != NULL)
        memcpy(stream->sha256_from_mark, stream->sha256, CS_SHA256_BYTES);
    EVP_MD_CTX_free(recorder->all);
    EVP_MD_CTX_free(recorder->from_mark);
    recorder->all = NULL;
    recorder->from_mark = NULL;
}

void cs_recorder_finish(struct cs_recorder *recorder)
{
    finish_stream(&recorder->sent);
    finish_stream(&recorder->received);
}
