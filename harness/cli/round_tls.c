/* TLS between a run and a target that it starts. */
#include "harness/cli/round_internal.h"
#include "harness/transport/tls/tls.h"
#include "harness/transport/transport.h"

bool cs_round_certify(void *context, char **certificates, char **key)
{
    const struct cs_round *round = context;
    struct cs_certificate_authority *own = round->options.authority == NULL ? cs_certificate_authority_new() : NULL;
    struct cs_certificate_authority *authority = own != NULL ? own : round->options.authority;
    struct cs_identity identity = {0};
    bool made = authority != NULL &&
                cs_identity_make(authority, CS_CERTIFICATE_GOOD, "127.0.0.1,localhost", &identity) &&
                cs_identity_pem(&identity, certificates, key);

    cs_identity_free(&identity);
    cs_certificate_authority_free(own);
    return made;
}

struct cs_tls_context *cs_round_tls(const struct cs_policy *policy)
{
    const struct cs_tls_options options = {.alpn = cs_transport_alpn(policy->transport)};

    return cs_tls_context_new(&options);
}
