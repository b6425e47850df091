#include "reference/pair_reading.h"

#include <stdio.h>
#include <string.h>

#include "reference/testing.h"

/* All readings, "name=user|password" each; "?" stands for a byte that is not printable. */
struct row {
    const char *text;
    const char *readings;
};

static const struct row values[] = {
    {"Basic YTpi", ""},
    {"", ""},
    {"Basic", ""},
    {"Basic YTpi, Basic Yzpk", "list-first=a|b list-last=c|d junk-ends=a|b"},
    {"Bearer YTpi", "any-scheme=a|b"},
    {"YTpi", "no-scheme=a|b"},
    {"Basic Y!Tp*i", "junk-skipped=a|b"},
    {"Basic YTpi~~", "junk-skipped=a|b junk-ends=a|b"},
    {"Basic dTp-Pw==", "junk-ends=u| url-alphabet=u|~?"},
    {"Basic YTpiYw", "junk-ends=a|bc padding-ignored=a|bc"},
    {"Basic YTpiYw===", "junk-ends=a|bc padding-ignored=a|bc"},
    {"Basic YTpiYx==", "junk-ends=a|bc padding-ignored=a|bc"},
    {"Basic YTpi=YTpi", "junk-ends=a|b padding-ignored=a|b"},
    {"Basic YQB4OmIAeQ==", "nul-cut=a|b controls-kept=a?x|b?y"},
    {"Basic YTpiCmM=", "controls-kept=a|b?c"},
    {"Basic YTpiOmM=", "last-colon=a:b|c"},
    {"Basic YWxpY2U=", "no-colon=alice|"},
    {"Basic Og==", ""},
    {"Basic  \t YTpi", ""},
    {"Basic "
     "YTpiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiY"
     "mJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYm"
     "JiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJ"
     "i",
     ""},
    {"Basic "
     "YTpiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiY"
     "mJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYm"
     "JiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJ"
     "iYg==",
     ""},
    {"Basic Y", ""},
    {"Basic =", ""},
};

/* Field lines of a head whose target is a:443. */
static const struct row heads[] = {
    {"Proxy-Authorization: Basic YTpi", ""},
    {"Proxy-Authorization: Basic YTpi\r\nProxy-Authorization: Basic Yzpk", "first-line=a|b last-line=c|d"},
    {"Authorization: Basic YTpi", "authorization-field=a|b"},
    {"Proxy-Authorization : Basic YTpi", "name-blank=a|b"},
    {"Proxy_Authorization: Basic YTpi", "name-underscore=a|b"},
    {"Proxy-Authorization:\r\n Basic YTpi", "fold-joined=a|b"},
    {"X: y\rProxy-Authorization: Basic YTpi", "bare-cr-line=a|b"},
    {"X: y", ""},
};

static void describe(const struct cs_pair_reading *readings, size_t count, char *text, size_t capacity)
{
    size_t used = 0;

    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        const struct cs_basic_pair *pair = &readings[i].pair;
        char user[CS_PAIR_MAX + 1] = "";
        char password[CS_PAIR_MAX + 1] = "";

        memcpy(user, pair->text, pair->user_length);
        memcpy(password, pair->text + pair->user_length, pair->password_length);
        for (size_t at = 0; at < CS_PAIR_MAX; at++) {
            if (at < pair->user_length && (user[at] < ' ' || user[at] > '~'))
                user[at] = '?';
            if (at < pair->password_length && (password[at] < ' ' || password[at] > '~'))
                password[at] = '?';
        }
        used += (size_t)snprintf(text + used, capacity - used, "%s%s=%s|%s", i == 0 ? "" : " ",
                                 cs_pair_reading_name(readings[i].kind), user, password);
    }
}

static void expect(const struct row *row, const struct cs_pair_reading *readings, size_t count)
{
    char text[4096];

    describe(readings, count, text, sizeof(text));
    if (strcmp(text, row->readings) != 0)
        fprintf(stderr, "%s\n  is      %s\n  not     %s\n", row->text, text, row->readings);
    CU_ASSERT_STRING_EQUAL(text, row->readings);
}

static size_t read_head(const char *target, const char *fields, struct cs_pair_reading *readings, size_t capacity)
{
    struct cs_request request;
    char head[1024];
    int length = snprintf(head, sizeof(head), "CONNECT %s HTTP/1.1\r\n%s\r\n\r\n", target, fields);

    cs_request_init(&request, NULL);
    cs_request_parse(&request, head, (size_t)length);
    return cs_request_pair_readings(head, (size_t)length, &request, readings, capacity);
}

static void of_values(void)
{
    struct cs_pair_reading readings[CS_PAIR_READING_COUNT];

    for (size_t i = 0; i < CS_COUNT(values); i++) {
        size_t length = strlen(values[i].text);
        char *value = cs_supervised_copy(values[i].text, length);

        expect(&values[i], readings, cs_value_pair_readings(value, length, readings, CS_PAIR_READING_COUNT));
        cs_supervised_free(value, length);
    }
}

static void of_heads(void)
{
    struct cs_pair_reading readings[CS_PAIR_READING_COUNT];

    for (size_t i = 0; i < CS_COUNT(heads); i++)
        expect(&heads[i], readings, read_head("a:443", heads[i].text, readings, CS_PAIR_READING_COUNT));
}

static void of_userinfo(void)
{
    static const struct row rows[] = {{"a:b@c:443", "userinfo=a|b"}, {"a@c:443", ""}, {"a:b@c@d:1", "userinfo=a|b@c"}};
    struct cs_pair_reading readings[CS_PAIR_READING_COUNT];

    for (size_t i = 0; i < CS_COUNT(rows); i++)
        expect(&rows[i], readings, read_head(rows[i].text, "Host: c:443", readings, CS_PAIR_READING_COUNT));
}

static void capacity_is_kept(void)
{
    struct cs_pair_reading reading;
    struct row row = {"", "first-line=a|b"};

    expect(&row, &reading,
           read_head("a:443", "Proxy-Authorization: Basic YTpi\r\nProxy-Authorization: Basic Yzpk", &reading, 1));
}

static void names_are_told(void)
{
    CU_ASSERT_STRING_EQUAL(cs_pair_reading_name(CS_PAIR_READING_COUNT), "unknown");
    CU_ASSERT_STRING_EQUAL(cs_pair_reading_sentence(CS_PAIR_READING_COUNT), "");
    CU_ASSERT_STRING_EQUAL(cs_pair_reading_sentence(CS_PAIR_READING_LAST_COLON), "splits at the last colon");
}

/* No mistake without a row that shows it. */
static void every_kind_is_tested(void)
{
    for (int kind = 0; kind < CS_PAIR_READING_COUNT; kind++) {
        char wanted[64];
        bool found = kind == CS_PAIR_READING_USERINFO;

        snprintf(wanted, sizeof(wanted), "%s=", cs_pair_reading_name((enum cs_pair_reading_kind)kind));
        for (size_t i = 0; i < CS_COUNT(values); i++)
            found = found || strstr(values[i].readings, wanted) != NULL;
        for (size_t i = 0; i < CS_COUNT(heads); i++)
            found = found || strstr(heads[i].readings, wanted) != NULL;
        CU_ASSERT_TRUE(found);
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"readings of values", of_values},     {"readings of heads", of_heads},
        {"readings of userinfo", of_userinfo}, {"capacity is kept", capacity_is_kept},
        {"names are told", names_are_told},    {"every kind is tested", every_kind_is_tested},
    };

    return cs_run_tests("pair_reading", tests, CS_COUNT(tests));
}
