#include "reference/challenge.h"

#include "reference/findings_testing.h"

#define BASE 100

/* Reads all challenges of one value from in front of a guard page; returns how many there were. */
static size_t read_all(const char *value, size_t length, struct cs_challenge *out, size_t capacity,
                       struct cs_findings *findings)
{
    char *copy = cs_supervised_copy(value, length);
    struct cs_challenge challenge;
    size_t position = 0;
    size_t count = 0;

    memset(findings, 0, sizeof(*findings));
    while (cs_challenge_next(copy, length, BASE, &position, &challenge, findings)) {
        if (count < capacity)
            out[count] = challenge;
        count++;
    }
    CU_ASSERT_EQUAL(position, length);
    cs_supervised_free(copy, length);
    return count;
}

static void legal_challenges(void)
{
    static const char *const legal[] = {
        "Basic realm=\"tinyproxy\"",
        "bASIC realm=\"\"",
        "Basic realm=\"a, \\\"b\\\" \\\\ c\"",
        "Basic   realm=\"x\", charset=\"utf-8\"",
        "Basic realm=\"x\", charset=UTF-8",
        "Basic realm=\"caf\xc3\xa9\"",
        "Digest realm=\"Squid proxy-caching web server\", nonce=\"9c1b2a\", qop=\"auth\", stale=false",
        "Digest realm=\"x\", nonce=\"b\", algorithm=SHA-256, qop=\"auth, auth-int\", opaque=\"\", userhash=true",
        "Digest realm=\"x\", nonce=\"b\", qop=\"auth\", charset=UTF-8, domain=\"/\", stale=TRUE",
        "Negotiate",
        "NTLM TlRMTVNTUAACAAAA==",
        "Negotiate, Basic realm=\"x\", NTLM, Digest realm=\"x\", nonce=\"n\", qop=\"auth\"",
        "Bearer realm=\"x\", scope=\"a b\", error=\"invalid_token\", error_uri=\"http://h/\"",
        "Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\", Basic realm=\"simple\"",
        "Foo a=b\t,\tc=d , Bar",
        "Foo realm=",
    };

    for (size_t i = 0; i < CS_COUNT(legal); i++) {
        struct cs_findings findings;

        CU_ASSERT(read_all(legal[i], strlen(legal[i]), NULL, 0, &findings) > 0);
        cs_expect_findings(&findings, "", legal[i]);
    }
}

static const struct {
    const char *value;
    size_t challenges;
    const char *findings;
} broken[] = {
    {"", 0, "challenge-empty@100"},
    {" , ,", 0, "challenge-empty@100"},
    {"\"x\"", 0, "challenge-bad-scheme@100"},
    {"\"a,b\", Negotiate", 1, "challenge-bad-scheme@100"},
    {"Foo\ta=b", 1, "challenge-no-space-after-scheme@103"},
    {"Foo\"a\"", 1, "challenge-no-space-after-scheme@103"},
    {"Foo =x", 0, "challenge-no-scheme@100"},
    {"realm=\"x\", Negotiate", 1, "challenge-no-scheme@100"},
    {"Basic realm=\"x\", NTLM ab==, foo=bar", 2, "challenge-no-scheme@128"},
    {"Foo \"a\"", 1, "challenge-bad-name@104"},
    {"Foo a b", 1, "challenge-no-equals@106"},
    {"Foo a=b, c=", 1, "challenge-value-missing@111"},
    {"Foo a=b, c=, d=e", 1, "challenge-value-missing@111"},
    {"Foo a=(b)", 1, "challenge-bad-value@106"},
    {"Foo a=b c=d, e=f", 1, "challenge-no-comma@108"},
    {"Foo a=\"b\"c", 1, "challenge-bad-value@109"},
    {"Basic realm=\"x", 1, "challenge-unclosed-quote@112"},
    {"Basic realm=\"x\\\"", 1, "challenge-unclosed-quote@112"},
    {"Foo a=\"b\x01\"", 1, "challenge-bad-quoted-character@108"},
    {"Foo a=b, A=c", 1, "challenge-parameter-duplicate@109"},
    {"Foo a =b", 1, "challenge-blank-around-equals@105"},
    {"Foo a= \"b\"", 1, "challenge-blank-around-equals@106"},
    {", Foo", 1, "challenge-empty-element@100"},
    {"Foo a=b,, c=d", 1, "challenge-empty-element@108"},
    {"Foo,", 1, "challenge-empty-element@104"},
    {"Foo, ,Bar", 2, "challenge-empty-element@105"},
    {"Foo a=b ,", 1, "challenge-empty-element@109"},
    {"Foo realm=x, a=b", 1, "challenge-realm-unquoted@110"},
    {"Basic", 1, "basic-realm-missing@100"},
    {"Negotiate, Basic abc=", 2, "basic-realm-missing@111"},
    {"Basic realm=x, charset=\"UTF-8\"", 1, "basic-realm-unquoted@112"},
    {"Basic realm=\"x\", charset=\"latin1\"", 1, "basic-charset-unknown@126"},
    {"Digest nonce=\"n\", qop=\"auth\"", 1, "digest-realm-missing@100"},
    {"Digest realm=\"x\", qop=\"auth\"", 1, "digest-nonce-missing@100"},
    {"Digest realm=\"x\", nonce=\"\", qop=\"auth\"", 1, "digest-nonce-missing@100"},
    {"Digest realm=\"x\", nonce=\"n\"", 1, "digest-qop-missing@100"},
    {"Digest realm=\"x\", nonce=\"n\", qop=auth", 1, "digest-value-unquoted@133"},
    {"Digest realm=x, nonce=\"n\", qop=\"auth\"", 1, "digest-value-unquoted@113"},
    {"Digest realm=\"x\", nonce=\"n\", qop=\"auth\", algorithm=\"MD5\"", 1, "digest-value-quoted@152"},
    {"Digest realm=\"x\", nonce=\"n\", qop=\"auth\", stale=\"true\"", 1, "digest-value-quoted@148"},
    {"Digest realm=\"x\", nonce=\"n\", qop=\"auth auth-int\"", 1, "digest-qop-malformed@134"},
    {"Digest realm=\"x\", nonce=\"n\", qop=\"\"", 1, "digest-qop-malformed@134"},
    {"Digest realm=\"x\", nonce=\"n\", qop=\"auth\", stale=no", 1, "digest-stale-unknown@147"},
    {"Digest realm=\"x\", nonce=\"n\", qop=\"auth\", userhash=1", 1, "digest-userhash-unknown@150"},
    {"Digest realm=\"x\", nonce=\"n\", qop=\"auth\", charset=latin1", 1, "digest-charset-unknown@149"},
    {"Bearer", 1, "bearer-no-parameter@100"},
    {"Bearer scope=\"a\tb\"", 1, "bearer-bad-attribute@114"},
    {"Bearer error_uri=\"a b\"", 1, "bearer-bad-attribute@118"},
    {"Bearer realm=x, scope=a", 1, "challenge-realm-unquoted@113"},
};

