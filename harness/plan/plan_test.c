#include "harness/plan/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/plan/plan_variables.h"
#include "reference/testing.h"

static const struct cs_addresses addresses = {
    .host = "127.77.3.1", .other = "127.77.3.2", .closed = "127.77.3.3", .denied = "127.78.3.1", .deaf = "127.77.3.4"};
static const struct cs_policy policy = {.origin_port = 18443,
                                        .denied_port = 25,
                                        .auth = "basic",
                                        .user = "Aladdin",
                                        .password = "open sesame",
                                        .denies_ports = true};

static struct cs_case *parse(const char *rest)
{
    struct cs_diagnostics diagnostics = {0};
    struct cs_case *parsed;
    char text[4096];

    snprintf(text, sizeof(text), "id: a/b\ntitle: t\nlevel: may\nrequirements: [CN-TARGET-001]\n%s", rest);
    parsed = cs_case_parse(text, strlen(text), "a/b.yaml", NULL, NULL, &diagnostics);
    if (parsed == NULL)
        cs_diagnostics_print(&diagnostics);
    cs_diagnostics_free(&diagnostics);
    CU_ASSERT_PTR_NOT_NULL_FATAL(parsed);
    return parsed;
}

static char *sent_by(const struct cs_plan *plan, size_t step)
{
    size_t length;
    char *text = cs_bytes_flatten(&plan->steps[step].segments[0], 4096, &length);

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    return text;
}

static void expect_sent(const struct cs_plan *plan, const char *expected)
{
    char *text = sent_by(plan, 0);

    CU_ASSERT_STRING_EQUAL(text, expected);
    free(text);
}

static void test_variables(void)
{
    static const struct {
        const char *text;
        const char *sent;
    } rows[] = {
        {"${host} ${port} ${authority}", "127.77.3.1 18443 127.77.3.1:18443"},
        {"${closed} ${denied-port}", "127.77.3.3 25"},
        {"${user}/${password}/${basic}", "Aladdin/open sesame/QWxhZGRpbjpvcGVuIHNlc2FtZQ=="},
        {"${credentials}", "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"},
        {"${id} ${port+1}", "a/b 18444"},
        {"${deaf} ${denied-host} 0x${hex of denied-number}", "127.77.3.4 127.78.3.1 0x7f4e0301"},
        {"${denied-hex} ${denied-octal} ${denied-words}", "0x7f.0x4e.0x3.0x1 0177.0116.03.01 7f4e:301"},
        {"0x${hex of host-number} ${wrapped-port} ${count}", "0x7f4d0301 47093 00000001"},
        {"${name} ${denied-name}", "ip-127-77-3-1.connectspec.test ip-127-78-3-1.connectspec.test"},
        {"${late-name}", "ip-127-77-3-3.ip-127-77-3-1.connectspec.test"},
        {"${early-name}", "ip-127-77-3-1.ip-127-77-3-3.connectspec.test"},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        char rest[512];
        char error[CS_TEMPLATE_ERROR_MAX];
        struct cs_case *source;
        struct cs_plan *plan;

        snprintf(rest, sizeof(rest),
                 "needs: [denied-port, auth, room, denied-address]\nlisten: [deaf, denied-host]\n"
                 "steps:\n  - client: {send: '%s'}\naccept:\n  - refused\n",
                 rows[i].text);
        source = parse(rest);
        plan = cs_plan_new(source, -1, &policy, &addresses, NULL, error);
        CU_ASSERT_PTR_NOT_NULL_FATAL(plan);
        expect_sent(plan, rows[i].sent);
        cs_plan_free(plan);
        cs_case_free(source);
    }
}

/* With the nonce: a name of another run, with the same addresses, is another name. */
static void test_turning_names(void)
{
    struct cs_case *source =
        parse("needs: [room, denied-address]\nlisten: [denied-host]\n"
              "steps:\n  - client: {send: 'turn-${nonce} ${turning-name} ${returning-name}'}\naccept:\n  - refused\n");
    char error[CS_TEMPLATE_ERROR_MAX];
    struct cs_plan *plan = cs_plan_new(source, -1, &policy, &addresses, NULL, error);
    char turn[32], expected[256];
    char *text;

    CU_ASSERT_PTR_NOT_NULL_FATAL(plan);
    text = sent_by(plan, 0);
    CU_ASSERT_EQUAL(sscanf(text, "%31s", turn), 1);
    CU_ASSERT_EQUAL(strlen(turn), strlen("turn-") + 16);
    snprintf(expected, sizeof(expected),
             "%s %s.ip-127-77-3-1.ip-127-78-3-1.connectspec.test %s.ip-127-78-3-1.ip-127-77-3-1.connectspec.test", turn,
             turn, turn);
    CU_ASSERT_STRING_EQUAL(text, expected);
    free(text);
    cs_plan_free(plan);
    cs_case_free(source);
}

