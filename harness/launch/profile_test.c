#include "harness/launch/profile.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/launch/profile_check.h"
#include "harness/launch/profile_keys.h"
#include "harness/launch/remove.h"
#include "reference/testing.h"

#define HEAD  "name: toy\ntitle: Toy\nprogram: [/bin/true]\n"
#define WHOLE HEAD "command: ['${program}', '${port}']\n"

static char folder[] = "/tmp/connectspec-profile-XXXXXX";

static const char *write_file(const char *name, const char *text)
{
    static char path[PATH_MAX];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fputs(text, file);
    fclose(file);
    return path;
}

static void make_folder(const char *name)
{
    char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    CU_ASSERT_EQUAL(mkdir(path, 0700), 0);
}

/* The first diagnostic of a profile with that text as LINE:COL: MESSAGE, or "" when it is good. */
static const char *first_error(const char *text)
{
    static char error[512];
    struct cs_diagnostics diagnostics = {0};
    struct cs_profile *profile = cs_profile_load(write_file("toy.yaml", text), &diagnostics);

    CU_ASSERT_EQUAL(profile == NULL, diagnostics.count > 0);
    error[0] = '\0';
    if (diagnostics.count > 0)
        snprintf(error, sizeof(error), "%zu:%zu: %s", diagnostics.items[0].place.line,
                 diagnostics.items[0].place.column, diagnostics.items[0].message);
    cs_diagnostics_free(&diagnostics);
    cs_profile_free(profile);
    return error;
}

static void refuses_what_is_wrong(void)
{
    static const struct {
        const char *text, *error;
    } rows[] = {
        {WHOLE, ""},
        {WHOLE "values: {a: '', b: '${port}'}\nenvironment: {X: '${a}'}\n", ""},
        {WHOLE "stop: kill\nipv6: true\ncapacity: 7\nleftovers: ['/dev/shm/${name}-*']\n", ""},
        {HEAD, "1:1: `command` is missing"},
        {"[]", "1:1: a mapping is needed here"},
        {WHOLE "comand: x\n", "5:1: unknown key `comand`"},
        {WHOLE "title: twice\n", "5:1: "},
        {WHOLE "capacity: many\n", "5:11: a number from 1 to 1024 is needed"},
        {WHOLE "capacity: 0\n", "5:11: a number from 1 to 1024 is needed"},
        {WHOLE "ipv6: yes\n", "5:7: `true` or `false` is needed"},
        {WHOLE "stop: gently\n", "5:7: `gently` is unknown here"},
        {WHOLE "isolate: never\n", "5:10: `never` is unknown here"},
        {WHOLE "auth: ntlm\n", "5:7: `ntlm` is unknown here"},
        {WHOLE "auth: basic\n", "5:7: `auth: basic` needs `user` and `password`"},
        {WHOLE "packages: squid\n", "5:11: a list is needed here"},
        {WHOLE "files: [a]\n", "5:8: a mapping is needed here"},
        {WHOLE "files: {a: [b]}\n", "5:12: one value is needed here"},
        {HEAD "command: ['${program}', '-p${prot}']\n", "4:30: there is no variable 'prot'"},
        {HEAD "command:\n  - ${program}\n  - -p${prot}\n", "6:9: there is no variable 'prot'"},
        {WHOLE "values: {a: '${b}', b: x}\n", "5:16: there is no variable 'b'"},
        {WHOLE "version: ['${program}', '${folder}/version']\n", ""},
        {WHOLE "version: ['${program}', '${port}']\n", "5:28: there is no variable 'port'"},
        {WHOLE "files: {../x: template}\n", "5:9: `../x` is no path below"},
        {WHOLE "files: {/etc/x: template}\n", "5:9: `/etc/x` is no path below"},
        {WHOLE "directories: [a/./b]\n", "5:15: `a/./b` is no path below"},
        {WHOLE "files: {x: missing}\n", "0:0: No such file"},
        {WHOLE "files: {x: broken}\n", "2:3: there is no variable 'nope'"},
        {WHOLE "leftovers: ['/dev/shm/*']\n", "5:13: a leftover is"},
        {WHOLE "leftovers: ['/dev/shm/${name}*x*']\n", "5:13: a leftover is"},
        {WHOLE "leftovers: ['/${name}/x*']\n", "5:13: a leftover is"},
        {WHOLE "variants: [a]\n", "5:11: a mapping is needed here"},
        {WHOLE "variants: {Loud: {notes: x}}\n", "5:12: a name has"},
        {WHOLE "variants: {loud: {name: x}}\n", "5:19: unknown key `name`"},
        {WHOLE "with: {loud: {'command+': ['${port}', -v], gives: [auth]}}\n", ""},
        {WHOLE "with: {loud: {'title+': x}}\n", "5:15: unknown key `title+`"},
        {WHOLE "'command+': [x]\n", "5:1: unknown key `command+`"},
        {WHOLE "with: {loud: {gives: [noise]}}\n", "5:23: "},
        {WHOLE "success: {exit: 256}\n", "5:17: a number from 0 to 255 is needed"},
        {WHOLE "success: {}\n", "5:10: success is told by"},
        {WHOLE "role: client\nsuccess: {exit: 0, stdout: '${marker}'}\n", ""},
        {WHOLE "role: server\n", "5:7: `server` is unknown here"},
        {WHOLE "root: trixie\n", "5:7: `root` is an absolute path"},
        {"name: toy\ntitle: T\nproxy: 127.0.0.1:3128\n", ""},
        {"name: toy\ntitle: T\nproxy: 3128\n", "3:8: `proxy` is ADDRESS:PORT"},
        {"name: toy\ntitle: T\nproxy: 127.0.0.1:3128x\n", "3:8: `proxy` is ADDRESS:PORT"},
        {WHOLE "allowed_ports: [0]\n", "5:17: a number from 1"},
        {WHOLE "variants: {loud: {auth: basic, user: x}}\n", "5:25: `auth: basic` needs"},
        {"name: other\ntitle: T\nprogram: [a]\ncommand: [b]\n",
         "1:7: the file of this profile has to be called other.yaml"},
        {"name: A\ntitle: T\nprogram: [a]\ncommand: [b]\n", "1:1: a name has"},
        {"name: toy\ntitle: T\nprogram: []\ncommand: [b]\n", "1:1: `program` is missing"},
    };

    write_file("template", "port ${port}\n");
    write_file("broken", "port ${port}\n${nope}\n");
    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        const char *error = first_error(rows[i].text);
        bool same =
            rows[i].error[0] == '\0' ? error[0] == '\0' : strncmp(error, rows[i].error, strlen(rows[i].error)) == 0;

        if (!same)
            fprintf(stderr, "row %zu: want %s, got %s\n", i, rows[i].error, error);
        CU_ASSERT_TRUE(same);
    }
}

