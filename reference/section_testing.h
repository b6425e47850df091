/* For unit tests: a field section written as "name: value|name: value". */
#ifndef CONNECTREF_SECTION_TESTING_H
#define CONNECTREF_SECTION_TESTING_H

#include <string.h>

#include "reference/field_section.h"

#define CS_SECTION_TESTING_FIELDS 32

/* Splits |text| in place of a decoder.  A name ends at the first ": " behind its first byte.  Returns the count. */
static inline size_t cs_section_split(const char *text, size_t length, struct cs_field *fields)
{
    size_t count = 0;

    for (size_t at = 0; at < length && count < CS_SECTION_TESTING_FIELDS; count++) {
        const char *bar = memchr(text + at, '|', length - at);
        size_t end = bar == NULL ? length : (size_t)(bar - text);
        size_t colon = at + 1;

        while (colon + 1 < end && !(text[colon] == ':' && text[colon + 1] == ' '))
            colon++;
        fields[count].name = (struct cs_span){at, colon + 1 < end ? colon - at : end - at};
        fields[count].value = (struct cs_span){colon + 1 < end ? colon + 2 : end, 0};
        fields[count].value.length = end - fields[count].value.start;
        at = end + 1;
    }
    return count;
}

#endif
