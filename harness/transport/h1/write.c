#include "harness/transport/h1/write.h"

#include <stdio.h>
#include <string.h>

const char cs_h1_opened[] = "HTTP/1.1 200 OK\r\n\r\n";
const char cs_h1_empty_page[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

const char *cs_h1_answer_as_server(const struct cs_message *request)
{
    static const char no_method[] = "HTTP/1.1 405 Method Not Allowed\r\nAllow: GET\r\nContent-Length: 0\r\n"
                                    "Connection: close\r\n\r\n";
    const struct cs_span method = request->method.text;

    return method.length == 3 && memcmp(request->text + method.start, "GET", 3) == 0 ? cs_h1_empty_page : no_method;
}

char *cs_h1_page(const char *content)
{
    char *text = NULL;

    if (asprintf(&text,
                 "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
                 strlen(content), content) < 0)
        return NULL;
    return text;
}

char *cs_h1_connect(const char *authority, const char *fields)
{
    char *text = NULL;

    if (asprintf(&text, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n%s\r\n", authority, authority, fields) < 0)
        return NULL;
    return text;
}

char *cs_h1_get(const char *path, const char *host, unsigned minor)
{
    char *text = NULL;

    if (asprintf(&text, "GET %s HTTP/1.%u\r\nHost: %s\r\n%s\r\n", path, minor, host,
                 minor == 0 ? "" : "Connection: close\r\n") < 0)
        return NULL;
    return text;
}
