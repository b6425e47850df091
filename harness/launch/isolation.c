#include "harness/launch/isolation.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/ipv6.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHARED_MEMORY "/dev/shm"
#define WORKPLACE     "/tmp" /* covered for as long as it takes to write the files below */

#define RESOLV_CONF "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n"

/* What stands in files that say how names are looked up. */
static const struct {
    const char *path;
    const char *name; /* in the workplace */
    const char *text;
} covers[] = {
    {"/etc/resolv.conf", WORKPLACE "/resolv.conf", RESOLV_CONF},
    {"/etc/nsswitch.conf", WORKPLACE "/nsswitch.conf",
     "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n"},
    {"/etc/hosts", WORKPLACE "/hosts", "127.0.0.1 localhost\n::1 localhost\n"},
};

/* Services that would look names up outside: their sockets are files, which a network namespace does not cut off. */
static const char *const hidden[] = {"/run/systemd/resolve", "/run/nscd"};

/* Settings of the room's network.  A connect that nobody answers ends after 3 s instead of two minutes, whatever the
 * target's own limit is. */
static const struct {
    const char *path;
    const char *value;
} settings[] = {
    {"/proc/sys/net/ipv4/tcp_syn_retries", "1"},
    {"/proc/sys/net/ipv4/ip_unprivileged_port_start", "0"},
};

static bool inside;

static bool fail(char reason[CS_ISOLATION_REASON_MAX], const char *what)
{
    snprintf(reason, CS_ISOLATION_REASON_MAX, "%s: %s", what, strerror(errno));
    return false;
}

static bool write_text(const char *path, int flags, const char *text)
{
    int file = open(path, O_WRONLY | O_CLOEXEC | flags, 0644);
    bool done;

    if (file < 0)
        return false;
    done = write(file, text, strlen(text)) == (ssize_t)strlen(text);
    return close(file) == 0 && done;
}

static bool write_map(const char *path, unsigned id)
{
    char text[32];

    snprintf(text, sizeof(text), "%u %u 1", id, id);
    return write_text(path, 0, text);
}

/* Others than root: a user namespace in which we may do what follows, as the user that we are. */
static bool leave_users(char reason[CS_ISOLATION_REASON_MAX])
{
    uid_t uid = geteuid();
    gid_t gid = getegid();

    if (uid == 0)
        return true;
    if (unshare(CLONE_NEWUSER) != 0)
        return fail(reason, "no user namespace");
    /* Group ids may be mapped only by who gives up changing groups (user_namespaces(7)). */
    if (!write_text("/proc/self/setgroups", 0, "deny") || !write_map("/proc/self/uid_map", uid) ||
        !write_map("/proc/self/gid_map", gid))
        return fail(reason, "no ids in the user namespace");
    return true;
}

/* For AI_ADDRCONFIG glibc looks at the addresses besides 127.0.0.1 and ::1, and forgets about IPv4 or IPv6 where there
 * are some of the other kind only.  Cases bring IPv6 addresses of their own: so there are both kinds from the start,
 * but on a machine without IPv6. */
static bool add_addresses(int any)
{
    struct ifreq request = {.ifr_name = "lo:1"};
    struct in6_ifreq request6 = {.ifr6_prefixlen = 128, .ifr6_ifindex = (int)if_nametoindex("lo")};
    struct sockaddr_in second = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1)};
    int any6 = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    memcpy(&request.ifr_addr, &second, sizeof(second));
    inet_pton(AF_INET6, "fd78::1", &request6.ifr6_addr);
    if (any6 >= 0) {
        ioctl(any6, SIOCSIFADDR, &request6);
        close(any6);
    }
    return ioctl(any, SIOCSIFADDR, &request) == 0;
}

static bool raise_loopback(char reason[CS_ISOLATION_REASON_MAX])
{
    struct ifreq request = {.ifr_name = "lo"};
    int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool done = any >= 0 && ioctl(any, SIOCGIFFLAGS, &request) == 0;

    request.ifr_flags |= IFF_UP;
    done = done && ioctl(any, SIOCSIFFLAGS, &request) == 0 && add_addresses(any);
    if (!done)
        fail(reason, "the loopback interface does not come up");
    if (any >= 0)
        close(any);
    return done;
}

