/* Credentials: right ones, none, and near misses of each scheme.  Those of Digest are for targets that ask for it. */
#include "fuzz/live/words_accounts.h"

#include "fuzz/live/text.h"

#define H    CS_MADE_UP_HOST
#define O    CS_MADE_UP_OTHER
#define P    CS_MADE_UP_PORT
#define MARK CS_MADE_UP_MARK
/* The parts of a Digest answer. */
#define START      "Proxy-Authorization: " CS_MADE_UP_DIGEST_START
#define QOP        ", qop=auth, nc=00000001, cnonce=\"" MARK "\""
#define URI        ", uri=\"" H ":" P "\""
#define HASH(text) ", response=\"" text "\""
#define W(text)                                                                                                        \
    {                                                                                                                  \
        text, sizeof(text) - 1                                                                                         \
    }

static const struct cs_word words[] = {
    W(CS_MADE_UP_CREDENTIALS),
    W(""),
    W("Proxy-Authorization: Basic \r\n"),
    W("Proxy-Authorization: Basic\r\n"),
    W("Proxy-Authorization:\r\n"),
    W("Proxy-Authorization: Basic Og==\r\n"),
    W("Proxy-Authorization: Basic Kjoq\r\n"),
    W("Proxy-Authorization: Basic YWRtaW46YWRtaW4=\r\n"),
    W("Proxy-Authorization: Basic =\r\n"),
    W("Proxy-Authorization: Basic %%%\r\n"),
    W("Proxy-Authorization: Bearer x\r\n"),
    W("Proxy-Authorization: Digest username=\"a\"\r\n"),
    W("Proxy-Authorization: Digest\r\n"),
    W("Proxy-Authorization: Digest username=\"\\\r\n"),
    W("Proxy-Authorization: NTLM TlRMTVNTUAABAAAA\r\n"),
    W("Authorization: Basic YWRtaW46YWRtaW4=\r\n"),
    W("proxy-authorization: Basic " CS_MADE_UP_BASIC "\r\n"),
    W("PROXY-AUTHORIZATION: Basic " CS_MADE_UP_BASIC "\r\n"),
    W("Proxy-Authorization: basic " CS_MADE_UP_BASIC "\r\n"),
    W("Proxy-Authorization: Basic  " CS_MADE_UP_BASIC "\r\n"),
    W("Proxy-Authorization: Basic " CS_MADE_UP_BASIC " \r\n"),
    W("Proxy-Authorization: Basic " CS_MADE_UP_BASIC "=\r\n"),
    W("Proxy-Authorization: Basic Og==\r\n" CS_MADE_UP_CREDENTIALS),
    W(CS_MADE_UP_CREDENTIALS "Proxy-Authorization: Basic Og==\r\n"),
    W("Proxy-Authorization: Bearer " CS_MADE_UP_BASIC "\r\n"),
    W("Proxy-Authorization: Digest " CS_MADE_UP_BASIC "\r\n"),
    W("Proxy-Authorization: Basically " CS_MADE_UP_BASIC "\r\n"),
    W("Proxy-Authorization: " CS_MADE_UP_BASIC "\r\n"),
    W("Proxy-Authorization: Basic Og==, Basic " CS_MADE_UP_BASIC "\r\n"),
    W("Proxy-Authorization: Basic " CS_MADE_UP_BASIC ", Basic Og==\r\n"),
    W("Authorization: Basic " CS_MADE_UP_BASIC "\r\n"),
    W("X: y\r\n Proxy-Authorization: Basic " CS_MADE_UP_BASIC "\r\n"),
    W("Proxy-Authorization:\r\n Basic " CS_MADE_UP_BASIC "\r\n"),
    W("Proxy-Authorization: Basic\t" CS_MADE_UP_BASIC "\r\n"),
    W("Proxy-Authorization: Basic \"" CS_MADE_UP_BASIC "\"\r\n"),
    W("Proxy-Authorization: Basic -" CS_MADE_UP_BASIC "\r\n"),
    W("Proxy-Authorization: " CS_MADE_UP_DIGEST "\r\n"),
    W("Proxy-Authorization: " CS_MADE_UP_DIGEST_AS("digest-md5") "\r\n"),
    W("Proxy-Authorization: " CS_MADE_UP_DIGEST_AS("digest-md5-sess") "\r\n"),
    W("Proxy-Authorization: " CS_MADE_UP_DIGEST_AS("digest-sha256") "\r\n"),
    W("Proxy-Authorization: " CS_MADE_UP_DIGEST_AS("digest-sha256-sess") "\r\n"),
    W("Proxy-Authorization: " CS_MADE_UP_DIGEST_AS("digest-sha512") "\r\n"),
    W("Proxy-Authorization: " CS_MADE_UP_DIGEST_AS("digest-sha512-sess") "\r\n"),
    W("Proxy-Authorization: " CS_MADE_UP_DIGEST_AS("digest-userhash") "\r\n"),
    W("Proxy-Authorization: " CS_MADE_UP_DIGEST_AS("digest-auth-int") "\r\n"),
    W(START QOP URI HASH(CS_MADE_UP_HASH) "\r\n"),
    W(START HASH(CS_MADE_UP_HASH) URI QOP "\r\n"),
    W(START QOP ", uri=\"" O ":" P "\"" HASH(CS_MADE_UP_HASH_ELSEWHERE) "\r\n"),
    W(START QOP ", uri=\"" O ":" P "\"" HASH(CS_MADE_UP_HASH) "\r\n"),
    W(START QOP URI HASH(CS_MADE_UP_HASH_GET) "\r\n"),
    W(START QOP URI HASH("00000000000000000000000000000000") "\r\n"),
    W(START QOP URI HASH("") "\r\n"),
    W(START QOP URI HASH(CS_MADE_UP_HASH "0") "\r\n"),
    W(START QOP URI "\r\n"),
    W(START QOP HASH(CS_MADE_UP_HASH) "\r\n"),
    W(START URI HASH(CS_MADE_UP_HASH) "\r\n"),
    W(START ", qop=auth, cnonce=\"" MARK "\"" URI HASH(CS_MADE_UP_HASH) "\r\n"),
    W(START ", qop=auth, nc=00000001" URI HASH(CS_MADE_UP_HASH) "\r\n"),
    W(START ", qop=auth, nc=00000000, cnonce=\"" MARK "\"" URI HASH(CS_MADE_UP_HASH) "\r\n"),
    W(START ", qop=auth, nc=1, cnonce=\"" MARK "\"" URI HASH(CS_MADE_UP_HASH) "\r\n"),
    W(START ", qop=auth, nc=zzzzzzzz, cnonce=\"" MARK "\"" URI HASH(CS_MADE_UP_HASH) "\r\n"),
    W(START ", qop=x, nc=00000001, cnonce=\"" MARK "\"" URI HASH(CS_MADE_UP_HASH) "\r\n"),
    W("Proxy-Authorization: Digest username=\"" CS_MADE_UP_USER "\"" URI HASH("") "\r\n"),
    W("Proxy-Authorization: Digest realm=\"" CS_MADE_UP_REALM "\", nonce=\"" CS_MADE_UP_NONCE
      "\"" QOP URI HASH(CS_MADE_UP_HASH) "\r\n"),
    W("Proxy-Authorization: Digest username=\"" CS_MADE_UP_USER "\", realm=\"" CS_MADE_UP_REALM
      "\", nonce=\"invented\"" QOP URI HASH(CS_MADE_UP_HASH_INVENTED) "\r\n"),
    W(START QOP HASH(CS_MADE_UP_HASH) ", uri=\"\r\n"),
    W(START URI HASH(CS_MADE_UP_HASH) QOP ", x=\"\"\"\r\n"),
    W(START URI HASH(CS_MADE_UP_HASH) ", nc=00000001, cnonce=\"" MARK "\", qop=\"\"\"\r\n"),
    W("Proxy-Authorization: Digest username" QOP URI HASH(CS_MADE_UP_HASH) "\r\n"),
    W("Proxy-Authorization: Digest nonce\r\n"),
};

const struct cs_word *cs_live_words_for_accounts(size_t *count)
{
    *count = sizeof(words) / sizeof(words[0]);
    return words;
}
