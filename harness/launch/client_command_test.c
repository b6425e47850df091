#include "harness/launch/client_command.h"

#include <stdlib.h>
#include <string.h>

#include "harness/launch/profile.h"
#include "reference/testing.h"

static void test_names(void)
{
    static const char *const rows[][2] = {
        {"curl -x {proxy-url} {url}", "curl"},
        {"/usr/bin/Wget -q", "wget"},
        {"./my_client.py {url}", "myclientpy"},
        {"  ", "client"},
        {"env https_proxy={proxy-url} A=b  /bin/pull {url}", "pull"},
        {"A=b pull {url}", "pull"},
        {"env", "env"},
    };
    char name[32];

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        cs_client_name(rows[i][0], name, sizeof(name));
        CU_ASSERT_STRING_EQUAL(name, rows[i][1]);
    }
}

/* What comes out is a profile, whatever the command holds. */
static void test_profiles(void)
{
    static const struct {
        const char *command, *account, *transport, *part;
    } rows[] = {
        {"curl -x {proxy-url} {url}", NULL, NULL, "curl -x ${proxy-url} ${url}"},
        {"nc -x {proxy-host}:{proxy-port} {host} {port}", NULL, NULL, "input: '${page-request}'"},
        {"curl -x {https-proxy-url} {url}", NULL, NULL, "proxy_tls: true"},
        {"curl --cacert {ca-file} -x {proxy-url} {url}", NULL, NULL, "verifies: true"},
        {"echo 'it''s' \"${HOME}\" {unknown} {url}", NULL, NULL, "$${HOME}"},
        {"curl -U {user}:{password} {url}", "a'b:c: d", NULL, "user: 'a''b'\npassword: 'c: d'"},
        {"curl --proxy-http2 -x {https-proxy-url} {url}", NULL, "h2", "transport: h2"},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_diagnostics diagnostics = {.count = 0};
        char *text = cs_client_profile(rows[i].command, rows[i].account, rows[i].transport);
        char name[32];
        struct cs_profile *profile;

        cs_client_name(rows[i].command, name, sizeof(name));
        CU_ASSERT_PTR_NOT_NULL_FATAL(text);
        CU_ASSERT_PTR_NOT_NULL(strstr(text, rows[i].part));
        profile = cs_profile_parse(name, text, &diagnostics);
        cs_diagnostics_print(&diagnostics);
        CU_ASSERT_PTR_NOT_NULL(profile);
        cs_profile_free(profile);
        cs_diagnostics_free(&diagnostics);
        free(text);
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {{"names", test_names}, {"profiles", test_profiles}};

    return cs_run_tests("client_command", tests, CS_COUNT(tests));
}
