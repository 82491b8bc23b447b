import Foundation
import HTTPRequests
import HTTPService
import PipelineTestKit
import Synchronization
import Testing

@Suite("HTTP server limits")
struct HTTPServerLimitTests {
    @Test("An announced body over the limit is answered 413 before it is sent")
    func refusesLargeBodyEarly() throws {
        let server = try makeServer {
            $0.maximumBodyBytes = 1000
        } handler: { _ in
            .answer(.empty(200))
        }
        defer { server.stop(within: .seconds(1)) }
        let connection = try #require(RawConnection(port: server.port))
        connection.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n")
        let (text, isClosed) = connection.receiveToEnd()
        #expect(text.hasPrefix("HTTP/1.1 413 "))
        #expect(isClosed)
        let client = HTTPClient()
        let url = "http://127.0.0.1:\(server.port)/"
        #expect(try client.post(url, body: [UInt8](repeating: 0, count: 1000)).status == 200)
        #expect(server.counters.bodiesTooLarge.load(ordering: .relaxed) == 1)
        #expect(server.counters.requests.load(ordering: .relaxed) == 1)
    }

    @Test("A chunked body over the limit is cut, one under it arrives whole")
    func cutsLargeChunkedBody() throws {
        let server = try makeServer {
            $0.maximumBodyBytes = 10
        } handler: { request in
            .answer(HTTPAnswer(status: 200, body: Array(request.body)))
        }
        defer { server.stop(within: .seconds(1)) }
        let head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        let small = try #require(RawConnection(port: server.port))
        small.send(head + "5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n")
        #expect(small.receive(until: "helloworld").hasPrefix("HTTP/1.1 200 "))
        let large = try #require(RawConnection(port: server.port))
        large.send(head + "5\r\nhello\r\n6\r\nworlds\r\n0\r\n\r\n")
        let (text, isClosed) = large.receiveToEnd()
        #expect(text.isEmpty)
        #expect(isClosed)
    }

    @Test(
        "A request whose body's length is not clear is refused and its connection closed",
        arguments: [
            ("Content-Length: 2\r\nContent-Length: 3\r\n", "400"),
            ("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "400"),
            ("Transfer-Encoding: chunked\r\nContent-Length: 2\r\n", "400"),
            ("Transfer-Encoding: gzip, chunked\r\n", "501"),
            ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "501"),
            ("Content-Length : 2\r\n", "400"),
            ("Content-Length: +2\r\n", "400"),
            ("Content-Length: 2, 2\r\n", "400"),
            ("Content-Length: 99999999999999999999999\r\n", "4"),
        ]
    )
    func refusesSmuggling(headers: String, status: String) throws {
        let server = try makeServer { _ in .answer(.text(200, "served")) }
        defer { server.stop(within: .seconds(1)) }
        for method in ["POST", "GET"] {
            let connection = try #require(RawConnection(port: server.port))
            connection.send(
                "\(method) / HTTP/1.1\r\nHost: h\r\n\(headers)\r\nhiGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n"
            )
            let (text, isClosed) = connection.receiveToEnd()
            #expect(text.hasPrefix("HTTP/1.1 \(status)"))
            // libmicrohttpd's own refusals (0.9.75) come twice; what matters is that nothing but refusals comes.
            let answers = text.components(separatedBy: "HTTP/1.1 ").dropFirst()
            #expect(answers.allSatisfy { $0.hasPrefix(status) }, "\(text)")
            #expect(!text.contains("served"))
            #expect(isClosed)
        }
        #expect(server.counters.requests.load(ordering: .relaxed) == 0)
    }

    @Test("A repeated Content-Length with the same value is one length")
    func acceptsRepeatedLength() throws {
        let server = try makeServer { .answer(HTTPAnswer(status: 200, body: Array($0.body))) }
        defer { server.stop(within: .seconds(1)) }
        let connection = try #require(RawConnection(port: server.port))
        connection.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nabcd")
        #expect(connection.receive(until: "abcd").hasPrefix("HTTP/1.1 200 "))
    }

