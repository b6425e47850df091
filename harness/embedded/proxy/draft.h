/* Bytes that are being composed: adding never fails, |broken| says at the end whether memory ran out on the way. */
#ifndef CONNECTSPEC_DRAFT_H
#define CONNECTSPEC_DRAFT_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/buffer.h"

struct cs_draft { /* all zero: empty */
    struct cs_buffer bytes;
    bool broken;
};

static inline void cs_draft_add(struct cs_draft *draft, const char *data, size_t length)
{
    if (length > 0 && !cs_buffer_add(&draft->bytes, data, length))
        draft->broken = true;
}

static inline void cs_draft_text(struct cs_draft *draft, const char *text)
{
    cs_draft_add(draft, text, strlen(text));
}

/* As snprintf, for short texts: what does not fit into 512 bytes breaks the draft. */
__attribute__((format(printf, 2, 3))) static inline void cs_draft_format(struct cs_draft *draft, const char *format,
                                                                         ...)
{
    char text[512];
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof(text))
        draft->broken = true;
    else
        cs_draft_add(draft, text, (size_t)length);
}

/* Leaves lines that end in LF alone. */
static inline void cs_draft_drop_cr(struct cs_draft *draft)
{
    size_t kept = 0;

    for (size_t i = 0; i < draft->bytes.length; i++)
        if (draft->bytes.data[i] != '\r')
            draft->bytes.data[kept++] = draft->bytes.data[i];
    draft->bytes.length = kept;
}

/* Frees the memory and leaves an empty draft. */
static inline void cs_draft_free(struct cs_draft *draft)
{
    cs_buffer_free(&draft->bytes);
    draft->broken = false;
}

#endif