static const char family[] = "values:\n  plus: '+${port}'\n  minus: '-${port}'\n"
                             "steps:\n  - client: {send: '${value} ${nonce}'}\n"
                             "accept:\n  - client.status: 4xx\n    client.lacks-text: '${value}'\nwarn:\n  - refused\n";

static void test_values(void)
{
    struct cs_case *source = parse(family);
    char error[CS_TEMPLATE_ERROR_MAX];
    struct cs_plan *plan = cs_plan_new(source, 1, &policy, &addresses, NULL, error);
    char *text;
    size_t length;

    CU_ASSERT_PTR_NOT_NULL_FATAL(plan);
    CU_ASSERT_STRING_EQUAL(plan->id, "a/b@minus");
    text = sent_by(plan, 0);
    CU_ASSERT_EQUAL(strncmp(text, "-18443 ", 7), 0);
    CU_ASSERT_EQUAL(strlen(text), 7 + 16);
    free(text);
    CU_ASSERT_EQUAL_FATAL(plan->accept_count, 1);
    CU_ASSERT_EQUAL_FATAL(plan->accept[0].condition_count, 2);
    CU_ASSERT_EQUAL(plan->warn_count, 1);
    text = cs_bytes_flatten(&plan->accept[0].conditions[1].operands[0], 100, &length);
    CU_ASSERT_STRING_EQUAL(text, "-18443");
    free(text);
    cs_plan_free(plan);
    cs_case_free(source);
}

