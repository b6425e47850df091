/* Profiles that are read, chosen and listed without memory. */
#include "reference/failing_testing.h"

#include "harness/launch/profile.h"
#include "harness/launch/profile_check.h"

#define MOST 200

#define TEXT                                                                                                           \
    "name: toy\ntitle: Toy\nprogram: [/bin/true]\ncommand: ['${program}', '-p', '${port}', '${a}']\n"                  \
    "values: {a: 'x${port}', b: ''}\nenvironment: {X: '${a}'}\npackages: [one, two]\n"                                 \
    "with:\n  basic: {gives: [auth], auth: basic, user: u, password: p}\n  other: {values: {b: '1'}}\n"

static enum failing_answer said(struct cs_diagnostics *diagnostics)
{
    enum failing_answer answer = diagnostics->count > 0 ? FAILING_SAID : FAILING_WRONG;

    for (size_t i = 0; i < diagnostics->count && i < CS_DIAGNOSTICS_MAX; i++) {
        const char *message = diagnostics->items[i].message;

        if (message == NULL || strstr(message, "memory") != NULL)
            continue;
        printf("%s\n", message);
        answer = FAILING_WRONG;
    }
    cs_diagnostics_free(diagnostics);
    return answer;
}

static enum failing_answer read_profile(void *context)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_profile *profile = cs_profile_parse("toy", TEXT, &diagnostics);

    (void)context;
    if (profile == NULL)
        return said(&diagnostics);
    cs_profile_free(profile);
    return diagnostics.count == 0 ? FAILING_DONE : said(&diagnostics);
}

static void test_profile(void)
{
    struct failing_work work = {"a profile", read_profile, NULL, 0};

    failing_each(&work, MOST);
}

static enum failing_answer find_profile(void *context)
{
    const struct cs_wish wish = {.name = "squid+basic"};
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_choice choice;
    struct cs_profile *profile =
        cs_profile_find(CS_SOURCE_DIR "/harness/launch/profiles", &wish, &choice, &diagnostics);
    char *packages;
    bool whole;

    (void)context;
    if (profile == NULL)
        return said(&diagnostics);
    packages = cs_choice_install(&choice);
    if (packages != NULL && strcmp(packages, "apt-get install squid") != 0)
        printf("%s\n", packages);
    whole = packages == NULL || strcmp(packages, "apt-get install squid") == 0;
    free(packages);
    cs_profile_free(profile);
    if (diagnostics.count > 0)
        return said(&diagnostics);
    return whole ? FAILING_DONE : FAILING_WRONG;
}

static void test_find(void)
{
    struct failing_work work = {"squid+basic", find_profile, NULL, 0};

    failing_each(&work, MOST);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {{"a profile", test_profile}, {"one that is found", test_find}};

    return cs_run_tests("memory", tests, CS_COUNT(tests));
}
