/* Reading filled-in templates. */
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "harness/scenario/template.h"
#include "reports/stream.h"

void cs_bytes_free(struct cs_bytes *bytes)
{
    for (size_t i = 0; i < bytes->count; i++)
        free(bytes->pieces[i].bytes);
    free(bytes->pieces);
    memset(bytes, 0, sizeof(*bytes));
}

/* Eight bytes of noise for each word, so that any of them is found without those before it (splitmix64). */
static uint64_t noise_word(uint64_t seed, uint64_t word)
{
    uint64_t value = seed + (word + 1) * UINT64_C(0x9e3779b97f4a7c15);

    value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
    return value ^ (value >> 31);
}

/* What is left of the word at |offset|; how many bytes. */
static size_t read_word(uint64_t seed, uint64_t offset, char *buffer, size_t length)
{
    uint64_t word = htole64(noise_word(seed, offset / 8));
    size_t from = (size_t)(offset % 8);
    size_t part = 8 - from < length ? 8 - from : length;

    memcpy(buffer, (const char *)&word + from, part);
    return part;
}

/* Whole words between the ends: cases send and compare megabytes of it. */
static void read_noise(uint64_t seed, uint64_t offset, char *buffer, size_t length)
{
    size_t done = read_word(seed, offset, buffer, length);

    for (; length - done >= 8; done += 8) {
        uint64_t word = htole64(noise_word(seed, (offset + done) / 8));

        memcpy(buffer + done, &word, 8);
    }
    read_word(seed, offset + done, buffer + done, length - done);
}

/* One period, which may begin in the middle; then what is there is doubled. */
static void read_repeated(const struct cs_piece *piece, uint64_t offset, char *buffer, size_t length)
{
    size_t from = (size_t)(offset % piece->length);
    size_t head = piece->length - from < length ? piece->length - from : length;
    size_t tail = from < length - head ? from : length - head;
    size_t done = head + tail;

    memcpy(buffer, piece->bytes + from, head);
    memcpy(buffer + head, piece->bytes, tail);
    while (done < length) {
        size_t part = done < length - done ? done : length - done;

        memcpy(buffer + done, buffer, part);
        done += part;
    }
}

size_t cs_bytes_read(const struct cs_bytes *bytes, uint64_t offset, char *buffer, size_t capacity)
{
    size_t done = 0;

    for (size_t i = 0; i < bytes->count && done < capacity; i++) {
        const struct cs_piece *piece = &bytes->pieces[i];
        size_t part = capacity - done;

        if (offset >= piece->total) {
            offset -= piece->total;
            continue;
        }
        if (part > piece->total - offset)
            part = (size_t)(piece->total - offset);
        if (piece->kind == CS_PIECE_NOISE)
            read_noise(piece->seed, offset, buffer + done, part);
        else
            read_repeated(piece, offset, buffer + done, part);
        done += part;
        offset = 0;
    }
    return done;
}

char *cs_bytes_flatten(const struct cs_bytes *bytes, size_t limit, size_t *length)
{
    char *text = NULL;

    if (bytes->total > limit)
        return NULL;
    text = malloc((size_t)bytes->total + 1);
    if (text == NULL) {
        cs_loss_note();
        return NULL;
    }
    *length = cs_bytes_read(bytes, 0, text, (size_t)bytes->total);
    text[*length] = '\0';
    return text;
}
