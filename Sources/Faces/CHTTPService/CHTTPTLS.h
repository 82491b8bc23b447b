#ifndef EYRIE_CHTTPTLS_H
#define EYRIE_CHTTPTLS_H

// The options of a daemon that speaks TLS.

#include <gnutls/gnutls.h>
#include <gnutls/abstract.h>

/// GnuTLS's priorities: the versions that are spoken.
extern const char *const ehs_tls_priorities;

/// Has no certificate for anyone.
int ehs_tls_refuse_all(
    gnutls_session_t session, const gnutls_datum_t *authorities, int authority_count,
    const gnutls_pk_algorithm_t *algorithms, int algorithm_count, gnutls_pcert_st **chain, unsigned int *chain_count,
    gnutls_privkey_t *key);

#endif