    @Test(
        "A client that drips its header, its body, or its second request is cut",
        arguments: [
            ("POST / HTTP/1.1\r\nHo", 60),
            ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n", 60),
            // The line of a second request is waited for as long as a connection may be idle.
            ("GET / HTTP/1.1\r\nHost: h\r\n\r\nGET / HT", 1),
        ]
    )
    func cutsSlowClients(start: String, idleSeconds: UInt32) throws {
        let server = try makeServer {
            $0.idleTimeoutSeconds = idleSeconds
            $0.headerDeadline = .milliseconds(200)
            $0.bodyDeadline = .milliseconds(200)
        } handler: { _ in
            .answer(.empty(200))
        }
        defer { server.stop(within: .seconds(1)) }
        let connection = try #require(RawConnection(port: server.port))
        connection.send(start)
        // One byte every 50 ms keeps the idle time from ever running out.
        #expect(connection.drips("x", every: 50, forAtMost: 200))
        #expect(idleSeconds == 1 || server.counters.slowClientsCut.load(ordering: .relaxed) == 1)
    }

    @Test("A request that waits for its answer is not cut by any deadline")
    func sparesSuspended() throws {
        let workshop = Workshop()
        let server = try makeServer {
            $0.idleTimeoutSeconds = 1
            $0.headerDeadline = .milliseconds(40)
            $0.bodyDeadline = .milliseconds(40)
        } handler: { request in
            guard request.method == .post else {
                return .answer(.empty(200))
            }
            workshop.hand(request.answerLater())
            return .later
        }
        defer { server.stop(within: .seconds(1)) }
        let waiting = try #require(RawConnection(port: server.port))
        waiting.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")
        #expect(workshop.waitForExchanges(1))
        // A dripping client is cut meanwhile, so the sweeper has been round after the deadline of the first.
        let slow = try #require(RawConnection(port: server.port))
        slow.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n")
        #expect(slow.receiveToEnd().isClosed)
        for exchange in workshop.takeAll() {
            exchange.answer(.text(200, "still here"))
        }
        #expect(waiting.receive(until: "still here").contains("still here"))
    }

