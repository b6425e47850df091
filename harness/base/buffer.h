/* A byte buffer that grows at its end and is consumed from its start. */
#ifndef CONNECTSPEC_BUFFER_H
#define CONNECTSPEC_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "reference/must_use.h"

struct cs_buffer { /* all zero: empty */
    char *data;
    size_t length;
    size_t capacity;
};

/* Appends |length| bytes.  False without memory; the buffer is then as it was. */
CS_MUST_USE bool cs_buffer_add(struct cs_buffer *buffer, const char *data, size_t length);
CS_MUST_USE bool cs_buffer_add_text(struct cs_buffer *buffer, const char *text);

/* Drops the first |length| bytes; |length| is at most what the buffer holds. */
void cs_buffer_take(struct cs_buffer *buffer, size_t length);

/* Frees the memory and leaves an empty buffer. */
void cs_buffer_free(struct cs_buffer *buffer);

#endif
