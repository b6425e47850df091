/* Streams into memory, and what is lost for want of it.
 *
 * What is printed piece by piece cannot say at each piece that there was no memory for it.  So the pieces are counted
 * that were lost, and who has the whole asks whether any was. */
#ifndef CONNECTSPEC_STREAM_H
#define CONNECTSPEC_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "reference/must_use.h"

/* A stream whose bytes become |*text|, which the caller frees, |*length| of them and a NUL; both are there once it is
 * closed, whatever cs_stream_close says.  Unlike open_memstream it knows when it has lost some.  NULL without
 * memory. */
CS_MUST_USE FILE *cs_stream_open(char **text, size_t *length);

/* Closes |stream|, any one that is written to.  False when not everything that was written to it is there. */
bool cs_stream_close(FILE *stream);

/* A text that was to be printed is lost: there was no memory.  Each thread has a count of its own. */
void cs_loss_note(void);

/* How many this thread has lost so far. */
unsigned cs_loss_count(void);

#endif