static const char *find_with(const char *name, const char *layers, const char *auth)
{
    struct cs_wish wish = {.name = name, .layers = layers, .auth = auth};
    static char found[128];
    struct cs_diagnostics diagnostics = {0};
    struct cs_choice choice;
    struct cs_profile *profile = cs_profile_find(folder, &wish, &choice, &diagnostics);
    char *chosen = profile == NULL ? NULL : cs_choice_name(&choice);

    CU_ASSERT_EQUAL(profile == NULL, diagnostics.count > 0);
    snprintf(found, sizeof(found), "%s %s", chosen == NULL ? "nothing" : chosen,
             profile == NULL ? "" : cs_choice_text(&choice, "notes"));
    cs_diagnostics_free(&diagnostics);
    cs_profile_free(profile);
    free(chosen);
    return found;
}

static const char *find(const char *name, const char *auth)
{
    return find_with(name, NULL, auth);
}

static void chooses_layers(void)
{
    char path[PATH_MAX];

    write_file("my-toy.yaml", "name: my-toy\ntitle: T\nprogram: [a]\ncommand: [b]\n");
    snprintf(path, sizeof(path), "%s",
             write_file("toy.yaml",
                        WHOLE "notes: base\nuser: u\npassword: p\nwith:\n  basic: {auth: basic, notes: one}\n"
                              "  digest: {auth: digest}\n  loud: {notes: two}\n  loud-er: {notes: three}\n"));
    CU_ASSERT_STRING_EQUAL(find("toy", NULL), "toy base");
    CU_ASSERT_STRING_EQUAL(find("toy", "none"), "toy base");
    CU_ASSERT_STRING_EQUAL(find("toy", "basic"), "toy+basic one");
    CU_ASSERT_STRING_EQUAL(find("toy-basic", NULL), "toy+basic one");
    CU_ASSERT_STRING_EQUAL(find("toy-loud", NULL), "toy+loud two");
    CU_ASSERT_STRING_EQUAL(find("toy-loud", "basic"), "toy+basic+loud two");
    CU_ASSERT_STRING_EQUAL(find("toy+loud+basic", NULL), "toy+basic+loud two");
    CU_ASSERT_STRING_EQUAL(find("toy-loud-basic", NULL), "toy+basic+loud two");
    CU_ASSERT_STRING_EQUAL(find("toy+basic+loud-er", NULL), "toy+basic+loud-er three");
    CU_ASSERT_STRING_EQUAL(find("toy-loud-er-basic", NULL), "toy+basic+loud-er three");
    CU_ASSERT_STRING_EQUAL(find("toy+basic+digest", NULL), "nothing ");
    CU_ASSERT_STRING_EQUAL(find("toy+nobody", NULL), "nothing ");
    CU_ASSERT_STRING_EQUAL(find_with(path, "loud+basic", NULL), "toy+basic+loud two");
    CU_ASSERT_STRING_EQUAL(find("toy", "digest"), "toy+digest base");
    CU_ASSERT_STRING_EQUAL(find("toy", "ntlm"), "nothing ");
    CU_ASSERT_STRING_EQUAL(find("toy-none", NULL), "nothing ");
    CU_ASSERT_STRING_EQUAL(find("my-toy", NULL), "my-toy ");
    CU_ASSERT_STRING_EQUAL(find("nobody", NULL), "nothing ");
    CU_ASSERT_STRING_EQUAL(find("", NULL), "nothing ");
    CU_ASSERT_STRING_EQUAL(find(path, "basic"), "toy+basic one");
}

