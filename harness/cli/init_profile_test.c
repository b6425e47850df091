/* Tests of the profile that `connectspec init` writes: whatever the command line holds, the profile is one. */
#include "harness/cli/init_profile.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/launch/profile.h"
#include "reference/testing.h"
#include "reports/file.h"

static const struct cs_policy policy = {.origin_port = 18443, .denied_port = 25, .auth = "none"};

/* The profile for a proxy on port 3128 whose command line has |word| behind the program's name; to be freed. */
static char *write_profile(const struct cs_policy *told, char *word)
{
    char *words[] = {(char[]){"proxy"}, word, NULL};
    struct cs_owner owner = {
        .program = (char[]){"/usr/bin/my proxy"}, .folder = (char[]){CS_SOURCE_DIR}, .count = 2, .words = words};
    struct cs_init_facts facts = {
        .proxy = "127.0.0.1:3128", .port = 3128, .policy = told, .owner = word == NULL ? NULL : &owner};
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);

    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    cs_init_profile(out, "mine", &facts);
    CU_ASSERT_EQUAL_FATAL(fclose(out), 0);
    return text;
}

/* Reads it as `run --target FILE` does; the directory holds nothing else. */
static struct cs_profile *load(const char *text)
{
    char folder[] = "/tmp/connectspec-init-XXXXXX";
    char path[sizeof(folder) + 10];
    char error[CS_FILE_ERROR_MAX];
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_profile *profile;

    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/mine.yaml", folder);
    CU_ASSERT_TRUE_FATAL(cs_file_write(path, text, strlen(text), error));
    profile = cs_profile_load(path, &diagnostics);
    cs_diagnostics_print(&diagnostics);
    cs_diagnostics_free(&diagnostics);
    unlink(path);
    rmdir(folder);
    return profile;
}

static void test_words(void)
{
    static const struct {
        const char *word;
        const char *written;
        bool hint; /* that the port is to be found elsewhere */
    } rows[] = {
        {"3128", "${port}", false},
        {"127.0.0.1:3128", "127.0.0.1:${port}", false},
        {"--listen=3128,origin=18443", "--listen=${port},origin=${origin-port}", false},
        {"13128", "13128", true},
        {"31280000000000000000000000003128", "31280000000000000000000000003128", true},
        {"it's", "it''s", true},
        {"${port} {x: [y]} # z", "$${port} {x: [y]} # z", true},
        {"$$", "$$", true},
        {"", "", true},
        {"- :\\n%@&*!|>", "- :\\n%@&*!|>", true},
        {"\xc3\xa9", "\xc3\xa9", true},
        {"README.md", CS_SOURCE_DIR "/README.md", true},
        {"/README.md", "/README.md", true},
        {"cases", "cases", true},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        char *word = strdup(rows[i].word);
        char *text = write_profile(&policy, word);
        struct cs_profile *profile = load(text);
        char line[512];

        (void)snprintf(line, sizeof(line), "\n  - '%s'\n", rows[i].written);
        if (strstr(text, line) == NULL)
            printf("row %zu: %s\n%s\n", i, rows[i].word, text);
        CU_ASSERT_PTR_NOT_NULL(strstr(text, line));
        CU_ASSERT_EQUAL(strstr(text, "No argument names the port") != NULL, rows[i].hint);
        CU_ASSERT_PTR_NOT_NULL(profile);
        cs_profile_free(profile);
        free(text);
        free(word);
    }
}

