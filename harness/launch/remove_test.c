#include "harness/launch/remove.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reference/testing.h"

static char root[] = "/tmp/connectspec-remove-XXXXXX";

static void touch(const char *name)
{
    char path[PATH_MAX];
    int file;

    snprintf(path, sizeof(path), "%s/%s", root, name);
    file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    CU_ASSERT_FATAL(file >= 0);
    close(file);
}

static void make(const char *name)
{
    char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s/%s", root, name);
    CU_ASSERT_EQUAL_FATAL(mkdir(path, 0700), 0);
}

static bool there(const char *name)
{
    char path[PATH_MAX];
    struct stat status;

    snprintf(path, sizeof(path), "%s/%s", root, name);
    return lstat(path, &status) == 0;
}

static void remove_inside(const char *name)
{
    char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s/%s", root, name);
    cs_remove_tree(path);
}

static void removes_a_tree(void)
{
    char name[64];

    make("tree");
    make("tree/a");
    make("tree/a/b");
    touch("tree/a/b/c");
    for (unsigned i = 0; i < 500; i++) { /* more than one buffer of entries */
        snprintf(name, sizeof(name), "tree/file-with-a-rather-long-name-%u", i);
        touch(name);
    }
    remove_inside("tree");
    CU_ASSERT_FALSE(there("tree"));
}

static void does_not_follow_links(void)
{
    char target[PATH_MAX], link[PATH_MAX];

    make("kept");
    touch("kept/file");
    make("tree");
    snprintf(target, sizeof(target), "%s/kept", root);
    snprintf(link, sizeof(link), "%s/tree/link", root);
    CU_ASSERT_EQUAL(symlink(target, link), 0);
    remove_inside("tree");
    CU_ASSERT_FALSE(there("tree"));
    CU_ASSERT_TRUE(there("kept/file"));
    snprintf(link, sizeof(link), "%s/link", root);
    CU_ASSERT_EQUAL(symlink(target, link), 0);
    remove_inside("link");
    CU_ASSERT_TRUE(there("kept/file"));
    unlink(link);
    remove_inside("kept");
}

static void removes_by_prefix(void)
{
    touch("cs12-a");
    touch("cs12-b");
    touch("cs13-a");
    make("cs12-folder");
    cs_remove_prefixed(root, "cs12-");
    CU_ASSERT_FALSE(there("cs12-a"));
    CU_ASSERT_FALSE(there("cs12-b"));
    CU_ASSERT_TRUE(there("cs13-a"));
    CU_ASSERT_TRUE(there("cs12-folder"));
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"removes a tree", removes_a_tree},
        {"does not follow links", does_not_follow_links},
        {"removes by prefix", removes_by_prefix},
    };
    int status;

    if (mkdtemp(root) == NULL)
        return 1;
    status = cs_run_tests("remove", tests, CS_COUNT(tests));
    cs_remove_tree(root);
    return status != 0 || access(root, F_OK) == 0;
}
