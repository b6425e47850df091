#include "harness/base/source.h"

#include <string.h>

static size_t read_text(const void *context, uint64_t offset, char *buffer, size_t capacity)
{
    const char *text = (const char *)context + offset;
    size_t left = strlen(text);
    size_t length = left < capacity ? left : capacity;

    memcpy(buffer, text, length);
    return length;
}

struct cs_source cs_source_text(const char *text)
{
    return (struct cs_source){.total = strlen(text), .read = read_text, .context = text};
}

static size_t read_span(const void *context, uint64_t offset, char *buffer, size_t capacity)
{
    const struct cs_source_span *span = context;
    size_t left = offset < span->length ? span->length - (size_t)offset : 0;
    size_t length = left < capacity ? left : capacity;

    if (length > 0)
        memcpy(buffer, span->bytes + offset, length);
    return length;
}

struct cs_source cs_source_bytes(const struct cs_source_span *span)
{
    return (struct cs_source){.total = span->length, .read = read_span, .context = span};
}
