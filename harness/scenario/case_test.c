/* Case files, good and bad: the table has what the loader says and where. */
#include "harness/scenario/case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/scenario/condition.h"
#include "harness/scenario/template.h"
#include "reference/testing.h"

static struct cs_catalogue *catalogue;

static struct cs_case *parse(const char *text, struct cs_diagnostics *diagnostics)
{
    memset(diagnostics, 0, sizeof(*diagnostics));
    return cs_case_parse(text, strlen(text), "cases/t/x.yaml", "t/x", catalogue, diagnostics);
}

#define HEAD                                                                                                           \
    "id: t/x\n"                                                                                                        \
    "title: It works\n"                                                                                                \
    "level: must\n"                                                                                                    \
    "requirements: [CN-TARGET-001]\n"                                                                                  \
    "catches: [default-port]\n"
#define STEPS  "steps:\n  - client: {send: a}\n"
#define ACCEPT "accept: [refused]\n"

struct bad {
    const char *text;
    size_t line;
    size_t column;
    const char *message; /* a beginning */
};

/* The head takes five lines, the head with steps seven. */
static const struct bad bad_heads[] = {
    {"- a\n", 1, 1, "a mapping is needed here"},
    {HEAD STEPS "acept: [refused]\n", 8, 1, "unknown key `acept`; did you mean `accept`?"},
    {HEAD STEPS ACCEPT "title: again\n", 9, 1, "this key stands here twice"},
    {"id: t/x\nlevel: must\nrequirements: [CN-TARGET-001]\n" STEPS ACCEPT, 1, 1, "`title` is missing"},
    {HEAD ACCEPT, 1, 1, "`steps` is missing"},
    {"id: t/y\ntitle: a\nlevel: must\nrequirements: [CN-TARGET-001]\ncatches: [a]\n" STEPS ACCEPT, 1, 5,
     "the id has to be the path: `t/x`"},
    {"id: T/x\ntitle: a\nlevel: must\nrequirements: [CN-TARGET-001]\ncatches: [a]\n" STEPS ACCEPT, 1, 5,
     "an id is made of words"},
    {"id: t/x\ntitle: |\n  a\n  b\nlevel: must\nrequirements: [CN-TARGET-001]\ncatches: [a]\n" STEPS ACCEPT, 2, 8,
     "one line without control bytes"},
    {"id: t/x\ntitle: \"\\e[1m\"\nlevel: must\nrequirements: [CN-TARGET-001]\ncatches: [a]\n" STEPS ACCEPT, 2, 8,
     "one line without control bytes"},
    {"id: t/x\ntitle: \"\\x9b\"\nlevel: must\nrequirements: [CN-TARGET-001]\ncatches: [a]\n" STEPS ACCEPT, 2, 8,
     "one line without control bytes"},
    {"id: t/x\ntitle: a\nlevel: musty\nrequirements: [CN-TARGET-001]\ncatches: [a]\n" STEPS ACCEPT, 3, 8,
     "`musty` is unknown here; did you mean `must`?"},
    {"id: t/x\ntitle: a\nlevel: should\nrequirements: [CN-TARGET-001]\ncatches: [a]\n" STEPS ACCEPT, 3, 8,
     "the strongest requirement cited is MUST, so the level is `must`"},
    {"id: t/x\ntitle: a\nlevel: may\nrequirements: [CN-AUTH-008, CN-TARGET-001]\n" STEPS ACCEPT, 3, 8,
     "the strongest requirement cited is MUST, so the level is `must`"},
    {"id: t/x\ntitle: a\nlevel: must\nrequirements: [CN-TARGET-001, CN-TARGET-999]\ncatches: [a]\n" STEPS ACCEPT, 4, 31,
     "no requirement `CN-TARGET-999`"},
    {"id: t/x\ntitle: a\nlevel: must\nrequirements: [CN-Target-001]\ncatches: [a]\n" STEPS ACCEPT, 4, 16,
     "no requirement `CN-Target-001`; did you mean `CN-TARGET-001`?"},
    {"id: t/x\ntitle: a\nlevel: must\nrequirements: []\ncatches: [a]\n" STEPS ACCEPT, 4, 15,
     "a case cites at least one requirement"},
    {"id: t/x\ntitle: a\nlevel: must\nrequirements: [CN-TARGET-001]\ncatches: []\n" STEPS ACCEPT, 5, 10,
     "a case of level `must` needs `catches`"},
    {HEAD "needs: [auht]\n" STEPS ACCEPT, 6, 9, "`auht` is unknown here; did you mean `auth`?"},
    {HEAD "listen: [elsewhere]\n" STEPS ACCEPT, 6, 10, "`elsewhere` is unknown here"},
    {HEAD "silence: passes\n" STEPS ACCEPT, 6, 10, "`passes` is unknown here"},
    {HEAD "enforces: port\n" STEPS ACCEPT, 6, 11, "`port` is unknown here; did you mean `ports`?"},
    {HEAD "tags: slow\n" STEPS ACCEPT, 6, 7, "a list is needed here"},
};

