/* Byte strings of cases: text with escapes and placeholders, filled in when a case is planned.
 * The language stands in cases/README.md. */
#ifndef CONNECTSPEC_TEMPLATE_H
#define CONNECTSPEC_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reference/must_use.h"

struct cs_template; /* opaque, immutable */

/* Parses |length| bytes.  Returns NULL and fills |error| (static or |error|'s own text) and |*offset| on a bad escape,
 * an unknown form or an unclosed placeholder.  Free with cs_template_free. */
#define CS_TEMPLATE_ERROR_MAX 160
CS_MUST_USE struct cs_template *cs_template_parse(const char *text, size_t length, char error[CS_TEMPLATE_ERROR_MAX],
                                                  size_t *offset);
void cs_template_free(struct cs_template *item);

/* Calls |visit| with each variable name that the template uses, nested ones included. */
void cs_template_each_variable(const struct cs_template *item, void (*visit)(const char *name, void *context),
                               void *context);

/* How placeholders get their values: returns false when there is none of that name.  |*value| stays the
 * environment's and must live until the expansion is done. */
struct cs_environment {
    bool (*lookup)(void *context, const char *name, const char **value, size_t *length);
    void *context;
};

/* The bytes of a filled-in template: a list of pieces, so that 64 MiB of noise take no memory. */
enum cs_piece_kind { CS_PIECE_BYTES, CS_PIECE_REPEAT, CS_PIECE_NOISE };
struct cs_piece {
    enum cs_piece_kind kind;
    char *bytes; /* CS_PIECE_BYTES: the bytes; CS_PIECE_REPEAT: what is repeated */
    size_t length;
    uint64_t total; /* bytes that this piece stands for */
    uint64_t seed;  /* CS_PIECE_NOISE */
};
struct cs_bytes {
    size_t count;
    struct cs_piece *pieces;
    uint64_t total;
};

/* Fills in a template.  False with |error| when a variable is unknown, a number is none, or the total passes
 * CS_BYTES_MAX.  Free |out| with cs_bytes_free. */
#define CS_BYTES_MAX (UINT64_C(1) << 32)
CS_MUST_USE bool cs_template_expand(const struct cs_template *item, const struct cs_environment *environment,
                                    struct cs_bytes *out, char error[CS_TEMPLATE_ERROR_MAX]);
void cs_bytes_free(struct cs_bytes *bytes);

/* Copies what stands at |offset| into |buffer|, at most |capacity| bytes; returns how many (0 at the end). */
size_t cs_bytes_read(const struct cs_bytes *bytes, uint64_t offset, char *buffer, size_t capacity);

/* All of it as one NUL-terminated string that the caller frees; NULL when it is longer than |limit|, or
 * without memory, which cs_loss_note hears of (reports/stream.h). */
CS_MUST_USE char *cs_bytes_flatten(const struct cs_bytes *bytes, size_t limit, size_t *length);

#endif
