#include "harness/cli/owner.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "reports/escape.h"
#include "reports/file.h"

#define CS_COMMAND_MAX (1024 * 1024)
#define CS_TCP_LISTEN  10 /* as the kernel numbers its states */

/* The address as /proc/net/tcp and tcp6 write it: words of 32 bits in the order of this machine. */
static void write_address(const struct sockaddr_storage *address, char text[33])
{
    const struct sockaddr_in *v4 = (const void *)address;
    const struct sockaddr_in6 *v6 = (const void *)address;
    uint32_t words[4];

    if (address->ss_family == AF_INET) {
        (void)snprintf(text, 33, "%08X", v4->sin_addr.s_addr);
        return;
    }
    memcpy(words, &v6->sin6_addr, sizeof(words));
    (void)snprintf(text, 33, "%08X%08X%08X%08X", words[0], words[1], words[2], words[3]);
}

static unsigned port_of(const struct sockaddr_storage *address)
{
    return ntohs(address->ss_family == AF_INET ? ((const struct sockaddr_in *)(const void *)address)->sin_port
                                               : ((const struct sockaddr_in6 *)(const void *)address)->sin6_port);
}

/* The inode of the socket that listens at |text| or at every address, or 0. */
static unsigned long listening_inode(const char *table, const char *text, unsigned port)
{
    FILE *file = fopen(table, "re");
    unsigned long found = 0;
    char *line = NULL;
    size_t capacity = 0;

    while (file != NULL && getline(&line, &capacity, file) > 0) {
        char address[33];
        unsigned local, state;
        unsigned long inode;

        if (sscanf(line, " %*u: %32[0-9A-F]:%x %*[0-9A-F]:%*x %x %*s %*s %*s %*u %*u %lu", address, &local, &state,
                   &inode) != 4 ||
            local != port || state != CS_TCP_LISTEN)
            continue;
        if (strcmp(address, text) == 0) {
            found = inode;
            break;
        }
        if (strspn(address, "0") == strlen(address))
            found = inode;
    }
    free(line);
    if (file != NULL)
        fclose(file);
    return found;
}

static unsigned long find_inode(const struct sockaddr_storage *address)
{
    char text[33];
    unsigned long inode = 0;

    write_address(address, text);
    if (address->ss_family == AF_INET)
        inode = listening_inode("/proc/net/tcp", text, port_of(address));
    return inode != 0 ? inode : listening_inode("/proc/net/tcp6", text, port_of(address));
}

static bool link_text(const char *process, const char *name, char out[PATH_MAX])
{
    char path[64];
    ssize_t length;

    (void)snprintf(path, sizeof(path), "/proc/%.20s/%.30s", process, name);
    length = readlink(path, out, PATH_MAX - 1);
    out[length < 0 ? 0 : length] = '\0';
    return length > 0;
}

static bool has_socket(const char *process, const char *socket)
{
    char path[64];
    char name[64];
    char link[PATH_MAX];
    DIR *folder;
    bool found = false;

    (void)snprintf(path, sizeof(path), "/proc/%.20s/fd", process);
    folder = opendir(path);
    for (struct dirent *entry; folder != NULL && !found && (entry = readdir(folder)) != NULL;) {
        (void)snprintf(name, sizeof(name), "fd/%.20s", entry->d_name);
        found = link_text(process, name, link) && strcmp(link, socket) == 0;
    }
    if (folder != NULL)
        closedir(folder);
    return found;
}

/* The lowest process with the socket |inode|; process 1 holds sockets for others. */
static unsigned long find_process(unsigned long inode)
{
    char socket[64];
    unsigned long lowest = 0;
    DIR *folder = opendir("/proc");

    (void)snprintf(socket, sizeof(socket), "socket:[%lu]", inode);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        unsigned long process = strtoul(entry->d_name, NULL, 10);

        if (process > 1 && (lowest == 0 || process < lowest) && has_socket(entry->d_name, socket))
            lowest = process;
    }
    if (folder != NULL)
        closedir(folder);
    return lowest;
}

static bool is_plain(const char *text)
{
    char *clean = cs_clean(text);
    bool same = clean != NULL && strcmp(clean, text) == 0;

    free(clean);
    return same;
}

static bool split(const char *text, size_t length, struct cs_owner *out)
{
    out->words = calloc(length + 1, sizeof(*out->words)); /* each word takes a byte at least */
    for (size_t at = 0; out->words != NULL && at < length; at += strlen(text + at) + 1) {
        if (!is_plain(text + at))
            return false;
        out->words[out->count++] = strdup(text + at);
    }
    return out->count > 0;
}

static bool read_process(unsigned long number, struct cs_owner *out)
{
    char error[CS_FILE_ERROR_MAX];
    char process[24];
    char path[64];
    char link[PATH_MAX];
    char *text = NULL;
    size_t length;
    bool good;

    (void)snprintf(process, sizeof(process), "%lu", number);
    (void)snprintf(path, sizeof(path), "/proc/%s/cmdline", process);
    if (!link_text(process, "exe", link) || !is_plain(link))
        return false;
    out->program = strdup(link);
    if (!link_text(process, "cwd", link) || !is_plain(link))
        return false;
    out->folder = strdup(link);
    good = out->program != NULL && out->folder != NULL && cs_file_load(path, CS_COMMAND_MAX, &text, &length, error) &&
           split(text, length, out);
    free(text);
    return good;
}

bool cs_owner_find(const struct sockaddr_storage *address, struct cs_owner *out)
{
    unsigned long inode = find_inode(address);
    unsigned long process = inode == 0 ? 0 : find_process(inode);

    *out = (struct cs_owner){.count = 0};
    return process != 0 && read_process(process, out);
}

void cs_owner_free(struct cs_owner *owner)
{
    for (size_t i = 0; i < owner->count; i++)
        free(owner->words[i]);
    free(owner->words);
    free(owner->program);
    free(owner->folder);
    *owner = (struct cs_owner){.count = 0};
}
