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

/* A line of the kernel's about a process. */
struct stat_line {
    char state;                 /* Z: it has ended */
    int parent;                 /* 0: the process has gone */
    unsigned long user, kernel; /* processor time, in ticks */
};

static struct stat_line read_stat(pid_t pid)
{
    struct stat_line out = {0};
    char path[64], line[512];
    const char *behind;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    file = fopen(path, "re");
    if (file == NULL)
        return out;
    behind = fgets(line, sizeof(line), file) == NULL ? NULL : strrchr(line, ')'); /* a name may hold anything */
    if (behind == NULL || sscanf(behind, ") %c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &out.state, &out.parent,
                                 &out.user, &out.kernel) != 4)
        out = (struct stat_line){0};
    fclose(file);
    return out;
}

static bool descends(pid_t pid, pid_t ancestor)
{
    pid_t parent = read_stat(pid).parent;

    for (int depth = 0; parent > 1 && parent != ancestor && depth < 64; depth++)
        parent = read_stat(parent).parent;
    return parent == ancestor;
}

/* False: its descriptors may not be looked at. */
static bool add_process(pid_t pid, struct cs_holdings *out)
{
    struct stat_line line = read_stat(pid);

    out->processes++;
    if (line.state == 'Z')
        return true;
    add_memory(pid, &out->memory);
    out->busy += (uint64_t)(line.user + line.kernel) * 1000 / (uint64_t)sysconf(_SC_CLK_TCK);
    return count_descriptors(pid, &out->descriptors) || read_stat(pid).parent == 0 || read_stat(pid).state == 'Z';
}

bool cs_measure(pid_t ancestor, struct cs_holdings *out)
{
    DIR *folder = opendir("/proc");
    bool allowed = folder != NULL;

    *out = (struct cs_holdings){0};
    for (const struct dirent *entry; allowed && (entry = readdir(folder)) != NULL && out->processes < PROCESSES_MAX;) {
        pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

        if (pid > 0 && descends(pid, ancestor))
            allowed = add_process(pid, out);
    }
    if (folder != NULL)
        closedir(folder);
    return allowed && out->processes > 0;
}
