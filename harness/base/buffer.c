#include "harness/base/buffer.h"

#include <stdlib.h>
#include <string.h>

bool cs_buffer_add(struct cs_buffer *buffer, const char *data, size_t length)
{
    size_t capacity = buffer->capacity == 0 ? 512 : buffer->capacity;
    char *grown;

    while (capacity - buffer->length < length)
        capacity *= 2;
    if (capacity != buffer->capacity) {
        grown = realloc(buffer->data, capacity);
        if (grown == NULL)
            return false;
        buffer->data = grown;
        buffer->capacity = capacity;
    }
    if (length > 0)
        memcpy(buffer->data + buffer->length, data, length);
    buffer->length += length;
    return true;
}

bool cs_buffer_add_text(struct cs_buffer *buffer, const char *text)
{
    return cs_buffer_add(buffer, text, strlen(text));
}

void cs_buffer_take(struct cs_buffer *buffer, size_t length)
{
    buffer->length -= length;
    if (buffer->length > 0)
        memmove(buffer->data, buffer->data + length, buffer->length);
}

void cs_buffer_free(struct cs_buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct cs_buffer){0};
}
