#include "harness/embedded/proxy/resolve.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <uv.h>

struct search {
    char name[CS_DESTINATION_HOST_MAX + 1];
    uint16_t port;
    struct sockaddr_storage *out;
    size_t count;
};

static bool add_literal(struct search *search, const char *text)
{
    struct sockaddr_storage address = {0};

    if (uv_ip4_addr(text, search->port, (struct sockaddr_in *)&address) != 0 &&
        (strchr(text, '%') != NULL || uv_ip6_addr(text, search->port, (struct sockaddr_in6 *)&address) != 0))
        return false;
    if (search->count < CS_ADDRESSES_MAX)
        search->out[search->count++] = address;
    return true;
}

static bool is_localhost(const char *name)
{
    static const char domain[] = ".localhost";
    size_t length = strlen(name);

    return strcasecmp(name, "localhost") == 0 ||
           (length >= sizeof(domain) && strcasecmp(name + length - (sizeof(domain) - 1), domain) == 0);
}

/* One line of hosts(5): an address, then its names, then perhaps a comment. */
static void read_line(struct search *search, char *line)
{
    char *rest = NULL;
    const char *address, *name;

    line[strcspn(line, "#\n")] = '\0';
    address = strtok_r(line, " \t", &rest);
    if (address == NULL)
        return;
    while ((name = strtok_r(NULL, " \t", &rest)) != NULL)
        if (strcasecmp(name, search->name) == 0)
            add_literal(search, address);
}

static void read_hosts(struct search *search, const char *path)
{
    FILE *file = fopen(path, "r");
    char line[1024];

    if (file == NULL)
        return;
    while (fgets(line, sizeof(line), file) != NULL)
        read_line(search, line);
    fclose(file);
}

size_t cs_resolve(const struct cs_destination *destination, const char *hosts,
                  struct sockaddr_storage out[CS_ADDRESSES_MAX])
{
    struct search search = {.port = destination->port, .out = out};
    size_t length = destination->length;

    memcpy(search.name, destination->host, length);
    if (length == 0 || memchr(search.name, '\0', length) != NULL || add_literal(&search, search.name))
        return search.count;
    if (search.name[length - 1] == '.') /* the root's dot */
        search.name[length - 1] = '\0';
    if (is_localhost(search.name)) {
        add_literal(&search, "::1");
        add_literal(&search, "127.0.0.1");
    } else {
        read_hosts(&search, hosts);
    }
    return search.count;
}
