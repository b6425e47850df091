#include "reference/response.h"

#include "reference/findings_testing.h"

static void parse(const char *data, size_t length, size_t first, size_t piece, const struct cs_limits *limits,
                  struct cs_response *out)
{
    enum cs_answer answer;

    cs_response_init(out, limits);
    for (size_t end = first;; end = end + piece < length ? end + piece : length) {
        char *copy = cs_supervised_copy(data, end);

        answer = cs_response_parse(out, copy, end);
        cs_supervised_free(copy, end);
        CU_ASSERT_EQUAL(answer, out->answer);
        if (end == length)
            return;
    }
}

static bool span_is(const char *data, struct cs_span span, const char *text)
{
    return span.length == strlen(text) && (span.length == 0 || memcmp(data + span.start, text, span.length) == 0);
}

static const struct {
    const char *head;
    unsigned status;
    enum cs_body_kind body;
} legal[] = {
    {"HTTP/1.1 200 Connection established\r\n\r\n", 200, CS_BODY_TUNNEL},
    {"HTTP/1.0 200 OK\r\n\r\n", 200, CS_BODY_TUNNEL},
    {"HTTP/1.1 200 \r\n\r\n", 200, CS_BODY_TUNNEL},
    {"HTTP/1.1 204 \r\nProxy-Agent: x\r\n\r\n", 204, CS_BODY_TUNNEL},
    {"HTTP/1.1 299 caf\xe9\tx\r\nX: \xff\xfe\r\n\r\n", 299, CS_BODY_TUNNEL},
    {"HTTP/1.1 100 Continue\r\n\r\n", 100, CS_BODY_NONE},
    {"HTTP/1.1 103 \r\nLink: </a>; rel=x\r\n\r\n", 103, CS_BODY_NONE},
    {"HTTP/1.1 304 \r\nContent-Length: 5\r\n\r\n", 304, CS_BODY_NONE},
    {"HTTP/1.1 400 \r\n\r\n", 400, CS_BODY_CLOSE},
    {"HTTP/1.1 403 No\r\nContent-Length: 7\r\nConnection: foo , close\r\n\r\n", 403, CS_BODY_LENGTH},
    {"HTTP/1.1 502 No\r\nTransfer-Encoding: chunked\r\nTrailer: x\r\n\r\n", 502, CS_BODY_CHUNKED},
    {"HTTP/1.1 502 No\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 502, CS_BODY_CHUNKED},
    {"HTTP/1.1 502 No\r\nTransfer-Encoding: gzip\r\n\r\n", 502, CS_BODY_CLOSE},
    {"HTTP/1.1 302 Found\r\nLocation: http://h/\r\ncontent-length:0\r\n\r\n", 302, CS_BODY_LENGTH},
    {"HTTP/1.1 407 \r\nProxy-Authenticate: Basic realm=\"a, b\"\r\nContent-Length: 0\r\n\r\n", 407, CS_BODY_LENGTH},
    {"HTTP/1.1 407 \r\nproxy-authenticate: Negotiate, NTLM\r\nProxy-Authenticate: Digest realm=\"x\", nonce=\"n\", "
     "qop=\"auth\"\r\n\r\n",
     407, CS_BODY_CLOSE},
    {"HTTP/1.1 407 \r\nProxy-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n"
     "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256\r\n"
     "Proxy-Authenticate: Digest realm=\"s\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256\r\n\r\n",
     407, CS_BODY_CLOSE},
    {"HTTP/1.1 502 \r\nProxy-Status: squid/5;error=dns_error, \"b\"\r\nProxy-Status: c\r\n\r\n", 502, CS_BODY_CLOSE},
    {"HTTP/1.1 400 \r\nProxy-Authenticate: =\r\n\r\n", 400, CS_BODY_CLOSE},
    {"HTTP/1.1 599 \r\nEmpty:\r\n\r\n", 599, CS_BODY_CLOSE},
};

static void legal_heads_in_every_split(void)
{
    for (size_t i = 0; i < CS_COUNT(legal); i++) {
        size_t length = strlen(legal[i].head);

        for (size_t first = 0; first <= length; first++) {
            struct cs_response response;

            parse(legal[i].head, length, first, first == 0 ? 1 : length, NULL, &response);
            CU_ASSERT_EQUAL(response.answer, CS_COMPLETE);
            CU_ASSERT_EQUAL(response.head_length, length);
            CU_ASSERT_EQUAL(response.status, legal[i].status);
            CU_ASSERT_EQUAL(response.body, legal[i].body);
            cs_expect_findings(&response.findings, "", legal[i].head);
        }
    }
}

static const struct {
    const char *head;
    unsigned status;
    enum cs_body_kind body;
    const char *findings;
} broken[] = {
    {"HTTP/1.1 200\r\n\r\n", 200, CS_BODY_TUNNEL, "status-line-no-second-space@12"},
    {"HTTP/1.1 200\tOK\r\n\r\n", 200, CS_BODY_TUNNEL, "status-line-no-second-space@12"},
    {"HTTP/1.1 200 OK\n\r\n", 200, CS_BODY_TUNNEL, "status-line-bare-lf@15"},
    {"HTTP/1.1 200 OK\r\n\n", 200, CS_BODY_TUNNEL, "bare-lf@17"},
    {"HTTP/1.1 200 O\x01K\r\n\r\n", 200, CS_BODY_TUNNEL, "status-line-bad-reason@14"},
    {"HTTP/1.1 200 O\rK\r\n\r\n", 200, CS_BODY_TUNNEL, "status-line-bad-reason@14"},
    {"HTTP/1.1  200 OK\r\n\r\n", 200, CS_BODY_TUNNEL, "status-line-blanks@8"},
    {"HTTP/1.1\t200 OK\r\n\r\n", 200, CS_BODY_TUNNEL, "status-line-blanks@8"},
    {"HTTP/1.1200 OK\r\n\r\n", 200, CS_BODY_TUNNEL, "status-line-blanks@8"},
    {"HTTP/1.1\r\n\r\n", 0, CS_BODY_UNUSABLE, "status-line-bad-code@8"},
    {"HTTP/1.1 \r\n\r\n", 0, CS_BODY_UNUSABLE, "status-line-bad-code@9"},
    {"HTTP/1.1 20 OK\r\n\r\n", 0, CS_BODY_UNUSABLE, "status-line-bad-code@9"},
    {"HTTP/1.1 2000 OK\r\n\r\n", 0, CS_BODY_UNUSABLE, "status-line-bad-code@9"},
    {"HTTP/1.1 200OK\r\n\r\n", 0, CS_BODY_UNUSABLE, "status-line-bad-code@12"},
    {"HTTP/1.1 +20 OK\r\n\r\n", 0, CS_BODY_UNUSABLE, "status-line-bad-code@9"},
    {"HTTP/1.1 099 OK\r\n\r\n", 0, CS_BODY_UNUSABLE, "status-line-code-out-of-range@9"},
    {"HTTP/1.1 600 OK\r\n\r\n", 0, CS_BODY_UNUSABLE, "status-line-code-out-of-range@9"},
    {"http/1.1 200 OK\r\n\r\n", 0, CS_BODY_UNUSABLE, "status-line-bad-version@0"},
    {"HTTP/11 200 OK\r\n\r\n", 0, CS_BODY_UNUSABLE, "status-line-bad-version@0"},
    {"\r\n\r\n", 0, CS_BODY_UNUSABLE, "status-line-bad-version@0"},
    {"HTTP/1.9 200 OK\r\n\r\n", 200, CS_BODY_TUNNEL, "status-line-other-version@0"},
    {"HTTP/2.0 200 OK\r\n\r\n", 200, CS_BODY_TUNNEL, "status-line-other-version@0"},
    {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, CS_BODY_TUNNEL, "content-length-in-2xx@17"},
    {"HTTP/1.1 200 OK\r\nA: b\r\nTransfer-Encoding: chunked\r\n\r\n", 200, CS_BODY_TUNNEL,
     "transfer-encoding-in-2xx@23"},
    {"HTTP/1.1 204 OK\r\nContent-Length: 0\r\n\r\n", 204, CS_BODY_TUNNEL,
     "content-length-in-2xx@17 framing-in-1xx-or-204@17"},
    {"HTTP/1.1 100 OK\r\nContent-Length: 0\r\n\r\n", 100, CS_BODY_NONE, "framing-in-1xx-or-204@17"},
    {"HTTP/1.1 103 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 103, CS_BODY_NONE, "framing-in-1xx-or-204@17"},
    {"HTTP/1.1 400 No\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", 400, CS_BODY_CHUNKED,
     "content-length-and-transfer-encoding@36"},
    {"HTTP/1.0 400 No\r\nTransfer-Encoding: chunked\r\n\r\n", 400, CS_BODY_CHUNKED, "transfer-encoding-in-http10@17"},
    {"HTTP/1.1 400 No\r\nContent-Length: -4\r\n\r\n", 400, CS_BODY_UNUSABLE, "content-length-not-digits@33"},
    {"HTTP/1.1 400 No\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n", 400, CS_BODY_UNUSABLE,
     "content-length-differs@52"},
    {"HTTP/1.1 400 No\r\nContent-Length: 4, 4\r\n\r\n", 400, CS_BODY_LENGTH, "content-length-repeated@36"},
    {"HTTP/1.1 400 No\r\nA : b\r\n\r\n", 400, CS_BODY_CLOSE, "field-blank-before-colon@18"},
    {"HTTP/1.1 400 No\r\n A: b\r\n\r\n", 400, CS_BODY_CLOSE, "field-blank-led@17"},
    {"HTTP/1.1 400 No\r\nA: b\r\n c\r\n\r\n", 400, CS_BODY_CLOSE, "field-folded@23"},
    {"HTTP/1.1 407 No\r\n\r\n", 407, CS_BODY_CLOSE, "challenge-missing-in-407@0"},
    {"HTTP/1.1 407 No\r\nProxy-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\", Digest realm=\"r\", "
     "nonce=\"n\", qop=\"auth\", algorithm=md5\r\n\r\n",
     407, CS_BODY_CLOSE, "digest-algorithm-repeated@78"},
    {"HTTP/1.1 407 No\r\nProxy-Authenticate:\r\n\r\n", 407, CS_BODY_CLOSE, "challenge-empty@36"},
    {"HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\n\r\n", 407, CS_BODY_CLOSE, "basic-realm-unquoted@49"},
    {"HTTP/1.1 502 No\r\nProxy-Status: a b\r\n\r\n", 502, CS_BODY_CLOSE, "proxy-status-bad-separator@33"},
};

static void broken_heads_in_every_split(void)
{
    for (size_t i = 0; i < CS_COUNT(broken); i++) {
        size_t length = strlen(broken[i].head);

        for (size_t first = 0; first <= length; first++) {
            struct cs_response response;

            parse(broken[i].head, length, first, first == 0 ? 1 : length, NULL, &response);
            CU_ASSERT_EQUAL(response.answer, CS_MALFORMED);
            CU_ASSERT_EQUAL(response.head_length, length);
            CU_ASSERT_EQUAL(response.status, broken[i].status);
            CU_ASSERT_EQUAL(response.body, broken[i].body);
            cs_expect_findings(&response.findings, broken[i].findings, broken[i].head);
        }
    }
}

static void parts(void)
{
    static const char head[] = "HTTP/1.0 407 Who are you\r\nX: y\r\nProxy-Authenticate: NTLM\r\n"
                               "Proxy-Authenticate: Negotiate\r\nConnection: Close\r\n\r\nbody\r\n";
    struct cs_response response;

    parse(head, sizeof(head) - 1, sizeof(head) - 1, 1, NULL, &response);
    CU_ASSERT_EQUAL(response.answer, CS_COMPLETE);
    CU_ASSERT_EQUAL(response.head_length, sizeof(head) - 1 - 6);
    CU_ASSERT(response.version_major == 1 && response.version_minor == 0);
    CU_ASSERT(span_is(head, response.version, "HTTP/1.0"));
    CU_ASSERT(span_is(head, response.reason, "Who are you"));
    CU_ASSERT(span_is(head, response.challenge, "NTLM"));
    CU_ASSERT_EQUAL(response.challenge_count, 2);
    CU_ASSERT_EQUAL(response.field_count, 4);
    CU_ASSERT(response.connection_close);
}

static void an_unfinished_head(void)
{
    static const char head[] = "HTTP/1.1 200 OK\nA : b\r\nC: d\r\n\r";
    struct cs_response response;

    parse(head, sizeof(head) - 1, 0, 1, NULL, &response);
    CU_ASSERT_EQUAL(response.answer, CS_NEED_MORE);
    CU_ASSERT_EQUAL(response.head_length, 0);
    CU_ASSERT_EQUAL(response.status, 200);
    cs_expect_findings(&response.findings, "status-line-bare-lf@15 field-blank-before-colon@17", head);
}

static void bounds_in_every_split(void)
{
    static const char head[] = "HTTP/1.1 200 OK\r\nA: b\r\nC: d\r\n\r\ntunnel";
    static const struct {
        struct cs_limits limits;
        const char *findings;
    } rows[] = {
        {{.head_bytes = 31, .fields = 2}, ""},
        {{.head_bytes = 30}, "head-too-large@30"},
        {{.head_bytes = 3}, "head-too-large@3"},
        {{.fields = 1}, "too-many-fields@23"},
    };
    size_t length = sizeof(head) - 1;

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        for (size_t first = 0; first <= length; first++) {
            struct cs_response response;

            parse(head, length, first, first == 0 ? 1 : length, &rows[i].limits, &response);
            CU_ASSERT_EQUAL(response.answer, rows[i].findings[0] == '\0' ? CS_COMPLETE : CS_MALFORMED);
            cs_expect_findings(&response.findings, rows[i].findings, head);
        }
    }
}

/* A bound on the number of fields rules out the short way. */
static void the_long_way(void)
{
    static const struct cs_limits limits = {.fields = 1000};

    for (size_t i = 0; i < CS_COUNT(legal); i++) {
        size_t length = strlen(legal[i].head);
        struct cs_response usual, other;

        parse(legal[i].head, length, length, 1, NULL, &usual);
        parse(legal[i].head, length, length, 1, &limits, &other);
        other.at.limits = usual.at.limits;
        CU_ASSERT_EQUAL(memcmp(&usual, &other, offsetof(struct cs_response, findings)), 0);
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"legal heads have no findings", legal_heads_in_every_split},
        {"each deviation has its code and place", broken_heads_in_every_split},
        {"what is exposed", parts},
        {"an unfinished head", an_unfinished_head},
        {"bounds", bounds_in_every_split},
        {"the long way", the_long_way},
    };

    return cs_run_tests("response", tests, CS_COUNT(tests));
}
