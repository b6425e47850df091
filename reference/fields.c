#include "reference/fields.h"

#include <string.h>

#include "reference/scan.h"

static void complain(struct cs_findings *findings, enum cs_code code, size_t offset)
{
    if (findings != NULL)
        cs_findings_add(findings, code, offset);
}

static size_t trim_end(const char *data, size_t start, size_t end)
{
    while (end > start && (data[end - 1] == ' ' || data[end - 1] == '\t'))
        end--;
    return end;
}

static size_t trim_start(const char *data, size_t start, size_t end)
{
    while (start < end && (data[start] == ' ' || data[start] == '\t'))
        start++;
    return start;
}

static void check_name(const char *data, size_t start, size_t end, struct cs_findings *findings)
{
    size_t stop = trim_end(data, start, end);
    size_t bad = start + cs_span_of(data + start, stop - start, CS_TOKEN);

    if (start == end)
        complain(findings, CS_CODE_FIELD_NAME_EMPTY, start);
    if (bad < stop && data[bad] != '\0' && data[bad] != '\r')
        complain(findings, CS_CODE_FIELD_NAME_BAD_CHARACTER, bad);
    if (stop < end)
        complain(findings, CS_CODE_FIELD_BLANK_BEFORE_COLON, stop);
}

/* NUL, CR and other controls from |start| to |end|, in a value or (NUL and CR alone) in a name. */
static void check_bytes(const char *data, size_t start, size_t end, bool value, struct cs_findings *findings)
{
    for (size_t at = start; at < end; at++) {
        at += cs_span_of_value(data + at, end - at);
        if (at == end)
            return;
        if (data[at] == '\0')
            complain(findings, CS_CODE_NUL_BYTE, at);
        else if (data[at] == '\r')
            complain(findings, CS_CODE_BARE_CR, at);
        else if (value)
            complain(findings, CS_CODE_FIELD_VALUE_CONTROL, at);
    }
}

static void set_span(struct cs_span *span, size_t start, size_t end)
{
    span->start = start;
    span->length = end - start;
}

static void read_folded(const char *data, size_t start, size_t end, bool first, struct cs_field *out,
                        struct cs_findings *findings)
{
    out->folded = true;
    set_span(&out->name, start, start);
    set_span(&out->value, trim_start(data, start, end), trim_end(data, trim_start(data, start, end), end));
    complain(findings, first ? CS_CODE_FIELD_BLANK_LED : CS_CODE_FIELD_FOLDED, start);
    check_bytes(data, start, end, true, findings);
}

static void read_field(const char *data, size_t start, size_t end, struct cs_field *out, struct cs_findings *findings)
{
    const char *colon = memchr(data + start, ':', end - start);
    size_t name_end = colon == NULL ? end : (size_t)(colon - data);
    size_t value_start = colon == NULL ? end : trim_start(data, name_end + 1, end);

    out->folded = false;
    set_span(&out->name, start, name_end);
    set_span(&out->value, value_start, trim_end(data, value_start, end));
    if (colon == NULL)
        complain(findings, CS_CODE_FIELD_NO_COLON, start);
    else
        check_name(data, start, name_end, findings);
    check_bytes(data, start, name_end, false, findings);
    check_bytes(data, name_end, end, true, findings);
}

bool cs_field_line(const char *data, size_t start, size_t end, bool first, struct cs_field *out,
                   struct cs_findings *findings)
{
    bool with_cr = end > start && data[end - 1] == '\r';
    size_t stop = with_cr ? end - 1 : end;

    set_span(&out->line, start, stop);
    if (stop > start && (data[start] == ' ' || data[start] == '\t'))
        read_folded(data, start, stop, first, out, findings);
    else
        read_field(data, start, stop, out, stop > start ? findings : NULL);
    if (!with_cr)
        complain(findings, CS_CODE_BARE_LF, end);
    return stop > start;
}

bool cs_field_next(const char *data, size_t length, size_t *position, struct cs_field *out,
                   struct cs_findings *findings)
{
    size_t start = *position;
    const char *end = start < length ? memchr(data + start, '\n', length - start) : NULL;

    *position = end == NULL ? length : (size_t)(end - data) + 1;
    return end != NULL && cs_field_line(data, start, (size_t)(end - data), start == 0, out, findings);
}

bool cs_field_is(const char *data, const struct cs_field *field, const char *name)
{
    size_t length = strlen(name);

    if (field->name.length != length || field->line.length == length)
        return false; /* another name, or a line that consists of the name: no colon, no field */
    return cs_same_text(data + field->name.start, name, length);
}

bool cs_list_has(const char *data, struct cs_span value, const char *token)
{
    size_t end = value.start + value.length;
    size_t length = strlen(token);

    for (size_t at = value.start; at < end;) {
        const char *comma = memchr(data + at, ',', end - at);
        size_t stop = comma == NULL ? end : (size_t)(comma - data);
        size_t start = trim_start(data, at, stop);
        if (trim_end(data, start, stop) - start == length && cs_same_text(data + start, token, length))
            return true;
        at = stop + 1;
    }
    return false;
}

bool cs_list_is_tokens(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        const char *comma = memchr(text + at, ',', length - at);
        size_t stop = comma == NULL ? length : (size_t)(comma - text);
        struct cs_span member = cs_trim(text, at, stop);

        if (cs_span_of(text + member.start, member.length, CS_TOKEN) < member.length)
            return false;
        at = stop + 1;
    }
    return true;
}