static const struct bad bad_steps[] = {
    {HEAD "steps: []\n" ACCEPT, 6, 8, "a list of at least one step"},
    {HEAD "steps:\n  - clint: {send: a}\n" ACCEPT, 7, 5, "unknown actor `clint`"},
    {HEAD "steps:\n  - client1: {send: a}\n" ACCEPT, 7, 5, "unknown actor `client1`"},
    {HEAD "steps:\n  - client10: {send: a}\n" ACCEPT, 7, 5, "unknown actor `client10`"},
    {HEAD "steps:\n  - {client: {send: a}, origin: {send: a}}\n" ACCEPT, 7, 5, "a step is `- ACTOR: {VERB: OPERAND}`"},
    {HEAD "steps:\n  - send\n" ACCEPT, 7, 5, "a step is `- ACTOR: {VERB: OPERAND}`"},
    {HEAD "steps:\n  - fence: a\n" ACCEPT, 7, 5, "a fence takes no operand; write `- fence`"},
    {HEAD "steps:\n  - client: {sned: a}\n" ACCEPT, 7, 14, "unknown verb `sned`; did you mean `send`?"},
    {HEAD "steps:\n  - client: fence\n" ACCEPT, 7, 13, "a fence has no actor"},
    {HEAD "steps:\n  - client: send\n" ACCEPT, 7, 13, "`send` needs an operand"},
    {HEAD "steps:\n  - client: {}\n" ACCEPT, 7, 13, "a verb is missing"},
    {HEAD "steps:\n  - client: {finish: now}\n" ACCEPT, 7, 22, "`finish` takes no operand"},
    {HEAD "steps:\n  - client: {send: []}\n" ACCEPT, 7, 20, "a list of segments needs at least one"},
    {HEAD "steps:\n  - client: {send: }\n" ACCEPT, 7, 20, "a byte string is missing"},
    {HEAD "steps:\n  - client: {dribble: [a, b]}\n" ACCEPT, 7, 23, "a byte string is needed here"},
    {HEAD "steps:\n  - client: {await: anwser}\n" ACCEPT, 7, 21, "`await` takes answer"},
    {HEAD "steps:\n  - client: {await: 0 bytes}\n" ACCEPT, 7, 21, "`await` takes answer"},
    {HEAD "steps:\n  - client: {await: 5 GiB}\n" ACCEPT, 7, 21, "`await` takes answer"},
    {HEAD "steps:\n  - client: {await: 5000 MiB}\n" ACCEPT, 7, 21, "`await` takes answer"},
    {HEAD "steps:\n  - repeat: {times: 0, steps: [fence]}\n" ACCEPT, 7, 21, "a number from 1 to 4096"},
    {HEAD "steps:\n  - repeat: {times: 2}\n" ACCEPT, 7, 13, "`repeat` needs `times` and `steps`"},
    {HEAD "steps:\n  - repeat: {times: 65, steps: [{repeat: {times: 64, steps: [fence]}}]}\n" ACCEPT, 7, 62,
     "more than 4096 steps"},
    {HEAD "steps:\n  - client: {send: a, close: , finish: }\n" ACCEPT, 7, 32,
     "this can never happen: the connection was"},
    {HEAD "steps:\n  - client: {send: a}\n  - client: reset\n  - fence\n  - client: {await: end}\n" ACCEPT, 10, 14,
     "this can never happen: the connection was"},
    {HEAD "steps:\n  - client: {finish: , send: a}\n" ACCEPT, 7, 24,
     "this can never happen: an earlier step has finished"},
    {HEAD "steps:\n  - client: {finish: , finish: a}\n" ACCEPT, 7, 24, "this key stands here twice"},
    {HEAD "steps:\n  - client: {send: a, connect: }\n" ACCEPT, 7, 23, "this client is connected already"},
    {HEAD "steps:\n  - client: {send: a, tls: }\n" ACCEPT, 7, 23, "TLS begins with the tunnel"},
    {HEAD "steps:\n  - client: {send: a}\n  - origin: {tls: cut}\n" ACCEPT, 8, 14, "there is no TLS yet"},
    {HEAD "steps:\n  - client: {send: a, await: answer}\n  - client: tls\n  - client: tls\n" ACCEPT, 9, 5,
     "TLS stands on this already"},
    {HEAD "steps:\n  - client: {send: a}\n  - origin: connect\n" ACCEPT, 8, 5, "an origin waits"},
    {HEAD "steps:\n  - client: {send: a, await: connection}\n" ACCEPT, 7, 23,
     "a client is connected by its first verb"},
    {HEAD "steps:\n  - client: {send: a}\n  - origin: {await: answer}\n" ACCEPT, 8, 14, "an origin gets no answer"},
    {HEAD "steps:\n  - origin: {await: connection}\n  - client: {send: a}\n" ACCEPT, 7, 14,
     "this can never happen: no client has been used yet"},
    {HEAD "steps:\n  - client: {send: a, resume: }\n" ACCEPT, 7, 23,
     "this can never happen: the connection is not paused"},
    {HEAD "steps:\n  - fence\n" ACCEPT, 7, 5, "no step uses a client"},
};

