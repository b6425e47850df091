#include "reference/lenient_lines.h"

#include <string.h>

#include "reference/scan.h"

static bool forgives(const struct cs_lenient_lines *lines, enum cs_leniency what)
{
    return (lines->leniency & what) != 0;
}

/* The line at the position, without its end; the walk goes on behind it. */
static struct cs_span next_line(struct cs_lenient_lines *lines)
{
    size_t start = lines->position;
    size_t end = start;

    while (end < lines->length && lines->data[end] != '\n' &&
           !(forgives(lines, CS_LENIENT_BARE_CR) && lines->data[end] == '\r'))
        end++;
    lines->position = end + 1;
    if (end + 1 < lines->length && lines->data[end] == '\r' && lines->data[end + 1] == '\n')
        lines->position++;
    if (end > start && lines->data[end - 1] == '\r')
        end--;
    return (struct cs_span){.start = start, .length = end - start};
}

struct cs_lenient_lines cs_lenient_lines(const char *data, size_t length, unsigned leniency)
{
    struct cs_lenient_lines lines = {.data = data, .length = length, .leniency = leniency};

    while (lines.position < length && next_line(&lines).length == 0) /* empty lines before the first */
        continue;
    return lines;
}

/* A value that a folded line goes on with. */
static void join(struct cs_lenient_lines *lines, struct cs_span *value)
{
    struct cs_span line;

    if (!forgives(lines, CS_LENIENT_FOLD) || value->length > 0 || lines->position >= lines->length ||
        !cs_is_ows(lines->data[lines->position]))
        return;
    line = next_line(lines);
    *value = cs_trim(lines->data, line.start, line.start + line.length);
}

bool cs_lenient_next(struct cs_lenient_lines *lines, struct cs_span *name, struct cs_span *value)
{
    while (lines->position < lines->length) {
        struct cs_span line = next_line(lines);
        const char *colon = memchr(lines->data + line.start, ':', line.length);
        size_t end = colon == NULL ? line.start : (size_t)(colon - lines->data);

        if (line.length == 0)
            return false;
        if (end == line.start || cs_is_ows(lines->data[line.start]))
            continue;
        *value = cs_trim(lines->data, end + 1, line.start + line.length);
        join(lines, value);
        if (forgives(lines, CS_LENIENT_NAME_BLANK))
            *name = cs_trim(lines->data, line.start, end);
        else
            *name = (struct cs_span){.start = line.start, .length = end - line.start};
        return true;
    }
    return false;
}

bool cs_lenient_is(const struct cs_lenient_lines *lines, struct cs_span name, const char *wanted)
{
    if (strlen(wanted) != name.length)
        return false;
    for (size_t i = 0; i < name.length; i++) {
        char byte = cs_lower(lines->data[name.start + i]);

        if (forgives(lines, CS_LENIENT_UNDERSCORE) && byte == '_')
            byte = '-';
        if (byte != wanted[i])
            return false;
    }
    return true;
}
