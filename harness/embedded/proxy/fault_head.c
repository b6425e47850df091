/* Faults in telling lines and fields apart: the head is rewritten, then parsed strictly. */
#include <string.h>
#include <strings.h>

#include "harness/embedded/proxy/fault_h1.h"

#define CREDENTIALS "Proxy-Authorization"
#define OVERRIDE    "-Method-Override: CONNECT"
#define FIELDS_READ 64
#define FIELDS_MANY 500
#define LINE_READ   1024
#define BOUNDARY    1024

struct line {
    const char *text; /* without its CRLF */
    size_t length, number;
};

static void end_line(struct cs_draft *out)
{
    cs_draft_text(out, "\r\n");
}

static void put(const struct line *line, struct cs_draft *out)
{
    cs_draft_add(out, line->text, line->length);
    end_line(out);
}

static size_t name_length(const struct line *line)
{
    const char *colon = line->length == 0 ? NULL : memchr(line->text, ':', line->length);

    return colon == NULL || line->number == 0 ? 0 : (size_t)(colon - line->text);
}

/* The line as a field of the name that it has not. */
static void put_as_credentials(const struct line *line, size_t name, struct cs_draft *out)
{
    cs_draft_text(out, CREDENTIALS);
    cs_draft_add(out, line->text + name, line->length - name);
    end_line(out);
}

static void name_prefix(const struct line *line, struct cs_draft *out)
{
    size_t name = name_length(line);

    if (name > strlen(CREDENTIALS) && strncasecmp(line->text, CREDENTIALS, strlen(CREDENTIALS)) == 0)
        put_as_credentials(line, name, out);
    else
        put(line, out);
}

static void name_suffix(const struct line *line, struct cs_draft *out)
{
    size_t name = name_length(line);
    size_t known = strlen(CREDENTIALS);

    if (name > known && strncasecmp(line->text + name - known, CREDENTIALS, known) == 0)
        put_as_credentials(line, name, out);
    else
        put(line, out);
}

static void name_keyed(const struct line *line, struct cs_draft *out)
{
    size_t name = name_length(line);

    if (name == strlen(CREDENTIALS) && (line->text[0] | 0x20) == 'p' && (line->text[name - 1] | 0x20) == 'n')
        put_as_credentials(line, name, out);
    else
        put(line, out);
}

/* Without a look at the letters between the first and the last. */
static void fields_keyed(const struct line *line, struct cs_draft *out)
{
    static const char *const known[] = {"Host", "Content-Length", "Transfer-Encoding"};
    size_t name = name_length(line);

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (name == strlen(known[i]) && strncasecmp(line->text, known[i], 1) == 0 &&
            strncasecmp(line->text + name - 1, known[i] + name - 1, 1) == 0) {
            cs_draft_text(out, known[i]);
            cs_draft_add(out, line->text + name, line->length - name);
            end_line(out);
            return;
        }
    put(line, out);
}

static void few_fields(const struct line *line, struct cs_draft *out)
{
    if (line->number <= FIELDS_READ || line->length == 0)
        put(line, out);
}

static void some_fields(const struct line *line, struct cs_draft *out)
{
    if (line->number <= FIELDS_MANY || line->length == 0)
        put(line, out);
}

static void cut_line(const struct line *line, struct cs_draft *out)
{
    put(&(struct line){line->text, line->length < LINE_READ ? line->length : LINE_READ, line->number}, out);
}

static void split_line(const struct line *line, struct cs_draft *out)
{
    struct line rest = *line;

    for (; rest.length > LINE_READ; rest.text += LINE_READ, rest.length -= LINE_READ)
        if (memchr(rest.text, ':', LINE_READ) != NULL) /* else no field */
            put(&(struct line){rest.text, LINE_READ, rest.number}, out);
    put(&rest, out);
}

static bool is_control(char c)
{
    return (unsigned char)c <= ' ';
}

static void trim_value(const struct line *line, struct cs_draft *out)
{
    size_t start = name_length(line) + 1;
    size_t end = line->length;

    if (start == 1) {
        put(line, out);
        return;
    }
    cs_draft_add(out, line->text, start);
    while (start < end && is_control(line->text[start]))
        start++;
    while (end > start && is_control(line->text[end - 1]))
        end--;
    cs_draft_add(out, line->text + start, end - start);
    end_line(out);
}

static const struct {
    enum cs_fault fault;
    void (*puts)(const struct line *line, struct cs_draft *out);
} rows[] = {
    {CS_FAULT_NAME_PREFIX, name_prefix}, {CS_FAULT_NAME_SUFFIX, name_suffix},   {CS_FAULT_FIELDS_64, few_fields},
    {CS_FAULT_LINE_SPLIT, split_line},   {CS_FAULT_VALUES_TRIMMED, trim_value}, {CS_FAULT_FIELDS_500, some_fields},
    {CS_FAULT_LINE_CUT, cut_line},       {CS_FAULT_NAME_KEYED, name_keyed},     {CS_FAULT_FIELDS_KEYED, fields_keyed},
};

/* The request line of a head, without its CRLF. */
static size_t line_of(const char *data, size_t end)
{
    const char *feed = end == 0 ? NULL : memchr(data, '\n', end);
    size_t length = feed == NULL ? end : (size_t)(feed - data);

    return length > 0 && data[length - 1] == '\r' ? length - 1 : length;
}