static const struct bad bad_bytes[] = {
    {HEAD "steps:\n  - client: {send: \"a\"}\n" ACCEPT, 7, 20, "a byte string in double quotes"},
    {HEAD "steps:\n  - client:\n      send: >\n        a\n" ACCEPT, 8, 13, "a folded byte string"},
    {HEAD "steps:\n  - client:\n      send: a\n        b\n" ACCEPT, 8, 13, "a byte string of several lines"},
    {HEAD "steps:\n  - client:\n      send: 'a\n        b'\n" ACCEPT, 8, 13, "a byte string of several lines"},
    {HEAD "steps:\n  - client: {send: {a: b}}\n" ACCEPT, 7, 20, "a byte string is needed here"},
    {HEAD "steps:\n  - client: {send: 'it''s \\q'}\n" ACCEPT, 7, 27, "unknown escape `\\q`"},
    {HEAD "steps:\n  - client: {send: [a, 'b\\x4']}\n" ACCEPT, 7, 26, "\\x needs two hexadecimal digits"},
    {HEAD "steps:\n  - client:\n      send: |\n        a\\r\\n\n        b ${hots}\\r\\n\n" ACCEPT, 10, 13,
     "no variable `hots`; did you mean `host`?"},
    {HEAD "steps:\n  - client:\n      send: |\n        a\\r\\n\n        b ${host\n" ACCEPT, 10, 11, "${ without a }"},
    {HEAD "steps:\n  - client: {send: '${hex of zzzzzz}'}\n" ACCEPT, 7, 30, "no variable `zzzzzz`"},
    {HEAD "steps:\n  - client: {send: '${value}'}\n" ACCEPT, 7, 23, "no variable `value`"},
    {HEAD "steps:\n  - client: {send: '${host+1}'}\n" ACCEPT, 7, 20, "`host` is no number"},
    {HEAD "steps:\n  - client: {send: '${port-99999}'}\n" ACCEPT, 7, 20, "`port` leaves the range"},
    {HEAD "steps:\n  - client: {send: '${name}'}\n" ACCEPT, 7, 23, "this name is known in isolated runs alone"},
    {HEAD "listen: [denied-host]\nsteps:\n  - client: {send: '${turning-name}'}\n" ACCEPT, 8, 23,
     "one of its addresses is denied; add"},
    {HEAD "needs: [room]\nsteps:\n  - client: {send: '${denied-name}'}\n" ACCEPT, 8, 23, "its address is denied; add"},
    {HEAD "listen: [denied-host]\nsteps:\n  - client: {send: '${denied-host}'}\n" ACCEPT, 8, 23,
     "not every target denies addresses; add"},
    {HEAD "steps:\n  - client: {send: '${deaf}'}\n" ACCEPT, 7, 23, "nobody is there; add `listen: [deaf]`"},
    {HEAD "listen: [deaf]\nsteps:\n  - client: {send: a}\naccept:\n  - deaf.connections: 0\n", 10, 5,
     "unknown subject"},
    {HEAD "steps:\n  - client: {send: '${denied-port}'}\n" ACCEPT, 7, 23, "not every target denies ports"},
};