    @Test(
        "Bytes that are no HTTP are refused or cut and do no harm",
        arguments: [
            Garbage("\r\n\r\n\0\0\0"),
            Garbage("\u{16}\u{03}\u{01}\u{02}\0\u{01}\0\u{01}\u{FC}"),
            Garbage("GET\r\n\r\n"),
            Garbage("GET / HTTP/9.9\r\n\r\n"),
            Garbage("POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nabcd"),
            Garbage("GET /" + String(repeating: "a", count: 100_000) + " HTTP/1.1\r\nHost: h\r\n\r\n"),
            Garbage("GET / HTTP/1.1\r\nHost: h\r\nX: " + String(repeating: "b", count: 100_000) + "\r\n\r\n"),
            Garbage("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        ]
    )
    func survivesGarbage(garbage: Garbage) throws {
        let server = try makeServer {
            $0.idleTimeoutSeconds = 1
            $0.headerDeadline = .milliseconds(300)
            $0.bodyDeadline = .milliseconds(300)
        } handler: { _ in
            .answer(.text(200, "served"))
        }
        defer { server.stop(within: .seconds(1)) }
        let connection = try #require(RawConnection(port: server.port))
        connection.send(garbage.bytes)
        let (text, isClosed) = connection.receiveToEnd()
        #expect(!text.contains("served"))
        #expect(isClosed)
        #expect(try HTTPClient().get("http://127.0.0.1:\(server.port)/").text == "served")
    }

    /// Bytes with a name short enough for a test's output.
    struct Garbage: CustomTestStringConvertible {
        let bytes: String

        init(_ bytes: String) {
            self.bytes = bytes
        }

        var testDescription: String {
            "\(bytes.prefix(40).debugDescription), \(bytes.utf8.count) bytes"
        }
    }

    @Test("Connections over the limit of one address are not served, and places become free again")
    func limitsConnections() throws {
        let server = try makeServer {
            $0.maximumConnectionsPerAddress = 2
        } handler: { _ in
            .answer(.text(200, "served"))
        }
        defer { server.stop(within: .seconds(1)) }
        let request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
        do {
            let first = try #require(RawConnection(port: server.port))
            let second = try #require(RawConnection(port: server.port))
            for connection in [first, second] {
                connection.send(request)
                #expect(connection.receive(until: "served").contains("served"))
            }
            let third = try #require(RawConnection(port: server.port))
            third.send(request)
            #expect(third.receiveToEnd().text.isEmpty)
            #expect(server.counters.addressesOverShare.load(ordering: .relaxed) == 1)
        }
        var isServed = false
        let end = ContinuousClock.now + .seconds(10)
        while !isServed, ContinuousClock.now < end {
            let again = try #require(RawConnection(port: server.port))
            again.send(request)
            isServed = again.receive(until: "served").contains("served")
        }
        #expect(isServed)
    }

    @Test("Headers up to the limit are taken, larger ones are answered 431")
    func limitsHeaders() throws {
        let server = try makeServer {
            $0.headerMemoryBytes = 8192
        } handler: { request in
            .answer(.text(200, "served \(request.header("X")?.utf8.count ?? 0)"))
        }
        defer { server.stop(within: .seconds(1)) }
        for (count, expected) in [(6000, "HTTP/1.1 200 "), (9000, "HTTP/1.1 431 ")] {
            let connection = try #require(RawConnection(port: server.port))
            let value = String(repeating: "x", count: count)
            connection.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX: \(value)\r\n\r\n")
            #expect(connection.receiveToEnd().text.hasPrefix(expected), "\(count)")
        }
        let long = try #require(RawConnection(port: server.port))
        long.send("GET /\(String(repeating: "x", count: 9000)) HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(!long.receiveToEnd().text.contains("served"))
    }

    @Test("A connection that is idle for too long is closed, and does not count as refused")
    func closesIdle() throws {
        let server = try makeServer {
            $0.idleTimeoutSeconds = 1
        } handler: { _ in
            .answer(.text(200, "served"))
        }
        defer { server.stop(within: .seconds(1)) }
        let connection = try #require(RawConnection(port: server.port))
        connection.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(connection.receive(until: "served").contains("served"))
        #expect(connection.receiveToEnd().isClosed)
        #expect(server.counters.slowClientsCut.load(ordering: .relaxed) == 0)
    }

    @Test("Mutated requests do no harm to later ones", arguments: 1...5)
    func survivesMutation(seed: UInt64) throws {
        let server = try makeServer {
            $0.headerDeadline = .milliseconds(400)
            $0.bodyDeadline = .milliseconds(400)
        } handler: { request in
            .answer(HTTPAnswer(status: 200, body: Array(request.body)))
        }
        defer { server.stop(within: .seconds(1)) }
        var random = SeededGenerator(seed: seed)
        let models = [
            "POST /a?b=c HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            "GET /%41%00 HTTP/1.0\r\nConnection: keep-alive\r\nX: y\r\n z\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
        ].map { Array($0.utf8) }
        // All are open at once, so that one test takes no longer than one deadline.
        let connections = try (0..<200).map { number in
            var bytes = models[number % models.count]
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                case 2: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
                default: bytes.removeSubrange(place..<min(place + 3, bytes.count - 1))
                }
            }
            let connection = try #require(RawConnection(port: server.port))
            connection.send(bytes)
            return connection
        }
        #expect(try HTTPClient().post("http://127.0.0.1:\(server.port)/", body: [1, 2, 3]).body == [1, 2, 3])
        withExtendedLifetime(connections) {}
    }

    @Test("An answer with a line break in a header becomes a plain 500")
    func refusesHeaderInjection() throws {
        let server = try makeServer { _ in
            .answer(HTTPAnswer(status: 200, headers: [HTTPHeader("X-A", "b\r\nX-Evil: c")], body: [1]))
        }
        defer { server.stop(within: .seconds(1)) }
        let answer = try HTTPClient().get("http://127.0.0.1:\(server.port)/")
        #expect(answer.status == 500)
        #expect(answer.header("X-Evil") == nil)
    }
}
