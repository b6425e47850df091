#include "reports/redact.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "reference/testing.h"

#define PASSWORD "Hunter2: zz+"

static char *copy(const char *text)
{
    char *out = strdup(text);

    if (out == NULL)
        CU_FAIL_FATAL("no memory");
    return out;
}

static char *base64(const char *text, size_t length)
{
    unsigned char *out = calloc(length * 2 + 8, 1);

    if (out == NULL)
        CU_FAIL_FATAL("no memory");
    EVP_EncodeBlock(out, (const unsigned char *)text, (int)length);
    return (char *)out;
}

/* A transcript whose client sent |bytes|. */
static struct cs_transcript *scene(const char *password, const char *bytes, size_t length)
{
    struct cs_transcript *transcript = cs_transcript_new();
    struct cs_stream *sent;

    if (transcript == NULL)
        CU_FAIL_FATAL("no memory");
    transcript->case_text = copy("id: auth/x\nsteps:\n  - client: {send: 'Basic ${basic}'}\n");
    transcript->policy = (struct cs_policy){.auth = "basic", .user = "alice"};
    (void)snprintf(transcript->policy.password, sizeof(transcript->policy.password), "%s", password);
    transcript->channel_count = 1;
    sent = &transcript->channels[0].sent;
    sent->kept = calloc(length + 1, 1);
    if (sent->kept == NULL)
        CU_FAIL_FATAL("no memory");
    memcpy(sent->kept, bytes, length);
    sent->kept_length = length;
    sent->total = length;
    return transcript;
}

/* What becomes of |text| in a transcript whose password is |password|; the caller frees it. */
static char *redacted(const char *password, const char *text)
{
    struct cs_transcript *transcript = scene(password, text, strlen(text));
    char *out;

    CU_ASSERT_TRUE(cs_redact_transcript(transcript));
    out = transcript->channels[0].sent.kept;
    transcript->channels[0].sent.kept = NULL;
    cs_transcript_free(transcript);
    return out;
}

static void check(const char *password, const char *text, const char *wanted)
{
    char *out = redacted(password, text);

    CU_ASSERT_STRING_EQUAL(out, wanted);
    free(out);
}

static void test_clear(void)
{
    check(PASSWORD, "a " PASSWORD " b " PASSWORD, "a hidden-hidde b hidden-hidde");
    check(PASSWORD, "alice:" PASSWORD "@host", "alice:hidden-hidde@host");
    check(PASSWORD, "Hunter2: zz", "Hunter2: zz");
    check("", "nothing to hide", "nothing to hide");
}

static void test_percent(void)
{
    check(PASSWORD, "alice:Hunter2%3A%20zz%2b@", "alice:hidden-%68%69dd%65@");
    check("100%25ab", "alice:100%25ab@", "alice:hidden-h@");
    check(PASSWORD, "alice%3aHunter2%3A zz+@", "alice%3ahidden-%68idde@");
}

static void test_other_case(void)
{
    check(PASSWORD, "alice:hUNTER2: ZZ+ ", "alice:HIDDEN-hiDDe ");
    check(PASSWORD, "hunter2: zz+", "hunter2: zz+"); /* not surely it */
}

/* What words of the protocol are, too, and what stands anywhere by chance, is hidden behind its user alone. */
static void test_common(void)
{
    check("connect", "CONNECT connect alice:connect@", "CONNECT connect alice:hidden-@");
    check("a", "a banana alice:a", "a banana alice:h");
    check("basic", "Basic basic alice:basic", "Basic basic alice:hidde");
}

static void check_base64(const char *clear, size_t length, const char *wanted)
{
    char *token = base64(clear, length);
    char *expected = base64(wanted, length);
    char *text = NULL;
    char *all = NULL;

    if (asprintf(&text, "Proxy-Authorization: Basic %s\r\n", token) < 0 ||
        asprintf(&all, "Proxy-Authorization: Basic %s\r\n", expected) < 0)
        CU_FAIL_FATAL("no memory");
    check(PASSWORD, text, all);
    free(text);
    free(all);
    free(token);
    free(expected);
}

static void test_base64(void)
{
    check_base64("alice:" PASSWORD, 18, "alice:hidden-hidde");
    check_base64("ali:" PASSWORD, 16, "ali:hidden-hidde");
    check_base64("al:" PASSWORD, 15, "al:hidden-hidde");
    check_base64(":" PASSWORD "x", 14, ":hidden-hiddex");
    check_base64("alice:" PASSWORD "\0x", 20, "alice:hidden-hidde\0x");
    check_base64("alice:hUNTER2: ZZ+", 18, "alice:HIDDEN-hiDDe");
    check_base64("alice:another one", 17, "alice:another one");
}

static void test_base64_written_otherwise(void)
{
    /* cut into pieces, at another alignment, without padding; base64 of "al:Hunter2: zz+" */
    check(PASSWORD, "x YWw6SHVudGVy\r\n MjogenorCg==", "x YWw6aGlkZGVu\r\n LWhpZGRlCg==");
    check(PASSWORD, "/YWw6SHVudGVyMjogenor", "/YWw6aGlkZGVuLWhpZGRl");
    check(PASSWORD, "YTpIdW50ZXIyOiB6eis", "YTpoaWRkZW4taGlkZGU"); /* a:..., one = left out */
}