static void broken_challenges(void)
{
    for (size_t i = 0; i < CS_COUNT(broken); i++) {
        struct cs_findings findings;
        size_t count = read_all(broken[i].value, strlen(broken[i].value), NULL, 0, &findings);

        CU_ASSERT_EQUAL(count, broken[i].challenges);
        cs_expect_findings(&findings, broken[i].findings, broken[i].value);
    }
}

static void several_in_one_line(void)
{
    static const char value[] = "Basic realm=\"a, b\", charset=\"UTF-8\", NTLM abc=, Digest realm=\"c\", NONCE=\"n\", "
                                "qop=\"auth\"";
    const struct cs_auth_param *param;
    struct cs_findings findings;
    struct cs_challenge found[3];

    CU_ASSERT_EQUAL_FATAL(read_all(value, strlen(value), found, 3, &findings), 3);
    CU_ASSERT_EQUAL(found[0].scheme, CS_SCHEME_BASIC);
    CU_ASSERT_EQUAL(found[0].param_count, 2);
    param = cs_auth_param_find(value, BASE, found[0].params, found[0].param_count, "realm");
    CU_ASSERT_PTR_NOT_NULL_FATAL(param);
    CU_ASSERT(param->quoted && param->value.length == 4);
    CU_ASSERT_EQUAL(memcmp(value + (param->value.start - BASE), "a, b", 4), 0);
    CU_ASSERT_EQUAL(found[1].scheme, CS_SCHEME_OTHER);
    CU_ASSERT_EQUAL(found[1].scheme_name.start, BASE + 37);
    CU_ASSERT_EQUAL(found[1].token68.length, 4);
    CU_ASSERT_EQUAL(found[2].scheme, CS_SCHEME_DIGEST);
    CU_ASSERT_PTR_NOT_NULL(cs_auth_param_find(value, BASE, found[2].params, found[2].param_count, "nonce"));
    CU_ASSERT_PTR_NULL(cs_auth_param_find(value, BASE, found[2].params, found[2].param_count, "charset"));
}

static void too_many_parameters(void)
{
    char value[512] = "Foo ";
    struct cs_findings findings;
    struct cs_challenge found;
    size_t length = 4;

    for (unsigned i = 0; i <= CS_AUTH_PARAMS_MAX; i++)
        length += (size_t)snprintf(value + length, sizeof(value) - length, "%sp%u=v", i > 0 ? "," : "", i);
    CU_ASSERT_EQUAL(read_all(value, length, &found, 1, &findings), 1);
    CU_ASSERT_EQUAL(found.param_count, CS_AUTH_PARAMS_MAX);
    CU_ASSERT(cs_findings_has(&findings, CS_CODE_CHALLENGE_TOO_MANY_PARAMETERS));
    CU_ASSERT_EQUAL(findings.count, 1);
}

/* Whatever one byte is changed to, reading ends and stays in bounds. */
static void every_byte_everywhere(void)
{
    static const char value[] = "Basic realm=\"a\\\"\", X ab==, Digest qop=\"auth\", nonce=n,,";
    struct cs_findings findings;
    char changed[sizeof(value)];

    for (size_t i = 0; i + 1 < sizeof(value); i++) {
        for (int byte = 0; byte < 256; byte++) {
            memcpy(changed, value, sizeof(value));
            changed[i] = (char)byte;
            CU_ASSERT(read_all(changed, i + 1, NULL, 0, &findings) <= 4);
        }
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"legal challenges have no findings", legal_challenges},
        {"each deviation has its code and place", broken_challenges},
        {"several challenges in one line", several_in_one_line},
        {"more parameters than the bound", too_many_parameters},
        {"every byte in every place", every_byte_everywhere},
    };

    return cs_run_tests("challenge", tests, CS_COUNT(tests));
}
