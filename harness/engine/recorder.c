#include "harness/engine/recorder.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* Looked up once: OpenSSL would do so for each connection. */
static const EVP_MD *algorithm(void)
{
    static const EVP_MD *found;

    if (found == NULL)
        found = EVP_MD_fetch(NULL, "SHA256", NULL);
    return found;
}

static struct evp_md_ctx_st *new_digest(void)
{
    EVP_MD_CTX *digest = EVP_MD_CTX_new();

    if (digest != NULL && EVP_DigestInit_ex(digest, algorithm(), NULL) == 1)
        return digest;
    EVP_MD_CTX_free(digest);
    return NULL;
}

static bool init(struct cs_recorder *recorder, struct cs_stream *sent, struct cs_stream *received)
{
    memset(recorder, 0, sizeof(*recorder));
    recorder->sent.stream = sent;
    recorder->received.stream = received;
    cs_heard_init(&recorder->heard);
    recorder->digest = new_digest();
    return recorder->digest != NULL;
}

bool cs_recorder_init(struct cs_recorder *recorder, struct cs_channel *channel, bool reads_answers)
{
    bool good = init(recorder, &channel->sent, &channel->received);

    recorder->channel = reads_answers ? channel : NULL;
    return good;
}

bool cs_recorder_init_carrier(struct cs_recorder *recorder, struct cs_carrier *carrier)
{
    return init(recorder, &carrier->sent, &carrier->received);
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

/* Keeps the beginning of |bytes| as far as there is room; |*kept|: how many. */
static bool keep(struct cs_stream_recorder *recorder, const char *bytes, size_t length, size_t *kept)
{
    struct cs_stream *stream = recorder->stream;
    size_t room = CS_KEPT_BYTES - stream->kept_length;

    *kept = length < room ? length : room;
    if (*kept > 0) {
        if (!grow(recorder, *kept))
            return false;
        memcpy(stream->kept + stream->kept_length, bytes, *kept);
        stream->kept_length += *kept;
    }
    stream->total += length;
    return true;
}

/* More comes than is kept: from now on digests follow every byte. */
static bool begin_digests(struct cs_stream_recorder *recorder)
{
    const struct cs_stream *stream = recorder->stream;
    size_t mark = (size_t)stream->mark;

    recorder->all = new_digest();
    if (recorder->all == NULL || EVP_DigestUpdate(recorder->all, stream->kept, stream->kept_length) != 1)
        return false;
    if (mark == 0)
        return true;
    recorder->from_mark = new_digest();
    return recorder->from_mark != NULL &&
           EVP_DigestUpdate(recorder->from_mark, stream->kept + mark, stream->kept_length - mark) == 1;
}

/* Bytes that were not kept. */
static bool digest(struct cs_stream_recorder *recorder, const char *bytes, size_t length)
{
    if (length == 0)
        return true;
    if (recorder->all == NULL && !begin_digests(recorder))
        return false;
    return EVP_DigestUpdate(recorder->all, bytes, length) == 1 &&
           (recorder->from_mark == NULL || EVP_DigestUpdate(recorder->from_mark, bytes, length) == 1);
}

bool cs_recorder_sent(struct cs_recorder *recorder, const char *bytes, size_t length)
{
    size_t kept;

    return keep(&recorder->sent, bytes, length, &kept) && digest(&recorder->sent, bytes + kept, length - kept);
}

static void read_answer(struct cs_recorder *recorder, bool ended)
{
    if (recorder->channel != NULL)
        cs_heard_read(&recorder->heard, recorder->channel, ended);
}

/* The tunnel begins behind the head of a 2xx, which is among the bytes that are kept. */
bool cs_recorder_received(struct cs_recorder *recorder, const char *bytes, size_t length)
{
    size_t kept;

    if (!keep(&recorder->received, bytes, length, &kept))
        return false;
    read_answer(recorder, false);
    if (recorder->received.stream->mark == 0)
        recorder->received.stream->mark = recorder->heard.tunnel;
    return digest(&recorder->received, bytes + kept, length - kept);
}

static bool add_block(struct cs_stream *stream, enum cs_block_kind kind, const char *bytes, size_t length)
{
    return stream->block_count == CS_BLOCKS_MAX || cs_stream_add_block(stream, kind, bytes, length);
}

static bool add_section(struct cs_stream *stream, const char *section, size_t length)
{
    return add_block(stream, CS_BLOCK_HEAD, section, length);
}

bool cs_recorder_datagram(struct cs_recorder *recorder, bool received, const char *payload, size_t length)
{
    return add_block((received ? &recorder->received : &recorder->sent)->stream, CS_BLOCK_PAYLOAD, payload, length);
}

bool cs_recorder_head_sent(struct cs_recorder *recorder, const char *section, size_t length)
{
    return add_section(recorder->sent.stream, section, length);
}

bool cs_recorder_head(struct cs_recorder *recorder, const char *section, size_t length)
{
    if (!add_section(recorder->received.stream, section, length))
        return false;
    read_answer(recorder, false);
    return true;
}

void cs_recorder_received_end(struct cs_recorder *recorder, enum cs_end end, uint64_t code)
{
    struct cs_stream *stream = recorder->received.stream;

    if (stream->end != CS_END_OPEN)
        return;
    stream->end = end;
    stream->end_code = code;
    read_answer(recorder, true);
}

void cs_recorder_sent_end(struct cs_recorder *recorder, enum cs_end end, uint64_t code)
{
    if (recorder->sent.stream->end != CS_END_OPEN)
        return;
    recorder->sent.stream->end = end;
    recorder->sent.stream->end_code = code;
}

uint64_t cs_recorder_tunnelled(const struct cs_recorder *recorder)
{
    const struct cs_stream *stream = recorder->received.stream;

    if (recorder->channel != NULL && recorder->heard.state != CS_EXCHANGE_TUNNEL)
        return 0;
    return stream->total - stream->mark;
}

/* False without memory. */
static bool digest_kept(struct evp_md_ctx_st *context, const struct cs_stream *stream, size_t from, uint8_t *out)
{
    size_t length = stream->kept_length > from ? stream->kept_length - from : 0;

    return EVP_DigestInit_ex(context, NULL, NULL) == 1 && /* the same algorithm again */
           (length == 0 || EVP_DigestUpdate(context, stream->kept + from, length) == 1) &&
           EVP_DigestFinal_ex(context, out, NULL) == 1;
}

static bool finish_stream(struct cs_stream_recorder *recorder, struct evp_md_ctx_st *context)
{
    struct cs_stream *stream = recorder->stream;
    bool good;

    if (recorder->all != NULL)
        good = EVP_DigestFinal_ex(recorder->all, stream->sha256, NULL) == 1;
    else
        good = digest_kept(context, stream, 0, stream->sha256);
    if (recorder->from_mark != NULL)
        good = EVP_DigestFinal_ex(recorder->from_mark, stream->sha256_from_mark, NULL) == 1 && good;
    else if (stream->mark > 0)
        good = digest_kept(context, stream, (size_t)stream->mark, stream->sha256_from_mark) && good;
    else
        memcpy(stream->sha256_from_mark, stream->sha256, CS_SHA256_BYTES);
    EVP_MD_CTX_free(recorder->all);
    EVP_MD_CTX_free(recorder->from_mark);
    return good;
}

bool cs_recorder_finish(struct cs_recorder *recorder)
{
    bool good;

    if (recorder->digest == NULL)
        return true;
    good = finish_stream(&recorder->sent, recorder->digest);
    good = finish_stream(&recorder->received, recorder->digest) && good;
    EVP_MD_CTX_free(recorder->digest);
    recorder->digest = NULL;
    return good;
}
