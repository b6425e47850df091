#include "harness/transport/says.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "harness/transport/section.h"
#include "reports/escape.h"

#define SHOWN      160 /* bytes of a name or value */
#define FIELDS_MAX 64

void cs_say(struct cs_says *says, const char *format, ...)
{
    size_t room = sizeof(says->text) - says->length;
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(says->text + says->length, room, format, arguments);
    va_end(arguments);
    if (length >= 0 && (size_t)length < room) {
        says->length += (size_t)length;
        return;
    }
    memcpy(says->text + sizeof(says->text) - 5, " ...", 5);
    says->length = sizeof(says->text) - 1;
}

void cs_say_bytes(struct cs_says *says, const char *before, const char *bytes, size_t length)
{
    char *escaped = cs_escape_limited(bytes, length, SHOWN);

    cs_say(says, "%s%s", before, escaped == NULL ? "?" : escaped);
    free(escaped);
}

static bool is_secret(const char *name, size_t length)
{
    static const char end[] = "authorization";

    return length >= sizeof(end) - 1 && strncasecmp(name + length - (sizeof(end) - 1), end, sizeof(end) - 1) == 0;
}

void cs_say_section(struct cs_says *says, const struct cs_buffer *section)
{
    struct cs_field fields[FIELDS_MAX];
    const char *text = section->length == 0 ? "" : section->data;
    size_t count = cs_section_fields(text, section->length, fields, FIELDS_MAX);

    for (size_t i = 0; i < count; i++) {
        cs_say_bytes(says, i == 0 ? "" : ", ", text + fields[i].name.start, fields[i].name.length);
        if (is_secret(text + fields[i].name.start, fields[i].name.length))
            cs_say(says, ": (%zu bytes)", fields[i].value.length);
        else
            cs_say_bytes(says, ": ", text + fields[i].value.start, fields[i].value.length);
    }
    if (count == FIELDS_MAX)
        cs_say(says, ", ...");
}
