import Foundation
import HTTPRequests
import HTTPService
import PipelineTestKit
import Synchronization
import Testing

@Suite("HTTP server")
struct HTTPServerTests {
    @Test("A handler sees method, path, query, headers, peer and body, and its answer arrives whole")
    func seesTheRequest() throws {
        let server = try makeServer { request in
            var lines = ["\(request.method)", request.path, request.query ?? "-", request.peerAddress]
            lines.append(request.queryItem("name") ?? "-")
            lines.append(request.header("x-color") ?? "-")
            lines.append(request.header("absent") ?? "-")
            lines.append(request.hasPath("/a b") ? "same path" : "other path")
            lines.append(String(decoding: request.body, as: UTF8.self))
            return .answer(
                HTTPAnswer(
                    status: 201,
                    headers: [HTTPHeader("X-Answer", "yes")],
                    body: Array(lines.joined(separator: "|").utf8)
                )
            )
        }
        defer { server.stop(within: .seconds(1)) }
        let answer = try HTTPClient().post(
            "http://127.0.0.1:\(server.port)/a%20b?name=x%2Fy&z",
            headers: [HTTPClientHeader("X-Color", "blue")],
            body: Array("hello".utf8)
        )
        #expect(answer.status == 201)
        #expect(answer.header("x-answer") == "yes")
        #expect(answer.text == "post|/a b|name=x%2Fy&z|127.0.0.1|x/y|blue|-|same path|hello")
    }

    @Test("One connection carries many requests, and bodies do not mix")
    func keepsAlive() throws {
        let connections = Mutex<Set<String>>([])
        let server = try makeServer { request in
            connections.withLock { _ = $0.insert(request.header("x-client") ?? "") }
            return .answer(HTTPAnswer(status: 200, body: Array(request.body)))
        }
        defer { server.stop(within: .seconds(1)) }
        let client = HTTPClient()
        for count in [0, 1, 5000, 70_000, 3, 0, 65_536, 200_000, 1] {
            let body = [UInt8](repeating: UInt8(count % 251), count: count)
            let answer = try client.post("http://127.0.0.1:\(server.port)/", body: body)
            #expect(answer.status == 200)
            #expect(answer.body == body)
        }
        #expect(server.counters.requests.load(ordering: .relaxed) == 9)
    }