static const struct bad bad_outcomes[] = {
    {HEAD STEPS "accept: []\n", 8, 9, "a list of at least one outcome"},
    {HEAD STEPS ACCEPT "since: 1.2\n", 9, 8, "a version has three numbers"},
    {HEAD STEPS "accept: refused\n", 8, 9, "a list of at least one outcome"},
    {HEAD STEPS "accept: [refuse]\n", 8, 10, "unknown condition `refuse`; did you mean `refused`?"},
    {HEAD STEPS "accept: [{}]\n", 8, 10, "an outcome is a mapping of conditions"},
    {HEAD STEPS "accept: [[refused]]\n", 8, 10, "an outcome is a mapping of conditions"},
    {HEAD STEPS "accept: [{client.statsu: 400}]\n", 8, 11,
     "unknown condition `client.statsu`; did you mean `client.status`?"},
    {HEAD STEPS "accept: [{klient.status: 400}]\n", 8, 11, "unknown subject in `klient.status`"},
    {HEAD STEPS "accept: [{.refused: 400}]\n", 8, 11, "unknown condition `.refused`"},
    {HEAD STEPS "accept: [{status: 400}]\n", 8, 11, "unknown condition `status`"},
    {HEAD STEPS "accept: [{origin.status: 400}]\n", 8, 11, "unknown condition `origin.status`"},
    {HEAD STEPS "accept: [{origin2.connections: 1}]\n", 8, 11, "unknown condition `origin2.connections`"},
    {HEAD STEPS "accept: [{client.status: 600x}]\n", 8, 26, "a status is written 400"},
    {HEAD STEPS "accept: [{client.status: 2XX}]\n", 8, 26, "a status is written 400"},
    {HEAD STEPS "accept: [{client.status: [400, 6xx]}]\n", 8, 32, "a status is written 400"},
    {HEAD STEPS "accept: [{client.status: []}]\n", 8, 26, "the list is empty"},
    {HEAD STEPS "accept: [{client.status: }]\n", 8, 26, "a byte string is missing"},
    {HEAD STEPS "accept: [client.status]\n", 8, 10, "`client.status` needs an operand"},
    {HEAD STEPS "accept: [{client.answers: one}]\n", 8, 27, "a number is needed here"},
    {HEAD STEPS "accept: [{client.answers: [1, 2]}]\n", 8, 27, "`answers` takes no list"},
    {HEAD STEPS "accept: [{client.received: [a]}]\n", 8, 28, "`received` takes no list"},
    {HEAD STEPS "accept: [{client.end: shut}]\n", 8, 23, "`end` is fin, reset"},
    {HEAD STEPS "accept: [{client.body: full}]\n", 8, 24, "`body` is complete"},
    {HEAD STEPS "accept: [{client.closing: loud}]\n", 8, 27, "`closing` is announced or silent"},
    {HEAD STEPS "accept: [{client.version: HTTP/1.1}]\n", 8, 27, "a version is written like 1.1"},
    {HEAD STEPS "accept: [{client.lacks-finding: nope}]\n", 8, 33, "the reference parser has no finding"},
    {HEAD STEPS "accept: [{client.has-field: 'a b'}]\n", 8, 29, "a name of letters"},
    {HEAD STEPS "accept: [{client.has-field: '${100 of a}'}]\n", 8, 29, "too long for a word"},
    {HEAD STEPS "accept: [{client2.status: 400}]\n", 8, 11, "no step uses `client2`"},
    {HEAD STEPS "accept: [{other.connections: 0}]\n", 8, 11, "nobody listens there; add `listen: [other]`"},
    {HEAD STEPS "accept: [{origin.connections-at-fence: 0}]\n", 8, 11, "no step is a fence"},
    {HEAD STEPS ACCEPT "warn: [{client.status-at-fence: 400}]\n", 9, 9, "no step is a fence"},
    {HEAD STEPS ACCEPT "observe: refused\n", 9, 10, "`observe` is a mapping of `what` and `is`"},
    {HEAD STEPS ACCEPT "observe: {what: a}\n", 9, 10, "`observe` is a mapping of `what` and `is`"},
    {HEAD STEPS ACCEPT "observe: {what: a, is: {b: refused}}\n", 9, 24, "`is` has two outcomes at least"},
    {HEAD STEPS ACCEPT "observe: {what: a, is: {b: refused, c: tunel}}\n", 9, 40, "unknown condition `tunel`"},
    {HEAD STEPS ACCEPT "observe: {what: a, is: {b: {other.connections: 0}, c: refused}}\n", 9, 29,
     "nobody listens there"},
};