static bool change_settings(char reason[CS_ISOLATION_REASON_MAX])
{
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
        if (!write_text(settings[i].path, 0, settings[i].value))
            return fail(reason, settings[i].path);
    return true;
}

static bool cover_with_nothing(const char *path)
{
    return mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=1m") == 0;
}

/* /etc/resolv.conf is often a link to one of these. */
static bool hide_services(char reason[CS_ISOLATION_REASON_MAX])
{
    for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
        if (!cover_with_nothing(hidden[i]) && errno != ENOENT)
            return fail(reason, hidden[i]);
    errno = 0;
    if (access("/run/systemd/resolve", F_OK) == 0 &&
        (!write_text("/run/systemd/resolve/resolv.conf", O_CREAT, RESOLV_CONF) ||
         !write_text("/run/systemd/resolve/stub-resolv.conf", O_CREAT, RESOLV_CONF)))
        return fail(reason, "/run/systemd/resolve");
    return true;
}

/* A file that does not exist has nothing to be covered: without it names are looked up as we want them to be. */
static bool cover_files(char reason[CS_ISOLATION_REASON_MAX])
{
    if (!cover_with_nothing(WORKPLACE))
        return fail(reason, "no tmpfs");
    for (size_t i = 0; i < sizeof(covers) / sizeof(covers[0]); i++) {
        if (!write_text(covers[i].name, O_CREAT | O_EXCL, covers[i].text))
            return fail(reason, covers[i].name);
        if (mount(covers[i].name, covers[i].path, NULL, MS_BIND, NULL) != 0 && errno != ENOENT)
            return fail(reason, covers[i].path);
    }
    /* The files stay mounted where they are; the workplace shows again what was there. */
    return umount2(WORKPLACE, MNT_DETACH) == 0 || fail(reason, WORKPLACE);
}

static bool enter(char reason[CS_ISOLATION_REASON_MAX])
{
    if (!leave_users(reason))
        return false;
    if (unshare(CLONE_NEWNET | CLONE_NEWNS) != 0)
        return fail(reason, "no network namespace");
    /* What is mounted from now on is seen here alone. */
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        return fail(reason, "no mounts of our own");
    return raise_loopback(reason) && change_settings(reason) && hide_services(reason) && cover_files(reason);
}

/* A room cannot be left again, so a child tries first. */
static bool rehearse(char reason[CS_ISOLATION_REASON_MAX])
{
    char text[CS_ISOLATION_REASON_MAX] = "";
    ssize_t length;
    int ends[2];
    pid_t child;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return fail(reason, "no pipe");
    child = _Fork();
    if (child == 0) {
        bool good = enter(text);
        bool told = write(ends[1], text, sizeof(text)) == (ssize_t)sizeof(text);
        _exit(good && told ? 0 : 1);
    }
    close(ends[1]);
    snprintf(reason, CS_ISOLATION_REASON_MAX, "the attempt broke off");
    length = read(ends[0], text, sizeof(text));
    close(ends[0]);
    if (child > 0)
        waitpid(child, NULL, 0);
    if (length != (ssize_t)sizeof(text))
        return false;
    memcpy(reason, text, sizeof(text));
    return text[0] == '\0';
}

bool cs_isolation_enter(char reason[CS_ISOLATION_REASON_MAX])
{
    inside = rehearse(reason) && enter(reason);
    return inside;
}

bool cs_isolation_is_inside(void)
{
    return inside;
}

void cs_isolation_own_memory(const char *directory)
{
    if (strncmp(directory, SHARED_MEMORY "/", strlen(SHARED_MEMORY "/")) == 0 ||
        unshare(CLONE_NEWNS | CLONE_NEWIPC) != 0)
        return;
    mount("tmpfs", SHARED_MEMORY, "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");
}
