#include "fuzz/live/oracle_parent.h"

#include "fuzz/live/text.h"

#define REPLY "reply ${nonce}"

static bool opens(const struct cs_sight *sight)
{
    return sight->meanings[1].kind == CS_MEANS_GRANT;
}

const char *cs_oracle_parent_title(const struct cs_sight *sight)
{
    switch ((int)sight->meanings[1].kind) {
    case CS_MEANS_GRANT:
        return "A parent's 2xx opens the tunnel, and all behind it is the tunnel's";
    case CS_MEANS_REJECTION:
        return "A parent's refusal opens no tunnel";
    case CS_MEANS_NOTHING:
        return "A head of the parent's that breaks off opens no tunnel";
    case CS_MEANS_NO_STATUS:
        return "What is no status line opens no tunnel";
    default:
        return "Whatever a parent answers, what comes back is HTTP";
    }
}

/* Whatever it has said, the parent ends: then nobody waits for bytes that are lost.  One that opens no tunnel may be asked
 * again. */
void cs_oracle_parent_steps(FILE *out, const struct cs_sight *sight)
{
    if (!opens(sight)) {
        fputs("  - origin: close\n  - origin2: close\n  - origin3: close\n  - client: {await: answer}\n", out);
        return;
    }
    fputs("  - client: {await: answer}\n  - origin: {send: '" REPLY "'}\n  - origin: close\n  - client: {await: end}\n",
          out);
}

void cs_oracle_parent_write(FILE *out, const struct cs_dialogue *dialogue, const struct cs_sight *sight)
{
    const struct cs_row *row = &dialogue->rows[0];
    size_t from = sight->meanings[1].head_length;

    if (opens(sight)) {
        fputs("  - {client.status: 2xx, client.received: '", out);
        cs_case_write_bytes(out, row->bytes + from, row->length - from, 0, row->length - from, true);
        fputs(REPLY "'}\n", out);
    } else if (sight->meanings[1].kind == CS_MEANS_UNDECIDED) {
        fputs("  - client.end: [fin, reset, open]\n", out);
    } else {
        fputs("  - client.status: [non-2xx, none]\n", out);
    }
}
