#include "reference/credentials.h"

#include "reference/findings_testing.h"

#define BASE 7
#define MD5  "0123456789abcdef0123456789abcdef"

static enum cs_answer parse(const char *value, size_t length, struct cs_credentials *out, struct cs_findings *findings)
{
    char *copy = cs_supervised_copy(value, length);
    enum cs_answer answer;

    memset(findings, 0, sizeof(*findings));
    answer = cs_credentials_parse(copy, length, BASE, out, findings);
    cs_supervised_free(copy, length);
    return answer;
}

/* Digest credentials with |rest| behind what every one needs. */
#define DIGEST(rest) "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"h:1\", response=\"" MD5 "\"" rest
#define REST         (BASE + sizeof(DIGEST("")) - 1)

static void legal_credentials(void)
{
    static const char *const legal[] = {
        "Basic dXNlcjpwYXNz",
        "basic   dTpw",
        "Basic dTo=",
        "Basic Og==",
        "Basic dTpww7w6Og==",
        "Bearer mF_9.B5f-4.1JqM",
        "Negotiate",
        "Negotiate YII=",
        "Foo a=b, c=\"d\"",
        DIGEST(", qop=auth, nc=00000001, cnonce=\"c\""),
        DIGEST(", qop=auth, nc=0000000A, cnonce=\"c\", algorithm=MD5-sess, opaque=\"o\", userhash=false"),
        "Digest username*=UTF-8''J%C3%A4s, realm=\"r\", nonce=\"n\", uri=\"h:1\", algorithm=SHA-256, "
        "response=\"" MD5 MD5 "\", qop=auth-int, nc=00000001, cnonce=\"c\"",
    };

    for (size_t i = 0; i < CS_COUNT(legal); i++) {
        struct cs_credentials credentials;
        struct cs_findings findings;

        CU_ASSERT_EQUAL(parse(legal[i], strlen(legal[i]), &credentials, &findings), CS_COMPLETE);
        cs_expect_findings(&findings, "", legal[i]);
    }
}

static const struct {
    const char *value;
    enum cs_answer answer;
    const char *findings;
} broken[] = {
    {"", CS_MALFORMED, "credentials-empty@7"},
    {"\"Basic\"", CS_MALFORMED, "credentials-bad-scheme@7"},
    {"Basic\tdTpw", CS_MALFORMED, "credentials-no-space-after-scheme@12"},
    {"Basic,dTpw", CS_MALFORMED, "credentials-no-space-after-scheme@12"},
    {"Foo \"a\"", CS_MALFORMED, "credentials-bad-name@11"},
    {"Basic dTpw, a=b", CS_MALFORMED, "basic-token-missing@7"},
    {"Basic !!!", CS_MALFORMED, "basic-token-missing@7"},
    {"Foo a=\"b\" c=d", CS_MALFORMED, "credentials-no-comma@17"},
    {"Foo a=b, c", CS_MALFORMED, "credentials-no-equals@17"},
    {"Basic dTpw x", CS_MALFORMED, "basic-token-missing@7"},
    {"Foo a=b, c=", CS_MALFORMED, "credentials-value-missing@18"},
    {"Foo a=(b)", CS_MALFORMED, "credentials-bad-value@13"},
    {"Foo a=\"", CS_MALFORMED, "credentials-unclosed-quote@13"},
    {"Foo a=\"\x7f\"", CS_MALFORMED, "credentials-bad-quoted-character@14"},
    {"Foo a=b, A=c", CS_MALFORMED, "credentials-parameter-duplicate@16"},
    {"Foo a = b", CS_COMPLETE, "credentials-blank-around-equals@12 credentials-blank-around-equals@14"},
    {"Foo , a=b", CS_COMPLETE, "credentials-empty-element@11"},
    {"Foo a=b, ,c=d,", CS_COMPLETE, "credentials-empty-element@16 credentials-empty-element@21"},
    {"Basic", CS_MALFORMED, "basic-token-missing@7"},
    {"Basic a=b, c=d", CS_MALFORMED, "basic-token-missing@7"},
    {"Basic dT-w", CS_MALFORMED, "basic-bad-base64@15"},
    {"Basic dTpwd", CS_MALFORMED, "basic-bad-padding@18"},
    {"Basic dTo", CS_MALFORMED, "basic-bad-padding@16"},
    {"Basic ====", CS_MALFORMED, "basic-token-missing@7"},
    {"Basic A===", CS_MALFORMED, "basic-bad-padding@14"},
    {"Basic dTp=", CS_MALFORMED, "basic-pad-bits@15"},
    {"Basic Oh==", CS_MALFORMED, "basic-pad-bits@14"},
    {"Basic dXNlcg==", CS_MALFORMED, "basic-no-colon@13"},
    {"Basic dTpwAHg=", CS_MALFORMED, "basic-control-character@17"},
    {"Basic dTp/", CS_MALFORMED, "basic-control-character@15"},
    {"Basic CTp3", CS_MALFORMED, "basic-control-character@13"},
    {"Bearer", CS_MALFORMED, "bearer-token-missing@7"},
    {"Bearer a=b, c=d", CS_MALFORMED, "bearer-token-missing@7"},
    {"Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"h:1\", qop=auth, nc=00000001, cnonce=\"c\"", CS_MALFORMED,
     "digest-credentials-parameter-missing@7"},
    {"Digest realm=\"r\", nonce=\"n\", uri=\"h:1\", response=\"" MD5 "\", qop=auth, nc=00000001, cnonce=\"c\"",
     CS_MALFORMED, "digest-credentials-parameter-missing@7"},
    {"Digest username=u, realm=\"r\", nonce=\"n\", uri=\"h:1\", response=\"" MD5 "\", qop=auth, nc=00000001, "
     "cnonce=\"c\"",
     CS_MALFORMED, "digest-credentials-value-unquoted@23"},
    {"Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"h:1\", response=\"012345\", qop=auth, nc=00000001, "
     "cnonce=\"c\"",
     CS_MALFORMED, "digest-credentials-response-malformed@71"},
    {DIGEST(""), CS_COMPLETE, "digest-credentials-qop-missing@7"},
};

