/* One case under way (or one probe of the preflight, which is a case without steps): its listeners, connections,
 * place in the script, fence, deadline and transcript.  Internal to the engine: drive.c begins and ends it,
 * challenge.c collects what Digest credentials answer, connection.c records, script.c takes the steps, fence.c makes
 * sure that nothing is still to come. */
#ifndef CONNECTSPEC_DRIVE_H
#define CONNECTSPEC_DRIVE_H

#include <uv.h>

#include "harness/engine/recorder.h"
#include "harness/net/blackhole.h"
#include "harness/net/listener.h"
#include "harness/net/socket.h"
#include "harness/plan/credentials.h"
#include "harness/plan/plan.h"

struct cs_drive;
struct cs_crowd;

/* What a drive needs of the run that it belongs to.  Outlives the drive's last callback. */
struct cs_drive_setting {
    uv_loop_t *loop;
    struct sockaddr_storage target;
    const struct cs_policy *policy;
    const char *suite;
    double deadline;               /* seconds */
    struct cs_client_ports *ports; /* for clients; NULL: the kernel chooses */
    bool blind;                    /* the target's tunnels do not deliver a control's nonce */
    unsigned extra_knocks;         /* how many further connections the target makes for one control CONNECT */
    void (*on_end)(void *context, struct cs_drive *drive); /* drive->transcript may be taken (set it NULL) */
    void *context;
};

#define CS_LISTENERS_MAX 10
struct cs_post {
    struct cs_drive *drive;
    struct cs_listener *listener;
    char name[16]; /* "origin", "denied", "other", "ipv6", "localhost", "web", "denied-host", "host6" */
};

/* Who is at the other end, as far as is known. */
enum cs_standing {
    CS_STANDING_CLIENT,  /* we connected for the case */
    CS_STANDING_CONTROL, /* a control CONNECT, either end */
    CS_STANDING_UNKNOWN, /* arrived while a fence was pending: the control's or the case's */
    CS_STANDING_ORIGIN,  /* arrived for the case */
};

struct cs_connection {
    struct cs_drive *drive;
    struct cs_socket *socket;
    struct cs_recorder recorder;
    int channel; /* index in the transcript */
    enum cs_standing standing;
    bool connected; /* client: the target has accepted */
    bool ended;     /* the peer or we have ended it: nothing more will be received */
    bool answered;  /* CS_EVENT_ANSWERED is recorded */
};

enum cs_fence_state {
    CS_FENCE_NONE,
    CS_FENCE_PENDING,
    CS_FENCE_OVER, /* passed or failed */
};

struct cs_fence {
    enum cs_fence_state state;
    bool passed;
    char nonce[17];
    bool nonce_queued;
    bool hurried;                  /* a probe's deadline has been brought forward */
    struct cs_connection *control; /* our client side */
    char *request;                 /* what the control sends, owned */
};

/* Challenges that are collected before a case begins. */
struct cs_asking {
    size_t wanted;               /* how many answers are still to be asked for */
    unsigned unanswered;         /* how many connections ended without one */
    bool offers;                 /* the next one is for the case's variables */
    struct cs_connection *asked; /* the connection that waits for one */
    char request[256];
};

