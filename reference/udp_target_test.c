#include "reference/udp_target.h"

#include "reference/findings_testing.h"

#define UDP         CS_UDP_PATH_PREFIX
#define TEN         "aaaaaaaaaa"
#define FIFTY_ZEROS "00000000000000000000000000000000000000000000000000"
#define FIFTY       TEN TEN TEN TEN TEN

static const struct {
    const char *path;
    enum cs_host_kind kind;
    const char *host;
    uint16_t port;
    const char *findings;
} targets[] = {
    {UDP "192.0.2.6/443/", CS_HOST_IPV4, "192.0.2.6", 443, ""},
    {"https://example.org" UDP "192.0.2.6/443/", CS_HOST_IPV4, "192.0.2.6", 443, ""},
    {UDP "2001%3Adb8%3A%3A42/443/", CS_HOST_IPV6, "2001:db8::42", 443, ""},
    {UDP "2001%3adb8%3a%3a42/65535/", CS_HOST_IPV6, "2001:db8::42", 65535, ""},
    {UDP "origin.test/1/", CS_HOST_NAME, "origin.test", 1, ""},
    {UDP "a%21b/53/", CS_HOST_NAME, "a!b", 53, ""},
    {UDP "a%25c3/53/", CS_HOST_NAME, "a%c3", 53, ""},
    {UDP FIFTY FIFTY FIFTY FIFTY FIFTY "aaaaa/1/", CS_HOST_NAME, FIFTY FIFTY FIFTY FIFTY FIFTY "aaaaa", 1, ""},
    {UDP FIFTY FIFTY FIFTY FIFTY FIFTY "aaaaaa/1/", CS_HOST_NONE, "", 1, "udp-host-too-long@24"},
    /* other paths */
    {"", CS_HOST_NONE, "", 0, "udp-path-unknown@0"},
    {"/", CS_HOST_NONE, "", 0, "udp-path-unknown@0"},
    {"https://example.org", CS_HOST_NONE, "", 0, "udp-path-unknown@0"},
    {UDP, CS_HOST_NONE, "", 0, "udp-path-unknown@0"},
    {UDP "a/443", CS_HOST_NONE, "", 0, "udp-path-unknown@0"},
    {UDP "a/443/x", CS_HOST_NONE, "", 0, "udp-path-unknown@0"},
    {UDP "a/443/?b", CS_HOST_NONE, "", 0, "udp-path-unknown@0"},
    {"/.well-known/masque/ip/a/443/", CS_HOST_NONE, "", 0, "udp-path-unknown@0"},
    {"/.well-known/masque/UDP/a/443/", CS_HOST_NONE, "", 0, "udp-path-unknown@0"},
    {"/x" UDP "a/443/", CS_HOST_NONE, "", 0, "udp-path-unknown@0"},
    {"a:443", CS_HOST_NONE, "", 0, "udp-path-unknown@0"},
    /* hosts */
    {UDP "/443/", CS_HOST_NONE, "", 443, "udp-host-empty@24"},
    {UDP "2001:db8::42/443/", CS_HOST_IPV6, "2001:db8::42", 443,
     "udp-not-encoded@28 udp-not-encoded@32 udp-not-encoded@33"},
    {UDP "%5B%3A%3A1%5D/443/", CS_HOST_NONE, "", 443, "udp-host-invalid@24"},
    {UDP "fe80%3A%3A1%25lo/443/", CS_HOST_NONE, "", 443, "udp-host-invalid@24"},
    {UDP "%3A%3A1%2564/443/", CS_HOST_NONE, "", 443, "udp-host-invalid@24"},
    {UDP "a%00/443/", CS_HOST_NONE, "", 443, "udp-host-invalid@24"},
    {UDP "a%2Fb/443/", CS_HOST_NONE, "", 443, "udp-host-invalid@24"},
    {UDP "u%40a/443/", CS_HOST_NONE, "", 443, "udp-host-invalid@24"},
    {UDP "a%3A80/443/", CS_HOST_NONE, "", 443, "udp-host-invalid@24"},
    {UDP "a%0D%0A/443/", CS_HOST_NONE, "", 443, "udp-host-invalid@24"},
    {UDP "a%ff/443/", CS_HOST_NONE, "", 443, "udp-host-invalid@24"},
    {UDP "*/443/", CS_HOST_NAME, "*", 443, "udp-not-encoded@24"},
    {UDP "%2A/443/", CS_HOST_NAME, "*", 443, ""},
    {UDP "a%/443/", CS_HOST_NONE, "", 443, "udp-bad-percent@25 udp-host-invalid@24"},
    {UDP "a%4/443/", CS_HOST_NONE, "", 443, "udp-bad-percent@25 udp-host-invalid@24"},
    {UDP "a%4g/443/", CS_HOST_NONE, "", 443, "udp-bad-percent@25 udp-host-invalid@24"},
    {UDP "a%2500/443/", CS_HOST_NAME, "a%00", 443, ""}, /* encoded twice is decoded once */
    {UDP "%6Frigin%2Etest/443/", CS_HOST_NAME, "origin.test", 443, "udp-needless-encoding@24 udp-needless-encoding@32"},
    {UDP "0177.0.0.1/443/", CS_HOST_NAME, "0177.0.0.1", 443, ""},
    /* ports */
    {UDP "a//", CS_HOST_NAME, "a", 0, "udp-port-empty@26"},
    {UDP "a/0/", CS_HOST_NAME, "a", 0, "udp-port-invalid@26"},
    {UDP "a/65536/", CS_HOST_NAME, "a", 0, "udp-port-invalid@26"},
    {UDP "a/4294967739/", CS_HOST_NAME, "a", 0, "udp-port-invalid@26"},
    {UDP "a/18446744073709552059/", CS_HOST_NAME, "a", 0, "udp-port-invalid@26"},
    {UDP "a/https/", CS_HOST_NAME, "a", 0, "udp-port-invalid@26"},
    {UDP "a/-1/", CS_HOST_NAME, "a", 0, "udp-port-invalid@26"},
    {UDP "a/4%343/", CS_HOST_NAME, "a", 443, "udp-needless-encoding@27"},
    {UDP "a/443%00/", CS_HOST_NAME, "a", 0, "udp-port-invalid@26"},
    {UDP "a/443%/", CS_HOST_NAME, "a", 0, "udp-bad-percent@29 udp-port-invalid@26"},
    {UDP "a/+443/", CS_HOST_NAME, "a", 0, "udp-not-encoded@26 udp-port-invalid@26"},
    {UDP "a/00443/", CS_HOST_NAME, "a", 443, "udp-port-leading-zero@26"},
    {UDP "a/" FIFTY_ZEROS "443/", CS_HOST_NAME, "a", 443, "udp-port-leading-zero@26"},
    {UDP "a/4%4/", CS_HOST_NAME, "a", 0, "udp-bad-percent@27 udp-port-invalid@26"},
};

