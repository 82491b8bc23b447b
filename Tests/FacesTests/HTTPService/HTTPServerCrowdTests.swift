import Foundation
import HTTPRequests
import HTTPService
import PipelineTestKit
import Synchronization
import Testing

/// Many who keep the server waiting, while others want to be served.
@Suite("HTTP server in a crowd", .serialized)
struct HTTPServerCrowdTests {
    private static let request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

    /// What slow clients say before they fall silent.
    private static let halves = [
        "", "GET", "POST / HTTP/1.1\r\nHost: h\r\nX: ", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nabc",
    ]

    private func slowClients(_ count: Int, _ port: UInt16) throws -> [RawConnection] {
        try (0..<count).map { number in
            let connection = try #require(RawConnection(port: port), "connection \(number)")
            connection.send(Self.halves[number % Self.halves.count])
            return connection
        }
    }

    @Test("1,000 slow clients below the limit delay no other client")
    func servesBesideSlowClients() throws {
        let server = try makeServer {
            $0.headerDeadline = .seconds(60)
            $0.bodyDeadline = .seconds(60)
        } handler: { _ in
            .answer(.text(200, "served"))
        }
        defer { server.stop(within: .zero) }
        let slow = try slowClients(1000, server.port)
        let client = HTTPClient()
        var longest = Duration.zero
        for _ in 0..<100 {
            let began = ContinuousClock.now
            #expect(try client.get("http://127.0.0.1:\(server.port)/").text == "served")
            longest = max(longest, ContinuousClock.now - began)
        }
        #expect(longest < .seconds(5))
        #expect(server.counters.crowdedOut.load(ordering: .relaxed) == 0)
        withExtendedLifetime(slow) {}
    }

    @Test("When slow clients take every connection they are cut, and clients that wait for an answer are not")
    func makesRoom() throws {
        let workshop = Workshop()
        let server = try makeServer {
            $0.maximumConnections = 40
            $0.headerDeadline = .seconds(60)
            $0.bodyDeadline = .seconds(60)
        } handler: { request in
            guard request.method == .post else {
                return .answer(.text(200, "served"))
            }
            workshop.hand(request.answerLater())
            return .later
        }
        defer { server.stop(within: .zero) }
        let waiting = try #require(RawConnection(port: server.port))
        waiting.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")
        #expect(workshop.waitForExchanges(1))
        // More than there is room for: the rest waits to be accepted.
        let slow = try slowClients(60, server.port)
        #expect(try HTTPClient().get("http://127.0.0.1:\(server.port)/").text == "served")
        #expect(server.counters.crowdedOut.load(ordering: .relaxed) >= 20)
        for exchange in workshop.takeAll() {
            exchange.answer(.text(200, "still here"))
        }
        #expect(waiting.receive(until: "still here").contains("still here"))
        withExtendedLifetime(slow) {}
    }

    @Test("Idle connections make room too, an eighth of them at a time")
    func idleMakeRoom() throws {
        let server = try makeServer {
            $0.maximumConnections = 16
        } handler: { _ in
            .answer(.text(200, "served"))
        }
        defer { server.stop(within: .zero) }
        let idle = try (0..<16).map { _ in
            let connection = try #require(RawConnection(port: server.port))
            connection.send(Self.request)
            #expect(connection.receive(until: "served").contains("served"))
            return connection
        }
        #expect(try HTTPClient().get("http://127.0.0.1:\(server.port)/").text == "served")
        // With one more there is room for it, so it was 2 of 16, and 2 more if it came as late as that.
        let cut = server.counters.crowdedOut.load(ordering: .relaxed)
        #expect((2...4).contains(cut))
        let served = idle.filter { connection in
            connection.send(Self.request)
            return connection.receive(until: "served").contains("served")
        }
        #expect(served.count == 16 - Int(cut))
    }