    @Test("Two requests sent at once are answered in their order")
    func pipelines() throws {
        let server = try makeServer { request in .answer(.text(200, "<\(request.path)>")) }
        defer { server.stop(within: .seconds(1)) }
        let connection = try #require(RawConnection(port: server.port))
        connection.send("GET /one HTTP/1.1\r\nHost: h\r\n\r\nGET /two HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        let answer = connection.receiveToEnd().text
        let first = try #require(answer.range(of: "</one>"))
        let second = try #require(answer.range(of: "</two>"))
        #expect(first.lowerBound < second.lowerBound)
    }

    @Test("Answers from another thread reach the connections that wait for them")
    func answersLater() throws {
        let workshop = Workshop()
        let server = try makeServer { request in
            workshop.hand(request.answerLater())
            return .later
        }
        workshop.startEchoing()
        defer {
            server.stop(within: .seconds(1))
            workshop.close()
        }
        let mismatches = Mutex(0)
        let answered = Mutex(0)
        let port = server.port
        DispatchQueue.concurrentPerform(iterations: 4) { worker in
            let client = HTTPClient()
            for number in 0..<250 {
                let body = Array("body \(worker) \(number)".utf8)
                let answer = try? client.post("http://127.0.0.1:\(port)/", body: body)
                answered.withLock { $0 += answer?.status == 200 ? 1 : 0 }
                mismatches.withLock { $0 += answer?.body == body ? 0 : 1 }
            }
        }
        #expect(answered.withLock { $0 } == 1000)
        #expect(mismatches.withLock { $0 } == 0)
    }

    @Test("Answers given together reach the connections of two servers, after the end of the turn they came in")
    func answersTogether() throws {
        let workshop = Workshop()
        let turn = Workshop()
        let servers = try (0..<2).map { _ in
            try makeServer {
                $0.onTurnEnd = {
                    for exchange in turn.takeAll() {
                        workshop.hand(exchange)
                    }
                }
            } handler: { request in
                turn.hand(request.answerLater())
                return .later
            }
        }
        defer {
            for server in servers {
                server.stop(within: .seconds(1))
            }
        }
        let connections = try (0..<10).map { try #require(RawConnection(port: servers[$0 % 2].port)) }
        for (number, connection) in connections.enumerated() {
            connection.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n\(number)")
        }
        #expect(workshop.waitForExchanges(10))
        HTTPExchange.answer(
            workshop.takeAll().map { exchange -> (exchange: HTTPExchange, answer: HTTPAnswer) in
                let number = exchange.withBody { String(decoding: $0, as: UTF8.self) }
                return (exchange, .text(200, "<\(number)>"))
            }
        )
        for (number, connection) in connections.enumerated() {
            #expect(connection.receive(until: ">").hasSuffix("<\(number)>"))
        }
    }

    @Test("A connection waits for its answer while others are served")
    func othersGoOn() throws {
        let workshop = Workshop()
        let server = try makeServer { request in
            guard request.hasPath("/later") else {
                return .answer(.empty(204))
            }
            workshop.hand(request.answerLater())
            return .later
        }
        defer { server.stop(within: .seconds(1)) }
        let waiting = try #require(RawConnection(port: server.port))
        waiting.send("POST /later HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi")
        #expect(workshop.waitForExchanges(1))
        #expect(try HTTPClient().get("http://127.0.0.1:\(server.port)/now").status == 204)
        let exchange = try #require(workshop.takeAll().first)
        #expect(exchange.bodyCount == 2)
        #expect(exchange.answer(.text(200, "done")))
        #expect(waiting.receive(until: "done").contains("200 OK"))
    }

    @Test("Answering an exchange twice stops the process")
    func answersOnce() async {
        await #expect(processExitsWith: .failure) {
            let workshop = Workshop()
            let server = try makeServer { request in
                workshop.hand(request.answerLater())
                return .later
            }
            let connection = try #require(RawConnection(port: server.port))
            connection.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            guard workshop.waitForExchanges(1), let exchange = workshop.takeAll().first else {
                exit(0)
            }
            exchange.answer(.empty(200))
            exchange.answer(.empty(200))
            exit(0)
        }
    }

    @Test("An address that is none, a port in use and a path too long are told apart")
    func refusesEndpoints() throws {
        #expect {
            try makeServer(.tcp(address: "localhost", port: 0)) { _ in .answer(.empty(200)) }
        } throws: {
            ($0 as? HTTPServiceError)?.code == .invalidAddress
        }
        #expect {
            try makeServer(.unix(path: String(repeating: "x", count: 108))) { _ in .answer(.empty(200)) }
        } throws: {
            ($0 as? HTTPServiceError)?.code == .invalidAddress
        }
        let server = try makeServer { _ in .answer(.empty(200)) }
        defer { server.stop(within: .seconds(1)) }
        #expect {
            try makeServer(.tcp(address: "127.0.0.1", port: server.port)) { _ in .answer(.empty(200)) }
        } throws: {
            ($0 as? HTTPServiceError)?.code == .addressInUse
        }
    }

    @Test("All addresses means IPv4 too, and peers are named as IPv4")
    func listensOnAll() throws {
        let server = try makeServer(.tcp(address: nil, port: 0)) { .answer(.text(200, $0.peerAddress)) }
        defer { server.stop(within: .seconds(1)) }
        #expect(try HTTPClient().get("http://127.0.0.1:\(server.port)/").text == "127.0.0.1")
    }

    @Test("A unix socket serves its owner alone, takes over a dead one's place and goes away at the stop")
    func servesUnixSocket() throws {
        let path = "\(NSTemporaryDirectory())/eyrie-\(UUID().uuidString.prefix(8)).sock"
        // A file that a killed process left: bound, never listening, closed.
        let dead = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(dead, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        close(dead)
        #expect(bound == 0)

        let server = try makeServer(.unix(path: path)) { .answer(.text(200, $0.peerAddress)) }
        let mode = try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
        #expect(mode == 0o600)
        let answer = try HTTPClient(HTTPClientOptions(unixSocketPath: path)).get("http://eyrie/who")
        #expect(answer.text == "unix")
        #expect {
            try makeServer(.unix(path: path)) { _ in .answer(.empty(200)) }
        } throws: {
            ($0 as? HTTPServiceError)?.code == .addressInUse
        }
        server.stop(within: .seconds(1))
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
