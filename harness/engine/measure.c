#include "harness/engine/measure.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROCESSES_MAX 4096

static bool count_descriptors(pid_t pid, uint64_t *out)
{
    char path[64];
    DIR *folder;

    snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
    folder = opendir(path);
    if (folder == NULL)
        return false;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
        *out += entry->d_name[0] != '.';
    closedir(folder);
    return true;
}

static void add_memory(pid_t pid, uint64_t *out)
{
    unsigned long resident = 0;
    char path[64];
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/statm", (int)pid);
    file = fopen(path, "re");
    if (file == NULL)
        return;
    if (fscanf(file, "%*u %lu", &resident) == 1)
        *out += resident * ((unsigned long)sysconf(_SC_PAGESIZE) / 1024);
    fclose(file);
}

/* The parent of a process; 0: it has gone. */
static pid_t parent_of(pid_t pid)
{
    char path[64], line[512];
    const char *behind;
    int parent = 0;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    file = fopen(path, "re");
    if (file == NULL)
        return 0;
    behind = fgets(line, sizeof(line), file) == NULL ? NULL : strrchr(line, ')'); /* a name may hold anything */
    if (behind == NULL || sscanf(behind, ") %*c %d", &parent) != 1)
        parent = 0;
    fclose(file);
    return (pid_t)parent;
}

static bool descends(pid_t pid, pid_t ancestor)
{
    pid_t parent = parent_of(pid);

    for (int depth = 0; parent > 1 && parent != ancestor && depth < 64; depth++)
        parent = parent_of(parent);
    return parent == ancestor;
}

bool cs_measure(pid_t ancestor, struct cs_holdings *out)
{
    DIR *folder = opendir("/proc");
    unsigned count = 0;
    bool allowed = folder != NULL;

    *out = (struct cs_holdings){0};
    for (const struct dirent *entry; allowed && (entry = readdir(folder)) != NULL && count < PROCESSES_MAX;) {
        pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

        if (pid <= 0 || !descends(pid, ancestor))
            continue;
        count++;
        add_memory(pid, &out->memory);
        allowed = count_descriptors(pid, &out->descriptors) || parent_of(pid) == 0;
    }
    if (folder != NULL)
        closedir(folder);
    return allowed && count > 0;
}
