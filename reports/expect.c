#include "reports/expect.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/version.h"

/* Where the reader stands. */
struct place {
    const char *start; /* of the line */
    const char *at;
    const char *end; /* of the line */
    unsigned line;
    char *error;
};

__attribute__((format(printf, 2, 3))) static bool refuse(const struct place *place, const char *format, ...)
{
    va_list arguments;
    int used =
        snprintf(place->error, CS_EXPECT_ERROR_MAX, "%u:%zu: ", place->line, (size_t)(place->at - place->start) + 1);

    va_start(arguments, format);
    if (used > 0)
        (void)vsnprintf(place->error + used, CS_EXPECT_ERROR_MAX - (size_t)used, format, arguments);
    va_end(arguments);
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void skip_blanks(struct place *place)
{
    while (place->at < place->end && is_blank(*place->at))
        place->at++;
}

static size_t word_length(const struct place *place)
{
    size_t length = 0;

    while (place->at + length < place->end && !is_blank(place->at[length]))
        length++;
    return length;
}

/* Copies the |length| bytes at the place to |*out|, once; the place stays. */
static bool copy(const struct place *place, size_t length, const char *what, char **out)
{
    if (*out != NULL)
        return refuse(place, "%s stands here twice", what);
    if (length == 0)
        return refuse(place, "%s is empty", what);
    *out = calloc(length + 1, 1);
    if (*out == NULL)
        return refuse(place, "out of memory");
    memcpy(*out, place->at, length);
    return true;
}

static bool is_id(const char *text)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/@._:+=-*";

    return text[strspn(text, allowed)] == '\0';
}

static bool is_code(const char *text)
{
    return text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

static bool is_date(const char *text)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    static const char form[] = "dddd-dd-dd";
    int year, month, day;

    for (size_t i = 0; i < sizeof(form); i++)
        if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
            return false;
    year = (int)strtol(text, NULL, 10);
    month = (int)strtol(text + 5, NULL, 10);
    day = (int)strtol(text + 8, NULL, 10);
    if (month < 1 || month > 12 || day < 1)
        return false;
    return day <= days[month - 1] + (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

static bool is_url(const char *text)
{
    size_t scheme = strncmp(text, "https://", 8) == 0 ? 8 : strncmp(text, "http://", 7) == 0 ? 7 : 0;

    for (const char *at = text; *at != '\0'; at++)
        if (*at <= ' ' || *at == 0x7f || *at == '"' || *at == '<' || *at == '>')
            return false;
    return scheme > 0 && text[scheme] != '\0';
}

struct field {
    const char *key; /* with its "=" */
    bool (*valid)(const char *text);
    const char *form;
};

static bool take_field(struct place *place, struct cs_expectation *item)
{
    static const struct field fields[] = {
        {"code=", is_code, "a finding's code, such as code=tunnel-opened"},
        {"until=", is_date, "a date, such as until=2027-03-31"},
        {"issue=", is_url, "a link, such as issue=https://example.org/issues/7"},
    };
    char **const values[] = {&item->code, &item->until, &item->issue};
    size_t length = word_length(place);

    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        size_t key = strlen(fields[i].key);

        if (length < key || memcmp(place->at, fields[i].key, key) != 0)
            continue;
        place->at += key;
        if (!copy(place, length - key, fields[i].key, values[i]))
            return false;
        if (!fields[i].valid(*values[i]))
            return refuse(place, "this has to be %s", fields[i].form);
        place->at += length - key;
        return true;
    }
    return refuse(place, "this is none of code=, until=, issue=; a reason begins with --");
}

/* What stands behind "--", without blanks at either end. */
static bool take_reason(struct place *place, struct cs_expectation *item)
{
    const char *end = place->end;

    place->at += 2;
    skip_blanks(place);
    while (end > place->at && is_blank(end[-1]))
        end--;
    if (!copy(place, (size_t)(end - place->at), "the reason", &item->reason))
        return false;
    place->at = place->end;
    return true;
}

static bool fill_gaps(struct cs_expectation *item)
{
    char **const values[] = {&item->code, &item->until, &item->issue, &item->reason};

    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        if (*values[i] == NULL && (*values[i] = strdup("")) == NULL)
            return false;
    return true;
}

static bool read_item(struct place *place, struct cs_expectation *item)
{
    item->line = place->line;
    if (!copy(place, word_length(place), "the case", &item->pattern))
        return false;
    if (!is_id(item->pattern))
        return refuse(place, "a case id or a pattern with * has to stand first");
    place->at += strlen(item->pattern);
    for (skip_blanks(place); place->at < place->end; skip_blanks(place)) {
        bool reason = word_length(place) == 2 && memcmp(place->at, "--", 2) == 0;

        if (!(reason ? take_reason(place, item) : take_field(place, item)))
            return false;
    }
    return fill_gaps(item) || refuse(place, "out of memory");
}

static bool is_new(struct place *place, const struct cs_expectations *all, const struct cs_expectation *item)
{
    place->at = place->start;
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->items[i].pattern, item->pattern) == 0 && strcmp(all->items[i].code, item->code) == 0)
            return refuse(place, "this says again what line %u says", all->items[i].line);
    return true;
}