#define VALUE_STEPS "steps:\n  - client: {send: '${value}'}\n"
static const struct bad bad_values[] = {
    {HEAD "values: [a]\n" VALUE_STEPS ACCEPT, 6, 9, "`values` is a mapping"},
    {HEAD "values: {}\n" VALUE_STEPS ACCEPT, 6, 9, "`values` is a mapping"},
    {HEAD "values: {a b: c}\n" VALUE_STEPS ACCEPT, 6, 10, "a value's label is made of"},
    {HEAD "values: {a*: c}\n" VALUE_STEPS ACCEPT, 6, 10, "a value's label is made of"},
    {HEAD "values: {a/b: c}\n" VALUE_STEPS ACCEPT, 6, 10, "a value's label is made of"},
    {HEAD "values: {a@b: c}\n" VALUE_STEPS ACCEPT, 6, 10, "a value's label is made of"},
    {HEAD "values: {a: {host: c}}\n" VALUE_STEPS ACCEPT, 6, 14, "this is the name of a built-in variable"},
    {HEAD "values: {a: {b-2: c}}\n" VALUE_STEPS ACCEPT, 6, 14, "a name is made of lower-case letters"},
    {HEAD "values: {a: {b-: c}}\n" VALUE_STEPS ACCEPT, 6, 14, "a name is made of lower-case letters"},
    {HEAD "values: {a: {catches: [c]}}\n" VALUE_STEPS ACCEPT, 6, 13, "this value binds no name"},
    {HEAD "values: {a: {value: c, cathces: [d]}}\n" VALUE_STEPS ACCEPT, 6, 33, "a byte string is needed here"},
    {HEAD "values: {a: x, b: {value: x, field: y}}\n" VALUE_STEPS ACCEPT, 6, 16,
     "the value `b` does not bind the same"},
    {HEAD "values: {a: x, b: {field: y}}\n" VALUE_STEPS ACCEPT, 6, 16, "the value `b` does not bind the same"},
    {HEAD "values: {a: '${value}'}\n" VALUE_STEPS ACCEPT, 6, 16, "no variable `value`"},
    {HEAD "values: {a: '\\q'}\n" VALUE_STEPS ACCEPT, 6, 14, "unknown escape `\\q`"},
    {HEAD "values: {a: {value: x, field: y}}\n" VALUE_STEPS ACCEPT, 6, 1, "no step and no outcome uses ${field}"},
    {HEAD "values: {a: '1', b: x}\nsteps:\n  - client: {send: '${value+1}'}\n" ACCEPT, 8, 20,
     "`value` is no number (for the value `b`)"},
    {HEAD "values: {a: '4xx', b: '400x'}\n" STEPS "accept: [{refused: '${value}'}]\n", 9, 20,
     "a status is written 400, 4xx, non-2xx or none (for the value `b`)"},
};

static void check_bad(const struct bad *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct cs_diagnostics diagnostics;
        struct cs_case *item = parse(rows[i].text, &diagnostics);
        const struct cs_diagnostic *first = &diagnostics.items[0];
        bool right = item == NULL && diagnostics.count == 1 && first->place.line == rows[i].line &&
                     first->place.column == rows[i].column &&
                     strncmp(first->message, rows[i].message, strlen(rows[i].message)) == 0;

        if (!right) {
            printf("\n%zu, wanted %zu:%zu: %s\n", i, rows[i].line, rows[i].column, rows[i].message);
            cs_diagnostics_print(&diagnostics);
        }
        CU_ASSERT(right);
        cs_case_free(item);
        cs_diagnostics_free(&diagnostics);
    }
}

static void test_bad_heads(void)
{
    check_bad(bad_heads, CS_COUNT(bad_heads));
}

static void test_bad_steps(void)
{
    check_bad(bad_steps, CS_COUNT(bad_steps));
}

static void test_bad_bytes(void)
{
    check_bad(bad_bytes, CS_COUNT(bad_bytes));
}

static void test_bad_outcomes(void)
{
    check_bad(bad_outcomes, CS_COUNT(bad_outcomes));
}

static void test_bad_values(void)
{
    check_bad(bad_values, CS_COUNT(bad_values));
}

/* One go tells all that is wrong with a file, and nothing that only follows from it. */
static void test_all_at_once(void)
{
    static const char text[] = "id: t/x\ntitel: a\nlevel: musty\nrequirements: [CN-TARGET-999]\nbugs: [ipv5]\n"
                               "steps:\n  - client: {sned: a}\n  - clint: {send: b}\n  - client: {send: '\\q'}\n"
                               "accept: [refussed]\n";
    static const size_t lines[] = {2, 3, 4, 5, 7, 8, 9, 10};
    struct cs_diagnostics diagnostics;
    size_t seen = 0;

    CU_ASSERT_PTR_NULL(parse(text, &diagnostics));
    CU_ASSERT_EQUAL_FATAL(diagnostics.count, CS_COUNT(lines));
    for (size_t i = 0; i < CS_COUNT(lines); i++)
        for (size_t k = 0; k < diagnostics.count; k++)
            seen += diagnostics.items[k].place.line == lines[i];
    CU_ASSERT_EQUAL(seen, CS_COUNT(lines));
    cs_diagnostics_free(&diagnostics);
}

