/* Field lines a byte after the other. */
#include "reference/scan.h"
#include "reference/skim.h"

static bool is_known_letter(char byte)
{
    char letter = cs_lower(byte);

    return letter == 'c' || letter == 'h' || letter == 'p' || letter == 't';
}

/* Reads the line at |line->start|; false when it is not well-formed. */
static bool read_line(const char *data, size_t bound, struct cs_skimmed_line *line)
{
    size_t colon = line->start + cs_span_of(data + line->start, bound - line->start, CS_TOKEN);
    size_t cr;

    if (colon == line->start || colon == bound || data[colon] != ':')
        return false;
    cr = colon + cs_span_of(data + colon, bound - colon, CS_VALUE);
    line->colon = colon;
    line->end = cr + 1;
    return bound - cr >= 2 && data[cr] == '\r' && data[cr + 1] == '\n';
}

void cs_skim_plain(const char *data, size_t start, size_t bound, struct cs_skim *out)
{
    struct cs_skimmed_line line = {.start = start};

    out->lines = 0;
    out->count = 0;
    out->full = false;
    while (read_line(data, bound, &line)) {
        if (cs_skim_length_known(line.colon - line.start) && is_known_letter(data[line.start])) {
            out->full = out->count == CS_SKIM_MAX;
            if (out->full)
                break;
            out->known[out->count++] = line;
        }
        out->lines++;
        line.start = line.end + 1;
    }
    out->position = line.start;
}
