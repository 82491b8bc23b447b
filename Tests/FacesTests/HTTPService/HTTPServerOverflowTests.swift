import Foundation
import HTTPRequests
import HTTPService
import PipelineTestKit
import Synchronization
import Testing

@Suite("HTTP bodies over the limit")
struct HTTPServerOverflowTests {
    /// What a handler saw of a body.
    struct Seen: Equatable, Sendable {
        let bytes: String
        let overflow: HTTPOverflow?
    }

    /// Serves with a limit of 100 bytes, keeps 10 and drains 1000; every request is answered later.
    private func withServer(_ body: (HTTPServer, () -> [Seen]) throws -> Void) throws {
        let seen = Mutex<[Seen]>([])
        let server = try makeServer {
            $0.maximumBodyBytes = 100
            $0.keptOverflowBytes = 10
            $0.maximumDrainedBytes = 1000
        } handler: { request in
            let entry = Seen(bytes: String(decoding: request.body, as: UTF8.self), overflow: request.overflow)
            seen.withLock { $0.append(entry) }
            request.answerLater().answer(.text(entry.overflow == nil ? 200 : 413, "seen \(entry.bytes.count)"))
            return .later
        }
        defer { server.stop(within: .seconds(1)) }
        try body(server) { seen.withLock { $0 } }
    }

    private func head(_ framing: String) -> String {
        "POST / HTTP/1.1\r\nHost: h\r\n\(framing)\r\n\r\n"
    }

    @Test("An announced body is read to its end, its beginning is handled, and the connection goes on")
    func announced() throws {
        try withServer { server, seen in
            let connection = try #require(RawConnection(port: server.port))
            let long = "0123456789" + String(repeating: "x", count: 491)
            connection.send(head("Content-Length: 501") + long + head("Content-Length: 2") + "ok")
            let text = connection.receive(until: "seen 2")
            #expect(text.hasPrefix("HTTP/1.1 413 "))
            #expect(text.contains("HTTP/1.1 200 "))
            // The type's initializer is the server's own.
            let all = seen()
            #expect(all.map(\.bytes) == ["0123456789", "ok"])
            #expect(all.first?.overflow?.length == 501)
            #expect(all.first?.overflow?.isAnnounced == true)
            #expect(all.last?.overflow == nil)
            #expect(server.counters.bodiesTooLarge.load(ordering: .relaxed) == 1)
        }
    }

    @Test("A body that announces more than is drained is handled before a byte of it is sent, and refused")
    func announcedHuge() throws {
        try withServer { server, seen in
            let connection = try #require(RawConnection(port: server.port))
            connection.send(head("Content-Length: 2147483648\r\nExpect: 100-continue"))
            let (text, isClosed) = connection.receiveToEnd()
            #expect(text.hasPrefix("HTTP/1.1 413 "))
            #expect(isClosed)
            #expect(seen().map(\.bytes) == [""])
            #expect(seen().first?.overflow?.length == 2_147_483_648)
        }
    }

    @Test("A chunked body over the limit is read to its end and answered")
    func chunked() throws {
        try withServer { server, seen in
            let connection = try #require(RawConnection(port: server.port))
            let chunk = "64\r\n" + String(repeating: "abcdefghij", count: 10) + "\r\n"
            connection.send(head("Transfer-Encoding: chunked") + chunk + chunk + "1\r\nz\r\n0\r\n\r\n")
            #expect(connection.receive(until: "seen 10").hasPrefix("HTTP/1.1 413 "))
            #expect(seen().map(\.bytes) == ["abcdefghij"])
            #expect(seen().first?.overflow?.length == 201)
            #expect(seen().first?.overflow?.isAnnounced == false)
        }
    }

    @Test("A chunked body without end is handled once with its beginning, and its connection is closed")
    func endless() throws {
        try withServer { server, seen in
            let connection = try #require(RawConnection(port: server.port))
            let chunk = "64\r\n" + String(repeating: "abcdefghij", count: 10) + "\r\n"
            connection.send(head("Transfer-Encoding: chunked") + String(repeating: chunk, count: 12))
            let (_, isClosed) = connection.receiveToEnd()
            #expect(isClosed)
            #expect(seen().map(\.bytes) == ["abcdefghij"])
            #expect((seen().first?.overflow?.length ?? 0) > 1000)
            #expect(try HTTPClient().post("http://127.0.0.1:\(server.port)/", body: [1]).status == 200)
        }
    }
}