static void broken_credentials(void)
{
    for (size_t i = 0; i < CS_COUNT(broken); i++) {
        struct cs_credentials credentials;
        struct cs_findings findings;

        CU_ASSERT_EQUAL(parse(broken[i].value, strlen(broken[i].value), &credentials, &findings), broken[i].answer);
        cs_expect_findings(&findings, broken[i].findings, broken[i].value);
    }
}

/* What stands behind the parameters that every one needs; places count from there. */
static const struct {
    const char *value;
    const char *code;
    size_t place;
} digest[] = {
    {DIGEST(", qop=auth, nc=00000001"), "digest-credentials-no-count", SIZE_MAX},
    {DIGEST(", qop=auth, cnonce=\"c\""), "digest-credentials-no-count", SIZE_MAX},
    {DIGEST(", username*=UTF-8''u, qop=auth, nc=00000001, cnonce=\"c\""), "digest-credentials-two-usernames", 2},
    {DIGEST(", qop=\"auth\", nc=00000001, cnonce=\"c\""), "digest-credentials-value-quoted", 7},
    {DIGEST(", qop=auth, nc=\"00000001\", cnonce=\"c\""), "digest-credentials-value-quoted", 16},
    {DIGEST(", qop=auth, nc=00000001, cnonce=c"), "digest-credentials-value-unquoted", 32},
    {DIGEST(", qop=auth, nc=1, cnonce=\"c\""), "digest-credentials-nc-malformed", 15},
    {DIGEST(", qop=auth, nc=0000000g, cnonce=\"c\""), "digest-credentials-nc-malformed", 15},
    {DIGEST(", qop=auth, nc=000000001, cnonce=\"c\""), "digest-credentials-nc-malformed", 15},
    {DIGEST(", qop=foo, nc=00000001, cnonce=\"c\""), "digest-credentials-qop-unknown", 6},
    {DIGEST(", qop=auth, nc=00000001, cnonce=\"c\", userhash=yes"), "digest-credentials-userhash-unknown", 46},
    {DIGEST(", qop=auth, nc=00000001, cnonce=\"c\", algorithm=ROT13"), "digest-credentials-algorithm-unknown", 47},
};

