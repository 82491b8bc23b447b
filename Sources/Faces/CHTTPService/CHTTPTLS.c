#include "CHTTPTLS.h"

#include "CHTTPService.h"

#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>

// TLS 1.2 and 1.3 with the library's own choice of ciphers (RFC 8996 retires what is older).
const char *const ehs_tls_priorities = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";

struct ehs_tls {
    gnutls_certificate_credentials_t credentials;
    int requires_client;
    int64_t expires;
};

static gnutls_datum_t datum(const void *bytes, size_t count) {
    gnutls_datum_t datum = {(unsigned char *)bytes, (unsigned int)count};
    return datum;
}

// Reads when the first certificate of a file, the server's own, ends.
static int read_expiry(const gnutls_datum_t *certificate, int64_t *expires) {
    gnutls_x509_crt_t *chain = NULL;
    unsigned int count = 0;
    int code = gnutls_x509_crt_list_import2(&chain, &count, certificate, GNUTLS_X509_FMT_PEM, 0);
    if (code < 0) {
        return code;
    }
    if (count > 0) {
        *expires = (int64_t)gnutls_x509_crt_get_expiration_time(chain[0]);
    }
    for (unsigned int index = 0; index < count; index += 1) {
        gnutls_x509_crt_deinit(chain[index]);
    }
    gnutls_free(chain);
    return count > 0 ? 0 : GNUTLS_E_NO_CERTIFICATE_FOUND;
}

static int check_key(const gnutls_datum_t *key) {
    gnutls_x509_privkey_t parsed;
    int code = gnutls_x509_privkey_init(&parsed);
    if (code < 0) {
        return code;
    }
    code = gnutls_x509_privkey_import2(parsed, key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN);
    gnutls_x509_privkey_deinit(parsed);
    return code < 0 ? code : 0;
}

struct ehs_tls *ehs_tls_make(const struct ehs_tls_files *files, int *part, int *error) {
    gnutls_datum_t certificate = datum(files->certificate, files->certificate_size);
    gnutls_datum_t key = datum(files->key, files->key_size);
    struct ehs_tls *tls = calloc(1, sizeof *tls);
    *part = EHS_TLS_PAIR;
    *error = GNUTLS_E_MEMORY_ERROR;
    if (tls == NULL) {
        return NULL;
    }
    int code = gnutls_certificate_allocate_credentials(&tls->credentials);
    if (code >= 0) {
        *part = EHS_TLS_CERTIFICATE;
        code = read_expiry(&certificate, &tls->expires);
    }
    if (code >= 0) {
        *part = EHS_TLS_KEY;
        code = check_key(&key);
    }
    if (code >= 0) {
        *part = EHS_TLS_PAIR;
        code = gnutls_certificate_set_x509_key_mem2(
            tls->credentials, &certificate, &key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN);
    }
    if (code >= 0 && files->authorities != NULL) {
        gnutls_datum_t authorities = datum(files->authorities, files->authorities_size);
        *part = EHS_TLS_AUTHORITIES;
        code = gnutls_certificate_set_x509_trust_mem(tls->credentials, &authorities, GNUTLS_X509_FMT_PEM);
        code = code == 0 ? GNUTLS_E_NO_CERTIFICATE_FOUND : code;
        tls->requires_client = 1;
    }
    if (code < 0) {
        *error = code;
        ehs_tls_free(tls);
        return NULL;
    }
    return tls;
}

void ehs_tls_free(struct ehs_tls *tls) {
    if (tls->credentials != NULL) {
        gnutls_certificate_free_credentials(tls->credentials);
    }
    free(tls);
}

int64_t ehs_tls_expiry(const struct ehs_tls *tls) { return tls->expires; }

const char *ehs_tls_message(int error) { return gnutls_strerror(error); }

int ehs_tls_refuse_all(
    gnutls_session_t session, const gnutls_datum_t *authorities, int authority_count,
    const gnutls_pk_algorithm_t *algorithms, int algorithm_count, gnutls_pcert_st **chain, unsigned int *chain_count,
    gnutls_privkey_t *key) {
    (void)session, (void)authorities, (void)authority_count, (void)algorithms, (void)algorithm_count;
    *chain = NULL;
    *chain_count = 0;
    *key = NULL;
    return -1;
}

