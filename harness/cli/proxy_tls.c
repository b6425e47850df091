#include "harness/cli/proxy_tls.h"

#include <stdio.h>
#include <stdlib.h>

static bool write_authority(const struct cs_certificate_authority *authority, const char *path)
{
    char *pem = cs_certificate_authority_pem(authority);
    FILE *file = pem == NULL ? NULL : fopen(path, "w");
    bool written = file != NULL && fputs(pem, file) >= 0;

    if (file != NULL)
        written = fclose(file) == 0 && written;
    free(pem);
    return written;
}

bool cs_proxy_tls(const char *address, const char *file, bool h2, enum cs_fault fault, struct cs_tls_context **out)
{
    struct cs_certificate_authority *authority = cs_certificate_authority_new();
    struct cs_identity identity = {0};
    const struct cs_tls_options options = {.server = true,
                                           .identity = &identity,
                                           .alpn =
                                               h2 || fault == CS_FAULT_WIRE_ALPN_CROSSED ? "h2,http/1.1" : "http/1.1",
                                           .early = fault == CS_FAULT_WIRE_EARLY,
                                           .renegotiates = fault == CS_FAULT_WIRE_RENEGOTIATES,
                                           .refuses_updates = fault == CS_FAULT_WIRE_UPDATE_ENDS};
    char names[300];

    (void)snprintf(names, sizeof(names), "%s,localhost", address);
    *out = NULL;
    if (authority != NULL && write_authority(authority, file) &&
        cs_identity_make(authority, CS_CERTIFICATE_GOOD, names, &identity))
        *out = cs_tls_context_new(&options);
    cs_identity_free(&identity);
    cs_certificate_authority_free(authority);
    return *out != NULL;
}