static void test_digests_follow(void)
{
    struct cs_transcript *transcript = scene(PASSWORD, "alice:" PASSWORD, 18);
    struct cs_stream *sent = &transcript->channels[0].sent;
    uint8_t wanted[CS_SHA256_BYTES];

    sent->mark = 6;
    CU_ASSERT_TRUE(cs_redact_transcript(transcript));
    EVP_Digest("alice:hidden-hidde", 18, wanted, NULL, EVP_sha256(), NULL);
    CU_ASSERT_EQUAL(memcmp(sent->sha256, wanted, sizeof(wanted)), 0);
    EVP_Digest("hidden-hidde", 12, wanted, NULL, EVP_sha256(), NULL);
    CU_ASSERT_EQUAL(memcmp(sent->sha256_from_mark, wanted, sizeof(wanted)), 0);
    cs_transcript_free(transcript);
}

static void test_everything_of_a_transcript(void)
{
    struct cs_transcript *transcript = scene(PASSWORD, "x", 1);

    CU_ASSERT_TRUE(cs_transcript_set(transcript, "password", PASSWORD, strlen(PASSWORD)));
    CU_ASSERT_TRUE(cs_transcript_set(transcript, "basic", "YWw6SHVudGVyMjogenor", 20));
    CU_ASSERT_TRUE(cs_transcript_set(transcript, "digest-secret", "0123456789abcdef0123456789abcdef", 32));
    transcript->trouble = copy("cannot send " PASSWORD);
    for (int i = 0; i < 2; i++) { /* twice is as once */
        CU_ASSERT_TRUE(cs_redact_transcript(transcript));
        CU_ASSERT_STRING_EQUAL(transcript->policy.password, "hidden-hidde");
        CU_ASSERT_STRING_EQUAL(cs_transcript_variable(transcript, "password")->value, "hidden-hidde");
        CU_ASSERT_STRING_EQUAL(cs_transcript_variable(transcript, "basic")->value, "YWw6aGlkZGVuLWhpZGRl");
        CU_ASSERT_STRING_EQUAL(cs_transcript_variable(transcript, "digest-secret")->value,
                               "hidden-hidden-hidden-hidden-hidd");
        CU_ASSERT_STRING_EQUAL(transcript->trouble, "cannot send hidden-hidde");
    }
    cs_transcript_free(transcript);
}

/* What a case must not find must stay unfound: a stand-in that is there already is none. */
static void test_stand_in_is_new(void)
{
    check(PASSWORD, "hidden-hidde " PASSWORD, "hidden-hidde xxxxxxxxxxxx");
}

static void test_result(void)
{
    struct cs_case_result item = {.verdict = {.observed = copy("echoed alice:" PASSWORD), .reason = copy("")}};
    struct cs_result result = {.count = 1, .cases = &item, .command = copy("--proxy 127.0.0.1:3128")};

    CU_ASSERT_TRUE(cs_redact_wanted(&result));
    result.password = copy(PASSWORD);
    CU_ASSERT_TRUE(cs_redact_result(&result));
    CU_ASSERT_STRING_EQUAL(item.verdict.observed, "echoed alice:hidden-hidde");
    CU_ASSERT_TRUE(cs_redact_result(&result));
    strcpy(result.command, "--target squid-basic");
    CU_ASSERT_FALSE(cs_redact_wanted(&result));
    strcpy(result.command, "--target ./mine");
    CU_ASSERT_TRUE(cs_redact_wanted(&result));
    free(result.password);
    free(result.command);
    free(item.verdict.observed);
    free(item.verdict.reason);
}

/* What a frame says is escaped. */
static void test_frames(void)
{
    struct cs_transcript *transcript = scene("Hunter2\xc3\xa4 zz", "x", 1);
    struct cs_carrier *carrier = cs_transcript_add_carrier(transcript, "h2");

    CU_ASSERT_PTR_NOT_NULL_FATAL(carrier);
    CU_ASSERT(
        cs_carrier_add_frame(carrier, (struct cs_frame){.stream = 1}, "HEADERS", "x-a: Hunter2\\xc3\\xa4 zz, b: \\n"));
    CU_ASSERT(cs_carrier_add_frame(carrier, (struct cs_frame){.stream = 1}, "HEADERS", "nothing of it"));
    CU_ASSERT(cs_carrier_add_packet(carrier, 1, false, "encrypted", 9));
    CU_ASSERT_TRUE(cs_redact_transcript(transcript));
    CU_ASSERT_EQUAL(carrier->packet_count, 0); /* whoever has the keys reads it there */
    CU_ASSERT_PTR_NULL(strstr(carrier->frames[0].says, "Hunter2"));
    CU_ASSERT_PTR_NOT_NULL(strstr(carrier->frames[0].says, ", b: \\n"));
    CU_ASSERT_STRING_EQUAL(carrier->frames[1].says, "nothing of it");
    cs_transcript_free(transcript);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"a password in clear", test_clear},
        {"a password, percent-encoded", test_percent},
        {"a password in the other case", test_other_case},
        {"a password that is a word of the case", test_common},
        {"a password in base64", test_base64},
        {"a password in base64, cut and without padding", test_base64_written_otherwise},
        {"digests follow the bytes", test_digests_follow},
        {"policy, variables, trouble", test_everything_of_a_transcript},
        {"a stand-in that was not there", test_stand_in_is_new},
        {"a whole result", test_result},
        {"frames", test_frames},
    };

    return cs_run_tests("redact", tests, CS_COUNT(tests));
}
