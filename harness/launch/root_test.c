#include "harness/launch/root.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/launch/isolation.h"
#include "harness/launch/remove.h"
#include "reference/testing.h"

static char folder[] = "/tmp/connectspec-root-XXXXXX";
static bool may_enter;
static char reason[CS_ISOLATION_REASON_MAX]; /* why not */

static const char *at(const char *name)
{
    static char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

static void write_file(const char *name, const char *text, mode_t mode)
{
    FILE *file = fopen(at(name), "w");

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fputs(text, file);
    fclose(file);
    CU_ASSERT_EQUAL(chmod(at(name), mode), 0);
}

static void make_root(void)
{
    static const char *const folders[] = {"root", "root/etc", "root/bin", "shared"};

    for (size_t i = 0; i < CS_COUNT(folders); i++)
        CU_ASSERT_EQUAL(mkdir(at(folders[i]), 0755), 0);
    write_file("root/etc/passwd", "root:x:0:0::/:/bin/sh\ntoy:x:4711:4712::/:/bin/sh\n", 0644);
    write_file("root/bin/tool", "#!/bin/sh\n", 0755);
    write_file("root/bin/text", "no program\n", 0644);
    write_file("shared/note", "from outside\n", 0644);
    CU_ASSERT_EQUAL(symlink("/bin/tool", at("root/bin/link")), 0);
    CU_ASSERT_EQUAL(symlink("/bin/nowhere-in-the-root", at("root/bin/broken")), 0);
    CU_ASSERT_EQUAL(symlink("../../../../bin/sh", at("root/bin/climber")), 0);
}

static void looks_inside(void)
{
    static const struct {
        const char *path;
        bool program, file;
    } rows[] = {
        {"/bin/tool", true, true},     {"/bin/link", true, true},      {"/bin/text", false, true},
        {"/bin/broken", false, false}, {"/bin/climber", false, false}, {"/etc/hosts", false, false},
    };
    char root[PATH_MAX];

    snprintf(root, sizeof(root), "%s", at("root"));
    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        CU_ASSERT_EQUAL(cs_root_has_program(root, rows[i].path), rows[i].program);
        CU_ASSERT_EQUAL(cs_root_has_file(root, rows[i].path), rows[i].file);
    }
    CU_ASSERT_FALSE(cs_root_has_file("/nonexistent", "/etc/passwd"));
}

static void knows_its_users(void)
{
    char root[PATH_MAX];
    uid_t uid = 0;
    gid_t gid = 0;

    snprintf(root, sizeof(root), "%s", at("root"));
    CU_ASSERT_TRUE(cs_root_user(root, "toy", &uid, &gid));
    CU_ASSERT_EQUAL(uid, 4711);
    CU_ASSERT_EQUAL(gid, 4712);
    CU_ASSERT_FALSE(cs_root_user(root, "nobody-of-the-root", &uid, &gid));
    CU_ASSERT_FALSE(cs_root_user("/nonexistent", "toy", &uid, &gid));
}

/* In a child that has entered: the root's own files, what is shared where it stands outside, /proc; nothing else. */
static int visit(const char *root, const char *shared, const char *note)
{
    const char *const list[] = {shared, NULL};

    if (cs_root_enter(root, list) != 0)
        return 1;
    if (access("/bin/tool", X_OK) != 0 || access(note, R_OK) != 0)
        return 2;
    if (access("/proc/self/status", R_OK) != 0 || access("/dev/null", W_OK) != 0)
        return 3;
    return access("/usr", F_OK) == 0 || access(root, F_OK) == 0 ? 4 : 0;
}

static void is_entered(void)
{
    char root[PATH_MAX];
    char shared[PATH_MAX];
    char note[PATH_MAX];
    int status = -1;
    pid_t child;

    if (!may_enter) {
        cs_skip(reason);
        return;
    }
    snprintf(root, sizeof(root), "%s", at("root"));
    snprintf(shared, sizeof(shared), "%s", at("shared"));
    snprintf(note, sizeof(note), "%s", at("shared/note"));
    child = fork();
    if (child == 0)
        _exit(visit(root, shared, note));
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_TRUE(WIFEXITED(status));
    CU_ASSERT_EQUAL(WEXITSTATUS(status), 0);
    CU_ASSERT_EQUAL(access(at("root/bin/tool"), X_OK), 0); /* outside nothing has changed */
    CU_ASSERT_EQUAL(access(at("root/proc/self"), F_OK), -1);
}

static void refuses_what_is_no_root(void)
{
    static const char *const none[] = {NULL};
    int status = -1;
    pid_t child = fork();

    if (child == 0)
        _exit(cs_root_enter("/nonexistent/root", none) != 0 ? 7 : 0);
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 7);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"makes a root", make_root},
        {"looks inside", looks_inside},
        {"knows its users", knows_its_users},
        {"is entered", is_entered},
        {"refuses what is no root", refuses_what_is_no_root},
    };
    int status;

    may_enter = cs_isolation_enter(reason);
    if (mkdtemp(folder) == NULL)
        return 1;
    status = cs_run_tests("root", tests, CS_COUNT(tests));
    cs_remove_tree(folder);
    return status;
}
