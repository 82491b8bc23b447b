package import Foundation

/// An authority of a test's own, made by openssl, that signs certificates for servers and clients in one folder.
///
/// The folder goes away with this object.
package final class TestAuthority {
    /// What a certificate is for; the names are those of the sections below.
    package enum Purpose: String, Sendable {
        case server
        case client
    }

    private static let configuration = """
        [req]
        distinguished_name = dn
        [dn]
        [authority]
        basicConstraints = critical, CA:TRUE
        keyUsage = critical, keyCertSign
        [server]
        basicConstraints = critical, CA:FALSE
        subjectAltName = DNS:localhost, IP:127.0.0.1
        extendedKeyUsage = serverAuth
        [client]
        basicConstraints = critical, CA:FALSE
        extendedKeyUsage = clientAuth

        """

    /// Where everything lies.
    package let folder: URL

    /// Makes the authority's own key and certificate.
    ///
    /// - Throws: Why openssl did not do it.
    package init(name: String = "Test authority") throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("eyrie-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(Self.configuration.utf8).write(to: folder.appendingPathComponent("openssl.cnf"))
        try request("ca", subject: "/CN=\(name)", words: ["-extensions", "authority"])
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// The path of a file in the folder.
    package func path(_ name: String) -> String {
        folder.appendingPathComponent(name).path
    }

    /// The authority's certificate.
    package var certificate: String {
        path("ca.crt")
    }

    /// Signs a new certificate with a new key: `NAME.crt` and `NAME.key`.
    ///
    /// - Parameters:
    ///   - name: The name of the files.
    ///   - purpose: What it is for.
    ///   - subject: As openssl takes it, such as `/O=Acme/CN=node-7`; `/` is an empty one.
    ///   - alternativeName: A further name such as `URI:spiffe://acme/falco`, for clients.
    /// - Throws: Why openssl did not do it.
    package func sign(
        _ name: String,
        for purpose: Purpose,
        subject: String = "/CN=localhost",
        alternativeName: String? = nil
    ) throws {
        try request(
            name,
            subject: subject,
            words: ["-CA", certificate, "-CAkey", path("ca.key"), "-extensions", purpose.rawValue]
                + (alternativeName.map { ["-addext", "subjectAltName=\($0)"] } ?? [])
        )
    }

    /// Replaces one file by another at once, as an operator or a certificate manager does.
    ///
    /// - Throws: Why it could not be copied.
    package func replace(_ name: String, by other: String) throws {
        let between = path("\(name).new")
        try FileManager.default.copyItem(atPath: other, toPath: between)
        guard rename(between, path(name)) == 0 else {
            throw CocoaError(.fileWriteUnknown)
        }
    }

    private func request(_ name: String, subject: String, words: [String]) throws {
        let result = try OutsideTool.run(
            "openssl",
            [
                "req", "-config", path("openssl.cnf"), "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", subject, "-keyout",
                path("\(name).key"), "-out", path("\(name).crt"),
            ] + words
        )
        guard result.code == 0 else {
            throw CocoaError(.executableLoad, userInfo: [NSLocalizedDescriptionKey: result.error])
        }
    }
}