static void test_policy(void)
{
    struct cs_policy told = {.origin_port = 443,
                             .denied_port = 26,
                             .denies_ports = true,
                             .denies_addresses = true,
                             .denied_address = "10.9.0.7",
                             .names = true,
                             .head_seconds = 3,
                             .auth = "basic",
                             .user = "o'hara",
                             .password = "${x}: #"};
    char *text = write_profile(&told, NULL);
    struct cs_profile *profile = load(text);
    struct cs_choice choice = {.profile = profile};

    CU_ASSERT_PTR_NOT_NULL_FATAL(profile);
    CU_ASSERT_EQUAL(cs_choice_number(&choice, "origin_port", 0), 443);
    CU_ASSERT_EQUAL(cs_choice_number(&choice, "denied_port", 0), 26);
    CU_ASSERT_TRUE(cs_choice_flag(&choice, "denies_ports", true));
    CU_ASSERT_TRUE(cs_choice_flag(&choice, "denies_addresses", false));
    CU_ASSERT_STRING_EQUAL(cs_choice_text(&choice, "denied_address"), "10.9.0.7");
    CU_ASSERT_TRUE(cs_choice_flag(&choice, "local_names", false));
    CU_ASSERT_PTR_NULL(cs_choice_get(&choice, "forwards"));
    CU_ASSERT_EQUAL(cs_choice_number(&choice, "head_seconds", 0), 3);
    CU_ASSERT_STRING_EQUAL(cs_choice_text(&choice, "user"), "o'hara");
    CU_ASSERT_STRING_EQUAL(cs_choice_text(&choice, "password"), "${x}: #");
    cs_profile_free(profile);
    free(text);
    text = write_profile(&policy, NULL);
    profile = load(text);
    choice.profile = profile;
    CU_ASSERT_PTR_NOT_NULL_FATAL(profile);
    CU_ASSERT_FALSE(cs_choice_flag(&choice, "denies_ports", true));
    CU_ASSERT_PTR_NULL(cs_choice_get(&choice, "auth"));
    cs_profile_free(profile);
    free(text);
}

/* One on another machine is not started. */
static void test_place(void)
{
    const struct cs_policy far = {.origin_port = 18443, .origin_addresses = "10.9.0.1,10.9.0.3", .auth = "none"};
    struct cs_init_facts facts = {.proxy = "far:3128", .place = "10.9.0.2:3128", .port = 3128, .policy = &far};
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    struct cs_profile *profile;
    struct cs_choice choice = {0};

    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    cs_init_profile(out, "mine", &facts);
    fclose(out);
    profile = load(text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(profile);
    choice.profile = profile;
    CU_ASSERT_STRING_EQUAL(cs_choice_text(&choice, "proxy"), "10.9.0.2:3128");
    CU_ASSERT_STRING_EQUAL(cs_choice_text(&choice, "origin_addresses"), "10.9.0.1,10.9.0.3");
    CU_ASSERT_PTR_NULL(cs_choice_get(&choice, "command"));
    cs_profile_free(profile);
    free(text);
}

static void test_names(void)
{
    static const struct {
        const char *program;
        const char *name;
    } rows[] = {
        {"/usr/bin/squid", "squid"}, {"/opt/My Proxy_2.0", "my-proxy-2-0"},
        {"/x/--a--", "a"},           {"/x/\xc3\xa9", "my-proxy"},
        {"/", "my-proxy"},           {"/x/abcdefghijklmnopqrstuvwxyz0123456789", "abcdefghijklmnopqrstuvwxyz01234"},
    };
    static char scripts[][3][24] = {
        {"/usr/bin/python3.11", "A/../myproxy", "myproxy"},
        {"/usr/bin/node", "/srv/my.proxy.mjs", "my-proxy"},
        {"/usr/bin/shadowsocks", "a.py", "shadowsocks"},
    };
    char name[CS_INIT_NAME_MAX];

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_owner owner = {.program = strdup(rows[i].program)};

        cs_init_name(&owner, name);
        CU_ASSERT_STRING_EQUAL(name, rows[i].name);
        free(owner.program);
    }
    for (size_t i = 0; i < CS_COUNT(scripts); i++) {
        char flag[] = "-u";
        char *words[] = {scripts[i][0], flag, scripts[i][1], flag, NULL};
        struct cs_owner owner = {.program = strdup(scripts[i][0]), .count = 4, .words = words};

        cs_init_name(&owner, name);
        CU_ASSERT_STRING_EQUAL(name, scripts[i][2]);
        free(owner.program);
    }
    cs_init_name(NULL, name);
    CU_ASSERT_STRING_EQUAL(name, "my-proxy");
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"words", test_words},
        {"policy", test_policy},
        {"place", test_place},
        {"names", test_names},
    };

    return cs_run_tests("init_profile", tests, CS_COUNT(tests));
}