    @Test("2 GB announced, header floods and a flood of requests on one connection do no harm")
    func survivesFloods() throws {
        let server = try makeServer {
            $0.headerDeadline = .seconds(2)
        } handler: { _ in
            .answer(.text(200, "served"))
        }
        defer { server.stop(within: .seconds(1)) }
        let huge = try #require(RawConnection(port: server.port))
        huge.send(
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2147483648\r\n\r\n" + String(repeating: "x", count: 5000)
        )
        #expect(huge.receive(until: "413").hasPrefix("HTTP/1.1 413 "))
        let many = try #require(RawConnection(port: server.port))
        many.send("GET / HTTP/1.1\r\nHost: h\r\n" + (0..<20_000).map { "X-\($0): y\r\n" }.joined() + "\r\n")
        #expect(!many.receiveToEnd().text.contains("served"))
        let endless = try #require(RawConnection(port: server.port))
        endless.send("GET / HTTP/1.1\r\nHost: h\r\n")
        // A line every 10 ms, far below the limit of bytes and for longer than the time for a header.
        #expect(endless.drips("X: y\r\n", every: 10, forAtMost: 1500))
        let pipelining = try #require(RawConnection(port: server.port))
        pipelining.send(String(repeating: Self.request, count: 500))
        var served = 0
        while served < 500 {
            let text = pipelining.receive(until: "served")
            let count = text.components(separatedBy: "served").count - 1
            #expect(count > 0)
            guard count > 0 else { break }
            served += count
        }
        #expect(served >= 500)
        #expect(try HTTPClient().get("http://127.0.0.1:\(server.port)/").text == "served")
        #expect(server.counters.bodiesTooLarge.load(ordering: .relaxed) == 1)
        #expect(server.counters.slowClientsCut.load(ordering: .relaxed) == 1)
    }

    @Test("Bodies that never end take no more memory together than their bound; whoever sends longest is cut")
    func boundsBodies() throws {
        let told = RefusalList()
        let server = try makeServer {
            $0.maximumBodyBytes = 1 << 20
            $0.maximumBytesUnderWay = 8 << 20
            $0.bodyDeadline = .seconds(60)
            $0.onRefusal = { told.add($0) }
        } handler: { request in
            .answer(.text(200, "\(request.body.count)"))
        }
        defer { server.stop(within: .zero) }
        let part = [UInt8](repeating: 0x78, count: 900_000)
        let head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n"
        let slow = try (0..<40).map { _ in
            let connection = try #require(RawConnection(port: server.port))
            connection.send(head)
            // So they begin their bodies in this order.
            #expect(connection.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 100 "))
            connection.send(part)
            return connection
        }
        // Small ones and one that is as large and whole go on beside them.
        let url = "http://127.0.0.1:\(server.port)/"
        #expect(try HTTPClient().post(url, body: [1, 2, 3]).text == "3")
        #expect(try HTTPClient().post(url, body: [UInt8](repeating: 0, count: 1 << 20)).text == "1048576")
        // Each has a block of 1 MiB, of which 16 KiB are not counted: 8 of them are in 8 MiB, and one more came by.
        let first = try #require(slow.first)
        #expect(first.receiveToEnd().isClosed)
        // The remaining client may still end its body.
        let last = try #require(slow.last)
        last.send([UInt8](repeating: 0x78, count: 100_000))
        #expect(last.receive(until: "1000000").hasPrefix("HTTP/1.1 200 "))
        let cut = Int(server.counters.bodiesCut.load(ordering: .relaxed))
        #expect((32...33).contains(cut), "\(cut) of 40 were cut")
        #expect(told.all == [HTTPRefusal](repeating: .bodiesUnderWay, count: cut))
        withExtendedLifetime(slow) {}
    }

    @Test("A refusal at the header spares the body, and each one is reported")
    func admits() throws {
        let told = RefusalList()
        var options = HTTPServerOptions(endpoint: .tcp(address: "127.0.0.1", port: 0))
        options.onRefusal = { told.add($0) }
        let server = try HTTPServer(options: options) { request in
            request.hasPath("/in") ? nil : .text(404, "not here")
        } handler: { request in
            .answer(.text(200, "\(request.body.count)"))
        }
        defer { server.stop(within: .seconds(1)) }
        let out = try #require(RawConnection(port: server.port))
        out.send("POST /out HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n")
        let (text, isClosed) = out.receiveToEnd()
        #expect(text.hasPrefix("HTTP/1.1 404 "))
        #expect(text.contains("not here"))
        #expect(isClosed)
        #expect(try HTTPClient().post("http://127.0.0.1:\(server.port)/in", body: [1, 2, 3]).text == "3")
        #expect(told.all == [.notAdmitted])
        #expect(server.counters.requests.load(ordering: .relaxed) == 1)
    }
}