static void free_item(struct cs_expectation *item)
{
    free(item->pattern);
    free(item->code);
    free(item->until);
    free(item->issue);
    free(item->reason);
}

/* Twice the room each time that the count is a power of two. */
static bool make_room(struct cs_expectations *out)
{
    struct cs_expectation *larger;

    if ((out->count & (out->count - 1)) != 0)
        return true;
    larger = realloc(out->items, (out->count == 0 ? 1 : 2 * out->count) * sizeof(*larger));
    if (larger == NULL)
        return false;
    out->items = larger;
    return true;
}

static bool add_item(struct place *place, struct cs_expectations *out)
{
    struct cs_expectation item = {0};

    if (out->count == CS_EXPECT_COUNT_MAX)
        return refuse(place, "more than %d lines; a pattern with * can stand for many", CS_EXPECT_COUNT_MAX);
    if (!make_room(out))
        return refuse(place, "out of memory");
    if (!read_item(place, &item) || !is_new(place, out, &item)) {
        free_item(&item);
        return false;
    }
    out->items[out->count++] = item;
    return true;
}

static bool read_suite(struct place *place, struct cs_expectations *out)
{
    static const char key[] = "suite:";

    if ((size_t)(place->end - place->at) < strlen(key) || memcmp(place->at, key, strlen(key)) != 0)
        return refuse(place, "the first line has to be 'suite: VERSION', the version of connectspec (--version)");
    place->at += strlen(key);
    skip_blanks(place);
    if (!copy(place, word_length(place), "the version", &out->suite))
        return false;
    if (!cs_version_valid(out->suite))
        return refuse(place, "a version has three numbers, such as 1.4.0");
    place->at += strlen(out->suite);
    skip_blanks(place);
    return place->at == place->end || refuse(place, "nothing may follow the version");
}

static bool is_text(struct place *place)
{
    for (; place->at < place->end; place->at++)
        if (((unsigned char)*place->at < ' ' && *place->at != '\t') || *place->at == 0x7f)
            return refuse(place, "a control byte");
    place->at = place->start;
    return true;
}

static bool read_line(struct place *place, struct cs_expectations *out)
{
    if (place->end > place->start && place->end[-1] == '\r')
        place->end--;
    if (!is_text(place))
        return false;
    if (place->line == 1)
        return read_suite(place, out);
    skip_blanks(place);
    if (place->at == place->end || *place->at == '#')
        return true;
    return add_item(place, out);
}

static bool read_lines(const char *text, size_t length, struct cs_expectations *out, struct place *place)
{
    const char *end = text + length;

    do {
        const char *feed = memchr(text, '\n', (size_t)(end - text));

        place->line++;
        place->start = place->at = text;
        place->end = feed != NULL ? feed : end;
        text = feed != NULL ? feed + 1 : end;
        if (!read_line(place, out))
            return false;
    } while (text < end);
    return true;
}

bool cs_expect_parse(const char *text, size_t length, struct cs_expectations *out, char error[CS_EXPECT_ERROR_MAX])
{
    struct place place = {.start = text, .at = text, .end = text, .line = 0, .error = error};

    *out = (struct cs_expectations){0};
    if (length > CS_EXPECT_BYTES_MAX) {
        place.line = 1;
        return refuse(&place, "the file has more than %d bytes", CS_EXPECT_BYTES_MAX);
    }
    if (read_lines(text, length, out, &place))
        return true;
    cs_expect_free(out);
    return false;
}

void cs_expect_free(struct cs_expectations *expectations)
{
    for (size_t i = 0; i < expectations->count; i++)
        free_item(&expectations->items[i]);
    free(expectations->items);
    free(expectations->suite);
    *expectations = (struct cs_expectations){0};
}

void cs_expect_write_suite(FILE *out, const char *suite)
{
    fprintf(out, "suite: %s\n", suite);
}

static void write_field(FILE *out, const char *before, const char *value)
{
    if (value[0] != '\0')
        fprintf(out, "%s%s", before, value);
}

void cs_expect_write(FILE *out, const struct cs_expectation *item)
{
    fputs(item->pattern, out);
    write_field(out, " code=", item->code);
    write_field(out, " until=", item->until);
    write_field(out, " issue=", item->issue);
    write_field(out, " -- ", item->reason);
    fputc('\n', out);
}

/* `*` stands for any bytes; on a mismatch only the last one needs to try again. */
static bool glob(const char *pattern, const char *text)
{
    const char *star = NULL;
    const char *resume = NULL;

    while (*text != '\0') {
        if (*pattern == '*') {
            star = pattern++;
            resume = text;
        } else if (*pattern == *text) {
            pattern++;
            text++;
        } else if (star != NULL) {
            pattern = star + 1;
            text = ++resume;
        } else {
            return false;
        }
    }
    return pattern[strspn(pattern, "*")] == '\0';
}

bool cs_expect_names(const char *pattern, const char *id)
{
    size_t length = strlen(pattern);

    return glob(pattern, id) || (strncmp(pattern, id, length) == 0 && id[length] == '@' && strchr(id, '+') == NULL);
}
