/* Target: a file of known failures.  Seeds: corpus/expectation/.  Dictionary: fuzz/expectation.dict. */
#include "fuzz/property.h"
#include "reports/expect.h"

static char *write_again(const struct cs_expectations *list, size_t *length)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, length);

    require(out != NULL);
    cs_expect_write_suite(out, list->suite);
    for (size_t i = 0; i < list->count; i++)
        cs_expect_write(out, &list->items[i]);
    require(fclose(out) == 0);
    return text;
}

static void require_same_item(const struct cs_expectation *left, const struct cs_expectation *right)
{
    require(strcmp(left->pattern, right->pattern) == 0 && strcmp(left->code, right->code) == 0);
    require(strcmp(left->until, right->until) == 0 && strcmp(left->issue, right->issue) == 0);
    require(strcmp(left->reason, right->reason) == 0);
}

/* What was accepted, written and read again, is the same. */
static void require_round_trip(const struct cs_expectations *list)
{
    char error[CS_EXPECT_ERROR_MAX];
    struct cs_expectations again;
    size_t length;
    char *text = write_again(list, &length);

    require(cs_expect_parse(text, length, &again, error));
    require(again.count == list->count && strcmp(again.suite, list->suite) == 0);
    for (size_t i = 0; i < list->count; i++) {
        require_same_item(&list->items[i], &again.items[i]);
        require(cs_expect_names(list->items[i].pattern, list->items[i].pattern)); /* * stands for itself, too */
    }
    cs_expect_free(&again);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char error[CS_EXPECT_ERROR_MAX] = "";
    struct cs_expectations list;

    if (cs_expect_parse((const char *)data, size, &list, error)) {
        require_round_trip(&list);
        cs_expect_free(&list);
        return 0;
    }
    require(list.items == NULL && error[0] >= '1' && error[0] <= '9');
    for (const char *at = error; *at != '\0'; at++)
        require(*at >= ' ' && *at < 0x7f); /* nothing of the file steers a terminal */
    return 0;
}
