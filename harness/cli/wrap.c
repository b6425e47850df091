#include "harness/cli/wrap.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Characters, not bytes, of |length| bytes of UTF-8. */
static int columns_of(const char *text, size_t length)
{
    int columns = 0;

    for (size_t i = 0; i < length; i++)
        columns += ((unsigned char)text[i] & 0xc0) != 0x80;
    return columns;
}

void cs_print_wrapped(const char *lead, int indent, const char *text)
{
    int column = columns_of(lead, strlen(lead));
    bool first = true;

    fputs(lead, stdout);
    while (*(text += strspn(text, " \n")) != '\0') {
        size_t length = strcspn(text, " \n");
        int columns = columns_of(text, length);

        if (!first && column + 1 + columns > CS_WRAP_COLUMNS) {
            printf("\n%*s", indent, "");
            column = indent;
            first = true;
        }
        printf("%s%.*s", first ? "" : " ", (int)length, text);
        column += columns + (first ? 0 : 1);
        first = false;
        text += length;
    }
    putchar('\n');
}
