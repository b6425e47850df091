#include "reference/auth_param.h"

#include <string.h>

#include "reference/scan.h"

void cs_auth_report(struct cs_auth_reader *reader, enum cs_code code, size_t at)
{
    if (cs_code_level(code) == CS_MUST)
        reader->broken = true;
    cs_findings_add(reader->findings, code, reader->base + at);
}

static bool at_end(const struct cs_auth_reader *reader)
{
    return reader->at >= reader->length;
}

static bool stands(const struct cs_auth_reader *reader, char c)
{
    return !at_end(reader) && reader->data[reader->at] == c;
}

static struct cs_span span_from(const struct cs_auth_reader *reader, size_t start)
{
    return (struct cs_span){.start = reader->base + start, .length = reader->at - start};
}

void cs_auth_skip_blanks(struct cs_auth_reader *reader)
{
    while (!at_end(reader) && cs_is_ows(reader->data[reader->at]))
        reader->at++;
}

/* Where the token ends that starts at |at|. */
static size_t token_end(const struct cs_auth_reader *reader, size_t at)
{
    return at < reader->length ? at + cs_span_of(reader->data + at, reader->length - at, CS_TOKEN) : at;
}

static void skip_token(struct cs_auth_reader *reader)
{
    reader->at = token_end(reader, reader->at);
}

/* From an opening quote to behind the closing one; false when there is none.  |*bad| is where the first byte shows that
 * may not stand between them, SIZE_MAX when there is none. */
static bool skip_quoted(struct cs_auth_reader *reader, size_t *bad)
{
    size_t at = reader->at + 1;

    *bad = SIZE_MAX;
    while ((at += cs_span_of_quoted(reader->data + at, reader->length - at)) < reader->length) {
        char c = reader->data[at];

        if (c == '"') {
            reader->at = at + 1;
            return true;
        }
        if (c == '\\' && at + 1 < reader->length)
            at++;
        if (*bad == SIZE_MAX && !cs_is(reader->data[at], CS_VALUE))
            *bad = at;
        at++;
    }
    reader->at = reader->length;
    return false;
}

void cs_auth_skip_element(struct cs_auth_reader *reader)
{
    size_t bad;

    while (!at_end(reader) && !stands(reader, ',')) {
        if (stands(reader, '"'))
            skip_quoted(reader, &bad);
        else
            reader->at++;
    }
}

bool cs_auth_param_ahead(const struct cs_auth_reader *reader, size_t at)
{
    size_t end = token_end(reader, at);

    if (end == at)
        return false;
    while (end < reader->length && cs_is_ows(reader->data[end]))
        end++;
    return end < reader->length && reader->data[end] == '=';
}

/* Whether an element ends here: blanks, then a comma or the end. */
static bool element_ends(struct cs_auth_reader *reader)
{
    cs_auth_skip_blanks(reader);
    return at_end(reader) || stands(reader, ',');
}

static bool is_token68_char(char c)
{
    return cs_is(c, CS_ALPHA | CS_DIGIT) || c == '-' || c == '.' || c == '_' || c == '~' || c == '+' || c == '/';
}

/* token68 only counts when nothing else follows it in its element; else nothing is read. */
static bool read_token68(struct cs_auth_reader *reader, struct cs_span *out)
{
    size_t start = reader->at;

    while (!at_end(reader) && is_token68_char(reader->data[reader->at]))
        reader->at++;
    if (reader->at > start) {
        while (stands(reader, '='))
            reader->at++;
        *out = span_from(reader, start);
        if (element_ends(reader))
            return true;
    }
    *out = (struct cs_span){0};
    reader->at = start;
    return false;
}

static bool read_quoted(struct cs_auth_reader *reader, struct cs_auth_param *param)
{
    size_t open = reader->at;
    size_t bad;
    bool closed = skip_quoted(reader, &bad);
    size_t end = closed ? reader->at - 1 : reader->at;

    param->quoted = true;
    param->value = (struct cs_span){.start = reader->base + open + 1, .length = end - open - 1};
    if (!closed) {
        cs_auth_report(reader, reader->codes->unclosed_quote, open);
        return false;
    }
    if (bad == SIZE_MAX)
        return true;
    cs_auth_report(reader, reader->codes->bad_quoted, bad);
    return false;
}

static bool read_value(struct cs_auth_reader *reader, struct cs_auth_param *param)
{
    size_t start = reader->at;

    if (element_ends(reader)) {
        cs_auth_report(reader, reader->codes->value_missing, reader->at);
        return false;
    }
    if (reader->at > start)
        cs_auth_report(reader, reader->codes->blank_around_equals, start);
    if (stands(reader, '"'))
        return read_quoted(reader, param);
    start = reader->at;
    skip_token(reader);
    param->value = span_from(reader, start);
    if (reader->at > start)
        return true;
    cs_auth_report(reader, reader->codes->bad_value, reader->at);
    return false;
}

static bool read_param(struct cs_auth_reader *reader, struct cs_auth_param *param)
{
    size_t start = reader->at;

    skip_token(reader);
    param->name = span_from(reader, start);
    if (reader->at == start) {
        cs_auth_report(reader, reader->codes->bad_name, start);
        return false;
    }
    start = reader->at;
    cs_auth_skip_blanks(reader);
    if (!stands(reader, '=')) {
        cs_auth_report(reader, reader->codes->no_equals, reader->at);
        return false;
    }
    if (reader->at > start)
        cs_auth_report(reader, reader->codes->blank_around_equals, start);
    reader->at++;
    if (!read_value(reader, param))
        return false;
    start = reader->at;
    if (element_ends(reader))
        return true;
    cs_auth_report(reader, reader->at > start ? reader->codes->no_comma : reader->codes->bad_value, reader->at);
    return false;
}

