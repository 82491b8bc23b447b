/// Where a server's certificate and key lie, all of them in PEM.
package struct TLSFiles: Sendable, Equatable {
    /// The certificate, with those between it and the root behind it.
    package let certificate: String
    /// Its private key, without a password.
    package let key: String
    /// Certificates of the authorities that sign clients; nil lets clients in without a certificate.
    package let clientAuthorities: String?

    package init(certificate: String, key: String, clientAuthorities: String? = nil) {
        self.certificate = certificate
        self.key = key
        self.clientAuthorities = clientAuthorities
    }

    var all: [String] {
        [certificate, key] + (clientAuthorities.map { [$0] } ?? [])
    }
}