static bool override_method(const char *data, size_t end, struct cs_draft *out)
{
    const char *blank = end == 0 ? NULL : memchr(data, ' ', end);
    size_t method = blank == NULL ? end : (size_t)(blank - data);

    if (method == end || memmem(data, end, OVERRIDE, strlen(OVERRIDE)) == NULL)
        return false;
    cs_draft_text(out, "CONNECT");
    cs_draft_add(out, data + method, end - method);
    return true;
}

/* A line end between quotation marks is two blanks; where the last of these is missing, nothing is changed. */
static bool join_quoted(const char *data, size_t end, struct cs_draft *out)
{
    size_t marks = 0;

    for (size_t i = 0; i < end; i++)
        marks += data[i] == '"';
    if (marks == 0 || marks % 2 != 0)
        return false;
    marks = 0;
    for (size_t i = 0; i < end; i++) {
        marks += data[i] == '"';
        cs_draft_add(out, marks % 2 != 0 && (data[i] == '\r' || data[i] == '\n') ? " " : data + i, 1);
    }
    return true;
}

/* The line that another client has sent meanwhile, and its Host with it. */
static bool take_shared_line(const struct cs_proxy_config *config, const char *data, size_t end, struct cs_draft *out)
{
    const struct cs_proxy_memory *memory = config->memory;
    size_t own = line_of(data, end);
    size_t target;

    if (memory == NULL || memory->head_length < 18 || own >= end ||
        (own == memory->head_length && memcmp(data, memory->head, own) == 0))
        return false;
    target = strcspn(memory->head + 8, " ");
    cs_draft_add(out, memory->head, memory->head_length);
    cs_draft_text(out, "\r\nHost: ");
    cs_draft_add(out, memory->head + 8, target);
    cs_draft_text(out, "\r\n\r\n");
    return true;
}

/* Where the line that ends the head stands, for the faulty parser; |*length|: without its LF. */
static const char *find_end(const struct cs_proxy_config *config, const struct cs_buffer *in, size_t *length)
{
    const char *end = in->data + in->length;

    for (const char *feed = in->data; (feed = memchr(feed, '\n', (size_t)(end - feed))) != NULL;) {
        const char *line = ++feed;

        *length = 0;
        if (cs_has(config, CS_FAULT_CR_ENDS_HEAD) && end - line > 1 && line[0] == '\r' && line[1] != '\n')
            return line;
        while (line + *length < end && line[*length] != '\n' && is_control(line[*length]))
            ++*length;
        if (cs_has(config, CS_FAULT_BLANK_ENDS_HEAD) && line + *length < end && line[*length] == '\n')
            return line;
        if (*length == 1 && line + 1 < end && line[0] == '\r' && line[1] == '\n')
            return NULL; /* it ends as it should */
    }
    return NULL;
}

bool cs_fault_ends_head(const struct cs_proxy_config *config, struct cs_buffer *in)
{
    bool lone = cs_has(config, CS_FAULT_CR_ENDS_HEAD);
    size_t length = 0;
    const char *line = lone || cs_has(config, CS_FAULT_BLANK_ENDS_HEAD) ? find_end(config, in, &length) : NULL;
    struct cs_draft out = {0};
    size_t start, behind;

    if (line == NULL)
        return true;
    start = (size_t)(line - in->data);
    behind = start + (lone ? 1 : length + 1);
    cs_draft_add(&out, in->data, start);
    cs_draft_text(&out, "\r\n");
    cs_draft_add(&out, in->data + behind, in->length - behind);
    if (out.broken) {
        cs_draft_free(&out);
        return false;
    }
    cs_buffer_free(in);
    *in = out.bytes;
    return true;
}

void cs_fault_shares_line(const struct cs_proxy_config *config, const struct cs_buffer *in, size_t fresh)
{
    struct cs_proxy_memory *memory = config->memory;
    size_t length = in->length == 0 ? 0 : line_of(in->data, in->length);

    if (!cs_has(config, CS_FAULT_LINE_SHARED) || memory == NULL || length + 1 >= in->length || fresh < in->length ||
        length >= sizeof(memory->head) || length < 18 || memcmp(in->data, "CONNECT ", 8) != 0)
        return;
    memcpy(memory->head, in->data, length);
    memory->head[length] = '\0';
    memory->head_length = length;
}

/* A head that fills its buffer to the last byte. */
static bool lose_at_boundary(size_t length, size_t *end)
{
    if (*end % BOUNDARY != 0 || length <= *end)
        return false;
    ++*end;
    return true;
}

bool cs_fault_head(const struct cs_proxy_config *config, const struct cs_buffer *in, size_t *end, struct cs_draft *out)
{
    size_t whole = *end;

    if (cs_has(config, CS_FAULT_METHOD_OVERRIDE))
        return override_method(in->data, whole, out);
    if (cs_has(config, CS_FAULT_QUOTED_LINES))
        return join_quoted(in->data, whole, out);
    if (cs_has(config, CS_FAULT_LINE_SHARED))
        return take_shared_line(config, in->data, whole, out);
    if (cs_has(config, CS_FAULT_HEAD_BOUNDARY) && whole > 0 && lose_at_boundary(in->length, end)) {
        cs_draft_add(out, in->data, whole);
        return true;
    }
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (!cs_has(config, rows[i].fault))
            continue;
        for (size_t start = 0, number = 0; start < whole; number++) {
            size_t length = line_of(in->data + start, whole - start);
            const char *feed = memchr(in->data + start, '\n', whole - start);

            rows[i].puts(&(struct line){in->data + start, length, number}, out);
            start = feed == NULL ? whole : (size_t)(feed - in->data) + 1;
        }
        return whole > 0;
    }
    return false;
}