static void broken_digest(void)
{
    for (size_t i = 0; i < CS_COUNT(digest); i++) {
        struct cs_credentials credentials;
        struct cs_findings findings;
        char expected[80];
        size_t place = digest[i].place == SIZE_MAX ? BASE : REST + digest[i].place;

        parse(digest[i].value, strlen(digest[i].value), &credentials, &findings);
        snprintf(expected, sizeof(expected), "%s@%zu", digest[i].code, place);
        cs_expect_findings(&findings, expected, digest[i].value);
    }
}

static void response_length_by_algorithm(void)
{
    static const struct {
        const char *value;
        bool valid;
    } rows[] = {
        {DIGEST(", algorithm=md5"), true},          {DIGEST(", algorithm=MD5-sess"), true},
        {DIGEST(", algorithm=SHA-256"), false},     {DIGEST(", algorithm=SHA-256-sess"), false},
        {DIGEST(", algorithm=SHA-512-256"), false}, {DIGEST(", algorithm=SHA-512-256-sess"), false},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_credentials credentials;
        struct cs_findings findings;

        parse(rows[i].value, strlen(rows[i].value), &credentials, &findings);
        CU_ASSERT_EQUAL(cs_findings_has(&findings, CS_CODE_DIGEST_CREDENTIALS_RESPONSE), !rows[i].valid);
    }
}

static void parts(void)
{
    static const char value[] = DIGEST(", qop=auth, nc=00000001, cnonce=\"c\"");
    const struct cs_auth_param *uri;
    struct cs_credentials credentials;
    struct cs_findings findings;

    CU_ASSERT_EQUAL(parse(value, strlen(value), &credentials, &findings), CS_COMPLETE);
    CU_ASSERT_EQUAL(credentials.scheme, CS_SCHEME_DIGEST);
    CU_ASSERT_EQUAL(credentials.param_count, 8);
    uri = cs_auth_param_find(value, BASE, credentials.params, credentials.param_count, "uri");
    CU_ASSERT_PTR_NOT_NULL_FATAL(uri);
    CU_ASSERT_EQUAL(uri->value.length, 3);
    CU_ASSERT_EQUAL(memcmp(value + (uri->value.start - BASE), "h:1", 3), 0);
    parse("", 0, &credentials, &findings);
    CU_ASSERT(credentials.scheme == CS_SCHEME_OTHER && credentials.param_count == 0);
}

static void too_many_parameters(void)
{
    char value[512] = "Foo ";
    struct cs_credentials credentials;
    struct cs_findings findings;
    size_t length = 4;
    size_t fitting = 0;

    for (unsigned i = 0; i <= CS_AUTH_PARAMS_MAX; i++) {
        fitting = length;
        length += (size_t)snprintf(value + length, sizeof(value) - length, "%sp%u=v", i > 0 ? "," : "", i);
    }
    CU_ASSERT_EQUAL(parse(value, fitting, &credentials, &findings), CS_COMPLETE);
    CU_ASSERT_EQUAL(credentials.param_count, CS_AUTH_PARAMS_MAX);
    CU_ASSERT_EQUAL(parse(value, length, &credentials, &findings), CS_MALFORMED);
    CU_ASSERT(cs_findings_has(&findings, CS_CODE_CREDENTIALS_TOO_MANY_PARAMETERS));
    CU_ASSERT_EQUAL(findings.items[0].offset, BASE + fitting + 1);
}

static void basic_decoding(void)
{
    static const struct {
        const char *token;
        const char *user;
        const char *password;
    } rows[] = {
        {"dXNlcjpwYXNz", "user", "pass"},
        {"dTo=", "u", ""},
        {"OnA=", "", "p"},
        {"Og==", "", ""},
        {"dTphOmI=", "u", "a:b"},
        {"w7w6KyF+", "\xc3\xbc", "+!~"},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_findings findings = {0};
        struct cs_span user;
        struct cs_span password;
        char text[16];

        CU_ASSERT_EQUAL(
            cs_basic_decode(rows[i].token, strlen(rows[i].token), 0, text, sizeof(text), &user, &password, &findings),
            CS_COMPLETE);
        CU_ASSERT_EQUAL(findings.count, 0);
        CU_ASSERT_EQUAL_FATAL(user.length, strlen(rows[i].user));
        CU_ASSERT_EQUAL_FATAL(password.length, strlen(rows[i].password));
        CU_ASSERT_EQUAL(memcmp(text + user.start, rows[i].user, user.length), 0);
        CU_ASSERT_EQUAL(memcmp(text + password.start, rows[i].password, password.length), 0);
    }
}

