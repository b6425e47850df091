#include "harness/scenario/diagnostic.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_MAX 600

/* Only printable ASCII passes: the message quotes files that may hold anything, and ends on a terminal. */
static char *escaped(const char *text)
{
    static const char hex[] = "0123456789abcdef";
    char *out = malloc(strlen(text) * 4 + 1);
    char *to = out;

    if (out == NULL)
        return NULL;
    for (const char *from = text; *from != '\0'; from++) {
        unsigned char byte = (unsigned char)*from;

        if (byte >= 0x20 && byte < 0x7f) {
            *to++ = *from;
            continue;
        }
        *to++ = '\\';
        *to++ = 'x';
        *to++ = hex[byte >> 4];
        *to++ = hex[byte & 15];
    }
    *to = '\0';
    return out;
}

void cs_diagnose(struct cs_diagnostics *diagnostics, const char *path, struct cs_place place, const char *format, ...)
{
    char message[MESSAGE_MAX];
    struct cs_diagnostic *item = NULL;
    va_list arguments;

    diagnostics->count++;
    if (diagnostics->count > CS_DIAGNOSTICS_MAX)
        return;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    item = &diagnostics->items[diagnostics->count - 1];
    item->path = escaped(path);
    item->place = place;
    item->message = escaped(message);
}

static const char *shown(const char *text)
{
    return text != NULL ? text : "out of memory";
}

void cs_diagnostic_print(const struct cs_diagnostic *item)
{
    fputs(shown(item->path), stderr);
    if (item->place.line > 0)
        fprintf(stderr, ":%zu:%zu", item->place.line, item->place.column);
    fprintf(stderr, ": %s\n", shown(item->message));
}

void cs_diagnostics_print(const struct cs_diagnostics *diagnostics)
{
    for (size_t i = 0; i < diagnostics->count && i < CS_DIAGNOSTICS_MAX; i++)
        cs_diagnostic_print(&diagnostics->items[i]);
    if (diagnostics->count > CS_DIAGNOSTICS_MAX)
        fprintf(stderr, "and %zu more\n", diagnostics->count - CS_DIAGNOSTICS_MAX);
}

void cs_diagnostics_free(struct cs_diagnostics *diagnostics)
{
    for (size_t i = 0; i < diagnostics->count && i < CS_DIAGNOSTICS_MAX; i++) {
        free(diagnostics->items[i].path);
        free(diagnostics->items[i].message);
    }
    memset(diagnostics, 0, sizeof(*diagnostics));
}
