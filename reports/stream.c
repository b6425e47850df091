#include "reports/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct stream {
    char *bytes;
    size_t length;
    size_t capacity;
    char **text; /* where the caller wants them */
    size_t *size;
};

static _Thread_local unsigned lost;

void cs_loss_note(void)
{
    lost++;
}

unsigned cs_loss_count(void)
{
    return lost;
}

/* Makes room for |more| bytes and a NUL. */
static bool grow(struct stream *stream, size_t more)
{
    size_t capacity = stream->capacity;
    char *larger;

    if (more < capacity - stream->length)
        return true;
    while (more >= capacity - stream->length)
        capacity *= 2;
    larger = realloc(stream->bytes, capacity);
    if (larger == NULL)
        return false;
    stream->bytes = larger;
    stream->capacity = capacity;
    return true;
}

static ssize_t write_bytes(void *cookie, const char *bytes, size_t length)
{
    struct stream *stream = cookie;

    if (!grow(stream, length))
        return 0; /* which is an error of the stream */
    memcpy(stream->bytes + stream->length, bytes, length);
    stream->length += length;
    return (ssize_t)length;
}

/* For ftell alone. */
static int seek(void *cookie, off64_t *offset, int whence)
{
    const struct stream *stream = cookie;

    if (whence != SEEK_CUR || *offset != 0) {
        errno = ESPIPE;
        return -1;
    }
    *offset = (off64_t)stream->length;
    return 0;
}

static int close_stream(void *cookie)
{
    struct stream *stream = cookie;

    stream->bytes[stream->length] = '\0';
    *stream->text = stream->bytes;
    *stream->size = stream->length;
    free(stream);
    return 0;
}

FILE *cs_stream_open(char **text, size_t *length)
{
    static const cookie_io_functions_t functions = {.write = write_bytes, .seek = seek, .close = close_stream};
    struct stream *stream = calloc(1, sizeof(*stream));
    FILE *out = NULL;

    *text = NULL;
    *length = 0;
    if (stream == NULL)
        return NULL;
    stream->capacity = 512;
    stream->bytes = malloc(stream->capacity);
    stream->text = text;
    stream->size = length;
    if (stream->bytes != NULL)
        out = fopencookie(stream, "w", functions);
    if (out == NULL) {
        free(stream->bytes);
        free(stream);
    }
    return out;
}

bool cs_stream_close(FILE *stream)
{
    bool whole = ferror(stream) == 0;

    return fclose(stream) == 0 && whole;
}
