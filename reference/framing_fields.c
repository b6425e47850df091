/* What Content-Length and Transfer-Encoding lines say. */
#include <string.h>

#include "reference/framing.h"
#include "reference/scan.h"

/* The next member of a comma-separated list from |*at| on, blanks around it left out; false at the end.  Commas inside
 * quotes separate nothing. */
static bool next_member(const char *data, size_t end, size_t *at, struct cs_span *member)
{
    bool quoted = false;
    size_t start = *at;
    size_t stop;

    if (start > end)
        return false;
    for (stop = start; stop < end && (quoted || data[stop] != ','); stop++) {
        if (data[stop] == '"')
            quoted = !quoted;
        else if (quoted && data[stop] == '\\' && stop + 1 < end)
            stop++;
    }
    *at = stop + 1;
    while (start < stop && cs_is_ows(data[start]))
        start++;
    while (stop > start && cs_is_ows(data[stop - 1]))
        stop--;
    *member = (struct cs_span){.start = start, .length = stop - start};
    return true;
}

/* Reads digits; CS_CODE_NONE, or what is wrong and, in |*bad|, where. */
static enum cs_code read_number(const char *data, struct cs_span text, uint64_t *number, size_t *bad)
{
    size_t digits = cs_span_of(data + text.start, text.length, CS_DIGIT);

    *number = 0;
    *bad = text.start + digits;
    if (digits == 0 || digits < text.length)
        return CS_CODE_CONTENT_LENGTH_NOT_DIGITS;
    *bad = text.start;
    for (size_t i = 0; i < digits; i++) {
        unsigned digit = (unsigned)(data[text.start + i] - '0');
        if (*number > ((uint64_t)INT64_MAX - digit) / 10) {
            *number = CS_LENGTH_TOO_LARGE;
            return CS_CODE_CONTENT_LENGTH_TOO_LARGE;
        }
        *number = *number * 10 + digit;
    }
    return CS_CODE_NONE;
}

static void content_length(struct cs_framing *framing, const char *data, struct cs_span value,
                           struct cs_findings *findings)
{
    bool first = framing->content_length_count++ == 0;
    size_t at = value.start;
    struct cs_span member;

    if (first)
        framing->content_length_valid = true;
    while (next_member(data, value.start + value.length, &at, &member)) {
        uint64_t number;
        size_t bad;
        enum cs_code code = read_number(data, member, &number, &bad);
        bool comparable = framing->content_length_valid || framing->content_length == CS_LENGTH_TOO_LARGE;

        if (code != CS_CODE_CONTENT_LENGTH_NOT_DIGITS && !first && comparable) {
            code = number == framing->content_length ? CS_CODE_CONTENT_LENGTH_REPEATED : CS_CODE_CONTENT_LENGTH_DIFFERS;
            bad = member.start;
        }
        if (code != CS_CODE_NONE)
            cs_findings_add(findings, code, bad);
        if (code != CS_CODE_NONE && code != CS_CODE_CONTENT_LENGTH_REPEATED)
            framing->content_length_valid = false;
        if (first)
            framing->content_length = number;
        first = false;
    }
    if (!framing->content_length_valid && framing->content_length != CS_LENGTH_TOO_LARGE)
        framing->content_length = 0;
}

static size_t skip_blanks(const char *data, size_t at, size_t end)
{
    while (at < end && cs_is_ows(data[at]))
        at++;
    return at;
}

/* Where a token or quoted-string that starts at |at| ends; |at| itself when there is none. */
static size_t word_end(const char *data, size_t at, size_t end)
{
    if (at == end || data[at] != '"')
        return at + cs_span_of(data + at, end - at, CS_TOKEN);
    for (size_t i = at + 1; i < end; i++) {
        if (data[i] == '"')
            return i + 1;
        if (data[i] == '\\')
            i++;
    }
    return at;
}

/* Where the parameters that start at |at| stop to fit *( OWS ";" OWS token BWS "=" BWS ( token / quoted-string ) ). */
static size_t parameters_end(const char *data, size_t at, size_t end)
{
    while ((at = skip_blanks(data, at, end)) < end && data[at] == ';') {
        size_t name = skip_blanks(data, at + 1, end);
        size_t equals = skip_blanks(data, name + cs_span_of(data + name, end - name, CS_TOKEN), end);
        size_t value = equals < end ? skip_blanks(data, equals + 1, end) : end;
        size_t stop = word_end(data, value, end);
        if (equals == name || equals == end || data[equals] != '=' || stop == value)
            return at;
        at = stop;
    }
    return at;
}

/* One transfer coding: a token, perhaps with parameters (RFC 9112 section 7). */
static void transfer_coding(struct cs_framing *framing, const char *data, struct cs_span member,
                            struct cs_findings *findings)
{
    size_t name = cs_span_of(data + member.start, member.length, CS_TOKEN);
    size_t end = member.start + member.length;
    size_t bad = parameters_end(data, member.start + name, end);
    bool chunked = name == 7 && cs_same_text(data + member.start, "chunked", 7);

    if (framing->chunked)
        cs_findings_add(findings, CS_CODE_TRANSFER_ENCODING_CHUNKED_TWICE, member.start);
    if (chunked && name < member.length)
        bad = member.start + name; /* chunked has no parameters */
    if (name == 0 || bad < end)
        cs_findings_add(findings, CS_CODE_TRANSFER_ENCODING_MALFORMED, bad);
    framing->chunked = chunked && bad == end;
}

static void transfer_encoding(struct cs_framing *framing, const char *data, struct cs_span value,
                              struct cs_findings *findings)
{
    size_t at = value.start;
    struct cs_span member;
    bool any = false;

    framing->transfer_encoding_count++;
    while (next_member(data, value.start + value.length, &at, &member)) {
        if (member.length == 0)
            continue; /* a recipient ignores empty members (RFC 9110 section 5.6.1.2) */
        any = true;
        transfer_coding(framing, data, member, findings);
    }
    if (!any)
        cs_findings_add(findings, CS_CODE_TRANSFER_ENCODING_MALFORMED, value.start);
}

void cs_framing_field(struct cs_framing *framing, const char *data, const struct cs_field *field,
                      struct cs_findings *findings)
{
    if (cs_field_is(data, field, "content-length")) {
        content_length(framing, data, field->value, findings);
    } else if (cs_field_is(data, field, "transfer-encoding")) {
        framing->transfer_encoding_start = field->line.start;
        transfer_encoding(framing, data, field->value, findings);
    }
}
