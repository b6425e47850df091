/* Readings that take the destination from a field. */
#include "reference/reading_rules.h"
#include "reference/scan.h"

/* The destination that a Host value names; without a port there, the port of the target. */
static bool read_host_value(const struct cs_subject *subject, struct cs_span value, struct cs_destination *out)
{
    const char *text = subject->head + value.start;

    return cs_read_strictly(text, value.length, out) ||
           (subject->valid && cs_read_host(text, value.length, subject->strict.port, out));
}

bool cs_rule_host_field(const struct cs_subject *subject, struct cs_destination *out)
{
    return subject->head != NULL && subject->request->host_count > 0 &&
           read_host_value(subject, subject->request->host_value, out);
}

bool cs_rule_last_host_field(const struct cs_subject *subject, struct cs_destination *out)
{
    struct cs_span value = {0};
    struct cs_field field;
    size_t position;

    if (subject->head == NULL || subject->request->host_count < 2)
        return false;
    position = cs_find(subject->head, subject->request->method.start, subject->head_length, '\n') + 1;
    while (cs_field_next(subject->head, subject->head_length, &position, &field, NULL))
        if (cs_field_is(subject->head, &field, "host"))
            value = field.value;
    return read_host_value(subject, value, out);
}

/* The value of a Host field whose line starts at |start| and ends at any CR or LF. */
static bool hidden_host(const struct cs_subject *subject, size_t start, struct cs_span *value)
{
    size_t end = cs_find(subject->head, start, subject->head_length, '\n');

    end = cs_find(subject->head, start, end, '\r');
    if (end - start < 5 || !cs_same_text(subject->head + start, "host:", 5))
        return false;
    start += 5;
    while (start < end && cs_is_ows(subject->head[start]))
        start++;
    while (end > start && cs_is_ows(subject->head[end - 1]))
        end--;
    *value = (struct cs_span){.start = start, .length = end - start};
    return true;
}

bool cs_rule_bare_cr_line(const struct cs_subject *subject, struct cs_destination *out)
{
    size_t at = 0;
    struct cs_span value;

    if (subject->head == NULL)
        return false;
    while ((at = cs_find(subject->head, at, subject->head_length, '\r') + 1) < subject->head_length)
        if (subject->head[at] != '\n' && hidden_host(subject, at, &value) && read_host_value(subject, value, out))
            return true;
    return false;
}