/* One after another there may be more of them. */
static void test_crowds(void)
{
    static const struct {
        const char *crowd;
        const char *message; /* a beginning, or NULL */
    } rows[] = {
        {"{tunnels: 4000, send: '${count}'}", NULL},
        {"{tunnels: 4001, send: a}", "a number from 1 to 4000"},
        {"{tunnels: 100000, at-once: 64, send: a}", NULL},
        {"{tunnels: 100001, at-once: 1, send: a}", "a number from 1 to 100000"},
        {"{tunnels: 1, at-once: 65, send: a}", "a number from 1 to 64"},
        {"{tunnels: 1, leave: asked, send: a}", NULL},
        {"{tunnels: 1, leave: last, send: a}", NULL},
        {"{tunnels: 1, leave: late, send: a}", "`leave` is `asked`, `granted` or `last`"},
        {"{tunnels: 1, leave: with-all, send: a}", "`leave` is `asked`, `granted` or `last`"},
        {"{tunnels: 1}", "`crowd` needs `tunnels` and `send`"},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_diagnostics diagnostics;
        char text[512];
        struct cs_case *item;

        snprintf(text, sizeof(text),
                 HEAD "tags: [slow]\npatience: 9\nlisten: [other]\nsteps:\n  - client: connect\n  - crowd: %s\n" ACCEPT,
                 rows[i].crowd);
        item = parse(text, &diagnostics);
        CU_ASSERT_EQUAL(item != NULL, rows[i].message == NULL);
        CU_ASSERT_EQUAL_FATAL(diagnostics.count, rows[i].message == NULL ? 0 : 1);
        if (rows[i].message != NULL)
            CU_ASSERT_PTR_NOT_NULL(strstr(diagnostics.items[0].message, rows[i].message));
        cs_case_free(item);
        cs_diagnostics_free(&diagnostics);
    }
}

/* In a case without patience a crowd is a small one. */
static void test_small_crowds(void)
{
    static const char *const tunnels[] = {"64", "65"};

    for (size_t i = 0; i < CS_COUNT(tunnels); i++) {
        struct cs_diagnostics diagnostics;
        char text[512];
        struct cs_case *item;

        snprintf(text, sizeof(text),
                 HEAD "listen: [other]\nsteps:\n  - client: connect\n  - crowd: {tunnels: %s, send: a}\n" ACCEPT,
                 tunnels[i]);
        item = parse(text, &diagnostics);
        CU_ASSERT_EQUAL(item != NULL, i == 0);
        CU_ASSERT_EQUAL(diagnostics.count, i);
        cs_case_free(item);
        cs_diagnostics_free(&diagnostics);
    }
}

/* Every mistake of a file is told at once where they do not hang together. */
static void test_several(void)
{
    struct cs_diagnostics diagnostics;

    CU_ASSERT_PTR_NULL(parse(HEAD "steps:\n  - client: {send: \"a\"}\naccept: [a, b]\nwarn: [c]\n", &diagnostics));
    CU_ASSERT_EQUAL(diagnostics.count, 4);
    cs_diagnostics_free(&diagnostics);
}

static const char whole[] = "id: t/x\n"
                            "title: It works\n"
                            "level: must\n"
                            "requirements: [CN-AUTH-008, CN-TARGET-001]\n"
                            "danger: >\n  Something\n  happens.\n"
                            "tags: [slow]\n"
                            "needs: [denied-port]\n"
                            "depends_on: t/y\n"
                            "enforces: ports\n"
                            "aliases: [t/old]\n"
                            "since: 1.2.0\n"
                            "catches: [default-port]\n"
                            "listen: [other, localhost]\n"
                            "silence: fails\n"
                            "alone: last\n"
                            "values:\n"
                            "  one: '${port}'\n"
                            "  two: {value: '', catches: [port-modulo]}\n"
                            "steps:\n"
                            "  - client: connect\n"
                            "  - client2: {send: ['a${value}', b], await: 3 KiB, pause: , resume: , finish: }\n"
                            "  - repeat:\n"
                            "      times: 2\n"
                            "      steps:\n"
                            "        - origin: {await: connection}\n"
                            "        - fence\n"
                            "  - client2: close\n"
                            "  - client: {dribble: '${denied-port}', await: end}\n"
                            "accept:\n"
                            "  - refused\n"
                            "  - {client.status: [400, none], other.connections: 0, client2.end: closed}\n"
                            "  - refused: 5xx\n"
                            "warn:\n"
                            "  - {origin2.received: '', origin.connections-at-fence: 1, client.lacks-finding: any}\n";

static void check_whole_steps(const struct cs_case *item)
{
    static const struct {
        const char *actor;
        enum cs_verb verb;
    } want[] = {
        {"client", CS_VERB_CONNECT}, {"client2", CS_VERB_SEND},   {"client2", CS_VERB_AWAIT},
        {"client2", CS_VERB_PAUSE},  {"client2", CS_VERB_RESUME}, {"client2", CS_VERB_FINISH},
        {"origin", CS_VERB_AWAIT},   {"", CS_VERB_FENCE},         {"origin", CS_VERB_AWAIT},
        {"", CS_VERB_FENCE},         {"client2", CS_VERB_CLOSE},  {"client", CS_VERB_DRIBBLE},
        {"client", CS_VERB_AWAIT},
    };

    CU_ASSERT_EQUAL_FATAL(item->step_count, CS_COUNT(want));
    for (size_t i = 0; i < CS_COUNT(want); i++) {
        CU_ASSERT_STRING_EQUAL(item->steps[i].actor, want[i].actor);
        CU_ASSERT_EQUAL(item->steps[i].verb, want[i].verb);
    }
    CU_ASSERT_EQUAL(item->steps[1].segment_count, 2);
    CU_ASSERT_EQUAL(item->steps[1].place.line, 23);
    CU_ASSERT_EQUAL(item->steps[1].place.column, 15);
    CU_ASSERT_EQUAL(item->steps[2].await, CS_AWAIT_BYTES);
    CU_ASSERT_EQUAL(item->steps[2].amount, 3072);
    CU_ASSERT_EQUAL(item->steps[6].await, CS_AWAIT_CONNECTION);
    CU_ASSERT_EQUAL(item->steps[12].await, CS_AWAIT_END);
}

