#include "reports/link.h"

#include <stdio.h>
#include <string.h>

#include "reference/testing.h"

static void test_link(void)
{
    static const struct {
        const char *source;
        const char *link;
    } rows[] = {
        {"RFC 9110 \xc2\xa7"
         "9.3.6",
         "https://www.rfc-editor.org/rfc/rfc9110.html#section-9.3.6"},
        {"RFC 9112 \xc2\xa7"
         "3.2, \xc2\xa7"
         "3.2.3",
         "https://www.rfc-editor.org/rfc/rfc9112.html#section-3.2"},
        {"RFC 9110 \xc2\xa7"
         "9.3.6; VU#150227",
         "https://www.rfc-editor.org/rfc/rfc9110.html#section-9.3.6"},
        {"RFC 8305", "https://www.rfc-editor.org/rfc/rfc8305.html"},
        {"RFC 8305 \xc2\xa7\"><script>", "https://www.rfc-editor.org/rfc/rfc8305.html"},
        {"RFC 8305 \xc2\xa7"
         "1111111111111111111111111",
         "https://www.rfc-editor.org/rfc/rfc8305.html"},
        {"RFC 1234567890", ""},
        {"RFC x", ""},
        {"draft-ietf-httpbis-connect-tcp \xc2\xa7Latency",
         "https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-connect-tcp"},
        {"VU#150227", "https://www.kb.cert.org/vuls/id/150227"},
        {"VU#x", ""},
        {"WHATWG Fetch (forbidden method)", "https://fetch.spec.whatwg.org/"},
        {"javascript:alert(1)", ""},
        {"", ""},
    };
    char link[CS_LINK_MAX];

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        bool known = cs_link(rows[i].source, link);

        if (strcmp(link, rows[i].link) != 0)
            printf("\n%s: %s, not %s\n", rows[i].source, link, rows[i].link);
        CU_ASSERT_STRING_EQUAL(link, rows[i].link);
        CU_ASSERT_EQUAL(known, link[0] != '\0');
    }
}

static void test_long_draft(void)
{
    char source[400] = "draft-";
    char link[CS_LINK_MAX];

    memset(source + 6, 'a', sizeof(source) - 7);
    CU_ASSERT_FALSE(cs_link(source, link));
    CU_ASSERT_STRING_EQUAL(link, "");
}

int main(void)
{
    static const struct cs_unit_test tests[] = {{"link", test_link}, {"long draft", test_long_draft}};

    return cs_run_tests("link", tests, CS_COUNT(tests));
}
