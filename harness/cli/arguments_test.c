#include "harness/cli/arguments.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reference/testing.h"

static const struct option known[] = {{"target", required_argument, NULL, 't'},
                                      {"quiet", no_argument, NULL, 'q'},
                                      {"help", no_argument, NULL, 'h'},
                                      {NULL, 0, NULL, 0}};

/* What is said on stderr about |word|, alone behind the command; the caller frees it. */
static char *said(const char *word, int expected)
{
    FILE *before = stderr;
    char command[] = "run", argument[64];
    char *argv[] = {command, argument, NULL};
    char *text = NULL;
    size_t length = 0;

    snprintf(argument, sizeof(argument), "%s", word);
    stderr = open_memstream(&text, &length);
    optind = 0;
    CU_ASSERT_EQUAL(cs_option_next(2, argv, known), expected);
    fclose(stderr);
    stderr = before;
    return text;
}

static void test_options(void)
{
    static const struct {
        const char *word;
        const char *text;
    } wrong[] = {
        {"--taget", "connectspec run: there is no option '--taget'; did you mean --target?\n"},
        {"--taget=x", "connectspec run: there is no option '--taget'; did you mean --target?\n"},
        {"--nothing-like-it",
         "connectspec run: there is no option '--nothing-like-it'; connectspec run --help tells more\n"},
        {"--target", "connectspec run: --target needs a value; connectspec run --help tells more\n"},
        {"--quiet=3", "connectspec run: --quiet takes no value\n"},
        {"-x", "connectspec run: there is no option '-x'; connectspec run --help tells more\n"},
        {"-t", "connectspec run: there is no option '-t'; connectspec run --help tells more\n"},
    };

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        char *text = said(wrong[i].word, '?');

        CU_ASSERT_STRING_EQUAL(text, wrong[i].text);
        free(text);
    }
}

static void test_what_is_fine(void)
{
    static const char *const help[] = {"-h", "--help"};

    for (size_t i = 0; i < 2; i++) {
        char *text = said(help[i], 'h');

        CU_ASSERT_STRING_EQUAL(text, "");
        free(text);
    }
    free(said("--quiet", 'q'));
    free(said("operand", -1));
}

static void test_words(void)
{
    static const char *const words[] = {"target/port-empty", "target/port-zero", NULL};
    FILE *before = stderr;
    char *text = NULL;
    size_t length = 0;

    stderr = open_memstream(&text, &length);
    cs_say_unknown(NULL, "no case is called", "target/port-emtpy", words, "list");
    cs_say_unknown("list", "no case is called", "x", words, "list names them");
    cs_say_bad_document("a.json", "Object item not found: format");
    cs_say_bad_document("a.json", "cannot read a.json: why");
    cs_say_bad_document("a.json", "why");
    fclose(stderr);
    stderr = before;
    CU_ASSERT_STRING_EQUAL(text,
                           "connectspec: no case is called 'target/port-emtpy'; did you mean 'target/port-empty'?\n"
                           "connectspec list: no case is called 'x'; list names them\n"
                           "connectspec: a.json is no such document: it has no `format`\n"
                           "connectspec: cannot read a.json: why\n"
                           "connectspec: a.json: why\n");
    free(text);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"options", test_options},
        {"what is fine", test_what_is_fine},
        {"words", test_words},
    };

    return cs_run_tests("arguments", tests, CS_COUNT(tests));
}