struct cs_drive {
    struct cs_drive *next; /* of the engine's list */
    struct cs_drive *previous;
    const struct cs_drive_setting *setting;
    size_t index;                 /* the engine's: which item */
    bool alone;                   /* the engine's: has exclusive use of ::1 and 127.0.0.1 */
    const struct cs_case *source; /* NULL for a probe */
    int value;                    /* index of the parameter value, -1 without */
    struct cs_plan *plan;         /* NULL for a probe, and until the purse is filled */
    struct cs_asking challenge;
    struct cs_purse purse;
    bool begun; /* the purse is filled: planned and listening */
    struct cs_addresses addresses;
    struct cs_transcript *transcript;
    uv_timer_t timer;
    uv_timer_t alarm; /* of a step that waits for a time */
    uint64_t began;   /* nanoseconds */
    uint64_t moved;   /* the same, when the last step was taken */
    size_t post_count;
    struct cs_post posts[CS_LISTENERS_MAX];
    bool has_deaf; /* |deaf| is open */
    struct cs_blackhole deaf;
    size_t connection_count; /* as many as the transcript has channels */
    struct cs_connection *connections[CS_CHANNELS_MAX];
    size_t step; /* the step under way */
    bool step_begun;
    bool rung;      /* the step's time is over */
    bool moot;      /* the steps that are left cannot happen */
    bool *deferred; /* by step: waits for an origin that has not arrived yet */
    unsigned origin_count;
    unsigned denied_count;
    struct cs_fence fence;
    struct cs_crowd *crowd; /* of the last step `crowd`, or NULL */
    bool flooded;           /* more connections arrived than a transcript lists */
    bool bind_failed;
    bool was_sending; /* when the deadline passed last */
    bool busy;        /* inside cs_script_advance or a sweep */
    bool over;
};

/* drive.c.  cs_drive_new: |source| NULL for a probe; never calls back; NULL without memory.  cs_drive_start listens,
 * plans and takes the first steps.  cs_drive_end closes everything and calls on_end; frees itself once the loop lets
 * go.  cs_drive_drop: the same without on_end. */
struct cs_drive *cs_drive_new(const struct cs_drive_setting *setting, const struct cs_case *source, int value,
                              bool confirmation, const struct cs_addresses *addresses);
void cs_drive_start(struct cs_drive *drive);
void cs_drive_end(struct cs_drive *drive);
void cs_drive_drop(struct cs_drive *drive);
/* Our own fault: noted in the transcript, then the drive ends. */
void cs_drive_trouble(struct cs_drive *drive, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The purse is filled as far as it gets: plans and listens; false when that ended the drive. */
bool cs_drive_begin(struct cs_drive *drive);
/* Sets the deadline to |seconds| from now. */
void cs_drive_set_deadline(struct cs_drive *drive, double seconds);

/* connection.c */
void cs_drive_record(struct cs_drive *drive, enum cs_event_kind kind, int channel, uint64_t value);
struct cs_channel *cs_connection_channel(const struct cs_connection *connection);
/* Opens a connection to the target; NULL after trouble, and when it failed at once |ended| is set. */
struct cs_connection *cs_connection_open(struct cs_drive *drive, const char *actor, enum cs_standing standing);
/* A connection arrived at a post. */
void cs_connection_accept(struct cs_post *post, int fd);
/* The connection that the case calls |actor|, or NULL. */
struct cs_connection *cs_connection_find(const struct cs_drive *drive, const char *actor);
/* Gives an accepted connection the next name that its listener has to give. */
void cs_connection_name(struct cs_connection *connection);
/* The target's final answer is complete, as far as we keep it. */
bool cs_connection_is_answered(const struct cs_connection *connection);
/* Takes in all that has arrived by now, without waiting for the loop. */
void cs_drive_sweep(struct cs_drive *drive);
void cs_drive_accept_now(struct cs_drive *drive);

/* challenge.c.  cs_challenge_begin: says what is wanted.  cs_challenge_look: asks on; true when all is there. */
void cs_challenge_begin(struct cs_drive *drive);
bool cs_challenge_look(struct cs_drive *drive);

/* script.c */
void cs_script_advance(struct cs_drive *drive);
/* An origin has got its name: does what the script had for it. */
void cs_script_catch_up(struct cs_drive *drive, struct cs_connection *connection);

/* fence.c.  cs_fence_begin waits for the queues first: true once begun.  cs_fence_look: whether something that arrived
 * decides the fence.  cs_fence_abandon: the deadline passed. */
bool cs_fence_begin(struct cs_drive *drive);
void cs_fence_look(struct cs_drive *drive);
void cs_fence_abandon(struct cs_drive *drive);
void cs_fence_clear(struct cs_drive *drive);

#endif
