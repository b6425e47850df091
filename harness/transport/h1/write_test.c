#include "harness/transport/h1/write.h"

#include <stdlib.h>
#include <string.h>

#include "reference/testing.h"

static void expect_text(char *text, const char *wanted)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_STRING_EQUAL(text, wanted);
    free(text);
}

static void test_texts(void)
{
    expect_text(cs_h1_connect("a:1", ""), "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n");
    expect_text(cs_h1_connect("[::1]:2", "X: y\r\n"), "CONNECT [::1]:2 HTTP/1.1\r\nHost: [::1]:2\r\nX: y\r\n\r\n");
    expect_text(cs_h1_get("/p", "a", 0), "GET /p HTTP/1.0\r\nHost: a\r\n\r\n");
    expect_text(cs_h1_get("/", "a:3", 1), "GET / HTTP/1.1\r\nHost: a:3\r\nConnection: close\r\n\r\n");
    expect_text(cs_h1_page("ab"), "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n"
                                  "Connection: close\r\n\r\nab");
}

static const char *answer_to(const char *method)
{
    struct cs_message request = {.text = method, .method.text = {.length = strlen(method)}};

    return cs_h1_answer_as_server(&request);
}

/* Whatever is no GET of its pages gets no 2xx: what stands before it hands much on. */
static void test_server(void)
{
    static const char *const others[] = {"CONNECT", "connect", "POST", "get", "GETS", ""};

    CU_ASSERT_STRING_EQUAL(answer_to("GET"), cs_h1_empty_page);
    for (size_t i = 0; i < CS_COUNT(others); i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(answer_to(others[i]), "HTTP/1.1 405 Method Not Allowed\r\nAllow: GET\r\n"));
}

int main(void)
{
    static const struct cs_unit_test tests[] = {{"texts", test_texts}, {"server", test_server}};

    return cs_run_tests("h1 write", tests, CS_COUNT(tests));
}
