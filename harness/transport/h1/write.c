#include "harness/transport/h1/write.h"

#include <stdio.h>
#include <string.h>

char *cs_h1_page(const char *content)
{
    char *text = NULL;

    if (asprintf(&text,
                 "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
                 strlen(content), content) < 0)
        return NULL;
    return text;
}
