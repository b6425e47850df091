/* The forms of field values that are easy to get wrong. */
#include <string.h>

#include "harness/judge/exposure.h"
#include "reference/challenge.h"

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_hex(char c)
{
    return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9');
}

bool cs_exposure_uri(const char *text, size_t length)
{
    static const char also[] = "-._~:/?#[]@!$&'()*+,;=%";
    bool open = false;

    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        bool escaped = c == '%' && i + 2 < length && is_hex(text[i + 1]) && is_hex(text[i + 2]);

        if ((!is_alnum(c) && (c == '\0' || strchr(also, c) == NULL)) || (c == '%' && !escaped) || (c == '[' && open) ||
            (c == ']' && !open))
            return false;
        open = c == '[' || (open && c != ']');
    }
    return !open;
}

bool cs_exposure_challenges(const char *text, size_t length)
{
    struct cs_findings findings = {.count = 0};
    struct cs_challenge challenge;
    size_t position = 0;
    bool good = true;

    while (cs_challenge_next(text, length, 0, &position, &challenge, &findings))
        ;
    for (size_t i = 0; i < findings.count; i++) {
        enum cs_code code = findings.items[i].code;

        good = good && (cs_code_level(code) != CS_MUST || strncmp(cs_code_name(code), "challenge-", 10) != 0);
    }
    return good;
}

bool cs_exposure_retry(const char *text, size_t length)
{
    size_t digits = 0;
    unsigned year;

    while (digits < length && text[digits] >= '0' && text[digits] <= '9')
        digits++;
    return (length > 0 && digits == length) || cs_exposure_date(text, length, &year);
}

/* The length of the member of a list at |text|, without its comma; a comment may hold commas. */
static size_t member_length(const char *text, size_t length)
{
    size_t depth = 0, i = 0;

    for (; i < length && (text[i] != ',' || depth > 0); i++) {
        depth += text[i] == '(';
        depth -= text[i] == ')' && depth > 0;
    }
    return i;
}

bool cs_exposure_whole(const char *text, size_t length)
{
    for (size_t at = 0; length > 0 && at <= length;) {
        size_t member = member_length(text + at, length - at);
        size_t blanks = 0;

        while (blanks < member && (text[at + blanks] == ' ' || text[at + blanks] == '\t'))
            blanks++;
        if (blanks == member)
            return false;
        at += member + 1;
    }
    return true;
}

bool cs_exposure_via(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        size_t member = member_length(text + at, length - at);
        const char *start = text + at, *end = start + member;
        const char *blank;

        while (start < end && (*start == ' ' || *start == '\t'))
            start++;
        while (end > start && (end[-1] == ' ' || end[-1] == '\t'))
            end--;
        blank = start == end ? NULL : memchr(start, ' ', (size_t)(end - start));
        if (start < end && (blank == NULL || blank == start))
            return false;
        at += member + 1;
    }
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_token_char(char c)
{
    static const char others[] = "!#$%&'*+-.^_`|~";

    return is_alnum(c) || (c != '\0' && strchr(others, c) != NULL);
}

static size_t token_length(const char *text, size_t length)
{
    size_t i = 0;

    while (i < length && is_token_char(text[i]))
        i++;
    return i;
}

/* The length of a product with its version, or of a comment with those in it; 0: it is neither. */
static size_t product_length(const char *text, size_t length)
{
    size_t name = token_length(text, length);
    size_t depth = 0;

    if (name > 0 && name < length && text[name] == '/') {
        size_t version = token_length(text + name + 1, length - name - 1);

        return version == 0 ? 0 : name + 1 + version;
    }
    for (size_t i = 0; name == 0 && i < length; i++) {
        if (depth > 0 && text[i] == '\\') {
            i++;
            continue;
        }
        depth += text[i] == '(';
        depth -= depth > 0 && text[i] == ')';
        if (depth == 0)
            return text[i] == ')' ? i + 1 : 0;
    }
    return name;
}

bool cs_exposure_products(const char *text, size_t length)
{
    size_t at = 0;

    if (length == 0 || text[0] == '(')
        return false;
    while (at < length) {
        size_t one = product_length(text + at, length - at);

        at += one;
        if (one == 0 || (at < length && !is_blank(text[at])))
            return false;
        while (at < length && is_blank(text[at]))
            at++;
    }
    return true;
}
