#include "reports/version.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define PARTS      3
#define DIGITS_MAX 6

bool cs_version_valid(const char *text)
{
    for (int part = 0; part < PARTS; part++) {
        size_t digits = strspn(text, "0123456789");

        if (digits == 0 || digits > DIGITS_MAX || text[digits] != (part + 1 < PARTS ? '.' : '\0'))
            return false;
        text += digits + 1;
    }
    return true;
}

int cs_version_compare(const char *left, const char *right)
{
    for (int part = 0; part < PARTS; part++) {
        char *left_end, *right_end;
        long difference = strtol(left, &left_end, 10) - strtol(right, &right_end, 10);

        if (difference != 0)
            return difference < 0 ? -1 : 1;
        left = left_end + 1;
        right = right_end + 1;
    }
    return 0;
}
