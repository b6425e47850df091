/* Faults that believe to see another request line than the one that came. */
#include <string.h>

#include "harness/embedded/proxy/fault_h1.h"

/* A request line without its line end. */
struct request_line {
    const char *text;
    size_t length;
};

static bool begins(const char *text, size_t length, const char *with)
{
    return length >= strlen(with) && memcmp(text, with, strlen(with)) == 0;
}

/* The last word, which would be the version. */
static size_t last_word(const struct request_line *line)
{
    const char *blank = line->length == 0 ? NULL : memrchr(line->text, ' ', line->length);

    return blank == NULL ? line->length : (size_t)(blank - line->text) + 1;
}

static void with_version(const struct request_line *line, size_t version, struct cs_draft *out)
{
    cs_draft_add(out, line->text, version);
    cs_draft_text(out, "HTTP/1.1");
}

static bool version_zeros(const struct request_line *line, struct cs_draft *out)
{
    size_t at = last_word(line);
    const char *text = line->text + at;
    size_t length = line->length - at;
    char plain[16];
    size_t kept = 0;

    for (size_t i = 0; i < length && kept < sizeof(plain); i++)
        if (text[i] != '0' || i + 1 == length || text[i + 1] == '.')
            plain[kept++] = text[i];
    if (kept != 8 || memcmp(plain, "HTTP/1.1", 8) != 0)
        return false;
    with_version(line, at, out);
    return true;
}

static bool version_prefix(const struct request_line *line, struct cs_draft *out)
{
    size_t at = last_word(line);

    if (!begins(line->text + at, line->length - at, "HTTP/1"))
        return false;
    with_version(line, at, out);
    return true;
}

static bool words_behind(const struct request_line *line, struct cs_draft *out)
{
    const char *version = memmem(line->text, line->length, " HTTP/1.1 ", 10);

    if (version == NULL)
        return false;
    cs_draft_add(out, line->text, (size_t)(version - line->text) + 9);
    return true;
}

static bool method_searched(const struct request_line *line, struct cs_draft *out)
{
    const char *blank = memchr(line->text, ' ', line->length);
    const char *found = blank == NULL ? NULL : memmem(line->text, (size_t)(blank - line->text), "CONNECT", 7);

    if (found == NULL)
        return false;
    cs_draft_text(out, "CONNECT");
    cs_draft_add(out, blank, line->length - (size_t)(blank - line->text));
    return true;
}

static bool nul_cut(const struct request_line *line, struct cs_draft *out)
{
    cs_draft_add(out, line->text, strnlen(line->text, line->length));
    return true;
}

static bool without(const struct request_line *line, char dropped, struct cs_draft *out)
{
    for (size_t i = 0; i < line->length; i++)
        if (line->text[i] != dropped)
            cs_draft_add(out, line->text + i, 1);
    return true;
}

static bool nul_dropped(const struct request_line *line, struct cs_draft *out)
{
    return without(line, '\0', out);
}

static bool cr_dropped(const struct request_line *line, struct cs_draft *out)
{
    return without(line, '\r', out);
}

/* ---- the target: what stands between the first blank and the last ---- */

static bool with_target(const struct request_line *line, size_t from, size_t to, struct cs_draft *out)
{
    size_t version = last_word(line);
    const char *blank = memchr(line->text, ' ', line->length);

    cs_draft_add(out, line->text, (size_t)(blank - line->text) + 1);
    cs_draft_add(out, line->text + from, to - from);
    cs_draft_add(out, line->text + version - 1, line->length - version + 1);
    return true;
}

static struct cs_span target_of(const struct request_line *line)
{
    const char *blank = line->length == 0 ? NULL : memchr(line->text, ' ', line->length);
    size_t start = blank == NULL ? 0 : (size_t)(blank - line->text) + 1;
    size_t version = last_word(line);

    return blank == NULL || version <= start + 1 ? (struct cs_span){0}
                                                 : (struct cs_span){.start = start, .length = version - 1 - start};
}

static bool slashes(const struct request_line *line, struct cs_draft *out)
{
    struct cs_span target = target_of(line);
    size_t from = target.start;

    while (from < target.start + target.length && line->text[from] == '/')
        from++;
    return from > target.start && with_target(line, from, target.start + target.length, out);
}

static bool cut_at(const struct request_line *line, char mark, struct cs_draft *out)
{
    struct cs_span target = target_of(line);
    const char *found = target.length == 0 ? NULL : memchr(line->text + target.start, mark, target.length);

    return found != NULL && with_target(line, target.start, (size_t)(found - line->text), out);
}

static bool first_listed(const struct request_line *line, struct cs_draft *out)
{
    return cut_at(line, ',', out);
}

static bool semicolon(const struct request_line *line, struct cs_draft *out)
{
    return cut_at(line, ';', out);
}

static bool last_listed(const struct request_line *line, struct cs_draft *out)
{
    struct cs_span target = target_of(line);
    const char *found = target.length == 0 ? NULL : memrchr(line->text + target.start, ',', target.length);

    return found != NULL && with_target(line, (size_t)(found - line->text) + 1, target.start + target.length, out);
}

static bool unwrapped(const struct request_line *line, char open, char shut, struct cs_draft *out)
{
    struct cs_span target = target_of(line);
    size_t end = target.start + target.length;

    return target.length > 2 && line->text[target.start] == open && line->text[end - 1] == shut &&
           with_target(line, target.start + 1, end - 1, out);
}

