/* What a client's first bytes mean to a strict reader, and so what a target may make of them. */
#ifndef CONNECTSPEC_LIVE_MEANING_H
#define CONNECTSPEC_LIVE_MEANING_H

#include "reference/request.h"
#include "reports/transcript.h"

enum cs_meaning_kind {
    CS_MEANS_TUNNEL,    /* a valid CONNECT to our origin */
    CS_MEANS_DENIED,    /* ... to the port that the target was told to refuse */
    CS_MEANS_ELSEWHERE, /* ... to where we do not listen: nobody of ours may be reached */
    CS_MEANS_REFUSAL,   /* |code| asks for a refusal */
    CS_MEANS_NO_RIGHT,  /* it has not the credentials that the target asks for */
    CS_MEANS_LENIENT,   /* to our origin, malformed in a way that a reader may forgive */
    CS_MEANS_NOTHING,   /* the head has not ended */
    CS_MEANS_NO_CONNECT,
    CS_MEANS_UNDECIDED,
    CS_MEANS_NO_RELAY,      /* to an origin: a CONNECT, which it refuses */
    CS_MEANS_OWN_NAME,      /* ... to its own authority, which it may accept */
    CS_MEANS_OTHER_LETTERS, /* ... a method that is CONNECT but for its case */
    CS_MEANS_PAGE,          /* ... a GET that it serves */
    CS_MEANS_GRANT,         /* to a client: the tunnel is open, nothing stands behind the head */
    CS_MEANS_REJECTION,     /* ... it is not, whatever stands behind */
    CS_MEANS_NO_STATUS,     /* ... there is no status line */
    CS_MEANINGS
};

struct cs_meaning {
    enum cs_meaning_kind kind;
    enum cs_code code;       /* REFUSAL: why; else the first finding of the strict parser, or CS_CODE_NONE */
    const char *requirement; /* what a breach breaks; static */
    size_t head_length;      /* what stands behind it is the tunnel's */
    bool bound;              /* DENIED, REFUSAL: more than advised */
    bool spelled;            /* LENIENT: the target may be another spelling of our address, or not */
    bool may_wait; /* to an origin: content is announced that does not come, or where the head ends is doubtful */
    bool content;  /* ... all that stands behind the head is the content that it announces */
    bool expects;  /* ... it asks for 100 (Continue) */
    bool interim;  /* to a client: interim answers stand in front */
    bool murky;    /* to an origin: some reader may find a request here whose answer has no head, or no content */
};

/* "tunnel", "refusal", ... */
const char *cs_meaning_name(enum cs_meaning_kind kind);

/* ... and the finding that it rests on: "refusal/port-empty". */
void cs_meaning_describe(const struct cs_meaning *meaning, char out[96]);

/* Reads |bytes|, which hold made-up addresses (live/text.h), as a strict proxy with that policy, or a strict origin, would. */
struct cs_meaning cs_meaning_for_proxy(const char *bytes, size_t length, const struct cs_policy *policy);
struct cs_meaning cs_meaning_for_origin(const char *bytes, size_t length, const struct cs_policy *policy);

/* Reads |bytes| as a strict client would that has asked for a tunnel. */
struct cs_meaning cs_meaning_for_client(const char *bytes, size_t length, const struct cs_policy *policy);

/* Reads |bytes|, a parent's answer to a CONNECT, as a strict proxy would. */
struct cs_meaning cs_meaning_for_parent(const char *bytes, size_t length, const struct cs_policy *policy);

/* Whether a target may keep silent on it: then nobody waits for an answer. */
bool cs_meaning_allows_silence(const struct cs_meaning *meaning);

#endif
