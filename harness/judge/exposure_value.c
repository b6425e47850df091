/* The forms of field values that are easy to get wrong. */
#include <string.h>

#include "harness/judge/exposure.h"

bool cs_exposure_uri(const char *text, size_t length)
{
    static const char also[] = "-._~:/?#[]@!$&'()*+,;=%";

    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

        if (!letter && (c == '\0' || strchr(also, c) == NULL))
            return false;
    }
    return true;
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
