#include "harness/launch/resolver_message.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <resolv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reference/testing.h"

static struct cs_resolver_memory memory;

static size_t ask(const char *name, int type, unsigned char query[CS_RESOLVER_MESSAGE_MAX])
{
    int length = res_mkquery(ns_o_query, name, ns_c_in, type, NULL, 0, NULL, query, CS_RESOLVER_MESSAGE_MAX);

    CU_ASSERT_FATAL(length > 0);
    return (size_t)length;
}

/* The answer in words: "127.0.0.1 127.0.0.2 ", "nothing" (no data), "unknown" (NXDOMAIN), "silence". */
static void put_answer(const unsigned char *answer, size_t length, char *out, size_t capacity)
{
    ns_msg message;
    ns_rr record;

    CU_ASSERT_EQUAL_FATAL(ns_initparse(answer, (int)length, &message), 0);
    CU_ASSERT_TRUE(ns_msg_getflag(message, ns_f_qr) == 1 && ns_msg_getflag(message, ns_f_tc) == 0);
    snprintf(out, capacity, "%s", ns_msg_getflag(message, ns_f_rcode) == ns_r_nxdomain ? "unknown" : "nothing");
    for (int i = 0; i < ns_msg_count(message, ns_s_an); i++) {
        char text[INET_ADDRSTRLEN];
        size_t used = i == 0 ? 0 : strlen(out);

        CU_ASSERT_EQUAL_FATAL(ns_parserr(&message, ns_s_an, i, &record), 0);
        CU_ASSERT_TRUE(ns_rr_type(record) == ns_t_a && ns_rr_ttl(record) == 0 && ns_rr_rdlen(record) == 4);
        snprintf(out + used, capacity - used, "%s ", inet_ntop(AF_INET, ns_rr_rdata(record), text, sizeof(text)));
    }
}

static void expect(const char *name, int type, const char *wanted)
{
    unsigned char query[CS_RESOLVER_MESSAGE_MAX], answer[CS_RESOLVER_MESSAGE_MAX];
    size_t length = ask(name, type, query);
    size_t got = cs_resolver_answer(&memory, query, length, answer);
    char words[256] = "silence";

    if (got > 0) {
        put_answer(answer, got, words, sizeof(words));
        CU_ASSERT_EQUAL(memcmp(answer, query, 2), 0);                     /* the same id */
        CU_ASSERT_EQUAL(memcmp(answer + 12, query + 12, length - 12), 0); /* the question, letter for letter */
    }
    if (strcmp(words, wanted) != 0)
        printf("\n%s: %s, not %s\n", name, words, wanted);
    CU_ASSERT_STRING_EQUAL(words, wanted);
}

static void test_names(void)
{
    static const struct {
        const char *name;
        int type;
        const char *wanted;
    } rows[] = {
        {"ip-127-77-3-9.connectspec.test", ns_t_a, "127.77.3.9 "},
        {"IP-127-77-3-9.ConnectSpec.TEST", ns_t_a, "127.77.3.9 "},
        {"ip-127-77-3-9.connectspec.test", ns_t_aaaa, "nothing"},
        {"ip-127-77-3-10.ip-127-77-3-9.connectspec.test", ns_t_a, "127.77.3.10 127.77.3.9 "},
        {"ip-1-1-1-1.ip-2-2-2-2.ip-3-3-3-3.ip-4-4-4-4.ip-5-5-5-5.ip-6-6-6-6.ip-7-7-7-7.ip-8-8-8-8.connectspec.test",
         ns_t_a, "1.1.1.1 2.2.2.2 3.3.3.3 4.4.4.4 5.5.5.5 6.6.6.6 7.7.7.7 8.8.8.8 "},
        {"ip-1-1-1-1.ip-1-1-1-1.ip-1-1-1-1.ip-1-1-1-1.ip-1-1-1-1.ip-1-1-1-1.ip-1-1-1-1.ip-1-1-1-1.ip-1-1-1-1."
         "connectspec.test",
         ns_t_a, "unknown"},
        {"connectspec.test", ns_t_a, "unknown"},
        {"turn-1.connectspec.test", ns_t_a, "unknown"},
        {"turn-1", ns_t_a, "unknown"},
        {"turn-", ns_t_a, "unknown"},
        {"turn.ip-127-77-3-9.connectspec.test", ns_t_a, "unknown"},
        {"ip-127-77-3.connectspec.test", ns_t_a, "unknown"},
        {"ip-127-77-3-999.connectspec.test", ns_t_a, "unknown"},
        {"ip-127-77-3-9-1.connectspec.test", ns_t_a, "unknown"},
        {"ip-127-77-3-9.denied.connectspec.test", ns_t_a, "127.77.3.9 "},
        {"1a._b.2c.ip-127-77-3-9.connectspec.test", ns_t_a, "127.77.3.9 "},
        {"denied.connectspec.test", ns_t_a, "unknown"},
        {"ip-127-77-3-9.notdenied.connectspec.test", ns_t_a, "unknown"},
        {"_x.ip-127-77-3-9.connectspec.test", ns_t_a, "127.77.3.9 "},
        {"3x.ip-127-77-3-9.connectspec.test", ns_t_a, "127.77.3.9 "},
        {"ip-127-77-3-9.x.connectspec.test", ns_t_a, "unknown"},
        {"x.ip-127-77-3-9.connectspec.test", ns_t_a, "unknown"},
        {"ip-127-77-3-9.connectspec.test.example", ns_t_a, "unknown"},
        {"ip-127-77-3-9.xconnectspec.test", ns_t_a, "unknown"},
        {"nx.invalid", ns_t_a, "unknown"},
        {"nx.invalid", ns_t_aaaa, "unknown"},
        {"localhost", ns_t_a, "unknown"},
        {"", ns_t_a, "unknown"},
        {"silent.connectspec.test", ns_t_a, "silence"},
        {"c1.Silent.connectspec.test", ns_t_aaaa, "silence"},
        {"xsilent.connectspec.test", ns_t_a, "unknown"},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++)
        expect(rows[i].name, rows[i].type, rows[i].wanted);
}