static bool unquoted(const struct request_line *line, struct cs_draft *out)
{
    return unwrapped(line, '"', '"', out);
}

static bool angles(const struct request_line *line, struct cs_draft *out)
{
    return unwrapped(line, '<', '>', out);
}

static const char *port_of(const struct request_line *line, struct cs_span target)
{
    return target.length == 0 ? NULL : memrchr(line->text + target.start, ':', target.length);
}

static void with_port(const struct request_line *line, const char *colon, const char *port, struct cs_draft *out)
{
    size_t version = last_word(line);

    cs_draft_add(out, line->text, (size_t)(colon - line->text) + 1);
    cs_draft_text(out, port);
    cs_draft_add(out, line->text + version - 1, line->length - version + 1);
}

static bool port_underscores(const struct request_line *line, struct cs_draft *out)
{
    struct cs_span target = target_of(line);
    const char *colon = port_of(line, target);
    char plain[8] = "";
    size_t kept = 0;

    for (const char *c = colon; c != NULL && ++c < line->text + target.start + target.length && kept < 7;)
        if (*c != '_')
            plain[kept++] = *c;
    if (kept == 0)
        return false;
    with_port(line, colon, plain, out);
    return true;
}

static bool port_by_name(const struct request_line *line, struct cs_draft *out)
{
    struct cs_span target = target_of(line);
    const char *colon = port_of(line, target);
    size_t length = colon == NULL ? 0 : (size_t)(line->text + target.start + target.length - colon) - 1;

    if (length == 4 && memcmp(colon + 1, "http", 4) == 0)
        with_port(line, colon, "80", out);
    else if (length == 5 && memcmp(colon + 1, "https", 5) == 0)
        with_port(line, colon, "443", out);
    else
        return false;
    return true;
}

/* As many digits as a port has at most. */
static bool five_digits(const struct request_line *line, bool last, struct cs_draft *out)
{
    struct cs_span target = target_of(line);
    const char *colon = port_of(line, target);
    size_t length = colon == NULL ? 0 : (size_t)(line->text + target.start + target.length - colon) - 1;
    char digits[6] = "";

    if (length <= 5)
        return false;
    memcpy(digits, colon + 1 + (last ? length - 5 : 0), 5);
    with_port(line, colon, digits, out);
    return true;
}

static bool port_last_five(const struct request_line *line, struct cs_draft *out)
{
    return five_digits(line, true, out);
}

static bool port_first_five(const struct request_line *line, struct cs_draft *out)
{
    return five_digits(line, false, out);
}

/* FS to US of ASCII, NEL and no-break space of ISO 8859-1: what Python's str.split() splits at. */
static bool words_unicode(const struct request_line *line, struct cs_draft *out)
{
    for (size_t i = 0; i < line->length; i++) {
        unsigned char c = (unsigned char)line->text[i];

        cs_draft_add(out, (c >= 0x1c && c <= 0x1f) || c == 0x85 || c == 0xa0 ? " " : line->text + i, 1);
    }
    return true;
}

/* "[::1/128]" */
static bool bracket_prefix(const struct request_line *line, struct cs_draft *out)
{
    const char *end = line->text + line->length;
    const char *slash = line->length == 0 ? NULL : memchr(line->text, '/', line->length);
    const char *close = slash == NULL ? NULL : memchr(slash, ']', (size_t)(end - slash));

    if (close == NULL)
        return false;
    cs_draft_add(out, line->text, (size_t)(slash - line->text));
    cs_draft_add(out, close, (size_t)(end - close));
    return true;
}

static const struct {
    enum cs_fault fault;
    bool (*composes)(const struct request_line *line, struct cs_draft *out);
} rows[] = {
    {CS_FAULT_VERSION_ZEROS, version_zeros},
    {CS_FAULT_VERSION_PREFIX, version_prefix},
    {CS_FAULT_WORDS_BEHIND, words_behind},
    {CS_FAULT_METHOD_SEARCHED, method_searched},
    {CS_FAULT_LINE_NUL_CUT, nul_cut},
    {CS_FAULT_LINE_NUL_DROPPED, nul_dropped},
    {CS_FAULT_LINE_CR_DROPPED, cr_dropped},
    {CS_FAULT_TARGET_SLASHES, slashes},
    {CS_FAULT_TARGET_FIRST_LISTED, first_listed},
    {CS_FAULT_TARGET_LAST_LISTED, last_listed},
    {CS_FAULT_TARGET_SEMICOLON, semicolon},
    {CS_FAULT_TARGET_UNQUOTED, unquoted},
    {CS_FAULT_TARGET_ANGLES, angles},
    {CS_FAULT_PORT_UNDERSCORES, port_underscores},
    {CS_FAULT_PORT_BY_NAME, port_by_name},
    {CS_FAULT_PORT_LAST_FIVE, port_last_five},
    {CS_FAULT_PORT_FIRST_FIVE, port_first_five},
    {CS_FAULT_WORDS_UNICODE, words_unicode},
    {CS_FAULT_BRACKET_PREFIX, bracket_prefix},
};

bool cs_fault_has_line(enum cs_fault fault)
{
    bool found = false;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        found |= rows[i].fault == fault;
    return found;
}

bool cs_fault_line(const struct cs_proxy_config *config, const char *text, size_t length, struct cs_draft *out)
{
    const struct request_line line = {text, length};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (cs_has(config, rows[i].fault))
            return rows[i].composes(&line, out);
    return false;
}
