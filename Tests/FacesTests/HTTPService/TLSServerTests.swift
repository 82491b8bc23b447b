import Foundation
import HTTPService
import PipelineTestKit
import Synchronization
import Testing

/// TLS with curl and `openssl s_client` as clients.
@Suite("TLS server", .enabled(if: OutsideTool.has("openssl", "curl")))
struct TLSServerTests {
    /// A server that answers with who asks, and the authority that signed its certificate.
    private func withServer(
        askingClients: Bool,
        change: (inout HTTPServerOptions) -> Void = { _ in },
        _ body: (TestAuthority, TLSIdentity, HTTPServer) throws -> Void
    ) throws {
        let authority = try TestAuthority()
        try authority.sign("server", for: .server)
        let identity = try TLSIdentity(
            TLSFiles(
                certificate: authority.path("server.crt"),
                key: authority.path("server.key"),
                clientAuthorities: askingClients ? authority.certificate : nil
            )
        )
        let server = try makeServer {
            $0.tls = identity
            change(&$0)
        } handler: { request in
            .answer(.text(200, "you are \(request.peerIdentity ?? request.peerAddress), \(request.body.count) bytes"))
        }
        defer { server.stop(within: .seconds(1)) }
        try body(authority, identity, server)
    }

    private func curl(_ server: HTTPServer, _ authority: String, _ words: [String] = []) throws -> OutsideTool.Result {
        try OutsideTool.run(
            "curl",
            ["-sS", "--max-time", "10", "--cacert", authority] + words + ["https://localhost:\(server.port)/"]
        )
    }

    @Test("curl posts over TLS 1.2 and 1.3, and nothing older is spoken")
    func speaksTLS() throws {
        try withServer(askingClients: false) { authority, _, server in
            for version in ["--tlsv1.2 --tls-max 1.2", "--tlsv1.3"] {
                let words =
                    version.split(separator: " ").map(String.init) + ["-d", String(repeating: "x", count: 70_000)]
                let answer = try curl(server, authority.certificate, words)
                #expect(answer.output == "you are 127.0.0.1, 70000 bytes", "\(version): \(answer.error)")
            }
            let old = try curl(server, authority.certificate, ["--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0"])
            #expect(old.code == 35, "35: the handshake failed; \(old.error)")
            let stranger = try TestAuthority(name: "Stranger")
            #expect(try curl(server, stranger.certificate).code == 60, "60: the certificate is not trusted")
        }
    }

