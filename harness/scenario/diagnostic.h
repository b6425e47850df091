/* Errors in files that people write, each with its place: `FILE:LINE:COL: message`. */
#ifndef CONNECTSPEC_DIAGNOSTIC_H
#define CONNECTSPEC_DIAGNOSTIC_H

#include <stddef.h>

struct cs_place {
    size_t line;   /* from 1; 0 unknown */
    size_t column; /* from 1, in bytes */
};

struct cs_diagnostic {
    char *path;
    struct cs_place place;
    char *message;
};

#define CS_DIAGNOSTICS_MAX 100
struct cs_diagnostics {
    size_t count; /* may exceed CS_DIAGNOSTICS_MAX; the rest is only counted */
    struct cs_diagnostic items[CS_DIAGNOSTICS_MAX];
};

/* Adds one; the message is formatted and its control bytes are escaped. */
void cs_diagnose(struct cs_diagnostics *diagnostics, const char *path, struct cs_place place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Print one, and all, to stderr as FILE:LINE:COL: message (without :LINE:COL where unknown). */
void cs_diagnostic_print(const struct cs_diagnostic *item);
void cs_diagnostics_print(const struct cs_diagnostics *diagnostics);
void cs_diagnostics_free(struct cs_diagnostics *diagnostics);

#endif
