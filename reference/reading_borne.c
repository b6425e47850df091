/* Readings that bear what makes a head invalid. */
#include "reference/reading_rules.h"
#include "reference/scan.h"

/* Which reader bears the deviation; CS_READING_COUNT when none is known. */
static enum cs_reading_kind bearer(enum cs_code code)
{
    switch ((int)code) { /* most codes are of other messages */
    case CS_CODE_BARE_LF:
        return CS_READING_LINE_FEED;
    case CS_CODE_FIELD_BLANK_BEFORE_COLON:
        return CS_READING_NAME_BLANK;
    case CS_CODE_FIELD_FOLDED:
    case CS_CODE_FIELD_BLANK_LED:
        return CS_READING_FOLDED_LINE;
    case CS_CODE_FIELD_NO_COLON:
    case CS_CODE_FIELD_NAME_EMPTY:
    case CS_CODE_FIELD_NAME_BAD_CHARACTER:
    case CS_CODE_FIELD_VALUE_CONTROL:
    case CS_CODE_NUL_BYTE:
        return CS_READING_BAD_FIELD;
    case CS_CODE_REQUEST_LINE_BLANKS:
        return CS_READING_WIDE_BLANKS;
    case CS_CODE_AUTHORITY_FORM:
        return CS_READING_METHOD_CASE;
    case CS_CODE_VERSION_MISSING:
    case CS_CODE_VERSION_MALFORMED:
    case CS_CODE_VERSION_CASE:
    case CS_CODE_VERSION_UNSUPPORTED:
        return CS_READING_ANY_VERSION;
    case CS_CODE_HOST_MISSING:
    case CS_CODE_HOST_DUPLICATE:
    case CS_CODE_HOST_INVALID:
    case CS_CODE_HOST_FIELD_EMPTY:
    case CS_CODE_HOST_MISMATCH:
        return CS_READING_HOST_IGNORED;
    case CS_CODE_CONTENT_LENGTH_NOT_DIGITS:
    case CS_CODE_CONTENT_LENGTH_REPEATED:
    case CS_CODE_CONTENT_LENGTH_DIFFERS:
    case CS_CODE_TRANSFER_ENCODING_MALFORMED:
    case CS_CODE_TRANSFER_ENCODING_NOT_CHUNKED:
    case CS_CODE_TRANSFER_ENCODING_CHUNKED_TWICE:
    case CS_CODE_TRANSFER_ENCODING_IN_HTTP10:
    case CS_CODE_LENGTH_AND_ENCODING:
        return CS_READING_FRAMING_IGNORED;
    default:
        return CS_READING_COUNT;
    }
}

static bool has(const struct cs_findings *findings, enum cs_code code)
{
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].code == code)
            return true;
    return false;
}

/* Who trims a field name may find the Host that a strict reader misses. */
static enum cs_reading_kind bearer_among(const struct cs_findings *findings, enum cs_code code)
{
    if (code == CS_CODE_HOST_MISSING && has(findings, CS_CODE_FIELD_BLANK_BEFORE_COLON))
        return CS_READING_NAME_BLANK;
    return bearer(code);
}

static bool is_connect_in_any_letters(const struct cs_subject *subject)
{
    const struct cs_span *method = &subject->request->method;

    return method->length == 7 && cs_same_text(subject->head + method->start, "connect", 7);
}

bool cs_rule_borne(const struct cs_subject *subject, enum cs_reading_kind kind, struct cs_destination *out)
{
    const struct cs_findings *findings = subject->request == NULL ? NULL : &subject->request->findings;
    bool there = false;

    if (findings == NULL || !findings->invalid || findings->dropped > 0 || !subject->valid ||
        subject->request->head_length == 0 || !is_connect_in_any_letters(subject))
        return false;
    for (size_t i = 0; i < findings->count; i++) {
        enum cs_reading_kind who = bearer_among(findings, findings->items[i].code);

        if (cs_code_level(findings->items[i].code) != CS_MUST)
            continue;
        if (who == CS_READING_COUNT)
            return false;
        there = there || who == kind;
    }
    *out = subject->strict;
    return there;
}
