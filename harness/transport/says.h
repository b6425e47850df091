/* What a frame says (frames.h): printable ASCII, bounded; what is too much is left out, and dots stand there. */
#ifndef CONNECTSPEC_SAYS_H
#define CONNECTSPEC_SAYS_H

#include "harness/base/buffer.h"
#include "harness/transport/frames.h"

struct cs_says { /* all zero: nothing yet */
    size_t length;
    char text[CS_FRAME_SAYS_MAX];
};

void cs_say(struct cs_says *says, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Bytes, escaped; of many the first. */
void cs_say_bytes(struct cs_says *says, const char *before, const char *bytes, size_t length);

/* The fields of a section (section.h).  Secrets are not shown at all: of one that is cut off nobody could tell that it
 * is one. */
void cs_say_section(struct cs_says *says, const struct cs_buffer *section);

#endif
