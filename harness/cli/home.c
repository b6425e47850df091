#include "harness/cli/home.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *join(const char *folder, const char *rest)
{
    char *path = NULL;

    return asprintf(&path, "%s/%s", folder, rest) < 0 ? NULL : path;
}

static bool exists(const char *folder, const char *rest)
{
    char *path = join(folder, rest);
    bool found = path != NULL && access(path, R_OK) == 0;

    free(path);
    return found;
}

/* Asked once: in a chroot the link reads as the path outside as soon as the mount namespace is our own. */
char *cs_home_self(void)
{
    static char path[PATH_MAX];
    ssize_t length = path[0] != '\0' ? 0 : readlink("/proc/self/exe", path, sizeof(path) - 1);

    if (length > 0)
        path[length] = '\0';
    return path[0] == '\0' ? NULL : strdup(path);
}

char *cs_home_root_given(const char *folder)
{
    char *root = realpath(folder, NULL);

    if (root != NULL && exists(root, "etc/passwd") && root[1] != '\0')
        return root;
    fprintf(stderr, "connectspec: --root '%s' is no folder with a root file system in it\n", folder);
    free(root);
    return NULL;
}

static bool parent(char *path)
{
    char *slash = strrchr(path, '/');

    if (slash == NULL || path[0] == '\0')
        return false;
    *slash = '\0';
    return true;
}

/* The root of an installation or of a checkout; NULL when the program stands in neither. */
static char *find_root(void)
{
    const char *named = getenv("CONNECTSPEC_HOME");
    char *self;

    if (named != NULL && named[0] != '\0')
        return strdup(named);
    self = cs_home_self();
    if (self == NULL)
        return NULL;
    while (parent(self)) {
        char *installed = join(self, "share/connectspec");

        if (installed != NULL && exists(installed, "cases/requirements.yaml")) {
            free(self);
            return installed;
        }
        free(installed);
        if (exists(self, "cases/requirements.yaml"))
            return self;
    }
    free(self);
    return NULL;
}

char *cs_home_cases(void)
{
    char *root = find_root();
    char *path = root == NULL ? NULL : join(root, "cases");

    free(root);
    return path;
}

/* What stands in |installed| of an installation, in |source| of a checkout. */
static char *find_folder(const char *installed, const char *source)
{
    char *root = find_root();
    char *path = NULL;

    if (root != NULL)
        path = join(root, exists(root, installed) ? installed : source);
    free(root);
    return path;
}

char *cs_home_profiles(void)
{
    return find_folder("profiles", "harness/launch/profiles");
}

char *cs_home_published(void)
{
    return find_folder("published", "reports/published");
}
