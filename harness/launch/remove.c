#include "harness/launch/remove.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH_MAX     32
#define PATH_PART_MAX 4096

/* What is to be emptied: names that begin with |prefix|, folders too where |depth| allows it. */
struct sweep {
    const char *prefix;
    bool folders;
    dev_t device;
};

static bool empty_folder(int folder, const struct sweep *sweep, unsigned depth);

static bool remove_folder(int parent, const char *name, const struct sweep *sweep, unsigned depth)
{
    struct stat status;
    int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (folder >= 0) {
        if (depth < DEPTH_MAX && fstat(folder, &status) == 0 && status.st_dev == sweep->device)
            while (empty_folder(folder, sweep, depth + 1))
                continue; /* a folder that changes while it is read may hide entries */
        close(folder);
    }
    return unlinkat(parent, name, AT_REMOVEDIR) == 0;
}

static bool remove_entry(int folder, const char *name, const struct sweep *sweep, unsigned depth)
{
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return false;
    if (strncmp(name, sweep->prefix, strlen(sweep->prefix)) != 0)
        return false;
    if (unlinkat(folder, name, 0) == 0)
        return true;
    return errno == EISDIR && sweep->folders && remove_folder(folder, name, sweep, depth);
}

/* One pass over |folder|.  Returns whether anything was removed. */
static bool empty_folder(int folder, const struct sweep *sweep, unsigned depth)
{
    _Alignas(struct dirent64) char buffer[PATH_PART_MAX];
    bool removed = false;
    ssize_t length;

    if (lseek(folder, 0, SEEK_SET) < 0)
        return false;
    while ((length = getdents64(folder, buffer, sizeof(buffer))) > 0) {
        for (ssize_t at = 0; at < length;) {
            const struct dirent64 *entry = (const struct dirent64 *)(const void *)(buffer + at);

            removed |= remove_entry(folder, entry->d_name, sweep, depth);
            at += entry->d_reclen;
        }
    }
    return removed;
}

static void sweep_folder(const char *path, const char *prefix, bool folders)
{
    struct stat status;
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (folder < 0)
        return;
    if (fstat(folder, &status) == 0) {
        struct sweep sweep = {.prefix = prefix, .folders = folders, .device = status.st_dev};

        while (empty_folder(folder, &sweep, 0))
            continue;
    }
    close(folder);
}

void cs_remove_tree(const char *path)
{
    sweep_folder(path, "", true);
    rmdir(path);
}

void cs_remove_prefixed(const char *directory, const char *prefix)
{
    sweep_folder(directory, prefix, false);
}