/* What a target gets of a list and of a mapping, and which layers a case's needs ask for. */
static bool collect(const struct cs_yaml_node *member, void *context)
{
    char *text = context;

    snprintf(text + strlen(text), 128 - strlen(text), "%s=%s ", member->key == NULL ? "" : member->key, member->text);
    return true;
}

static void combines_layers(void)
{
    static const struct {
        const char *needs[4], *want;
    } rows[] = {
        {{NULL}, "toy"},
        {{"auth"}, "toy+basic"},
        {{"auth", "digest"}, "toy+digest"},
        {{"parent", "auth"}, "toy+basic+parent"},
        {{"ipv6"}, "toy"},
        {{"basic", "digest"}, NULL},
    };
    struct cs_diagnostics diagnostics = {0};
    struct cs_choice choice = {0};
    char text[128] = "";
    struct cs_profile *profile = cs_profile_load(
        write_file("toy.yaml", HEAD "command: [a, b]\nvalues: {x: '1', y: '2'}\nuser: u\npassword: p\nwith:\n"
                                    "  basic: {gives: [auth, basic], auth: basic, 'command+': [c], values: {x: '3'}}\n"
                                    "  digest: {gives: [auth, digest], auth: digest}\n"
                                    "  parent: {gives: [parent], 'command+': [d], values: {z: '4'}}\n"),
        &diagnostics);

    CU_ASSERT_PTR_NOT_NULL_FATAL(profile);
    choice.profile = profile;
    CU_ASSERT_TRUE(cs_choice_add(&choice, "parent", 6, &diagnostics));
    CU_ASSERT_TRUE(cs_choice_add(&choice, "basic", 5, &diagnostics));
    CU_ASSERT_TRUE(cs_choice_each(&choice, "command", collect, text));
    CU_ASSERT_STRING_EQUAL(text, "=a =b =c =d ");
    text[0] = '\0';
    CU_ASSERT_TRUE(cs_choice_each(&choice, "values", collect, text));
    CU_ASSERT_STRING_EQUAL(text, "z=4 x=3 y=2 ");
    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_choice covered = {.profile = profile};
        bool done = cs_choice_cover(&covered, rows[i].needs, &diagnostics);
        char *name = cs_choice_name(&covered);

        CU_ASSERT_EQUAL(done, rows[i].want != NULL);
        if (done)
            CU_ASSERT_STRING_EQUAL(name, rows[i].want);
        free(name);
    }
    cs_diagnostics_free(&diagnostics);
    cs_profile_free(profile);
}

