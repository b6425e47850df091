/* What a verdict can find wrong: X(symbol, "code", "sentence").  The codes are stable: expectation files and other
 * tools name them.  Beside them a finding may be a code of the strict parser (reference/code_list.h), when a case asks
 * that the response be free of it. */
#ifndef CONNECTSPEC_FINDING_H
#define CONNECTSPEC_FINDING_H

#define CS_WRONG_LIST(X)                                                                                               \
    X(CS_WRONG_NOTHING, "", "")                                                                                        \
    X(CS_WRONG_DENIED_PORT, "denied-port-reached", "the target connected to the port that it should refuse")           \
    X(CS_WRONG_TUNNEL_OPENED, "tunnel-opened", "a tunnel was opened where a refusal was expected")                     \
    X(CS_WRONG_CONTACTED, "destination-contacted", "a destination was contacted although a refusal was expected")      \
    X(CS_WRONG_DESTINATION, "wrong-destination", "the target connected to another destination than the one asked for") \
    X(CS_WRONG_EXTRA_CONNECTION, "extra-connection", "more connections arrived than were expected")                    \
    X(CS_WRONG_NOT_REACHED, "origin-not-reached", "fewer connections arrived than were expected")                      \
    X(CS_WRONG_TOO_EARLY, "connection-too-early", "a connection arrived earlier than is allowed")                      \
    X(CS_WRONG_TOO_LATE, "connection-too-late", "a connection had not arrived by the time it should have")             \
    X(CS_WRONG_REFUSED, "tunnel-refused", "a tunnel that should open was refused")                                     \
    X(CS_WRONG_STATUS, "wrong-status", "the status is not one of those expected")                                      \
    X(CS_WRONG_ANSWER_EARLY, "answer-too-early", "a final answer came earlier than is allowed")                        \
    X(CS_WRONG_ANSWER_LATE, "answer-too-late", "no final answer had come by the time it should have")                  \
    X(CS_WRONG_NO_ANSWER, "no-answer", "no answer came and the connection stayed open")                                \
    X(CS_WRONG_UNANSWERED, "closed-without-answer", "the connection ended without an answer")                          \
    X(CS_WRONG_NOT_HTTP, "not-http", "what came is not an HTTP response")                                              \
    X(CS_WRONG_EXTRA_ANSWER, "extra-answer", "more final responses came than were expected")                           \
    X(CS_WRONG_MISSING_ANSWER, "missing-answer", "fewer final responses came than were expected")                      \
    X(CS_WRONG_INTERIM, "wrong-interim", "another number of interim responses came than was expected")                 \
    X(CS_WRONG_VERSION, "wrong-version", "the response has another HTTP version than expected")                        \
    X(CS_WRONG_FIELD_MISSING, "field-missing", "the response lacks a field")                                           \
    X(CS_WRONG_FIELD_PRESENT, "field-present", "the response has a field that it must not have")                       \
    X(CS_WRONG_CHALLENGE, "challenge-missing", "the response has no well-formed challenge of the expected scheme")     \
    X(CS_WRONG_BODY_INCOMPLETE, "body-incomplete", "the response's content is not complete")                           \
    X(CS_WRONG_BODY_SURPLUS, "body-surplus", "bytes came behind the end of the response")                              \
    X(CS_WRONG_NO_SURPLUS, "body-no-surplus", "no bytes came behind the end of the response")                          \
    X(CS_WRONG_BODY_PRESENT, "body-present", "the response has content where none was expected")                       \
    X(CS_WRONG_BODY_EMPTY, "body-empty", "the response has no content")                                                \
    X(CS_WRONG_CLOSING, "close-not-announced", "the response does not announce that the connection closes")            \
    X(CS_WRONG_CLOSING_SAID, "close-announced", "the response announces that the connection closes")                   \
    X(CS_WRONG_FIELD_TWICE, "field-twice", "a field that is no list stands on several lines")                          \
    X(CS_WRONG_NOT_LISTED, "option-not-listed", "a field for one hop is not named in Connection")                      \
    X(CS_WRONG_AFTER_CLOSE, "answer-after-close", "an answer came behind one that announced the end")                  \
    X(CS_WRONG_VALUE, "value-malformed", "a field has not the form that it is to have")                                \
    X(CS_WRONG_DATE, "date-malformed", "a date is not written as dates in HTTP are")                                   \
    X(CS_WRONG_DATE_OLD, "date-old", "a Date is years away from the time of the answer")                               \
    X(CS_WRONG_INSIDE, "inside-shown", "an answer names a private address or a path of the target's machine")          \
    X(CS_WRONG_SECRET, "secret-shown", "an answer holds the password of the account, or what gives it back")           \
    X(CS_WRONG_ECHO, "request-echoed", "a piece of the request comes back in a head as it was")                        \
    X(CS_WRONG_ORIGIN_TOLD, "origin-told", "fields for the proxy reached an origin")                                   \
    X(CS_WRONG_LEFT, "left-without-answer", "a malformed request was neither answered nor was the connection ended")   \
    X(CS_WRONG_UNCALLED, "contact-uncalled", "somebody was contacted whom no reading of any request names")            \
    X(CS_WRONG_BYTES_LOST, "bytes-lost", "bytes were lost")                                                            \
    X(CS_WRONG_BYTES_CHANGED, "bytes-changed", "bytes were changed")                                                   \
    X(CS_WRONG_BYTES_ADDED, "bytes-added", "bytes were added")                                                         \
    X(CS_WRONG_TEXT_MISSING, "text-missing", "bytes that were expected did not come")                                  \
    X(CS_WRONG_TEXT_PRESENT, "text-present", "bytes were received that must not be there")                             \
    X(CS_WRONG_NO_REQUEST, "no-request", "no whole request arrived")                                                   \
    X(CS_WRONG_REQUEST_LACKS, "request-field-missing", "the forwarded request lacks a field")                          \
    X(CS_WRONG_REQUEST_HAS, "request-field-present", "the forwarded request has a field that it must not have")        \
    X(CS_WRONG_REQUEST_TARGET, "request-target-changed", "the forwarded request has another target")                   \
    X(CS_WRONG_CROWD_SILENT, "tunnels-silent", "tunnels were opened that pass nothing on")                             \
    X(CS_WRONG_CROWD_CROSSED, "tunnels-crossed", "tunnels passed on what was not theirs")                              \
    X(CS_WRONG_CROWD_WAITING, "clients-waiting", "clients were neither answered nor closed")                           \
    X(CS_WRONG_GROWTH, "holdings-grow", "what the target holds grew in every round")                                   \
    X(CS_WRONG_TAKEN, "taken-whole", "the target took more than it could pass on")                                     \
    X(CS_WRONG_NOT_TAKEN, "not-taken", "the target did not take all that was sent to it")                              \
    X(CS_WRONG_NOT_ENDED, "not-ended", "a connection stayed open that should have been ended")                         \
    X(CS_WRONG_ENDED, "ended-early", "a connection was ended that should have stayed open")                            \
    X(CS_WRONG_RESET, "reset-for-fin", "a connection was reset where it should have been closed in order")             \
    X(CS_WRONG_HUNG, "hung", "the client did not end")                                                                 \
    X(CS_WRONG_CRASHED, "crashed", "the client was ended by a signal")                                                 \
    X(CS_WRONG_GAVE_UP, "gave-up", "the client failed where it should have got through")                               \
    X(CS_WRONG_FORGOT, "forgot", "the client failed, and its exit status is that of success")                          \
    X(CS_WRONG_TOOK_IT, "taken-for-success", "the client got through where it should have failed")                     \
    X(CS_WRONG_PRINTED, "printed", "the client printed what it should not have")                                       \
    X(CS_WRONG_PRINTED_NOT, "not-printed", "the client did not print what came from the origin")                       \
    X(CS_WRONG_INNER, "inner-bytes", "bytes for the origin were sent where no tunnel was opened")                      \
    X(CS_WRONG_ASKED_AGAIN, "asked-again", "the client asked the proxy too often")                                     \
    X(CS_WRONG_METHOD, "wrong-method", "the request has another method than expected")                                 \
    X(CS_WRONG_SIGNED, "digest-wrong", "the Digest credentials do not sign what they say")                             \
    X(CS_WRONG_RESET_CODE, "wrong-reset-code", "the stream was reset with another code than is allowed, or was not")   \
    X(CS_WRONG_GOAWAY, "wrong-goaway", "a GOAWAY came that should not, or none where one should")                      \
    X(CS_WRONG_FRAME, "wrong-frame", "a frame came that should not, or none where one should")                         \
    X(CS_WRONG_TRAILERS, "trailers-in-tunnel", "a field section came on the stream of a tunnel behind its 2xx")        \
    X(CS_WRONG_INTERCEPTED, "tls-intercepted", "somebody else than the origin answered the client's TLS handshake")    \
    X(CS_WRONG_HANDSHAKE, "tls-not-complete", "a TLS handshake inside the tunnel did not come to its end")             \
    X(CS_WRONG_HANDSHAKE_DONE, "tls-complete", "a TLS handshake inside the tunnel that should fail came to its end")   \
    X(CS_WRONG_NOT_RESUMED, "tls-not-resumed", "a TLS session inside the tunnel was not resumed")                      \
    X(CS_WRONG_CLOSURE, "tls-wrong-closure", "TLS with the target ended otherwise than expected")                      \
    X(CS_WRONG_ALPN, "tls-wrong-alpn", "ALPN chose another protocol than what was spoken then")                        \
    X(CS_WRONG_ALERT, "tls-wrong-alert", "another TLS alert came inside the tunnel than was sent, or none")            \
    X(CS_WRONG_DATAGRAM_LOST, "datagram-lost", "a datagram did not come")                                              \
    X(CS_WRONG_DATAGRAM_ADDED, "datagram-added", "a datagram came that nobody sent, or one came twice")                \
    X(CS_WRONG_FIN, "fin-for-reset", "a connection was closed in order where it should have been reset")

enum cs_wrong {
#define CS_WRONG_ENUM(symbol, name, sentence) symbol,
    CS_WRONG_LIST(CS_WRONG_ENUM)
#undef CS_WRONG_ENUM
        CS_WRONG_COUNT
};

/* The code, and the sentence for people; static, "" for CS_WRONG_NOTHING. */
const char *cs_wrong_name(enum cs_wrong wrong);
const char *cs_wrong_sentence(enum cs_wrong wrong);

#endif