static void keep_param(struct cs_auth_reader *reader, struct cs_auth *out, const struct cs_auth_param *param)
{
    const char *name = reader->data + (param->name.start - reader->base);

    for (size_t i = 0; i < out->param_count; i++) {
        const struct cs_span *other = &out->params[i].name;

        if (other->length == param->name.length &&
            cs_same_text(reader->data + (other->start - reader->base), name, other->length)) {
            cs_auth_report(reader, reader->codes->duplicate, param->name.start - reader->base);
            break;
        }
    }
    out->params[out->param_count++] = *param;
}

size_t cs_auth_skip_empty(const struct cs_auth_reader *reader, size_t at, size_t *empty)
{
    *empty = SIZE_MAX;
    for (; at < reader->length && (cs_is_ows(reader->data[at]) || reader->data[at] == ','); at++) {
        if (reader->data[at] == ',' && *empty == SIZE_MAX)
            *empty = at;
    }
    if (at >= reader->length && *empty == SIZE_MAX)
        *empty = at;
    return at;
}

/* From the comma behind an element to the next one that is not empty.  False, and nothing is read, at the end or,
 * in a list of challenges, where the next element is no parameter. */
static bool next_param(struct cs_auth_reader *reader, bool is_list)
{
    size_t empty;
    size_t at = cs_auth_skip_empty(reader, reader->at + 1, &empty);

    if (is_list && (at >= reader->length || !cs_auth_param_ahead(reader, at)))
        return false;
    if (empty != SIZE_MAX)
        cs_auth_report(reader, reader->codes->empty_element, empty);
    reader->at = at;
    return at < reader->length;
}

static void read_params(struct cs_auth_reader *reader, struct cs_auth *out, bool is_list)
{
    if (stands(reader, ',')) {
        cs_auth_report(reader, reader->codes->empty_element, reader->at);
        if (!next_param(reader, is_list))
            return;
    }
    do {
        struct cs_auth_param param = {0};

        if (out->param_count == CS_AUTH_PARAMS_MAX) {
            cs_auth_report(reader, reader->codes->too_many, reader->at);
            reader->at = reader->length;
        } else if (read_param(reader, &param)) {
            keep_param(reader, out, &param);
        } else {
            cs_auth_skip_element(reader);
        }
    } while (!at_end(reader) && next_param(reader, is_list));
}

bool cs_auth_read(struct cs_auth_reader *reader, struct cs_auth *out, bool is_list)
{
    size_t start = reader->at;

    *out = (struct cs_auth){.params = out->params};
    skip_token(reader);
    if (reader->at == start) {
        cs_auth_report(reader, reader->codes->bad_scheme, start);
        cs_auth_skip_element(reader);
        return false;
    }
    out->scheme_name = span_from(reader, start);
    start = reader->at;
    if (element_ends(reader) && (is_list || at_end(reader)))
        return true;
    if (reader->at == start || memchr(reader->data + start, '\t', reader->at - start) != NULL)
        cs_auth_report(reader, reader->codes->no_space, start);
    if (reader->at == start)
        cs_auth_skip_element(reader);
    else if (!read_token68(reader, &out->token68))
        read_params(reader, out, is_list);
    else if (!is_list && !at_end(reader))
        cs_auth_report(reader, reader->codes->bad_name, reader->at);
    return true;
}

/* Whether |span| equals |text| (lower case), letter case aside. */
static bool is_text(const char *data, size_t base, struct cs_span span, const char *text)
{
    const char *bytes = data + (span.start - base);

    for (size_t i = 0; i < span.length; i++) {
        if (text[i] == '\0' || cs_lower(bytes[i]) != text[i])
            return false;
    }
    return text[span.length] == '\0';
}

enum cs_scheme cs_auth_scheme(const char *data, size_t base, struct cs_span name)
{
    static const char *const names[] = {
        [CS_SCHEME_BASIC] = "basic", [CS_SCHEME_DIGEST] = "digest", [CS_SCHEME_BEARER] = "bearer"};

    for (int i = CS_SCHEME_BASIC; i <= CS_SCHEME_BEARER; i++) {
        if (is_text(data, base, name, names[i]))
            return (enum cs_scheme)i;
    }
    return CS_SCHEME_OTHER;
}

int cs_auth_value_next(const char *data, size_t base, const struct cs_auth_param *param, size_t *step)
{
    const char *value = data + (param->value.start - base);

    if (*step >= param->value.length)
        return -1;
    if (param->quoted && value[*step] == '\\' && *step + 1 < param->value.length)
        (*step)++;
    return (unsigned char)value[(*step)++];
}

bool cs_auth_value_is(const char *data, size_t base, const struct cs_auth_param *param, const char *text)
{
    size_t step = 0;

    if (!param->quoted)
        return is_text(data, base, param->value, text);
    for (; *text != '\0'; text++) {
        int c = cs_auth_value_next(data, base, param, &step);

        if (c < 0 || cs_lower((char)c) != *text)
            return false;
    }
    return step == param->value.length;
}

const struct cs_auth_param *cs_auth_param_find(const char *data, size_t base, const struct cs_auth_param *params,
                                               size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (is_text(data, base, params[i].name, name))
            return &params[i];
    }
    return NULL;
}