static void finds_programs(void)
{
    static const struct {
        const char *list, *want;
    } rows[] = {
        {"[/nonexistent/a, sh]", "/sh"},
        {"['${self}']", "/me"},
        {"[./tool]", "/tool"},
        {"[no-such-program-here]", ""},
        {"[sh]\nmodules: [here, above]", "/sh"},
        {"[sh]\nmodules: [here, no-such-module]", ""},
    };
    char path[PATH_MAX];

    make_folder("node_modules");
    make_folder("node_modules/above");
    make_folder("profiles");
    make_folder("profiles/node_modules");
    make_folder("profiles/node_modules/here");
    snprintf(path, sizeof(path), "%s", write_file("profiles/tool", ""));
    CU_ASSERT_EQUAL(chmod(path, 0700), 0);
    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        char text[256];
        struct cs_diagnostics diagnostics = {0};
        struct cs_choice choice = {0};
        char *program;

        snprintf(text, sizeof(text), "name: toy\ntitle: T\nprogram: %s\ncommand: [b]\n", rows[i].list);
        choice.profile = cs_profile_load(write_file("profiles/toy.yaml", text), &diagnostics);
        CU_ASSERT_PTR_NOT_NULL_FATAL(choice.profile);
        program = cs_choice_program(&choice, "/me");
        CU_ASSERT_EQUAL(program == NULL, rows[i].want[0] == '\0');
        if (program != NULL) {
            CU_ASSERT_EQUAL(program[0], '/');
            CU_ASSERT_STRING_EQUAL(strrchr(program, '/'), rows[i].want);
        }
        free(program);
        cs_profile_free((struct cs_profile *)choice.profile);
    }
}

/* The profiles that come with connectspec are good, and their manual names every key and variable. */
static void ships_good_profiles(void)
{
    static const char *const variables[] = {
#define VARIABLE(name) "`" name "`",
        CS_PROFILE_VARIABLE_LIST(VARIABLE)
#undef VARIABLE
    };
    const char *shipped = CS_SOURCE_DIR "/harness/launch/profiles";
    struct cs_diagnostics diagnostics = {0};
    char **names = cs_profile_names(shipped);
    char *manual;
    size_t length;
    char key[64];

    CU_ASSERT_PTR_NOT_NULL_FATAL(names);
    CU_ASSERT_PTR_NOT_NULL(names[0]);
    for (size_t i = 0; names[i] != NULL; i++) {
        struct cs_choice choice;
        struct cs_profile *profile =
            cs_profile_find(shipped, &(struct cs_wish){.name = names[i]}, &choice, &diagnostics);

        CU_ASSERT_PTR_NOT_NULL(profile);
        cs_profile_free(profile);
    }
    cs_words_free(names);
    manual = cs_file_read(CS_SOURCE_DIR "/harness/launch/profiles/README.md", 1 << 20, &length, &diagnostics);
    CU_ASSERT_PTR_NOT_NULL_FATAL(manual);
    for (size_t i = 0; cs_profile_keys()[i] != NULL; i++) {
        snprintf(key, sizeof(key), "\n| `%s` |", cs_profile_keys()[i]);
        CU_ASSERT_PTR_NOT_NULL(strstr(manual, key));
    }
    for (size_t i = 0; i < CS_COUNT(variables); i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(manual, variables[i]));
    free(manual);
    cs_diagnostics_print(&diagnostics);
    cs_diagnostics_free(&diagnostics);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"refuses what is wrong", refuses_what_is_wrong},
        {"chooses layers", chooses_layers},
        {"combines layers", combines_layers},
        {"finds programs", finds_programs},
        {"ships good profiles", ships_good_profiles},
    };
    int status;

    if (mkdtemp(folder) == NULL)
        return 1;
    status = cs_run_tests("profile", tests, CS_COUNT(tests));
    cs_remove_tree(folder);
    return status;
}