static void test_turns(void)
{
    static const char *const one = "turn-a1.ip-127-77-3-9.ip-127-77-3-10.connectspec.test";
    static const char *const again = "Turn-A1.ip-127-77-3-9.ip-127-77-3-10.connectspec.test";
    static const char *const other = "turn-a2.ip-127-77-3-9.ip-127-77-3-10.connectspec.test";

    expect(one, ns_t_a, "127.77.3.9 ");
    expect(other, ns_t_a, "127.77.3.9 ");
    expect(one, ns_t_aaaa, "nothing");
    expect(again, ns_t_a, "127.77.3.10 ");
    expect(one, ns_t_a, "127.77.3.9 ");
    expect(other, ns_t_a, "127.77.3.10 ");
}

/* Every beginning of a query, and every byte of it changed: in a buffer of exactly that size. */
static void test_hostile(void)
{
    unsigned char query[CS_RESOLVER_MESSAGE_MAX], answer[CS_RESOLVER_MESSAGE_MAX];
    size_t length = ask("turn-a.ip-127-77-3-9.ip-127-77-3-10.connectspec.test", ns_t_a, query);

    for (size_t cut = 1; cut <= length; cut++) {
        unsigned char *part = malloc(cut);

        memcpy(part, query, cut);
        CU_ASSERT_EQUAL(cs_resolver_answer(&memory, part, cut, answer) > 0, cut == length);
        for (int value = 0; value < 256; value++) {
            part[cut - 1] = (unsigned char)value;
            CU_ASSERT(cs_resolver_answer(&memory, part, cut, answer) <= sizeof(answer));
        }
        free(part);
    }
}

static void test_no_queries(void)
{
    unsigned char query[CS_RESOLVER_MESSAGE_MAX], answer[CS_RESOLVER_MESSAGE_MAX];
    size_t length = ask("ip-127-77-3-9.connectspec.test", ns_t_a, query);

    query[2] |= 0x80; /* an answer */
    CU_ASSERT_EQUAL(cs_resolver_answer(&memory, query, length, answer), 0);
    query[2] = 0x28; /* opcode UPDATE */
    CU_ASSERT_EQUAL(cs_resolver_answer(&memory, query, length, answer), 0);
    query[2] = 1;
    query[5] = 0; /* no question */
    CU_ASSERT_EQUAL(cs_resolver_answer(&memory, query, length, answer), 0);
    query[5] = 1;
    CU_ASSERT_NOT_EQUAL(cs_resolver_answer(&memory, query, length, answer), 0);
    CU_ASSERT_EQUAL(cs_resolver_answer(&memory, query, CS_RESOLVER_MESSAGE_MAX + 1, answer), 0);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"names", test_names},
        {"turns", test_turns},
        {"hostile", test_hostile},
        {"no queries", test_no_queries},
    };

    return cs_run_tests("resolver message", tests, CS_COUNT(tests));
}
