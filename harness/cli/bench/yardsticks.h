/* What the parser is measured against beside another parser: passes over the bytes that do less and less. */
#ifndef CONNECTSPEC_YARDSTICKS_H
#define CONNECTSPEC_YARDSTICKS_H

#include <stdbool.h>
#include <stddef.h>

/* Each byte through a table: false when one may not stand in a head; counts lines.  The plainest strict scan. */
bool cs_yardstick_table(const char *data, size_t length);

/* The same by 16 bytes (SSE2) or, where the processor has it, by 32 (AVX2): the least that a validating pass costs. */
bool cs_yardstick_vector(const char *data, size_t length);

/* Copies the bytes: what it costs to touch them. */
bool cs_yardstick_copy(const char *data, size_t length);

#endif
