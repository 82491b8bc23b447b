import CHTTPService

/// One reading of the certificate files; sessions that began with it keep it to their end.
final class TLSCredentials: @unchecked Sendable {
    // @unchecked: GnuTLS's credentials do not change after they are made, and sessions of one thread use them.
    let handle: OpaquePointer

    /// Whether clients must show a certificate.
    let requiresClient: Bool

    /// When the certificate expires, in seconds since 1970.
    var expirySeconds: Int64 {
        ehs_tls_expiry(handle)
    }

    /// Reads the files.
    ///
    /// - Throws: ``HTTPServiceError`` with the file that is wrong.
    init(_ files: TLSFiles) throws(HTTPServiceError) {
        let certificate = try SmallFile.read(files.certificate, as: "the certificate")
        let key = try SmallFile.read(files.key, as: "the key")
        let authorities = try files.clientAuthorities.map { path throws(HTTPServiceError) in
            try SmallFile.read(path, as: "the certificates of client authorities")
        }
        var part: Int32 = 0
        var error: Int32 = 0
        let made = certificate.withUnsafeBytes { certificate in
            key.withUnsafeBytes { key in
                (authorities ?? []).withUnsafeBytes { trusted in
                    var setup = ehs_tls_files()
                    setup.certificate = certificate.baseAddress
                    setup.certificate_size = certificate.count
                    setup.key = key.baseAddress
                    setup.key_size = key.count
                    if authorities != nil {
                        setup.authorities = trusted.baseAddress
                        setup.authorities_size = trusted.count
                    }
                    return ehs_tls_make(&setup, &part, &error)
                }
            }
        }
        guard let made else {
            throw Self.failure(files, part: part, message: String(cString: ehs_tls_message(error)))
        }
        handle = made
        requiresClient = authorities != nil
    }

    deinit {
        ehs_tls_free(handle)
    }

    private static func failure(_ files: TLSFiles, part: Int32, message: String) -> HTTPServiceError {
        let (action, remedy) =
            switch UInt32(bitPattern: part) {
            case EHS_TLS_CERTIFICATE.rawValue:
                ("reading the certificate \(files.certificate)", "give a certificate in PEM")
            case EHS_TLS_KEY.rawValue:
                ("reading the key \(files.key)", "give a private key in PEM without a password")
            case EHS_TLS_AUTHORITIES.rawValue:
                (
                    "reading the certificates of client authorities \(files.clientAuthorities ?? "")",
                    "give certificates in PEM"
                )
            default:
                ("using the key \(files.key)", "give the key that belongs to the certificate \(files.certificate)")
            }
        return HTTPServiceError(code: .unusableCertificate, action: action, message: message, remedy: remedy)
    }
}
