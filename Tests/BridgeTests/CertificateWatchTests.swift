import FalcoBridge
import Foundation
import HTTPService
import PipelineTestKit
import Synchronization
import Telemetry
import Testing

@Suite("Certificate watch", .enabled(if: OutsideTool.has("openssl")))
struct CertificateWatchTests {
    @Test("It says once what it does with changed files, and shows when the certificate ends")
    func says() throws {
        let authority = try TestAuthority()
        try authority.sign("server", for: .server)
        try authority.sign("next", for: .server)
        let identity = try TLSIdentity(
            TLSFiles(certificate: authority.path("server.crt"), key: authority.path("server.key"))
        )
        let lines = Mutex<[String]>([])
        let metrics = MetricRegistry()
        let watch = CertificateWatch(
            identity,
            // Long before the certificate begins, so it has not ended.
            clock: ReceiptClock { 0 },
            metrics: metrics,
            logger: Logger(label: "test", clock: { 0 }, sink: { line in lines.withLock { $0.append(line) } })
        )
        let name = "eyrie_bridge_certificate_expiry_timestamp_seconds"
        #expect(metrics.exposition().contains("\(name) \(identity.expirySeconds)"))
        watch.look()
        try authority.replace("server.crt", by: authority.path("next.crt"))
        for _ in 0..<5 {
            watch.look()
        }
        #expect(lines.withLock { $0.count } == 1)
        #expect(lines.withLock { $0[0] }.contains("using the key \(authority.path("server.key"))"))
        try authority.replace("server.key", by: authority.path("next.key"))
        for _ in 0..<5 {
            watch.look()
        }
        #expect(lines.withLock { $0.count } == 2)
        #expect(lines.withLock { $0[1] }.contains("New connections use the changed certificate"))
    }
}
