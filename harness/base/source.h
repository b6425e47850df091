/* Bytes that are pulled when there is room for them, so that they need not be in memory at once. */
#ifndef CONNECTSPEC_SOURCE_H
#define CONNECTSPEC_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* |context| has to live until all is sent, or until what was told to send it is freed. */
struct cs_source {
    uint64_t total;
    bool dribble; /* every byte is a segment of its own; within a second, as far as that goes */
    size_t (*read)(const void *context, uint64_t offset, char *buffer, size_t capacity); /* how many; 0 at the end */
    const void *context;
};

/* The bytes of |text|, NUL-terminated, which has to live as long as a context. */
struct cs_source cs_source_text(const char *text);

/* The |span->length| bytes at |span->bytes|; both have to live as long as a context. */
struct cs_source_span {
    const char *bytes;
    size_t length;
};
struct cs_source cs_source_bytes(const struct cs_source_span *span);

#endif
