import Foundation
import HTTPRequests
import HTTPService
import PipelineTestKit
import Synchronization
import Testing

@Suite("HTTP server stop")
struct HTTPServerStopTests {
    private let request = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi"

    @Test("A request in flight is finished, an idle connection does not hold the stop, and no new one is let in")
    func finishesInFlight() throws {
        let workshop = Workshop()
        let server = try makeServer { request in
            workshop.hand(request.answerLater())
            return .later
        }
        let idle = try #require(RawConnection(port: server.port))
        let busy = try #require(RawConnection(port: server.port))
        busy.send(request)
        #expect(workshop.waitForExchanges(1))
        let stopped = DispatchSemaphore(value: 0)
        Thread { [port = server.port] in
            server.stop(within: .seconds(30))
            #expect(RawConnection(port: port) == nil)
            stopped.signal()
        }.start()
        // The stop cannot end while the exchange waits, so the answer always comes before its end.
        for exchange in workshop.takeAll() {
            #expect(exchange.answer(.text(200, "kept")))
        }
        #expect(busy.receive(until: "kept").contains("200 OK"))
        #expect(stopped.wait(timeout: .now() + 20) == .success)
        #expect(idle.receiveToEnd().isClosed)
    }

    @Test("Half a request does not hold the stop, and one that becomes whole in time is answered")
    func leavesHalves() throws {
        let server = try makeServer {
            $0.stopPatience = .milliseconds(300)
        } handler: { request in
            .answer(HTTPAnswer(status: 200, body: Array(request.body)))
        }
        let head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
        let halves = try (0..<2).map { _ in
            let connection = try #require(RawConnection(port: server.port))
            connection.send(head)
            #expect(connection.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 100 "))
            connection.send("ha")
            return connection
        }
        let stopped = DispatchSemaphore(value: 0)
        Thread {
            server.stop(within: .seconds(600))
            stopped.signal()
        }.start()
        halves[0].send("lf!")
        #expect(halves[0].receive(until: "half!").contains("200 OK"))
        #expect(halves[1].receiveToEnd().isClosed)
        #expect(stopped.wait(timeout: .now() + 60) == .success)
    }

    @Test("A request that is not answered within the budget gets 503, and the late answer is harmless")
    func abandons() throws {
        let workshop = Workshop()
        let server = try makeServer { request in
            workshop.hand(request.answerLater())
            return .later
        }
        let clients = try (0..<20).map { _ in try #require(RawConnection(port: server.port)) }
        for client in clients {
            client.send(request)
        }
        #expect(workshop.waitForExchanges(20))
        server.stop(within: .milliseconds(50))
        for client in clients {
            let (text, isClosed) = client.receiveToEnd()
            #expect(text.hasPrefix("HTTP/1.1 503 "))
            #expect(isClosed)
        }
        for exchange in workshop.takeAll() {
            #expect(exchange.withBody { Array($0) } == Array("hi".utf8))
            #expect(!exchange.answer(.empty(200)))
        }
        server.stop(within: .seconds(1))
    }

    @Test(
        "Stopping under load answers each request with 200 or refuses it, and every 200 was handled",
        arguments: 1...5
    )
    func stopsUnderLoad(seed: Int) throws {
        let workshop = Workshop()
        let handled = Mutex(0)
        let server = try makeServer { request in
            handled.withLock { $0 += 1 }
            workshop.hand(request.answerLater())
            return .later
        }
        workshop.startEchoing()
        let port = server.port
        let accepted = Mutex(0)
        let group = DispatchGroup()
        for _ in 0..<3 {
            group.enter()
            Thread {
                let client = HTTPClient()
                while let answer = try? client.post("http://127.0.0.1:\(port)/", body: [1, 2, 3]), answer.status == 200
                {
                    accepted.withLock { $0 += 1 }
                }
                group.leave()
            }.start()
        }
        while accepted.withLock({ $0 }) < 40 * seed {
            sched_yield()
        }
        server.stop(within: .seconds(5))
        group.wait()
        workshop.close()
        #expect(accepted.withLock { $0 } == handled.withLock { $0 })
    }
}
