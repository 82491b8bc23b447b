#ifndef EYRIE_CHTTPSERVICE_H
#define EYRIE_CHTTPSERVICE_H

// The functions of libmicrohttpd 0.9.75 that Swift cannot call (variadic ones), the check of every request's framing
// headers, which is cheapest in C, and the parts of GnuTLS that a server needs.

#include <microhttpd.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

/// Everything a daemon is started with; `context` is the first argument of every callback.
struct ehs_setup {
    int listen_fd;
    unsigned int connections;
    unsigned int idle_seconds;
    size_t header_memory_bytes;
    /// Whether connections are TLS; each one then needs `ehs_tls_adopt` when it starts, or its handshake fails.
    int uses_tls;
    void *context;
    MHD_AccessHandlerCallback access;
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection;
    MHD_AcceptPolicyCallback accept;
    void *(*request_line)(void *context, const char *target, struct MHD_Connection *connection);
};

/// Makes a daemon on a listening socket that stays the caller's, to be run by one thread; NULL when it does not start.
struct MHD_Daemon *ehs_start(const struct ehs_setup *setup);

/// The descriptor that is readable when the daemon wants to run; -1 when there is none.
int ehs_epoll_fd(struct MHD_Daemon *daemon);

/// Milliseconds until the daemon wants to run whatever happens, at most `longest`.
int ehs_timeout(struct MHD_Daemon *daemon, int longest);

/// The descriptor of a connection, -1 when it is gone.
int ehs_connection_fd(struct MHD_Connection *connection);

/// The pointer that the connection callback left behind.
void *ehs_connection_context(struct MHD_Connection *connection);

/// The peer's address; NULL for a unix socket without one.
const struct sockaddr *ehs_connection_address(struct MHD_Connection *connection);

/// libmicrohttpd's closed enumerations have no constants in Swift, so these stand for them.
static const enum MHD_Result ehs_go_on = MHD_YES;
static const enum MHD_Result ehs_drop = MHD_NO;

/// Whether a notification says that a connection began.
int ehs_is_start(enum MHD_ConnectionNotificationCode event);

/// The first value of a header, or of a query item with its escapes undone; NULL when there is none.
const char *ehs_header(struct MHD_Connection *connection, const char *name, size_t *size);
const char *ehs_query_item(struct MHD_Connection *connection, const char *name, size_t *size);

/// A response with a copy of the bytes; NULL without memory.
struct MHD_Response *ehs_response(const void *bytes, size_t count);

/// A descriptor that poll wakes on once eight bytes are written to it; -1 with errno when there is none.
int ehs_wake_descriptor(void);

/// How a request frames its body.
enum ehs_framing {
    EHS_FRAMING_SOUND = 0,
    EHS_FRAMING_AMBIGUOUS_LENGTH = 1,
    EHS_FRAMING_LENGTH_AND_ENCODING = 2,
    EHS_FRAMING_UNKNOWN_ENCODING = 3,
    EHS_FRAMING_BROKEN_NAME = 4,
};

/// Looks at all headers once; `content_length` is UINT64_MAX when none is given.
int ehs_framing(struct MHD_Connection *connection, const char *version, uint64_t *content_length);

/// What a TLS server shows and whom it trusts; all of it PEM, `authorities` NULL when no client needs a certificate.
struct ehs_tls_files {
    const void *certificate;
    size_t certificate_size;
    const void *key;
    size_t key_size;
    const void *authorities;
    size_t authorities_size;
};

/// Which of the files is wrong.
enum ehs_tls_part {
    EHS_TLS_CERTIFICATE = 0,
    EHS_TLS_KEY = 1,
    EHS_TLS_PAIR = 2,
    EHS_TLS_AUTHORITIES = 3,
};

struct ehs_tls;

/// Makes credentials, which are the caller's to free; NULL with the part that is wrong and GnuTLS's code.
struct ehs_tls *ehs_tls_make(const struct ehs_tls_files *files, int *part, int *error);

/// Frees credentials; no session that uses them may be alive.
void ehs_tls_free(struct ehs_tls *tls);

/// When the certificate ends, in seconds since 1970.
int64_t ehs_tls_expiry(const struct ehs_tls *tls);

/// GnuTLS's words for a code; never NULL.
const char *ehs_tls_message(int error);

/// Has a connection that just started use credentials, which must outlive it; negative when it cannot.
int ehs_tls_adopt(struct MHD_Connection *connection, const struct ehs_tls *tls);

/// Writes who the peer is by its certificate, without a zero at the end; 0 bytes when it showed none.
size_t ehs_tls_peer(struct MHD_Connection *connection, char *text, size_t room);

#endif
