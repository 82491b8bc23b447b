import FalcoBridge
import HTTPService
import Telemetry
import Testing

@Suite("Settings of the HTTP door")
struct HTTPDoorSettingsTests {
    @Test("Each limit reaches the server")
    func limits() throws {
        var door = HTTPDoorSettings()
        door.address = "::1"
        door.port = 4711
        door.connections = 11
        door.connectionsPerAddress = 12
        door.headerBytes = 13_000
        door.bodyBytes = 14_000
        door.bytesUnderWay = 15_000_000
        door.headerTime = .milliseconds(1500)
        door.bodyTime = .milliseconds(1600)
        door.idleTime = .milliseconds(1700)
        let options = try door.listening().options
        #expect(options.endpoint == .tcp(address: "::1", port: 4711))
        #expect(options.maximumConnections == 11)
        #expect(options.maximumConnectionsPerAddress == 12)
        #expect(options.headerMemoryBytes == 13_000)
        #expect(options.maximumBodyBytes == 14_000)
        #expect(options.maximumBytesUnderWay == 15_000_000)
        #expect(options.headerDeadline == .milliseconds(1500))
        #expect(options.bodyDeadline == .milliseconds(1600))
        // Whole seconds, rounded up.
        #expect(options.idleTimeoutSeconds == 2)
        #expect(options.tls == nil)
    }

    @Test("An empty address listens on all, and whole seconds of idle time stay as they are")
    func defaults() throws {
        let options = try HTTPDoorSettings().listening().options
        #expect(options.endpoint == .tcp(address: nil, port: 2801))
        #expect(options.idleTimeoutSeconds == 60)
    }

    @Test("Unusable settings are refused in one line with the remedy")
    func refuses() {
        var changes: [(inout HTTPDoorSettings) -> Void] = []
        changes.append { $0.certificate = "/nowhere/tls.crt" }
        changes.append { $0.key = "/nowhere/tls.key" }
        changes.append { $0.clientAuthorities = "/nowhere/ca.crt" }
        changes.append {
            $0.certificate = "/nowhere/tls.crt"
            $0.key = "/nowhere/tls.key"
        }
        changes.append { $0.secretPath = Secret("short") }
        changes.append { $0.allowedSenders = ["10.0.0.0/8", "nobody"] }
        // No client presents a certificate.
        changes.append { $0.allowedSenders = ["CN=node-7"] }
        for change in changes {
            var door = HTTPDoorSettings()
            change(&door)
            do {
                _ = try door.listening()
                Issue.record("\(door) was taken")
            } catch {
                #expect(!"\(error)".contains("\n"))
                #expect("\(error)".contains("; "), "what to do: \(error)")
            }
        }
    }
}
