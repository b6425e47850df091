/* What `request` and `respond` are over HTTP/1.1, and which transports a case can do with. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/scenario/case.h"
#include "harness/scenario/template.h"
#include "reference/testing.h"

#define HEAD   "id: t/x\ntitle: a\nlevel: may\nrequirements: [CN-TARGET-001]\n"
#define ACCEPT "accept: [refused]\n"

static bool look_up(void *context, const char *name, const char **value, size_t *length)
{
    (void)context;
    *value = strcmp(name, "credentials") == 0 ? "Proxy-Authorization: x\r\n" : "h:1";
    *length = strlen(*value);
    return true;
}

static struct cs_case *parse(const char *text, struct cs_diagnostics *diagnostics)
{
    memset(diagnostics, 0, sizeof(*diagnostics));
    return cs_case_parse(text, strlen(text), "cases/t/x.yaml", "t/x", NULL, diagnostics);
}

static void check_text(const char *actor, const char *operand, const char *want)
{
    struct cs_environment environment = {look_up, NULL};
    struct cs_diagnostics diagnostics;
    char error[CS_TEMPLATE_ERROR_MAX];
    char text[1024];
    struct cs_bytes bytes;
    struct cs_case *item;
    size_t length = 0;
    char *got;

    snprintf(text, sizeof(text), HEAD "steps:\n  - client: connect\n  - %s: {%s}\n" ACCEPT, actor, operand);
    item = parse(text, &diagnostics);
    cs_diagnostics_print(&diagnostics);
    CU_ASSERT_PTR_NOT_NULL_FATAL(item);
    CU_ASSERT_FATAL(cs_template_expand(item->steps[1].segments[0], &environment, &bytes, error));
    got = cs_bytes_flatten(&bytes, 4096, &length);
    CU_ASSERT_EQUAL(length, strlen(want));
    if (length != strlen(want) || memcmp(got, want, length) != 0)
        printf("\n%s: %.*s", operand, (int)length, got);
    CU_ASSERT(length == strlen(want) && memcmp(got, want, length) == 0);
    free(got);
    cs_bytes_free(&bytes);
    cs_case_free(item);
    cs_diagnostics_free(&diagnostics);
}

static void test_requests(void)
{
    check_text("client", "request: {protocol: connect-udp, target: /x/, fields: ['A: b']}",
               "GET /x/ HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: connect-udp\r\nHost: h:1\r\n"
               "Proxy-Authorization: x\r\nA: b\r\n\r\n");
    check_text("client", "request: {protocol: connect-udp, target: /x/, fields: ['Upgrade: y', '!credentials']}",
               "GET /x/ HTTP/1.1\r\nHost: h:1\r\nUpgrade: y\r\n\r\n");
    check_text("client", "request: '${authority}'",
               "CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\nProxy-Authorization: x\r\n\r\n");
    check_text("client", "request: {target: a:2, fields: ['Host: b', '!credentials']}",
               "CONNECT a:2 HTTP/1.1\r\nHost: b\r\n\r\n");
    check_text("client", "request: {target: a:2, fields: ['X: y', '${credentials}', 'Z: 1']}",
               "CONNECT a:2 HTTP/1.1\r\nHost: a:2\r\nX: y\r\nProxy-Authorization: x\r\nZ: 1\r\n\r\n");
    check_text("client", "request: {method: GET, target: /, version: '1.0', fields: ['!host', '!credentials']}",
               "GET / HTTP/1.0\r\n\r\n");
    check_text("client", "request: {target: a:2, fields: ['!credentials', 'Content-Length: 3'], content: abc}",
               "CONNECT a:2 HTTP/1.1\r\nHost: a:2\r\nContent-Length: 3\r\n\r\nabc");
}

static void test_responses(void)
{
    check_text("origin", "respond: 200", "HTTP/1.1 200 OK\r\n\r\n");
    check_text("origin", "respond: {status: 403, fields: ['Content-Length: 1'], content: x}",
               "HTTP/1.1 403 Forbidden\r\nContent-Length: 1\r\n\r\nx");
    check_text("origin", "respond: {status: 299, reason: Odd, version: '1.0'}", "HTTP/1.0 299 Odd\r\n\r\n");
}

static void test_over(void)
{
    static const struct {
        const char *lines;
        unsigned over;
    } rows[] = {
        {"steps:\n  - client: {request: 'a:1', await: answer, send: x}\n  - origin: {send: y}\n", 7},
        {"steps:\n  - client: {request: {target: 'a:1', version: '1.0'}}\n", 1},
        {"steps:\n  - client: {send: x, request: 'a:1'}\n", 1},
        {"steps:\n  - client: {request: 'a:1', await: answer}\n  - client: {request: 'a:1'}\n", 1},
        {"steps:\n  - client: {request: 'a:1'}\n  - client2: {request: 'a:1'}\n", 7},
        {"steps:\n  - client: connect\n", 1},
        {"over: [h2]\nsteps:\n  - client: {request: 'a:1'}\n  - client2: {join: client, request: 'a:1'}\n", 2},
        {"role: origin\nsteps:\n  - client: {request: {method: GET, target: /, fields: ['Host: a']}}\n", 7},
        {"steps:\n  - client: {request: {target: 'a:1', fields: ['Host: b']}}\n", 1},
        {"steps:\n  - client: {request: {method: GET, target: /, fields: ['Host: a', 'Host: b']}}\n", 1},
        {"steps:\n  - client: {request: {method: GET, target: 'http://a/', fields: ['Host: b']}}\n", 1},
        {"role: client\nsteps:\n  - program: run\n  - proxy: {await: request, respond: 200}\n", 1},
        {"role: client\nsteps:\n  - program: run\n  - proxy: {connect: {certificate: expired}, respond: 200}\n", 1},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_diagnostics diagnostics;
        char text[1024];
        struct cs_case *item;

        snprintf(text, sizeof(text), HEAD "%s" ACCEPT, rows[i].lines);
        item = parse(text, &diagnostics);
        cs_diagnostics_print(&diagnostics);
        CU_ASSERT_PTR_NOT_NULL_FATAL(item);
        CU_ASSERT_EQUAL(item->over, rows[i].over);
        cs_case_free(item);
        cs_diagnostics_free(&diagnostics);
    }
}

static void test_bad(void)
{
    static const struct {
        const char *lines;
        const char *message;
    } rows[] = {
        {"steps:\n  - client: {request: {targit: a}}\n", "unknown key `targit`; did you mean `target`?"},
        {"steps:\n  - client: {request: {method: GET}}\n", "`request` needs `target`"},
        {"steps:\n  - client: {request: {target: a, fields: a}}\n", "`fields` is a list"},
        {"steps:\n  - client: request\n", "`request` needs an operand"},
        {"steps:\n  - client: {respond: 200}\n", "whoever connects to the target sends no response"},
        {"steps:\n  - client: connect\n  - origin: {request: a}\n", "whoever the target connects to sends no request"},
        {"steps:\n  - client: {request: '${hosst}'}\n", "no variable `hosst`; did you mean `host`?"},
        {"steps:\n  - program: run\n", "unknown actor `program`; there are client"},
        {"steps:\n  - client: run\n", "only a program is run"},
        {"steps:\n  - client: {join: client}\n", "`join` names another actor that dials"},
        {"steps:\n  - client: {frame: {flags: 1}}\n", "`frame` needs `type`"},
        {"steps:\n  - client: {await: exit}\n", "only a program exits"},
        {"role: clint\nsteps:\n  - client: connect\n", "`clint` is unknown here; did you mean `client`?"},
        {"role: client\nsteps:\n  - proxy: {await: request}\n", "this can never happen"},
        {"role: client\nsteps:\n  - program: {send: x}\n", "a program is run and awaited, no more"},
        {"role: client\nsteps:\n  - program: run\n  - proxy2: {connect: {certificate: good}}\n", "say it of `proxy`"},
        {"role: client\nsteps:\n  - program: run\n  - proxy: {connect: {alpn: h2}}\n", "a `certificate` alone"},
        {"role: client\nsteps:\n  - program: run\n  - proxy: {respond: 200, connect: {certificate: good}}\n",
         "a handshake comes before all else"},
        {"over: [h4]\nsteps:\n  - client: connect\n", "`h4` is unknown here"},
        {"visible-if: 80\nsteps:\n  - client: connect\n", "`visible-if` is a list of ports"},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_diagnostics diagnostics;
        char text[1024];
        bool right;

        snprintf(text, sizeof(text), HEAD "%s" ACCEPT, rows[i].lines);
        CU_ASSERT_PTR_NULL(parse(text, &diagnostics));
        right = diagnostics.count > 0 && strstr(diagnostics.items[0].message, rows[i].message) != NULL;
        if (!right)
            printf("\nwanted %s, got %s\n", rows[i].message,
                   diagnostics.count > 0 ? diagnostics.items[0].message : "nothing");
        CU_ASSERT(right);
        cs_diagnostics_free(&diagnostics);
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"requests", test_requests},
        {"responses", test_responses},
        {"over", test_over},
        {"bad", test_bad},
    };

    return cs_run_tests("case head", tests, CS_COUNT(tests));
}