static void test_from_transcript(void)
{
    struct cs_case *source = parse(family);
    struct cs_transcript *transcript = cs_transcript_new();
    char error[CS_TEMPLATE_ERROR_MAX];
    struct cs_plan *plan = cs_plan_new(source, 0, &policy, &addresses, NULL, error);
    struct cs_plan *again;
    char *text;

    CU_ASSERT_PTR_NOT_NULL_FATAL(plan);
    for (size_t i = 0; i < plan->variable_count; i++)
        CU_ASSERT_FATAL(cs_transcript_set(transcript, plan->variables[i].name, plan->variables[i].value,
                                          plan->variables[i].length));
    transcript->policy = policy;
    transcript->case_id = strdup("a/b@plus");
    again = cs_plan_from_transcript(source, transcript, error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(again);
    CU_ASSERT_EQUAL(again->value, 0);
    CU_ASSERT_STRING_EQUAL(again->addresses.host, "127.77.3.1");
    text = sent_by(plan, 0);
    expect_sent(again, text);
    free(text);
    cs_plan_free(plan);
    cs_plan_free(again);
    free(transcript->case_id);
    transcript->case_id = strdup("a/b@nobody");
    CU_ASSERT_PTR_NULL(cs_plan_from_transcript(source, transcript, error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "no value"));
    free(transcript->case_id);
    transcript->case_id = NULL;
    CU_ASSERT_PTR_NULL(cs_plan_from_transcript(source, transcript, error));
    cs_transcript_free(transcript);
    cs_case_free(source);
}

static void test_transcript_without_variables(void)
{
    struct cs_case *source = parse("steps:\n  - client: {send: '${host}'}\naccept:\n  - refused\n");
    struct cs_transcript *transcript = cs_transcript_new();
    char error[CS_TEMPLATE_ERROR_MAX] = "";

    transcript->case_id = strdup("a/b");
    CU_ASSERT_PTR_NULL(cs_plan_from_transcript(source, transcript, error));
    CU_ASSERT_STRING_NOT_EQUAL(error, "");
    cs_transcript_free(transcript);
    cs_case_free(source);
}

static void test_credentials_line(void)
{
    struct cs_policy other = policy;
    char *line;

    snprintf(other.auth, sizeof(other.auth), "none");
    line = cs_credentials_line(&other, NULL, "CONNECT", "x:1", "x:1");
    CU_ASSERT_STRING_EQUAL(line, "");
    free(line);
    snprintf(other.auth, sizeof(other.auth), "digest");
    line = cs_credentials_line(&other, NULL, "CONNECT", "x:1", "x:1");
    CU_ASSERT_STRING_EQUAL(line, ""); /* no challenge, no answer */
    free(line);
    snprintf(other.auth, sizeof(other.auth), "ntlm");
    CU_ASSERT_FALSE(cs_credentials_possible(&other));
}

#define CHALLENGE "HTTP/1.1 407 No\r\nProxy-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n\r\n"

static bool add_challenge(struct cs_purse *purse, bool offers)
{
    struct cs_response response;
    struct cs_message message;

    cs_response_init(&response, NULL);
    cs_response_parse(&response, CHALLENGE, strlen(CHALLENGE));
    cs_message_of_response(&response, CHALLENGE, strlen(CHALLENGE), &message);
    return cs_purse_add(purse, &message, offers);
}

static size_t count_text(const char *text, const char *part)
{
    size_t count = 0;

    for (; (text = strstr(text, part)) != NULL; text++)
        count++;
    return count;
}

/* Each ${credentials} is made for the request that it stands in, and spends a challenge, or the next nc of one. */
static void test_digest(void)
{
    struct cs_case *source = parse("values: {x: '${credentials}'}\n"
                                   "steps:\n"
                                   "  - client: {send: 'CONNECT ${closed}:1 HTTP/1.1\\r\\n${credentials}'}\n"
                                   "  - client: {send: '${credentials}'}\n"
                                   "  - client2: {send: '${credentials}${value}'}\n"
                                   "accept: [refused]\n");
    struct cs_policy digest = policy;
    struct cs_purse purse = {0};
    char error[CS_TEMPLATE_ERROR_MAX];
    struct cs_plan *plan;
    char *text;

    snprintf(digest.auth, sizeof(digest.auth), "digest");
    CU_ASSERT_EQUAL(cs_wants_of(source, 0).credentials, 6);
    CU_ASSERT_FALSE(cs_wants_of(source, 0).offers);
    for (int i = 0; i < 2; i++)
        CU_ASSERT_TRUE(add_challenge(&purse, false));
    plan = cs_plan_new(source, 0, &digest, &addresses, &purse, error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(plan);
    text = sent_by(plan, 0);
    CU_ASSERT_EQUAL(count_text(text, "uri=\"127.77.3.3:1\""), 1);
    CU_ASSERT_EQUAL(count_text(text, "nc=00000001"), 1);
    free(text);
    text = sent_by(plan, 1);
    CU_ASSERT_EQUAL(count_text(text, "uri=\"127.77.3.3:1\""), 1);
    CU_ASSERT_EQUAL(count_text(text, "nc=00000002"), 1);
    free(text);
    text = sent_by(plan, 2);
    CU_ASSERT_EQUAL(count_text(text, "uri=\"127.77.3.1:18443\""), 2);
    free(text);
    CU_ASSERT_EQUAL(purse.tickets[0].count + purse.tickets[1].count, 4);
    cs_plan_free(plan);
    cs_purse_free(&purse);
    cs_case_free(source);
}

static void test_lacking(void)
{
    static const struct {
        const char *variable;
        const char *lacks; /* NULL: nothing */
    } rows[] = {
        {"digest", NULL},
        {"digest-md5", NULL},
        {"digest-secret", NULL},
        {"digest-sha256", "needs a target that offers Digest with SHA-256"},
        {"digest-userhash", "needs a target that offers Digest with userhash"},
    };
    struct cs_policy digest = policy;

    snprintf(digest.auth, sizeof(digest.auth), "digest");
    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        char rest[200], error[CS_TEMPLATE_ERROR_MAX];
        struct cs_purse purse = {0};
        struct cs_case *source;
        struct cs_plan *plan;

        snprintf(rest, sizeof(rest), "needs: [digest]\nsteps: [{client: {send: '${%s}'}}]\naccept: [refused]\n",
                 rows[i].variable);
        source = parse(rest);
        CU_ASSERT_TRUE(cs_wants_of(source, -1).offers);
        CU_ASSERT_TRUE(add_challenge(&purse, true));
        plan = cs_plan_new(source, -1, &digest, &addresses, &purse, error);
        CU_ASSERT_PTR_NOT_NULL_FATAL(plan);
        CU_ASSERT_TRUE(rows[i].lacks == NULL ? plan->lacks == NULL
                                             : plan->lacks != NULL && strcmp(plan->lacks, rows[i].lacks) == 0);
        CU_ASSERT_EQUAL(plan->step_count, rows[i].lacks == NULL ? 1 : 0);
        cs_plan_free(plan);
        cs_purse_free(&purse);
        cs_case_free(source);
    }
}

/* Crowds have challenges of their own, so that what is written beforehand keeps its place in the count. */
static void test_crowd_with_digest(void)
{
    struct cs_case *source = parse("tags: [slow]\npatience: 9\nlisten: [other]\nsteps:\n  - crowd: {tunnels: 10, send: "
                                   "'a'}\n  - client: {await: answer}\n"
                                   "accept: [refused]\n");
    struct cs_purse purse = {0};
    struct cs_ticket *taken, *held[2];

    CU_ASSERT_EQUAL(cs_wants_of(source, -1).credentials, 2 + CS_PURSE_CROWD);
    for (int i = 0; i < 3; i++)
        CU_ASSERT_TRUE(add_challenge(&purse, false));
    taken = cs_purse_take(&purse);
    taken->count++;
    held[0] = cs_purse_hold(&purse);
    held[1] = cs_purse_hold(&purse);
    CU_ASSERT(held[0] != NULL && held[0] != taken && held[1] != NULL && held[1] != taken && held[1] != held[0]);
    CU_ASSERT_PTR_NULL(cs_purse_hold(&purse));
    held[1]->held = false;
    CU_ASSERT_PTR_EQUAL(cs_purse_hold(&purse), held[1]);
    CU_ASSERT_PTR_EQUAL(cs_purse_take(&purse), taken);
    cs_purse_free(&purse);
    cs_case_free(source);
}

/* Each has its own number and the next count, and what it sends leaves nothing in the plan. */
static void test_one_of_a_crowd(void)
{
    struct cs_case *source = parse("tags: [slow]\npatience: 9\nlisten: [other]\nsteps:\n  - crowd: {tunnels: 10, send: "
                                   "'CONNECT a:1 HTTP/1.1\\r\\n${credentials}${count}'}\n  - client: {await: answer}\n"
                                   "accept: [refused]\n");
    struct cs_policy digest = policy;
    struct cs_purse purse = {0};
    char error[CS_TEMPLATE_ERROR_MAX];
    struct cs_author author = {0};
    struct cs_ticket *ticket;
    size_t lines;

    snprintf(digest.auth, sizeof(digest.auth), "digest");
    for (int i = 0; i < 3; i++)
        CU_ASSERT_TRUE(add_challenge(&purse, false));
    author.plan = cs_plan_new(source, -1, &digest, &addresses, &purse, error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(author.plan);
    lines = author.plan->line_count;
    ticket = cs_purse_hold(&purse);
    CU_ASSERT_PTR_NOT_NULL_FATAL(ticket);
    cs_author_read(&author, &source->steps[0]);
    for (uint32_t i = 1; i <= 2; i++) {
        struct cs_bytes bytes;
        char count[16];
        size_t length;
        char *text;

        CU_ASSERT_TRUE_FATAL(cs_author_write(&author, &source->steps[0], ticket, 0x10 * i, &bytes, error));
        text = cs_bytes_flatten(&bytes, 4096, &length);
        snprintf(count, sizeof(count), "nc=%08x", (unsigned)i);
        CU_ASSERT_EQUAL(count_text(text, "uri=\"a:1\""), 1);
        CU_ASSERT_EQUAL(count_text(text, count), 1);
        snprintf(count, sizeof(count), "\r\n%08x", (unsigned)(0x10 * i));
        CU_ASSERT_EQUAL(count_text(text, count), 1);
        free(text);
        cs_bytes_free(&bytes);
    }
    CU_ASSERT_EQUAL(author.plan->line_count, lines);
    cs_plan_free(author.plan);
    cs_purse_free(&purse);
    cs_case_free(source);
}

static void test_skip_reasons(void)
{
    static const struct {
        const char *need;
        struct cs_policy policy;
        bool skips;
    } rows[] = {
        {"auth", {.auth = "none"}, true},
        {"auth", {.auth = "basic"}, false},
        {"utf-8-account", {.auth = "basic", .user = "a", .password = "b"}, true},
        {"utf-8-account", {.auth = "basic", .user = "a", .password = "\xc3\xb6"}, false},
        {"blank-account", {.auth = "basic", .user = "a", .password = "b"}, true},
        {"blank-account", {.auth = "basic", .user = "a", .password = "b c"}, false},
        {"two-alphabets", {.auth = "basic", .user = "a", .password = "b"}, true},
        {"two-alphabets", {.auth = "basic", .user = "a", .password = "?>"}, false},
        {"no-auth", {.auth = "basic"}, true},
        {"no-auth", {.auth = "none"}, false},
        {"denied-port", {.denied_port = 25}, true},
        {"denied-port", {.denies_ports = true}, false},
        {"unsafe-port", {.auth = "none"}, true},
        {"unsafe-port", {.denied_port = 25}, false},
        {"ipv6", {.auth = "none"}, true},
        {"ipv6", {.ipv6 = true}, false},
        {"names", {.auth = "none"}, true},
        {"names", {.names = true}, false},
        {"denied-address", {.auth = "none"}, true},
        {"denied-address", {.denies_addresses = true}, false},
        {"processes", {.auth = "none"}, true},
        {"processes", {.guardian = 9}, false},
        {"forward", {.auth = "none"}, true},
        {"forward", {.forwards = true}, false},
        {"head-limit", {.auth = "none"}, true},
        {"head-limit", {.head_seconds = 9}, false},
        {"room", {.auth = "none"}, true},
        {"room", {.room = true}, false},
        {"parent", {.auth = "none"}, true},
        {"parent", {.parent = "127.79.1.1"}, false},
        {"ipv6", {.ipv6 = true, .parent = "127.79.1.1"}, true},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        char need[32];
        char *needs[] = {need, NULL};
        struct cs_case source = {.need_count = 1, .needs = needs};
        const char *reason;

        snprintf(need, sizeof(need), "%s", rows[i].need);
        reason = cs_plan_skip_reason(&source, &rows[i].policy);
        CU_ASSERT_EQUAL(reason != NULL, rows[i].skips);
        CU_ASSERT(reason == NULL || reason[strlen(reason) - 1] == ')'); /* it ends in what to type */
    }
}

/* What the target is, what the run speaks, and what a policy would hide. */
static void test_skip_beside_needs(void)
{
    uint16_t ports[] = {443};
    struct cs_case client = {.role = cs_role_find("client")};
    struct cs_case h2 = {.over = 2};
    struct cs_case visible = {.visible_count = 1, .visible_ports = ports};
    struct cs_policy plain = {.origin_port = 18443};
    struct cs_policy other = {.role = "client", .transport = "h2", .allowed_ports = {80, 443}};

    CU_ASSERT_STRING_EQUAL(cs_plan_skip_reason(&client, &plain), "is for clients (--client COMMAND, --target)");
    CU_ASSERT_PTR_NOT_NULL(cs_plan_skip_reason(&h2, &plain));
    CU_ASSERT_PTR_NULL(cs_plan_skip_reason(&visible, &plain)); /* asked all the same: what it does wrong shows */
    CU_ASSERT_PTR_NOT_NULL(strstr(cs_plan_hidden_reason(&visible, &plain), "would hide"));
    other.role[0] = '\0';
    CU_ASSERT_PTR_NULL(cs_plan_skip_reason(&h2, &other));
    CU_ASSERT_STRING_EQUAL(cs_plan_skip_reason(&visible, &other),
                           "is for HTTP/1.1 (no --transport, in a profile no layer of one)");
    other.transport[0] = '\0';
    CU_ASSERT_PTR_NULL(cs_plan_skip_reason(&visible, &other));
    CU_ASSERT_PTR_NULL(cs_plan_hidden_reason(&visible, &other));
}

static struct cs_case *address_case(const char *listen, const char *target)
{
    char text[512];

    snprintf(
        text, sizeof(text),
        "%s%s%ssteps:\n  - client: {send: 'CONNECT %s:1 HTTP/1.1\\r\\n\\r\\n', await: answer}\naccept: [refused]\n",
        listen[0] != '\0' ? "listen: [" : "", listen, listen[0] != '\0' ? "]\n" : "", target);
    return parse(text);
}

/* Where the addresses are the user's, a case that takes more of them says so. */
static void test_addresses(void)
{
    static const struct {
        const char *listen, *target, *addresses, *words;
    } rows[] = {
        {"", "${host}", "10.9.0.1", NULL},
        {"", "${closed}", "", NULL},
        {"", "${closed}", "10.9.0.1", "a second address"},
        {"", "${closed}", "10.9.0.1,10.9.0.3", NULL},
        {"other", "${other}", "10.9.0.1", "a second address"},
        {"other", "${closed}", "10.9.0.1,10.9.0.3", "a third address"},
        {"other, deaf", "${closed}", "10.9.0.1,10.9.0.3,10.9.0.4", "a fourth address"},
        {"other, deaf", "${closed}", "10.9.0.1,10.9.0.3,10.9.0.4,10.9.0.5", NULL},
        {"localhost", "${host}", "10.9.0.1", "on this machine"},
        {"localhost", "${host}", "127.0.0.5", NULL},
        {"denied-host", "${host}", "10.9.0.1", "--denied-address A"},
        {"denied-edges", "127.78.0.0", "10.9.0.1", "on this machine"},
        {"denied-edges", "127.78.0.0", "127.0.0.5", NULL},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_case *source = address_case(rows[i].listen, rows[i].target);
        struct cs_policy given = {.origin_port = 18443};
        const char *reason;

        CU_ASSERT_PTR_NOT_NULL_FATAL(source);
        snprintf(given.origin_addresses, sizeof(given.origin_addresses), "%s", rows[i].addresses);
        reason = cs_plan_skip_reason(source, &given);
        CU_ASSERT_EQUAL(reason != NULL, rows[i].words != NULL);
        if (reason != NULL && rows[i].words != NULL)
            CU_ASSERT_PTR_NOT_NULL(strstr(reason, rows[i].words));
        cs_case_free(source);
    }
}

/* ... and one about an address that the target refuses runs where the user names it. */
static void test_denied_address(void)
{
    struct cs_policy given = {.origin_port = 18443, .origin_addresses = "10.9.0.1", .denied_address = "10.9.0.7"};
    struct cs_case *source = address_case("denied-host", "${host}");

    CU_ASSERT_PTR_NOT_NULL_FATAL(source);
    CU_ASSERT_PTR_NULL(cs_plan_skip_reason(source, &given));
    cs_case_free(source);
    source = address_case("denied-edges", "127.78.0.0"); /* that one is in no network with ends */
    CU_ASSERT_PTR_NOT_NULL_FATAL(source);
    CU_ASSERT_PTR_NOT_NULL(strstr(cs_plan_skip_reason(source, &given), "127.78.0.0/16"));
    cs_case_free(source);
}

/* A step that the engine does not take yet never runs as if it were nothing. */
static void test_undriven(void)
{
    struct cs_step step = {.actor = "proxy", .verb = CS_VERB_TLS};
    struct cs_case source = {.step_count = 1, .steps = &step};
    struct cs_policy known = {.origin_port = 18443};

    CU_ASSERT_PTR_NOT_NULL(cs_plan_skip_reason(&source, &known));
    step.verb = CS_VERB_REQUEST;
    CU_ASSERT_PTR_NULL(cs_plan_skip_reason(&source, &known));
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"skip beside needs", test_skip_beside_needs},
        {"addresses", test_addresses},
        {"denied address", test_denied_address},
        {"undriven", test_undriven},
        {"variables", test_variables},
        {"names that turn", test_turning_names},
        {"values", test_values},
        {"from a transcript", test_from_transcript},
        {"from a transcript without variables", test_transcript_without_variables},
        {"credentials line", test_credentials_line},
        {"skip reasons", test_skip_reasons},
        {"a crowd with Digest", test_crowd_with_digest},
        {"one of a crowd", test_one_of_a_crowd},
        {"digest", test_digest},
        {"lacking", test_lacking},
    };

    return cs_run_tests("plan", tests, CS_COUNT(tests));
}