static void check_whole_outcomes(const struct cs_case *item)
{
    const struct cs_condition *status = NULL;

    CU_ASSERT_EQUAL_FATAL(item->accept_count, 3);
    CU_ASSERT_EQUAL(item->accept[0].conditions[0].operand_count, 0);
    CU_ASSERT_EQUAL(item->accept[0].conditions[0].kind->id, CS_COND_REFUSED);
    CU_ASSERT_EQUAL_FATAL(item->accept[1].condition_count, 3);
    status = &item->accept[1].conditions[0];
    CU_ASSERT_STRING_EQUAL(status->subject, "client");
    CU_ASSERT_EQUAL(status->kind->id, CS_COND_STATUS);
    CU_ASSERT_EQUAL(status->operand_count, 2);
    CU_ASSERT_EQUAL(status->place.line, 33);
    CU_ASSERT_EQUAL(status->place.column, 6);
    CU_ASSERT_EQUAL(item->accept[2].conditions[0].operand_count, 1);
    CU_ASSERT_EQUAL_FATAL(item->warn_count, 1);
    CU_ASSERT_EQUAL(item->warn[0].conditions[0].kind->id, CS_COND_ORIGIN_RECEIVED);
    CU_ASSERT_EQUAL(item->warn[0].conditions[1].kind->id, CS_COND_AT_FENCE);
}

static void test_whole(void)
{
    struct cs_diagnostics diagnostics;
    struct cs_case *item = parse(whole, &diagnostics);

    cs_diagnostics_print(&diagnostics);
    CU_ASSERT_PTR_NOT_NULL_FATAL(item);
    CU_ASSERT_STRING_EQUAL(item->id, "t/x");
    CU_ASSERT_STRING_EQUAL(item->path, "cases/t/x.yaml");
    CU_ASSERT_STRING_EQUAL(item->text, whole);
    CU_ASSERT_STRING_EQUAL(item->danger, "Something happens.");
    CU_ASSERT_EQUAL(item->level, CS_LEVEL_MUST);
    CU_ASSERT_EQUAL_FATAL(item->requirement_count, 2);
    CU_ASSERT_STRING_EQUAL(item->requirements[1]->id, "CN-TARGET-001");
    CU_ASSERT_STRING_EQUAL(item->depends_on, "t/y");
    CU_ASSERT_EQUAL(item->depends_on_place.line, 10);
    CU_ASSERT_STRING_EQUAL(item->enforces, "ports");
    CU_ASSERT_STRING_EQUAL(item->aliases[0], "t/old");
    CU_ASSERT_STRING_EQUAL(item->since, "1.2.0");
    CU_ASSERT_EQUAL(item->listen_count, 2);
    CU_ASSERT(item->silence_fails);
    CU_ASSERT(item->alone && item->last);
    CU_ASSERT_EQUAL_FATAL(item->value_count, 2);
    CU_ASSERT_STRING_EQUAL(item->values[0].label, "one");
    CU_ASSERT_STRING_EQUAL(item->values[0].names[0], "value");
    CU_ASSERT_PTR_NULL(item->values[0].catches);
    CU_ASSERT_STRING_EQUAL(item->values[1].catches[0], "port-modulo");
    check_whole_steps(item);
    check_whole_outcomes(item);
    cs_case_free(item);
    cs_diagnostics_free(&diagnostics);
}

/* Without a catalogue and without a wanted id, as for the text that a transcript carries. */
static void test_alone(void)
{
    static const char text[] = "id: t/x\ntitle: a\nlevel: may\nrequirements: [CN-NOWHERE-001]\n" STEPS ACCEPT;
    static const struct {
        const char *path;
        bool good;
    } rows[] = {
        {"t/x.yaml", true},   {"/a/t/x.yaml", true}, {"x.yaml", false},
        {"at/x.yaml", false}, {"/a/t/x.yml", false}, {"", false},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_diagnostics diagnostics = {.count = 0};
        struct cs_case *item = cs_case_parse(text, sizeof(text) - 1, rows[i].path, NULL, NULL, &diagnostics);

        CU_ASSERT_EQUAL(item != NULL, rows[i].good);
        CU_ASSERT(item == NULL || item->requirements == NULL);
        cs_case_free(item);
        cs_diagnostics_free(&diagnostics);
    }
}