static gnutls_session_t session_of(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    return info == NULL ? NULL : (gnutls_session_t)info->tls_session;
}

int ehs_tls_adopt(struct MHD_Connection *connection, const struct ehs_tls *tls) {
    // A certificate that says what it is for must say that it is for clients (RFC 5280 4.2.1.12); GnuTLS keeps the
    // pointer as long as the session lives.
    static gnutls_typed_vdata_st purpose = {GNUTLS_DT_KEY_PURPOSE_OID, (unsigned char *)GNUTLS_KP_TLS_WWW_CLIENT, 0};
    gnutls_session_t session = session_of(connection);
    if (session == NULL) {
        return GNUTLS_E_INVALID_SESSION;
    }
    int code = gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, tls->credentials);
    if (code < 0) {
        return code;
    }
    if (tls->requires_client) {
        // libmicrohttpd by itself only asks for a certificate and looks at none.
        gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUIRE);
        gnutls_session_set_verify_cert2(session, &purpose, 1, 0);
    }
    return 0;
}

static size_t take(const void *bytes, size_t count, char *text, size_t room) {
    const unsigned char *source = bytes;
    if (count == 0 || count > room) {
        return 0;
    }
    for (size_t index = 0; index < count; index += 1) {
        if (source[index] < 0x20 || source[index] == 0x7F) {
            return 0;
        }
    }
    memcpy(text, bytes, count);
    return count;
}

// The first alternative name; of URIs only, or of any kind of text.
static size_t alternative_name(gnutls_x509_crt_t certificate, const char *prefix, char *text, size_t room) {
    char name[1024];
    for (unsigned int index = 0; index < 64; index += 1) {
        size_t size = sizeof name;
        int kind = gnutls_x509_crt_get_subject_alt_name(certificate, index, name, &size, NULL);
        if (kind == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE) {
            break;
        }
        if (kind != GNUTLS_SAN_URI && kind != GNUTLS_SAN_DNSNAME && kind != GNUTLS_SAN_RFC822NAME) {
            continue;
        }
        size_t length = strlen(prefix);
        if (length > 0 && (kind != GNUTLS_SAN_URI || size < length || memcmp(name, prefix, length) != 0)) {
            continue;
        }
        size_t taken = take(name, size, text, room);
        if (taken > 0) {
            return taken;
        }
    }
    return 0;
}

static size_t name_of(gnutls_x509_crt_t certificate, char *text, size_t room) {
    size_t taken = alternative_name(certificate, "spiffe://", text, room);
    gnutls_datum_t subject = {NULL, 0};
    if (taken == 0 && gnutls_x509_crt_get_dn3(certificate, &subject, 0) >= 0) {
        taken = take(subject.data, subject.size, text, room);
        gnutls_free(subject.data);
    }
    return taken > 0 ? taken : alternative_name(certificate, "", text, room);
}

static size_t fingerprint_of(const gnutls_datum_t *certificate, char *text, size_t room) {
    static const char prefix[] = "sha256:";
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[32];
    size_t size = sizeof digest;
    size_t start = sizeof prefix - 1;
    if (room < start + 2 * sizeof digest || gnutls_fingerprint(GNUTLS_DIG_SHA256, certificate, digest, &size) < 0) {
        return 0;
    }
    memcpy(text, prefix, start);
    for (size_t index = 0; index < sizeof digest; index += 1) {
        text[start + 2 * index] = digits[digest[index] >> 4];
        text[start + 2 * index + 1] = digits[digest[index] & 15];
    }
    return start + 2 * sizeof digest;
}

size_t ehs_tls_peer(struct MHD_Connection *connection, char *text, size_t room) {
    gnutls_session_t session = session_of(connection);
    unsigned int count = 0;
    const gnutls_datum_t *chain = session == NULL ? NULL : gnutls_certificate_get_peers(session, &count);
    gnutls_x509_crt_t certificate;
    if (chain == NULL || count == 0 || gnutls_x509_crt_init(&certificate) < 0) {
        return 0;
    }
    size_t taken = 0;
    if (gnutls_x509_crt_import(certificate, &chain[0], GNUTLS_X509_FMT_DER) >= 0) {
        taken = name_of(certificate, text, room);
    }
    gnutls_x509_crt_deinit(certificate);
    return taken > 0 ? taken : fingerprint_of(&chain[0], text, room);
}