static void all_targets(void)
{
    for (size_t i = 0; i < CS_COUNT(targets); i++) {
        size_t length = strlen(targets[i].path);
        char *copy = cs_supervised_copy(targets[i].path, length);
        struct cs_findings findings;
        struct cs_udp_target target;
        enum cs_answer answer;

        cs_findings_init(&findings);
        answer = cs_udp_target_parse(copy, length, 0, &target, &findings);
        CU_ASSERT_EQUAL(answer, findings.invalid ? CS_MALFORMED : CS_COMPLETE);
        CU_ASSERT_EQUAL(target.kind, targets[i].kind);
        CU_ASSERT_STRING_EQUAL(target.destination.host, targets[i].host);
        CU_ASSERT_EQUAL(target.destination.length, strlen(targets[i].host));
        CU_ASSERT_EQUAL(target.destination.port, targets[i].port);
        cs_expect_findings(&findings, targets[i].findings, targets[i].path);
        cs_supervised_free(copy, length);
    }
}

static void places(void)
{
    static const char path[] = "x://p" UDP "%3A%3A1/44x/";
    static const uint8_t loopback[16] = {[15] = 1};
    struct cs_findings findings;
    struct cs_udp_target target;

    cs_findings_init(&findings);
    CU_ASSERT_EQUAL(cs_udp_target_parse(path, sizeof(path) - 1, 100, &target, &findings), CS_MALFORMED);
    CU_ASSERT_EQUAL(target.host.start, 129);
    CU_ASSERT_EQUAL(target.host.length, 7);
    CU_ASSERT_EQUAL(target.port.start, 137);
    CU_ASSERT_EQUAL(target.port.length, 3);
    CU_ASSERT_EQUAL(memcmp(target.address, loopback, 16), 0);
    cs_expect_findings(&findings, "udp-port-invalid@137", path);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"all targets", all_targets},
        {"places", places},
    };

    return cs_run_tests("udp_target", tests, CS_COUNT(tests));
}
