#include "fuzz/live/oracle_client.h"

static const char refused[] = "  - {proxy.behind: [nothing, request], program.outcome: [failed, quiet]}\n";

/* By meaning; others are UNDECIDED. */
static const struct {
    const char *title;
    const char *accepted;
} rows[CS_MEANINGS] = {
    [CS_MEANS_GRANT] = {"A tunnel that is open is used", "  - {program.outcome: succeeded}\n"},
    [CS_MEANS_REJECTION] = {"After a refusal nothing for the origin is sent, and the client does not succeed", refused},
    [CS_MEANS_NOTHING] = {"A head that breaks off is no success", refused},
    [CS_MEANS_NO_STATUS] = {"A malformed status line is not read as success",
                            "  - {program.outcome: [failed, quiet, hung]}\n"},
    [CS_MEANS_UNDECIDED] = {"Whatever a proxy answers, the client does not crash",
                            "  - {program.outcome: [succeeded, failed, quiet, hung]}\n"},
};

static enum cs_meaning_kind kind_of(const struct cs_sight *sight)
{
    enum cs_meaning_kind kind = sight->meanings[1].kind;

    return rows[kind].title == NULL ? CS_MEANS_UNDECIDED : kind;
}

const char *cs_oracle_client_title(const struct cs_sight *sight)
{
    return rows[kind_of(sight)].title;
}

void cs_oracle_client_write(FILE *out, const struct cs_sight *sight)
{
    fputs(rows[kind_of(sight)].accepted, out);
    if (kind_of(sight) == CS_MEANS_GRANT && sight->meanings[1].interim) /* an HTTP/1.0 client knows none */
        fputs("  - {proxy.version: 1.0}\n", out);
}

bool cs_oracle_client_serves(const struct cs_sight *sight)
{
    return rows[kind_of(sight)].accepted != refused;
}
