#include "harness/launch/root.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <pwd.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What of our own file system shows inside. */
static const char *const system_folders[] = {"/proc", "/dev", "/sys"};
static const char *const name_files[] = {"/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/hosts"};

/* |path| below |root|, links followed as from inside; -1 with errno. */
static int open_inside(const char *root, const char *path, int flags)
{
    struct open_how how = {.flags = (unsigned long long)(flags | O_CLOEXEC), .resolve = RESOLVE_IN_ROOT};
    int folder = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    int file = folder < 0 ? -1 : (int)syscall(SYS_openat2, folder, path, &how, sizeof(how));

    if (folder >= 0)
        close(folder);
    return file;
}

static bool allows(const char *root, const char *path, int mode)
{
    int file = open_inside(root, path, O_PATH);
    bool allowed = file >= 0 && faccessat(file, "", mode, AT_EMPTY_PATH) == 0;

    if (file >= 0)
        close(file);
    return allowed;
}

bool cs_root_has_program(const char *root, const char *path)
{
    return allows(root, path, X_OK);
}

bool cs_root_has_file(const char *root, const char *path)
{
    return allows(root, path, R_OK);
}

bool cs_root_user(const char *root, const char *user, uid_t *uid, gid_t *gid)
{
    int descriptor = open_inside(root, "/etc/passwd", O_RDONLY);
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "r");
    const struct passwd *entry = NULL;

    if (file == NULL && descriptor >= 0)
        close(descriptor);
    while (file != NULL && (entry = fgetpwent(file)) != NULL && strcmp(entry->pw_name, user) != 0)
        continue;
    if (entry != NULL) {
        *uid = entry->pw_uid;
        *gid = entry->pw_gid;
    }
    if (file != NULL)
        fclose(file);
    return entry != NULL;
}

/* ---- entering ---- */

/* The folders above |path|, which is changed for a while. */
static bool make_parents(char *path, size_t from)
{
    for (char *slash = strchr(path + from + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        bool made;

        *slash = '\0';
        made = mkdir(path, 0755) == 0 || errno == EEXIST;
        *slash = '/';
        if (!made)
            return false;
    }
    return true;
}

static bool make_place(const char *path, bool folder)
{
    int file;

    if (folder)
        return mkdir(path, 0755) == 0 || errno == EEXIST;
    file = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (file >= 0)
        close(file);
    return file >= 0;
}

/* Shows |path| at the same place below |root|. */
static bool share(const char *root, const char *path)
{
    char inside[PATH_MAX];
    struct stat status;

    if (stat(path, &status) != 0)
        return false;
    if (snprintf(inside, sizeof(inside), "%s%s", root, path) >= (int)sizeof(inside)) {
        errno = ENAMETOOLONG;
        return false;
    }
    return make_parents(inside, strlen(root)) && make_place(inside, S_ISDIR(status.st_mode)) &&
           mount(path, inside, NULL, MS_BIND | MS_REC, NULL) == 0;
}

/* A link of the root's own, as /etc/resolv.conf often is, would lead out of it. */
static bool share_name_file(const char *root, const char *path)
{
    char inside[PATH_MAX];
    struct stat status;

    if (stat(path, &status) != 0)
        return true;
    snprintf(inside, sizeof(inside), "%s%s", root, path);
    if (lstat(inside, &status) == 0 && S_ISLNK(status.st_mode))
        return true;
    return share(root, path);
}

static bool fill(const char *root, const char *const *shared)
{
    char workplace[PATH_MAX];

    for (size_t i = 0; i < sizeof(system_folders) / sizeof(system_folders[0]); i++)
        if (!share(root, system_folders[i]))
            return false;
    for (size_t i = 0; i < sizeof(name_files) / sizeof(name_files[0]); i++)
        if (!share_name_file(root, name_files[i]))
            return false;
    snprintf(workplace, sizeof(workplace), "%s/tmp", root);
    if (!make_place(workplace, true) || mount("tmpfs", workplace, "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777") != 0)
        return false;
    for (size_t i = 0; shared[i] != NULL; i++)
        if (!share(root, shared[i]))
            return false;
    return true;
}

int cs_root_enter(const char *root, const char *const *shared)
{
    if (strlen(root) > PATH_MAX - 32)
        return ENAMETOOLONG;
    /* What pivot_root makes the root has to be a mount point, and nothing may be seen outside. */
    if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount(root, root, NULL, MS_BIND | MS_REC, NULL) != 0 || !fill(root, shared) || chdir(root) != 0 ||
        syscall(SYS_pivot_root, ".", ".") != 0 || umount2(".", MNT_DETACH) != 0 || chdir("/") != 0)
        return errno;
    return 0;
}
