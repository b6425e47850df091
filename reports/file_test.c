#include "reports/file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reference/testing.h"
#include "reports/json.h"

static void test_write_and_load(void)
{
    char folder[] = "/tmp/cs-file-XXXXXX";
    char path[64];
    char error[CS_FILE_ERROR_MAX];
    struct stat before;
    struct stat after;
    char *data;
    size_t length;

    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/a", folder);
    CU_ASSERT(cs_file_write(path, "one", 3, error));
    CU_ASSERT_EQUAL(stat(path, &before), 0);
    CU_ASSERT(cs_file_write(path, "a\0b", 3, error));
    CU_ASSERT_EQUAL(stat(path, &after), 0);
    CU_ASSERT_NOT_EQUAL(before.st_ino, after.st_ino); /* a new file in the place of the old one */
    CU_ASSERT(cs_file_load(path, 3, &data, &length, error));
    CU_ASSERT(length == 3 && memcmp(data, "a\0b", 4) == 0);
    free(data);
    CU_ASSERT_FALSE(cs_file_load(path, 2, &data, &length, error));
    CU_ASSERT_PTR_NULL(data);
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "larger than is allowed"));
    unlink(path);
    CU_ASSERT_EQUAL(rmdir(folder), 0); /* nothing was left beside it */
}

static void test_append(void)
{
    char path[] = "/tmp/cs-append-XXXXXX";
    int fd = mkstemp(path);
    char error[CS_FILE_ERROR_MAX];
    char *data;
    size_t length;

    CU_ASSERT_FATAL(fd >= 0);
    close(fd);
    unlink(path);
    CU_ASSERT(cs_file_append(path, "one", 3, error));
    CU_ASSERT(cs_file_append(path, "two", 3, error));
    CU_ASSERT(cs_file_load(path, 10, &data, &length, error));
    CU_ASSERT_STRING_EQUAL(data, "onetwo");
    free(data);
    unlink(path);
    CU_ASSERT_FALSE(cs_file_append("/dev/full", "x", 1, error));
    CU_ASSERT_STRING_EQUAL(error, "cannot write /dev/full: No space left on device");
    CU_ASSERT_FALSE(cs_file_append("/nonexistent/x", "x", 1, error));
}

static void test_check(void)
{
    static const struct {
        const char *path;
        const char *error;
    } rows[] = {
        {"-", ""},
        {"/dev/null", ""},
        {"/tmp/cs-not-there", ""},
        {"cs-not-there", ""},
        {"/tmp", "cannot write /tmp: Is a directory"},
        {"/nonexistent/x", "cannot write /nonexistent/x: No such file or directory"},
        {"/dev/null/x", "cannot write /dev/null/x: Not a directory"},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        char error[CS_FILE_ERROR_MAX] = "";

        CU_ASSERT_EQUAL(cs_file_check(rows[i].path, error), rows[i].error[0] == '\0');
        CU_ASSERT_STRING_EQUAL(error, rows[i].error);
    }
    CU_ASSERT_NOT_EQUAL(access("/tmp/cs-not-there", F_OK), 0);
}

static void test_errors(void)
{
    char error[CS_FILE_ERROR_MAX];
    char *data;
    size_t length;

    CU_ASSERT_FALSE(cs_file_write("/nonexistent/x", "", 0, error));
    CU_ASSERT_STRING_EQUAL(error, "cannot write /nonexistent/x: No such file or directory");
    CU_ASSERT_FALSE(cs_file_write("/dev/full", "x", 1, error));
    CU_ASSERT_STRING_EQUAL(error, "cannot write /dev/full: No space left on device");
    CU_ASSERT(cs_file_write("/dev/null", "x", 1, error));
    CU_ASSERT_FALSE(cs_file_load("/tmp", 10, &data, &length, error));
    CU_ASSERT_STRING_EQUAL(error, "cannot read /tmp: Is a directory");
}

static void test_json_bounds(void)
{
    char path[] = "/tmp/cs-json-XXXXXX";
    int fd = mkstemp(path);
    char error[CS_FILE_ERROR_MAX];
    size_t size = CS_JSON_VALUES_MAX + 2;
    char *commas = malloc(size);

    CU_ASSERT_FATAL(fd >= 0 && commas != NULL);
    close(fd);
    memset(commas, ',', size);
    CU_ASSERT(cs_file_write(path, commas, size, error));
    CU_ASSERT_PTR_NULL(cs_json_read(path, error));
    CU_ASSERT_STRING_EQUAL(error, "more than 4000000 values");
    CU_ASSERT(cs_file_write(path, "{\"a\":1,\n\"a\":2}", 14, error));
    CU_ASSERT_PTR_NULL(cs_json_read(path, error));
    CU_ASSERT_NSTRING_EQUAL(error, "line 2, column ", 15);
    unlink(path);
    free(commas);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"write and load", test_write_and_load},
        {"append", test_append},
        {"check", test_check},
        {"errors", test_errors},
        {"bounds of JSON", test_json_bounds},
    };

    return cs_run_tests("file", tests, CS_COUNT(tests));
}