    @Test(
        "The subject of a client's certificate is its identity",
        arguments: [
            ("/C=DE/O=Acme/CN=node-7", nil, "CN=node-7,O=Acme,C=DE"),
            ("/O=Acme, Inc./CN=node 7", nil, #"CN=node 7,O=Acme\, Inc."#),
            ("/C=US/O=SPIRE", "URI:spiffe://acme/falco", "spiffe://acme/falco"),
            ("/", "DNS:node-7.example", "node-7.example"),
            ("/CN=node-7", "DNS:node-7.example", "CN=node-7"),
        ]
    )
    func identifiesClients(subject: String, alternativeName: String?, identity: String) throws {
        try withServer(askingClients: true) { authority, _, server in
            try authority.sign("client", for: .client, subject: subject, alternativeName: alternativeName)
            let answer = try curl(server, authority.certificate, shown("client", authority))
            #expect(answer.output == "you are \(identity), 0 bytes", "\(answer.error)")
        }
    }

    private func shown(_ name: String, _ authority: TestAuthority) -> [String] {
        ["--cert", authority.path("\(name).crt"), "--key", authority.path("\(name).key")]
    }

    @Test("A certificate without any name is known by its digest")
    func identifiesByDigest() throws {
        try withServer(askingClients: true) { authority, _, server in
            try authority.sign("client", for: .client, subject: "/")
            let digest = try OutsideTool.run(
                "openssl",
                ["x509", "-in", authority.path("client.crt"), "-noout", "-fingerprint", "-sha256"]
            )
            let hex = digest.output.split(separator: "=").last?.lowercased().filter { $0.isHexDigit } ?? ""
            #expect(hex.count == 64)
            let answer = try curl(server, authority.certificate, shown("client", authority))
            #expect(answer.output == "you are sha256:\(hex), 0 bytes", "\(answer.error)")
        }
    }

    @Test("Where clients must show a certificate, none, one of a stranger and one of a server are refused")
    func refusesClients() throws {
        try withServer(askingClients: true) { authority, _, server in
            let stranger = try TestAuthority(name: "Test authority")
            try stranger.sign("client", for: .client, subject: "/CN=node-7")
            for version in ["1.2", "1.3"] {
                for words in [[], shown("client", stranger), shown("server", authority)] {
                    let answer = try curl(
                        server,
                        authority.certificate,
                        ["--tlsv\(version)", "--tls-max", version] + words
                    )
                    #expect(answer.code != 0, "\(version) \(words)")
                    #expect(answer.output.isEmpty)
                }
            }
            #expect(server.counters.requests.load(ordering: .relaxed) == 0)
            // Six connections; the closing of the last may still be on its way.
            let end = ContinuousClock.now + .seconds(10)
            while server.counters.handshakesWithoutRequest.load(ordering: .relaxed) < 6, ContinuousClock.now < end {
                sched_yield()
            }
            #expect(server.counters.handshakesWithoutRequest.load(ordering: .relaxed) == 6)
            try authority.sign("client", for: .client, subject: "/CN=node-7")
            #expect(try curl(server, authority.certificate, shown("client", authority)).code == 0)
        }
    }

    @Test("A new certificate is shown to new connections, and a connection that is there goes on")
    func replacesCertificate() throws {
        try withServer(askingClients: true) { authority, identity, server in
            try authority.sign("client", for: .client, subject: "/CN=node-7")
            let session = try ChildProcess(
                OutsideTool.path(of: "openssl"),
                [
                    "s_client", "-quiet", "-connect", "127.0.0.1:\(server.port)", "-servername", "localhost", "-CAfile",
                    authority.certificate, "-verify_return_error", "-cert", authority.path("client.crt"), "-key",
                    authority.path("client.key"),
                ],
                isTold: true
            )
            let request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
            session.tell(request)
            #expect(session.hasSaid("you are CN=node-7"), "\(session.text)")

            let next = try TestAuthority(name: "Next authority")
            try next.sign("server", for: .server)
            try next.sign("client", for: .client, subject: "/CN=node-8")
            #expect(identity.refresh() == .unchanged)
            // Between the files certificate and key do not fit together, which is not worth a word at the first look.
            try authority.replace("server.crt", by: next.path("server.crt"))
            #expect(identity.refresh() == .unsettled)
            try authority.replace("server.key", by: next.path("server.key"))
            try authority.replace("ca.crt", by: next.certificate)
            #expect(identity.refresh() == .replaced)
            #expect(identity.refresh() == .unchanged)

            let answer = try curl(server, next.certificate, shown("client", next))
            #expect(answer.output == "you are CN=node-8, 0 bytes", "\(answer.error)")
            #expect(try curl(server, next.certificate, shown("client", authority)).code != 0)
            session.tell(request)
            #expect(session.hasSaid("you are CN=node-7", times: 2), "\(session.text)")
        }
    }

    @Test("Requests sent at once over TLS are answered later, in their order")
    func answersLater() throws {
        let authority = try TestAuthority()
        try authority.sign("server", for: .server)
        let workshop = Workshop()
        let identity = try TLSIdentity(
            TLSFiles(certificate: authority.path("server.crt"), key: authority.path("server.key"))
        )
        let server = try makeServer {
            $0.tls = identity
        } handler: { request in
            workshop.hand(request.answerLater())
            return .later
        }
        workshop.startEchoing()
        defer {
            server.stop(within: .seconds(5))
            workshop.close()
        }
        let session = try ChildProcess(
            OutsideTool.path(of: "openssl"),
            ["s_client", "-quiet", "-connect", "127.0.0.1:\(server.port)"],
            isTold: true
        )
        let posts = (0..<50).map { "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\nbody\(10 + $0)" }
        session.tell(posts.joined())
        #expect(session.hasSaid("body59"), "\(session.text)")
        let places = (0..<50).map { session.text.range(of: "body\(10 + $0)")?.lowerBound }
        #expect(!places.contains(nil))
        #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted())
        // A body of 1 MiB, which comes in many records.
        let large = authority.path("large")
        try Data((0..<1_048_576).map { UInt8($0 % 251) }).write(to: URL(fileURLWithPath: large))
        let back = authority.path("back")
        _ = try curl(server, authority.certificate, ["--data-binary", "@\(large)", "-o", back])
        #expect(FileManager.default.contentsEqual(atPath: large, andPath: back))
    }

    @Test("Files behind a symbolic link that is turned to others, as Kubernetes mounts secrets, are read again")
    func followsLinks() throws {
        let authority = try TestAuthority()
        let files = FileManager.default
        for name in ["first", "second"] {
            try authority.sign("server", for: .server)
            try files.createDirectory(atPath: authority.path(name), withIntermediateDirectories: false)
            for file in ["server.crt", "server.key"] {
                try files.moveItem(atPath: authority.path(file), toPath: authority.path("\(name)/\(file)"))
            }
        }
        try files.createSymbolicLink(atPath: authority.path("data"), withDestinationPath: "first")
        let identity = try TLSIdentity(
            TLSFiles(certificate: authority.path("data/server.crt"), key: authority.path("data/server.key"))
        )
        #expect(identity.refresh() == .unchanged)
        try files.createSymbolicLink(atPath: authority.path("data.new"), withDestinationPath: "second")
        #expect(rename(authority.path("data.new"), authority.path("data")) == 0)
        #expect(identity.refresh() == .replaced)
        #expect(identity.refresh() == .unchanged)
    }

    @Test("A bad new file leaves the old certificate in place and is complained of once")
    func keepsCertificate() throws {
        try withServer(askingClients: false) { authority, identity, server in
            let path = authority.path("server.crt")
            let good = try Data(contentsOf: URL(fileURLWithPath: path))
            for bad in [Data("nonsense".utf8), Data()] {
                try bad.write(to: URL(fileURLWithPath: path))
                #expect(identity.refresh() == .unsettled)
                guard case .refused(let error) = identity.refresh() else {
                    Issue.record("the second look at a bad file complains")
                    return
                }
                #expect(error.description.contains(path))
                #expect(identity.refresh() == .unchanged)
                #expect(try curl(server, authority.certificate).code == 0)
            }
            try FileManager.default.removeItem(atPath: path)
            #expect(identity.refresh() == .unsettled)
            #expect(try curl(server, authority.certificate).code == 0)
            try good.write(to: URL(fileURLWithPath: path))
            #expect(identity.refresh() == .replaced)
            #expect(try curl(server, authority.certificate).code == 0)
        }
    }

    @Test("600 clients that begin a handshake and fall silent keep curl from nothing, nor do they when all is taken")
    func servesBesideSlowHandshakes() throws {
        for limit: UInt32 in [1024, 300] {
            try withServer(askingClients: false) {
                $0.maximumConnections = limit
                $0.headerDeadline = .seconds(60)
            } _: { authority, _, server in
                let slow = try (0..<600).map { number in
                    let connection = try #require(RawConnection(port: server.port))
                    connection.send(number % 2 == 0 ? "\u{16}\u{03}\u{01}\u{00}\u{40}\u{01}" : "")
                    return connection
                }
                let answer = try curl(server, authority.certificate)
                #expect(answer.output == "you are 127.0.0.1, 0 bytes", "\(answer.error)")
                #expect((server.counters.crowdedOut.load(ordering: .relaxed) > 0) == (limit < 600))
                withExtendedLifetime(slow) {}
            }
        }
    }

    @Test("A client without a handshake, or with half of one, is cut without harm to others")
    func survivesGarbage() throws {
        try withServer(askingClients: false) {
            $0.headerDeadline = .milliseconds(300)
        } _: { authority, _, server in
            for start in ["GET / HTTP/1.1\r\nHost: h\r\n\r\n", "\u{16}\u{03}\u{01}\u{00}\u{40}\u{01}", "\0\0\0\0", ""] {
                let connection = try #require(RawConnection(port: server.port))
                connection.send(start)
                let (text, isClosed) = connection.receiveToEnd()
                #expect(!text.contains("HTTP/1.1 200"))
                #expect(isClosed)
            }
            #expect(try curl(server, authority.certificate).output == "you are 127.0.0.1, 0 bytes")
            #expect(server.counters.requests.load(ordering: .relaxed) == 1)
        }
    }
}

@Suite("TLS identity", .enabled(if: OutsideTool.has("openssl")))
struct TLSIdentityTests {
    @Test("Files that cannot be used are named with what is wrong")
    func namesWrongFiles() throws {
        let authority = try TestAuthority()
        try authority.sign("server", for: .server)
        try authority.sign("other", for: .server)
        let nonsense = authority.path("nonsense")
        try Data("nonsense".utf8).write(to: URL(fileURLWithPath: nonsense))
        let large = authority.path("large")
        try Data(count: 1 << 20 + 1).write(to: URL(fileURLWithPath: large))
        let (crt, key) = (authority.path("server.crt"), authority.path("server.key"))
        let missing = authority.path("missing")
        for (files, words) in [
            (TLSFiles(certificate: missing, key: key), "reading the certificate \(missing): No such file"),
            (
                TLSFiles(certificate: authority.folder.path, key: key),
                "reading the certificate \(authority.folder.path)"
            ),
            (TLSFiles(certificate: nonsense, key: key), "reading the certificate \(nonsense)"),
            (TLSFiles(certificate: "/dev/null", key: key), "the file is empty"),
            (TLSFiles(certificate: large, key: key), "the file is larger than 1 MiB"),
            (TLSFiles(certificate: crt, key: missing), "reading the key \(missing): No such file"),
            (TLSFiles(certificate: crt, key: nonsense), "reading the key \(nonsense)"),
            (TLSFiles(certificate: crt, key: crt), "reading the key \(crt)"),
            (
                TLSFiles(certificate: crt, key: authority.path("other.key")),
                "using the key \(authority.path("other.key"))"
            ),
            (
                TLSFiles(certificate: crt, key: key, clientAuthorities: nonsense),
                "reading the certificates of client authorities \(nonsense)"
            ),
        ] {
            let error = try #require(throws: HTTPServiceError.self) { try TLSIdentity(files) }
            #expect(error.code == .unusableCertificate)
            #expect(error.description.contains(words), "\(error)")
            #expect(!error.description.contains("\n"))
        }
    }

    @Test("It tells when the certificate ends")
    func tellsEnd() throws {
        let authority = try TestAuthority()
        try authority.sign("server", for: .server)
        let identity = try TLSIdentity(
            TLSFiles(certificate: authority.path("server.crt"), key: authority.path("server.key"))
        )
        let end = try OutsideTool.run(
            "openssl",
            ["x509", "-in", authority.path("server.crt"), "-noout", "-enddate", "-dateopt", "iso_8601"]
        )
        // notAfter=2026-11-23 17:00:27Z
        let text = end.output.dropFirst("notAfter=".count).prefix(19).split(separator: " ").joined(separator: "T") + "Z"
        let date = try #require(ISO8601DateFormatter().date(from: text))
        #expect(identity.expirySeconds == Int64(date.timeIntervalSince1970))
    }
}
