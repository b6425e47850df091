/* What a proxy author starts from: reads a CONNECT request from standard input, says where to connect or why not.
 * cc example.c $(pkg-config --cflags --libs connectref) */
#include <stdio.h>

#include "reference/connectref.h"

int main(void)
{
    static char data[65536];
    struct cs_limits limits = {.head_bytes = sizeof(data), .fields = 200};
    struct cs_destination destination;
    struct cs_request request;
    size_t length = 0;
    size_t more;

    cs_request_init(&request, &limits);
    while ((more = fread(data + length, 1, sizeof(data) - length, stdin)) > 0) {
        length += more;
        if (cs_request_parse(&request, data, length) != CS_NEED_MORE)
            break;
    }
    for (size_t i = 0; i < request.findings.count; i++)
        printf("byte %zu: %s (%s)\n", request.findings.items[i].offset,
               cs_code_sentence(request.findings.items[i].code), cs_code_requirement(request.findings.items[i].code));
    if (request.answer != CS_COMPLETE || !request.is_connect ||
        !cs_authority_destination(data, &request.authority, &destination)) {
        puts("400 Bad Request");
        return 1;
    }
    printf("connect to %s port %u\n", destination.host, destination.port);
    return 0;
}