static void basic_bounds(void)
{
    struct cs_findings findings = {0};
    struct cs_span user;
    struct cs_span password;
    char text[3] = "zz";

    CU_ASSERT_EQUAL(cs_basic_decode("dTpw", 4, 5, text, 2, &user, &password, &findings), CS_MALFORMED);
    cs_expect_findings(&findings, "basic-too-long@5", "dTpw into 2 bytes");
    CU_ASSERT_STRING_EQUAL(text, "zz");
    CU_ASSERT(user.length == 0 && password.length == 0);
    memset(&findings, 0, sizeof(findings));
    CU_ASSERT_EQUAL(cs_basic_decode("dTpw", 4, 5, text, 3, &user, &password, &findings), CS_COMPLETE);
    CU_ASSERT_EQUAL(cs_basic_decode("", 0, 5, text, 3, &user, &password, &findings), CS_MALFORMED);
    cs_expect_findings(&findings, "basic-no-colon@5", "an empty token");
}

static void every_byte_everywhere(void)
{
    static const char value[] = "Digest a=\"\\\"\", response=ab, nc=1,, qop = auth";
    struct cs_credentials credentials;
    struct cs_findings findings;
    char changed[sizeof(value)];

    for (size_t i = 0; i + 1 < sizeof(value); i++) {
        for (int byte = 0; byte < 256; byte++) {
            memcpy(changed, value, sizeof(value));
            changed[i] = (char)byte;
            CU_ASSERT_EQUAL(parse(changed, i + 1, &credentials, &findings) == CS_MALFORMED, findings.invalid);
        }
    }
}

/* Digest credentials are for one target: every byte of it counts. */
static void of_a_request(void)
{
    static const struct {
        const char *target;
        const char *value;
        enum cs_answer answer;
        enum cs_code code; /* CS_CODE_NONE: no finding */
    } rows[] = {
        {"h:1", DIGEST(", qop=auth, nc=00000001, cnonce=\"c\""), CS_COMPLETE, CS_CODE_NONE},
        {"h:2", DIGEST(", qop=auth, nc=00000001, cnonce=\"c\""), CS_MALFORMED, CS_CODE_DIGEST_CREDENTIALS_URI},
        {"h:10", DIGEST(", qop=auth, nc=00000001, cnonce=\"c\""), CS_MALFORMED, CS_CODE_DIGEST_CREDENTIALS_URI},
        {"h:2", "Basic YTpi", CS_COMPLETE, CS_CODE_NONE},
        {"h:2", "Basic YTp", CS_MALFORMED, CS_CODE_BASIC_BAD_PADDING},
        {"h:2", "Digest realm=\"r\"", CS_MALFORMED, CS_CODE_DIGEST_CREDENTIALS_MISSING},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_credentials credentials;
        struct cs_findings findings;
        struct cs_request request;
        char head[512];
        int length = snprintf(head, sizeof(head), "CONNECT %s HTTP/1.1\r\nHost: %s\r\nProxy-Authorization: %s\r\n\r\n",
                              rows[i].target, rows[i].target, rows[i].value);

        cs_findings_init(&findings);
        cs_request_init(&request, NULL);
        CU_ASSERT_EQUAL_FATAL(cs_request_parse(&request, head, (size_t)length), CS_COMPLETE);
        CU_ASSERT_EQUAL(cs_request_credentials(head, &request, &credentials, &findings), rows[i].answer);
        CU_ASSERT_EQUAL(findings.invalid, rows[i].code != CS_CODE_NONE);
        if (rows[i].code != CS_CODE_NONE) {
            CU_ASSERT_TRUE(cs_findings_has(&findings, rows[i].code));
        }
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"legal credentials have no findings", legal_credentials},
        {"each deviation has its code and place", broken_credentials},
        {"Digest: each deviation has its code and place", broken_digest},
        {"the algorithm tells the length of response", response_length_by_algorithm},
        {"what is exposed", parts},
        {"more parameters than the bound", too_many_parameters},
        {"Basic is decoded", basic_decoding},
        {"Basic stays within the caller's space", basic_bounds},
        {"every byte in every place", every_byte_everywhere},
        {"of a request", of_a_request},
    };

    return cs_run_tests("credentials", tests, CS_COUNT(tests));
}