/* What each of these files multiplies to stays bounded. */
static void test_hostile(void)
{
    static const struct {
        const char *before;
        const char *again;
        const char *after;
    } rows[] = {
        {HEAD "steps:\n  - client: {send: '", "x", "'}\n" ACCEPT},
        {HEAD "steps:\n  - client: {send: '", "${host}", "'}\n" ACCEPT},
        {HEAD "steps:\n  - client: {send: '", "${2 of ", "'}\n" ACCEPT},
        {HEAD "steps:\n  - client: {send: '", "${1 of ${1 MiB of a}}", "'}\n" ACCEPT},
        {HEAD "steps:\n  - client: {send: [a", ", '${1 of ${1 MiB of a}}'", "]}\n" ACCEPT},
        {HEAD "steps:\n  - client:\n      send: |\n        x", "  ", "y\n" ACCEPT},
        {HEAD "steps:\n  - repeat: {times: 4096, steps: [client: {send: '", "x", "'}]}\n" ACCEPT},
        {HEAD "steps:\n  - client: {send: '${value}'}\naccept:\n", "  - refused: '${value}'\n",
         "values: {a: '400', b: none}\n"},
        {HEAD "values: {a: 'x'}\nsteps:\n  - client: {send: '", "${nobody}", "'}\n" ACCEPT},
        {HEAD "accept: [refused]\nsteps:\n", "  - client: {send: \"x\"}\n", ""},
        {HEAD STEPS "accept:\n", "  - nothing\n", ""},
    };
    static char text[CS_CASE_BYTES_MAX];

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_diagnostics diagnostics;
        size_t length = (size_t)snprintf(text, sizeof(text), "%s", rows[i].before);
        clock_t begun = clock();

        while (length + strlen(rows[i].again) + 200 < sizeof(text))
            length += (size_t)snprintf(text + length, sizeof(text) - length, "%s", rows[i].again);
        snprintf(text + length, sizeof(text) - length, "%s", rows[i].after);
        cs_case_free(parse(text, &diagnostics));
        if (clock() - begun > 10 * CLOCKS_PER_SEC)
            printf("\n%zu took too long\n", i);
        CU_ASSERT(clock() - begun < 10 * CLOCKS_PER_SEC);
        cs_diagnostics_free(&diagnostics);
    }
}

static void test_conditions(void)
{
    for (int i = 0; i < CS_COND_COUNT; i++)
        CU_ASSERT_EQUAL(cs_condition_at((enum cs_condition_id)i)->id, (enum cs_condition_id)i);
    CU_ASSERT_PTR_EQUAL(cs_condition_find(&cs_roles[0], "", "refused"), cs_condition_at(CS_COND_REFUSED));
    CU_ASSERT_PTR_EQUAL(cs_condition_find(&cs_roles[0], "client9", "end"), cs_condition_at(CS_COND_CLIENT_END));
    CU_ASSERT_PTR_EQUAL(cs_condition_find(&cs_roles[0], "origin2", "end"), cs_condition_at(CS_COND_ORIGIN_END));
    CU_ASSERT_PTR_EQUAL(cs_condition_find(&cs_roles[0], "origin", "connections"), cs_condition_at(CS_COND_CONNECTIONS));
    CU_ASSERT_PTR_EQUAL(cs_condition_find(&cs_roles[0], "ipv6", "connections"), cs_condition_at(CS_COND_CONNECTIONS));
    CU_ASSERT_PTR_NULL(cs_condition_find(&cs_roles[0], "client", "refused"));
    CU_ASSERT_PTR_NULL(cs_condition_find(&cs_roles[0], "client1", "end"));
    CU_ASSERT_PTR_NULL(cs_condition_find(&cs_roles[0], "denied", "end"));
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"bad heads", test_bad_heads},
        {"bad steps", test_bad_steps},
        {"bad bytes", test_bad_bytes},
        {"bad outcomes", test_bad_outcomes},
        {"bad values", test_bad_values},
        {"several", test_several},
        {"whole", test_whole},
        {"alone", test_alone},
        {"hostile", test_hostile},
        {"conditions", test_conditions},
        {"all that is wrong", test_all_at_once},
        {"crowds", test_crowds},
        {"small crowds", test_small_crowds},
    };
    struct cs_diagnostics diagnostics = {.count = 0};
    int status = 1;

    catalogue = cs_catalogue_load(CS_SOURCE_DIR "/cases/requirements.yaml", &diagnostics);
    cs_diagnostics_print(&diagnostics);
    if (catalogue != NULL)
        status = cs_run_tests("case", tests, CS_COUNT(tests));
    cs_catalogue_free(catalogue);
    cs_diagnostics_free(&diagnostics);
    return status;
}
